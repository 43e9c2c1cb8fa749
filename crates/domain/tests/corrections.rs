//! Nothing is edited: a correction names what it corrects, and two that did not know of each
//! other wait for a named person.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::decide::{Command, Correction, NewValue};
use domain::dossier::ConflictKind;
use domain::event::{CorrectedField, CorrectionReason, ReturnChannel};
use domain::id::DossierId;
use domain::refusal::Refusal;
use support::{Desk, HOA, LAN, NAM, paper, reception};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);

fn received() -> Desk {
    let mut desk = Desk::new(1);
    let reception = Box::new(reception(vec![paper(1)]));
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

fn correction(field: CorrectedField, value: NewValue) -> Command {
    Command::CorrectDossier(Correction {
        dossier: DOSSIER,
        field,
        value,
        reason: CorrectionReason::Typing,
        words: None,
    })
}

fn sets(sets: u16) -> Command {
    correction(CorrectedField::Sets, NewValue::Sets(sets))
}

#[test]
fn a_correction_takes_the_fields_place_and_keeps_the_reception() {
    let mut desk = received();
    desk.act(LAN, 2, &sets(3)).unwrap();
    desk.act(LAN, 3, &sets(4)).unwrap();
    let dossier = desk.dossier(DOSSIER);
    assert_eq!(dossier.sets, 4);
    assert_eq!(dossier.received.unwrap().1.sets, 1);
}

#[test]
fn corrections_of_different_fields_on_two_desks_raise_no_case() {
    let mut desk = received();
    let mut other = Desk::new(2);
    other.hear(&desk);
    desk.act(LAN, 2, &sets(3)).unwrap();
    let post = NewValue::ReturnChannel(ReturnChannel::Post);
    other
        .act(NAM, 3, &correction(CorrectedField::ReturnChannel, post))
        .unwrap();
    desk.hear(&other);
    let dossier = desk.dossier(DOSSIER);
    assert_eq!(
        (dossier.sets, dossier.return_channel),
        (3, Some(ReturnChannel::Post))
    );
    assert!(dossier.conflicts.is_empty());
}

#[test]
fn one_field_corrected_on_two_desks_shows_what_it_was_until_a_person_decides() {
    let mut desk = received();
    let mut other = Desk::new(2);
    other.hear(&desk);
    desk.act(LAN, 2, &sets(3)).unwrap();
    other.act(NAM, 3, &sets(5)).unwrap();
    desk.hear(&other);
    let dossier = desk.dossier(DOSSIER);
    assert_eq!(dossier.sets, 1);
    let conflict = dossier.open_conflicts().next().unwrap().clone();
    assert_eq!(
        conflict.kind,
        ConflictKind::CorrectedTwice(CorrectedField::Sets)
    );
    let fives = dossier.steps.last().unwrap().record;
    let resolve = Command::ResolveConflict {
        dossier: DOSSIER,
        between: conflict.between,
        upheld: fives,
        reason: "đếm lại được 5 bộ".to_owned(),
    };
    desk.act(NAM, 4, &resolve).unwrap();
    let decided = desk.dossier(DOSSIER);
    assert_eq!(decided.open_conflicts().count(), 0);
    assert_eq!(decided.sets, 5);
}

fn heard(device: u8, from: &Desk) -> Desk {
    let mut desk = Desk::new(device);
    desk.hear(from);
    desk
}

fn open_cases(desk: &Desk) -> Vec<(domain::id::RecordRef, domain::id::RecordRef)> {
    desk.dossier(DOSSIER)
        .open_conflicts()
        .map(|case| case.between)
        .collect()
}

fn resolve(
    between: (domain::id::RecordRef, domain::id::RecordRef),
    upheld: domain::id::RecordRef,
) -> Command {
    Command::ResolveConflict {
        dossier: DOSSIER,
        between,
        upheld,
        reason: "đếm lại".to_owned(),
    }
}

#[test]
fn a_third_correction_that_knew_of_neither_does_not_win_over_the_open_case() {
    let desk = received();
    let mut all = heard(9, &desk);
    for (device, value) in [(4, 3), (2, 5), (3, 7)] {
        let mut other = heard(device, &desk);
        other.act(LAN, u64::from(device) + 1, &sets(value)).unwrap();
        all.hear(&other);
    }
    assert_eq!(all.dossier(DOSSIER).sets, 1);
    assert_eq!(open_cases(&all).len(), 2);
    let mut act = 10;
    while let Some(between) = open_cases(&all).first().copied() {
        all.act(NAM, act, &resolve(between, between.1)).unwrap();
        act += 1;
        assert!(act < 13, "three corrections need two decisions");
    }
    assert_ne!(all.dossier(DOSSIER).sets, 1, "one of the three holds");
}

#[test]
fn a_follow_up_to_a_correction_in_conflict_is_kept_and_can_be_upheld() {
    let desk = received();
    let mut one = heard(3, &desk);
    let mut other = heard(2, &desk);
    one.act(LAN, 2, &sets(3)).unwrap();
    one.act(LAN, 3, &sets(4)).unwrap();
    other.act(NAM, 4, &sets(5)).unwrap();
    one.hear(&other);
    let dossier = one.dossier(DOSSIER);
    assert!(dossier.steps.iter().all(|step| step.no_effect.is_none()));
    let [between] = open_cases(&one)[..] else {
        panic!("two lines of corrections are one case");
    };
    let fours = one
        .records
        .values()
        .find_map(|(_, entry)| match &entry.event {
            domain::event::Event::DossierCorrected(event)
                if event.value == domain::event::CorrectedValue::Sets(4) =>
            {
                Some(entry.record())
            }
            _ => None,
        });
    one.act(NAM, 5, &resolve(between, fours.unwrap())).unwrap();
    assert_eq!(one.dossier(DOSSIER).sets, 4);
    assert!(open_cases(&one).is_empty());
}

#[test]
fn a_field_with_an_open_case_is_not_corrected_before_it_is_decided() {
    let mut desk = received();
    let mut other = heard(2, &desk);
    desk.act(LAN, 2, &sets(3)).unwrap();
    other.act(NAM, 3, &sets(5)).unwrap();
    desk.hear(&other);
    assert_eq!(desk.act(LAN, 4, &sets(6)), Err(Refusal::CorrectedElsewhere));
    let between = open_cases(&desk)[0];
    desk.act(NAM, 5, &resolve(between, between.0)).unwrap();
    assert_eq!(desk.act(LAN, 6, &sets(6)), Ok(()));
    assert_eq!(desk.dossier(DOSSIER).sets, 6);
}

#[test]
fn a_correction_names_a_record_that_can_hold_the_field() {
    use domain::event::{CorrectedValue, DossierCorrected, Event, Subject};
    use domain::party::Author;
    let mut desk = received();
    desk.act(LAN, 2, &sets(3)).unwrap();
    let dossier = desk.dossier(DOSSIER);
    let sets_record = dossier.corrected[&CorrectedField::Sets];
    for (corrects, field, value) in [
        (sets_record, CorrectedField::DueAt, CorrectedValue::DueAt(5)),
        (sets_record, CorrectedField::Sets, CorrectedValue::DueAt(5)),
        (
            domain::id::RecordRef::default(),
            CorrectedField::Sets,
            CorrectedValue::Sets(9),
        ),
    ] {
        let event = Event::DossierCorrected(DossierCorrected {
            corrects,
            field,
            value,
            reason: CorrectionReason::Typing,
            at: 9,
        });
        desk.record(Author::Person(LAN), 30, Subject::Dossier(DOSSIER), event);
        let after = desk.dossier(DOSSIER);
        let none = after.steps.last().unwrap().no_effect;
        assert_eq!(none, Some(domain::dossier::NoEffect::NothingThere));
        assert_eq!((after.sets, after.due_at), (3, dossier.due_at));
    }
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let mut desk = received();
    let birth = |text: &str| correction(CorrectedField::Birth, NewValue::Text(text.to_owned()));
    let email = |text: &str| correction(CorrectedField::Email, NewValue::Text(text.to_owned()));
    for (command, expected) in [
        (sets(0), Refusal::FieldImpossible("value")),
        (birth("1990-02-31"), Refusal::FieldImpossible("birth")),
        (email("bình@vidu.vn"), Refusal::FieldImpossible("email")),
        (
            correction(CorrectedField::DueAt, NewValue::DueAt(-1)),
            Refusal::DueInPast,
        ),
        (
            correction(CorrectedField::Sets, NewValue::DueAt(1)),
            Refusal::FieldImpossible("value"),
        ),
        (
            correction(
                CorrectedField::ApplicantName,
                NewValue::Text(" ".to_owned()),
            ),
            Refusal::FieldEmpty("value"),
        ),
        (
            correction(CorrectedField::Request, NewValue::Text("ă".repeat(1_000))),
            Refusal::FieldTooLong("value"),
        ),
    ] {
        assert_eq!(desk.act(LAN, 2, &command), Err(expected));
    }
    assert_eq!(desk.act(LAN, 3, &birth("1990")), Ok(()));
    assert_eq!(desk.act(LAN, 5, &email("binh@vidu.vn")), Ok(()));
    assert_eq!(desk.act(LAN, 6, &email("")), Ok(()));
    assert_eq!(desk.act(HOA, 4, &sets(2)), Err(Refusal::NoDuty));
}
