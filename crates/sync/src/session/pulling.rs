//! Reading feeds: every entry chained to the one before, the last one proven to be in the log.

use ledger::feed::{FeedEntry, FeedHead};
use ledger::id::{Hash, UnitId};
use ledger::log_end::LogEnd;
use ledger::tree::{leaf_hash, verify_inclusion};

use super::{AfterRead, AfterStore, Alarm, Effect, FeedPlace, Read, Session, Trouble};
use crate::fault::{Fault, NotAReply};
use crate::page;
use crate::protocol::{EarlierLogs, FeedSample, Inclusion, PullReply};

impl Session {
    /// Judges a page of a feed, or that the feeds have parted.
    pub(super) fn judge_pull(&mut self, now: u64, jitter: u64, unit: UnitId, reply: PullReply) {
        if !self.is_of_greeted_log(now, jitter, reply.epoch, &reply.witness) {
            return;
        }
        if let Some(diverged) = &reply.diverged {
            return self.compare_feeds(now, jitter, unit, &diverged.samples);
        }
        let Some(page) = &reply.page else {
            return self.fail(now, jitter, Trouble::Fault(NotAReply::Malformed.into()));
        };
        let Ok(items) = page::unfold(&page.0, &self.terms.dictionaries) else {
            return self.fail(now, jitter, Trouble::Fault(NotAReply::Malformed.into()));
        };
        let cursor = self.cursor(unit);
        let Some((places, last, head)) = chain(cursor, items) else {
            return self.contradicted(Alarm::FeedContradicts);
        };
        if let Some(last) = last
            && !self.is_included(&last, reply.last.as_ref())
        {
            return self.contradicted(Alarm::FeedContradicts);
        }
        if self.is_kept_short(unit, head, places.is_empty(), reply.head) {
            return self.contradicted(Alarm::FeedContradicts);
        }
        self.take_places(unit, places, head, &reply);
    }

    /// Says whether a feed ends before where the same server said, in the greeting or in the
    /// reply itself, that it ends: an empty page of a feed that goes on would look complete.
    fn is_kept_short(&self, unit: UnitId, head: FeedHead, is_empty: bool, end: u64) -> bool {
        let greeted = self.run.welcome.as_ref().and_then(|welcome| {
            let mut feeds = welcome.feeds.iter();
            feeds.find(|feed| feed.unit == unit)
        });
        let is_behind_greeting = greeted.is_some_and(|feed| end < feed.position);
        is_behind_greeting || head.position > end || (is_empty && head.position < end)
    }

    fn take_places(
        &mut self,
        unit: UnitId,
        places: Vec<FeedPlace>,
        head: FeedHead,
        reply: &PullReply,
    ) {
        let mut effects: Vec<Effect> = self.checkpoint_effect().into_iter().collect();
        if places.is_empty() || head.position >= reply.head {
            self.run.is_feed_done = true;
        }
        self.status.fetched += places.len() as u64;
        if !places.is_empty() {
            self.run.cursors.retain(|cursor| cursor.unit != unit);
            self.run.cursors.push(head);
            let withheld_parts = reply.withheld_parts.clone();
            effects.push(Effect::Feed {
                places,
                cursor: head,
                withheld_parts,
            });
        }
        self.store(effects, AfterStore::Agenda);
    }

    /// Says whether an entry is a leaf of the log whose checkpoint was just seen, or of an earlier
    /// epoch's log for whose end that one vouches.
    fn is_included(&self, entry: &FeedEntry, inclusion: Option<&Inclusion>) -> bool {
        let (Some(inclusion), Some(seen)) = (inclusion, &self.run.seen) else {
            return false;
        };
        let present = &seen.checkpoint;
        let (size, root) = if inclusion.epoch == seen.epoch {
            (present.size, present.root)
        } else {
            let Some(EarlierLogs { leaf, path }) = inclusion.earlier.as_deref() else {
                return false;
            };
            let epoch = inclusion.epoch;
            match LogEnd::find_in(&leaf.0, epoch, path, present.size, &present.root) {
                Ok(Some(end)) => (end.size, end.root),
                Ok(None) | Err(_) => return false,
            }
        };
        let leaf = leaf_hash(&entry.encode());
        verify_inclusion(&leaf, inclusion.leaf, size, &inclusion.path, &root).is_ok()
    }

    /// Asks the desk's file at which of the server's positions it has the same entry.
    fn compare_feeds(&mut self, now: u64, jitter: u64, unit: UnitId, samples: &[FeedSample]) {
        if self.run.diverged.contains(&unit) {
            let fault = Fault::NotAReply(NotAReply::Malformed);
            return self.fail(now, jitter, Trouble::Fault(fault));
        }
        self.run.diverged.push(unit);
        let positions = samples.iter().map(|sample| sample.position).collect();
        let then = AfterRead::FeedHashes {
            unit,
            samples: samples.to_vec(),
        };
        self.read(Read::FeedHashes { unit, positions }, then);
    }

    /// Goes back to the newest entry that both have; what lies above it is offered again next.
    pub(super) fn find_common(
        &mut self,
        unit: UnitId,
        samples: &[FeedSample],
        own: &[(u64, Option<Hash>)],
    ) {
        let common = samples
            .iter()
            .filter(|sample| {
                own.iter().any(|(position, hash)| {
                    *position == sample.position && *hash == Some(sample.hash)
                })
            })
            .max_by_key(|sample| sample.position)
            .map_or(FeedHead::start(unit), |sample| FeedHead {
                unit,
                position: sample.position,
                hash: sample.hash,
            });
        self.run.cursors.retain(|cursor| cursor.unit != unit);
        self.run.cursors.push(common);
        self.run.has_offered_again = false;
        self.store(vec![Effect::Rewind { cursor: common }], AfterStore::Agenda);
    }
}

/// Chains the entries of a page behind a cursor.
fn chain(
    cursor: FeedHead,
    items: Vec<page::Item>,
) -> Option<(Vec<FeedPlace>, Option<FeedEntry>, FeedHead)> {
    let mut head = cursor;
    let mut last = None;
    let mut places = Vec::with_capacity(items.len());
    for item in items {
        let entry = head.next_entry(item.hash())?;
        head = head.follow(&entry).ok()?;
        places.push(FeedPlace {
            position: head.position,
            entry_hash: head.hash,
            item,
        });
        last = Some(entry);
    }
    Some((places, last, head))
}
