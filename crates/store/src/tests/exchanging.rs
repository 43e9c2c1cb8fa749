//! Two desks and a server of a few lines: queue, receipts, feeds, falling back.

use domain::dossier::Status;
use domain::event::PaperOutcome;
use ledger::id::{Epoch, UnitId};
use ledger::seal::{ChainHead, Draft};
use ledger::{
    AuthorStanding, EffectRestored, EffectWithheld, FeedHead, Hash, OwnFacts, Part, PartName,
    Receipt, ReceiptBody, Record, SealError, Signer, SigningKey, SubjectLink, WithheldReason, kind,
    seal,
};

use crate::desk::SystemMoment;
use crate::exchange::feed::Judging;
use crate::exchange::outbox::PageLimit;
use crate::exchange::{FeedItem, FeedPlace, ServerVerdict, VerifiedPage};
use crate::ids::ledger_unit;
use crate::read::{QueueState, SyncState};
use crate::testing::{CENTRE, HOA, Keys, LAN, MORNING, Office, POST, keys_of, server_key};
use crate::{Contradiction, Failure, Viewer};

pub(super) const LIMIT: PageLimit = PageLimit {
    records: 1_000,
    bytes: 1 << 20,
};

/// A server that believes everything and keeps it in order.
pub(super) struct Server {
    pub(super) records: Vec<Record>,
    epoch: Epoch,
    pub(super) head: ChainHead,
    pub(super) key: SigningKey,
}

impl Server {
    pub(super) fn new() -> Self {
        let key = server_key();
        let device = key.verification_key().device_id();
        let incarnation = ledger::Incarnation::from_bytes([3; 16]);
        Self {
            records: Vec::new(),
            epoch: Epoch::from_bytes([4; 16]),
            head: ChainHead::genesis(device, incarnation),
            key,
        }
    }

    /// Takes what a desk has queued and gives the receipt.
    pub(super) fn take_from(&mut self, office: &Office) -> Receipt {
        let page = office.reader().outbox_page(0, LIMIT).unwrap();
        let last = page.last().unwrap().clone();
        self.records.extend(page);
        self.receipt(&last)
    }

    fn receipt(&self, last: &Record) -> Receipt {
        let positions = u64::try_from(self.records.len()).unwrap();
        let body = ReceiptBody {
            device: last.header().device,
            incarnation: last.header().incarnation,
            up_to: last.header().seq,
            head: last.hash(),
            positions: vec![(ledger_unit(CENTRE), positions)],
            server_time: MORNING + 5,
            epoch: self.epoch,
            checkpoint: None,
        };
        Receipt::sign(body, &self.key)
    }

    pub(super) fn write(
        &mut self,
        kind: u16,
        facts: Vec<u8>,
        subjects: Vec<SubjectLink>,
    ) -> Record {
        let draft = Draft {
            subjects,
            act_id: ledger::ActId::from_bytes([1; 16]),
            recorded_at: MORNING,
            clock: ledger::ClockGrade::Trusted,
            monotonic: 0,
            author: None,
            kind,
            version: 1,
            parts: vec![Part {
                name: PartName::Facts,
                salt: [2; 16],
                bytes: facts,
            }],
            blobs: Vec::new(),
        };
        let sealed: Result<_, SealError> = seal(draft, &self.head, &self.key, None);
        let (record, head) = sealed.unwrap();
        self.head = head;
        self.records.push(record.clone());
        record
    }
}

pub(super) fn places(records: &[Record], from: u64) -> Vec<FeedPlace> {
    (from..)
        .zip(records)
        .map(|(position, record)| FeedPlace {
            position,
            item: FeedItem::Record(Box::new(record.clone())),
        })
        .collect()
}

pub(super) fn pull(
    office: &mut Office,
    unit: UnitId,
    records: &[Record],
    keys: &Keys,
) -> Result<u32, Failure> {
    let reader = office.reader();
    let cursor = reader.feed_cursor(unit).unwrap();
    let erased = reader.erased().unwrap();
    let judging = Judging {
        keys,
        withheld_parts: &[],
        erased: &erased,
        seed: [7; 32],
    };
    let page = VerifiedPage::verify(cursor, places(records, cursor.position + 1), &judging)?;
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_page(&page))
}

