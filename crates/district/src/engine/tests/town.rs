//! A commune of two offices, its server and its desks, all in one process.

use std::cell::Cell;
use std::sync::{Arc, Mutex};

use domain::event::{Event, HandoffOffered};
use domain::party::Party;
use domain::roster::{Assignment, Duty, Unit, UnitKind};
use ledger::certificate::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject,
};
use ledger::domain_separation::Domain;
use ledger::header::{ClockGrade, SubjectLink};
use ledger::id::{ActId, Hash, Incarnation, PersonId, ServerId, SubjectId, UnitId};
use ledger::key::{Signer, SigningKey};
use ledger::part::{Part, PartName};
use ledger::seal::Draft;
use sync::drive::{Surroundings as Around, run};
use sync::fault::Fault;
use sync::identity::{ServerIdentity, ServerKeys};
use sync::model::ModelDesk;
use sync::protocol::{ActivateRequest, Admission, EnrolRequest, EnrolState, SyncProtocol};
use sync::session::{Session, Terms};

use crate::database::{Database, DeviceRow, DeviceState, UnitRow};
use crate::engine::{Anchor, DeskLine, Engine, NewPerson, NewToken, Secrets, Surroundings};

pub(super) const ONE_STOP: UnitId = UnitId::from_bytes([0xa1; 16]);
pub(super) const POST: UnitId = UnitId::from_bytes([0xb1; 16]);
pub(super) const ELSEWHERE: UnitId = UnitId::from_bytes([0xc1; 16]);
const SERVER_UNIT: UnitId = UnitId::from_bytes([0xd1; 16]);
const START: i64 = 1_795_000_000_000_000;

pub(super) type Desk = ModelDesk;

/// The server and whatever else the stories need of the place.
pub(super) struct Town<D> {
    pub(super) engine: Mutex<Engine<D>>,
}

/// Chance that is the same in every run.
struct Chance(u64);

impl Surroundings for Chance {
    fn now(&self) -> i64 {
        START
    }

    fn random(&mut self) -> [u8; 32] {
        self.0 += 1;
        *Hash::of(&[b"chance", &self.0.to_le_bytes()]).as_bytes()
    }
}

/// The session's clock.
pub(super) struct Clock {
    now: Cell<u64>,
}

impl Around for Clock {
    fn now(&self) -> u64 {
        self.now.set(self.now.get() + 1);
        self.now.get()
    }

    fn jitter(&mut self) -> u64 {
        0
    }
}

pub(super) fn key(seed: u8) -> Arc<SigningKey> {
    Arc::new(SigningKey::from_bytes([seed; 32]))
}

fn authorities() -> Vec<Arc<SigningKey>> {
    (1..4).map(key).collect()
}

fn unit_certificate(unit: UnitId, key: &SigningKey) -> Certificate {
    let held = authorities();
    let body = CertificateBody {
        subject: CertificateSubject::Unit { unit },
        key: key.verification_key(),
        valid_from: 0,
        valid_until: None,
    };
    Certificate::issue(body, &[(0, held[0].as_ref()), (2, held[2].as_ref())])
}

pub(super) fn secrets() -> Secrets {
    let held = authorities();
    let authority = AuthoritySet {
        keys: held.iter().map(|key| key.verification_key()).collect(),
        threshold: 2,
    };
    let chain = key(13);
    let device = chain.verification_key().device_id();
    let keys = ServerKeys {
        server: ServerId::from_bytes([0x5e; 16]),
        version: 1,
        receipt: key(10).verification_key(),
        checkpoint: key(11).verification_key(),
        publication: key(12).verification_key(),
        chain: chain.verification_key(),
        device,
        incarnation: Incarnation::from_bytes([0x1e; 16]),
        unit: SERVER_UNIT,
        valid_from: 0,
    };
    let identity = ServerIdentity::issue(keys, &[(0, held[0].as_ref()), (1, held[1].as_ref())]);
    let server_unit = key(14);
    let unit = unit_certificate(SERVER_UNIT, &server_unit);
    let subject = CertificateSubject::Device {
        device,
        unit: SERVER_UNIT,
        desk_no: 0,
    };
    let body = CertificateBody {
        subject,
        key: chain.verification_key(),
        valid_from: 0,
        valid_until: None,
    };
    let leaf = Certificate::issue(body, &[(0, server_unit.as_ref())]);
    Secrets {
        authority,
        identity,
        own_chain: CertificateChain::new(unit, leaf),
        receipt: key(10),
        checkpoint: key(11),
        publication: key(12),
        chain,
        units: Vec::new(),
    }
}

fn open<D: Database>(database: D, anchor: Option<&Anchor>, chance: u64) -> Engine<D> {
    Engine::open(database, secrets(), Box::new(Chance(chance)), anchor).unwrap()
}

