//! Lawful erasures: a part goes wherever it lies, and does not come back.
//!
//! A part of a record lies with the record, in the queue of what is to be sent, and in every
//! carrier of the record. An erasure takes it from all of them, and is noted for each, so that none
//! is missing it without a reason and what brings it later is stored without it. Headers and facts
//! stay, and with them every chain.

use std::collections::BTreeSet;

use ledger::encoding::from_bytes;
use ledger::{Carried, Erased, Hash, OwnFacts, PartName, RECORD_BYTES_MAX, Record, kind};
use rusqlite::{Connection, Transaction};

use super::entries::read_header;
use super::touched::Touched;
use super::{Pen, find_record};
use crate::exchange::outbox;
use crate::failure::Failure;
use crate::row::{Bytes, hash};

/// A part that was erased, and by which record of this file.
#[derive(Debug, Clone, Copy)]
struct Erasure {
    part: PartName,
    by: i64,
}

/// Says whether anything was ever erased; nearly always nothing was.
pub(crate) fn is_any(connection: &Connection) -> Result<bool, Failure> {
    connection
        .prepare_cached("SELECT 1 FROM erasure LIMIT 1")
        .and_then(|mut select| select.exists(()))
        .map_err(Failure::sqlite("looking for erasures"))
}

/// Says whether a part of a record was erased.
pub(crate) fn is_erased(
    connection: &Connection,
    record: &Hash,
    part: PartName,
) -> Result<bool, Failure> {
    connection
        .prepare_cached("SELECT 1 FROM erasure WHERE record_hash = ?1 AND name = ?2")
        .and_then(|mut select| select.exists((Bytes(*record.as_bytes()), part.code())))
        .map_err(Failure::sqlite("looking for an erasure"))
}

impl Pen<'_> {
    /// Erases what a record of the server says: of the record that it names, of what that one
    /// carries, and of whatever carries it.
    pub(super) fn erase(
        &self,
        record: &Record,
        by: i64,
        touched: &mut Touched,
    ) -> Result<(), Failure> {
        let erased = Erased::read(record).ok();
        let Some(erased) = erased.filter(|erased| erased.part != PartName::Facts) else {
            return Ok(());
        };
        let original = self.original_of(&erased.record)?;
        let original = original.unwrap_or(erased.record);
        let said_of = record
            .header()
            .subjects
            .iter()
            .map(|link| *link.id.as_bytes());
        let mut subjects: BTreeSet<[u8; 16]> = said_of.collect();
        subjects.extend(subjects_of(self.tx, &original)?);
        let mut whole = BTreeSet::from([erased.record, original]);
        for subject in subjects {
            whole.extend(carriers_of(self.tx, subject, &original)?);
        }
        let part = erased.part;
        self.erase_of(&whole, Erasure { part, by }, touched)
    }

    /// Lets what was erased of a carrier be erased of its original too, and the other way round:
    /// one of them came after the erasure.
    pub(crate) fn erase_with_carrier(
        &self,
        carrier: &Record,
        touched: &mut Touched,
    ) -> Result<(), Failure> {
        let Ok(carried) = Carried::read(carrier) else {
            return Ok(());
        };
        let whole = BTreeSet::from([carrier.hash(), carried.original.hash()]);
        for record in &whole {
            for erasure in erasures_of(self.tx, record)? {
                self.erase_of(&whole, erasure, touched)?;
            }
        }
        Ok(())
    }

    /// Gives the record without the parts that were erased of it, or of what it carries; nothing
    /// where all of it may be stored.
    pub(crate) fn without_erased(
        &self,
        record: &Record,
        carrier: Option<&Hash>,
    ) -> Result<Option<Record>, Failure> {
        let carried = Carried::read(record).ok();
        let original = carried.map(|carried| carried.original.hash());
        let names = [Some(record.hash()), original, carrier.copied()];
        let mut erased = BTreeSet::new();
        for name in names.iter().flatten() {
            let parts = erasures_of(self.tx, name)?;
            erased.extend(parts.into_iter().map(|erasure| erasure.part));
        }
        let has_erased = record
            .parts()
            .iter()
            .any(|part| erased.contains(&part.name));
        Ok(has_erased.then(|| record.clone().with_parts(|part| !erased.contains(&part))))
    }

    fn erase_of(
        &self,
        whole: &BTreeSet<Hash>,
        erasure: Erasure,
        touched: &mut Touched,
    ) -> Result<(), Failure> {
        for record in whole {
            note(self.tx, record, erasure)?;
            if let Some(row) = find_record(self.tx, record)? {
                remove(self.tx, row, erasure.part)?;
                // What lists and searches hold of the part goes with it.
                self.touch_subjects_of(record, touched)?;
            }
        }
        Ok(())
    }

    /// Gives what a record carries that is here.
    fn original_of(&self, record: &Hash) -> Result<Option<Hash>, Failure> {
        let Some(row) = find_record(self.tx, record)? else {
            return Ok(None);
        };
        let failed = "reading what a record carries";
        let (kind, facts): (u16, Option<Vec<u8>>) = self
            .tx
            .prepare_cached("SELECT kind, facts FROM record WHERE record = ?1")
            .and_then(|mut select| select.query_row([row], |row| Ok((row.get(0)?, row.get(1)?))))
            .map_err(Failure::sqlite(failed))?;
        let carried = facts.filter(|_| kind == kind::CARRIED);
        Ok(carried.and_then(|facts| read_original(&facts)))
    }
}

