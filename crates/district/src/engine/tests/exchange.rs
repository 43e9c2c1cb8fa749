//! Sending and fetching when nothing worse happens than a lost reply.

use std::sync::Mutex;

use ledger::id::{DeviceId, Hash};
use ledger::kind;
use ledger::own::{OwnFacts, WithheldReason};
use ledger::part::{Part, PartName};
use ledger::record::Record;
use sync::fault::Fault;
use sync::page::Item;
use sync::protocol::{
    ActivateReply, ActivateRequest, FACTS_UNREADABLE, Hello, PublicationsReply,
    PublicationsRequest, PullReply, PullRequest, PushReply, PushRequest, Safety, SyncProtocol,
    Verbatim, Verdict, Welcome,
};
use sync::session::{Alarm, Trouble};

use super::on_every_database;
use super::town::{Town, draft, note, now, sync_over};
use crate::database::{Database, Memory};
use crate::engine::quarantine::QUARANTINE_RECORDS_MAX;
use crate::engine::tests::town::{ELSEWHERE, ONE_STOP, POST};
use crate::engine::{DeskLine, Engine};

on_every_database! {
    f01_a_lost_reply_is_answered_again_byte_for_byte,
    f02_a_reply_that_was_not_stored_is_fetched_again_and_marks_once,
    f03_what_is_recorded_while_a_page_travels_stays_here,
    f05_one_record_in_quarantine_holds_up_no_other,
    f10_a_gap_delays_only_the_receipt,
    publications_too_large_for_the_line_hold_up_no_record,
    an_office_named_in_a_record_gets_all_earlier_ones_and_the_grant,
    a_stranger_of_another_commune_lets_nobody_in,
    feeds_are_dense_and_chained_and_read_only_by_their_office,
    own_records_come_back_as_references,
    a_revoked_desk_is_taken_in_quarantine_and_reads_nothing,
    what_a_desk_wrote_before_it_was_revoked_stays_in_effect,
    publications_only_rise,
    nothing_is_safe_before_a_backup_was_verified,
    parts_that_come_one_after_another_are_put_together,
    who_acts_for_another_office_or_without_a_duty_has_no_effect,
    two_headers_too_large_for_a_witness_are_kept_all_the_same,
}

fn f01_a_lost_reply_is_answered_again_byte_for_byte<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    for _ in 0..3 {
        note(&mut desk, 1);
    }
    let line = Listening::new(&town.engine, desk.head().device);
    line.lose_replies(10);
    for _ in 0..10 {
        sync_over(&line, &mut desk, &mut session);
        assert_eq!(desk.received_up_to, 0);
    }
    sync_over(&line, &mut desk, &mut session);
    assert_eq!((desk.received_up_to, desk.waiting().count()), (3, 0));
    let receipts = line.receipts();
    assert_eq!(
        receipts.len(),
        10,
        "one push a lost reply; the hello brings the receipt then"
    );
    assert!(receipts.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(town.held(&desk), 3);
}

fn f02_a_reply_that_was_not_stored_is_fetched_again_and_marks_once<D: Database + Send>(
    database: D,
) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    town.sync(&mut desk, &mut session);
    for _ in 0..4 {
        note(&mut desk, 1);
    }
    let mut failures = 0;
    while desk.waiting().count() > 0 {
        desk.failing_stores = 1;
        town.sync(&mut desk, &mut session);
        assert_eq!(session.status().trouble, Some(Trouble::NotStored));
        failures += 1;
        desk.failing_stores = 0;
        if failures > 3 {
            town.sync(&mut desk, &mut session);
        }
    }
    assert_eq!((desk.received_up_to, town.held(&desk)), (4, 4));
    assert_eq!(desk.feeds[&ONE_STOP].len(), 4);
}

fn f03_what_is_recorded_while_a_page_travels_stays_here<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    for _ in 0..1_200 {
        note(&mut desk, 1);
    }
    let before = desk.clone();
    town.sync(&mut desk, &mut session);
    assert_eq!(desk.received_up_to, 1_200);
    let mut later = before;
    let (correction, fresh) = (note(&mut later, 1), note(&mut later, 2));
    later.received_up_to = desk.received_up_to;
    let waiting: Vec<Hash> = later.waiting().map(ledger::record::Record::hash).collect();
    assert_eq!(waiting, [correction, fresh]);
    town.sync(&mut later, &mut session);
    assert_eq!((later.waiting().count(), town.held(&later)), (0, 1_202));
}

