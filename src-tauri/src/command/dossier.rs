//! Finding and opening dossiers, and everything that happens to one beside its papers' way.

mod acting;
mod conflict;
mod words;

use domain::custody::{Custody, HeldPaper};
use domain::decide::{Command, Correction, GivingBack, NewValue};
use domain::event::{Applicant, CorrectedField, PersonPart, Sex as DomainSex, SignatureOnPaper};
use domain::id::{DossierId, PaperId};
use domain::refusal::Refusal;
use domain::roster::Roster;
use domain::whereabouts;
use store::desk::RECEIPT_FORM;
use store::read::{DossierRow as StoredRow, OpenedDossier, SyncState as StoredSync, TimelineEntry};

pub(super) use self::conflict::{list_conflicts, resolve_conflict};
pub(super) use self::words::{due_text, kind_title};
use super::act::{Signer, act, fresh};
use super::{not_here, procedure};
use crate::error::{Answer, CommandError};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    CancelDossierForm, ClockGrade, CorrectDossierForm, CustodyState, DossierForm, DossierRow,
    DossierView, Empty, FindDossiersForm, FindDossiersView, IssueResultForm, ListRecentForm,
    ListRecentView, PaperView, PartyForm, ReturnResultForm, Sex, SyncState, TimelineView,
    WithdrawDossierForm,
};

/// Most rows of a list.
const ROWS_MAX: u32 = 500;

/// Finds dossiers.
pub(super) fn find_dossiers(program: &Program, form: FindDossiersForm) -> Answer<FindDossiersView> {
    let limit = form.limit.clamp(1, ROWS_MAX) as usize;
    let now = Moment::now();
    let found =
        program.read(|reader, viewer| reader.find_dossiers(viewer, &form.text, limit, now.0))?;
    Ok(FindDossiersView {
        understood: words::understood(&found.understood),
        dossiers: rows(program, found.dossiers),
        more: found.more,
    })
}

/// Lists what came last.
pub(super) fn list_recent(program: &Program, form: ListRecentForm) -> Answer<ListRecentView> {
    let limit = form.limit.clamp(1, ROWS_MAX) as usize;
    let found = program.read(|reader, viewer| reader.list_recent(viewer, limit))?;
    Ok(ListRecentView {
        dossiers: rows(program, found),
    })
}

/// Gives rows the shape of the surface.
pub(super) fn rows(program: &Program, found: Vec<StoredRow>) -> Vec<DossierRow> {
    let roster = program.roster();
    let roster = roster.as_deref();
    found
        .into_iter()
        .map(|found| row(program, roster, found))
        .collect()
}

fn row(program: &Program, roster: Option<&Roster>, found: StoredRow) -> DossierRow {
    let due_at = found.due_at.map(Moment);
    DossierRow {
        procedure_name: procedure::title(program, &found.procedure_code),
        due_text: due_text(due_at, Moment::now()),
        status: found.status.code().to_owned(),
        status_text: words::status(found.status),
        holder_text: words::row_holder(&found, roster),
        dossier_id: found.id,
        lookup_code: found.lookup_code,
        dossier_code: found.dossier_code,
        applicant_name: found.applicant_name.unwrap_or_default(),
        birth_year: found.birth_year.and_then(|year| year.parse().ok()),
        id_masked: found.id_tail.map(|tail| format!("••••{tail}")),
        received_at: Moment(found.received_at),
        due_at,
        sync: sync(found.sync),
        slip_pdf: found.is_printed,
    }
}

/// Gives the state of sending its shape on the surface.
pub(super) const fn sync(state: StoredSync) -> SyncState {
    match state {
        StoredSync::Here => SyncState::Here,
        StoredSync::Received => SyncState::Received,
        StoredSync::Safe => SyncState::Safe,
        StoredSync::Quarantined => SyncState::Quarantined,
    }
}

