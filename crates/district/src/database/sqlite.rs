//! The state in one SQLite file: plain, WAL, durable before any reply.
//!
//! One writer connection, owned by one thread; readers have their own and may only read. The file
//! is made aside and renamed, so that a power cut in the first second leaves none or a whole one.

mod open;
mod reading;
mod writing;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ledger::id::{DeviceId, Incarnation};
use rusqlite::{Connection, TransactionBehavior};

pub use self::open::SqliteFault;
use super::{ChainRow, Database, DatabaseFault, Outcome, Reading, Writing};

/// The writer's connection; none after a failure, until the file was opened again.
pub struct Sqlite {
    connection: Option<Connection>,
    path: PathBuf,
}

/// Connections that only read, each used by one thread at a time.
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// One transaction.
struct Transaction<'a> {
    connection: &'a Connection,
    /// Chains that it met. A page is mostly of one chain, whose row would be read and written for
    /// each of its records; it is written once, before the commit.
    chains: RefCell<BTreeMap<(DeviceId, Incarnation), Met>>,
}

/// A chain that a transaction met.
#[derive(Clone)]
struct Met {
    number: i64,
    row: ChainRow,
    is_changed: bool,
}

impl<'a> Transaction<'a> {
    const fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            chains: RefCell::new(BTreeMap::new()),
        }
    }
}

/// Names what was tried when SQLite said no.
fn fault(operation: &'static str) -> impl Fn(rusqlite::Error) -> DatabaseFault {
    move |source| DatabaseFault::Sqlite { operation, source }
}

impl Sqlite {
    /// Opens the file, or makes it; brings it to the present schema.
    ///
    /// # Errors
    /// The file cannot be opened, is newer than this program, or a setting does not hold.
    pub fn open(path: &std::path::Path) -> Result<Self, SqliteFault> {
        let connection = open::open_writer(path)?;
        Ok(Self {
            connection: Some(connection),
            path: path.to_owned(),
        })
    }

    /// Makes a pool of readers of the same file.
    #[must_use]
    pub fn readers(&self) -> Readers {
        Readers {
            path: self.path.clone(),
            idle: Mutex::default(),
        }
    }

    /// Moves the log of writes into the file; between transactions only.
    ///
    /// # Errors
    /// SQLite said no.
    pub fn checkpoint(&self, is_last: bool) -> Outcome<()> {
        let sql = if is_last {
            "PRAGMA wal_checkpoint(TRUNCATE)"
        } else {
            "PRAGMA wal_checkpoint(PASSIVE)"
        };
        self.held()?
            .query_row(sql, [], |_| Ok(()))
            .map_err(fault("checkpoint"))
    }

    fn held(&self) -> Outcome<&Connection> {
        self.connection.as_ref().ok_or(DatabaseFault::Closed)
    }

    /// Opens the file again after a failed write or sync: nobody knows what the connection that
    /// failed believes, and only a fresh one sees what the disk holds. Its log is folded with a
    /// sync of its own before anything is built on it.
    fn reopen(&mut self) -> Outcome<()> {
        drop(self.connection.take());
        let opened = open::open_writer(&self.path).map_err(|fault| {
            tracing::error!(%fault, "the database cannot be opened again");
            DatabaseFault::Closed
        })?;
        opened
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(fault("fold the log of writes"))?;
        self.connection = Some(opened);
        Ok(())
    }

    fn attempt<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T> {
        let connection = self.connection.as_mut().ok_or(DatabaseFault::Closed)?;
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault("begin"))?;
        let mut transaction = Transaction::new(&tx);
        let done = work(&mut transaction)?;
        transaction.write_chains()?;
        tx.commit().map_err(fault(COMMIT))?;
        Ok(done)
    }
}

/// What was tried when a commit fails.
const COMMIT: &str = "commit";

/// Says whether the connection must not be used again: after a failed write, sync or commit it
/// is not known what the disk holds.
fn is_tainting(fault: &DatabaseFault) -> bool {
    use rusqlite::ErrorCode as Code;
    let DatabaseFault::Sqlite { operation, source } = fault else {
        return false;
    };
    let is_of_the_disk = matches!(
        source.sqlite_error_code(),
        Some(
            Code::SystemIoFailure
                | Code::DiskFull
                | Code::DatabaseCorrupt
                | Code::NotADatabase
                | Code::ReadOnly
                | Code::CannotOpen
        )
    );
    is_of_the_disk || *operation == COMMIT
}

impl Database for Sqlite {
    fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
        read(self.held()?, work)
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T> {
        if self.connection.is_none() {
            self.reopen()?;
        }
        let written = self.attempt(work);
        if written.as_ref().is_err_and(is_tainting) {
            self.reopen()?;
        }
        written
    }
}

impl Readers {
    /// Reads one consistent state.
    ///
    /// # Errors
    /// What the reading says, or the database.
    pub fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open::open_reader(&self.path)?,
        };
        let done = read(&connection, work);
        if done.is_ok() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        }
        done
    }
}

fn read<T>(connection: &Connection, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
    let tx = connection
        .unchecked_transaction()
        .map_err(fault("begin reading"))?;
    let done = work(&Transaction::new(&tx));
    tx.finish().map_err(fault("end reading"))?;
    done
}

#[cfg(test)]
mod tests;
