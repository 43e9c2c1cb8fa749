//! The anchor: outside the file, how far its chain once stood.
//!
//! Two slots, written in turn after each commit and not synced: a power cut may lose the last
//! ones, never put the anchor ahead of a commit. A file ahead of its anchor is fine; one behind
//! it was put back from a copy. An anchor that cannot be read says neither: the desk opens and
//! tells so, and what could not be read is not written over before it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ledger::seal::ChainHead;
use minicbor::{Decode, Encode};

use super::{Desk, OpenReport, Restored, incarnation, numbers};
use crate::exchange::AlarmKind;
use crate::failure::Failure;
use crate::keys::twin::{Edition, decode, encode};

/// Bytes of a slot; its content needs about 250.
const SLOT_BYTES: usize = 1_024;

/// A counter as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct AnchoredCount {
    #[n(0)]
    pub(crate) kind: u8,
    #[n(1)]
    pub(crate) period: String,
    #[n(2)]
    pub(crate) lane: u8,
    #[n(3)]
    pub(crate) value: u32,
}

/// What the anchor says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Content {
    #[n(0)]
    head: ChainHead,
    #[n(1)]
    counts: Vec<AnchoredCount>,
}

/// The anchor's file.
#[derive(Debug)]
pub(super) struct Anchor {
    path: PathBuf,
    file: Option<File>,
    /// Something lies there that could not be read.
    is_unread: bool,
}

impl Anchor {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            path: folder.join("desk.anchor"),
            file: None,
            is_unread: false,
        }
    }

    /// Makes what was written durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_all)
    }

    /// Reads what the anchor says; nothing where there is none, or where the disk does not give it.
    fn read(&mut self) -> Option<(u64, Content)> {
        let bytes = fs::read(&self.path);
        self.is_unread = bytes.as_ref().is_err_and(|error| !is_absence(error));
        let bytes = bytes.ok()?;
        let editions = bytes.chunks(SLOT_BYTES).filter_map(read_slot);
        let latest = editions.max_by_key(|edition| edition.number)?;
        let content = minicbor::decode(&latest.content).ok()?;
        Some((latest.number, content))
    }

    fn write(&mut self, generation: u64, content: &Content) -> io::Result<()> {
        let bytes = minicbor::to_vec(content).map_err(|_| io::ErrorKind::InvalidData)?;
        let frame = encode(generation, &bytes);
        let length = u16::try_from(frame.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut slot = length.to_be_bytes().to_vec();
        slot.extend_from_slice(&frame);
        if slot.len() > SLOT_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        slot.resize(SLOT_BYTES, 0);
        let at = if generation.is_multiple_of(2) {
            0
        } else {
            SLOT_BYTES
        };
        let file = self.open()?;
        file.seek(SeekFrom::Start(u64::try_from(at).unwrap_or(0)))?;
        file.write_all(&slot)
    }

    fn open(&mut self) -> io::Result<&mut File> {
        if self.is_unread {
            // It may yet tell that the file was put back from a copy.
            return Err(io::ErrorKind::Other.into());
        }
        if self.file.is_none() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let options = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .clone();
            self.file = Some(options.open(&self.path)?);
        }
        self.file
            .as_mut()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A folder that is none holds no anchor.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn read_slot(slot: &[u8]) -> Option<Edition> {
    let (length, rest) = slot.split_first_chunk::<2>()?;
    decode(rest.get(..usize::from(u16::from_be_bytes(*length)))?)
}

impl Desk {
    /// Compares the file with its anchor; a file behind it goes on behind its counters.
    pub(super) fn compare_with_anchor(&mut self) -> Result<OpenReport, Failure> {
        let mut report = OpenReport::default();
        let anchored = self.anchor.read();
        let anchored = anchored.filter(|(_, content)| content.head.device == self.device());
        match anchored {
            None if self.generation > 0 || self.anchor.is_unread => {
                report.is_anchor_lost = true;
                self.untold.push(AlarmKind::AnchorLost);
            }
            Some((generation, content)) if !self.has_reached(generation, &content.head)? => {
                report.restored = Some(Restored {
                    found: *self.head(),
                    anchored: content.head,
                });
                self.is_restored = true;
                self.go_on_behind(generation, &content.counts)?;
            }
            None | Some(_) => {}
        }
        self.follow_with_anchor();
        Ok(report)
    }

    /// Moves the anchor; where it cannot follow, a later restore from a copy would not be
    /// noticed, so that this is told once until it follows again.
    pub(super) fn follow_with_anchor(&mut self) {
        let was_behind = self.is_anchor_behind;
        self.is_anchor_behind = self.move_anchor().is_err();
        if self.is_anchor_behind && !was_behind {
            self.untold.push(AlarmKind::AnchorBehind);
        }
    }

    /// Moves the anchor to where the file stands; not while a restored file waits.
    fn move_anchor(&mut self) -> Result<(), Failure> {
        if self.is_restored {
            // Until the next incarnation begins, the anchor is what remembers that it must.
            return Ok(());
        }
        let head = self.life.head;
        let counts = self.counts.clone();
        let generation = self.generation;
        self.anchor
            .write(generation, &Content { head, counts })
            .map_err(Failure::Anchor)
    }

    /// Takes over the counts that a committed transaction used: of each kind the last.
    pub(super) fn note_counts(&mut self, counted: Vec<AnchoredCount>) {
        for count in counted {
            let is_same =
                |known: &AnchoredCount| (known.kind, known.lane) == (count.kind, count.lane);
            self.counts.retain(|known| !is_same(known));
            self.counts.push(count);
        }
    }

    fn has_reached(&mut self, generation: u64, head: &ChainHead) -> Result<bool, Failure> {
        if self.generation < generation {
            return Ok(false);
        }
        if head.seq == 0 {
            return Ok(true);
        }
        let found = incarnation::own_hash(self.connection()?, head.incarnation, head.seq)?;
        Ok(found == Some(head.hash))
    }

    /// Counters and generation go on where the anchor stood; the chain does when the caller
    /// begins the next incarnation.
    fn go_on_behind(&mut self, generation: u64, counts: &[AnchoredCount]) -> Result<(), Failure> {
        self.generation = self.generation.max(generation);
        self.write(|pen| {
            pen.is_written = true;
            pen.counted = counts.to_vec();
            counts
                .iter()
                .try_for_each(|count| numbers::store(pen.tx, count))
        })
    }
}
