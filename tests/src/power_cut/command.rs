//! `simulate crash`: runs the campaign or a part of it, prints the table, writes it as JSON, and
//! ends with a failure when a line does not say what it must.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::campaign::{Expected, Line, Plant, compared_lines, lines_of, plan, planted_lines};
use super::older_file::OlderFile;
use super::real_desk::RealDesk;
use super::small_desk::SmallDesk;
use super::sweep::Plan;
use super::tally::{Cut, ErrorCase, Place};
use super::volume::Metadata;
use super::{Violation, Workload, io_error, recovery};
use crate::verdict::Verdict;

/// Of so many images one is of an older file: bringing it up takes as long as many openings.
const OLDER_SHARE: u64 = 20;

/// Power cuts and disk errors on a recorded disk.
#[derive(Debug, clap::Args)]
pub struct CrashOptions {
    /// How many images of the real store to judge, as many of the small desks, and a twentieth of
    /// an older file that is brought up.
    #[arg(long, default_value_t = 100_000)]
    images: u64,
    /// The seed of the first run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads judge images.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Looks for this planted bug alone.
    #[arg(long)]
    plant: Option<Plant>,
    /// Sweeps only over the programs whose name begins so: `small`, `older` or `desk`.
    #[arg(long, default_value = "", hide_default_value = true)]
    only: String,
    /// Compares all settings of the database in place of the campaign.
    #[arg(long)]
    compare: bool,
    /// Judges one image of this configuration again.
    #[arg(long, value_name = "CONFIGURATION")]
    replay: Option<String>,
    /// The model of the file system of the replayed image.
    #[arg(long, default_value = "strict")]
    metadata: Metadata,
    /// A cut of the replayed image; several follow each other.
    #[arg(long)]
    cut: Vec<Cut>,
    /// The error of the replayed image.
    #[arg(long)]
    error: Option<ErrorCase>,
    /// Lets the replayed disk forget its syncs.
    #[arg(long)]
    forget_syncs: bool,
    /// Where to write the table as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl CrashOptions {
    /// The campaign of a size, everything else as by default.
    pub fn of_images(images: u64) -> Self {
        #[derive(Parser)]
        struct Defaults {
            #[command(flatten)]
            options: CrashOptions,
        }
        let none: [&str; 1] = ["crash"];
        let options = Defaults::parse_from(none).options;
        Self { images, ..options }
    }

    /// Does what was asked for, and counts the lines that say what they must.
    pub fn run(self) -> Result<Verdict> {
        if self.replay.is_some() {
            return self.replay();
        }
        let plan = plan(self.seed, self.images, self.threads);
        print_head();
        let lines = self.lines(&plan).map_err(anyhow::Error::msg)?;
        print_sums(&lines);
        if let Some(path) = &self.json {
            let json = serde_json::to_vec_pretty(&lines).context("writing the table as JSON")?;
            std::fs::write(path, json).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(Verdict::count(lines.iter().map(Line::holds)))
    }

    fn lines(&self, plan: &Plan) -> Result<Vec<Line>, String> {
        if let Some(plant) = self.plant {
            return planted_lines(&[plant], plan, &print_line);
        }
        if self.compare {
            return compared_lines(plan, &print_line);
        }
        let mut lines = planted_lines(&Plant::ALL, plan, &print_line)?;
        let half = Plan {
            images: plan.images / 2,
            ..plan.clone()
        };
        for small in [SmallDesk::PLAIN, SmallDesk::REAL] {
            lines.extend(self.lines_of(&small, &half)?);
        }
        let share = Plan {
            images: plan.images / OLDER_SHARE,
            ..plan.clone()
        };
        lines.extend(self.lines_of(&OlderFile::REAL, &share)?);
        let real = RealDesk::new().map_err(|fault| fault.to_string())?;
        lines.extend(self.lines_of(&real, plan)?);
        Ok(lines)
    }

    fn lines_of<W: Workload>(&self, workload: &W, plan: &Plan) -> Result<Vec<Line>, String> {
        if workload.name().starts_with(&self.only) {
            lines_of(workload, plan, &print_line)
        } else {
            Ok(Vec::new())
        }
    }

    fn replay(self) -> Result<Verdict> {
        let name = self.replay.clone().unwrap_or_default();
        for real in [RealDesk::new()?, RealDesk::planted()?] {
            if real.name() == name {
                return self.replay_of(&real);
            }
        }
        for older in [OlderFile::REAL, OlderFile::PLANTED] {
            if older.name() == name {
                return self.replay_of(&older);
            }
        }
        let small = SmallDesk::all()
            .into_iter()
            .find(|small| small.name() == name);
        self.replay_of(&small.with_context(|| format!("no configuration is called `{name}`"))?)
    }

    fn replay_of<W: Workload>(&self, workload: &W) -> Result<Verdict> {
        let judged = match self.error {
            Some(error) => io_error::replay(workload, self.seed, error, self.forget_syncs),
            None => self.replay_cuts(workload)?,
        };
        for (metadata, judged) in &judged {
            match judged {
                Ok(()) => println!("{:10} holds", metadata.name()),
                Err(violation) => println!("{:10} {violation}", metadata.name()),
            }
        }
        Ok(Verdict::count(
            judged.iter().map(|(_, judged)| judged.is_ok()),
        ))
    }

    fn replay_cuts<W: Workload>(
        &self,
        workload: &W,
    ) -> Result<Vec<(Metadata, Result<(), Violation>)>> {
        let place = Place {
            configuration: workload.name(),
            seed: self.seed,
            metadata: self.metadata,
            cuts: self.cut.clone(),
            error: None,
        };
        if place.cuts.is_empty() {
            bail!("name a cut to replay, such as --cut 29/nothing");
        }
        let judged = recovery::replay(workload, &place, self.forget_syncs);
        Ok(vec![(self.metadata, judged.map_err(anyhow::Error::msg)?)])
    }
}

/// Prints the names of what [`print_line`] prints.
fn print_head() {
    println!(
        "{:<36} {:<20} {:<9} {:>8} {:>6} {:>6} {:>6} {:>6} {:>7}  holds",
        "configuration", "way", "metadata", "images", "unop.", "lost", "part", "damag.", "/s"
    );
}

/// Prints what a sweep has counted.
fn print_line(line: &Line) {
    let tally = &line.tally;
    println!(
        "{:<36} {:<20} {:<9} {:>8} {:>6} {:>6} {:>6} {:>6} {:>7.0}  {}",
        line.configuration,
        line.way,
        line.metadata,
        tally.images,
        tally.unopenable,
        tally.lost,
        tally.not_whole,
        tally.damaged,
        tally.rate(),
        if line.holds() { "yes" } else { "NO" },
    );
}

/// Prints the first findings of what does not hold, and the sums.
fn print_sums(lines: &[Line]) {
    for line in lines.iter().filter(|line| !line.holds()) {
        for finding in &line.tally.findings {
            println!("\n{}\n  {}", finding.violation, finding.replay);
        }
    }
    let planted = lines
        .iter()
        .filter(|line| line.expected == Expected::Finding);
    let found = planted.clone().filter(|line| line.holds()).count();
    let planted = planted.count();
    let images: u64 = lines.iter().map(|line| line.tally.images).sum();
    let seconds: f64 = lines.iter().map(|line| line.tally.seconds).sum();
    println!("\n{images} images in {seconds:.0} s, planted bugs found {found} of {planted}");
}