/// Opens a dossier.
pub(super) fn get_dossier(program: &Program, form: DossierForm) -> Answer<DossierView> {
    let opened = open(program, form.dossier_id)?;
    let roster = program.roster().unwrap_or_default();
    let reception = opened.reception();
    let person = reception
        .and_then(|entry| entry.person.clone())
        .unwrap_or_default();
    let request = reception
        .and_then(|entry| entry.case.clone())
        .and_then(|case| case.request);
    let received = opened
        .dossier
        .received
        .as_ref()
        .map(|(_, event)| event.clone());
    let received = received.ok_or_else(not_here)?;
    Ok(DossierView {
        applicant: party(&corrected_applicant(&opened, &person)),
        submitter: person.submitter.as_ref().map(party),
        request: corrected_text(&opened, CorrectedField::Request)
            .or(request)
            .unwrap_or_default(),
        channel_in: received.channel_in.into(),
        return_channel: opened
            .dossier
            .return_channel
            .unwrap_or(received.return_channel)
            .into(),
        sets: u32::from(opened.dossier.sets),
        papers: papers(&opened, &roster),
        presented: received.presented,
        missing: opened.dossier.owed().to_vec(),
        slip_signed: is_slip_signed(&opened),
        timeline: opened
            .timeline
            .iter()
            .rev()
            .map(|step| timeline(step, &roster))
            .collect(),
        conflicts: conflict::of(&opened, &roster),
        custody_sentence: whereabouts::sentence(&opened.dossier, &roster),
        row: row(program, Some(&roster), opened.row.clone()),
    })
}

/// Says whether somebody has seen the slip on paper with its signatures.
fn is_slip_signed(opened: &OpenedDossier) -> bool {
    let slip = (RECEIPT_FORM.to_owned(), None);
    opened.dossier.signed_prints.get(&slip) == Some(&true)
}

/// Opens a dossier that must be here.
pub(super) fn open(program: &Program, id: DossierId) -> Answer<OpenedDossier> {
    program
        .read(|reader, viewer| reader.open_dossier(viewer, id))?
        .ok_or_else(not_here)
}

/// The words that a correction put in a field's place, where the viewer may read them.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other field is personal data"
)]
fn corrected_text(opened: &OpenedDossier, field: CorrectedField) -> Option<String> {
    let step = opened.find(*opened.dossier.corrected.get(&field)?)?;
    match field {
        CorrectedField::Request => step.case.as_ref()?.request.clone(),
        _ => step.person.as_ref()?.corrected.clone(),
    }
}

fn corrected_applicant(opened: &OpenedDossier, person: &PersonPart) -> Applicant {
    let mut applicant = person.applicant.clone().unwrap_or_default();
    let text = |field| corrected_text(opened, field);
    if let Some(name) = text(CorrectedField::ApplicantName) {
        applicant.name = name;
    }
    if let Some(address) = text(CorrectedField::Address) {
        applicant.address = address;
    }
    applicant.birth = text(CorrectedField::Birth).or(applicant.birth);
    applicant.id_number = text(CorrectedField::IdNumber).or(applicant.id_number);
    applicant.phone = text(CorrectedField::Phone).or(applicant.phone);
    applicant.email = text(CorrectedField::Email).or(applicant.email);
    applicant
}

fn party(applicant: &Applicant) -> PartyForm {
    PartyForm {
        kind: applicant.kind.into(),
        name: applicant.name.clone(),
        id_number: applicant.id_number.clone(),
        id_kind: applicant.id_kind.into(),
        birth: applicant.birth.clone(),
        sex: applicant.sex.map(|sex| match sex {
            DomainSex::M => Sex::M,
            DomainSex::F => Sex::F,
        }),
        address: applicant.address.clone(),
        phone: applicant.phone.clone(),
        contact: applicant.contact.clone(),
        email: applicant.email.clone(),
    }
}

/// Gives the papers of a dossier with who has them.
pub(super) fn papers(opened: &OpenedDossier, roster: &Roster) -> Vec<PaperView> {
    opened
        .dossier
        .papers
        .values()
        .map(|held| paper(held, roster))
        .collect()
}

/// Gives one paper with who has it.
pub(super) fn paper(held: &HeldPaper, roster: &Roster) -> PaperView {
    let custody = match &held.custody {
        Custody::Held { .. } => CustodyState::Held,
        Custody::InTransit { .. } => CustodyState::InTransit,
        Custody::Returned => CustodyState::Returned,
        Custody::TakenBack => CustodyState::TakenBack,
        Custody::Incident { .. } => CustodyState::Incident,
        Custody::Disputed { .. } => CustodyState::Disputed,
    };
    PaperView {
        paper_id: held.paper.id,
        name: held.paper.name.clone(),
        form: held.paper.form.into(),
        count: u32::from(held.paper.count),
        irreplaceable: held.paper.irreplaceable,
        fate: held.paper.fate.into(),
        custody,
        holder_text: words::custody_holder(&held.custody, roster),
        since: Moment(held.since_at),
        place: words::place(&held.custody),
        must_return: held.paper.fate.must_return(),
    }
}

