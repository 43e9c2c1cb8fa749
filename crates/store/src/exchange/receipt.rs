//! Receipts: only against one, for our own head, does a record leave the queue.
//!
//! Received means that the server has it; safe, that a verified backup of the server has it.
//! A server that lost records makes both fall back, honestly.

use ledger::id::Epoch;
use ledger::{FeedHead, Hash, Receipt};
use rusqlite::{OptionalExtension, Transaction};

use super::Exchange;
use crate::desk::{first_subject, own_hash};
use crate::failure::{Contradiction, Failure};
use crate::row::{Bytes, signed};

impl Exchange<'_, '_> {
    /// Takes a receipt, after coming to its head by our own records.
    ///
    /// # Errors
    /// [`Contradiction::ReceiptNotOurs`] where our chain comes to another head.
    pub fn take_receipt(&mut self, receipt: &Receipt) -> Result<(), Failure> {
        let tx = self.pen.tx;
        let own = own_hash(tx, receipt.incarnation, receipt.up_to)?;
        if receipt.device != self.pen.life.head.device || own != Some(receipt.head) {
            return Err(Contradiction::ReceiptNotOurs.into());
        }
        let failed = "storing a receipt";
        let chain: i64 = tx
            .query_row(
                "SELECT chain FROM chain WHERE device = ?1 AND incarnation = ?2",
                (
                    Bytes(*receipt.device.as_bytes()),
                    Bytes(*receipt.incarnation.as_bytes()),
                ),
                |row| row.get(0),
            )
            .map_err(Failure::sqlite(failed))?;
        let up_to = signed(receipt.up_to);
        let bytes = receipt.encode();
        let lease = Hash::of(&[&bytes]);
        tx.execute(
            include_str!("receipt/store.sql"),
            (chain, up_to, bytes, receipt.server_time),
        )
        .map_err(Failure::sqlite(failed))?;
        for (unit, position) in &receipt.positions {
            tx.execute(
                include_str!("receipt/store_position.sql"),
                (Bytes(*unit.as_bytes()), signed(*position), chain, up_to),
            )
            .map_err(Failure::sqlite(failed))?;
        }
        tx.execute(
            "UPDATE own_chain SET received_up_to = max(received_up_to, ?2) WHERE chain = ?1",
            (chain, up_to),
        )
        .map_err(Failure::sqlite("marking records received"))?;
        tx.execute(include_str!("receipt/empty.sql"), (chain, up_to))
            .map_err(Failure::sqlite("emptying the queue"))?;
        tx.execute(
            include_str!("receipt/keep_lease.sql"),
            (Bytes(*lease.as_bytes()), Bytes(*receipt.epoch.as_bytes())),
        )
        .map(|_| ())
        .map_err(Failure::sqlite("keeping the lease"))
    }

    /// Takes what a verified backup of the server holds; none, and nothing is called safe.
    ///
    /// # Errors
    /// The disk.
    pub fn take_backup(&mut self, backup: Option<(i64, &[FeedHead])>) -> Result<(), Failure> {
        let tx = self.pen.tx;
        let verified_at = backup.map(|(verified_at, _)| verified_at);
        tx.execute(
            "UPDATE sync_state SET backup_verified_at = ?1 WHERE one = 1",
            [verified_at],
        )
        .map_err(Failure::sqlite("keeping what is backed up"))?;
        for head in backup.map_or(&[][..], |(_, feeds)| feeds) {
            let unit = Bytes(*head.unit.as_bytes());
            let position = signed(head.position);
            tx.execute(include_str!("receipt/mark_safe.sql"), (unit, position))
                .map_err(Failure::sqlite("marking records safe"))?;
            tx.execute(
                "UPDATE feed SET safe_position = ?2 WHERE unit = ?1",
                (unit, position),
            )
            .map_err(Failure::sqlite("marking a feed safe"))?;
        }
        Ok(())
    }

    /// Takes up that the server holds our chain only up to a place: what lies above is on this
    /// machine alone again and queued anew.
    ///
    /// # Errors
    /// The disk.
    pub fn fall_back(&mut self, held_up_to: u64) -> Result<(), Failure> {
        let tx = self.pen.tx;
        let chain = self.pen.life.chain;
        let held = signed(held_up_to);
        tx.execute(include_str!("receipt/fall_back.sql"), (chain, held))
            .map_err(Failure::sqlite("falling back"))?;
        queue_again(tx, chain, held, self.now)?;
        tx.execute(
            "DELETE FROM receipt_position WHERE chain = ?1 AND up_to > ?2",
            (chain, held),
        )
        .map(|_| ())
        .map_err(Failure::sqlite("forgetting positions"))
    }

    /// Takes up that the server's log has another life.
    ///
    /// # Errors
    /// The disk.
    pub fn take_epoch(&mut self, epoch: Epoch, held_up_to: u64) -> Result<(), Failure> {
        let tx = self.pen.tx;
        let known: Option<Option<Bytes<16>>> = tx
            .query_row("SELECT epoch FROM sync_state WHERE one = 1", [], |row| {
                row.get(0)
            })
            .optional()
            .map_err(Failure::sqlite("reading the epoch"))?;
        let epoch = Bytes(*epoch.as_bytes());
        tx.execute("UPDATE sync_state SET epoch = ?1 WHERE one = 1", [epoch])
            .map_err(Failure::sqlite("keeping the epoch"))?;
        if known.flatten().is_some_and(|known| known != epoch) {
            // Positions of another life of the log mean nothing in this one.
            tx.execute("UPDATE own_chain SET safe_up_to = 0", [])
                .and_then(|_| tx.execute("UPDATE feed SET safe_position = 0", []))
                .and_then(|_| tx.execute("DELETE FROM receipt_position", []))
                .map_err(Failure::sqlite("forgetting what was safe"))?;
        }
        self.fall_back(held_up_to)
    }
}

/// Queues the records of a chain above a place. One whose only part is its facts can be sent at
/// once; the others wait until somebody who can open their parts signs in.
fn queue_again(tx: &Transaction<'_>, chain: i64, held: i64, now: i64) -> Result<(), Failure> {
    let failed = "queueing again";
    let mut select = tx
        .prepare_cached(include_str!("receipt/above.sql"))
        .map_err(Failure::sqlite(failed))?;
    let above: Vec<(i64, bool)> = select
        .query_map((chain, held), |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))?;
    for (row, has_sealed) in above {
        let subject = first_subject(tx, row)?.map(Bytes);
        // An empty list of parts, in CBOR.
        let parts = (!has_sealed).then_some([0x80_u8]);
        tx.prepare_cached(include_str!("receipt/queue_again.sql"))
            .and_then(|mut insert| insert.execute((row, subject, now, parts)))
            .map_err(Failure::sqlite(failed))?;
    }
    Ok(())
}
