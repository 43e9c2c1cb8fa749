//! What a counter does, asked for as the window asks.

use serde_json::{Value, json};

use crate::program::testing::{Counter, HOA, LAN, PAO, PIN, reception};

fn of_dossier(dossier: &Value) -> Value {
    json!({ "dossier_id": dossier["dossier_id"] })
}

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

#[test]
fn who_only_refused_did_not_sign_for_the_papers() {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let signatures = |counter: &Counter| {
        let answer = counter.call("where_papers", of_dossier(&dossier)).unwrap();
        let passings = answer["handoffs"].as_array().unwrap().iter();
        passings
            .map(|one| (one["giver_signed"].clone(), one["taker_signed"].clone()))
            .collect::<Vec<_>>()
    };
    let refused = counter.offer(&dossier);
    counter
        .call(
            "refuse_handoff",
            json!({
                "handoff_id": refused["handoff_id"], "reason": "túi rách",
                "taker_person_id": HOA, "pin": PIN,
            }),
        )
        .unwrap();
    assert_eq!(signatures(&counter), [(json!("pin"), json!("none"))]);
    let accepted = counter.offer(&dossier);
    assert_eq!(signatures(&counter)[1], (json!("pin"), json!("none")));
    counter
        .accept(HOA, PIN, (&dossier, &accepted), &[])
        .unwrap();
    assert_eq!(signatures(&counter)[1], (json!("pin"), json!("pin")));
}

#[test]
fn an_act_given_again_with_other_content_is_refused_by_name() {
    let mut counter = Counter::at_work();
    let act = counter.act_id();
    let form = reception(act, &[("Giấy chứng sinh", 1, 0)]);
    let first = counter.call("receive_dossier", form.clone()).unwrap();
    let again = counter.call("receive_dossier", form).unwrap();
    assert_eq!(again["dossier_id"], first["dossier_id"]);
    assert_eq!(again["repeated"], true);
    let edited = reception(act, &[("Giấy chứng sinh", 2, 0)]);
    let told = counter.call("receive_dossier", edited).unwrap_err();
    assert_eq!(told.code, "act_differs");
    let offer = json!({
        "act_id": act, "to_unit_id": crate::program::testing::POST, "to_person_id": null,
        "lines": [{ "dossier_id": first["dossier_id"], "paper_ids": null }],
        "counted_bundles": 1, "pin": PIN,
    });
    let told = counter.call("offer_handoff", offer).unwrap_err();
    assert_eq!(told.code, "act_differs");
}

#[test]
fn a_locked_desk_prints_rebuilds_and_signs_nothing() {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let handoff = counter.offer(&dossier);
    counter.call("lock", json!({})).unwrap();
    let of_handoff = json!({ "handoff_id": handoff["handoff_id"] });
    let mut beside = of_handoff.clone();
    beside["taker_person_id"] = json!(HOA);
    beside["pin"] = json!(PIN);
    beside["reason"] = json!("túi rách");
    for (command, input) in [
        ("print_receipt", of_dossier(&dossier)),
        ("print_handover_minutes", of_handoff),
        ("rebuild_projections", json!({})),
        ("refuse_handoff", beside),
    ] {
        let told = counter.call(command, input).unwrap_err();
        assert_eq!(told.code, "locked", "{command}");
    }
    counter.sign_in(LAN);
    let printed = counter.call("print_receipt", of_dossier(&dossier)).unwrap();
    assert_eq!(printed["reprint"], 1);
}

#[test]
fn who_is_assigned_here_is_chosen_wherever_she_is_employed() {
    let counter = Counter::at_work();
    let listed = counter.call("list_hand_over", json!({})).unwrap();
    let places = listed["destinations"].as_array().unwrap();
    let staff: Vec<_> = places
        .iter()
        .map(|place| {
            let people = place["staff"].as_array().unwrap().iter();
            let names: Vec<_> = people.map(|one| one["name"].as_str().unwrap()).collect();
            (place["unit_name"].as_str().unwrap(), names)
        })
        .collect();
    assert_eq!(
        staff,
        [
            ("Bưu điện văn hóa xã", vec!["Hoàng Thị Hoa"]),
            ("Trung tâm Phục vụ hành chính công", vec!["Lý A Páo"]),
        ]
    );
}

#[test]
fn a_step_stands_under_the_office_of_the_duty_not_of_the_employer() {
    let mut counter = Counter::at_work();
    counter.activate(PAO).unwrap();
    counter.sign_in(PAO);
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let correction = json!({
        "dossier_id": dossier["dossier_id"], "field": "sets", "value": "2",
        "reason_kind": "typing", "reason": "",
    });
    counter.call("correct_dossier", correction).unwrap();
    let opened = counter.call("get_dossier", of_dossier(&dossier)).unwrap();
    let offices: Vec<_> = opened["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["unit_name"].as_str().unwrap())
        .collect();
    assert_eq!(offices, ["Trung tâm Phục vụ hành chính công"; 2]);
}

#[test]
fn rules_of_a_reception_hold_whatever_page_asks() {
    let mut counter = Counter::at_work();
    let bare = reception(counter.act_id(), &[]);
    assert_eq!(
        counter.call("receive_dossier", bare).unwrap_err().code,
        "no_paper"
    );
    let mut own_day = reception(counter.act_id(), &[("Giấy chứng sinh", 1, 0)]);
    own_day["due_reason"] = json!(" ");
    let told = counter.call("receive_dossier", own_day).unwrap_err();
    assert_eq!(told.code, "due_without_reason");
}

#[test]
fn damaged_keys_are_told_in_the_clerks_language() {
    let counter = Counter::at_work();
    counter.program.close();
    for copy in ["keys.1", "keys.2"] {
        std::fs::write(counter.home().data.join("keys").join(copy), [0; 9]).unwrap();
    }
    let Err(failure) = crate::program::Program::start(counter.home()) else {
        panic!("damaged keys were read");
    };
    assert!(
        failure
            .sentence()
            .starts_with("Không đọc được chìa khóa của máy.")
    );
}
