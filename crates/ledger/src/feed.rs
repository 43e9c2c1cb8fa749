//! Feeds: what a unit may read, in one order without gaps.
//!
//! Each entry names a record by hash and is chained to the entry before it, so a reader who holds
//! position and hash of one entry notices any other past. An entry's encoding is also its leaf in
//! the server's tree.

use minicbor::{Decode, Encode};

use crate::{
    encoding::to_bytes,
    id::{Hash, UnitId},
};

/// One place in a unit's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FeedEntry {
    /// Whose feed.
    #[n(0)]
    pub unit: UnitId,
    /// Place in it: 1, 2, 3 … without gaps.
    #[n(1)]
    pub position: u64,
    /// Hash of the record that stands there.
    #[n(2)]
    pub record: Hash,
    /// Hash of the entry before it; zero for the first.
    #[n(3)]
    pub prev: Hash,
}

impl FeedEntry {
    /// Gives the entry's bytes: what is hashed, and its leaf in the tree.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Gives the entry's hash: SHA-256 of its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[&self.encode()])
    }
}

/// Where a reader stands in a feed. Position 0 and a zero hash: before the first entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FeedHead {
    /// Whose feed.
    #[n(0)]
    pub unit: UnitId,
    /// Position of the last entry read.
    #[n(1)]
    pub position: u64,
    /// Hash of the last entry read.
    #[n(2)]
    pub hash: Hash,
}

/// Why an entry does not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedFault {
    /// An entry of another unit.
    #[error("the entry belongs to another unit's feed")]
    AnotherFeed,
    /// Not the next position.
    #[error("position {found} comes where {expected} should")]
    NotNext {
        /// The position that should come.
        expected: u64,
        /// The position that came.
        found: u64,
    },
    /// The next position, but of another past.
    #[error("the feed has another past before position {position}")]
    Diverged {
        /// Position of the entry that came.
        position: u64,
    },
}

impl FeedHead {
    /// Stands before the first entry.
    #[must_use]
    pub const fn start(unit: UnitId) -> Self {
        Self {
            unit,
            position: 0,
            hash: Hash::ZERO,
        }
    }

    /// Makes the entry that puts a record next.
    #[must_use]
    pub const fn next_entry(&self, record: Hash) -> Option<FeedEntry> {
        match self.position.checked_add(1) {
            Some(position) => Some(FeedEntry {
                unit: self.unit,
                position,
                record,
                prev: self.hash,
            }),
            None => None,
        }
    }

    /// Steps over an entry.
    ///
    /// # Errors
    /// When it is not the entry that follows; the reader then stays where it is.
    pub fn follow(&self, entry: &FeedEntry) -> Result<Self, FeedFault> {
        if entry.unit != self.unit {
            return Err(FeedFault::AnotherFeed);
        }
        let expected = self.position.saturating_add(1);
        if entry.position != expected {
            return Err(FeedFault::NotNext {
                expected,
                found: entry.position,
            });
        }
        if entry.prev != self.hash {
            return Err(FeedFault::Diverged {
                position: entry.position,
            });
        }
        Ok(Self {
            unit: self.unit,
            position: entry.position,
            hash: entry.hash(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn record(number: u8) -> Hash {
        Hash::of(&[&[number]])
    }

    #[test]
    fn a_reader_follows_only_the_feed_it_has_read() {
        let start = FeedHead::start(UnitId::from_bytes([1; 16]));
        let first = start.next_entry(record(1)).unwrap();
        let other_first = start.next_entry(record(9)).unwrap();
        let after_first = start.follow(&first).unwrap();
        let second = after_first.next_entry(record(2)).unwrap();
        assert_eq!(
            start.follow(&second),
            Err(FeedFault::NotNext {
                expected: 1,
                found: 2
            })
        );
        assert_eq!(
            after_first.follow(&first),
            Err(FeedFault::NotNext {
                expected: 2,
                found: 1
            })
        );
        let after_other = start.follow(&other_first).unwrap();
        assert_eq!(
            after_other.follow(&second),
            Err(FeedFault::Diverged { position: 2 })
        );
        let elsewhere = FeedHead::start(UnitId::from_bytes([2; 16]));
        assert_eq!(elsewhere.follow(&first), Err(FeedFault::AnotherFeed));
        assert_eq!(after_first.follow(&second).unwrap().hash, second.hash());
    }
}
