//! Builds the programs and starts the one that simulates.
//!
//! The server is always built in its own invocation: built together with the desk, cargo would link
//! the desk's SQLCipher into it.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::place::Place;
use crate::{packages, page, shell};

/// Everything but the server, selected in the same way each time, so that one compilation of the
/// dependencies serves the lints, the tests and the programs.
pub const ALL_BUT_SERVER: [&str; 5] = [
    "--workspace",
    "--exclude",
    "district",
    "--features",
    "traotay/custom-protocol",
];

/// Builds the desk program with its page inside.
pub fn build_desk(place: &Place) -> Result<()> {
    let mut command = place.cargo(&["build", "--locked", "--bin", "traotay"]);
    shell::must(command.args(ALL_BUT_SERVER))
}

/// Builds the server with plain SQLite.
fn build_server(place: &Place) -> Result<()> {
    shell::must(&mut place.cargo(&["build", "--locked", "--package", "district"]))
}

/// Builds what a demo and the stories start: the desk, the storyteller and the server.
pub fn build_shown(place: &Place) -> Result<()> {
    let mut command = place.cargo(&["build", "--locked", "--bin", "traotay", "--bin", "simulate"]);
    shell::must(command.args(ALL_BUT_SERVER))?;
    build_server(place)
}

/// Simulates with the development build, whose arithmetic is checked, beside the programs that
/// some campaigns start. A storm that is to be signed with the test MAC is built with it instead.
pub fn run_simulator(place: &Place, arguments: &[String]) -> Result<ExitCode> {
    if arguments.iter().any(|argument| argument == "--test-mac") {
        let mut command = place.cargo(&["run", "--locked", "--package", "tests"]);
        command.args(["--bin", "simulate", "--features", "test-mac", "--"]);
        return Ok(exit(shell::run(command.args(arguments))?));
    }
    let is_window = arguments.iter().any(|argument| argument == "window");
    packages::ensure(if is_window {
        &["build", "window"]
    } else {
        &["build"]
    })?;
    page::prepare(place)?;
    build_shown(place)?;
    let mut command = Command::new(place.program("simulate"));
    Ok(exit(shell::run(command.args(arguments))?))
}

/// Says to the caller's shell how a program ended.
pub fn exit(good: bool) -> ExitCode {
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
