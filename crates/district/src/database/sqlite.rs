//! The state in one SQLite file: plain, WAL, durable before any reply.
//!
//! One writer connection, owned by one thread; readers have their own and may only read. The file
//! is made aside and renamed, so that a power cut in the first second leaves none or a whole one.

mod open;
mod reading;
mod writing;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

pub use self::open::SqliteFault;
use super::{Database, DatabaseFault, Outcome, Reading, Writing};

/// The writer's connection.
pub struct Sqlite {
    connection: Connection,
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
            connection,
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
        self.connection
            .query_row(sql, [], |_| Ok(()))
            .map_err(fault("checkpoint"))
    }
}

impl Database for Sqlite {
    fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
        read(&self.connection, work)
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault("begin"))?;
        let done = work(&mut Transaction { connection: &tx })?;
        tx.commit().map_err(fault("commit"))?;
        Ok(done)
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
    let done = work(&Transaction { connection: &tx });
    tx.finish().map_err(fault("end reading"))?;
    done
}

#[cfg(test)]
mod tests;
