//! Power cuts on paper: a recording of what a program asked of its disk is replayed up to any
//! operation, every way in which a cut may leave the disk there is built, and the program's own
//! way of opening it is asked whether all it had promised is still there.
//!
//! In reading order: [`volume`] (what is durable and what is pending), [`fate`] (what becomes of
//! the pending), [`sweep`] (every cut of a recording), [`recovery`] (cuts while recovering from a
//! cut),
//! [`io_error`] (errors in place of cuts), [`script`] and [`small_desk`] (a small program to sweep
//! over), [`real_desk`] (the store itself), [`older_file`] (a file that the store brings up to its
//! schema), [`campaign`] (all of it, with its planted bugs, as one table).

pub mod campaign;
pub mod command;
pub mod fate;
pub mod io_error;
pub mod older_file;
pub mod real_desk;
pub mod recovery;
pub mod script;
pub mod small_desk;
pub mod sweep;
pub mod tally;
pub mod volume;

use std::fmt;

use crate::crash_vfs::CrashVfs;

/// A program that saves things, promises that they are saved, and can be asked whether they are.
pub trait Workload: Sync {
    /// What a run of one seed promises, in the order of the promises.
    type Promises: Sync;

    /// What `--configuration` calls it.
    fn name(&self) -> String;

    /// How many runs with an error are worth their time in a campaign of so many images.
    fn error_runs(&self, images: u64) -> u64 {
        images / 50
    }

    /// Works out what the run of a seed will promise.
    fn promises(&self, seed: u64) -> Self::Promises;

    /// Runs from an empty disk to its end, calling [`CrashVfs::promise`] after whatever it would
    /// tell its user is saved. An error ends the run; the program must have let go of its files.
    fn run(&self, vfs: &CrashVfs, promises: &mut Self::Promises) -> Result<(), String>;

    /// Opens what the disk holds, as the program does when it starts, and looks for everything up
    /// to `promised`; one more, for which the answer had not yet come, may be there whole.
    fn judge(
        &self,
        vfs: &CrashVfs,
        promises: &Self::Promises,
        promised: Option<u32>,
    ) -> Result<(), Violation>;

    /// Judges, then works on, promising more: what a desk does on the morning after a cut.
    fn resume(
        &self,
        vfs: &CrashVfs,
        promises: &Self::Promises,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        self.judge(vfs, promises, promised)
    }
}

/// What is wrong with an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The program cannot open its file.
    Unopenable(String),
    /// Something that was promised is not there.
    Lost(String),
    /// A part of a transaction is there without the rest, or twice, or what nobody wrote.
    NotWhole(String),
    /// The database or the chain of records does not verify.
    Damaged(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unopenable(why) => write!(f, "does not open: {why}"),
            Self::Lost(what) => write!(f, "lost: {what}"),
            Self::NotWhole(what) => write!(f, "not whole: {what}"),
            Self::Damaged(what) => write!(f, "damaged: {what}"),
        }
    }
}
