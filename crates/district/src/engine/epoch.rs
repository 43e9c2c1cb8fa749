//! A new life of the log, when the server was restored from something older.
//!
//! The anchor is a few bytes outside the database; a database behind its anchor was restored.
//! A desk that shows a validly signed checkpoint which the log does not extend proves the same
//! from outside. The first leaf of the new log names the last checkpoint known of the old one,
//! the second says where every log before it ends, so that their entries can still be proven.

use ledger::checkpoint::{SignedCheckpoint, first_leaf};
use ledger::id::Epoch;
pub use ledger::log_end::LogEnd as Anchor;
use ledger::log_end::{LogEnd, earlier_logs_leaf};

use super::log::root_at;
use super::{Engine, LogTail};
use crate::database::{Database, EpochRow, Outcome, Reading};

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
            let last_known = began_from.and_then(|note| SignedCheckpoint::parse(&note).ok());
            core.log.append(&first_leaf(last_known.as_ref()));
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