/// Learns that the server lost the whole feed.
fn lose_all(office: &mut Office, unit: UnitId) {
    let start = FeedHead::start(unit);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.rewind(&start))
        .unwrap();
}

/// Gives what is offered again to a log that has not heard it.
fn offered(office: &Office, viewer: &Viewer) -> Vec<Record> {
    let epoch = Epoch::from_bytes([5; 16]);
    office.reader().unplaced(viewer, epoch, LIMIT).unwrap()
}

pub(super) fn all_keys(offices: &[&Office], server: &Server) -> Keys {
    let mut keys = keys_of(offices);
    keys.devices
        .insert(server.head.device, server.key.verification_key());
    keys
}

#[test]
fn the_queue_empties_against_a_receipt_for_our_own_head_only() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, _) = office.receive("Nguyễn Văn An");
    let mut server = Server::new();
    let receipt = server.take_from(&office);
    let mut body = ReceiptBody::clone(&receipt);
    body.head = Hash::from_bytes([1; 32]);
    let wrong = Receipt::sign(body, &server.key);
    let refused = office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&wrong));
    assert!(matches!(
        refused,
        Err(Failure::Contradiction(Contradiction::ReceiptNotOurs))
    ));
    assert_eq!(office.reader().queue_counts().unwrap().here, 2);
    office.receive("Saved after the page was read");
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    let counts = office.reader().queue_counts().unwrap();
    assert_eq!((counts.here, counts.received, counts.safe), (1, 2, 0));
    let row = office
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.sync, SyncState::Received);
    let standing = office.reader().standing().unwrap();
    assert_eq!(standing.received_up_to, 2);
    assert_eq!(standing.lease, Some(Hash::of(&[&receipt.encode()])));
    assert_eq!(standing.epoch, Some(server.epoch));
}

#[test]
fn received_parts_lie_sealed_only() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Thị Kín");
    let receipt = Server::new().take_from(&office);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    let reader = office.reader();
    let places = (1, 2);
    assert_eq!(
        reader
            .own_records(&Viewer::nobody(), places, LIMIT)
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        reader
            .own_records(&office.viewer(LAN), places, LIMIT)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn safe_is_said_only_for_what_a_backup_holds() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, _) = office.receive("Nguyễn Văn An");
    let mut server = Server::new();
    let receipt = server.take_from(&office);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    let head = |position| {
        [FeedHead {
            unit: ledger_unit(CENTRE),
            position,
            hash: Hash::ZERO,
        }]
    };
    office
        .desk
        .exchange(MORNING, |exchange| {
            exchange.take_backup(Some((1, &head(1))))
        })
        .unwrap();
    assert_eq!(office.reader().queue_counts().unwrap().safe, 0);
    office
        .desk
        .exchange(MORNING, |exchange| {
            exchange.take_backup(Some((1, &head(2))))
        })
        .unwrap();
    assert_eq!(office.reader().queue_counts().unwrap().safe, 2);
    let row = office
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.sync, SyncState::Safe);
    office
        .desk
        .exchange(MORNING, |exchange| {
            exchange.take_epoch(Epoch::from_bytes([8; 16]), 2)
        })
        .unwrap();
    assert_eq!(office.reader().queue_counts().unwrap().safe, 0);
}

#[test]
fn a_server_that_fell_back_gets_the_same_records_again() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Văn An");
    let before = office.reader().outbox_page(0, LIMIT).unwrap();
    let receipt = Server::new().take_from(&office);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    office
        .desk
        .exchange(MORNING, |exchange| exchange.fall_back(0))
        .unwrap();
    let reader = office.reader();
    let counts = reader.queue_counts().unwrap();
    assert_eq!(
        (counts.here, counts.waiting_for_sign_in, counts.received),
        (2, 1, 0)
    );
    assert_eq!(
        reader.outbox_page(0, LIMIT).unwrap().len(),
        1,
        "the certificate has no part"
    );
    assert_eq!(office.desk.refill_outbox(&Viewer::nobody()).unwrap(), 0);
    let lan = office.viewer(LAN);
    assert_eq!(office.desk.refill_outbox(&lan).unwrap(), 1);
    assert_eq!(office.reader().outbox_page(0, LIMIT).unwrap(), before);
}

