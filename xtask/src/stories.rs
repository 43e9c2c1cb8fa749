//! What crosses programs: the stories of the `tests` crate with real processes, and the share of
//! the campaigns that CI can afford.

use std::process::Command;

use anyhow::Result;

use crate::place::Place;
use crate::report::{Outcome, Report};
use crate::runner::STORIES;
use crate::tally::{Runner, Tally};
use crate::{programs, runner, shell};

/// Builds the programs, tells the stories, simulates.
pub fn stories(place: &Place, report: &mut Report) {
    report.step("programs (desk, server, simulator)", || {
        programs::build_shown(place)?;
        Ok(Outcome::Prepared)
    });
    report.step("stories across programs", || runner::run(place, &STORIES));
    report.step("simulated schedules (CI share)", || simulate(place));
}

fn simulate(place: &Place) -> Result<Outcome> {
    let mut command = Command::new(place.program("simulate"));
    command.current_dir(&place.root).args(["--tier", "ci"]);
    let (good, output) = shell::run_and_read(&mut command)?;
    let mut tally = Tally::read(Runner::Own, &output).unwrap_or(Tally::of_step(good));
    if !good && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(Outcome::Judged(tally))
}
