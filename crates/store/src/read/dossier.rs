//! One dossier opened: its state folded from its records, its words where the viewer may read
//! them, and everything that happened, in order.

use std::collections::BTreeMap;

use domain::dossier::{Dossier, NoEffect};
use domain::entry::Entry;
use domain::event::{CasePart, PersonPart};
use domain::id::{DossierId, RecordRef};
use ledger::{AuthorStanding, ClockGrade, PartName};
use rusqlite::{OptionalExtension, Row};

use super::rows::{self, DossierRow, SyncState};
use super::{Reader, Viewer};
use crate::desk::parts::{FoundPart, OpenedKeys, SealedPart};
use crate::desk::{Loaded, Standing, load_entries};
use crate::failure::Failure;
use crate::ids::record_hash;
use crate::row::Bytes;

/// A dossier with everything the desk knows of it.
#[derive(Debug, Clone)]
pub struct OpenedDossier {
    /// As lists show it.
    pub row: DossierRow,
    /// Its state.
    pub dossier: Dossier,
    /// What happened, in the order in which it counts.
    pub timeline: Vec<TimelineEntry>,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// The event in its place.
    pub entry: Entry,
    /// Why it changed nothing, unless it did.
    pub no_effect: Option<NoEffect>,
    /// Its records of the same subject have not all arrived.
    pub is_waiting: bool,
    /// Who the citizens are, where the viewer may know.
    pub person: Option<PersonPart>,
    /// What the case is about, where the viewer may know.
    pub case: Option<CasePart>,
    /// What the author's signature was worth when it came.
    pub standing: AuthorStanding,
    /// How far its writer's clock could be believed.
    pub clock: ClockGrade,
    /// How far it has come.
    pub sync: SyncState,
}

impl OpenedDossier {
    /// Gives the person part that holds a dossier's applicant.
    #[must_use]
    pub fn reception(&self) -> Option<&TimelineEntry> {
        let (record, _) = self.dossier.received.as_ref()?;
        self.find(*record)
    }

    /// Finds a record of the timeline.
    #[must_use]
    pub fn find(&self, record: RecordRef) -> Option<&TimelineEntry> {
        self.timeline
            .iter()
            .find(|step| step.entry.record() == record)
    }
}

impl Reader {
    /// Opens a dossier; none where it is not on this machine.
    ///
    /// # Errors
    /// The file.
    pub fn open_dossier(
        &self,
        viewer: &Viewer,
        id: DossierId,
    ) -> Result<Option<OpenedDossier>, Failure> {
        let _held = self.snapshot()?;
        let number: Option<i64> = self
            .connection()
            .prepare_cached("SELECT number FROM dossier WHERE dossier = ?1")
            .and_then(|mut select| {
                select
                    .query_row([Bytes(*id.as_bytes())], |row| row.get(0))
                    .optional()
            })
            .map_err(Failure::sqlite("finding a dossier"))?;
        let Some(number) = number else {
            return Ok(None);
        };
        let row = rows::read(self.connection(), viewer, number)?;
        let loaded = load_entries(self.connection(), *id.as_bytes())?;
        let dossier = domain::dossier::fold(id, &loaded.entries);
        let effects: BTreeMap<RecordRef, Option<NoEffect>> = dossier
            .steps
            .iter()
            .map(|step| (step.record, step.no_effect))
            .collect();
        let timeline = self.timeline(viewer, *id.as_bytes(), loaded, |entry| {
            effects.get(&entry.record()).copied()
        })?;
        Ok(Some(OpenedDossier {
            row,
            dossier,
            timeline,
        }))
    }

    /// Puts what happened to a subject in order, with the parts that the viewer may read. Parts and
    /// ways are read for all its records at once: one by one they would be most of the time.
    pub(super) fn timeline(
        &self,
        viewer: &Viewer,
        subject: [u8; 16],
        loaded: Loaded,
        effect: impl Fn(&Entry) -> Option<Option<NoEffect>>,
    ) -> Result<Vec<TimelineEntry>, Failure> {
        let parts: BTreeMap<(i64, u8), SealedPart> =
            self.of_subject(include_str!("dossier/parts.sql"), subject, |row| {
                Ok(((row.get(0)?, row.get(1)?), SealedPart::read(row)?))
            })?;
        let ways: BTreeMap<i64, SyncState> =
            self.of_subject(include_str!("dossier/ways.sql"), subject, |row| {
                Ok((row.get(0)?, SyncState::read(row, 1)?))
            })?;
        let mut keys = OpenedKeys::default();
        let mut timeline = Vec::with_capacity(loaded.entries.len());
        for entry in loaded.entries {
            let found = *loaded
                .rows
                .get(&entry.record())
                .ok_or(Failure::Unreadable("a record"))?;
            let hash = record_hash(entry.record());
            let mut open = |name: PartName| {
                let sealed = parts.get(&(found.row, name.code()));
                keys.unseal(self.connection(), viewer, sealed, &hash, name)
                    .map(bytes_of)
            };
            let (person, case) = (open(PartName::Person)?, open(PartName::Case)?);
            let effect = effect(&entry);
            timeline.push(TimelineEntry {
                no_effect: effect.flatten(),
                is_waiting: effect.is_none(),
                person: person.and_then(|bytes| PersonPart::decode(&bytes).ok()),
                case: case.and_then(|bytes| CasePart::decode(&bytes).ok()),
                standing: Standing::from_code(found.standing)
                    .ok_or(Failure::Unreadable("a standing"))?
                    .0,
                clock: found.clock,
                sync: *ways
                    .get(&found.row)
                    .ok_or(Failure::Unreadable("a record's way"))?,
                entry,
            });
        }
        timeline.sort_by_key(|step| step.entry.place);
        Ok(timeline)
    }

    /// Reads something of all records of a subject.
    fn of_subject<K: Ord, V>(
        &self,
        sql: &str,
        subject: [u8; 16],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<(K, V)>,
    ) -> Result<BTreeMap<K, V>, Failure> {
        self.connection()
            .prepare_cached(sql)
            .and_then(|mut select| select.query_map([Bytes(subject)], read)?.collect())
            .map_err(Failure::sqlite("reading what belongs to a subject"))
    }
}

fn bytes_of(found: FoundPart) -> Option<Vec<u8>> {
    match found {
        FoundPart::Open(part) => Some(part.bytes),
        FoundPart::Closed | FoundPart::Absent => None,
    }
}
