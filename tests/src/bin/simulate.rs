//! The campaigns that are run by seed, from the command line: `simulate crash`.

use anyhow::Result;
use clap::{Parser, Subcommand};
use tests::power_cut::command::CrashOptions;

/// Runs campaigns; each prints a table and fails when a promise was broken or a planted bug missed.
#[derive(Parser)]
#[command(name = "simulate", about)]
struct Simulate {
    #[command(subcommand)]
    campaign: Campaign,
}

#[derive(Subcommand)]
enum Campaign {
    /// Cuts the power at every operation of a recorded disk, and makes operations fail.
    Crash(CrashOptions),
}

fn main() -> Result<()> {
    match Simulate::parse().campaign {
        Campaign::Crash(options) => options.run(),
    }
}
