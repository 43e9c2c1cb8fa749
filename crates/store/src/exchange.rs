//! What is exchanged with the upper level, as the desk's file keeps it.
//!
//! The protocol is another crate's; here are the effects of its steps. All effects of one step
//! go into one transaction ([`Desk::exchange`]), and a cursor moves only in the transaction
//! that stores what it points past. Nothing here ever removes a record.

pub mod alarm;
pub mod feed;
pub mod outbox;
pub mod publication;
pub mod receipt;
pub mod standing;
pub mod unplaced;

use ledger::Hash;

use crate::desk::{Desk, Pen};
use crate::failure::Failure;
use crate::row::Bytes;

pub use self::alarm::{Alarm, AlarmKind};
pub use self::feed::{FeedItem, FeedPlace, VerifiedPage};
pub use self::standing::{Attempt, QueueCounts, Standing};

/// Whose effects are being stored, in one transaction.
pub struct Exchange<'p, 'a> {
    pub(crate) pen: &'p mut Pen<'a>,
    now: i64,
    has_publications: bool,
}

/// What the server said of one record that it did not simply take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerVerdict {
    /// Kept without effect until somebody decides, with the number of the reason.
    Quarantined(u8),
    /// Kept as the other branch of a fork.
    OnBranch,
    /// Kept; its receipt waits for earlier records.
    WaitsForEarlier,
    /// Taken for no record, with the number of the reason.
    NoRecord(u8),
    /// Refused alone, with the status of the reply.
    Refused(u16),
}

impl ServerVerdict {
    pub(crate) const fn codes(self) -> (i64, i64) {
        match self {
            Self::Quarantined(reason) => (0, reason as i64),
            Self::OnBranch => (1, 0),
            Self::WaitsForEarlier => (2, 0),
            Self::NoRecord(reason) => (3, reason as i64),
            Self::Refused(status) => (4, status as i64),
        }
    }

    pub(crate) fn from_codes(verdict: i64, reason: i64) -> Option<Self> {
        let short = || u8::try_from(reason).ok();
        match verdict {
            0 => short().map(Self::Quarantined),
            1 => Some(Self::OnBranch),
            2 => Some(Self::WaitsForEarlier),
            3 => short().map(Self::NoRecord),
            4 => u16::try_from(reason).ok().map(Self::Refused),
            _ => None,
        }
    }
}

impl Desk {
    /// Stores the effects of one step of the exchange, all or none, and raises what was noticed
    /// of the anchor since. It folds the log once that is worth while: pages fill it quickly, and
    /// nobody waits for an exchange.
    ///
    /// # Errors
    /// [`Failure::Contradiction`] where the server contradicts what is here; else the disk.
    pub fn exchange<T>(
        &mut self,
        now: i64,
        work: impl FnOnce(&mut Exchange<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut has_publications = false;
        let untold = self.untold();
        let answer = self.write(|pen| {
            pen.is_written = true;
            let mut exchange = Exchange::within(pen, now);
            let answer = work(&mut exchange)?;
            for kind in &untold {
                exchange.raise_alarm(*kind, "")?;
            }
            if exchange.has_publications {
                exchange.reopen_holes()?;
            }
            has_publications = exchange.has_publications;
            Ok(answer)
        })?;
        self.forget_told(untold.len());
        if has_publications {
            self.load_roster()?;
        }
        if self.needs_rest() {
            // What came is stored, however the log fares.
            let _is_folded = self.rest().is_ok();
        }
        Ok(answer)
    }
}

impl<'p, 'a> Exchange<'p, 'a> {
    /// Works within a write that is under way.
    pub(crate) const fn within(pen: &'p mut Pen<'a>, now: i64) -> Self {
        Self {
            pen,
            now,
            has_publications: false,
        }
    }

    /// Keeps the server's clock, and whether it still lets this device read.
    ///
    /// # Errors
    /// The disk.
    pub fn greet(&mut self, server_time: i64, is_reading_closed: bool) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                include_str!("exchange/greet.sql"),
                (server_time, is_reading_closed),
            )
            .map(|_| ())
            .map_err(Failure::sqlite("keeping the server's clock"))
    }

    /// Keeps a checkpoint as the last one seen.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_checkpoint(&mut self, note: &[u8]) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                "UPDATE sync_state SET checkpoint = ?1 WHERE one = 1",
                [note],
            )
            .map(|_| ())
            .map_err(Failure::sqlite("keeping a checkpoint"))
    }

    /// Notes what the server said of a record; it stays listed with that reason.
    ///
    /// # Errors
    /// The disk.
    pub fn note_verdict(&mut self, record: &Hash, verdict: ServerVerdict) -> Result<(), Failure> {
        let (verdict, reason) = verdict.codes();
        let Some(row) = crate::desk::find_record(self.pen.tx, record)? else {
            return Ok(());
        };
        let subject = crate::desk::first_subject(self.pen.tx, row)?.map(Bytes);
        self.pen
            .tx
            .prepare_cached(include_str!("exchange/note_verdict.sql"))
            .and_then(|mut insert| insert.execute((row, subject, verdict, reason, self.now)))
            .map(|_| ())
            .map_err(Failure::sqlite("noting what the server said"))
    }

    /// Notes a try to reach the server, in words for the log.
    ///
    /// # Errors
    /// The disk.
    pub fn note_attempt(&mut self, outcome: &str) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                "UPDATE sync_state SET last_attempt_at = ?1, last_attempt = ?2 WHERE one = 1",
                (self.now, outcome),
            )
            .map(|_| ())
            .map_err(Failure::sqlite("noting an attempt"))
    }

    /// Notes that everything was sent and everything fetched.
    ///
    /// # Errors
    /// The disk.
    pub fn note_success(&mut self) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                "UPDATE sync_state SET last_success_at = ?1 WHERE one = 1",
                [self.now],
            )
            .map(|_| ())
            .map_err(Failure::sqlite("noting a success"))
    }
}
