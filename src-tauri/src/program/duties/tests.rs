//! A roster takes a duty away or gives one, while people work, while nobody does, and at a desk
//! that is closed.

use domain::roster::Duty;
use serde_json::json;

use crate::program::testing::{CENTRE, Counter, HOA, LAN, PAO, POST};

const RECEPTION: (Duty, domain::id::UnitId) = (Duty::OneStopReception, CENTRE);
const POSTAL: (Duty, domain::id::UnitId) = (Duty::Postal, POST);

/// What the person signed in can open and may do.
fn held(counter: &Counter) -> (usize, Vec<Duty>) {
    let held = counter
        .program
        .signed_in(|own| Ok((own.unlocked.duties.len(), own.duties.clone())));
    held.unwrap()
}

fn status(counter: &Counter) -> String {
    let status = counter.call("get_desk_status", json!({})).unwrap();
    status["state"].as_str().unwrap().to_owned()
}

fn applicant(counter: &Counter, dossier: &serde_json::Value) -> serde_json::Value {
    let form = json!({ "dossier_id": dossier["dossier_id"] });
    counter.call("get_dossier", form).unwrap()["applicant"]["name"].clone()
}

#[test]
fn who_loses_her_only_duty_is_no_longer_at_work_by_the_next_command() {
    let mut counter = Counter::at_work();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    counter.assign(LAN, &[]);
    let form = json!({ "dossier_id": dossier["dossier_id"] });
    assert_eq!(
        counter.call("get_dossier", form).unwrap_err().code,
        "locked"
    );
    assert_eq!(status(&counter), "locked");
    let form = json!({ "person_id": LAN, "pin": crate::program::testing::PIN });
    assert_eq!(counter.call("unlock", form).unwrap_err().code, "no_duty");
}

#[test]
fn a_duty_that_moves_to_another_person_opens_to_her_alone() {
    let mut counter = Counter::at_work();
    counter.activate(PAO).unwrap();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    // Lan becomes a postal worker; Pao, who received with her, goes on.
    counter.assign(LAN, &[POSTAL]);
    assert_eq!(status(&counter), "locked", "her duty at the centre is over");
    counter.sign_in(HOA);
    counter.sign_in(LAN);
    assert_eq!(held(&counter), (1, vec![Duty::Postal]));
    let seen = applicant(&counter, &dossier);
    assert_ne!(seen, "Nguyễn Thị Ước", "the name is the receivers'");
    let refused = counter.call(
        "receive_dossier",
        crate::program::testing::reception(counter_act(), &[("Giấy chứng sinh", 1, 0)]),
    );
    assert_eq!(refused.unwrap_err().code, "no_duty");
    counter.sign_in(PAO);
    assert_eq!(applicant(&counter, &dossier), "Nguyễn Thị Ước");
}

#[test]
fn what_the_last_holder_could_open_waits_for_her_successor() {
    let mut counter = Counter::at_work();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    counter.assign(LAN, &[POSTAL]);
    counter.sign_in(LAN);
    assert_eq!(held(&counter), (1, vec![Duty::Postal]));
    // Pao was never here before; the key reaches her when Lan, who has it closed, signs in.
    counter.activate(PAO).unwrap();
    counter.sign_in(PAO);
    assert_eq!(held(&counter).0, 0);
    counter.sign_in(LAN);
    assert_eq!(held(&counter), (1, vec![Duty::Postal]));
    counter.sign_in(PAO);
    assert_eq!(applicant(&counter, &dossier), "Nguyễn Thị Ước");
}

#[test]
fn a_duty_that_is_given_is_held_from_the_next_sign_in_on() {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    counter.assign(HOA, &[POSTAL, RECEPTION]);
    // Lan, who holds the key of the reception, is at the desk when the roster comes.
    assert_eq!(status(&counter), "unlocked");
    counter.sign_in(HOA);
    assert_eq!(held(&counter).0, 2);
}

#[test]
fn a_closed_desk_follows_the_roster_that_it_holds_when_it_is_opened() {
    let mut counter = Counter::at_work();
    counter.activate(PAO).unwrap();
    counter.assign(LAN, &[POSTAL]);
    let counter = counter.restart();
    counter.sign_in(PAO);
    counter.sign_in(LAN);
    assert_eq!(held(&counter), (1, vec![Duty::Postal]));
}

fn counter_act() -> domain::id::ActId {
    domain::id::ActId::from_bytes([0x77; 16])
}
