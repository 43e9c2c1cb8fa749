//! `cargo xtask bench`: builds all three programs as they are shipped, then measures them.
//!
//! Everything behind the command is handed on to the program that measures; `--help` shows its
//! options. Files of a run lie in the cache, the large one for the next run too.

use std::process::ExitCode;

use anyhow::Result;

use crate::place::Place;
use crate::programs::{ALL_BUT_SERVER, exit};
use crate::{packages, page, shell};

/// Builds for release and measures.
pub fn run_bench(place: &Place, arguments: &[String]) -> Result<ExitCode> {
    packages::ensure(&["build", "window"])?;
    page::prepare(place)?;
    build(
        place,
        &["--bin", "traotay", "--bin", "bench"],
        &ALL_BUT_SERVER,
    )?;
    // In an invocation of its own, or cargo would link the desk's SQLCipher into it.
    build(place, &["--package", "district"], &[])?;
    let built = place.target.join("release");
    let mut bench = std::process::Command::new(built.join("bench"));
    bench
        .current_dir(&place.root)
        .arg("--scratch")
        .arg(place.target.join("bench-files"))
        .arg("--desk")
        .arg(built.join("traotay"))
        .arg("--district")
        .arg(built.join("traotay-district"))
        .args(arguments);
    Ok(exit(shell::run(&mut bench)?))
}

fn build(place: &Place, what: &[&str], of: &[&str]) -> Result<()> {
    let mut command = place.cargo(&["build", "--release", "--locked"]);
    shell::must(command.args(what).args(of))
}
