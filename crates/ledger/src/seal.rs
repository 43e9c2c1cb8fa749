//! Sealing: from a draft to a record at the end of a chain.
//!
//! The only way a record comes to be. The author signs first, then the device signs both; the chain
//! head that comes back must be kept together with the record, in one transaction.

use crate::{
    domain_separation::Domain,
    header::{COUNT_MAX, ClockGrade, HEADER_FORMAT, Header, SubjectLink},
    id::{ActId, DeviceId, Hash, Incarnation, PersonId},
    key::Signer,
    kind,
    part::Part,
    record::{CARRYING_BYTES, RECORD_BYTES_MAX, Record},
    sealed::SealedHeader,
};

/// The end of a device's chain. `seq` 0 and a zero hash: nothing written yet.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode,
)]
#[cbor(map)]
pub struct ChainHead {
    /// Whose chain.
    #[n(0)]
    pub device: DeviceId,
    /// Which life of its database.
    #[n(1)]
    pub incarnation: Incarnation,
    /// Place of the last record.
    #[n(2)]
    pub seq: u64,
    /// Hash of the last record.
    #[n(3)]
    pub hash: Hash,
}

impl ChainHead {
    /// Stands before the first record of an incarnation.
    #[must_use]
    pub const fn genesis(device: DeviceId, incarnation: Incarnation) -> Self {
        Self {
            device,
            incarnation,
            seq: 0,
            hash: Hash::ZERO,
        }
    }

    /// Stands at this record.
    #[must_use]
    pub const fn at(sealed: &SealedHeader) -> Self {
        let header = sealed.header();
        Self {
            device: header.device,
            incarnation: header.incarnation,
            seq: header.seq,
            hash: sealed.hash(),
        }
    }
}

/// What a record will say, before it has a place and signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is about.
    pub subjects: Vec<SubjectLink>,
    /// The action it belongs to.
    pub act_id: ActId,
    /// Wall clock, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// How far that clock could be believed.
    pub clock: ClockGrade,
    /// Microseconds since the device started.
    pub monotonic: u64,
    /// The person who does it; none when the machine does.
    pub author: Option<PersonId>,
    /// What kind of event it holds.
    pub kind: u16,
    /// Version of that kind.
    pub version: u8,
    /// The payload, each part with a salt of its own.
    pub parts: Vec<Part>,
    /// BLAKE3 hashes of larger content.
    pub blobs: Vec<Hash>,
}

/// Why a draft cannot become a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The chain has no further place.
    #[error("the chain is full")]
    ChainFull,
    /// A number of subjects or a lamport that no record has.
    #[error("{what}")]
    Excess {
        /// What is beyond the limit.
        what: &'static str,
    },
    /// The same part twice.
    #[error("part {code} is given twice")]
    PartRepeated {
        /// Code of the part's name.
        code: u8,
    },
    /// A person's key, but no person named.
    #[error("somebody signs a record that has no author")]
    SignerWithoutAuthor,
    /// Author and device sign by different algorithms.
    #[error("author and device sign by different algorithms")]
    AlgorithmsDiffer,
    /// Larger than a record may be.
    #[error("{bytes} bytes, more than the {limit} a record of this kind may have")]
    TooLarge {
        /// How large it would be.
        bytes: usize,
        /// How large it may be.
        limit: usize,
    },
}

/// Seals a draft as the next record after `head`; gives it with the head it makes.
///
/// Parts, deps and subjects come out in one order whatever order they were given in.
///
/// # Errors
/// When the draft cannot be a record; nothing has then happened.
pub fn seal(
    draft: Draft,
    head: &ChainHead,
    device: &dyn Signer,
    author: Option<&dyn Signer>,
) -> Result<(Record, ChainHead), SealError> {
    let algorithm = device.verification_key().algorithm();
    check_signers(&draft, algorithm, author)?;
    let limit = bytes_max(draft.kind);
    let (header, parts) = place(draft, head, algorithm)?;
    let header_bytes = header.encode();
    let author_signature = author.map(|signer| signer.sign(Domain::Author, &header_bytes));
    let mut message = header_bytes.clone();
    message.extend(
        author_signature
            .iter()
            .flat_map(|signature| signature.as_bytes()),
    );
    let device_signature = device.sign(Domain::Record, &message);
    let sealed = SealedHeader::from_read(header, header_bytes, author_signature, device_signature);
    let head = ChainHead::at(&sealed);
    let record = Record::assemble(sealed, parts);
    let bytes = record.encoded_bytes();
    if bytes > limit {
        Err(SealError::TooLarge { bytes, limit })
    } else {
        Ok((record, head))
    }
}

/// Only a record that carries another may fill the last bytes, so that every other can be carried.
const fn bytes_max(kind: u16) -> usize {
    if kind == kind::CARRIED {
        RECORD_BYTES_MAX
    } else {
        RECORD_BYTES_MAX - CARRYING_BYTES
    }
}

fn check_signers(
    draft: &Draft,
    algorithm: u8,
    author: Option<&dyn Signer>,
) -> Result<(), SealError> {
    let Some(signer) = author else { return Ok(()) };
    if draft.author.is_none() {
        return Err(SealError::SignerWithoutAuthor);
    }
    if signer.verification_key().algorithm() != algorithm {
        return Err(SealError::AlgorithmsDiffer);
    }
    Ok(())
}

/// Gives the draft its place in the chain and its commitments.
fn place(draft: Draft, head: &ChainHead, alg: u8) -> Result<(Header, Vec<Part>), SealError> {
    let Draft {
        mut subjects,
        mut parts,
        ..
    } = draft;
    parts.sort_by_key(|part| part.name.code());
    let repeated = parts
        .iter()
        .zip(parts.iter().skip(1))
        .find(|(one, next)| one.name == next.name);
    if let Some((part, _)) = repeated {
        return Err(SealError::PartRepeated {
            code: part.name.code(),
        });
    }
    subjects.sort_by_key(|subject| subject.id);
    for subject in &mut subjects {
        subject.deps.sort_unstable();
        subject.deps.dedup();
    }
    let header = Header {
        format: HEADER_FORMAT,
        alg,
        device: head.device,
        incarnation: head.incarnation,
        seq: head.seq.checked_add(1).ok_or(SealError::ChainFull)?,
        prev: head.hash,
        subjects,
        act_id: draft.act_id,
        recorded_at: draft.recorded_at,
        clock: draft.clock,
        monotonic: draft.monotonic,
        author: draft.author,
        kind: draft.kind,
        version: draft.version,
        commitments: parts
            .iter()
            .map(|part| (part.name, part.commitment()))
            .collect(),
        blobs: draft.blobs,
    };
    if header.seq > COUNT_MAX {
        return Err(SealError::ChainFull);
    }
    if let Some(what) = header.find_excess() {
        return Err(SealError::Excess { what });
    }
    Ok((header, parts))
}
