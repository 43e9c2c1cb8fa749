//! Passing papers on: what waits, who signs, what came of it.

use std::collections::BTreeMap;

use domain::decide::{Command, Manifest};
use domain::event::{PaperOutcome, TickedLine, TickedPaper};
use domain::handoff::HandoffStatus;
use domain::id::{DossierId, HandoffId, PaperId, PersonId, UnitId};
use domain::party::Party;
use domain::refusal::Refusal;
use domain::roster::Roster;
use domain::whereabouts::{person_words, unit_words};
use ledger::AuthorStanding;
use store::read::{Direction, HandoffRow as StoredHandoff, OpenedDossier, OpenedHandoff};

use super::act::{Signer, act, fresh};
use super::{dossier, first, not_here, print_job, procedure};
use crate::error::{Answer, CommandError};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    AcceptHandoffForm, AcceptHandoffView, AcceptLineForm, Empty, GiverSignature, HandoffDirection,
    HandoffForm, HandoffLineView, HandoffRow, HandoffState, HandoffView, ListHandoffsForm,
    ListHandoffsView, OfferHandoffForm, OfferHandoffView, OfferLineForm, PaperView,
    RefuseHandoffForm, WithdrawHandoffForm,
};
use crate::text::sentence;

/// A manifest that nobody has answered for so long is overdue, µs; the leg's own limit is data
/// of a later release.
const OVERDUE_AFTER: i64 = 24 * 3_600 * 1_000_000;

/// Lists manifests of the office of the person signed in.
pub(super) fn list_handoffs(program: &Program, form: ListHandoffsForm) -> Answer<ListHandoffsView> {
    let unit = program.signed_in(|person| Ok(person.unit))?;
    let direction = match form.direction {
        HandoffDirection::Outgoing => Direction::Outgoing,
        HandoffDirection::Incoming => Direction::Incoming,
        HandoffDirection::All => Direction::All,
    };
    let found = program.read(|reader, _| reader.list_handoffs(unit, direction))?;
    Ok(ListHandoffsView {
        handoffs: found.into_iter().map(|found| row(program, found)).collect(),
    })
}

/// Gives a manifest the shape of the surface.
pub(super) fn row(program: &Program, found: StoredHandoff) -> HandoffRow {
    let roster = program.roster().unwrap_or_default();
    let age = Moment::now().0.saturating_sub(found.offered_at);
    HandoffRow {
        handoff_id: found.id,
        from_text: party_text(&roster, found.from_unit, found.from_person),
        to_text: party_text(&roster, found.to_unit, found.taken_by.or(found.to_person)),
        number: found.number,
        offered_at: Moment(found.offered_at),
        state: state(found.status),
        line_count: found.lines,
        originals: found.originals,
        others: found.others,
        exceptions: found.exceptions,
        overdue: found.status.is_open() && age > OVERDUE_AFTER,
        sync: dossier::sync(found.sync),
        minutes_signed: found.minutes_signed,
    }
}

fn party_text(roster: &Roster, unit: Option<UnitId>, person: Option<PersonId>) -> String {
    let unit = unit.map(|unit| unit_words(unit, roster));
    let person = person.map(|person| person_words(person, roster));
    let words: Vec<&str> = unit.into_iter().chain(person).collect();
    words.join(", ")
}

const fn state(status: HandoffStatus) -> HandoffState {
    match status {
        HandoffStatus::Unknown | HandoffStatus::Offered => HandoffState::Offered,
        HandoffStatus::Accepted => HandoffState::Accepted,
        HandoffStatus::AcceptedWithExceptions => HandoffState::AcceptedWithExceptions,
        HandoffStatus::Refused => HandoffState::Refused,
        HandoffStatus::Withdrawn => HandoffState::Withdrawn,
    }
}

/// Names the state of a manifest.
pub(super) fn state_text(state: HandoffState) -> String {
    sentence(&format!("handoff_state.{}", state.code()), &[])
}

/// Opens a manifest line by line.
pub(super) fn get_handoff(program: &Program, form: HandoffForm) -> Answer<HandoffView> {
    let opened = open(program, form.handoff_id)?;
    let dossiers = open_dossiers(program, &opened)?;
    let lines = opened
        .dossiers
        .iter()
        .map(|(id, _)| line(program, &opened, *id, dossiers.get(id)))
        .collect();
    Ok(HandoffView {
        giver_signature: giver_signature(program, &opened),
        lines,
        row: row(program, opened.row),
    })
}

/// Opens a manifest that must be here.
pub(super) fn open(program: &Program, id: HandoffId) -> Answer<OpenedHandoff> {
    program
        .read(|reader, viewer| reader.open_handoff(viewer, id))?
        .ok_or_else(not_here)
}

