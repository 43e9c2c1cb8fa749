//! Certificates: whose key is whose, proven without network.
//!
//! Authority keys (offline, two of three) certify a unit's key; that certifies the keys of its
//! devices and people. A desk pins the authorities by the hash of their set. A person added while
//! the desk was offline has a provisional certificate, signed by a device or person of the unit
//! instead of the unit. What a person may *do* is not here: duties are published in the roster.

use core::ops::Deref;
use std::collections::BTreeSet;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    domain_separation::Domain,
    encoding::{DecodeFault, from_bytes, to_bytes},
    id::{DeviceId, Hash, PersonId, UnitId},
    key::{Signature, Signer, VerificationKey},
    sealed::read_pairs,
};

/// The greatest certificate: five authority signatures and a body of a few hundred bytes.
pub const CERTIFICATE_BYTES_MAX: usize = 1024;
/// The greatest chain: three certificates.
pub const CERTIFICATE_CHAIN_BYTES_MAX: usize = 3 * CERTIFICATE_BYTES_MAX + 16;

/// The keys that certify units, and how many of them must.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AuthoritySet {
    /// The authority keys; a signature names its key by place in this list.
    #[n(0)]
    pub keys: Vec<VerificationKey>,
    /// How many different ones must sign.
    #[n(1)]
    pub threshold: u8,
}

impl AuthoritySet {
    /// Gives the hash that desks pin: SHA-256 of the set's encoding.
    #[must_use]
    pub fn id(&self) -> Hash {
        Hash::of(&[&to_bytes(self)])
    }
}

/// Whose key a certificate names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum CertificateSubject {
    /// An office.
    #[n(0)]
    Unit {
        /// The office.
        #[n(0)]
        unit: UnitId,
    },
    /// A device of an office.
    #[n(1)]
    Device {
        /// The device.
        #[n(0)]
        device: DeviceId,
        /// Its office.
        #[n(1)]
        unit: UnitId,
        /// Its number there.
        #[n(2)]
        desk_no: u16,
    },
    /// A member of staff of an office.
    #[n(2)]
    Person {
        /// The member of staff.
        #[n(0)]
        person: PersonId,
        /// Her office.
        #[n(1)]
        unit: UnitId,
        /// The one device at which she signs with the key; none where it counts at any.
        #[n(2)]
        device: Option<DeviceId>,
    },
}

impl CertificateSubject {
    /// Gives the office that the subject is, or belongs to.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        match self {
            Self::Unit { unit } | Self::Device { unit, .. } | Self::Person { unit, .. } => *unit,
        }
    }
}

/// What a certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CertificateBody {
    /// Whose key it is.
    #[n(0)]
    pub subject: CertificateSubject,
    /// The key.
    #[n(1)]
    pub key: VerificationKey,
    /// From when, microseconds since 1970 UTC.
    #[n(2)]
    pub valid_from: i64,
    /// Until before when; none for no end.
    #[n(3)]
    pub valid_until: Option<i64>,
}

/// A certificate with its signatures; its fields are reached by dereferencing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    body: CertificateBody,
    bytes: Vec<u8>,
    signatures: Vec<(u8, Signature)>,
}

/// Why a certificate does not prove its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// A certificate of the wrong kind at its place in the chain.
    #[error("a certificate stands where one of another kind belongs")]
    WrongSubject,
    /// The chain mixes offices.
    #[error("the certificates belong to different units")]
    AnotherUnit,
    /// Not enough authorities signed.
    #[error("{good} authorities signed, {threshold} are needed")]
    TooFewAuthorities {
        /// How many different authorities signed well.
        good: u8,
        /// How many are needed.
        threshold: u8,
    },
    /// Not signed by the key above it.
    #[error("a certificate is not signed by the key above it")]
    BadSignature,
    /// Not yet valid.
    #[error("the certificate is valid only from {valid_from}")]
    NotYetValid {
        /// From when it is.
        valid_from: i64,
    },
    /// No longer valid.
    #[error("the certificate was valid until {valid_until}")]
    Expired {
        /// Until when it was.
        valid_until: i64,
    },
}

impl Certificate {
    /// Signs a certificate: with several authority keys by their places, or with one key as 0.
    #[must_use]
    pub fn issue(body: CertificateBody, signers: &[(u8, &dyn Signer)]) -> Self {
        let bytes = to_bytes(&body);
        let sign = |(place, signer): &(u8, &dyn Signer)| {
            (*place, signer.sign(Domain::Certificate, &bytes))
        };
        let signatures = signers.iter().map(sign).collect();
        Self {
            body,
            bytes,
            signatures,
        }
    }

    /// Lends the signatures with the places of their keys.
    #[must_use]
    pub fn signatures(&self) -> &[(u8, Signature)] {
        &self.signatures
    }

