//! The feed of a unit: others' records as they come, each entry chained to the one before.
//!
//! A page is verified before the writer is asked for ([`VerifiedPage`]), on both cores; storing
//! it appends what is new, makes the touched projections again and moves the cursor, at once.
//! Records of unknown kinds are kept like any other, and what is no record is a hole in the feed
//! that stops nothing behind it.

mod judged;

use std::collections::BTreeSet;

use ledger::id::UnitId;
use ledger::part::PartName;
use ledger::{FeedHead, Hash, Record, RecordFault, kind};
use rusqlite::{Connection, OptionalExtension};

use self::judged::{Found, JudgedPlace, Original, Sound};
pub use self::judged::{Judging, VerifiedPage};
use super::unplaced::{self, Losing};
use super::{AlarmKind, Exchange};
use crate::desk::parts::duty_of_unit;
use crate::desk::{Touched, erasing, find_record, is_vouching_noted, project_touched};
use crate::failure::{Contradiction, Failure};
use crate::ids::office_unit;
use crate::keys::folder::DutyId;
use crate::row::{Bytes, hash, id, signed, unsigned};

/// What stands at a place of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// The record.
    Record(Box<Record>),
    /// A record that is here already, by its hash.
    Reference(Hash),
}

impl FeedItem {
    /// Gives the hash of the record at the place.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        match self {
            Self::Record(record) => record.hash(),
            Self::Reference(hash) => *hash,
        }
    }
}

/// One place of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPlace {
    /// Its position.
    pub position: u64,
    /// What stands there.
    pub item: FeedItem,
}

impl Exchange<'_, '_> {
    /// Stores a verified page and moves the cursor behind it; says how many records were new.
    ///
    /// # Errors
    /// [`Contradiction::PageDoesNotFollow`] where the cursor has moved since.
    pub fn take_page(&mut self, page: &VerifiedPage) -> Result<u32, Failure> {
        let unit = page.before.unit;
        if read_cursor(self.pen.tx, unit)? != page.before {
            return Err(Contradiction::PageDoesNotFollow.into());
        }
        let duty = duty_of_unit(self.pen.roster, office_unit(unit));
        let mut touched = Touched::default();
        let mut added = 0_u32;
        let mut missing = Vec::new();
        let has_unplaced = unplaced::is_any(self.pen.tx)?;
        let mut has_erased = erasing::is_any(self.pen.tx)?;
        for place in &page.places {
            let row = match &place.found {
                Found::Reference(hash) => {
                    find_record(self.pen.tx, hash)?.ok_or(Contradiction::RecordNotHere)?
                }
                Found::Sound(sound) => {
                    let (row, is_new) = if has_erased {
                        self.take_what_is_left(sound, duty, &mut touched)?
                    } else {
                        self.take_record(sound, duty, &mut touched)?
                    };
                    // A carrier may bring the erasure that it carries.
                    let kind = sound.record.header().kind;
                    has_erased |= matches!(kind, kind::ERASED | kind::CARRIED);
                    added = added.saturating_add(u32::from(is_new));
                    if is_new {
                        let hash = sound.record.hash();
                        missing.extend(sound.missing.iter().map(|part| (hash, *part)));
                    }
                    row
                }
                Found::Hole(hash, fault) => {
                    self.note_hole(unit, place, hash, fault)?;
                    continue;
                }
            };
            self.note_entry(unit, place.position, &place.entry_hash, row)?;
            if has_unplaced {
                unplaced::forget(self.pen.tx, row)?;
            }
        }
        self.tell_missing(&missing)?;
        project_touched(self.pen.tx, touched)?;
        self.move_cursor(&page.after)?;
        Ok(added)
    }

    /// Appends a judged record and what it carries; gives its row, and whether it is new here.
    fn take_record(
        &mut self,
        sound: &Sound,
        duty: DutyId,
        touched: &mut Touched,
    ) -> Result<(i64, bool), Failure> {
        let appended = self
            .pen
            .append(&sound.record, sound.standing, duty, touched)?;
        if appended.is_fork {
            self.tell_fork(&sound.record)?;
        }
        if appended.is_new {
            self.tell_vouching(&sound.record, appended.row)?;
        }
        match &sound.original {
            Original::Sound(original, standing) => {
                // What it carries is the same record as the original, by hash.
                let appended = self.pen.append(original, *standing, duty, touched)?;
                if appended.is_fork {
                    self.tell_fork(original)?;
                }
                if appended.is_new {
                    self.tell_vouching(original, appended.row)?;
                }
            }
            Original::Unsound if appended.is_new => {
                let hash = sound.record.hash();
                self.raise_alarm(AlarmKind::CarriedUnsound, &hash.to_string())?;
            }
            Original::Unsound | Original::None => {}
        }
        Ok((appended.row, appended.is_new))
    }