#[test]
fn a_second_desk_pulls_a_handoff_and_its_acceptance_comes_back() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let mut server = Server::new();
    let (dossier, papers) = centre.receive("Nguyễn Thị Ước");
    let handoff = centre.offer(dossier);
    server.take_from(&centre);
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    let added = pull(&mut post, unit, &server.records, &keys).unwrap();
    assert_eq!(added, 4);
    post.accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let row = post
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.status, row.holder_person),
        (Status::HandedOn, Some(HOA))
    );
    let mut back = post.reader().outbox_page(0, LIMIT).unwrap();
    let mut keys = keys_of(&[&post, &centre]);
    // Hoa signed at the postal desk, with the key she has there.
    keys.people.insert(
        crate::ids::ledger_person(HOA),
        post.people[&HOA].signer.verification_key(),
    );
    let mut feed = server.records.clone();
    feed.append(&mut back);
    let added = pull(&mut centre, ledger_unit(CENTRE), &feed, &keys).unwrap();
    assert_eq!(added, 3, "our own four were here");
    let reader = centre.reader();
    let row = reader
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.holder_person, Some(HOA));
    let opened = reader
        .open_handoff(&Viewer::nobody(), handoff)
        .unwrap()
        .unwrap();
    assert!(
        opened
            .timeline
            .iter()
            .all(|step| step.standing == AuthorStanding::Verified)
    );
}

#[test]
fn what_was_pulled_is_read_by_the_units_own_duty() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Nguyễn Thị Ước");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = keys_of(&[&centre, &post]);
    pull(&mut post, ledger_unit(POST), &records, &keys).unwrap();
    let reader = post.reader();
    let name = |viewer: Viewer| {
        reader
            .find_row(&viewer, dossier)
            .unwrap()
            .unwrap()
            .applicant_name
    };
    assert_eq!(name(post.viewer(HOA)).as_deref(), Some("Nguyễn Thị Ước"));
    assert_eq!(name(post.viewer(LAN)), None);
    lose_all(&mut post, ledger_unit(POST));
    assert_eq!(offered(&post, &post.viewer(HOA)), records);
}

#[test]
fn a_feed_is_offered_again_without_what_is_sealed_while_nobody_is_signed_in() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    centre.receive("Nguyễn Thị Ước");
    centre.receive("Nguyễn Văn An");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    pull(&mut post, unit, &records, &keys).unwrap();
    lose_all(&mut post, unit);
    let bare = records
        .iter()
        .map(|record| record.clone().with_parts(|name| name == PartName::Facts));
    let bare: Vec<Record> = bare.collect();
    assert_eq!(offered(&post, &Viewer::nobody()), bare);
    assert!(bare.len() > 2 && bare[1] != records[1]);
}

#[test]
fn what_lost_its_place_is_offered_once_in_a_life_of_the_log_until_a_feed_brings_it() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    centre.receive("Một");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    pull(&mut post, unit, &records, &keys).unwrap();
    assert_eq!(offered(&post, &Viewer::nobody()), []);
    lose_all(&mut post, unit);
    let hashes: Vec<Hash> = records.iter().map(Record::hash).collect();
    let epoch = Epoch::from_bytes([5; 16]);
    post.desk
        .exchange(MORNING, |exchange| {
            exchange.note_offered_again(epoch, &hashes)
        })
        .unwrap();
    assert_eq!(offered(&post, &Viewer::nobody()), []);
    let next = Epoch::from_bytes([6; 16]);
    let reader = post.reader();
    let again = reader.unplaced(&Viewer::nobody(), next, LIMIT).unwrap();
    assert_eq!(again.len(), records.len(), "the log was lost once more");
    pull(&mut post, unit, &records, &keys).unwrap();
    let placed = reader.unplaced(&Viewer::nobody(), next, LIMIT).unwrap();
    assert_eq!(placed, []);
}