    /// Gives SHA-256 of the encoding, by which logs and records name the certificate.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[&self.encode()])
    }

    /// Encodes body and signatures.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Decodes what [`Self::encode`] wrote; verifies nothing.
    ///
    /// # Errors
    /// When the bytes are not one deterministic certificate.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeFault> {
        from_bytes(bytes, CERTIFICATE_BYTES_MAX)
    }

    fn verify_authorities(&self, authorities: &AuthoritySet) -> Result<(), CertificateFault> {
        let signed = self.signatures.iter().filter_map(|(place, signature)| {
            let key = authorities.keys.get(usize::from(*place))?;
            key.verify(Domain::Certificate, &self.bytes, signature)
                .is_ok()
                .then_some(key)
        });
        // Different keys, not signatures: one authority that signs twice counts once.
        let good = signed.collect::<BTreeSet<_>>().len();
        let threshold = authorities.threshold;
        if threshold > 0 && good >= usize::from(threshold) {
            return Ok(());
        }
        let good = u8::try_from(good).unwrap_or(u8::MAX);
        Err(CertificateFault::TooFewAuthorities { good, threshold })
    }

    fn verify_issuer(&self, issuer: &CertificateBody) -> Result<(), CertificateFault> {
        let is_good = |(place, signature): &(u8, Signature)| {
            *place == 0
                && issuer
                    .key
                    .verify(Domain::Certificate, &self.bytes, signature)
                    .is_ok()
        };
        if self.subject.unit() != issuer.subject.unit() {
            return Err(CertificateFault::AnotherUnit);
        }
        if self.signatures.iter().any(is_good) {
            Ok(())
        } else {
            Err(CertificateFault::BadSignature)
        }
    }
}

impl CertificateBody {
    /// Checks that the certificate is valid at a moment, microseconds since 1970 UTC.
    ///
    /// # Errors
    /// Which end of its time the moment lies beyond.
    pub const fn verify_time(&self, at: i64) -> Result<(), CertificateFault> {
        if at < self.valid_from {
            return Err(CertificateFault::NotYetValid {
                valid_from: self.valid_from,
            });
        }
        match self.valid_until {
            Some(valid_until) if at >= valid_until => {
                Err(CertificateFault::Expired { valid_until })
            }
            _ => Ok(()),
        }
    }
}

/// How firmly a chain proves its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The unit certified it.
    Full,
    /// A device or person of the unit certified it, until the unit does.
    Provisional,
}

/// A certificate with those above it, up to the authorities.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CertificateChain {
    /// The unit's, signed by authorities.
    #[n(0)]
    pub unit: Certificate,
    /// The device's or person's, signed by the unit, or through [`Self::through`].
    #[n(1)]
    pub leaf: Certificate,
    /// Of the device or person that signed the leaf in the unit's place.
    #[n(2)]
    pub through: Option<Certificate>,
}

impl CertificateChain {
    /// Puts a leaf under its unit.
    #[must_use]
    pub const fn new(unit: Certificate, leaf: Certificate) -> Self {
        Self {
            unit,
            leaf,
            through: None,
        }
    }

    /// Checks the chain up to the authorities, each certificate valid at one moment.
    ///
    /// # Errors
    /// The first fault, from the authorities down.
    pub fn verify(
        &self,
        authorities: &AuthoritySet,
        at: i64,
    ) -> Result<Standing, CertificateFault> {
        if !matches!(self.unit.subject, CertificateSubject::Unit { .. }) {
            return Err(CertificateFault::WrongSubject);
        }
        self.unit.verify_authorities(authorities)?;
        self.unit.verify_time(at)?;
        let Some(through) = &self.through else {
            verify_below(&self.leaf, &self.unit, at)?;
            return Ok(Standing::Full);
        };
        verify_below(through, &self.unit, at)?;
        verify_below(&self.leaf, through, at)?;
        // A device is enrolled by its unit or not at all.
        if matches!(self.leaf.subject, CertificateSubject::Person { .. }) {
            Ok(Standing::Provisional)
        } else {
            Err(CertificateFault::WrongSubject)
        }
    }

    /// Encodes the chain.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Decodes what [`Self::encode`] wrote; verifies nothing.
    ///
    /// # Errors
    /// When the bytes are not one deterministic chain.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeFault> {
        from_bytes(bytes, CERTIFICATE_CHAIN_BYTES_MAX)
    }
}

fn verify_below(
    certificate: &Certificate,
    issuer: &CertificateBody,
    at: i64,
) -> Result<(), CertificateFault> {
    if matches!(certificate.subject, CertificateSubject::Unit { .. }) {
        return Err(CertificateFault::WrongSubject);
    }
    certificate.verify_issuer(issuer)?;
    certificate.verify_time(at)
}

impl Deref for Certificate {
    type Target = CertificateBody;

    fn deref(&self) -> &CertificateBody {
        &self.body
    }
}

impl<C> Encode<C> for Certificate {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.map(2)?
            .u8(0)?
            .bytes(&self.bytes)?
            .u8(1)?
            .encode(&self.signatures)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Certificate {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let mut bytes = None;
        let mut signatures = None;
        read_pairs(d, |key, d| {
            match key {
                0 => bytes = Some(d.bytes()?),
                1 => signatures = Some(d.decode()?),
                _ => return Err(decode::Error::message("an unknown field of an envelope")),
            }
            Ok(())
        })?;
        let bytes = bytes.ok_or_else(|| decode::Error::missing_value(0))?;
        let signatures = signatures.ok_or_else(|| decode::Error::missing_value(1))?;
        let body = from_bytes(bytes, CERTIFICATE_BYTES_MAX).map_err(decode::Error::custom)?;
        Ok(Self {
            body,
            bytes: bytes.to_vec(),
            signatures,
        })
    }
}
