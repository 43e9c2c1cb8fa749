//! Projections: what lists and searches read, made from records by the domain's folds.
//!
//! Only subjects that a transaction touched are made again, in that transaction. `rebuild`
//! makes all of them and must come to the same rows.

mod dossier;
mod handoff;
mod person;

use std::collections::BTreeMap;

use domain::event::Subject;
use rusqlite::{OptionalExtension, Transaction};

use super::entries::{Loaded, leave_out_misplaced, load_entries, subject_of};
use super::touched::Touched;
use crate::failure::Failure;
use crate::ids::record_hash;
use crate::index;
use crate::row::{Bytes, unsigned};

pub(crate) use self::person::reversed;

/// Makes the projections of every touched subject again.
pub(crate) fn project_touched(tx: &Transaction<'_>, touched: Touched) -> Result<(), Failure> {
    let is_any_withheld = has_any_withheld(tx)?;
    for (subject, mut gathered) in touched.into_ordered() {
        let is_whole = gathered.is_foldable()
            && count_records(tx, subject)? == gathered.records
            && !(is_any_withheld && has_withheld(tx, &gathered.loaded)?);
        if is_whole {
            leave_out_misplaced(&mut gathered.loaded.entries, &mut BTreeMap::new());
            write(tx, subject, &gathered.loaded, true)?;
        } else {
            project(tx, subject)?;
        }
    }
    Ok(())
}

/// Makes the projections of one subject again.
pub(crate) fn project(tx: &Transaction<'_>, subject: [u8; 16]) -> Result<(), Failure> {
    let loaded = load_entries(tx, subject)?;
    write(tx, subject, &loaded, false)
}

fn has_any_withheld(tx: &Transaction<'_>) -> Result<bool, Failure> {
    tx.prepare_cached("SELECT 1 FROM effect_withheld LIMIT 1")
        .and_then(|mut select| select.exists([]))
        .map_err(Failure::sqlite("looking for withheld effects"))
}

/// Says whether the effect of one of these records was ever withheld.
fn has_withheld(tx: &Transaction<'_>, loaded: &Loaded) -> Result<bool, Failure> {
    let failed = "looking for withheld effects";
    let mut select = tx
        .prepare_cached("SELECT 1 FROM effect_withheld WHERE record_hash = ?1")
        .map_err(Failure::sqlite(failed))?;
    for record in loaded.rows.keys() {
        let hash = Bytes(*record_hash(*record).as_bytes());
        if select.exists([hash]).map_err(Failure::sqlite(failed))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count_records(tx: &Transaction<'_>, subject: [u8; 16]) -> Result<u64, Failure> {
    tx.prepare_cached("SELECT count(*) FROM record_subject WHERE subject = ?1")
        .and_then(|mut select| select.query_row([Bytes(subject)], |row| unsigned(row, 0)))
        .map_err(Failure::sqlite("counting the records of a subject"))
}

/// Writes the rows of a subject; of one whose every record came in this transaction there are none.
fn write(
    tx: &Transaction<'_>,
    subject: [u8; 16],
    loaded: &Loaded,
    is_new: bool,
) -> Result<(), Failure> {
    let named = loaded
        .entries
        .iter()
        .find_map(|entry| subject_of(&entry.event, subject));
    let Some(named) = named else { return Ok(()) };
    match named {
        Subject::Dossier(id) => {
            let folded = domain::dossier::fold(id, &loaded.entries);
            if is_new {
                let number = dossier::write(tx, &folded)?;
                return person::write(tx, number, &folded, loaded);
            }
            let indexed = index::standing(tx, subject)?;
            dossier::forget_papers(tx, id)?;
            let number = dossier::write(tx, &folded)?;
            person::write(tx, number, &folded, loaded)?;
            indexed.map_or(Ok(()), |before| index::change(tx, &before))
        }
        Subject::Handoff(id) => handoff::write(tx, &domain::handoff::fold(id, &loaded.entries)),
    }
}

/// Finds the row of a record that a fold names.
fn row_of(loaded: &Loaded, record: domain::id::RecordRef) -> Option<i64> {
    loaded.rows.get(&record).map(|found| found.row)
}

fn optional<T>(found: rusqlite::Result<T>, doing: &'static str) -> Result<Option<T>, Failure> {
    found.optional().map_err(Failure::sqlite(doing))
}
