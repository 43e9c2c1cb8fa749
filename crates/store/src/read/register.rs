//! The register (Sổ theo dõi hồ sơ): one volume a desk and year, running numbers without gaps.
//!
//! And the dossiers in which records contradict each other, for whoever must decide.

use domain::id::UnitId;

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::failure::Failure;
use crate::row::Bytes;

/// Entries of a page of the register.
const ENTRIES_MAX: u32 = 1_000;
/// Dossiers in conflict listed at once.
const CONFLICTS_MAX: u32 = 500;

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterEntry {
    /// Volume (quyển).
    pub volume: u16,
    /// Running number in it.
    pub number: u32,
    /// The dossier.
    pub row: DossierRow,
}

impl Reader {
    /// Lists an office's register of one volume, from a running number on.
    ///
    /// # Errors
    /// The file.
    pub fn list_register(
        &self,
        viewer: &Viewer,
        unit: UnitId,
        volume: u16,
        from: u32,
    ) -> Result<Vec<RegisterEntry>, Failure> {
        let failed = "listing the register";
        let mut select = self
            .connection()
            .prepare_cached(include_str!("register/page.sql"))
            .map_err(Failure::sqlite(failed))?;
        let found: Vec<(i64, u32)> = select
            .query_map(
                (Bytes(*unit.as_bytes()), volume, from, ENTRIES_MAX),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .and_then(Iterator::collect)
            .map_err(Failure::sqlite(failed))?;
        found
            .into_iter()
            .map(|(number, running)| {
                let row = rows::read(self.connection(), viewer, number)?;
                Ok(RegisterEntry {
                    volume,
                    number: running,
                    row,
                })
            })
            .collect()
    }

    /// Lists dossiers in which records contradict each other and nobody has decided.
    ///
    /// # Errors
    /// The file.
    pub fn list_conflicts(&self, viewer: &Viewer) -> Result<Vec<DossierRow>, Failure> {
        let failed = "listing conflicts";
        let mut select = self
            .connection()
            .prepare_cached(include_str!("register/conflicts.sql"))
            .map_err(Failure::sqlite(failed))?;
        let numbers: Vec<i64> = select
            .query_map([CONFLICTS_MAX], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(Failure::sqlite(failed))?;
        rows::read_many(self.connection(), viewer, &numbers)
    }
}
