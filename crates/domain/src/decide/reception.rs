//! Taking a dossier in: what must be there, what is not possible, when the result is due.

use std::collections::BTreeSet;

use crate::decide::{Context, Draft, ProcedureFacts, Reception, World, rights};
use crate::event::{
    Applicant, ApplicantKind, CasePart, Channel, DossierReceived, DueSource, Event, IdKind,
    PersonPart, Subject, TEXT_BYTES_MAX,
};
use crate::id::DossierId;
use crate::paper::{PAPER_NAME_BYTES_MAX, PAPERS_MAX, Paper, PaperFate};
use crate::refusal::Refusal;
use crate::roster::UnitKind;

pub(super) fn receive(
    world: &World,
    dossier: DossierId,
    reception: &Reception,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_reception(context)?;
    if world
        .dossiers
        .get(&dossier)
        .is_some_and(|known| known.received.is_some())
    {
        return Err(Refusal::DossierExists(dossier));
    }
    let facts = context
        .procedure
        .as_ref()
        .ok_or_else(|| Refusal::ProcedureUnknown(reception.procedure_code.clone()))?;
    rights::require_sector(context, &facts.sector)?;
    check_form(reception, facts)?;
    check_papers(&reception.papers)?;
    let twin_of = check_look_alikes(reception, context)?;
    let (due_at, due_source) = due(reception, facts, context)?;
    let event = DossierReceived {
        unit: context.actor.unit,
        staff: context.actor.person,
        lookup_code: context.numbers.lookup_code.clone(),
        dossier_code: context.numbers.dossier_code.clone(),
        register_volume: context.numbers.register_volume,
        register_number: context.numbers.register_number,
        procedure_code: reception.procedure_code.clone(),
        catalogue_version: facts.catalogue_version,
        channel_in: reception.channel_in,
        return_channel: reception.return_channel,
        sets: reception.sets,
        received_at: context.now,
        due_at,
        due_source,
        papers: reception.papers.clone(),
        presented: reception.presented.clone(),
        missing: reception.missing.clone(),
        twin_of,
        sector: Some(facts.sector.clone()),
    };
    Ok(vec![Draft {
        subject: Subject::Dossier(dossier),
        event: Event::DossierReceived(event),
        person: Some(PersonPart {
            applicant: Some(reception.applicant.clone()),
            submitter: reception.submitter.clone(),
            ..PersonPart::default()
        }),
        case: Some(CasePart {
            request: Some(reception.request.clone()),
            reason: reasons(reception),
            paper_notes: None,
        }),
    }])
}

fn reasons(reception: &Reception) -> Option<String> {
    let due = reception
        .entered_due
        .as_ref()
        .and_then(|(_, reason)| reason.as_deref());
    let given: Vec<&str> = reception
        .missing_reason
        .as_deref()
        .into_iter()
        .chain(due)
        .collect();
    (!given.is_empty()).then(|| given.join("\n"))
}

fn check_form(reception: &Reception, facts: &ProcedureFacts) -> Result<(), Refusal> {
    check_applicant(&reception.applicant)?;
    if let Some(submitter) = &reception.submitter {
        check_applicant(submitter)?;
    }
    check_text("request", &reception.request)?;
    if reception.sets == 0 {
        return Err(Refusal::FieldImpossible("sets"));
    }
    if reception.channel_in == Channel::Post && !facts.is_postal_in {
        return Err(Refusal::NotByPost(reception.procedure_code.clone()));
    }
    let has_reason = reception
        .missing_reason
        .as_deref()
        .is_some_and(|reason| !reason.trim().is_empty());
    if !reception.missing.is_empty() && !has_reason {
        return Err(Refusal::MissingWithoutReason);
    }
    let is_bare = reception.papers.is_empty() && reception.presented.is_empty();
    if is_bare && !has_reason {
        return Err(Refusal::NoPaper);
    }
    if let Some(reason) = &reception.missing_reason {
        check_length("missing_reason", reason)?;
    }
    for name in reception.presented.iter().chain(&reception.missing) {
        check_paper_name(name)?;
    }
    Ok(())
}

fn check_applicant(applicant: &Applicant) -> Result<(), Refusal> {
    check_text("applicant_name", &applicant.name)?;
    check_length("address", &applicant.address)?;
    for (field, text) in [
        ("id_number", &applicant.id_number),
        ("birth", &applicant.birth),
        ("phone", &applicant.phone),
        ("contact", &applicant.contact),
        ("email", &applicant.email),
    ] {
        check_length(field, text.as_deref().unwrap_or_default())?;
    }
    let is_person = applicant.kind == ApplicantKind::Person;
    if is_person && applicant.id_kind != IdKind::None && applicant.id_number.is_none() {
        return Err(Refusal::FieldEmpty("id_number"));
    }
    if applicant
        .email
        .as_deref()
        .is_some_and(|email| !is_email(email))
    {
        return Err(Refusal::FieldImpossible("email"));
    }
    match applicant.birth.as_deref() {
        Some(birth) if !is_birth(birth) => Err(Refusal::FieldImpossible("birth")),
        _ => Ok(()),
    }
}

