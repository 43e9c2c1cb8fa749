//! Keys and signatures: who vouches for a record.
//!
//! One rule everywhere, ZIP-215: a signature that is good alone is good in a batch and the other
//! way round, so that no two machines judge one record differently. A key says by itself which
//! algorithm it is for; a keyed hash for the simulator exists only with feature `test-mac`.

use core::fmt;

use data_encoding::HEXLOWER;
use ed25519_zebra as zebra;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use zeroize::Zeroize;

use crate::{domain_separation::Domain, id::DeviceId, id::Hash};

/// `alg` of the simulator's keyed hash.
pub const ALGORITHM_TEST_MAC: u8 = 0;
/// `alg` of Ed25519 under ZIP-215.
pub const ALGORITHM_ED25519: u8 = 1;

/// First half of a simulator's key, which no Ed25519 key has but by a chance of 2⁻¹²⁸.
const TEST_MAC_MARK: [u8; 16] = *b"traotay-test-mac";

/// A signature that the key did not make over this message, or that no key could have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match key and message")]
pub struct BadSignature;

/// Whoever signs: a key in memory, or a token that keeps its key to itself.
pub trait Signer {
    /// Gives the public half.
    fn verification_key(&self) -> VerificationKey;
    /// Signs the message as an object of this kind.
    fn sign(&self, domain: Domain, message: &[u8]) -> Signature;
}

/// A public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerificationKey([u8; 32]);

/// A signature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature([u8; 64]);

impl VerificationKey {
    /// Takes the bytes as they are; whether they are a key shows when they verify something.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Lends the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Names the algorithm the key is for, as `alg` of a header does.
    #[must_use]
    pub fn algorithm(&self) -> u8 {
        if self.0.starts_with(&TEST_MAC_MARK) {
            ALGORITHM_TEST_MAC
        } else {
            ALGORITHM_ED25519
        }
    }

    /// Names the device whose first key this is.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        DeviceId::from_bytes(Hash::of(&[&self.0]).first_half())
    }

    /// Checks a signature over a message as an object of this kind.
    ///
    /// # Errors
    /// When key, kind, message and signature do not belong together.
    pub fn verify(
        &self,
        domain: Domain,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        self.verify_pieces(domain, &[message], signature)
    }

    /// Checks a signature over pieces that were signed one after another.
    ///
    /// # Errors
    /// When key, kind, pieces and signature do not belong together.
    pub fn verify_pieces(
        &self,
        domain: Domain,
        pieces: &[&[u8]],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        if self.algorithm() == ALGORITHM_TEST_MAC {
            return test_mac::verify(self, domain, pieces, signature);
        }
        let key = zebra::VerificationKey::try_from(self.0).map_err(|_| BadSignature)?;
        let mut message = Vec::new();
        join(&mut message, domain, pieces);
        key.verify(&zebra::Signature::from_bytes(&signature.0), &message)
            .map_err(|_| BadSignature)
    }
}

impl Signature {
    /// Takes the bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Lends the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// Writes prefix and pieces into `message`, whose room is used again.
pub(crate) fn join(message: &mut Vec<u8>, domain: Domain, pieces: &[&[u8]]) {
    message.clear();
    message.extend_from_slice(domain.prefix());
    for piece in pieces {
        message.extend_from_slice(piece);
    }
}

/// An Ed25519 key that signs; wiped from memory when dropped.
pub struct SigningKey(zebra::SigningKey);

impl SigningKey {
    /// Makes the key from 32 secret bytes, which the caller drew and wipes.
    #[must_use]
    pub fn from_bytes(mut seed: [u8; 32]) -> Self {
        let key = Self(zebra::SigningKey::from_bytes(&seed));
        seed.zeroize();
        key
    }
}

impl Signer for SigningKey {
    fn verification_key(&self) -> VerificationKey {
        VerificationKey(self.0.verification_key().into())
    }

    fn sign(&self, domain: Domain, message: &[u8]) -> Signature {
        let mut joined = Vec::new();
        join(&mut joined, domain, &[message]);
        Signature(self.0.sign(&joined).to_bytes())
    }
}

impl Drop for SigningKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {})", self.verification_key())
    }
}

impl fmt::Display for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&HEXLOWER.encode_display(&self.0), f)
    }
}

impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerificationKey({self})")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", HEXLOWER.encode_display(&self.0))
    }
}

impl TryFrom<&[u8]> for VerificationKey {
    type Error = BadSignature;

    fn try_from(bytes: &[u8]) -> Result<Self, BadSignature> {
        bytes.try_into().map(Self).map_err(|_| BadSignature)
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = BadSignature;

    fn try_from(bytes: &[u8]) -> Result<Self, BadSignature> {
        bytes.try_into().map(Self).map_err(|_| BadSignature)
    }
}

macro_rules! byte_string {
    ($name:ident) => {
        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let at = d.position();
                d.bytes()?.try_into().map(Self).map_err(|_| {
                    decode::Error::message(concat!("length of a ", stringify!($name))).at(at)
                })
            }
        }
    };
}

