//! The dossiers in which records contradict each other, for whoever must decide.

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::failure::Failure;

/// Dossiers in conflict listed at once.
const CONFLICTS_MAX: u32 = 500;

impl Reader {
    /// Lists dossiers in which records contradict each other and nobody has decided.
    ///
    /// # Errors
    /// The file.
    pub fn list_conflicts(&self, viewer: &Viewer) -> Result<Vec<DossierRow>, Failure> {
        let failed = "listing conflicts";
        let mut select = self
            .connection()
            .prepare_cached(include_str!("conflicts/undecided.sql"))
            .map_err(Failure::sqlite(failed))?;
        let numbers: Vec<i64> = select
            .query_map([CONFLICTS_MAX], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(Failure::sqlite(failed))?;
        rows::read_many(self.connection(), viewer, &numbers)
    }
}
