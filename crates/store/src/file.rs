//! The desk's one encrypted file: how it is made, opened and closed.
//!
//! The settings and their order come from measured power cuts (`docs/`, reliability): explicit
//! salt, EXTRA before WAL, first build under another name, one writer. What cannot be had
//! exactly so is refused, never softened. What is in the file, this module does not know.

mod disk;
mod fault;
mod migrate;
mod pragma;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use self::disk::{Disk, RealDisk, write_whole};
pub use self::fault::FileFault;
pub use self::migrate::SCHEMA_VERSION;
use self::pragma::Role;

/// The first SQLite without the WAL-reset bug, which damages a file that two connections use.
pub const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// Name of the file in its folder.
pub const FILE_NAME: &str = "desk.db";
/// Name under which a file is built before it takes its place.
const BUILD_NAME: &str = "desk.db.new";
/// Names of the files that SQLite may leave beside a database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The raw key of the file with its salt; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FileKey {
    key: [u8; 32],
    salt: [u8; 16],
}

impl FileKey {
    /// Takes key and salt.
    #[must_use]
    pub const fn new(key: [u8; 32], salt: [u8; 16]) -> Self {
        Self { key, salt }
    }

    /// Lends the key, for what is derived from it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// Lends the salt, which is no secret.
    #[must_use]
    pub const fn salt(&self) -> &[u8; 16] {
        &self.salt
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// Where the file lies and through what it is reached.
#[derive(Clone)]
pub struct Options {
    /// Folder of the file; nothing else but its companions is written there.
    pub folder: PathBuf,
    /// SQLite's file system by name; the machine's own where none.
    pub vfs: Option<String>,
    /// Renaming, syncing and locking, which SQLite does not do for us.
    pub disk: Arc<dyn Disk>,
}

impl Options {
    /// Takes a folder of this machine.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            vfs: None,
            disk: Arc::new(RealDisk),
        }
    }

    /// Gives the path of the file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }
}

/// The file of one desk, held against other programs while this value lives.
pub struct DeskFile {
    options: Options,
    key: FileKey,
    _lock: Box<dyn std::any::Any + Send>,
}

impl DeskFile {
    /// Makes the file, built aside and put in its place whole, and holds it.
    ///
    /// # Errors
    /// [`FileFault::Present`] where one is; else what the disk or SQLite said.
    pub fn create(options: Options, key: FileKey) -> Result<Self, FileFault> {
        Self::create_filled(options, key, |_| Ok(()))
    }

    /// Makes the file with what `fill` writes into it: a power cut leaves both or neither.
    ///
    /// # Errors
    /// [`FileFault::Present`] where one is; else what the disk, SQLite or `fill` said.
    pub fn create_filled<E: From<FileFault>>(
        options: Options,
        key: FileKey,
        fill: impl FnOnce(&mut Connection) -> Result<(), E>,
    ) -> Result<Self, E> {
        let file = Self::hold(options, key)?;
        if file.is_present() {
            let path = file.options.path();
            return Err(FileFault::Present { path }.into());
        }
        file.build(fill)?;
        Ok(file)
    }

    /// Holds a file that is there, brought up to this program's schema.
    ///
    /// # Errors
    /// [`FileFault::Newer`] for a later program's file, which is left as it is.
    pub fn open(options: Options, key: FileKey) -> Result<Self, FileFault> {
        let file = Self::hold(options, key)?;
        if !file.is_present() {
            return Err(FileFault::Absent {
                path: file.options.path(),
            });
        }
        file.remove_build()?;
        let found = {
            let connection = file.connect(&file.options.path(), OpenFlags::empty())?;
            migrate::read_version(&connection)?
        };
        if found > SCHEMA_VERSION {
            return Err(FileFault::Newer {
                found,
                known: SCHEMA_VERSION,
            });
        }
        if found < SCHEMA_VERSION {
            file.migrate_aside()?;
        }
        Ok(file)
    }

    /// Says whether a desk's file lies there.
    #[must_use]
    pub fn is_present_at(options: &Options) -> bool {
        options.disk.exists(&options.path())
    }

    /// Opens the one connection that writes.
    ///
    /// # Errors
    /// A setting that did not take, a key that does not open.
    pub fn open_writer(&self) -> Result<Connection, FileFault> {
        let connection = self.connect(&self.options.path(), OpenFlags::empty())?;
        pragma::apply(&connection, Role::Writer)?;
        Ok(connection)
    }

    /// Opens a connection that can only read.
    ///
    /// # Errors
    /// A setting that did not take, a key that does not open.
    pub fn open_reader(&self) -> Result<Connection, FileFault> {
        let connection = self.connect(&self.options.path(), OpenFlags::empty())?;
        pragma::apply(&connection, Role::Reader)?;
        Ok(connection)
    }

