//! Rights follow a dated assignment: of the person, at the office that acts, in the sector of
//! the dossier, and on a desk of that office.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

mod support;

use domain::decide::{Command, Correction, GivingBack, Manifest, NewValue};
use domain::event::{
    ActingFault, ConflictResolved, CorrectedField, CorrectionReason, DossierWithdrawn, Event,
    LineAccepted, LineOffered, LineWithdrawn, PapersReturned, Recipient, ResultIssued,
    SignatureOnPaper, Subject, acting_fault, desk_fault,
};
use domain::id::{DeviceId, DossierId, HandoffId, PaperId, PersonId, RecordRef, UnitId};
use domain::party::{Author, Holder, Party};
use domain::refusal::Refusal;
use domain::roster::{DeskEntry, Duty, Roster};
use support::{AGENCY, Desk, HOA, LAN, MAI, NAM, ONE_STOP, POST, id16, paper, reception, roster};

const DOSSIER: DossierId = DossierId::from_bytes([100; 16]);
const FIRST: HandoffId = HandoffId::from_bytes([200; 16]);

fn of(unit: UnitId, person: PersonId) -> Party {
    Party {
        unit,
        person: Some(person),
    }
}

fn offered(from: Party) -> Event {
    Event::LineOffered(LineOffered {
        handoff: FIRST,
        from,
        to: of(POST, HOA),
        papers: Vec::new(),
        at: 0,
    })
}

fn accepted(taker: Party) -> Event {
    Event::LineAccepted(LineAccepted {
        handoff: FIRST,
        taker,
        papers: Vec::new(),
        at: 0,
        filing: None,
    })
}

fn withdrawn(by: Party) -> Event {
    let handoff = FIRST;
    Event::LineWithdrawn(LineWithdrawn { handoff, at: 0, by })
}

fn returned(by: Party) -> Event {
    Event::PapersReturned(PapersReturned {
        papers: Vec::new(),
        recipient: Recipient::Applicant,
        signature: SignatureOnPaper::Signed,
        at: 0,
        by,
    })
}

fn issued(by: Party) -> Event {
    Event::ResultIssued(ResultIssued {
        result: paper(1),
        holder: Holder::Staff {
            unit: by.unit,
            person: by.person.unwrap(),
        },
        at: 0,
    })
}

fn decided() -> Event {
    Event::ConflictResolved(ConflictResolved {
        between: (RecordRef::default(), RecordRef::default()),
        upheld: RecordRef::default(),
        at: 0,
    })
}

#[test]
fn an_event_acts_in_its_authors_name_by_her_duty_at_that_office() {
    use ActingFault::{NotAssigned, NotThePerson, NotThisUnit};
    let person = Author::Person;
    let cases = [
        (offered(of(ONE_STOP, LAN)), person(LAN), None),
        (offered(of(ONE_STOP, LAN)), person(HOA), Some(NotThePerson)),
        (
            offered(of(ONE_STOP, LAN)),
            Author::System,
            Some(NotThePerson),
        ),
        (offered(of(ONE_STOP, HOA)), person(HOA), Some(NotThisUnit)),
        (withdrawn(of(ONE_STOP, HOA)), person(HOA), Some(NotThisUnit)),
        (returned(of(ONE_STOP, HOA)), person(HOA), Some(NotThisUnit)),
        (accepted(of(POST, HOA)), person(HOA), None),
        (accepted(of(POST, LAN)), person(LAN), Some(NotThisUnit)),
        (issued(of(ONE_STOP, LAN)), person(LAN), None),
        (issued(of(POST, HOA)), person(HOA), Some(NotAssigned)),
        (decided(), person(NAM), None),
        (decided(), person(LAN), Some(NotAssigned)),
    ];
    for (event, author, expected) in cases {
        let found = acting_fault(&event, author, &roster(), 5);
        assert_eq!(found, expected, "{event:?} by {author:?}");
    }
}

#[test]
fn a_duty_counts_from_its_first_moment_to_before_its_last() {
    let mut roster = roster();
    for duty in &mut roster.assignments {
        (duty.from, duty.until) = (10, Some(20));
    }
    let event = offered(of(ONE_STOP, LAN));
    for (at, expected) in [
        (9, Some(ActingFault::NotAssigned)),
        (10, None),
        (19, None),
        (20, Some(ActingFault::NotAssigned)),
    ] {
        let found = acting_fault(&event, Author::Person(LAN), &roster, at);
        assert_eq!(found, expected, "at {at}");
    }
}

