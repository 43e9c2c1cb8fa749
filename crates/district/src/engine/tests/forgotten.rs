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
    let ask = |device, code: &str| {
        let request = RecoverRequest {
            device,
            person,
            code: code.to_owned(),
        };
        now(line.recover(&request)).map_err(|fault| fault.refusal_code())
    };
    let here = desk.head().device;
    assert_eq!(ask(here, &code), Err(Some(RefusalCode::BadCode)), "used up");
    let reissue = |person| town.engine.lock().unwrap().reissue_code(person).unwrap();
    let fresh = reissue(person).unwrap();
    assert_ne!(fresh, code);
    let elsewhere = ask(post.head().device, &fresh);
    assert_eq!(elsewhere, Err(Some(RefusalCode::BadCode)), "another office");
    let reply = ask(here, &fresh.to_lowercase()).unwrap();
    assert_eq!(Some(reply.recovery), activated.recovery);
    assert_eq!(ask(here, &fresh), Err(Some(RefusalCode::BadCode)), "once");
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
