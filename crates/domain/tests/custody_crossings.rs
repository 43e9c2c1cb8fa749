//! Desks that did not hear of each other in time: nothing that somebody signed vanishes, and
//! every dispute has an open case until it is settled.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::custody::{Claim, Custody};
use domain::decide::{Command, GivingBack, Manifest};
use domain::dossier::ConflictKind;
use domain::event::{
    Event, LineAccepted, PaperOutcome, Recipient, SignatureOnPaper, Subject, TickedLine,
    TickedPaper,
};
use domain::handoff::HandoffStatus;
use domain::id::{DossierId, HandoffId, PaperId, PersonId, RecordRef, UnitId};
use domain::party::{Author, Holder, Party};
use domain::refusal::Refusal;
use support::{AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, PAO, POST, id16, paper, reception};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);
const FIRST: HandoffId = HandoffId::from_bytes([200; 16]);
const SECOND: HandoffId = HandoffId::from_bytes([201; 16]);
const THIRD: HandoffId = HandoffId::from_bytes([202; 16]);

fn paper_id(number: u64) -> PaperId {
    PaperId::from_bytes(id16(number))
}

fn staff(unit: UnitId, person: PersonId) -> Custody {
    Custody::Held {
        holder: Holder::Staff { unit, person },
    }
}

fn received(papers: u64) -> Desk {
    let mut desk = Desk::new(7);
    let papers = (1..=papers).map(paper).collect();
    let command = Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception(papers)),
    };
    desk.act(LAN, 1, &command).unwrap();
    desk
}

fn heard(device: u8, from: &Desk) -> Desk {
    let mut desk = Desk::new(device);
    desk.hear(from);
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

fn accept(handoff: HandoffId) -> Command {
    Command::AcceptHandoff {
        handoff,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: vec![TickedPaper {
                paper: paper_id(1),
                outcome: PaperOutcome::Accepted,
            }],
        }],
        notes: Vec::new(),
        counted_bundles: 1,
        dues: Vec::new(),
    }
}

fn give_back() -> Command {
    Command::ReturnPapers(GivingBack {
        dossier: DOSSIER,
        papers: vec![paper_id(1)],
        recipient: Recipient::Applicant,
        recipient_name: None,
        document_seen: None,
        signature: SignatureOnPaper::Signed,
        witness: None,
    })
}

fn withdraw(handoff: HandoffId) -> Command {
    Command::WithdrawHandoff {
        handoff,
        reason: "giao nhầm".to_owned(),
    }
}

fn resolve(between: (RecordRef, RecordRef), upheld: RecordRef) -> Command {
    Command::ResolveConflict {
        dossier: DOSSIER,
        between,
        upheld,
        reason: "đã xem giấy".to_owned(),
    }
}

fn custody(desk: &Desk) -> Custody {
    desk.dossier(DOSSIER).papers[&paper_id(1)].custody.clone()
}

fn claims(desk: &Desk) -> Vec<Claim> {
    match custody(desk) {
        Custody::Disputed { claims, .. } => claims,
        other => panic!("not disputed but {other:?}"),
    }
}

fn disputes(desk: &Desk) -> Vec<(RecordRef, RecordRef)> {
    desk.dossier(DOSSIER)
        .open_conflicts()
        .filter(|case| case.kind == ConflictKind::TwoHolders)
        .map(|case| case.between)
        .collect()
}

#[test]
fn a_paper_given_back_on_one_desk_and_taken_over_from_another_is_a_case_either_way() {
    for (giving_back, offering) in [(1, 2), (2, 1)] {
        let reception = received(1);
        let mut one = heard(giving_back, &reception);
        let mut other = heard(offering, &reception);
        one.act(LAN, 2, &give_back()).unwrap();
        other.act(NAM, 3, &offer(FIRST, POST)).unwrap();
        let mut post = heard(3, &other);
        post.act(HOA, 4, &accept(FIRST)).unwrap();
        post.hear(&one);
        let claims = claims(&post);
        assert_eq!(claims.len(), 2, "{claims:?}");
        let taken = claims
            .iter()
            .find(|claim| claim.state.clone().into_custody() == staff(POST, HOA));
        let taken = taken.expect("what the taker signed stands").record;
        let [between] = disputes(&post)[..] else {
            panic!("one dispute is one case");
        };
        post.act(NAM, 5, &resolve(between, taken)).unwrap();
        assert_eq!(custody(&post), staff(POST, HOA));
        assert_eq!(post.dossier(DOSSIER).open_conflicts().count(), 0);
    }
}

