//! What lies in the server's folder, and what lies in the authorities' folder that goes offline.
//!
//! Every key is in a file of its own, readable by its owner alone. The authorities' keys and the
//! TLS root's are written once, by `init`, into another folder; the server never needs them.

mod authority;
mod founding;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use ledger::certificate::{AuthoritySet, Certificate, CertificateChain};
use ledger::id::UnitId;
use ledger::key::SigningKey;
use sync::identity::ServerIdentity;

pub use self::authority::AuthorityFolder;
use self::founding::half;
pub use self::founding::{Founding, found, make_unit};
use crate::engine::{Anchor, Secrets, SharedSigner};

/// The anchor as written after each commit.
const LAST_ANCHOR: &str = "anchor";
/// The anchor as it was made durable last.
const KEPT_ANCHOR: &str = "anchor.kept";
/// The greatest anchor; one has about 60 bytes.
const ANCHOR_BYTES_MAX: usize = 256;

/// The server's folder.
#[derive(Debug, Clone)]
pub struct ServerFolder {
    root: PathBuf,
}

/// A file of the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// The system said no.
    #[error("{path} cannot be used")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// What is in it is not what should be.
    #[error("{path} does not hold what it should")]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// There is a server in the folder already.
    #[error("{path} is in use already")]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
    /// TLS material cannot be made.
    #[error("the TLS certificates cannot be made")]
    Tls(#[from] rcgen::Error),
    /// The database cannot be made.
    #[error(transparent)]
    Sqlite(#[from] crate::database::SqliteFault),
    /// The database cannot be written.
    #[error(transparent)]
    Database(#[from] crate::database::DatabaseFault),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Chance(#[from] getrandom::Error),
}

impl ServerFolder {
    /// Names a folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Gives the database's path.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("district.db")
    }

    /// Gives the path of the socket that administrators speak to.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.root.join("admin.sock")
    }

    /// Gives the path of a file.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Locks the folder for one process; the lock goes with the returned file.
    ///
    /// # Errors
    /// Another process holds it, or the folder cannot be used.
    pub fn lock(&self) -> Result<fs::File, FolderFault> {
        let path = self.path("lock");
        let problem = |source| FolderFault::File {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(problem)?;
        file.try_lock().map_err(|_| FolderFault::InUse {
            path: self.root.clone(),
        })?;
        Ok(file)
    }

    /// Reads the address that `init` was given.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read_text(&self, name: &str) -> Result<String, FolderFault> {
        let path = self.path(name);
        let text = fs::read_to_string(&path);
        text.map(|text| text.trim().to_owned())
            .map_err(|source| FolderFault::File { path, source })
    }

    /// Reads the anchor: the one written last, or the one kept durable where a power cut took
    /// that one or threw it back; none only where none was ever written.
    ///
    /// # Errors
    /// A file cannot be read, or neither holds an anchor: then nobody knows whether the
    /// database was restored, and it must not be said that it was not.
    pub fn anchor(&self) -> Result<Option<Anchor>, FolderFault> {
        let last = self.read_anchor(LAST_ANCHOR)?;
        let kept = self.read_anchor(KEPT_ANCHOR)?;
        match (last, kept) {
            (None, None) => Ok(None),
            (Some(Some(last)), Some(Some(kept))) => {
                // An epoch is kept durable before its first anchor is written.
                let is_older = last.epoch != kept.epoch || last.size < kept.size;
                Ok(Some(if is_older { kept } else { last }))
            }
            (_, Some(Some(anchor))) | (Some(Some(anchor)), _) => Ok(Some(anchor)),
            (Some(None), _) | (_, Some(None)) => Err(FolderFault::Damaged {
                path: self.path(LAST_ANCHOR),
            }),
        }
    }

    /// Reads one file of the anchor: nothing where there is no file, and no anchor in it where a
    /// power cut left half of one.
    fn read_anchor(&self, name: &str) -> Result<Option<Option<Anchor>>, FolderFault> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(sync::protocol::read(&bytes, ANCHOR_BYTES_MAX).ok())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FolderFault::File { path, source }),
        }
    }

    /// Writes the anchor: after the commit that it speaks of, so that it is never ahead of a
    /// database that was not restored.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put_anchor(&self, anchor: &Anchor) -> Result<(), FolderFault> {
        let bytes = sync::protocol::write(anchor);
        write_aside(&self.path(LAST_ANCHOR), &bytes, 0o600)
    }

    /// Writes the anchor so that no power cut takes it back: at the start, and when an epoch
    /// began.
    ///
    /// # Errors
    /// A file cannot be written or synced.
    pub fn keep_anchor(&self, anchor: &Anchor) -> Result<(), FolderFault> {
        let path = self.path(KEPT_ANCHOR);
        write_aside(&path, &sync::protocol::write(anchor), 0o600)?;
        let sync = |path: &Path| fs::File::open(path).and_then(|file| file.sync_all());
        sync(&path)
            .and_then(|()| sync(&self.root))
            .map_err(|source| FolderFault::File { path, source })?;
        self.put_anchor(anchor)
    }

    /// Reads every key that the server signs with.
    ///
    /// # Errors
    /// A file is missing or damaged.
    pub fn secrets(&self) -> Result<Secrets, FolderFault> {
        let authority = self.decoded("authority.cbor", |bytes| {
            ledger::encoding::from_bytes::<AuthoritySet>(bytes, 4_096).ok()
        })?;
        Ok(Secrets {
            authority,
            identity: self.decoded("identity.cbor", |b| ServerIdentity::decode(b).ok())?,
            own_chain: self.decoded("own_chain.cbor", |b| CertificateChain::decode(b).ok())?,
            receipt: self.key("keys/receipt.key")?,
            checkpoint: self.key("keys/checkpoint.key")?,
            publication: self.key("keys/publication.key")?,
            chain: self.key("keys/chain.key")?,
            units: self.unit_keys()?,
        })
    }

    /// Reads one unit's key and certificate.
    ///
    /// # Errors
    /// A file is missing or damaged.
    pub fn unit_key(&self, unit: UnitId) -> Result<(SharedSigner, Certificate), FolderFault> {
        let key = self.key(&format!("keys/units/{unit}.key"))?;
        let name = format!("keys/units/{unit}.certificate");
        Ok((
            key,
            self.decoded(&name, |bytes| Certificate::decode(bytes).ok())?,
        ))
    }

    fn unit_keys(&self) -> Result<Vec<(UnitId, SharedSigner, Certificate)>, FolderFault> {
        let path = self.path("keys/units");
        let problem = |source| FolderFault::File {
            path: path.clone(),
            source,
        };
        let mut units = Vec::new();
        for entry in fs::read_dir(&path).map_err(problem)? {
            let name = entry.map_err(problem)?.file_name();
            let unit = name.to_str().and_then(|name| name.strip_suffix(".key"));
            if let Some(Ok(unit)) = unit.map(str::parse::<UnitId>) {
                let (key, certificate) = self.unit_key(unit)?;
                units.push((unit, key, certificate));
            }
        }
        units.sort_by_key(|(unit, ..)| *unit);
        Ok(units)
    }

    fn decoded<T>(
        &self,
        name: &str,
        decode: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, FolderFault> {
        let path = self.path(name);
        let bytes = fs::read(&path).map_err(|source| FolderFault::File {
            path: path.clone(),
            source,
        })?;
        decode(&bytes).ok_or(FolderFault::Damaged { path })
    }

    fn key(&self, name: &str) -> Result<SharedSigner, FolderFault> {
        read_key(&self.path(name)).map(|key| Arc::new(key) as SharedSigner)
    }
}

