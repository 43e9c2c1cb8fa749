//! Fewer steps that show the same: what a person reads when a seed has failed.
//!
//! The shortest prefix first, by bisection, then pieces and single steps are left out as long as
//! anything is still wrong. Steps draw from streams of their own, so the rest does the same.

use anyhow::Result;

use super::commune::Commune;
use super::plant::Plant;
use super::schedule::{Finding, run_steps};
use super::step::draw;

/// Runs after which the shortest so far is good enough.
const RUNS_MAX: usize = 400;

/// Shrinks the schedule of a seed that found something; gives the numbers of its steps, the steps
/// in words, and what they still show.
///
/// # Errors
/// The server cannot be started.
pub fn shrink(
    commune: &Commune,
    seed: u64,
    plant: Option<Plant>,
) -> Result<Option<(Vec<u32>, String, Finding)>> {
    let (_, steps) = draw(seed);
    let all: Vec<u32> = steps.iter().map(|step| step.number).collect();
    let (_, Some(mut finding)) = run_steps(commune, seed, plant, &all)? else {
        return Ok(None);
    };
    let mut kept: Vec<u32> = all.into_iter().take(finding.after).collect();
    let mut runs = 0;
    let mut piece = kept.len() / 2;
    while piece > 0 && runs < RUNS_MAX {
        let mut from = 0;
        while from < kept.len() && runs < RUNS_MAX {
            let until = (from + piece).min(kept.len());
            let fewer: Vec<u32> = [&kept[..from], &kept[until..]].concat();
            runs += 1;
            match run_steps(commune, seed, plant, &fewer)? {
                (_, Some(still)) => (kept, finding) = (fewer, still),
                (_, None) => from = until,
            }
        }
        piece /= 2;
    }
    let words: Vec<String> = steps
        .iter()
        .filter(|step| kept.contains(&step.number))
        .map(ToString::to_string)
        .collect();
    Ok(Some((kept, words.join(", "), finding)))
}
