//! The search row of a dossier: its applicant's name and telephone as they stand after
//! corrections, with the duty that may find them.

use domain::dossier::Dossier;
use domain::event::CorrectedField;
use domain::id::RecordRef;
use rusqlite::Transaction;

use super::{optional, row_of};
use crate::desk::entries::Loaded;
use crate::failure::Failure;
use crate::row::{Bytes, id_or_none};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Found {
    unit: Option<[u8; 16]>,
    duty: Option<i64>,
    name: Option<String>,
    phone: Option<String>,
    id_hash: Option<[u8; 16]>,
    id_tail: Option<String>,
}

/// Writes the row; a dossier whose reception has no person part here has none.
pub(super) fn write(
    tx: &Transaction<'_>,
    number: i64,
    dossier: &Dossier,
    loaded: &Loaded,
) -> Result<(), Failure> {
    let found = match &dossier.received {
        Some((record, _)) => collect(tx, *record, dossier, loaded)?,
        None => None,
    };
    let Some(found) = found else {
        return tx
            .prepare_cached("DELETE FROM person WHERE number = ?1")
            .and_then(|mut delete| delete.execute([number]))
            .map(|_| ())
            .map_err(Failure::sqlite("forgetting a name"));
    };
    let folded = domain::name::fold(found.name.as_deref().unwrap_or_default());
    let phone = found.phone.unwrap_or_default();
    let id_tail = found.id_tail.unwrap_or_default();
    tx.prepare_cached(include_str!("upsert_person.sql"))
        .and_then(|mut upsert| {
            upsert.execute(rusqlite::params![
                number,
                found.unit.map(Bytes),
                found.duty,
                found.name.unwrap_or_default(),
                folded,
                phone,
                reversed(&phone),
                id_tail,
                reversed(&id_tail),
                found.id_hash.map(Bytes),
            ])
        })
        .map(|_| ())
        .map_err(Failure::sqlite("projecting a name"))
}

fn collect(
    tx: &Transaction<'_>,
    received: RecordRef,
    dossier: &Dossier,
    loaded: &Loaded,
) -> Result<Option<Found>, Failure> {
    let Some(mut found) = read_found(tx, loaded, received)? else {
        return Ok(None);
    };
    for (field, record) in &dossier.corrected {
        let Some(corrected) = read_found(tx, loaded, *record)? else {
            continue;
        };
        match field {
            CorrectedField::ApplicantName => found.name = corrected.name.or(found.name),
            CorrectedField::Phone => found.phone = corrected.phone,
            CorrectedField::IdNumber => {
                found.id_hash = corrected.id_hash;
                found.id_tail = corrected.id_tail;
            }
            CorrectedField::Birth
            | CorrectedField::Address
            | CorrectedField::Email
            | CorrectedField::Request
            | CorrectedField::ReturnChannel
            | CorrectedField::DueAt
            | CorrectedField::Sets => {}
        }
    }
    Ok(Some(found))
}

fn read_found(
    tx: &Transaction<'_>,
    loaded: &Loaded,
    record: RecordRef,
) -> Result<Option<Found>, Failure> {
    let Some(row) = row_of(loaded, record) else {
        return Ok(None);
    };
    let found = tx
        .prepare_cached(
            "SELECT unit, duty, name, phone, id_hash, id_tail FROM record_person WHERE record = ?1",
        )
        .and_then(|mut select| {
            select.query_row([row], |row| {
                Ok(Found {
                    unit: id_or_none(row, 0)?,
                    duty: row.get(1)?,
                    name: row.get(2)?,
                    phone: row.get(3)?,
                    id_hash: id_or_none(row, 4)?,
                    id_tail: row.get(5)?,
                })
            })
        });
    optional(found, "reading a name")
}

/// Turns digits round, so that last digits are first.
pub(crate) fn reversed(digits: &str) -> String {
    digits.chars().rev().collect()
}
