//! Signing in and out: tiles, PINs, activation.
//!
//! A person acts by a duty in force, for the office of that duty. Who has none in force here
//! cannot sign in; whoever has one is never locked out by another's wrong tries. A PIN opens
//! keys, and only keys that the roster vouches for are hers: nobody else's sign anything.

use domain::id::PersonId;
use domain::refusal::Refusal;
use domain::roster::Duty;
use domain::whereabouts::unit_words;
use ledger::{Domain, Signer as _};
use store::desk::parts::Viewer;
use store::keys::pin::Pin;
use store::keys::tries::Stop;
use store::keys::vault::{KeyFault, NewPerson, Unlocked, Vault};
use sync::protocol::ActivateRequest;

use super::door::Door;
use super::duties::{duty_here, place_here};
use super::vouching::{KeyStanding, Vouchers, supervisors_of};
use super::{Program, SignedIn, held, ledger_person};
use crate::error::{Answer, CommandError, Failed, Refused};
use crate::moment::Moment;
use crate::text::sentence;

/// Digits of an id that tell two people of one desk apart where their names are not known.
const SHORT_ID_DIGITS: usize = 6;

/// A person who may sign in here.
pub(crate) struct Tile {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) unit_name: String,
    pub(crate) duty: Duty,
    pub(crate) is_activated: bool,
    /// Only a supervisor vouches for her yet.
    pub(crate) is_provisional: bool,
    /// Who could vouch for her here, or forgive her wrong PINs.
    pub(crate) supervisors: Vec<PersonId>,
    pub(crate) locked_until: Option<Moment>,
    pub(crate) tries_left: u8,
}

impl Program {
    /// Lists who may sign in at this desk: duties in force at its office or one that shares it.
    pub(crate) fn tiles(&self) -> Answer<Vec<Tile>> {
        let door = self.door();
        let vouchers = door.as_ref().map(|door| self.vouchers(door));
        let is_closed = held(&self.reader).is_none();
        let keys = self.keys();
        let Some(vault) = &keys.vault else {
            return Ok(Vec::new());
        };
        let mut tiles = match (&door, &vouchers) {
            (Some(door), Some(vouchers)) => tiles_at(door, vouchers, vault, is_closed),
            _ => nameless_tiles(vault),
        };
        for tile in &mut tiles {
            let (stop, tries_left) = vault
                .tries(tile.person, self.key_moment())
                .map_err(|fault| key_error(&fault))?;
            tile.tries_left = tries_left;
            tile.locked_until = match stop {
                Some(Stop::Paused { remaining }) => Some(after(Moment::now(), remaining)),
                Some(Stop::SupervisorNeeded) | None => None,
            };
        }
        Ok(tiles)
    }

    /// Signs a person in.
    pub(crate) fn unlock(&self, person: PersonId, pin: &str) -> Answer<()> {
        let unlocked = self.open_by_pin(person, pin)?;
        self.open_desk_once(&unlocked)?;
        // The answer to her activation may have come by another way than to her activation.
        let unlocked = if self.confirm(&unlocked, None)? {
            self.open_by_pin(person, pin)?
        } else {
            unlocked
        };
        let signed_in = self.at_work(unlocked)?;
        let viewer = Viewer::of(&signed_in.unlocked);
        let mut keys = self.keys();
        let duty_keys: Vec<_> = keys
            .vault
            .iter()
            .flat_map(|vault| vault.duty_keys().collect::<Vec<_>>())
            .collect();
        keys.signed_in = Some(signed_in);
        drop(keys);
        self.with_desk(|desk| {
            desk.set_duty_keys(duty_keys);
            desk.refill_outbox(&viewer).map(|_| ())
        })?;
        self.record_resets();
        self.changed(&["desk"]);
        Ok(())
    }

    /// Opens a person's keys for one signature on this machine, beside whoever is signed in.
    pub(crate) fn sign_beside(&self, person: PersonId, pin: &str) -> Answer<SignedIn> {
        let unlocked = self.open_by_pin(person, pin)?;
        self.at_work(unlocked)
    }

    /// Locks the screen: whatever the PIN opened is dropped.
    pub(crate) fn lock(&self) {
        self.keys().signed_in = None;
        if let Some(desk) = held(&self.desk).as_mut()
            && let Err(failure) = desk.lock()
        {
            tracing::warn!(%failure, "the file was not folded at the lock");
        }
        self.changed(&["desk"]);
    }

