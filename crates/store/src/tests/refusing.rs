//! What is refused by name before anything is recorded.

use domain::decide::{Command, Manifest, Reception};
use domain::event::PaperOutcome;
use domain::id::{ActId, DossierId, HandoffId};
use domain::paper::PaperForm;
use domain::party::Party;
use domain::refusal::Refusal;

use super::exchanging::{LIMIT, Server, all_keys, pull};
use crate::Failure;
use crate::ids::ledger_unit;
use crate::keys::vault::Unlocked;
use crate::testing::{CENTRE, HOA, LAN, Office, POST, reception};

const ACT: ActId = ActId::from_bytes([5; 16]);

fn refusal(answer: Result<crate::Done, Failure>) -> Refusal {
    match answer {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn receiving(office: &mut Office, change: impl FnOnce(&mut Reception)) -> Command {
    let mut form = reception("Lý A Páo", vec![office.paper(PaperForm::Original)]);
    change(&mut form);
    Command::ReceiveDossier {
        dossier: DossierId::from_bytes(office.fresh()),
        reception: Box::new(form),
    }
}

#[test]
fn the_same_act_with_other_content_is_refused_and_changes_nothing() {
    let mut office = Office::open(CENTRE, 2);
    let first = receiving(&mut office, |_| {});
    office.act_as(ACT, LAN, first).unwrap();
    let head = *office.desk.head();
    let changes: [fn(&mut Reception); 4] = [
        |form| form.applicant.name = "Lý A Phử".into(),
        |form| form.request = "Khai tử".into(),
        |form| form.papers[0].count = 2,
        |form| form.submitter = Some(form.applicant.clone()),
    ];
    for change in changes {
        let other = receiving(&mut office, change);
        assert_eq!(refusal(office.act_as(ACT, LAN, other)), Refusal::ActDiffers);
    }
    let of_another_kind = Command::OfferHandoff(Manifest {
        handoff: HandoffId::from_bytes([7; 16]),
        to: Party {
            unit: POST,
            person: None,
        },
        lines: vec![(DossierId::from_bytes([6; 16]), Vec::new())],
        counted_bundles: 1,
    });
    assert_eq!(
        refusal(office.act_as(ACT, LAN, of_another_kind)),
        Refusal::ActDiffers
    );
    assert_eq!(*office.desk.head(), head);
}

#[test]
fn a_second_try_is_the_same_act_though_its_ids_are_made_anew() {
    let mut office = Office::open(CENTRE, 2);
    let first = receiving(&mut office, |_| {});
    let done = office.act_as(ACT, LAN, first).unwrap();
    let (mut office, _) = office.reopen();
    // The clerk was shown her own first try as a look-alike.
    let again = receiving(&mut office, |form| form.is_twin = false);
    let again = office.act_as(ACT, LAN, again).unwrap();
    assert!(again.repeated);
    assert_eq!(again.records, done.records);
}

#[test]
fn a_reception_without_any_paper_needs_a_reason() {
    let mut office = Office::open(CENTRE, 2);
    let bare = receiving(&mut office, |form| form.papers.clear());
    assert_eq!(refusal(office.act(LAN, bare)), Refusal::NoPaper);
    let explained = receiving(&mut office, |form| {
        form.papers.clear();
        form.missing_reason = Some("nộp bản điện tử".into());
    });
    office.act(LAN, explained).unwrap();
    let shown = receiving(&mut office, |form| {
        form.papers.clear();
        form.presented = vec!["Căn cước".into()];
    });
    office.act(LAN, shown).unwrap();
}

#[test]
fn an_own_appointed_time_needs_a_reason() {
    let mut office = Office::open(CENTRE, 2);
    let due = office.now + 86_400_000_000;
    for reason in [None, Some(String::new()), Some("  ".to_owned())] {
        let form = receiving(&mut office, |form| form.entered_due = Some((due, reason)));
        assert_eq!(refusal(office.act(LAN, form)), Refusal::DueWithoutReason);
    }
    let explained = receiving(&mut office, |form| {
        form.entered_due = Some((due, Some("theo bảng niêm yết".into())));
    });
    office.act(LAN, explained).unwrap();
}

#[test]
fn nobody_takes_papers_over_a_signature_that_is_not_the_givers() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (honest, _) = centre.receive("Nguyễn Văn An");
    let (dossier, papers) = centre.receive("Nguyễn Văn Bình");
    let signed = centre.offer(honest);
    let lan = centre.people.remove(&LAN).unwrap();
    let hoa = centre.people.remove(&HOA).unwrap();
    // Lan's name, Hoa's key.
    let forged = Unlocked {
        person: LAN,
        unit: CENTRE,
        ..hoa
    };
    centre.people.insert(LAN, forged);
    let handoff = centre.offer(dossier);
    centre.people.insert(LAN, lan);
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = all_keys(&[&centre, &post], &Server::new());
    pull(&mut post, ledger_unit(POST), &records, &keys).unwrap();
    let refused = post.accept(handoff, dossier, &papers, PaperOutcome::Accepted);
    assert_eq!(refusal(refused), Refusal::OfferNotSigned(handoff));
    let ticks = post.accept(signed, honest, &[], PaperOutcome::Accepted);
    assert_eq!(refusal(ticks), Refusal::TicksDoNotMatch(signed));
}
