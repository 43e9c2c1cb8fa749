//! What a desk's file says, read beside the desk.
//!
//! *Folded* is the whole file, byte by byte, after its log was folded into it: two files with equal
//! folded content are one. *Projected* is what must come out the same when the projections are made
//! again from the records.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use store::file::FileKey;

use crate::crash_vfs::{CrashVfs, Image};

/// Every projection, in an order of its own.
const PROJECTIONS: [&str; 8] = [
    "SELECT * FROM dossier ORDER BY dossier",
    "SELECT * FROM paper ORDER BY paper",
    "SELECT * FROM handoff ORDER BY handoff",
    "SELECT * FROM handoff_line ORDER BY handoff, position",
    "SELECT * FROM person ORDER BY number",
    "SELECT * FROM find_state",
    "SELECT * FROM find_key ORDER BY kind, key, number",
    "SELECT * FROM name_place ORDER BY word, block, spelt, turn",
];

thread_local! {
    /// A disk to open copies on, so that looking leaves no trace in a recording.
    static ASIDE: CrashVfs = CrashVfs::new();
}

/// A fingerprint of content.
pub(super) type Fingerprint = [u8; 32];

/// A connection beside the desk's own, which reads whatever it likes.
pub(super) struct Content(Connection);

/// The fingerprint of a file that was closed with its log folded in.
pub(super) fn folded(vfs: &CrashVfs, path: &Path) -> Fingerprint {
    let bytes_of = |bytes: Option<&[u8]>| Sha256::digest(bytes.unwrap_or_default()).into();
    vfs.with_content(&path.to_string_lossy(), bytes_of)
}

/// Copies an image aside, lets `look` judge it, folds its log in and gives its fingerprint.
pub(super) fn fold_aside(
    image: Image,
    path: &Path,
    key: &FileKey,
    look: impl FnOnce(&Content) -> rusqlite::Result<()>,
) -> rusqlite::Result<Fingerprint> {
    ASIDE.with(|aside| {
        aside.load(image);
        let content = Content::open(aside, path, key)?;
        look(&content)?;
        content.0.close().map_err(|(_, fault)| fault)?;
        Ok(folded(aside, path))
    })
}

impl Content {
    pub(super) fn open(vfs: &CrashVfs, path: &Path, key: &FileKey) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags_and_vfs(path, flags, vfs.name())?;
        let digits = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let (key, salt) = (digits(key.as_bytes()), digits(key.salt()));
        connection.execute_batch(&format!(
            "PRAGMA key = \"x'{key}{salt}'\"; PRAGMA cipher_memory_security = OFF;"
        ))?;
        Ok(Self(connection))
    }

    /// The first fault that SQLite finds in the structure of the file.
    pub(super) fn find_damage(&self) -> rusqlite::Result<Option<String>> {
        let first: String = self
            .0
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok((first != "ok").then_some(first))
    }

    /// How many commits the file has seen.
    pub(super) fn generation(&self) -> rusqlite::Result<i64> {
        self.0
            .query_row("SELECT max(generation) FROM own_chain", [], |row| {
                row.get(0)
            })
    }

    /// The fingerprint of all projections.
    pub(super) fn projected(&self) -> rusqlite::Result<Fingerprint> {
        let mut hash = Sha256::new();
        for query in PROJECTIONS {
            let mut select = self.0.prepare(query)?;
            let columns = select.column_count();
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    add_value(&mut hash, row.get_ref(column)?);
                }
            }
            hash.update([0xff]);
        }
        Ok(hash.finalize().into())
    }
}

fn add_value(hash: &mut Sha256, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hash.update([0]),
        ValueRef::Integer(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            hash.update([2]);
            hash.update(number.to_be_bytes());
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            hash.update([3]);
            hash.update(bytes.len().to_be_bytes());
            hash.update(bytes);
        }
    }
}