/// The dossiers of a manifest that are here.
pub(super) type Dossiers = BTreeMap<DossierId, OpenedDossier>;

/// Opens the dossiers of a manifest, each once.
pub(super) fn open_dossiers(program: &Program, opened: &OpenedHandoff) -> Answer<Dossiers> {
    let mut found = Dossiers::new();
    for (id, _) in &opened.dossiers {
        // Each by itself: a search as somebody types comes in between.
        let own = program.read(|reader, viewer| reader.open_dossier(viewer, *id))?;
        found.extend(own.map(|own| (*id, own)));
    }
    Ok(found)
}

fn line(
    program: &Program,
    opened: &OpenedHandoff,
    id: DossierId,
    found: Option<&OpenedDossier>,
) -> HandoffLineView {
    let roster = program.roster().unwrap_or_default();
    let offer = opened.handoff.offered.as_ref().map(|(_, offer)| offer);
    let offered = offer.and_then(|offer| offer.lines.iter().find(|line| line.dossier == id));
    let papers: Vec<PaperView> = offered
        .into_iter()
        .flat_map(|line| &line.papers)
        .filter_map(|paper| found?.dossier.papers.get(paper))
        .map(|held| dossier::paper(held, &roster))
        .collect();
    let ticked = opened.handoff.ticked.iter().find(|line| line.dossier == id);
    let worst = ticked.and_then(|line| line.papers.iter().map(|paper| paper.outcome).max());
    let row = found.map(|found| &found.row);
    HandoffLineView {
        dossier_id: id,
        lookup_code: row.map(|row| row.lookup_code.clone()).unwrap_or_default(),
        procedure_name: row
            .map(|row| procedure::title(program, &row.procedure_code))
            .unwrap_or_default(),
        applicant_name: row.and_then(|row| row.applicant_name.clone()),
        papers,
        outcome: worst.map(Into::into),
        exception: worst.filter(|worst| worst.is_exception()).map(outcome_text),
    }
}

/// Names what was found of a paper.
pub(super) fn outcome_text(outcome: PaperOutcome) -> String {
    sentence(&format!("outcome.{}", outcome.code()), &[])
}

/// What the signature of the offer is worth here.
fn giver_signature(program: &Program, opened: &OpenedHandoff) -> GiverSignature {
    let offer = opened.handoff.offered.as_ref().map(|(record, _)| *record);
    let step = opened
        .timeline
        .iter()
        .find(|step| Some(step.entry.record()) == offer);
    let signed_at = step.and_then(|step| {
        let giver = step.entry.author.person()?;
        Some((giver, step.entry.place.device))
    });
    match step.map(|step| step.standing) {
        Some(AuthorStanding::Verified)
            if signed_at.is_some_and(|(giver, desk)| program.is_provisional(giver, desk)) =>
        {
            GiverSignature::ValidRosterOld
        }
        Some(AuthorStanding::Verified) => GiverSignature::Valid,
        Some(AuthorStanding::KeyUnknown) => GiverSignature::ValidRosterOld,
        Some(AuthorStanding::System | AuthorStanding::Unsigned | AuthorStanding::Refused)
        | None => GiverSignature::Invalid,
    }
}

/// Signs a manifest over.
pub(super) fn offer_handoff(program: &Program, form: OfferHandoffForm) -> Answer<OfferHandoffView> {
    let manifest = Manifest {
        handoff: HandoffId::from_bytes(program.make_id()?),
        to: Party {
            unit: form.to_unit_id,
            person: form.to_person_id,
        },
        lines: form.lines.into_iter().map(offered).collect::<Answer<_>>()?,
        counted_bundles: form.counted_bundles,
    };
    let signer = Signer::SignedInAgain { pin: &form.pin };
    let done = act(
        program,
        form.act_id,
        &signer,
        Command::OfferHandoff(manifest),
        None,
    )?;
    let handoff = first(&done.handoffs)?;
    let row = find_row(program, handoff)?;
    Ok(OfferHandoffView {
        handoff_id: handoff,
        number: row.number,
        state: row.state,
        originals: row.originals,
        others: row.others,
        print_job_id: print_job(&done)?,
    })
}

/// A line with an empty list names no paper; only one without a list names all that lie here.
fn offered(line: OfferLineForm) -> Answer<(DossierId, Vec<PaperId>)> {
    match line.paper_ids {
        Some(papers) if papers.is_empty() => Err(CommandError::of(&Refusal::NoPaper)),
        papers => Ok((line.dossier_id, papers.unwrap_or_default())),
    }
}

