//! What the desk costs on this machine: a table, and the same as JSON.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use tests::measure::{measure_ledger, measure_store, report};

/// Measures; every figure stands beside its baseline of the same run.
#[derive(Parser)]
#[command(name = "bench", about)]
struct Bench {
    /// Dossiers that are received, searched and opened.
    #[arg(long, default_value_t = 20_000)]
    dossiers: u64,
    /// Records that are sealed and judged.
    #[arg(long, default_value_t = 10_000)]
    records: u64,
    /// Where the JSON goes.
    #[arg(long, default_value = "bench.json")]
    json: PathBuf,
}

fn main() -> Result<()> {
    let Bench {
        dossiers,
        records,
        json,
    } = Bench::parse();
    let mut rows = measure_ledger(records)?;
    rows.extend(measure_store(dossiers)?);
    fs::write(&json, report(&rows)?)?;
    println!("\nwritten to {}", json.display());
    Ok(())
}