/// Reads a key: 64 hexadecimal digits.
fn read_key(path: &Path) -> Result<SigningKey, FolderFault> {
    let problem = |source| FolderFault::File {
        path: path.to_owned(),
        source,
    };
    let text = fs::read_to_string(path).map_err(problem)?;
    let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok();
    let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(SigningKey::from_bytes)
        .ok_or_else(|| FolderFault::Damaged {
            path: path.to_owned(),
        })
}

/// Makes a key and writes it for its owner's eyes alone.
fn make_key(path: &Path) -> Result<SigningKey, FolderFault> {
    let bytes = random()?;
    write_new(path, HEXLOWER.encode(&bytes).as_bytes())?;
    Ok(SigningKey::from_bytes(bytes))
}

/// Draws the id of a unit.
///
/// # Errors
/// The system gives no random bytes.
pub fn draw_unit() -> Result<UnitId, FolderFault> {
    Ok(UnitId::from_bytes(half(random()?)))
}

/// Writes a line of text that others wait for, whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), FolderFault> {
    write_aside(path, format!("{text}\n").as_bytes(), 0o644)
}

/// Draws 32 random bytes.
pub(crate) fn random() -> Result<[u8; 32], FolderFault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Makes a folder that only its owner may enter.
fn make_folder(path: &Path) -> Result<(), FolderFault> {
    let problem = |source| FolderFault::File {
        path: path.to_owned(),
        source,
    };
    fs::create_dir_all(path).map_err(problem)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(problem)
}

