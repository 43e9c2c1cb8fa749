//! Offering records. A record is answered by name only when something is to be said about it;
//! silence and a receipt together mean that it is held.

use ledger::id::{DeviceId, Epoch, Hash, Incarnation};
use ledger::own::WithheldReason;
use minicbor::{Decode, Encode};

use super::hello::{HeldProof, Seen, Witness};
use super::message::Verbatim;

/// A page of records: the desk's own tail, or others' that a restored server lost.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushRequest {
    /// The epoch greeted; another one is refused before anything is read.
    #[n(0)]
    pub epoch: Epoch,
    /// The checkpoint seen last.
    #[n(1)]
    pub seen: Option<Seen>,
    /// The folded page.
    #[n(2)]
    pub page: Verbatim,
}

/// What became of the page, durable before it is said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushReply {
    /// The epoch it was stored in.
    #[n(0)]
    pub epoch: Epoch,
    /// The checkpoint, and that it extends the one seen.
    #[n(1)]
    pub witness: Witness,
    /// Receipts of the caller's chain, verbatim; a retry gets the same bytes.
    #[n(2)]
    pub receipts: Vec<Verbatim>,
    /// Records about which something is to be said.
    #[n(3)]
    pub answers: Vec<Answer>,
    /// Records of the caller's chain that are missing.
    #[n(4)]
    pub missing: Vec<SeqRange>,
    /// Two records that claim one place.
    #[n(5)]
    pub forks: Vec<ForkAnswer>,
    /// The server's clock, µs UTC.
    #[n(6)]
    pub server_time: i64,
    /// What stands at the first of `forks` that is in the caller's chain, as its device signed
    /// it: only that proves to the desk that its chain was written twice.
    #[n(7)]
    pub proof: Option<Box<HeldProof>>,
}

/// A run of sequence numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct SeqRange {
    /// First one.
    #[n(0)]
    pub first: u64,
    /// Last one.
    #[n(1)]
    pub last: u64,
}

/// What the server says of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// Which record; of bytes that do not parse, their digest.
    #[n(0)]
    pub record: Hash,
    /// Number of the verdict; a later server may use one that is not known here.
    #[n(1)]
    verdict: u8,
    /// Number of its reason; 0 where there is none.
    #[n(2)]
    reason: u8,
}

/// What became of a record that was not simply taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Kept, receipted, without effect until somebody decides.
    Quarantined(WithheldReason),
    /// Kept as the other branch of a fork.
    OnBranch,
    /// Kept; its receipt waits for earlier records of the chain.
    WaitsForEarlier,
    /// Not a record: nothing vouches for these bytes.
    Refused(RefusedRecord),
}

impl Answer {
    /// Says what became of a record.
    #[must_use]
    pub const fn new(record: Hash, verdict: Verdict) -> Self {
        let (verdict, reason) = match verdict {
            Verdict::Quarantined(reason) => (0, reason.code()),
            Verdict::OnBranch => (1, 0),
            Verdict::WaitsForEarlier => (2, 0),
            Verdict::Refused(reason) => (3, reason as u8),
        };
        Self {
            record,
            verdict,
            reason,
        }
    }

    /// Gives the verdict, if it is known here.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match self.verdict {
            0 => Some(Verdict::Quarantined(WithheldReason::from_code(self.reason))),
            1 => Some(Verdict::OnBranch),
            2 => Some(Verdict::WaitsForEarlier),
            3 => RefusedRecord::from_number(self.reason).map(Verdict::Refused),
            _ => None,
        }
    }
}

/// The kind is known and its facts cannot be read.
pub const FACTS_UNREADABLE: WithheldReason = WithheldReason::from_code(6);
/// A record that moves papers bears no signature of its author.
pub const AUTHOR_UNSIGNED: WithheldReason = WithheldReason::from_code(7);
/// It names a unit that does not exist.
pub const UNIT_UNKNOWN: WithheldReason = WithheldReason::from_code(8);
/// A supervisor's word for a key that does not hold, or came after another certificate.
pub const VOUCHING_UNSOUND: WithheldReason = WithheldReason::from_code(10);

/// A carrier of what is no record: nothing vouches for the original.
pub const ORIGINAL_UNSOUND: WithheldReason = WithheldReason::from_code(9);

/// Why bytes are not a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RefusedRecord {
    /// They do not parse.
    Malformed = 0,
    /// No enrolled device has this id.
    UnknownDevice = 1,
    /// The device's signature does not fit its certified key.
    DeviceSignature = 2,
    /// A part does not fit the commitment in the header.
    Commitment = 3,
    /// A part is missing that nobody erased.
    PartMissing = 4,
}

impl RefusedRecord {
    /// Every reason, in the order of the numbers.
    pub const ALL: [Self; 5] = [
        Self::Malformed,
        Self::UnknownDevice,
        Self::DeviceSignature,
        Self::Commitment,
        Self::PartMissing,
    ];

    /// Reads a number, if it is known here.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Gives its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownDevice => "unknown_device",
            Self::DeviceSignature => "device_signature",
            Self::Commitment => "commitment",
            Self::PartMissing => "part_missing",
        }
    }
}

/// Two records in one place of a chain; both are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ForkAnswer {
    /// Whose chain.
    #[n(0)]
    pub device: DeviceId,
    /// Which life.
    #[n(1)]
    pub incarnation: Incarnation,
    /// The place.
    #[n(2)]
    pub seq: u64,
    /// What the server held first.
    #[n(3)]
    pub held: Hash,
    /// What came.
    #[n(4)]
    pub came: Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_reads_back_and_a_later_one_is_nameless() {
        let record = Hash::from_bytes([1; 32]);
        let reasons = (0..12).map(|code| Verdict::Quarantined(WithheldReason::from_code(code)));
        let refused = RefusedRecord::ALL.into_iter().map(Verdict::Refused);
        let others = [Verdict::OnBranch, Verdict::WaitsForEarlier];
        for verdict in reasons.chain(refused).chain(others) {
            assert_eq!(Answer::new(record, verdict).verdict(), Some(verdict));
        }
        assert_eq!(
            Answer {
                record,
                verdict: 9,
                reason: 0
            }
            .verdict(),
            None
        );
        assert_eq!(
            Answer {
                record,
                verdict: 3,
                reason: 99
            }
            .verdict(),
            None
        );
    }
}
