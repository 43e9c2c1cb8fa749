//! What becomes of the operations that were pending when the power went: one draw for one image.
//! A write may survive whole, in part by sectors, not at all, or leave garbage in a sector that it
//! covered; bytes that no write covered are never touched (`POWERSAFE_OVERWRITE`).

use std::fmt;
use std::str::FromStr;

use super::volume::{Metadata, Volume};
use crate::chance::Chance;
use crate::crash_vfs::{SECTOR_BYTES, overwrite};

/// A way in which a power cut leaves what was pending; a number tells draws of one way apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Nothing that was not synced survives.
    Nothing,
    /// All survives.
    Everything,
    /// All survives, but the last write stops at some byte.
    Torn(u16),
    /// What was asked for late survives, what was asked for early does not.
    Reordered(u16),
    /// Sectors survive by chance, and some come back as garbage.
    Garbage(u16),
    /// Sectors survive by chance.
    Subset(u16),
}

/// How many draws of each way a cut gets.
#[derive(Clone, Copy, Debug)]
pub struct Density {
    /// Lengths of the torn last write.
    pub torn: u16,
    /// Points after which alone writes survive.
    pub reordered: u16,
    /// Draws with garbage sectors.
    pub garbage: u16,
    /// Random subsets of sectors.
    pub subsets: u16,
}

impl Density {
    /// The share of a push: 20 subsets a cut.
    pub const PUSH: Self = Self {
        torn: 3,
        reordered: 4,
        garbage: 8,
        subsets: 20,
    };
    /// The share of a long run: 40 subsets a cut.
    pub const LONG: Self = Self {
        torn: 8,
        reordered: 8,
        garbage: 16,
        subsets: 40,
    };
    /// The share of a quick look.
    pub const THIN: Self = Self {
        torn: 1,
        reordered: 1,
        garbage: 2,
        subsets: 3,
    };

    /// The variants that can differ on this volume, the simplest first.
    pub fn variants(self, volume: &Volume) -> Vec<Variant> {
        let writes = volume
            .pending_changes()
            .filter(|(_, bytes)| *bytes > 0)
            .count();
        let pending = volume.pending_changes().count() + volume.pending_names();
        let mut variants = vec![Variant::Nothing];
        if pending > 0 {
            variants.push(Variant::Everything);
        }
        if writes > 0 {
            variants.extend((0..self.torn).map(Variant::Torn));
            variants.extend((0..self.garbage).map(Variant::Garbage));
        }
        if pending > 1 {
            variants.extend((0..self.reordered).map(Variant::Reordered));
        }
        if pending > 1 || writes > 0 {
            variants.extend((0..self.subsets).map(Variant::Subset));
        }
        variants
    }
}

/// The decisions of one image, drawn as they are asked for.
pub struct Fate {
    variant: Variant,
    chance: Chance,
    /// How many of eight sectors survive.
    odds: u64,
    /// How many of 64 surviving sectors are garbage.
    garbage: u64,
    /// The one that is in any case: of which write, and which of its sectors. The first ones are
    /// drawn more often, because headers stand there.
    garbage_at: (u64, u64),
    /// The operation that is torn, and after how many bytes.
    torn: (usize, usize),
    /// The first operation that survives when they are reordered.
    pivot: usize,
    /// How many pending names survive, where they do so in order.
    names: Option<usize>,
    signature: u64,
    writes: u64,
}

impl Fate {
    /// Draws the fate of a volume's pending operations.
    pub fn new(variant: Variant, volume: &Volume, metadata: Metadata, mut chance: Chance) -> Self {
        let last_write = volume
            .pending_changes()
            .filter(|(_, bytes)| *bytes > 0)
            .max();
        let (torn_at, torn_bytes) = last_write.unwrap_or_default();
        let torn = (torn_at, pick(&mut chance, torn_bytes));
        let changes = volume.pending_changes().count();
        let pivot_place = pick(&mut chance, changes);
        let pivot = volume
            .pending_changes()
            .map(|(at, _)| at)
            .nth(pivot_place)
            .unwrap_or_default();
        let garbage = [0, 0, 4, 16][pick(&mut chance, 4)];
        let writes = volume
            .pending_changes()
            .filter(|(_, bytes)| *bytes > 0)
            .count();
        let sector = if chance.happens(1, 2) {
            0
        } else {
            chance.below(8)
        };
        let garbage_at = (chance.below(writes as u64), sector);
        let in_order = metadata == Metadata::Journaled;
        let names = in_order.then(|| pick(&mut chance, volume.pending_names() + 1));
        let odds = [1, 4, 4, 7][pick(&mut chance, 4)];
        Self {
            variant,
            chance,
            odds,
            garbage,
            garbage_at,
            torn,
            pivot,
            names,
            signature: 0,
            writes: 0,
        }
    }

