//! The vault: makes the device's keys, adds people, opens by PIN, counts tries.
//!
//! It holds no secret between calls; what [`Vault::unlock`] gives wipes itself when dropped,
//! which is what locking means. Rights are not judged here: a duty key is granted to whom the
//! caller names, from the roster.

mod people;
mod recovery;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use domain::id::{PersonId, UnitId};
use ledger::id::DeviceId;
use ledger::key::{Signer, SigningKey, VerificationKey};
use zeroize::Zeroizing;

pub use self::people::NewPerson;
use super::cost::{CostRefused, PinCost};
use super::folder::{DutyEntry, DutyId, KeyFolder};
use super::seal::{ContentKey, SealFault, SealPublicKey, SealSecret};
use super::secret_keeper::SecretKeeper;
use super::tries::{Moment, Tries};
use super::twin::{self, Twin};
use super::wrap::{WrapFault, derive};
use crate::entropy::{Entropy, NoEntropy, draw};
use crate::file::FileKey;

/// Purpose of the key under which the device's signing seed lies.
const DEVICE_PURPOSE: &[u8] = b"traotay/device-seed/v1";
/// Purpose of the key under which the file key lies until the first person is added.
const SETUP_PURPOSE: &[u8] = b"traotay/setup/v1";
/// Purpose of the key of a person's own drafts.
const DRAFT_PURPOSE: &[u8] = b"traotay/draft/v1";

/// What a vault works with.
#[derive(Clone)]
pub struct VaultOptions {
    /// Folder of the wraps; beside the file.
    pub folder: PathBuf,
    /// Keeps the device secret, elsewhere.
    pub keeper: Arc<dyn SecretKeeper>,
    /// Source of keys and salts.
    pub entropy: Arc<dyn Entropy>,
    /// What a guess at a PIN costs in wraps made from here on.
    pub cost: PinCost,
}

/// Why the vault did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The folder holds no keys.
    #[error("there are no keys here")]
    Absent,
    /// The folder holds keys; new ones would lose the file.
    #[error("there are keys here")]
    Present,
    /// Both copies of the keys are damaged.
    #[error("both copies of the keys are damaged")]
    Damaged,
    /// The PC's secret is gone: no PIN opens anything.
    #[error("the device secret is gone")]
    SecretLost,
    /// The person has no PIN here.
    #[error("person {0} is not activated here")]
    NotActivated(PersonId),
    /// The person has a PIN here.
    #[error("person {0} is activated here")]
    AlreadyActivated(PersonId),
    /// The PIN is wrong.
    #[error("wrong PIN, {tries_left} tries left")]
    WrongPin {
        /// Tries until the next pause or stop.
        tries_left: u8,
    },
    /// Too many wrong PINs; a pause runs.
    #[error("paused for {remaining} µs")]
    Paused {
        /// µs of running time.
        remaining: u64,
    },
    /// Nothing here helps a person who forgot her PIN.
    #[error("nothing here helps person {0}")]
    NoRecovery(PersonId),
    /// Ten wrong PINs.
    #[error("a supervisor must set the count back")]
    SupervisorNeeded,
    /// The parameters of a wrap are outside the limits.
    #[error(transparent)]
    Cost(#[from] CostRefused),
    /// A sealed key does not open.
    #[error("a sealed key does not open")]
    Seal(#[from] SealFault),
    /// Nothing could be drawn.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// The disk or the keyring failed.
    #[error("the key folder failed while {doing}")]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl KeyFault {
    const fn disk(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Disk { doing, source }
    }
}

/// The keys of the PC itself: enough for the file and for sync, not for any sealed part.
#[derive(Clone)]
pub struct Opened {
    /// Key of the file.
    pub file_key: FileKey,
    /// Signs records and requests as the device.
    pub device: Arc<SigningKey>,
}

/// The secret of a duty, while its holder is signed in.
#[derive(Clone, Debug)]
pub struct DutySecret {
    /// Which.
    pub id: DutyId,
    /// Opens what is sealed to it.
    pub secret: SealSecret,
}

/// Everything a person's PIN opens; dropping it locks.
pub struct Unlocked {
    /// Who.
    pub person: PersonId,
    /// Where she is employed.
    pub unit: UnitId,
    /// The keys of the PC.
    pub opened: Opened,
    /// Signs as the person.
    pub signer: SigningKey,
    /// Opens what is sealed to her duties.
    pub duties: Vec<DutySecret>,
    /// Under which her drafts lie.
    pub draft_key: ContentKey,
}

impl std::fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unlocked({})", self.person)
    }
}

