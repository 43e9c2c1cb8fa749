//! The desk program: a window for clerks, JSON lines for scripts, and what it says of itself.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::io;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use traotay::{Program, describe, home, stdio, window};

/// Trao Tay: records dossiers and every handoff of every paper, with or without network.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    job: Option<Job>,
}

#[derive(Subcommand)]
enum Job {
    /// Take commands as JSON lines on standard input.
    Stdio,
    /// Write what is generated from the command table.
    Describe {
        /// The window's types instead of the reference.
        #[arg(long)]
        typescript: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().job {
        Some(Job::Describe { typescript }) => {
            let text = if typescript {
                describe::typescript()
            } else {
                describe::markdown()
            };
            io::Write::write_all(&mut io::stdout(), text.as_bytes())?;
            Ok(())
        }
        Some(Job::Stdio) => {
            start_log()?;
            let program = Program::start(home::find()?).map_err(|failure| {
                let sentence = failure.sentence();
                anyhow::Error::new(failure).context(sentence)
            })?;
            stdio::serve(&program, io::stdin().lock(), io::stdout().lock())?;
            program.close();
            Ok(())
        }
        None => {
            start_log()?;
            let started = Program::start(home::find()?);
            window::run(started).context("the window cannot be opened")
        }
    }
}

/// Logs to standard error, never a name, a number or an address of a person.
fn start_log() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::builder()
                .with_default_directive(tracing_subscriber::filter::LevelFilter::INFO.into())
                .with_env_var("TRAOTAY_LOG")
                .from_env()
                .context("TRAOTAY_LOG cannot be read")?,
        )
        .try_init()
        .map_err(|error| anyhow::anyhow!("the log cannot be opened: {error}"))
}
