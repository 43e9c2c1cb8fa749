//! Opening the file with the measured settings, each read back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::fault;
use crate::database::{DatabaseFault, Outcome};

/// The first SQLite whose write-ahead log cannot be damaged by two connections (3.51.3).
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// Statements that stay prepared on a connection; the engine has about fifty.
const STATEMENTS_KEPT: usize = 96;
/// Pages of cache, in KiB with a minus sign, as SQLite takes it.
const CACHE_KIB: i64 = -8_192;

mod migrations {
    refinery::embed_migrations!("../../migrations/district/sqlite");
}

/// Why the file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SqliteFault {
    /// The linked SQLite has the WAL-reset fault.
    #[error("SQLite {0} is too old to be trusted with the log of writes")]
    TooOld(i32),
    /// The file or its folder cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// SQLite said no.
    #[error(transparent)]
    Database(#[from] DatabaseFault),
    /// A setting does not hold after it was made.
    #[error("setting {setting} is {found}, not {wanted}")]
    Setting {
        /// Which one.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// The schema cannot be brought up to date, or is of a later program.
    #[error("the schema cannot be brought up to date")]
    Migration(#[from] refinery::Error),
}

/// Opens the writer's connection; makes the file first where there is none.
pub(super) fn open_writer(path: &Path) -> Result<Connection, SqliteFault> {
    let version = rusqlite::version_number();
    if version < SQLITE_VERSION_MIN {
        return Err(SqliteFault::TooOld(version));
    }
    if !path.exists() {
        make_aside(path)?;
    }
    let mut connection = Connection::open(path).map_err(fault("open"))?;
    set(&connection)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(path: &Path) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault("open a reader"))?;
    let settings = format!(
        "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0;
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = {CACHE_KIB};"
    );
    connection
        .execute_batch(&settings)
        .map_err(fault("set up a reader"))?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Makes the file under another name and renames it, so that it is whole or not there.
fn make_aside(path: &Path) -> Result<(), SqliteFault> {
    let aside = path.with_extension("making");
    let problem = |source| SqliteFault::File {
        path: path.to_owned(),
        source,
    };
    for leftover in [&aside, &aside.with_extension("making-wal")] {
        if leftover.exists() {
            fs::remove_file(leftover).map_err(problem)?;
        }
    }
    let mut connection = Connection::open(&aside).map_err(fault("make"))?;
    set(&connection)?;
    migrate(&mut connection)?;
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(fault("checkpoint"))?;
    connection
        .close()
        .map_err(|(_, source)| fault("close")(source))?;
    fs::rename(&aside, path).map_err(problem)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(problem)
}

fn migrate(connection: &mut Connection) -> Result<(), SqliteFault> {
    // A file of a later program has migrations that are unknown here: that is refused.
    migrations::migrations::runner()
        .set_abort_missing(true)
        .set_abort_divergent(true)
        .run(connection)?;
    Ok(())
}

/// Makes the settings in the order that was measured to be safe, and reads them back.
fn set(connection: &Connection) -> Result<(), SqliteFault> {
    let settings: [(&'static str, &str, &'static str); 11] = [
        ("synchronous", "EXTRA", "3"),
        ("journal_mode", "WAL", "wal"),
        ("wal_autocheckpoint", "0", "0"),
        ("journal_size_limit", "4194304", "4194304"),
        ("foreign_keys", "ON", "1"),
        ("trusted_schema", "OFF", "0"),
        ("cell_size_check", "ON", "1"),
        ("secure_delete", "ON", "1"),
        ("temp_store", "MEMORY", "2"),
        ("mmap_size", "0", "0"),
        ("busy_timeout", "5000", "5000"),
    ];
    for (setting, value, wanted) in settings {
        connection
            .pragma_update(None, setting, value)
            .or_else(ignore_returned_row)
            .map_err(fault("set"))?;
        // A build without memory mapping has no such setting, which is what is wanted.
        let found = connection
            .pragma_query_value(None, setting, |row| row.get_ref(0).map(as_text))
            .optional()
            .map(|found| found.unwrap_or_else(|| wanted.to_owned()))
            .map_err(fault("read a setting back"))?;
        if found != wanted {
            return Err(SqliteFault::Setting {
                setting,
                found,
                wanted,
            });
        }
    }
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)
        .map_err(fault("set defensive"))?;
    plan_once(connection)?;
    connection
        .pragma_update(None, "cache_size", CACHE_KIB)
        .map_err(fault("set the cache"))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

/// Plans a prepared query once: with statistics built in, SQLite would plan it anew for each value
/// that is bound to a compared column.
fn plan_once(connection: &Connection) -> Outcome<()> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map(|_| ())
        .map_err(fault("set plans to stay"))
}

fn ignore_returned_row(error: rusqlite::Error) -> Result<(), rusqlite::Error> {
    if matches!(error, rusqlite::Error::ExecuteReturnedResults) {
        Ok(())
    } else {
        Err(error)
    }
}

fn as_text(value: rusqlite::types::ValueRef<'_>) -> String {
    match value {
        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        rusqlite::types::ValueRef::Null
        | rusqlite::types::ValueRef::Real(_)
        | rusqlite::types::ValueRef::Blob(_) => String::new(),
    }
}
