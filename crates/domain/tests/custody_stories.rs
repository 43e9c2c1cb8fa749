//! Papers' ways that a person could tell: given, received, refused, crossed, doubled.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::custody::Custody;
use domain::decide::{Command, Manifest};
use domain::dossier::{ConflictKind, NoEffect, Status};
use domain::event::{PaperOutcome, SignatureOnPaper, TickedLine, TickedPaper};
use domain::handoff::HandoffStatus;
use domain::id::{DossierId, HandoffId, PaperId, PersonId, UnitId};
use domain::party::{Holder, Party};
use domain::refusal::Refusal;
use support::{AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, PAO, POST, id16, paper, reception};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);
const FIRST: HandoffId = HandoffId::from_bytes([200; 16]);
const SECOND: HandoffId = HandoffId::from_bytes([201; 16]);

fn staff(unit: UnitId, person: PersonId) -> Custody {
    Custody::Held {
        holder: Holder::Staff { unit, person },
    }
}

fn paper_id(number: u64) -> PaperId {
    PaperId::from_bytes(id16(number))
}

fn received(papers: u64) -> Desk {
    let mut desk = Desk::new(1);
    let papers = (1..=papers).map(paper).collect();
    let reception = Box::new(reception(papers));
    desk.act(
        LAN,
        1,
        &Command::ReceiveDossier {
            dossier: DOSSIER,
            reception,
        },
    )
    .unwrap();
    desk
}

fn offer(handoff: HandoffId, to: UnitId) -> Command {
    Command::OfferHandoff(Manifest {
        handoff,
        to: Party {
            unit: to,
            person: None,
        },
        lines: vec![(DOSSIER, Vec::new())],
        counted_bundles: 1,
    })
}

fn accept(handoff: HandoffId, outcomes: &[PaperOutcome]) -> Command {
    let papers = (1..).zip(outcomes).map(|(number, outcome)| TickedPaper {
        paper: paper_id(number),
        outcome: *outcome,
    });
    Command::AcceptHandoff {
        handoff,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: papers.collect(),
        }],
        notes: Vec::new(),
        counted_bundles: 1,
        dues: Vec::new(),
    }
}

fn custody(desk: &Desk, number: u64) -> Custody {
    desk.dossier(DOSSIER).papers[&paper_id(number)]
        .custody
        .clone()
}

fn withdraw(handoff: HandoffId) -> Command {
    Command::WithdrawHandoff {
        handoff,
        reason: "giao nhầm".to_owned(),
    }
}

#[test]
fn a_received_paper_is_with_the_clerk_who_took_it() {
    let desk = received(2);
    assert_eq!(custody(&desk, 1), staff(ONE_STOP, LAN));
    assert_eq!(desk.dossier(DOSSIER).status(), Status::Received);
}

#[test]
fn a_paper_on_its_way_is_still_the_givers_to_answer_for() {
    let mut desk = received(1);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let dossier = desk.dossier(DOSSIER);
    let held = &dossier.papers[&paper_id(1)];
    assert_eq!(
        held.custody.holder(),
        Some(&Holder::Staff {
            unit: ONE_STOP,
            person: LAN
        })
    );
    assert!(matches!(
        held.custody,
        Custody::InTransit { handoff: FIRST, .. }
    ));
}

#[test]
fn the_holder_changes_only_by_the_takers_signature_and_line_by_line() {
    let mut desk = received(3);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let ticks = [
        PaperOutcome::Accepted,
        PaperOutcome::Missing,
        PaperOutcome::Damaged,
    ];
    desk.act(HOA, 3, &accept(FIRST, &ticks)).unwrap();
    assert_eq!(custody(&desk, 1), staff(POST, HOA));
    assert_eq!(
        custody(&desk, 2),
        staff(ONE_STOP, LAN),
        "a missing paper stays with the giver"
    );
    assert_eq!(
        custody(&desk, 3),
        staff(POST, HOA),
        "a damaged paper is taken, and noted"
    );
    assert_eq!(
        desk.handoff(FIRST).status(),
        HandoffStatus::AcceptedWithExceptions
    );
    assert_eq!(desk.handoff(FIRST).exceptions(), 2);
    assert_eq!(desk.dossier(DOSSIER).status(), Status::HandedOn);
}

