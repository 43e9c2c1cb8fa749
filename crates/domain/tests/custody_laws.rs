//! Conservation and agreement over random days: whatever desks do and in whatever order they
//! hear of each other, each paper is in one state, none appears or vanishes, nothing that a
//! person signed is passed over, and desks that hold the same records agree.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use std::collections::BTreeSet;

use domain::custody::{ClaimedState, Custody};
use domain::decide::{Command, Correction, GivingBack, Manifest, NewValue};
use domain::dossier::{ConflictKind, Dossier};
use domain::entry::{Entry, Place};
use domain::event::{
    ConflictResolved, CorrectedField, CorrectionReason, DossierCancelled, DossierCorrected, Event,
    LineAccepted, LineOffered, LineWithdrawn, PaperOutcome, PapersReturned, Recipient,
    ResultIssued, SignatureOnPaper, Subject, TickedLine, TickedPaper,
};
use domain::id::{DossierId, HandoffId, PaperId, PersonId, RecordRef};
use domain::party::{Author, Holder, Party};
use proptest::prelude::*;
use support::{
    AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, PAO, POST, id16, paper, reception, unit_of,
};

const PEOPLE: [PersonId; 5] = [LAN, NAM, HOA, PAO, MAI];

/// How many desks work on how many dossiers, and of how many of their acts the others hear.
#[derive(Debug, Clone, Copy)]
struct Town {
    desks: usize,
    dossiers: u8,
    one_hears_in: u8,
    begins_shared: bool,
}

const SMALL: Town = Town {
    desks: 4,
    dossiers: 3,
    one_hears_in: 4,
    begins_shared: false,
};

/// Everybody works on one dossier that all know, and seldom hears of the others.
const CROWDED: Town = Town {
    desks: 3,
    dossiers: 1,
    one_hears_in: 7,
    begins_shared: true,
};

/// One thing that somebody tries.
#[derive(Debug, Clone, Copy)]
struct Try {
    desk: usize,
    person: usize,
    what: u8,
    one: u8,
    other: u8,
    forged: u8,
}

fn tries(most: usize) -> impl Strategy<Value = Vec<Try>> {
    let one = (
        any::<u8>(),
        0..PEOPLE.len(),
        0..22_u8,
        any::<u8>(),
        any::<u8>(),
        any::<u8>(),
    )
        .prop_map(|(desk, person, what, one, other, forged)| Try {
            desk: usize::from(desk),
            person,
            what,
            one,
            other,
            forged,
        });
    prop::collection::vec(one, 1..most)
}

