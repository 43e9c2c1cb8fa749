//! What a person must hear of: raised once, listed until somebody says that it was seen.
//!
//! The same thing is not raised again while nobody has seen it. An alarm holds ids and numbers,
//! never a name; who has seen it stays beside it.

use domain::id::PersonId;
use ledger::{CertificateSubject, OwnFacts, Record, Vouching};
use rusqlite::{Connection, OptionalExtension};

use super::Exchange;
use crate::failure::Failure;
use crate::row::{Bytes, id_or_none};

/// Alarms listed at once; the count tells of all.
const ALARMS_MAX: u32 = 100;

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmKind {
    /// A forgotten PIN was set anew; the person and the moment.
    PinReset,
    /// A supervisor vouched for a person's key; the person and the supervisor.
    PersonVouched,
    /// A supervisor forgave a person's wrong PINs; the person and the supervisor.
    TriesForgiven,
    /// A word for a key that does not hold; the record.
    VouchingUnsound,
    /// An edition of rules cannot be put in force; which and why.
    PublicationUnreadable,
    /// An edition came of a kind that this program puts nothing of in force; which.
    PublicationUnused,
    /// Two publications of one number say different things.
    PublicationContradicts,
    /// The desk's file was put back from a copy; where it stood and stands.
    Restored,
    /// The file's anchor was gone: a copy put back before this would not have been noticed.
    AnchorLost,
    /// The file's anchor cannot be written: a copy put back would not be noticed.
    AnchorBehind,
    /// This desk writes twice: its disk was cloned.
    Forked,
    /// The server keeps another branch of this desk's chain.
    ForkAnswered,
    /// Another device writes twice; which.
    DeviceForked,
    /// The server knows a later state of this desk.
    StaleLease,
    /// A part of a record is missing without an erasure; the record and the part.
    PartMissing,
    /// What stood in a feed is no record; its hash and why.
    NotARecord,
    /// What a record carries is no record; the carrier's hash.
    CarriedUnsound,
    /// What answers is not the server of this desk.
    WrongServer,
    /// The server was restored and began another log.
    EpochChanged,
    /// The server lost records that it had received.
    ServerLost,
    /// A checkpoint does not extend the one before.
    CheckpointContradicts,
    /// A receipt names records that this desk did not write so.
    ReceiptContradicts,
    /// A feed does not follow what was stored of it.
    FeedContradicts,
    /// The server has revoked this device.
    Revoked,
}

domain::codes! {
    pub AlarmKind {
        Self::PinReset => "pin_reset",
        Self::PersonVouched => "person_vouched",
        Self::TriesForgiven => "tries_forgiven",
        Self::VouchingUnsound => "vouching_unsound",
        Self::PublicationUnreadable => "publication_unreadable",
        Self::PublicationUnused => "publication_unused",
        Self::PublicationContradicts => "publication_contradicts",
        Self::Restored => "restored",
        Self::AnchorLost => "anchor_lost",
        Self::AnchorBehind => "anchor_behind",
        Self::Forked => "forked",
        Self::ForkAnswered => "fork_answered",
        Self::DeviceForked => "device_forked",
        Self::StaleLease => "stale_lease",
        Self::PartMissing => "part_missing",
        Self::NotARecord => "not_a_record",
        Self::CarriedUnsound => "carried_unsound",
        Self::WrongServer => "wrong_server",
        Self::EpochChanged => "epoch_changed",
        Self::ServerLost => "server_lost",
        Self::CheckpointContradicts => "checkpoint_contradicts",
        Self::ReceiptContradicts => "receipt_contradicts",
        Self::FeedContradicts => "feed_contradicts",
        Self::Revoked => "revoked",
    }
}

/// Something that a person must hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its number on this desk.
    pub number: i64,
    /// When, µs UTC.
    pub raised_at: i64,
    /// Its code, by which the sentence is found; a later program may know more of them.
    pub code: String,
    /// Of what: ids and numbers, never a name.
    pub detail: String,
    /// When it was seen, µs UTC, and by whom.
    pub seen: Option<(i64, PersonId)>,
}

impl Exchange<'_, '_> {
    /// Notes what a person must hear of, unless the same waits to be seen.
    ///
    /// # Errors
    /// The disk.
    pub fn raise_alarm(&mut self, kind: AlarmKind, detail: &str) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                include_str!("alarm/raise.sql"),
                (self.now, kind.code(), detail),
            )
            .map(|_| ())
            .map_err(Failure::sqlite("raising an alarm"))
    }

    /// Tells of a supervisor who vouched for a person's key.
    ///
    /// # Errors
    /// The disk.
    pub fn tell_vouched(&mut self, record: &Record) -> Result<(), Failure> {
        let Ok(said) = Vouching::read(record) else {
            return Ok(());
        };
        let (CertificateSubject::Person { person, .. }, Some(supervisor)) =
            (said.chain.leaf.subject, record.header().author)
        else {
            return Ok(());
        };
        let detail = format!("{person} {supervisor}");
        self.raise_alarm(AlarmKind::PersonVouched, &detail)
    }

    /// Notes that a person has seen an alarm; whoever saw it first stays. Says whether there is
    /// such an alarm.
    ///
    /// # Errors
    /// The disk.
    pub fn see_alarm(&mut self, number: i64, person: PersonId) -> Result<bool, Failure> {
        let failed = "noting that an alarm was seen";
        self.pen
            .tx
            .execute(
                "UPDATE alarm SET seen_at = ?2, seen_by = ?3 WHERE alarm = ?1 AND seen_at IS NULL",
                (number, self.now, Bytes(*person.as_bytes())),
            )
            .map_err(Failure::sqlite(failed))?;
        self.pen
            .tx
            .query_row("SELECT 1 FROM alarm WHERE alarm = ?1", [number], |_| Ok(()))
            .optional()
            .map(|found| found.is_some())
            .map_err(Failure::sqlite(failed))
    }
}

/// Lists alarms: those that nobody has seen first, the latest first.
pub(crate) fn list(connection: &Connection) -> Result<Vec<Alarm>, Failure> {
    let failed = "listing alarms";
    let mut select = connection
        .prepare_cached(include_str!("alarm/list.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([ALARMS_MAX], |row| {
        let seen_at: Option<i64> = row.get(4)?;
        let seen_by = id_or_none(row, 5)?.map(PersonId::from_bytes);
        Ok(Alarm {
            number: row.get(0)?,
            raised_at: row.get(1)?,
            code: row.get(2)?,
            detail: row.get(3)?,
            seen: seen_at.zip(seen_by),
        })
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
