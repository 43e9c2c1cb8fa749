//! Offices, people and devices as the engine looks them up while it judges.
//!
//! A snapshot: read once, replaced whole after a change, shared by readers.

use std::collections::BTreeMap;

use domain::event::{ActingFault, Event, acting_fault, desk_fault};
use domain::party::Author;
use domain::roster::{DeskEntry, Duty, Roster, StaffMember, Unit, UnitKind};
use ledger::certificate::CertificateChain;
use ledger::id::{DeviceId, Incarnation, PersonId, UnitId};
use ledger::judge::KeySource;
use ledger::key::VerificationKey;
use ledger::part::PartName;

use super::damaged;
use crate::database::{
    AssignmentRow, DeviceRow, DeviceState, Outcome, PersonRow, Reading, UnitRow,
};

/// The snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    units: BTreeMap<UnitId, UnitRow>,
    people: BTreeMap<PersonId, PersonRow>,
    /// People's certificates by the desk at which the key counts; none for any.
    person_chains: BTreeMap<PersonId, BTreeMap<Option<DeviceId>, CertificateChain>>,
    devices: BTreeMap<DeviceId, DeviceRow>,
    assignments: Vec<AssignmentRow>,
    /// People and duties again as the office's rules read them; offices and desks are above.
    roster: Roster,
}

impl Registry {
    /// Reads everything.
    pub(super) fn load(tx: &dyn Reading) -> Outcome<Self> {
        let units = tx.list_units()?.into_iter();
        let mut registry = Self {
            units: units.map(|row| (unit_id(&row.unit), row)).collect(),
            devices: tx
                .list_devices()?
                .into_iter()
                .map(|row| (row.device, row))
                .collect(),
            assignments: tx.list_assignments()?,
            ..Self::default()
        };
        for row in tx.list_people()? {
            registry.people.insert(row.person, row);
        }
        for row in tx.list_person_keys()? {
            let chain = CertificateChain::decode(&row.chain)
                .map_err(|_| damaged("a person's certificate"))?;
            let own = registry.person_chains.entry(row.person).or_default();
            own.insert(row.device, chain);
        }
        let people = registry.people.values();
        registry.roster.staff = people.map(staff_member).collect();
        let duties = registry.assignments.iter();
        registry.roster.assignments = duties.map(|row| row.assignment.clone()).collect();
        Ok(registry)
    }

    /// Says what stands against the author's acting as an event says, at the desk that wrote it,
    /// by the duties at one moment.
    #[must_use]
    pub fn acting_fault(
        &self,
        event: &Event,
        author: Author,
        device: DeviceId,
        at: i64,
    ) -> Option<ActingFault> {
        let Some(row) = self.devices.get(&device) else {
            return Some(ActingFault::NotThisUnit);
        };
        let desk = desk_entry(row);
        acting_fault(event, author, &self.roster, at)
            .or_else(|| desk_fault(event, author, &desk, &self.roster, at))
    }

    /// Finds a device in any state.
    #[must_use]
    pub fn find_device(&self, device: DeviceId) -> Option<&DeviceRow> {
        self.devices.get(&device)
    }

    /// Lists devices in any state.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceRow> {
        self.devices.values()
    }

    /// Lists offices.
    pub fn units(&self) -> impl Iterator<Item = &UnitRow> {
        self.units.values()
    }

    /// Lists people.
    pub fn people(&self) -> impl Iterator<Item = &PersonRow> {
        self.people.values()
    }

    /// Finds a person.
    #[must_use]
    pub fn find_person(&self, person: PersonId) -> Option<&PersonRow> {
        self.people.get(&person)
    }

    /// Lends people and duties as the office's rules read them.
    pub(super) const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Lists the certificates that a person's office gave her.
    pub(super) fn chains_of(&self, person: PersonId) -> impl Iterator<Item = &CertificateChain> {
        self.person_chains
            .get(&person)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// Lists duties.
    #[must_use]
    pub fn assignments(&self) -> &[AssignmentRow] {
        &self.assignments
    }

    /// Finds an office.
    #[must_use]
    pub fn find_unit(&self, unit: UnitId) -> Option<&UnitRow> {
        self.units.get(&unit)
    }

    /// Says whether both offices belong to one commune.
    #[must_use]
    pub fn is_same_commune(&self, one: UnitId, other: UnitId) -> bool {
        let commune = |unit| self.units.get(unit).map(|row| &row.unit.commune_code);
        commune(&one).is_some() && commune(&one) == commune(&other)
    }

    /// Lists the offices whose feeds a device may read: its own first.
    #[must_use]
    pub fn readable_units(&self, device: DeviceId) -> Vec<UnitId> {
        let row = self
            .devices
            .get(&device)
            .filter(|row| row.state == DeviceState::Enrolled);
        row.map(|row| [&[row.unit], row.shared_with.as_slice()].concat())
            .unwrap_or_default()
    }

    /// Lists the parts that an office's duty may not read: case notes are the One-stop's, and
    /// of a postal office only where somebody there is assigned to receive.
    #[must_use]
    pub fn withheld_parts(&self, unit: UnitId, now: i64) -> Vec<PartName> {
        let is_post = self
            .units
            .get(&unit)
            .is_some_and(|row| row.unit.kind == UnitKind::Post);
        let receives = self.assignments.iter().any(|row| {
            let duty = &row.assignment;
            duty.duty == Duty::OneStopReception
                && duty.unit.as_bytes() == unit.as_bytes()
                && duty.is_in_force(now)
        });
        if is_post && !receives {
            vec![PartName::Case]
        } else {
            Vec::new()
        }
    }
}

impl KeySource for Registry {
    fn find_device_key(&self, device: DeviceId, _: Incarnation) -> Option<VerificationKey> {
        let vouched = self
            .devices
            .get(&device)
            .filter(|row| matches!(row.state, DeviceState::Enrolled | DeviceState::Revoked));
        vouched.map(|row| row.key)
    }

    fn find_author_key(&self, author: PersonId, device: DeviceId) -> Option<VerificationKey> {
        let own = self.person_chains.get(&author)?;
        let found = own.get(&Some(device)).or_else(|| own.get(&None));
        found.map(|chain| chain.leaf.key)
    }
}

/// Gives a device as the office's rules and the published roster name it.
pub(super) fn desk_entry(row: &DeviceRow) -> DeskEntry {
    let unit = |unit: UnitId| domain::id::UnitId::from_bytes(*unit.as_bytes());
    DeskEntry {
        device: domain::id::DeviceId::from_bytes(*row.device.as_bytes()),
        unit: unit(row.unit),
        desk_no: row.desk_no,
        shared_with: row.shared_with.iter().copied().map(unit).collect(),
    }
}

fn staff_member(row: &PersonRow) -> StaffMember {
    StaffMember {
        id: domain::id::PersonId::from_bytes(*row.person.as_bytes()),
        name: row.name.clone(),
        unit: domain::id::UnitId::from_bytes(*row.unit.as_bytes()),
        key: None,
        desk_keys: Vec::new(),
    }
}

/// Gives the ledger's name of an office.
pub(crate) const fn unit_id(unit: &Unit) -> UnitId {
    UnitId::from_bytes(*unit.id.as_bytes())
}
