//! What the programs cost on this machine: a table, the same as JSON, and as a page.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use tests::measure::{Machine, Plan, Report, measure};
use tests::process::find_program;

/// Measures; every figure stands beside its baseline of the same run.
#[derive(Parser)]
#[command(name = "bench", about)]
struct Bench {
    /// Dossiers of the file that is searched; it is made once and kept.
    #[arg(long, default_value_t = 1_000_000)]
    dossiers: u64,
    /// Receptions that are saved one by one.
    #[arg(long, default_value_t = 1_500)]
    saves: u64,
    /// Records that are sealed, judged, pushed and pulled.
    #[arg(long, default_value_t = 10_000)]
    records: u64,
    /// The desk program; found beside this one if not given.
    #[arg(long)]
    desk: Option<PathBuf>,
    /// The server program; found beside this one if not given.
    #[arg(long)]
    district: Option<PathBuf>,
    /// Folder for files; the large one stays there. Beside this program if not given.
    #[arg(long)]
    scratch: Option<PathBuf>,
    /// Only sections of this name: ledger, save, open, search, sync, start, print, window.
    #[arg(long)]
    only: Option<String>,
    /// Where the JSON goes.
    #[arg(long, default_value = "bench.json")]
    json: PathBuf,
    /// Where the same goes as a page.
    #[arg(long)]
    page: Option<PathBuf>,
}

fn main() -> Result<()> {
    let bench = Bench::parse();
    let plan = Plan {
        dossiers: bench.dossiers,
        saves: bench.saves,
        records: bench.records,
        desk: program(bench.desk, "traotay")?,
        district: program(bench.district, "traotay-district")?,
        scratch: scratch(bench.scratch)?,
        only: bench.only,
    };
    let machine = Machine::look(&plan);
    let warning = machine.warning();
    let warn = || {
        if let Some(warning) = &warning {
            eprintln!(
                "WARNING: {warning}; `cargo xtask bench` builds and measures what is shipped"
            );
        }
    };
    warn();
    let rows = measure(&plan)?;
    let report = Report { machine, rows };
    println!("{}", report.table());
    warn();
    fs::write(&bench.json, report.json()?)?;
    println!("written to {}", bench.json.display());
    if let Some(page) = bench.page {
        fs::write(&page, report.page())?;
        println!("written to {}", page.display());
    }
    Ok(())
}

fn program(named: Option<PathBuf>, name: &str) -> Result<PathBuf> {
    named.map_or_else(|| find_program(name), Ok)
}

fn scratch(named: Option<PathBuf>) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let beside = own.parent().context("a program lies in a folder")?;
    let folder = named.unwrap_or_else(|| beside.join("bench-files"));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
