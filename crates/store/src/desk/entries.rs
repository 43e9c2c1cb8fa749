//! The records of one subject, read back as what the domain folds.
//!
//! A record of a kind that this program does not know is kept and passed on but cannot be
//! folded; what was written after it is read as written after what *it* followed.

use std::collections::BTreeMap;

use domain::entry::{Entry, Place};
use domain::event::{Event, Subject, SubjectKind};
use domain::id::{DeviceId, IncarnationId, RecordRef};
use domain::party::Author;
use ledger::{Hash, Header};
use rusqlite::Connection;

use crate::failure::Failure;
use crate::ids::{office_act, office_person, record_ref};
use crate::row::{Bytes, hash};

/// The records of one subject with where they lie.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What can be folded.
    pub entries: Vec<Entry>,
    /// Rows by record.
    pub rows: BTreeMap<RecordRef, RecordRow>,
}

/// Where a record lies and what is known of it beside its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRow {
    /// Its row.
    pub row: i64,
    /// What its author's signature was worth when it came, by number.
    pub standing: i64,
    /// How far its writer's clock could be believed.
    pub clock: ledger::ClockGrade,
}

/// Reads the records of a subject.
///
/// # Errors
/// The file, or a header that is none.
pub fn load_entries(connection: &Connection, subject: [u8; 16]) -> Result<Loaded, Failure> {
    let failed = "reading the records of a subject";
    let mut select = connection
        .prepare_cached(include_str!("entries/of_subject.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query([Bytes(subject)])
        .map_err(Failure::sqlite(failed))?;
    let mut loaded = Loaded::default();
    let mut passed: BTreeMap<RecordRef, Vec<RecordRef>> = BTreeMap::new();
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let read = (|| {
            let header: Vec<u8> = row.get(2)?;
            let facts: Option<Vec<u8>> = row.get(3)?;
            Ok((
                row.get(0)?,
                hash(row, 1)?,
                header,
                facts,
                row.get(4)?,
                row.get(5)?,
            ))
        })();
        let (at, hash, header, facts, is_withheld, standing): (i64, Hash, _, _, bool, i64) =
            read.map_err(Failure::sqlite(failed))?;
        let header = read_header(&header)?;
        let found = RecordRow {
            row: at,
            standing,
            clock: header.clock,
        };
        loaded.rows.insert(record_ref(hash), found);
        match entry_of(&header, hash, subject, facts.as_deref(), is_withheld) {
            Some(entry) => loaded.entries.push(entry),
            None => {
                passed.insert(record_ref(hash), deps_of(&header, subject));
            }
        }
    }
    if !passed.is_empty() {
        follow_through(&mut loaded.entries, &passed);
    }
    Ok(loaded)
}

/// Makes the entry of a record, where this program knows its kind.
pub(crate) fn entry_of(
    header: &Header,
    hash: Hash,
    subject: [u8; 16],
    facts: Option<&[u8]>,
    is_withheld: bool,
) -> Option<Entry> {
    let event = Event::decode(header.kind, header.version, facts?).ok()?;
    let link = header
        .subjects
        .iter()
        .find(|link| *link.id.as_bytes() == subject)?;
    Some(Entry {
        place: Place {
            lamport: link.lamport,
            device: DeviceId::from_bytes(*header.device.as_bytes()),
            incarnation: IncarnationId::from_bytes(*header.incarnation.as_bytes()),
            seq: header.seq,
            record: record_ref(hash),
        },
        deps: link.deps.iter().map(|dep| record_ref(*dep)).collect(),
        act: office_act(header.act_id),
        author: header.author.map_or(Author::System, |person| {
            Author::Person(office_person(person))
        }),
        recorded_at: header.recorded_at,
        is_withheld,
        event,
    })
}

/// Reads a header that was checked when it came.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, Failure> {
    minicbor::decode(bytes).map_err(|_| Failure::Unreadable("a header"))
}

/// Says of which kind the subject of an event is.
#[must_use]
pub(crate) fn subject_of(event: &Event, subject: [u8; 16]) -> Option<Subject> {
    if let Event::SignedPrintRecorded(print) = event {
        // The minutes of a handoff are signed for the handoff, the receipt for the dossier.
        let is_handoff = print
            .handoff
            .is_some_and(|handoff| *handoff.as_bytes() == subject);
        let kind = if is_handoff {
            SubjectKind::Handoff
        } else {
            SubjectKind::Dossier
        };
        return Some(kind.subject(subject));
    }
    Event::subject_kind(event.kind()).map(|kind| kind.subject(subject))
}

fn deps_of(header: &Header, subject: [u8; 16]) -> Vec<RecordRef> {
    let links = header
        .subjects
        .iter()
        .filter(|link| *link.id.as_bytes() == subject);
    links
        .flat_map(|link| link.deps.iter().map(|dep| record_ref(*dep)))
        .collect()
}

/// Replaces deps on records that cannot be folded by what those followed.
fn follow_through(entries: &mut [Entry], passed: &BTreeMap<RecordRef, Vec<RecordRef>>) {
    for entry in entries {
        let mut open = std::mem::take(&mut entry.deps);
        // Each unknown record is stepped through once a path; a path cannot be longer.
        let mut steps = passed.len().saturating_mul(4);
        while let Some(dep) = open.pop() {
            match passed.get(&dep) {
                Some(before) if steps > 0 => {
                    steps = steps.saturating_sub(1);
                    open.extend(before);
                }
                Some(_) | None if entry.deps.contains(&dep) => {}
                Some(_) | None => entry.deps.push(dep),
            }
        }
    }
}