    /// What was decided, in short: equal for equal images of one cut.
    pub fn signature(&self) -> u64 {
        self.signature
    }

    pub(super) fn keeps_name(&mut self, at: usize, place: usize) -> bool {
        let keeps = match self.variant {
            Variant::Nothing => false,
            Variant::Everything | Variant::Torn(_) => true,
            Variant::Reordered(_) if self.names.is_none() => at >= self.pivot,
            Variant::Reordered(_) | Variant::Garbage(_) | Variant::Subset(_) => match self.names {
                Some(kept) => place < kept,
                None => self.chance.happens(self.odds, 8),
            },
        };
        self.sign(u64::from(keeps));
        keeps
    }

    pub(super) fn keeps_truncation(&mut self, at: usize) -> bool {
        let keeps = match self.variant {
            Variant::Nothing => false,
            Variant::Everything | Variant::Torn(_) => true,
            Variant::Reordered(_) => at >= self.pivot,
            Variant::Garbage(_) | Variant::Subset(_) => self.chance.happens(self.odds, 8),
        };
        self.sign(u64::from(keeps));
        keeps
    }

    pub(super) fn write(&mut self, at: usize, offset: u64, bytes: &[u8], content: &mut Vec<u8>) {
        let kept = match self.variant {
            Variant::Nothing => &[],
            Variant::Torn(_) if at == self.torn.0 => &bytes[..self.torn.1],
            Variant::Everything | Variant::Torn(_) => bytes,
            Variant::Reordered(_) if at >= self.pivot => bytes,
            Variant::Reordered(_) => &[],
            Variant::Garbage(_) | Variant::Subset(_) => {
                return self.write_sectors(offset, bytes, content);
            }
        };
        self.sign(kept.len() as u64);
        if !kept.is_empty() {
            overwrite(content, offset, kept);
        }
    }

    /// Decides sector by sector; now and then the file is as long as if all had survived.
    fn write_sectors(&mut self, offset: u64, bytes: &[u8], content: &mut Vec<u8>) {
        let write = self.writes;
        self.writes += 1;
        let mut start = 0;
        let mut sector = 0;
        while start < bytes.len() {
            let place = offset + start as u64;
            let to_border = SECTOR_BYTES - crate::crash_vfs::index(place % SECTOR_BYTES as u64);
            let end = bytes.len().min(start + to_border);
            let is_chosen = self.garbage_at == (write, sector);
            self.write_sector(place, &bytes[start..end], is_chosen, content);
            start = end;
            sector += 1;
        }
        let end = crate::crash_vfs::index(offset) + bytes.len();
        if content.len() < end && self.chance.happens(1, 4) {
            self.sign(3);
            content.resize(end, 0);
        }
    }

    fn write_sector(&mut self, place: u64, bytes: &[u8], is_chosen: bool, content: &mut Vec<u8>) {
        let is_garbage = matches!(self.variant, Variant::Garbage(_))
            && (is_chosen || self.chance.happens(self.garbage, 64));
        if is_garbage {
            let mut noise = [0; SECTOR_BYTES];
            self.chance.fill(&mut noise);
            self.sign(self.chance.clone().next());
            overwrite(content, place, &noise[..bytes.len()]);
        } else if self.chance.happens(self.odds, 8) {
            self.sign(1);
            overwrite(content, place, bytes);
        } else {
            self.sign(2);
        }
    }

    fn sign(&mut self, decision: u64) {
        self.signature = Chance::of(&[self.signature, decision]).next();
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "nothing"),
            Self::Everything => write!(f, "everything"),
            Self::Torn(draw) => write!(f, "torn:{draw}"),
            Self::Reordered(draw) => write!(f, "reordered:{draw}"),
            Self::Garbage(draw) => write!(f, "garbage:{draw}"),
            Self::Subset(draw) => write!(f, "subset:{draw}"),
        }
    }
}

impl FromStr for Variant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, draw) = text.split_once(':').unwrap_or((text, "0"));
        let draw = draw
            .parse()
            .map_err(|_| format!("`{draw}` is no number of a draw"))?;
        match name {
            "nothing" => Ok(Self::Nothing),
            "everything" => Ok(Self::Everything),
            "torn" => Ok(Self::Torn(draw)),
            "reordered" => Ok(Self::Reordered(draw)),
            "garbage" => Ok(Self::Garbage(draw)),
            "subset" => Ok(Self::Subset(draw)),
            _ => Err(format!("`{name}` is no variant")),
        }
    }
}