    /// Changes the PIN of the person signed in.
    pub(crate) fn change_pin(&self, old: &str, next: &str) -> Answer<()> {
        let person = self.signed_in(|signed_in| Ok(signed_in.unlocked.person))?;
        let (old, next) = (parse_pin(old)?, parse_pin(next)?);
        let now = self.key_moment();
        let mut keys = self.keys();
        let vault = keys.vault.as_mut().ok_or_else(super::not_enrolled)?;
        vault
            .change_pin(person, &old, &next, now)
            .map_err(|fault| key_error(&fault))
    }

    /// Makes a person's keys under her PIN and has the upper level certify them.
    pub(crate) fn activate(&self, person: PersonId, code: &str, pin: &str) -> Answer<()> {
        let mut recovery = None;
        self.activate_by(person, code, pin, |request| {
            recovery = self.exchange.activate(request)?;
            Ok(())
        })?;
        if let Some(key) = recovery {
            self.keep_recovery(person, pin, &key);
        }
        Ok(())
    }

    pub(super) fn activate_by(
        &self,
        person: PersonId,
        code: &str,
        pin: &str,
        ask: impl FnOnce(&ActivateRequest) -> Answer<()>,
    ) -> Answer<()> {
        let pin = parse_pin(pin)?;
        let unlocked = self.prepare(person, &pin)?;
        if let Err(refused) = ask(&activation(&unlocked, code)) {
            let is_in_vain = [Refused::WrongActivationCode, Refused::CodeUsed]
                .iter()
                .any(|reason| reason.code() == refused.code);
            if is_in_vain {
                self.drop_prepared(person);
            }
            return Err(refused);
        }
        self.confirm(&unlocked, None)?;
        self.changed(&["staff"]);
        Ok(())
    }

    /// Makes the keys of a person, or opens those of a try that the upper level never answered.
    pub(super) fn prepare(&self, person: PersonId, pin: &Pin) -> Answer<Unlocked> {
        let door = self.door().ok_or_else(|| self.not_open())?;
        let member = door.roster.find_person(person).ok_or_else(no_duty)?;
        let now = self.key_moment();
        let mut keys = self.keys();
        let super::Keys { vault, opened, .. } = &mut *keys;
        let (Some(vault), Some(opened)) = (vault, opened) else {
            return Err(self.not_open());
        };
        let made = vault.people().find(|(known, ..)| *known == person);
        let Some((_, _, key)) = made else {
            let new = NewPerson {
                person,
                unit: member.unit,
                pin,
                duties: Vec::new(),
            };
            let prepared = vault.prepare_person(opened, &new);
            return prepared.map_err(|fault| key_error(&fault));
        };
        let is_vouched_for = member.key_at(door.device) == Some(*key.as_bytes());
        match vault.unlock(person, pin, now) {
            Err(KeyFault::WrongPin { .. }) if !is_vouched_for => {
                Err(CommandError::of(&Refused::PinOfFirstTry))
            }
            unlocked => unlocked.map_err(|fault| key_error(&fault)),
        }
    }

    /// Forgets keys made for a code that was not hers.
    fn drop_prepared(&self, person: PersonId) {
        let now = self.key_moment();
        if let Some(vault) = self.keys().vault.as_mut()
            && let Err(fault) = vault.drop_prepared(person, now)
        {
            tracing::warn!(%fault, "keys that nobody vouched for could not be removed");
        }
    }

    pub(super) fn open_by_pin(&self, person: PersonId, pin: &str) -> Answer<Unlocked> {
        let pin = parse_pin(pin)?;
        let now = self.key_moment();
        let mut keys = self.keys();
        let vault = keys.vault.as_mut().ok_or_else(super::not_enrolled)?;
        vault
            .unlock(person, &pin, now)
            .map_err(|fault| key_error(&fault))
    }

    pub(super) fn open_desk_once(&self, unlocked: &Unlocked) -> Answer<()> {
        if held(&self.desk).is_none() {
            self.open_desk(&unlocked.opened)
                .map_err(|failure| CommandError::from_failure(&failure))?;
            self.keys().opened = Some(unlocked.opened.clone());
        }
        Ok(())
    }

    /// Finds the office that a person acts for here.
    fn at_work(&self, unlocked: Unlocked) -> Answer<SignedIn> {
        let door = self.door().ok_or_else(super::not_enrolled)?;
        let standing = self.vouchers(&door).check(&unlocked)?;
        let (unit, duties) = place_here(&door.roster, unlocked.person, &door.units, Moment::now())?;
        Ok(SignedIn {
            unlocked,
            unit,
            duties,
            standing,
        })
    }

