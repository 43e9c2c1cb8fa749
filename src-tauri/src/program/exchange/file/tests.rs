//! What a page of the feed says of people for whom only a supervisor vouches, and what the queue
//! says of a page that is on its way.

use domain::roster::Duty;
use ledger::seal::{ChainHead, Draft};
use ledger::{
    CertificateSubject, Incarnation, OwnFacts as _, Part, PersonId, Signer as _, SigningKey,
    Voucher, carry, seal,
};

use serde_json::{Value, json};
use sync::drive::ready;
use sync::fault::Fault;
use sync::protocol::{
    ActivateReply, ActivateRequest, Hello, PublicationsReply, PublicationsRequest, PullReply,
    PullRequest, PushReply, PushRequest, SyncProtocol, Verbatim, Welcome,
};

use super::*;
use crate::program::exchange::sending::Watched;
use crate::program::testing::{CENTRE, Counter, PAO, chain, server_keys};

/// The supervisor, whose key the roster proves.
const SEN: domain::id::PersonId = domain::id::PersonId::from_bytes([0xa3; 16]);
/// A clerk whose key the roster proves too, and who supervises nobody.
const MAY: domain::id::PersonId = domain::id::PersonId::from_bytes([0xa5; 16]);
/// The person vouched for, employed at the centre.
const NAM: domain::id::PersonId = domain::id::PersonId::from_bytes([0xa2; 16]);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes([seed; 32])
}

/// A desk where Sen supervises the centre and Nam has no key, with its exchange.
fn desk() -> (Counter, ExchangeFile) {
    let mut counter = Counter::at_work();
    counter.hire(SEN, "Đàm Thị Sen", &[(Duty::Supervision, CENTRE)]);
    counter.hire(NAM, "Nông Văn Nam", &[(Duty::OneStopReception, CENTRE)]);
    counter.hire(MAY, "Lý Thị Mẩy", &[(Duty::OneStopReception, CENTRE)]);
    counter.vouch_for(SEN, *key(0x71).verification_key().as_bytes());
    counter.vouch_for(MAY, *key(0x72).verification_key().as_bytes());
    let program = &counter.program;
    let (desk, rules) = (Arc::clone(&program.desk), Arc::clone(&program.rules));
    let sending = Arc::clone(&program.exchange.sending);
    let file = ExchangeFile::open(desk, &server_keys(), rules, sending).unwrap();
    (counter, file)
}

fn said(supervisor: domain::id::PersonId, seed: u8, whom: domain::id::PersonId) -> Vouching {
    said_of(supervisor, seed, (whom, 0x77))
}

fn said_of(
    supervisor: domain::id::PersonId,
    seed: u8,
    (whom, whose): (domain::id::PersonId, u8),
) -> Vouching {
    let own = key(seed);
    let subject = CertificateSubject::Person {
        person: ledger_person(supervisor),
        unit: ledger::UnitId::from_bytes(*CENTRE.as_bytes()),
        device: None,
    };
    let voucher = Voucher {
        chain: &chain(subject, own.verification_key()),
        signer: &own,
    };
    let now = Moment::now().0;
    Vouching::issue(voucher, ledger_person(whom), &key(whose), now)
}

/// A record of another desk, by an author.
fn written(
    kind: u16,
    parts: Vec<(PartName, Vec<u8>)>,
    author: Option<(domain::id::PersonId, u8)>,
) -> Record {
    written_at(0x66, kind, parts, author)
}

fn written_at(
    desk: u8,
    kind: u16,
    parts: Vec<(PartName, Vec<u8>)>,
    author: Option<(domain::id::PersonId, u8)>,
) -> Record {
    let device = key(desk);
    let head = ChainHead::genesis(
        device.verification_key().device_id(),
        Incarnation::from_bytes([0x67; 16]),
    );
    let parts = parts.into_iter().map(|(name, bytes)| Part {
        name,
        salt: [3; 16],
        bytes,
    });
    let draft = Draft {
        subjects: Vec::new(),
        act_id: ledger::ActId::from_bytes([9; 16]),
        recorded_at: Moment::now().0,
        clock: ledger::ClockGrade::Trusted,
        monotonic: 0,
        author: author.map(|(person, _)| ledger_person(person)),
        kind,
        version: 1,
        parts: parts.collect(),
        blobs: Vec::new(),
    };
    let signer = author.map(|(_, seed)| key(seed));
    let signer = signer.as_ref().map(|signer| signer as &dyn ledger::Signer);
    seal(draft, &head, &device, signer).unwrap().0
}

