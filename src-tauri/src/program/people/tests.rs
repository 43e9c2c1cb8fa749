//! Who can sign in and sign, and who cannot: against a clerk who tries to be somebody else.

use serde_json::json;

use crate::error::{CommandError, Failed, Refused};
use crate::program::testing::{Counter, HOA, LAN, PIN};

const OTHER_PIN: &str = "111111";

fn wrong_code() -> CommandError {
    CommandError::of(&Refused::WrongActivationCode)
}

fn unreachable() -> CommandError {
    CommandError::of(&Failed::ServerUnreachable)
}

fn sign_in(counter: &Counter, pin: &str) -> String {
    let form = json!({ "person_id": HOA, "pin": pin });
    counter.call("unlock", form).unwrap_err().code
}

/// Lan tries to sign Hoa's acceptance; gives what she is told.
fn forge(counter: &mut Counter) -> String {
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let handoff = counter.offer(&dossier);
    let told = counter.accept(HOA, OTHER_PIN, (&dossier, &handoff), &[]);
    let form = json!({ "handoff_id": handoff["handoff_id"] });
    let opened = counter.call("get_handoff", form).unwrap();
    assert_eq!(opened["state"], "offered");
    told.unwrap_err().code
}

#[test]
fn a_refused_code_leaves_nobody_who_could_sign_for_her() {
    let mut counter = Counter::at_work();
    let (told, _) = counter.try_to_activate(HOA, OTHER_PIN, wrong_code());
    assert_eq!(told.code, "wrong_activation_code");
    assert_eq!(forge(&mut counter), "not_activated");
    assert_eq!(sign_in(&counter, OTHER_PIN), "not_activated");
    // The person herself comes afterwards, with the right code and a PIN of her own.
    counter.activate(HOA).unwrap();
    counter.sign_in(HOA);
}

#[test]
fn keys_that_no_roster_vouches_for_sign_nothing_and_open_no_duty() {
    let mut counter = Counter::at_work();
    let (told, _) = counter.try_to_activate(HOA, OTHER_PIN, unreachable());
    assert_eq!(told.code, "server_unreachable");
    assert_eq!(forge(&mut counter), "not_activated");
    assert_eq!(sign_in(&counter, OTHER_PIN), "not_activated");
    let mut counter = counter.restart();
    assert_eq!(sign_in(&counter, OTHER_PIN), "not_activated");
    counter.sign_in(LAN);
    assert_eq!(forge(&mut counter), "not_activated");
    // A roster that vouches for another key makes these ones no better.
    counter.vouch_for(HOA, [7; 32]);
    assert_eq!(forge(&mut counter), "not_activated");
}

#[test]
fn an_answer_that_came_by_the_roster_ends_the_activation() {
    let mut counter = Counter::at_work();
    let (_, key) = counter.try_to_activate(HOA, PIN, unreachable());
    counter.vouch_for(HOA, key.unwrap());
    counter.sign_in(HOA);
    let duties = counter
        .program
        .signed_in(|hoa| Ok(hoa.unlocked.duties.len()));
    assert_eq!(duties.unwrap(), 1);
}

#[test]
fn a_second_try_goes_on_under_the_pin_of_the_first() {
    let counter = Counter::at_work();
    let (_, first) = counter.try_to_activate(HOA, PIN, unreachable());
    let (told, asked) = counter.try_to_activate(HOA, OTHER_PIN, unreachable());
    assert_eq!((told.code.as_str(), asked), ("pin_of_first_try", None));
    let (_, again) = counter.try_to_activate(HOA, PIN, unreachable());
    assert_eq!(first, again);
}

#[test]
fn a_closed_file_asks_for_somebody_who_signs_in_first() {
    let counter = Counter::at_work().restart();
    for (command, input) in [
        (
            "activate_person",
            json!({ "person_id": HOA, "code": "x", "pin": PIN }),
        ),
        ("get_sync_status", json!({})),
        ("get_desk_head", json!({})),
    ] {
        let told = counter.call(command, input).unwrap_err();
        assert_eq!(told.code, "sign_in_first", "{command}");
        assert!(told.message.contains("đăng nhập trước"));
    }
    let empty = crate::home::Home::under(&counter.home().data.join("empty"));
    let nothing = crate::program::Program::start(empty).unwrap();
    let told = crate::command::call(&nothing, "get_desk_head", json!({})).unwrap_err();
    assert_eq!(told.code, "not_enrolled");
}

#[test]
fn tiles_name_the_office_before_anybody_signed_in() {
    let counter = Counter::at_work().restart();
    let listed = counter.call("list_staff", json!({})).unwrap();
    let offices: Vec<_> = listed["staff"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tile| {
            (
                tile["name"].as_str().unwrap(),
                tile["unit_name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        offices,
        [
            ("Vũ Thị Lan", "Trung tâm Phục vụ hành chính công"),
            ("Hoàng Thị Hoa", "Bưu điện văn hóa xã"),
            ("Lý A Páo", "Trung tâm Phục vụ hành chính công"),
        ]
    );
}

#[test]
fn without_any_sheet_whoever_has_a_pin_can_still_sign_in() {
    let counter = Counter::at_work();
    counter.program.close();
    let keys = counter.home().data.join("keys");
    for copy in ["door.1", "door.2"] {
        std::fs::write(keys.join(copy), []).unwrap();
    }
    let counter = counter.restart();
    let listed = counter.call("list_staff", json!({})).unwrap();
    let tiles = listed["staff"].as_array().unwrap();
    assert_eq!(tiles.len(), 1);
    assert_eq!(tiles[0]["person_id"], LAN.to_string());
    assert_eq!(tiles[0]["name"], "Người có mã a1a1a1");
    counter.sign_in(LAN);
    let listed = counter.call("list_staff", json!({})).unwrap();
    assert_eq!(listed["staff"][0]["name"], "Vũ Thị Lan");
}

#[test]
fn a_code_that_another_key_used_leaves_the_choice_of_a_pin_free() {
    let mut counter = Counter::at_work();
    let used = CommandError::of(&Refused::CodeUsed);
    let (told, _) = counter.try_to_activate(HOA, OTHER_PIN, used);
    assert_eq!(told.code, "code_used");
    counter.activate(HOA).unwrap();
    counter.sign_in(HOA);
}
