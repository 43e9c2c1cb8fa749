//! What an upper level or another desk may send and must not bring about.

use domain::dossier::Status;
use domain::event::PaperOutcome;
use domain::paper::PaperForm;
use ledger::id::{DeviceId, Incarnation};
use ledger::seal::{ChainHead, Draft};
use ledger::{
    AuthorStanding, COUNT_MAX, EffectWithheld, Erased, Hash, OwnFacts, Part, PartName, Record,
    SealedHeader, Signature, Signer, SigningKey, SubjectLink, WithheldReason, carry, kind, seal,
};

use super::exchanging::{LIMIT, Server, all_keys, places, pull};
use crate::Viewer;
use crate::exchange::VerifiedPage;
use crate::exchange::feed::Judging;
use crate::ids::ledger_unit;
use crate::testing::{CENTRE, HOA, Keys, LAN, MORNING, Office, POST, keys_of, reception};

/// A desk that was enrolled and does not keep to the rules.
struct Stranger {
    key: SigningKey,
    head: ChainHead,
}

impl Stranger {
    fn new() -> Self {
        let key = SigningKey::from_bytes([0x66; 32]);
        let device = key.verification_key().device_id();
        Self {
            key,
            head: ChainHead::genesis(device, Incarnation::from_bytes([0x67; 16])),
        }
    }

    fn device(&self) -> DeviceId {
        self.head.device
    }

    fn write(
        &mut self,
        kind: u16,
        parts: Vec<(PartName, Vec<u8>)>,
        subjects: Vec<SubjectLink>,
    ) -> Record {
        let salted = parts.into_iter().map(|(name, bytes)| Part {
            name,
            salt: [3; 16],
            bytes,
        });
        let draft = Draft {
            subjects,
            act_id: ledger::ActId::from_bytes([9; 16]),
            recorded_at: MORNING,
            clock: ledger::ClockGrade::Trusted,
            monotonic: 0,
            author: None,
            kind,
            version: 1,
            parts: salted.collect(),
            blobs: Vec::new(),
        };
        let (record, head) = seal(draft, &self.head, &self.key, None).unwrap();
        self.head = head;
        record
    }

    fn carry(&mut self, original: &Record) -> Record {
        let subjects = original.header().subjects.clone();
        self.write(kind::CARRIED, carry(original), subjects)
    }
}

fn keys_with(stranger: &Stranger, offices: &[&Office]) -> Keys {
    let mut keys = all_keys(offices, &Server::new());
    keys.devices
        .insert(stranger.device(), stranger.key.verification_key());
    keys
}

fn alarms(office: &Office) -> Vec<String> {
    let listed = office.reader().list_alarms().unwrap();
    listed.into_iter().map(|alarm| alarm.code).collect()
}

/// Gives the record with a signature that its device never made.
fn forged(record: &Record) -> Record {
    let sealed = SealedHeader::new(
        record.header_bytes().to_vec(),
        record.author_signature().copied(),
        Signature::from_bytes([7; 64]),
    );
    Record::from_sealed(sealed.unwrap(), record.parts().to_vec()).unwrap()
}

#[test]
fn a_forged_record_inside_a_carrier_is_not_taken_out() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Nguyễn Văn An");
    let reception = centre.reader().outbox_page(0, LIMIT).unwrap()[1].clone();
    let mut stranger = Stranger::new();
    let carriers = [
        stranger.carry(&forged(&reception)),
        stranger.carry(&reception.clone().with_parts(|_| false)),
    ];
    let keys = keys_with(&stranger, &[&centre, &post]);
    let added = pull(&mut post, ledger_unit(POST), &carriers, &keys).unwrap();
    assert_eq!(added, 2, "the carriers themselves are records");
    assert_eq!(alarms(&post), ["carried_unsound", "carried_unsound"]);
    let row = post.reader().find_row(&Viewer::nobody(), dossier).unwrap();
    assert!(row.is_none());
}

#[test]
fn a_sound_record_inside_a_carrier_keeps_its_own_standing() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Nguyễn Văn An");
    let reception = centre.reader().outbox_page(0, LIMIT).unwrap()[1].clone();
    let mut stranger = Stranger::new();
    let carrier = stranger.carry(&reception);
    let keys = keys_with(&stranger, &[&centre, &post]);
    pull(&mut post, ledger_unit(POST), &[carrier], &keys).unwrap();
    let viewer = post.viewer(HOA);
    let opened = post.reader().open_dossier(&viewer, dossier).unwrap();
    let opened = opened.unwrap();
    assert_eq!(opened.timeline[0].standing, AuthorStanding::Verified);
    assert_eq!(opened.dossier.status(), Status::Received);
}

