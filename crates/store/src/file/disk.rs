//! What the desk asks of the disk beside SQLite: names, whole files, folders made durable.
//!
//! A trait, so that the crash campaign can record these steps in one order with the writes of
//! the database; the machine's own disk otherwise.

use std::any::Any;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// The operations on whole files.
pub trait Disk: Send + Sync {
    /// Says whether a file of that name is there.
    fn exists(&self, path: &Path) -> bool;
    /// Puts a file in the place of another, at once or not at all.
    ///
    /// # Errors
    /// The disk refused.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// The disk refused.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Copies a closed file.
    ///
    /// # Errors
    /// The disk refused.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes a file's content durable.
    ///
    /// # Errors
    /// The disk refused; what was written may be lost.
    fn sync_file(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// The disk refused; a rename may be undone.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Holds a lock file until the value is dropped.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when another program holds it.
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Any + Send>>;
}

/// The machine's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::copy(from, to).map(|_| ())
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn Any + Send>> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Writes a small file whole and durable: readable by its owner alone, there or not there.
///
/// # Errors
/// The disk refused; the file that was there is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let build = Path::new(&name);
    let mut file = open_private(build)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(build, path)?;
    RealDisk.sync_folder(folder)
}

#[cfg(unix)]
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(path)
}
