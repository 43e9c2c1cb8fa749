//! A desk of the commune in this process: its file, its key, its line to the server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use domain::number::Lane;
use domain::roster::Duty;
use ledger::publication::Publication;
use ledger::{AuthoritySet, Domain, Signer as _, SigningKey, UnitId, fingerprint};
use store::desk::SystemMoment;
use store::entropy::{SystemEntropy, draw};
use store::file::{FileKey, Options};
use store::ids::office_unit;
use store::keys::folder::DutyId;
use store::keys::seal::{SealPublicKey, SealSecret};
use store::{Desk, DeskOptions, Enrolment};
use sync::http::{Client, ServerClock};
use sync::identity::ServerIdentity;
use sync::protocol::{Admission as _, DeskGrant, EnrolRequest};
use sync::session::{Session, Terms};
use sync::token::EnrolmentToken;

use super::run;
use super::server::Server;
use super::stored_desk::StoredDesk;
use super::wire::Wire;
use crate::office::text;

/// A desk with its session and its line.
pub(super) struct Member {
    /// The file.
    pub(super) stored: StoredDesk,
    /// What it wants of the server.
    pub(super) session: Session,
    /// The way there.
    pub(super) wire: Wire,
    folder: PathBuf,
}

impl Member {
    /// Makes a desk of the One-stop centre, which the post shares, and has it let in.
    pub(super) fn enrol(server: &Server, home: &Path, name: &str, desk_no: u8) -> Result<Self> {
        let folder = home.join(name);
        std::fs::create_dir_all(folder.join("data"))?;
        let key = Arc::new(SigningKey::from_bytes(draw(&SystemEntropy)?));
        let options = DeskOptions {
            file: Options::new(folder.join("data")),
            anchor_folder: folder.join("keeper"),
            entropy: Arc::new(SystemEntropy),
        };
        let file_key = FileKey::new(draw(&SystemEntropy)?, draw(&SystemEntropy)?);
        let mut desk = Desk::create(&options, file_key, key.clone())?;
        desk.set_duty_keys([
            duty_key(&server.one_stop, Duty::OneStopReception)?,
            duty_key(&server.post, Duty::Postal)?,
        ]);
        let token = server.ask(
            "enrol-token",
            &[
                "--unit",
                &server.one_stop,
                "--shared-with",
                &server.post,
                "--desk-no",
                &desk_no.to_string(),
                "--url",
                &server.url,
            ],
        )?;
        let token = EnrolmentToken::from_text(text(&token, "token")?)?;
        let clock = ServerClock::new(0);
        let client = Client::new(&token.url, token.root_pin, token.server, key.clone(), clock)?;
        let grant = admit(server, &client, &token, &key, &desk)?;
        let (stored, session) = take_grant(desk, &grant)?;
        Ok(Self {
            stored,
            session,
            wire: Wire::new(client),
            folder,
        })
    }

    /// Folds the log into the file and says how large that is.
    pub(super) fn bytes_at_rest(&mut self) -> Result<u64> {
        self.stored.desk.rest()?;
        let files = std::fs::read_dir(self.folder.join("data"))?;
        let file = files.filter_map(Result::ok).find(|file| {
            let name = file.file_name();
            name.to_string_lossy().ends_with(".db")
        });
        Ok(file.context("the file of the desk")?.metadata()?.len())
    }
}

/// Keys that follow from the office: both desks seal to the same, so that each reads the other's.
fn duty_key(unit: &str, duty: Duty) -> Result<(DutyId, SealPublicKey)> {
    let unit: UnitId = unit.parse()?;
    let secret = SealSecret::from_bytes([unit.as_bytes()[0]; 32]);
    let id = DutyId {
        unit: office_unit(unit),
        duty,
    };
    Ok((id, secret.public_key()?))
}

/// Offers the key, has the six words compared, and takes what the server then gives.
fn admit(
    server: &Server,
    client: &Client,
    token: &EnrolmentToken,
    key: &SigningKey,
    desk: &Desk,
) -> Result<DeskGrant> {
    let public = key.verification_key();
    let incarnation = desk.head().incarnation;
    let signed = EnrolRequest::signed_bytes(&token.secret, &public, incarnation);
    let request = EnrolRequest {
        secret: token.secret,
        key: public,
        incarnation,
        proof: key.sign(Domain::Enrolment, &signed),
    };
    run::on_line(client.enrol(&request))??;
    let words = fingerprint::words(&public).join(" ");
    server.ask("approve-device", &["--words", &words])?;
    let reply = run::on_line(client.enrol(&request))??;
    reply.grant.context("the server lets the desk in")
}

fn take_grant(mut desk: Desk, grant: &DeskGrant) -> Result<(StoredDesk, Session)> {
    let authorities: AuthoritySet = minicbor::decode(&grant.authority.0)?;
    let identity = ServerIdentity::decode(&grant.identity.0)?;
    let keys = identity.verify(&authorities)?.clone();
    let now = run::now();
    desk.exchange(now, |exchange| {
        grant.publications.iter().try_for_each(|bytes| {
            let publication = Publication::decode(&bytes.0)
                .map_err(|_| store::Failure::Unreadable("a publication"))?;
            exchange.take_publication(&publication)
        })
    })?;
    let enrolment = Enrolment {
        unit: office_unit(grant.unit),
        desk_no: grant.desk_no,
        commune_code: grant.commune_code.clone(),
        lane: Lane::new(grant.lane)?,
        spare_lane: Lane::new(grant.spare_lane)?,
        is_training: false,
        server: grant.server,
        authority: grant.authority.0.clone(),
        identity: grant.identity.0.clone(),
        certificate: grant.chain.0.clone(),
    };
    let moment = SystemMoment {
        now,
        clock: ledger::ClockGrade::Trusted,
        monotonic: 1,
    };
    desk.enrol(enrolment, moment)?;
    let session = Session::new(Terms {
        server: grant.server,
        keys: keys.clone(),
        device: desk.device(),
        unit: grant.unit,
        program: "bench".to_owned(),
        dictionaries: Vec::new(),
    });
    let stored = StoredDesk::new(desk, grant.unit, keys, authorities)?;
    Ok((stored, session))
}
