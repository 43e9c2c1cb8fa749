//! The desks' listener over real sockets and real TLS: the real client, and peers that misbehave.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at a surprise"
)]

mod place;

use std::sync::Arc;
use std::time::Duration;

use ledger::id::{DeviceId, Hash, Incarnation, PersonId, ServerId};
use ledger::judge::{KeySource, WithForeseen};
use ledger::key::{Signer, VerificationKey};
use ledger::record::Record;
use place::{Place, key, note, raw_tls};
use sync::SyncProtocol;
use sync::drive::{DeskFile, NotStored};
use sync::fault::{Fault, NotAReply, RefusalCode};
use sync::foresight::{Foresight, Look};
use sync::http::{Client, ServerClock};
use sync::model::ModelDesk;
use sync::page::Item;
use sync::protocol::{PublicationsRequest, PushRequest, Verbatim};
use sync::session::{Alarm, Effect, Read, ReadReply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_enrols_sends_and_another_one_fetches() {
    let place = Place::open().await;
    let (mut desk, mut session, client) = place.enrol(2, 101).await;
    let (mut other, mut others_session, others_client) = place.enrol(3, 102).await;
    let written: Vec<Hash> = (0..500).map(|_| note(&mut desk)).collect();
    place.sync(&mut desk, &mut session, &client).await;
    assert_eq!((desk.received_up_to, desk.completed), (500, 1));
    place
        .sync(&mut other, &mut others_session, &others_client)
        .await;
    assert!(
        written
            .iter()
            .all(|record| other.others.contains_key(record))
    );
    assert!(desk.alarms.is_empty() && other.alarms.is_empty());
    assert!(!desk.publications.is_empty(), "the roster came along");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_foreseen_is_looked_at_before_it_is_stored() {
    let place = Place::open().await;
    let (mut desk, mut session, client) = place.enrol(2, 101).await;
    let (other, mut others_session, others_client) = place.enrol(3, 102).await;
    let written: Vec<Hash> = (0..500).map(|_| note(&mut desk)).collect();
    place.sync(&mut desk, &mut session, &client).await;
    let keys = Keys(key(101).verification_key());
    let mut other = Foreseeing {
        desk: other,
        foresight: Foresight::default(),
        keys: Arc::new(keys),
        found_good: 0,
    };
    place
        .sync(&mut other, &mut others_session, &others_client)
        .await;
    let has_all = written
        .iter()
        .all(|record| other.desk.others.contains_key(record));
    assert!(has_all);
    assert!(
        (1..500).contains(&other.found_good),
        "every page but the first: {}",
        other.found_good
    );
}

/// Knows one device.
struct Keys(VerificationKey);

impl KeySource for Keys {
    fn find_device_key(&self, device: DeviceId, _: Incarnation) -> Option<VerificationKey> {
        (self.0.device_id() == device).then_some(self.0)
    }

    fn find_author_key(&self, _: PersonId, _: DeviceId) -> Option<VerificationKey> {
        None
    }
}

/// A desk that has pages looked at and counts what was found good when their turn came.
struct Foreseeing {
    desk: ModelDesk,
    foresight: Foresight,
    keys: Arc<Keys>,
    found_good: usize,
}

impl DeskFile for Foreseeing {
    fn read(&mut self, read: &Read) -> ReadReply {
        self.desk.read(read)
    }

    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored> {
        let found = self.foresight.take();
        let knowing = WithForeseen::new(self.keys.as_ref(), found);
        for effect in effects {
            let Effect::Feed { places, .. } = effect else {
                continue;
            };
            let records = places.iter().filter_map(|place| match &place.item {
                Item::Record(record) => Some(record),
                Item::Reference(_) => None,
            });
            let is_known =
                |record: &Record| knowing.is_found_good(&record.hash(), &self.keys.0, None);
            self.found_good += records.filter(|record| is_known(record)).count();
        }
        self.desk.store(effects)
    }

    fn look(&self) -> Option<Look> {
        Some(self.foresight.look(self.keys.clone(), [3; 32]))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_to_be_sent_next_is_read_while_one_is_on_its_way() {
    let place = Place::open().await;
    let (mut desk, mut session, client) = place.enrol(2, 101).await;
    for _ in 0..500 {
        note(&mut desk);
    }
    let mut preparing = Preparing {
        desk,
        prepared: None,
        reads: Vec::new(),
    };
    place.sync(&mut preparing, &mut session, &client).await;
    assert_eq!(preparing.desk.received_up_to, 500);
    let pages: Vec<bool> = preparing.reads;
    assert!(
        pages.len() > 2 && pages[1..].iter().all(|is_prepared| *is_prepared),
        "{pages:?}"
    );
}

/// A desk that notes of each read of its outbox whether it was told of it beforehand.
struct Preparing {
    desk: ModelDesk,
    prepared: Option<Read>,
    reads: Vec<bool>,
}

impl DeskFile for Preparing {
    fn read(&mut self, read: &Read) -> ReadReply {
        if matches!(read, Read::Outbox { .. }) {
            self.reads.push(self.prepared.as_ref() == Some(read));
        }
        self.desk.read(read)
    }

    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored> {
        self.desk.store(effects)
    }

    fn prepare(&mut self, read: &Read) {
        self.prepared = Some(read.clone());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_is_there_after_a_restart() {
    let place = Place::open().await;
    let (mut desk, mut session, client) = place.enrol(2, 101).await;
    note(&mut desk);
    place.sync(&mut desk, &mut session, &client).await;
    let place = place.restart().await;
    note(&mut desk);
    let client = place.client(101);
    place.sync(&mut desk, &mut session, &client).await;
    assert_eq!((desk.received_up_to, desk.waiting().count()), (2, 0));
    assert!(!desk.alarms.contains(&Alarm::EpochChanged));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_root_or_another_server_under_it_is_not_spoken_with() {
    let place = Place::open().await;
    place.enrol(2, 101).await;
    let ask = PublicationsRequest { held: Vec::new() };
    let clock = ServerClock::default;
    let stranger = ServerId::from_bytes([9; 16]);
    for (pin, server) in [([0; 32], place.server), (place.root_pin, stranger)] {
        let client = Client::new(&place.url, pin, server, key(101), clock()).unwrap();
        let fault = client.publications(&ask).await.unwrap_err();
        assert_eq!(fault, Fault::NotAReply(NotAReply::ForeignCertificate));
    }
    // A clock of 2009 does not matter once the server's time is known.
    let known = ServerClock::new(1_795_000_000_000_000);
    let client = Client::new(&place.url, place.root_pin, place.server, key(101), known).unwrap();
    let fault = client.publications(&ask).await.unwrap_err();
    assert_eq!(fault.refusal_code(), Some(RefusalCode::StaleNonce));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_enrolled_key_with_a_fresh_nonce_is_heard() {
    let place = Place::open().await;
    place.enrol(2, 101).await;
    let ask = PublicationsRequest { held: Vec::new() };
    let stranger = place.client(150).publications(&ask).await.unwrap_err();
    assert_eq!(stranger.refusal_code(), Some(RefusalCode::UnknownDevice));
    let device = key(101).verification_key().device_id();
    let forger = place
        .client(150)
        .with_device(device)
        .publications(&ask)
        .await
        .unwrap_err();
    assert_eq!(forger.refusal_code(), Some(RefusalCode::BadSignature));
    let replayed = place.client(101).publications(&ask).await.unwrap_err();
    assert_eq!(replayed.refusal_code(), Some(RefusalCode::StaleNonce));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_unfolds_to_too_much_is_refused_by_name() {
    let place = Place::open().await;
    let (mut desk, mut session, client) = place.enrol(2, 101).await;
    place.sync(&mut desk, &mut session, &client).await;
    let epoch = desk.epoch().unwrap();
    let bomb = sync::page::fold_records(vec![]).unwrap();
    // The claim of the frame's third field: 2⁴⁰ bytes.
    let claim = [0x1b, 0, 0, 1, 0, 0, 0, 0, 0];
    let at = bomb.windows(2).position(|pair| pair[0] == 2).unwrap() + 1;
    let head = if bomb[at] == 0x18 { 2 } else { 1 };
    let bomb = [&bomb[..at], &claim, &bomb[at + head..]].concat();
    let request = PushRequest {
        epoch,
        seen: None,
        page: Verbatim(bomb),
    };
    let fault = client.push(&request).await.unwrap_err();
    assert_eq!(fault.refusal_code(), Some(RefusalCode::TooLarge));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_refused_before_it_is_read() {
    let place = Place::open().await;
    let mut stream = raw_tls(&place).await;
    let head = "POST /desk/v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 2097153\r\n\
                content-type: application/vnd.traotay+cbor\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = read_some(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_headers_and_silent_connections_are_cut() {
    let place = Place::open_with(Duration::from_millis(200), 512).await;
    let mut slow = raw_tls(&place).await;
    slow.write_all(b"POST /desk/v1/hello HTTP/1.1\r\nhost: ")
        .await
        .unwrap();
    let mut rest = Vec::new();
    // Whatever it says, it ends: nobody waits for the headers for ever.
    let _ended = slow.read_to_end(&mut rest).await;
    let mut silent = TcpStream::connect(place.address).await.unwrap();
    let mut rest = Vec::new();
    let _ended = silent.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
    let mut idle = raw_tls(&place).await;
    let mut rest = Vec::new();
    let _ended = idle.read_to_end(&mut rest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_reception_asks_to_come_back() {
    let place = Place::open_with(Duration::from_secs(10), 0).await;
    let ask = PublicationsRequest { held: Vec::new() };
    let fault = place.client(101).publications(&ask).await.unwrap_err();
    assert_eq!(
        fault,
        Fault::Deferred {
            retry_after_seconds: 5
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_names_the_plain_sqlite_and_readiness_asks_the_writer() {
    let place = Place::open().await;
    for (path, wanted) in [
        ("/healthz", "\"database\":\"plain\""),
        ("/readyz", "ready"),
        ("/metrics", "traotay_log_leaves 1"),
    ] {
        let mut stream = raw_tls(&place).await;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ended = stream.read_to_string(&mut answer).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains(wanted),
            "{answer}"
        );
    }
    let mut stream = raw_tls(&place).await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(read_some(&mut stream).await.starts_with("HTTP/1.1 404"));
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_what_is_not_our_reply_is_named_and_never_a_success() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>";
    let moved =
        "HTTP/1.1 302 Found\r\nlocation: https://login.example/\r\ncontent-length: 0\r\n\r\n";
    let half = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.traotay+cbor\r\n\
                content-length: 400\r\n\r\n\u{1}";
    let junk = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.traotay+cbor\r\n\
                content-length: 1\r\n\r\n\u{1}";
    let large = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.traotay+cbor\r\n\
                 content-length: 99999999\r\n\r\n";
    let json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    let forbidden = "HTTP/1.1 403 No\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>";
    let missing = "HTTP/1.1 404 No\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nno";
    let sign_in = "HTTP/1.1 511 No\r\ncontent-length: 0\r\n\r\n";
    let wait = "HTTP/1.1 503 No\r\nretry-after: 17\r\ncontent-length: 0\r\n\r\n";
    let table = [
        (page, Fault::NotAReply(NotAReply::CaptivePortal)),
        (moved, Fault::NotAReply(NotAReply::Redirected)),
        (half, Fault::NotAReply(NotAReply::HalfSent)),
        (junk, Fault::NotAReply(NotAReply::Malformed)),
        (large, Fault::NotAReply(NotAReply::TooLarge)),
        (json, Fault::NotAReply(NotAReply::ForeignContent)),
        (forbidden, Fault::NotAReply(NotAReply::CaptivePortal)),
        (missing, Fault::NotAReply(NotAReply::ForeignContent)),
        (sign_in, Fault::NotAReply(NotAReply::CaptivePortal)),
        (
            wait,
            Fault::Deferred {
                retry_after_seconds: 17,
            },
        ),
    ];
    let place = Place::open().await;
    for (answer, expected) in table {
        let url = place.impostor(answer).await;
        let clock = ServerClock::default();
        let client = Client::new(&url, place.root_pin, place.server, key(1), clock).unwrap();
        let ask = PublicationsRequest { held: Vec::new() };
        assert_eq!(
            client.publications(&ask).await.unwrap_err(),
            expected,
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_address_is_named_so() {
    let place = Place::open().await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", free.local_addr().unwrap());
    drop(free);
    let clock = ServerClock::default();
    let client = Client::new(&url, place.root_pin, place.server, key(1), clock).unwrap();
    let ask = PublicationsRequest { held: Vec::new() };
    let fault = client.publications(&ask).await.unwrap_err();
    assert!(matches!(fault, Fault::Unreachable { .. }), "{fault:?}");
}

async fn read_some(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut bytes = vec![0; 4_096];
    let count = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}
