//! What stands against opening or making the file, by name.
//!
//! None of them is softened: a file that cannot be had exactly as it must be is not opened.

use std::path::PathBuf;

use super::SQLITE_VERSION_MIN;

/// What stands against opening or making the file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The linked SQLite has a bug that damages files.
    #[error("SQLite {found} is older than {SQLITE_VERSION_MIN}")]
    SqliteTooOld {
        /// Its version number.
        found: i32,
    },
    /// The linked SQLite does not encrypt.
    #[error("the linked SQLite is not SQLCipher")]
    NotEncrypting,
    /// There is no file.
    #[error("there is no file at {path}")]
    Absent {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file is there; a new one would hide it.
    #[error("there is a file at {path}")]
    Present {
        /// Where it is.
        path: PathBuf,
    },
    /// The key does not open it, or its first page is damaged.
    #[error("the key does not open the file, or the file is damaged")]
    NotOpened(#[source] rusqlite::Error),
    /// A later program wrote it; nothing was changed.
    #[error("the file has schema {found}, this program knows {known}")]
    Newer {
        /// The file's schema.
        found: i32,
        /// The greatest this program knows.
        known: i32,
    },
    /// A setting did not take.
    #[error("setting {name} is {found:?}, not {wanted}")]
    SettingRefused {
        /// Which setting.
        name: &'static str,
        /// What it must be.
        wanted: String,
        /// What the file says.
        found: Option<String>,
    },
    /// Bringing the schema up failed; the file that was there is as it was.
    #[error("the schema could not be brought up")]
    NotMigrated(#[source] Box<refinery::Error>),
    /// Another program has the file open.
    #[error("another program has the file open")]
    InUse,
    /// The pages of the file contradict each other.
    #[error("the file is damaged: {first}")]
    Damaged {
        /// The first fault found.
        first: String,
    },
    /// SQLite could not do what it was asked.
    #[error("SQLite failed while {doing}")]
    Sqlite {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk could not do what it was asked.
    #[error("the disk failed while {doing}")]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl FileFault {
    pub(crate) const fn sqlite(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Sqlite { doing, source }
    }

    pub(crate) const fn disk(doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Disk { doing, source }
    }
}
