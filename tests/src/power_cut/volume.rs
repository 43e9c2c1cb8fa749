//! What a disk holds for certain at one moment of a recording, and what is still on its way there.
//!
//! Three models of file systems. *Strict*: a name given or taken is durable once the folder was
//! synced. *Lone*: a name given is durable with the first sync of its own file, and nothing but a
//! sync of the folder for its own sake makes a name taken durable; no fresh log does it by the way.
//! *Journaled* (ext4, XFS): any later sync of any file makes both durable, in order. Content is
//! durable in all of them only by a sync of its own file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fate::Fate;
use crate::crash_vfs::{FileId, FileName, Image, Operation, Recording, index, overwrite};

/// When the name of a file is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Metadata {
    /// Once the folder was synced.
    Strict,
    /// When given, once its file was synced; when taken, once the folder was synced for that.
    Lone,
    /// Once any file was synced.
    Journaled,
}

impl Metadata {
    /// All models, the harsher ones first.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Lone, Self::Journaled];

    /// What the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lone => "lone",
            Self::Journaled => "journaled",
        }
    }
}

/// A disk on the way through a recording.
pub struct Volume {
    metadata: Metadata,
    at: usize,
    names: BTreeMap<FileName, FileId>,
    pending_names: Vec<(usize, NameChange)>,
    files: BTreeMap<FileId, Content>,
}

#[derive(Clone, Debug)]
enum NameChange {
    Given(FileName, FileId),
    Taken(FileName),
    Moved(FileName, FileName),
}

#[derive(Default)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<(usize, Change)>,
}

enum Change {
    Write { offset: u64, bytes: Arc<[u8]> },
    Truncate(u64),
}

impl Volume {
    /// The disk before the first operation: all of it durable.
    pub fn new(recording: &Recording, metadata: Metadata) -> Self {
        let mut volume = Self {
            metadata,
            at: 0,
            names: BTreeMap::new(),
            pending_names: Vec::new(),
            files: BTreeMap::new(),
        };
        for ((name, bytes), file) in recording.base.files.iter().zip(&recording.base_files) {
            volume.names.insert(name.clone(), *file);
            let durable = bytes.clone();
            let pending = Vec::new();
            volume.files.insert(*file, Content { durable, pending });
        }
        volume
    }

    /// The model it follows.
    pub fn metadata(&self) -> Metadata {
        self.metadata
    }

    /// Takes the next operation in.
    pub fn apply(&mut self, operation: &Operation) {
        let at = self.at;
        self.at += 1;
        match operation {
            Operation::Create { name, file } => {
                self.files.insert(*file, Content::default());
                self.name(NameChange::Given(name.clone(), *file));
            }
            Operation::Delete { name } => self.name(NameChange::Taken(name.clone())),
            Operation::Rename { from, to } => {
                self.name(NameChange::Moved(from.clone(), to.clone()));
            }
            Operation::Write {
                file,
                offset,
                bytes,
            } => {
                let (offset, bytes) = (*offset, Arc::clone(bytes));
                self.change(*file, at, Change::Write { offset, bytes });
            }
            Operation::Truncate { file, size } => self.change(*file, at, Change::Truncate(*size)),
            Operation::Sync { file } => {
                if let Some(content) = self.files.get_mut(file) {
                    content.settle();
                }
                match self.metadata {
                    Metadata::Strict => {}
                    Metadata::Lone => self.settle_name_of(*file),
                    Metadata::Journaled => self.settle_names(),
                }
            }
            Operation::SyncFolder { with_fresh_file } => {
                if !(*with_fresh_file && self.metadata == Metadata::Lone) {
                    self.settle_names();
                }
            }
            Operation::SharedMemory | Operation::Promise(_) => {}
        }
    }

    /// The files after a power cut at this moment, when `fate` decides about what is pending.
    pub fn after_cut(&self, fate: &mut Fate) -> Image {
        let mut names = self.names.clone();
        for (place, (at, change)) in self.pending_names.iter().enumerate() {
            if fate.keeps_name(*at, place) {
                change.apply(&mut names);
            }
        }
        let files = names.into_iter().filter_map(|(name, file)| {
            let content = self.files.get(&file)?;
            Some((name, content.after_cut(fate)))
        });
        Image {
            files: files.collect(),
        }
    }

    /// How many names are given or taken and not yet durable.
    pub fn pending_names(&self) -> usize {
        self.pending_names.len()
    }

    /// The pending writes and truncations as (operation, bytes written), in the order of the files.
    pub fn pending_changes(&self) -> impl Iterator<Item = (usize, usize)> {
        let pending = self.files.values().flat_map(|content| &content.pending);
        pending.map(|(at, change)| match change {
            Change::Write { bytes, .. } => (*at, bytes.len()),
            Change::Truncate(_) => (*at, 0),
        })
    }

    fn change(&mut self, file: FileId, at: usize, change: Change) {
        if let Some(content) = self.files.get_mut(&file) {
            content.pending.push((at, change));
        }
    }

    fn name(&mut self, change: NameChange) {
        self.pending_names.push((self.at, change));
    }

    /// Makes the name given to one file durable, and with it that it is nobody else's any more.
    fn settle_name_of(&mut self, file: FileId) {
        let given = |(_, change): &(usize, NameChange)| match change {
            NameChange::Given(name, of) if *of == file => Some(name.clone()),
            _ => None,
        };
        let Some(name) = self.pending_names.iter().find_map(given) else {
            return;
        };
        self.names.insert(name.clone(), file);
        let mut before = true;
        self.pending_names.retain(|(_, change)| match change {
            NameChange::Given(_, of) if *of == file => {
                before = false;
                false
            }
            NameChange::Given(other, _) | NameChange::Taken(other) => !before || *other != name,
            NameChange::Moved(..) => true,
        });
    }

    fn settle_names(&mut self) {
        if self.pending_names.is_empty() {
            return;
        }
        for (_, change) in self.pending_names.drain(..) {
            change.apply(&mut self.names);
        }
        let names = &self.names;
        self.files
            .retain(|file, _| names.values().any(|named| named == file));
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<FileName, FileId>) {
        match self {
            Self::Given(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Taken(name) => {
                names.remove(name);
            }
            Self::Moved(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
        }
    }
}

impl Content {
    fn settle(&mut self) {
        for (_, change) in self.pending.drain(..) {
            match change {
                Change::Write { offset, bytes } => overwrite(&mut self.durable, offset, &bytes),
                Change::Truncate(size) => self.durable.resize(index(size), 0),
            }
        }
    }

    fn after_cut(&self, fate: &mut Fate) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for (at, change) in &self.pending {
            match change {
                Change::Write {
                    offset,
                    bytes: written,
                } => {
                    fate.write(*at, *offset, written, &mut bytes);
                }
                Change::Truncate(size) => {
                    if fate.keeps_truncation(*at) {
                        bytes.resize(index(*size), 0);
                    }
                }
            }
        }
        bytes
    }
}
