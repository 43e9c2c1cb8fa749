//! The outbox: own records that no receipt confirms yet, in the order of the chain.
//!
//! The parts of a queued record lie here under the file key, so that they can be sent with
//! nobody signed in; with the receipt they go, and only the sealed ones stay. Where a server
//! fell back behind its receipts, sealed parts come back when their holder signs in.

use ledger::part::{Part, PartName};
use ledger::{Hash, Record, Signature};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::Exchange;
use crate::desk::Desk;
use crate::desk::parts::{FoundPart, OpenedKeys, Viewer};
use crate::failure::Failure;
use crate::row::{Bytes, hash, signed};

/// How much of the outbox is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit {
    /// At most so many records.
    pub records: u32,
    /// At most so many bytes, but for one record that is larger by itself.
    pub bytes: usize,
}

/// Queues a record of the own chain with its parts.
pub(crate) fn queue(
    tx: &Transaction<'_>,
    row: i64,
    record: &Record,
    parts: &[Part],
    now: i64,
) -> Result<(), Failure> {
    let parts = minicbor::to_vec(parts).map_err(|_| Failure::Unreadable("parts"))?;
    let header = record.header();
    let subject = header
        .subjects
        .first()
        .map(|link| Bytes(*link.id.as_bytes()));
    tx.prepare_cached(include_str!("outbox/queue.sql"))
        .and_then(|mut insert| insert.execute((row, subject, now, parts)))
        .map(|_| ())
        .map_err(Failure::sqlite("queueing a record"))
}

/// Takes an erased part away from a record that waits to be sent.
pub(crate) fn drop_part(tx: &Transaction<'_>, row: i64, part: PartName) -> Result<(), Failure> {
    let failed = "erasing a part of the queue";
    let queued: Option<Option<Vec<u8>>> = tx
        .prepare_cached("SELECT parts FROM outbox WHERE record = ?1")
        .and_then(|mut select| select.query_row([row], |row| row.get(0)).optional())
        .map_err(Failure::sqlite(failed))?;
    let Some(queued) = queued.flatten() else {
        return Ok(());
    };
    let mut parts: Vec<Part> =
        minicbor::decode(&queued).map_err(|_| Failure::Unreadable("parts"))?;
    parts.retain(|queued| queued.name != part);
    let parts = minicbor::to_vec(parts).map_err(|_| Failure::Unreadable("parts"))?;
    tx.prepare_cached("UPDATE outbox SET parts = ?2 WHERE record = ?1")
        .and_then(|mut update| update.execute((row, parts)))
        .map(|_| ())
        .map_err(Failure::sqlite(failed))
}

