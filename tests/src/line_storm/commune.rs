//! The server of a schedule with its three offices, their people, and desks that were let in.
//!
//! Founded once and copied for every schedule. Keys follow from nothing but numbers, so that a
//! failing seed needs no files.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use district::database::{Database, DeviceRow, DeviceState, UnitRow};
use district::engine::{Anchor, DeskLine, NewPerson, NewToken, Secrets, Surroundings};
use district::{Engine, Memory};
use domain::roster::{Assignment, Duty, Roster, Unit, UnitKind};
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, DeviceId,
    Domain, Hash, Incarnation, PublicationKind, ServerId, Signer, UnitId, fingerprint,
};
use sync::fault::Fault;
use sync::identity::{ServerIdentity, ServerKeys};
use sync::model::ModelDesk;
use sync::protocol::{ActivateRequest, Admission, EnrolRequest, SyncProtocol};
use sync::session::Terms;

use super::book::Keys;

/// The One-stop centre.
pub(super) const ONE_STOP: UnitId = UnitId::from_bytes([0xa1; 16]);
/// The postal culture house.
pub(super) const POST: UnitId = UnitId::from_bytes([0xb1; 16]);
/// An agency that decides.
pub(super) const AGENCY: UnitId = UnitId::from_bytes([0xc1; 16]);
const SERVER_UNIT: UnitId = UnitId::from_bytes([0xd1; 16]);
/// 20 November 2026, µs UTC.
pub(super) const START: i64 = 1_795_136_400_000_000;
/// Offices of the desks in the order in which a schedule takes them.
const DESKS: [UnitId; 4] = [ONE_STOP, POST, ONE_STOP, AGENCY];

/// What signs in a storm: the test MAC where it is built in, because a hundred thousand schedules
/// are made of signatures, and the real thing otherwise.
#[cfg(feature = "test-mac")]
pub(super) type Key = ledger::TestMacKey;
/// What signs in a storm.
#[cfg(not(feature = "test-mac"))]
pub(super) type Key = ledger::SigningKey;

#[cfg(feature = "test-mac")]
pub(super) fn key(seed: u8) -> Arc<Key> {
    Arc::new(Key::from_bytes([seed; 16]))
}

#[cfg(not(feature = "test-mac"))]
pub(super) fn key(seed: u8) -> Arc<Key> {
    Arc::new(Key::from_bytes([seed; 32]))
}

/// The server's clock stands still and its chance is the same in every run.
struct Still(u64);

impl Surroundings for Still {
    fn now(&self) -> i64 {
        START
    }

    fn random(&mut self) -> [u8; 32] {
        self.0 += 1;
        *Hash::of(&[b"still", &self.0.to_le_bytes()]).as_bytes()
    }
}

/// A member of staff with her key at each desk of her office.
pub(super) struct Clerk {
    pub(super) person: ledger::PersonId,
    pub(super) unit: UnitId,
    pub(super) is_supervisor: bool,
    keys: Vec<(DeviceId, Arc<Key>)>,
}

impl Clerk {
    /// Gives the key with which she signs at a desk.
    pub(super) fn key_at(&self, desk: DeviceId) -> Option<&Key> {
        let own = self.keys.iter().find(|(device, _)| *device == desk);
        own.map(|(_, key)| key.as_ref())
    }
}

/// A founded commune, to be copied.
pub struct Commune {
    database: Memory,
    secrets: Secrets,
    pub(super) desks: Vec<(UnitId, ModelDesk, Terms)>,
    pub(super) clerks: Vec<Clerk>,
    pub(super) roster: Roster,
    pub(super) keys: Arc<Keys>,
}

/// The server; restarting it keeps its database.
pub(super) struct Server {
    pub(super) engine: Mutex<Engine<Memory>>,
    lives: u64,
}

