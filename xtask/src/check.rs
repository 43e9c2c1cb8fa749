//! The checks of one clone: form, lints, documentation, unit tests, house rules, the window's
//! source, generated files and what is linked.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::place::Place;
use crate::programs::ALL_BUT_SERVER;
use crate::report::{Outcome, Report};
use crate::runner::UNIT_TESTS;
use crate::tally::{Runner, Tally};
use crate::{packages, page, programs, runner, shell, tools};

/// Takes every check; one that fails does not keep the others from being taken.
pub fn check(place: &Place, report: &mut Report, may_install: bool) {
    println!("Build output: {}", place.target.display());
    report.step("system packages", || {
        packages::ensure(&["build", "window", "page", "paper"])?;
        Ok(Outcome::Prepared)
    });
    report.step("check tools", || tools::prepare(place, may_install));
    report.step("page of the window", || {
        page::prepare(place)?;
        Ok(Outcome::Prepared)
    });
    rust_steps(place, report);
    page_steps(place, report);
    report.step("generated files are committed", || generated_files(place));
    report.step("bans, licences, sources (cargo-deny)", || {
        // Advisories are not in it: they change without a commit, and come over the network.
        let wanted = [
            "deny",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ];
        tools::judge("cargo-deny", &mut place.cargo(&wanted))
    });
    report.step("unused dependencies (cargo-machete)", || {
        tools::judge("cargo-machete", &mut place.cargo(&["machete"]))
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
        runner::run(place, &UNIT_TESTS)
    });
    report.step("examples in the documentation", || {
        runner::run_examples(place, &["domain", "ledger"])
    });
    report.step("unit tests, the server", || {
        runner::run_package(place, "district")
    });
}

fn page_steps(place: &Place, report: &mut Report) {
    report.step("window: types, lints, form", || {
        Ok(Outcome::of(shell::run(&mut place.npm(&["run", "check"]))?))
    });
    report.step("window: tests (vitest)", || {
        let ran = shell::run_and_read(&mut place.npm(&["test"]))?;
        runner::count(Runner::Vitest, ran).map(Outcome::Judged)
    });
}

fn judge(place: &Place, arguments: &[&str], more: &[&str]) -> Result<Outcome> {
    Ok(Outcome::of(shell::run(place.cargo(arguments).args(more))?))
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
