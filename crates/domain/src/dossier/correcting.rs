//! Corrections and decisions: nothing is edited, a correction names what it corrects.
//!
//! Of each field, the corrections that nobody corrected stand. Two that did not know of each
//! other are a conflict; until a named person decides, the field shows what it held before both,
//! and whoever goes on correcting her own does so within the conflict.

use crate::dossier::{Conflict, ConflictKind, Dossier, NoEffect, Resolution};
use crate::entry::{Entry, History};
use crate::event::{
    ConflictResolved, CorrectedField, CorrectedValue, DossierCorrected, DossierReceived, Event,
};
use crate::id::{PaperId, RecordRef};

pub(super) fn correct(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &DossierCorrected,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let mut standing = dossier.standing(event.field);
    if standing.is_empty() || !is_possible(entry, event, history) {
        return Err(NoEffect::NothingThere);
    }
    let corrects = dossier.corrects(event, &standing, history);
    if let Some(own) = standing.iter_mut().find(|record| **record == corrects) {
        *own = entry.record();
    } else if dossier.knew_field(entry, event.field, history) {
        return Err(NoEffect::CorrectedBefore);
    } else {
        if let ([_], Some(base)) = (standing.as_slice(), history.event(corrects)) {
            dossier.set_field(event.field, corrects, base);
        }
        standing.push(entry.record());
    }
    dossier.stand(entry, event.field, standing, None, history);
    Ok(())
}

/// Says whether the record that is corrected could hold the field, and the value fits it.
fn is_possible(entry: &Entry, event: &DossierCorrected, history: &History<'_>) -> bool {
    use CorrectedField as Field;
    let may_hold = match history.event(event.corrects) {
        Some(Event::DossierReceived(_)) => true,
        Some(Event::DossierCorrected(before)) => before.field == event.field,
        Some(_) | None => false,
    };
    let fits = match event.value {
        CorrectedValue::ReturnChannel(_) => event.field == Field::ReturnChannel,
        CorrectedValue::DueAt(_) => event.field == Field::DueAt,
        CorrectedValue::Sets(_) => event.field == Field::Sets,
        CorrectedValue::InPart => !matches!(
            event.field,
            Field::ReturnChannel | Field::DueAt | Field::Sets
        ),
    };
    may_hold && fits && history.knew(entry.record(), event.corrects)
}

pub(super) fn resolve(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &ConflictResolved,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let by = entry.author.person().ok_or(NoEffect::NotTheAuthor)?;
    let (one, other) = event.between;
    if event.upheld != one && event.upheld != other {
        return Err(NoEffect::NoConflict);
    }
    let resolution = Resolution {
        record: entry.record(),
        upheld: event.upheld,
        by: Some(by),
    };
    let mut decided = dossier.take_cases(event.between);
    if decided.is_empty() {
        return decide_again(dossier, entry, event, history);
    }
    for conflict in &mut decided {
        conflict.resolution = Some(resolution);
    }
    dossier.conflicts.extend(decided.iter().cloned());
    let against = if event.upheld == one { other } else { one };
    for conflict in &decided {
        match conflict.kind {
            ConflictKind::CorrectedTwice(field) => {
                let mut standing = dossier.standing(field);
                standing.retain(|record| *record != against);
                dossier.stand(entry, field, standing, Some(resolution), history);
            }
            ConflictKind::TwoHolders => dossier.settle(entry, event, conflict),
            ConflictKind::ReceivedTwice => dossier.name_again(against, resolution, history),
            ConflictKind::WithdrawnYetAccepted
            | ConflictKind::OfferedTwice
            | ConflictKind::AnsweredTwice => {}
        }
    }
    Ok(())
}

/// Keeps what two people decided differently without knowing of each other open for a third.
fn decide_again(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &ConflictResolved,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let is_against = |resolution: Resolution| {
        resolution.upheld != event.upheld && !history.knew(entry.record(), resolution.record)
    };
    let against: Vec<Conflict> = dossier
        .conflicts
        .iter()
        .filter(|conflict| conflict.between == event.between)
        .filter(|conflict| conflict.resolution.is_some_and(is_against))
        .cloned()
        .collect();
    if against.is_empty() {
        return Err(NoEffect::NoConflict);
    }
    let (one, other) = event.between;
    for conflict in against {
        match conflict.kind {
            ConflictKind::CorrectedTwice(field) => {
                let mut standing = dossier.standing(field);
                standing.retain(|record| *record != event.upheld);
                standing.push(event.upheld);
                dossier.stand(entry, field, standing, None, history);
            }
            ConflictKind::TwoHolders => {
                dossier.claim_again(entry, &conflict.papers, event.upheld);
            }
            ConflictKind::ReceivedTwice
            | ConflictKind::WithdrawnYetAccepted
            | ConflictKind::OfferedTwice
            | ConflictKind::AnsweredTwice => {
                if conflict.kind == ConflictKind::ReceivedTwice {
                    dossier.receptions.push(event.upheld);
                    dossier.named_by.push(entry.record());
                }
                dossier.open_conflict(conflict.kind, one, other, None);
                for paper in conflict.papers {
                    dossier.open_conflict(conflict.kind, one, other, Some(paper));
                }
            }
        }
    }
    Ok(())
}

