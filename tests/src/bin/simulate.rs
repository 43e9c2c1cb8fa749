//! The campaigns that are run by seed, from the command line: `simulate crash`, or those that the
//! size has with `simulate --tier`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use tests::line_storm::command::SyncOptions;
use tests::office::command::DayOptions;
use tests::office::kills::command::KillOptions;
use tests::power_cut::command::CrashOptions;
use tests::verdict::Verdict;
use tests::window::story::tell_in_the_window;

/// Runs campaigns; each prints a table and fails when a promise was broken or a planted bug missed.
#[derive(Parser)]
#[command(name = "simulate", about)]
struct Simulate {
    /// Runs the campaigns of this size.
    #[arg(long, value_enum, default_value = "ci")]
    tier: Tier,
    #[command(subcommand)]
    campaign: Option<Campaign>,
}

/// How much is run when no campaign is named.
#[derive(Clone, Copy, ValueEnum)]
enum Tier {
    /// What every push can afford: power cuts and storms. Kills, the day and the window are told
    /// as stories there.
    Ci,
    /// What is run by hand before a release: more of both, and two hundred kills.
    Hand,
}

#[derive(Subcommand)]
enum Campaign {
    /// Cuts the power at every operation of a recorded disk, and makes operations fail.
    Crash(CrashOptions),
    /// Runs desks and a server through lost, doubled and late messages and crashes.
    Sync(SyncOptions),
    /// Tells the day of a commune with real programs and balances its books.
    Day(DayOptions),
    /// Kills real programs while a clerk goes on working.
    Kills(KillOptions),
    /// Works a day in the real window by its keys, on a screen that nobody sees.
    Window {
        /// Keeps pictures of the screens in this folder.
        #[arg(long)]
        pictures: Option<PathBuf>,
    },
}

fn main() -> Result<ExitCode> {
    let Simulate { tier, campaign } = Simulate::parse();
    let verdict = match campaign {
        Some(Campaign::Crash(options)) => options.run()?,
        Some(Campaign::Sync(options)) => options.run()?,
        Some(Campaign::Kills(options)) => options.run()?,
        Some(Campaign::Day(options)) => options.run()?,
        Some(Campaign::Window { pictures }) => work_in_the_window(pictures.as_deref())?,
        None => run_all(tier)?,
    };
    println!("\n{verdict}");
    Ok(verdict.exit())
}

fn work_in_the_window(pictures: Option<&Path>) -> Result<Verdict> {
    let home = tempfile::tempdir()?;
    let started = Instant::now();
    let told = tell_in_the_window(home.path(), pictures)?;
    println!(
        "window: {} screens looked at, {} wrong inputs answered in words; {:.0} s",
        told.screens,
        told.refused,
        started.elapsed().as_secs_f64()
    );
    Ok(Verdict::count([true]))
}

fn run_all(tier: Tier) -> Result<Verdict> {
    let (crash_images, schedules, kills) = match tier {
        Tier::Ci => (12_000, 2_000, None),
        Tier::Hand => (100_000, 100_000, Some(200)),
    };
    let mut verdict = CrashOptions::of_images(crash_images).run()?;
    verdict += SyncOptions::of_schedules(schedules).run()?;
    if let Some(count) = kills {
        verdict += KillOptions::of_count(count).run()?;
    }
    Ok(verdict)
}
