//! Judging what came through a feed before it is stored: signatures and parts, in one batch.
//!
//! The session proves that a page is what the server's log holds; whether each record in it was
//! written by whom it says is proven here, with keys that lead up to the pinned authorities. It
//! needs no lock and may run on another core than the one that stores.

use ledger::id::Hash;
use ledger::judge::{Absences, AuthorStanding, KeySource, RecordFault, judge_all};
use ledger::part::PartName;
use ledger::record::Record;

use crate::page::Item;
use crate::session::FeedPlace;

/// What a record of a feed is worth.
pub type Judgement = Result<AuthorStanding, RecordFault>;

/// Parts that this reader's duty may not see, or that were erased.
struct Explained<'a> {
    withheld: &'a [PartName],
    erased: &'a dyn Absences,
}

impl Absences for Explained<'_> {
    fn is_explained(&self, record: &Hash, part: PartName) -> bool {
        self.withheld.contains(&part) || self.erased.is_explained(record, part)
    }
}

/// Judges the records of a page in order; references, which the desk wrote itself, are left out.
///
/// A record that is at fault is kept aside with its fault and the page is stored all the same: one
/// bad record holds up no other. `seed` must be random.
#[must_use]
pub fn judge_places(
    places: &[FeedPlace],
    keys: &dyn KeySource,
    withheld: &[PartName],
    erased: &dyn Absences,
    seed: [u8; 32],
) -> Vec<(Hash, Judgement)> {
    let records: Vec<Record> = places
        .iter()
        .filter_map(|place| match &place.item {
            Item::Record(record) => Some((**record).clone()),
            Item::Reference(_) => None,
        })
        .collect();
    let judged = judge_all(&records, keys, &Explained { withheld, erased }, seed);
    records.iter().map(Record::hash).zip(judged).collect()
}
