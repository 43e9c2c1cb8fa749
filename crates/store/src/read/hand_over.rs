//! What an office holds and could hand over, by dossier and paper.
//!
//! Where it goes is the person's choice; the list says what lies here and what a rule needs to
//! propose a destination.

use domain::event::ReturnChannel;
use domain::id::{PaperId, UnitId};
use domain::paper::{Paper, PaperFate, PaperForm};
use rusqlite::types::Type;
use rusqlite::{Connection, Row};

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::desk::codes;
use crate::failure::Failure;
use crate::row::{Bytes, id, odd};

/// Dossiers listed at once; a manifest has at most as many lines.
const LINES_MAX: i64 = 500;

/// A dossier with papers that can be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverLine {
    /// The dossier.
    pub row: DossierRow,
    /// How the citizen wants the result.
    pub return_channel: ReturnChannel,
    /// The papers held here, in the order in which they were taken in.
    pub papers: Vec<Paper>,
}

/// What one office can hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverGroup {
    /// Whose papers.
    pub unit: UnitId,
    /// The dossiers, newest first.
    pub lines: Vec<HandOverLine>,
}

impl Reader {
    /// Lists the dossiers of which an office holds papers that are on no manifest.
    ///
    /// # Errors
    /// The file.
    pub fn list_hand_over(&self, viewer: &Viewer, unit: UnitId) -> Result<HandOverGroup, Failure> {
        let found = held(self.connection(), unit)?;
        let numbers: Vec<i64> = found.iter().map(|(number, ..)| *number).collect();
        let rows = rows::read_many(self.connection(), viewer, &numbers)?;
        let lines = rows.into_iter().zip(found);
        let lines = lines.map(|(row, (_, dossier, return_channel))| {
            Ok(HandOverLine {
                row,
                return_channel,
                papers: papers(self.connection(), unit, dossier)?,
            })
        });
        Ok(HandOverGroup {
            unit,
            lines: lines.collect::<Result<_, Failure>>()?,
        })
    }
}

type Held = (i64, [u8; 16], ReturnChannel);

fn held(connection: &Connection, unit: UnitId) -> Result<Vec<Held>, Failure> {
    let failed = "listing what can be handed over";
    let mut select = connection
        .prepare_cached(include_str!("hand_over/held.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((Bytes(*unit.as_bytes()), LINES_MAX), |row| {
        let channel = coded(row, 2, codes::return_channel)?;
        Ok((row.get(0)?, id(row, 1)?, channel))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

fn papers(connection: &Connection, unit: UnitId, dossier: [u8; 16]) -> Result<Vec<Paper>, Failure> {
    let failed = "listing papers that can be handed over";
    let mut select = connection
        .prepare_cached(include_str!("hand_over/papers.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((Bytes(*unit.as_bytes()), Bytes(dossier)), paper);
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

fn paper(row: &Row<'_>) -> rusqlite::Result<Paper> {
    Ok(Paper {
        id: PaperId::from_bytes(id(row, 0)?),
        name: row.get(1)?,
        form: coded::<PaperForm>(row, 2, codes::paper_form)?,
        count: row.get(3)?,
        irreplaceable: row.get(4)?,
        fate: coded::<PaperFate>(row, 5, codes::paper_fate)?,
    })
}

fn coded<T>(row: &Row<'_>, column: usize, read: fn(i64) -> Option<T>) -> rusqlite::Result<T> {
    read(row.get(column)?).ok_or_else(|| odd(column, Type::Integer))
}