    /// Appends a judged record and what it carries without the parts that were erased.
    fn take_what_is_left(
        &mut self,
        sound: &Sound,
        duty: DutyId,
        touched: &mut Touched,
    ) -> Result<(i64, bool), Failure> {
        let taken = match self.without_erased(sound)? {
            Some(left) => self.take_record(&left, duty, touched)?,
            None => self.take_record(sound, duty, touched)?,
        };
        self.pen.erase_with_carrier(&sound.record, touched)?;
        Ok(taken)
    }

    /// Gives what is left of a judged record and what it carries; nothing where nothing is erased.
    fn without_erased(&self, sound: &Sound) -> Result<Option<Sound>, Failure> {
        let record = self.pen.without_erased(&sound.record, None)?;
        let carrier = sound.record.hash();
        let original = match &sound.original {
            Original::Sound(original, standing) => {
                let left = self.pen.without_erased(original, Some(&carrier))?;
                left.map(|left| Original::Sound(Box::new(left), *standing))
            }
            Original::None | Original::Unsound => None,
        };
        if record.is_none() && original.is_none() {
            return Ok(None);
        }
        Ok(Some(Sound {
            record: record.unwrap_or_else(|| sound.record.clone()),
            standing: sound.standing,
            missing: sound.missing.clone(),
            original: original.unwrap_or_else(|| sound.original.clone()),
        }))
    }

    /// Tells of a supervisor's word for a key, and of one that does not hold.
    fn tell_vouching(&mut self, record: &Record, row: i64) -> Result<(), Failure> {
        if record.header().kind != kind::VOUCHED {
            return Ok(());
        }
        if is_vouching_noted(self.pen.tx, row)? {
            return self.tell_vouched(record);
        }
        let hash = record.hash();
        self.raise_alarm(AlarmKind::VouchingUnsound, &hash.to_string())
    }

    fn tell_fork(&mut self, record: &Record) -> Result<(), Failure> {
        self.raise_alarm(AlarmKind::DeviceForked, &record.header().device.to_string())
    }

    /// Raises an alarm for each part that is missing although no erasure, of this page either,
    /// names it.
    fn tell_missing(&mut self, missing: &[(Hash, PartName)]) -> Result<(), Failure> {
        for (record, part) in missing {
            if !erasing::is_erased(self.pen.tx, record, *part)? {
                let detail = format!("{record} {}", part.code());
                self.raise_alarm(AlarmKind::PartMissing, &detail)?;
            }
        }
        Ok(())
    }

    fn note_hole(
        &mut self,
        unit: UnitId,
        place: &JudgedPlace,
        record: &Hash,
        fault: &RecordFault,
    ) -> Result<(), Failure> {
        self.pen
            .tx
            .prepare_cached(include_str!("feed/note_hole.sql"))
            .and_then(|mut insert| {
                insert.execute((
                    Bytes(*unit.as_bytes()),
                    signed(place.position),
                    Bytes(*place.entry_hash.as_bytes()),
                    Bytes(*record.as_bytes()),
                    fault_code(fault),
                ))
            })
            .map_err(Failure::sqlite("noting a hole of a feed"))?;
        self.raise_alarm(AlarmKind::NotARecord, &format!("{record} {fault}"))
    }

    /// Goes back before the first hole for want of a device's key, in every feed: a roster with
    /// further keys is here, and the records may be read by it.
    pub(super) fn reopen_holes(&mut self) -> Result<(), Failure> {
        let failed = "looking for holes of feeds";
        let heads: Vec<FeedHead> = self
            .pen
            .tx
            .prepare_cached(include_str!("feed/before_holes.sql"))
            .and_then(|mut select| {
                let heads = select.query_map([], |row| {
                    Ok(FeedHead {
                        unit: UnitId::from_bytes(id(row, 0)?),
                        position: unsigned(row, 1)?,
                        hash: hash(row, 2)?,
                    })
                })?;
                heads.collect()
            })
            .map_err(Failure::sqlite(failed))?;
        heads
            .iter()
            .try_for_each(|head| self.forget_places(head, Losing::OfReader))
    }

