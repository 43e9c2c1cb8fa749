//! The minutes that two parties sign, filled from a handoff.
//!
//! What they say of a paper is what the signed record says: the finding, the paper's name, the
//! taker's own words. The totals are those of the list; what was taken of it stands below. A
//! paper that the citizen still owes is no shortage of custody and is said apart.

use std::collections::BTreeMap;

use domain::event::{Event, OfferedLine, PaperOutcome, TickedPaper};
use domain::handoff::HandoffStatus;
use domain::id::{DossierId, HandoffId, PaperId, PersonId, UnitId};
use domain::paper::PaperForm;
use domain::roster::{Roster, UnitKind};
use domain::whereabouts::{person_words, unit_words};
use forms::handover::{Check, HandoverMinutes, Line, Party, Tally, Totals};
use forms::sheet::LookupCode;
use store::read::{OpenedDossier, OpenedHandoff, TimelineEntry};

use super::{letterhead, printing};
use crate::command::handoff::Dossiers;
use crate::command::whereabouts::is_signed;
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
    let dossiers = handoff::open_dossiers(program, &opened)?;
    let findings = Findings::of(&opened);
    let lines: Vec<Line> = offer
        .lines
        .iter()
        .map(|line| fill_line(program, line, &findings, dossiers.get(&line.dossier)))
        .collect();
    let taker_unit = roster.find_unit(offer.to.unit);
    let is_for_one_stop = taker_unit.is_some_and(|unit| unit.kind == UnitKind::OneStop);
    let is_given = signed(&opened, |event| matches!(event, Event::HandoffOffered(_)));
    let is_taken = signed(&opened, |event| matches!(event, Event::HandoffAccepted(_)));
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
        giver: party(
            &roster,
            offer.from.unit,
            offer.from.person,
            is_given.then_some(offer.at),
        ),
        taker: party(
            &roster,
            offer.to.unit,
            taker,
            answered.map(|(_, at)| at).filter(|_| is_taken),
        ),
        totals: totals(&lines),
        lines,
        filing_moment: filing_moment(&opened, &dossiers, is_for_one_stop),
        remark: remark(&opened, &dossiers),
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

fn signed(opened: &OpenedHandoff, is_step: impl Fn(&Event) -> bool) -> bool {
    let mut steps = opened.timeline.iter();
    steps.any(|step| is_step(&step.entry.event) && is_signed(step))
}

/// Says how much of the list was taken, once it was answered with exceptions.
fn remark(opened: &OpenedHandoff, dossiers: &Dossiers) -> Option<String> {
    if opened.handoff.status() != HandoffStatus::AcceptedWithExceptions {
        return None;
    }
    let taken = handoff::taken_count(opened, dossiers).to_string();
    Some(sentence("print.taken", &[("count", &taken)]))
}