/// Letters of an e-mail address; longer ones no mail carries (RFC 5321).
const EMAIL_LETTERS_MAX: usize = 254;

/// Says whether a text can be an e-mail address: visible ASCII with one @ between two parts.
/// Whether letters arrive there, nobody at the counter can know.
#[must_use]
pub(super) fn is_email(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    let parts = text.split_once('@');
    let is_whole = parts
        .is_some_and(|(name, place)| !name.is_empty() && !place.is_empty() && !place.contains('@'));
    is_plain && is_whole && text.len() <= EMAIL_LETTERS_MAX
}

/// Says whether a text is an ISO date that exists, or a year alone.
#[must_use]
pub fn is_birth(text: &str) -> bool {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_year || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn check_text(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::FieldEmpty(field));
    }
    check_length(field, text)
}

pub(super) fn check_length(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Refusal::FieldTooLong(field));
    }
    Ok(())
}

/// Refuses an empty or endless reason.
pub(super) fn check_reason(reason: &str) -> Result<(), Refusal> {
    check_text("reason", reason)
}

fn check_paper_name(name: &str) -> Result<(), Refusal> {
    match name {
        name if name.trim().is_empty() => Err(Refusal::FieldEmpty("paper_name")),
        name if name.len() > PAPER_NAME_BYTES_MAX => Err(Refusal::FieldTooLong("paper_name")),
        _ => Ok(()),
    }
}

fn check_papers(papers: &[Paper]) -> Result<(), Refusal> {
    if papers.len() > PAPERS_MAX {
        return Err(Refusal::TooMany(PAPERS_MAX));
    }
    let mut ids = BTreeSet::new();
    for paper in papers {
        check_paper_name(&paper.name)?;
        // What is only shown never comes into custody.
        let is_possible = paper.count > 0 && paper.fate != PaperFate::Present;
        if !is_possible || !ids.insert(paper.id) {
            return Err(Refusal::FieldImpossible("paper"));
        }
    }
    Ok(())
}

fn check_look_alikes(
    reception: &Reception,
    context: &Context<'_>,
) -> Result<Option<DossierId>, Refusal> {
    match context.look_alikes.first() {
        Some(twin) if !reception.is_twin => Err(Refusal::DuplicateToday(*twin)),
        twin => Ok(twin.copied()),
    }
}

fn due(
    reception: &Reception,
    facts: &ProcedureFacts,
    context: &Context<'_>,
) -> Result<(Option<i64>, DueSource), Refusal> {
    if awaits_minutes(reception, context) {
        // A time entered here would be promised before it can start to run.
        return match reception.entered_due {
            Some(_) => Err(Refusal::FieldImpossible("due_at")),
            None => Ok((None, DueSource::Unknown)),
        };
    }
    if let Some((due, reason)) = &reception.entered_due {
        if *due < context.now {
            return Err(Refusal::DueInPast);
        }
        let reason = reason.as_deref().unwrap_or_default();
        if reason.trim().is_empty() {
            return Err(Refusal::DueWithoutReason);
        }
        check_length("due_reason", reason)?;
        return Ok((Some(*due), DueSource::Entered));
    }
    facts
        .due_at
        .map(|due| (Some(due), DueSource::Computed))
        .ok_or(Refusal::DueMissing)
}

/// Says whether the time starts to run only later: what comes by post is filed when the One-stop
/// signs the minutes for it (Biên bản giao nhận, rule T10), not at the postal counter. Where the
/// One-stop itself receives what the post brings, it signs them with the reception.
fn awaits_minutes(reception: &Reception, context: &Context<'_>) -> bool {
    let unit = context.roster.find_unit(context.actor.unit);
    let is_postal_counter = unit.is_some_and(|unit| unit.kind == UnitKind::Post);
    reception.channel_in == Channel::Post && is_postal_counter
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn an_email_is_visible_ascii_with_one_sign_between_two_parts() {
        let longest = format!("{}@vidu.vn", "a".repeat(246));
        for text in [
            &*longest,
            "an@vidu.vn",
            "tran.van-binh+xa@mail.vidu.vn",
            "a@b",
        ] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "@",
            "an",
            "an@",
            "@vidu.vn",
            "a@b@c",
            "bình@vidu.vn",
            "an @vidu.vn",
            &format!("{}@vidu.vn", "a".repeat(247)),
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
