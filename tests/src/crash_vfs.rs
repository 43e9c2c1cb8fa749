//! A file system in memory for SQLite that records every operation, claims as little as a cheap
//! disk may (512-byte sectors, `POWERSAFE_OVERWRITE` and nothing else) and fails on demand.
//!
//! Connections of one process share files, locks and the write-ahead log's index through it as they
//! do on a real disk. The replay of power cuts is [`crate::power_cut`]; here is only what happened.

mod callbacks;
mod disk;
mod fault;
mod lock;
mod operation;
mod shared_memory;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use disk::{Disk, Failure};
pub(crate) use disk::{index, overwrite};
pub use fault::{Fault, FaultKind};
pub use operation::{FileId, FileName, Image, Operation, Recording};

/// The size of a sector, which is written whole, not at all, or as garbage.
pub const SECTOR_BYTES: usize = 512;

/// One disk with the name under which SQLite knows it; clones are the same disk.
#[derive(Clone, Debug)]
pub struct CrashVfs {
    name: Arc<str>,
    disk: Arc<Mutex<Disk>>,
}

impl CrashVfs {
    /// Registers an empty disk with SQLite; it stays registered as long as the process lives.
    #[expect(
        clippy::new_without_default,
        reason = "it registers something: not a mere value"
    )]
    pub fn new() -> Self {
        static QUIET: Once = Once::new();
        let disk = Arc::new(Mutex::new(Disk::default()));
        let name = callbacks::register(Arc::clone(&disk));
        QUIET.call_once(quieten_cipher);
        Self { name, disk }
    }

    /// The name to open databases with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts the files of an image in place of all others; no database may be open.
    pub fn load(&self, image: Image) {
        self.disk().load(image);
    }

    /// The files as the running program sees them.
    pub fn image(&self) -> Image {
        self.disk().image()
    }

    /// Lends the content of one file, or nothing where no file has this name.
    pub fn with_content<T>(&self, name: &str, look: impl FnOnce(Option<&[u8]>) -> T) -> T {
        look(self.disk().content(name))
    }

    /// Records from here on.
    pub fn start_recording(&self) {
        self.disk().start_recording();
    }

    /// Ends the recording and hands it over.
    pub fn finish_recording(&self) -> Recording {
        self.disk().finish_recording()
    }

    /// Notes that somebody was told that everything up to `number` is saved.
    pub fn promise(&self, number: u32) {
        self.disk().note(Operation::Promise(number));
    }

    /// Sets the fault that waits, or takes it away.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.disk().fault = fault;
    }

    /// The fault that was set, with how far it has come.
    pub fn fault(&self) -> Option<Fault> {
        self.disk().fault
    }

    /// Lets every sync answer "done" without having been one: the planted bug of a lying disk.
    pub fn forget_syncs(&self, forgets: bool) {
        self.disk().forgets_syncs = forgets;
    }

    /// Lets every sync of a write-ahead log answer "done" without having been one: the planted bug
    /// of a store that insists too little. `synchronous=NORMAL` leaves out fewer.
    pub fn forget_log_syncs(&self, forgets: bool) {
        self.disk().forgets_log_syncs = forgets;
    }

    /// Takes the waiting fault away for as long as `work` looks at the disk from outside.
    pub fn without_faults<T>(&self, work: impl FnOnce() -> T) -> T {
        let fault = self.disk().fault.take();
        let answer = work();
        self.disk().fault = fault;
        answer
    }

    /// Whether a file bears this name.
    pub fn has(&self, name: &str) -> bool {
        self.disk().exists(name).unwrap_or(false)
    }

    /// Gives a file another name, as a program does that builds a database aside.
    ///
    /// # Errors
    /// No such file, or a fault.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk().rename(from, to).map_err(told)
    }

    /// Takes a file's name away.
    ///
    /// # Errors
    /// No such file, or a fault.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.disk().delete(name, false).map_err(told)
    }

    /// Writes a file's content into another.
    ///
    /// # Errors
    /// No such file, or a fault.
    pub fn copy(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk().copy(from, to).map_err(told)
    }

    /// Syncs a file by its name.
    ///
    /// # Errors
    /// No such file, or a fault.
    pub fn sync_file(&self, name: &str) -> io::Result<()> {
        self.disk().sync_named(name).map_err(told)
    }

    /// Syncs the folder: names are durable as they are.
    ///
    /// # Errors
    /// A fault.
    pub fn sync_folder(&self) -> io::Result<()> {
        self.disk().sync_folder().map_err(told)
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure in the words of the standard library.
fn told(failure: Failure) -> io::Error {
    let kind = match failure {
        Failure::Absent => io::ErrorKind::NotFound,
        Failure::Full => io::ErrorKind::StorageFull,
        Failure::Device | Failure::ShortRead => io::ErrorKind::Other,
    };
    kind.into()
}

/// SQLCipher reports every damaged page on its own, and a campaign makes thousands of them.
fn quieten_cipher() {
    if let Ok(connection) = rusqlite::Connection::open_in_memory() {
        let _plain_sqlite = connection.execute_batch("PRAGMA cipher_log_level = NONE");
    }
}

/// Makes what SQLite itself draws by chance follow from `seed`; what SQLCipher draws does not.
pub fn seed_sqlite(seed: u64) {
    callbacks::seed(seed);
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, OpenFlags};

    use super::{CrashVfs, Fault, FaultKind, Operation};

    fn open(vfs: &CrashVfs) -> Connection {
        Connection::open_with_flags_and_vfs("desk.db", OpenFlags::default(), vfs.name())
            .expect("the database opens")
    }

    #[test]
    fn two_connections_see_each_other_through_the_write_ahead_log() {
        let vfs = CrashVfs::new();
        let writer = open(&vfs);
        writer
            .execute_batch("PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES (1);")
            .expect("written");
        let reader = open(&vfs);
        let count = |of: &Connection| {
            of.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))
                .expect("read")
        };
        assert_eq!(count(&reader), 1);
        writer
            .execute("INSERT INTO t VALUES (2)", [])
            .expect("written");
        assert_eq!(count(&reader), 2);
        drop(writer);
        drop(reader);
        let names: Vec<_> = vfs
            .image()
            .files
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            names,
            ["desk.db".into()],
            "the last one out removes the log"
        );
    }

    #[test]
    fn a_second_writer_is_told_that_the_file_is_busy() {
        let vfs = CrashVfs::new();
        let (first, second) = (open(&vfs), open(&vfs));
        first
            .execute_batch("CREATE TABLE t(x); BEGIN IMMEDIATE;")
            .expect("begun");
        let refused = second.execute_batch("BEGIN IMMEDIATE").expect_err("busy");
        assert_eq!(
            refused.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseBusy)
        );
        first.execute_batch("COMMIT").expect("committed");
        second
            .execute_batch("BEGIN IMMEDIATE; COMMIT")
            .expect("free again");
    }

    #[test]
    fn a_commit_writes_and_syncs_and_names_its_journal_durably() {
        let vfs = CrashVfs::new();
        vfs.start_recording();
        open(&vfs)
            .execute_batch("CREATE TABLE t(x)")
            .expect("written");
        let operations = vfs.finish_recording().operations;
        let named = Operation::SyncFolder {
            with_fresh_file: true,
        };
        let first_sync = operations
            .iter()
            .position(|o| matches!(o, Operation::Sync { .. }));
        let after_sync = first_sync.and_then(|at| operations.get(at + 1));
        assert_eq!(after_sync, Some(&named), "a fresh journal names itself");
        let deleted = operations
            .iter()
            .any(|o| matches!(o, Operation::Delete { .. }));
        assert!(deleted, "the journal is gone after the commit");
    }

    #[test]
    fn a_full_disk_refuses_the_commit_and_keeps_what_was_there() {
        let vfs = CrashVfs::new();
        let desk = open(&vfs);
        desk.execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES (1)")
            .expect("written");
        vfs.set_fault(Some(Fault::new(FaultKind::Full, 0, true)));
        let refused = desk
            .execute("INSERT INTO t VALUES (2)", [])
            .expect_err("full");
        assert_eq!(
            refused.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DiskFull)
        );
        vfs.set_fault(None);
        let count = desk.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
        assert_eq!(count, Ok(1));
    }
}