/// Says which dossiers these minutes file, those that came by post and are complete; and, where
/// the One-stop takes, which are not filed yet: for what the citizen owes, or for what did not
/// come in the bag.
fn filing_moment(
    opened: &OpenedHandoff,
    dossiers: &Dossiers,
    is_for_one_stop: bool,
) -> Option<String> {
    let (_, at) = opened.handoff.answered_by?;
    let taken = opened.handoff.ticked.iter().filter(|line| {
        let mut papers = line.papers.iter();
        papers.any(|ticked| ticked.outcome.is_taken())
    });
    let here = taken.filter_map(|line| dossiers.get(&line.dossier));
    let codes = |is_meant: &dyn Fn(&OpenedDossier) -> bool| {
        let meant = here.clone().filter(|found| is_meant(found));
        let codes: Vec<&str> = meant.map(|found| found.row.lookup_code.as_str()).collect();
        (!codes.is_empty()).then(|| codes.join(", "))
    };
    let filed = codes(&|found| is_filed_by(found, opened.handoff.id));
    let is_waiting = |found: &OpenedDossier| is_for_one_stop && found.dossier.filed_at.is_none();
    let owing = codes(&|found| is_waiting(found) && owed(found).is_some());
    let short = codes(&|found| is_waiting(found) && owed(found).is_none());
    let time = Moment(at).civil().format("%H:%M, %d/%m/%Y").to_string();
    let filed =
        filed.map(|codes| sentence("print.filed", &[("time", time.as_str()), ("codes", &codes)]));
    let owing = owing.map(|codes| sentence("print.not_filed_owing", &[("codes", &codes)]));
    let short = short.map(|codes| sentence("print.not_filed_short", &[("codes", &codes)]));
    let words: Vec<String> = [filed, owing, short].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn is_filed_by(found: &OpenedDossier, id: HandoffId) -> bool {
    let mut steps = found.timeline.iter();
    steps.any(|step| {
        let Event::LineAccepted(event) = &step.entry.event else {
            return false;
        };
        let is_first = found.dossier.filed_at == Some(event.at);
        event.handoff == id && event.filing.is_some() && step.no_effect.is_none() && is_first
    })
}

/// What the taker found and wrote, paper by paper.
struct Findings {
    by_paper: BTreeMap<(DossierId, PaperId), (PaperOutcome, String)>,
    /// Why the whole manifest was refused, if it was.
    refused: Option<String>,
}

impl Findings {
    fn of(opened: &OpenedHandoff) -> Self {
        let lines = opened.handoff.ticked.iter();
        let papers = lines.flat_map(|line| line.papers.iter().map(|ticked| (line.dossier, ticked)));
        // The notes stand in the order of the papers, or there are none.
        let notes = step(opened, |event| matches!(event, Event::HandoffAccepted(_)))
            .and_then(|step| step.case.as_ref()?.paper_notes.clone())
            .unwrap_or_default();
        let notes = notes.into_iter().chain(std::iter::repeat(String::new()));
        let by_paper = papers.zip(notes).map(|((dossier, ticked), note)| {
            let TickedPaper { paper, outcome } = ticked;
            ((dossier, *paper), (*outcome, note))
        });
        let refusal = step(opened, |event| matches!(event, Event::HandoffRefused(_)));
        let is_refused = opened.handoff.status() == HandoffStatus::Refused;
        Self {
            by_paper: by_paper.collect(),
            refused: is_refused.then(|| {
                let reason = refusal.and_then(|step| step.case.as_ref()?.reason.clone());
                reason.unwrap_or_else(|| handoff::outcome_text(PaperOutcome::Refused))
            }),
        }
    }

    /// Says what was found in one line, every exception by the name of its paper, and what the
    /// citizen still owes.
    fn check(&self, id: DossierId, found: Option<&OpenedDossier>) -> Check {
        if let Some(reason) = &self.refused {
            return Check::NotTaken(reason.clone());
        }
        let first = (id, PaperId::from_bytes([0; 16]));
        let line: Vec<_> = self
            .by_paper
            .range(first..)
            .take_while(|((dossier, _), _)| *dossier == id)
            .collect();
        if line.is_empty() {
            return Check::Unchecked;
        }
        let exceptions = line
            .iter()
            .filter(|(_, (outcome, _))| outcome.is_exception());
        let words = exceptions.map(|((_, paper), (outcome, note))| {
            let held = found.and_then(|found| found.dossier.papers.get(paper));
            let name = held.map_or("", |held| held.paper.name.as_str());
            finding_words(name, *outcome, note)
        });
        let owed = found.and_then(owed);
        let said = |owed: Option<String>| {
            let owed = owed.map(|names| sentence("print.owed", &[("names", &names)]));
            words.chain(owed).collect::<Vec<_>>().join("; ")
        };
        let has = |wanted: PaperOutcome| line.iter().any(|(_, (outcome, _))| *outcome == wanted);
        if has(PaperOutcome::Different) || has(PaperOutcome::Refused) {
            Check::NotTaken(said(owed))
        } else if has(PaperOutcome::Missing) {
            Check::Shortage(said(owed))
        } else if has(PaperOutcome::Damaged) {
            Check::Noted(said(owed))
        } else {
            owed.map_or(Check::Complete, Check::Incomplete)
        }
    }
}

/// Names what the procedure asks for and the citizen has not handed in.
fn owed(found: &OpenedDossier) -> Option<String> {
    let owed = found.dossier.owed();
    (!owed.is_empty()).then(|| owed.join("; "))
}

fn finding_words(name: &str, outcome: PaperOutcome, note: &str) -> String {
    let outcome = handoff::outcome_text(outcome);
    let words = [name, outcome.as_str(), note];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" – ")
}

fn step(opened: &OpenedHandoff, is_step: impl Fn(&Event) -> bool) -> Option<&TimelineEntry> {
    let mut steps = opened.timeline.iter();
    steps.find(|step| is_step(&step.entry.event) && step.no_effect.is_none())
}

fn fill_line(
    program: &Program,
    offered: &OfferedLine,
    findings: &Findings,
    found: Option<&OpenedDossier>,
) -> Line {
    let papers: Vec<_> = offered
        .papers
        .iter()
        .filter_map(|paper| found?.dossier.papers.get(paper))
        .collect();
    let is_original = |form| matches!(form, PaperForm::Original | PaperForm::Result);
    let count = |originals: bool| {
        let matching = papers
            .iter()
            .filter(|held| is_original(held.paper.form) == originals);
        matching.map(|held| u32::from(held.paper.count)).sum()
    };
    let row = found.map(|found| &found.row);
    Line {
        consignment_no: None,
        lookup_code: row.map(|row| row.lookup_code.clone()),
        dossier_code: row.map(|row| row.dossier_code.clone()),
        submitter: found.and_then(submitter).unwrap_or_default(),
        procedure: row
            .map(|row| procedure::title(program, &row.procedure_code))
            .unwrap_or_default(),
        originals: count(true),
        copies: count(false),
        seal: sentence("print.no_seal", &[]),
        check: findings.check(offered.dossier, found),
        fee_dong: None,
    }
}

/// Names who handed the dossier in: the applicant, where it was nobody else.
fn submitter(found: &OpenedDossier) -> Option<String> {
    let person = found.reception().and_then(|step| step.person.as_ref());
    let other = person.and_then(|person| person.submitter.as_ref());
    other
        .map(|other| other.name.clone())
        .or_else(|| found.row.applicant_name.clone())
}

/// The totals of the list. Both sides count the bundles, one a dossier, and neither could sign
/// while the count differed from the lines: the number that was counted is theirs.
fn totals(lines: &[Line]) -> Totals {
    let sum = |count: fn(&Line) -> u32| lines.iter().map(|line| u64::from(count(line))).sum();
    let dossiers = Tally::of_things(lines.len() as u64);
    Totals {
        bundles: Some(dossiers.clone()),
        dossiers,
        originals: Tally::of_things(sum(|line| line.originals)),
        copies: Tally::of_things(sum(|line| line.copies)),
        fees: None,
    }
}
