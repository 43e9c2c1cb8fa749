//! Reads: everything a screen lists or opens, on a connection of its own that cannot write.
//!
//! What belongs to a duty is shown to a [`Viewer`] who holds it and to nobody else: a name that
//! may not be seen is absent, never blank. Each longer query is one `.sql` file beside its
//! caller; a test asks SQLite for their plans and finds no full scan.

pub mod conflicts;
pub mod dossier;
pub mod duplicates;
pub mod find;
pub mod hand_over;
pub mod handoffs;
pub mod queue;
pub mod rows;
mod setting;

use ledger::id::{Epoch, Hash, Incarnation, UnitId};
use ledger::publication::{Publication, PublicationKind};
use ledger::{FeedHead, PartName, Record};
use rusqlite::{Connection, Transaction};

pub use self::dossier::{OpenedDossier, TimelineEntry};
pub use self::find::{Found, Understood};
pub use self::hand_over::{HandOverGroup, HandOverLine};
pub use self::handoffs::{Direction, HandoffRow, OpenedHandoff};
pub use self::queue::{QueueItem, QueueState};
pub use self::rows::{DossierRow, SyncState};
pub use crate::desk::VouchedKey;
use crate::desk::list_vouchings;
pub use crate::desk::parts::Viewer;
pub use crate::exchange::Alarm;
use crate::exchange::outbox::{self, PageLimit};
use crate::exchange::{QueueCounts, Standing, feed, publication, standing, unplaced};
use crate::failure::Failure;

/// A connection that only reads.
pub struct Reader {
    connection: Connection,
}

impl Reader {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self { connection }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Holds one state of the file for the queries of a call. Each alone would lock the file and
    /// let it go, which for a page of hits costs more than reading it.
    fn snapshot(&self) -> Result<Option<Transaction<'_>>, Failure> {
        if !self.connection.is_autocommit() {
            return Ok(None);
        }
        self.connection
            .unchecked_transaction()
            .map(Some)
            .map_err(Failure::sqlite("beginning to read"))
    }

    /// Lists supervisors' words for people's keys that the server did not withhold.
    ///
    /// # Errors
    /// The file.
    pub fn list_vouchings(&self) -> Result<Vec<VouchedKey>, Failure> {
        list_vouchings(&self.connection)
    }

    /// Reads how the desk stands towards the upper level.
    ///
    /// # Errors
    /// The file.
    pub fn standing(&self) -> Result<Standing, Failure> {
        standing::read(&self.connection)
    }

    /// Counts the queue, for the footer.
    ///
    /// # Errors
    /// The file.
    pub fn queue_counts(&self) -> Result<QueueCounts, Failure> {
        standing::count(&self.connection)
    }

    /// Reads own records of the present incarnation without a receipt, oldest first.
    ///
    /// # Errors
    /// The file.
    pub fn outbox_page(&self, after: u64, limit: PageLimit) -> Result<Vec<Record>, Failure> {
        outbox::page(&self.connection, after, limit)
    }

    /// Reads own records of the present incarnation between two places, receipted or not.
    ///
    /// # Errors
    /// The file.
    pub fn own_records(
        &self,
        viewer: &Viewer,
        places: (u64, u64),
        limit: PageLimit,
    ) -> Result<Vec<Record>, Failure> {
        outbox::own(&self.connection, viewer, places, limit)
    }

    /// Reads the hash of one own record.
    ///
    /// # Errors
    /// The file.
    pub fn own_hash(&self, incarnation: Incarnation, seq: u64) -> Result<Option<Hash>, Failure> {
        crate::desk::own_hash(&self.connection, incarnation, seq)
    }

    /// Reads how far a feed is stored.
    ///
    /// # Errors
    /// The file.
    pub fn feed_cursor(&self, unit: UnitId) -> Result<FeedHead, Failure> {
        feed::read_cursor(&self.connection, unit)
    }

    /// Reads hashes of a stored feed.
    ///
    /// # Errors
    /// The file.
    pub fn feed_hashes(
        &self,
        unit: UnitId,
        positions: &[u64],
    ) -> Result<Vec<(u64, Option<Hash>)>, Failure> {
        feed::read_hashes(&self.connection, unit, positions)
    }

    /// Reads records without a place in a stored feed, to offer them to a server that lost them.
    ///
    /// # Errors
    /// The file.
    pub fn unplaced(
        &self,
        viewer: &Viewer,
        epoch: Epoch,
        limit: PageLimit,
    ) -> Result<Vec<Record>, Failure> {
        unplaced::read_open(&self.connection, viewer, epoch, limit)
    }

    /// Reads which parts were erased, for judging a page.
    ///
    /// # Errors
    /// The file.
    pub fn erased(&self) -> Result<std::collections::BTreeSet<(Hash, PartName)>, Failure> {
        feed::read_erased(&self.connection)
    }

    /// Finds the latest edition of a publication.
    ///
    /// # Errors
    /// The file.
    pub fn publication(&self, kind: PublicationKind) -> Result<Option<Publication>, Failure> {
        publication::find(&self.connection, kind)
    }

    /// Finds the latest edition of a publication among those below a version.
    ///
    /// # Errors
    /// The file.
    pub fn publication_below(
        &self,
        kind: PublicationKind,
        version: u64,
    ) -> Result<Option<Publication>, Failure> {
        publication::find_below(&self.connection, kind, version)
    }
}
