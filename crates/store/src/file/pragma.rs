//! The settings of a connection, in the order that survived the power cuts, each read back.
//!
//! A setting that does not take is a refusal to open: half of them protect nothing.

use std::fmt::Write;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use zeroize::Zeroizing;

use super::{FileFault, FileKey};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// Any that reads.
    Reader,
}

/// Cache of a connection in KiB: with SQLite's default of 2 MB, look-ups in an encrypted file
/// cost four to five times more.
const CACHE_KIB: i64 = 16 * 1_024;
/// Statements kept prepared: all of the save, the pull and the hot reads.
const STATEMENTS_KEPT: usize = 128;

/// Gives the key and proves that it opens the file.
pub(super) fn unlock(connection: &Connection, key: &FileKey) -> Result<(), FileFault> {
    let mut text = Zeroizing::new(String::with_capacity(128));
    text.push_str("PRAGMA key = \"x'");
    for byte in key.as_bytes().iter().chain(key.salt()) {
        // Writing into a string cannot fail.
        let _: std::fmt::Result = write!(text, "{byte:02x}");
    }
    text.push_str("'\"");
    connection
        .execute_batch(&text)
        .map_err(FileFault::sqlite("giving the key"))?;
    let cipher = read(connection, "cipher_version")?;
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(FileFault::NotEncrypting);
    }
    set(connection, "cipher_memory_security", "OFF", "0")?;
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
        .map(|_| ())
        .map_err(FileFault::NotOpened)
}

/// Sets everything else.
pub(super) fn apply(connection: &Connection, role: Role) -> Result<(), FileFault> {
    // EXTRA must stand before WAL: the switch unlinks a journal, and only EXTRA makes that last.
    set(connection, "synchronous", "EXTRA", "3")?;
    set(connection, "journal_mode", "WAL", "wal")?;
    set(connection, "wal_autocheckpoint", "0", "0")?;
    set(connection, "journal_size_limit", "4194304", "4194304")?;
    set(connection, "foreign_keys", "ON", "1")?;
    set(connection, "trusted_schema", "OFF", "0")?;
    // Without it a replacing insert would pass by the triggers that keep records.
    set(connection, "recursive_triggers", "ON", "1")?;
    set(connection, "cell_size_check", "ON", "1")?;
    set(connection, "secure_delete", "ON", "1")?;
    set(connection, "temp_store", "MEMORY", "2")?;
    set(connection, "busy_timeout", "5000", "5000")?;
    let cache = (-CACHE_KIB).to_string();
    set(connection, "cache_size", &cache, &cache)?;
    refuse_mapping(connection)?;
    for (config, wanted) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        // Or a prepared query is planned anew for each value that is bound to it.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        let found = connection
            .set_db_config(config, wanted)
            .map_err(FileFault::sqlite("setting the connection up"))?;
        if found != wanted {
            return Err(FileFault::SettingRefused {
                name: "database configuration",
                wanted: wanted.to_string(),
                found: Some(found.to_string()),
            });
        }
    }
    if role == Role::Reader {
        set(connection, "query_only", "ON", "1")?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

/// Mapping the file into memory turned a known bug into damage; a build without it says nothing.
fn refuse_mapping(connection: &Connection) -> Result<(), FileFault> {
    connection
        .pragma_update(None, "mmap_size", "0")
        .map_err(FileFault::sqlite("refusing memory mapping"))?;
    match read(connection, "mmap_size")? {
        None => Ok(()),
        Some(found) if found == "0" => Ok(()),
        found => Err(FileFault::SettingRefused {
            name: "mmap_size",
            wanted: "0".into(),
            found,
        }),
    }
}

fn set(
    connection: &Connection,
    name: &'static str,
    value: &str,
    wanted: &str,
) -> Result<(), FileFault> {
    connection
        .execute_batch(&format!("PRAGMA {name} = {value}"))
        .map_err(FileFault::sqlite("setting the connection"))?;
    let found = read(connection, name)?;
    if found.as_deref() == Some(wanted) {
        return Ok(());
    }
    Err(FileFault::SettingRefused {
        name,
        wanted: wanted.into(),
        found,
    })
}

fn read(connection: &Connection, name: &'static str) -> Result<Option<String>, FileFault> {
    let mut found = None;
    connection
        .pragma_query(None, name, |row| {
            found = Some(match row.get::<_, Value>(0)? {
                Value::Integer(number) => number.to_string(),
                Value::Text(text) => text,
                Value::Null | Value::Real(_) | Value::Blob(_) => String::new(),
            });
            Ok(())
        })
        .map_err(FileFault::sqlite("reading a setting back"))?;
    Ok(found)
}
