//! The end of the log: what is needed to append to it, and proofs read back from its tiles.

use std::collections::{BTreeMap, BTreeSet};

use ledger::checkpoint::Checkpoint;
use ledger::frontier::Frontier;
use ledger::id::{Epoch, Hash};
use ledger::tile::{TILE_WIDTH, TileKind, TileNodes, TilePath};
use ledger::tree::{NodeSource, consistency_proof, inclusion_proof, leaf_hash, root};

use super::Anchor;
use crate::database::{Outcome, Reading, Writing};

/// Levels of the tree that one tile spans.
const TILE_LEVELS: u8 = 8;
/// Levels of tiles that a log can have.
const TILE_LEVELS_MAX: u8 = 8;

/// The right edge of the present epoch's log.
#[derive(Debug, Clone, Default)]
pub struct LogTail {
    epoch: Option<Epoch>,
    frontier: Frontier,
    open_tiles: BTreeMap<(u8, u64), Vec<u8>>,
    changed: BTreeSet<(u8, u64)>,
}

impl LogTail {
    /// Takes up the log of the present epoch.
    ///
    /// # Errors
    /// The database cannot be read, or its tiles do not fit together.
    pub fn load(tx: &dyn Reading) -> Outcome<Self> {
        let Some(row) = tx.epoch()? else {
            return Ok(Self::default());
        };
        let mut open_tiles = BTreeMap::new();
        for level in 0..TILE_LEVELS_MAX {
            let count = row
                .size
                .checked_shr(u32::from(level * TILE_LEVELS))
                .unwrap_or(0);
            let index = count / u64::from(TILE_WIDTH);
            if count % u64::from(TILE_WIDTH) > 0 {
                let tile = tx.find_tile(row.epoch, level, index)?.unwrap_or_default();
                open_tiles.insert((level, index), tile);
            }
        }
        let frontier = Frontier::restore(&nodes(tx, row.epoch, row.size), row.size)?;
        Ok(Self {
            epoch: Some(row.epoch),
            frontier,
            open_tiles,
            changed: BTreeSet::new(),
        })
    }

    /// Begins an empty log.
    #[must_use]
    pub fn begin(epoch: Epoch) -> Self {
        Self {
            epoch: Some(epoch),
            ..Self::default()
        }
    }

    /// Gives the epoch; zero before the first.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch.unwrap_or(Epoch::ZERO)
    }

    /// Counts the leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Says whether no epoch has begun.
    #[must_use]
    pub const fn is_unbegun(&self) -> bool {
        self.epoch.is_none()
    }

    /// Says whether leaves were appended that no checkpoint covers.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Gives how far the log is; nothing before the first epoch.
    #[must_use]
    pub fn committed(&self) -> Option<Anchor> {
        self.epoch.map(|_| self.anchor())
    }

    /// Gives what is to be remembered outside the database.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        Anchor {
            epoch: self.epoch(),
            size: self.size(),
            root: self.frontier.root(),
        }
    }

    /// Appends a leaf; gives its number.
    pub fn append(&mut self, leaf: &[u8]) -> u64 {
        let number = self.frontier.size();
        let (tiles, changed) = (&mut self.open_tiles, &mut self.changed);
        self.frontier.append(leaf_hash(leaf), |level, index, hash| {
            if level % TILE_LEVELS == 0 {
                let tile = (level / TILE_LEVELS, index / u64::from(TILE_WIDTH));
                tiles
                    .entry(tile)
                    .or_default()
                    .extend_from_slice(hash.as_bytes());
                changed.insert(tile);
            }
        });
        number
    }

    /// Gives size and root under an origin.
    #[must_use]
    pub fn checkpoint(&self, origin: String) -> Checkpoint {
        let (size, root) = (self.size(), self.frontier.root());
        Checkpoint {
            origin,
            size,
            root,
            extensions: Vec::new(),
        }
    }

    /// Writes the tiles that changed; full ones are never touched again.
    pub(super) fn flush(&mut self, tx: &mut dyn Writing) -> Outcome<()> {
        let epoch = self.epoch();
        for (level, index) in std::mem::take(&mut self.changed) {
            let Some(tile) = self.open_tiles.get(&(level, index)) else {
                continue;
            };
            tx.put_tile(epoch, level, index, tile)?;
            if tile.len() >= usize::from(TILE_WIDTH) * Hash::LENGTH {
                self.open_tiles.remove(&(level, index));
            }
        }
        Ok(())
    }
}

/// Says whether the database lacks what an anchor saw. An epoch that has passed since is known
/// still: a server that stopped before it could write the anchor of the next one was not restored.
pub(super) fn is_behind(tx: &dyn Reading, anchor: &Anchor) -> Outcome<bool> {
    let epoch = tx.find_epoch(anchor.epoch)?;
    Ok(epoch.is_none_or(|row| row.size < anchor.size))
}

/// Reads a log's nodes out of its stored tiles.
fn nodes(tx: &dyn Reading, epoch: Epoch, size: u64) -> impl NodeSource {
    TileNodes::new(size, move |path: &TilePath| {
        let TileKind::Hashes(level) = path.kind else {
            return None;
        };
        let tile = tx.find_tile(epoch, level, path.index).ok()??;
        tile.get(..usize::from(path.width) * Hash::LENGTH)
            .map(<[u8]>::to_vec)
    })
}

/// Proves that the log of `to` leaves extends the one of `from` leaves.
///
/// # Errors
/// `from` is the larger, or a tile is missing.
pub fn consistency(tx: &dyn Reading, epoch: Epoch, from: u64, to: u64) -> Outcome<Vec<Hash>> {
    if from == 0 || from == to {
        return Ok(Vec::new());
    }
    Ok(consistency_proof(&nodes(tx, epoch, to), from, to)?)
}

/// Proves that a leaf is in the log of `size` leaves.
pub(super) fn inclusion(
    tx: &dyn Reading,
    epoch: Epoch,
    leaf: u64,
    size: u64,
) -> Outcome<Vec<Hash>> {
    Ok(inclusion_proof(&nodes(tx, epoch, size), leaf, size)?)
}

/// Gives the root that the log had at an earlier size.
pub(super) fn root_at(tx: &dyn Reading, epoch: Epoch, size: u64) -> Outcome<Hash> {
    Ok(root(&nodes(tx, epoch, size), size)?)
}