impl<D: Database + Send> Town<D> {
    /// Founds a commune with a One-stop and a post office, and an office of another commune.
    pub(super) fn found(database: D) -> Self {
        let mut engine = open(database, None, 0);
        let own = secrets();
        engine
            .transact(|core, tx| {
                core.is_registry_stale = true;
                tx.put_device(&DeviceRow {
                    device: own.keys().device,
                    key: own.keys().chain,
                    unit: SERVER_UNIT,
                    desk_no: 0,
                    state: DeviceState::Enrolled,
                    chain: Some(own.own_chain.encode()),
                    shared_with: Vec::new(),
                    since: START,
                })
            })
            .unwrap();
        for (unit, kind, commune, seed) in [
            (ONE_STOP, UnitKind::OneStop, "01273", 21),
            (POST, UnitKind::Post, "01273", 22),
            (ELSEWHERE, UnitKind::OneStop, "99999", 23),
        ] {
            let key = key(seed);
            let certificate = unit_certificate(unit, &key).encode();
            let row = UnitRow {
                unit: office(unit, kind, commune),
                certificate,
            };
            engine.add_unit(&row, key).unwrap();
        }
        Self {
            engine: Mutex::new(engine),
        }
    }

    /// Takes the server up again over another state of its database.
    pub(super) fn reopen(database: D, anchor: Option<&Anchor>) -> Self {
        let mut engine = open(database, anchor, 1_000_000);
        let units = [(ONE_STOP, 21), (POST, 22), (ELSEWHERE, 23)];
        engine.core.secrets.units = units
            .into_iter()
            .map(|(unit, seed)| {
                let key = key(seed);
                let certificate = unit_certificate(unit, &key);
                (unit, key as _, certificate)
            })
            .collect();
        Self {
            engine: Mutex::new(engine),
        }
    }

    /// Enrols a desk the whole way: token, words, approval.
    pub(super) fn enrol(&self, unit: UnitId, desk_no: u8, seed: u8) -> (Desk, Session) {
        let key = key(seed);
        let device = key.verification_key().device_id();
        let incarnation = Incarnation::from_bytes([seed; 16]);
        let new = NewToken {
            unit,
            desk_no,
            shared_with: Vec::new(),
            good_for: 1_000_000,
        };
        let (secret, _) = self
            .engine
            .lock()
            .unwrap()
            .issue_token(&new)
            .unwrap()
            .unwrap();
        let request = enrol_request(&key, secret, incarnation);
        let line = DeskLine::new(&self.engine, device);
        let waiting = now(line.enrol(&request)).unwrap();
        assert_eq!(
            (waiting.state, waiting.grant),
            (EnrolState::AwaitingApproval, None)
        );
        let words = ledger::fingerprint::words(&key.verification_key());
        self.engine
            .lock()
            .unwrap()
            .approve(&words)
            .unwrap()
            .unwrap();
        let granted = now(line.enrol(&request)).unwrap().grant.unwrap();
        let identity = ServerIdentity::decode(&granted.identity.0).unwrap();
        let authority: AuthoritySet = minicbor::decode(&granted.authority.0).unwrap();
        let terms = Terms {
            server: granted.server,
            keys: identity.verify(&authority).unwrap().clone(),
            device,
            unit,
            program: "test".to_owned(),
            dictionaries: Vec::new(),
        };
        (ModelDesk::new(key, incarnation), Session::new(terms))
    }

    /// Adds a member of staff and activates her at a desk.
    pub(super) fn hire(&self, unit: UnitId, desk: &Desk, seed: u8) -> Clerk {
        let (person, code) = self.add_person(unit);
        let clerk = Clerk {
            person,
            key: key(seed),
        };
        let line = DeskLine::new(&self.engine, desk.head().device);
        now(line.activate(&clerk.activation(&code))).unwrap();
        clerk
    }

    pub(super) fn add_person(&self, unit: UnitId) -> (PersonId, String) {
        let new = NewPerson {
            name: "Vũ Thị Lan".to_owned(),
            unit,
            duties: vec![Assignment {
                person: domain::id::PersonId::default(),
                duty: Duty::OneStopReception,
                unit: domain::id::UnitId::from_bytes(*unit.as_bytes()),
                sectors: Vec::new(),
                decision_no: "12/QĐ-UBND".to_owned(),
                from: 0,
                until: None,
            }],
        };
        self.engine
            .lock()
            .unwrap()
            .add_person(&new)
            .unwrap()
            .unwrap()
    }

    /// Runs a desk's session once, at once.
    pub(super) fn sync(&self, desk: &mut Desk, session: &mut Session) {
        let line = DeskLine::new(&self.engine, desk.head().device);
        sync_over(&line, desk, session);
    }