fn f05_one_record_in_quarantine_holds_up_no_other<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let bad = draft(1, 96, b"\x01".to_vec(), Some(clerk.person), &desk);
    let bad = desk.record(bad, Some(clerk.key.as_ref())).unwrap();
    for subject in 2..6 {
        clerk.offer(&mut desk, subject, ONE_STOP, POST);
    }
    town.sync(&mut desk, &mut session);
    assert_eq!((desk.received_up_to, session.status().trouble), (5, None));
    assert_eq!(
        desk.answers[&bad].verdict(),
        Some(Verdict::Quarantined(FACTS_UNREADABLE))
    );
    assert_eq!(desk.answers.len(), 1);
    let said = desk
        .others
        .values()
        .find_map(|r| ledger::own::EffectWithheld::read(r).ok());
    assert_eq!(
        said.map(|said| said.record),
        Some(bad),
        "the office hears of it in its feed"
    );
}

fn publications_too_large_for_the_line_hold_up_no_record<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    let line = Listening {
        is_slow: true,
        ..Listening::new(&town.engine, desk.head().device)
    };
    sync_over(&line, &mut desk, &mut session);
    let trouble = session.status().trouble.clone();
    assert_eq!(trouble, Some(Trouble::Fault(Fault::TimedOut)));
    assert_eq!((desk.received_up_to, desk.waiting().count()), (1, 0));
}

fn f10_a_gap_delays_only_the_receipt<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    for subject in 1..4 {
        note(&mut desk, subject);
    }
    let all = desk.own.clone();
    let third = push_page(&town, &desk, vec![all[2].clone()]);
    assert!(third.receipts.is_empty());
    assert_eq!(third.answers[0].verdict(), Some(Verdict::WaitsForEarlier));
    assert_eq!((third.missing[0].first, third.missing[0].last), (1, 2));
    let first = push_page(&town, &desk, vec![all[0].clone()]);
    let receipt = ledger::receipt::Receipt::decode(&first.receipts[0].0).unwrap();
    assert_eq!(receipt.up_to, 1);
    assert_eq!((first.missing[0].first, first.missing[0].last), (2, 2));
    town.sync(&mut other, &mut others_session);
    assert!(
        other.others.contains_key(&all[2].hash()),
        "the third is passed on all the same"
    );
    town.sync(&mut desk, &mut session);
    assert_eq!((desk.received_up_to, town.held(&desk)), (3, 3));
}

fn an_office_named_in_a_record_gets_all_earlier_ones_and_the_grant<D: Database + Send>(
    database: D,
) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut post, mut post_session) = town.enrol(POST, 3, 102);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let earlier = [note(&mut desk, 7), note(&mut desk, 7)];
    let unrelated = note(&mut desk, 8);
    town.sync(&mut desk, &mut session);
    town.sync(&mut post, &mut post_session);
    assert!(post.others.is_empty());
    let offer = clerk.offer(&mut desk, 7, ONE_STOP, POST);
    town.sync(&mut desk, &mut session);
    town.sync(&mut post, &mut post_session);
    let order: Vec<Hash> = post.feeds[&POST]
        .iter()
        .map(|place| place.item.hash())
        .collect();
    assert_eq!(order[..3], [earlier[0], earlier[1], offer]);
    let granted = ledger::own::Granted::read(&post.others[&order[3]]).unwrap();
    assert_eq!((granted.unit, granted.subject.as_bytes()), (POST, &[7; 16]));
    assert!(!post.others.contains_key(&unrelated));
    let answer = note(&mut post, 7);
    town.sync(&mut post, &mut post_session);
    town.sync(&mut desk, &mut session);
    assert!(
        desk.others.contains_key(&answer),
        "what the other party writes comes back"
    );
}

