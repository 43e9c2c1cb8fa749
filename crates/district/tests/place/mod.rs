//! A server in a temporary folder, listening on a free port, with desks that speak to it.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use district::admin::{AdminCommand, UnitKindName, perform};
use district::database::Sqlite;
use district::engine::{Engine, Surroundings};
use district::files::{AuthorityFolder, ServerFolder, draw_unit, found, make_unit};
use district::http::{Limits, REQUEST_TIME, Reception, routes, serve};
use district::office::{Office, SystemSurroundings};
use district::tls::server_config;
use ledger::certificate::AuthoritySet;
use ledger::domain_separation::Domain;
use ledger::header::{ClockGrade, SubjectLink};
use ledger::id::{ActId, Hash, Incarnation, ServerId, SubjectId, UnitId};
use ledger::key::{Signer, SigningKey};
use ledger::part::{Part, PartName};
use ledger::seal::Draft;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use sync::drive::{DeskFile, Surroundings as Around, run};
use sync::http::{Client, ServerClock};
use sync::identity::ServerIdentity;
use sync::model::ModelDesk;
use sync::protocol::{Admission, EnrolRequest, EnrolState};
use sync::session::{Input, Session, Terms};
use sync::token::EnrolmentToken;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

pub(crate) struct Place {
    folder: tempfile::TempDir,
    office: Arc<Office>,
    stop: watch::Sender<bool>,
    unit: UnitId,
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    pub(crate) root_pin: [u8; 32],
    pub(crate) server: ServerId,
}

impl Place {
    pub(crate) async fn open() -> Self {
        Self::open_with(Duration::from_secs(10), 512).await
    }

