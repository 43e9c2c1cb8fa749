//! A person forgets her PIN, at an open desk and at one that nobody can open.

use serde_json::json;

use super::*;
use crate::program::testing::{Counter, HOA, LAN, PIN};

const KEY: [u8; 32] = [8; 32];
const NEXT: &str = "246813";

fn desk_of_lan() -> Counter {
    let counter = Counter::at_work();
    counter.program.keep_recovery(LAN, PIN, &KEY);
    counter
}

fn unlock(counter: &Counter, pin: &str) -> Result<(), String> {
    let form = json!({ "person_id": LAN, "pin": pin });
    let answer = counter.call("unlock", form);
    answer.map(|_| ()).map_err(|error| error.code)
}

fn resets_on_record(counter: &Counter) -> usize {
    let alarms = counter
        .program
        .read_unlocked(store::read::Reader::list_alarms);
    let alarms = alarms.unwrap();
    alarms
        .iter()
        .filter(|alarm| alarm.code == RESET_ALARM.code())
        .count()
}

#[test]
fn a_desk_that_nobody_can_open_is_opened_by_a_fresh_code() {
    let mut counter = desk_of_lan();
    counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let counter = counter.restart();
    assert_eq!(unlock(&counter, NEXT), Err("wrong_pin".to_owned()));
    let asked = std::cell::RefCell::new(None);
    counter
        .program
        .reset_pin_by(LAN, "KH7K2-22MBA", NEXT, |request| {
            *asked.borrow_mut() = Some(request.clone());
            Ok(KEY)
        })
        .unwrap();
    let asked = asked.into_inner().unwrap();
    assert_eq!(
        (asked.person, asked.code.as_str()),
        (ledger_person(LAN), "KH7K2-22MBA")
    );
    assert_eq!(unlock(&counter, PIN), Err("wrong_pin".to_owned()));
    assert_eq!(unlock(&counter, NEXT), Ok(()));
    assert_eq!(
        resets_on_record(&counter),
        1,
        "told as soon as the file is open"
    );
    let recent = counter.call("list_recent", json!({ "limit": 5 })).unwrap();
    let name = recent.pointer("/dossiers/0/applicant_name").unwrap();
    assert_eq!(name, "Nguyễn Thị Ước");
    assert_eq!(unlock(&counter, NEXT), Ok(()));
    assert_eq!(resets_on_record(&counter), 1, "and told once");
}

#[test]
fn a_code_that_is_refused_leaves_the_pin_as_it_was() {
    let counter = desk_of_lan();
    let refused = counter.program.reset_pin_by(LAN, "AAAAA-AAAAA", NEXT, |_| {
        Err(CommandError::of(&Refused::WrongActivationCode))
    });
    assert_eq!(refused.unwrap_err().code, "wrong_activation_code");
    let foreign = counter
        .program
        .reset_pin_by(LAN, "KH7K2-22MBA", NEXT, |_| Ok([9; 32]));
    assert_eq!(foreign.unwrap_err().code, "keys");
    assert_eq!(unlock(&counter, PIN), Ok(()));
}

#[test]
fn without_a_recovery_wrap_no_code_is_used_up() {
    let counter = desk_of_lan();
    let refused = counter.program.reset_pin_by(HOA, "KH7K2-22MBA", NEXT, |_| {
        unreachable!("the server is not asked")
    });
    assert_eq!(refused.unwrap_err().code, "no_recovery");
    let form = json!({ "person_id": LAN, "code": "x", "new_pin": "12345" });
    let refused = counter.call("reset_pin", form).unwrap_err();
    assert_eq!(refused.code, "pin_six_digits");
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again_by_the_same_attempt() {
    let counter = desk_of_lan();
    let attempts = std::cell::RefCell::new(Vec::new());
    let ask = |counter: &Counter, answer: Answer<[u8; 32]>| {
        let asked = |request: &RecoverRequest| {
            attempts.borrow_mut().push(request.attempt);
            answer
        };
        counter
            .program
            .reset_pin_by(LAN, "KH7K2-22MBA", NEXT, asked)
    };
    let lost = ask(&counter, Err(CommandError::of(&Failed::ServerUnreachable)));
    assert_eq!(lost.unwrap_err().code, "server_unreachable");
    let counter = counter.restart();
    ask(&counter, Ok(KEY)).unwrap();
    assert_eq!(unlock(&counter, NEXT), Ok(()));
    ask(&counter, Ok(KEY)).unwrap();
    let attempts = attempts.into_inner();
    assert_eq!(attempts.first(), attempts.get(1));
    assert_ne!(
        attempts.get(1),
        attempts.get(2),
        "another change, another attempt"
    );
}
