//! A forgotten PIN: the person's secrets lie here once more, under the PC's own secret and a key
//! that the upper level gives against a one-time code.
//!
//! The PC forgets that key as soon as it has wrapped with it, so that a stolen PC opens as little
//! as before. The wrap of the PIN that was forgotten goes only in the write that brings the next
//! one; the person's signing key stays, and with it the worth of everything she signed.

use domain::id::PersonId;
use ledger::key::{Signer, SigningKey};
use zeroize::Zeroizing;

use super::{KeyFault, Vault};
use crate::entropy::draw;
use crate::keys::folder::{Attempt, RecoveryEntry, Reset};
use crate::keys::pin::Pin;
use crate::keys::seal::ContentKey;
use crate::keys::tries::Moment;
use crate::keys::wrap::{Secrets, Wrap, WrapName, derive};

/// Purpose of the key under which the secrets lie once more.
const RECOVERY_PURPOSE: &[u8] = b"traotay/recovery/v1\0";

impl Vault {
    /// Wraps a person's secrets under a recovery key, in the place of an earlier such wrap.
    ///
    /// # Errors
    /// As [`Self::unlock`] for the PIN, or the disk.
    pub fn keep_recovery(
        &mut self,
        person: PersonId,
        pin: &Pin,
        recovery: &[u8; 32],
        now: Moment,
    ) -> Result<(), KeyFault> {
        let (unit, secrets) = self.judge(person, pin, now)?;
        let name = self.wrap_name(person, unit);
        let key = self.recovery_key(&name, recovery)?;
        let plain = Zeroizing::new(super::encode(&secrets)?);
        let bytes = key.encrypt(
            self.options.entropy.as_ref(),
            &plain,
            &name.context_of(RECOVERY_PURPOSE),
        )?;
        let recoveries = self.folder.recoveries.get_or_insert_default();
        recoveries.retain(|entry| entry.person != person);
        recoveries.push(RecoveryEntry { person, bytes });
        self.store_keys()
    }

    /// Says whether a recovery key would help a person here.
    #[must_use]
    pub fn can_recover(&self, person: PersonId) -> bool {
        self.find_recovery(person).is_some()
    }

    /// Names the change of a person's PIN for whoever gives the recovery key: the same name
    /// until the PIN is changed, so that a key that was lost on its way is given again.
    ///
    /// # Errors
    /// [`KeyFault::NoRecovery`], or the disk.
    pub fn begin_recovery(&mut self, person: PersonId) -> Result<[u8; 16], KeyFault> {
        if !self.can_recover(person) {
            return Err(KeyFault::NoRecovery(person));
        }
        let attempts = self.folder.attempts.get_or_insert_default();
        if let Some(attempt) = attempts.iter().find(|attempt| attempt.person == person) {
            return Ok(attempt.id);
        }
        let id = draw::<16>(self.options.entropy.as_ref())?;
        attempts.push(Attempt { person, id });
        self.store_keys()?;
        Ok(id)
    }

    /// Wraps a person's secrets under another PIN, although nobody knows the one before, and
    /// forgets her wrong tries.
    ///
    /// # Errors
    /// [`KeyFault::NoRecovery`], [`KeyFault::Seal`] for a key that does not fit, or the disk.
    pub fn recover(
        &mut self,
        person: PersonId,
        recovery: &[u8; 32],
        next: &Pin,
        now: Moment,
    ) -> Result<(), KeyFault> {
        let entry = self.folder.find_person(person);
        let entry = entry.ok_or(KeyFault::NotActivated(person))?;
        let name = self.wrap_name(person, entry.unit);
        let bytes = self
            .find_recovery(person)
            .ok_or(KeyFault::NoRecovery(person))?;
        let key = self.recovery_key(&name, recovery)?;
        let plain = key.decrypt(bytes, &name.context_of(RECOVERY_PURPOSE))?;
        let secrets: Secrets = minicbor::decode(&plain).map_err(|_| KeyFault::Damaged)?;
        let signer = SigningKey::from_bytes(secrets.signing_seed).verification_key();
        if *signer.as_bytes() != entry.signing_key {
            return Err(KeyFault::Damaged);
        }
        let entropy = self.options.entropy.clone();
        let cost = self.options.cost;
        let device_secret = self.device_secret()?;
        let wrap = Wrap::seal(
            entropy.as_ref(),
            &name,
            next,
            cost,
            &device_secret,
            &secrets,
        )?;
        let people = self.folder.people.iter_mut();
        for entry in people.filter(|entry| entry.person == person) {
            entry.wrap = wrap.clone();
        }
        let reset = Reset {
            person,
            at: now.wall,
        };
        self.folder.resets.get_or_insert_default().push(reset);
        if let Some(attempts) = &mut self.folder.attempts {
            attempts.retain(|attempt| attempt.person != person);
        }
        self.store_keys()?;
        let (mut tries, number) = self.load_tries(now)?;
        tries.clear(person);
        self.store_tries(&tries, number.saturating_add(1))
    }

