//! What a database asked of its disk, in the order in which it asked. A recording is all that the
//! power-cut replay needs: it starts from the same files and repeats the operations up to the cut.
//! Shared memory is no part of it, because it does not outlive the power.

use std::sync::Arc;

/// The name of a file on a recorded disk.
pub type FileName = Arc<str>;

/// A file apart from its name: a deleted and created-again name is another file.
pub type FileId = u32;

/// The files of a disk as a machine finds them when it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Every file with its content, by name.
    pub files: Vec<(FileName, Vec<u8>)>,
}

/// One thing that was asked of a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A name was given to a fresh, empty file.
    Create {
        /// The name it was given.
        name: FileName,
        /// The file that bears it.
        file: FileId,
    },
    /// Bytes were written; what they do not cover is untouched, even within a sector.
    Write {
        /// The file written to.
        file: FileId,
        /// Where the first byte goes.
        offset: u64,
        /// What was written.
        bytes: Arc<[u8]>,
    },
    /// A file was cut to a length.
    Truncate {
        /// The file that was cut.
        file: FileId,
        /// Its length from then on.
        size: u64,
    },
    /// A file was synced: all that was written to it is on the platter when this returns.
    Sync {
        /// The file that was synced.
        file: FileId,
    },
    /// The folder was synced: all names are as they were given and taken before.
    SyncFolder {
        /// Whether a fresh file's first sync brought it about, rather than a call of its own.
        with_fresh_file: bool,
    },
    /// A name was taken away.
    Delete {
        /// The name that is gone.
        name: FileName,
    },
    /// A file was given another name, in place of what bore it.
    Rename {
        /// The name it had.
        from: FileName,
        /// The name it has.
        to: FileName,
    },
    /// A memory file shared by connections came or went; nothing of it is on the disk.
    SharedMemory,
    /// The program told somebody that everything up to this promise is saved.
    Promise(u32),
}

/// What happened on a disk between two moments.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// The files at the beginning.
    pub base: Image,
    /// The files of the base, in its order: what the operations call them.
    pub base_files: Vec<FileId>,
    /// What was asked, in order.
    pub operations: Vec<Operation>,
}

impl Recording {
    /// The last promise given before the operation at `cut`.
    pub fn promised_before(&self, cut: usize) -> Option<u32> {
        let before = self.operations.iter().take(cut).rev();
        before
            .filter_map(|operation| match operation {
                Operation::Promise(number) => Some(*number),
                _ => None,
            })
            .next()
    }
}