#[test]
fn a_refused_manifest_leaves_every_paper_with_the_giver() {
    let mut desk = received(2);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let refuse = Command::RefuseHandoff {
        handoff: FIRST,
        reason: "rách túi".to_owned(),
    };
    desk.act(HOA, 3, &refuse).unwrap();
    assert_eq!(custody(&desk, 1), staff(ONE_STOP, LAN));
    assert_eq!(desk.handoff(FIRST).status(), HandoffStatus::Refused);
}

#[test]
fn one_person_cannot_sign_both_sides() {
    let mut desk = received(1);
    let to_herself = Command::OfferHandoff(Manifest {
        handoff: FIRST,
        to: Party {
            unit: ONE_STOP,
            person: Some(LAN),
        },
        lines: vec![(DOSSIER, Vec::new())],
        counted_bundles: 1,
    });
    assert_eq!(
        desk.act(LAN, 2, &to_herself),
        Err(Refusal::SamePersonBothSides(LAN))
    );
    desk.act(LAN, 3, &offer(FIRST, POST)).unwrap();
    let by_giver = desk.act(LAN, 4, &accept(FIRST, &[PaperOutcome::Accepted]));
    assert_eq!(by_giver, Err(Refusal::SamePersonBothSides(LAN)));
    let by_colleague = desk.act(NAM, 5, &accept(FIRST, &[PaperOutcome::Accepted]));
    assert_eq!(by_colleague, Err(Refusal::HandoffForOthers(FIRST)));
}

#[test]
fn an_acceptance_outranks_a_withdrawal_that_did_not_know_of_it() {
    let mut one_stop = received(1);
    one_stop.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let mut post = Desk::new(2);
    post.hear(&one_stop);
    post.act(HOA, 3, &accept(FIRST, &[PaperOutcome::Accepted]))
        .unwrap();
    one_stop.act(LAN, 4, &withdraw(FIRST)).unwrap();
    assert_eq!(custody(&one_stop, 1), staff(ONE_STOP, LAN));
    one_stop.hear(&post);
    post.hear(&one_stop);
    for desk in [&one_stop, &post] {
        let dossier = desk.dossier(DOSSIER);
        assert_eq!(custody(desk, 1), staff(POST, HOA));
        let kinds: Vec<_> = dossier
            .open_conflicts()
            .map(|conflict| conflict.kind)
            .collect();
        assert_eq!(kinds, [ConflictKind::WithdrawnYetAccepted]);
        assert_eq!(desk.handoff(FIRST).status(), HandoffStatus::Accepted);
    }
}

#[test]
fn an_acceptance_that_knew_of_the_withdrawal_is_refused_and_has_no_effect() {
    let mut desk = received(1);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    desk.act(LAN, 3, &withdraw(FIRST)).unwrap();
    let late = desk.act(HOA, 4, &accept(FIRST, &[PaperOutcome::Accepted]));
    assert_eq!(late, Err(Refusal::HandoffClosed(FIRST)));
    assert_eq!(custody(&desk, 1), staff(ONE_STOP, LAN));
}

#[test]
fn two_desks_that_hand_one_paper_to_two_takers_end_in_a_dispute_a_supervisor_decides() {
    let mut desk_1 = received(1);
    let mut desk_2 = Desk::new(2);
    desk_2.hear(&desk_1);
    desk_1.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    desk_2.act(NAM, 3, &offer(SECOND, AGENCY)).unwrap();
    let mut post = Desk::new(3);
    post.hear(&desk_1);
    post.act(HOA, 4, &accept(FIRST, &[PaperOutcome::Accepted]))
        .unwrap();
    let mut agency = Desk::new(4);
    agency.hear(&desk_2);
    agency
        .act(MAI, 5, &accept(SECOND, &[PaperOutcome::Accepted]))
        .unwrap();
    for other in [&desk_2, &post, &agency] {
        desk_1.hear(other);
    }
    let dossier = desk_1.dossier(DOSSIER);
    let Custody::Disputed {
        claims,
        last_undisputed,
    } = custody(&desk_1, 1)
    else {
        panic!("two holders are a dispute");
    };
    assert_eq!(claims.len(), 2);
    assert_eq!(
        last_undisputed,
        Holder::Staff {
            unit: ONE_STOP,
            person: LAN
        }
    );
    let dispute = dossier
        .open_conflicts()
        .find(|found| found.kind == ConflictKind::TwoHolders)
        .unwrap();
    let resolve = Command::ResolveConflict {
        dossier: DOSSIER,
        between: dispute.between,
        upheld: claims[1].record,
        reason: "đã gọi hai bên, xem giấy".to_owned(),
    };
    assert_eq!(desk_1.act(LAN, 6, &resolve), Err(Refusal::NoDuty));
    desk_1.act(NAM, 7, &resolve).unwrap();
    let upheld = claims[1].state.clone().into_custody();
    assert_eq!(custody(&desk_1, 1), upheld);
}

