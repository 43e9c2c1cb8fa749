//! What two records that contradict each other say, so that a person sees both sides at once:
//! a value for a field, who did what for papers.

use domain::dossier::{Conflict, ConflictKind, Dossier};
use domain::event::{
    CorrectedField, CorrectedValue, DossierCorrected, DossierReceived, Event, ReturnChannel,
};
use domain::party::Party;
use domain::roster::Roster;
use domain::whereabouts::{holder_words, person_words, unit_words};
use store::read::TimelineEntry;

use super::{due_text, event_title, field_name};
use crate::moment::Moment;
use crate::text::sentence;

/// Names a conflict.
pub(in crate::command::dossier) fn conflict_title(kind: ConflictKind) -> String {
    match kind {
        ConflictKind::TwoHolders => sentence("conflict.two_holders", &[]),
        ConflictKind::WithdrawnYetAccepted => sentence("conflict.withdrawn_yet_accepted", &[]),
        ConflictKind::OfferedTwice => sentence("conflict.offered_twice", &[]),
        ConflictKind::AnsweredTwice => sentence("conflict.answered_twice", &[]),
        ConflictKind::ReceivedTwice => sentence("conflict.received_twice", &[]),
        ConflictKind::CorrectedTwice(field) => {
            sentence("conflict.corrected_twice", &[("field", &field_name(field))])
        }
    }
}

/// Names the papers that a conflict is about.
pub(in crate::command::dossier) fn conflict_detail(
    conflict: &Conflict,
    dossier: &Dossier,
) -> String {
    let papers = conflict
        .papers
        .iter()
        .filter_map(|paper| dossier.papers.get(paper));
    let names: Vec<&str> = papers.map(|held| held.paper.name.as_str()).collect();
    names.join("; ")
}

/// Says what one of the two records would make true.
pub(in crate::command::dossier) fn claim(
    step: &TimelineEntry,
    conflict: &Conflict,
    roster: &Roster,
) -> String {
    let party = |party: &Party| party_words(party, roster);
    match &step.entry.event {
        Event::DossierCorrected(event) => {
            corrected_value(step, event).unwrap_or_else(|| sentence("claim.hidden", &[]))
        }
        Event::DossierReceived(event) => received_value(step, event, conflict.kind)
            .unwrap_or_else(|| sentence("claim.hidden", &[])),
        Event::LineOffered(event) => sentence("claim.offered", &[("party", &party(&event.to))]),
        Event::LineAccepted(event) => {
            let taken = event.papers.iter().filter(|paper| paper.outcome.is_taken());
            let (taken, offered) = (taken.count().to_string(), event.papers.len().to_string());
            let arguments = [
                ("party", party(&event.taker)),
                ("taken", taken),
                ("offered", offered),
            ];
            let arguments = arguments
                .each_ref()
                .map(|(name, word)| (*name, word.as_str()));
            sentence("claim.taken", &arguments)
        }
        Event::LineRefused(event) => sentence("claim.refused", &[("party", &party(&event.taker))]),
        Event::LineWithdrawn(event) => sentence("claim.withdrawn", &[("party", &party(&event.by))]),
        Event::PapersReturned(event) => sentence("claim.returned", &[("party", &party(&event.by))]),
        Event::DossierCancelled(event) => {
            sentence("claim.returned", &[("party", &party(&event.by))])
        }
        Event::PaperTakenBack(event) => {
            sentence("claim.taken_back", &[("party", &party(&event.by))])
        }
        Event::ResultIssued(event) => holder_words(&event.holder, roster),
        Event::DossierWithdrawn(_)
        | Event::ConflictResolved(_)
        | Event::SignedPrintRecorded(_)
        | Event::HandoffOffered(_)
        | Event::HandoffAccepted(_)
        | Event::HandoffRefused(_)
        | Event::HandoffWithdrawn(_) => event_title(&step.entry.event),
    }
}

/// Gives the value of a correction, where the viewer may read it.
pub(super) fn corrected_value(step: &TimelineEntry, event: &DossierCorrected) -> Option<String> {
    match &event.value {
        CorrectedValue::InPart => {
            let text = step
                .person
                .as_ref()
                .and_then(|person| person.corrected.clone());
            text.or_else(|| step.case.as_ref()?.request.clone())
                .map(|text| readable(event.field, text))
        }
        CorrectedValue::ReturnChannel(channel) => Some(return_channel(*channel)),
        CorrectedValue::DueAt(due) => Some(due_text(Some(Moment(*due)), Moment(i64::MIN))),
        CorrectedValue::Sets(sets) => Some(sentence("claim.sets", &[("count", &sets.to_string())])),
    }
}

/// Gives what the reception itself says of the field that was corrected twice.
fn received_value(
    step: &TimelineEntry,
    event: &DossierReceived,
    kind: ConflictKind,
) -> Option<String> {
    let ConflictKind::CorrectedTwice(field) = kind else {
        return Some(event.lookup_code.clone());
    };
    let applicant = || step.person.as_ref()?.applicant.as_ref();
    match field {
        CorrectedField::ApplicantName => applicant().map(|known| known.name.clone()),
        CorrectedField::Birth => applicant()?.birth.clone(),
        CorrectedField::IdNumber => applicant()?.id_number.clone(),
        CorrectedField::Address => applicant().map(|known| known.address.clone()),
        CorrectedField::Phone => applicant()?.phone.clone(),
        CorrectedField::Email => applicant()?.email.clone(),
        CorrectedField::Request => step.case.as_ref()?.request.clone(),
        CorrectedField::ReturnChannel => Some(return_channel(event.return_channel)),
        CorrectedField::DueAt => Some(due_text(event.due_at.map(Moment), Moment(i64::MIN))),
        CorrectedField::Sets => Some(sentence(
            "claim.sets",
            &[("count", &event.sets.to_string())],
        )),
    }
    .map(|text| readable(field, text))
}

/// Writes a date of birth as people write it.
fn readable(field: CorrectedField, text: String) -> String {
    if field != CorrectedField::Birth {
        return text;
    }
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => text,
    }
}

fn return_channel(channel: ReturnChannel) -> String {
    sentence(&format!("claim.return_{}", channel.code()), &[])
}

fn party_words(party: &Party, roster: &Roster) -> String {
    let unit = unit_words(party.unit, roster);
    match party.person {
        Some(person) => format!("{}, {unit}", person_words(person, roster)),
        None => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests;
