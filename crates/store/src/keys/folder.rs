//! What lies in the key folder: the file's salt, the wraps, the grants; no secret in the clear.
//!
//! Kept twice ([`super::twin`]), so that one damaged sector neither loses the salt, without
//! which the file cannot be opened, nor anybody's wrap.

use domain::id::{PersonId, UnitId};
use domain::roster::Duty;
use minicbor::{Decode, Encode};

use super::seal::{SealPublicKey, Sealed};
use super::wrap::Wrap;

/// A duty at an office: who holds its key reads what is sealed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct DutyId {
    /// The office.
    #[n(0)]
    pub unit: UnitId,
    /// The duty there.
    #[n(1)]
    pub duty: Duty,
}

impl DutyId {
    /// Gives the bytes that bind a sealed thing to this duty.
    pub(crate) fn context(&self, purpose: &[u8]) -> Vec<u8> {
        [purpose, self.unit.as_bytes(), &[duty_code(self.duty)]].concat()
    }
}

/// Gives the number of a duty, as the file and the contexts use it.
pub(crate) const fn duty_code(duty: Duty) -> u8 {
    match duty {
        Duty::OneStopReception => 0,
        Duty::Postal => 1,
        Duty::Supervision => 2,
    }
}

/// Reads the number of a duty.
pub(crate) const fn duty_from_code(code: i64) -> Option<Duty> {
    match code {
        0 => Some(Duty::OneStopReception),
        1 => Some(Duty::Postal),
        2 => Some(Duty::Supervision),
        _ => None,
    }
}

/// A duty with the key that anybody may write to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct DutyEntry {
    #[n(0)]
    pub(super) id: DutyId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) public_key: [u8; 32],
}

/// A person who can sign in here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct PersonEntry {
    #[n(0)]
    pub(super) person: PersonId,
    #[n(1)]
    pub(super) unit: UnitId,
    #[n(2)]
    pub(super) wrap: Wrap,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) signing_key: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) seal_key: [u8; 32],
    #[n(5)]
    pub(super) duties: Vec<DutyId>,
    /// She was given a duty once: what she signed may wait for her key.
    #[n(6)]
    #[cbor(default)]
    pub(super) was_confirmed: bool,
}

impl PersonEntry {
    pub(super) const fn seal_key(&self) -> SealPublicKey {
        SealPublicKey(self.seal_key)
    }
}

/// A duty key sealed to a person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Grant {
    #[n(0)]
    pub(super) person: PersonId,
    #[n(1)]
    pub(super) duty: DutyId,
    #[n(2)]
    pub(super) sealed: Sealed,
}

/// A person's secrets wrapped once more, under a key that only the upper level can give.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct RecoveryEntry {
    #[n(0)]
    pub(super) person: PersonId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) bytes: Vec<u8>,
}

/// A PIN that was set anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reset {
    /// Whose.
    #[n(0)]
    pub person: PersonId,
    /// Wall clock, µs UTC.
    #[n(1)]
    pub at: i64,
}

/// A change of a forgotten PIN that is under way: the upper level answers it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Attempt {
    #[n(0)]
    pub(super) person: PersonId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) id: [u8; 16],
}

/// Everything in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct KeyFolder {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(super) device_key: [u8; 32],
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) salt: [u8; 16],
    #[n(2)]
    pub(super) epoch: u32,
    /// The device's signing seed, under the file key.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) device_seed: Vec<u8>,
    /// The file key under the device secret alone, until the first person is added: before
    /// that there is nothing of any citizen in the file.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) setup: Option<Vec<u8>>,
    #[n(5)]
    pub(super) duties: Vec<DutyEntry>,
    #[n(6)]
    pub(super) people: Vec<PersonEntry>,
    #[n(7)]
    pub(super) grants: Vec<Grant>,
    /// What helps people who forgot their PIN.
    #[n(8)]
    pub(super) recoveries: Option<Vec<RecoveryEntry>>,
    /// PINs that were set anew and are not on record in the file yet.
    #[n(9)]
    pub(super) resets: Option<Vec<Reset>>,
    /// Changes of forgotten PINs that are under way.
    #[n(10)]
    pub(super) attempts: Option<Vec<Attempt>>,
}

impl KeyFolder {
    pub(super) fn find_person(&self, person: PersonId) -> Option<&PersonEntry> {
        self.people.iter().find(|entry| entry.person == person)
    }

    pub(super) fn find_duty(&self, id: DutyId) -> Option<&DutyEntry> {
        self.duties.iter().find(|entry| entry.id == id)
    }

    pub(super) fn find_grant(&self, person: PersonId, duty: DutyId) -> Option<&Grant> {
        self.grants
            .iter()
            .find(|grant| grant.person == person && grant.duty == duty)
    }
}
