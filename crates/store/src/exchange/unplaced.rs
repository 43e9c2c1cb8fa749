//! Records that are here and have no place in a stored feed.
//!
//! A server that was restored has lost places that this file had stored, and a life of the file
//! may end before its own records came back in the feed. Such a record is offered again in every
//! life of the server's log until a feed brings it, so that no second loss finds it forgotten.

use ledger::feed::FeedHead;
use ledger::id::Epoch;
use ledger::{Hash, Record};
use rusqlite::{Connection, Transaction};

use super::Exchange;
use super::outbox::{Page, PageLimit, StoredRecord};
use crate::desk::find_record;
use crate::desk::parts::{OpenedKeys, Viewer};
use crate::failure::Failure;
use crate::row::{Bytes, signed};

impl Exchange<'_, '_> {
    /// Notes that the server has heard records again; they are not offered once more before its
    /// log has another life.
    ///
    /// # Errors
    /// The disk.
    pub fn note_offered_again(&mut self, epoch: Epoch, records: &[Hash]) -> Result<(), Failure> {
        let tx = self.pen.tx;
        for record in records {
            let Some(row) = find_record(tx, record)? else {
                continue;
            };
            let offered = (row, Bytes(*epoch.as_bytes()));
            tx.prepare_cached("UPDATE unplaced SET offered_in = ?2 WHERE record = ?1")
                .and_then(|mut update| update.execute(offered))
                .map_err(Failure::sqlite("noting what was offered again"))?;
        }
        Ok(())
    }
}

/// Whether what loses its place is to be offered again at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Losing {
    /// The server does not have it there.
    OfServer,
    /// It is only read again: the server has it, until its log has another life.
    OfReader,
}

/// Notes the records above a cursor, whose places are about to be forgotten. What the present life
/// wrote is in the queue.
pub(super) fn note_of_feed(
    tx: &Transaction<'_>,
    cursor: &FeedHead,
    present: i64,
    losing: Losing,
) -> Result<(), Failure> {
    let failed = "noting what lost its place";
    let epoch: Option<Bytes<16>> = match losing {
        Losing::OfServer => None,
        Losing::OfReader => tx
            .query_row("SELECT epoch FROM sync_state WHERE one = 1", [], |row| {
                row.get(0)
            })
            .map_err(Failure::sqlite(failed))?,
    };
    let unit = Bytes(*cursor.unit.as_bytes());
    tx.execute(
        include_str!("unplaced/of_feed.sql"),
        (unit, signed(cursor.position), epoch, present),
    )
    .map(|_| ())
    .map_err(Failure::sqlite(failed))
}

/// Notes what a life that ends wrote, what was received, and no feed has brought back yet.
pub(crate) fn note_of_chain(tx: &Transaction<'_>, chain: i64) -> Result<(), Failure> {
    tx.execute(include_str!("unplaced/of_chain.sql"), [chain])
        .map(|_| ())
        .map_err(Failure::sqlite("noting what has no place"))
}

/// Says whether there is anything without a place; nearly always there is not.
pub(super) fn is_any(connection: &Connection) -> Result<bool, Failure> {
    connection
        .prepare_cached("SELECT 1 FROM unplaced LIMIT 1")
        .and_then(|mut select| select.exists([]))
        .map_err(Failure::sqlite("looking for what has no place"))
}

/// Notes that a feed brought a record.
pub(super) fn forget(tx: &Transaction<'_>, record: i64) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM unplaced WHERE record = ?1")
        .and_then(|mut delete| delete.execute([record]))
        .map(|_| ())
        .map_err(Failure::sqlite("noting that a record has its place"))
}

/// Reads what is to be offered again in an epoch, in the order in which it came here, each with
/// the parts that can be had.
///
/// # Errors
/// The file.
pub fn read_open(
    connection: &Connection,
    viewer: &Viewer,
    epoch: Epoch,
    limit: PageLimit,
) -> Result<Vec<Record>, Failure> {
    let failed = "reading what has no place";
    let mut select = connection
        .prepare_cached(include_str!("unplaced/open.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((Bytes(*epoch.as_bytes()), limit.records))
        .map_err(Failure::sqlite(failed))?;
    let mut page = Page::new(limit);
    let mut keys = OpenedKeys::default();
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let stored = StoredRecord::read(row).map_err(Failure::sqlite(failed))?;
        // A part that is closed may follow from whoever can open it; the record may not wait.
        let (record, _) = stored.open_some(connection, viewer, &mut keys)?;
        if !page.take(record) {
            break;
        }
    }
    Ok(page.records)
}
