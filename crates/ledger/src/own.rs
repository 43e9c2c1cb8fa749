//! What the ledger's own records say.
//!
//! Each is the facts part of a record of its kind. They change what other records *do*: a part
//! erased, an effect withheld or restored, a unit let in. The record they name stays as it is.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    certificate::CertificateChain,
    encoding::{DecodeFault, from_bytes, to_bytes},
    fork::ForkWitness,
    id::{Hash, SubjectId, UnitId},
    kind,
    part::PartName,
    record::{RECORD_BYTES_MAX, Record},
};

/// The facts of a record that is the ledger's own.
pub trait OwnFacts: Encode<()> + for<'b> Decode<'b, ()> {
    /// The kind of record that says this.
    const KIND: u16;

    /// Encodes the facts part.
    #[must_use]
    fn facts(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads the facts of a record of this kind; verifies neither record nor facts.
    ///
    /// # Errors
    /// When the record is of another kind, or its facts are missing or of another shape.
    fn read(record: &Record) -> Result<Self, OwnFault> {
        let found = record.header().kind;
        if found != Self::KIND {
            return Err(OwnFault::AnotherKind {
                expected: Self::KIND,
                found,
            });
        }
        let facts = record.find_part(PartName::Facts).ok_or(OwnFault::NoFacts)?;
        from_bytes(&facts.bytes, RECORD_BYTES_MAX).map_err(|source| OwnFault::Unreadable { source })
    }
}

/// Why a record does not say what is asked of it.
#[derive(Debug, thiserror::Error)]
pub enum OwnFault {
    /// A record of another kind.
    #[error("a record of kind {found}, not {expected}")]
    AnotherKind {
        /// The kind asked for.
        expected: u16,
        /// The record's kind.
        found: u16,
    },
    /// Its facts are not here.
    #[error("the record's facts are not here")]
    NoFacts,
    /// Its facts are of another shape.
    #[error("the record's facts cannot be read")]
    Unreadable {
        /// What is wrong with them.
        #[source]
        source: DecodeFault,
    },
}

impl OwnFacts for CertificateChain {
    const KIND: u16 = kind::DEVICE_CERTIFICATE;
}

impl OwnFacts for ForkWitness {
    const KIND: u16 = kind::FORK_WITNESS;
}

/// A part of a record was lawfully erased, everywhere, with its salt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// Hash of the record.
    #[n(0)]
    pub record: Hash,
    /// Which part; facts are never erased.
    #[n(1)]
    pub part: PartName,
    /// The decision or rule it rests on, as written by whoever decided.
    #[n(2)]
    pub basis: String,
}

impl OwnFacts for Erased {
    const KIND: u16 = kind::ERASED;
}

/// Why a server withholds a record's effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WithheldReason {
    /// The device or person was revoked.
    Revoked,
    /// More than the device's quota.
    OverQuota,
    /// The author's key is not known.
    AuthorUnknown,
    /// The author's signature is not good.
    AuthorSignature,
    /// The author had no such duty in this unit.
    NotAssigned,
    /// The device does not belong to the unit it writes for.
    NotThisUnit,
    /// A reason that this version does not know; its code is 6 or more.
    Unknown(u8),
}

impl WithheldReason {
    /// Gives the number on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Revoked => 0,
            Self::OverQuota => 1,
            Self::AuthorUnknown => 2,
            Self::AuthorSignature => 3,
            Self::NotAssigned => 4,
            Self::NotThisUnit => 5,
            Self::Unknown(code) => code,
        }
    }

    /// Reads the number on the wire; every number is a reason.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Revoked,
            1 => Self::OverQuota,
            2 => Self::AuthorUnknown,
            3 => Self::AuthorSignature,
            4 => Self::NotAssigned,
            5 => Self::NotThisUnit,
            _ => Self::Unknown(code),
        }
    }
}

impl<C> Encode<C> for WithheldReason {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.u8(self.code())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for WithheldReason {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.u8().map(Self::from_code)
    }
}

/// A record is kept and has no effect.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EffectWithheld {
    /// Hash of the record.
    #[n(0)]
    pub record: Hash,
    /// Why.
    #[n(1)]
    pub reason: WithheldReason,
}

impl OwnFacts for EffectWithheld {
    const KIND: u16 = kind::EFFECT_WITHHELD;
}

/// A record has its effect again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EffectRestored {
    /// Hash of the record.
    #[n(0)]
    pub record: Hash,
    /// Hash of the [`EffectWithheld`] record that is taken back.
    #[n(1)]
    pub withheld: Hash,
}

impl OwnFacts for EffectRestored {
    const KIND: u16 = kind::EFFECT_RESTORED;
}

/// A unit became party to a subject; its earlier records enter the unit's feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Granted {
    /// The unit.
    #[n(0)]
    pub unit: UnitId,
    /// The subject.
    #[n(1)]
    pub subject: SubjectId,
    /// The parts it may read beside the facts.
    #[n(2)]
    pub parts: Vec<PartName>,
}

impl OwnFacts for Granted {
    const KIND: u16 = kind::GRANTED;
}
