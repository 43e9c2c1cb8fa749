//! What happens to a dossier beside its papers' way: corrections, withdrawal, cancellation,
//! the result, giving papers back, decisions on conflicts, signed prints.

use crate::custody::HeldPaper;
use crate::decide::handing::{because, check_held, plain};
use crate::decide::reception::{check_length, check_reason, is_birth, is_email};
use crate::decide::{Context, Correction, Draft, GivingBack, NewValue, World, rights};
use crate::dossier::{ConflictKind, Dossier, Status};
use crate::event::{
    CasePart, ConflictResolved, CorrectedField, CorrectedValue, CorrectionReason, DossierCancelled,
    DossierCorrected, DossierWithdrawn, Event, PapersReturned, PersonPart, Recipient, ResultIssued,
    SignatureOnPaper, SignedPrintRecorded, Subject,
};
use crate::id::{DossierId, PaperId, RecordRef};
use crate::paper::{Paper, PaperFate, PaperForm};
use crate::party::{Holder, Party};
use crate::refusal::Refusal;

pub(super) fn correct(
    world: &World,
    form: &Correction,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_reception(context)?;
    let dossier = known(world, form.dossier)?;
    rights::require_reception_of(context, dossier)?;
    let case = ConflictKind::CorrectedTwice(form.field);
    if dossier.open_conflicts().any(|open| open.kind == case) {
        return Err(Refusal::CorrectedElsewhere);
    }
    if form.reason == CorrectionReason::Other {
        check_reason(form.words.as_deref().unwrap_or_default())?;
    }
    check_length("reason", form.words.as_deref().unwrap_or_default())?;
    let corrects = dossier
        .holds_field(form.field)
        .ok_or(Refusal::DossierUnknown(form.dossier))?;
    let (value, text) = corrected_value(form, dossier)?;
    let event = DossierCorrected {
        corrects,
        field: form.field,
        value,
        reason: form.reason,
        at: context.now,
    };
    let is_request = form.field == CorrectedField::Request;
    let case = CasePart {
        request: text.clone().filter(|_| is_request),
        reason: form.words.clone(),
        paper_notes: None,
    };
    Ok(vec![Draft {
        subject: Subject::Dossier(form.dossier),
        event: Event::DossierCorrected(event),
        person: text.filter(|_| !is_request).map(|text| PersonPart {
            corrected: Some(text),
            ..PersonPart::default()
        }),
        case: (case != CasePart::default()).then_some(case),
    }])
}

/// Splits a new value into what the facts carry and the words that a part carries.
fn corrected_value(
    form: &Correction,
    dossier: &Dossier,
) -> Result<(CorrectedValue, Option<String>), Refusal> {
    use CorrectedField as Field;
    let received_at = dossier
        .received
        .as_ref()
        .map_or(0, |(_, event)| event.received_at);
    match (form.field, &form.value) {
        (Field::ReturnChannel, NewValue::ReturnChannel(channel)) => {
            Ok((CorrectedValue::ReturnChannel(*channel), None))
        }
        (Field::DueAt, NewValue::DueAt(due)) if *due >= received_at => {
            Ok((CorrectedValue::DueAt(*due), None))
        }
        (Field::DueAt, NewValue::DueAt(_)) => Err(Refusal::DueInPast),
        (Field::Sets, NewValue::Sets(sets)) if *sets > 0 => Ok((CorrectedValue::Sets(*sets), None)),
        (Field::Birth, NewValue::Text(text)) if !is_birth(text) => {
            Err(Refusal::FieldImpossible("birth"))
        }
        (Field::Email, NewValue::Text(text)) if !text.trim().is_empty() && !is_email(text) => {
            Err(Refusal::FieldImpossible("email"))
        }
        (
            Field::ApplicantName
            | Field::Birth
            | Field::IdNumber
            | Field::Address
            | Field::Phone
            | Field::Email
            | Field::Request,
            NewValue::Text(text),
        ) => {
            let may_be_empty = matches!(form.field, Field::Phone | Field::Email | Field::IdNumber);
            if text.trim().is_empty() && !may_be_empty {
                return Err(Refusal::FieldEmpty("value"));
            }
            check_length("value", text)?;
            Ok((CorrectedValue::InPart, Some(text.clone())))
        }
        _ => Err(Refusal::FieldImpossible("value")),
    }
}

pub(super) fn withdraw(
    world: &World,
    id: DossierId,
    reason: &str,
    papers_returned: Option<SignatureOnPaper>,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_reception(context)?;
    check_reason(reason)?;
    let dossier = open(world, id)?;
    rights::require_reception_of(context, dossier)?;
    let subject = Subject::Dossier(id);
    let event = Event::DossierWithdrawn(DossierWithdrawn { at: context.now });
    let mut drafts = vec![because(subject, event, reason)];
    let here: Vec<PaperId> = dossier
        .held_by(context.actor.unit)
        .map(|held| held.paper.id)
        .collect();
    if let Some(signature) = papers_returned.filter(|_| !here.is_empty()) {
        let event = PapersReturned {
            papers: here,
            recipient: Recipient::Submitter,
            signature,
            at: context.now,
            by: acting(context),
        };
        drafts.push(plain(subject, Event::PapersReturned(event)));
    }
    Ok(drafts)
}