    pub(crate) async fn open_with(patience: Duration, requests_max: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, authority) = (folder.path().join("data"), folder.path().join("authority"));
        let made = found(&data, &authority, "127.0.0.1:0").unwrap();
        let unit = draw_unit().unwrap();
        let authorities = AuthorityFolder::open(&authority).unwrap();
        make_unit(&ServerFolder::new(&data), &authorities, unit).unwrap();
        let limits = Limits {
            patience,
            ..Limits::default()
        };
        let place = Self::start(
            folder,
            unit,
            made.root_pin,
            made.server,
            limits,
            requests_max,
        )
        .await;
        let command = AdminCommand::AddUnit {
            unit: unit.to_string(),
            kind: UnitKindName::OneStop,
            name: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
            short_name: "Một cửa".to_owned(),
            commune_code: "01273".to_owned(),
            commune_name: "xã Hưng Đạo".to_owned(),
            province_name: "tỉnh Cao Bằng".to_owned(),
            code_prefix: "H14.10".to_owned(),
        };
        place.wish(command).await;
        place
    }

    async fn start(
        folder: tempfile::TempDir,
        unit: UnitId,
        root_pin: [u8; 32],
        server: ServerId,
        limits: Limits,
        requests_max: usize,
    ) -> Self {
        let data = ServerFolder::new(&folder.path().join("data"));
        let database = Sqlite::open(&data.database()).unwrap();
        let secrets = data.secrets().unwrap();
        let around = Box::new(SystemSurroundings);
        let engine =
            Engine::open(database, secrets, around, data.anchor().unwrap().as_ref()).unwrap();
        let tls = server_config(&data.path("")).unwrap();
        let office = Office::start(engine, data, SystemSurroundings.random());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let reception = Reception::with_limits(Arc::clone(&office), requests_max, REQUEST_TIME);
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, tls, routes(reception), limits, stopped));
        let url = format!("https://{address}");
        Self {
            folder,
            office,
            stop,
            unit,
            address,
            url,
            root_pin,
            server,
        }
    }

    /// Stops the server and starts it again over the same folder, on another port.
    pub(crate) async fn restart(self) -> Self {
        self.stop.send(true).unwrap();
        let office = Arc::clone(&self.office);
        tokio::task::spawn_blocking(move || office.stop())
            .await
            .unwrap();
        let Self {
            folder,
            unit,
            root_pin,
            server,
            ..
        } = self;
        Self::start(folder, unit, root_pin, server, Limits::default(), 512).await
    }

    /// Has an administrator's command done.
    pub(crate) async fn wish(&self, command: AdminCommand) -> Value {
        let folder = ServerFolder::new(&self.folder.path().join("data"));
        let url = self.url.clone();
        let done = self
            .office
            .change(move |engine| perform(engine, &folder, &url, command));
        done.await.unwrap().unwrap()
    }

    pub(crate) fn client(&self, seed: u8) -> Client {
        let clock = ServerClock::default();
        Client::new(&self.url, self.root_pin, self.server, key(seed), clock).unwrap()
    }

    /// Enrols a desk the whole way: token text, words, approval, grant.
    pub(crate) async fn enrol(&self, desk_no: u8, seed: u8) -> (ModelDesk, Session, Client) {
        let command = AdminCommand::EnrolToken {
            unit: self.unit.to_string(),
            desk_no,
            shared_with: Vec::new(),
            good_for_minutes: 5,
            url: None,
        };
        let printed = self.wish(command).await;
        let token = EnrolmentToken::from_text(printed["token"].as_str().unwrap()).unwrap();
        assert_eq!((token.root_pin, token.server), (self.root_pin, self.server));
        let (own, life) = (key(seed), Incarnation::from_bytes([seed; 16]));
        let clock = ServerClock::default();
        let client = Client::new(&token.url, token.root_pin, token.server, own.clone(), clock);
        let client = client.unwrap();
        let public = own.verification_key();
        let signed = EnrolRequest::signed_bytes(&token.secret, &public, life);
        let proof = own.sign(Domain::Enrolment, &signed);
        let request = EnrolRequest {
            secret: token.secret,
            key: public,
            incarnation: life,
            proof,
        };
        assert_eq!(
            client.enrol(&request).await.unwrap().state,
            EnrolState::AwaitingApproval
        );
        let words = ledger::fingerprint::words(&public).join(" ");
        let pending = self.wish(AdminCommand::ListPending).await;
        assert_eq!(pending["pending"][0]["words"], words);
        self.wish(AdminCommand::ApproveDevice { words }).await;
        let grant = client.enrol(&request).await.unwrap().grant.unwrap();
        let identity = ServerIdentity::decode(&grant.identity.0).unwrap();
        let authority: AuthoritySet = minicbor::decode(&grant.authority.0).unwrap();
        let terms = Terms {
            server: grant.server,
            keys: identity.verify(&authority).unwrap().clone(),
            device: public.device_id(),
            unit: grant.unit,
            program: "test".to_owned(),
            dictionaries: Vec::new(),
        };
        (ModelDesk::new(own, life), Session::new(terms), client)
    }

    /// Runs a session until it rests.
    pub(crate) async fn sync(
        &self,
        desk: &mut impl DeskFile,
        session: &mut Session,
        line: &Client,
    ) {
        let mut clock = Clock(Cell::new(session.status().next_try_at));
        session.accept(clock.0.get(), 0, Input::SendNow);
        run(session, line, desk, &mut clock).await;
        assert_eq!(session.status().trouble, None);
    }

    /// Answers every request with the same bytes, under the server's own certificate.
    pub(crate) async fn impostor(&self, answer: &'static str) -> String {
        let data = self.folder.path().join("data");
        let acceptor = TlsAcceptor::from(server_config(&data).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut asked = Vec::new();
            let mut bytes = [0; 1_024];
            // The request is whole once its head and its short body came.
            while !asked.ends_with(&[0xa1, 0x00, 0x80]) {
                let count = stream.read(&mut bytes).await.unwrap();
                asked.extend_from_slice(&bytes[..count]);
                assert!(count > 0, "the request ended early");
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            let _ended = stream.shutdown().await;
        });
        url
    }
}

/// The session's clock: it passes by being looked at.
struct Clock(Cell<u64>);

impl Around for Clock {
    fn now(&self) -> u64 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }

    fn jitter(&mut self) -> u64 {
        0
    }
}

pub(crate) fn key(seed: u8) -> Arc<SigningKey> {
    Arc::new(SigningKey::from_bytes([seed; 32]))
}

/// Writes a record of a kind that the server does not know.
pub(crate) fn note(desk: &mut ModelDesk) -> Hash {
    let at = desk.own.len() as u64 + 1;
    let digest = Hash::of(&[desk.head().device.as_bytes(), &at.to_le_bytes()]);
    let mut half = [0; 16];
    half.copy_from_slice(&digest.as_bytes()[..16]);
    let subject = SubjectLink {
        id: SubjectId::from_bytes(half),
        deps: Vec::new(),
        lamport: 1,
    };
    let draft = Draft {
        subjects: vec![subject],
        act_id: ActId::from_bytes(half),
        recorded_at: 1_795_000_000_000_000,
        clock: ClockGrade::Trusted,
        monotonic: at,
        author: None,
        kind: 60_000,
        version: 1,
        parts: vec![Part {
            name: PartName::Facts,
            salt: half,
            bytes: vec![0xa0],
        }],
        blobs: Vec::new(),
    };
    desk.record(draft, None).unwrap()
}

/// Connects with plain TLS under the server's root, to say what no client of ours would.
pub(crate) async fn raw_tls(place: &Place) -> TlsStream<TcpStream> {
    let root = std::fs::read(place.folder.path().join("data/tls/root.der")).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(place.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap()
}
