//! Tiles: the log as files that any web server can hand out.
//!
//! Paths and contents are those of C2SP tlog-tiles: rows of 256 hashes, eight levels of the tree
//! apart, and bundles of 256 entries. A full tile never changes; a partial one names its width.

use core::{fmt, str::FromStr};

use crate::{
    id::Hash,
    tree::{NodeSource, node_hash},
};

/// How many hashes or entries a full tile has.
pub const TILE_WIDTH: u16 = 256;
/// How many levels of the tree one tile spans.
const TILE_LEVELS: u8 = 8;
/// The highest level of tiles in a tree of at most 2⁶⁴ leaves.
const TILE_LEVEL_MAX: u8 = 7;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of subtrees over 256^level leaves each.
    Hashes(u8),
    /// The leaves themselves.
    Entries,
}

/// Names one tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TilePath {
    /// What it holds.
    pub kind: TileKind,
    /// Its place on its level.
    pub index: u64,
    /// How much it holds, 1 to 256.
    pub width: u16,
}

/// Text that names no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile")]
pub struct NotATile;

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}")?,
            TileKind::Entries => write!(f, "tile/entries")?,
        }
        // Three digits an element, an x before all but the last.
        let digits = self.index.to_string();
        let width = digits.len().next_multiple_of(3);
        let padded = format!("{digits:0>width$}");
        let last = width.saturating_sub(3);
        for start in (0..last).step_by(3) {
            write!(
                f,
                "/x{}",
                padded
                    .get(start..start.saturating_add(3))
                    .unwrap_or_default()
            )?;
        }
        write!(f, "/{}", padded.get(last..).unwrap_or_default())?;
        if self.width == TILE_WIDTH {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

impl FromStr for TilePath {
    type Err = NotATile;

    fn from_str(text: &str) -> Result<Self, NotATile> {
        // A path has one spelling: what reads must write the same again.
        parse(text)
            .filter(|path| path.to_string() == text)
            .ok_or(NotATile)
    }
}

fn parse(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => TileKind::Hashes(
            level
                .parse()
                .ok()
                .filter(|level| *level <= TILE_LEVEL_MAX)?,
        ),
    };
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (
            index,
            width.parse().ok().filter(|w| (1..TILE_WIDTH).contains(w))?,
        ),
        None => (rest, TILE_WIDTH),
    };
    let digits: String = index
        .split('/')
        .map(|element| element.trim_start_matches('x'))
        .collect();
    Some(TilePath {
        kind,
        index: digits.parse().ok()?,
        width,
    })
}

/// Lists the tiles that a tree of `to` leaves has and one of `from` leaves has not.
///
/// These are what a server writes after it grew: hash tiles of each level, then entry bundles.
#[must_use]
pub fn list_tiles_between(from: u64, to: u64) -> Vec<TilePath> {
    let hashes = (0..=TILE_LEVEL_MAX).map(|level| (TileKind::Hashes(level), level));
    hashes
        .chain([(TileKind::Entries, 0)])
        .flat_map(|(kind, level)| {
            let shift = TILE_LEVELS.saturating_mul(level);
            let (before, after) = (from >> shift, to >> shift);
            let tiles = if before == after {
                0..0
            } else {
                tile_of(before)..after.div_ceil(256)
            };
            tiles.map(move |index| {
                let width = after.saturating_sub(index.saturating_mul(256)).min(256);
                TilePath {
                    kind,
                    index,
                    width: u16::try_from(width).unwrap_or(TILE_WIDTH),
                }
            })
        })
        .collect()
}

const fn tile_of(node: u64) -> u64 {
    node >> TILE_LEVELS
}

/// Gives the content of a hash tile: its hashes one after another. None if one is not kept.
#[must_use]
pub fn hash_tile(nodes: &dyn NodeSource, path: &TilePath) -> Option<Vec<u8>> {
    let TileKind::Hashes(level) = path.kind else {
        return None;
    };
    let level = level.checked_mul(TILE_LEVELS)?;
    let first = path.index.checked_mul(TILE_WIDTH.into())?;
    let mut content = Vec::with_capacity(usize::from(path.width).saturating_mul(Hash::LENGTH));
    for place in 0..u64::from(path.width) {
        content.extend_from_slice(
            nodes
                .find_node(level, first.checked_add(place)?)?
                .as_bytes(),
        );
    }
    Some(content)
}

/// Gives the content of an entry bundle: each entry after its length in two bytes, big end first.
/// None if an entry is longer than those can say.
#[must_use]
pub fn entry_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    for entry in entries {
        content.extend_from_slice(&u16::try_from(entry.len()).ok()?.to_be_bytes());
        content.extend_from_slice(entry);
    }
    Some(content)
}

/// Takes an entry bundle apart. None if it does not end with an entry.
#[must_use]
pub fn split_entry_bundle(mut content: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !content.is_empty() {
        let (length, rest) = content.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        entries.push(entry);
        content = rest;
    }
    Some(entries)
}

/// Reads a tree's nodes out of its tiles, wherever those are kept.
pub struct TileNodes<F> {
    size: u64,
    fetch: F,
}

impl<F: Fn(&TilePath) -> Option<Vec<u8>>> TileNodes<F> {
    /// Reads the tree over `size` leaves from the tiles that `fetch` finds.
    #[must_use]
    pub const fn new(size: u64, fetch: F) -> Self {
        Self { size, fetch }
    }
}

impl<F: Fn(&TilePath) -> Option<Vec<u8>>> NodeSource for TileNodes<F> {
    fn find_node(&self, level: u8, index: u64) -> Option<Hash> {
        let tile_level = level.checked_div(TILE_LEVELS)?;
        let above = level.checked_rem(TILE_LEVELS)?;
        let kept = self.size >> tile_level.checked_mul(TILE_LEVELS)?;
        let first = index.checked_mul(1 << above)?;
        let tile = tile_of(first);
        let start = tile.checked_mul(TILE_WIDTH.into())?;
        let width = u16::try_from(kept.checked_sub(start)?.min(TILE_WIDTH.into())).ok()?;
        let path = TilePath {
            kind: TileKind::Hashes(tile_level),
            index: tile,
            width,
        };
        let content = (self.fetch)(&path)?;
        let from = usize::try_from(first.checked_sub(start)?)
            .ok()?
            .checked_mul(Hash::LENGTH)?;
        let to = from.checked_add(Hash::LENGTH.checked_mul(1 << above)?)?;
        let row: Option<Vec<Hash>> = content
            .get(from..to)?
            .chunks(Hash::LENGTH)
            .map(|hash| hash.try_into().ok())
            .collect();
        fold_row(row?)
    }
}

/// Hashes a row whose length is a power of two up to its one root.
fn fold_row(mut row: Vec<Hash>) -> Option<Hash> {
    while row.len() > 1 {
        row = row
            .chunks_exact(2)
            .filter_map(|pair| pair.split_first_chunk::<2>())
            .map(|([left, right], _)| node_hash(left, right))
            .collect();
    }
    row.pop()
}
