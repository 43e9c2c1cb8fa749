//! Sealing to a duty or a person: anybody may write, only the holder reads (HPKE, RFC 9180).
//!
//! Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode. Small secrets
//! are sealed so, once; what is large is encrypted under such a secret ([`ContentKey`]), which
//! makes a page of 2 000 records cost one key exchange a duty instead of 2 000.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy::{Entropy, NoEntropy, draw};

type Suite = X25519HkdfSha256;

/// What is sealed cannot be opened with this key, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Another key, another context, or altered bytes.
    #[error("not sealed to this key, or altered")]
    NotOpened,
    /// The bytes are no key.
    #[error("not a key")]
    NotAKey,
    /// Nothing could be drawn.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

/// The public half: whoever has it can write for the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SealPublicKey(pub [u8; 32]);

/// Opened secrets that a secret half remembers; a province of a million dossiers has 500.
const REMEMBERED_MAX: usize = 2_048;

/// The secret half; wiped when dropped.
///
/// It and its clones remember what they opened: a page of hits would else cost a key exchange for
/// each content key, more than everything else about it. With the last clone that is wiped too.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealSecret {
    bytes: [u8; 32],
    #[zeroize(skip)]
    remembered: Arc<Mutex<Remembered>>,
}

/// Opened secrets by the digest of what they were sealed as.
type Remembered = BTreeMap<[u8; 32], Zeroizing<Vec<u8>>>;

impl std::fmt::Debug for SealSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealSecret(…)")
    }
}

/// A secret sealed to one key.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Sealed {
    /// The sender's ephemeral key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    /// What is sealed, with its tag.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl SealSecret {
    /// Draws a new pair.
    ///
    /// # Errors
    /// Nothing could be drawn.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let seed = Zeroizing::new(draw::<32>(entropy)?);
        let (secret, _) = Suite::derive_keypair(seed.as_slice());
        Ok(Self::from_bytes(secret.to_bytes().into()))
    }

    /// Takes the bytes of a secret half.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes,
            remembered: Arc::default(),
        }
    }

    /// Lends the bytes, to be sealed or wrapped.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Gives the public half.
    ///
    /// # Errors
    /// [`SealFault::NotAKey`].
    pub fn public_key(&self) -> Result<SealPublicKey, SealFault> {
        Ok(SealPublicKey(
            Suite::sk_to_pk(&self.key()?).to_bytes().into(),
        ))
    }

    /// Opens what was sealed to this key for this context.
    ///
    /// # Errors
    /// [`SealFault::NotOpened`].
    pub fn open(&self, sealed: &Sealed, context: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealFault> {
        let name = Sha256::new()
            .chain_update(Sha256::digest(context))
            .chain_update(Sha256::digest(&sealed.encapsulated))
            .chain_update(&sealed.bytes)
            .finalize()
            .into();
        if let Some(opened) = self.remembered().get(&name) {
            return Ok(opened.clone());
        }
        let opened = self.exchange(sealed, context)?;
        let mut remembered = self.remembered();
        if remembered.len() >= REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(name, opened.clone());
        Ok(opened)
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        // Whoever panicked while holding it left a map that is whole.
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn exchange(&self, sealed: &Sealed, context: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealFault> {
        let encapsulated = <Suite as Kem>::EncappedKey::from_bytes(&sealed.encapsulated)
            .map_err(|_| SealFault::NotOpened)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeR::Base,
            &self.key()?,
            &encapsulated,
            context,
            &sealed.bytes,
            b"",
        )
        .map(Zeroizing::new)
        .map_err(|_| SealFault::NotOpened)
    }

    fn key(&self) -> Result<<Suite as Kem>::PrivateKey, SealFault> {
        <Suite as Kem>::PrivateKey::from_bytes(&self.bytes).map_err(|_| SealFault::NotAKey)
    }
}

impl SealPublicKey {
    /// Seals a small secret for a context.
    ///
    /// # Errors
    /// The key is none, or nothing could be drawn.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        secret: &[u8],
        context: &[u8],
    ) -> Result<Sealed, SealFault> {
        let key = <Suite as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| SealFault::NotAKey)?;
        let mut rng = Drawn {
            seed: Zeroizing::new(draw(entropy)?),
            blocks: 0,
        };
        let (encapsulated, bytes) = hpke::single_shot_seal_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            Suite,
        >(&OpModeS::Base, &key, context, secret, b"", &mut rng)
        .map_err(|_| SealFault::NotAKey)?;
        Ok(Sealed {
            encapsulated: encapsulated.to_bytes().to_vec(),
            bytes,
        })
    }
}

