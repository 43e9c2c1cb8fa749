//! The engine and the session together, in one process: one story on every database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    reason = "a test stops at a surprise"
)]

mod carrying;
mod distrust;
mod enrolment;
mod exchange;
mod forgotten;
mod losing;
mod recovery;
mod town;
mod vouching;

/// Runs a story on each implementation of the database.
macro_rules! on_every_database {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        mod in_memory {
            $($(#[$doc])* #[test] fn $name() {
                super::$name(crate::database::Memory::default());
            })+
        }
        #[cfg(feature = "server")]
        mod in_sqlite {
            $($(#[$doc])* #[test] fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("district.db");
                super::$name(crate::database::Sqlite::open(&file).unwrap());
            })+
        }
    };
}
use on_every_database;
