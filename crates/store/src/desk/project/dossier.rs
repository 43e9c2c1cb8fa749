//! The rows of one dossier and its papers.

use domain::custody::{Custody, HeldPaper};
use domain::dossier::{Dossier, Status};
use domain::event::Channel;
use domain::id::DossierId;
use domain::party::Holder;
use rusqlite::Transaction;

use crate::desk::codes;
use crate::failure::Failure;
use crate::row::Bytes;

/// Takes away the rows of a dossier's papers, which are then written as they stand.
pub(super) fn forget_papers(tx: &Transaction<'_>, dossier: DossierId) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM paper WHERE dossier = ?1")
        .and_then(|mut delete| delete.execute([Bytes(*dossier.as_bytes())]))
        .map(|_| ())
        .map_err(Failure::sqlite("projecting a dossier"))
}

/// Writes the rows and gives the dossier's number of arrival.
pub(super) fn write(tx: &Transaction<'_>, dossier: &Dossier) -> Result<i64, Failure> {
    let failed = "projecting a dossier";
    let id = Bytes(*dossier.id.as_bytes());
    let received = dossier.received.as_ref().map(|(_, event)| event);
    let (holder, is_scattered) = answering(dossier);
    let number = tx
        .prepare_cached(include_str!("upsert_dossier.sql"))
        .and_then(|mut upsert| {
            upsert.query_row(
                rusqlite::params![
                    id,
                    received.map_or("", |event| event.lookup_code.as_str()),
                    received.map_or("", |event| event.dossier_code.as_str()),
                    received.map_or(0, |event| event.register_volume),
                    received.map_or(0, |event| event.register_number),
                    received.map(|event| Bytes(*event.unit.as_bytes())),
                    received.map(|event| Bytes(*event.staff.as_bytes())),
                    received.map_or("", |event| event.procedure_code.as_str()),
                    received.map_or(0, |event| channel_code(event.channel_in)),
                    dossier.return_channel.map_or(0, codes::of_return_channel),
                    dossier.sets,
                    received.map_or(0, |event| event.received_at),
                    dossier.due_at,
                    status_code(dossier.status()),
                    i64::try_from(dossier.open_conflicts().count()).unwrap_or(i64::MAX),
                    holder
                        .and_then(Holder::unit)
                        .map(|unit| Bytes(*unit.as_bytes())),
                    holder.and_then(holder_person),
                    is_scattered,
                ],
                |row| row.get(0),
            )
        })
        .map_err(Failure::sqlite(failed))?;
    for held in dossier.papers.values() {
        write_paper(tx, id, held).map_err(Failure::sqlite("projecting a paper"))?;
    }
    Ok(number)
}

fn write_paper(tx: &Transaction<'_>, dossier: Bytes<16>, held: &HeldPaper) -> rusqlite::Result<()> {
    let paper = &held.paper;
    let holder = held.custody.holder();
    let transit = match &held.custody {
        Custody::InTransit { handoff, to, .. } => Some((handoff, to)),
        Custody::Held { .. }
        | Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. }
        | Custody::Disputed { .. } => None,
    };
    tx.prepare_cached(include_str!("insert_paper.sql"))?
        .execute(rusqlite::params![
            Bytes(*paper.id.as_bytes()),
            dossier,
            paper.name,
            codes::of_paper_form(paper.form),
            paper.count,
            paper.irreplaceable,
            codes::of_paper_fate(paper.fate),
            custody_code(&held.custody),
            holder
                .and_then(Holder::unit)
                .map(|unit| Bytes(*unit.as_bytes())),
            holder.and_then(holder_person),
            transit.map(|(handoff, _)| Bytes(*handoff.as_bytes())),
            transit.map(|(_, to)| Bytes(*to.unit.as_bytes())),
            held.since_at,
        ])
        .map(|_| ())
}

/// Says who answers for the dossier's papers, if it is one, and whether they are several.
fn answering(dossier: &Dossier) -> (Option<&Holder>, bool) {
    let mut holders = dossier
        .papers
        .values()
        .filter_map(|held| held.custody.holder());
    let Some(first) = holders.next() else {
        return (None, false);
    };
    if holders.all(|holder| holder == first) {
        (Some(first), false)
    } else {
        (None, true)
    }
}

fn holder_person(holder: &Holder) -> Option<Bytes<16>> {
    match holder {
        Holder::Staff { person, .. } => Some(Bytes(*person.as_bytes())),
        Holder::Citizen | Holder::Place { .. } | Holder::Carrier { .. } => None,
    }
}

pub(crate) const fn status_code(status: Status) -> i64 {
    match status {
        Status::Unknown => 0,
        Status::Received => 1,
        Status::HandedOn => 2,
        Status::ResultReady => 3,
        Status::ResultReturned => 4,
        Status::Withdrawn => 5,
        Status::Cancelled => 6,
    }
}

const fn channel_code(channel: Channel) -> i64 {
    match channel {
        Channel::Direct => 0,
        Channel::Post => 1,
        Channel::Online => 2,
    }
}

const fn custody_code(custody: &Custody) -> i64 {
    match custody {
        Custody::Held { .. } => 0,
        Custody::InTransit { .. } => 1,
        Custody::Returned => 2,
        Custody::TakenBack => 3,
        Custody::Incident { .. } => 4,
        Custody::Disputed { .. } => 5,
    }
}
