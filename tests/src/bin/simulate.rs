//! The campaigns that are run by seed, from the command line: `simulate crash`, or all of them in
//! one of two sizes with `simulate --tier`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use tests::line_storm::command::SyncOptions;
use tests::office::kills::command::KillOptions;
use tests::power_cut::command::CrashOptions;
use tests::verdict::Verdict;

/// Runs campaigns; each prints a table and fails when a promise was broken or a planted bug missed.
#[derive(Parser)]
#[command(name = "simulate", about)]
struct Simulate {
    /// Runs every campaign in this size.
    #[arg(long, value_enum, default_value = "ci")]
    tier: Tier,
    #[command(subcommand)]
    campaign: Option<Campaign>,
}

/// How much is run when no campaign is named.
#[derive(Clone, Copy, ValueEnum)]
enum Tier {
    /// What every push can afford.
    Ci,
    /// What is run by hand before a release.
    Hand,
}

#[derive(Subcommand)]
enum Campaign {
    /// Cuts the power at every operation of a recorded disk, and makes operations fail.
    Crash(CrashOptions),
    /// Runs desks and a server through lost, doubled and late messages and crashes.
    Sync(SyncOptions),
    /// Tells the day of a commune with real programs and balances its books.
    Day,
    /// Kills real programs while a clerk goes on working.
    Kills(KillOptions),
}

fn main() -> Result<ExitCode> {
    let Simulate { tier, campaign } = Simulate::parse();
    let verdict = match campaign {
        Some(Campaign::Crash(options)) => options.run()?,
        Some(Campaign::Sync(options)) => options.run()?,
        Some(Campaign::Kills(options)) => options.run()?,
        Some(Campaign::Day) => {
            let home = tempfile::tempdir()?;
            println!("day: {}", tests::office::tell_a_day(home.path())?);
            Verdict::count([true])
        }
        None => run_all(tier)?,
    };
    println!("\n{verdict}");
    Ok(verdict.exit())
}

fn run_all(tier: Tier) -> Result<Verdict> {
    let (crash_images, schedules) = match tier {
        Tier::Ci => (12_000, 2_000),
        Tier::Hand => (100_000, 100_000),
    };
    let mut verdict = CrashOptions::of_images(crash_images).run()?;
    verdict += SyncOptions::of_schedules(schedules).run()?;
    Ok(verdict)
}