fn a_stranger_of_another_commune_lets_nobody_in<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut stranger, mut strangers_session) = town.enrol(ELSEWHERE, 2, 103);
    let secret = note(&mut desk, 7);
    town.sync(&mut desk, &mut session);
    let intruding = note(&mut stranger, 7);
    town.sync(&mut stranger, &mut strangers_session);
    assert!(!stranger.others.contains_key(&secret));
    assert_eq!(stranger.received_up_to, 1, "the record itself is kept");
    town.sync(&mut desk, &mut session);
    assert!(
        desk.others.contains_key(&intruding),
        "whoever is party sees that it was tried"
    );
}

fn feeds_are_dense_and_chained_and_read_only_by_their_office<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    for subject in 0..250 {
        note(&mut desk, subject);
    }
    town.sync(&mut desk, &mut session);
    let places = &desk.feeds[&ONE_STOP];
    let positions: Vec<u64> = places.iter().map(|place| place.position).collect();
    assert_eq!(positions, (1..=250).collect::<Vec<u64>>());
    let (post, _) = town.enrol(POST, 3, 102);
    let line = DeskLine::new(&town.engine, post.head().device);
    let epoch = town.engine.lock().unwrap().anchor().epoch;
    let foreign = PullRequest {
        epoch,
        seen: None,
        cursor: ledger::feed::FeedHead::start(ONE_STOP),
        records_max: 10,
        bytes_max: 10_000,
        own: None,
    };
    let refused = now(line.pull(&foreign)).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(sync::RefusalCode::ForeignFeed));
}

fn own_records_come_back_as_references<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    let own = note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    town.sync(&mut other, &mut others_session);
    assert_eq!(desk.feeds[&ONE_STOP][0].item, Item::Reference(own));
    assert!(matches!(other.feeds[&ONE_STOP][0].item, Item::Record(_)));
}

fn a_revoked_desk_is_taken_in_quarantine_and_reads_nothing<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    town.sync(&mut desk, &mut session);
    let late: Vec<Hash> = (0..50).map(|subject| note(&mut desk, subject)).collect();
    town.engine
        .lock()
        .unwrap()
        .revoke(desk.head().device)
        .unwrap()
        .unwrap();
    town.sync(&mut desk, &mut session);
    assert_eq!((desk.received_up_to, desk.own.len()), (50, 50));
    let revoked = Some(Verdict::Quarantined(WithheldReason::Revoked));
    assert!(
        late.iter()
            .all(|record| desk.answers[record].verdict() == revoked)
    );
    assert!(desk.alarms.contains(&Alarm::Revoked));
    assert!(desk.feeds.is_empty(), "reading is closed");
}

#[test]
fn a_revoked_desk_that_fills_its_quarantine_is_asked_to_come_back_and_nobody_else_is() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    town.sync(&mut desk, &mut session);
    let revoked = town.engine.lock().unwrap().revoke(desk.head().device);
    revoked.unwrap().unwrap();
    // The kinds that are the server's are withheld for another reason, and count all the same.
    for number in 0..QUARANTINE_RECORDS_MAX {
        let kind = if number % 2 == 0 {
            kind::ERASED
        } else {
            60_000
        };
        let draft = draft(1, kind, b"\xa0".to_vec(), None, &desk);
        desk.record(draft, None).unwrap();
    }
    town.sync(&mut desk, &mut session);
    assert_eq!(desk.received_up_to, QUARANTINE_RECORDS_MAX);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    assert_eq!(
        (desk.received_up_to, desk.waiting().count()),
        (QUARANTINE_RECORDS_MAX, 1)
    );
    let deferred = Fault::Deferred {
        retry_after_seconds: 3_600,
    };
    assert_eq!(session.status().trouble, Some(Trouble::Fault(deferred)));
    note(&mut other, 2);
    town.sync(&mut other, &mut others_session);
    assert_eq!(other.waiting().count(), 0);
}