#[test]
fn papers_of_a_cancelled_reception_are_back_with_the_citizen() {
    let mut desk = received(2);
    let cancel = Command::CancelDossier {
        dossier: DOSSIER,
        reason: "lập hai lần".to_owned(),
        duplicate_of: None,
    };
    desk.act(LAN, 2, &cancel).unwrap();
    assert_eq!(custody(&desk, 2), Custody::Returned);
    assert_eq!(desk.dossier(DOSSIER).status(), Status::Cancelled);
    assert_eq!(
        desk.act(LAN, 3, &cancel),
        Err(Refusal::DossierClosed(DOSSIER))
    );
}

#[test]
fn a_dossier_whose_papers_left_the_counter_cannot_be_cancelled_by_one_person() {
    let mut desk = received(1);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let cancel = Command::CancelDossier {
        dossier: DOSSIER,
        reason: "nhầm".to_owned(),
        duplicate_of: None,
    };
    assert_eq!(
        desk.act(LAN, 3, &cancel),
        Err(Refusal::DossierHandedOn(DOSSIER))
    );
}

#[test]
fn a_postal_worker_does_not_receive_as_the_one_stop() {
    let mut desk = Desk::new(1);
    let reception = Box::new(reception(vec![paper(1)]));
    let command = Command::ReceiveDossier {
        dossier: DOSSIER,
        reception,
    };
    assert_eq!(desk.act(PAO, 1, &command), Err(Refusal::NoDuty));
}

#[test]
fn a_withdrawn_dossier_gives_its_papers_back_when_the_citizen_signed() {
    let mut desk = received(2);
    let command = Command::WithdrawDossier {
        dossier: DOSSIER,
        reason: "người dân rút".to_owned(),
        papers_returned: Some(SignatureOnPaper::Signed),
    };
    desk.act(LAN, 2, &command).unwrap();
    assert_eq!(custody(&desk, 1), Custody::Returned);
    assert_eq!(desk.dossier(DOSSIER).status(), Status::Withdrawn);
}

#[test]
fn an_act_sent_twice_counts_once() {
    let mut desk = received(1);
    let (subject, entry) = desk.records.values().next().unwrap().clone();
    desk.record(entry.author, 1, subject, entry.event);
    let dossier = desk.dossier(DOSSIER);
    assert_eq!(dossier.steps.len(), 1);
    assert_eq!(dossier.papers.len(), 1);
}

#[test]
fn an_acceptance_heard_before_its_offer_waits_and_then_counts() {
    let mut one_stop = received(1);
    one_stop.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let mut post = Desk::new(2);
    post.hear(&one_stop);
    post.act(HOA, 3, &accept(FIRST, &[PaperOutcome::Accepted]))
        .unwrap();
    let mut server = Desk::new(9);
    server.records = post
        .records
        .iter()
        .filter(|(_, (_, entry))| entry.place.device.as_bytes()[0] == 2)
        .map(|(record, known)| (*record, known.clone()))
        .collect();
    let alone = server.dossier(DOSSIER);
    assert!(alone.papers.is_empty());
    assert_eq!(alone.waiting.len(), 1);
    server.hear(&one_stop);
    assert_eq!(custody(&server, 1), staff(POST, HOA));
}

#[test]
fn a_forged_acceptance_under_another_name_has_no_effect() {
    use domain::event::{Event, LineAccepted, Subject};
    use domain::party::Author;
    let mut desk = received(1);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let forged = Event::LineAccepted(LineAccepted {
        handoff: FIRST,
        taker: Party {
            unit: POST,
            person: Some(HOA),
        },
        papers: vec![TickedPaper {
            paper: paper_id(1),
            outcome: PaperOutcome::Accepted,
        }],
        at: 9,
        filing: None,
    });
    desk.record(Author::Person(LAN), 3, Subject::Dossier(DOSSIER), forged);
    let dossier = desk.dossier(DOSSIER);
    assert_eq!(
        dossier.steps.last().unwrap().no_effect,
        Some(NoEffect::NotTheTaker)
    );
    assert!(matches!(custody(&desk, 1), Custody::InTransit { .. }));
}
