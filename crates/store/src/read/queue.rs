//! The queue as people see it: what is on this machine alone, and what came back with a reason.
//!
//! A record that the server keeps without effect is received and still listed, until a person
//! has dealt with it.

use domain::event::Subject;
use ledger::Hash;
use ledger::id::DeviceId;
use rusqlite::Row;
use rusqlite::types::Type;

use super::Reader;
use crate::desk::read_header;
use crate::exchange::{Alarm, ServerVerdict, alarm};
use crate::failure::Failure;
use crate::row::{hash, id_or_none, odd};

/// Items listed at once; the counts tell of all.
const ITEMS_MAX: u32 = 1_000;

/// Where a queued record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// It waits to be sent.
    Waiting,
    /// It waits until somebody signs in who can open its parts.
    WaitingForSignIn,
    /// The server said this of it.
    Answered(ServerVerdict),
}

/// One record in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueItem {
    /// The record.
    pub record: Hash,
    /// Its place in the chain.
    pub seq: u64,
    /// Its kind, by number.
    pub kind: u16,
    /// Its subject, where the domain knows one of that kind.
    pub subject: Option<Subject>,
    /// When it was recorded, µs UTC.
    pub recorded_at: i64,
    /// Since when it waits, or when the server spoke, µs UTC.
    pub since: i64,
    /// Where it is.
    pub state: QueueState,
    /// How often it was sent without a receipt; none once the server has it.
    pub tries: Option<u32>,
}

impl Reader {
    /// Lists the queue: what came back first, then what waits, oldest first.
    ///
    /// # Errors
    /// The file.
    pub fn list_queue(&self) -> Result<Vec<QueueItem>, Failure> {
        let failed = "listing the queue";
        let mut items = Vec::new();
        for sql in [
            include_str!("queue/answered.sql"),
            include_str!("queue/waiting.sql"),
        ] {
            let mut select = self
                .connection()
                .prepare_cached(sql)
                .map_err(Failure::sqlite(failed))?;
            let rows: Vec<Read> = select
                .query_map([ITEMS_MAX], read_item)
                .and_then(Iterator::collect)
                .map_err(Failure::sqlite(failed))?;
            for (header, mut item, subject) in rows {
                let header = read_header(&header)?;
                item.recorded_at = header.recorded_at;
                item.seq = header.seq;
                item.subject = subject.and_then(|subject| {
                    let kind = domain::event::Event::subject_kind(item.kind)?;
                    Some(kind.subject(subject))
                });
                items.push(item);
            }
        }
        Ok(items)
    }

    /// Lists alarms: those that nobody has seen first, the latest first.
    ///
    /// # Errors
    /// The file.
    pub fn list_alarms(&self) -> Result<Vec<Alarm>, Failure> {
        alarm::list(self.connection())
    }

    /// Names the device of this file.
    ///
    /// # Errors
    /// The file.
    pub fn device(&self) -> Result<DeviceId, Failure> {
        Ok(crate::desk::read_present(self.connection())?.head.device)
    }
}

type Read = (Vec<u8>, QueueItem, Option<[u8; 16]>);

fn read_item(row: &Row<'_>) -> rusqlite::Result<Read> {
    let verdict: Option<i64> = row.get(5)?;
    let state = match verdict {
        Some(verdict) => ServerVerdict::from_codes(verdict, row.get(6)?)
            .map(QueueState::Answered)
            .ok_or_else(|| odd(5, Type::Integer))?,
        None if row.get(7)? => QueueState::WaitingForSignIn,
        None => QueueState::Waiting,
    };
    let item = QueueItem {
        record: hash(row, 0)?,
        seq: 0,
        kind: row.get(1)?,
        subject: None,
        recorded_at: 0,
        since: row.get(4)?,
        state,
        tries: row.get(8)?,
    };
    Ok((row.get(2)?, item, id_or_none(row, 3)?))
}