    /// Goes back to the last entry that is common with the server's feed; positions above it
    /// are forgotten, records never: they are offered again.
    ///
    /// # Errors
    /// The disk.
    pub fn rewind(&mut self, cursor: &FeedHead) -> Result<(), Failure> {
        self.forget_places(cursor, Losing::OfServer)
    }

    fn forget_places(&mut self, cursor: &FeedHead, losing: Losing) -> Result<(), Failure> {
        unplaced::note_of_feed(self.pen.tx, cursor, self.pen.life.chain, losing)?;
        let above = (Bytes(*cursor.unit.as_bytes()), signed(cursor.position));
        for delete in [
            "DELETE FROM feed_entry WHERE unit = ?1 AND position > ?2",
            "DELETE FROM feed_hole WHERE unit = ?1 AND position > ?2",
        ] {
            self.pen
                .tx
                .execute(delete, above)
                .map_err(Failure::sqlite("rewinding a feed"))?;
        }
        self.move_cursor(cursor)
    }

    fn note_entry(
        &self,
        unit: UnitId,
        position: u64,
        entry_hash: &Hash,
        record: i64,
    ) -> Result<(), Failure> {
        self.pen
            .tx
            .prepare_cached(include_str!("feed/note_entry.sql"))
            .and_then(|mut insert| {
                insert.execute((
                    Bytes(*unit.as_bytes()),
                    signed(position),
                    Bytes(*entry_hash.as_bytes()),
                    record,
                ))
            })
            .map(|_| ())
            .map_err(Failure::sqlite("noting a place of a feed"))
    }

    fn move_cursor(&self, cursor: &FeedHead) -> Result<(), Failure> {
        self.pen
            .tx
            .prepare_cached(include_str!("feed/move_cursor.sql"))
            .and_then(|mut upsert| {
                upsert.execute((
                    Bytes(*cursor.unit.as_bytes()),
                    signed(cursor.position),
                    Bytes(*cursor.hash.as_bytes()),
                ))
            })
            .map(|_| ())
            .map_err(Failure::sqlite("moving a cursor"))
    }
}

/// Gives the number in the column; a part that is missing is a fault only of the facts.
const fn fault_code(fault: &RecordFault) -> i64 {
    match fault {
        RecordFault::DeviceKeyUnknown => 0,
        RecordFault::DeviceSignature => 1,
        RecordFault::PartAltered { .. } => 2,
        RecordFault::PartForeign { .. } => 3,
        RecordFault::PartMissing { .. } => 4,
    }
}

/// Reads how far a feed is stored.
///
/// # Errors
/// The file.
pub fn read_cursor(connection: &Connection, unit: UnitId) -> Result<FeedHead, Failure> {
    connection
        .prepare_cached("SELECT position, hash FROM feed WHERE unit = ?1")
        .and_then(|mut select| {
            select
                .query_row([Bytes(*unit.as_bytes())], |row| {
                    Ok(FeedHead {
                        unit,
                        position: unsigned(row, 0)?,
                        hash: hash(row, 1)?,
                    })
                })
                .optional()
        })
        .map(|found| found.unwrap_or(FeedHead::start(unit)))
        .map_err(Failure::sqlite("reading a cursor"))
}

/// Reads the hashes of a stored feed at some positions.
///
/// # Errors
/// The file.
pub fn read_hashes(
    connection: &Connection,
    unit: UnitId,
    positions: &[u64],
) -> Result<Vec<(u64, Option<Hash>)>, Failure> {
    let failed = "reading hashes of a feed";
    let mut select = connection
        .prepare_cached(include_str!("feed/entry_hash.sql"))
        .map_err(Failure::sqlite(failed))?;
    positions
        .iter()
        .map(|position| {
            select
                .query_row((Bytes(*unit.as_bytes()), signed(*position)), |row| {
                    hash(row, 0)
                })
                .optional()
                .map(|found| (*position, found))
                .map_err(Failure::sqlite(failed))
        })
        .collect()
}

/// Reads which parts were erased.
///
/// # Errors
/// The file.
pub fn read_erased(connection: &Connection) -> Result<BTreeSet<(Hash, PartName)>, Failure> {
    let failed = "reading erasures";
    let mut select = connection
        .prepare_cached("SELECT record_hash, name FROM erasure")
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| {
        Ok((hash(row, 0)?, PartName::from_code(row.get(1)?)))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
