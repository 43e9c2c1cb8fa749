//! Desks and a server in a storm: requests are lost, doubled, late, replies are cut, programs
//! crash between any two steps, stores fail, clocks are years off, the server is restarted.
//!
//! One seed is one schedule. The sessions and the server's engine are the real ones; the desks'
//! files and the line are models. The second opinion is a set: what was recorded. After the
//! storm everything must be on the server once, received everywhere, and quiet.

mod commune;
mod plant;
mod schedule;

pub mod command;

pub use self::plant::Plant;
pub use self::schedule::{Finding, Schedule, run};
