//! The authorities' folder: three keys of which two must sign. It belongs on a stick in a safe.

use std::path::{Path, PathBuf};

use ledger::certificate::{AuthoritySet, Certificate, CertificateBody, CertificateSubject};
use ledger::id::UnitId;
use ledger::key::{Signer, SigningKey, VerificationKey};
use sync::identity::{ServerIdentity, ServerKeys};

use super::{FolderFault, make_folder, make_key, read_key};

/// How many authorities there are.
const AUTHORITIES: u8 = 3;
/// How many of them must sign.
const THRESHOLD: u8 = 2;

/// The folder with as many keys as are at hand.
pub struct AuthorityFolder {
    keys: Vec<(u8, SigningKey)>,
}

impl AuthorityFolder {
    /// Makes three keys in a new folder.
    ///
    /// # Errors
    /// The folder cannot be written, or has keys already.
    pub fn make(root: &Path) -> Result<Self, FolderFault> {
        make_folder(root)?;
        let keys = (0..AUTHORITIES).map(|place| Ok((place, make_key(&key_path(root, place))?)));
        let keys = keys.collect::<Result<Vec<_>, FolderFault>>()?;
        Ok(Self { keys })
    }

    /// Reads the keys that are there; two are enough.
    ///
    /// # Errors
    /// Fewer keys are there than must sign.
    pub fn open(root: &Path) -> Result<Self, FolderFault> {
        let present = (0..AUTHORITIES).filter(|place| key_path(root, *place).exists());
        let keys = present.map(|place| Ok((place, read_key(&key_path(root, place))?)));
        let keys = keys.collect::<Result<Vec<_>, FolderFault>>()?;
        if keys.len() < usize::from(THRESHOLD) {
            return Err(FolderFault::Damaged {
                path: root.to_owned(),
            });
        }
        Ok(Self { keys })
    }

    /// Gives the public set that desks pin; all keys must be at hand.
    #[must_use]
    pub fn set(&self) -> AuthoritySet {
        let keys = self
            .keys
            .iter()
            .map(|(_, key)| key.verification_key())
            .collect();
        AuthoritySet {
            keys,
            threshold: THRESHOLD,
        }
    }

    /// Certifies a unit's key.
    #[must_use]
    pub fn certify(&self, unit: UnitId, key: VerificationKey) -> Certificate {
        let subject = CertificateSubject::Unit { unit };
        let body = CertificateBody {
            subject,
            key,
            valid_from: 0,
            valid_until: None,
        };
        Certificate::issue(body, &self.signers())
    }

    /// Vouches for a server's keys.
    #[must_use]
    pub fn vouch(&self, keys: ServerKeys) -> ServerIdentity {
        ServerIdentity::issue(keys, &self.signers())
    }

    fn signers(&self) -> Vec<(u8, &dyn Signer)> {
        let enough = self.keys.iter().take(usize::from(THRESHOLD));
        enough
            .map(|(place, key)| (*place, key as &dyn Signer))
            .collect()
    }
}

fn key_path(root: &Path, place: u8) -> PathBuf {
    root.join(format!("authority-{}.key", place + 1))
}
