//! What lies here and goes on: by the office it goes to next, down to the single paper.

use std::collections::BTreeMap;

use domain::id::{PersonId, UnitId};
use domain::next_office::{Standing, next_office};
use domain::paper::Paper;
use domain::roster::{Duty, Roster, Unit};
use store::read::HandOverLine;

use super::dossier;
use crate::error::Answer;
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    DestinationStaffView, DestinationView, Empty, HandOverGroupView, HandOverPaperView,
    HandOverRow, ListHandOverView, NamedPersonView,
};

/// Lists what lies at the office of the person signed in, and who could take it.
pub(super) fn list_hand_over(program: &Program, _: Empty) -> Answer<ListHandOverView> {
    let actor = program.signed_in(|person| Ok(person.actor()))?;
    let roster = program.roster().unwrap_or_default();
    let found = program.read(|reader, viewer| reader.list_hand_over(viewer, actor.unit))?;
    let now = Moment::now();
    let mut waiting: BTreeMap<Option<UnitId>, Vec<HandOverRow>> = BTreeMap::new();
    for line in found.lines {
        let standing = Standing {
            held_by: actor.unit,
            received_by: line.row.unit,
            return_channel: line.return_channel,
        };
        let next = next_office(standing, &roster);
        let group = waiting.entry(next).or_default();
        group.extend(row(program, line, now));
    }
    let destinations = destinations(&roster, actor.unit, actor.person, now);
    let known = destinations.iter().map(|place| Some(place.row.clone()));
    let groups = known
        .chain([None])
        .filter_map(|destination| {
            let id = destination.as_ref().map(|place| place.unit_id);
            waiting.remove(&id).map(|rows| group(destination, rows))
        })
        .collect();
    Ok(ListHandOverView {
        groups,
        destinations,
    })
}

/// What is due today leads.
fn group(destination: Option<DestinationView>, mut rows: Vec<HandOverRow>) -> HandOverGroupView {
    rows.sort_by_key(|row| !row.same_day);
    let same_day = rows.iter().filter(|row| row.same_day).count();
    HandOverGroupView {
        destination,
        same_day: u32::try_from(same_day).unwrap_or(u32::MAX),
        dossiers: rows,
    }
}

fn row(program: &Program, line: HandOverLine, now: Moment) -> Option<HandOverRow> {
    let count = |irreplaceable: bool| {
        let papers = line.papers.iter();
        papers
            .filter(|paper| paper.irreplaceable == irreplaceable)
            .fold(0_u32, |sum, paper| {
                sum.saturating_add(u32::from(paper.count))
            })
    };
    let due = line.row.due_at.map(|due| Moment(due).civil().date_naive());
    Some(HandOverRow {
        originals: count(true),
        others: count(false),
        same_day: due == Some(now.civil().date_naive()),
        papers: line.papers.iter().map(paper).collect(),
        row: dossier::rows(program, vec![line.row]).pop()?,
    })
}

fn paper(paper: &Paper) -> HandOverPaperView {
    HandOverPaperView {
        paper_id: paper.id,
        name: paper.name.clone(),
        form: paper.form.into(),
        count: u32::from(paper.count),
        irreplaceable: paper.irreplaceable,
        must_return: paper.fate.must_return(),
    }
}

/// Other offices first; then the own one, whose people can be named: whoever is assigned to
/// handle papers there today, wherever she is employed.
fn destinations(
    roster: &Roster,
    own: UnitId,
    person: PersonId,
    now: Moment,
) -> Vec<DestinationStaffView> {
    let mut units: Vec<_> = roster.units.iter().collect();
    units.sort_by_key(|unit| unit.id == own);
    let destination = |unit: &Unit| {
        let is_assigned = |id: PersonId| {
            let mut duties = roster.duties_of(id, now.0);
            duties.any(|own| own.unit == unit.id && own.duty != Duty::Supervision)
        };
        let staff = roster.staff.iter();
        let staff: Vec<NamedPersonView> = staff
            .filter(|member| member.id != person && is_assigned(member.id))
            .map(|member| NamedPersonView {
                person_id: member.id,
                name: member.name.clone(),
            })
            .collect();
        let row = DestinationView {
            unit_id: unit.id,
            unit_name: unit.name.clone(),
        };
        DestinationStaffView { row, staff }
    };
    units
        .into_iter()
        .map(destination)
        .filter(|found| found.row.unit_id != own || !found.staff.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::DossierRow;

    fn waiting(code: &str, same_day: bool) -> HandOverRow {
        HandOverRow {
            row: DossierRow {
                dossier_id: domain::id::DossierId::from_bytes([1; 16]),
                lookup_code: code.to_owned(),
                dossier_code: String::new(),
                applicant_name: String::new(),
                birth_year: None,
                id_masked: None,
                procedure_name: String::new(),
                received_at: Moment(0),
                due_at: None,
                due_text: String::new(),
                status: String::new(),
                status_text: String::new(),
                holder_text: String::new(),
                sync: crate::surface::SyncState::Here,
                slip_pdf: false,
            },
            originals: 1,
            others: 0,
            same_day,
            papers: Vec::new(),
        }
    }

    #[test]
    fn what_is_due_today_leads_its_group_and_is_counted() {
        let rows = vec![waiting("1", false), waiting("2", true), waiting("3", false)];
        let group = group(None, rows);
        let order: Vec<_> = group
            .dossiers
            .iter()
            .map(|row| row.row.lookup_code.as_str())
            .collect();
        assert_eq!((order, group.same_day), (vec!["2", "1", "3"], 1));
    }
}
