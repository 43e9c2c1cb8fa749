//! Corrections and decisions: nothing is edited, a correction names what it corrects.
//!
//! Two corrections of the same field that did not know of each other are a conflict; until a
//! named person decides, the field shows what it held before both.

use crate::custody::Custody;
use crate::dossier::{Conflict, ConflictKind, Dossier, NoEffect, Resolution};
use crate::entry::{Entry, History};
use crate::event::{
    ConflictResolved, CorrectedField, CorrectedValue, DossierCorrected, DossierReceived, Event,
};
use crate::id::RecordRef;

pub(super) fn correct(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &DossierCorrected,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let holds = dossier
        .holds_field(event.field)
        .ok_or(NoEffect::NothingThere)?;
    if event.corrects == holds {
        dossier.set_field(event.field, entry.record(), &entry.event);
        return Ok(());
    }
    if history.knew(entry.record(), holds) {
        return Err(NoEffect::CorrectedBefore);
    }
    let kind = ConflictKind::CorrectedTwice(event.field);
    dossier.open_conflict(kind, holds, entry.record(), None);
    if let Some(base) = history.event(event.corrects) {
        dossier.set_field(event.field, event.corrects, base);
    }
    Ok(())
}

pub(super) fn resolve(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &ConflictResolved,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let by = entry.author.person().ok_or(NoEffect::NotTheAuthor)?;
    let resolution = Resolution {
        record: entry.record(),
        upheld: event.upheld,
        by: Some(by),
    };
    let open = dossier
        .conflicts
        .iter_mut()
        .filter(|conflict| conflict.between == event.between && conflict.resolution.is_none());
    let mut decided: Vec<Conflict> = Vec::new();
    for conflict in open {
        conflict.resolution = Some(resolution);
        decided.push(conflict.clone());
    }
    if decided.is_empty() {
        return Err(NoEffect::NoConflict);
    }
    for conflict in &decided {
        match conflict.kind {
            ConflictKind::CorrectedTwice(field) => {
                if let Some(upheld) = history.event(event.upheld) {
                    dossier.set_field(field, event.upheld, upheld);
                }
            }
            ConflictKind::TwoHolders => settle(dossier, entry, event, conflict),
            ConflictKind::WithdrawnYetAccepted
            | ConflictKind::OfferedTwice
            | ConflictKind::AnsweredTwice => {}
        }
    }
    Ok(())
}

/// Drops the claim that was decided against; the last one standing becomes the state.
fn settle(dossier: &mut Dossier, entry: &Entry, event: &ConflictResolved, conflict: &Conflict) {
    let (one, other) = event.between;
    let dropped = if event.upheld == one { other } else { one };
    for paper in &conflict.papers {
        let Some(held) = dossier.papers.get_mut(paper) else {
            continue;
        };
        let Custody::Disputed { claims, .. } = &mut held.custody else {
            continue;
        };
        claims.retain(|claim| claim.record != dropped);
        if let [last] = claims.as_slice() {
            let custody = last.state.clone().into_custody();
            held.put(custody, entry.record(), event.at);
        }
    }
}

impl Dossier {
    /// Gives the record that holds a field's value, once the dossier was received.
    #[must_use]
    pub fn holds_field(&self, field: CorrectedField) -> Option<RecordRef> {
        let received = self.received.as_ref().map(|(record, _)| *record);
        self.corrected.get(&field).copied().or(received)
    }

    fn set_field(&mut self, field: CorrectedField, holds: RecordRef, event: &Event) {
        self.corrected.insert(field, holds);
        if let Event::DossierReceived(reception) = event {
            self.set_received_field(field, reception);
        }
        let Event::DossierCorrected(correction) = event else {
            return;
        };
        match &correction.value {
            CorrectedValue::InPart => {}
            CorrectedValue::ReturnChannel(channel) => self.return_channel = Some(*channel),
            CorrectedValue::DueAt(due) => self.due_at = Some(*due),
            CorrectedValue::Sets(sets) => self.sets = *sets,
        }
    }

    fn set_received_field(&mut self, field: CorrectedField, reception: &DossierReceived) {
        match field {
            CorrectedField::ReturnChannel => {
                self.return_channel = Some(reception.return_channel);
            }
            CorrectedField::DueAt => self.due_at = reception.due_at,
            CorrectedField::Sets => self.sets = reception.sets,
            CorrectedField::ApplicantName
            | CorrectedField::Birth
            | CorrectedField::IdNumber
            | CorrectedField::Address
            | CorrectedField::Phone
            | CorrectedField::Request => {}
        }
    }
}