fn what_a_desk_wrote_before_it_was_revoked_stays_in_effect<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let early: Vec<Hash> = (0..3).map(|subject| note(&mut desk, subject)).collect();
    town.sync(&mut desk, &mut session);
    let revoked = town.engine.lock().unwrap().revoke(desk.head().device);
    revoked.unwrap().unwrap();
    // A desk that comes later reads them, and nothing of them is withheld.
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    town.sync(&mut other, &mut others_session);
    assert!(early.iter().all(|record| other.others.contains_key(record)));
    let said = other.others.values().map(|record| record.header().kind);
    assert!(said.filter(|kind| *kind == kind::EFFECT_WITHHELD).count() == 0);
    // Nor when the revoked desk offers them again.
    let again = push_page(&town, &desk, desk.own.clone());
    assert_eq!(again.receipts.len(), 1);
    assert!(again.answers.is_empty(), "{:?}", again.answers);
}

fn publications_only_rise<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let kind = ledger::publication::PublicationKind::Holidays;
    for body in ["một", "hai"] {
        town.engine
            .lock()
            .unwrap()
            .publish(kind, body.into())
            .unwrap();
    }
    town.sync(&mut desk, &mut session);
    let held = desk
        .publications
        .iter()
        .find(|(head, _)| head.kind == kind)
        .unwrap();
    assert_eq!(held.0.version, 2);
    let roster = ledger::publication::PublicationKind::Roster;
    assert!(
        desk.publications
            .iter()
            .any(|(head, _)| head.kind == roster)
    );
}

fn nothing_is_safe_before_a_backup_was_verified<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    assert_eq!(desk.safety, Some(Safety::NoBackup));
    let held = [(ONE_STOP, 1)];
    town.engine.lock().unwrap().note_backup(77, &held).unwrap();
    town.sync(&mut desk, &mut session);
    let Some(Safety::Backup { verified_at, feeds }) = &desk.safety else {
        panic!("{:?}", desk.safety)
    };
    assert_eq!((*verified_at, feeds[0].position), (77, 1));
    assert_eq!(feeds[0].hash, desk.feeds[&ONE_STOP][0].entry_hash);
}

/// A line that hears every receipt and loses replies to pushes when told to.
struct Listening<'a, D> {
    line: DeskLine<'a, D>,
    /// Publications take longer than the desk waits.
    is_slow: bool,
    to_lose: Mutex<u32>,
    receipts: Mutex<Vec<Vec<u8>>>,
}

impl<'a, D: Database> Listening<'a, D> {
    fn new(engine: &'a Mutex<Engine<D>>, device: DeviceId) -> Self {
        let line = DeskLine::new(engine, device);
        Self {
            line,
            is_slow: false,
            to_lose: Mutex::new(0),
            receipts: Mutex::default(),
        }
    }

    fn lose_replies(&self, count: u32) {
        *self.to_lose.lock().unwrap() = count;
    }

    fn receipts(&self) -> Vec<Vec<u8>> {
        self.receipts.lock().unwrap().clone()
    }
}

impl<D: Database + Send> SyncProtocol for Listening<'_, D> {
    async fn hello(&self, request: &Hello) -> Result<Welcome, Fault> {
        let mut welcome = self.line.hello(request).await?;
        if *self.to_lose.lock().unwrap() > 0 {
            // As if the server had not yet heard of the records when it was greeted.
            welcome.held = Default::default();
        }
        Ok(welcome)
    }

    async fn push(&self, request: &PushRequest) -> Result<PushReply, Fault> {
        let reply = self.line.push(request).await?;
        let receipts = reply.receipts.iter().map(|receipt| receipt.0.clone());
        self.receipts.lock().unwrap().extend(receipts);
        let mut to_lose = self.to_lose.lock().unwrap();
        match to_lose.checked_sub(1) {
            Some(left) => {
                *to_lose = left;
                Err(Fault::TimedOut)
            }
            None => Ok(reply),
        }
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, Fault> {
        self.line.pull(request).await
    }

    async fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> Result<PublicationsReply, Fault> {
        if self.is_slow {
            return Err(Fault::TimedOut);
        }
        self.line.publications(request).await
    }

    async fn activate(&self, request: &ActivateRequest) -> Result<ActivateReply, Fault> {
        self.line.activate(request).await
    }
}

