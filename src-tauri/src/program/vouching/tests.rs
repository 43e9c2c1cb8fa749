//! Somebody comes while the upper level cannot be asked: beside a supervisor she works at once, and
//! beside nobody else.

use domain::id::{PersonId, UnitId};
use domain::roster::Duty;
use serde_json::{Value, json};

use crate::program::testing::{CENTRE, Counter, HOA, LAN, PIN, POST};

/// Đàm Thị Sen, who supervises the centre.
const SEN: PersonId = PersonId::from_bytes([0xa3; 16]);
/// Nông Văn Nam, whom nobody has activated.
const NAM: PersonId = PersonId::from_bytes([0xa2; 16]);
const OTHER_PIN: &str = "111111";
const RECEPTION: (Duty, UnitId) = (Duty::OneStopReception, CENTRE);
const SUPERVISION: (Duty, UnitId) = (Duty::Supervision, CENTRE);

/// A desk where Lan works, Sen supervises and Nam comes for the first time.
fn desk() -> Counter {
    let mut counter = Counter::at_work();
    counter.hire(SEN, "Đàm Thị Sen", &[SUPERVISION]);
    counter.hire(NAM, "Nông Văn Nam", &[RECEPTION]);
    counter.activate(SEN).unwrap();
    counter
}

fn vouch(counter: &Counter, person: PersonId, by: PersonId, pin: &str) -> Result<Value, String> {
    let form = json!({
        "person_id": person, "pin": PIN, "supervisor_id": by, "supervisor_pin": pin,
    });
    counter
        .call("vouch_for_person", form)
        .map_err(|error| error.code)
}

fn tile(counter: &Counter, person: PersonId) -> Value {
    let listed = counter.call("list_staff", json!({})).unwrap();
    let staff = listed["staff"].as_array().unwrap();
    let own = staff
        .iter()
        .find(|one| one["person_id"] == person.to_string());
    own.unwrap().clone()
}

fn key_of(counter: &Counter, person: PersonId) -> [u8; 32] {
    let keys = counter.program.keys();
    let vault = keys.vault.as_ref().unwrap();
    let mut people = vault.people();
    let (_, _, key) = people.find(|(own, ..)| *own == person).unwrap();
    *key.as_bytes()
}

fn giver_signature(counter: &Counter, handoff: &Value) -> Value {
    let form = json!({ "handoff_id": handoff["handoff_id"] });
    counter.call("get_handoff", form).unwrap()["giver_signature"].clone()
}

#[test]
fn beside_a_supervisor_she_works_at_once_and_it_is_shown_until_the_unit_certifies_her() {
    let mut counter = desk();
    let before = tile(&counter, NAM);
    assert_eq!(before["activated"], false);
    assert_eq!(before["supervisors"], json!([SEN.to_string()]));
    vouch(&counter, NAM, SEN, PIN).unwrap();
    let after = tile(&counter, NAM);
    assert_eq!(
        (&after["activated"], &after["provisional"]),
        (&json!(true), &json!(true))
    );
    counter.sign_in(NAM);
    let status = counter.call("get_desk_status", json!({})).unwrap();
    assert_eq!(status["signed_in"]["provisional"], true);
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let handoff = counter.offer(&dossier);
    assert_eq!(giver_signature(&counter, &handoff), "valid_roster_old");
    let alarms = counter.call("list_alarms", json!({})).unwrap();
    let sentence = alarms["alarms"][0]["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("Nông Văn Nam") && sentence.contains("Đàm Thị Sen"),
        "{sentence}"
    );
    let verified = counter.call("verify_ledger", json!({}));
    assert!(verified.is_err() || verified.unwrap()["faults"] == json!([]));
    // The line is back: the unit's certificate takes the place of the supervisor's word.
    let key = key_of(&counter, NAM);
    counter.vouch_for(NAM, key);
    let status = counter.call("get_desk_status", json!({})).unwrap();
    assert_eq!(status["signed_in"]["provisional"], false);
    assert_eq!(giver_signature(&counter, &handoff), "valid");
    assert_eq!(tile(&counter, NAM)["provisional"], false);
}