impl Commune {
    /// Founds the offices, enrols the desks, activates the people.
    ///
    /// # Errors
    /// The server refuses its own administrator.
    pub fn found() -> Result<Self> {
        let server = Server::found()?;
        let mut desks = Vec::new();
        for (number, unit) in (2_u8..).zip(DESKS) {
            let (file, terms) = server.enrol(unit, number)?;
            desks.push((unit, file, terms));
        }
        let mut clerks = Vec::new();
        let staff = [
            (ONE_STOP, Duty::OneStopReception, false),
            (ONE_STOP, Duty::OneStopReception, true),
            (POST, Duty::Postal, false),
            (POST, Duty::Postal, true),
            (AGENCY, Duty::OneStopReception, true),
        ];
        for (first, (unit, duty, is_supervisor)) in (150_u8..).step_by(DESKS.len()).zip(staff) {
            let mut duties = vec![duty];
            duties.extend(is_supervisor.then_some(Duty::Supervision));
            let (person, mut code) = server.hire(unit, &duties)?;
            let mut keys = Vec::new();
            for (seed, (_, file, _)) in (first..).zip(desks.iter().filter(|desk| desk.0 == unit)) {
                let desk = file.head().device;
                keys.push((desk, server.activate(person, &code, desk, key(seed))?));
                let again = server.engine().reissue_code(person)?;
                code = again.map_err(|refusal| anyhow!("no code: {refusal:?}"))?;
            }
            clerks.push(Clerk {
                person,
                unit,
                is_supervisor,
                keys,
            });
        }
        let engine = server.engine();
        let found = engine
            .database()
            .read(|tx| tx.find_publication(PublicationKind::Roster))?;
        let (_, bytes) = found.context("a roster")?;
        let publication = ledger::Publication::decode(&bytes)?;
        let roster = Roster::decode(&publication.body)?;
        let (database, secrets) = (engine.database().clone(), engine.secrets().clone());
        let devices = engine.registry().devices().map(|row| (row.device, row.key));
        let keys = Arc::new(Keys {
            server: secrets.keys().device,
            devices: devices.collect(),
        });
        drop(engine);
        Ok(Self {
            database,
            secrets,
            desks,
            clerks,
            roster,
            keys,
        })
    }

    /// Starts the server of a schedule.
    pub(super) fn start(&self) -> Result<Server> {
        Server::open(self.database.clone(), &self.secrets, 1, None)
    }

    /// Ends the server's program and starts it again on the same database.
    pub(super) fn restart(&self, server: Server) -> Result<Server> {
        let (lives, anchor) = (server.lives + 1, server.engine().anchor());
        Server::open(server.into_database(), &self.secrets, lives, Some(&anchor))
    }

    /// Starts the server on an old copy of its database. The anchor beside it may have been
    /// restored as well; then only the desks can tell.
    pub(super) fn restore(&self, server: Server, image: Memory, anchor: bool) -> Result<Server> {
        let (lives, kept) = (server.lives + 1, server.engine().anchor());
        let anchor = anchor.then_some(&kept);
        Server::open(image, &self.secrets, lives, anchor)
    }

    /// Signs a receipt as the server would: a server that lies has its own keys.
    pub(super) fn receipt_signer(&self) -> &dyn Signer {
        self.secrets.receipt.as_ref()
    }
}

fn authorities() -> [Arc<Key>; 3] {
    [1, 2, 3].map(key)
}

fn unit_certificate(unit: UnitId, key: &Key) -> Certificate {
    let [one, _, three] = authorities();
    let body = CertificateBody {
        subject: CertificateSubject::Unit { unit },
        key: key.verification_key(),
        valid_from: 0,
        valid_until: None,
    };
    Certificate::issue(body, &[(0, one.as_ref()), (2, three.as_ref())])
}

fn units() -> [(UnitId, UnitKind, Arc<Key>); 3] {
    [
        (ONE_STOP, UnitKind::OneStop, key(21)),
        (POST, UnitKind::Post, key(22)),
        (AGENCY, UnitKind::Agency, key(23)),
    ]
}

fn secrets() -> Secrets {
    let held = authorities();
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
    let body = CertificateBody {
        subject: CertificateSubject::Device {
            device,
            unit: SERVER_UNIT,
            desk_no: 0,
        },
        key: chain.verification_key(),
        valid_from: 0,
        valid_until: None,
    };
    let leaf = Certificate::issue(body, &[(0, server_unit.as_ref())]);
    Secrets {
        authority: AuthoritySet {
            keys: held.iter().map(|key| key.verification_key()).collect(),
            threshold: 2,
        },
        identity,
        own_chain: CertificateChain::new(unit_certificate(SERVER_UNIT, &server_unit), leaf),
        receipt: key(10),
        checkpoint: key(11),
        publication: key(12),
        chain,
        units: Vec::new(),
    }
}

impl Server {
    fn open(
        database: Memory,
        secrets: &Secrets,
        lives: u64,
        anchor: Option<&Anchor>,
    ) -> Result<Self> {
        let chance = Box::new(Still(lives << 32));
        let engine = Engine::open(database, secrets.clone(), chance, anchor)?;
        Ok(Self {
            engine: Mutex::new(engine),
            lives,
        })
    }

