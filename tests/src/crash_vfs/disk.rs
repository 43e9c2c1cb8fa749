//! A disk in memory that notes all that is asked of it. What it holds is what a running program
//! sees; what would be left after a power cut is worked out afterwards, from the recording.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::fault::{Fault, FaultKind, Site};
use super::lock::{FileLocks, Level};
use super::operation::{FileId, FileName, Image, Operation, Recording};
use super::shared_memory::SharedMemory;

/// An open file, as one connection has it.
pub(super) type HandleId = u64;

/// Why a disk did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Device,
    Full,
    ShortRead,
    Absent,
}

/// The files, what was asked of them, and the fault that waits.
#[derive(Debug, Default)]
pub(super) struct Disk {
    names: BTreeMap<FileName, FileId>,
    files: BTreeMap<FileId, Content>,
    open: u64,
    next_file: FileId,
    next_handle: HandleId,
    recording: Option<Recording>,
    pub(super) fault: Option<Fault>,
    pub(super) forgets_syncs: bool,
    pub(super) forgets_log_syncs: bool,
}

#[derive(Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    locks: FileLocks,
    memory: SharedMemory,
}

impl Disk {
    /// Puts the files of an image in place of everything there is.
    pub(super) fn load(&mut self, image: Image) {
        assert_eq!(self.open, 0, "a database is still open on this disk");
        self.names.clear();
        self.files.clear();
        self.recording = None;
        for (name, bytes) in image.files {
            let file = self.add(bytes);
            self.names.insert(name, file);
        }
    }

    /// The files as a running program sees them.
    pub(super) fn image(&self) -> Image {
        let content = |file| self.files.get(file).map_or(Vec::new(), |c| c.bytes.clone());
        let files = self
            .names
            .iter()
            .map(|(name, file)| (name.clone(), content(file)));
        Image {
            files: files.collect(),
        }
    }

    pub(super) fn content(&self, name: &str) -> Option<&[u8]> {
        let file = self.names.get(name)?;
        self.files.get(file).map(|content| content.bytes.as_slice())
    }

    pub(super) fn start_recording(&mut self) {
        self.recording = Some(Recording {
            base: self.image(),
            base_files: self.names.values().copied().collect(),
            operations: Vec::new(),
        });
    }

    pub(super) fn finish_recording(&mut self) -> Recording {
        self.recording.take().unwrap_or_default()
    }

    pub(super) fn note(&mut self, operation: Operation) {
        if let Some(recording) = &mut self.recording {
            recording.operations.push(operation);
        }
    }

    /// Opens a file, making it when it may be made; without a name it is nobody else's.
    pub(super) fn open(
        &mut self,
        name: Option<&str>,
        create: bool,
    ) -> Result<(HandleId, FileId, bool), Failure> {
        self.fails_at(Site::Open)?;
        let known = name.and_then(|name| self.names.get(name).copied());
        let file = match (known, name) {
            (Some(file), _) => file,
            (None, Some(_)) if !create => return Err(Failure::Absent),
            (None, Some(name)) => {
                let (name, file): (FileName, _) = (name.into(), self.add(Vec::new()));
                self.names.insert(name.clone(), file);
                self.note(Operation::Create { name, file });
                file
            }
            (None, None) => self.add(Vec::new()),
        };
        self.open += 1;
        self.next_handle += 1;
        Ok((self.next_handle, file, known.is_none()))
    }

    pub(super) fn close(&mut self, handle: HandleId, file: FileId) {
        self.open -= 1;
        if let Some(content) = self.files.get_mut(&file) {
            content.locks.lower(handle, Level::None);
        }
        self.leave_memory(handle, file);
    }

    /// Reads as far as the file goes; what lies behind its end reads as zeros and is told.
    pub(super) fn read(
        &mut self,
        file: FileId,
        offset: usize,
        into: &mut [u8],
    ) -> Result<(), Failure> {
        if self.strikes(Site::Read) {
            let short = self.fault.is_some_and(|f| f.kind == FaultKind::ShortRead);
            into.fill(0);
            return Err(if short {
                Failure::ShortRead
            } else {
                Failure::Device
            });
        }
        let bytes = self
            .files
            .get(&file)
            .map_or(&[][..], |content| &content.bytes);
        let there = bytes.get(offset..).unwrap_or(&[]);
        let length = there.len().min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        into[length..].fill(0);
        if length < into.len() {
            return Err(Failure::ShortRead);
        }
        Ok(())
    }

    /// Writes; when the fault strikes, the first half of the bytes is written all the same.
    pub(super) fn write(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
        let failed = self.fails_at(Site::Write);
        let bytes = if failed.is_err() {
            &bytes[..bytes.len() / 2]
        } else {
            bytes
        };
        let Some(content) = self.files.get_mut(&file) else {
            return Err(Failure::Device);
        };
        overwrite(&mut content.bytes, offset, bytes);
        if self.recording.is_some() {
            let bytes = Arc::from(bytes);
            self.note(Operation::Write {
                file,
                offset,
                bytes,
            });
        }
        failed
    }

