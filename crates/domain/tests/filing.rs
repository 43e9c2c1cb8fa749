//! When a request counts as filed: at the counter, or when the One-stop signs for what the post
//! brought (rule T10).

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::decide::{Command, Manifest};
use domain::event::{Channel, DueSource, PaperOutcome, TickedLine, TickedPaper};
use domain::id::{DossierId, HandoffId, PaperId};
use domain::party::Party;
use domain::refusal::Refusal;
use domain::roster::{Assignment, Duty, Roster};
use support::{Desk, LAN, ONE_STOP, PAO, POST, id16, paper, reception, roster};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);
const FIRST: HandoffId = HandoffId::from_bytes([200; 16]);

/// Páo takes dossiers in at the postal counter, by an assignment.
fn with_a_postal_reception() -> Roster {
    let mut roster = roster();
    roster.assignments.push(Assignment {
        person: PAO,
        duty: Duty::OneStopReception,
        unit: POST,
        sectors: Vec::new(),
        decision_no: "02/QĐ".to_owned(),
        from: 0,
        until: None,
    });
    roster
}

fn receive(channel: Channel, entered_due: Option<i64>) -> Command {
    let mut reception = reception(vec![paper(1)]);
    reception.channel_in = channel;
    reception.entered_due = entered_due.map(|due| (due, Some("theo lịch".to_owned())));
    Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception),
    }
}

fn offer() -> Command {
    Command::OfferHandoff(Manifest {
        handoff: FIRST,
        to: Party {
            unit: ONE_STOP,
            person: None,
        },
        lines: vec![(DOSSIER, Vec::new())],
        counted_bundles: 1,
    })
}

fn accept(outcome: PaperOutcome) -> Command {
    let paper = PaperId::from_bytes(id16(1));
    Command::AcceptHandoff {
        handoff: FIRST,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: vec![TickedPaper { paper, outcome }],
        }],
        notes: Vec::new(),
        counted_bundles: 1,
    }
}

#[test]
fn what_the_post_takes_in_is_filed_when_the_one_stop_signs_for_it() {
    let roster = with_a_postal_reception();
    let mut desk = Desk::new(1);
    desk.act_by(&roster, PAO, 1, &receive(Channel::Post, None))
        .unwrap();
    let dossier = desk.dossier(DOSSIER);
    assert_eq!((dossier.filed_at, dossier.due_at), (None, None));
    assert_eq!(dossier.received.unwrap().1.due_source, DueSource::Unknown);
    desk.act_by(&roster, PAO, 2, &offer()).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, None);
    desk.act(LAN, 3, &accept(PaperOutcome::Accepted)).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, Some(3_000_000));
}

#[test]
fn a_line_that_the_one_stop_did_not_take_is_not_filed() {
    let roster = with_a_postal_reception();
    let mut desk = Desk::new(1);
    desk.act_by(&roster, PAO, 1, &receive(Channel::Post, None))
        .unwrap();
    desk.act_by(&roster, PAO, 2, &offer()).unwrap();
    desk.act(LAN, 3, &accept(PaperOutcome::Missing)).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, None);
}

#[test]
fn no_time_is_promised_at_the_postal_counter() {
    let mut desk = Desk::new(1);
    let entered = receive(Channel::Post, Some(9_000_000));
    let roster = with_a_postal_reception();
    assert_eq!(
        desk.act_by(&roster, PAO, 1, &entered),
        Err(Refusal::FieldImpossible("due_at"))
    );
}

#[test]
fn what_the_one_stop_takes_in_is_filed_at_once() {
    for channel in [Channel::Direct, Channel::Online, Channel::Post] {
        let mut desk = Desk::new(1);
        desk.act(LAN, 1, &receive(channel, None)).unwrap();
        let dossier = desk.dossier(DOSSIER);
        assert_eq!(dossier.filed_at, Some(1_000_000), "{channel:?}");
        assert!(dossier.due_at.is_some(), "{channel:?}");
    }
}