    fn found() -> Result<Self> {
        let own = secrets();
        let mut database = Memory::default();
        database.write(|tx| {
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
        })?;
        let server = Self::open(database, &own, 0, None)?;
        for (unit, kind, key) in units() {
            let certificate = unit_certificate(unit, &key).encode();
            let row = UnitRow {
                unit: office(unit, kind),
                certificate,
            };
            server.engine().add_unit(&row, key)?;
        }
        Ok(server)
    }

    /// Lends the engine.
    pub(super) fn engine(&self) -> MutexGuard<'_, Engine<Memory>> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Copies the database, as a backup would.
    pub(super) fn image(&self) -> Memory {
        self.engine().database().clone()
    }

    fn into_database(self) -> Memory {
        let engine = self.engine.into_inner();
        engine
            .unwrap_or_else(PoisonError::into_inner)
            .into_database()
    }

    /// Enrols a desk: token, words, approval.
    fn enrol(&self, unit: UnitId, number: u8) -> Result<(ModelDesk, Terms)> {
        let key = key(100 + number);
        let public = key.verification_key();
        let incarnation = Incarnation::from_bytes([100 + number; 16]);
        let new = NewToken {
            unit,
            desk_no: number,
            shared_with: Vec::new(),
            good_for: 1_000_000,
        };
        let token = self.engine().issue_token(&new)?;
        let (secret, _) = token.map_err(|refusal| anyhow!("no token: {refusal:?}"))?;
        let signed = EnrolRequest::signed_bytes(&secret, &public, incarnation);
        let proof = key.sign(Domain::Enrolment, &signed);
        let request = EnrolRequest {
            secret,
            key: public,
            incarnation,
            proof,
        };
        let line = DeskLine::new(&self.engine, public.device_id());
        at_once(line.enrol(&request))?;
        let approved = self.engine().approve(&fingerprint::words(&public))?;
        approved.map_err(|refusal| anyhow!("not approved: {refusal:?}"))?;
        let grant = at_once(line.enrol(&request))?.grant.context("a grant")?;
        let identity = ServerIdentity::decode(&grant.identity.0)?;
        let authority: AuthoritySet = minicbor::decode(&grant.authority.0)?;
        let terms = Terms {
            server: grant.server,
            keys: identity.verify(&authority)?.clone(),
            device: public.device_id(),
            unit,
            program: "storm".to_owned(),
            dictionaries: Vec::new(),
        };
        Ok((ModelDesk::new(key, incarnation), terms))
    }

    /// Adds a person; gives her first code.
    fn hire(&self, unit: UnitId, duties: &[Duty]) -> Result<(ledger::PersonId, String)> {
        let assigned = duties.iter().map(|duty| Assignment {
            person: domain::id::PersonId::default(),
            duty: *duty,
            unit: domain_unit(unit),
            sectors: Vec::new(),
            decision_no: "12/QĐ-UBND".to_owned(),
            from: 0,
            until: None,
        });
        let new = NewPerson {
            name: "Vũ Thị Lan".to_owned(),
            unit,
            duties: assigned.collect(),
        };
        let added = self.engine().add_person(&new)?;
        added.map_err(|refusal| anyhow!("not added: {refusal:?}"))
    }

    /// Has a person's key certified for a desk.
    fn activate(
        &self,
        person: ledger::PersonId,
        code: &str,
        desk: DeviceId,
        key: Arc<Key>,
    ) -> Result<Arc<Key>> {
        let public = key.verification_key();
        let signed = ActivateRequest::signed_bytes(person, &public, code);
        let request = ActivateRequest {
            person,
            key: public,
            code: code.to_owned(),
            proof: key.sign(Domain::Enrolment, &signed),
        };
        at_once(DeskLine::new(&self.engine, desk).activate(&request))?;
        Ok(key)
    }
}

/// Gives what a future of the in-process server has ready.
fn at_once<T>(future: impl Future<Output = Result<T, Fault>>) -> Result<T> {
    Ok(sync::ready(future).context("the server answers at once")??)
}

/// Gives the domain's name of an office.
pub(super) const fn domain_unit(unit: UnitId) -> domain::id::UnitId {
    domain::id::UnitId::from_bytes(*unit.as_bytes())
}

fn office(unit: UnitId, kind: UnitKind) -> Unit {
    Unit {
        id: domain_unit(unit),
        kind,
        name: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        short_name: "Một cửa".to_owned(),
        commune_code: "01351".to_owned(),
        commune_name: "xã Hưng Đạo".to_owned(),
        province_name: "tỉnh Cao Bằng".to_owned(),
        dossier_code_prefix: "X99.01".to_owned(),
    }
}