    pub(super) fn truncate(&mut self, file: FileId, size: u64) -> Result<(), Failure> {
        self.fails_at(Site::Truncate)?;
        if let Some(content) = self.files.get_mut(&file) {
            content.bytes.resize(index(size), 0);
        }
        self.note(Operation::Truncate { file, size });
        Ok(())
    }

    /// Syncs a file and, for a fresh log or journal, the folder that names it.
    pub(super) fn sync(&mut self, file: FileId, folder_too: bool) -> Result<(), Failure> {
        self.fails_at(Site::Sync)?;
        let is_forgotten = self.forgets_syncs || (self.forgets_log_syncs && self.is_log(file));
        if !is_forgotten {
            self.note(Operation::Sync { file });
            if folder_too {
                let with_fresh_file = true;
                self.note(Operation::SyncFolder { with_fresh_file });
            }
        }
        Ok(())
    }

    fn is_log(&self, file: FileId) -> bool {
        let mut names = self.names.iter();
        names.any(|(name, named)| *named == file && name.ends_with("-wal"))
    }

    pub(super) fn size(&mut self, file: FileId) -> Result<usize, Failure> {
        self.fails_at(Site::Size)?;
        Ok(self
            .files
            .get(&file)
            .map_or(0, |content| content.bytes.len()))
    }

    pub(super) fn delete(&mut self, name: &str, sync_folder: bool) -> Result<(), Failure> {
        self.fails_at(Site::Delete)?;
        let (name, _) = self.names.remove_entry(name).ok_or(Failure::Absent)?;
        self.note(Operation::Delete { name });
        if sync_folder {
            self.sync_folder()
        } else {
            Ok(())
        }
    }

    /// Syncs the folder for its own sake.
    pub(super) fn sync_folder(&mut self) -> Result<(), Failure> {
        self.fails_at(Site::Sync)?;
        if !self.forgets_syncs {
            let with_fresh_file = false;
            self.note(Operation::SyncFolder { with_fresh_file });
        }
        Ok(())
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        self.fails_at(Site::Rename)?;
        let (from, file) = self.names.remove_entry(from).ok_or(Failure::Absent)?;
        let to: FileName = to.into();
        self.names.insert(to.clone(), file);
        self.note(Operation::Rename { from, to });
        Ok(())
    }

    pub(super) fn copy(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        let (source, copy) = (self.open(Some(from), false)?, self.open(Some(to), true)?);
        let bytes = self
            .files
            .get(&source.1)
            .map_or(Vec::new(), |content| content.bytes.clone());
        let copied = self
            .truncate(copy.1, 0)
            .and_then(|()| self.write(copy.1, 0, &bytes));
        self.close(source.0, source.1);
        self.close(copy.0, copy.1);
        copied
    }

    pub(super) fn sync_named(&mut self, name: &str) -> Result<(), Failure> {
        let file = self.names.get(name).copied().ok_or(Failure::Absent)?;
        self.sync(file, false)
    }

    pub(super) fn exists(&mut self, name: &str) -> Result<bool, Failure> {
        self.fails_at(Site::Access)?;
        Ok(self.names.contains_key(name))
    }

    pub(super) fn locks(&mut self, file: FileId) -> &mut FileLocks {
        &mut self.files.entry(file).or_default().locks
    }

    pub(super) fn memory(&mut self, file: FileId) -> &mut SharedMemory {
        &mut self.files.entry(file).or_default().memory
    }

    pub(super) fn map_memory(
        &mut self,
        (handle, file): (HandleId, FileId),
        index: usize,
        bytes: usize,
        extend: bool,
    ) -> Result<Option<*const AtomicU64>, Failure> {
        self.fails_at(Site::SharedMemory)?;
        let memory = self.memory(file);
        let had = memory.region(handle, index, bytes, false);
        if had.is_some() || !extend {
            return Ok(had);
        }
        let region = memory.region(handle, index, bytes, true);
        self.note(Operation::SharedMemory);
        Ok(region)
    }

    /// Ends one connection's part in the shared memory, which goes with the last of them.
    pub(super) fn leave_memory(&mut self, handle: HandleId, file: FileId) {
        let memory = self.memory(file);
        if memory.leave(handle) {
            *memory = SharedMemory::default();
        }
    }

    fn add(&mut self, bytes: Vec<u8>) -> FileId {
        self.next_file += 1;
        let content = Content {
            bytes,
            ..Content::default()
        };
        self.files.insert(self.next_file, content);
        self.next_file
    }

    fn strikes(&mut self, site: Site) -> bool {
        self.fault.as_mut().is_some_and(|fault| fault.strikes(site))
    }

    fn fails_at(&mut self, site: Site) -> Result<(), Failure> {
        if !self.strikes(site) {
            return Ok(());
        }
        let full = self
            .fault
            .is_some_and(|fault| fault.kind == FaultKind::Full);
        Err(if full { Failure::Full } else { Failure::Device })
    }
}

/// Writes `bytes` at `offset`, with zeros where nothing was before.
pub(crate) fn overwrite(content: &mut Vec<u8>, offset: u64, bytes: &[u8]) {
    let start = index(offset);
    let end = start + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[start..end].copy_from_slice(bytes);
}

/// A length or place in a file as memory counts it.
pub(crate) fn index(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