fn word(said: &Vouching, author: (domain::id::PersonId, u8)) -> Record {
    let facts = vec![(PartName::Facts, said.facts())];
    written(kind::VOUCHED, facts, Some(author))
}

fn keys_by(file: &ExchangeFile, record: Record) -> Vec<PersonId> {
    let vouched = vouched_by(file, vec![record]);
    let signed = key(0x77).verification_key();
    assert!(
        vouched.values().all(|own| *own == signed),
        "the key that signed"
    );
    vouched.into_keys().map(|(person, _)| person).collect()
}

fn vouched_by(file: &ExchangeFile, records: Vec<Record>) -> VouchedKeys {
    let places = (1..).zip(records).map(|(position, record)| StoredPlace {
        position,
        item: FeedItem::Record(Box::new(record)),
    });
    file.vouched_keys(&places.collect::<Vec<_>>()).unwrap()
}

#[test]
fn what_a_supervisor_says_holds_for_the_page_it_stands_in_also_when_carried() {
    let (_counter, file) = desk();
    let record = word(&said(SEN, 0x71, NAM), (SEN, 0x71));
    let carried = carry(&record).into_iter().collect();
    assert_eq!(keys_by(&file, record), [ledger_person(NAM)]);
    let carrier = written(kind::CARRIED, carried, None);
    assert_eq!(keys_by(&file, carrier), [ledger_person(NAM)]);
    let other = written(60_000, vec![(PartName::Facts, vec![0xa0])], None);
    assert_eq!(keys_by(&file, other), []);
}

#[test]
fn two_words_for_one_person_each_hold_at_the_desk_where_they_were_given() {
    let (_counter, file) = desk();
    let words = [(0x66, 0x77), (0x68, 0x78)].map(|(desk, whose)| {
        let facts = said_of(SEN, 0x71, (NAM, whose)).facts();
        let parts = vec![(PartName::Facts, facts)];
        written_at(desk, kind::VOUCHED, parts, Some((SEN, 0x71)))
    });
    let keys = WithVouched::new(&file.keys, vouched_by(&file, words.to_vec()));
    let signs_at = |desk| {
        let device = key(desk).verification_key().device_id();
        keys.find_author_key(ledger_person(NAM), device)
    };
    assert_eq!(signs_at(0x66), Some(key(0x77).verification_key()));
    assert_eq!(signs_at(0x68), Some(key(0x78).verification_key()));
    assert_eq!(signs_at(0x69), None);
}

#[test]
fn a_clerk_an_unproven_key_another_office_and_an_ended_duty_vouch_for_nobody() {
    let (mut counter, file) = desk();
    let nobody: [PersonId; 0] = [];
    let by_clerk = word(&said(MAY, 0x72, NAM), (MAY, 0x72));
    assert_eq!(keys_by(&file, by_clerk), nobody);
    // The supervisor by a key that is not hers by the roster.
    let by_other_key = word(&said(SEN, 0x73, NAM), (SEN, 0x73));
    assert_eq!(keys_by(&file, by_other_key), nobody);
    // In her name, signed by somebody else.
    let forged = word(&said(SEN, 0x71, NAM), (SEN, 0x72));
    assert_eq!(keys_by(&file, forged), nobody);
    // For a person whom another office employs.
    let foreign = word(&said(SEN, 0x71, PAO), (SEN, 0x71));
    assert_eq!(keys_by(&file, foreign), nobody);
    counter.assign(SEN, &[]);
    let ended = word(&said(SEN, 0x71, NAM), (SEN, 0x71));
    assert_eq!(keys_by(&file, ended), nobody);
}

/// A line that is cut during each page, while somebody looks at the queue.
struct CutLine<'a> {
    counter: &'a Counter,
    seen: Mutex<Vec<Vec<Value>>>,
}

