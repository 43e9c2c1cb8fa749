//! In whose name an event acts, and by which duties a person may.
//!
//! An event names the office and person that act; both are the writer's own words. Whether the
//! author *is* that person, the fold judges. Whether she had the duty there, and whether that
//! desk stands in that office, needs the roster: the writer's program asks before writing, and
//! the server before it lets a record take effect, both by the rules of this file.

use crate::event::Event;
use crate::id::{PersonId, UnitId};
use crate::party::{Author, Holder, Party};
use crate::roster::{Assignment, DeskEntry, Duty, Roster};

/// Why an event may not stand in somebody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActingFault {
    /// The author is not the person whom the event names, or a machine.
    NotThePerson,
    /// The author has no duty in force that allows it.
    NotAssigned,
    /// The duty is at another office, or the desk is none of that office's.
    NotThisUnit,
}

const RECEPTION: &[Duty] = &[Duty::OneStopReception];
const HANDLING: &[Duty] = &[Duty::OneStopReception, Duty::Postal];
const SUPERVISION: &[Duty] = &[Duty::Supervision];

impl Event {
    /// Gives the office and person in whose name the event acts, where it names them.
    #[must_use]
    pub const fn acting(&self) -> Option<Party> {
        match self {
            Self::DossierReceived(event) => Some(Party {
                unit: event.unit,
                person: Some(event.staff),
            }),
            Self::ResultIssued(event) => holding(&event.holder),
            Self::DossierCancelled(event) => Some(event.by),
            Self::LineOffered(event) => Some(event.from),
            Self::LineAccepted(event) => Some(event.taker),
            Self::LineRefused(event) => Some(event.taker),
            Self::LineWithdrawn(event) => Some(event.by),
            Self::PapersReturned(event) => Some(event.by),
            Self::PaperTakenBack(event) => Some(event.by),
            Self::HandoffOffered(event) => Some(event.from),
            Self::HandoffAccepted(event) => Some(event.taker),
            Self::HandoffRefused(event) => Some(event.taker),
            Self::HandoffWithdrawn(event) => Some(event.by),
            Self::DossierCorrected(_)
            | Self::DossierWithdrawn(_)
            | Self::ConflictResolved(_)
            | Self::SignedPrintRecorded(_) => None,
        }
    }

    /// Gives the duties of which the author needs one.
    #[must_use]
    pub const fn duties(&self) -> &'static [Duty] {
        match self {
            Self::DossierReceived(_)
            | Self::DossierCorrected(_)
            | Self::DossierWithdrawn(_)
            | Self::DossierCancelled(_)
            | Self::ResultIssued(_) => RECEPTION,
            Self::LineOffered(_)
            | Self::LineAccepted(_)
            | Self::LineRefused(_)
            | Self::LineWithdrawn(_)
            | Self::PapersReturned(_)
            | Self::PaperTakenBack(_)
            | Self::SignedPrintRecorded(_)
            | Self::HandoffOffered(_)
            | Self::HandoffAccepted(_)
            | Self::HandoffRefused(_)
            | Self::HandoffWithdrawn(_) => HANDLING,
            Self::ConflictResolved(_) => SUPERVISION,
        }
    }

    /// Says whether the event answers a manifest, so that its author is the taker.
    pub(crate) const fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::LineAccepted(_)
                | Self::LineRefused(_)
                | Self::HandoffAccepted(_)
                | Self::HandoffRefused(_)
        )
    }
}

const fn holding(holder: &Holder) -> Option<Party> {
    match holder {
        Holder::Staff { unit, person } => Some(Party {
            unit: *unit,
            person: Some(*person),
        }),
        Holder::Place { unit, .. } => Some(Party {
            unit: *unit,
            person: None,
        }),
        Holder::Citizen | Holder::Carrier { .. } => None,
    }
}

/// Says what stands against the author's acting as the event says, by the duties at that moment.
///
/// `at` is the record's `recorded_at`, µs UTC.
#[must_use]
pub fn acting_fault(
    event: &Event,
    author: Author,
    roster: &Roster,
    at: i64,
) -> Option<ActingFault> {
    let Ok(person) = acting_person(event, author) else {
        return Some(ActingFault::NotThePerson);
    };
    let mut fitting = fitting(event, person, roster, at).peekable();
    if fitting.peek().is_none() {
        return Some(ActingFault::NotAssigned);
    }
    let unit = event.acting().map(|acting| acting.unit);
    let is_there = fitting.any(|duty| unit.is_none_or(|unit| duty.unit == unit));
    (!is_there).then_some(ActingFault::NotThisUnit)
}

/// Says what stands against the event's having been written at a desk: the office that acts must
/// be the desk's own, or one whose staff may sign in there.
#[must_use]
pub fn desk_fault(
    event: &Event,
    author: Author,
    desk: &DeskEntry,
    roster: &Roster,
    at: i64,
) -> Option<ActingFault> {
    let is_here = |unit: UnitId| desk.unit == unit || desk.shared_with.contains(&unit);
    let is_fitting = match (event.acting(), author.person()) {
        (Some(acting), _) => is_here(acting.unit),
        (None, Some(person)) => fitting(event, person, roster, at).any(|duty| is_here(duty.unit)),
        (None, None) => return Some(ActingFault::NotThePerson),
    };
    (!is_fitting).then_some(ActingFault::NotThisUnit)
}

fn acting_person(event: &Event, author: Author) -> Result<PersonId, ActingFault> {
    let person = author.person().ok_or(ActingFault::NotThePerson)?;
    match event.acting() {
        Some(acting) if acting.person != Some(person) => Err(ActingFault::NotThePerson),
        Some(_) | None => Ok(person),
    }
}

fn fitting<'a>(
    event: &Event,
    person: PersonId,
    roster: &'a Roster,
    at: i64,
) -> impl Iterator<Item = &'a Assignment> {
    let duties = event.duties();
    roster
        .duties_of(person, at)
        .filter(move |own| duties.contains(&own.duty))
}
