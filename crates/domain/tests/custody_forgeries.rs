//! What an enrolled desk may make up: other people's names, other people's acts, dossiers and
//! manifests that are taken. None of it moves a paper, and none of it hides what is real.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::custody::Custody;
use domain::decide::{Command, Correction, Manifest, NewValue};
use domain::dossier::{ConflictKind, NoEffect, Status};
use domain::event::{
    ConflictResolved, CorrectedField, CorrectionReason, DossierCancelled, DossierWithdrawn, Event,
    LineOffered, PaperOutcome, PapersReturned, Recipient, ResultIssued, SignatureOnPaper, Subject,
    TickedLine, TickedPaper,
};
use domain::handoff::HandoffStatus;
use domain::id::{DossierId, HandoffId, PaperId, RecordRef};
use domain::paper::{Paper, PaperForm};
use domain::party::{Author, Holder, Party};
use domain::refusal::Refusal;
use support::{AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, PAO, POST, id16, paper, reception};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);
const ABOUT: Subject = Subject::Dossier(DOSSIER);
const FIRST: HandoffId = HandoffId::from_bytes([200; 16]);

fn paper_id(number: u64) -> PaperId {
    PaperId::from_bytes(id16(number))
}

fn receive(papers: &[u64]) -> Command {
    let papers = papers.iter().map(|number| paper(*number)).collect();
    let mut reception = reception(papers);
    reception.presented.push("Căn cước".to_owned());
    Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception),
    }
}

fn received(device: u8, papers: &[u64]) -> Desk {
    let mut desk = Desk::new(device);
    desk.act(LAN, 1, &receive(papers)).unwrap();
    desk
}

fn offer() -> Command {
    Command::OfferHandoff(Manifest {
        handoff: FIRST,
        to: Party {
            unit: POST,
            person: None,
        },
        lines: vec![(DOSSIER, Vec::new())],
        counted_bundles: 1,
    })
}

fn accept(papers: &[u64]) -> Command {
    let ticked = papers.iter().map(|number| TickedPaper {
        paper: paper_id(*number),
        outcome: PaperOutcome::Accepted,
    });
    Command::AcceptHandoff {
        handoff: FIRST,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: ticked.collect(),
        }],
        notes: Vec::new(),
        counted_bundles: 1,
        dues: Vec::new(),
    }
}

fn held_by(unit: domain::id::UnitId, person: domain::id::PersonId) -> Custody {
    Custody::Held {
        holder: Holder::Staff { unit, person },
    }
}

fn custody(desk: &Desk, number: u64) -> Custody {
    desk.dossier(DOSSIER).papers[&paper_id(number)]
        .custody
        .clone()
}

/// Records a made-up event and says why it had no effect.
fn forge(desk: &mut Desk, author: Author, event: Event) -> Option<NoEffect> {
    let act = 900 + desk.records.len() as u64;
    let record = desk.record(author, act, ABOUT, event);
    let steps = desk.dossier(DOSSIER).steps;
    let step = steps.iter().find(|step| step.record == record);
    step.unwrap().no_effect
}

fn one_of(unit: domain::id::UnitId, person: domain::id::PersonId) -> Party {
    Party {
        unit,
        person: Some(person),
    }
}

#[test]
fn nobody_makes_a_result_that_somebody_else_holds() {
    let mut desk = received(1, &[1]);
    let result = Paper {
        form: PaperForm::Result,
        ..paper(9)
    };
    for holder in [
        Holder::Staff {
            unit: ONE_STOP,
            person: LAN,
        },
        Holder::Citizen,
        Holder::Place {
            unit: ONE_STOP,
            place: "Ngăn B3".to_owned(),
        },
    ] {
        let event = Event::ResultIssued(ResultIssued {
            result: result.clone(),
            holder,
            at: 9,
        });
        let none = forge(&mut desk, Author::Person(HOA), event);
        assert_eq!(none, Some(NoEffect::NotTheAuthor));
    }
    assert_eq!(desk.dossier(DOSSIER).papers.len(), 1);
}

#[test]
fn an_empty_dossier_is_not_cancelled_in_anothers_name() {
    let mut desk = received(1, &[]);
    let event = Event::DossierCancelled(DossierCancelled {
        at: 9,
        duplicate_of: None,
        by: one_of(ONE_STOP, LAN),
    });
    let none = forge(&mut desk, Author::Person(HOA), event);
    assert_eq!(none, Some(NoEffect::NotTheAuthor));
    assert_eq!(desk.dossier(DOSSIER).status(), Status::Received);
}

#[test]
fn a_machine_withdraws_nothing() {
    let mut desk = received(1, &[1]);
    let event = Event::DossierWithdrawn(DossierWithdrawn { at: 9 });
    let none = forge(&mut desk, Author::System, event);
    assert_eq!(none, Some(NoEffect::NotTheAuthor));
    assert_eq!(desk.dossier(DOSSIER).status(), Status::Received);
}

