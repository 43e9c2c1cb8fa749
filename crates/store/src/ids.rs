//! The same sixteen bytes have one type in the ledger and one in the domain; here they meet.
//!
//! Nothing else in the house needs both, so nothing else converts.

use domain::id as office;
use ledger::id as chain;

/// Names a record for the domain.
#[must_use]
pub const fn record_ref(hash: chain::Hash) -> office::RecordRef {
    office::RecordRef::from_bytes(*hash.as_bytes())
}

/// Gives the hash that names a record.
#[must_use]
pub const fn record_hash(record: office::RecordRef) -> chain::Hash {
    chain::Hash::from_bytes(*record.as_bytes())
}

/// Names a person for the ledger.
#[must_use]
pub const fn ledger_person(person: office::PersonId) -> chain::PersonId {
    chain::PersonId::from_bytes(*person.as_bytes())
}

/// Names a person for the domain.
#[must_use]
pub const fn office_person(person: chain::PersonId) -> office::PersonId {
    office::PersonId::from_bytes(*person.as_bytes())
}

/// Names a unit for the ledger.
#[must_use]
pub const fn ledger_unit(unit: office::UnitId) -> chain::UnitId {
    chain::UnitId::from_bytes(*unit.as_bytes())
}

/// Names a unit for the domain.
#[must_use]
pub const fn office_unit(unit: chain::UnitId) -> office::UnitId {
    office::UnitId::from_bytes(*unit.as_bytes())
}

/// Names an act for the ledger.
#[must_use]
pub const fn ledger_act(act: office::ActId) -> chain::ActId {
    chain::ActId::from_bytes(*act.as_bytes())
}

/// Names an act for the domain.
#[must_use]
pub const fn office_act(act: chain::ActId) -> office::ActId {
    office::ActId::from_bytes(*act.as_bytes())
}
