//! Who can hold a paper, and who passes it to whom.
//!
//! A holder is one of four: the citizen, a member of staff at a unit, a storage place of a
//! unit, a carrier. A party to a handoff is a unit, perhaps with a named person.

use minicbor::{Decode, Encode};

use crate::id::{PersonId, UnitId};

/// Where a paper lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Holder {
    /// The citizen, or the person authorised.
    #[n(0)]
    Citizen,
    /// A member of staff answers for it.
    #[n(1)]
    Staff {
        /// Where she works.
        #[n(0)]
        unit: UnitId,
        /// Who she is.
        #[n(1)]
        person: PersonId,
    },
    /// A storage place of a unit.
    #[n(2)]
    Place {
        /// Whose place.
        #[n(0)]
        unit: UnitId,
        /// «Ngăn B3».
        #[n(1)]
        place: String,
    },
    /// A carrier, under an item number.
    #[n(3)]
    Carrier {
        /// S10 or domestic.
        #[n(0)]
        item_no: String,
    },
}

impl Holder {
    /// Gives the unit that answers for the paper, if it is one of ours.
    #[must_use]
    pub const fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Staff { unit, .. } | Self::Place { unit, .. } => Some(*unit),
            Self::Citizen | Self::Carrier { .. } => None,
        }
    }
}

/// One side of a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct Party {
    /// The office.
    #[n(0)]
    pub unit: UnitId,
    /// The person, where one is named; anyone of the unit otherwise.
    #[n(1)]
    pub person: Option<PersonId>,
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Author {
    /// A machine by itself; never shown under a person's name.
    #[n(0)]
    System,
    /// A person, who signed.
    #[n(1)]
    Person(#[n(0)] PersonId),
}

impl Author {
    /// Gives the person, unless the machine did it.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::System => None,
            Self::Person(person) => Some(person),
        }
    }
}