#[test]
fn a_decision_upholds_one_of_the_two_records_and_no_third() {
    let mut desk = received(1, &[1]);
    let mut other = Desk::new(2);
    other.hear(&desk);
    let sets = |sets| {
        Command::CorrectDossier(Correction {
            dossier: DOSSIER,
            field: CorrectedField::Sets,
            value: NewValue::Sets(sets),
            reason: CorrectionReason::Typing,
            words: None,
        })
    };
    desk.act(LAN, 2, &sets(3)).unwrap();
    other.act(NAM, 3, &sets(5)).unwrap();
    desk.hear(&other);
    let dossier = desk.dossier(DOSSIER);
    let between = dossier.open_conflicts().next().unwrap().between;
    let event = Event::ConflictResolved(ConflictResolved {
        between,
        upheld: dossier.received.unwrap().0,
        at: 9,
    });
    let none = forge(&mut desk, Author::Person(NAM), event);
    assert_eq!(none, Some(NoEffect::NoConflict));
    assert_eq!(desk.dossier(DOSSIER).open_conflicts().count(), 1);
}

#[test]
fn an_act_cannot_be_pre_empted_by_another_desk_or_person() {
    let mut desk = received(5, &[1]);
    let mut stranger = Desk::new(1);
    stranger.hear(&desk);
    desk.act(LAN, 2, &offer()).unwrap();
    // She reads Lan's act id in the header, and writes a record that sorts before Lan's.
    let empty = Event::LineOffered(LineOffered {
        handoff: HandoffId::from_bytes([77; 16]),
        from: one_of(POST, HOA),
        to: one_of(AGENCY, MAI),
        papers: vec![paper_id(1)],
        at: 1,
    });
    stranger.record(Author::Person(HOA), 2, ABOUT, empty);
    desk.act(HOA, 3, &accept(&[1])).unwrap();
    desk.hear(&stranger);
    assert_eq!(custody(&desk, 1), held_by(POST, HOA));
}

#[test]
fn an_act_that_was_withheld_may_be_repeated() {
    let mut desk = received(1, &[1]);
    let (record, (subject, entry)) = desk.records.iter().next().unwrap();
    let (record, subject, event) = (*record, *subject, entry.event.clone());
    desk.records.get_mut(&record).unwrap().1.is_withheld = true;
    desk.record(Author::Person(LAN), 1, subject, event);
    assert_eq!(custody(&desk, 1), held_by(ONE_STOP, LAN));
}

#[test]
fn a_second_reception_that_sorts_first_takes_no_papers_away() {
    let desk = received(5, &[1, 2]);
    let mut stranger = Desk::new(1);
    let (_, entry) = received(1, &[7]).records.values().next().unwrap().clone();
    stranger.record(Author::Person(LAN), 50, ABOUT, entry.event);
    let mut all = desk;
    all.hear(&stranger);
    let dossier = all.dossier(DOSSIER);
    assert_eq!(
        dossier.papers.len(),
        3,
        "each paper that was received is kept"
    );
    assert_eq!(custody(&all, 1), held_by(ONE_STOP, LAN));
    let case = dossier.open_conflicts().next().unwrap().clone();
    assert_eq!(case.kind, ConflictKind::ReceivedTwice);
    // The real reception's papers go on their way all the same.
    all.act(LAN, 3, &offer()).unwrap();
    all.act(HOA, 4, &accept(&[1, 2, 7])).unwrap();
    assert_eq!(custody(&all, 1), held_by(POST, HOA));
    let real = *all
        .records
        .values()
        .find_map(|(_, entry)| match &entry.event {
            Event::DossierReceived(event) if event.papers.len() == 2 => Some(entry.place.record),
            _ => None,
        })
        .as_ref()
        .unwrap();
    let decide = Command::ResolveConflict {
        dossier: DOSSIER,
        between: case.between,
        upheld: real,
        reason: "đúng hồ sơ của Lan".to_owned(),
    };
    all.act(NAM, 5, &decide).unwrap();
    let decided = all.dossier(DOSSIER);
    assert_eq!(decided.open_conflicts().count(), 0);
    assert_eq!(decided.received.unwrap().0, real);
    assert_eq!(decided.papers.len(), 3);
}

#[test]
fn a_second_reception_of_the_same_paper_is_a_dispute() {
    let desk = received(5, &[1]);
    let mut stranger = Desk::new(1);
    stranger.act(NAM, 50, &receive(&[1])).unwrap();
    let mut all = desk;
    all.hear(&stranger);
    assert!(matches!(custody(&all, 1), Custody::Disputed { .. }));
    let dossier = all.dossier(DOSSIER);
    let kinds: Vec<_> = dossier.open_conflicts().map(|case| case.kind).collect();
    assert_eq!(
        kinds,
        [ConflictKind::TwoHolders, ConflictKind::ReceivedTwice]
    );
}

