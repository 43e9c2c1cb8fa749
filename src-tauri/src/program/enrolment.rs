//! Becoming a desk: a token, six words that a person compares, and what the server then gives.
//!
//! The token is kept until the desk is enrolled, so that both programs may be restarted in
//! between. Nothing is trusted but what the pinned authorities sign.

use domain::number::Lane;
use ledger::fingerprint;
use ledger::{Domain, Signer as _, VerificationKey};
use store::desk::{Desk, Enrolment};
use store::keys::vault::{Opened, Vault};
use sync::grant::prove;
use sync::protocol::{Admission as _, DeskGrant, EnrolRequest, EnrolState};
use sync::token::EnrolmentToken;

use super::line::{self, ServerAddress};
use super::{Program, domain_unit, exchange, held, not_enrolled};
use crate::error::{Answer, CommandError, Failed, Refused};
use crate::moment::Moment;

/// The setting under which the token is kept until it is used.
const TOKEN_SETTING: &str = "enrolment_token";

/// How far this machine is.
pub(crate) enum Phase {
    /// No token was taken yet.
    NotEnrolled,
    /// Somebody must compare the words.
    AwaitingApproval {
        /// The six words.
        words: Vec<String>,
    },
    /// Enrolled, nobody signed in.
    Locked,
    /// Somebody works.
    Unlocked,
}

/// Where the desk stands.
pub(crate) struct Place {
    pub(crate) unit_name: String,
    pub(crate) commune_name: String,
    pub(crate) desk_no: u8,
    pub(crate) is_training: bool,
}

impl Program {
    /// Says how far this machine is.
    pub(crate) fn phase(&self) -> Phase {
        let keys = self.keys();
        if keys.signed_in.is_some() {
            return Phase::Unlocked;
        }
        let Some(vault) = &keys.vault else {
            return Phase::NotEnrolled;
        };
        // The file is closed until somebody signs in, and only an enrolled desk has people.
        let has_people = vault.people().next().is_some();
        let words = words(&vault.device_key());
        drop(keys);
        let is_enrolled = held(&self.desk)
            .as_ref()
            .is_some_and(|desk| desk.enrolment().is_some());
        if has_people || is_enrolled {
            Phase::Locked
        } else {
            Phase::AwaitingApproval { words }
        }
    }

    /// Says where the desk stands, once it is enrolled and open.
    pub(crate) fn place(&self) -> Option<Place> {
        let door = self.door()?;
        let unit = door.roster.find_unit(door.unit)?;
        Some(Place {
            unit_name: unit.name.clone(),
            commune_name: unit.commune_name.clone(),
            desk_no: door.desk_no,
            is_training: door.is_training,
        })
    }

    /// Makes the machine's keys and offers them under a token; gives the six words.
    pub(crate) fn begin_enrolment(&self, text: &str) -> Answer<Vec<String>> {
        let token = parse_token(text)?;
        let opened = self.make_device()?;
        self.with_desk(|desk| {
            if desk.enrolment().is_some() {
                return Err(store::failure::Failure::AlreadyEnrolled);
            }
            ServerAddress::of(&token).keep(desk)?;
            desk.set_setting(TOKEN_SETTING, text)
        })?;
        self.offer(&token, &opened)?;
        Ok(words(&opened.device.verification_key()))
    }

    /// Asks again; takes up what the server gives once somebody has approved.
    pub(crate) fn complete_enrolment(&self) -> Answer<()> {
        let is_enrolled = self.with_desk(|desk| Ok(desk.enrolment().is_some()))?;
        if is_enrolled {
            return Ok(());
        }
        let text = self.read_unlocked(|reader| reader.setting(TOKEN_SETTING))?;
        let token = parse_token(&text.ok_or_else(not_enrolled)?)?;
        let opened = self.keys().opened.clone().ok_or_else(not_enrolled)?;
        let grant = self.offer(&token, &opened)?;
        let grant = grant.ok_or_else(|| CommandError::of(&Refused::NotApproved))?;
        self.take_grant(&token, &grant, &opened.device.verification_key())?;
        self.exchange().start();
        self.changed(&["desk", "staff"]);
        Ok(())
    }

    /// Makes keys and file, or finds those of an earlier try.
    pub(super) fn make_device(&self) -> Answer<Opened> {
        if let Some(opened) = self.keys().opened.clone() {
            return Ok(opened);
        }
        let keys = |fault| {
            tracing::error!(%fault, "the machine's keys could not be made");
            CommandError::of(&Failed::Keys)
        };
        let (vault, opened) = Vault::create_device(self.vault_options()).map_err(keys)?;
        let desk = Desk::create(
            &self.desk_options(),
            opened.file_key.clone(),
            opened.device.clone(),
        );
        desk.and_then(|desk| self.take_desk(desk))
            .map_err(|failure| CommandError::from_failure(&failure))?;
        let mut keys = self.keys();
        keys.vault = Some(vault);
        keys.opened = Some(opened.clone());
        Ok(opened)
    }