#[test]
fn a_desk_writes_for_its_own_office_and_for_those_whose_staff_sign_in_there() {
    let desk = |shared_with: Vec<UnitId>| DeskEntry {
        device: DeviceId::from_bytes([1; 16]),
        unit: ONE_STOP,
        desk_no: 1,
        shared_with,
    };
    let withdrawal = Event::DossierWithdrawn(DossierWithdrawn { at: 0 });
    let not_here = Some(ActingFault::NotThisUnit);
    for (event, author, shared, expected) in [
        (offered(of(ONE_STOP, LAN)), LAN, vec![ONE_STOP], None),
        (accepted(of(POST, HOA)), HOA, vec![ONE_STOP], not_here),
        (accepted(of(POST, HOA)), HOA, vec![ONE_STOP, POST], None),
        (withdrawal.clone(), LAN, vec![ONE_STOP], None),
        (withdrawal, MAI, vec![ONE_STOP], not_here),
    ] {
        let (author, desk) = (Author::Person(author), desk(shared));
        let found = desk_fault(&event, author, &desk, &roster(), 5);
        assert_eq!(found, expected, "{event:?}");
    }
}

fn limited_to(sector: &str) -> Roster {
    let mut roster = roster();
    for duty in &mut roster.assignments {
        if duty.person == LAN || duty.duty == Duty::Supervision {
            duty.sectors = vec![sector.to_owned()];
        }
    }
    roster
}

#[test]
fn a_duty_for_one_sector_allows_nothing_on_a_dossier_of_another() {
    let mut desk = Desk::new(1);
    let receive = Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception(vec![paper(1)])),
    };
    let (own, foreign) = (limited_to("Hộ tịch"), limited_to("Đất đai"));
    assert_eq!(
        desk.act_by(&foreign, LAN, 1, &receive),
        Err(Refusal::NoDuty)
    );
    desk.act_by(&own, LAN, 2, &receive).unwrap();
    let reason = || "người dân đề nghị".to_owned();
    let commands = [
        Command::CorrectDossier(Correction {
            dossier: DOSSIER,
            field: CorrectedField::Sets,
            value: NewValue::Sets(2),
            reason: CorrectionReason::Typing,
            words: None,
        }),
        Command::RecordSignedPrint {
            subject: Subject::Dossier(DOSSIER),
            form: "receipt".to_owned(),
            signed: true,
        },
        Command::IssueResult {
            dossier: DOSSIER,
            paper: PaperId::from_bytes(id16(9)),
            name: "Giấy khai sinh".to_owned(),
        },
        Command::ReturnPapers(GivingBack {
            dossier: DOSSIER,
            papers: vec![PaperId::from_bytes(id16(1))],
            recipient: Recipient::Applicant,
            recipient_name: None,
            document_seen: None,
            signature: SignatureOnPaper::Signed,
            witness: None,
        }),
        Command::CancelDossier {
            dossier: DOSSIER,
            reason: reason(),
            duplicate_of: None,
        },
        Command::WithdrawDossier {
            dossier: DOSSIER,
            reason: reason(),
            papers_returned: None,
        },
        Command::OfferHandoff(Manifest {
            handoff: FIRST,
            to: of(AGENCY, MAI),
            lines: vec![(DOSSIER, Vec::new())],
            counted_bundles: 1,
        }),
    ];
    for command in &commands {
        let mut other = desk.clone();
        let refused = other.act_by(&foreign, LAN, 3, command);
        assert_eq!(refused, Err(Refusal::NoDuty), "{command:?}");
        assert_eq!(other.act_by(&own, LAN, 4, command), Ok(()), "{command:?}");
    }
}

#[test]
fn a_dossier_of_unknown_sector_needs_a_duty_without_limits() {
    let mut desk = Desk::new(1);
    let receive = Command::ReceiveDossier {
        dossier: DOSSIER,
        reception: Box::new(reception(vec![paper(1)])),
    };
    desk.act(LAN, 1, &receive).unwrap();
    for (_, entry) in desk.records.values_mut() {
        if let Event::DossierReceived(event) = &mut entry.event {
            event.sector = None;
        }
    }
    let withdraw = Command::WithdrawDossier {
        dossier: DOSSIER,
        reason: "người dân rút".to_owned(),
        papers_returned: None,
    };
    let limited = desk.act_by(&limited_to("Hộ tịch"), LAN, 2, &withdraw);
    assert_eq!(limited, Err(Refusal::NoDuty));
    assert_eq!(desk.act(LAN, 3, &withdraw), Ok(()));
}
