//! Projections: what lists and searches read, made from records by the domain's folds.
//!
//! Only subjects that a transaction touched are made again, in that transaction. `rebuild`
//! makes all of them and must come to the same rows.

mod dossier;
mod handoff;
mod person;

use domain::event::Subject;
use rusqlite::{OptionalExtension, Transaction};

use super::append::Touched;
use super::entries::{Loaded, load_entries, subject_of};
use crate::failure::Failure;
use crate::row::{Bytes, signed};

pub(crate) use self::person::reversed;

/// Makes the projections of every touched subject again.
pub(crate) fn project_touched(tx: &Transaction<'_>, touched: &Touched) -> Result<(), Failure> {
    touched.subjects.iter().try_for_each(|subject| project(tx, *subject))
}

/// Makes the projections of one subject again.
pub(crate) fn project(tx: &Transaction<'_>, subject: [u8; 16]) -> Result<(), Failure> {
    let loaded = load_entries(tx, subject)?;
    let Some(named) = loaded.entries.iter().find_map(|entry| subject_of(&entry.event, subject))
    else {
        return Ok(());
    };
    match named {
        Subject::Dossier(id) => {
            let folded = domain::dossier::fold(id, &loaded.entries);
            note_subject(tx, subject, 0, folded.lamport, folded.waiting.len(), &folded.heads)?;
            let number = dossier::write(tx, &folded)?;
            person::write(tx, number, &folded, &loaded)
        }
        Subject::Handoff(id) => {
            let folded = domain::handoff::fold(id, &loaded.entries);
            note_subject(tx, subject, 1, folded.lamport, folded.waiting.len(), &folded.heads)?;
            handoff::write(tx, &folded)
        }
    }
}

fn note_subject(
    tx: &Transaction<'_>,
    subject: [u8; 16],
    kind: i64,
    lamport: u64,
    waiting: usize,
    heads: &[domain::id::RecordRef],
) -> Result<(), Failure> {
    let heads: Vec<u8> = heads.iter().flat_map(|head| *head.as_bytes()).collect();
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    tx.prepare_cached(include_str!("project/upsert_subject.sql"))
        .and_then(|mut upsert| {
            upsert.execute((Bytes(subject), kind, signed(lamport), waiting, heads))
        })
        .map(|_| ())
        .map_err(Failure::sqlite("projecting a subject"))
}

/// Finds the row of a record that a fold names.
fn row_of(loaded: &Loaded, record: domain::id::RecordRef) -> Option<i64> {
    loaded.rows.get(&record).map(|found| found.row)
}

fn optional<T>(
    found: rusqlite::Result<T>,
    doing: &'static str,
) -> Result<Option<T>, Failure> {
    found.optional().map_err(Failure::sqlite(doing))
}
