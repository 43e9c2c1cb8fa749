//! The campaign from the command line: `simulate sync --schedules 100000`.

use std::time::Instant;

use anyhow::Result;
use clap::Args;

use super::{Finding, Plant, Schedule, run};
use crate::verdict::Verdict;

/// Schedules within which a planted bug must be found.
const PLANT_SCHEDULES: u64 = 200;

/// What to run.
#[derive(Args, Clone, Debug)]
pub struct SyncOptions {
    /// How many schedules.
    #[arg(long, default_value_t = 2_000)]
    schedules: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs with one bug planted and shows the first schedule that finds it.
    #[arg(long, value_enum)]
    plant: Option<Plant>,
}

impl SyncOptions {
    /// The campaign with so many schedules.
    pub fn of_schedules(schedules: u64) -> Self {
        Self {
            schedules,
            seed: 1,
            plant: None,
        }
    }

    /// Runs the schedules on two threads, and looks for each planted bug.
    ///
    /// # Errors
    /// A commune cannot be founded.
    pub fn run(&self) -> Result<Verdict> {
        if let Some(plant) = self.plant {
            return Ok(Verdict::count([find(plant)?]));
        }
        let started = Instant::now();
        let (sum, findings) = self.run_all()?;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "sync: {} schedules from seed {}, {} records, {} lost, {} cut, {} doubled, {} crashes, \
             {} restarts; {} violations; {seconds:.1} s",
            self.schedules,
            self.seed,
            sum.records,
            sum.lost,
            sum.cut,
            sum.doubled,
            sum.crashes,
            sum.restarts,
            findings.len(),
        );
        for Finding { seed, what } in findings.iter().take(10) {
            println!("  seed {seed}: {what}; again: simulate sync --seed {seed} --schedules 1");
        }
        let mut lines = vec![findings.is_empty()];
        for plant in Plant::ALL {
            lines.push(find(plant)?);
        }
        Ok(Verdict::count(lines))
    }

    fn run_all(&self) -> Result<(Schedule, Vec<Finding>)> {
        let half = |parity: u64| -> Result<(Schedule, Vec<Finding>)> {
            let mut sum = Schedule::default();
            let mut findings = Vec::new();
            let seeds = self.seed..self.seed + self.schedules;
            for seed in seeds.filter(|seed| seed % 2 == parity) {
                let (schedule, finding) = run(seed, None)?;
                add(&mut sum, &schedule);
                findings.extend(finding);
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
            add(&mut sum, &more);
            findings.extend(found);
            findings.sort_by_key(|finding| finding.seed);
            Ok((sum, findings))
        })
    }
}

fn add(sum: &mut Schedule, one: &Schedule) {
    sum.records += one.records;
    sum.lost += one.lost;
    sum.cut += one.cut;
    sum.doubled += one.doubled;
    sum.crashes += one.crashes;
    sum.restarts += one.restarts;
}

/// Says whether a planted bug is found, and by which seed.
fn find(plant: Plant) -> Result<bool> {
    for seed in 1..=PLANT_SCHEDULES {
        if let (_, Some(finding)) = run(seed, Some(plant))? {
            println!("planted {plant:?}: found by seed {seed} ({})", finding.what);
            return Ok(true);
        }
    }
    println!("planted {plant:?}: NOT found in {PLANT_SCHEDULES} schedules");
    Ok(false)
}
