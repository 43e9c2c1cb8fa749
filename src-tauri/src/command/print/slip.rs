//! The slip that a citizen carries home, filled from a dossier.

use domain::event::DossierReceived;
use domain::id::DossierId;
use domain::paper::{PaperFate, PaperForm};
use forms::moment::Due;
use forms::receipt::{Applicant, ReceiptSlip, RegisterLine, SlipPaper};
use forms::sheet::{LookupCode, Paper};

use super::{letterhead, printing};
use crate::command::{dossier, not_here, procedure};
use crate::error::{Answer, CommandError, Refused};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{DossierForm, PartyForm, ReturnChannel};
use crate::text::sentence;

/// How the name of a public administration service centre begins.
const CENTRE: &str = "Trung tâm Phục vụ hành chính công";

/// Fills the slip.
pub(super) fn compose(
    program: &Program,
    id: DossierId,
    paper: Paper,
    copy: u32,
) -> Answer<ReceiptSlip> {
    let view = dossier::get_dossier(program, DossierForm { dossier_id: id })?;
    let opened = dossier::open(program, id)?;
    let (_, received) = opened.dossier.received.as_ref().ok_or_else(not_here)?;
    let roster = program.roster().unwrap_or_default();
    let unit = roster.find_unit(received.unit);
    let catalogue = program.catalogue_of(received.catalogue_version)?;
    let known = catalogue.find_by_code(&received.procedure_code);
    let at = Moment(received.received_at).civil().naive_local();
    let submitter = view.submitter.as_ref().map(|party| party.name.clone());
    Ok(ReceiptSlip {
        paper,
        printing: printing(program, copy),
        head: letterhead(unit),
        code: LookupCode {
            digits: received.lookup_code.clone(),
            commune: unit
                .map(|unit| unit.commune_code.clone())
                .unwrap_or_default(),
        },
        number: numbered(received.register_number, unit),
        dossier_code: Some(received.dossier_code.clone()),
        issued_on: at.date(),
        submitter_name: Some(
            submitter
                .clone()
                .unwrap_or_else(|| view.applicant.name.clone()),
        ),
        applicant: applicant(view.applicant),
        submitter,
        request: view.request,
        procedure: known.map_or_else(
            || procedure::title(program, &received.procedure_code),
            |known| known.name.clone(),
        ),
        papers: papers(received),
        missing: received.missing.clone(),
        sets: u32::from(opened.dossier.sets),
        legal_time: known
            .map(|known| known.time_text(received.channel_in))
            .unwrap_or_default(),
        received_at: at,
        due: due(opened.dossier.due_at)?,
        return_place: return_place(view.return_channel, unit),
        fee: None,
        register: RegisterLine {
            volume: received.register_volume.to_string(),
            number: received.register_number.to_string(),
        },
        clerk_name: domain::whereabouts::person_words(received.staff, &roster).to_owned(),
    })
}

/// A slip without an appointment is none: nobody may be promised a day that nobody set.
fn due(due_at: Option<i64>) -> Answer<Due> {
    let due_at = due_at.ok_or_else(|| CommandError::of(&Refused::NoAppointment))?;
    Ok(Due::At(Moment(due_at).civil().naive_local()))
}

fn applicant(party: PartyForm) -> Applicant {
    Applicant {
        name: party.name,
        address: party.address,
        phone: party.phone,
        email: party.email,
    }
}

/// Papers of one name and one fate are one row with three counts.
fn papers(received: &DossierReceived) -> Vec<SlipPaper> {
    let mut rows: Vec<(PaperFate, SlipPaper)> = Vec::new();
    for paper in &received.papers {
        let place = rows
            .iter()
            .position(|(fate, row)| *fate == paper.fate && row.name == paper.name);
        let mut row = match place {
            Some(place) => rows.remove(place).1,
            None => SlipPaper {
                name: paper.name.clone(),
                originals: 0,
                certified_copies: 0,
                copies: 0,
                note: paper.fate.must_return().then(|| fate_words(paper.fate)),
            },
        };
        let count = u32::from(paper.count);
        match paper.form {
            PaperForm::Original | PaperForm::Result => row.originals += count,
            PaperForm::CertifiedCopy => row.certified_copies += count,
            PaperForm::Copy => row.copies += count,
        }
        rows.insert(place.unwrap_or(rows.len()), (paper.fate, row));
    }
    let kept = rows.into_iter().map(|(_, row)| row);
    kept.chain(received.presented.iter().map(|name| presented(name)))
        .collect()
}

/// A paper that was shown and given back at once: it is named and nothing of it is held.
fn presented(name: &str) -> SlipPaper {
    SlipPaper {
        name: name.to_owned(),
        originals: 0,
        certified_copies: 0,
        copies: 0,
        note: Some(sentence("print.presented", &[])),
    }
}

/// Writes «Số» with the suffix of the office: a centre signs TTPVHCC, a reception section
/// BPTNTKQ.
fn numbered(number: u32, unit: Option<&domain::roster::Unit>) -> String {
    let is_centre = unit.is_some_and(|unit| unit.name.starts_with(CENTRE));
    let suffix = if is_centre { "TTPVHCC" } else { "BPTNTKQ" };
    format!("{number}/{suffix}")
}

fn fate_words(fate: PaperFate) -> String {
    sentence(&format!("fate.{}", fate.code()), &[])
}

fn return_place(channel: ReturnChannel, unit: Option<&domain::roster::Unit>) -> String {
    match channel {
        ReturnChannel::Counter => unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        ReturnChannel::Post => sentence("return_place.post", &[]),
        ReturnChannel::Electronic => sentence("return_place.electronic", &[]),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_number_bears_the_suffix_of_the_office() {
        assert_eq!(numbered(41, None), "41/BPTNTKQ");
    }

    #[test]
    fn what_was_only_shown_is_named_and_not_counted() {
        let row = presented("Căn cước");
        assert_eq!(row.originals + row.certified_copies + row.copies, 0);
        assert_eq!(row.note.as_deref(), Some("đã xuất trình, trả lại ngay"));
    }

    #[test]
    fn a_slip_promises_the_appointed_hour_or_is_not_printed() {
        let Due::At(hour) = due(Some(1_795_168_800_000_000)).unwrap() else {
            panic!("an hour of a day");
        };
        assert_eq!(hour.to_string(), "2026-11-20 17:00:00");
        assert_eq!(due(None).unwrap_err().code, "no_appointment");
    }
}