byte_string!(VerificationKey);
byte_string!(Signature);

#[cfg(feature = "test-mac")]
pub use test_mac::TestMacKey;

#[cfg(feature = "test-mac")]
mod test_mac {
    //! A keyed hash in the place of a signature: anybody who knows the public key can make one.

    use super::{BadSignature, Domain, Hash, Signature, Signer, TEST_MAC_MARK, VerificationKey};

    /// A key whose signatures cost one hash and prove nothing; for the simulator.
    #[derive(Clone, Copy, Debug)]
    pub struct TestMacKey([u8; 16]);

    impl TestMacKey {
        /// Makes the key from any 16 bytes.
        #[must_use]
        pub const fn from_bytes(bytes: [u8; 16]) -> Self {
            Self(bytes)
        }
    }

    impl Signer for TestMacKey {
        fn verification_key(&self) -> VerificationKey {
            let mut bytes = [0; 32];
            let source = TEST_MAC_MARK.iter().chain(&self.0);
            bytes
                .iter_mut()
                .zip(source)
                .for_each(|(to, from)| *to = *from);
            VerificationKey(bytes)
        }

        fn sign(&self, domain: Domain, message: &[u8]) -> Signature {
            seal(&self.verification_key(), domain, &[message])
        }
    }

    fn seal(key: &VerificationKey, domain: Domain, pieces: &[&[u8]]) -> Signature {
        let body = Hash::of(pieces);
        let digest = Hash::of(&[&key.0, domain.prefix(), body.as_bytes()]);
        let mut bytes = [0; 64];
        bytes
            .iter_mut()
            .zip(digest.as_bytes())
            .for_each(|(to, from)| *to = *from);
        Signature(bytes)
    }

    pub(super) fn verify(
        key: &VerificationKey,
        domain: Domain,
        pieces: &[&[u8]],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        // `Hash::of` joins its pieces, so signing whole and verifying in pieces agree.
        if seal(key, domain, pieces) == *signature {
            Ok(())
        } else {
            Err(BadSignature)
        }
    }
}

#[cfg(not(feature = "test-mac"))]
mod test_mac {
    //! Without the feature no such signature is good.

    use super::{BadSignature, Domain, Signature, VerificationKey};

    pub(super) const fn verify(
        _: &VerificationKey,
        _: Domain,
        _: &[&[u8]],
        _: &Signature,
    ) -> Result<(), BadSignature> {
        Err(BadSignature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_its_key_kind_and_message_only() {
        let key = SigningKey::from_bytes([1; 32]);
        let other = SigningKey::from_bytes([2; 32]);
        let signature = key.sign(Domain::Receipt, b"message");
        let public = key.verification_key();
        assert_eq!(
            public.verify(Domain::Receipt, b"message", &signature),
            Ok(())
        );
        assert_eq!(
            public.verify_pieces(Domain::Receipt, &[b"mess", b"age"], &signature),
            Ok(())
        );
        assert_eq!(
            public.verify(Domain::Receipt, b"massage", &signature),
            Err(BadSignature)
        );
        assert_eq!(
            public.verify(Domain::Record, b"message", &signature),
            Err(BadSignature)
        );
        let foreign = other
            .verification_key()
            .verify(Domain::Receipt, b"message", &signature);
        assert_eq!(foreign, Err(BadSignature));
    }

    #[test]
    fn a_key_in_a_log_line_shows_only_its_public_half() {
        let key = SigningKey::from_bytes([0x5a; 32]);
        let shown = format!("{key:?}");
        assert!(shown.contains(&key.verification_key().to_string()));
        assert!(!shown.contains("5a5a5a5a"));
    }

    #[cfg(not(feature = "test-mac"))]
    #[test]
    fn a_simulators_key_verifies_nothing_in_this_build() {
        let mut bytes = [7; 32];
        bytes[..16].copy_from_slice(&TEST_MAC_MARK);
        let key = VerificationKey::from_bytes(bytes);
        assert_eq!(key.algorithm(), ALGORITHM_TEST_MAC);
        let digest = Hash::of(&[
            &bytes,
            Domain::Record.prefix(),
            Hash::of(&[b"m"]).as_bytes(),
        ]);
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(digest.as_bytes());
        let refused = key.verify(Domain::Record, b"m", &Signature::from_bytes(signature));
        assert_eq!(refused, Err(BadSignature));
    }

    #[cfg(feature = "test-mac")]
    #[test]
    fn a_simulators_key_signs_and_verifies_with_the_feature() {
        let key = TestMacKey::from_bytes([7; 16]);
        let signature = key.sign(Domain::Record, b"message");
        let public = key.verification_key();
        assert_eq!(public.algorithm(), ALGORITHM_TEST_MAC);
        assert_eq!(
            public.verify_pieces(Domain::Record, &[b"mes", b"sage"], &signature),
            Ok(())
        );
        assert_eq!(
            public.verify(Domain::Author, b"message", &signature),
            Err(BadSignature)
        );
    }
}