/// Writes a file that must not exist yet, readable by its owner alone, durable.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FolderFault> {
    let problem = |source| FolderFault::File {
        path: path.to_owned(),
        source,
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(problem)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(problem)
}

/// Writes a file beside and renames it, so that readers see the whole of one or the other.
pub(crate) fn write_aside(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FolderFault> {
    let problem = |source| FolderFault::File {
        path: path.to_owned(),
        source,
    };
    let aside = path.with_extension("writing");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(&aside)
        .map_err(problem)?;
    file.write_all(bytes).map_err(problem)?;
    fs::rename(&aside, path).map_err(problem)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at a surprise")]
mod tests {
    use ledger::id::{Epoch, Hash};

    use super::*;

    fn anchor(epoch: u8, size: u64) -> Anchor {
        Anchor {
            epoch: Epoch::from_bytes([epoch; 16]),
            size,
            root: Hash::ZERO,
        }
    }

    #[test]
    fn an_anchor_that_a_power_cut_took_or_threw_back_is_read_from_the_durable_one() {
        let place = tempfile::tempdir().unwrap();
        let folder = ServerFolder::new(place.path());
        assert_eq!(folder.anchor().unwrap(), None, "a server that never ran");
        folder.keep_anchor(&anchor(1, 10)).unwrap();
        folder.put_anchor(&anchor(1, 20)).unwrap();
        let thrown_back = fs::read(folder.path(LAST_ANCHOR)).unwrap();
        assert_eq!(folder.anchor().unwrap(), Some(anchor(1, 20)));
        folder.keep_anchor(&anchor(2, 1)).unwrap();
        for left in [thrown_back.as_slice(), thrown_back.get(..7).unwrap(), b""] {
            fs::write(folder.path(LAST_ANCHOR), left).unwrap();
            assert_eq!(folder.anchor().unwrap(), Some(anchor(2, 1)));
        }
        fs::remove_file(folder.path(LAST_ANCHOR)).unwrap();
        assert_eq!(folder.anchor().unwrap(), Some(anchor(2, 1)));
    }

    #[test]
    fn an_anchor_that_cannot_be_read_is_not_taken_for_none() {
        let place = tempfile::tempdir().unwrap();
        let folder = ServerFolder::new(place.path());
        fs::write(folder.path(LAST_ANCHOR), b"half").unwrap();
        assert!(matches!(folder.anchor(), Err(FolderFault::Damaged { .. })));
        fs::remove_file(folder.path(LAST_ANCHOR)).unwrap();
        fs::create_dir(folder.path(LAST_ANCHOR)).unwrap();
        assert!(matches!(folder.anchor(), Err(FolderFault::File { .. })));
    }
}