impl Variant {
    /// A number of its own for every variant, to draw its chance from.
    pub fn number(self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Everything => 1,
            Self::Torn(draw) => 0x1_0000 + u64::from(draw),
            Self::Reordered(draw) => 0x2_0000 + u64::from(draw),
            Self::Garbage(draw) => 0x3_0000 + u64::from(draw),
            Self::Subset(draw) => 0x4_0000 + u64::from(draw),
        }
    }
}

fn pick(chance: &mut Chance, end: usize) -> usize {
    crate::crash_vfs::index(chance.below(end as u64))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Density, Fate, Variant};
    use crate::chance::Chance;
    use crate::crash_vfs::{Operation, Recording};
    use crate::power_cut::volume::{Metadata, Volume};

    const FOLDER: Operation = Operation::SyncFolder {
        with_fresh_file: false,
    };

    fn create(name: &str, file: u32) -> Operation {
        Operation::Create {
            name: name.into(),
            file,
        }
    }

    fn write(file: u32, byte: u8) -> Operation {
        Operation::Write {
            file,
            offset: 0,
            bytes: Arc::from([byte; 1024]),
        }
    }

    fn left(operations: &[Operation], metadata: Metadata, variant: Variant) -> Vec<(String, u8)> {
        let mut volume = Volume::new(&Recording::default(), metadata);
        for operation in operations {
            volume.apply(operation);
        }
        let mut fate = Fate::new(variant, &volume, metadata, Chance::new(5));
        let image = volume.after_cut(&mut fate);
        let first = |bytes: &Vec<u8>| bytes.first().copied().unwrap_or(0);
        image
            .files
            .iter()
            .map(|(name, bytes)| (name.to_string(), first(bytes)))
            .collect()
    }

    #[test]
    fn what_was_not_synced_is_lost_or_kept_by_the_variant() {
        let sync = Operation::Sync { file: 1 };
        let story = [create("a", 1), write(1, 7), sync, FOLDER, write(1, 8)];
        let nothing = left(&story, Metadata::Strict, Variant::Nothing);
        assert_eq!(nothing, [("a".to_owned(), 7)]);
        let everything = left(&story, Metadata::Strict, Variant::Everything);
        assert_eq!(everything, [("a".to_owned(), 8)]);
    }

    #[test]
    fn a_name_needs_the_folder_or_in_a_journal_any_sync() {
        let story = [create("a", 1), write(1, 7), Operation::Sync { file: 1 }];
        assert!(left(&story, Metadata::Strict, Variant::Nothing).is_empty());
        assert_eq!(left(&story, Metadata::Journaled, Variant::Nothing).len(), 1);
    }

    #[test]
    fn a_name_taken_comes_back_until_the_folder_is_synced_for_it() {
        let (name, sync) = ("a".into(), Operation::Sync { file: 2 });
        let fresh = Operation::SyncFolder {
            with_fresh_file: true,
        };
        let mut story = vec![create("a", 1), FOLDER, Operation::Delete { name }];
        story.extend([create("b", 2), sync, fresh]);
        let count = |metadata| left(&story, metadata, Variant::Nothing).len();
        assert_eq!(Metadata::ALL.map(count), [1, 2, 1]);
        story.push(FOLDER);
        let left = left(&story, Metadata::Lone, Variant::Nothing);
        assert_eq!(left, [("b".to_owned(), 0)]);
    }

    #[test]
    fn a_rename_that_was_not_synced_leaves_the_former_name() {
        let (from, to) = ("a".into(), "b".into());
        let story = [create("a", 1), FOLDER, Operation::Rename { from, to }];
        let names = |variant| left(&story, Metadata::Strict, variant);
        assert_eq!(names(Variant::Nothing), [("a".to_owned(), 0)]);
        assert_eq!(names(Variant::Everything), [("b".to_owned(), 0)]);
    }

    #[test]
    fn a_variant_reads_back_as_it_is_printed_and_draws_its_own_chance() {
        let volume = {
            let mut volume = Volume::new(&Recording::default(), Metadata::Strict);
            [create("a", 1), write(1, 7)]
                .iter()
                .for_each(|operation| volume.apply(operation));
            volume
        };
        let variants = Density::PUSH.variants(&volume);
        assert_eq!(variants.len(), 37);
        let mut numbers: Vec<_> = variants.iter().map(|variant| variant.number()).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), variants.len());
        for variant in variants {
            assert_eq!(variant.to_string().parse(), Ok(variant));
        }
    }

    #[test]
    fn a_settled_volume_has_one_image() {
        let mut volume = Volume::new(&Recording::default(), Metadata::Strict);
        let story = [
            create("a", 1),
            write(1, 7),
            Operation::Sync { file: 1 },
            FOLDER,
        ];
        story.iter().for_each(|operation| volume.apply(operation));
        assert_eq!(Density::PUSH.variants(&volume), [Variant::Nothing]);
    }
}
