//! What is kept, row by row.

use ledger::id::{DeviceId, Epoch, Hash, Incarnation, PersonId, SubjectId, UnitId};
use ledger::key::VerificationKey;

/// One life of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochRow {
    /// Its id.
    pub epoch: Epoch,
    /// When it began, µs UTC.
    pub began_at: i64,
    /// The last checkpoint known of the log before, as a signed note.
    pub began_from: Option<Vec<u8>>,
    /// How many leaves it has.
    pub size: u64,
}

/// A record to be added.
#[derive(Debug, Clone, Copy)]
pub struct RecordRow<'a> {
    /// Its hash.
    pub hash: Hash,
    /// Whose chain.
    pub device: DeviceId,
    /// Which life.
    pub life: Incarnation,
    /// Its place.
    pub seq: u64,
    /// It stands where another record stood first.
    pub is_branch: bool,
    /// When it came, µs UTC.
    pub received_at: i64,
    /// Header and signatures, encoded.
    pub sealed: &'a [u8],
    /// Parts that came with it, encoded.
    pub parts: &'a [u8],
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// In the order of arrival, from 1.
    pub number: u64,
    /// It stands where another record stood first.
    pub is_branch: bool,
    /// Header and signatures, encoded.
    pub sealed: Vec<u8>,
    /// Parts, encoded.
    pub parts: Vec<u8>,
}

/// The place of a chain that a carrier claims for its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarriedRow {
    /// Whose chain.
    pub device: DeviceId,
    /// Which life.
    pub life: Incarnation,
    /// The place.
    pub seq: u64,
    /// Hash of the original.
    pub original: Hash,
    /// Number of the carrier.
    pub carrier: u64,
}

/// How far a chain is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainRow {
    /// Without gap up to here.
    pub up_to: u64,
    /// Hash of that record.
    pub hash: Hash,
    /// The last position that each unit's feed gave to a record of the chain.
    pub positions: Vec<(UnitId, u64)>,
}

/// An entry of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedRow {
    /// Whose feed.
    pub unit: UnitId,
    /// Its position.
    pub position: u64,
    /// Number of the record.
    pub number: u64,
    /// Hash of the record.
    pub record: Hash,
    /// Hash of the entry before.
    pub prev: Hash,
    /// Hash of the entry.
    pub hash: Hash,
    /// In which epoch's log it is a leaf.
    pub epoch: Epoch,
    /// Which leaf.
    pub leaf: u64,
}

/// A record without effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithheldRow {
    /// Number of the record.
    pub number: u64,
    /// Why, as the ledger's records say it.
    pub reason: u8,
    /// The server's record that says so.
    pub said_by: Hash,
}

/// An office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// The office as the roster publishes it.
    pub unit: domain::roster::Unit,
    /// Its certificate under the authorities, encoded.
    pub certificate: Vec<u8>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Her id.
    pub person: PersonId,
    /// Full name.
    pub name: String,
    /// Where she is employed.
    pub unit: UnitId,
    /// Digest of the one-time code; none once it was used.
    pub code_hash: Option<Hash>,
    /// Wrong codes since it was made.
    pub code_tries: u8,
    /// The code used last; none before the first.
    pub used: Option<UsedCode>,
}

/// A person's certificate under her unit's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonKeyRow {
    /// Whose it is.
    pub person: PersonId,
    /// The desk at which the key counts; none for any.
    pub device: Option<DeviceId>,
    /// The chain, encoded.
    pub chain: Vec<u8>,
}

/// A one-time code that was used, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedCode {
    /// Its digest.
    pub code: Hash,
    /// Digest of what asked: a person's key, or a desk's attempt.
    pub by: Hash,
}

/// A dated duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentRow {
    /// As the roster publishes it.
    pub assignment: domain::roster::Assignment,
}

/// A duty of a person at an office, whatever its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnDuty {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub duty: domain::roster::Duty,
    /// Where.
    pub unit: UnitId,
}

impl OwnDuty {
    /// Says whether an assignment gives this duty at a moment.
    #[must_use]
    pub fn is_given_by(&self, row: &AssignmentRow, at: i64) -> bool {
        let given = &row.assignment;
        given.person.as_bytes() == self.person.as_bytes()
            && given.unit.as_bytes() == self.unit.as_bytes()
            && given.duty == self.duty
            && given.is_in_force(at)
    }
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// The words were not compared yet.
    Pending,
    /// It may write and read.
    Enrolled,
    /// What it writes is quarantined; it may not read.
    Revoked,
    /// The words were not the same.
    Rejected,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub device: DeviceId,
    /// Its key.
    pub key: VerificationKey,
    /// Its office.
    pub unit: UnitId,
    /// Its number within the commune.
    pub desk_no: u8,
    /// Where it stands.
    pub state: DeviceState,
    /// Its certificate under the unit's, encoded; none while pending.
    pub chain: Option<Vec<u8>>,
    /// Offices whose staff may sign in there beside its own.
    pub shared_with: Vec<UnitId>,
    /// Since when it stands there, µs UTC: when it asked, and when it was revoked.
    pub since: i64,
}

/// A one-time token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Digest of the secret.
    pub secret_hash: Hash,
    /// Office of the desk.
    pub unit: UnitId,
    /// Number of the desk.
    pub desk_no: u8,
    /// Offices whose staff may sign in there beside its own.
    pub shared_with: Vec<UnitId>,
    /// Not after this moment, µs UTC.
    pub expires_at: i64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// The key of a subject's party list.
pub(super) type Party = (SubjectId, UnitId);