    /// Counts the records of a chain that the server holds without gap.
    pub(super) fn held(&self, desk: &Desk) -> u64 {
        let head = *desk.head();
        let engine = self.engine.lock().unwrap();
        let chain = engine
            .database()
            .read(|tx| tx.find_chain(head.device, head.incarnation));
        chain.unwrap().map_or(0, |chain| chain.up_to)
    }
}

/// Runs a session over any line until it rests.
pub(super) fn sync_over<P: SyncProtocol>(line: &P, desk: &mut Desk, session: &mut Session) {
    let due = session.status().next_try_at;
    let mut clock = Clock {
        now: Cell::new(due),
    };
    session.accept(due, 0, sync::session::Input::SendNow);
    sync::ready(run(session, line, desk, &mut clock)).unwrap();
}

/// A member of staff with her key.
pub(super) struct Clerk {
    pub(super) person: PersonId,
    pub(super) key: Arc<SigningKey>,
}

impl Clerk {
    pub(super) fn activation(&self, code: &str) -> ActivateRequest {
        let key = self.key.verification_key();
        let signed = ActivateRequest::signed_bytes(self.person, &key, code);
        let proof = self.key.sign(Domain::Enrolment, &signed);
        ActivateRequest {
            person: self.person,
            key,
            code: code.to_owned(),
            proof,
        }
    }

    /// Signs that a handoff goes from one office to the other.
    pub(super) fn offer(&self, desk: &mut Desk, subject: u8, from: UnitId, to: UnitId) -> Hash {
        let party = |unit: UnitId, person| Party {
            unit: domain::id::UnitId::from_bytes(*unit.as_bytes()),
            person,
        };
        let own = domain::id::PersonId::from_bytes(*self.person.as_bytes());
        let event = Event::HandoffOffered(HandoffOffered {
            number: "01273260000018".to_owned(),
            from: party(from, Some(own)),
            to: party(to, None),
            lines: Vec::new(),
            at: START,
        });
        let draft = draft(
            subject,
            event.kind(),
            event.facts(),
            Some(self.person),
            desk,
        );
        desk.record(draft, Some(self.key.as_ref())).unwrap()
    }
}

/// Drafts a record about a subject that continues what the desk itself wrote of it.
pub(super) fn draft(
    subject: u8,
    kind: u16,
    facts: Vec<u8>,
    author: Option<PersonId>,
    desk: &Desk,
) -> Draft {
    let id = SubjectId::from_bytes([subject; 16]);
    let before = desk.own.iter().rev().find_map(|record| {
        let link = record.header().subjects.iter().find(|link| link.id == id)?;
        Some((record.hash(), link.lamport))
    });
    let at = desk.own.len() as u64 + 1;
    let salt = Hash::of(&[desk.head().device.as_bytes(), &at.to_le_bytes()]);
    let mut half = [0; 16];
    half.copy_from_slice(&salt.as_bytes()[..16]);
    Draft {
        subjects: vec![SubjectLink {
            id,
            deps: before.iter().map(|(hash, _)| *hash).collect(),
            lamport: before.map_or(0, |(_, lamport)| lamport) + 1,
        }],
        act_id: ActId::from_bytes(half),
        recorded_at: START + at as i64,
        clock: ClockGrade::Trusted,
        monotonic: at,
        author,
        kind,
        version: 1,
        parts: vec![Part {
            name: PartName::Facts,
            salt: half,
            bytes: facts,
        }],
        blobs: Vec::new(),
    }
}

/// Writes a record of a kind that the server does not know: kept and passed on.
pub(super) fn note(desk: &mut Desk, subject: u8) -> Hash {
    let draft = draft(subject, 60_000, b"\xa0".to_vec(), None, desk);
    desk.record(draft, None).unwrap()
}

pub(super) fn enrol_request(
    key: &SigningKey,
    secret: [u8; 16],
    incarnation: Incarnation,
) -> EnrolRequest {
    let public = key.verification_key();
    let signed = EnrolRequest::signed_bytes(&secret, &public, incarnation);
    let proof = key.sign(Domain::Enrolment, &signed);
    EnrolRequest {
        secret,
        key: public,
        incarnation,
        proof,
    }
}

/// Gives what a future of the in-process server has ready.
pub(super) fn now<T>(future: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    sync::ready(future).expect("the in-process server never waits")
}

fn office(unit: UnitId, kind: UnitKind, commune: &str) -> Unit {
    Unit {
        id: domain::id::UnitId::from_bytes(*unit.as_bytes()),
        kind,
        name: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        short_name: "Một cửa".to_owned(),
        commune_code: commune.to_owned(),
        commune_name: "xã Hưng Đạo".to_owned(),
        province_name: "tỉnh Cao Bằng".to_owned(),
        dossier_code_prefix: "H14.10".to_owned(),
    }
}
