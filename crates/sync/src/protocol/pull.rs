//! Reading a unit's feed from a cursor. Positions are dense and every entry is chained to the
//! one before, so that a desk sees a missing, altered or exchanged entry by itself.

use ledger::feed::FeedHead;
use ledger::id::{Epoch, Hash, Incarnation};
use ledger::part::PartName;
use minicbor::{Decode, Encode};

use super::hello::{Seen, Witness};
use super::message::Verbatim;

/// Asks for what follows.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PullRequest {
    /// The epoch greeted.
    #[n(0)]
    pub epoch: Epoch,
    /// The checkpoint seen last.
    #[n(1)]
    pub seen: Option<Seen>,
    /// The last entry stored; a position may outlive its epoch, its hash decides.
    #[n(2)]
    pub cursor: FeedHead,
    /// At most so many entries.
    #[n(3)]
    pub records_max: u32,
    /// At most so many plain bytes, but for one record that is larger by itself.
    #[n(4)]
    pub bytes_max: u32,
    /// The reader's own chain: records of it come as references.
    #[n(5)]
    pub own: Option<Incarnation>,
}

/// What follows, or that the feeds have parted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PullReply {
    /// The epoch it was read in.
    #[n(0)]
    pub epoch: Epoch,
    /// The checkpoint, and that it extends the one seen.
    #[n(1)]
    pub witness: Witness,
    /// The folded page of entries; absent where the feeds have parted.
    #[n(2)]
    pub page: Option<Verbatim>,
    /// Position of the feed's last entry.
    #[n(3)]
    pub head: u64,
    /// Where the feeds have parted.
    #[n(4)]
    pub diverged: Option<Diverged>,
    /// The server's clock, µs UTC.
    #[n(5)]
    pub server_time: i64,
    /// Parts that this reader's duty may not see, so that their absence is no alarm.
    #[n(6)]
    pub withheld_parts: Vec<PartName>,
    /// Where the page's last entry stands in the log; absent for an empty page.
    #[n(7)]
    pub last: Option<Inclusion>,
}

/// The server's entry at the cursor's position is another one, or there is none.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Diverged {
    /// Entries of the server's feed, from the newest down with growing steps; position 0
    /// (nothing, zero hash) is always the last and always common.
    #[n(0)]
    pub samples: Vec<FeedSample>,
}

/// One entry of a feed by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FeedSample {
    /// Where.
    #[n(0)]
    pub position: u64,
    /// Its hash.
    #[n(1)]
    pub hash: Hash,
}

/// That the last entry of a page is a leaf of the log under the reply's checkpoint. Entries
/// are chained, so that the last one vouches for all before it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Inclusion {
    /// Number of its leaf, counted from 0.
    #[n(0)]
    pub leaf: u64,
    /// RFC 6962 inclusion proof: under the checkpoint of the reply's witness, or under the root at
    /// which the log of an earlier epoch ended.
    #[n(1)]
    pub path: Vec<Hash>,
    /// The epoch whose log holds it.
    #[n(2)]
    pub epoch: Epoch,
    /// Where it is an earlier epoch: how the present log vouches for that root.
    #[n(3)]
    pub earlier: Option<Box<EarlierLogs>>,
}

/// The leaf of the present log that says where the logs before it ended.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EarlierLogs {
    /// The leaf, as [`ledger::log_end`] reads it.
    #[n(0)]
    pub leaf: Verbatim,
    /// RFC 6962 inclusion proof of it under the checkpoint of the reply's witness.
    #[n(1)]
    pub path: Vec<Hash>,
}
