//! Which keys are the server's: signed by the authorities, pinned by desks at enrolment.
//!
//! Receipts, checkpoints, publications and the server's own chain each have a key of their own,
//! so that losing one leaves the others' evidence untouched. The TLS key is none of them.

use ledger::certificate::AuthoritySet;
use ledger::domain_separation::Domain;
use ledger::id::{DeviceId, Incarnation, ServerId, UnitId};
use ledger::key::{Signature, Signer, VerificationKey};
use minicbor::{Decode, Encode};

use crate::protocol::{Unreadable, read, write};

/// The greatest identity: five authority signatures and a few keys.
pub const IDENTITY_BYTES_MAX: usize = 2_048;

/// Keeps these bytes apart from a certificate's, which begin with a CBOR map.
const SIGNED_PREFIX: &[u8] = b"server identity\0";

/// The server's keys.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ServerKeys {
    /// Which server.
    #[n(0)]
    pub server: ServerId,
    /// Edition of this identity; only rises.
    #[n(1)]
    pub version: u64,
    /// Signs receipts.
    #[n(2)]
    pub receipt: VerificationKey,
    /// Signs checkpoints.
    #[n(3)]
    pub checkpoint: VerificationKey,
    /// Signs publications.
    #[n(4)]
    pub publication: VerificationKey,
    /// Signs the records of the server's own chain.
    #[n(5)]
    pub chain: VerificationKey,
    /// The device that the server is in its own chain.
    #[n(6)]
    pub device: DeviceId,
    /// Which life of that chain.
    #[n(7)]
    pub incarnation: Incarnation,
    /// The office that the server stands for.
    #[n(8)]
    pub unit: UnitId,
    /// From when, µs UTC.
    #[n(9)]
    pub valid_from: i64,
}

/// The keys with the authorities' signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerIdentity {
    keys: ServerKeys,
    bytes: Vec<u8>,
    signatures: Vec<(u8, Signature)>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Envelope {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    signatures: Vec<(u8, Signature)>,
}

/// Not enough authorities vouch for the server's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not enough authorities vouch for the server's keys")]
pub struct Unvouched;

impl ServerIdentity {
    /// Signs with authority keys, each with its place in the set.
    #[must_use]
    pub fn issue(keys: ServerKeys, signers: &[(u8, &dyn Signer)]) -> Self {
        let bytes = write(&keys);
        let message = signed_bytes(&bytes);
        let sign =
            |(place, key): &(u8, &dyn Signer)| (*place, key.sign(Domain::Certificate, &message));
        let signatures = signers.iter().map(sign).collect();
        Self {
            keys,
            bytes,
            signatures,
        }
    }

    /// Gives the keys once enough authorities vouch for them.
    ///
    /// # Errors
    /// Fewer different authorities signed than the set asks for.
    pub fn verify(&self, authorities: &AuthoritySet) -> Result<&ServerKeys, Unvouched> {
        let message = signed_bytes(&self.bytes);
        let mut good: Vec<u8> = self
            .signatures
            .iter()
            .filter(|(place, signature)| {
                authorities
                    .keys
                    .get(usize::from(*place))
                    .is_some_and(|key| key.verify(Domain::Certificate, &message, signature).is_ok())
            })
            .map(|(place, _)| *place)
            .collect();
        good.sort_unstable();
        good.dedup();
        let is_enough = good.len() >= usize::from(authorities.threshold);
        if authorities.threshold > 0 && is_enough {
            Ok(&self.keys)
        } else {
            Err(Unvouched)
        }
    }

    /// Gives the keys without a look at the signatures: for the server that wrote them.
    #[must_use]
    pub const fn keys_unverified(&self) -> &ServerKeys {
        &self.keys
    }

    /// Encodes keys and signatures.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        write(&Envelope {
            bytes: self.bytes.clone(),
            signatures: self.signatures.clone(),
        })
    }

    /// Decodes what [`Self::encode`] wrote; verifies nothing.
    ///
    /// # Errors
    /// The bytes are not an identity.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let Envelope { bytes, signatures } = read(bytes, IDENTITY_BYTES_MAX)?;
        let keys = read(&bytes, IDENTITY_BYTES_MAX)?;
        Ok(Self {
            keys,
            bytes,
            signatures,
        })
    }
}

fn signed_bytes(bytes: &[u8]) -> Vec<u8> {
    [SIGNED_PREFIX, bytes].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at a surprise")]
mod tests {
    use super::*;
    use ledger::key::SigningKey;

    fn keys() -> ServerKeys {
        let key = |seed| SigningKey::from_bytes([seed; 32]).verification_key();
        ServerKeys {
            server: ServerId::from_bytes([1; 16]),
            version: 1,
            receipt: key(11),
            checkpoint: key(12),
            publication: key(13),
            chain: key(14),
            device: key(14).device_id(),
            incarnation: Incarnation::from_bytes([2; 16]),
            unit: UnitId::from_bytes([3; 16]),
            valid_from: 0,
        }
    }

    #[test]
    fn two_of_three_authorities_vouch_and_one_that_signs_twice_does_not() {
        let held: Vec<SigningKey> = (21..24)
            .map(|seed| SigningKey::from_bytes([seed; 32]))
            .collect();
        let authorities = AuthoritySet {
            keys: held.iter().map(Signer::verification_key).collect(),
            threshold: 2,
        };
        let [first, _, third] = held.as_slice() else {
            panic!("three keys")
        };
        let issued = ServerIdentity::issue(keys(), &[(0, first), (2, third)]);
        let read = ServerIdentity::decode(&issued.encode()).unwrap();
        assert_eq!(read.verify(&authorities), Ok(&keys()));
        let twice = ServerIdentity::issue(keys(), &[(0, first), (0, first)]);
        assert_eq!(twice.verify(&authorities), Err(Unvouched));
        let swapped = ServerIdentity::issue(keys(), &[(0, third), (2, first)]);
        assert_eq!(swapped.verify(&authorities), Err(Unvouched));
    }
}