#[test]
fn a_paper_given_back_that_a_colleague_had_taken_is_a_case_whoever_wrote_more() {
    for extra in [0, 1] {
        let counter = received(1);
        let (mut here, mut there) = (heard(1, &counter), heard(2, &counter));
        // Further records make this side's later in the order.
        for step in 0..extra {
            here.act(LAN, 20 + step, &offer(THIRD, POST)).unwrap();
            here.act(LAN, 30 + step, &withdraw(THIRD)).unwrap();
        }
        here.act(LAN, 2, &give_back()).unwrap();
        let to_nam = Command::OfferHandoff(Manifest {
            handoff: FIRST,
            to: Party {
                unit: ONE_STOP,
                person: Some(NAM),
            },
            lines: vec![(DOSSIER, Vec::new())],
            counted_bundles: 1,
        });
        there.act(LAN, 3, &to_nam).unwrap();
        there.act(NAM, 4, &accept(FIRST)).unwrap();
        here.hear(&there);
        there.hear(&here);
        assert_eq!(custody(&here), custody(&there));
        assert_eq!(disputes(&here).len(), 1, "{extra} records more");
    }
}

#[test]
fn who_passes_a_disputed_paper_on_hands_her_claim_on() {
    let reception = received(1);
    let mut one = heard(1, &reception);
    let mut other = heard(2, &reception);
    one.act(LAN, 2, &give_back()).unwrap();
    other.act(NAM, 3, &offer(FIRST, POST)).unwrap();
    let mut post = heard(3, &other);
    post.act(HOA, 4, &accept(FIRST)).unwrap();
    post.act(HOA, 5, &offer(SECOND, AGENCY)).unwrap();
    let mut agency = heard(4, &post);
    agency.act(MAI, 6, &accept(SECOND)).unwrap();
    agency.hear(&one);
    let states: Vec<Custody> = claims(&agency)
        .into_iter()
        .map(|claim| claim.state.into_custody())
        .collect();
    assert_eq!(states, [Custody::Returned, staff(AGENCY, MAI)]);
    assert_eq!(disputes(&agency).len(), 1);
}

#[test]
fn two_desks_that_record_the_same_giving_back_do_not_dispute_it() {
    let reception = received(1);
    let mut one = heard(1, &reception);
    let mut other = heard(2, &reception);
    one.act(LAN, 2, &give_back()).unwrap();
    other.act(NAM, 3, &give_back()).unwrap();
    one.hear(&other);
    assert_eq!(custody(&one), Custody::Returned);
    assert!(one.dossier(DOSSIER).conflicts.is_empty());
}

#[test]
fn a_taker_who_knew_of_another_acceptance_still_opens_a_case() {
    let reception = received(1);
    let mut one = heard(1, &reception);
    let mut other = heard(2, &reception);
    one.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    other.act(NAM, 3, &offer(SECOND, AGENCY)).unwrap();
    other.act(MAI, 4, &accept(SECOND)).unwrap();
    one.hear(&other);
    one.act(HOA, 5, &accept(FIRST)).unwrap();
    assert_eq!(claims(&one).len(), 2);
    assert_eq!(disputes(&one).len(), 1);
}

#[test]
fn an_offer_after_a_withdrawal_that_crossed_an_acceptance_is_kept_for_its_taker() {
    let mut one_stop = received(1);
    one_stop.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let mut post = heard(2, &one_stop);
    post.act(HOA, 3, &accept(FIRST)).unwrap();
    one_stop.act(LAN, 4, &withdraw(FIRST)).unwrap();
    one_stop.act(LAN, 5, &offer(SECOND, AGENCY)).unwrap();
    one_stop.act(MAI, 6, &accept(SECOND)).unwrap();
    one_stop.hear(&post);
    let states: Vec<Custody> = claims(&one_stop)
        .into_iter()
        .map(|claim| claim.state.into_custody())
        .collect();
    assert!(states.contains(&staff(POST, HOA)) && states.contains(&staff(AGENCY, MAI)));
    assert!(!disputes(&one_stop).is_empty());
}

/// One paper on three manifests, each taken by somebody who knew of no other.
fn claimed_by_three() -> Desk {
    let reception = received(1);
    let mut all = heard(9, &reception);
    for (device, giver, handoff, to, taker) in [
        (1, LAN, FIRST, POST, HOA),
        (2, NAM, SECOND, AGENCY, MAI),
        (3, LAN, THIRD, POST, PAO),
    ] {
        let mut desk = heard(device, &reception);
        let act = u64::from(device) * 10;
        desk.act(giver, act, &offer(handoff, to)).unwrap();
        desk.act(taker, act + 1, &accept(handoff)).unwrap();
        all.hear(&desk);
    }
    all
}

#[test]
fn a_dispute_of_three_can_be_settled_to_its_end() {
    for order in 0..4_u64 {
        let mut all = claimed_by_three();
        assert_eq!(claims(&all).len(), 3);
        let mut act = 100;
        while let Some(between) = disputes(&all).first().copied() {
            let upheld = if (order >> (act % 2)) % 2 == 0 {
                between.0
            } else {
                between.1
            };
            all.act(NAM, act, &resolve(between, upheld)).unwrap();
            act += 1;
            assert!(act < 103, "three claims need two decisions");
            let is_disputed = matches!(custody(&all), Custody::Disputed { .. });
            assert_eq!(is_disputed, !disputes(&all).is_empty());
        }
        assert!(matches!(custody(&all), Custody::Held { .. }));
        let holder = custody(&all).holder().and_then(Holder::unit).unwrap();
        let giver = if holder == POST { HOA } else { MAI };
        let last = HandoffId::from_bytes([203; 16]);
        assert_eq!(all.act(giver, 200, &offer(last, ONE_STOP)), Ok(()));
    }
}

