//! Parts: a record's payload, split by who may read it and what the law may erase.
//!
//! The header commits to each part by SHA-256(salt ‖ bytes); a part and its salt can be dropped
//! without breaking the chain. What is inside a part, the ledger does not know.

use core::fmt;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::id::Hash;

/// Which part of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    /// Ids, holders, kinds, counts and times: no personal data, never erased.
    Facts,
    /// Who the person is.
    Person,
    /// What the dossier is about.
    Case,
    /// Addresses and telephone numbers for the post.
    Post,
    /// A name that this version does not know; its code is 4 or more.
    Unknown(u8),
}

impl PartName {
    /// Gives the number on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Facts => 0,
            Self::Person => 1,
            Self::Case => 2,
            Self::Post => 3,
            Self::Unknown(code) => code,
        }
    }

    /// Reads the number on the wire; every number is a name.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Facts,
            1 => Self::Person,
            2 => Self::Case,
            3 => Self::Post,
            _ => Self::Unknown(code),
        }
    }
}

impl<C> Encode<C> for PartName {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.u8(self.code())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for PartName {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.u8().map(Self::from_code)
    }
}

/// One part of a payload with its salt.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Part {
    /// Which part it is.
    #[n(0)]
    pub name: PartName,
    /// Sixteen bytes drawn for this part alone, so that its commitment cannot be guessed.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: [u8; 16],
    /// What is in it.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl Part {
    /// Computes what a header says about this part: SHA-256(salt ‖ bytes).
    #[must_use]
    pub fn commitment(&self) -> Hash {
        Hash::of(&[&self.salt, &self.bytes])
    }
}

impl fmt::Debug for Part {
    /// Shows how much there is, never what: parts hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({:?}, {} bytes)", self.name, self.bytes.len())
    }
}
