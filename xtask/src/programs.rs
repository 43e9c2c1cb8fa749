//! Builds the programs and starts the one that simulates.
//!
//! The server is always built in its own invocation: built together with the desk, cargo would link
//! the desk's SQLCipher into it.

use std::process::ExitCode;

use anyhow::Result;

use crate::place::Place;
use crate::shell;

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
pub fn build_server(place: &Place) -> Result<()> {
    shell::must(&mut place.cargo(&["build", "--locked", "--package", "district"]))
}

/// Builds every program that the stories start.
pub fn build_all(place: &Place) -> Result<()> {
    shell::must(
        place
            .cargo(&["build", "--locked", "--bins"])
            .args(ALL_BUT_SERVER),
    )?;
    build_server(place)
}

/// Simulates with the development build, whose arithmetic is checked.
pub fn run_simulator(place: &Place, arguments: &[String]) -> Result<ExitCode> {
    let development = [
        "run",
        "--locked",
        "--package",
        "tests",
        "--bin",
        "simulate",
        "--",
    ];
    Ok(exit(shell::run(place.cargo(&development).args(arguments))?))
}

/// Says to the caller's shell how a program ended.
pub fn exit(good: bool) -> ExitCode {
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
