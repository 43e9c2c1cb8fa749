//! What the server keeps, behind one trait: in memory for the simulator, in SQLite on a disk.
//!
//! A write is one transaction: all of it is durable on return, or none of it happened. Records
//! are only added. The same story test runs on every implementation.

mod memory;
mod row;
#[cfg(feature = "server")]
mod sqlite;

use ledger::id::{DeviceId, Epoch, Hash, Incarnation, PersonId, SubjectId, UnitId};
use ledger::publication::PublicationKind;

pub use self::memory::Memory;
pub use self::row::{
    AssignmentRow, CarriedRow, ChainRow, DeviceRow, DeviceState, EpochRow, FeedRow, OwnDuty,
    PersonKeyRow, PersonRow, RecordRow, StoredRecord, TokenRow, UnitRow, UsedCode, WithheldRow,
};
#[cfg(feature = "server")]
pub use self::sqlite::{Readers, Sqlite, SqliteFault};

/// The database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFault {
    /// SQLite said no.
    #[cfg(feature = "server")]
    #[error("the database could not {operation}")]
    Sqlite {
        /// What was tried.
        operation: &'static str,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// Something stored cannot be read back.
    #[error("{what} is stored in a form that cannot be read")]
    Damaged {
        /// What it is.
        what: &'static str,
    },
    /// The file was closed after a failure and could not be opened again yet.
    #[error("the database is closed after a failure")]
    Closed,
    /// After a failed commit the file was opened again and lacks what was committed before.
    #[error("the database lacks what was committed")]
    Lost,
    /// The ledger refuses what the server itself wants to write.
    #[error("the server's own record cannot be sealed")]
    Unsealed(#[from] ledger::seal::SealError),
    /// The log's stored hashes do not fit together.
    #[error("the log's hashes do not fit together")]
    Log(#[from] ledger::tree::TreeFault),
}

impl DatabaseFault {
    /// Says whether committed records are gone: nothing may be written or said any more.
    #[must_use]
    pub const fn is_loss(&self) -> bool {
        matches!(self, Self::Lost)
    }
}

/// Result of anything that asks the database.
pub type Outcome<T> = Result<T, DatabaseFault>;

/// A place where the server's state is kept.
pub trait Database {
    /// Reads one consistent state.
    ///
    /// # Errors
    /// What the reading says, or the database.
    fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T>;

    /// Changes the state in one transaction, durable on return.
    ///
    /// # Errors
    /// What the writing says, or the database; nothing was changed.
    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T>;
}

/// Questions to the state.
pub trait Reading {
    /// Gives the epoch that the log is in; none before the first.
    fn epoch(&self) -> Outcome<Option<EpochRow>>;
    /// Finds an epoch, past or present.
    fn find_epoch(&self, epoch: Epoch) -> Outcome<Option<EpochRow>>;
    /// Lists every epoch in the order in which they began.
    fn list_epochs(&self) -> Outcome<Vec<EpochRow>>;
    /// Gives the newest checkpoint as a signed note.
    fn checkpoint(&self) -> Outcome<Option<Vec<u8>>>;
    /// Gives what a tile of hashes holds so far.
    fn find_tile(&self, epoch: Epoch, level: u8, index: u64) -> Outcome<Option<Vec<u8>>>;

    /// Finds a record's number.
    fn find_record_number(&self, hash: &Hash) -> Outcome<Option<u64>>;
    /// Finds a record.
    fn find_record(&self, number: u64) -> Outcome<Option<StoredRecord>>;
    /// Finds the record at a place of a chain, the first that came.
    fn find_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<Hash>>;
    /// Finds the lowest place above `seq` at which a record is held.
    fn next_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<u64>>;
    /// Lists the originals that carriers claim a place for, with the carriers' numbers.
    fn list_carried(
        &self,
        device: DeviceId,
        life: Incarnation,
        seq: u64,
    ) -> Outcome<Vec<(Hash, u64)>>;
    /// Says how far a chain is held without gap.
    fn find_chain(&self, device: DeviceId, life: Incarnation) -> Outcome<Option<ChainRow>>;
    /// Lists the numbers of a subject's records in the order they came.
    fn list_history(&self, subject: SubjectId) -> Outcome<Vec<u64>>;
    /// Lists the units that are party to a subject.
    fn list_parties(&self, subject: SubjectId) -> Outcome<Vec<UnitId>>;
    /// Says why a record has no effect, if it has none.
    fn find_withheld(&self, number: u64) -> Outcome<Option<u8>>;
    /// Lists records without effect whose reason is this one and that are not restored.
    fn list_withheld(&self, reason: u8) -> Outcome<Vec<WithheldRow>>;
    /// Counts the records of a device that came at this moment or later, branches among them.
    fn count_records_since(&self, device: DeviceId, since: i64) -> Outcome<u64>;

    /// Gives the last entry of a feed; none for an empty one.
    fn feed_head(&self, unit: UnitId) -> Outcome<Option<FeedRow>>;
    /// Finds an entry.
    fn find_feed_entry(&self, unit: UnitId, position: u64) -> Outcome<Option<FeedRow>>;
    /// Lists entries after a position.
    fn list_feed(&self, unit: UnitId, after: u64, count: u32) -> Outcome<Vec<FeedRow>>;

    /// Finds the receipt with the lowest place from `up_to` on, in an epoch.
    fn find_receipt(
        &self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
    ) -> Outcome<Option<Vec<u8>>>;
    /// Lists a chain's newest receipts of any epoch, newest first.
    fn list_receipts(
        &self,
        device: DeviceId,
        life: Incarnation,
        count: u32,
    ) -> Outcome<Vec<Vec<u8>>>;

    /// Finds the newest publication of a kind.
    fn find_publication(&self, kind: PublicationKind) -> Outcome<Option<(u64, Vec<u8>)>>;
    /// Lists the newest version of each kind.
    fn list_publications(&self) -> Outcome<Vec<(PublicationKind, u64)>>;

    /// Lists offices.
    fn list_units(&self) -> Outcome<Vec<UnitRow>>;
    /// Lists people.
    fn list_people(&self) -> Outcome<Vec<PersonRow>>;
    /// Lists people's certificates, by person and desk.
    fn list_person_keys(&self) -> Outcome<Vec<PersonKeyRow>>;
    /// Lists duties.
    fn list_assignments(&self) -> Outcome<Vec<AssignmentRow>>;
    /// Lists devices in any state.
    fn list_devices(&self) -> Outcome<Vec<DeviceRow>>;
    /// Finds a device.
    fn find_device(&self, device: DeviceId) -> Outcome<Option<DeviceRow>>;
    /// Finds a person.
    fn find_person(&self, person: PersonId) -> Outcome<Option<PersonRow>>;
    /// Lists tokens, used or not.
    fn list_tokens(&self) -> Outcome<Vec<TokenRow>>;
    /// Finds a token by the digest of its secret.
    fn find_token(&self, secret_hash: &Hash) -> Outcome<Option<TokenRow>>;

    /// Gives what a verified backup holds of a feed.
    fn list_safe(&self) -> Outcome<Vec<(UnitId, u64)>>;
    /// Gives when the backup was verified, µs UTC; none where there is none.
    fn safe_verified_at(&self) -> Outcome<Option<i64>>;
}

/// Changes of the state.
pub trait Writing: Reading {
    /// Lends the questions.
    fn reading(&self) -> &dyn Reading;

    /// Starts an epoch.
    fn begin_epoch(&mut self, epoch: &EpochRow) -> Outcome<()>;
    /// Notes how many leaves the present epoch's log has, and the note that says so.
    fn put_checkpoint(&mut self, epoch: Epoch, size: u64, note: &[u8]) -> Outcome<()>;
    /// Writes what a tile holds so far.
    fn put_tile(&mut self, epoch: Epoch, level: u8, index: u64, hashes: &[u8]) -> Outcome<()>;

    /// Adds a record; gives its number.
    fn add_record(&mut self, record: &RecordRow<'_>) -> Outcome<u64>;
    /// Writes parts of a record that came without some of them.
    fn put_parts(&mut self, number: u64, parts: &[u8]) -> Outcome<()>;
    /// Adds a record to a subject's history.
    fn add_history(&mut self, subject: SubjectId, number: u64) -> Outcome<()>;
    /// Makes a unit party to a subject.
    fn add_party(&mut self, subject: SubjectId, unit: UnitId) -> Outcome<()>;
    /// Notes the place that a carrier claims for its original.
    fn add_carried(&mut self, row: &CarriedRow) -> Outcome<()>;
    /// Says how far a chain is held.
    fn put_chain(&mut self, device: DeviceId, life: Incarnation, chain: &ChainRow) -> Outcome<()>;
    /// Adds an entry to a feed.
    fn add_feed(&mut self, entry: &FeedRow) -> Outcome<()>;
    /// Keeps a receipt.
    fn add_receipt(
        &mut self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
        bytes: &[u8],
    ) -> Outcome<()>;
    /// Notes that a record has no effect.
    fn add_withheld(&mut self, row: &WithheldRow) -> Outcome<()>;
    /// Notes that it has its effect again.
    fn restore_withheld(&mut self, number: u64) -> Outcome<()>;

    /// Keeps a publication.
    fn add_publication(&mut self, kind: PublicationKind, version: u64, bytes: &[u8])
    -> Outcome<()>;
    /// Keeps an office.
    fn put_unit(&mut self, unit: &UnitRow) -> Outcome<()>;
    /// Keeps a person.
    fn put_person(&mut self, person: &PersonRow) -> Outcome<()>;
    /// Keeps a person's certificate in the place of one for the same desk.
    fn put_person_key(&mut self, key: &PersonKeyRow) -> Outcome<()>;
    /// Adds a duty.
    fn add_assignment(&mut self, assignment: &AssignmentRow) -> Outcome<()>;
    /// Ends a person's duty at an office that is in force at a moment; says whether there was one.
    fn end_assignment(&mut self, duty: &OwnDuty, at: i64) -> Outcome<bool>;
    /// Keeps a device.
    fn put_device(&mut self, device: &DeviceRow) -> Outcome<()>;
    /// Keeps a token.
    fn put_token(&mut self, token: &TokenRow) -> Outcome<()>;
    /// Notes what a verified backup holds.
    fn put_safe(&mut self, verified_at: i64, positions: &[(UnitId, u64)]) -> Outcome<()>;
}
