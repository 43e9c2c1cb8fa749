//! The desk program: the command surface over the store, the exchange with the upper level in
//! the background, prints, and the window.
//!
//! In reading order: [`home`], `program` (what runs), `command` (every capability, declared
//! once), `surface` (its shapes), `text` and `error` (what people read), [`stdio`], [`window`],
//! [`describe`].

pub mod describe;
pub mod home;
pub mod stdio;
pub mod window;

mod command;
mod error;
mod moment;
mod program;
mod surface;
mod text;

pub use self::program::{Program, StartFailure};
