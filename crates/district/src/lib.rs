//! The upper-level server: takes records from desks, keeps them for ever, hands each office what
//! it is party to.
//!
//! [`engine`] judges and answers and knows neither network nor files; [`database`] keeps its
//! state, in memory for the simulator or in one SQLite file. Everything else — TLS, routes, keys
//! on disk, commands of the administrator — is behind feature `server`. `store`, `tauri` and
//! SQLCipher must never be seen from here.
//!
//! Reading order: [`database`], [`engine`], then `files`, `office`, `http`, `admin`.

pub mod database;
pub mod engine;

#[cfg(feature = "server")]
pub mod admin;
#[cfg(feature = "server")]
pub mod files;
#[cfg(feature = "server")]
pub mod http;
#[cfg(feature = "server")]
pub mod office;
pub mod safe;
#[cfg(feature = "server")]
pub mod tls;

pub use database::{Database, DatabaseFault, Memory};
pub use engine::Engine;
