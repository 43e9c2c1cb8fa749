//! The keys on this PC follow the roster: who has which duty here, from the hour on which it says.
//!
//! A roster that arrives, or a duty whose day has come or ended, is followed before the next
//! command runs. Whoever lost a duty opens nothing of it any more, the person who sits at the
//! desk not excepted; whoever was given one waits for a colleague who holds its key. Only keys
//! that are vouched for hold anything.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::id::{PersonId, UnitId};
use domain::roster::{Duty, Roster};
use store::keys::folder::DutyId;
use store::keys::vault::{KeyFault, Unlocked, Vault};

use super::door::Door;
use super::people::{key_error, no_duty};
use super::vouching::Vouchers;
use super::{Keys, Program, SignedIn};
use crate::error::Answer;
use crate::moment::Moment;

/// Up to which roster and moment the keys follow.
#[derive(Default)]
pub(super) struct Followed {
    rosters: AtomicU64,
    /// The next moment at which a duty begins or ends, µs UTC.
    until: AtomicI64,
}

impl Program {
    /// Lets the keys follow a roster that has arrived, or the hour of a duty; nothing is locked
    /// where neither is new.
    pub(crate) fn follow_roster(&self) {
        let (rosters, now) = (self.rules.rosters(), Moment::now().0);
        let is_followed = self.followed.rosters.load(Ordering::Acquire) == rosters
            && now < self.followed.until.load(Ordering::Acquire);
        if is_followed || super::held(&self.desk).is_none() {
            return;
        }
        let Some(door) = self.door() else { return };
        match self.follow(&door, now) {
            Ok(has_changed) => {
                self.followed.rosters.store(rosters, Ordering::Release);
                let until = next_turn(&door.roster, now);
                self.followed.until.store(until, Ordering::Release);
                if has_changed {
                    self.changed(&["desk", "staff"]);
                }
            }
            Err(error) => tracing::warn!(code = error.code, "the keys do not follow the roster"),
        }
    }

    fn follow(&self, door: &Door, now: i64) -> Answer<bool> {
        let followed = Following {
            roster: &door.roster,
            vouchers: self.vouchers(door),
            now,
        };
        let mut keys = self.keys();
        let Keys {
            vault, signed_in, ..
        } = &mut *keys;
        let Some(vault) = vault else {
            return Ok(false);
        };
        let holders: Vec<&Unlocked> = signed_in.iter().map(|own| &own.unlocked).collect();
        let changed = followed.set_all(vault, &holders);
        let mut has_changed = changed.map_err(|fault| key_error(&fault))?;
        if let Some(person) = signed_in {
            let is_at_work = followed.stays_at_work(person, vault);
            has_changed |= is_at_work != Some(false);
            if is_at_work.is_none() {
                *signed_in = None;
            }
        }
        let duty_keys: Vec<_> = vault.duty_keys().collect();
        drop(keys);
        if has_changed {
            self.with_desk(|desk| {
                desk.set_duty_keys(duty_keys);
                Ok(())
            })?;
        }
        Ok(has_changed)
    }

    /// Gives a person whose keys are vouched for the duties of her assignments; says whether
    /// they are others than those that her keys had. What a person beside her holds is passed on.
    pub(super) fn confirm(&self, unlocked: &Unlocked, beside: Option<&Unlocked>) -> Answer<bool> {
        let door = self.door().ok_or_else(super::not_enrolled)?;
        self.vouchers(&door).check(unlocked)?;
        let assigned = duties_of(&door.roster, unlocked.person, Moment::now().0);
        let mut keys = self.keys();
        let Keys {
            vault, signed_in, ..
        } = &mut *keys;
        let vault = vault.as_mut().ok_or_else(super::not_enrolled)?;
        if is_same(vault.duties_of(unlocked.person), &assigned) {
            return Ok(false);
        }
        let signed_in = signed_in.iter().map(|own| &own.unlocked);
        let holders = signed_in.chain([unlocked]).chain(beside);
        vault
            .confirm_person(unlocked.person, &assigned, &holders.collect::<Vec<_>>())
            .map_err(|fault| key_error(&fault))?;
        let duty_keys: Vec<_> = vault.duty_keys().collect();
        drop(keys);
        self.with_desk(|desk| {
            desk.set_duty_keys(duty_keys);
            Ok(())
        })?;
        Ok(true)
    }
}

