//! For which office a step was done: by what the record says, else by the assignment in force
//! at that moment. Where a person is employed says nothing about it.

use domain::id::UnitId;
use domain::roster::Roster;
use store::read::TimelineEntry;

/// Gives the office that the author of a step acted for.
pub(super) fn office(step: &TimelineEntry, roster: &Roster) -> Option<UnitId> {
    let named = step.entry.event.acting().map(|party| party.unit);
    named.or_else(|| {
        let person = step.entry.author.person()?;
        roster
            .duties_of(person, step.entry.recorded_at)
            .min_by_key(|own| own.duty)
            .map(|own| own.unit)
    })
}
