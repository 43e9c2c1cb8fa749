//! What an office holds and could hand over, by dossier.
//!
//! Where it goes is the person's choice; the list says what lies here and since when.

use domain::id::{DossierId, UnitId};
use domain::party::Holder;
use rusqlite::Connection;

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::failure::Failure;
use crate::row::Bytes;

/// Dossiers listed at once; a manifest has at most as many lines.
const LINES_MAX: i64 = 500;

/// A dossier with papers that can be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverLine {
    /// The dossier.
    pub row: DossierRow,
    /// Originals that cannot be replaced among the papers held here.
    pub originals: u32,
    /// The other papers held here.
    pub others: u32,
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
        let numbers: Vec<i64> = found.iter().map(|(number, _, _)| *number).collect();
        let lines = rows::read_many(self.connection(), viewer, &numbers)?
            .into_iter()
            .zip(found)
            .map(|(row, (_, originals, others))| HandOverLine {
                row,
                originals,
                others,
            })
            .collect();
        Ok(HandOverGroup { unit, lines })
    }

    /// Says who held a paper's dossier last; for sentences beside a list.
    ///
    /// # Errors
    /// The file.
    pub fn holder_of(&self, dossier: DossierId) -> Result<Option<Holder>, Failure> {
        let loaded = crate::desk::load_entries(self.connection(), *dossier.as_bytes())?;
        let folded = domain::dossier::fold(dossier, &loaded.entries);
        let holder = folded
            .papers
            .values()
            .find_map(|held| held.custody.holder().cloned());
        Ok(holder)
    }
}

fn held(connection: &Connection, unit: UnitId) -> Result<Vec<(i64, u32, u32)>, Failure> {
    let failed = "listing what can be handed over";
    let mut select = connection
        .prepare_cached(include_str!("hand_over/held.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((Bytes(*unit.as_bytes()), LINES_MAX), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