/// Signs for what arrived.
pub(super) fn accept_handoff(
    program: &Program,
    form: AcceptHandoffForm,
) -> Answer<AcceptHandoffView> {
    let dues = dues(program, &form.lines)?;
    let command = Command::AcceptHandoff {
        handoff: form.handoff_id,
        notes: notes(&form.lines),
        lines: form.lines.into_iter().map(ticked).collect(),
        counted_bundles: form.counted_bundles,
        dues,
    };
    let signer = taker(form.taker_person_id, &form.pin);
    let done = act(program, fresh(program)?, &signer, command, None)?;
    let opened = open(program, form.handoff_id)?;
    let accepted = taken_count(&opened, &open_dossiers(program, &opened)?);
    let row = row(program, opened.row);
    let key = if row.exceptions == 0 {
        "handoff.accepted"
    } else {
        "handoff.accepted_short"
    };
    let arguments = [
        ("number", row.number.as_str()),
        ("accepted", &accepted.to_string()),
        ("exceptions", &row.exceptions.to_string()),
    ];
    Ok(AcceptHandoffView {
        state: row.state,
        accepted,
        exceptions: row.exceptions,
        sentence: sentence(key, &arguments),
        print_job_id: print_job(&done)?,
    })
}

/// Reckons when each dossier is due whose time starts with this signature.
fn dues(program: &Program, lines: &[AcceptLineForm]) -> Answer<Vec<(DossierId, i64)>> {
    let mut dues = Vec::new();
    for line in lines {
        let id = line.dossier_id;
        let found = program.read(|reader, viewer| {
            // What has its time waits for no signature, and most have; a row tells.
            let row = reader.find_row(viewer, id)?;
            match row.filter(|row| row.due_at.is_none()) {
                Some(_) => reader.open_dossier(viewer, id),
                None => Ok(None),
            }
        })?;
        let waiting = found.filter(|found| found.dossier.filed_at.is_none());
        let Some((_, received)) = waiting.and_then(|found| found.dossier.received) else {
            continue;
        };
        // A procedure that no catalogue here has gives no time: a person enters it.
        let (code, channel) = (&received.procedure_code, received.channel_in);
        let facts = procedure::facts(program, code, channel, Moment::now()).ok();
        dues.extend(facts.and_then(|facts| facts.due_at).map(|due| (id, due)));
    }
    Ok(dues)
}

/// Counts the papers that passed into the taker's hands, a damaged one among them.
pub(super) fn taken_count(opened: &OpenedHandoff, dossiers: &Dossiers) -> u32 {
    let lines = opened.handoff.ticked.iter();
    let papers = lines.flat_map(|line| line.papers.iter().map(|ticked| (line.dossier, ticked)));
    papers
        .filter(|(_, ticked)| ticked.outcome.is_taken())
        .filter_map(|(id, ticked)| dossiers.get(&id)?.dossier.papers.get(&ticked.paper))
        .fold(0, |taken, held| {
            taken.saturating_add(u32::from(held.paper.count))
        })
}

/// Takes nothing.
pub(super) fn refuse_handoff(program: &Program, form: RefuseHandoffForm) -> Answer<Empty> {
    let command = Command::RefuseHandoff {
        handoff: form.handoff_id,
        reason: form.reason,
    };
    let signer = taker(form.taker_person_id, &form.pin);
    act(program, fresh(program)?, &signer, command, None).map(|_| Empty {})
}

/// Takes an unanswered manifest back.
pub(super) fn withdraw_handoff(program: &Program, form: WithdrawHandoffForm) -> Answer<Empty> {
    let command = Command::WithdrawHandoff {
        handoff: form.handoff_id,
        reason: form.reason,
    };
    let signer = Signer::SignedInAgain { pin: &form.pin };
    act(program, fresh(program)?, &signer, command, None).map(|_| Empty {})
}

fn find_row(program: &Program, id: HandoffId) -> Answer<HandoffRow> {
    let found = program.read(|reader, _| reader.find_handoff(id))?;
    found.map(|found| row(program, found)).ok_or_else(not_here)
}

fn taker(person: Option<PersonId>, pin: &str) -> Signer<'_> {
    match person {
        Some(person) => Signer::Beside { person, pin },
        None => Signer::SignedInAgain { pin },
    }
}

fn ticked(line: AcceptLineForm) -> TickedLine {
    let papers = line.papers.into_iter();
    TickedLine {
        dossier: line.dossier_id,
        papers: papers
            .map(|paper| TickedPaper {
                paper: paper.paper_id,
                outcome: paper.outcome.into(),
            })
            .collect(),
    }
}

fn notes(lines: &[AcceptLineForm]) -> Vec<String> {
    let papers = lines.iter().flat_map(|line| &line.papers);
    let notes: Vec<String> = papers
        .map(|paper| paper.note.clone().unwrap_or_default())
        .collect();
    if notes.iter().all(String::is_empty) {
        Vec::new()
    } else {
        notes
    }
}
