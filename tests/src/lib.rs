//! What the tests that cross crates share: faults on demand and real programs under control.
//!
//! In reading order: [`chance`] (repeatable draws), [`commune`] (offices, people and keys),
//! [`crash_vfs`] (a recording disk in memory for SQLite), [`power_cut`] (what a power cut may leave
//! of a recording, and whether a desk opens it),
//! [`proxy`] (a line that is cut at any byte), [`process`] (real programs, asked and killed),
//! [`office`] (a whole commune of them), [`line_storm`] (sessions and engine under a storm),
//! [`window`] (the desk's real window under its keys), [`verdict`] (what a campaign says at its
//! end). Nothing here ships.

pub mod chance;
pub mod commune;
pub mod crash_vfs;
pub mod line_storm;
pub mod measure;
pub mod office;
pub mod power_cut;
pub mod process;
pub mod proxy;
pub mod verdict;
pub mod window;
