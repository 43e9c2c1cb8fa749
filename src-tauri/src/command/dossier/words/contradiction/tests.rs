//! Both sides of a contradiction, as the person who decides reads them.

use domain::entry::{Entry, Place};
use domain::event::{
    CasePart, CorrectionReason, LineAccepted, LineOffered, PaperOutcome, PersonPart, TickedPaper,
};
use domain::id::{ActId, DeviceId, HandoffId, IncarnationId, PaperId, PersonId, RecordRef, UnitId};
use domain::party::Author;
use domain::roster::{StaffMember, Unit, UnitKind};
use ledger::{AuthorStanding, ClockGrade};
use store::read::SyncState;

use super::*;

const POST: UnitId = UnitId::from_bytes([2; 16]);
const HOA: PersonId = PersonId::from_bytes([3; 16]);

fn roster() -> Roster {
    let unit = Unit {
        id: POST,
        kind: UnitKind::Post,
        name: "Bưu điện văn hóa xã Hưng Đạo".to_owned(),
        short_name: String::new(),
        commune_code: String::new(),
        commune_name: String::new(),
        province_name: String::new(),
        dossier_code_prefix: String::new(),
    };
    let person = StaffMember {
        id: HOA,
        name: "Hoàng Thị Hoa".to_owned(),
        unit: POST,
        key: None,
        desk_keys: Vec::new(),
    };
    Roster {
        units: vec![unit],
        staff: vec![person],
        ..Roster::default()
    }
}

fn step(event: Event) -> TimelineEntry {
    TimelineEntry {
        entry: Entry {
            place: Place {
                lamport: 1,
                device: DeviceId::from_bytes([1; 16]),
                incarnation: IncarnationId::from_bytes([1; 16]),
                seq: 1,
                record: RecordRef::from_bytes([1; 32]),
            },
            deps: Vec::new(),
            act: ActId::from_bytes([1; 16]),
            author: Author::Person(HOA),
            recorded_at: 0,
            is_withheld: false,
            event,
        },
        no_effect: None,
        is_waiting: false,
        person: None,
        case: None,
        standing: AuthorStanding::Verified,
        clock: ClockGrade::Trusted,
        sync: SyncState::Here,
    }
}

fn correction(field: CorrectedField, value: CorrectedValue) -> TimelineEntry {
    step(Event::DossierCorrected(DossierCorrected {
        corrects: RecordRef::from_bytes([0; 32]),
        field,
        value,
        reason: CorrectionReason::Typing,
        at: 0,
    }))
}

fn conflict(kind: ConflictKind) -> Conflict {
    Conflict {
        kind,
        between: (
            RecordRef::from_bytes([1; 32]),
            RecordRef::from_bytes([2; 32]),
        ),
        papers: Vec::new(),
        resolution: None,
    }
}

fn said(step: &TimelineEntry, kind: ConflictKind) -> String {
    claim(step, &conflict(kind), &roster())
}

#[test]
fn a_correction_says_its_value_and_hides_what_the_viewer_may_not_read() {
    let birth = ConflictKind::CorrectedTwice(CorrectedField::Birth);
    let mut personal = correction(CorrectedField::Birth, CorrectedValue::InPart);
    assert!(said(&personal, birth).contains("không thuộc phần việc"));
    personal.person = Some(PersonPart {
        corrected: Some("1981-09-02".to_owned()),
        ..PersonPart::default()
    });
    assert_eq!(said(&personal, birth), "02/09/1981");

    let mut request = correction(CorrectedField::Request, CorrectedValue::InPart);
    request.case = Some(CasePart {
        request: Some("Khai sinh cho cháu Trần Minh Khang".to_owned()),
        ..CasePart::default()
    });
    let kind = ConflictKind::CorrectedTwice(CorrectedField::Request);
    assert_eq!(said(&request, kind), "Khai sinh cho cháu Trần Minh Khang");

    let table = [
        (CorrectedField::Sets, CorrectedValue::Sets(2), "2 bộ"),
        (
            CorrectedField::ReturnChannel,
            CorrectedValue::ReturnChannel(ReturnChannel::Post),
            "nhận qua bưu chính",
        ),
        (
            CorrectedField::DueAt,
            CorrectedValue::DueAt(1_795_168_800_000_000),
            "17 giờ, Thứ Sáu 20/11/2026",
        ),
    ];
    for (field, value, expected) in table {
        let step = correction(field, value);
        assert_eq!(said(&step, ConflictKind::CorrectedTwice(field)), expected);
    }
}

#[test]
fn a_passing_of_papers_says_who_took_or_was_given_how_many() {
    let party = Party {
        unit: POST,
        person: Some(HOA),
    };
    let papers = [PaperOutcome::Accepted, PaperOutcome::Missing].map(|outcome| TickedPaper {
        paper: PaperId::from_bytes([4; 16]),
        outcome,
    });
    let accepted = step(Event::LineAccepted(LineAccepted {
        handoff: HandoffId::from_bytes([5; 16]),
        taker: party,
        papers: papers.to_vec(),
        at: 0,
        filing: None,
    }));
    assert_eq!(
        said(&accepted, ConflictKind::TwoHolders),
        "Hoàng Thị Hoa, Bưu điện văn hóa xã Hưng Đạo nhận 1/2 giấy tờ"
    );
    let offered = step(Event::LineOffered(LineOffered {
        handoff: HandoffId::from_bytes([5; 16]),
        from: party,
        to: Party {
            unit: POST,
            person: None,
        },
        papers: Vec::new(),
        at: 0,
    }));
    assert_eq!(
        said(&offered, ConflictKind::OfferedTwice),
        "giao cho Bưu điện văn hóa xã Hưng Đạo"
    );
}
