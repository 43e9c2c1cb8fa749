//! The feed of a unit: others' records as they come, each entry chained to the one before.
//!
//! A page is verified before the writer is asked for ([`VerifiedPage`]), on both cores; storing
//! it appends what is new, makes the touched projections again and moves the cursor, at once.
//! Records of unknown kinds are kept like any other.

use std::collections::BTreeSet;

use ledger::id::UnitId;
use ledger::judge::{Absences, AuthorStanding, KeySource, RecordFault, judge_all, list_erased};
use ledger::part::PartName;
use ledger::{FeedEntry, FeedHead, Hash, Record};
use rusqlite::{Connection, OptionalExtension};

use super::Exchange;
use super::outbox::{Page, PageLimit, StoredRecord};
use crate::desk::parts::{OpenedKeys, Viewer, duty_of_unit};
use crate::desk::{Touched, find_record, project_touched};
use crate::failure::{Contradiction, Failure};
use crate::ids::office_unit;
use crate::row::{Bytes, hash, signed, unsigned};

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

/// What the records of a page are judged by.
pub struct Judging<'a> {
    /// Whose key is whose, proven up to the pinned authorities.
    pub keys: &'a (dyn KeySource + Sync),
    /// Parts that this desk's duty may not see.
    pub withheld_parts: &'a [PartName],
    /// Parts that were erased, as far as known here.
    pub erased: &'a BTreeSet<(Hash, PartName)>,
    /// 32 bytes that no writer of records knows.
    pub seed: [u8; 32],
}

/// A page whose every record was judged, and whose entries follow a cursor.
#[derive(Debug)]
pub struct VerifiedPage {
    before: FeedHead,
    after: FeedHead,
    places: Vec<(FeedPlace, Option<AuthorStanding>, Hash)>,
}

/// Records at and above which the judging is divided over two cores.
const DIVIDED_MIN: usize = 128;

impl VerifiedPage {
    /// Judges a page that is to follow a cursor; needs no file, so the writer can go on.
    ///
    /// # Errors
    /// [`Contradiction`] with the first record that is none, or a page that does not follow.
    pub fn verify(
        cursor: FeedHead,
        places: Vec<FeedPlace>,
        judging: &Judging<'_>,
    ) -> Result<Self, Contradiction> {
        let mut after = cursor;
        let mut entry_hashes = Vec::with_capacity(places.len());
        for place in &places {
            let entry = FeedEntry {
                unit: cursor.unit,
                position: place.position,
                record: place.item.hash(),
                prev: after.hash,
            };
            after = after
                .follow(&entry)
                .map_err(|_| Contradiction::PageDoesNotFollow)?;
            entry_hashes.push(after.hash);
        }
        let standings = judge_places(&places, judging)?;
        let places = places
            .into_iter()
            .zip(standings)
            .zip(entry_hashes)
            .map(|((place, standing), hash)| (place, standing, hash))
            .collect();
        Ok(Self {
            before: cursor,
            after,
            places,
        })
    }

    /// Gives where the feed stands after the page.
    #[must_use]
    pub const fn cursor(&self) -> &FeedHead {
        &self.after
    }
}

fn judge_places(
    places: &[FeedPlace],
    judging: &Judging<'_>,
) -> Result<Vec<Option<AuthorStanding>>, Contradiction> {
    let records: Vec<Record> = places
        .iter()
        .filter_map(|place| match &place.item {
            FeedItem::Record(record) => Some(record.as_ref().clone()),
            FeedItem::Reference(_) => None,
        })
        .collect();
    let mut erased = list_erased(&records);
    erased.extend(judging.erased.iter().copied());
    let absences = Explained {
        withheld: judging.withheld_parts,
        erased: &erased,
    };
    let verdicts = judge_divided(&records, judging, &absences);
    let mut verdicts = verdicts.into_iter();
    places
        .iter()
        .enumerate()
        .map(|(index, place)| match place.item {
            FeedItem::Reference(_) => Ok(None),
            FeedItem::Record(_) => match verdicts.next() {
                Some(Ok(standing)) => Ok(Some(standing)),
                Some(Err(fault)) => Err(Contradiction::NotARecord { index, fault }),
                None => Err(Contradiction::PageDoesNotFollow),
            },
        })
        .collect()
}

