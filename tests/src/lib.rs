//! What the tests that cross crates share: faults on demand and real programs under control.
//!
//! In reading order: [`chance`] (repeatable draws), [`crash_vfs`] (a recording disk in memory for
//! SQLite), [`power_cut`] (what a power cut may leave of a recording, and whether a desk opens it).
//! Nothing here ships.

pub mod chance;
pub mod crash_vfs;
pub mod power_cut;
