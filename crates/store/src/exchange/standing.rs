//! How the desk stands: what the exchange asks before it speaks, what the footer shows.
//!
//! The last success and the last attempt are two things and never mixed; counts are those of
//! rows, so they survive a restart and say what is.

use ledger::FeedHead;
use ledger::id::{Epoch, Hash, UnitId};
use ledger::publication::PublicationKind;
use ledger::seal::ChainHead;
use rusqlite::Connection;

use super::{feed, publication};
use crate::desk::read_present;
use crate::failure::Failure;
use crate::row::{Bytes, id, unsigned};

/// How the desk stands towards the upper level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The end of its own chain.
    pub head: ChainHead,
    /// Its records are received up to this place.
    pub received_up_to: u64,
    /// Digest of the last receipt stored.
    pub lease: Option<Hash>,
    /// The epoch it last spoke with.
    pub epoch: Option<Epoch>,
    /// The signed checkpoint it last saw, verbatim.
    pub checkpoint: Option<Vec<u8>>,
    /// How far it has stored each feed.
    pub cursors: Vec<FeedHead>,
    /// The editions it holds.
    pub publications: Vec<(PublicationKind, u64)>,
    /// The server's clock when it last spoke, µs UTC.
    pub server_time: Option<i64>,
}

/// A try to reach the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When, µs UTC.
    pub at: i64,
    /// What came of it.
    pub outcome: String,
}

/// What the footer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCounts {
    /// On this machine alone.
    pub here: u64,
    /// Of those, waiting until somebody signs in whose parts they hold.
    pub waiting_for_sign_in: u64,
    /// The server has them.
    pub received: u64,
    /// A verified backup of the server has them.
    pub safe: u64,
    /// The server keeps them without effect, or refused them; with a reason each.
    pub quarantined: u64,
    /// When everything was last sent and fetched, µs UTC.
    pub last_success_at: Option<i64>,
    /// The last try.
    pub last_attempt: Option<Attempt>,
    /// When the server's backup was last verified; none where it has none.
    pub backup_verified_at: Option<i64>,
    /// When the oldest record on this machine alone was queued.
    pub waiting_since: Option<i64>,
    /// Alarms that nobody has seen yet.
    pub unseen_alarms: u64,
}

/// Reads how the desk stands.
///
/// # Errors
/// The file.
pub fn read(connection: &Connection) -> Result<Standing, Failure> {
    let life = read_present(connection)?;
    let received_up_to = connection
        .query_row(
            "SELECT received_up_to FROM own_chain WHERE chain = ?1",
            [life.chain],
            |row| unsigned(row, 0),
        )
        .map_err(Failure::sqlite("reading how far we are received"))?;
    let (lease, epoch, checkpoint, server_time) = connection
        .query_row(
            "SELECT lease, epoch, checkpoint, server_time FROM sync_state WHERE one = 1",
            [],
            |row| {
                let lease: Option<Bytes<32>> = row.get(0)?;
                let epoch: Option<Bytes<16>> = row.get(1)?;
                Ok((
                    lease.map(|bytes| Hash::from_bytes(bytes.0)),
                    epoch.map(|bytes| Epoch::from_bytes(bytes.0)),
                    row.get(2)?,
                    row.get(3)?,
                ))
            },
        )
        .map_err(Failure::sqlite("reading how we stand"))?;
    Ok(Standing {
        head: life.head,
        received_up_to,
        lease,
        epoch,
        checkpoint,
        cursors: read_cursors(connection)?,
        publications: publication::list_versions(connection)?,
        server_time,
    })
}

/// Reads the cursor of every feed: the own unit's from enrolment on.
fn read_cursors(connection: &Connection) -> Result<Vec<FeedHead>, Failure> {
    let failed = "listing feeds";
    let mut select = connection
        .prepare_cached("SELECT unit FROM enrolment UNION SELECT unit FROM feed")
        .map_err(Failure::sqlite(failed))?;
    let units: Vec<UnitId> = select
        .query_map([], |row| id(row, 0).map(UnitId::from_bytes))
        .and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))?;
    units
        .into_iter()
        .map(|unit| feed::read_cursor(connection, unit))
        .collect()
}

/// Counts the queue.
///
/// # Errors
/// The file.
pub fn count(connection: &Connection) -> Result<QueueCounts, Failure> {
    connection
        .prepare_cached(include_str!("standing/count.sql"))
        .and_then(|mut select| {
            select.query_row([], |row| {
                let at: Option<i64> = row.get(6)?;
                let outcome: Option<String> = row.get(7)?;
                Ok(QueueCounts {
                    here: unsigned(row, 0)?,
                    waiting_for_sign_in: unsigned(row, 1)?,
                    received: unsigned(row, 2)?,
                    safe: unsigned(row, 3)?,
                    quarantined: unsigned(row, 4)?,
                    last_success_at: row.get(5)?,
                    last_attempt: at.zip(outcome).map(|(at, outcome)| Attempt { at, outcome }),
                    backup_verified_at: row.get(8)?,
                    waiting_since: row.get(9)?,
                    unseen_alarms: unsigned(row, 10)?,
                })
            })
        })
        .map_err(Failure::sqlite("counting the queue"))
}
