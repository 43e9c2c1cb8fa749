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

#[test]
fn what_cannot_be_is_refused_by_name() {
    let mut desk = received();
    let birth = |text: &str| correction(CorrectedField::Birth, NewValue::Text(text.to_owned()));
    for (command, expected) in [
        (sets(0), Refusal::FieldImpossible("value")),
        (birth("1990-02-31"), Refusal::FieldImpossible("birth")),
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
    assert_eq!(desk.act(HOA, 4, &sets(2)), Err(Refusal::NoDuty));
}
