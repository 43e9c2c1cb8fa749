//! The campaign from the command line: `simulate sync --schedules 100000`.

use std::ops::AddAssign;
use std::time::Instant;

use anyhow::{Result, ensure};
use clap::Args;

use super::plant::Plants;
use super::{Commune, Finding, Plant, Tally, run, run_steps, shrink};
use crate::verdict::Verdict;

/// Schedules within which a planted bug must be found.
const PLANT_SCHEDULES: u64 = 400;
/// Findings that are shrunk and shown.
const SHOWN_MAX: usize = 5;
/// Schedules after which a long campaign says how far it is.
const PROGRESS_STEP: u64 = 5_000;

/// What to run.
#[derive(Args, Clone, Debug)]
pub struct SyncOptions {
    /// How many schedules.
    #[arg(long, default_value_t = 2_000)]
    schedules: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs with one bug planted, or with `all` one after the other, and shows what finds it.
    #[arg(long)]
    plant: Option<Plants>,
    /// Runs only these steps of the first seed, as a shrunk schedule names them.
    #[arg(long, value_delimiter = ',')]
    steps: Vec<u32>,
    /// Signs with the test MAC, for the hundred thousand; `cargo xtask simulate sync --test-mac`
    /// builds it in.
    #[arg(long)]
    test_mac: bool,
}

/// Whether what signs in this build is the test MAC.
const HAS_TEST_MAC: bool = cfg!(feature = "test-mac");

impl SyncOptions {
    /// The campaign with so many schedules.
    pub fn of_schedules(schedules: u64) -> Self {
        Self {
            schedules,
            seed: 1,
            plant: None,
            steps: Vec::new(),
            test_mac: HAS_TEST_MAC,
        }
    }

    /// Runs the schedules on two threads, and looks for each planted bug.
    ///
    /// # Errors
    /// A commune cannot be founded, or something else signs than was asked for.
    pub fn run(&self) -> Result<Verdict> {
        ensure!(
            self.test_mac == HAS_TEST_MAC,
            "{} signs in this build",
            signer()
        );
        let commune = Commune::found()?;
        if !self.steps.is_empty() {
            let plants = self.plant.as_ref().and_then(|plants| plants.0.first());
            let (_, finding) = run_steps(&commune, self.seed, plants.copied(), &self.steps)?;
            println!("seed {}: {finding:?}", self.seed);
            return Ok(Verdict::count([finding.is_none()]));
        }
        if let Some(Plants(plants)) = &self.plant {
            return self.find_all(&commune, plants);
        }
        let started = Instant::now();
        let (sum, findings) = self.run_all(&commune)?;
        let seconds = started.elapsed().as_secs_f64();
        self.show(&sum, findings.len(), seconds);
        for finding in findings.iter().take(SHOWN_MAX) {
            show_finding(&commune, finding, None)?;
        }
        let mut verdict = Verdict::count([findings.is_empty()]);
        verdict += self.find_all(&commune, &Plant::ALL)?;
        Ok(verdict)
    }

    fn show(&self, sum: &Tally, violations: usize, seconds: f64) {
        println!(
            "sync: {} schedules from seed {}, signed with {}; {} records, {} actions refused, {} repeated; \
             requests: {} lost, {} cut, {} doubled; {} crashes, {} server restarts; {} clones, \
             {} desks and {} servers restored, {} further incarnations; {} lies, {} forgeries; \
             {} cases; {violations} violations; {seconds:.1} s",
            self.schedules,
            self.seed,
            signer(),
            sum.records,
            sum.refused,
            sum.repeated,
            sum.lost,
            sum.cut,
            sum.doubled,
            sum.crashes,
            sum.restarts,
            sum.clones,
            sum.desk_restores,
            sum.server_restores,
            sum.incarnations,
            sum.lies,
            sum.forged,
            sum.cases,
        );
    }

    fn run_all(&self, commune: &Commune) -> Result<(Tally, Vec<Finding>)> {
        let half = |parity: u64| -> Result<(Tally, Vec<Finding>)> {
            let mut sum = Tally::default();
            let mut findings = Vec::new();
            let seeds = self.seed..self.seed + self.schedules;
            for seed in seeds.filter(|seed| seed % 2 == parity) {
                let (tally, finding) = run(commune, seed, None)?;
                sum += tally;
                if let Some(finding) = &finding {
                    println!("  seed {}: {}", finding.seed, finding.what);
                }
                findings.extend(finding);
                if seed % PROGRESS_STEP == 0 {
                    println!("  … seed {seed}, {} records", sum.records);
                }
            }
            Ok((sum, findings))
        };
        std::thread::scope(|scope| {
            let even = scope.spawn(|| half(0));
            let (mut sum, mut findings) = half(1)?;
            let other = even
                .join()
                .map_err(|_| anyhow::anyhow!("a schedule panicked"))?;
            let (more, found) = other?;
            sum += more;
            findings.extend(found);
            findings.sort_by_key(|finding| finding.seed);
            Ok((sum, findings))
        })
    }

    /// Says of each planted bug whether it is found, and by which seed.
    fn find_all(&self, commune: &Commune, plants: &[Plant]) -> Result<Verdict> {
        let mut lines = Vec::new();
        for plant in plants {
            lines.push(find(commune, *plant, self.plant.is_some())?);
        }
        Ok(Verdict::count(lines))
    }
}

const fn signer() -> &'static str {
    if HAS_TEST_MAC {
        "the test MAC"
    } else {
        "Ed25519"
    }
}

fn find(commune: &Commune, plant: Plant, is_shrunk: bool) -> Result<bool> {
    for seed in 1..=PLANT_SCHEDULES {
        if let (_, Some(finding)) = run(commune, seed, Some(plant))? {
            println!("planted {plant:?}: found by seed {seed} ({})", finding.what);
            if is_shrunk {
                show_finding(commune, &finding, Some(plant))?;
            }
            return Ok(true);
        }
    }
    println!("planted {plant:?}: NOT found in {PLANT_SCHEDULES} schedules");
    Ok(false)
}

/// Shows a finding with the fewest steps that still show it, and how to see it again.
fn show_finding(commune: &Commune, finding: &Finding, plant: Option<Plant>) -> Result<()> {
    let seed = finding.seed;
    let Some((steps, words, still)) = shrink(commune, seed, plant)? else {
        return Ok(());
    };
    let numbers: Vec<String> = steps.iter().map(ToString::to_string).collect();
    println!("  seed {seed}: {}", finding.what);
    println!("    {} steps: {words}", steps.len());
    println!("    they show: {}", still.what);
    let signed = if HAS_TEST_MAC { " --test-mac" } else { "" };
    println!(
        "    again: simulate sync --seed {seed} --steps {}{signed}",
        numbers.join(",")
    );
    Ok(())
}

impl AddAssign for Tally {
    fn add_assign(&mut self, one: Self) {
        self.records += one.records;
        self.refused += one.refused;
        self.repeated += one.repeated;
        self.lost += one.lost;
        self.cut += one.cut;
        self.doubled += one.doubled;
        self.crashes += one.crashes;
        self.restarts += one.restarts;
        self.clones += one.clones;
        self.desk_restores += one.desk_restores;
        self.server_restores += one.server_restores;
        self.lies += one.lies;
        self.forged += one.forged;
        self.cases += one.cases;
        self.incarnations += one.incarnations;
    }
}
