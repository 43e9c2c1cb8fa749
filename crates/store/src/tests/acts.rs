//! What people do at one desk.

use domain::decide::{Command, Correction, NewValue};
use domain::dossier::Status;
use domain::event::{CorrectedField, CorrectionReason, PaperOutcome, ReturnChannel, Subject};
use domain::handoff::HandoffStatus;
use domain::id::{ActId, DossierId, HandoffId};
use domain::refusal::Refusal;
use ledger::AuthorStanding;

use crate::desk::{PrintState, RECEIPT_FORM};
use crate::read::{Direction, SyncState};
use crate::testing::{CENTRE, HOA, LAN, Office, POST, keys_of, reception};
use crate::{Failure, Viewer};

#[test]
fn a_reception_is_saved_with_its_numbers_and_reads_back() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, papers) = office.receive("Nguyễn Thị Ước");
    let reader = office.reader();
    let opened = reader
        .open_dossier(&office.viewer(LAN), dossier)
        .unwrap()
        .unwrap();
    assert!(opened.row.lookup_code.starts_with("2611220200001"));
    assert_eq!(opened.row.dossier_code, "H14.12-261122-2001");
    assert_eq!(opened.row.applicant_name.as_deref(), Some("Nguyễn Thị Ước"));
    assert_eq!(opened.row.id_tail.as_deref(), Some("1234"));
    assert_eq!(opened.row.status, Status::Received);
    assert_eq!(opened.row.sync, SyncState::Here);
    assert_eq!(opened.dossier.papers.len(), papers.len());
    let step = opened.reception().unwrap();
    assert_eq!(step.standing, AuthorStanding::Verified);
    let applicant = step.person.as_ref().unwrap().applicant.as_ref().unwrap();
    assert_eq!(applicant.address, "Thôn Đoài");
    assert_eq!(register(&office), [1]);
}

#[test]
fn the_same_act_again_gives_the_first_outcome_and_writes_nothing() {
    let mut office = Office::open(CENTRE, 2);
    let act = ActId::from_bytes([5; 16]);
    let dossier = DossierId::from_bytes([6; 16]);
    let command = |office: &mut Office| Command::ReceiveDossier {
        dossier,
        reception: Box::new(reception(
            "Lý A Páo",
            vec![office.paper(domain::paper::PaperForm::Original)],
        )),
    };
    let first = command(&mut office);
    let done = office.act_as(act, LAN, first.clone()).unwrap();
    let head = *office.desk.head();
    let again = office.act_as(act, LAN, first).unwrap();
    assert!(again.repeated && !done.repeated);
    assert_eq!(again.records, done.records);
    assert_eq!(again.lookup_code, done.lookup_code);
    assert_eq!(again.print_job, done.print_job);
    assert_eq!(*office.desk.head(), head);
    let (mut office, _) = office.reopen();
    let other = command(&mut office);
    assert!(office.act_as(act, LAN, other).unwrap().repeated);
}

#[test]
fn numbers_follow_each_other_without_gap_even_after_a_refusal() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let empty = Box::new(reception("", Vec::new()));
    let dossier = DossierId::from_bytes([8; 16]);
    let refused = office.act(
        LAN,
        Command::ReceiveDossier {
            dossier,
            reception: empty,
        },
    );
    assert!(
        matches!(refused, Err(Failure::Refused(Refusal::FieldEmpty(_)))),
        "{refused:?}"
    );
    office.receive("Hai");
    assert_eq!(register(&office), [1, 2]);
    let newest = office.reader().list_recent(&Viewer::nobody(), 9).unwrap();
    let codes: Vec<_> = newest.iter().map(|row| row.dossier_code.as_str()).collect();
    assert_eq!(codes, ["H14.12-261122-2002", "H14.12-261122-2001"]);
}

/// Reads the running numbers of the office's register, in the order of reception.
fn register(office: &Office) -> Vec<u32> {
    let reader = office.reader();
    let mut select = reader
        .connection()
        .prepare("SELECT register_number FROM dossier ORDER BY number")
        .unwrap();
    let numbers = select.query_map([], |row| row.get(0)).unwrap();
    numbers.map(Result::unwrap).collect()
}

#[test]
fn a_handoff_passes_papers_with_both_signatures_on_one_machine() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, papers) = office.receive("Nguyễn Văn An");
    let handoff = office.offer(dossier);
    let incoming = office
        .reader()
        .list_handoffs(POST, Direction::Incoming)
        .unwrap();
    assert_eq!(incoming[0].status, HandoffStatus::Offered);
    assert_eq!((incoming[0].originals, incoming[0].others), (1, 1));
    office
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let reader = office.reader();
    let opened = reader
        .open_handoff(&office.viewer(HOA), handoff)
        .unwrap()
        .unwrap();
    assert_eq!(opened.row.status, HandoffStatus::Accepted);
    assert_eq!(opened.row.taken_by, Some(HOA));
    assert!(
        opened
            .timeline
            .iter()
            .all(|step| step.standing == AuthorStanding::Verified)
    );
    let row = reader
        .find_row(&office.viewer(LAN), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.status, row.holder_unit, row.holder_person),
        (Status::HandedOn, Some(POST), Some(HOA))
    );
    assert!(
        reader
            .list_hand_over(&Viewer::nobody(), CENTRE)
            .unwrap()
            .lines
            .is_empty()
    );
    let held = reader.list_hand_over(&Viewer::nobody(), POST).unwrap();
    assert_eq!(held.lines.len(), 1);
    let line = &held.lines[0];
    assert_eq!(line.return_channel, ReturnChannel::Counter);
    let folded = reader
        .open_dossier(&office.viewer(LAN), dossier)
        .unwrap()
        .unwrap()
        .dossier;
    let papers: Vec<_> = folded
        .papers
        .values()
        .map(|held| held.paper.clone())
        .collect();
    assert_eq!(line.papers, papers);
    let report = reader
        .verify_ledger(&office.viewer(LAN), &keys_of(&[&office]))
        .unwrap();
    assert_eq!(report.faults, []);
}

