//! The Merkle tree of RFC 6962 over a server's log.
//!
//! Whoever holds a root knows every leaf under it: an inclusion proof shows that a leaf is there, a
//! consistency proof that a later tree only added. The functions read complete subtrees from
//! wherever the caller keeps them — memory, tables, tiles — and keep nothing themselves.

use crate::id::Hash;

/// Leaves and nodes are hashed with different first bytes, so that neither passes for the other.
const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// Hashes the bytes of a leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Hash::of(&[LEAF, leaf])
}

/// Hashes two subtrees into the one over both.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[NODE, left.as_bytes(), right.as_bytes()])
}

/// Gives the root of a tree without leaves.
#[must_use]
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// Whoever keeps the hashes of complete subtrees.
pub trait NodeSource {
    /// Finds the hash over leaves `index · 2^level .. (index + 1) · 2^level`, if all are there.
    fn find_node(&self, level: u8, index: u64) -> Option<Hash>;
}

/// Why a root or proof cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeFault {
    /// The leaf or the smaller tree is not inside the larger.
    #[error("{inner} is not inside a tree of {size}")]
    Outside {
        /// Index of the leaf, or size of the smaller tree.
        inner: u64,
        /// Size of the larger tree.
        size: u64,
    },
    /// A subtree that should be kept is not.
    #[error("the node at level {level}, index {index} is not kept")]
    NodeMissing {
        /// Level of the node; leaves are 0.
        level: u8,
        /// Its place on that level.
        index: u64,
    },
}

/// Why a proof does not prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root")]
pub struct ProofRefused;

/// Computes the root over the first `size` leaves.
///
/// # Errors
/// When a node is not kept.
pub fn root(nodes: &dyn NodeSource, size: u64) -> Result<Hash, TreeFault> {
    if size == 0 {
        Ok(empty_root())
    } else {
        range_hash(
            nodes,
            Range {
                start: 0,
                length: size,
            },
        )
    }
}

/// Proves that the leaf at `index` is in the tree over `size` leaves: PATH of RFC 6962 §2.1.1.
///
/// # Errors
/// When the leaf is outside, or a node is not kept.
pub fn inclusion_proof(
    nodes: &dyn NodeSource,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeFault> {
    if index >= size {
        return Err(TreeFault::Outside { inner: index, size });
    }
    let mut proof = Vec::new();
    let mut range = Range {
        start: 0,
        length: size,
    };
    while range.length > 1 {
        let (left, right) = range.split();
        let (inside, beside) = if index < right.start {
            (left, right)
        } else {
            (right, left)
        };
        proof.push(range_hash(nodes, beside)?);
        range = inside;
    }
    proof.reverse();
    Ok(proof)
}

/// Proves that the tree over `from` leaves is the beginning of the one over `to`: PROOF of RFC 6962
/// §2.1.2. Every tree begins with the empty one, without proof.
///
/// # Errors
/// When `from` is the greater, or a node is not kept.
pub fn consistency_proof(
    nodes: &dyn NodeSource,
    from: u64,
    to: u64,
) -> Result<Vec<Hash>, TreeFault> {
    if from > to {
        return Err(TreeFault::Outside {
            inner: from,
            size: to,
        });
    }
    let mut proof = Vec::new();
    if from == 0 {
        return Ok(proof);
    }
    let mut range = Range {
        start: 0,
        length: to,
    };
    while range.end() > from {
        let (left, right) = range.split();
        let (inside, beside) = if from <= right.start {
            (left, right)
        } else {
            (right, left)
        };
        proof.push(range_hash(nodes, beside)?);
        range = inside;
    }
    // A range that begins at 0 is the smaller tree itself, whose root the verifier has.
    if range.start > 0 {
        proof.push(range_hash(nodes, range)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks an inclusion proof: RFC 9162 §2.1.3.2.
///
/// # Errors
/// When it does not lead from the leaf to the root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofRefused> {
    let mut at = index;
    let mut last = size
        .checked_sub(1)
        .filter(|last| at <= *last)
        .ok_or(ProofRefused)?;
    let mut hash = *leaf;
    for beside in proof {
        if last == 0 {
            return Err(ProofRefused);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(beside, &hash);
            skip_lone_levels(&mut at, &mut last);
        } else {
            hash = node_hash(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root {
        Ok(())
    } else {
        Err(ProofRefused)
    }
}

/// Checks a consistency proof: RFC 9162 §2.1.4.2.
///
/// # Errors
/// When it does not lead from the smaller tree's root to the larger's.
pub fn verify_consistency(
    from: u64,
    from_root: &Hash,
    to: u64,
    to_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofRefused> {
    if from == 0 || from == to {
        let may_be = |size: u64, root: &Hash| size > 0 || *root == empty_root();
        let is_good = may_be(from, from_root)
            && may_be(to, to_root)
            && (from < to || from_root == to_root)
            && proof.is_empty();
        return if is_good { Ok(()) } else { Err(ProofRefused) };
    }
    let (mut at, mut last) = match (from.checked_sub(1), to.checked_sub(1)) {
        (Some(at), Some(last)) if at < last => (at, last),
        _ => return Err(ProofRefused),
    };
    let levels = at.trailing_ones();
    at >>= levels;
    last >>= levels;
    // A complete smaller tree is its own first node, and the proof leaves it out.
    let (first, rest) = if from.is_power_of_two() {
        (from_root, proof)
    } else {
        proof.split_first().ok_or(ProofRefused)?
    };
    let (mut smaller, mut larger) = (*first, *first);
    for beside in rest {
        if last == 0 {
            return Err(ProofRefused);
        }
        if at & 1 == 1 || at == last {
            smaller = node_hash(beside, &smaller);
            larger = node_hash(beside, &larger);
            skip_lone_levels(&mut at, &mut last);
        } else {
            larger = node_hash(&larger, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    let is_good = last == 0 && smaller == *from_root && larger == *to_root;
    if is_good { Ok(()) } else { Err(ProofRefused) }
}

/// Climbs the levels on which the last subtree has nothing beside it.
const fn skip_lone_levels(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}

/// A run of leaves that begins where a subtree of its greatest power of two may.
#[derive(Clone, Copy)]
struct Range {
    start: u64,
    length: u64,
}

impl Range {
    const fn end(self) -> u64 {
        self.start.saturating_add(self.length)
    }

    /// Splits at the greatest power of two below the length, which is at least 2.
    const fn split(self) -> (Self, Self) {
        let below = self.length.saturating_sub(1);
        let left = 1_u64 << below.ilog2();
        let right = self.length.saturating_sub(left);
        let middle = self.start.saturating_add(left);
        (
            Self {
                start: self.start,
                length: left,
            },
            Self {
                start: middle,
                length: right,
            },
        )
    }
}

fn range_hash(nodes: &dyn NodeSource, range: Range) -> Result<Hash, TreeFault> {
    if range.length.is_power_of_two() {
        let level = u8::try_from(range.length.trailing_zeros()).unwrap_or(u8::MAX);
        let index = range.start >> level;
        return nodes
            .find_node(level, index)
            .ok_or(TreeFault::NodeMissing { level, index });
    }
    let (left, right) = range.split();
    Ok(node_hash(
        &range_hash(nodes, left)?,
        &range_hash(nodes, right)?,
    ))
}
