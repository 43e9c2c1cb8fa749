//! The campaign from the command line: `simulate kills --count 200`.

use anyhow::Result;
use clap::Args;

use super::kill;
use crate::verdict::Verdict;

/// What to run.
#[derive(Args, Clone, Debug)]
pub struct KillOptions {
    /// How many kills.
    #[arg(long, default_value_t = 200)]
    count: u32,
    /// The seed of which program dies when.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl KillOptions {
    /// So many kills, from the first seed.
    #[must_use]
    pub const fn of_count(count: u32) -> Self {
        Self { count, seed: 1 }
    }

    /// Kills, and looks at the books.
    ///
    /// # Errors
    /// Something acknowledged was lost or doubled; the message names seed and kill.
    pub fn run(&self) -> Result<Verdict> {
        let home = tempfile::tempdir()?;
        let started = std::time::Instant::now();
        let killed = kill(home.path(), self.seed, self.count)?;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "kills: {} of the counter's desk ({} with a request unanswered), {} of the culture \
             house's while it signed, {} of the server; {} dossiers acknowledged and there once, \
             {} of them held by who signed, {} records on the server; {seconds:.0} s",
            killed.desks,
            killed.unanswered,
            killed.takers,
            killed.servers,
            killed.acknowledged,
            killed.taken,
            killed.records,
        );
        Ok(Verdict::count([true]))
    }
}
