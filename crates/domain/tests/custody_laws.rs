//! Conservation and agreement over random days: whatever desks do and in whatever order they
//! hear of each other, each paper is in one state, none appears or vanishes, and desks that
//! hold the same records agree.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use std::collections::BTreeSet;

use domain::custody::{Custody, OfferOutcome};
use domain::decide::{Command, GivingBack, Manifest};
use domain::dossier::{ConflictKind, Dossier};
use domain::entry::Entry;
use domain::event::{
    Event, PaperOutcome, Recipient, SignatureOnPaper, Subject, TickedLine, TickedPaper,
};
use domain::id::{DossierId, HandoffId, PaperId, PersonId};
use domain::party::Party;
use proptest::prelude::*;
use support::{AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, PAO, POST, id16, paper, reception};

const DESKS: usize = 4;
const PEOPLE: [PersonId; 5] = [LAN, NAM, HOA, PAO, MAI];

/// One thing that somebody tries; most tries are refused, and that is part of the test.
#[derive(Debug, Clone, Copy)]
struct Try {
    desk: usize,
    person: usize,
    what: u8,
    one: u8,
    other: u8,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (
        0..DESKS,
        0..PEOPLE.len(),
        0..14_u8,
        any::<u8>(),
        any::<u8>(),
    )
        .prop_map(|(desk, person, what, one, other)| Try {
            desk,
            person,
            what,
            one,
            other,
        });
    prop::collection::vec(one, 1..60)
}

fn dossier_id(number: u8) -> DossierId {
    DossierId::from_bytes(id16(u64::from(number % 3) + 1))
}

fn pick<T: Copy>(all: &[T], index: u8) -> Option<T> {
    (!all.is_empty()).then(|| all[usize::from(index) % all.len()])
}

fn handoffs(desk: &Desk) -> Vec<HandoffId> {
    desk.world().handoffs.keys().copied().collect()
}

fn ticks(desk: &Desk, handoff: HandoffId, seed: u8) -> Vec<TickedLine> {
    let outcomes = [
        PaperOutcome::Accepted,
        PaperOutcome::Accepted,
        PaperOutcome::Missing,
        PaperOutcome::Damaged,
        PaperOutcome::Refused,
    ];
    let folded = desk.handoff(handoff);
    let lines = folded
        .offered
        .map(|(_, offer)| offer.lines)
        .unwrap_or_default();
    let mut turn = seed;
    let mut tick = |paper: PaperId| {
        turn = turn.wrapping_mul(31).wrapping_add(7);
        TickedPaper {
            paper,
            outcome: outcomes[usize::from(turn) % outcomes.len()],
        }
    };
    lines
        .iter()
        .map(|line| TickedLine {
            dossier: line.dossier,
            papers: line.papers.iter().map(|paper| tick(*paper)).collect(),
        })
        .collect()
}

fn command(desk: &Desk, step: Try, act: u64) -> Option<Command> {
    let dossier = dossier_id(step.one);
    let units = [ONE_STOP, POST, AGENCY];
    Some(match step.what {
        0..=2 => {
            let first = act * 10;
            let papers = (first..first + 1 + u64::from(step.other % 3))
                .map(paper)
                .collect();
            Command::ReceiveDossier {
                dossier,
                reception: Box::new(reception(papers)),
            }
        }
        3..=5 => Command::OfferHandoff(Manifest {
            handoff: HandoffId::from_bytes(id16(act + 1_000)),
            to: Party {
                unit: units[usize::from(step.other) % 3],
                person: None,
            },
            lines: vec![(dossier, Vec::new())],
            counted_bundles: 1,
        }),
        6..=8 => {
            let handoff = pick(&handoffs(desk), step.one)?;
            let lines = ticks(desk, handoff, step.other);
            let notes = Vec::new();
            Command::AcceptHandoff {
                handoff,
                lines,
                notes,
                counted_bundles: 1,
            }
        }
        9 => Command::RefuseHandoff {
            handoff: pick(&handoffs(desk), step.one)?,
            reason: "không nhận".to_owned(),
        },
        10 => Command::WithdrawHandoff {
            handoff: pick(&handoffs(desk), step.one)?,
            reason: "rút lại".to_owned(),
        },
        11 => Command::IssueResult {
            dossier,
            paper: PaperId::from_bytes(id16(act * 10 + 9)),
            name: "Giấy khai sinh".to_owned(),
        },
        12 => {
            let papers: Vec<PaperId> = desk.dossier(dossier).papers.keys().copied().collect();
            Command::ReturnPapers(GivingBack {
                dossier,
                papers: pick(&papers, step.other).into_iter().collect(),
                recipient: Recipient::Applicant,
                recipient_name: None,
                document_seen: None,
                signature: SignatureOnPaper::Signed,
                witness: None,
            })
        }
        _ => resolve_or_cancel(desk, dossier, step),
    })
}

fn resolve_or_cancel(desk: &Desk, dossier: DossierId, step: Try) -> Command {
    let folded = desk.dossier(dossier);
    let reason = "đã xem xét".to_owned();
    let open = folded
        .open_conflicts()
        .next()
        .map(|conflict| conflict.between);
    match open {
        Some(between) => {
            let upheld = if step.other.is_multiple_of(2) {
                between.0
            } else {
                between.1
            };
            Command::ResolveConflict {
                dossier,
                between,
                upheld,
                reason,
            }
        }
        None => Command::CancelDossier {
            dossier,
            reason,
            duplicate_of: None,
        },
    }
}

