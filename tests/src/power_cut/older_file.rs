//! A file of the first schema, as an early program left it, which the store brings up to its own:
//! a power cut at any operation of that leaves the one file whole or the other.
//!
//! What is in it is rows and not a desk that anybody enrolled, so the file alone is judged: it
//! opens, has the schema of this program, its pages are sound, and every row is there that was.

use std::any::Any;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use refinery::{Migration, Runner};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use store::file::{DeskFile, Disk, FileKey, Options, SCHEMA_VERSION};

use super::{Violation, Workload};
use crate::crash_vfs::CrashVfs;

/// Folder of the file on the recorded disk.
const FOLDER: &str = "/recorded";
/// The first schema, as it was released.
const FIRST_SCHEMA: &str = include_str!("../../../migrations/desk/V1__desk.sql");
/// What an early program had written: records, some of them not yet sent, dossiers with papers.
const FIRST_ROWS: &str = include_str!("older_file/first_rows.sql");
/// What must come out the same before and after; each is understood by the first schema and by
/// the present one.
const KEPT: [&str; 6] = [
    "SELECT record, chain, seq, hash, kind, header, device_signature, facts FROM record ORDER BY 1",
    "SELECT subject, record FROM record_subject ORDER BY 1, 2",
    "SELECT record, queued_at, parts FROM outbox ORDER BY 1",
    "SELECT number, dossier, lookup_code, procedure_code, received_at FROM dossier ORDER BY 1",
    "SELECT dossier, paper, name, count, irreplaceable, custody, since_at FROM paper ORDER BY 1, 2",
    "SELECT act, outcome FROM act ORDER BY 1",
];
/// Dossiers of the rows whose reception the present schema has to find by itself.
const FOUND: &str = "SELECT count(*) FROM dossier JOIN record ON record.record = dossier.reception
    WHERE record.hash = dossier.reception_hash AND dossier.has_own = 1";
/// How many there are.
const DOSSIERS: i64 = 30;
/// What is written, again and again, once the file was brought up.
const WORK: &str = "INSERT INTO setting (name, value) VALUES (?1, 'done')";
/// How often.
const WORKED: u32 = 16;

/// The early program's file is closed and safe.
const LEFT: u32 = 0;
/// The file was brought up; each work on it is one promise more.
const BROUGHT_UP: u32 = 1;

/// The file on its way up.
pub struct OlderFile {
    /// Lets the store believe that a folder was synced: the planted bug.
    forgets_folder: bool,
}

impl OlderFile {
    /// As in earnest.
    pub const REAL: Self = Self {
        forgets_folder: false,
    };
    /// With a rename that nobody makes durable: the planted bug.
    pub const PLANTED: Self = Self {
        forgets_folder: true,
    };

    fn options(&self, vfs: &CrashVfs) -> Options {
        let disk: Arc<dyn Disk> = if self.forgets_folder {
            Arc::new(Forgetful(vfs.clone()))
        } else {
            Arc::new(vfs.clone())
        };
        Options {
            folder: PathBuf::from(FOLDER),
            vfs: Some(vfs.name().to_owned()),
            disk,
        }
    }

    /// Leaves a file as the early program did: closed, its log folded in, its name durable.
    fn leave(&self, vfs: &CrashVfs) -> Result<(), String> {
        let path = self.options(vfs).path();
        let mut connection = connect(vfs, &path, OpenFlags::SQLITE_OPEN_CREATE)?;
        let filled = fill(&mut connection);
        let closed = connection.close().map_err(|(_, fault)| fault);
        filled?;
        closed.map_err(told)?;
        vfs.sync_file(&path.to_string_lossy()).map_err(told)?;
        vfs.sync_folder().map_err(told)
    }

