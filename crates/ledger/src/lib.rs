//! The ledger: signed, hash-chained records that nobody can alter unseen.
//!
//! What a device writes is a [`Record`]: a signed header and the parts of its payload. Records of
//! a device form a chain; a server strings their hashes into the feeds of units and those into one
//! Merkle tree, and answers with receipts. This crate makes and judges all of these and knows
//! nothing of dossiers. It is pure: no clock, no randomness, no input or output; salts, keys, ids
//! and times are arguments. `domain` must not depend on it; `store`, `sync` and `district` do.
//! `docs/LEDGER.md` specifies every byte.
//!
//! ```
//! use ledger::{
//!     ActId, ChainHead, ChainVerifier, ClockGrade, DeviceId, Draft, Incarnation, KeySource, Part,
//!     PartName, PersonId, Signer, SigningKey, VerificationKey, seal,
//! };
//!
//! // A desk writes one record: secrets, ids, salts and times come from outside.
//! let key = SigningKey::from_bytes([1; 32]);
//! let device = key.verification_key().device_id();
//! let start = ChainHead::genesis(device, Incarnation::from_bytes([2; 16]));
//! let draft = Draft {
//!     subjects: vec![],
//!     act_id: ActId::from_bytes([3; 16]),
//!     recorded_at: 1_792_371_600_000_000,
//!     clock: ClockGrade::Trusted,
//!     monotonic: 1_000_000,
//!     author: None,
//!     kind: 64,
//!     version: 1,
//!     parts: vec![Part { name: PartName::Facts, salt: [4; 16], bytes: vec![0xa0] }],
//!     blobs: vec![],
//! };
//! let (record, head) = seal(draft, &start, &key, None)?;
//!
//! // Anybody who knows the desk's key verifies it.
//! struct OneDesk(VerificationKey);
//! impl KeySource for OneDesk {
//!     fn find_device_key(&self, _: DeviceId, _: Incarnation) -> Option<VerificationKey> {
//!         Some(self.0)
//!     }
//!     fn find_author_key(&self, _: PersonId, _: DeviceId) -> Option<VerificationKey> {
//!         None
//!     }
//! }
//! let keys = OneDesk(key.verification_key());
//! let mut verifier = ChainVerifier::new(start, &keys);
//! verifier.accept(&record)?;
//! assert_eq!(verifier.head(), &head);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Reading order: [`id`], [`canonical`], [`encoding`], [`domain_separation`], [`key`], [`batch`];
//! the record: [`part`], [`header`], [`sealed`], [`record`], [`mod@seal`]; its judges:
//! [`mod@judge`], [`chain`], [`fork`]; the ledger's own kinds: [`kind`], [`own`], [`carried`],
//! [`vouching`]; what is said beside records: [`statement`], [`receipt`], [`publication`],
//! [`certificate`]; the server's log: [`feed`], [`tree`], [`frontier`], [`checkpoint`],
//! [`log_end`], [`tile`]; for people: [`fingerprint`].
#![warn(clippy::arithmetic_side_effects)]

pub mod batch;
pub mod canonical;
pub mod carried;
pub mod certificate;
pub mod chain;
pub mod checkpoint;
pub mod domain_separation;
pub mod encoding;
pub mod feed;
pub mod fingerprint;
pub mod fork;
pub mod frontier;
pub mod header;
pub mod id;
pub mod judge;
pub mod key;
pub mod kind;
pub mod log_end;
pub mod own;
pub mod part;
pub mod publication;
pub mod receipt;
pub mod record;
pub mod seal;
pub mod sealed;
pub mod statement;
pub mod tile;
pub mod tree;
pub mod vouching;

pub use batch::{Batch, verify_batch};
pub use carried::{Carried, carried_original, carry};
pub use certificate::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateFault,
    CertificateSubject, Standing,
};
pub use chain::{ChainFault, ChainVerifier, SegmentFault};
pub use checkpoint::{Checkpoint, CheckpointFault, NoteKey, SignedCheckpoint};
pub use domain_separation::Domain;
pub use encoding::DecodeFault;
pub use feed::{FeedEntry, FeedFault, FeedHead};
pub use fork::{ForkPlace, ForkWitness, NoFork};
pub use frontier::{Frontier, MemoryTree};
pub use header::{COUNT_MAX, ClockGrade, Header, SUBJECTS_MAX, SubjectLink};
pub use id::{
    ActId, DeviceId, Epoch, Hash, Incarnation, NotAnIdentifier, PersonId, ServerId, SubjectId,
    UnitId,
};
pub use judge::{
    Absences, AuthorStanding, FoundGood, KeySource, NoAbsences, RecordFault, WithForeseen, judge,
    judge_all, judge_parts, list_erased,
};
#[cfg(feature = "test-mac")]
pub use key::TestMacKey;
pub use key::{BadSignature, Signature, Signer, SigningKey, VerificationKey};
pub use own::{
    EffectRestored, EffectWithheld, Erased, Granted, OwnFacts, OwnFault, WithheldReason,
};
pub use part::{Part, PartName};
pub use publication::{Edition, Publication, PublicationBody, PublicationKind};
pub use receipt::{Receipt, ReceiptBody};
pub use record::{RECORD_BYTES_MAX, Record};
pub use seal::{ChainHead, Draft, SealError, seal};
pub use sealed::SealedHeader;
pub use statement::{Signed, Statement};
pub use tree::{NodeSource, ProofRefused, TreeFault};
pub use vouching::{Vouched, Voucher, Vouching, VouchingFault};
