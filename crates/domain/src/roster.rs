//! Units, people and duties as the upper level publishes them.
//!
//! Rights follow a dated assignment, never the employer: a postal employee may be assigned to
//! receive as the One-stop. Whether a key belongs to a person is the certificate's matter.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, PersonId, UnitId};

/// What an office is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Bộ phận Một cửa, TTPVHCC.
    #[n(0)]
    OneStop,
    /// Bưu điện văn hóa xã or a post office.
    #[n(1)]
    Post,
    /// An agency that decides.
    #[n(2)]
    Agency,
}

/// An office with its own feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Unit {
    /// Its id.
    #[n(0)]
    pub id: UnitId,
    /// What it is.
    #[n(1)]
    pub kind: UnitKind,
    /// Full name, as printed.
    #[n(2)]
    pub name: String,
    /// Name for narrow places.
    #[n(3)]
    pub short_name: String,
    /// Five digits of the commune.
    #[n(4)]
    pub commune_code: String,
    /// Name of the commune, as printed: «xã Hưng Đạo».
    #[n(5)]
    pub commune_name: String,
    /// Name of the province, as printed.
    #[n(6)]
    pub province_name: String,
    /// First group of the local dossier code; data of the province, never invented here.
    #[n(7)]
    pub dossier_code_prefix: String,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StaffMember {
    /// Her id.
    #[n(0)]
    pub id: PersonId,
    /// Full name.
    #[n(1)]
    pub name: String,
    /// Where she is employed.
    #[n(2)]
    pub unit: UnitId,
    /// Her verification key, where one counts at every desk.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub key: Option<[u8; 32]>,
    /// Her verification keys at single desks; one for each desk at which she has a PIN.
    #[n(4)]
    #[cbor(default)]
    pub desk_keys: Vec<DeskKey>,
}

impl StaffMember {
    /// Finds the key with which she signs at a desk.
    #[must_use]
    pub fn key_at(&self, desk: DeviceId) -> Option<[u8; 32]> {
        let own = self.desk_keys.iter().find(|own| own.desk == desk);
        own.map(|own| own.key).or(self.key)
    }

    /// Says whether her office certified any key of hers.
    #[must_use]
    pub const fn is_certified(&self) -> bool {
        self.key.is_some() || !self.desk_keys.is_empty()
    }
}

/// A person's key at one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeskKey {
    /// The desk.
    #[n(0)]
    pub desk: DeviceId,
    /// The key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub key: [u8; 32],
}

/// A duty that a person can be assigned to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Receives and returns as the One-stop.
    #[n(0)]
    OneStopReception,
    /// Carries dossiers in and results back.
    #[n(1)]
    Postal,
    /// Approves exports, resets and late access; decides conflicts.
    #[n(2)]
    Supervision,
}

/// A dated duty of a person at a unit, with the decision that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Assignment {
    /// Who.
    #[n(0)]
    pub person: PersonId,
    /// What.
    #[n(1)]
    pub duty: Duty,
    /// Where.
    #[n(2)]
    pub unit: UnitId,
    /// Only these sectors; all where empty.
    #[n(3)]
    pub sectors: Vec<String>,
    /// Number of the decision.
    #[n(4)]
    pub decision_no: String,
    /// From this moment, µs UTC.
    #[n(5)]
    pub from: i64,
    /// Until this moment, exclusive, µs UTC.
    #[n(6)]
    pub until: Option<i64>,
}

impl Assignment {
    /// Says whether the duty is in force at `now`.
    #[must_use]
    pub fn is_in_force(&self, now: i64) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Says whether the duty covers a sector.
    #[must_use]
    pub fn covers(&self, sector: &str) -> bool {
        self.sectors.is_empty() || self.sectors.iter().any(|own| own == sector)
    }
}

/// A desk of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeskEntry {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Its office.
    #[n(1)]
    pub unit: UnitId,
    /// Number within the commune, over all its offices.
    #[n(2)]
    pub desk_no: u8,
    /// Offices whose staff may sign in here, its own included.
    #[n(3)]
    pub shared_with: Vec<UnitId>,
}

/// Everything a desk must know of units and people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Roster {
    /// Offices.
    #[n(0)]
    pub units: Vec<Unit>,
    /// People.
    #[n(1)]
    pub staff: Vec<StaffMember>,
    /// Duties.
    #[n(2)]
    pub assignments: Vec<Assignment>,
    /// Desks.
    #[n(3)]
    pub desks: Vec<DeskEntry>,
}

/// Why a person's word for another one's key counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VouchingFault {
    /// Nobody vouches for herself.
    Herself,
    /// The other person is not employed at that office.
    NotThisUnit,
    /// She has no supervision of that office in force.
    NotAssigned,
}

impl Roster {
    /// Says what stands against a supervisor's vouching, at a moment, for the key of a person of
    /// an office, µs UTC.
    #[must_use]
    pub fn vouching_fault(
        &self,
        supervisor: PersonId,
        (person, unit): (PersonId, UnitId),
        at: i64,
    ) -> Option<VouchingFault> {
        let employed = self.find_person(person).map(|member| member.unit);
        let mut duties = self.duties_of(supervisor, at);
        if supervisor == person {
            Some(VouchingFault::Herself)
        } else if employed != Some(unit) {
            Some(VouchingFault::NotThisUnit)
        } else if duties.any(|own| own.duty == Duty::Supervision && own.unit == unit) {
            None
        } else {
            Some(VouchingFault::NotAssigned)
        }
    }

    /// Finds an office.
    #[must_use]
    pub fn find_unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Finds a member of staff.
    #[must_use]
    pub fn find_person(&self, id: PersonId) -> Option<&StaffMember> {
        self.staff.iter().find(|person| person.id == id)
    }

    /// Gives the duties of a person that are in force at `now`.
    pub fn duties_of(&self, person: PersonId, now: i64) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(move |duty| duty.person == person && duty.is_in_force(now))
    }

    /// Encodes the roster as a publication's body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        crate::event::encode(self)
    }

    /// Reads a publication's body.
    ///
    /// # Errors
    /// The bytes are not a roster.
    pub fn decode(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        crate::event::decode(bytes)
    }
}
