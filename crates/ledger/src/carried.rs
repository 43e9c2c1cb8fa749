//! Carrying a record inside another.
//!
//! What a lost or forked incarnation had not sent is written again by the next one as a carrier.
//! The original comes out of it whole and is the same record, by hash. Each part travels inside
//! the carrier's part of the same name, so erasing that erases the original's too.

use minicbor::{Decode, Encode};

use crate::{
    encoding::{DecodeFault, from_bytes, to_bytes},
    kind,
    own::{OwnFacts, OwnFault},
    part::{Part, PartName},
    record::{RECORD_BYTES_MAX, Record},
    sealed::SealedHeader,
};

/// The facts of a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Carried {
    /// The original's header and signatures.
    #[n(0)]
    pub original: SealedHeader,
    /// The original's facts.
    #[n(1)]
    pub facts: Option<Part>,
}

impl OwnFacts for Carried {
    const KIND: u16 = kind::CARRIED;
}

/// Gives the parts that a carrier of this record needs, yet without salts.
///
/// A record that is itself a carrier is not wrapped twice: its original is carried.
#[must_use]
pub fn carry(record: &Record) -> Vec<(PartName, Vec<u8>)> {
    let inner = carried_original(record).ok();
    let original = inner.as_ref().unwrap_or(record);
    let facts = original.find_part(PartName::Facts).cloned();
    let carried = Carried {
        original: original.sealed().clone(),
        facts,
    };
    let others = original
        .parts()
        .iter()
        .filter(|part| part.name != PartName::Facts);
    core::iter::once((PartName::Facts, carried.facts()))
        .chain(others.map(|part| (part.name, to_bytes(part))))
        .collect()
}

/// Takes the original out of a carrier, with the parts that are here; verifies neither.
///
/// # Errors
/// When the record is no carrier, or what it carries is no record.
pub fn carried_original(carrier: &Record) -> Result<Record, OwnFault> {
    let unreadable = |source: DecodeFault| OwnFault::Unreadable { source };
    let Carried { original, facts } = Carried::read(carrier)?;
    let others = carrier
        .parts()
        .iter()
        .filter(|part| part.name != PartName::Facts);
    let parts = facts
        .into_iter()
        .map(Ok)
        .chain(others.map(|part| from_bytes(&part.bytes, RECORD_BYTES_MAX)))
        .collect::<Result<Vec<Part>, _>>()
        .map_err(unreadable)?;
    Record::from_sealed(original, parts).map_err(unreadable)
}
