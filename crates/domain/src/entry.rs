//! An event in its place: who wrote it, after which others, and where it stands in the one
//! order in which every machine folds a subject.
//!
//! The order is (lamport, device, incarnation, seq, record); wall clocks never decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::Event;
use crate::id::{ActId, DeviceId, IncarnationId, RecordRef};
use crate::party::Author;

/// Where an event stands in the order of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// One more than the largest of those it knew of.
    pub lamport: u64,
    /// Who wrote it.
    pub device: DeviceId,
    /// In which life of that device.
    pub incarnation: IncarnationId,
    /// Place in that device's chain.
    pub seq: u64,
    /// The record itself.
    pub record: RecordRef,
}

/// One event of a subject, ready to be folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// The heads of the subject that its writer knew.
    pub deps: Vec<RecordRef>,
    /// The person's action that made it.
    pub act: ActId,
    /// Who did it.
    pub author: Author,
    /// Wall clock of the writer, µs UTC; shown, never used to order.
    pub recorded_at: i64,
    /// The server took its effect away by a signed record.
    pub is_withheld: bool,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// Gives the record's name.
    #[must_use]
    pub const fn record(&self) -> RecordRef {
        self.place.record
    }
}

/// The events of one subject that may take effect, in order, each once.
///
/// Left out are repetitions of one act and events whose `deps` are not all here yet.
#[derive(Debug)]
pub struct History<'a> {
    ordered: Vec<&'a Entry>,
    by_record: BTreeMap<RecordRef, &'a Entry>,
    waiting: Vec<RecordRef>,
}

impl<'a> History<'a> {
    /// Puts the entries of one subject in order.
    #[must_use]
    pub fn of(entries: &'a [Entry]) -> Self {
        let mut all: Vec<&Entry> = entries.iter().collect();
        all.sort_by_key(|entry| entry.place);
        all.dedup_by_key(|entry| entry.record());
        let mut history = Self {
            ordered: Vec::with_capacity(all.len()),
            by_record: BTreeMap::new(),
            waiting: Vec::new(),
        };
        let mut acts = BTreeSet::new();
        for entry in all {
            // A dep has a smaller lamport, so it was looked at before this entry.
            let is_closed = entry.deps.iter().all(|dep| {
                history
                    .by_record
                    .get(dep)
                    .is_some_and(|known| known.place.lamport < entry.place.lamport)
            });
            if !is_closed {
                history.waiting.push(entry.record());
                continue;
            }
            history.by_record.insert(entry.record(), entry);
            // Act ids can be read by others: only who did an act can repeat it. What was
            // withheld was never done, so that a repetition of it may still count.
            let act = (
                entry.act,
                entry.event.kind(),
                entry.author,
                entry.place.device,
            );
            if entry.is_withheld || acts.insert(act) {
                history.ordered.push(entry);
            }
        }
        history
    }

    /// Gives the events in the order in which they are folded.
    pub fn iter(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        self.ordered.iter().copied()
    }

    /// Gives the event of a record that may take effect.
    #[must_use]
    pub fn event(&self, record: RecordRef) -> Option<&'a Event> {
        self.by_record.get(&record).map(|entry| &entry.event)
    }

    /// Gives the records that wait for others of their subject.
    #[must_use]
    pub fn waiting(&self) -> &[RecordRef] {
        &self.waiting
    }

    /// Says whether the writer of `later` knew of `earlier`.
    #[must_use]
    pub fn knew(&self, later: RecordRef, earlier: RecordRef) -> bool {
        let Some(target) = self.by_record.get(&earlier) else {
            return false;
        };
        let mut seen = BTreeSet::new();
        let mut open = vec![later];
        while let Some(record) = open.pop() {
            let Some(entry) = self.by_record.get(&record) else {
                continue;
            };
            for dep in &entry.deps {
                if *dep == earlier {
                    return true;
                }
                let may_reach = self
                    .by_record
                    .get(dep)
                    .is_some_and(|known| known.place.lamport > target.place.lamport);
                if may_reach && seen.insert(*dep) {
                    open.push(*dep);
                }
            }
        }
        false
    }

    /// Says whether the writer of `later` knew of every one of `earlier`.
    #[must_use]
    pub fn knew_all(&self, later: RecordRef, earlier: &[RecordRef]) -> bool {
        let mut missing: BTreeSet<RecordRef> = earlier.iter().copied().collect();
        let lamport = |record: &RecordRef| Some(self.by_record.get(record)?.place.lamport);
        let lamports: Option<Vec<u64>> = missing.iter().map(lamport).collect();
        let Some(lowest) = lamports.map(|all| all.into_iter().min().unwrap_or(u64::MAX)) else {
            return false;
        };
        let mut seen = BTreeSet::new();
        let mut open = vec![later];
        while let Some(record) = open.pop().filter(|_| !missing.is_empty()) {
            let Some(entry) = self.by_record.get(&record) else {
                continue;
            };
            for dep in &entry.deps {
                missing.remove(dep);
                if lamport(dep).is_some_and(|own| own > lowest) && seen.insert(*dep) {
                    open.push(*dep);
                }
            }
        }
        missing.is_empty()
    }

    /// Gives the records that no other record here depends on.
    #[must_use]
    pub fn heads(&self) -> Vec<RecordRef> {
        let followed: BTreeSet<RecordRef> = self
            .by_record
            .values()
            .flat_map(|entry| entry.deps.iter().copied())
            .collect();
        self.by_record
            .keys()
            .filter(|record| !followed.contains(record))
            .copied()
            .collect()
    }
}