impl Dossier {
    /// Gives the record that holds a field's value, once the dossier was received.
    #[must_use]
    pub fn holds_field(&self, field: CorrectedField) -> Option<RecordRef> {
        let received = self.received.as_ref().map(|(record, _)| *record);
        self.corrected.get(&field).copied().or(received)
    }

    /// Gives the records that hold a field's value and that nobody corrected.
    fn standing(&self, field: CorrectedField) -> Vec<RecordRef> {
        let corrected = self.standing.get(&field).cloned();
        corrected.unwrap_or_else(|| self.holds_field(field).into_iter().collect())
    }

    /// Says whether the author knew all that made a field what it is.
    fn knew_field(&self, entry: &Entry, field: CorrectedField, history: &History<'_>) -> bool {
        let corrected = self.told_by.get(&field).map_or(&[][..], Vec::as_slice);
        history.knew_all(entry.record(), corrected)
            && history.knew_all(entry.record(), &self.named_by)
    }

    /// Takes out the open cases between two records, and those that nobody listed because a
    /// third stands against both.
    fn take_cases(&mut self, between: (RecordRef, RecordRef)) -> Vec<Conflict> {
        let (mut cases, others): (Vec<Conflict>, Vec<Conflict>) =
            std::mem::take(&mut self.conflicts)
                .into_iter()
                .partition(|known| known.between == between && known.resolution.is_none());
        self.conflicts = others;
        let stand = |all: &[RecordRef]| all.contains(&between.0) && all.contains(&between.1);
        let mut unlisted = Vec::new();
        if stand(&self.receptions) {
            unlisted.push((ConflictKind::ReceivedTwice, Vec::new()));
        }
        for (field, standing) in &self.standing {
            if stand(standing) {
                unlisted.push((ConflictKind::CorrectedTwice(*field), Vec::new()));
            }
        }
        let claimed = self
            .papers
            .iter()
            .filter(|(_, held)| stand(&held.claimants()));
        let papers: Vec<PaperId> = claimed.map(|(paper, _)| *paper).collect();
        if !papers.is_empty() {
            unlisted.push((ConflictKind::TwoHolders, papers));
        }
        for (kind, papers) in unlisted {
            match cases.iter_mut().find(|case| case.kind == kind) {
                Some(case) => {
                    let more = papers
                        .into_iter()
                        .filter(|paper| !case.papers.contains(paper));
                    let more: Vec<PaperId> = more.collect();
                    case.papers.extend(more);
                }
                None => cases.push(Conflict {
                    kind,
                    between,
                    papers,
                    resolution: None,
                }),
            }
        }
        cases
    }

    /// Drops a reception that was decided against; its papers stay where they lie.
    fn name_again(&mut self, against: RecordRef, resolution: Resolution, history: &History<'_>) {
        self.receptions.retain(|record| *record != against);
        self.named_by.push(resolution.record);
        let standing = self.receptions.clone();
        let first = standing.first().copied();
        if let Some(first) = first
            && let Some(Event::DossierReceived(event)) = history.event(first)
        {
            self.name_by(first, event);
        }
        self.review_cases(
            ConflictKind::ReceivedTwice,
            None,
            &standing,
            Some(resolution),
        );
    }

    /// Finds what a correction corrects: past those whose effect was taken away.
    fn corrects(
        &self,
        event: &DossierCorrected,
        standing: &[RecordRef],
        history: &History<'_>,
    ) -> RecordRef {
        let had_none = |record| {
            let mut steps = self.steps.iter();
            steps.any(|step| step.record == record && step.no_effect.is_some())
        };
        let mut corrects = event.corrects;
        while !standing.contains(&corrects) && had_none(corrects) {
            match history.event(corrects) {
                Some(Event::DossierCorrected(before))
                    if history.knew(corrects, before.corrects) =>
                {
                    corrects = before.corrects;
                }
                Some(_) | None => break,
            }
        }
        corrects
    }

    /// Lets corrections of a field stand: one is its value, several are cases.
    fn stand(
        &mut self,
        entry: &Entry,
        field: CorrectedField,
        standing: Vec<RecordRef>,
        decided: Option<Resolution>,
        history: &History<'_>,
    ) {
        if let [only] = standing.as_slice()
            && let Some(event) = history.event(*only)
        {
            self.set_field(field, *only, event);
        }
        self.review_cases(
            ConflictKind::CorrectedTwice(field),
            None,
            &standing,
            decided,
        );
        self.standing.insert(field, standing);
        self.told_by.entry(field).or_default().push(entry.record());
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

    pub(super) fn set_received_field(
        &mut self,
        field: CorrectedField,
        reception: &DossierReceived,
    ) {
        match field {
            CorrectedField::ReturnChannel => {
                self.return_channel = Some(reception.return_channel);
            }
            CorrectedField::DueAt => {
                let filed = self.minutes.and_then(|(_, filing)| filing.due_at);
                self.due_at = reception.due_at.or(filed);
            }
            CorrectedField::Sets => self.sets = reception.sets,
            CorrectedField::ApplicantName
            | CorrectedField::Birth
            | CorrectedField::IdNumber
            | CorrectedField::Address
            | CorrectedField::Phone
            | CorrectedField::Email
            | CorrectedField::Request => {}
        }
    }
}