/// Reads the hash of what a carrier's facts carry.
fn read_original(facts: &[u8]) -> Option<Hash> {
    let carried: Option<Carried> = from_bytes(facts, RECORD_BYTES_MAX).ok();
    carried.map(|carried| carried.original.hash())
}

/// Gives the subjects of a record that is here.
fn subjects_of(tx: &Transaction<'_>, record: &Hash) -> Result<Vec<[u8; 16]>, Failure> {
    let Some(row) = find_record(tx, record)? else {
        return Ok(Vec::new());
    };
    let header: Vec<u8> = tx
        .prepare_cached("SELECT header FROM record WHERE record = ?1")
        .and_then(|mut select| select.query_row([row], |row| row.get(0)))
        .map_err(Failure::sqlite("reading a header"))?;
    let subjects = read_header(&header)?.subjects;
    Ok(subjects.iter().map(|link| *link.id.as_bytes()).collect())
}

/// Lists what carries a record: a carrier has the subjects of what it carries.
fn carriers_of(
    tx: &Transaction<'_>,
    subject: [u8; 16],
    original: &Hash,
) -> Result<Vec<Hash>, Failure> {
    let failed = "looking for carriers";
    let mut select = tx
        .prepare_cached(include_str!("erasing/carriers.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select
        .query_map((Bytes(subject), kind::CARRIED), |row| {
            Ok((hash(row, 0)?, row.get::<_, Option<Vec<u8>>>(1)?))
        })
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(Failure::sqlite(failed))?;
    let carries = |facts: Option<Vec<u8>>| facts.and_then(|facts| read_original(&facts));
    let carriers = rows
        .into_iter()
        .filter_map(|(carrier, facts)| (carries(facts) == Some(*original)).then_some(carrier));
    Ok(carriers.collect())
}

fn erasures_of(connection: &Connection, record: &Hash) -> Result<Vec<Erasure>, Failure> {
    let failed = "reading the erasures of a record";
    let mut select = connection
        .prepare_cached("SELECT name, by_record FROM erasure WHERE record_hash = ?1")
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([Bytes(*record.as_bytes())], |row| {
        Ok(Erasure {
            part: PartName::from_code(row.get(0)?),
            by: row.get(1)?,
        })
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

fn note(tx: &Transaction<'_>, record: &Hash, erasure: Erasure) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO erasure (record_hash, name, by_record) VALUES (?1, ?2, ?3)",
    )
    .and_then(|mut insert| {
        let name = erasure.part.code();
        insert.execute((Bytes(*record.as_bytes()), name, erasure.by))
    })
    .map(|_| ())
    .map_err(Failure::sqlite("noting an erasure"))
}

/// Takes a part away from the record of a row, from the queue and from what is searched.
fn remove(tx: &Transaction<'_>, row: i64, part: PartName) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM part WHERE record = ?1 AND name = ?2")
        .and_then(|mut delete| delete.execute((row, part.code())))
        .map_err(Failure::sqlite("erasing a part"))?;
    outbox::drop_part(tx, row, part)?;
    if part != PartName::Person {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM record_person WHERE record = ?1")
        .and_then(|mut delete| delete.execute([row]))
        .map(|_| ())
        .map_err(Failure::sqlite("erasing a name"))
}