#[test]
fn a_reception_that_knew_of_the_first_changes_nothing() {
    let mut desk = received(1, &[1]);
    let (_, entry) = desk.records.values().next().unwrap().clone();
    let none = forge(&mut desk, Author::Person(LAN), entry.event);
    assert_eq!(none, Some(NoEffect::ReceivedBefore));
    assert!(desk.dossier(DOSSIER).conflicts.is_empty());
}

#[test]
fn an_office_that_never_had_the_paper_cannot_put_it_in_dispute() {
    let desk = received(1, &[1]);
    let reception: Vec<RecordRef> = desk.records.keys().copied().collect();
    let mut stranger = Desk::new(2);
    stranger.hear(&desk);
    let mut real = desk;
    real.act(LAN, 2, &offer()).unwrap();
    for event in [
        Event::PapersReturned(PapersReturned {
            papers: vec![paper_id(1)],
            recipient: Recipient::Applicant,
            signature: SignatureOnPaper::Signed,
            at: 9,
            by: one_of(AGENCY, MAI),
        }),
        Event::LineOffered(LineOffered {
            handoff: HandoffId::from_bytes([78; 16]),
            from: one_of(AGENCY, MAI),
            to: one_of(POST, HOA),
            papers: vec![paper_id(1)],
            at: 9,
        }),
    ] {
        let author = Author::Person(MAI);
        stranger.record_after(reception.clone(), 1, author, 60, ABOUT, event);
    }
    real.hear(&stranger);
    assert!(matches!(custody(&real, 1), Custody::InTransit { .. }));
    assert_eq!(real.dossier(DOSSIER).open_conflicts().count(), 0);
}

#[test]
fn a_manifests_name_is_given_once() {
    let mut desk = received(1, &[1, 2]);
    desk.act(LAN, 2, &offer()).unwrap();
    desk.act(HOA, 3, &accept(&[1, 2])).unwrap();
    let again = Event::LineOffered(LineOffered {
        handoff: FIRST,
        from: one_of(POST, HOA),
        to: one_of(AGENCY, MAI),
        papers: vec![paper_id(1)],
        at: 9,
    });
    let none = forge(&mut desk, Author::Person(HOA), again);
    assert_eq!(none, Some(NoEffect::OfferClosed));
    let dossier = desk.dossier(DOSSIER);
    let offer_kept = &dossier.papers[&paper_id(1)].offers[&FIRST];
    assert_eq!(offer_kept.from, one_of(ONE_STOP, LAN));
    assert_eq!(custody(&desk, 1), held_by(POST, HOA));
    assert_eq!(
        desk.act(HOA, 4, &offer()),
        Err(Refusal::HandoffClosed(FIRST)),
        "nor does the desk itself give it again"
    );
}

#[test]
fn a_second_offer_of_a_manifest_is_noted_as_crossed() {
    let mut desk = received(5, &[1]);
    desk.act(LAN, 2, &offer()).unwrap();
    let about = Subject::Handoff(FIRST);
    let entry = desk.entries(about).remove(0);
    let mut stranger = Desk::new(1);
    let Event::HandoffOffered(mut event) = entry.event else {
        panic!("a manifest begins with its offer");
    };
    event.from = one_of(ONE_STOP, NAM);
    stranger.record(Author::Person(NAM), 61, about, Event::HandoffOffered(event));
    desk.hear(&stranger);
    assert_eq!(desk.handoff(FIRST).crossed.len(), 1);
}

#[test]
fn that_a_taker_took_a_paper_is_not_unsaid_by_a_colleague_who_missed_it() {
    let mut desk = received(1, &[1]);
    desk.act(LAN, 2, &offer()).unwrap();
    let mut colleague = Desk::new(2);
    colleague.hear(&desk);
    desk.act(HOA, 3, &accept(&[1])).unwrap();
    let missing = Command::AcceptHandoff {
        handoff: FIRST,
        lines: vec![TickedLine {
            dossier: DOSSIER,
            papers: vec![TickedPaper {
                paper: paper_id(1),
                outcome: PaperOutcome::Missing,
            }],
        }],
        notes: Vec::new(),
        counted_bundles: 1,
        dues: Vec::new(),
    };
    colleague.act(PAO, 4, &missing).unwrap();
    desk.hear(&colleague);
    let dossier = desk.dossier(DOSSIER);
    let offer = &dossier.papers[&paper_id(1)].offers[&FIRST];
    assert_eq!(offer.outcome, domain::custody::OfferOutcome::Taken);
    assert_eq!(custody(&desk, 1), held_by(POST, HOA));
    let kinds: Vec<_> = dossier.open_conflicts().map(|case| case.kind).collect();
    assert_eq!(kinds, [ConflictKind::AnsweredTwice]);
    assert_eq!(desk.handoff(FIRST).status(), HandoffStatus::Accepted);
}
