//! The crash campaign's share of an ordinary test run, over a small desk: every promise is kept in
//! the settings that desks have in earnest, and each planted bug is found.
//!
//! By hand: `cargo run -p tests --bin simulate -- crash --images 100000`.

use tests::crash_vfs::{FaultKind, Operation};
use tests::power_cut::campaign::{Plant, plan};
use tests::power_cut::io_error::{self, sweep_io_errors};
use tests::power_cut::older_file::OlderFile;
use tests::power_cut::recovery::{self, sweep_recovery};
use tests::power_cut::small_desk::{Cipher, Journal, SmallDesk};
use tests::power_cut::sweep::{Run, sweep};
use tests::power_cut::tally::{ErrorCase, Tally};

#[test]
fn a_power_cut_at_any_operation_loses_nothing_that_was_promised() {
    for desk in [SmallDesk::REAL, SmallDesk::PLAIN] {
        let tally = sweep(&desk, &plan(1, 6_000, 2)).expect("a recording");
        assert_kept(&tally, 6_000);
    }
}

#[test]
fn power_cuts_while_recovering_from_power_cuts_lose_nothing() {
    for desk in [SmallDesk::REAL, SmallDesk::PLAIN] {
        let tally = sweep_recovery(&desk, &plan(1, 1_500, 2)).expect("a recording");
        assert_kept(&tally, 1_500);
    }
}

#[test]
fn an_error_of_the_disk_at_any_operation_is_never_taken_for_saved() {
    for desk in [SmallDesk::REAL, SmallDesk::PLAIN] {
        let desk = SmallDesk {
            transactions: 18,
            ..desk
        };
        let tally = sweep_io_errors(&desk, &plan(1, 0, 2), 250).expect("a run without errors");
        assert_kept(&tally, 1_000);
    }
}

#[test]
fn a_file_of_the_first_schema_is_brought_up_whole_or_stays_as_it_was() {
    let older = OlderFile::REAL;
    let cuts = sweep(&older, &plan(1, 600, 2)).expect("a recording");
    assert_kept(&cuts, 600);
    let further = sweep_recovery(&older, &plan(1, 120, 2)).expect("a recording");
    assert_kept(&further, 120);
    let errors = sweep_io_errors(&older, &plan(1, 0, 2), 60).expect("a run without errors");
    assert_kept(&errors, 240);
}

#[test]
fn a_folder_that_is_not_synced_after_a_file_was_brought_up_is_found() {
    assert_found(Plant::ForgottenFolder, |tally| tally.lost);
}

#[test]
fn synchronous_normal_is_found() {
    assert_found(Plant::Normal, |tally| tally.lost);
}

#[test]
fn a_salt_left_in_the_file_alone_is_found() {
    assert_found(Plant::SaltInFile, |tally| tally.unopenable);
}

#[test]
fn full_in_place_of_extra_before_the_log_is_found() {
    assert_found(Plant::FullBeforeLog, |tally| tally.lost);
}

#[test]
fn a_disk_that_forgets_its_syncs_is_found() {
    assert_found(Plant::ForgottenSync, |tally| tally.lost + tally.unopenable);
}

#[test]
fn a_file_built_in_its_place_trusts_an_unlink_whose_sync_failed() {
    // SQLite passes over the failed sync of the folder when it switches the log on; a journal that
    // comes back then rolls the whole file back. Built aside, the journal has another name.
    let in_place = SmallDesk::with(Cipher::Plain, Journal::WalExtra);
    let lost = |desk: &SmallDesk| {
        let errors = (0..40).map(|after| ErrorCase {
            kind: FaultKind::Device,
            after,
            forever: false,
        });
        let judged = errors.flat_map(|error| io_error::replay(desk, 1, error, false));
        judged.filter(|(_, judged)| judged.is_err()).count()
    };
    assert!(lost(&in_place) > 0);
    assert_eq!(lost(&SmallDesk::PLAIN), 0);
}

#[test]
fn the_same_seed_finds_the_same_and_a_finding_can_be_replayed() {
    let desk = SmallDesk::with(Cipher::Plain, Journal::WalNormal);
    let search = || sweep(&desk, &plan(3, 500, 2)).expect("a recording");
    let (one, again) = (search(), search());
    let counts = |tally: &Tally| (tally.images, tally.lost, tally.not_whole);
    assert_eq!(counts(&one), counts(&again));
    let finding = one.findings.first().expect("NORMAL loses something");
    let replayed = recovery::replay(&desk, &finding.place, false).expect("a recording");
    let violation = replayed.expect_err("it is found again").to_string();
    assert_eq!(violation, finding.violation);
}

#[test]
fn a_recording_holds_what_the_replay_must_decide_about() {
    let run = Run::record(&SmallDesk::PLAIN, 1, false).expect("a recording");
    let count = |wanted: fn(&Operation) -> bool| {
        run.recording
            .operations
            .iter()
            .filter(|operation| wanted(operation))
            .count()
    };
    assert_eq!(
        count(|o| matches!(o, Operation::Promise(_))),
        SmallDesk::PLAIN.transactions + 1
    );
    assert!(count(|o| matches!(o, Operation::Sync { .. })) > SmallDesk::PLAIN.transactions);
    assert!(
        count(|o| matches!(o, Operation::Truncate { .. })) > 0,
        "locking empties the log"
    );
    assert!(
        count(|o| matches!(o, Operation::Delete { .. })) > 0,
        "closing removes the log"
    );
    assert!(count(|o| matches!(o, Operation::SyncFolder { .. })) > 0);
}

fn assert_kept(tally: &Tally, images: u64) {
    assert!(
        tally.images >= images,
        "only {} images were judged",
        tally.images
    );
    assert_eq!(tally.bad(), 0, "{:#?}", tally.findings);
}

fn assert_found(plant: Plant, count: fn(&Tally) -> u64) {
    let tally = plant.look_for(&plan(1, 40_000, 2)).expect("a recording");
    assert!(
        count(&tally) > 0,
        "overlooked in {} images: {:#?}",
        tally.images,
        tally.findings
    );
}
