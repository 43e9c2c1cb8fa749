//! A supervisor's word, given beside the person at a desk that cannot ask the upper level.
//!
//! A person of the roster who was never anywhere certified gets her keys at once: the supervisor
//! of her office, PIN in hand at the same machine, signs a provisional certificate for them, and
//! the record of it travels like any other. It holds until the upper level answers it, with the
//! unit's certificate or by withholding it. A supervisor vouches for nobody of another office and
//! never for herself; and only one whom the unit itself certified vouches at all.

use domain::id::{DeviceId, PersonId};
use domain::roster::{Roster, StaffMember, VouchingFault};
use ledger::{Signer as _, VerificationKey, Voucher, Vouching};
use store::exchange::AlarmKind;
use store::keys::vault::{Unlocked, Vault};
use store::read::VouchedKey;

use super::door::Door;
use super::duties::duty_here;
use super::people::{key_error, no_duty, parse_pin};
use super::{Program, held, ledger_person};
use crate::error::{Answer, CommandError, Refused};
use crate::moment::Moment;

/// How far a person's key is vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyStanding {
    /// Her unit certified it.
    Certified,
    /// A supervisor vouches for it, until her unit does.
    Provisional,
}

/// Whose keys count at this desk.
pub(super) struct Vouchers<'a> {
    door: &'a Door,
    vouched: Vec<VouchedKey>,
}

impl Vouchers<'_> {
    /// Says how far a key is vouched for as a person's at this desk. A word given here counts only
    /// for whom the roster names no key here.
    pub(super) fn standing(&self, person: PersonId, key: &VerificationKey) -> Option<KeyStanding> {
        let member = self.door.roster.find_person(person)?;
        if let Some(known) = member.key_at(self.door.device) {
            return (known == *key.as_bytes()).then_some(KeyStanding::Certified);
        }
        let mut own = self.given_here(person);
        own.any(|own| own.key == *key)
            .then_some(KeyStanding::Provisional)
    }

    /// Lists what supervisors said of a person at this desk.
    fn given_here(&self, person: PersonId) -> impl Iterator<Item = &VouchedKey> {
        let desk = self.door.device;
        let here = self.vouched.iter().filter(move |own| own.desk == desk);
        here.filter(move |own| own.person == person)
    }

    /// Refuses keys that nobody vouches for.
    pub(super) fn check(&self, unlocked: &Unlocked) -> Answer<KeyStanding> {
        let key = unlocked.signer.verification_key();
        let standing = self.standing(unlocked.person, &key);
        standing.ok_or_else(|| CommandError::of(&Refused::NotActivated))
    }
}

/// Says whether the roster lets the supervisor vouch: at the moment that she says, or, because a
/// desk's clock may be off, at this one.
pub(super) fn is_lawful(roster: &Roster, vouched: &VouchedKey, now: i64) -> bool {
    let whom = (vouched.person, vouched.unit);
    [vouched.from, now].into_iter().any(|at| {
        roster
            .vouching_fault(vouched.supervisor, whom, at)
            .is_none()
    })
}