#[test]
fn what_an_ended_life_had_received_and_no_feed_brought_back_has_no_place() {
    let mut office = Office::open(CENTRE, 2);
    let mut server = Server::new();
    office.receive("Một");
    let received = office.reader().outbox_page(0, LIMIT).unwrap();
    let receipt = server.take_from(&office);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    office.receive("Hai");
    assert_eq!(offered(&office, &Viewer::nobody()), []);
    let moment = SystemMoment {
        now: MORNING,
        clock: ledger::ClockGrade::Unchecked,
        monotonic: 0,
    };
    office.desk.begin_incarnation(moment).unwrap();
    let hashes = |records: &[Record]| records.iter().map(Record::hash).collect::<Vec<_>>();
    let unplaced = offered(&office, &office.viewer(LAN));
    assert_eq!(hashes(&unplaced), hashes(&received), "the rest is carried");
}

#[test]
fn a_page_that_does_not_follow_stores_nothing() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    centre.receive("Một");
    centre.receive("Hai");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let unit = ledger_unit(POST);
    let keys = keys_of(&[&centre, &post]);
    let erased = std::collections::BTreeSet::new();
    let judging = Judging {
        keys: &keys,
        withheld_parts: &[],
        erased: &erased,
        seed: [7; 32],
    };
    let late = VerifiedPage::verify(FeedHead::start(unit), places(&records, 2), &judging);
    assert_eq!(late.map(|_| ()), Err(Contradiction::PageDoesNotFollow));
    let page = VerifiedPage::verify(FeedHead::start(unit), places(&records, 1), &judging).unwrap();
    post.desk
        .exchange(MORNING, |exchange| exchange.take_page(&page))
        .unwrap();
    let again = post
        .desk
        .exchange(MORNING, |exchange| exchange.take_page(&page));
    assert!(matches!(
        again,
        Err(Failure::Contradiction(Contradiction::PageDoesNotFollow))
    ));
    assert_eq!(post.reader().feed_cursor(unit).unwrap(), *page.cursor());
}

#[test]
fn a_missing_part_is_no_alarm_where_the_duty_may_not_see_it() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Nguyễn Thị Kín");
    let records: Vec<Record> = centre
        .reader()
        .outbox_page(0, LIMIT)
        .unwrap()
        .into_iter()
        .map(|record| record.with_parts(|name| name == PartName::Facts))
        .collect();
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    let erased = std::collections::BTreeSet::new();
    let withheld_parts = &[PartName::Person, PartName::Case];
    let judging = Judging {
        keys: &keys,
        withheld_parts,
        erased: &erased,
        seed: [7; 32],
    };
    let page = VerifiedPage::verify(FeedHead::start(unit), places(&records, 1), &judging).unwrap();
    post.desk
        .exchange(MORNING, |exchange| exchange.take_page(&page))
        .unwrap();
    let row = post
        .reader()
        .find_row(&post.viewer(HOA), dossier)
        .unwrap()
        .unwrap();
    assert_eq!((row.applicant_name, row.status), (None, Status::Received));
    assert!(post.reader().list_alarms().unwrap().is_empty());
}

#[test]
fn a_withheld_effect_is_gone_until_it_is_restored() {
    let mut centre = Office::open(CENTRE, 2);
    let mut server = Server::new();
    let (dossier, _) = centre.receive("Nguyễn Văn An");
    let target = centre.reader().outbox_page(0, LIMIT).unwrap()[1].hash();
    let reason = WithheldReason::NotAssigned;
    let withheld = server.write(
        kind::EFFECT_WITHHELD,
        EffectWithheld {
            record: target,
            reason,
        }
        .facts(),
        Vec::new(),
    );
    let keys = all_keys(&[&centre], &server);
    let unit = ledger_unit(CENTRE);
    pull(&mut centre, unit, std::slice::from_ref(&withheld), &keys).unwrap();
    let status = |office: &Office| {
        office
            .reader()
            .find_row(&Viewer::nobody(), dossier)
            .unwrap()
            .unwrap()
            .status
    };
    assert_eq!(status(&centre), Status::Unknown);
    let restored = server.write(
        kind::EFFECT_RESTORED,
        EffectRestored {
            record: target,
            withheld: withheld.hash(),
        }
        .facts(),
        Vec::new(),
    );
    pull(&mut centre, unit, &[restored], &keys).unwrap();
    assert_eq!(status(&centre), Status::Received);
}

