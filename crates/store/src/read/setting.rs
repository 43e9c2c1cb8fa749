//! Drafts and settings: what a person was about to do, and how the desk is set up.
//!
//! A draft lies under a key that only its person's PIN opens; that there is one, and since
//! when, everybody may know.

use domain::id::PersonId;
use rusqlite::OptionalExtension;

use super::Reader;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::keys::vault::Unlocked;
use crate::row::{Bytes, id};

/// Largest draft; a form with forty papers has about 12 KiB.
const DRAFT_BYTES_MAX: usize = 256 * 1_024;

impl Desk {
    /// Keeps a person's draft in the place of the one before.
    ///
    /// # Errors
    /// The disk, or a draft that is too large.
    pub fn save_draft(
        &mut self,
        unlocked: &Unlocked,
        draft: &[u8],
        now: i64,
    ) -> Result<(), Failure> {
        if draft.len() > DRAFT_BYTES_MAX {
            return Err(domain::refusal::Refusal::FieldTooLong("draft").into());
        }
        let person = *unlocked.person.as_bytes();
        self.write(|pen| {
            pen.is_written = true;
            let bytes = unlocked.draft_key.encrypt(pen.entropy, draft, &person)?;
            pen.tx
                .execute(
                    include_str!("setting/save_draft.sql"),
                    (Bytes(person), now, bytes),
                )
                .map(|_| ())
                .map_err(Failure::sqlite("saving a draft"))
        })
    }

    /// Removes a person's draft.
    ///
    /// # Errors
    /// The disk.
    pub fn discard_draft(&mut self, person: PersonId) -> Result<(), Failure> {
        self.write(|pen| {
            pen.is_written = true;
            pen.tx
                .execute(
                    "DELETE FROM draft WHERE person = ?1",
                    [Bytes(*person.as_bytes())],
                )
                .map(|_| ())
                .map_err(Failure::sqlite("discarding a draft"))
        })
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// The disk.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        self.write(|pen| {
            pen.is_written = true;
            pen.tx
                .execute(include_str!("setting/set.sql"), (name, value))
                .map(|_| ())
                .map_err(Failure::sqlite("keeping a setting"))
        })
    }
}

impl Reader {
    /// Reads a person's own draft with the moment it was saved.
    ///
    /// # Errors
    /// The file, or a draft that her key does not open.
    pub fn draft(&self, unlocked: &Unlocked) -> Result<Option<(Vec<u8>, i64)>, Failure> {
        let person = *unlocked.person.as_bytes();
        let found: Option<(i64, Vec<u8>)> = self
            .connection()
            .query_row(
                "SELECT saved_at, bytes FROM draft WHERE person = ?1",
                [Bytes(person)],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(Failure::sqlite("reading a draft"))?;
        found
            .map(|(saved_at, bytes)| {
                let draft = unlocked.draft_key.decrypt(&bytes, &person)?;
                Ok((draft.to_vec(), saved_at))
            })
            .transpose()
    }

    /// Lists who has a draft, and since when.
    ///
    /// # Errors
    /// The file.
    pub fn list_drafts(&self) -> Result<Vec<(PersonId, i64)>, Failure> {
        let failed = "listing drafts";
        let mut select = self
            .connection()
            .prepare_cached("SELECT person, saved_at FROM draft ORDER BY saved_at")
            .map_err(Failure::sqlite(failed))?;
        let rows = select.query_map([], |row| {
            Ok((PersonId::from_bytes(id(row, 0)?), row.get(1)?))
        });
        rows.and_then(Iterator::collect)
            .map_err(Failure::sqlite(failed))
    }

    /// Reads a setting.
    ///
    /// # Errors
    /// The file.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Failure> {
        self.connection()
            .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
            .map_err(Failure::sqlite("reading a setting"))
    }
}
