//! Growing a tree: by its right edge alone, or whole in memory.
//!
//! A server appends with a [`Frontier`] — a hash for each bit of the size — and stores the complete
//! nodes that come out. [`MemoryTree`] keeps them all; it is for tests, tools and small logs.

use crate::{
    id::Hash,
    tree::{NodeSource, TreeFault, empty_root, leaf_hash, node_hash},
};

/// The complete subtrees on the right edge of a tree, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Starts with no leaf.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// Takes up a tree of this size again from its kept nodes.
    ///
    /// # Errors
    /// When one of the nodes is not kept.
    pub fn restore(nodes: &dyn NodeSource, size: u64) -> Result<Self, TreeFault> {
        let levels = (0..64_u8).rev().filter(|level| size >> level & 1 == 1);
        let peaks = levels.map(|level| {
            // Before this peak stand the leaves of all higher bits.
            let index = (size >> level).saturating_sub(1);
            nodes
                .find_node(level, index)
                .ok_or(TreeFault::NodeMissing { level, index })
        });
        Ok(Self {
            size,
            peaks: peaks.collect::<Result<_, _>>()?,
        })
    }

    /// Counts the leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash; hands out each node it completes as (level, index, hash).
    pub fn append(&mut self, leaf: Hash, mut keep: impl FnMut(u8, u64, Hash)) {
        let mut hash = leaf;
        let mut index = self.size;
        let mut level = 0_u8;
        keep(level, index, hash);
        while index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            index >>= 1;
            level = level.saturating_add(1);
            keep(level, index, hash);
        }
        self.peaks.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// Computes the root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let from_right = self.peaks.iter().rev().copied();
        from_right
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }
}

/// A tree with every complete node in memory: 64 bytes a leaf.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    frontier: Frontier,
    levels: Vec<Vec<Hash>>,
}

impl MemoryTree {
    /// Starts with no leaf.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            frontier: Frontier::new(),
            levels: Vec::new(),
        }
    }

    /// Counts the leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Appends a leaf by its bytes; gives its index.
    pub fn append(&mut self, leaf: &[u8]) -> u64 {
        let index = self.size();
        let levels = &mut self.levels;
        self.frontier.append(leaf_hash(leaf), |level, _, hash| {
            // Nodes of a level complete in order, so each goes to the end of its list.
            match levels.get_mut(usize::from(level)) {
                Some(nodes) => nodes.push(hash),
                None => levels.push(vec![hash]),
            }
        });
        index
    }

    /// Computes the root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

impl NodeSource for MemoryTree {
    fn find_node(&self, level: u8, index: u64) -> Option<Hash> {
        self.levels
            .get(usize::from(level))?
            .get(usize::try_from(index).ok()?)
            .copied()
    }
}
