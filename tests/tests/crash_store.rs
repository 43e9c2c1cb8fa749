//! The crash campaign's share of an ordinary test run, over the real store: a whole day of a desk,
//! from its first run on, is cut at its operations and met with errors, and loses nothing.
//!
//! By hand: `cargo run -p tests --bin simulate -- crash --images 100000`.

use tests::power_cut::campaign::{Plant, plan};
use tests::power_cut::io_error::sweep_io_errors;
use tests::power_cut::real_desk::RealDesk;
use tests::power_cut::recovery::sweep_recovery;
use tests::power_cut::sweep::sweep;
use tests::power_cut::tally::Tally;

#[test]
fn the_store_loses_nothing_by_a_power_cut_at_any_moment_of_its_day() {
    let desk = RealDesk::new().expect("a folder for anchors");
    let tally = sweep(&desk, &plan(1, 1_500, 2)).expect("a day without errors");
    assert_kept(&tally, 1_500);
}

#[test]
fn the_store_recovers_from_power_cuts_while_it_recovers() {
    let desk = RealDesk::new().expect("a folder for anchors");
    let tally = sweep_recovery(&desk, &plan(2, 120, 2)).expect("a day without errors");
    assert_kept(&tally, 120);
}

#[test]
fn the_store_never_takes_an_error_of_the_disk_for_saved() {
    let desk = RealDesk::new().expect("a folder for anchors");
    let tally = sweep_io_errors(&desk, &plan(3, 0, 2), 24).expect("a day without errors");
    assert_kept(&tally, 96);
}

#[test]
fn a_log_that_the_store_does_not_sync_is_found() {
    let found = Plant::UnsyncedLogInStore.look_for(&plan(1, 10_000, 2));
    let tally = found.expect("a day without errors");
    assert!(
        tally.lost > 0,
        "overlooked in {} images: {:#?}",
        tally.images,
        tally.findings
    );
}

fn assert_kept(tally: &Tally, images: u64) {
    assert!(
        tally.images >= images,
        "only {} images were judged",
        tally.images
    );
    assert_eq!(tally.bad(), 0, "{:#?}", tally.findings);
}
