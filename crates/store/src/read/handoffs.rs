//! Handoffs: what was offered to whom, what came of it, line by line.

use domain::handoff::{Handoff, HandoffStatus};
use domain::id::{DossierId, HandoffId, PersonId, UnitId};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};

use super::dossier::TimelineEntry;
use super::rows::{self, DossierRow, SyncState};
use super::{Reader, Viewer};
use crate::desk::load_entries;
use crate::failure::Failure;
use crate::row::{Bytes, id, id_or_none, odd};

/// Handoffs listed at once, newest first.
const HANDOFFS_MAX: i64 = 500;

/// Which handoffs of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It gave.
    Outgoing,
    /// It is to take.
    Incoming,
    /// Either.
    All,
}

/// A handoff in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoffRow {
    /// Which.
    pub id: HandoffId,
    /// The printed number.
    pub number: String,
    /// Who gives.
    pub from_unit: Option<UnitId>,
    /// By name.
    pub from_person: Option<PersonId>,
    /// To whom.
    pub to_unit: Option<UnitId>,
    /// By name, where one was.
    pub to_person: Option<PersonId>,
    /// When it was offered, µs UTC.
    pub offered_at: i64,
    /// How far it has come.
    pub status: HandoffStatus,
    /// Who answered.
    pub taken_by: Option<PersonId>,
    /// When, µs UTC.
    pub answered_at: Option<i64>,
    /// Papers at which a person must look again.
    pub exceptions: u32,
    /// Originals on it.
    pub originals: u32,
    /// Other papers on it.
    pub others: u32,
    /// Dossiers on it.
    pub lines: u32,
    /// The signed minutes exist.
    pub minutes_signed: bool,
    /// Records that crossed.
    pub crossed: u32,
    /// How far its records have come.
    pub sync: SyncState,
}

/// A handoff opened.
#[derive(Debug, Clone)]
pub struct OpenedHandoff {
    /// As lists show it.
    pub row: HandoffRow,
    /// Its state.
    pub handoff: Handoff,
    /// The dossiers on it, in the order of its lines; absent where one has not arrived.
    pub dossiers: Vec<(DossierId, Option<DossierRow>)>,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
}

impl Reader {
    /// Lists the handoffs of an office, newest first.
    ///
    /// # Errors
    /// The file.
    pub fn list_handoffs(
        &self,
        unit: UnitId,
        direction: Direction,
    ) -> Result<Vec<HandoffRow>, Failure> {
        let sql = match direction {
            Direction::Outgoing => include_str!("handoffs/outgoing.sql"),
            Direction::Incoming => include_str!("handoffs/incoming.sql"),
            Direction::All => include_str!("handoffs/all.sql"),
        };
        self.handoff_rows(sql, unit)
    }

    /// Lists the handoffs that a dossier stood on, newest first.
    ///
    /// # Errors
    /// The file.
    pub fn list_handoffs_of(&self, dossier: DossierId) -> Result<Vec<HandoffRow>, Failure> {
        let sql = include_str!("handoffs/of_dossier.sql");
        self.handoff_rows(sql, UnitId::from_bytes(*dossier.as_bytes()))
    }

    /// Opens a handoff; none where it is not on this machine.
    ///
    /// # Errors
    /// The file.
    pub fn open_handoff(
        &self,
        viewer: &Viewer,
        id: HandoffId,
    ) -> Result<Option<OpenedHandoff>, Failure> {
        let _held = self.snapshot()?;
        let connection = self.connection();
        let Some(row) = self.find_handoff(id)? else {
            return Ok(None);
        };
        let loaded = load_entries(connection, *id.as_bytes())?;
        let handoff = domain::handoff::fold(id, &loaded.entries);
        let timeline = self.timeline(viewer, *id.as_bytes(), loaded, |entry| {
            let steps = handoff.steps.iter();
            steps
                .clone()
                .find(|step| step.record == entry.record())
                .map(|step| step.no_effect)
        })?;
        let lines = handoff
            .offered
            .as_ref()
            .map_or(&[][..], |(_, event)| &event.lines);
        let mut dossiers = Vec::with_capacity(lines.len());
        for line in lines {
            dossiers.push((line.dossier, self.find_row(viewer, line.dossier)?));
        }
        Ok(Some(OpenedHandoff {
            row,
            handoff,
            dossiers,
            timeline,
        }))
    }