fn dossier_id(number: u8, town: Town) -> DossierId {
    DossierId::from_bytes(id16(u64::from(number % town.dossiers) + 1))
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

fn command(desk: &Desk, step: Try, act: u64, town: Town) -> Option<Command> {
    let dossier = dossier_id(step.one, town);
    let reason = || "đã xem xét".to_owned();
    let papers: Vec<PaperId> = desk.dossier(dossier).papers.keys().copied().collect();
    Some(match step.what {
        0..=2 => {
            let first = act * 10;
            let papers = (first..first + 1 + u64::from(step.other % 2))
                .map(paper)
                .collect();
            Command::ReceiveDossier {
                dossier,
                reception: Box::new(reception(papers)),
            }
        }
        3..=6 => {
            let named: Vec<PaperId> = pick(&papers, step.other).into_iter().collect();
            let is_all = step.other.is_multiple_of(3);
            Command::OfferHandoff(Manifest {
                handoff: HandoffId::from_bytes(id16(act + 1_000)),
                to: receiver(step.other),
                lines: vec![(dossier, if is_all { Vec::new() } else { named })],
                counted_bundles: 1,
            })
        }
        7..=11 => {
            let handoff = pick(&handoffs(desk), step.one)?;
            let lines = ticks(desk, handoff, step.other);
            let notes = Vec::new();
            Command::AcceptHandoff {
                handoff,
                lines,
                notes,
                counted_bundles: 1,
                dues: Vec::new(),
            }
        }
        12 => Command::RefuseHandoff {
            handoff: pick(&handoffs(desk), step.one)?,
            reason: reason(),
        },
        13 => Command::WithdrawHandoff {
            handoff: pick(&handoffs(desk), step.one)?,
            reason: reason(),
        },
        14 => Command::IssueResult {
            dossier,
            paper: PaperId::from_bytes(id16(act * 10 + 9)),
            name: "Giấy khai sinh".to_owned(),
        },
        15..=16 => Command::ReturnPapers(GivingBack {
            dossier,
            papers: pick(&papers, step.other).into_iter().collect(),
            recipient: Recipient::Applicant,
            recipient_name: None,
            document_seen: None,
            signature: SignatureOnPaper::Signed,
            witness: None,
        }),
        17..=18 => Command::CorrectDossier(Correction {
            dossier,
            field: CorrectedField::Sets,
            value: NewValue::Sets(u16::from(step.other) + 1),
            reason: CorrectionReason::Typing,
            words: None,
        }),
        19 => Command::CancelDossier {
            dossier,
            reason: reason(),
            duplicate_of: None,
        },
        _ => resolve(desk, dossier, step)?,
    })
}

fn receiver(seed: u8) -> Party {
    let units = [ONE_STOP, POST, AGENCY];
    let unit = units[usize::from(seed) % 3];
    // Inside an office a manifest needs a name.
    let person = (unit == ONE_STOP).then_some([LAN, NAM][usize::from(seed / 3) % 2]);
    Party { unit, person }
}

fn resolve(desk: &Desk, dossier: DossierId, step: Try) -> Option<Command> {
    let folded = desk.dossier(dossier);
    let open: Vec<_> = folded
        .open_conflicts()
        .map(|conflict| conflict.between)
        .collect();
    let between = pick(&open, step.one)?;
    let upheld = if step.other.is_multiple_of(2) {
        between.0
    } else {
        between.1
    };
    Some(Command::ResolveConflict {
        dossier,
        between,
        upheld,
        reason: "đã xem xét".to_owned(),
    })
}

fn assert_conserved(dossier: &Dossier, entries: &[Entry]) {
    assert_eq!(dossier.find_imbalance(entries), None);
}

fn assert_all_conserved(desk: &Desk) {
    for id in desk.world().dossiers.keys() {
        assert_conserved(&desk.dossier(*id), &desk.entries(Subject::Dossier(*id)));
    }
}

/// Lets the first person do it who may, so that most tries come to something.
fn play(steps: &[Try], town: Town) -> Vec<Desk> {
    let mut desks: Vec<Desk> = (1..).take(town.desks).map(Desk::new).collect();
    if town.begins_shared {
        let mut first = Desk::new(50);
        let receive = Command::ReceiveDossier {
            dossier: dossier_id(0, town),
            reception: Box::new(reception(vec![paper(1)])),
        };
        first.act(LAN, 500, &receive).unwrap();
        for desk in &mut desks {
            desk.hear(&first);
        }
    }
    for (act, step) in (1..).zip(steps) {
        let at = step.desk % town.desks;
        if step.other.is_multiple_of(town.one_hears_in) {
            let other = desks[usize::from(step.one) % town.desks].clone();
            desks[at].hear(&other);
        }
        let desk = &mut desks[at];
        let Some(command) = command(desk, *step, act, town) else {
            continue;
        };
        let people = PEOPLE.iter().cycle().skip(step.person).take(PEOPLE.len());
        let mut people = people.copied();
        if people.any(|person| desk.act(person, act, &command).is_ok()) {
            let none = desk.without_effect(act);
            assert!(none.is_empty(), "decided and yet without effect: {none:?}");
        }
        assert_all_conserved(desk);
    }
    desks
}

fn heard_everything(desks: &[Desk]) -> Desk {
    let mut all = Desk::new(99);
    for desk in desks {
        all.hear(desk);
    }
    all
}

/// Whatever a person signed in good faith holds, or stands in a case.
fn assert_nothing_signed_is_passed_over(all: &Desk) {
    for id in all.world().dossiers.keys() {
        let entries = all.entries(Subject::Dossier(*id));
        let dossier = all.dossier(*id);
        for entry in &entries {
            let step = dossier
                .steps
                .iter()
                .find(|step| step.record == entry.record());
            let no_effect = step.unwrap().no_effect;
            let may_come_late = matches!(
                entry.event,
                Event::LineRefused(_) | Event::LineWithdrawn(_) | Event::ConflictResolved(_)
            );
            assert!(
                no_effect.is_none() || may_come_late,
                "{:?} was passed over: {no_effect:?}",
                entry.event
            );
            if let Event::LineAccepted(event) = &entry.event {
                assert_taken(*id, &entries, entry, event);
            }
        }
    }
}

/// At her place in the order, each paper that a taker took is hers, or claimed by her in a case.
fn assert_taken(id: DossierId, entries: &[Entry], entry: &Entry, event: &LineAccepted) {
    let before = entries.iter().filter(|other| other.place <= entry.place);
    let before: Vec<Entry> = before.cloned().collect();
    let dossier = domain::dossier::fold(id, &before);
    let taker = Holder::Staff {
        unit: event.taker.unit,
        person: event.taker.person.unwrap(),
    };
    let taken = event
        .papers
        .iter()
        .filter(|ticked| ticked.outcome.is_taken());
    for ticked in taken {
        let held = &dossier.papers[&ticked.paper];
        let is_hers = match &held.custody {
            Custody::Disputed { claims, .. } => claims
                .iter()
                .any(|claim| claim.state == ClaimedState::Held(taker.clone())),
            custody => custody.holder() == Some(&taker),
        };
        assert!(
            is_hers,
            "vanished: {event:?}; the paper is {held:#?}; {before:#?}"
        );
    }
}

fn assert_agreement(desks: &mut [Desk]) {
    let all = heard_everything(desks);
    for desk in desks {
        desk.hear(&all);
        assert_all_conserved(desk);
        assert_eq!(desk.world().dossiers, all.world().dossiers);
        assert_eq!(desk.world().handoffs, all.world().handoffs);
    }
}

fn assert_any_order_agrees(all: &Desk, seed: u64) {
    for id in all.world().dossiers.keys() {
        let subject = Subject::Dossier(*id);
        let mut entries = all.entries(subject);
        let expected = domain::dossier::fold(*id, &entries);
        shuffle(&mut entries, seed);
        assert_eq!(domain::dossier::fold(*id, &entries), expected);
        // Half a history is conserved too: what waits for its deps moves nothing.
        entries.truncate(entries.len() / 2);
        assert_conserved(&domain::dossier::fold(*id, &entries), &entries);
    }
}

/// Decides every open case, one after the other: then nothing is disputed any more.
fn assert_all_can_be_settled(all: &Desk, seed: u64) {
    let mut supervisor = all.clone();
    supervisor.device = 97;
    let mut act = 5_000;
    for id in all.world().dossiers.keys() {
        while let Some(case) = supervisor.dossier(*id).open_conflicts().next().cloned() {
            let (one, other) = case.between;
            let is_first = ((seed >> (act % 64)) & 1) == 0;
            let command = Command::ResolveConflict {
                dossier: *id,
                between: case.between,
                upheld: if is_first { one } else { other },
                reason: "đã xem xét".to_owned(),
            };
            supervisor.act(NAM, act, &command).unwrap();
            act += 1;
            assert!(act < 5_200, "deciding leads to no end");
            assert_all_conserved(&supervisor);
        }
        let dossier = supervisor.dossier(*id);
        let mut papers = dossier.papers.values();
        let is_disputed = papers.any(|held| matches!(held.custody, Custody::Disputed { .. }));
        assert!(!is_disputed, "disputed and nothing left to decide");
    }
}

/// Writes down what an enrolled desk could, whatever it may: in any name, of any paper, as if
/// it knew everything or nothing.
fn forge(desk: &mut Desk, step: Try, act: u64, town: Town) {
    let id = dossier_id(step.one, town);
    let dossier = desk.dossier(id);
    let entries = desk.entries(Subject::Dossier(id));
    let papers: Vec<PaperId> = dossier.papers.keys().copied().collect();
    let places: Vec<Place> = entries.iter().map(|entry| entry.place).collect();
    let records: Vec<RecordRef> = places.iter().map(|place| place.record).collect();
    let author = PEOPLE[step.person];
    let named = PEOPLE[usize::from(step.one) % PEOPLE.len()];
    let person = if step.other.is_multiple_of(3) {
        named
    } else {
        author
    };
    let by = Party {
        unit: unit_of(if step.one.is_multiple_of(4) {
            named
        } else {
            author
        }),
        person: Some(person),
    };
    let known: Vec<HandoffId> = dossier
        .papers
        .values()
        .flat_map(|held| held.offers.keys().copied())
        .collect();
    let fresh = HandoffId::from_bytes(id16(act + 2_000));
    let handoff = pick(&known, step.other).unwrap_or(fresh);
    let some: Vec<PaperId> = pick(&papers, step.other).into_iter().collect();
    let at = 1;
    let event = match step.what {
        0..=2 => {
            let mut papers: Vec<_> = papers.iter().map(|_| paper(0)).take(1).collect();
            for (own, known) in papers.iter_mut().zip(&some) {
                own.id = *known;
            }
            papers.push(paper(act * 10 + 5));
            received(by, papers)
        }
        3..=6 => Event::LineOffered(LineOffered {
            handoff: if step.one.is_multiple_of(2) {
                handoff
            } else {
                fresh
            },
            from: by,
            to: receiver(step.other),
            papers: some,
            at,
        }),
        7..=11 => Event::LineAccepted(LineAccepted {
            handoff,
            taker: by,
            papers: some
                .iter()
                .map(|paper| TickedPaper {
                    paper: *paper,
                    outcome: PaperOutcome::Accepted,
                })
                .collect(),
            at,
            filing: None,
        }),
        12..=13 => Event::LineWithdrawn(LineWithdrawn { handoff, at, by }),
        14 => Event::ResultIssued(ResultIssued {
            result: domain::paper::Paper {
                form: domain::paper::PaperForm::Result,
                id: some.first().copied().unwrap_or_default(),
                ..paper(act * 10 + 6)
            },
            holder: Holder::Staff {
                unit: by.unit,
                person,
            },
            at,
        }),
        15..=16 => Event::PapersReturned(PapersReturned {
            papers: some,
            recipient: Recipient::Applicant,
            signature: SignatureOnPaper::Signed,
            at,
            by,
        }),
        17..=18 => Event::DossierCorrected(DossierCorrected {
            corrects: pick(&records, step.other).unwrap_or_default(),
            field: CorrectedField::Sets,
            value: domain::event::CorrectedValue::Sets(9),
            reason: CorrectionReason::Typing,
            at,
        }),
        19 => Event::DossierCancelled(DossierCancelled {
            at,
            duplicate_of: None,
            by,
        }),
        _ => {
            let one = pick(&records, step.one).unwrap_or_default();
            let other = pick(&records, step.other).unwrap_or_default();
            Event::ConflictResolved(ConflictResolved {
                between: (one.min(other), one.max(other)),
                upheld: pick(&records, step.forged).unwrap_or_default(),
                at,
            })
        }
    };
    let subject = Subject::Dossier(id);
    let author = Author::Person(author);
    match pick(&places, step.forged) {
        Some(known) if step.forged.is_multiple_of(2) => {
            let (deps, lamport) = (vec![known.record], known.lamport);
            desk.record_after(deps, lamport, author, act, subject, event);
        }
        _ if step.forged.is_multiple_of(5) => {
            desk.record_after(Vec::new(), 0, author, act, subject, event);
        }
        _ => {
            desk.record(author, act, subject, event);
        }
    }
}

fn received(by: Party, papers: Vec<domain::paper::Paper>) -> Event {
    let mut desk = Desk::new(98);
    let command = Command::ReceiveDossier {
        dossier: DossierId::default(),
        reception: Box::new(reception(papers)),
    };
    desk.act(LAN, 1, &command).unwrap();
    let (_, entry) = desk.records.values().next().unwrap().clone();
    match entry.event {
        Event::DossierReceived(mut event) => {
            event.unit = by.unit;
            event.staff = by.person.unwrap();
            Event::DossierReceived(event)
        }
        other => other,
    }
}

/// A day among honest desks and one that forges; the server takes effect away here and there.
fn play_with_forgeries(steps: &[Try], town: Town) -> Vec<Desk> {
    let half = steps.len() / 2;
    let mut desks = play(&steps[..half], town);
    for (act, step) in (1_000..).zip(&steps[half..]) {
        let at = step.desk % town.desks;
        if step.other.is_multiple_of(town.one_hears_in) {
            let other = desks[usize::from(step.one) % town.desks].clone();
            desks[at].hear(&other);
        }
        forge(&mut desks[at], *step, act, town);
        assert_all_conserved(&desks[at]);
    }
    let mut all = heard_everything(&desks);
    for (step, (_, entry)) in steps.iter().cycle().zip(all.records.values_mut()) {
        entry.is_withheld = step.forged.is_multiple_of(7);
    }
    for desk in &mut desks {
        for (record, known) in &mut desk.records {
            known.clone_from(&all.records[record]);
        }
    }
    desks
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 250, failure_persistence: None, ..Default::default()
    })]

    #[test]
    fn papers_are_conserved_and_desks_that_heard_everything_agree(
        (steps, seed) in (tries(60), any::<u64>()),
    ) {
        let mut desks = play(&steps, SMALL);
        let all = heard_everything(&desks);
        assert_nothing_signed_is_passed_over(&all);
        assert_any_order_agrees(&all, seed);
        assert_all_can_be_settled(&all, seed);
        assert_agreement(&mut desks);
    }

    #[test]
    fn nothing_that_a_person_signed_is_passed_over_however_desks_cross(
        (steps, seed) in (tries(40), any::<u64>()),
    ) {
        let mut desks = play(&steps, CROWDED);
        let all = heard_everything(&desks);
        assert_nothing_signed_is_passed_over(&all);
        assert_any_order_agrees(&all, seed);
        assert_all_can_be_settled(&all, seed);
        assert_agreement(&mut desks);
    }

    #[test]
    fn papers_are_conserved_whatever_an_enrolled_desk_makes_up(
        (steps, seed) in (tries(40), any::<u64>()),
    ) {
        let mut desks = play_with_forgeries(&steps, CROWDED);
        let all = heard_everything(&desks);
        assert_any_order_agrees(&all, seed);
        assert_all_can_be_settled(&all, seed);
        assert_agreement(&mut desks);
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
fn random_days_reach_every_kind_of_conflict() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    let mut most_claims = 0;
    for town in [SMALL, CROWDED].repeat(150) {
        let steps = tries(50).new_tree(&mut runner).unwrap().current();
        let all = heard_everything(&play(&steps, town));
        for dossier in all.world().dossiers.values() {
            seen.extend(dossier.conflicts.iter().map(|conflict| conflict.kind));
            for held in dossier.papers.values() {
                if let Custody::Disputed { claims, .. } = &held.custody {
                    most_claims = most_claims.max(claims.len());
                }
            }
        }
    }
    let kinds = [
        ConflictKind::TwoHolders,
        ConflictKind::WithdrawnYetAccepted,
        ConflictKind::OfferedTwice,
        ConflictKind::AnsweredTwice,
        ConflictKind::CorrectedTwice(CorrectedField::Sets),
        ConflictKind::ReceivedTwice,
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), kinds);
    assert!(most_claims > 2, "no paper was claimed by three");
}
