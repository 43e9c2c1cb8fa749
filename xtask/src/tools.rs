//! The check tools that cargo does not bring. What is missing is installed where that is allowed,
//! into cargo's own folder and by the lock of the tool's release.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::report::Outcome;
use crate::shell;

/// Tools as their crates are called; cargo runs them by what stands behind `cargo-`.
const TOOLS: [&str; 3] = ["cargo-nextest", "cargo-deny", "cargo-machete"];

/// Installs what is missing, or says that it is. A tool that cannot be had keeps only its own step
/// from being taken.
pub fn prepare(place: &Place, may_install: bool) -> Result<Outcome> {
    for tool in TOOLS.into_iter().filter(|tool| !is_there(tool)) {
        if !may_install {
            println!("{tool} is missing; `--install` fetches it");
            continue;
        }
        let mut install = place.cargo(&["install", "--locked", tool]);
        // Built apart: what it leaves is of no use to the next build here.
        if !shell::run(install.env_remove("CARGO_TARGET_DIR"))? {
            println!("{tool} could not be installed");
        }
    }
    Ok(Outcome::Prepared)
}

/// Whether cargo can run a tool.
pub fn is_there(tool: &str) -> bool {
    let mut version = Command::new("cargo");
    version.args([tool.trim_start_matches("cargo-"), "--version"]);
    // By this name some tools tell that a program run by cargo called them, and read their
    // arguments otherwise.
    shell::read(version.env_remove("CARGO_PKG_NAME")).is_some()
}

/// Judges by a tool, when it is there.
pub fn judge(tool: &str, command: &mut Command) -> Result<Outcome> {
    if is_there(tool) {
        shell::run(command).map(Outcome::of)
    } else {
        Ok(Outcome::NotRun(format!("{tool} is not installed")))
    }
}
