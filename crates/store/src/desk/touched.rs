//! The subjects that a transaction touches, with the entries it gathered on the way.
//!
//! A subject whose every record came in this very transaction is folded from memory; any other
//! is read back. New subjects are numbered in the order of their first record that can be
//! folded, which is the order in which `rebuild` numbers them too.

use std::collections::BTreeMap;

use ledger::{Hash, Record};

use super::entries::{Loaded, RecordRow, entry_of};
use crate::ids::record_ref;

/// The subjects at hand.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    subjects: BTreeMap<[u8; 16], Gathered>,
}

/// What of one subject came in this transaction.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Its entries.
    pub(crate) loaded: Loaded,
    /// Records of it that came; one more than entries where this program cannot fold one.
    pub(crate) records: u64,
    first: Option<i64>,
}

impl Gathered {
    /// Says whether the entries are all that came.
    pub(crate) fn is_foldable(&self) -> bool {
        u64::try_from(self.loaded.entries.len()).is_ok_and(|entries| entries == self.records)
    }
}

impl Touched {
    /// Notes a subject whose state may change without a record of its own.
    pub(crate) fn touch(&mut self, subject: [u8; 16]) {
        self.subjects.entry(subject).or_default();
    }

    /// Notes a record that was appended to a subject.
    pub(crate) fn gather(&mut self, subject: [u8; 16], record: &Record, row: i64, standing: i64) {
        let gathered = self.subjects.entry(subject).or_default();
        gathered.records = gathered.records.saturating_add(1);
        let header = record.header();
        let hash: Hash = record.hash();
        let found = RecordRow {
            row,
            standing,
            clock: header.clock,
        };
        gathered.loaded.rows.insert(record_ref(hash), found);
        let facts = record
            .find_part(ledger::PartName::Facts)
            .map(|part| part.bytes.as_slice());
        if let Some(entry) = entry_of(header, hash, subject, facts, false) {
            gathered.first = gathered.first.or(Some(row));
            gathered.loaded.entries.push(entry);
        }
    }

    /// Gives the subjects in the order in which new ones are numbered.
    pub(crate) fn into_ordered(self) -> Vec<([u8; 16], Gathered)> {
        let mut ordered: Vec<_> = self.subjects.into_iter().collect();
        ordered.sort_by_key(|(_, gathered)| gathered.first.unwrap_or(i64::MAX));
        ordered
    }
}