#[test]
fn a_record_in_our_own_place_that_we_never_signed_hides_none_of_ours() {
    let mut centre = Office::open(CENTRE, 2);
    centre.receive("Một");
    let taken = centre.reader().outbox_page(0, LIMIT).unwrap()[1].clone();
    let mut stranger = Stranger::new();
    let carrier = stranger.carry(&forged(&taken));
    let keys = keys_with(&stranger, &[&centre]);
    pull(&mut centre, ledger_unit(CENTRE), &[carrier], &keys).unwrap();
    let head = *centre.desk.head();
    let own = centre.reader().own_hash(head.incarnation, head.seq);
    assert_eq!(own.unwrap(), Some(head.hash));
    assert_eq!(alarms(&centre), ["carried_unsound"]);
    centre.receive("Hai");
}

#[test]
fn only_the_server_withholds_and_erases() {
    let mut centre = Office::open(CENTRE, 2);
    let (dossier, _) = centre.receive("Nguyễn Văn An");
    let target = centre.reader().outbox_page(0, LIMIT).unwrap()[1].hash();
    let withheld = EffectWithheld {
        record: target,
        reason: WithheldReason::Revoked,
    };
    let erased = Erased {
        record: target,
        part: PartName::Person,
        basis: "x".into(),
    };
    let words = [
        (kind::EFFECT_WITHHELD, withheld.facts()),
        (kind::ERASED, erased.facts()),
    ];
    let mut stranger = Stranger::new();
    let of_stranger: Vec<Record> = words
        .iter()
        .map(|(kind, facts)| {
            let parts = vec![(PartName::Facts, facts.clone())];
            stranger.write(*kind, parts, Vec::new())
        })
        .collect();
    let keys = keys_with(&stranger, &[&centre]);
    let unit = ledger_unit(CENTRE);
    pull(&mut centre, unit, &of_stranger, &keys).unwrap();
    let row = |office: &Office| {
        let row = office.reader().find_row(&office.viewer(LAN), dossier);
        let row = row.unwrap().unwrap();
        (row.status, row.applicant_name.is_some())
    };
    assert_eq!(row(&centre), (Status::Received, true));
    let mut server = Server::new();
    let of_server: Vec<Record> = words
        .iter()
        .map(|(kind, facts)| server.write(*kind, facts.clone(), Vec::new()))
        .collect();
    pull(&mut centre, unit, &of_server, &keys).unwrap();
    assert_eq!(row(&centre), (Status::Unknown, false));
}

#[test]
fn a_record_of_the_server_that_came_carried_first_has_its_effect() {
    let mut centre = Office::open(CENTRE, 2);
    let (dossier, _) = centre.receive("Nguyễn Văn An");
    let target = centre.reader().outbox_page(0, LIMIT).unwrap()[1].hash();
    let withheld = EffectWithheld {
        record: target,
        reason: WithheldReason::NotAssigned,
    };
    let word = Server::new().write(kind::EFFECT_WITHHELD, withheld.facts(), Vec::new());
    let mut stranger = Stranger::new();
    let carrier = stranger.carry(&word);
    let keys = keys_with(&stranger, &[&centre]);
    pull(&mut centre, ledger_unit(CENTRE), &[carrier, word], &keys).unwrap();
    let row = centre
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap();
    assert_eq!(row.unwrap().status, Status::Unknown);
}

#[test]
fn a_lamport_that_what_it_followed_does_not_give_has_no_effect() {
    let mut centre = Office::open(CENTRE, 2);
    let (dossier, papers) = centre.receive("Nguyễn Văn An");
    let reception = centre.reader().outbox_page(0, LIMIT).unwrap()[1].clone();
    let facts = reception.find_part(PartName::Facts).unwrap().bytes.clone();
    let mut stranger = Stranger::new();
    let ahead: Vec<Record> = [reception.header().kind, 9_999]
        .into_iter()
        .map(|kind| {
            let link = SubjectLink {
                deps: vec![reception.hash()],
                lamport: COUNT_MAX,
                ..reception.header().subjects[0].clone()
            };
            stranger.write(kind, vec![(PartName::Facts, facts.clone())], vec![link])
        })
        .collect();
    let keys = keys_with(&stranger, &[&centre]);
    pull(&mut centre, ledger_unit(CENTRE), &ahead, &keys).unwrap();
    let handoff = centre.offer(dossier);
    centre
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let row = centre
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap();
    assert_eq!(row.unwrap().status, Status::HandedOn);
}

