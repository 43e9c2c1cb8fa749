//! What a counter does, asked for as the window asks.

use serde_json::json;

use crate::program::testing::{Counter, HOA, PIN};

#[test]
fn the_sum_after_signing_counts_papers_that_changed_hands() {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Bản sao", 0, 3), ("Tờ khai", 2, 0), ("Ảnh", 0, 4)]);
    let handoff = counter.offer(&dossier);
    let found = [
        ("Bản sao", "missing", ""),
        ("Tờ khai", "damaged", "ướt góc"),
    ];
    let signed = counter
        .accept(HOA, PIN, (&dossier, &handoff), &found)
        .unwrap();
    assert_eq!(
        (&signed["accepted"], &signed["exceptions"]),
        (&json!(6), &json!(2))
    );
    assert!(signed["sentence"].as_str().unwrap().contains("6 giấy tờ"));
}
