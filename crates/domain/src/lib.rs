//! What the office does with dossiers and papers, as pure rules: no clock, no randomness, no
//! files, no SQL. `store`, `forms`, `district` and `src-tauri` may depend on it; it depends on
//! no other room of the house.
//!
//! In reading order: who and what ([`id`], [`paper`], [`party`], [`roster`]), what happened
//! ([`event`], [`entry`]), what follows from it ([`dossier`], [`handoff`],
//! [`next_office`]), what a person may
//! do ([`decide`], [`refusal`]), and the modules with law behind them ([`calendar`], [`due`],
//! [`number`], [`catalogue`], [`published`], [`identity_card`], [`postal_item`], [`money`],
//! [`name`]).

pub mod id;
pub mod paper;
pub mod party;
pub mod roster;

pub mod entry;
pub mod event;

pub mod custody;
pub mod dossier;
pub mod handoff;
pub mod next_office;
pub mod whereabouts;

pub mod decide;
pub mod refusal;

pub mod calendar;
pub mod catalogue;
pub mod civil_time;
pub mod due;
pub mod identity_card;
pub mod money;
pub mod name;
pub mod number;
pub mod postal_item;
pub mod published;
pub mod units;

mod code;
mod table;

pub use table::{RowFault, RowProblem};