#[test]
fn a_part_missing_without_a_reason_is_told_and_stops_nothing() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (bare, _) = centre.receive("Một");
    let (whole, _) = centre.receive("Hai");
    let mut records = centre.reader().outbox_page(0, LIMIT).unwrap();
    records[1] = records[1]
        .clone()
        .with_parts(|name| name == PartName::Facts);
    let keys = keys_of(&[&centre, &post]);
    assert_eq!(
        pull(&mut post, ledger_unit(POST), &records, &keys).unwrap(),
        3
    );
    let parts = records[1].missing_parts().count();
    assert_eq!(alarms(&post), vec!["part_missing"; parts]);
    for dossier in [bare, whole] {
        let row = post.reader().find_row(&Viewer::nobody(), dossier).unwrap();
        assert_eq!(row.unwrap().status, Status::Received);
    }
}

#[test]
fn what_is_no_record_leaves_a_hole_in_the_feed_and_stops_nothing() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    centre.receive("Một");
    let (behind, _) = centre.receive("Hai");
    let mut records = centre.reader().outbox_page(0, LIMIT).unwrap();
    records[1] = forged(&records[1]);
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    assert_eq!(pull(&mut post, unit, &records, &keys).unwrap(), 2);
    assert_eq!(alarms(&post), ["not_a_record"]);
    let row = post.reader().find_row(&Viewer::nobody(), behind).unwrap();
    assert!(row.is_some());
    let hashes = post.reader().feed_hashes(unit, &[1, 2, 3]).unwrap();
    assert!(hashes.iter().all(|(_, hash)| hash.is_some()));
    post.publish_roster(2);
    let cursor = post.reader().feed_cursor(unit).unwrap();
    assert_eq!(cursor.position, 3, "no key would make a record of it");
}

#[test]
fn a_record_of_a_device_that_is_not_known_yet_is_read_again_with_the_next_roster() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Một");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let unit = ledger_unit(POST);
    let without_centre = keys_of(&[&post]);
    assert_eq!(pull(&mut post, unit, &records, &without_centre).unwrap(), 0);
    assert_eq!(post.reader().feed_cursor(unit).unwrap().position, 2);
    post.publish_roster(2);
    assert_eq!(post.reader().feed_cursor(unit).unwrap().position, 0);
    let keys = keys_of(&[&centre, &post]);
    assert_eq!(pull(&mut post, unit, &records, &keys).unwrap(), 2);
    let row = post.reader().find_row(&Viewer::nobody(), dossier).unwrap();
    assert!(row.is_some());
}

#[test]
fn a_paper_that_two_dossiers_name_stops_neither() {
    let mut centre = Office::open(CENTRE, 2);
    let mut other = Office::open(CENTRE, 4);
    let mut post = Office::open(POST, 3);
    let paper = centre.paper(PaperForm::Original);
    let mut dossiers = Vec::new();
    for office in [&mut centre, &mut other] {
        let dossier = domain::id::DossierId::from_bytes(office.fresh());
        let reception = Box::new(reception("Nguyễn Văn An", vec![paper.clone()]));
        let command = domain::decide::Command::ReceiveDossier { dossier, reception };
        office.act(LAN, command).unwrap();
        dossiers.push(dossier);
    }
    let mut keys = keys_of(&[&centre, &other, &post]);
    keys.people.clear();
    let unit = ledger_unit(POST);
    for office in [&centre, &other] {
        let records = office.reader().outbox_page(0, LIMIT).unwrap();
        pull(&mut post, unit, &records, &keys).unwrap();
    }
    for dossier in dossiers {
        let row = post.reader().find_row(&Viewer::nobody(), dossier).unwrap();
        assert_eq!(row.unwrap().status, Status::Received);
    }
    post.desk.rebuild().unwrap();
}

#[test]
fn a_page_is_stored_in_pieces_that_follow_each_other() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, papers) = centre.receive("Một");
    let handoff = centre.offer(dossier);
    centre
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    let start = post.reader().feed_cursor(unit).unwrap();
    let judging = Judging {
        keys: &keys,
        withheld_parts: &[],
        erased: &std::collections::BTreeSet::<(Hash, PartName)>::new(),
        seed: [7; 32],
    };
    let page = VerifiedPage::verify(start, places(&records, 1), &judging).unwrap();
    let end = *page.cursor();
    let pieces = page.divide(2);
    assert_eq!(pieces.len(), records.len().div_ceil(2));
    for piece in &pieces {
        post.desk
            .exchange(MORNING, |exchange| exchange.take_page(piece))
            .unwrap();
        assert_eq!(post.reader().feed_cursor(unit).unwrap(), *piece.cursor());
    }
    assert_eq!(post.reader().feed_cursor(unit).unwrap(), end);
    let row = post.reader().find_row(&Viewer::nobody(), dossier).unwrap();
    assert_eq!(row.unwrap().status, Status::HandedOn);
}
