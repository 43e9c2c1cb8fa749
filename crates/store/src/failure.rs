//! Why something was not done: a refusal is the office's fact, everything else a failure.
//!
//! After a failed write nothing of the act is on record as far as this program knows; the file
//! was closed, opened again and verified, and the same act can be given again.

use domain::refusal::Refusal;

use crate::entropy::NoEntropy;
use crate::file::FileFault;
use crate::keys::seal::SealFault;

/// Why the desk did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A fact of the office stands against it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The disk did not take it: nothing was saved.
    #[error("not saved: the disk failed while {doing}")]
    NotSaved {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// What was committed does not read back.
    #[error("what was committed does not read back")]
    NotReadBack,
    /// The file cannot be used until it is opened again.
    #[error("the file could not be opened again after a failure")]
    Closed,
    /// The file could not be opened or set up.
    #[error(transparent)]
    File(#[from] FileFault),
    /// SQLite could not do what it was asked.
    #[error("SQLite failed while {doing}")]
    Sqlite {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// A part could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealFault),
    /// Nothing could be drawn.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// A draft is no record.
    #[error("the record could not be made")]
    NotSealed(#[from] ledger::SealError),
    /// The desk is not enrolled, or holds no roster.
    #[error("the desk is not enrolled")]
    NotEnrolled,
    /// The desk is enrolled as another.
    #[error("the desk is enrolled already")]
    AlreadyEnrolled,
    /// No number can be given.
    #[error("no number can be given: {0}")]
    Number(&'static str),
    /// What lies in the file is not what this program writes.
    #[error("{0} in the file cannot be read")]
    Unreadable(&'static str),
    /// The anchor beside the file could not be written; the act itself is saved.
    #[error("the anchor could not be written")]
    Anchor(#[source] std::io::Error),
    /// What the server sent contradicts what is here; nothing of it was stored.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

/// What the server sent contradicts what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// A receipt for another head than our chain comes to.
    #[error("the receipt is not for our chain")]
    ReceiptNotOurs,
    /// A page that does not follow the stored cursor.
    #[error("the page does not follow the cursor")]
    PageDoesNotFollow,
    /// A reference to a record that is not here.
    #[error("the page refers to a record that is not here")]
    RecordNotHere,
    /// A publication older than, or other than, the one held.
    #[error("the publication contradicts the one held")]
    Publication,
}

domain::codes! {
    pub Failure {
        Self::Refused(_) => "refused",
        Self::NotSaved {
            source: rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error {
                    code: rusqlite::ErrorCode::DiskFull,
                    ..
                },
                _,
            ),
            ..
        } => "disk_full",
        Self::NotSaved { .. } => "not_saved",
        Self::NotReadBack | Self::Closed => "file_closed",
        Self::File(FileFault::Newer { .. }) => "file_newer",
        Self::File(FileFault::InUse) => "file_in_use",
        Self::File(FileFault::Damaged { .. } | FileFault::NotOpened(_))
        | Self::Unreadable(_) => "file_damaged",
        Self::NotEnrolled => "not_enrolled",
        Self::AlreadyEnrolled => "already_enrolled",
        Self::Number(_) => "no_number_left",
        Self::Contradiction(_) => "server_contradicts",
        Self::File(_)
        | Self::Sqlite { .. }
        | Self::Seal(_)
        | Self::NoEntropy(_)
        | Self::NotSealed(_)
        | Self::Anchor(_) => "file_failed",
    }
}

impl Failure {
    /// Names the operation of a failed read or write.
    pub(crate) const fn sqlite(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Sqlite { doing, source }
    }

    /// Says whether the connection must not be used again before it was reopened: after a
    /// failed write or sync nobody knows what the disk holds.
    pub(crate) fn taints_connection(&self) -> bool {
        use rusqlite::ErrorCode as Code;
        match self {
            Self::Sqlite { source, .. } | Self::NotSaved { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(
                    Code::SystemIoFailure
                        | Code::DiskFull
                        | Code::DatabaseCorrupt
                        | Code::NotADatabase
                        | Code::ReadOnly
                        | Code::CannotOpen
                )
            ),
            Self::NotReadBack => true,
            Self::Refused(_)
            | Self::Closed
            | Self::File(_)
            | Self::Seal(_)
            | Self::NoEntropy(_)
            | Self::NotSealed(_)
            | Self::NotEnrolled
            | Self::AlreadyEnrolled
            | Self::Number(_)
            | Self::Unreadable(_)
            | Self::Anchor(_)
            | Self::Contradiction(_) => false,
        }
    }

    /// Turns a tainting error into the sentence that people read.
    pub(crate) fn into_not_saved(self) -> Self {
        if let Self::Sqlite { doing, source } = self {
            return Self::NotSaved { doing, source };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::Failure;

    fn not_saved(code: i32) -> Failure {
        Failure::NotSaved {
            doing: "committing",
            source: rusqlite::Error::SqliteFailure(ffi::Error::new(code), None),
        }
    }

    #[test]
    fn a_full_disk_is_told_apart_from_a_failing_one() {
        assert_eq!(not_saved(ffi::SQLITE_FULL).code(), "disk_full");
        assert_eq!(not_saved(ffi::SQLITE_IOERR_FSYNC).code(), "not_saved");
    }
}