    /// Lends what the file was opened with.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    fn hold(options: Options, key: FileKey) -> Result<Self, FileFault> {
        let found = rusqlite::version_number();
        if found < SQLITE_VERSION_MIN {
            return Err(FileFault::SqliteTooOld { found });
        }
        let lock_path = options.folder.join("desk.lock");
        let lock = options.disk.lock(&lock_path).map_err(|error| {
            if error.kind() == std::io::ErrorKind::WouldBlock {
                FileFault::InUse
            } else {
                FileFault::Disk {
                    doing: "locking the folder",
                    source: error,
                }
            }
        })?;
        Ok(Self {
            options,
            key,
            _lock: lock,
        })
    }

    fn is_present(&self) -> bool {
        Self::is_present_at(&self.options)
    }

    /// Connects with the key and proves that it opens; sets nothing else.
    fn connect(&self, path: &Path, extra: OpenFlags) -> Result<Connection, FileFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | extra;
        let connection = match &self.options.vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
            None => Connection::open_with_flags(path, flags),
        }
        .map_err(FileFault::sqlite("opening the file"))?;
        pragma::unlock(&connection, &self.key)?;
        Ok(connection)
    }

    /// Builds a file aside, lets `fill` write into it, and puts it in place.
    fn build<E: From<FileFault>>(
        &self,
        fill: impl FnOnce(&mut Connection) -> Result<(), E>,
    ) -> Result<(), E> {
        self.remove_build()?;
        let path = self.options.folder.join(BUILD_NAME);
        let mut connection = self.connect(&path, OpenFlags::SQLITE_OPEN_CREATE)?;
        pragma::apply(&connection, Role::Writer)?;
        migrate::bring_up(&mut connection)?;
        fill(&mut connection)?;
        close_whole(connection)?;
        self.check_closed(&path)?;
        Ok(self.put_in_place(&path)?)
    }

    /// Brings the schema up on a copy, so that a power cut leaves one whole file or the other.
    fn migrate_aside(&self) -> Result<(), FileFault> {
        let path = self.options.path();
        let standing = self.open_writer()?;
        close_whole(standing)?;
        let copy = self.options.folder.join(BUILD_NAME);
        self.options
            .disk
            .copy(&path, &copy)
            .map_err(FileFault::disk("copying the file"))?;
        let mut connection = self.connect(&copy, OpenFlags::empty())?;
        pragma::apply(&connection, Role::Writer)?;
        migrate::bring_up(&mut connection)?;
        close_whole(connection)?;
        self.check_closed(&copy)?;
        self.put_in_place(&copy)
    }

    /// Opens a closed file once more and reads every page of its schema.
    fn check_closed(&self, path: &Path) -> Result<(), FileFault> {
        let connection = self.connect(path, OpenFlags::empty())?;
        check_pages(&connection)?;
        connection
            .close()
            .map_err(|(_, error)| FileFault::sqlite("closing the copy")(error))
    }

    fn put_in_place(&self, build: &Path) -> Result<(), FileFault> {
        let disk = &self.options.disk;
        let path = self.options.path();
        disk.sync_file(build)
            .map_err(FileFault::disk("syncing the file"))?;
        disk.rename(build, &path)
            .map_err(FileFault::disk("putting the file in place"))?;
        disk.sync_folder(&self.options.folder)
            .map_err(FileFault::disk("syncing the folder"))
    }

    fn remove_build(&self) -> Result<(), FileFault> {
        let disk = &self.options.disk;
        let build = self.options.folder.join(BUILD_NAME);
        let mut names = vec![build.clone()];
        for companion in COMPANIONS {
            let mut name = build.clone().into_os_string();
            name.push(companion);
            names.push(name.into());
        }
        for name in names {
            if disk.exists(&name) {
                disk.remove(&name)
                    .map_err(FileFault::disk("removing a half-built file"))?;
            }
        }
        Ok(())
    }
}

/// Folds the log into the file and closes; what is closed so is one file without companions.
///
/// # Errors
/// SQLite could not fold the log or close.
pub fn close_whole(connection: Connection) -> Result<(), FileFault> {
    checkpoint(&connection, "TRUNCATE")?;
    connection
        .close()
        .map_err(|(_, error)| FileFault::sqlite("closing the file")(error))
}

/// Folds as much of the log into the file as readers allow; never waits.
///
/// # Errors
/// SQLite could not write.
pub fn checkpoint_passive(connection: &Connection) -> Result<(), FileFault> {
    checkpoint(connection, "PASSIVE")
}

/// Folds the whole log into the file and empties it.
///
/// # Errors
/// SQLite could not write.
pub fn checkpoint_truncate(connection: &Connection) -> Result<(), FileFault> {
    checkpoint(connection, "TRUNCATE")
}

fn checkpoint(connection: &Connection, mode: &'static str) -> Result<(), FileFault> {
    connection
        .pragma(None, "wal_checkpoint", mode, |_| Ok(()))
        .map_err(FileFault::sqlite("folding the log"))
}

/// Reads every page and judges its structure.
///
/// # Errors
/// [`FileFault::Damaged`] with the first fault.
pub fn check_pages(connection: &Connection) -> Result<(), FileFault> {
    let first: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(FileFault::sqlite("checking the pages"))?;
    if first == "ok" {
        Ok(())
    } else {
        Err(FileFault::Damaged { first })
    }
}

#[cfg(test)]
#[path = "file/tests.rs"]
mod tests;