impl Program {
    /// Gives whose keys count: by the roster, and by what supervisors said as far as the file is
    /// open.
    pub(super) fn vouchers<'a>(&self, door: &'a Door) -> Vouchers<'a> {
        let now = Moment::now().0;
        let listed = held(&self.reader)
            .as_ref()
            .map(store::read::Reader::list_vouchings);
        let mut vouched = match listed {
            Some(Ok(vouched)) => vouched,
            Some(Err(failure)) => {
                tracing::warn!(%failure, "what supervisors said cannot be read");
                Vec::new()
            }
            None => Vec::new(),
        };
        vouched.retain(|own| is_lawful(&door.roster, own, now));
        Vouchers { door, vouched }
    }

    /// Says whether only a supervisor vouches yet for the key with which a person signs at a desk.
    pub(crate) fn is_provisional(&self, person: PersonId, desk: DeviceId) -> bool {
        let Some(door) = self.door() else {
            return false;
        };
        let member = door.roster.find_person(person);
        let is_known = member.is_some_and(|member| member.key_at(desk).is_some());
        let vouched = self.vouchers(&door).vouched;
        let mut there = vouched.iter().filter(|own| own.desk == desk);
        !is_known && there.any(|own| own.person == person)
    }

    /// Makes a person's keys under her PIN, for which a supervisor vouches with hers; needs no
    /// network. Given again after a cut, it goes on where it stood.
    pub(crate) fn vouch_for(
        &self,
        (person, pin): (PersonId, &str),
        (supervisor, supervisor_pin): (PersonId, &str),
    ) -> Answer<()> {
        let pin = parse_pin(pin)?;
        let (supervisor, door) = self.supervisor_beside(supervisor, supervisor_pin)?;
        let roster = &door.roster;
        let now = Moment::now();
        let member = roster.find_person(person).ok_or_else(no_duty)?;
        duty_here(roster, person, &door.units, now).ok_or_else(no_duty)?;
        check_supervises(roster, supervisor.person, member, now)?;
        if member.is_certified() {
            return Err(CommandError::of(&Refused::CertifiedElsewhere));
        }
        let key = supervisor.signer.verification_key();
        let chain = self.exchange.find_chain(supervisor.person, &key)?;
        let unlocked = self.prepare(person, &pin)?;
        let own = unlocked.signer.verification_key();
        if self.vouchers(&door).standing(person, &own).is_none() {
            let voucher = Voucher {
                chain: &chain,
                signer: &supervisor.signer,
            };
            let said = Vouching::issue(voucher, ledger_person(person), &unlocked.signer, now.0);
            let moment = self.system_moment();
            self.with_desk(|desk| {
                desk.vouch(&said, (supervisor.person, &supervisor.signer), moment)
            })?;
        }
        self.confirm(&unlocked, Some(&supervisor))?;
        self.changed(&["staff", "sync"]);
        Ok(())
    }

    /// Forgets a person's wrong PINs, because the supervisor of her office says so.
    pub(crate) fn forgive_tries(
        &self,
        person: PersonId,
        (supervisor, supervisor_pin): (PersonId, &str),
    ) -> Answer<()> {
        let (supervisor, door) = self.supervisor_beside(supervisor, supervisor_pin)?;
        let member = door.roster.find_person(person).ok_or_else(no_duty)?;
        check_supervises(&door.roster, supervisor.person, member, Moment::now())?;
        let now = self.key_moment();
        {
            let keys = self.keys();
            let vault = keys.vault.as_ref().ok_or_else(super::not_enrolled)?;
            vault
                .clear_tries(person, &supervisor, now)
                .map_err(|fault| key_error(&fault))?;
        }
        let detail = format!("{person} {}", supervisor.person);
        self.with_desk(|desk| {
            desk.exchange(Moment::now().0, |exchange| {
                exchange.raise_alarm(AlarmKind::TriesForgiven, &detail)
            })
        })?;
        self.changed(&["staff", "sync"]);
        Ok(())
    }

    /// Opens the keys of a supervisor for one word, and with them the desk where it is closed.
    fn supervisor_beside(&self, person: PersonId, pin: &str) -> Answer<(Unlocked, Door)> {
        let unlocked = self.open_by_pin(person, pin)?;
        self.open_desk_once(&unlocked)?;
        let door = self.door().ok_or_else(super::not_enrolled)?;
        if self.vouchers(&door).check(&unlocked)? != KeyStanding::Certified {
            return Err(CommandError::of(&Refused::NotSupervisor));
        }
        Ok((unlocked, door))
    }
}

/// Lists who could vouch here for a person, or forgive her wrong PINs.
pub(super) fn supervisors_of(
    door: &Door,
    vouchers: &Vouchers<'_>,
    vault: &Vault,
    member: &StaffMember,
) -> Vec<PersonId> {
    let now = Moment::now();
    let people = vault.people().filter(|(person, _, key)| {
        vouchers.standing(*person, key) == Some(KeyStanding::Certified)
            && check_supervises(&door.roster, *person, member, now).is_ok()
    });
    people.map(|(person, ..)| person).collect()
}

fn check_supervises(
    roster: &Roster,
    supervisor: PersonId,
    member: &StaffMember,
    now: Moment,
) -> Answer<()> {
    let whom = (member.id, member.unit);
    match roster.vouching_fault(supervisor, whom, now.0) {
        None => Ok(()),
        Some(VouchingFault::Herself) => Err(CommandError::of(&Refused::VouchesForHerself)),
        Some(VouchingFault::NotThisUnit | VouchingFault::NotAssigned) => {
            Err(CommandError::of(&Refused::NotSupervisor))
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
