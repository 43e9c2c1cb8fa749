//! A page of a feed, judged before the writer is asked for.
//!
//! Every record is judged by its own signatures and parts, and so is what a carrier carries. What
//! is no record becomes a hole: its hash keeps the feed's chain whole, and what stands behind it
//! is stored all the same. Only a page that does not follow the cursor is refused as a whole.

use std::collections::{BTreeSet, VecDeque};

use ledger::judge::{Absences, AuthorStanding, KeySource, RecordFault, judge_all};
use ledger::part::PartName;
use ledger::{FeedEntry, FeedHead, Hash, Record, carried_original, kind};

use super::{FeedItem, FeedPlace};
use crate::failure::Contradiction;

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
    pub(super) before: FeedHead,
    pub(super) after: FeedHead,
    pub(super) places: VecDeque<JudgedPlace>,
}

/// One place of a judged page.
#[derive(Debug)]
pub(super) struct JudgedPlace {
    pub(super) position: u64,
    pub(super) entry_hash: Hash,
    pub(super) found: Found,
}

/// What stands at a place.
#[derive(Debug)]
pub(super) enum Found {
    /// A record that is here already.
    Reference(Hash),
    /// A record that its device signed.
    Sound(Box<Sound>),
    /// No record.
    Hole(Hash, RecordFault),
}

/// A record with what it was found to be worth.
#[derive(Debug, Clone)]
pub(super) struct Sound {
    pub(super) record: Record,
    pub(super) standing: AuthorStanding,
    /// Parts that are missing and that neither duty nor an erasure known here explains.
    pub(super) missing: Vec<PartName>,
    pub(super) original: Original,
}

/// What a record carries.
#[derive(Debug, Clone)]
pub(super) enum Original {
    /// It is no carrier.
    None,
    /// A record by itself.
    Sound(Box<Record>, AuthorStanding),
    /// Nothing vouches for it.
    Unsound,
}

impl VerifiedPage {
    /// Judges a page that is to follow a cursor; needs no file, so the writer can go on.
    ///
    /// # Errors
    /// [`Contradiction::PageDoesNotFollow`] with a page whose entries do not follow.
    pub fn verify(
        cursor: FeedHead,
        places: Vec<FeedPlace>,
        judging: &Judging<'_>,
    ) -> Result<Self, Contradiction> {
        let mut after = cursor;
        let mut entries = Vec::with_capacity(places.len());
        let mut references = Vec::with_capacity(places.len());
        let mut records = Vec::with_capacity(places.len());
        for place in places {
            let entry = FeedEntry {
                unit: cursor.unit,
                position: place.position,
                record: place.item.hash(),
                prev: after.hash,
            };
            after = after
                .follow(&entry)
                .map_err(|_| Contradiction::PageDoesNotFollow)?;
            entries.push(after);
            references.push(match place.item {
                FeedItem::Reference(hash) => Some(hash),
                FeedItem::Record(record) => {
                    records.push(*record);
                    None
                }
            });
        }
        let mut judged = judge_records(records, judging).into_iter();
        let places = entries
            .into_iter()
            .zip(references)
            .map(|(entry, reference)| {
                let found = match reference {
                    Some(hash) => Found::Reference(hash),
                    None => judged.next().ok_or(Contradiction::PageDoesNotFollow)?,
                };
                Ok(JudgedPlace {
                    position: entry.position,
                    entry_hash: entry.hash,
                    found,
                })
            })
            .collect::<Result<_, _>>()?;
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

    /// Divides the page into pages of at most so many places, each following the one before, so
    /// that nobody who saves waits for the whole of it.
    #[must_use]
    pub fn divide(mut self, places_max: usize) -> Vec<Self> {
        let mut pieces = Vec::new();
        while self.places.len() > places_max.max(1) {
            let rest = self.places.split_off(places_max.max(1));
            let last = self
                .places
                .back()
                .map(|place| (place.position, place.entry_hash));
            let (position, hash) = last.unwrap_or((self.before.position, self.before.hash));
            let between = FeedHead {
                unit: self.before.unit,
                position,
                hash,
            };
            pieces.push(Self {
                before: self.before,
                after: between,
                places: self.places,
            });
            self = Self {
                before: between,
                after: self.after,
                places: rest,
            };
        }
        pieces.push(self);
        pieces
    }
}

/// Records from which on a second core is worth its start: about 6 ms of work.
const DIVIDED_MIN: usize = 128;

/// Judges on both cores where there are many records.
fn judge_divided(
    records: &[&Record],
    judging: &Judging<'_>,
) -> Vec<Result<AuthorStanding, RecordFault>> {
    let judge = |records: &[&Record]| judge_all(records, judging.keys, &PartsAreTold, judging.seed);
    if records.len() < DIVIDED_MIN {
        return judge(records);
    }
    let (one, other) = records.split_at(records.len() / 2);
    std::thread::scope(|scope| {
        let ahead = scope.spawn(|| judge(one));
        let behind = judge(other);
        match ahead.join() {
            Ok(verdicts) => verdicts.into_iter().chain(behind).collect(),
            // A judge that fell over has judged nothing; alone it names its reason.
            Err(_) => judge(records),
        }
    })
}

fn judge_records(records: Vec<Record>, judging: &Judging<'_>) -> Vec<Found> {
    let judge = |records: &[&Record]| judge_divided(records, judging);
    let verdicts = judge(&records.iter().collect::<Vec<_>>());
    let carried: Vec<Option<Record>> = records
        .iter()
        .map(|record| match record.header().kind {
            kind::CARRIED => carried_original(record).ok(),
            _ => None,
        })
        .collect();
    let originals: Vec<&Record> = carried.iter().flatten().collect();
    let mut standings = judge(&originals).into_iter();
    let mut found = Vec::with_capacity(records.len());
    for ((record, verdict), carried) in records.into_iter().zip(verdicts).zip(carried) {
        let standing = carried.as_ref().and_then(|_| standings.next());
        let original = match (carried, standing) {
            (Some(original), Some(Ok(standing))) => Original::Sound(Box::new(original), standing),
            (None, _) if record.header().kind != kind::CARRIED => Original::None,
            _ => Original::Unsound,
        };
        found.push(match verdict {
            Ok(standing) => Found::Sound(Box::new(Sound {
                missing: missing_parts(&record, judging),
                record,
                standing,
                original,
            })),
            Err(fault) => Found::Hole(record.hash(), fault),
        });
    }
    found
}

/// Lists the parts that are missing without a reason that is known before the page is stored.
fn missing_parts(record: &Record, judging: &Judging<'_>) -> Vec<PartName> {
    let hash = record.hash();
    record
        .missing_parts()
        .filter(|part| !judging.withheld_parts.contains(part))
        .filter(|part| !judging.erased.contains(&(hash, *part)))
        .collect()
}

/// A part that is missing makes no record less of one; that it is missing is told apart.
struct PartsAreTold;

impl Absences for PartsAreTold {
    fn is_explained(&self, _: &Hash, part: PartName) -> bool {
        part != PartName::Facts
    }
}
