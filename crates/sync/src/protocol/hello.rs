//! The greeting: each side shows what it holds, so that a restored or cloned one is noticed
//! before anything is written.

use ledger::feed::FeedHead;
use ledger::id::{DeviceId, Epoch, Hash, Incarnation, ServerId};
use ledger::key::VerificationKey;
use ledger::publication::PublicationKind;
use ledger::sealed::SealedHeader;
use minicbor::{Decode, Encode};

use super::message::Verbatim;
use super::push::SeqRange;

/// What the desk shows first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Version of the exchange that the desk speaks.
    #[n(0)]
    pub protocol: u16,
    /// Who it is.
    #[n(1)]
    pub device: DeviceId,
    /// Which life of its file.
    #[n(2)]
    pub incarnation: Incarnation,
    /// How far its own chain goes; 0 for nothing yet.
    #[n(3)]
    pub head_seq: u64,
    /// Hash of its last record.
    #[n(4)]
    pub head_hash: Hash,
    /// The sync lease: digest of the last receipt that it stored.
    #[n(5)]
    pub lease: Option<Hash>,
    /// The epoch it last spoke with.
    #[n(6)]
    pub epoch: Option<Epoch>,
    /// The signed checkpoint it last saw, verbatim: every desk is a witness.
    #[n(7)]
    pub checkpoint: Option<Verbatim>,
    /// Name and version of the program.
    #[n(8)]
    pub program: String,
    /// Compression dictionaries that it has.
    #[n(9)]
    pub dictionaries: Vec<u32>,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Welcome {
    /// Newest version of the exchange that the server speaks.
    #[n(0)]
    pub protocol: u16,
    /// Who it is; another one than at enrolment ends the run before anything is written.
    #[n(1)]
    pub server: ServerId,
    /// Which life of its log.
    #[n(2)]
    pub epoch: Epoch,
    /// To be signed with every request that follows.
    #[n(3)]
    pub nonce: Verbatim,
    /// The server's clock, µs UTC.
    #[n(4)]
    pub server_time: i64,
    /// Its checkpoint, and that it extends the one shown.
    #[n(5)]
    pub witness: Witness,
    /// What it holds of the desk's own chain.
    #[n(6)]
    pub held: HeldChain,
    /// How far the feeds go that this desk may read.
    #[n(7)]
    pub feeds: Vec<FeedHead>,
    /// Newest version of each publication.
    #[n(8)]
    pub publications: Vec<PublicationHead>,
    /// What a verified backup on another disk holds.
    #[n(9)]
    pub safety: Safety,
    /// Whether the device may still read.
    #[n(10)]
    pub standing: DeviceStanding,
    /// The lease shown is neither the current one nor the one before: prove the head.
    #[n(11)]
    pub lease_is_stale: bool,
}

/// A checkpoint and why it extends the one the reader saw last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Witness {
    /// The signed note, verbatim; absent while the log is empty.
    #[n(0)]
    pub checkpoint: Option<Verbatim>,
    /// RFC 6962 consistency proof from the size that the request named.
    #[n(1)]
    pub consistency: Vec<Hash>,
    /// At the start of an epoch: the note that this log was begun with, which names the last
    /// checkpoint known of the log before.
    #[n(2)]
    pub began_from: Option<Verbatim>,
}

/// Size and epoch of the checkpoint that the desk saw last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Seen {
    /// Of which log.
    #[n(0)]
    pub epoch: Epoch,
    /// How many leaves it had; 0 for none seen.
    #[n(1)]
    pub size: u64,
}

/// What the server holds of one chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct HeldChain {
    /// Without gap up to here; 0 for nothing.
    #[n(0)]
    pub up_to: u64,
    /// Hash of that record.
    #[n(1)]
    pub hash: Option<Hash>,
    /// The receipt for it, verbatim.
    #[n(2)]
    pub receipt: Option<Verbatim>,
    /// Records missing below some that arrived.
    #[n(3)]
    pub missing: Vec<SeqRange>,
    /// The record at that place as the device signed it, where the desk named another head:
    /// only that proves to the desk that its chain was written twice.
    #[n(4)]
    pub proof: Option<HeldProof>,
}

/// A record's header with the signature of its device, and the key that it answers to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldProof {
    /// Header and signatures, verbatim.
    #[n(0)]
    pub sealed: Verbatim,
    /// The device's key; its id is the digest of it.
    #[n(1)]
    pub key: VerificationKey,
}

impl HeldProof {
    /// Says whether the device of a chain itself wrote `hash` at place `seq` of it.
    #[must_use]
    pub fn shows(&self, chain: (DeviceId, Incarnation), seq: u64, hash: Hash) -> bool {
        let Ok(sealed) = SealedHeader::decode(&self.sealed.0) else {
            return false;
        };
        let header = sealed.header();
        (header.device, header.incarnation) == chain
            && (header.seq, sealed.hash()) == (seq, hash)
            && self.key.device_id() == chain.0
            && sealed.verify_device(&self.key).is_ok()
    }
}

/// Newest version of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublicationHead {
    /// Which one.
    #[n(0)]
    pub kind: PublicationKind,
    /// Its version.
    #[n(1)]
    pub version: u64,
}

/// What is on another disk, re-read and verified.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Safety {
    /// No backup is configured: nothing is ever called safe.
    #[n(0)]
    NoBackup,
    /// A verified backup holds the feeds up to these positions.
    #[n(1)]
    Backup {
        /// When it was verified, µs UTC.
        #[n(0)]
        verified_at: i64,
        /// Position of each feed.
        #[n(1)]
        feeds: Vec<FeedHead>,
    },
}

/// Whether a device may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DeviceStanding {
    /// It may.
    #[n(0)]
    Enrolled,
    /// It was revoked: what it still holds is taken in quarantine, nothing is handed out.
    #[n(1)]
    Revoked,
}
