//! A forgotten PIN: a fresh one-time code, and the PIN is another.
//!
//! It works at a desk whose file is closed and where nobody can sign in. The person's keys stay,
//! so everything she signed keeps its worth; that it happened is on record in the desk's file
//! as soon as somebody opens it, and at the server at once.

use std::sync::Arc;

use domain::id::PersonId;
use ledger::SigningKey;
use store::entropy::draw;
use store::exchange::AlarmKind;
use sync::protocol::{Admission as _, RecoverRequest};

use super::line::{self, ServerAddress};
use super::people::{key_error, parse_pin};
use super::{Program, exchange, ledger_person};
use crate::error::{Answer, CommandError, Failed, Refused};
use crate::moment::Moment;

/// The alarm by which a PIN that was set anew stays on record.
const RESET_ALARM: AlarmKind = AlarmKind::PinReset;

impl Program {
    /// Gives a person another PIN against a one-time code; needs the network. Where the answer
    /// was lost, the same code can be given again.
    pub(crate) fn reset_pin(&self, person: PersonId, code: &str, pin: &str) -> Answer<()> {
        self.reset_pin_by(person, code, pin, |request| self.ask_recovery(request))
    }

    fn reset_pin_by(
        &self,
        person: PersonId,
        code: &str,
        pin: &str,
        ask: impl FnOnce(&RecoverRequest) -> Answer<[u8; 32]>,
    ) -> Answer<()> {
        let next = parse_pin(pin)?;
        let (device, attempt) = {
            let mut keys = self.keys();
            let vault = keys.vault.as_mut().ok_or_else(super::not_enrolled)?;
            // Where nothing helps it is said before the code is used up for nothing.
            let attempt = vault.begin_recovery(person);
            (vault.device(), attempt.map_err(|fault| key_error(&fault))?)
        };
        let recovery = ask(&RecoverRequest {
            device,
            person: ledger_person(person),
            code: code.to_owned(),
            attempt,
        })?;
        let now = self.key_moment();
        let mut keys = self.keys();
        let vault = keys.vault.as_mut().ok_or_else(super::not_enrolled)?;
        vault
            .recover(person, &recovery, &next, now)
            .map_err(|fault| key_error(&fault))?;
        drop(keys);
        self.record_resets();
        self.changed(&["staff"]);
        Ok(())
    }

    fn ask_recovery(&self, request: &RecoverRequest) -> Answer<[u8; 32]> {
        let known = self.exchange.address();
        let address = known.or_else(|| ServerAddress::read_beside_keys(&self.key_folder()));
        let address = address.ok_or_else(|| CommandError::of(&Refused::NoRecovery))?;
        // The device's own key is closed with the file; this one vouches for nothing.
        let seed = draw::<32>(self.entropy.as_ref())
            .map_err(|_| CommandError::of(&Failed::Unexpected("E-ENTROPY")))?;
        let signer = Arc::new(SigningKey::from_bytes(seed));
        let reply = line::block_on(async {
            let client = line::connect(&address, signer, 0)?;
            client.recover(request).await
        });
        let reply = reply.map_err(|fault| exchange::fault_error(&fault))?;
        Ok(reply.recovery)
    }

    /// Prepares for the day on which a person forgets her PIN; her activation holds without it.
    pub(super) fn keep_recovery(&self, person: PersonId, pin: &str, recovery: &[u8; 32]) {
        let now = self.key_moment();
        let kept = parse_pin(pin).and_then(|pin| {
            let mut keys = self.keys();
            let vault = keys.vault.as_mut().ok_or_else(super::not_enrolled)?;
            vault
                .keep_recovery(person, &pin, recovery, now)
                .map_err(|fault| key_error(&fault))
        });
        if let Err(error) = kept {
            tracing::warn!(code = error.code, "no recovery wrap could be made");
        }
        if let Some(address) = self.exchange.address()
            && let Err(error) = address.keep_beside_keys(&self.key_folder())
        {
            tracing::warn!(%error, "the server's address was not kept beside the keys");
        }
    }

    /// Puts on record which PINs were set anew, as far as the file is open.
    pub(super) fn record_resets(&self) {
        let mut keys = self.keys();
        let Some(vault) = keys
            .vault
            .as_mut()
            .filter(|vault| !vault.resets().is_empty())
        else {
            return;
        };
        let resets = vault.resets().to_vec();
        let recorded = self.with_desk(|desk| {
            desk.exchange(Moment::now().0, |exchange| {
                resets.iter().try_for_each(|reset| {
                    let detail = format!("{} at {}", reset.person, reset.at);
                    exchange.raise_alarm(RESET_ALARM, &detail)
                })
            })
        });
        if recorded.is_ok()
            && let Err(fault) = vault.forget_resets()
        {
            tracing::warn!(%fault, "a PIN set anew may be told twice");
        }
    }

    fn key_folder(&self) -> std::path::PathBuf {
        self.home.data.join("keys")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests;