#[test]
fn a_decision_between_two_of_three_holds_though_nobody_listed_that_pair() {
    let all = claimed_by_three();
    let records: Vec<RecordRef> = claims(&all).iter().map(|claim| claim.record).collect();
    // A desk that heard of the second and third alone decides between them.
    let mut partial = Desk::new(8);
    for (record, known) in &all.records {
        if known.1.place.device.as_bytes()[0] != 1 {
            partial.records.insert(*record, known.clone());
        }
    }
    let [between] = disputes(&partial)[..] else {
        panic!("two claims are one case");
    };
    partial
        .act(NAM, 150, &resolve(between, records[1]))
        .unwrap();
    let mut all = all;
    all.hear(&partial);
    let left: Vec<RecordRef> = claims(&all).iter().map(|claim| claim.record).collect();
    assert_eq!(left, [records[0], records[1]]);
    assert_eq!(disputes(&all).len(), 1);
}

#[test]
fn two_supervisors_who_decide_differently_leave_the_case_open() {
    let reception = received(1);
    let mut one = heard(1, &reception);
    let mut other = heard(2, &reception);
    one.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    one.act(HOA, 3, &accept(FIRST)).unwrap();
    other.act(NAM, 4, &offer(SECOND, AGENCY)).unwrap();
    other.act(MAI, 5, &accept(SECOND)).unwrap();
    one.hear(&other);
    other.hear(&one);
    let [between] = disputes(&one)[..] else {
        panic!("two claims are one case");
    };
    one.act(NAM, 6, &resolve(between, between.0)).unwrap();
    other.act(NAM, 7, &resolve(between, between.1)).unwrap();
    one.hear(&other);
    assert_eq!(claims(&one).len(), 2);
    assert_eq!(disputes(&one).len(), 1);
}

#[test]
fn a_withdrawal_waits_until_its_lines_have_arrived() {
    let mut one = received(1);
    one.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    let mut colleague = heard(2, &received(1));
    colleague.hear_of(&one, Subject::Handoff(FIRST));
    assert_eq!(
        colleague.act(NAM, 3, &withdraw(FIRST)),
        Err(Refusal::LinesNotHere(FIRST))
    );
    colleague.hear(&one);
    colleague.act(NAM, 4, &withdraw(FIRST)).unwrap();
    assert_eq!(custody(&colleague), staff(ONE_STOP, LAN));
}

#[test]
fn papers_left_on_an_answered_manifest_can_be_taken_back() {
    let mut desk = received(2);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    // A program that ticks one of the two papers and closes the manifest.
    let (taker, papers) = (
        Party {
            unit: POST,
            person: Some(HOA),
        },
        vec![TickedPaper {
            paper: paper_id(2),
            outcome: PaperOutcome::Accepted,
        }],
    );
    let lines = vec![TickedLine {
        dossier: DOSSIER,
        papers: papers.clone(),
    }];
    let author = Author::Person(HOA);
    let accepted = domain::event::HandoffAccepted {
        taker,
        lines,
        at: 3,
    };
    let accepted = Event::HandoffAccepted(accepted);
    desk.record(author, 3, Subject::Handoff(FIRST), accepted);
    let line = Event::LineAccepted(LineAccepted {
        handoff: FIRST,
        taker,
        papers,
        at: 3,
        filing: None,
    });
    desk.record(author, 3, Subject::Dossier(DOSSIER), line);
    assert!(matches!(custody(&desk), Custody::InTransit { .. }));
    assert_eq!(desk.handoff(FIRST).status(), HandoffStatus::Accepted);
    desk.act(LAN, 4, &withdraw(FIRST)).unwrap();
    assert_eq!(custody(&desk), staff(ONE_STOP, LAN));
    assert_eq!(
        desk.act(LAN, 5, &withdraw(FIRST)),
        Err(Refusal::HandoffClosed(FIRST))
    );
}

#[test]
fn an_acceptance_that_follows_one_without_effect_opens_a_case() {
    let mut desk = received(1);
    desk.act(LAN, 2, &offer(FIRST, POST)).unwrap();
    desk.act(HOA, 3, &accept(FIRST)).unwrap();
    desk.act(HOA, 4, &offer(SECOND, AGENCY)).unwrap();
    desk.act(MAI, 5, &accept(SECOND)).unwrap();
    // The server does not know Hoa's key: what she took has no effect, what Mai took stays.
    for (_, entry) in desk.records.values_mut() {
        let is_hoas = entry.author == Author::Person(HOA);
        entry.is_withheld = is_hoas && matches!(entry.event, Event::LineAccepted(_));
    }
    let states: Vec<Custody> = claims(&desk)
        .into_iter()
        .map(|claim| claim.state.into_custody())
        .collect();
    assert_eq!(states, [staff(ONE_STOP, LAN), staff(AGENCY, MAI)]);
    assert_eq!(disputes(&desk).len(), 1);
}
