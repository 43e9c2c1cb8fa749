//! Making every projection again from the records.
//!
//! The rows must come out as they stood; that they do is what says that nothing but records
//! was ever the source.

use domain::event::Event;
use rusqlite::Transaction;

use super::Desk;
use super::project::project;
use crate::failure::Failure;
use crate::index;
use crate::row::id;

/// What was made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Dossiers and handoffs.
    pub subjects: u64,
}

impl Desk {
    /// Makes every projection again, in one transaction.
    ///
    /// # Errors
    /// The disk; the projections are then as they were.
    pub fn rebuild(&mut self) -> Result<Rebuilt, Failure> {
        self.write(|pen| {
            pen.is_written = true;
            let indexed_up_to = index::clear(pen.tx)?;
            pen.tx
                .execute_batch(include_str!("rebuild/clear.sql"))
                .map_err(Failure::sqlite("clearing the projections"))?;
            let subjects = list_subjects(pen.tx)?;
            for subject in &subjects {
                project(pen.tx, *subject)?;
            }
            index::catch_up(pen.tx, indexed_up_to)?;
            Ok(Rebuilt {
                subjects: u64::try_from(subjects.len()).unwrap_or(u64::MAX),
            })
        })
    }
}

/// Lists subjects in the order in which they first came, which numbers their rows.
fn list_subjects(tx: &Transaction<'_>) -> Result<Vec<[u8; 16]>, Failure> {
    let failed = "listing the subjects";
    // What cannot be folded here numbers nothing.
    let kinds: Vec<u16> = (0..=u16::MAX)
        .filter(|kind| Event::subject_kind(*kind).is_some())
        .collect();
    let kinds = format!("{kinds:?}");
    let mut select = tx
        .prepare(include_str!("rebuild/subjects.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([kinds], |row| id(row, 0));
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
