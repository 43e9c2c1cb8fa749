//! The session against lines that give no answer, or something that is none.

#![allow(clippy::unwrap_used, reason = "a test stops at a surprise")]

use std::sync::Arc;

use ledger::id::{Incarnation, ServerId, UnitId};
use ledger::key::{Signer, SigningKey};

use super::*;
use crate::drive::DeskFile;
use crate::fault::{Fault, NotAReply, Refusal, RefusalCode};
use crate::model::ModelDesk;
use crate::protocol::{Reply, Request};

const MINUTE: u64 = 60_000;

#[test]
fn f22_after_three_days_of_faults_the_next_try_is_never_far() {
    let (mut session, mut desk) = start();
    let mut now = 0;
    for _ in 0..20 {
        now = fail_once(&mut session, &mut desk, now, u64::MAX, &Fault::TimedOut);
    }
    assert_eq!(session.status().failures, 20);
    let offline = now;
    assert!(session.status().next_try_at - offline <= 15 * MINUTE);
    session.accept(offline, 19_999, Input::NetworkUp);
    assert!(session.status().next_try_at - offline <= 30_000);
    session.accept(offline, 7, Input::SendNow);
    assert!(matches!(session.next(offline), Step::Read(Read::Standing)));
}

#[test]
fn a_signal_never_makes_a_try_later() {
    let (mut session, mut desk) = start();
    fail_once(&mut session, &mut desk, 0, 3, &Fault::TimedOut);
    let due = session.status().next_try_at;
    session.accept(due - 1, 19_999, Input::NetworkUp);
    assert_eq!(session.status().next_try_at, due);
}

#[test]
fn a_server_that_asks_for_a_pause_gets_at_least_that() {
    for jitter in [0, 1, 29_999, u64::MAX] {
        let (mut session, mut desk) = start();
        let deferred = Fault::Deferred {
            retry_after_seconds: 30,
        };
        let now = fail_once(&mut session, &mut desk, 0, jitter, &deferred);
        let pause = session.status().next_try_at - now;
        assert!(
            (30_000..=60_000).contains(&pause),
            "jitter {jitter}: {pause} ms"
        );
    }
}

#[test]
fn f06_and_f21_no_answer_that_is_not_a_receipt_marks_anything() {
    let refused = |status, code| Fault::Refused {
        status,
        refusal: Refusal::new(code, ""),
    };
    let faults = [
        Fault::NotAReply(NotAReply::CaptivePortal),
        Fault::NotAReply(NotAReply::Redirected),
        Fault::NotAReply(NotAReply::ForeignCertificate),
        Fault::NotAReply(NotAReply::HalfSent),
        Fault::NotAReply(NotAReply::Malformed),
        Fault::Unreachable {
            detail: String::new(),
        },
        refused(400, RefusalCode::Malformed),
        refused(401, RefusalCode::BadSignature),
        refused(403, RefusalCode::BadCode),
        refused(404, RefusalCode::NotFound),
        refused(409, RefusalCode::ServerFault),
        refused(413, RefusalCode::TooLarge),
        refused(422, RefusalCode::Malformed),
        Fault::Deferred {
            retry_after_seconds: 1,
        },
    ];
    for fault in faults {
        let (mut session, mut desk) = start();
        let before: Vec<Vec<u8>> = desk
            .own
            .iter()
            .map(ledger::record::Record::encode)
            .collect();
        fail_once(&mut session, &mut desk, 0, 0, &fault);
        assert_eq!(
            (desk.received_up_to, desk.waiting().count()),
            (0, 3),
            "{fault}"
        );
        assert_eq!(session.status().trouble, Some(Trouble::Fault(fault)));
        let after: Vec<Vec<u8>> = desk
            .own
            .iter()
            .map(ledger::record::Record::encode)
            .collect();
        assert_eq!(before, after);
        assert_eq!(
            (desk.completed, session.status().last_complete_at),
            (0, None)
        );
    }
}

#[test]
fn an_answer_to_another_question_is_no_answer() {
    let (mut session, mut desk) = start();
    reach_hello(&mut session, &mut desk, 0);
    let other = Reply::Publications(crate::protocol::PublicationsReply {
        publications: vec![],
    });
    session.accept(0, 0, Input::Replied(Ok(other)));
    assert!(matches!(
        session.status().trouble,
        Some(Trouble::Fault(Fault::NotAReply(_)))
    ));
}

#[test]
fn what_comes_twice_or_late_is_dropped() {
    let (mut session, mut desk) = start();
    reach_hello(&mut session, &mut desk, 0);
    let step = session.next(0);
    session.accept(0, 0, Input::Stored);
    session.accept(0, 0, Input::Read(ReadReply::OwnHash(None)));
    assert_eq!(
        session.next(0),
        step,
        "the hello is still what is to be done"
    );
    session.accept(0, 0, Input::Replied(Err(Fault::TimedOut)));
    let rest = session.next(0);
    session.accept(0, 0, Input::Replied(Err(Fault::TimedOut)));
    assert_eq!(session.next(0), rest, "the same fault counted once");
    assert_eq!(session.status().failures, 1);
}

#[test]
fn a_file_that_cannot_be_read_ends_the_run_and_nothing_else() {
    let (mut session, _) = start();
    assert!(matches!(session.next(0), Step::Read(Read::Standing)));
    session.accept(0, 0, Input::Read(ReadReply::Failed));
    assert_eq!(session.status().trouble, Some(Trouble::NotStored));
    assert!(matches!(session.next(0), Step::Rest { .. }));
}

/// Runs to the hello and lets it fail; gives the moment of the failure.
fn fail_once(
    session: &mut Session,
    desk: &mut ModelDesk,
    now: u64,
    jitter: u64,
    fault: &Fault,
) -> u64 {
    let now = now.max(session.status().next_try_at);
    reach_hello(session, desk, now);
    session.accept(now, jitter, Input::Replied(Err(fault.clone())));
    now
}

fn reach_hello(session: &mut Session, desk: &mut ModelDesk, now: u64) {
    loop {
        match session.next(now) {
            Step::Read(read) => session.accept(now, 0, Input::Read(desk.read(&read))),
            Step::Ask(Request::Hello(_)) => return,
            other @ (Step::Ask(_) | Step::Store(_) | Step::Rest { .. }) => panic!("{other:?}"),
        }
    }
}

fn start() -> (Session, ModelDesk) {
    let key = |seed| SigningKey::from_bytes([seed; 32]).verification_key();
    let server = ServerId::from_bytes([1; 16]);
    let device = key(9).device_id();
    let keys = ServerKeys {
        server,
        version: 1,
        receipt: key(1),
        checkpoint: key(2),
        publication: key(3),
        chain: key(4),
        device: key(4).device_id(),
        incarnation: Incarnation::from_bytes([5; 16]),
        unit: UnitId::from_bytes([6; 16]),
        valid_from: 0,
    };
    let unit = UnitId::from_bytes([7; 16]);
    let program = "test".to_owned();
    let terms = Terms {
        server,
        keys,
        device,
        unit,
        program,
        dictionaries: Vec::new(),
    };
    let own = Arc::new(SigningKey::from_bytes([9; 32]));
    let mut desk = ModelDesk::new(own, Incarnation::from_bytes([8; 16]));
    for record in crate::page::sample_drafts(3) {
        desk.record(record, None).unwrap();
    }
    (Session::new(terms), desk)
}
