//! The checks of one clone: form, lints, documentation, unit tests, house rules, the window's
//! source, generated files and what is linked.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::programs::ALL_BUT_SERVER;
use crate::report::{Outcome, Report};
use crate::tally::{Runner, Tally};
use crate::{packages, page, programs, shell};

/// Takes every check; one that fails does not keep the others from being taken.
pub fn check(place: &Place, report: &mut Report, install: bool) {
    println!("Build output: {}", place.target.display());
    report.step("system packages", || {
        packages::ensure(&["build", "window", "page", "paper"])?;
        Ok(Outcome::Prepared)
    });
    report.step("page of the window", || {
        page::prepare(place)?;
        Ok(Outcome::Prepared)
    });
    rust_steps(place, report);
    page_steps(place, report);
    report.step("generated files are committed", || generated_files(place));
    report.step("bans, licences, sources (cargo-deny)", || {
        deny(place, install)
    });
}

fn rust_steps(place: &Place, report: &mut Report) {
    let lint = ["clippy", "--locked", "--all-targets"];
    let strict = ["--", "--deny", "warnings"];
    report.step("form (cargo fmt)", || {
        judge(place, &["fmt", "--all", "--check"], &[])
    });
    report.step("lints (clippy), all but the server", || {
        judge(place, &lint, &[&ALL_BUT_SERVER[..], &strict].concat())
    });
    report.step("lints (clippy), the server", || {
        judge(
            place,
            &lint,
            &[&["--package", "district"][..], &strict].concat(),
        )
    });
    report.step("documentation of the libraries", || {
        let mut command = place.cargo(&["doc", "--locked", "--no-deps", "--lib"]);
        command
            .args(ALL_BUT_SERVER)
            .env("RUSTDOCFLAGS", "--deny warnings");
        Ok(Outcome::of(shell::run(&mut command)?))
    });
    report.step("unit tests and house rules", || {
        test_step(
            place,
            "not package(tests) or binary(architecture)",
            &["--exclude", "tests"],
        )
    });
    report.step("examples in the documentation", || {
        let pure = ["--package", "domain", "--package", "ledger"];
        let mut command = place.cargo(&["test", "--locked", "--doc"]);
        count(Runner::CargoTest, shell::run_and_read(command.args(pure))?)
    });
    report.step("unit tests, the server", || {
        let (name, runner) = test_runner();
        let mut command = place.cargo(name);
        count(
            runner,
            shell::run_and_read(command.args(["--package", "district"]))?,
        )
    });
}

fn page_steps(place: &Place, report: &mut Report) {
    report.step("window: types, lints, form", || {
        Ok(Outcome::of(shell::run(&mut place.npm(&["run", "check"]))?))
    });
    report.step("window: tests (vitest)", || {
        count(
            Runner::Vitest,
            shell::run_and_read(&mut place.npm(&["test"]))?,
        )
    });
}

fn judge(place: &Place, arguments: &[&str], more: &[&str]) -> Result<Outcome> {
    Ok(Outcome::of(shell::run(place.cargo(arguments).args(more))?))
}

/// Runs the tests that a nextest filter chooses; cargo's own runner gets the plain selection
/// instead.
pub fn test_step(place: &Place, filter: &str, selection: &[&str]) -> Result<Outcome> {
    let (name, runner) = test_runner();
    let mut command = place.cargo(name);
    match runner {
        Runner::Nextest => command.args(ALL_BUT_SERVER).args(["--filter-expr", filter]),
        _ if selection.contains(&"--exclude") => command.args(ALL_BUT_SERVER).args(selection),
        _ => command.args(selection),
    };
    count(runner, shell::run_and_read(&mut command)?)
}

fn test_runner() -> (&'static [&'static str], Runner) {
    if shell::answers("cargo", &["nextest", "--version"]) {
        (
            &[
                "nextest",
                "run",
                "--locked",
                "--config-file",
                ".cargo/nextest.toml",
            ],
            Runner::Nextest,
        )
    } else {
        println!("cargo-nextest is not installed: cargo test runs the tests");
        (
            &[
                "test",
                "--locked",
                "--no-fail-fast",
                "--lib",
                "--bins",
                "--tests",
            ],
            Runner::CargoTest,
        )
    }
}

/// The count of a test runner. Failure without a failed test, such as a compile error, counts as
/// one.
fn count(runner: Runner, (good, output): (bool, String)) -> Result<Outcome> {
    match Tally::read(runner, &output) {
        Some(tally) if good || tally.failed > 0 => Ok(Outcome::Judged(tally)),
        None if good => bail!("the runner ended well but wrote no count"),
        _ => Ok(Outcome::of(false)),
    }
}

/// What the desk program writes about itself, with the arguments that make it do so.
const GENERATED: [(&str, &[&str]); 2] = [
    ("docs/COMMANDS.md", &["describe"]),
    ("ui/src/lib/ipc/bindings.ts", &["describe", "--typescript"]),
];

/// Writes the generated files again and compares them with those in the clone.
fn generated_files(place: &Place) -> Result<Outcome> {
    programs::build_desk(place)?;
    let program = place.program("traotay");
    let mut stale = 0;
    for (file, arguments) in GENERATED {
        let fresh = shell::read(Command::new(&program).args(arguments));
        let fresh = fresh.with_context(|| format!("traotay {} failed", arguments.join(" ")))?;
        if fs::read_to_string(place.root.join(file)).ok() != Some(fresh) {
            println!("{file} is stale: traotay {} > {file}", arguments.join(" "));
            stale += 1;
        }
    }
    Ok(Outcome::Judged(Tally {
        passed: GENERATED.len() - stale,
        failed: stale,
    }))
}

fn deny(place: &Place, install: bool) -> Result<Outcome> {
    if !shell::answers("cargo", &["deny", "--version"]) {
        if !install {
            return Ok(Outcome::NotRun(
                "cargo-deny is missing; `--install` fetches it".to_owned(),
            ));
        }
        shell::must(&mut place.cargo(&["install", "--locked", "cargo-deny"]))?;
    }
    judge(
        place,
        &[
            "deny",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ],
        &[],
    )
}