/// The keys of one PC on disk.
pub struct Vault {
    options: VaultOptions,
    keys: Twin,
    counts: Twin,
    number: u64,
    folder: KeyFolder,
}

impl Vault {
    /// Says whether keys lie in the folder.
    #[must_use]
    pub fn is_present(options: &VaultOptions) -> bool {
        Twin::new(&options.folder, "keys").is_present()
    }

    /// Makes the device's keys: its secret, its signing key, the key of the file.
    ///
    /// # Errors
    /// [`KeyFault::Present`] where there are keys; else the disk or the keyring.
    pub fn create_device(options: VaultOptions) -> Result<(Self, Opened), KeyFault> {
        options.cost.check()?;
        if Self::is_present(&options) {
            return Err(KeyFault::Present);
        }
        std::fs::create_dir_all(&options.folder).map_err(KeyFault::disk("making the folder"))?;
        let entropy = options.entropy.as_ref();
        let secret = Zeroizing::new(draw::<32>(entropy)?);
        options
            .keeper
            .store_secret(&secret)
            .map_err(KeyFault::disk("storing the device secret"))?;
        let seed = Zeroizing::new(draw::<32>(entropy)?);
        let device = SigningKey::from_bytes(*seed);
        let file_key = FileKey::new(draw(entropy)?, draw(entropy)?);
        let device_seed = purpose_key(file_key.as_bytes(), DEVICE_PURPOSE)?.encrypt(
            entropy,
            seed.as_slice(),
            DEVICE_PURPOSE,
        )?;
        let setup = purpose_key(secret.as_slice(), SETUP_PURPOSE)?.encrypt(
            entropy,
            file_key.as_bytes(),
            SETUP_PURPOSE,
        )?;
        let folder = KeyFolder {
            device_key: *device.verification_key().as_bytes(),
            salt: *file_key.salt(),
            epoch: 1,
            device_seed,
            setup: Some(setup),
            duties: Vec::new(),
            people: Vec::new(),
            grants: Vec::new(),
            recoveries: None,
            resets: None,
            attempts: None,
        };
        let mut vault = Self::with(options, 0, folder);
        vault.store_keys()?;
        vault.store_tries(&Tries::default(), 1)?;
        Ok((
            vault,
            Opened {
                file_key,
                device: Arc::new(device),
            },
        ))
    }

    /// Reads the keys that are there.
    ///
    /// # Errors
    /// [`KeyFault::Absent`], [`KeyFault::Damaged`], or the disk.
    pub fn open(options: VaultOptions) -> Result<Self, KeyFault> {
        options.cost.check()?;
        let keys = Twin::new(&options.folder, "keys");
        let Some(edition) = keys.load().map_err(KeyFault::disk("reading the keys"))? else {
            return Err(if keys.is_present() {
                KeyFault::Damaged
            } else {
                KeyFault::Absent
            });
        };
        let folder = minicbor::decode(&edition.content).map_err(|_| KeyFault::Damaged)?;
        Ok(Self::with(options, edition.number, folder))
    }

    /// Gives the device's public key.
    #[must_use]
    pub const fn device_key(&self) -> VerificationKey {
        VerificationKey::from_bytes(self.folder.device_key)
    }