/// What is followed.
struct Following<'a> {
    roster: &'a Roster,
    vouchers: Vouchers<'a>,
    now: i64,
}

impl Following<'_> {
    /// Sets the duties of everybody who was confirmed here; says whether any were others.
    fn set_all(&self, vault: &mut Vault, holders: &[&Unlocked]) -> Result<bool, KeyFault> {
        let people: Vec<_> = vault.people().collect();
        let mut has_changed = false;
        for (person, _, key) in people {
            let known = vault.duties_of(person);
            // Keys that hold nothing are confirmed when their person signs in.
            let is_waiting = known.is_empty();
            let assigned = match self.vouchers.standing(person, &key) {
                Some(_) => duties_of(self.roster, person, self.now),
                None => Vec::new(),
            };
            if !is_waiting && !is_same(known, &assigned) {
                vault.set_duties(person, &assigned, holders)?;
                has_changed = true;
            }
        }
        Ok(has_changed)
    }

    /// Takes from the person at the desk what she holds no more; says whether that was anything,
    /// and nothing at all where she has no duty left here.
    fn stays_at_work(&self, person: &mut SignedIn, vault: &Vault) -> Option<bool> {
        let standing = self.vouchers.check(&person.unlocked).ok()?;
        let own = person.unlocked.person;
        let duties = duties_at(self.roster, own, person.unit, self.now);
        if duties.is_empty() {
            return None;
        }
        let known = vault.duties_of(own);
        let before = person.unlocked.duties.len();
        person.unlocked.duties.retain(|own| known.contains(&own.id));
        let is_other = duties != person.duties
            || standing != person.standing
            || person.unlocked.duties.len() != before;
        person.duties = duties;
        person.standing = standing;
        Some(is_other)
    }
}

/// Finds the office and duty by which a person acts at a desk of these offices.
pub(super) fn duty_here(
    roster: &Roster,
    person: PersonId,
    units: &[UnitId],
    now: Moment,
) -> Option<(UnitId, Duty)> {
    roster
        .duties_of(person, now.0)
        .filter(|own| units.contains(&own.unit))
        .map(|own| (own.unit, own.duty))
        .min_by_key(|(_, duty)| *duty)
}

/// Finds the office that a person acts for at a desk, with her duties there.
pub(super) fn place_here(
    roster: &Roster,
    person: PersonId,
    units: &[UnitId],
    now: Moment,
) -> Answer<(UnitId, Vec<Duty>)> {
    let (unit, _) = duty_here(roster, person, units, now).ok_or_else(no_duty)?;
    Ok((unit, duties_at(roster, person, unit, now.0)))
}

fn duties_at(roster: &Roster, person: PersonId, unit: UnitId, now: i64) -> Vec<Duty> {
    let own = roster.duties_of(person, now);
    own.filter(|own| own.unit == unit)
        .map(|own| own.duty)
        .collect()
}

fn duties_of(roster: &Roster, person: PersonId, now: i64) -> Vec<DutyId> {
    let own = roster.duties_of(person, now).map(|own| DutyId {
        unit: own.unit,
        duty: own.duty,
    });
    own.collect()
}

fn is_same(known: &[DutyId], assigned: &[DutyId]) -> bool {
    assigned.iter().all(|duty| known.contains(duty))
        && known.iter().all(|duty| assigned.contains(duty))
}

/// Gives the next moment at which any duty begins or ends.
fn next_turn(roster: &Roster, now: i64) -> i64 {
    let turns = roster
        .assignments
        .iter()
        .flat_map(|own| [Some(own.from), own.until])
        .flatten();
    turns.filter(|turn| *turn > now).min().unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
