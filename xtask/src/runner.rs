//! Who runs tests: nextest, which ends what hangs and shows every failure, or cargo itself where
//! nextest is not to be had. Both run the same tests.

use anyhow::{Result, bail};

use crate::place::Place;
use crate::programs::ALL_BUT_SERVER;
use crate::report::Outcome;
use crate::tally::{Runner, Tally};
use crate::{shell, tools};

/// Tests that are run in one step.
pub struct Selection {
    /// As nextest chooses them, of everything but the server.
    filter: &'static str,
    /// As cargo chooses them: one run for each.
    runs: &'static [Run],
}

/// What one run of cargo is told.
enum Run {
    /// Of everything but the server, these.
    Of(&'static [&'static str]),
    /// Of one package everything but its examples.
    Package(&'static str),
}

const ALL_KINDS: [&str; 3] = ["--lib", "--bins", "--tests"];

/// The tests beside the code, and the house rules.
pub const UNIT_TESTS: Selection = Selection {
    filter: "not package(tests) or binary(architecture)",
    runs: &[
        Run::Of(&["--exclude", "tests", "--lib", "--bins", "--tests"]),
        Run::Of(&["--test", "architecture"]),
    ],
};
/// What crosses programs. Cargo's own runner takes the house rules once more here.
pub const STORIES: Selection = Selection {
    filter: "package(tests) and not binary(architecture)",
    runs: &[Run::Package("tests")],
};

/// Runs the tests of a selection.
pub fn run(place: &Place, selection: &Selection) -> Result<Outcome> {
    if tools::is_there("cargo-nextest") {
        let chosen = ["--filter-expr", selection.filter];
        return nextest(place, &[&ALL_BUT_SERVER[..], &chosen].concat());
    }
    println!("cargo-nextest is not installed: cargo test runs the tests");
    let mut sum = Tally::default();
    for run in selection.runs {
        let arguments = match run {
            Run::Of(chosen) => [&ALL_BUT_SERVER[..], chosen].concat(),
            Run::Package(name) => [&["--package", name], &ALL_KINDS[..]].concat(),
        };
        sum += cargo_test(place, &arguments)?;
    }
    Ok(Outcome::Judged(sum))
}

/// Runs every test of one package, built by itself.
pub fn run_package(place: &Place, name: &str) -> Result<Outcome> {
    let package = ["--package", name];
    if tools::is_there("cargo-nextest") {
        return nextest(place, &package);
    }
    cargo_test(place, &[&package[..], &ALL_KINDS].concat()).map(Outcome::Judged)
}

/// Runs the examples in the documentation of some packages.
pub fn run_examples(place: &Place, packages: &[&str]) -> Result<Outcome> {
    let mut command = place.cargo(&["test", "--locked", "--doc"]);
    command.args(packages.iter().flat_map(|name| ["--package", name]));
    count(Runner::CargoTest, shell::run_and_read(&mut command)?).map(Outcome::Judged)
}

/// The count of a test runner. Failure without a failed test, such as a compile error, counts as
/// one.
pub fn count(runner: Runner, (good, output): (bool, String)) -> Result<Tally> {
    match Tally::read(runner, &output) {
        Some(tally) if good || tally.failed > 0 => Ok(tally),
        None if good => bail!("the runner ended well but wrote no count"),
        _ => Ok(Tally::of_step(false)),
    }
}

fn nextest(place: &Place, arguments: &[&str]) -> Result<Outcome> {
    let fixed = [
        "nextest",
        "run",
        "--locked",
        "--config-file",
        ".cargo/nextest.toml",
    ];
    let mut command = place.cargo(&fixed);
    let ran = shell::run_and_read(command.args(arguments))?;
    count(Runner::Nextest, ran).map(Outcome::Judged)
}

fn cargo_test(place: &Place, arguments: &[&str]) -> Result<Tally> {
    let mut command = place.cargo(&["test", "--locked", "--no-fail-fast"]);
    count(
        Runner::CargoTest,
        shell::run_and_read(command.args(arguments))?,
    )
}
