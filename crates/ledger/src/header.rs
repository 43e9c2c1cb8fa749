//! The header: everything about a record but its payload.
//!
//! What is signed and hashed is the header's bytes, kept verbatim; the fields here are a reading of
//! them. Fields that this version does not know stay in the bytes and are passed on.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    encoding::to_bytes,
    id::{ActId, DeviceId, Hash, Incarnation, PersonId, SubjectId},
    part::PartName,
};

/// The header format that this version writes.
pub const HEADER_FORMAT: u8 = 1;

/// The greatest place in a chain and the greatest lamport: both must fit where databases keep
/// signed 64-bit numbers, and both are reached by counting from 1.
pub const COUNT_MAX: u64 = i64::MAX as u64;

/// Subjects of one record: a manifest has one, its lines are records of their own; what the
/// server says of a record repeats them and must still fit.
pub const SUBJECTS_MAX: usize = 64;

/// How far the device's wall clock could be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockGrade {
    /// Compared with a server lately and close to it.
    Trusted,
    /// Not compared lately.
    Unchecked,
    /// Known to be wrong, in the future, or of a grade this version does not know.
    Suspect,
}

impl<C> Encode<C> for ClockGrade {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        let code = match self {
            Self::Trusted => 0,
            Self::Unchecked => 1,
            Self::Suspect => 2,
        };
        e.u8(code)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ClockGrade {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Ok(match d.u8()? {
            0 => Self::Trusted,
            1 => Self::Unchecked,
            _ => Self::Suspect,
        })
    }
}

/// A subject of a record, and what was known of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SubjectLink {
    /// The dossier, handoff, incident or day book.
    #[n(0)]
    pub id: SubjectId,
    /// The heads of this subject known when the record was written, ascending.
    #[n(1)]
    pub deps: Vec<Hash>,
    /// One more than the greatest of those heads; 1 without any.
    #[n(2)]
    pub lamport: u64,
}

/// A record's header, read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Header {
    /// Format of the header itself.
    #[n(0)]
    pub format: u8,
    /// Signature algorithm of both signatures.
    #[n(1)]
    pub alg: u8,
    /// The device that wrote it.
    #[n(2)]
    pub device: DeviceId,
    /// Which life of the device's database.
    #[n(3)]
    pub incarnation: Incarnation,
    /// Place in the device's chain: 1, 2, 3 … without gaps.
    #[n(4)]
    pub seq: u64,
    /// Hash of the record before it; zero for the first.
    #[n(5)]
    pub prev: Hash,
    /// What it is about.
    #[n(6)]
    pub subjects: Vec<SubjectLink>,
    /// The action it belongs to.
    #[n(7)]
    pub act_id: ActId,
    /// Wall clock of the device, microseconds since 1970 UTC; orders nothing.
    #[n(8)]
    pub recorded_at: i64,
    /// How far that clock could be believed.
    #[n(9)]
    pub clock: ClockGrade,
    /// Microseconds since the device started.
    #[n(10)]
    pub monotonic: u64,
    /// The person who did it; none when the machine did it by itself.
    #[n(11)]
    pub author: Option<PersonId>,
    /// What kind of event it holds; below 64 the ledger's own.
    #[n(12)]
    pub kind: u16,
    /// Version of that kind.
    #[n(13)]
    pub version: u8,
    /// What each part hashes to, ascending by name.
    #[n(14)]
    pub commitments: Vec<(PartName, Hash)>,
    /// BLAKE3 hashes of what is too large for a record.
    #[n(15)]
    pub blobs: Vec<Hash>,
}

impl Header {
    /// Encodes the fields; the same bytes as were signed if this version knows all of them.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Says what of the header no record may have, if anything.
    pub(crate) fn find_excess(&self) -> Option<&'static str> {
        let is_counted = |number: u64| (1..=COUNT_MAX).contains(&number);
        if !is_counted(self.seq) {
            return Some("a place that no chain has");
        }
        if self.subjects.len() > SUBJECTS_MAX {
            return Some("too many subjects");
        }
        if !self.subjects.iter().all(|link| is_counted(link.lamport)) {
            return Some("a lamport that counting never reaches");
        }
        None
    }

    /// Finds what a part hashes to.
    #[must_use]
    pub fn find_commitment(&self, name: PartName) -> Option<&Hash> {
        self.commitments
            .iter()
            .find(|(part, _)| *part == name)
            .map(|(_, hash)| hash)
    }
}
