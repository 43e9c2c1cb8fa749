//! What the programs cost, each figure beside its baseline of the same run and the design's aim.
//!
//! Real encrypted files, real signatures, every table projected, real processes over TLS. What a
//! figure was measured on stands in its row; nothing here is asserted. In reading order:
//! [`Plan`] (what is measured, where), the rows by what a person does, [`Report`] (how it is told).

mod citizens;
mod desk_home;
mod exchanging;
mod ledger_rows;
mod machine;
mod memory;
mod opening;
mod printing;
mod province;
mod report;
mod saving;
mod searching;
mod starting;
mod windowing;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

pub use self::machine::Machine;
pub use self::report::Report;
use crate::commune::Commune;

/// What is measured, with which programs, and where files may lie.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Dossiers of the file that is searched.
    pub dossiers: u64,
    /// Receptions that are saved one by one.
    pub saves: u64,
    /// Records that are sealed, judged, pushed and pulled.
    pub records: u64,
    /// The desk program.
    pub desk: PathBuf,
    /// The server program.
    pub district: PathBuf,
    /// Folder of the files; the large one is kept there for the next run.
    pub scratch: PathBuf,
    /// Only sections whose name holds this.
    pub only: Option<String>,
}

impl Plan {
    /// Whether the desk program is the one that is shipped: no other is judged by the aims.
    #[must_use]
    pub fn has_release_desk(&self) -> bool {
        machine::is_release(&self.desk)
    }
}

/// One figure with what it stands beside.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The figure with its unit.
    pub figure: String,
    /// The baseline of the same run, or what it means.
    pub beside: String,
    /// What the design asks for; empty where it asks for nothing.
    pub aim: String,
    /// Whether the figure is within the aim; none where there is no aim or nothing to judge.
    pub is_met: Option<bool>,
}

impl Row {
    /// Makes a row without an aim.
    pub fn new(
        what: impl Into<String>,
        figure: impl Into<String>,
        beside: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            figure: figure.into(),
            beside: beside.into(),
            aim: String::new(),
            is_met: None,
        }
    }

    /// Says what the design asks for and whether the figure is within it.
    #[must_use]
    pub fn aims_at(self, aim: impl Into<String>, is_met: bool) -> Self {
        self.aims_at_if(true, aim, is_met)
    }

    /// The same where the figure may be judged; otherwise the aim stands there and no verdict.
    #[must_use]
    pub fn aims_at_if(mut self, may_judge: bool, aim: impl Into<String>, is_met: bool) -> Self {
        self.aim = aim.into();
        self.is_met = may_judge.then_some(is_met);
        self
    }
}

/// Measures everything that the plan names, section by section.
///
/// # Errors
/// A program is missing, refuses, or the disk fails.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let commune = Commune::default();
    let sections: [Section; 8] = [
        ("ledger", |plan, _| ledger_rows::measure(plan.records)),
        ("save", saving::measure),
        ("open", opening::measure),
        ("search", searching::measure),
        ("sync", |plan, _| exchanging::measure(plan)),
        ("start", starting::measure),
        ("print", printing::measure),
        ("window", windowing::measure),
    ];
    let mut rows = Vec::new();
    for (name, measure) in sections {
        let is_wanted = plan.only.as_ref().is_none_or(|only| only.contains(name));
        if is_wanted {
            let started = Instant::now();
            rows.extend(measure(plan, &commune)?);
            eprintln!(
                "{name}: measured in {:.0} s",
                started.elapsed().as_secs_f64()
            );
        }
    }
    Ok(rows)
}

type Section = (&'static str, fn(&Plan, &Commune) -> Result<Vec<Row>>);

/// Times of many calls of one kind, in milliseconds.
#[derive(Clone, Debug, Default)]
struct Times(Vec<f64>);

impl Times {
    /// Times one call.
    fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.0.push(started.elapsed().as_secs_f64() * 1e3);
        done
    }

    /// The time below which a share of the calls lies.
    fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1) as f64;
        let place = (last * share).round() as usize;
        sorted.get(place).copied().unwrap_or(0.0)
    }

    fn p50(&self) -> f64 {
        self.percentile(0.5)
    }

    fn p99(&self) -> f64 {
        self.percentile(0.99)
    }

    /// Median and 99th percentile, as a table shows them.
    fn text(&self) -> String {
        format!("{} / {} ms", digits(self.p50()), digits(self.p99()))
    }
}

/// Three digits that say something, whatever the size.
fn digits(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}
