//! What the footer is told, and when the next run begins.

use sync::fault::Refusal;
use sync::limits::NETWORK_UP_SPREAD_MS;
use sync::session::ReadReply;

use super::*;
use crate::program::testing::server_keys;

const MINUTE: i64 = 60 * 1_000_000;

fn greeted(clock_gap: i64) -> Line {
    Line {
        greeting: Some(Greeting {
            clock_gap,
            is_reading_closed: false,
        }),
        ..Line::default()
    }
}

#[test]
fn a_clock_is_trusted_only_after_it_was_compared_and_suspect_when_far_off() {
    assert_eq!(Line::default().clock_grade(), ClockGrade::Unchecked);
    let heard = Line {
        was_heard: true,
        ..Line::default()
    };
    assert_eq!(heard.clock_grade(), ClockGrade::Unchecked);
    for (gap, grade) in [
        (0, ClockGrade::Trusted),
        (10 * MINUTE, ClockGrade::Trusted),
        (-10 * MINUTE, ClockGrade::Trusted),
        (10 * MINUTE + 1, ClockGrade::Suspect),
        (-180 * MINUTE, ClockGrade::Suspect),
        (i64::MIN, ClockGrade::Suspect),
    ] {
        assert_eq!(greeted(gap).clock_grade(), grade, "{gap}");
    }
}

#[test]
fn a_device_that_the_server_refuses_has_no_good_account() {
    let refused = |code| Trouble::Fault(Fault::refused(Refusal::new(code, "")));
    let after = |trouble: Option<&str>, line: Line| {
        Line {
            trouble: trouble.map(str::to_owned),
            ..line
        }
        .is_account_good()
    };
    let not_known = refused(RefusalCode::UnknownDevice);
    assert_eq!(
        after(Some(trouble_code(&not_known)), greeted(0)),
        Some(false)
    );
    let closed = refused(RefusalCode::ReadingClosed);
    assert_eq!(after(Some(trouble_code(&closed)), greeted(0)), Some(false));
    let busy = refused(RefusalCode::Busy);
    assert_eq!(after(Some(trouble_code(&busy)), greeted(0)), Some(true));
    assert_eq!(after(None, Line::default()), None);
    let revoked = Line {
        greeting: Some(Greeting {
            clock_gap: 0,
            is_reading_closed: true,
        }),
        ..Line::default()
    };
    assert_eq!(after(None, revoked), Some(false));
}

/// A session whose line has failed so often that the next try is minutes away.
fn long_failed() -> Session {
    let keys = server_keys();
    let mut session = Session::new(Terms {
        server: keys.server,
        device: keys.device,
        unit: keys.unit,
        keys,
        program: "traotay/test".to_owned(),
        dictionaries: Vec::new(),
    });
    for _ in 0..12 {
        session.accept(0, 0, Input::SendNow);
        let _begun = session.next(0);
        session.accept(0, 800_000, Input::Read(ReadReply::Failed));
    }
    session
}

/// Rests while these signals come, and then the end of the program; gives when the next run is.
fn next_try_after(signals: &[Signal]) -> u64 {
    let work = Work {
        desk: Arc::default(),
        listeners: Arc::default(),
        rules: Arc::new(Rules::shipped()),
        line: Arc::default(),
        sending: Arc::default(),
        started: Instant::now(),
    };
    let (sender, mut inbox) = unbounded_channel();
    for signal in signals.iter().chain([&Signal::Stop]) {
        sender.send(*signal).unwrap();
    }
    let mut session = long_failed();
    let mut around = Around {
        started: work.started,
    };
    line::block_on(work.rest(&mut session, &mut around, &mut inbox));
    session.status().next_try_at
}

#[test]
fn a_network_that_is_back_cuts_the_pause_short_and_one_more_record_does_not() {
    let pause = next_try_after(&[]);
    assert!(pause > 10 * NETWORK_UP_SPREAD_MS, "{pause}");
    assert_eq!(next_try_after(&[Signal::RecordsWaiting]), pause);
    // The session begins within the spread; the clock of the test runs on for a moment.
    let spread = NETWORK_UP_SPREAD_MS + 5_000;
    assert!(next_try_after(&[Signal::NetworkUp]) <= spread);
    assert!(next_try_after(&[Signal::RecordsWaiting, Signal::NetworkUp]) <= spread);
}

#[test]
fn what_is_signalled_during_a_run_is_kept_once_each() {
    let (sender, mut inbox) = unbounded_channel();
    let signals = [
        Signal::RecordsWaiting,
        Signal::NetworkUp,
        Signal::RecordsWaiting,
        Signal::SendNow,
        Signal::Stop,
    ];
    for signal in signals {
        sender.send(signal).unwrap();
    }
    let mut missed = Vec::new();
    line::block_on(stopped(&mut inbox, &mut missed));
    let kept = [Signal::RecordsWaiting, Signal::NetworkUp, Signal::SendNow];
    assert_eq!(missed, kept);
}
