//! Desks and a server in a storm: requests are lost, doubled, late, replies are cut or lie,
//! programs crash between any two steps, stores fail, clocks jump, disks are cloned, desks and
//! server come back from old copies, somebody forges. What the desks write is the office's own:
//! clerks receive, offer, accept, refuse, withdraw, return and resolve through `domain::decide`.
//!
//! One seed is one schedule, a list of steps that can be cut down to the few that matter. The
//! sessions, the folds and the server's engine are the real ones; files, line and hands are models.
//!
//! In reading order: `commune` (offices, keys, people), `book` (what a desk knows, folded),
//! `desk`, `clerk` (what people do), `forger` and `liar` (who must be refused),
//! `line` (what is lost between), `plant` (bugs on purpose), `schedule` (a storm,
//! then calm), `oracle` (what must be true), `shrink` (fewer steps), [`command`].

mod book;
mod clerk;
mod commune;
mod desk;
mod forger;
mod hand;
mod liar;
mod line;
mod oracle;
mod plant;
mod schedule;
mod shrink;
mod step;

pub mod command;

pub use self::commune::Commune;
pub use self::plant::Plant;
pub use self::schedule::{Finding, Tally, run, run_steps};
pub use self::shrink::shrink;
