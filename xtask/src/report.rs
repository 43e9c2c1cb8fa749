//! Takes down how each step ended and closes with a table and one truthful count.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::tally::Tally;

/// How a step ended.
pub enum Outcome {
    /// Something was prepared; it counts for nothing.
    Prepared,
    /// It was judged; a step without tests of its own counts as one.
    Judged(Tally),
    /// It could not be judged, for this reason; it never counts as passed.
    NotRun(String),
}

impl Outcome {
    /// One judgement: passed or failed.
    pub fn of(passed: bool) -> Self {
        Self::Judged(Tally::of_step(passed))
    }
}

struct Row {
    title: String,
    took: Duration,
    outcome: Outcome,
}

/// The steps of one run, in order.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Announces a step, takes it, and keeps how it ended. An error counts as one failure.
    pub fn step(&mut self, title: &str, take: impl FnOnce() -> Result<Outcome>) -> bool {
        println!("\n── {title}");
        let start = Instant::now();
        let outcome = take().unwrap_or_else(|error| {
            println!("{error:#}");
            Outcome::of(false)
        });
        if let Outcome::NotRun(reason) = &outcome {
            println!("NOT RUN: {reason}");
        }
        let good = !matches!(&outcome, Outcome::Judged(tally) if tally.failed > 0);
        self.rows.push(Row {
            title: title.to_owned(),
            took: start.elapsed(),
            outcome,
        });
        good
    }

    /// Prints the table and the closing line; failure when anything failed.
    pub fn close(&self) -> ExitCode {
        println!("\n{:<44} {:>9}  result", "step", "time");
        let mut sum = Tally::default();
        for row in &self.rows {
            println!(
                "{:<44} {:>7.1} s  {}",
                row.title,
                row.took.as_secs_f64(),
                result(&row.outcome)
            );
            if let Outcome::Judged(tally) = row.outcome {
                sum += tally;
            }
        }
        let all: Duration = self.rows.iter().map(|row| row.took).sum();
        println!("{:<44} {:>7.1} s", "together", all.as_secs_f64());
        let idle = self
            .rows
            .iter()
            .filter(|row| matches!(row.outcome, Outcome::NotRun(_)))
            .count();
        if idle > 0 {
            println!("not run: {idle} (see above)");
        }
        println!("{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn result(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Prepared => "ready".to_owned(),
        Outcome::NotRun(reason) => format!("NOT RUN: {reason}"),
        Outcome::Judged(Tally {
            passed: 1,
            failed: 0,
        }) => "passed".to_owned(),
        Outcome::Judged(Tally {
            passed: 0,
            failed: 1,
        }) => "FAILED".to_owned(),
        Outcome::Judged(tally) if tally.failed == 0 => format!("{} passed", tally.passed),
        Outcome::Judged(tally) => format!("{} passed, {} FAILED", tally.passed, tally.failed),
    }
}
