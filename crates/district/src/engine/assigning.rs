//! Duties given and ended: dated, each with its decision; every change publishes the roster.
//!
//! An ended duty stays in the roster with its end, so that what was done under it is judged by
//! the day on which it was done.

use domain::roster::{Assignment, Duty};
use ledger::id::{PersonId, UnitId};

use super::enrolling::domain_person;
use super::publishing::domain_unit;
use super::{Engine, EnrolRefusal};
use crate::database::{AssignmentRow, Database, Outcome, OwnDuty};

impl<D: Database> Engine<D> {
    /// Gives a person a duty at an office from this moment on.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn assign_duty(
        &mut self,
        own: OwnDuty,
        decision_no: String,
    ) -> Outcome<Result<(), EnrolRefusal>> {
        if let Some(refusal) = self.unknown(own.person, own.unit) {
            return Ok(Err(refusal));
        }
        let assignment = assignment(own.duty, own.unit, decision_no, self.now());
        let row = AssignmentRow {
            assignment: Assignment {
                person: domain_person(own.person),
                ..assignment
            },
        };
        self.transact(|core, tx| {
            tx.add_assignment(&row)?;
            core.publish_roster(tx).map(|_| ())
        })?;
        Ok(Ok(()))
    }

    /// Ends a person's duty at an office with this moment.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn end_duty(&mut self, own: OwnDuty) -> Outcome<Result<(), EnrolRefusal>> {
        if let Some(refusal) = self.unknown(own.person, own.unit) {
            return Ok(Err(refusal));
        }
        let now = self.now();
        let mut given = self.registry().assignments().iter();
        if !given.any(|row| own.is_given_by(row, now)) {
            return Ok(Err(EnrolRefusal::NoSuchDuty));
        }
        self.transact(|core, tx| {
            tx.end_assignment(&own, now)?;
            core.publish_roster(tx).map(|_| ())
        })?;
        Ok(Ok(()))
    }

    fn unknown(&self, person: PersonId, unit: UnitId) -> Option<EnrolRefusal> {
        if self.registry().find_person(person).is_none() {
            return Some(EnrolRefusal::UnknownPerson);
        }
        let unit = self.registry().find_unit(unit);
        unit.is_none().then_some(EnrolRefusal::UnknownUnit)
    }
}

/// Gives a duty of nobody yet, over all sectors, from a moment on.
pub(crate) fn assignment(duty: Duty, unit: UnitId, decision_no: String, from: i64) -> Assignment {
    Assignment {
        person: domain::id::PersonId::default(),
        duty,
        unit: domain_unit(unit),
        sectors: Vec::new(),
        decision_no,
        from,
        until: None,
    }
}
