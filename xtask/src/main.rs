//! The front door of the repository: `cargo xtask run · check · test · bench · simulate`.
//!
//! Each step says what it does before it does it, build output goes to a cache outside the clone,
//! and the last line of a run of checks counts only what was really run.

mod bench;
mod check;
mod demo;
mod packages;
mod page;
mod place;
mod processes;
mod programs;
mod report;
mod run;
mod runner;
mod shell;
mod stories;
mod tally;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::place::Place;
use crate::report::Report;
use crate::run::RunOptions;

/// What to do with the repository.
#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Door {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing, builds, starts the server and an enrolled desk of a demo commune.
    Run(RunOptions),
    /// Checks form, lints, documentation, unit tests, the window's source and what is linked.
    Check(CheckOptions),
    /// Checks, then tells the stories across programs and runs a share of the campaigns: this is
    /// CI. Check tools that are missing are installed first.
    Test,
    /// Measures speed and size against baselines of the same run (release build).
    Bench(PassedOn),
    /// Runs schedules of desks, server and faults from seeds; `--help` shows its own options.
    Simulate(PassedOn),
}

#[derive(Args)]
struct CheckOptions {
    /// Installs the check tools that are missing (minutes of compiling).
    #[arg(long)]
    install: bool,
}

#[derive(Args)]
struct PassedOn {
    /// Handed on to the program as they are.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> Result<ExitCode> {
    let place = Place::find()?;
    match Door::parse().task {
        Task::Run(options) => run::run(&place, &options).map(|()| ExitCode::SUCCESS),
        Task::Check(options) => {
            let mut report = Report::default();
            check::check(&place, &mut report, options.install);
            Ok(report.close())
        }
        Task::Test => {
            let mut report = Report::default();
            check::check(&place, &mut report, true);
            stories::stories(&place, &mut report);
            Ok(report.close())
        }
        Task::Bench(passed_on) => bench::run_bench(&place, &passed_on.arguments),
        Task::Simulate(passed_on) => programs::run_simulator(&place, &passed_on.arguments),
    }
}
