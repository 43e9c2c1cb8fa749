//! The day from the command line: `simulate day`, and with `--home` the demo that a server and
//! desks go on with.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;

use super::{PIN, tell_a_day, tell_once};
use crate::verdict::Verdict;

/// Where the day is told.
#[derive(Args, Clone, Debug)]
pub struct DayOptions {
    /// Tells it in this folder, once, and keeps everything there; in a passing one if not given.
    #[arg(long)]
    home: Option<PathBuf>,
    /// Throws away what an earlier telling left in that folder.
    #[arg(long, requires = "home")]
    fresh: bool,
}

impl DayOptions {
    /// Tells the day, a line for each stretch of it.
    ///
    /// # Errors
    /// A step came out otherwise, or the books do not balance.
    pub fn run(&self) -> Result<Verdict> {
        let begun = Instant::now();
        let mut lines = 0;
        let mut say = |line: &str, took: Duration| {
            println!("{line:<72} {:>5.1} s", took.as_secs_f64());
            lines += 1;
        };
        match &self.home {
            Some(home) => tell_once(home, self.fresh, &mut say)?,
            None => {
                let home = tempfile::tempdir()?;
                println!("{}", tell_a_day(home.path(), &mut say)?);
            }
        }
        if lines > 0 {
            println!("the day was told in {:.1} s", begun.elapsed().as_secs_f64());
        }
        if let Some(home) = &self.home {
            println!("in {}: {}", home.display(), super::told_in(home)?);
            println!("everybody's PIN is {PIN}");
        }
        Ok(Verdict::count([true]))
    }
}
