//! From what a record says to the offices that must hear of it.
//!
//! The only place where the server looks into facts. A kind that it does not know is kept and
//! follows its subject; a known kind with unreadable facts is kept without effect.

use domain::event::{ActingFault, Event, UnreadableFacts};
use domain::id::PersonId;
use domain::party::Author;
use ledger::carried::carried_original;
use ledger::id::UnitId;
use ledger::kind::CARRIED;
use ledger::part::PartName;
use ledger::record::Record;

use super::Registry;

/// The facts of a known kind cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the facts of a known kind cannot be read")]
pub struct Unroutable;

/// Whoever knows what records mean.
pub trait Routing: Send {
    /// Lists the offices that a record names.
    ///
    /// # Errors
    /// Its kind is known and its facts cannot be read.
    fn units(&self, record: &Record) -> Result<Vec<UnitId>, Unroutable>;

    /// Says whether the author's own signature must stand on it.
    fn needs_author(&self, record: &Record) -> bool;

    /// Says what stands against the author's acting as the record says, by the duties at one
    /// moment; nothing where its kind is not known.
    fn acting_fault(&self, record: &Record, registry: &Registry, at: i64) -> Option<ActingFault>;
}

/// Routing by the office's own events.
#[derive(Debug, Clone, Copy, Default)]
pub struct DomainRouting;

impl Routing for DomainRouting {
    fn units(&self, record: &Record) -> Result<Vec<UnitId>, Unroutable> {
        let event = with_original(record, read_event)?;
        let units = event.map(|event| event.units()).unwrap_or_default();
        Ok(units
            .iter()
            .map(|unit| UnitId::from_bytes(*unit.as_bytes()))
            .collect())
    }

    fn needs_author(&self, record: &Record) -> bool {
        matches!(with_original(record, read_event), Ok(Some(event)) if event.moves_custody())
    }

    fn acting_fault(&self, record: &Record, registry: &Registry, at: i64) -> Option<ActingFault> {
        let event = read_event(record).ok().flatten()?;
        let header = record.header();
        let author = header.author.map_or(Author::System, |person| {
            Author::Person(PersonId::from_bytes(*person.as_bytes()))
        });
        registry.acting_fault(&event, author, header.device, at)
    }
}

/// Looks at what is carried, where a record carries another.
fn with_original<T>(
    record: &Record,
    look: impl Fn(&Record) -> Result<T, Unroutable>,
) -> Result<T, Unroutable> {
    if record.header().kind != CARRIED {
        return look(record);
    }
    carried_original(record)
        .map_err(|_| Unroutable)
        .and_then(|original| look(&original))
}

fn read_event(record: &Record) -> Result<Option<Event>, Unroutable> {
    let header = record.header();
    let Some(facts) = record.find_part(PartName::Facts) else {
        return Ok(None);
    };
    match Event::decode(header.kind, header.version, &facts.bytes) {
        Ok(event) => Ok(Some(event)),
        Err(UnreadableFacts::UnknownKind { .. }) => Ok(None),
        Err(UnreadableFacts::Malformed { .. }) => Err(Unroutable),
    }
}