/// A key for many contents, itself sealed to a duty; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ContentKey([u8; 32]);

impl ContentKey {
    /// Draws a new key.
    ///
    /// # Errors
    /// Nothing could be drawn.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        draw(entropy).map(Self)
    }

    /// Takes the bytes of a key.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Lends the bytes, to be sealed.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Encrypts a content for a context: a drawn nonce, then the text with its tag.
    ///
    /// # Errors
    /// Nothing could be drawn.
    pub fn encrypt(
        &self,
        entropy: &dyn Entropy,
        content: &[u8],
        context: &[u8],
    ) -> Result<Vec<u8>, SealFault> {
        let nonce = draw::<24>(entropy)?;
        let payload = Payload {
            msg: content,
            aad: context,
        };
        let text = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealFault::NotAKey)?;
        Ok([&nonce[..], &text].concat())
    }

    /// Decrypts what [`Self::encrypt`] gave.
    ///
    /// # Errors
    /// [`SealFault::NotOpened`].
    pub fn decrypt(&self, bytes: &[u8], context: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealFault> {
        let (nonce, text) = bytes
            .split_first_chunk::<24>()
            .ok_or(SealFault::NotOpened)?;
        self.cipher()
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: text,
                    aad: context,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| SealFault::NotOpened)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// Stretches one draw into the stream that HPKE asks for: it cannot be told of a failure.
struct Drawn {
    seed: Zeroizing<[u8; 32]>,
    blocks: u64,
}

impl TryRng for Drawn {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for block in bytes.chunks_mut(32) {
            let digest = Sha256::new()
                .chain_update(self.seed.as_slice())
                .chain_update(self.blocks.to_le_bytes())
                .finalize();
            self.blocks = self.blocks.saturating_add(1);
            block
                .iter_mut()
                .zip(digest)
                .for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_context_only() {
        let entropy = SeededEntropy::new(1);
        let secret = SealSecret::generate(&entropy).unwrap();
        let other = SealSecret::generate(&entropy).unwrap();
        let sealed = secret
            .public_key()
            .unwrap()
            .seal(&entropy, b"khoa", b"duty")
            .unwrap();
        assert_eq!(secret.open(&sealed, b"duty").unwrap().as_slice(), b"khoa");
        assert_eq!(
            secret.open(&sealed, b"other").unwrap_err(),
            SealFault::NotOpened
        );
        assert_eq!(
            other.open(&sealed, b"duty").unwrap_err(),
            SealFault::NotOpened
        );
        // What it opened it remembers, for that context and those bytes alone.
        assert_eq!(secret.open(&sealed, b"duty").unwrap().as_slice(), b"khoa");
        assert!(secret.open(&sealed, b"other").is_err());
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.clone();
            altered.bytes[at] ^= 1;
            assert!(secret.clone().open(&altered, b"duty").is_err());
        }
        let again = secret
            .public_key()
            .unwrap()
            .seal(&entropy, b"khoa", b"duty")
            .unwrap();
        assert_ne!(sealed.encapsulated, again.encapsulated);
    }

    #[test]
    fn a_changed_content_does_not_decrypt() {
        let entropy = SeededEntropy::new(2);
        let key = ContentKey::generate(&entropy).unwrap();
        let bytes = key
            .encrypt(&entropy, "Nguyễn Thị Ước".as_bytes(), b"record 1")
            .unwrap();
        assert_eq!(
            key.decrypt(&bytes, b"record 1").unwrap().as_slice(),
            "Nguyễn Thị Ước".as_bytes()
        );
        assert!(key.decrypt(&bytes, b"record 2").is_err());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(key.decrypt(&changed, b"record 1").is_err());
        }
    }
}