#[test]
fn at_a_desk_that_nobody_has_opened_the_supervisors_pin_opens_it() {
    let counter = desk().restart();
    assert_eq!(tile(&counter, NAM)["supervisors"], json!([SEN.to_string()]));
    vouch(&counter, NAM, SEN, PIN).unwrap();
    let counter = counter.restart();
    let closed = tile(&counter, NAM);
    assert_eq!(
        (&closed["activated"], &closed["provisional"]),
        (&json!(true), &json!(true))
    );
    counter.sign_in(NAM);
    let status = counter.call("get_desk_status", json!({})).unwrap();
    assert_eq!(status["signed_in"]["provisional"], true);
}

#[test]
fn a_clerk_herself_another_office_and_a_wrong_pin_vouch_for_nobody() {
    let mut counter = desk();
    let refused = |told: Result<Value, String>, code: &str| assert_eq!(told.unwrap_err(), code);
    refused(vouch(&counter, NAM, LAN, PIN), "not_supervisor");
    refused(vouch(&counter, SEN, SEN, PIN), "vouches_for_herself");
    refused(vouch(&counter, HOA, SEN, PIN), "not_supervisor");
    refused(vouch(&counter, NAM, SEN, OTHER_PIN), "wrong_pin");
    refused(vouch(&counter, LAN, SEN, PIN), "certified_elsewhere");
    assert_eq!(tile(&counter, NAM)["activated"], false);
    let form = json!({ "person_id": NAM, "pin": PIN });
    assert_eq!(
        counter.call("unlock", form).unwrap_err().code,
        "not_activated"
    );
    // Whose own keys only a supervisor vouches for vouches for nobody.
    counter.assign(NAM, &[RECEPTION, SUPERVISION]);
    let ly = PersonId::from_bytes([0xa4; 16]);
    counter.hire(ly, "Lý Thị Mẩy", &[RECEPTION]);
    vouch(&counter, NAM, SEN, PIN).unwrap();
    refused(vouch(&counter, ly, NAM, PIN), "not_supervisor");
    // Nor does she whose supervision the roster has ended.
    counter.assign(SEN, &[(Duty::Supervision, POST)]);
    refused(vouch(&counter, ly, SEN, PIN), "not_supervisor");
}

#[test]
fn a_roster_that_names_another_key_takes_the_word_back() {
    let mut counter = desk();
    vouch(&counter, NAM, SEN, PIN).unwrap();
    counter.sign_in(NAM);
    counter.vouch_for(NAM, [7; 32]);
    let status = counter.call("get_desk_status", json!({})).unwrap();
    assert_eq!(status["state"], "locked");
    let form = json!({ "person_id": NAM, "pin": PIN });
    assert_eq!(
        counter.call("unlock", form).unwrap_err().code,
        "not_activated"
    );
}

#[test]
fn a_word_that_was_cut_goes_on_where_it_stood() {
    let counter = desk();
    vouch(&counter, NAM, SEN, PIN).unwrap();
    let key = key_of(&counter, NAM);
    vouch(&counter, NAM, SEN, PIN).unwrap();
    assert_eq!(key_of(&counter, NAM), key);
    let words = counter
        .program
        .read_unlocked(store::read::Reader::list_vouchings);
    assert_eq!(words.unwrap().len(), 1);
}

#[test]
fn a_supervisor_forgives_wrong_pins_and_nobody_else_does() {
    let counter = desk();
    for _ in 0..5 {
        let form = json!({ "person_id": LAN, "pin": OTHER_PIN });
        assert!(counter.call("unlock", form).is_err());
    }
    let right = json!({ "person_id": LAN, "pin": PIN });
    let told = counter.call("unlock", right.clone()).unwrap_err();
    assert_eq!(told.code, "pin_paused");
    let forgive = |by: PersonId| {
        let form = json!({ "person_id": LAN, "supervisor_id": by, "supervisor_pin": PIN });
        counter
            .call("forgive_tries", form)
            .map_err(|error| error.code)
    };
    assert_eq!(forgive(HOA), Err("not_activated".to_owned()));
    forgive(SEN).unwrap();
    counter.call("unlock", right).unwrap();
    let alarms = counter.call("list_alarms", json!({})).unwrap();
    assert_eq!(alarms["alarms"][0]["code"], "tries_forgiven");
}
