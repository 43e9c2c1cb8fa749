//! What is *safe*: held by a backup on another disk, read back and verified.
//!
//! None is made by this program yet. Without a verified backup the server never says safe, and
//! says why; whoever verifies one reports it here.

use ledger::id::UnitId;

use crate::database::{Database, Outcome};
use crate::engine::Engine;

impl<D: Database> Engine<D> {
    /// Notes that a backup on another disk was read back whole and holds feeds up to these
    /// positions.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn note_backup(&mut self, verified_at: i64, positions: &[(UnitId, u64)]) -> Outcome<()> {
        self.change_plainly(|tx| tx.put_safe(verified_at, positions))
    }
}