    /// Reads the row of a handoff; none where it is not on this machine.
    ///
    /// # Errors
    /// The file.
    pub fn find_handoff(&self, id: HandoffId) -> Result<Option<HandoffRow>, Failure> {
        let number: Option<i64> = self
            .connection()
            .prepare_cached("SELECT number FROM handoff WHERE handoff = ?1")
            .and_then(|mut select| {
                select
                    .query_row([Bytes(*id.as_bytes())], |row| row.get(0))
                    .optional()
            })
            .map_err(Failure::sqlite("finding a handoff"))?;
        number
            .map(|number| read_handoff(self.connection(), number))
            .transpose()
    }

    /// Reads the row of a dossier; none where it is not on this machine.
    ///
    /// # Errors
    /// The file.
    pub fn find_row(
        &self,
        viewer: &Viewer,
        dossier: DossierId,
    ) -> Result<Option<DossierRow>, Failure> {
        let number: Option<i64> = self
            .connection()
            .prepare_cached("SELECT number FROM dossier WHERE dossier = ?1")
            .and_then(|mut select| {
                select
                    .query_row([Bytes(*dossier.as_bytes())], |row| row.get(0))
                    .optional()
            })
            .map_err(Failure::sqlite("finding a dossier"))?;
        number
            .map(|number| rows::read(self.connection(), viewer, number))
            .transpose()
    }

    fn handoff_rows(&self, sql: &'static str, key: UnitId) -> Result<Vec<HandoffRow>, Failure> {
        let failed = "listing handoffs";
        let mut select = self
            .connection()
            .prepare_cached(sql)
            .map_err(Failure::sqlite(failed))?;
        let numbers: Vec<i64> = select
            .query_map((Bytes(*key.as_bytes()), HANDOFFS_MAX), |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(Failure::sqlite(failed))?;
        numbers
            .into_iter()
            .map(|number| read_handoff(self.connection(), number))
            .collect()
    }
}

fn read_handoff(connection: &Connection, number: i64) -> Result<HandoffRow, Failure> {
    connection
        .prepare_cached(include_str!("handoffs/by_number.sql"))
        .and_then(|mut select| select.query_row([number], read_row))
        .map_err(Failure::sqlite("reading a handoff's row"))
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<HandoffRow> {
    Ok(HandoffRow {
        id: HandoffId::from_bytes(id(row, 0)?),
        number: row.get(1)?,
        from_unit: id_or_none(row, 2)?.map(UnitId::from_bytes),
        from_person: id_or_none(row, 3)?.map(PersonId::from_bytes),
        to_unit: id_or_none(row, 4)?.map(UnitId::from_bytes),
        to_person: id_or_none(row, 5)?.map(PersonId::from_bytes),
        offered_at: row.get(6)?,
        status: status(row, 7)?,
        taken_by: id_or_none(row, 8)?.map(PersonId::from_bytes),
        answered_at: row.get(9)?,
        exceptions: row.get(10)?,
        originals: row.get(11)?,
        others: row.get(12)?,
        lines: row.get(13)?,
        minutes_signed: row.get(14)?,
        crossed: row.get(15)?,
        sync: SyncState::read(row, 16)?,
    })
}

fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<HandoffStatus> {
    Ok(match row.get::<_, i64>(column)? {
        0 => HandoffStatus::Unknown,
        1 => HandoffStatus::Offered,
        2 => HandoffStatus::Accepted,
        3 => HandoffStatus::AcceptedWithExceptions,
        4 => HandoffStatus::Refused,
        5 => HandoffStatus::Withdrawn,
        _ => return Err(odd(column, Type::Integer)),
    })
}