#[test]
fn a_record_of_a_later_kind_is_kept_passed_on_and_does_not_stop_the_others() {
    let mut centre = Office::open(CENTRE, 2);
    let mut server = Server::new();
    let (dossier, papers) = centre.receive("Nguyễn Văn An");
    let reception = centre.reader().outbox_page(0, LIMIT).unwrap()[1].hash();
    let link = SubjectLink {
        id: ledger::SubjectId::from_bytes(*dossier.as_bytes()),
        deps: vec![reception],
        lamport: 2,
    };
    let later = server.write(9_999, vec![0xf6], vec![link]);
    let keys = all_keys(&[&centre], &server);
    let unit = ledger_unit(CENTRE);
    pull(&mut centre, unit, std::slice::from_ref(&later), &keys).unwrap();
    lose_all(&mut centre, unit);
    assert_eq!(offered(&centre, &Viewer::nobody()), [later]);
    let handoff = centre.offer(dossier);
    centre
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let row = centre
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.status, Status::HandedOn);
}

#[test]
fn what_the_server_said_of_a_record_stays_listed_with_its_reason() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, _) = office.receive("Nguyễn Văn An");
    let record = office.reader().outbox_page(0, LIMIT).unwrap()[1].hash();
    let verdict = ServerVerdict::Quarantined(WithheldReason::NotAssigned.code());
    office
        .desk
        .exchange(MORNING, |exchange| exchange.note_verdict(&record, verdict))
        .unwrap();
    let receipt = Server::new().take_from(&office);
    office
        .desk
        .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
        .unwrap();
    let (office, _) = office.reopen();
    let queue = office.reader().list_queue().unwrap();
    assert_eq!(queue.len(), 1);
    assert_eq!(
        (queue[0].record, queue[0].state),
        (record, QueueState::Answered(verdict))
    );
    let row = office
        .reader()
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.sync, SyncState::Quarantined);
    assert_eq!(office.reader().queue_counts().unwrap().quarantined, 1);
}

#[test]
fn each_row_of_the_queue_counts_how_often_it_was_sent() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Văn An");
    office.receive("Trần Thị Bé");
    let page = office.reader().outbox_page(0, LIMIT).unwrap();
    let seqs: Vec<u64> = page.iter().map(|record| record.header().seq).collect();
    let (first, last) = (seqs[0], seqs[seqs.len() - 1]);
    let tries = |office: &Office| {
        let queue = office.reader().list_queue().unwrap();
        queue
            .iter()
            .map(|item| (item.seq, item.tries))
            .collect::<Vec<_>>()
    };
    assert!(tries(&office).iter().all(|(_, tries)| *tries == Some(0)));
    for (from, to) in [(first, last), (last, last)] {
        office
            .desk
            .exchange(MORNING, |exchange| exchange.count_try(from, to))
            .unwrap();
    }
    let counted = tries(&office);
    assert_eq!(counted[0], (first, Some(1)));
    assert_eq!(counted[counted.len() - 1], (last, Some(2)));
    let (office, _) = office.reopen();
    assert_eq!(tries(&office), counted);
}

#[test]
fn rewinding_forgets_positions_and_no_record() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let (dossier, _) = centre.receive("Một");
    let records = centre.reader().outbox_page(0, LIMIT).unwrap();
    let keys = keys_of(&[&centre, &post]);
    let unit = ledger_unit(POST);
    pull(&mut post, unit, &records, &keys).unwrap();
    let hashes = post.reader().feed_hashes(unit, &[1, 2, 3]).unwrap();
    assert!(hashes[0].1.is_some() && hashes[1].1.is_some() && hashes[2].1.is_none());
    let start = FeedHead::start(unit);
    post.desk
        .exchange(MORNING, |exchange| exchange.rewind(&start))
        .unwrap();
    assert_eq!(post.reader().feed_cursor(unit).unwrap(), start);
    assert!(
        post.reader()
            .find_row(&Viewer::nobody(), dossier)
            .unwrap()
            .is_some()
    );
    assert_eq!(
        pull(&mut post, unit, &records, &keys).unwrap(),
        0,
        "all were here"
    );
}