fn who_acts_for_another_office_or_without_a_duty_has_no_effect<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut post, mut posts_session) = town.enrol(POST, 3, 102);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let postal = town.hire(POST, &post, 112);
    let honest = clerk.offer(&mut desk, 1, ONE_STOP, POST);
    let for_others = clerk.offer(&mut desk, 2, POST, ONE_STOP);
    town.sync(&mut desk, &mut session);
    assert!(!desk.answers.contains_key(&honest));
    let verdict = |desk: &super::town::Desk, record: Hash| {
        desk.answers
            .get(&record)
            .and_then(|answer| answer.verdict())
    };
    let elsewhere = Some(Verdict::Quarantined(WithheldReason::NotThisUnit));
    assert_eq!(
        verdict(&desk, for_others),
        elsewhere,
        "her duty is elsewhere"
    );
    let at_their_desk = clerk.offer(&mut post, 3, ONE_STOP, POST);
    let stranger = super::town::Clerk {
        person: ledger::id::PersonId::from_bytes([0x99; 16]),
        key: super::town::key(113),
    };
    let unassigned = stranger.offer(&mut post, 4, POST, ONE_STOP);
    let own = postal.offer(&mut post, 5, POST, ONE_STOP);
    town.sync(&mut post, &mut posts_session);
    assert_eq!(verdict(&post, at_their_desk), elsewhere, "another's desk");
    assert_eq!(
        verdict(&post, unassigned),
        Some(Verdict::Quarantined(WithheldReason::NotAssigned))
    );
    assert_eq!(verdict(&post, own), None);
}

fn parts_that_come_one_after_another_are_put_together<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut desk, _) = town.enrol(ONE_STOP, 2, 101);
    let mut whole = draft(1, 60_000, b"\xa0".to_vec(), None, &desk);
    let part = |name| Part {
        name,
        salt: [1; 16],
        bytes: vec![0xf6],
    };
    whole.parts.extend([
        part(PartName::Person),
        part(PartName::Case),
        part(PartName::Post),
    ]);
    let hash = desk.record(whole, None).unwrap();
    let record = desk.own[0].clone();
    let sent = [
        &[PartName::Facts, PartName::Person][..],
        &[PartName::Facts, PartName::Case],
        &[PartName::Facts, PartName::Case, PartName::Post],
    ];
    for names in sent {
        push_page(
            &town,
            &desk,
            vec![record.clone().with_parts(|name| names.contains(&name))],
        );
    }
    let held = held_record(&town, &hash);
    assert_eq!(held, record);
}

fn two_headers_too_large_for_a_witness_are_kept_all_the_same<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let branch = |subject: u8| {
        let mut desk = desk.clone();
        let mut large = draft(subject, 60_000, b"\xa0".to_vec(), None, &desk);
        large.blobs = vec![Hash::from_bytes([subject; 32]); 500];
        desk.record(large, None).unwrap();
        desk.own[0].clone()
    };
    let (one, other) = (branch(1), branch(2));
    push_page(&town, &desk, vec![one.clone()]);
    let reply = push_page(&town, &desk, vec![other.clone()]);
    assert_eq!(
        (reply.forks[0].held, reply.forks[0].came),
        (one.hash(), other.hash())
    );
    assert_eq!(held_record(&town, &other.hash()), other);
}

fn push_page<D: Database + Send>(
    town: &Town<D>,
    desk: &super::town::Desk,
    records: Vec<Record>,
) -> PushReply {
    let request = PushRequest {
        epoch: town.engine.lock().unwrap().anchor().epoch,
        seen: None,
        page: Verbatim(sync::page::fold_records(records).unwrap()),
    };
    let line = DeskLine::new(&town.engine, desk.head().device);
    now(line.push(&request)).unwrap()
}

fn held_record<D: Database + Send>(town: &Town<D>, hash: &Hash) -> Record {
    let engine = town.engine.lock().unwrap();
    let number = engine.database().read(|tx| tx.find_record_number(hash));
    let number = number.unwrap().unwrap();
    let held = engine
        .database()
        .read(|tx| crate::engine::load_record(tx, number));
    held.unwrap()
}
