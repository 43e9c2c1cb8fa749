//! The simulator's share of an ordinary test run: every schedule that once found a bug of the
//! product, in the few steps that show it, a handful of whole ones, and some planted bugs.
//!
//! By hand: `cargo xtask simulate sync --schedules 100000 --test-mac`, and `sync --plant all`,
//! which shows each planted bug with the fewest steps that find it.

use tests::line_storm::{Commune, Plant, run, run_steps, shrink};

/// A schedule that showed a bug: its seed, the steps that are enough, and what was wrong.
const REGRESSIONS: [(u64, &[u32], &str); 11] = [
    (
        1,
        &[90, 146],
        "a server that only claimed to hold more ended the life of a healthy file",
    ),
    (
        3,
        &[133, 142, 145],
        "a copied disk's branch was carried over and nobody wrote down the two headers",
    ),
    (
        12,
        &[8, 20, 26, 28, 32, 34],
        "two copies that pushed one place were told that the server lies",
    ),
    (
        84,
        &[54, 72, 115, 125, 127],
        "a copy that was overtaken got a receipt for more than it has, and called it a lie",
    ),
    (
        955,
        &[33, 50, 66, 72, 148, 149],
        "a copy's branch took places of the chain, and the desk itself was never heard again",
    ),
    (
        13,
        &[
            39, 40, 49, 50, 52, 57, 58, 61, 62, 85, 86, 88, 89, 90, 117, 122,
        ],
        "after two restores of the server a desk was answered with a fault for ever",
    ),
    (
        805,
        &[31, 32, 49, 55, 56, 68, 72, 73, 86, 87, 88, 89],
        "what a copy had received before the server was restored was not carried over",
    ),
    (
        3325,
        &[
            27, 28, 70, 83, 88, 90, 110, 113, 115, 121, 122, 124, 125, 141,
        ],
        "a copy's record that a neighbour brought was given to the original as its own",
    ),
    (
        9925,
        &[1, 4, 7, 9, 10, 11, 80, 82, 83, 88, 92, 93, 108],
        "a fork behind the end of the chain was told and never proven",
    ),
    (
        8731,
        &[
            5, 6, 30, 75, 77, 79, 100, 103, 104, 106, 107, 128, 146, 148, 149,
        ],
        "a restored server forgot a fork of which only a carrier was left",
    ),
    (
        8616,
        &[
            6, 10, 11, 15, 18, 22, 24, 27, 36, 79, 81, 82, 86, 88, 93, 94, 95, 103, 105, 107,
        ],
        "a restored desk waited for ever for what its lost disk had written",
    ),
];

#[test]
fn schedules_that_once_found_a_bug_find_none() {
    let commune = Commune::found().expect("a commune");
    for (seed, steps, was) in REGRESSIONS {
        let (_, short) = run_steps(&commune, seed, None, steps).expect("a schedule");
        assert_eq!(short, None, "seed {seed}, shrunk: once {was}");
        let (_, whole) = run(&commune, seed, None).expect("a schedule");
        assert_eq!(whole, None, "seed {seed}: once {was}");
    }
}

#[test]
fn a_schedule_runs_the_same_way_twice() {
    let commune = Commune::found().expect("a commune");
    for seed in 1..6 {
        let first = run(&commune, seed, None).expect("a schedule");
        assert_eq!(run(&commune, seed, None).expect("a schedule"), first);
    }
}

#[test]
fn a_planted_bug_is_found_and_shrunk_to_a_few_steps() {
    let commune = Commune::found().expect("a commune");
    let plant = Some(Plant::ReceiptDropped);
    let found = (1..50).find_map(|seed| run(&commune, seed, plant).ok()?.1);
    let seed = found.expect("found in fifty schedules").seed;
    let shrunk = shrink(&commune, seed, plant).expect("a schedule");
    let (steps, words, still) = shrunk.expect("it still shows");
    assert!(steps.len() <= 10, "{words}");
    let (_, again) = run_steps(&commune, seed, plant, &steps).expect("a schedule");
    assert_eq!(again, Some(still));
}