/// Says whether what a dossier's steps did accounts for each of its papers.
fn assert_conserved(dossier: &Dossier, entries: &[Entry]) {
    let event = |record| {
        &entries
            .iter()
            .find(|entry| entry.record() == record)
            .unwrap()
            .event
    };
    let effective = || dossier.steps.iter().filter(|step| step.no_effect.is_none());
    let mut came = BTreeSet::new();
    let mut may_have_left = BTreeSet::new();
    for step in effective() {
        match event(step.record) {
            Event::DossierReceived(event) => came.extend(event.papers.iter().map(|own| own.id)),
            Event::ResultIssued(event) => {
                assert!(
                    came.insert(event.result.id),
                    "a result came into being twice"
                );
            }
            Event::PapersReturned(event) => may_have_left.extend(event.papers.iter().copied()),
            Event::DossierCancelled(_) => may_have_left.extend(came.iter().copied()),
            _ => {}
        }
    }
    let here: BTreeSet<PaperId> = dossier.papers.keys().copied().collect();
    assert_eq!(here, came, "papers appeared or vanished");
    for (id, held) in &dossier.papers {
        match &held.custody {
            Custody::InTransit { handoff, giver, .. } => {
                let offer = &held.offers[handoff];
                assert_eq!(
                    offer.outcome,
                    OfferOutcome::Open,
                    "in transit on a closed offer"
                );
                assert_eq!(&offer.giver, giver, "the giver answers until acceptance");
            }
            Custody::Returned => assert!(may_have_left.contains(id), "left without a record"),
            Custody::Disputed { claims, .. } => {
                assert!(claims.len() > 1, "one claim is no dispute");
                let is_open = dossier.open_conflicts().any(|conflict| {
                    conflict.kind == ConflictKind::TwoHolders && conflict.papers.contains(id)
                });
                assert!(is_open, "a dispute without a case");
            }
            Custody::Held { .. } | Custody::TakenBack | Custody::Incident { .. } => {}
        }
    }
}

fn assert_all_conserved(desk: &Desk) {
    for id in desk.world().dossiers.keys() {
        assert_conserved(&desk.dossier(*id), &desk.entries(Subject::Dossier(*id)));
    }
}

fn play(steps: &[Try]) -> Vec<Desk> {
    let mut desks: Vec<Desk> = (1..).take(DESKS).map(Desk::new).collect();
    for (act, step) in (1..).zip(steps) {
        if step.other.is_multiple_of(4) {
            let other = desks[usize::from(step.one) % DESKS].clone();
            desks[step.desk].hear(&other);
        }
        if let Some(command) = command(&desks[step.desk], *step, act) {
            // A refusal leaves the desk as it was; the next step goes on from there.
            let _refused = desks[step.desk].act(PEOPLE[step.person], act, &command);
        }
        assert_all_conserved(&desks[step.desk]);
    }
    desks
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, failure_persistence: None, ..Default::default()
    })]

    #[test]
    fn papers_are_conserved_and_desks_that_heard_everything_agree(steps in tries()) {
        let mut desks = play(&steps);
        let mut all = Desk::new(99);
        for desk in &desks {
            all.hear(desk);
        }
        for desk in &mut desks {
            desk.hear(&all);
            assert_all_conserved(desk);
            prop_assert_eq!(&desk.world().dossiers, &all.world().dossiers);
            prop_assert_eq!(&desk.world().handoffs, &all.world().handoffs);
        }
    }

    #[test]
    fn any_order_of_arrival_folds_to_the_same_dossier(
        (steps, seed) in (tries(), any::<u64>()),
    ) {
        let desks = play(&steps);
        let mut all = Desk::new(99);
        for desk in &desks {
            all.hear(desk);
        }
        for id in all.world().dossiers.keys() {
            let subject = Subject::Dossier(*id);
            let mut entries = all.entries(subject);
            let expected = domain::dossier::fold(*id, &entries);
            shuffle(&mut entries, seed);
            prop_assert_eq!(&domain::dossier::fold(*id, &entries), &expected);
            // Half a history is conserved too: what waits for its deps moves nothing.
            entries.truncate(entries.len() / 2);
            assert_conserved(&domain::dossier::fold(*id, &entries), &entries);
        }
    }
}

fn shuffle(entries: &mut [Entry], mut seed: u64) {
    for index in (1..entries.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((seed >> 33) % (index as u64 + 1)).unwrap();
        entries.swap(index, other);
    }
}

#[test]
fn random_days_reach_every_kind_of_custody_conflict() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        let steps = tries().new_tree(&mut runner).unwrap().current();
        let desks = play(&steps);
        let mut all = Desk::new(99);
        for desk in &desks {
            all.hear(desk);
        }
        for dossier in all.world().dossiers.values() {
            seen.extend(dossier.conflicts.iter().map(|conflict| conflict.kind));
        }
    }
    let kinds = [
        ConflictKind::TwoHolders,
        ConflictKind::WithdrawnYetAccepted,
        ConflictKind::OfferedTwice,
        ConflictKind::AnsweredTwice,
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), kinds);
}