#[test]
fn the_last_attempt_is_not_the_last_success() {
    let mut office = Office::open(CENTRE, 2);
    office
        .desk
        .exchange(10, |exchange| exchange.note_success())
        .unwrap();
    office
        .desk
        .exchange(20, |exchange| exchange.note_attempt("captive_portal"))
        .unwrap();
    let counts = office.reader().queue_counts().unwrap();
    assert_eq!(counts.last_success_at, Some(10));
    let attempt = counts.last_attempt.unwrap();
    assert_eq!(
        (attempt.at, attempt.outcome.as_str()),
        (20, "captive_portal")
    );
}

#[test]
fn an_edition_only_rises_and_never_says_two_things() {
    use ledger::publication::{Publication, PublicationBody, PublicationKind};
    let mut office = Office::open(CENTRE, 2);
    let holidays = |version, text: &str| {
        let body = PublicationBody {
            kind: PublicationKind::Holidays,
            version,
            body: text.as_bytes().to_vec(),
        };
        Publication::sign(body, &server_key())
    };
    let mut take = |publication: &Publication| {
        office
            .desk
            .exchange(MORNING, |exchange| exchange.take_publication(publication))
    };
    take(&holidays(2, "hai")).unwrap();
    take(&holidays(1, "một")).unwrap();
    take(&holidays(2, "hai")).unwrap();
    assert!(matches!(
        take(&holidays(2, "khác")),
        Err(Failure::Contradiction(Contradiction::Publication))
    ));
    let held = office
        .reader()
        .publication(PublicationKind::Holidays)
        .unwrap()
        .unwrap();
    assert_eq!((held.version, held.body.as_slice()), (2, "hai".as_bytes()));
    let below = |version| {
        let reader = office.reader();
        let found = reader.publication_below(PublicationKind::Holidays, version);
        found.unwrap().map(|found| found.version)
    };
    assert_eq!(
        (below(3), below(2), below(u64::MAX)),
        (Some(2), None, Some(2))
    );
}

#[test]
fn two_records_in_one_place_of_a_chain_are_both_kept_and_told() {
    let mut centre = Office::open(CENTRE, 2);
    let mut server = Server::new();
    let start = server.head;
    let one = server.write(9_999, vec![0xf6], Vec::new());
    server.head = start;
    let other = server.write(9_998, vec![0xf6], Vec::new());
    let keys = all_keys(&[&centre], &server);
    pull(&mut centre, ledger_unit(CENTRE), &[one, other], &keys).unwrap();
    let alarms = centre.reader().list_alarms().unwrap();
    assert_eq!(alarms.len(), 1);
    assert_eq!(alarms[0].code, "device_forked");
    lose_all(&mut centre, ledger_unit(CENTRE));
    assert_eq!(offered(&centre, &Viewer::nobody()).len(), 2);
}

#[test]
fn a_restored_desk_pulls_what_it_had_written_and_its_chains_verify() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let (mut office, _) = office.reopen();
    let path = office.options.file.path();
    let copy = std::fs::read(&path).unwrap();
    let (lost, _) = office.receive("Hai");
    let records = office.reader().outbox_page(0, LIMIT).unwrap();
    let (office, _) = office.reopen();
    let mut office = office.put_back(&copy);
    assert!(
        office
            .reader()
            .find_row(&Viewer::nobody(), lost)
            .unwrap()
            .is_none()
    );
    office.receive("Ba");
    let keys = keys_of(&[&office]);
    pull(&mut office, ledger_unit(CENTRE), &records, &keys).unwrap();
    let reader = office.reader();
    assert!(reader.find_row(&Viewer::nobody(), lost).unwrap().is_some());
    let report = reader.verify_ledger(&office.viewer(LAN), &keys).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.chains.len(), 2);
}
