//! The records of one subject, read back as what the domain folds.
//!
//! A record of a kind that this program does not know is kept and passed on but cannot be
//! folded; what was written after it is read as written after what *it* followed. A record whose
//! lamport is not one more than the greatest of what it followed has no effect, whoever wrote it.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut passed: BTreeMap<RecordRef, Followed> = BTreeMap::new();
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
                passed.insert(record_ref(hash), followed_of(&header, subject));
            }
        }
    }
    leave_out_misplaced(&mut loaded.entries, &mut passed);
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

/// What a record that cannot be folded was written after.
pub(crate) struct Followed {
    lamport: u64,
    deps: Vec<RecordRef>,
}

fn followed_of(header: &Header, subject: [u8; 16]) -> Followed {
    let link = header
        .subjects
        .iter()
        .find(|link| *link.id.as_bytes() == subject);
    Followed {
        lamport: link.map_or(0, |link| link.lamport),
        deps: link.map_or_else(Vec::new, |link| {
            link.deps.iter().map(|dep| record_ref(*dep)).collect()
        }),
    }
}

/// Leaves out what claims another place in the order than what it followed gives it. Where a dep
/// is not here the place cannot be judged; such an entry waits.
pub(crate) fn leave_out_misplaced(
    entries: &mut Vec<Entry>,
    passed: &mut BTreeMap<RecordRef, Followed>,
) {
    let folded = entries
        .iter()
        .map(|entry| (entry.record(), entry.place.lamport));
    let unknown = passed
        .iter()
        .map(|(record, followed)| (*record, followed.lamport));
    let lamports: BTreeMap<RecordRef, u64> = folded.chain(unknown).collect();
    let is_placed = |lamport: u64, deps: &[RecordRef]| {
        let mut greatest = 0_u64;
        for dep in deps {
            let Some(known) = lamports.get(dep) else {
                return true;
            };
            greatest = greatest.max(*known);
        }
        greatest.checked_add(1) == Some(lamport)
    };
    entries.retain(|entry| is_placed(entry.place.lamport, &entry.deps));
    passed.retain(|_, followed| is_placed(followed.lamport, &followed.deps));
}

/// Replaces deps on records that cannot be folded by what those followed.
fn follow_through(entries: &mut [Entry], passed: &BTreeMap<RecordRef, Followed>) {
    for entry in entries {
        let mut open = std::mem::take(&mut entry.deps);
        let mut seen = BTreeSet::new();
        while let Some(dep) = open.pop() {
            if !seen.insert(dep) {
                continue;
            }
            match passed.get(&dep) {
                Some(followed) => open.extend(&followed.deps),
                None => entry.deps.push(dep),
            }
        }
    }
}
