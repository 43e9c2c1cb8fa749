//! Where the PC keeps its own secret, apart from the folder of the file.
//!
//! 32 bytes that are mixed into every wrap: a disk image without them opens with no PIN. The
//! file implementation is for machines without a keyring; an adapter of the operating system's
//! keyring implements the same trait.

use std::fs;
use std::io;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::file::write_whole;

/// Keeps the device secret and a copy of the count of tries.
pub trait SecretKeeper: Send + Sync {
    /// Gives the secret; none before it was first stored.
    ///
    /// # Errors
    /// The keeper cannot be reached, or what it gives is no secret.
    fn load_secret(&self) -> io::Result<Option<Zeroizing<[u8; 32]>>>;
    /// Stores the secret.
    ///
    /// # Errors
    /// The keeper cannot be reached.
    fn store_secret(&self, secret: &[u8; 32]) -> io::Result<()>;
    /// Gives the copy of the count of tries.
    ///
    /// # Errors
    /// The keeper cannot be reached.
    fn load_tries(&self) -> io::Result<Option<Vec<u8>>>;
    /// Stores the copy of the count of tries, durably.
    ///
    /// # Errors
    /// The keeper cannot be reached.
    fn store_tries(&self, bytes: &[u8]) -> io::Result<()>;
}

/// Keeps them in files that their owner alone can read.
#[derive(Debug, Clone)]
pub struct FolderKeeper {
    folder: PathBuf,
}

impl FolderKeeper {
    /// Takes a folder, which must not be the one of the file.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    fn load(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn store(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        write_whole(&self.folder.join(name), bytes)
    }
}

impl SecretKeeper for FolderKeeper {
    fn load_secret(&self) -> io::Result<Option<Zeroizing<[u8; 32]>>> {
        let Some(bytes) = self.load("device.secret")?.map(Zeroizing::new) else {
            return Ok(None);
        };
        let secret = bytes
            .as_slice()
            .try_into()
            .map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Some(Zeroizing::new(secret)))
    }

    fn store_secret(&self, secret: &[u8; 32]) -> io::Result<()> {
        self.store("device.secret", secret)
    }

    fn load_tries(&self) -> io::Result<Option<Vec<u8>>> {
        self.load("tries")
    }

    fn store_tries(&self, bytes: &[u8]) -> io::Result<()> {
        self.store("tries", bytes)
    }
}
