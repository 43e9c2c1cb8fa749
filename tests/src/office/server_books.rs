//! The server's own file, read beside it: the heads of the desks' chains as the server has them,
//! what desks wrote of a dossier, and what stands in the feed of an office.
//!
//! Nothing is asked of the server program here: its file is a second witness of what it says.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params};
use serde_json::{Value, json};

use super::text;
use crate::process::Desk;

/// The end of a desk's own chain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The desk's device.
    pub(super) device: String,
    seq: u64,
    hash: String,
}

/// The server's file.
pub(super) struct ServerBooks {
    file: Connection,
}

impl ServerBooks {
    /// Opens the file in the server's folder, to be read only.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("district.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(&path, flags);
        let file = file.with_context(|| format!("opening {}", path.display()))?;
        Ok(Self { file })
    }

    /// Compares the head of a desk's chain with what the server holds of it without a gap.
    pub(super) fn compare_head(&self, desk: &mut Desk) -> Result<Head> {
        let own = desk.must("get_desk_head", json!({}))?;
        let (device, life) = (text(&own, "device")?, text(&own, "incarnation")?);
        let head = |seq: &Value, hash: &str| -> Result<Head> {
            Ok(Head {
                device: device.to_owned(),
                seq: seq.as_u64().context("a place")?,
                hash: hash.to_owned(),
            })
        };
        let sql = "SELECT up_to, lower(hex(hash)) FROM chain \
                   WHERE lower(hex(device)) = ?1 AND lower(hex(life)) = ?2";
        let held: Option<(i64, String)> = self
            .file
            .query_row(sql, (device, life), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (up_to, hash) = held.with_context(|| format!("the server has no chain of {device}"))?;
        let here = head(&own["seq"], text(&own, "hash")?)?;
        let there = head(&json!(up_to), &hash)?;
        ensure!(
            here == there,
            "{here:?} at the desk, {there:?} at the server"
        );
        Ok(here)
    }

    /// Gives the hashes of what a desk wrote of a dossier, as the server has them.
    pub(super) fn written_of(&self, dossier: &str, device: &str) -> Result<BTreeSet<String>> {
        let sql = "SELECT lower(hex(record.hash)) FROM history \
                   JOIN record ON record.number = history.number \
                   JOIN chain ON chain.number = record.chain \
                   WHERE lower(hex(history.subject)) = ?1 AND lower(hex(chain.device)) = ?2";
        Ok(self.hashes(sql, (dossier, device))?.into_iter().collect())
    }

    /// Gives the hashes that stand in the feed of an office, in their order.
    pub(super) fn feed(&self, unit: &str) -> Result<Vec<String>> {
        let sql = "SELECT lower(hex(record)) FROM feed WHERE lower(hex(unit)) = ?1 \
                   ORDER BY position";
        self.hashes(sql, [unit])
    }

    fn hashes(&self, sql: &str, of: impl Params) -> Result<Vec<String>> {
        let mut select = self.file.prepare(sql)?;
        let rows = select.query_map(of, |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
