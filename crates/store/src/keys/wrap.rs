//! A person's wrap: her own secrets and the file key, opened by her PIN and this PC together.
//!
//! KEK = HKDF-SHA256(Argon2id(PIN, salt) ‖ device secret, "wrap" | device | person | unit | epoch);
//! XChaCha20-Poly1305 under it, with the same names as associated data. Changing the PIN wraps
//! again; the secrets inside stay.

use domain::id::{PersonId, UnitId};
use hkdf::Hkdf;
use ledger::id::DeviceId;
use minicbor::{Decode, Encode};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::cost::{CostRefused, PinCost};
use super::pin::Pin;
use super::seal::{ContentKey, SealFault};
use crate::entropy::{Entropy, draw};

/// Whose wrap it is; bound into key and text, so that no wrap passes for another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapName {
    /// The PC.
    pub device: DeviceId,
    /// The person.
    pub person: PersonId,
    /// Where she is employed.
    pub unit: UnitId,
    /// Counts the keys that the file has had.
    pub epoch: u32,
}

impl WrapName {
    fn context(&self) -> Vec<u8> {
        self.context_of(b"traotay/wrap/v1\0")
    }

    /// Gives the bytes that bind a key or a text to this name for one purpose.
    pub(super) fn context_of(&self, purpose: &[u8]) -> Vec<u8> {
        [
            purpose,
            self.device.as_bytes(),
            self.person.as_bytes(),
            self.unit.as_bytes(),
            &self.epoch.to_be_bytes(),
        ]
        .concat()
    }
}

/// What a wrap holds; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Encode, Decode)]
#[cbor(map)]
pub struct Secrets {
    /// Key of the file.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub file_key: [u8; 32],
    /// Seed of the key that the person signs with.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signing_seed: [u8; 32],
    /// Secret half of the key that duty keys are granted to.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub seal_secret: [u8; 32],
}

/// A wrap as it lies in the key folder.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Wrap {
    /// What a guess costs.
    #[n(0)]
    pub cost: PinCost,
    /// Salt of the PIN.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: [u8; 16],
    /// Nonce and text.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// Why a wrap was not made or opened.
#[derive(Debug, thiserror::Error)]
pub enum WrapFault {
    /// Outside the limits.
    #[error(transparent)]
    Cost(#[from] CostRefused),
    /// Another PIN, another PC, another name, or altered bytes: nobody can tell which.
    #[error("the wrap does not open")]
    NotOpened,
    /// Nothing could be drawn.
    #[error(transparent)]
    NoEntropy(#[from] crate::entropy::NoEntropy),
}

impl Wrap {
    /// Wraps secrets under a PIN and the device secret.
    ///
    /// # Errors
    /// The cost is outside the limits, or nothing could be drawn.
    pub fn seal(
        entropy: &dyn Entropy,
        name: &WrapName,
        pin: &Pin,
        cost: PinCost,
        device_secret: &[u8; 32],
        secrets: &Secrets,
    ) -> Result<Self, WrapFault> {
        let salt = draw::<16>(entropy)?;
        let key = key_of(name, pin, cost, &salt, device_secret)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(128));
        // Writing into memory does not fail.
        minicbor::encode(secrets, &mut *plain).map_err(|_| WrapFault::NotOpened)?;
        let bytes = key
            .encrypt(entropy, &plain, &name.context())
            .map_err(not_made)?;
        Ok(Self { cost, salt, bytes })
    }

    /// Opens the wrap.
    ///
    /// # Errors
    /// [`WrapFault::NotOpened`] for a wrong PIN or PC; the cost is judged before it is paid.
    pub fn open(
        &self,
        name: &WrapName,
        pin: &Pin,
        device_secret: &[u8; 32],
    ) -> Result<Secrets, WrapFault> {
        let key = key_of(name, pin, self.cost, &self.salt, device_secret)?;
        let plain = key
            .decrypt(&self.bytes, &name.context())
            .map_err(|_| WrapFault::NotOpened)?;
        minicbor::decode(&plain).map_err(|_| WrapFault::NotOpened)
    }
}

fn not_made(fault: SealFault) -> WrapFault {
    match fault {
        SealFault::NoEntropy(fault) => WrapFault::NoEntropy(fault),
        SealFault::NotOpened | SealFault::NotAKey => WrapFault::NotOpened,
    }
}

fn key_of(
    name: &WrapName,
    pin: &Pin,
    cost: PinCost,
    salt: &[u8; 16],
    device_secret: &[u8; 32],
) -> Result<ContentKey, WrapFault> {
    let stretched = cost.stretch(pin, salt)?;
    let mut input = Zeroizing::new([0; 64]);
    input
        .iter_mut()
        .zip(stretched.iter().chain(device_secret))
        .for_each(|(to, from)| *to = *from);
    derive(input.as_slice(), &name.context()).ok_or(WrapFault::NotOpened)
}

/// Derives a key for a purpose.
pub(super) fn derive(input: &[u8], purpose: &[u8]) -> Option<ContentKey> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, input)
        .expand(purpose, key.as_mut_slice())
        .ok()?;
    Some(ContentKey::from_bytes(*key))
}
