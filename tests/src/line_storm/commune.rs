//! The server of a schedule with its two offices, and how desks come to it. Keys follow from
//! nothing but numbers, so that a failing seed needs no files.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use district::database::{Database, DeviceRow, DeviceState, UnitRow};
use district::engine::{DeskLine, NewToken, Secrets, Surroundings};
use district::{Engine, Memory};
use domain::roster::{Unit, UnitKind};
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, Domain, Hash,
    Incarnation, ServerId, Signer, SigningKey, UnitId, fingerprint,
};
use sync::identity::{ServerIdentity, ServerKeys};
use sync::model::ModelDesk;
use sync::protocol::{Admission, EnrolRequest};
use sync::session::Terms;

/// The One-stop centre.
pub(super) const ONE_STOP: UnitId = UnitId::from_bytes([0xa1; 16]);
/// The postal culture house.
pub(super) const POST: UnitId = UnitId::from_bytes([0xb1; 16]);
const SERVER_UNIT: UnitId = UnitId::from_bytes([0xd1; 16]);
/// 20 November 2026, µs UTC.
pub(super) const START: i64 = 1_795_136_400_000_000;

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

/// The server; restarting it keeps its database.
pub(super) struct Server {
    pub(super) engine: Mutex<Engine<Memory>>,
    restarts: u64,
}

fn key(seed: u8) -> Arc<SigningKey> {
    Arc::new(SigningKey::from_bytes([seed; 32]))
}

fn authorities() -> [Arc<SigningKey>; 3] {
    [1, 2, 3].map(key)
}

fn unit_certificate(unit: UnitId, key: &SigningKey) -> Certificate {
    let [one, _, three] = authorities();
    let body = CertificateBody {
        subject: CertificateSubject::Unit { unit },
        key: key.verification_key(),
        valid_from: 0,
        valid_until: None,
    };
    Certificate::issue(body, &[(0, one.as_ref()), (2, three.as_ref())])
}

fn units() -> [(UnitId, UnitKind, Arc<SigningKey>); 2] {
    [
        (ONE_STOP, UnitKind::OneStop, key(21)),
        (POST, UnitKind::Post, key(22)),
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
    let certified = units().map(|(unit, _, key)| {
        let certificate = unit_certificate(unit, &key);
        (unit, key as _, certificate)
    });
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
        units: certified.into(),
    }
}

impl Server {
    /// Founds the server with both offices.
    pub(super) fn found() -> Result<Self> {
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
        let mut engine = Engine::open(
            database,
            Secrets {
                units: Vec::new(),
                ..own
            },
            Box::new(Still(0)),
            None,
        )?;
        for (unit, kind, key) in units() {
            let certificate = unit_certificate(unit, &key).encode();
            engine.add_unit(
                &UnitRow {
                    unit: office(unit, kind),
                    certificate,
                },
                key,
            )?;
        }
        Ok(Self {
            engine: Mutex::new(engine),
            restarts: 0,
        })
    }

    /// Ends the program and starts it again on the same database.
    pub(super) fn restart(self) -> Result<Self> {
        let restarts = self.restarts + 1;
        let engine = self
            .engine
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let anchor = engine.anchor();
        let chance = Box::new(Still(restarts << 32));
        let engine = Engine::open(engine.into_database(), secrets(), chance, Some(&anchor))?;
        Ok(Self {
            engine: Mutex::new(engine),
            restarts,
        })
    }

    /// Enrols a desk: token, words, approval.
    pub(super) fn enrol(&self, unit: UnitId, number: u8) -> Result<(ModelDesk, Terms)> {
        let key = key(100 + number);
        let public = key.verification_key();
        let incarnation = Incarnation::from_bytes([100 + number; 16]);
        let new = NewToken {
            unit,
            desk_no: number,
            shared_with: Vec::new(),
            good_for: 1_000_000,
        };
        let engine = || self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let token = engine().issue_token(&new)?;
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
        sync::ready(line.enrol(&request)).context("the server answers at once")??;
        let approved = engine().approve(&fingerprint::words(&public))?;
        approved.map_err(|refusal| anyhow!("not approved: {refusal:?}"))?;
        let reply = sync::ready(line.enrol(&request)).context("the server answers at once")??;
        let grant = reply.grant.context("a grant")?;
        let identity = ServerIdentity::decode(&grant.identity.0)?;
        let authority: AuthoritySet = minicbor::decode(&grant.authority.0)?;
        let terms = Terms {
            server: grant.server,
            keys: identity.verify(&authority)?.clone(),
            device: public.device_id(),
            units: vec![unit],
            program: "storm".to_owned(),
            dictionaries: Vec::new(),
        };
        Ok((ModelDesk::new(key, incarnation), terms))
    }
}

fn office(unit: UnitId, kind: UnitKind) -> Unit {
    Unit {
        id: domain::id::UnitId::from_bytes(*unit.as_bytes()),
        kind,
        name: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        short_name: "Một cửa".to_owned(),
        commune_code: "01351".to_owned(),
        commune_name: "xã Hưng Đạo".to_owned(),
        province_name: "tỉnh Cao Bằng".to_owned(),
        dossier_code_prefix: "X99.01".to_owned(),
    }
}