    fn offer(&self, token: &EnrolmentToken, opened: &Opened) -> Answer<Option<DeskGrant>> {
        let incarnation = self.with_desk(|desk| Ok(desk.head().incarnation))?;
        let key = opened.device.verification_key();
        let signed = EnrolRequest::signed_bytes(&token.secret, &key, incarnation);
        let request = EnrolRequest {
            secret: token.secret,
            key,
            incarnation,
            proof: opened.device.sign(Domain::Enrolment, &signed),
        };
        let address = ServerAddress::of(token);
        let signer = opened.device.clone();
        let reply = line::block_on(async {
            let client = line::connect(&address, signer, 0)?;
            client.enrol(&request).await
        });
        let reply = reply.map_err(|fault| exchange::fault_error(&fault))?;
        match reply.state {
            EnrolState::Approved => Ok(reply.grant),
            EnrolState::AwaitingApproval => Ok(None),
            EnrolState::Rejected => Err(CommandError::of(&Refused::TokenInvalid)),
        }
    }

    fn take_grant(
        &self,
        token: &EnrolmentToken,
        grant: &DeskGrant,
        own: &VerificationKey,
    ) -> Answer<()> {
        let proven = prove(grant, token, own).map_err(|fault| {
            tracing::error!(%fault, "the grant is not believed");
            CommandError::of(&Failed::WrongServer)
        })?;
        let publications = proven.publications;
        let enrolment = enrolment(grant)?;
        let moment = self.system_moment();
        self.with_desk(|desk| {
            desk.exchange(moment.now, |exchange| {
                publications
                    .iter()
                    .try_for_each(|one| exchange.take_publication(one))
            })?;
            desk.enrol(enrolment, moment)
        })?;
        self.reload_rules()
            .map_err(|failure| CommandError::from_failure(&failure))
    }

    /// Keeps an unfinished reception of the person signed in.
    pub(crate) fn save_draft(&self, draft: &serde_json::Value) -> Answer<Moment> {
        let now = Moment::now();
        let bytes = draft.to_string().into_bytes();
        self.signed_in(|person| {
            self.with_desk(|desk| desk.save_draft(&person.unlocked, &bytes, now.0))
        })?;
        Ok(now)
    }

    /// Gives it back.
    pub(crate) fn load_draft(&self) -> Answer<Option<(serde_json::Value, Moment)>> {
        let kept =
            self.signed_in(|person| self.read_unlocked(|reader| reader.draft(&person.unlocked)))?;
        Ok(kept.and_then(|(bytes, at)| {
            serde_json::from_slice(&bytes)
                .ok()
                .map(|draft| (draft, Moment(at)))
        }))
    }

    /// Forgets it.
    pub(crate) fn discard_draft(&self) -> Answer<()> {
        let person = self.signed_in(|person| Ok(person.unlocked.person))?;
        self.with_desk(|desk| desk.discard_draft(person))
    }

    /// Says whose unfinished reception lies here, and since when.
    pub(crate) fn draft_owner(&self) -> Answer<Option<(String, i64)>> {
        if held(&self.reader).is_none() {
            return Ok(None);
        }
        let drafts = self.read_unlocked(store::read::Reader::list_drafts)?;
        let roster = self.roster().unwrap_or_default();
        Ok(drafts.first().map(|(person, at)| {
            (
                domain::whereabouts::person_words(*person, &roster).to_owned(),
                *at,
            )
        }))
    }
}

fn parse_token(text: &str) -> Answer<EnrolmentToken> {
    EnrolmentToken::from_text(text).map_err(|_| CommandError::of(&Refused::TokenInvalid))
}

fn words(key: &VerificationKey) -> Vec<String> {
    fingerprint::words(key)
        .iter()
        .map(|word| (*word).to_owned())
        .collect()
}

fn enrolment(grant: &DeskGrant) -> Answer<Enrolment> {
    let lane = |number| Lane::new(number).map_err(|_| CommandError::of(&Failed::WrongServer));
    Ok(Enrolment {
        unit: domain_unit(grant.unit),
        desk_no: grant.desk_no,
        commune_code: grant.commune_code.clone(),
        lane: lane(grant.lane)?,
        spare_lane: lane(grant.spare_lane)?,
        is_training: false,
        server: grant.server,
        authority: grant.authority.0.clone(),
        identity: grant.identity.0.clone(),
        certificate: grant.chain.0.clone(),
    })
}