#[test]
fn one_person_never_signs_both_sides() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, papers) = office.receive("Nguyễn Văn An");
    let handoff = office.offer(dossier);
    let refused = office.accept_as(LAN, handoff, dossier, &papers, PaperOutcome::Accepted);
    assert!(
        matches!(
            refused,
            Err(Failure::Refused(Refusal::SamePersonBothSides(LAN)))
        ),
        "{refused:?}"
    );
}

#[test]
fn a_clerk_cannot_make_the_postal_workers_acceptance_without_her_key() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, papers) = office.receive("Nguyễn Văn An");
    let handoff = office.offer(dossier);
    let lan = office.people.remove(&LAN).unwrap();
    let hoa = office.people.remove(&HOA).unwrap();
    // Lan's key, Hoa's name.
    let forged = crate::keys::vault::Unlocked {
        person: HOA,
        unit: POST,
        ..lan
    };
    office.people.insert(HOA, forged);
    office
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    office.people.insert(HOA, hoa);
    let keys = keys_of(&[&office]);
    let limit = crate::exchange::outbox::PageLimit {
        records: 100,
        bytes: 1 << 20,
    };
    let records = office.reader().outbox_page(0, limit).unwrap();
    let standings: Vec<_> = ledger::judge_all(&records, &keys, &ledger::NoAbsences, [1; 32])
        .into_iter()
        .zip(&records)
        .filter(|(_, record)| record.header().author == Some(crate::ids::ledger_person(HOA)))
        .map(|(standing, _)| standing.unwrap())
        .collect();
    assert_eq!(
        standings,
        [AuthorStanding::Refused, AuthorStanding::Refused]
    );
}

#[test]
fn a_corrected_name_is_found_and_the_wrong_one_is_not() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, _) = office.receive("Nguyễn Văn Sai");
    let correction = Correction {
        dossier,
        field: CorrectedField::ApplicantName,
        value: NewValue::Text("Nguyễn Văn Đúng".into()),
        reason: CorrectionReason::Typing,
        words: None,
    };
    office
        .act(LAN, Command::CorrectDossier(correction))
        .unwrap();
    let (reader, viewer) = (office.reader(), office.viewer(LAN));
    let found = reader
        .find_dossiers(&viewer, "van dung", 10, office.now)
        .unwrap();
    assert_eq!(found.dossiers.len(), 1);
    assert_eq!(
        found.dossiers[0].applicant_name.as_deref(),
        Some("Nguyễn Văn Đúng")
    );
    assert!(
        reader
            .find_dossiers(&viewer, "van sai", 10, office.now)
            .unwrap()
            .dossiers
            .is_empty()
    );
}

#[test]
fn a_print_is_reserved_then_printed_and_a_further_one_is_a_copy() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, _) = office.receive("Nguyễn Văn An");
    let subject = Subject::Dossier(dossier);
    let job = office
        .desk
        .reserve_print(subject, RECEIPT_FORM, office.now)
        .unwrap();
    assert_eq!((job.copy, job.state), (1, PrintState::Reserved));
    let viewer = Viewer::nobody();
    assert!(
        !office
            .reader()
            .find_row(&viewer, dossier)
            .unwrap()
            .unwrap()
            .is_printed
    );
    office
        .desk
        .set_print_state(job.id, PrintState::Printed, None, office.now)
        .unwrap();
    assert!(
        office
            .reader()
            .find_row(&viewer, dossier)
            .unwrap()
            .unwrap()
            .is_printed
    );
    let again = office
        .desk
        .reserve_print(subject, RECEIPT_FORM, office.now)
        .unwrap();
    assert_eq!(again.copy, 2);
}

#[test]
fn an_unknown_handoff_is_refused_by_name() {
    let mut office = Office::open(CENTRE, 2);
    let handoff = HandoffId::from_bytes([1; 16]);
    let reason = "không có túi".to_owned();
    let refused = office.act(HOA, Command::RefuseHandoff { handoff, reason });
    assert!(
        matches!(refused, Err(Failure::Refused(Refusal::HandoffUnknown(_)))),
        "{refused:?}"
    );
}

#[test]
fn a_draft_opens_for_its_person_alone() {
    let mut office = Office::open(CENTRE, 2);
    let text = br#"{"name":"Nguyen"}"#;
    office
        .desk
        .save_draft(&office.people[&LAN], text, office.now)
        .unwrap();
    let reader = office.reader();
    let (draft, saved_at) = reader.draft(&office.people[&LAN]).unwrap().unwrap();
    assert_eq!((draft.as_slice(), saved_at), (&text[..], office.now));
    assert!(reader.draft(&office.people[&HOA]).unwrap().is_none());
    assert_eq!(reader.list_drafts().unwrap(), [(LAN, office.now)]);
    office.desk.discard_draft(LAN).unwrap();
    assert!(reader.draft(&office.people[&LAN]).unwrap().is_none());
}

#[test]
fn settings_read_back() {
    let mut office = Office::open(CENTRE, 2);
    office.desk.set_setting("text_size", "large").unwrap();
    office.desk.set_setting("text_size", "very_large").unwrap();
    assert_eq!(
        office.reader().setting("text_size").unwrap().as_deref(),
        Some("very_large")
    );
    assert_eq!(office.reader().setting("absent").unwrap(), None);
}
