//! A forgotten PIN: a fresh code gives the same key that was given at the activation, once, to the
//! desks of her office.

use sync::fault::RefusalCode;
use sync::protocol::{Admission, RecoverRequest, SyncProtocol};

use super::on_every_database;
use super::town::{Clerk, ONE_STOP, POST, Town, key, now};
use crate::database::Database;
use crate::engine::{DeskLine, EnrolRefusal};

on_every_database! {
    a_fresh_code_gives_the_key_of_the_activation_once,
    five_wrong_codes_kill_the_code,
}

fn a_fresh_code_gives_the_key_of_the_activation_once<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let (post, _) = town.enrol(POST, 3, 102);
    let (person, code) = town.add_person(ONE_STOP);
    let clerk = Clerk {
        person,
        key: key(130),
    };
    let line = DeskLine::new(&town.engine, desk.head().device);
    let activated = now(line.activate(&clerk.activation(&code))).unwrap();
    let ask_as = |attempt, device, code: &str| {
        let request = RecoverRequest {
            device,
            person,
            code: code.to_owned(),
            attempt: [attempt; 16],
        };
        now(line.recover(&request)).map_err(|fault| fault.refusal_code())
    };
    let ask = |device, code: &str| ask_as(1, device, code);
    let here = desk.head().device;
    let used = Err(Some(RefusalCode::UsedCode));
    assert_eq!(ask(here, &code), used, "by her activation");
    let reissue = |person| town.engine.lock().unwrap().reissue_code(person).unwrap();
    let fresh = reissue(person).unwrap();
    assert_ne!(fresh, code);
    let elsewhere = ask(post.head().device, &fresh);
    assert_eq!(elsewhere, Err(Some(RefusalCode::BadCode)), "another office");
    let reply = ask(here, &fresh.to_lowercase()).unwrap();
    assert_eq!(Some(reply.recovery), activated.recovery);
    let again = ask(here, &fresh);
    assert_eq!(again, Ok(reply), "the answer may have been lost");
    assert_eq!(ask_as(2, here, &fresh), used, "once");
    let nobody = reissue(ledger::id::PersonId::from_bytes([0xee; 16]));
    assert_eq!(nobody, Err(EnrolRefusal::UnknownPerson));
}

fn five_wrong_codes_kill_the_code<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let (person, code) = town.add_person(ONE_STOP);
    let line = DeskLine::new(&town.engine, desk.head().device);
    let ask = |code: &str| {
        let request = RecoverRequest {
            device: desk.head().device,
            person,
            code: code.to_owned(),
            attempt: [1; 16],
        };
        now(line.recover(&request))
    };
    for _ in 0..5 {
        assert!(ask("AAAAA-AAAAA").is_err());
    }
    assert!(ask(&code).is_err());
    let fresh = town.engine.lock().unwrap().reissue_code(person).unwrap();
    assert!(ask(&fresh.unwrap()).is_ok());
}