/// Reads own records of the present incarnation after a place, oldest first, that can be sent.
///
/// # Errors
/// The file.
pub fn page(connection: &Connection, after: u64, limit: PageLimit) -> Result<Vec<Record>, Failure> {
    let failed = "reading the outbox";
    let mut select = connection
        .prepare_cached(include_str!("outbox/page.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((signed(after), limit.records))
        .map_err(Failure::sqlite(failed))?;
    let mut page = Page::new(limit);
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let parts: Option<Vec<u8>> = row.get(6).map_err(Failure::sqlite(failed))?;
        // What comes after a record that cannot be sent would only wait for it.
        let Some(parts) = parts else { break };
        let parts: Vec<Part> =
            minicbor::decode(&parts).map_err(|_| Failure::Unreadable("parts"))?;
        let stored = StoredRecord::read(row).map_err(Failure::sqlite(failed))?;
        if !page.take(stored.into_record(parts)?) {
            break;
        }
    }
    Ok(page.records)
}

/// Reads own records of the present incarnation from one place to another, receipted or not,
/// as far as their parts can be had.
///
/// # Errors
/// The file.
pub fn own(
    connection: &Connection,
    viewer: &Viewer,
    places: (u64, u64),
    limit: PageLimit,
) -> Result<Vec<Record>, Failure> {
    let failed = "reading own records";
    let mut select = connection
        .prepare_cached(include_str!("outbox/own.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((signed(places.0), signed(places.1), limit.records))
        .map_err(Failure::sqlite(failed))?;
    let mut page = Page::new(limit);
    let mut keys = OpenedKeys::default();
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let queued: Option<Vec<u8>> = row.get(6).map_err(Failure::sqlite(failed))?;
        let stored = StoredRecord::read(row).map_err(Failure::sqlite(failed))?;
        let record = match queued {
            Some(parts) => {
                let parts = minicbor::decode(&parts).map_err(|_| Failure::Unreadable("parts"))?;
                Some(stored.into_record(parts)?)
            }
            None => stored.open(connection, viewer, &mut keys)?,
        };
        match record {
            Some(record) if page.take_ref(&record) => page.records.push(record),
            Some(_) | None => break,
        }
    }
    Ok(page.records)
}

impl Exchange<'_, '_> {
    /// Counts that own records were sent, from one place of the present chain to another: each
    /// of them that still waits for its receipt.
    ///
    /// # Errors
    /// The disk.
    pub fn count_try(&mut self, first: u64, last: u64) -> Result<(), Failure> {
        self.pen
            .tx
            .prepare_cached(include_str!("outbox/count_try.sql"))
            .and_then(|mut update| update.execute((signed(first), signed(last))))
            .map(|_| ())
            .map_err(Failure::sqlite("counting what was sent"))
    }
}

impl Desk {
    /// Puts the parts of queued records back that a viewer can open: after somebody signed in.
    ///
    /// # Errors
    /// The disk.
    pub fn refill_outbox(&mut self, viewer: &Viewer) -> Result<u32, Failure> {
        self.write(|pen| {
            let mut refilled = 0_u32;
            let mut keys = OpenedKeys::default();
            for (row, stored) in waiting(pen.tx)? {
                let Some(record) = stored.open(pen.tx, viewer, &mut keys)? else {
                    continue;
                };
                let parts: Vec<&Part> = record
                    .parts()
                    .iter()
                    .filter(|part| part.name != PartName::Facts)
                    .collect();
                let parts = minicbor::to_vec(parts).map_err(|_| Failure::Unreadable("parts"))?;
                pen.tx
                    .execute(
                        "UPDATE outbox SET parts = ?2 WHERE record = ?1",
                        (row, parts),
                    )
                    .map_err(Failure::sqlite("refilling the outbox"))?;
                refilled = refilled.saturating_add(1);
                pen.is_written = true;
            }
            Ok(refilled)
        })
    }
}

fn waiting(connection: &Connection) -> Result<Vec<(i64, StoredRecord)>, Failure> {
    let failed = "reading what waits for a sign-in";
    let mut select = connection
        .prepare_cached(include_str!("outbox/waiting.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, StoredRecord::read(row)?)));
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

/// Reads all that a life had not sent.
pub(crate) fn unsent_of(connection: &Connection, chain: i64) -> Result<Vec<Record>, Failure> {
    let failed = "reading what was not sent";
    let mut select = connection
        .prepare_cached(include_str!("outbox/unsent_of.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select
        .query_map([chain], |row| {
            Ok((StoredRecord::read(row)?, row.get::<_, Option<Vec<u8>>>(6)?))
        })
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(Failure::sqlite(failed))?;
    rows.into_iter()
        .map(|(stored, parts)| {
            let parts = match parts {
                Some(parts) => {
                    minicbor::decode(&parts).map_err(|_| Failure::Unreadable("parts"))?
                }
                None => Vec::new(),
            };
            stored.into_record(parts)
        })
        .collect()
}

/// Takes a life's records out of the queue: they were carried over.
pub(crate) fn forget_chain(tx: &Transaction<'_>, chain: i64) -> Result<(), Failure> {
    tx.execute(include_str!("outbox/forget_chain.sql"), [chain])
        .map(|_| ())
        .map_err(Failure::sqlite("emptying the queue of an ended life"))
}

/// A record as its row holds it, without the sealed parts.
#[derive(Debug)]
pub(crate) struct StoredRecord {
    row: i64,
    hash: Hash,
    header: Vec<u8>,
    author: Option<[u8; 64]>,
    device: [u8; 64],
    facts: Option<Part>,
}

impl StoredRecord {
    /// Reads the columns record, hash, header, author and device signature, facts salt; facts
    /// in the eighth.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let salt: Option<Bytes<16>> = row.get(5)?;
        let facts: Option<Vec<u8>> = row.get(7)?;
        Ok(Self {
            row: row.get(0)?,
            hash: hash(row, 1)?,
            header: row.get(2)?,
            author: row.get::<_, Option<Bytes<64>>>(3)?.map(|bytes| bytes.0),
            device: row.get::<_, Bytes<64>>(4)?.0,
            facts: salt.zip(facts).map(|(salt, bytes)| Part {
                name: PartName::Facts,
                salt: salt.0,
                bytes,
            }),
        })
    }

    /// Puts the record together; its hash must come out as it was stored.
    pub(crate) fn into_record(self, parts: Vec<Part>) -> Result<Record, Failure> {
        let damaged = Failure::Unreadable("a record");
        let mut all: Vec<Part> = self.facts.into_iter().chain(parts).collect();
        all.sort_by_key(|part| part.name.code());
        let author = self.author.map(Signature::from_bytes);
        let device = Signature::from_bytes(self.device);
        match Record::new(self.header, author, device, all) {
            Ok(record) if record.hash() == self.hash => Ok(record),
            Ok(_) | Err(_) => Err(damaged),
        }
    }

    /// Puts the record together without any sealed part; none where it is altered.
    pub(crate) fn facts_only(&self) -> Option<Record> {
        let author = self.author.map(Signature::from_bytes);
        let device = Signature::from_bytes(self.device);
        let facts = self.facts.clone().into_iter().collect();
        Record::new(self.header.clone(), author, device, facts)
            .ok()
            .filter(|record| record.hash() == self.hash)
    }

    /// Puts the record together with the parts that a viewer can open; none where one is
    /// closed to her. Parts that are not here are left out.
    pub(crate) fn open(
        self,
        connection: &Connection,
        viewer: &Viewer,
        keys: &mut OpenedKeys,
    ) -> Result<Option<Record>, Failure> {
        let (record, is_whole) = self.open_some(connection, viewer, keys)?;
        Ok(is_whole.then_some(record))
    }

    /// Puts the record together with the parts that a viewer can open, and says whether none
    /// was closed to her.
    pub(crate) fn open_some(
        self,
        connection: &Connection,
        viewer: &Viewer,
        keys: &mut OpenedKeys,
    ) -> Result<(Record, bool), Failure> {
        let header = crate::desk::read_header(&self.header)?;
        let mut parts = Vec::new();
        let mut is_whole = true;
        for (name, _) in &header.commitments {
            if *name == PartName::Facts {
                continue;
            }
            match keys.open(connection, viewer, self.row, &self.hash, *name)? {
                FoundPart::Open(part) => parts.push(part),
                FoundPart::Closed => is_whole = false,
                FoundPart::Absent => {}
            }
        }
        Ok((self.into_record(parts)?, is_whole))
    }
}

/// A page that fills up to its limit.
pub(crate) struct Page {
    limit: PageLimit,
    bytes: usize,
    pub(crate) records: Vec<Record>,
}

impl Page {
    pub(crate) const fn new(limit: PageLimit) -> Self {
        Self {
            limit,
            bytes: 0,
            records: Vec::new(),
        }
    }

    /// Takes a record unless the page is full.
    pub(crate) fn take(&mut self, record: Record) -> bool {
        let fits = self.take_ref(&record);
        if fits {
            self.records.push(record);
        }
        fits
    }

    fn take_ref(&mut self, record: &Record) -> bool {
        self.bytes = self.bytes.saturating_add(record.encoded_bytes());
        self.records.is_empty() || self.bytes <= self.limit.bytes
    }
}
