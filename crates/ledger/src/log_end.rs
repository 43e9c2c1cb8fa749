//! Where the logs of earlier epochs end, as the log of the present one vouches for it.
//!
//! A feed goes on over epochs while each epoch's log is a tree of its own. The second leaf of a
//! log lists the ends of all logs before it, so that an entry of any epoch is proven under the
//! present checkpoint: the leaf in the present tree, then the entry in the tree that it names.

use minicbor::{Decode, Encode};

use crate::{
    encoding::{DecodeFault, from_bytes, to_bytes},
    id::{Epoch, Hash},
    tree::{ProofRefused, leaf_hash, verify_inclusion},
};

/// What stands in the leaf before the list.
const PREFIX: &[u8] = b"traotay/logs/v1\0";

/// The leaf's place in the log.
pub const EARLIER_LOGS_LEAF: u64 = 1;

/// The greatest leaf: more restores than any server will see.
pub const EARLIER_LOGS_BYTES_MAX: usize = 64 * 1024;

/// How large a log is at one moment, or at its end, and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LogEnd {
    /// Which log.
    #[n(0)]
    pub epoch: Epoch,
    /// How many leaves.
    #[n(1)]
    pub size: u64,
    /// Its root over all of them.
    #[n(2)]
    pub root: Hash,
}

/// Makes the leaf that lists the logs before; the order is that of their epochs.
#[must_use]
pub fn earlier_logs_leaf(ends: &[LogEnd]) -> Vec<u8> {
    [PREFIX, &to_bytes(&ends.to_vec())].concat()
}

/// Reads what [`earlier_logs_leaf`] wrote.
///
/// # Errors
/// When it is another leaf, or too large.
pub fn read_earlier_logs(leaf: &[u8]) -> Result<Vec<LogEnd>, DecodeFault> {
    let list = leaf.strip_prefix(PREFIX).unwrap_or_default();
    from_bytes(list, EARLIER_LOGS_BYTES_MAX)
}

impl LogEnd {
    /// Finds the end of a log in the leaf that the present log vouches for by `path`.
    ///
    /// # Errors
    /// When the leaf is not in the log of `size` leaves with this root.
    pub fn find_in(
        leaf: &[u8],
        epoch: Epoch,
        path: &[Hash],
        size: u64,
        root: &Hash,
    ) -> Result<Option<Self>, ProofRefused> {
        verify_inclusion(&leaf_hash(leaf), EARLIER_LOGS_LEAF, size, path, root)?;
        let ends = read_earlier_logs(leaf).unwrap_or_default();
        Ok(ends.into_iter().find(|end| end.epoch == epoch))
    }
}