    /// Lists PINs that were set anew and are not on record in the file yet.
    #[must_use]
    pub fn resets(&self) -> &[Reset] {
        self.folder.resets.as_deref().unwrap_or_default()
    }

    /// Forgets those, once they are on record.
    ///
    /// # Errors
    /// The disk.
    pub fn forget_resets(&mut self) -> Result<(), KeyFault> {
        self.folder.resets = None;
        self.store_keys()
    }

    fn find_recovery(&self, person: PersonId) -> Option<&[u8]> {
        let entries = self.folder.recoveries.as_deref().unwrap_or_default();
        let found = entries.iter().find(|entry| entry.person == person)?;
        Some(&found.bytes)
    }

    fn recovery_key(&self, name: &WrapName, recovery: &[u8; 32]) -> Result<ContentKey, KeyFault> {
        let device_secret = self.device_secret()?;
        let input = Zeroizing::new([recovery.as_slice(), device_secret.as_slice()].concat());
        derive(&input, &name.context_of(RECOVERY_PURPOSE)).ok_or(KeyFault::Damaged)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::super::{NewPerson, VaultOptions};
    use super::*;
    use crate::testing::{CENTRE, LAN, NAM, moment, pin, reception_duty, vault_options};

    const KEY: [u8; 32] = [5; 32];

    /// A desk at which one person has a PIN and a recovery wrap.
    fn opened(options: VaultOptions) -> Vault {
        let (mut vault, opened) = Vault::create_device(options).unwrap();
        let own = pin("135790");
        let new = NewPerson {
            person: LAN,
            unit: CENTRE,
            pin: &own,
            duties: vec![reception_duty()],
        };
        vault.add_person(&opened, &new, &[]).unwrap();
        vault.keep_recovery(LAN, &own, &KEY, moment(1)).unwrap();
        vault
    }

    #[test]
    fn ten_wrong_pins_are_helped_by_the_key_and_everything_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let options = vault_options(folder.path(), 1);
        let mut vault = opened(options.clone());
        let before = vault.unlock(LAN, &pin("135790"), moment(1)).unwrap();
        let mut now = 1;
        for _ in 0..10 {
            now += 3_600_000_000;
            assert!(vault.unlock(LAN, &pin("000000"), moment(now)).is_err());
        }
        let stopped = vault.unlock(LAN, &pin("135790"), moment(now));
        assert!(matches!(stopped, Err(KeyFault::SupervisorNeeded)));
        vault
            .recover(LAN, &KEY, &pin("246813"), moment(now))
            .unwrap();

        let mut vault = Vault::open(options).unwrap();
        assert_eq!(vault.resets().len(), 1);
        let refused = vault.unlock(LAN, &pin("135790"), moment(now));
        assert!(matches!(refused, Err(KeyFault::WrongPin { .. })));
        let after = vault.unlock(LAN, &pin("246813"), moment(now)).unwrap();
        assert_eq!(
            after.signer.verification_key(),
            before.signer.verification_key()
        );
        assert_eq!(
            after.opened.file_key.as_bytes(),
            before.opened.file_key.as_bytes()
        );
        assert_eq!(after.duties.len(), before.duties.len());
        vault.forget_resets().unwrap();
        assert!(vault.resets().is_empty());
    }

    #[test]
    fn a_change_that_was_cut_keeps_its_name_until_it_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let options = vault_options(folder.path(), 1);
        let mut vault = opened(options.clone());
        let first = vault.begin_recovery(LAN).unwrap();
        drop(vault);
        let mut vault = Vault::open(options).unwrap();
        assert_eq!(vault.begin_recovery(LAN).unwrap(), first);
        vault.recover(LAN, &KEY, &pin("246813"), moment(1)).unwrap();
        assert_ne!(vault.begin_recovery(LAN).unwrap(), first);
        let nobody = vault.begin_recovery(NAM);
        assert!(matches!(nobody, Err(KeyFault::NoRecovery(_))));
    }

    #[test]
    fn another_key_another_person_or_another_pc_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut vault = opened(vault_options(folder.path(), 1));
        let next = pin("246813");
        let wrong = vault.recover(LAN, &[6; 32], &next, moment(1));
        assert!(matches!(wrong, Err(KeyFault::Seal(_))));
        let unknown = vault.recover(NAM, &KEY, &next, moment(1));
        assert!(matches!(unknown, Err(KeyFault::NotActivated(_))));
        assert!(vault.unlock(LAN, &pin("135790"), moment(1)).is_ok());

        let elsewhere = tempfile::tempdir().unwrap();
        let other = opened(vault_options(elsewhere.path(), 2));
        vault.folder.recoveries = other.folder.recoveries;
        let wrong = vault.recover(LAN, &KEY, &next, moment(1));
        assert!(matches!(wrong, Err(KeyFault::Seal(_))));
    }
}
