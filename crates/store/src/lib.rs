//! The desk's one encrypted file: the only crate with desk SQL.
//!
//! `src-tauri` and the workspace tests may depend on it; it depends on `domain` and `ledger`
//! and knows neither the protocol nor the window. [`Desk::transact`] is the only door for what
//! people do, [`Desk::exchange`] for what comes from the upper level; all reads go through a
//! [`Reader`] on a connection that cannot write.
//!
//! In reading order: [`mod@file`] (how the file is made and opened), [`keys`] (who may open it),
//! [`entropy`], [`failure`], [`desk`] (records and projections), [`exchange`] (what is sent and
//! received), [`read`] (what screens show), [`ids`].
#![warn(clippy::arithmetic_side_effects)]

pub mod file;
pub mod keys;

pub mod entropy;
pub mod failure;
pub mod ids;
mod row;

pub mod desk;
pub mod exchange;
mod index;
pub mod read;

pub use desk::act::{Act, Done, PrintJobId};
pub use desk::{Desk, DeskOptions, Enrolment, OpenReport};
pub use exchange::Exchange;
pub use failure::{Contradiction, Failure};
pub use read::{Reader, Viewer};

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]
mod testing;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_in_result,
    reason = "a test may stop at the first surprise"
)]
mod tests;