    fn look(&self, vfs: &CrashVfs, kept: &Rows, least: u32) -> Result<(), Violation> {
        let opened = DeskFile::open(self.options(vfs), key());
        let file = opened.map_err(|fault| Violation::Unopenable(fault.to_string()))?;
        let writer = file.open_writer();
        let writer = writer.map_err(|fault| Violation::Unopenable(fault.to_string()))?;
        let damaged = |fault: rusqlite::Error| Violation::Damaged(fault.to_string());
        let ask = |sql: &str| writer.query_row(sql, [], |row| row.get::<_, Value>(0));
        let sound = ask("PRAGMA integrity_check(1)").map_err(damaged)?;
        if sound != Value::Text("ok".to_owned()) {
            return Err(Violation::Damaged(format!("{sound:?}")));
        }
        let version = ask("SELECT max(version) FROM refinery_schema_history").map_err(damaged)?;
        if version != Value::Integer(SCHEMA_VERSION.into()) {
            return Err(Violation::NotWhole(format!("schema {version:?}")));
        }
        if rows(&writer).map_err(damaged)? != *kept {
            return Err(Violation::Lost("rows of the first schema".to_owned()));
        }
        if ask(FOUND).map_err(damaged)? != Value::Integer(DOSSIERS) {
            return Err(Violation::NotWhole("receptions of dossiers".to_owned()));
        }
        let worked = ask("SELECT count(*) FROM setting").map_err(damaged)?;
        let promised = least.saturating_sub(BROUGHT_UP);
        match worked {
            Value::Integer(worked) if worked < promised.into() => {
                Err(Violation::Lost(format!("{worked} of {promised} works")))
            }
            Value::Integer(worked) if worked > i64::from(promised) + 1 => {
                Err(Violation::NotWhole(format!("{worked} of {promised} works")))
            }
            _ => Ok(()),
        }
    }
}

impl Workload for OlderFile {
    type Promises = Rows;

    fn name(&self) -> String {
        let planted = if self.forgets_folder {
            ".forgetful"
        } else {
            ""
        };
        format!("older{planted}")
    }

    fn promises(&self, _: u64) -> Rows {
        Rows::default()
    }

    fn run(&self, vfs: &CrashVfs, promises: &mut Rows) -> Result<(), String> {
        self.leave(vfs)?;
        *promises = vfs.without_faults(|| {
            let left = connect(vfs, &self.options(vfs).path(), OpenFlags::empty())?;
            rows(&left).map_err(told)
        })?;
        vfs.promise(LEFT);
        let file = DeskFile::open(self.options(vfs), key()).map_err(told)?;
        vfs.promise(BROUGHT_UP);
        let writer = file.open_writer().map_err(told)?;
        for number in 1..=WORKED {
            writer.execute(WORK, [number]).map_err(told)?;
            vfs.promise(BROUGHT_UP + number);
        }
        store::file::close_whole(writer).map_err(told)
    }

    /// What an early program does before its file is closed is not this one's to answer for.
    fn judge(
        &self,
        vfs: &CrashVfs,
        promises: &Rows,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        match promised {
            Some(least) => self.look(vfs, promises, least),
            None => Ok(()),
        }
    }
}

/// A fingerprint of the rows that are kept.
#[derive(Default, PartialEq, Eq)]
pub struct Rows([u8; 32]);

fn rows(connection: &Connection) -> rusqlite::Result<Rows> {
    let mut hash = Sha256::new();
    for query in KEPT {
        let mut select = connection.prepare(query)?;
        let columns = select.column_count();
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            for column in 0..columns {
                let value: Value = row.get(column)?;
                hash.update(format!("{value:?};"));
            }
        }
        hash.update("\n");
    }
    Ok(Rows(hash.finalize().into()))
}

/// Gives the empty file the first schema and its rows.
fn fill(connection: &mut Connection) -> Result<(), String> {
    connection
        .execute_batch("PRAGMA synchronous = EXTRA; PRAGMA journal_mode = WAL;")
        .map_err(told)?;
    let first = Migration::unapplied("V1__desk", FIRST_SCHEMA).map_err(told)?;
    Runner::new(&[first]).run(connection).map_err(told)?;
    connection.execute_batch(FIRST_ROWS).map_err(told)
}

fn connect(vfs: &CrashVfs, path: &Path, extra: OpenFlags) -> Result<Connection, String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | extra;
    let connection = Connection::open_with_flags_and_vfs(path, flags, vfs.name()).map_err(told)?;
    let key = key();
    let digits = [key.as_bytes().as_slice(), key.salt()].concat();
    let digits = data_encoding::HEXLOWER.encode(&digits);
    let unlock = format!("PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_memory_security = OFF;");
    connection.execute_batch(&unlock).map_err(told)?;
    Ok(connection)
}

fn key() -> FileKey {
    FileKey::new([0x0e; 32], [0x0a; 16])
}

fn told(fault: impl std::error::Error) -> String {
    super::real_desk::chain_of(&fault)
}

/// A disk on which nobody makes a name durable for its own sake.
struct Forgetful(CrashVfs);

impl Disk for Forgetful {
    fn exists(&self, path: &Path) -> bool {
        Disk::exists(&self.0, path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk::rename(&self.0, from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk::remove(&self.0, path)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk::copy(&self.0, from, to)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        Disk::sync_file(&self.0, path)
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn Any + Send>> {
        Disk::lock(&self.0, path)
    }
}