fn judge_divided(
    records: &[Record],
    judging: &Judging<'_>,
    absences: &Explained<'_>,
) -> Vec<Result<AuthorStanding, RecordFault>> {
    if records.len() < DIVIDED_MIN {
        return judge_all(records, judging.keys, absences, judging.seed);
    }
    let (one, other) = records.split_at(records.len() / 2);
    std::thread::scope(|scope| {
        let ahead = scope.spawn(|| judge_all(one, judging.keys, absences, judging.seed));
        let behind = judge_all(other, judging.keys, absences, judging.seed);
        match ahead.join() {
            Ok(mut verdicts) => {
                verdicts.extend(behind);
                verdicts
            }
            // A judge that fell over has judged nothing; alone it names its reason.
            Err(_) => judge_all(records, judging.keys, absences, judging.seed),
        }
    })
}

struct Explained<'a> {
    withheld: &'a [PartName],
    erased: &'a BTreeSet<(Hash, PartName)>,
}

impl Absences for Explained<'_> {
    fn is_explained(&self, record: &Hash, part: PartName) -> bool {
        self.withheld.contains(&part) || self.erased.contains(&(*record, part))
    }
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
        for (place, standing, entry_hash) in &page.places {
            let row = match &place.item {
                FeedItem::Reference(hash) => {
                    find_record(self.pen.tx, hash)?.ok_or(Contradiction::RecordNotHere)?
                }
                FeedItem::Record(record) => {
                    let standing = standing.unwrap_or(AuthorStanding::KeyUnknown);
                    let appended = self.pen.append(record, standing, duty, &mut touched)?;
                    added = added.saturating_add(u32::from(appended.is_new));
                    if appended.is_fork {
                        self.raise_alarm("device_forked", &record.header().device.to_string())?;
                    }
                    appended.row
                }
            };
            self.note_entry(unit, place.position, entry_hash, row)?;
        }
        project_touched(self.pen.tx, touched)?;
        self.move_cursor(&page.after)?;
        Ok(added)
    }

    /// Goes back to the last entry that is common with the server's feed; positions above it
    /// are forgotten, records never.
    ///
    /// # Errors
    /// The disk.
    pub fn rewind(&mut self, cursor: &FeedHead) -> Result<(), Failure> {
        self.pen
            .tx
            .execute(
                "DELETE FROM feed_entry WHERE unit = ?1 AND position > ?2",
                (Bytes(*cursor.unit.as_bytes()), signed(cursor.position)),
            )
            .map_err(Failure::sqlite("rewinding a feed"))?;
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
        .prepare_cached("SELECT entry_hash FROM feed_entry WHERE unit = ?1 AND position = ?2")
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

/// Reads records of a stored feed after a position, as far as their parts can be had.
///
/// # Errors
/// The file.
pub fn read_records(
    connection: &Connection,
    viewer: &Viewer,
    unit: UnitId,
    after: u64,
    limit: PageLimit,
) -> Result<Vec<(u64, Record)>, Failure> {
    let failed = "reading records of a feed";
    let mut select = connection
        .prepare_cached(include_str!("feed/records.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((Bytes(*unit.as_bytes()), signed(after), limit.records))
        .map_err(Failure::sqlite(failed))?;
    let mut page = Page::new(limit);
    let mut positions = Vec::new();
    let mut keys = OpenedKeys::default();
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let position = unsigned(row, 8).map_err(Failure::sqlite(failed))?;
        let stored = StoredRecord::read(row).map_err(Failure::sqlite(failed))?;
        let Some(record) = stored.open(connection, viewer, &mut keys)? else {
            break;
        };
        if !page.take(record) {
            break;
        }
        positions.push(position);
    }
    Ok(positions.into_iter().zip(page.records).collect())
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