    pub(super) fn key_moment(&self) -> store::keys::tries::Moment {
        store::keys::tries::Moment {
            wall: Moment::now().0,
            monotonic: self.uptime.micros(),
            boot: self.uptime.boot(),
        }
    }
}

/// Lists whom the roster assigns here.
fn tiles_at(door: &Door, vouchers: &Vouchers<'_>, vault: &Vault, is_closed: bool) -> Vec<Tile> {
    let roster = &door.roster;
    let now = Moment::now();
    let staff = roster.staff.iter().filter_map(|member| {
        let (unit, duty) = duty_here(roster, member.id, &door.units, now)?;
        let mut people = vault.people();
        let own = people.find(|(person, ..)| *person == member.id);
        let standing = own.and_then(|(person, _, key)| vouchers.standing(person, &key));
        // What a supervisor said lies in the file; while it is closed, the keys tell that she did.
        let is_confirmed = is_closed && member.key_at(door.device).is_none();
        let is_vouched = is_confirmed && !vault.duties_of(member.id).is_empty();
        Some(Tile {
            person: member.id,
            name: member.name.clone(),
            unit_name: unit_words(unit, roster).to_owned(),
            duty,
            is_activated: standing.is_some() || is_vouched,
            is_provisional: standing == Some(KeyStanding::Provisional) || is_vouched,
            supervisors: supervisors_of(door, vouchers, vault, member),
            locked_until: None,
            tries_left: 0,
        })
    });
    staff.collect()
}

/// Lists who has a PIN here while no roster can be read: it lies in the file that one opens.
fn nameless_tiles(vault: &Vault) -> Vec<Tile> {
    let people = vault.people().filter_map(|(person, ..)| {
        let duty = vault.duties_of(person).first()?.duty;
        let number: String = person.to_string().chars().take(SHORT_ID_DIGITS).collect();
        Some(Tile {
            person,
            name: sentence("sign_in.nameless", &[("number", &number)]),
            unit_name: String::new(),
            duty,
            is_activated: true,
            is_provisional: false,
            supervisors: Vec::new(),
            locked_until: None,
            tries_left: 0,
        })
    });
    people.collect()
}

fn activation(unlocked: &Unlocked, code: &str) -> ActivateRequest {
    let person = ledger_person(unlocked.person);
    let key = unlocked.signer.verification_key();
    let signed = ActivateRequest::signed_bytes(person, &key, code);
    let proof = unlocked.signer.sign(Domain::Enrolment, &signed);
    ActivateRequest {
        person,
        key,
        code: code.to_owned(),
        proof,
    }
}

fn after(now: Moment, remaining: u64) -> Moment {
    Moment(
        now.0
            .saturating_add(i64::try_from(remaining).unwrap_or(i64::MAX)),
    )
}

pub(super) fn parse_pin(text: &str) -> Answer<Pin> {
    Pin::parse(text).map_err(|_| CommandError::of(&Refused::PinSixDigits))
}

pub(super) fn no_duty() -> CommandError {
    CommandError::of(&Refusal::NoDuty)
}

pub(super) fn key_error(fault: &KeyFault) -> CommandError {
    match fault {
        KeyFault::WrongPin { tries_left } => CommandError::of(&Refused::WrongPin {
            tries_left: *tries_left,
        }),
        KeyFault::Paused { remaining } => {
            let until = after(Moment::now(), *remaining);
            let until = until.civil().format("%H:%M:%S").to_string();
            CommandError::of(&Refused::PinPaused { until })
        }
        KeyFault::NoRecovery(_) => CommandError::of(&Refused::NoRecovery),
        KeyFault::SupervisorNeeded => CommandError::of(&Refused::SupervisorNeeded),
        KeyFault::NotActivated(_) => CommandError::of(&Refused::NotActivated),
        KeyFault::AlreadyActivated(_) => CommandError::of(&Refused::AlreadyActivated),
        KeyFault::Absent
        | KeyFault::Present
        | KeyFault::Damaged
        | KeyFault::SecretLost
        | KeyFault::Cost(_)
        | KeyFault::Seal(_)
        | KeyFault::NoEntropy(_)
        | KeyFault::Disk { .. } => CommandError::of(&Failed::Keys),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
