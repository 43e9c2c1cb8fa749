//! Prints: reserved in the transaction that gave the number, then printed, then confirmed.
//!
//! «Reserved» is never shown as printed. A further copy of the same form is «bản in lần n».

use domain::event::Subject;
use rusqlite::{Connection, OptionalExtension};

use super::act::PrintJobId;
use super::{Desk, Pen};
use crate::entropy::make_id;
use crate::failure::Failure;
use crate::row::{Bytes, id};

/// Form of the receipt with the appointed time.
pub const RECEIPT_FORM: &str = "receipt";
/// Form of the minutes of a handoff.
pub const MINUTES_FORM: &str = "handover_minutes";

/// How far a print has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintState {
    /// A number and a place in the row of copies, nothing else.
    Reserved,
    /// The printer or the PDF took it.
    Printed,
    /// A person saw the paper.
    Confirmed,
    /// It will never be: with a reason.
    Voided,
}

impl PrintState {
    const fn code(self) -> i64 {
        match self {
            Self::Reserved => 0,
            Self::Printed => 1,
            Self::Confirmed => 2,
            Self::Voided => 3,
        }
    }

    const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Reserved),
            1 => Some(Self::Printed),
            2 => Some(Self::Confirmed),
            3 => Some(Self::Voided),
            _ => None,
        }
    }
}

/// One print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// Its id.
    pub id: PrintJobId,
    /// Sixteen bytes of the dossier or handoff.
    pub subject: [u8; 16],
    /// Which form.
    pub form: String,
    /// 1 for the first print.
    pub copy: u32,
    /// How far it has come.
    pub state: PrintState,
    /// When it was reserved, µs UTC.
    pub reserved_at: i64,
}

impl Pen<'_> {
    /// Reserves the next copy of a form.
    pub(crate) fn reserve_print(
        &mut self,
        subject: Subject,
        form: &str,
        now: i64,
    ) -> Result<PrintJob, Failure> {
        let subject = *subject.as_bytes();
        let copy: u32 = self
            .tx
            .prepare_cached(
                "SELECT coalesce(max(copy), 0) + 1 FROM print_job WHERE subject = ?1 AND form = ?2",
            )
            .and_then(|mut select| select.query_row((Bytes(subject), form), |row| row.get(0)))
            .map_err(Failure::sqlite("counting prints"))?;
        let id = PrintJobId(make_id(self.entropy, now)?);
        self.is_written = true;
        self.tx
            .prepare_cached(include_str!("print/reserve.sql"))
            .and_then(|mut insert| insert.execute((Bytes(id.0), Bytes(subject), form, copy, now)))
            .map_err(Failure::sqlite("reserving a print"))?;
        let state = PrintState::Reserved;
        Ok(PrintJob {
            id,
            subject,
            form: form.to_owned(),
            copy,
            state,
            reserved_at: now,
        })
    }
}

impl Desk {
    /// Reserves a print of a form; the first one that is still only reserved is given again.
    ///
    /// # Errors
    /// The disk.
    pub fn reserve_print(
        &mut self,
        subject: Subject,
        form: &str,
        now: i64,
    ) -> Result<PrintJob, Failure> {
        self.write(|pen| {
            let standing = find_reserved(pen.tx, *subject.as_bytes(), form)?;
            standing.map_or_else(|| pen.reserve_print(subject, form, now), Ok)
        })
    }

    /// Moves a print on; a reason is due where it is voided.
    ///
    /// # Errors
    /// The disk, or no such print.
    pub fn set_print_state(
        &mut self,
        job: PrintJobId,
        state: PrintState,
        reason: Option<&str>,
        now: i64,
    ) -> Result<(), Failure> {
        self.write(|pen| {
            pen.is_written = true;
            let changed = pen
                .tx
                .execute(
                    "UPDATE print_job SET state = ?2, changed_at = ?3, reason = ?4 WHERE job = ?1",
                    (Bytes(job.0), state.code(), now, reason),
                )
                .map_err(Failure::sqlite("moving a print on"))?;
            if changed == 1 {
                Ok(())
            } else {
                Err(Failure::Unreadable("a print job"))
            }
        })
    }
}

fn find_reserved(
    connection: &Connection,
    subject: [u8; 16],
    form: &str,
) -> Result<Option<PrintJob>, Failure> {
    let found = connection
        .query_row(
            include_str!("print/find_reserved.sql"),
            (Bytes(subject), form),
            read_job,
        )
        .optional();
    found.map_err(Failure::sqlite("finding a reserved print"))
}

fn read_job(row: &rusqlite::Row<'_>) -> rusqlite::Result<PrintJob> {
    let state = PrintState::from_code(row.get(4)?)
        .ok_or_else(|| crate::row::odd(4, rusqlite::types::Type::Integer))?;
    Ok(PrintJob {
        id: PrintJobId(id(row, 0)?),
        subject: id(row, 1)?,
        form: row.get(2)?,
        copy: row.get(3)?,
        state,
        reserved_at: row.get(5)?,
    })
}