pub(super) fn cancel(
    world: &World,
    id: DossierId,
    reason: &str,
    duplicate_of: Option<DossierId>,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_reception(context)?;
    check_reason(reason)?;
    let dossier = open(world, id)?;
    rights::require_reception_of(context, dossier)?;
    let by = acting(context);
    let is_all_here = dossier
        .papers
        .values()
        .all(|held| check_held(held, by).is_ok());
    if dossier.status() != Status::Received || !is_all_here {
        return Err(Refusal::DossierHandedOn(id));
    }
    let event = DossierCancelled {
        at: context.now,
        duplicate_of,
        by,
    };
    Ok(vec![because(
        Subject::Dossier(id),
        Event::DossierCancelled(event),
        reason,
    )])
}

pub(super) fn issue_result(
    world: &World,
    id: DossierId,
    paper: PaperId,
    name: &str,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_reception(context)?;
    check_reason(name)?;
    let dossier = open(world, id)?;
    rights::require_reception_of(context, dossier)?;
    if dossier.papers.contains_key(&paper) {
        return Err(Refusal::DossierExists(id));
    }
    let actor = context.actor;
    let event = ResultIssued {
        result: Paper {
            id: paper,
            name: name.to_owned(),
            form: PaperForm::Result,
            count: 1,
            irreplaceable: true,
            fate: PaperFate::Compare,
        },
        holder: Holder::Staff {
            unit: actor.unit,
            person: actor.person,
        },
        at: context.now,
    };
    Ok(vec![plain(
        Subject::Dossier(id),
        Event::ResultIssued(event),
    )])
}

pub(super) fn give_back(
    world: &World,
    form: &GivingBack,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_handling(context)?;
    let dossier = known(world, form.dossier)?;
    rights::require_handling_of(context, dossier)?;
    if form.papers.is_empty() {
        return Err(Refusal::NoPaper);
    }
    let by = acting(context);
    for paper in &form.papers {
        let held: &HeldPaper = dossier
            .papers
            .get(paper)
            .ok_or(Refusal::PaperUnknown(*paper))?;
        check_held(held, by)?;
    }
    check_recipient(form)?;
    let event = PapersReturned {
        papers: form.papers.clone(),
        recipient: form.recipient,
        signature: form.signature,
        at: context.now,
        by,
    };
    let person = PersonPart {
        recipient: form.recipient_name.clone(),
        document_seen: form.document_seen.clone(),
        witness: form.witness.clone(),
        ..PersonPart::default()
    };
    Ok(vec![Draft {
        subject: Subject::Dossier(form.dossier),
        event: Event::PapersReturned(event),
        person: (person != PersonPart::default()).then_some(person),
        case: None,
    }])
}

/// Another person must be named with her paper; a thumbprint needs a witness.
fn check_recipient(form: &GivingBack) -> Result<(), Refusal> {
    let is_blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let is_other = matches!(form.recipient, Recipient::Authorised | Recipient::Guardian);
    if is_other && is_blank(form.recipient_name.as_deref()) {
        return Err(Refusal::FieldEmpty("recipient_name"));
    }
    if is_other && is_blank(form.document_seen.as_deref()) {
        return Err(Refusal::FieldEmpty("document_seen"));
    }
    if form.signature == SignatureOnPaper::Thumbprint && is_blank(form.witness.as_deref()) {
        return Err(Refusal::FieldEmpty("witness"));
    }
    for (field, text) in [
        ("recipient_name", &form.recipient_name),
        ("document_seen", &form.document_seen),
        ("witness", &form.witness),
    ] {
        check_length(field, text.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

pub(super) fn resolve(
    world: &World,
    id: DossierId,
    between: (RecordRef, RecordRef),
    upheld: RecordRef,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_supervision(context)?;
    check_reason(reason)?;
    let dossier = known(world, id)?;
    rights::require_supervision_of(context, dossier)?;
    let is_open = dossier
        .open_conflicts()
        .any(|conflict| conflict.between == between);
    if !is_open || (upheld != between.0 && upheld != between.1) {
        return Err(Refusal::ConflictUnknown);
    }
    let event = ConflictResolved {
        between,
        upheld,
        at: context.now,
    };
    Ok(vec![because(
        Subject::Dossier(id),
        Event::ConflictResolved(event),
        reason,
    )])
}

pub(super) fn record_signed_print(
    world: &World,
    subject: Subject,
    form: &str,
    signed: bool,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_handling(context)?;
    let handoff = match subject {
        Subject::Dossier(id) => {
            rights::require_handling_of(context, known(world, id)?)?;
            None
        }
        Subject::Handoff(id) => {
            world.handoffs.get(&id).ok_or(Refusal::HandoffUnknown(id))?;
            Some(id)
        }
    };
    let event = SignedPrintRecorded {
        form: form.to_owned(),
        signed,
        handoff,
        at: context.now,
    };
    Ok(vec![plain(subject, Event::SignedPrintRecorded(event))])
}

fn acting(context: &Context<'_>) -> Party {
    Party {
        unit: context.actor.unit,
        person: Some(context.actor.person),
    }
}

fn known(world: &World, id: DossierId) -> Result<&Dossier, Refusal> {
    world
        .dossiers
        .get(&id)
        .filter(|dossier| dossier.received.is_some())
        .ok_or(Refusal::DossierUnknown(id))
}

fn open(world: &World, id: DossierId) -> Result<&Dossier, Refusal> {
    let dossier = known(world, id)?;
    if dossier.status().is_closed() {
        return Err(Refusal::DossierClosed(id));
    }
    Ok(dossier)
}
