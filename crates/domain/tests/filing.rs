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
use domain::event::PaperOutcome::{Accepted, Damaged, Missing};
use domain::event::{Channel, DueSource, PaperOutcome, TickedLine, TickedPaper};
use domain::id::{DossierId, HandoffId, PaperId, UnitId};
use domain::party::Party;
use domain::refusal::Refusal;
use domain::roster::{Assignment, Duty, Roster};
use support::{AGENCY, Desk, HOA, LAN, MAI, ONE_STOP, PAO, POST, id16, paper, reception, roster};

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
    let mut reception = reception(vec![paper(1), paper(2)]);
    reception.channel_in = channel;
    reception.entered_due = entered_due.map(|due| (due, Some("theo lịch".to_owned())));
    Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception),
    }
}

const fn office(unit: UnitId) -> Party {
    Party { unit, person: None }
}

fn offer() -> Command {
    offer_to(FIRST, office(ONE_STOP))
}

fn offer_to(handoff: HandoffId, to: Party) -> Command {
    Command::OfferHandoff(Manifest {
        handoff,
        to,
        lines: vec![(DOSSIER, Vec::new())],
        counted_bundles: 1,
    })
}

/// Signs for the papers 1, 2 … as found; what is filed by it is due at 99 s.
fn accept(outcomes: &[PaperOutcome]) -> Command {
    accept_on(FIRST, outcomes)
}

fn accept_on(handoff: HandoffId, outcomes: &[PaperOutcome]) -> Command {
    let ticks = (1..).zip(outcomes).map(|(number, outcome)| TickedPaper {
        paper: PaperId::from_bytes(id16(number)),
        outcome: *outcome,
    });
    Command::AcceptHandoff {
        handoff,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: ticks.collect(),
        }],
        notes: Vec::new(),
        counted_bundles: 1,
        dues: vec![(DOSSIER, 99_000_000)],
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
    desk.act(LAN, 3, &accept(&[Accepted, Damaged])).unwrap();
    let filed = desk.dossier(DOSSIER);
    assert_eq!(
        (filed.filed_at, filed.due_at),
        (Some(3_000_000), Some(99_000_000))
    );
}

#[test]
fn another_office_than_the_one_stop_files_nothing_by_taking() {
    let roster = with_a_postal_reception();
    let mut desk = Desk::new(1);
    desk.act_by(&roster, PAO, 1, &receive(Channel::Post, None))
        .unwrap();
    let colleague = Party {
        unit: POST,
        person: Some(HOA),
    };
    let between = HandoffId::from_bytes([201; 16]);
    let both = [Accepted, Accepted];
    desk.act_by(&roster, PAO, 2, &offer_to(between, colleague))
        .unwrap();
    desk.act(HOA, 3, &accept_on(between, &both)).unwrap();
    let agency = HandoffId::from_bytes([202; 16]);
    desk.act(HOA, 4, &offer_to(agency, office(AGENCY))).unwrap();
    desk.act(MAI, 5, &accept_on(agency, &both)).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, None);
    let last = HandoffId::from_bytes([203; 16]);
    desk.act(MAI, 6, &offer_to(last, office(ONE_STOP))).unwrap();
    desk.act(LAN, 7, &accept_on(last, &both)).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, Some(7_000_000));
}

#[test]
fn a_line_of_which_a_paper_is_missing_is_filed_when_the_rest_came() {
    let roster = with_a_postal_reception();
    let mut desk = Desk::new(1);
    desk.act_by(&roster, PAO, 1, &receive(Channel::Post, None))
        .unwrap();
    desk.act_by(&roster, PAO, 2, &offer()).unwrap();
    desk.act(LAN, 3, &accept(&[Accepted, Missing])).unwrap();
    assert_eq!(desk.dossier(DOSSIER).filed_at, None);
    let rest = HandoffId::from_bytes([201; 16]);
    desk.act_by(&roster, PAO, 4, &offer_rest(rest)).unwrap();
    let lines = vec![TickedLine {
        dossier: DOSSIER,
        papers: vec![TickedPaper {
            paper: PaperId::from_bytes(id16(2)),
            outcome: Accepted,
        }],
    }];
    let accept = Command::AcceptHandoff {
        handoff: rest,
        lines,
        notes: Vec::new(),
        counted_bundles: 1,
        dues: Vec::new(),
    };
    desk.act(LAN, 5, &accept).unwrap();
    let filed = desk.dossier(DOSSIER);
    assert_eq!((filed.filed_at, filed.due_at), (Some(5_000_000), None));
}

fn offer_rest(handoff: HandoffId) -> Command {
    Command::OfferHandoff(Manifest {
        handoff,
        to: office(ONE_STOP),
        lines: vec![(DOSSIER, vec![PaperId::from_bytes(id16(2))])],
        counted_bundles: 1,
    })
}

#[test]
fn a_line_that_the_one_stop_did_not_take_is_not_filed() {
    let roster = with_a_postal_reception();
    let mut desk = Desk::new(1);
    desk.act_by(&roster, PAO, 1, &receive(Channel::Post, None))
        .unwrap();
    desk.act_by(&roster, PAO, 2, &offer()).unwrap();
    desk.act(LAN, 3, &accept(&[Missing, Missing])).unwrap();
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
