//! What is refused by name before anything is recorded.

use domain::decide::{Command, Manifest, Reception};
use domain::id::{ActId, DossierId, HandoffId};
use domain::paper::PaperForm;
use domain::party::Party;
use domain::refusal::Refusal;

use crate::Failure;
use crate::testing::{CENTRE, LAN, Office, POST, reception};

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
