//! A new life of the log, when the server was restored from something older.
//!
//! The anchor is a few bytes outside the database; a database behind its anchor was restored.
//! A desk that shows a validly signed checkpoint which the log does not extend proves the same
//! from outside. The first leaf of the new log names the last checkpoint known of the old one,
//! the second says where every log before it ends, so that their entries can still be proven.

use ledger::id::{Epoch, Hash};
use ledger::log_end::{LogEnd, earlier_logs_leaf};
use minicbor::{Decode, Encode};

use super::log::root_at;
use super::{Engine, LogTail};
use crate::database::{Database, EpochRow, Outcome, Reading};

/// What stands in the first leaf of an epoch, before the note that it began from.
const FIRST_LEAF: &[u8] = b"traotay/epoch/v1\0";

/// How far the log was when last committed, kept outside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Anchor {
    /// Which log.
    #[n(0)]
    pub epoch: Epoch,
    /// How many leaves.
    #[n(1)]
    pub size: u64,
    /// Its root.
    #[n(2)]
    pub root: Hash,
}

impl<D: Database> Engine<D> {
    /// Begins an epoch. `shown` is the checkpoint by which a desk proved the loss; without one
    /// the last note in the database is the last that is known.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn change_epoch(&mut self, shown: Option<Vec<u8>>) -> Outcome<Epoch> {
        self.transact(|core, tx| {
            let epoch = core.random_epoch();
            let began_from = match shown {
                Some(note) => Some(note),
                None => tx.checkpoint()?,
            };
            tx.begin_epoch(&EpochRow {
                epoch,
                began_at: core.around.now(),
                began_from: began_from.clone(),
                size: 0,
            })?;
            core.log = LogTail::begin(epoch);
            let leaf = [FIRST_LEAF, began_from.as_deref().unwrap_or_default()].concat();
            core.log.append(&leaf);
            let ends = earlier_logs(tx.reading(), epoch)?;
            if !ends.is_empty() {
                core.log.append(&earlier_logs_leaf(&ends));
            }
            Ok(epoch)
        })
    }
}

/// Lists where the logs end that were closed before an epoch began.
pub(super) fn earlier_logs(tx: &dyn Reading, epoch: Epoch) -> Outcome<Vec<LogEnd>> {
    let rows = tx.list_epochs()?;
    let before = rows.iter().take_while(|row| row.epoch != epoch);
    before
        .map(|row| {
            Ok(LogEnd {
                epoch: row.epoch,
                size: row.size,
                root: root_at(tx, row.epoch, row.size)?,
            })
        })
        .collect()
}
