//! The schema and its versions: forward only, frozen by checksum once released.
//!
//! The files lie in `migrations/desk`. A program refuses a file of a later one before it has
//! changed anything in it.

use rusqlite::Connection;

use super::FileFault;

#[allow(unreachable_pub, missing_docs, reason = "the macro writes this module")]
mod embedded {
    refinery::embed_migrations!("../../migrations/desk");
}

/// The schema that this program writes and reads.
pub const SCHEMA_VERSION: i32 = 9;

/// Reads the version of an opened file; 0 for one without a schema.
pub(super) fn read_version(connection: &Connection) -> Result<i32, FileFault> {
    let has_history: bool = connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history')",
            [],
            |row| row.get(0),
        )
        .map_err(FileFault::sqlite("looking for the schema's version"))?;
    if !has_history {
        return Ok(0);
    }
    connection
        .query_row(
            "SELECT coalesce(max(version), 0) FROM refinery_schema_history",
            [],
            |row| row.get(0),
        )
        .map_err(FileFault::sqlite("reading the schema's version"))
}

/// Applies what is missing.
pub(super) fn bring_up(connection: &mut Connection) -> Result<(), FileFault> {
    embedded::migrations::runner()
        .run(connection)
        .map(|_| ())
        .map_err(|error| FileFault::NotMigrated(Box::new(error)))
}

/// Applies what an earlier program knew.
#[cfg(test)]
pub(super) fn bring_up_to(connection: &mut Connection, version: i32) -> Result<(), FileFault> {
    embedded::migrations::runner()
        .set_target(refinery::Target::Version(version))
        .run(connection)
        .map(|_| ())
        .map_err(|error| FileFault::NotMigrated(Box::new(error)))
}