impl SyncProtocol for CutLine<'_> {
    async fn hello(&self, _: &Hello) -> Result<Welcome, Fault> {
        Err(Fault::TimedOut)
    }

    async fn push(&self, _: &PushRequest) -> Result<PushReply, Fault> {
        held(&self.seen).push(column(self.counter, "state"));
        Err(Fault::TimedOut)
    }

    async fn pull(&self, _: &PullRequest) -> Result<PullReply, Fault> {
        Err(Fault::TimedOut)
    }

    async fn publications(&self, _: &PublicationsRequest) -> Result<PublicationsReply, Fault> {
        Err(Fault::TimedOut)
    }

    async fn activate(&self, _: &ActivateRequest) -> Result<ActivateReply, Fault> {
        Err(Fault::TimedOut)
    }
}

/// What the queue says of each of its rows.
fn column(counter: &Counter, field: &str) -> Vec<Value> {
    let queue = counter.call("list_sync_queue", json!({})).unwrap();
    let rows = queue["items"].as_array().unwrap();
    rows.iter().map(|row| row[field].clone()).collect()
}

#[test]
fn a_row_is_being_sent_while_its_page_is_out_and_tried_once_it_was() {
    let (mut counter, mut file) = desk();
    counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let page = Read::Outbox {
        after: 0,
        records: 1,
        bytes: 1 << 20,
    };
    let rows = column(&counter, "tries").len();
    assert!(rows > 1, "one row waits for the next page");
    // Whatever was only read has not been sent.
    file.read(&page);
    file.note_attempt("unreachable");
    assert_eq!(column(&counter, "tries"), vec![json!(0); rows]);
    file.read(&page);
    let line = CutLine {
        counter: &counter,
        seen: Mutex::default(),
    };
    let request = PushRequest {
        epoch: ledger::id::Epoch::from_bytes([4; 16]),
        seen: None,
        page: Verbatim(Vec::new()),
    };
    let sending = Arc::clone(&file.sending);
    let told = Mutex::new(0);
    let watched = Watched::new(line, &sending, || *held(&told) += 1);
    ready(watched.push(&request)).unwrap().unwrap_err();
    let first = |value: Value, rest: Value| {
        let mut column = vec![rest; rows];
        column[0] = value;
        column
    };
    let seen = held(&watched.line().seen).clone();
    assert_eq!(seen, [first(json!("sending"), json!("here"))]);
    assert_eq!(*held(&told), 1);
    assert_eq!(column(&counter, "state"), vec![json!("here"); rows]);
    file.note_attempt("timed_out");
    assert_eq!(column(&counter, "tries"), first(json!(1), json!(0)));
    // It is counted once.
    file.note_attempt("timed_out");
    assert_eq!(column(&counter, "tries"), first(json!(1), json!(0)));
}

#[test]
fn a_page_read_ahead_is_taken_although_other_things_were_asked_meanwhile() {
    let (mut counter, mut file) = desk();
    counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let page = Read::Outbox {
        after: 0,
        records: 64,
        bytes: 1 << 20,
    };
    let count = |reply: ReadReply| {
        let ReadReply::Outbox(page) = reply else {
            return 0;
        };
        page.records.len()
    };
    file.prepare(&page);
    let before = column(&counter, "tries").len();
    counter.receive(&[("Ảnh", 0, 1)]);
    file.read(&Read::OwnHash { seq: 1 });
    assert_eq!(count(file.read(&page)), before);
    // It was read ahead once.
    assert!(count(file.read(&page)) > before);
}

#[test]
fn whoever_looks_at_the_queue_hears_that_nothing_is_on_its_way_before_feeds_are_read() {
    let (counter, file) = desk();
    let line = CutLine {
        counter: &counter,
        seen: Mutex::default(),
    };
    let told = Mutex::new(0);
    let watched = Watched::new(line, &file.sending, || *held(&told) += 1);
    let epoch = ledger::id::Epoch::from_bytes([4; 16]);
    let push = PushRequest {
        epoch,
        seen: None,
        page: Verbatim(Vec::new()),
    };
    let pull = PullRequest {
        epoch,
        seen: None,
        cursor: ledger::FeedHead::start(ledger::UnitId::from_bytes([7; 16])),
        records_max: 1,
        bytes_max: 1,
        own: None,
    };
    ready(watched.push(&push)).unwrap().unwrap_err();
    assert_eq!(*held(&told), 1);
    for _ in 0..2 {
        ready(watched.pull(&pull)).unwrap().unwrap_err();
        assert_eq!(*held(&told), 2);
    }
}