    /// Gives the device's id.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device_key().device_id()
    }

    /// Lists who has a PIN here, with the office and the public key she signs with.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, UnitId, VerificationKey)> + '_ {
        self.folder.people.iter().map(|entry| {
            (
                entry.person,
                entry.unit,
                VerificationKey::from_bytes(entry.signing_key),
            )
        })
    }

    /// Lists the duties that can be sealed to.
    pub fn duty_keys(&self) -> impl Iterator<Item = (DutyId, SealPublicKey)> + '_ {
        self.folder
            .duties
            .iter()
            .map(|entry| (entry.id, SealPublicKey(entry.public_key)))
    }

    /// Opens the PC's own keys while nobody is activated; none after that.
    ///
    /// # Errors
    /// The device secret is gone, or does not fit.
    pub fn open_setup(&self) -> Result<Option<Opened>, KeyFault> {
        let Some(setup) = &self.folder.setup else {
            return Ok(None);
        };
        let secret = self.device_secret()?;
        let key = purpose_key(secret.as_slice(), SETUP_PURPOSE)?.decrypt(setup, SETUP_PURPOSE)?;
        let key = key.as_slice().try_into().map_err(|_| KeyFault::Damaged)?;
        self.open_with(&key).map(Some)
    }

    fn with(options: VaultOptions, number: u64, folder: KeyFolder) -> Self {
        let keys = Twin::new(&options.folder, "keys");
        let counts = Twin::new(&options.folder, "tries");
        Self {
            options,
            keys,
            counts,
            number,
            folder,
        }
    }

    fn open_with(&self, key: &[u8; 32]) -> Result<Opened, KeyFault> {
        let file_key = FileKey::new(*key, self.folder.salt);
        let seed =
            purpose_key(key, DEVICE_PURPOSE)?.decrypt(&self.folder.device_seed, DEVICE_PURPOSE)?;
        let seed = seed.as_slice().try_into().map_err(|_| KeyFault::Damaged)?;
        Ok(Opened {
            file_key,
            device: Arc::new(SigningKey::from_bytes(seed)),
        })
    }

    fn device_secret(&self) -> Result<Zeroizing<[u8; 32]>, KeyFault> {
        self.options
            .keeper
            .load_secret()
            .map_err(KeyFault::disk("reading the device secret"))?
            .ok_or(KeyFault::SecretLost)
    }

    /// Makes the key pair of a duty unless there is one; gives the secret only when made.
    fn make_duty(&mut self, id: DutyId) -> Result<Option<SealSecret>, KeyFault> {
        if self.folder.find_duty(id).is_some() {
            return Ok(None);
        }
        let secret = SealSecret::generate(self.options.entropy.as_ref())?;
        let public_key = secret.public_key()?.0;
        self.folder.duties.push(DutyEntry { id, public_key });
        Ok(Some(secret))
    }

    fn store_keys(&mut self) -> Result<(), KeyFault> {
        self.number = self.number.saturating_add(1);
        let content = encode(&self.folder)?;
        self.keys
            .store(self.number, &content)
            .map_err(KeyFault::disk("storing the keys"))
    }

    /// Reads the count of tries: the later of the two places, so that putting an older file
    /// back in one of them gives no try back.
    fn load_tries(&self, now: Moment) -> Result<(Tries, u64), KeyFault> {
        let here = self
            .counts
            .load()
            .map_err(KeyFault::disk("reading the count of tries"))?;
        let kept = self.options.keeper.load_tries();
        let kept = kept.map_err(KeyFault::disk("reading the copy of the count"))?;
        let kept = kept.as_deref().and_then(twin::decode);
        let latest = here
            .into_iter()
            .chain(kept)
            .max_by_key(|edition| edition.number);
        let read = latest.and_then(|edition| {
            minicbor::decode(&edition.content)
                .ok()
                .map(|tries| (tries, edition.number))
        });
        if let Some(read) = read {
            return Ok(read);
        }
        // Kept at once, so that the pause it begins with can run out.
        let people = self.folder.people.iter().map(|entry| entry.person);
        let tries = Tries::after_loss(people, now);
        self.store_tries(&tries, 1)?;
        Ok((tries, 1))
    }

    fn store_tries(&self, tries: &Tries, number: u64) -> Result<(), KeyFault> {
        let content = encode(tries)?;
        self.options
            .keeper
            .store_tries(&twin::encode(number, &content))
            .map_err(KeyFault::disk("storing the copy of the count"))?;
        self.counts
            .store(number, &content)
            .map_err(KeyFault::disk("storing the count of tries"))
    }
}

fn purpose_key(input: &[u8], purpose: &[u8]) -> Result<ContentKey, KeyFault> {
    derive(input, purpose).ok_or(KeyFault::Damaged)
}

fn encode<T: minicbor::Encode<()>>(value: &T) -> Result<Vec<u8>, KeyFault> {
    minicbor::to_vec(value).map_err(|_| KeyFault::Damaged)
}

impl From<WrapFault> for KeyFault {
    fn from(fault: WrapFault) -> Self {
        match fault {
            WrapFault::Cost(fault) => Self::Cost(fault),
            WrapFault::NoEntropy(fault) => Self::NoEntropy(fault),
            WrapFault::NotOpened => Self::WrongPin { tries_left: 0 },
        }
    }
}

#[cfg(test)]
#[path = "vault/tests.rs"]
mod tests;