fn timeline(step: &TimelineEntry, roster: &Roster) -> TimelineView {
    let person = step.entry.author.person();
    let unit = acting::office(step, roster).and_then(|unit| roster.find_unit(unit));
    TimelineView {
        record_id: step.entry.record(),
        at: Moment(step.entry.recorded_at),
        person_name: person.map(|person| whereabouts::person_words(person, roster).to_owned()),
        unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        title: words::event_title(&step.entry.event),
        detail: words::event_detail(step, roster),
        struck: step.no_effect.is_some(),
        sync: sync(step.sync),
        clock: match step.clock {
            ledger::ClockGrade::Trusted => ClockGrade::Trusted,
            ledger::ClockGrade::Unchecked => ClockGrade::Unchecked,
            ledger::ClockGrade::Suspect => ClockGrade::Suspect,
        },
    }
}

/// Puts one field right.
pub(super) fn correct_dossier(program: &Program, form: CorrectDossierForm) -> Answer<Empty> {
    let field = form.field.into();
    let command = Command::CorrectDossier(Correction {
        dossier: form.dossier_id,
        field,
        value: new_value(field, form.value)?,
        reason: form.reason_kind.into(),
        words: (!form.reason.trim().is_empty()).then_some(form.reason),
    });
    signed_in(program, command)
}

fn new_value(field: CorrectedField, text: String) -> Answer<NewValue> {
    let impossible = || CommandError::of(&Refusal::FieldImpossible("value"));
    Ok(match field {
        CorrectedField::ReturnChannel => {
            let channel: crate::surface::ReturnChannel =
                serde_json::from_value(text.into()).map_err(|_| impossible())?;
            NewValue::ReturnChannel(channel.into())
        }
        CorrectedField::DueAt => {
            let due: Moment = serde_json::from_value(text.into()).map_err(|_| impossible())?;
            NewValue::DueAt(due.0)
        }
        CorrectedField::Sets => NewValue::Sets(text.trim().parse().map_err(|_| impossible())?),
        CorrectedField::Email => NewValue::Text(text.trim().to_owned()),
        CorrectedField::ApplicantName
        | CorrectedField::Birth
        | CorrectedField::IdNumber
        | CorrectedField::Address
        | CorrectedField::Phone
        | CorrectedField::Request => NewValue::Text(text),
    })
}

/// The citizen withdraws.
pub(super) fn withdraw_dossier(program: &Program, form: WithdrawDossierForm) -> Answer<Empty> {
    let papers_returned = form.papers_returned.then_some(SignatureOnPaper::Signed);
    let (dossier, reason) = (form.dossier_id, form.reason);
    signed_in(
        program,
        Command::WithdrawDossier {
            dossier,
            reason,
            papers_returned,
        },
    )
}

/// Undoes a reception made by mistake.
pub(super) fn cancel_dossier(program: &Program, form: CancelDossierForm) -> Answer<Empty> {
    let (dossier, reason) = (form.dossier_id, form.reason);
    signed_in(
        program,
        Command::CancelDossier {
            dossier,
            reason,
            duplicate_of: None,
        },
    )
}

/// Records that the result lies here.
pub(super) fn issue_result(program: &Program, form: IssueResultForm) -> Answer<Empty> {
    let paper = PaperId::from_bytes(program.make_id()?);
    let command = Command::IssueResult {
        dossier: form.dossier_id,
        paper,
        name: form.name,
    };
    let id = form.act_id.map_or_else(|| fresh(program), Ok)?;
    act(program, id, &Signer::SignedIn, command, None).map(|_| Empty {})
}

/// Gives papers back to the citizen.
pub(super) fn return_result(program: &Program, form: ReturnResultForm) -> Answer<Empty> {
    let command = Command::ReturnPapers(GivingBack {
        dossier: form.dossier_id,
        papers: form.papers,
        recipient: form.recipient_kind.into(),
        recipient_name: form.recipient_name,
        document_seen: form.document_seen,
        signature: form.signature.into(),
        witness: form.witness,
    });
    signed_in(program, command)
}

fn signed_in(program: &Program, command: Command) -> Answer<Empty> {
    act(program, fresh(program)?, &Signer::SignedIn, command, None).map(|_| Empty {})
}
