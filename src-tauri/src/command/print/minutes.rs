//! The minutes that two parties sign, filled from a handoff.

use domain::event::PaperOutcome;
use domain::id::{DossierId, HandoffId, PersonId, UnitId};
use domain::paper::PaperForm;
use domain::roster::Roster;
use domain::whereabouts::{person_words, unit_words};
use forms::handover::{Check, HandoverMinutes, Line, Party, Tally, Totals};
use forms::sheet::LookupCode;
use store::read::OpenedHandoff;

use super::{letterhead, printing};
use crate::command::{handoff, not_here, procedure};
use crate::error::Answer;
use crate::moment::Moment;
use crate::program::Program;
use crate::text::sentence;

/// Fills the minutes.
pub(super) fn compose(program: &Program, id: HandoffId, copy: u32) -> Answer<HandoverMinutes> {
    let opened = handoff::open(program, id)?;
    let (_, offer) = opened.handoff.offered.as_ref().ok_or_else(not_here)?;
    let roster = program.roster().unwrap_or_default();
    let unit = roster.find_unit(offer.from.unit);
    let lines = offer
        .lines
        .iter()
        .map(|line| fill_line(program, &opened, line.dossier))
        .collect::<Answer<Vec<_>>>()?;
    let answered = opened.handoff.answered_by;
    let taker = answered
        .and_then(|(taker, _)| taker.person)
        .or(offer.to.person);
    let made_at = Moment(answered.map_or(offer.at, |(_, at)| at))
        .civil()
        .naive_local();
    Ok(HandoverMinutes {
        printing: printing(program, copy),
        head: letterhead(unit),
        code: LookupCode {
            digits: offer.number.clone(),
            commune: unit
                .map(|unit| unit.commune_code.clone())
                .unwrap_or_default(),
        },
        number: offer.number.clone(),
        made_at,
        place: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        giver: party(&roster, offer.from.unit, offer.from.person, Some(offer.at)),
        taker: party(&roster, offer.to.unit, taker, answered.map(|(_, at)| at)),
        totals: totals(&lines),
        lines,
        filing_moment: None,
        remark: None,
    })
}

fn party(roster: &Roster, unit: UnitId, person: Option<PersonId>, at: Option<i64>) -> Party {
    let mark = person.zip(at).map(|(_, at)| {
        let clock = Moment(at).civil().format("%H:%M, %d/%m/%Y").to_string();
        sentence("print.pin_mark", &[("time", &clock)])
    });
    Party {
        name: person.map(|person| person_words(person, roster).to_owned()),
        position: None,
        unit: unit_words(unit, roster).to_owned(),
        id_number: None,
        electronic_mark: mark,
    }
}

fn fill_line(program: &Program, opened: &OpenedHandoff, id: DossierId) -> Answer<Line> {
    let found = program.read(|reader, viewer| reader.open_dossier(viewer, id))?;
    let offer = opened.handoff.offered.as_ref().map(|(_, offer)| offer);
    let offered = offer.and_then(|offer| offer.lines.iter().find(|line| line.dossier == id));
    let papers: Vec<_> = offered
        .into_iter()
        .flat_map(|line| &line.papers)
        .filter_map(|paper| found.as_ref()?.dossier.papers.get(paper))
        .collect();
    let is_original = |form| matches!(form, PaperForm::Original | PaperForm::Result);
    let count = |originals: bool| {
        let matching = papers
            .iter()
            .filter(|held| is_original(held.paper.form) == originals);
        matching.map(|held| u32::from(held.paper.count)).sum()
    };
    let row = found.as_ref().map(|found| &found.row);
    Ok(Line {
        consignment_no: None,
        lookup_code: row.map(|row| row.lookup_code.clone()),
        dossier_code: row.map(|row| row.dossier_code.clone()),
        submitter: row
            .and_then(|row| row.applicant_name.clone())
            .unwrap_or_default(),
        procedure: row
            .map(|row| procedure::title(program, &row.procedure_code))
            .unwrap_or_default(),
        originals: count(true),
        copies: count(false),
        seal: sentence("print.no_seal", &[]),
        check: check(opened, id),
        fee_dong: None,
    })
}

fn check(opened: &OpenedHandoff, id: DossierId) -> Check {
    let Some(line) = opened.handoff.ticked.iter().find(|line| line.dossier == id) else {
        return Check::Unchecked;
    };
    let worst = line.papers.iter().map(|ticked| ticked.outcome).max();
    match worst {
        None | Some(PaperOutcome::Accepted) => Check::Complete,
        Some(PaperOutcome::Refused | PaperOutcome::Different) => {
            Check::NotTaken(sentence("outcome.refused", &[]))
        }
        Some(PaperOutcome::Missing) => Check::Shortage(sentence("outcome.missing", &[])),
        Some(PaperOutcome::Damaged) => Check::Shortage(sentence("outcome.damaged", &[])),
    }
}

fn totals(lines: &[Line]) -> Totals {
    let sum = |count: fn(&Line) -> u32| lines.iter().map(|line| u64::from(count(line))).sum();
    Totals {
        dossiers: Tally::of_things(lines.len() as u64),
        originals: Tally::of_things(sum(|line| line.originals)),
        copies: Tally::of_things(sum(|line| line.copies)),
        bundles: None,
        fees: None,
    }
}
