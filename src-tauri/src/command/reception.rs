//! Taking a dossier in: one transaction, and the clerk is ready for the next citizen.

use domain::decide::{Command, Reception};
use domain::event::{Applicant, Sex as DomainSex};
use domain::id::{DossierId, PaperId};
use domain::paper::{Paper, PaperFate, PaperForm as Form};

use super::act::{Signer, act};
use super::dossier::due_text;
use super::{first, print_job, procedure};
use crate::error::Answer;
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    DuplicateView, Empty, FindDuplicatesForm, FindDuplicatesView, GetDraftView, PaperForm,
    PartyForm, ReceiveDossierForm, ReceiveDossierView, SaveDraftForm, SaveDraftView, Sex,
};
use crate::text;

/// Takes a dossier in.
pub(super) fn receive_dossier(
    program: &Program,
    form: ReceiveDossierForm,
) -> Answer<ReceiveDossierView> {
    let now = Moment::now();
    let channel = form.channel_in.into();
    let facts = procedure::facts(program, &form.procedure_code, channel, now)?;
    let act_id = form.act_id;
    let name = form.applicant.name.clone();
    let command = Command::ReceiveDossier {
        dossier: DossierId::from_bytes(program.make_id()?),
        reception: Box::new(reception(program, form)?),
    };
    let done = act(program, act_id, &Signer::SignedIn, command, Some(facts))?;
    let dossier = first(&done.dossiers)?;
    program.discard_draft()?;
    view(program, dossier, &done, &name)
}

fn view(
    program: &Program,
    dossier: DossierId,
    done: &store::desk::act::Done,
    name: &str,
) -> Answer<ReceiveDossierView> {
    let opened = program.read(|reader, viewer| reader.open_dossier(viewer, dossier))?;
    let received = opened.and_then(|opened| opened.dossier.received);
    let (_, received) = received.ok_or_else(super::not_here)?;
    let due_at = received.due_at.map(Moment);
    let due_text = due_text(due_at, Moment::now());
    let arguments = [
        ("code", received.lookup_code.as_str()),
        ("name", name),
        ("due", due_text.as_str()),
    ];
    Ok(ReceiveDossierView {
        dossier_id: dossier,
        sentence: text::sentence("receive.done", &arguments),
        lookup_code: received.lookup_code,
        dossier_code: received.dossier_code,
        register_volume: received.register_volume.to_string(),
        register_number: received.register_number,
        due_at,
        due_text,
        print_job_id: print_job(done)?,
        repeated: done.repeated,
    })
}

fn reception(program: &Program, form: ReceiveDossierForm) -> Answer<Reception> {
    let mut papers = Vec::new();
    let mut presented = Vec::new();
    for line in form.papers {
        if PaperFate::from(line.fate) == PaperFate::Present {
            presented.push(line.name);
        } else {
            split_line(program, line, &mut papers)?;
        }
    }
    Ok(Reception {
        applicant: applicant(form.applicant),
        submitter: form.submitter.map(applicant),
        procedure_code: form.procedure_code,
        channel_in: form.channel_in.into(),
        return_channel: form.return_channel.into(),
        request: form.request,
        sets: u16::try_from(form.sets).unwrap_or(0),
        papers,
        presented,
        missing: form
            .missing
            .into_iter()
            .map(|missing| missing.name)
            .collect(),
        missing_reason: form.missing_reason,
        entered_due: form.due_at.map(|due| (due.0, form.due_reason)),
        is_twin: form.duplicate_acknowledged,
    })
}

/// A line of the checklist may be an original and copies: papers that can part ways.
fn split_line(program: &Program, line: PaperForm, papers: &mut Vec<Paper>) -> Answer<()> {
    let forms = [
        (Form::Original, line.originals),
        (Form::CertifiedCopy, line.certified_copies),
        (Form::Copy, line.copies),
    ];
    for (form, count) in forms.into_iter().filter(|(_, count)| *count > 0) {
        papers.push(Paper {
            id: PaperId::from_bytes(program.make_id()?),
            name: line.name.clone(),
            form,
            count: u16::try_from(count).unwrap_or(0),
            irreplaceable: line.irreplaceable && form == Form::Original,
            fate: line.fate.into(),
        });
    }
    Ok(())
}

fn applicant(form: PartyForm) -> Applicant {
    Applicant {
        kind: form.kind.into(),
        name: form.name,
        id_kind: form.id_kind.into(),
        id_number: form.id_number,
        birth: form.birth,
        sex: form.sex.map(|sex| match sex {
            Sex::M => DomainSex::M,
            Sex::F => DomainSex::F,
        }),
        address: form.address,
        phone: form.phone,
        contact: form.contact,
        email: form.email.and_then(|email| trimmed(&email)),
    }
}

/// Gives what stands between the blanks, if anything does.
fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Finds dossiers that look alike, before saving.
pub(super) fn find_duplicates(
    program: &Program,
    form: FindDuplicatesForm,
) -> Answer<FindDuplicatesView> {
    let id_number = form
        .id_number
        .as_deref()
        .filter(|number| !number.is_empty());
    let found = program.read(|reader, viewer| {
        reader.find_duplicates(viewer, &form.name, id_number, &form.procedure_code)
    })?;
    let duplicates = found.into_iter().map(|row| DuplicateView {
        dossier_id: row.id,
        lookup_code: row.lookup_code,
        applicant_name: row.applicant_name.unwrap_or_default(),
        procedure_name: procedure::title(program, &row.procedure_code),
        received_at: Moment(row.received_at),
    });
    Ok(FindDuplicatesView {
        duplicates: duplicates.collect(),
    })
}

/// Keeps an unfinished reception under its person's own key.
pub(super) fn save_draft(program: &Program, form: SaveDraftForm) -> Answer<SaveDraftView> {
    Ok(SaveDraftView {
        saved_at: program.save_draft(&form.draft)?,
    })
}

/// Gives the unfinished reception back to the person who began it.
pub(super) fn get_draft(program: &Program, _: Empty) -> Answer<GetDraftView> {
    let kept = program.load_draft()?;
    let (draft, saved_at) = kept.map_or((serde_json::Value::Null, None), |(draft, at)| {
        (draft, Some(at))
    });
    Ok(GetDraftView { draft, saved_at })
}

/// Forgets it.
pub(super) fn discard_draft(program: &Program, _: Empty) -> Answer<Empty> {
    program.discard_draft().map(|()| Empty {})
}
