//! The rows of one handoff and its lines.

use domain::handoff::{Handoff, HandoffStatus};
use domain::party::Party;
use rusqlite::Transaction;

use crate::failure::Failure;
use crate::row::Bytes;

/// Writes the rows.
pub(super) fn write(tx: &Transaction<'_>, handoff: &Handoff) -> Result<(), Failure> {
    let failed = "projecting a handoff";
    let id = Bytes(*handoff.id.as_bytes());
    let offered = handoff.offered.as_ref().map(|(_, event)| event);
    let lines = offered.map_or(&[][..], |event| event.lines.as_slice());
    let sum = |count: fn(&domain::event::OfferedLine) -> u16| -> i64 {
        lines.iter().map(|line| i64::from(count(line))).sum()
    };
    let taker = handoff
        .answered_by
        .as_ref()
        .and_then(|(taker, _)| taker.person);
    tx.prepare_cached(include_str!("upsert_handoff.sql"))
        .and_then(|mut upsert| {
            upsert.execute(rusqlite::params![
                id,
                offered.map_or("", |event| event.number.as_str()),
                offered.map(|event| unit(&event.from)),
                offered.and_then(|event| person(&event.from)),
                offered.map(|event| unit(&event.to)),
                offered.and_then(|event| person(&event.to)),
                offered.map_or(0, |event| event.at),
                status_code(handoff.status()),
                taker.map(|person| Bytes(*person.as_bytes())),
                handoff.answered_by.map(|(_, at)| at),
                count(handoff.exceptions()),
                sum(|line| line.originals),
                sum(|line| line.others),
                count(lines.len()),
                handoff.minutes_signed,
                count(handoff.crossed.len()),
            ])
        })
        .map_err(Failure::sqlite(failed))?;
    tx.prepare_cached("DELETE FROM handoff_line WHERE handoff = ?1")
        .and_then(|mut delete| delete.execute([id]))
        .map_err(Failure::sqlite(failed))?;
    for (position, line) in lines.iter().enumerate() {
        tx.prepare_cached(include_str!("insert_line.sql"))
            .and_then(|mut insert| {
                let dossier = Bytes(*line.dossier.as_bytes());
                let papers = count(line.papers.len());
                insert.execute((
                    id,
                    count(position),
                    dossier,
                    papers,
                    line.originals,
                    line.others,
                ))
            })
            .map_err(Failure::sqlite("projecting a line"))?;
    }
    Ok(())
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const fn unit(party: &Party) -> Bytes<16> {
    Bytes(*party.unit.as_bytes())
}

fn person(party: &Party) -> Option<Bytes<16>> {
    party.person.map(|person| Bytes(*person.as_bytes()))
}

pub(crate) const fn status_code(status: HandoffStatus) -> i64 {
    match status {
        HandoffStatus::Unknown => 0,
        HandoffStatus::Offered => 1,
        HandoffStatus::Accepted => 2,
        HandoffStatus::AcceptedWithExceptions => 3,
        HandoffStatus::Refused => 4,
        HandoffStatus::Withdrawn => 5,
    }
}
