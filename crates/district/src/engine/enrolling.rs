//! Desks and people: tokens, the six words, certificates, revocation.
//!
//! A token lets a key wait; only a person who compared six words lets it in. A person's key is
//! certified against her one-time code, over the signed channel of a desk of her office. Every
//! change publishes the roster anew.

use domain::civil_time::{moment_of_micros, wall_clock, year_of};
use ledger::carried::carried_original;
use ledger::certificate::{Certificate, CertificateBody, CertificateChain, CertificateSubject};
use ledger::domain_separation::Domain;
use ledger::fingerprint;
use ledger::id::{DeviceId, Hash, PersonId, UnitId};
use ledger::key::VerificationKey;
use ledger::own::{EffectRestored, OwnFacts, WithheldReason};
use sync::fault::{Refusal, RefusalCode};
use sync::protocol::{
    ActivateReply, ActivateRequest, DeskGrant, EnrolReply, EnrolRequest, EnrolState, Verbatim,
};

use super::codes::{Fitting, asker_with_key, bad_code, code_hash, one_time_code, used_code};
use super::registry::unit_id;
use super::{Core, Engine, SharedSigner, damaged, load_record};
use crate::database::{
    AssignmentRow, Database, DeviceRow, DeviceState, Outcome, PersonKeyRow, PersonRow, TokenRow,
    UnitRow, Writing,
};

/// Lanes above this are the spare ones.
const SPARE_LANE_OFFSET: u8 = 10;

/// What a token is for.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Office of the desk.
    pub unit: UnitId,
    /// Its number within the commune, 1 to 9.
    pub desk_no: u8,
    /// Offices whose staff may sign in there beside its own.
    pub shared_with: Vec<UnitId>,
    /// How long it is good, µs.
    pub good_for: i64,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Full name.
    pub name: String,
    /// Where she is employed.
    pub unit: UnitId,
    /// Her duties; the person's id in them is filled in.
    pub duties: Vec<domain::roster::Assignment>,
}

/// Why the administrator's wish was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolRefusal {
    /// No such office, or its key is not here.
    #[error("no such unit, or its key is not here")]
    UnknownUnit,
    /// No device waits with these words.
    #[error("no device waits with these words")]
    NoSuchWords,
    /// No such device is enrolled.
    #[error("no such device")]
    UnknownDevice,
    /// No such person.
    #[error("no such person")]
    UnknownPerson,
    /// The person has no such duty in force there.
    #[error("the person has no such duty there")]
    NoSuchDuty,
    /// The number of the desk is taken within the commune, was used there this year, or is not
    /// 1 to 9.
    #[error("the desk number is taken, was used this year, or is not 1 to 9")]
    DeskNumberTaken,
}

impl<D: Database> Engine<D> {
    /// Adds an office with its certificate and key.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_unit(&mut self, row: &UnitRow, key: SharedSigner) -> Outcome<()> {
        let certificate =
            Certificate::decode(&row.certificate).map_err(|_| damaged("a unit's certificate"))?;
        self.transact(|core, tx| {
            tx.put_unit(row)?;
            core.publish_roster(tx).map(|_| ())
        })?;
        self.core
            .secrets
            .units
            .push((unit_id(&row.unit), key, certificate));
        Ok(())
    }

    /// Adds a person; gives her id and the one-time code, which is kept nowhere.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_person(
        &mut self,
        new: &NewPerson,
    ) -> Outcome<Result<(PersonId, String), EnrolRefusal>> {
        if self.registry().find_unit(new.unit).is_none() {
            return Ok(Err(EnrolRefusal::UnknownUnit));
        }
        let person = PersonId::from_bytes(self.core.random_half());
        let code = one_time_code(&self.core.around.random());
        self.transact(|core, tx| {
            tx.put_person(&PersonRow {
                person,
                name: new.name.clone(),
                unit: new.unit,
                code_hash: Some(code_hash(person, &code)),
                code_tries: 0,
                used: None,
            })?;
            for duty in &new.duties {
                let assignment = domain::roster::Assignment {
                    person: domain_person(person),
                    ..duty.clone()
                };
                tx.add_assignment(&AssignmentRow { assignment })?;
            }
            core.publish_roster(tx).map(|_| ())
        })?;
        Ok(Ok((person, code)))
    }

    /// Makes a one-time token; gives its secret, which is kept nowhere, and its last moment.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn issue_token(
        &mut self,
        new: &NewToken,
    ) -> Outcome<Result<([u8; 16], i64), EnrolRefusal>> {
        if self.core.secrets.find_unit(new.unit).is_none() {
            return Ok(Err(EnrolRefusal::UnknownUnit));
        }
        let is_promised = self.is_desk_number_promised(new.unit, new.desk_no)?;
        if is_promised || self.is_desk_number_taken(new.unit, new.desk_no, None) {
            return Ok(Err(EnrolRefusal::DeskNumberTaken));
        }
        let secret = self.core.random_half();
        let expires_at = self.now().saturating_add(new.good_for);
        self.transact(|_, tx| {
            tx.put_token(&TokenRow {
                secret_hash: Hash::of(&[&secret]),
                unit: new.unit,
                desk_no: new.desk_no,
                shared_with: new.shared_with.clone(),
                expires_at,
                used_by: None,
            })
        })?;
        Ok(Ok((secret, expires_at)))
    }

    /// Says whether a device other than `besides` has the number, or had it this year: its lanes
    /// go with it, and what it numbered may not have come yet.
    fn is_desk_number_taken(&self, unit: UnitId, desk_no: u8, besides: Option<DeviceId>) -> bool {
        let registry = self.registry();
        let this_year = civil_year(self.now());
        let is_taken = registry.devices().any(|row| {
            let is_in_use = match row.state {
                DeviceState::Enrolled | DeviceState::Pending => true,
                DeviceState::Revoked => civil_year(row.since) >= this_year,
                DeviceState::Rejected => false,
            };
            is_in_use
                && row.desk_no == desk_no
                && Some(row.device) != besides
                && registry.is_same_commune(row.unit, unit)
        });
        is_taken || !(1..=9).contains(&desk_no)
    }

    /// Says whether a token that can still be used gives the number.
    fn is_desk_number_promised(&self, unit: UnitId, desk_no: u8) -> Outcome<bool> {
        let now = self.now();
        let tokens = self.database().read(|tx| tx.list_tokens())?;
        Ok(tokens.iter().any(|token| {
            token.used_by.is_none()
                && now <= token.expires_at
                && token.desk_no == desk_no
                && self.registry().is_same_commune(token.unit, unit)
        }))
    }

    /// Lets a new key wait under its token, or says how it stands.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn enrol(&mut self, request: &EnrolRequest) -> Outcome<Result<EnrolReply, Refusal>> {
        let signed = EnrolRequest::signed_bytes(&request.secret, &request.key, request.incarnation);
        if request
            .key
            .verify(Domain::Enrolment, &signed, &request.proof)
            .is_err()
        {
            return Ok(Err(Refusal::new(
                RefusalCode::BadSignature,
                "the key did not sign",
            )));
        }
        let bad_token = || Refusal::new(RefusalCode::BadToken, "not a good token");
        let secret_hash = Hash::of(&[&request.secret]);
        let device = request.key.device_id();
        let found = self.database().read(|tx| tx.find_token(&secret_hash))?;
        let Some(token) = found else {
            return Ok(Err(bad_token()));
        };
        match token.used_by {
            Some(by) if by == device => {}
            None if self.now() <= token.expires_at && self.may_wait(device) => {
                self.wait(device, request.key, token)?;
            }
            Some(_) | None => return Ok(Err(bad_token())),
        }
        self.enrolment_state(device).map(Ok)
    }

    /// Says whether a key may ask: one that is let in, waits or was revoked keeps what it has,
    /// for its records are judged by it.
    fn may_wait(&self, device: DeviceId) -> bool {
        let known = self.registry().find_device(device);
        known.is_none_or(|row| row.state == DeviceState::Rejected)
    }

    fn wait(&mut self, device: DeviceId, key: VerificationKey, token: TokenRow) -> Outcome<()> {
        self.transact(|core, tx| {
            core.is_registry_stale = true;
            tx.put_device(&DeviceRow {
                device,
                key,
                unit: token.unit,
                desk_no: token.desk_no,
                state: DeviceState::Pending,
                chain: None,
                shared_with: token.shared_with.clone(),
                since: core.around.now(),
            })?;
            tx.put_token(&TokenRow {
                used_by: Some(device),
                ..token
            })
        })
    }

    fn enrolment_state(&self, device: DeviceId) -> Outcome<EnrolReply> {
        let row = self
            .registry()
            .find_device(device)
            .ok_or(damaged("a token's device"))?;
        let state = match row.state {
            DeviceState::Pending => EnrolState::AwaitingApproval,
            DeviceState::Enrolled => EnrolState::Approved,
            DeviceState::Rejected | DeviceState::Revoked => EnrolState::Rejected,
        };
        let grant = match (&row.chain, state) {
            (Some(chain), EnrolState::Approved) => Some(self.grant(row, chain)?),
            _ => None,
        };
        Ok(EnrolReply { state, grant })
    }

    fn grant(&self, row: &DeviceRow, chain: &[u8]) -> Outcome<DeskGrant> {
        let secrets = self.secrets();
        let unit = self
            .registry()
            .find_unit(row.unit)
            .ok_or(damaged("a device's unit"))?;
        let publications = self.database().read(|tx| {
            let mut all = Vec::new();
            for (kind, _) in tx.list_publications()? {
                all.extend(tx.find_publication(kind)?.map(|(_, bytes)| Verbatim(bytes)));
            }
            Ok(all)
        })?;
        Ok(DeskGrant {
            server: secrets.keys().server,
            authority: Verbatim(ledger::encoding::to_bytes(&secrets.authority)),
            identity: Verbatim(secrets.identity.encode()),
            unit: row.unit,
            desk_no: row.desk_no,
            commune_code: unit.unit.commune_code.clone(),
            chain: Verbatim(chain.to_vec()),
            publications,
            lane: row.desk_no,
            spare_lane: row.desk_no.saturating_add(SPARE_LANE_OFFSET),
            root: secrets.authority.id(),
        })
    }

    /// Lists devices that wait, each with its six words.
    #[must_use]
    pub fn list_pending(&self) -> Vec<(DeviceRow, [&'static str; 6])> {
        let waiting = self
            .registry()
            .devices()
            .filter(|row| row.state == DeviceState::Pending);
        waiting
            .map(|row| (row.clone(), fingerprint::words(&row.key)))
            .collect()
    }

    /// Lets the device in whose words were compared.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn approve(&mut self, words: &[&str]) -> Outcome<Result<DeviceRow, EnrolRefusal>> {
        let Some(row) = self.find_by_words(words) else {
            return Ok(Err(EnrolRefusal::NoSuchWords));
        };
        if self.is_desk_number_taken(row.unit, row.desk_no, Some(row.device)) {
            return Ok(Err(EnrolRefusal::DeskNumberTaken));
        }
        let desk_no = u16::from(row.desk_no);
        let subject = CertificateSubject::Device {
            device: row.device,
            unit: row.unit,
            desk_no,
        };
        let Some(chain) = self.core.certify(subject, row.key) else {
            return Ok(Err(EnrolRefusal::UnknownUnit));
        };
        let row = DeviceRow {
            state: DeviceState::Enrolled,
            chain: Some(chain.encode()),
            ..row
        };
        self.transact(|core, tx| {
            tx.put_device(&row)?;
            core.publish_roster(tx).map(|_| ())
        })?;
        Ok(Ok(row))
    }

    /// Sends the device away whose words were not the same.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn reject(&mut self, device: DeviceId) -> Outcome<Result<(), EnrolRefusal>> {
        self.set_state(device, DeviceState::Pending, DeviceState::Rejected)
    }

    /// Takes writing and reading from a device; what it still holds is taken in quarantine.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn revoke(&mut self, device: DeviceId) -> Outcome<Result<(), EnrolRefusal>> {
        self.set_state(device, DeviceState::Enrolled, DeviceState::Revoked)
    }

    fn set_state(
        &mut self,
        device: DeviceId,
        from: DeviceState,
        to: DeviceState,
    ) -> Outcome<Result<(), EnrolRefusal>> {
        let found = self
            .registry()
            .find_device(device)
            .filter(|row| row.state == from)
            .cloned();
        let Some(row) = found else {
            return Ok(Err(EnrolRefusal::UnknownDevice));
        };
        self.transact(|core, tx| {
            tx.put_device(&DeviceRow {
                state: to,
                since: core.around.now(),
                ..row
            })?;
            core.publish_roster(tx).map(|_| ())
        })?;
        Ok(Ok(()))
    }

    fn find_by_words(&self, words: &[&str]) -> Option<DeviceRow> {
        let pending = self.list_pending();
        let found = pending.into_iter().find(|(_, own)| own.as_slice() == words);
        found.map(|(row, _)| row)
    }

    /// Certifies a person's key against her one-time code; takes back what was withheld because
    /// her key was not known. The same key with the same code gets the same certificate again.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn activate(
        &mut self,
        caller: DeviceId,
        request: &ActivateRequest,
    ) -> Outcome<Result<ActivateReply, Refusal>> {
        let signed = ActivateRequest::signed_bytes(request.person, &request.key, &request.code);
        let is_proven = request
            .key
            .verify(Domain::Enrolment, &signed, &request.proof)
            .is_ok();
        let found = self.database().read(|tx| tx.find_person(request.person))?;
        let Some(row) = found.filter(|_| is_proven) else {
            return Ok(Err(bad_code()));
        };
        if !self.registry().readable_units(caller).contains(&row.unit) {
            return Ok(Err(bad_code()));
        }
        let asker = asker_with_key(&request.key);
        let chain = match self.judge_code(row, &request.code, asker)? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(Fitting::First(row)) => {
                self.transact(|core, tx| core.certify_person(tx, row, (caller, &request.key)))?
            }
            // The code may have helped with a forgotten PIN since, or another key have come.
            Ok(Fitting::Again) => self
                .registry()
                .chains_of(request.person)
                .find(|chain| chain.leaf.key == request.key)
                .map(CertificateChain::encode),
        };
        let Some(chain) = chain else {
            return Ok(Err(used_code()));
        };
        self.activated(caller, request.person, chain).map(Ok)
    }

    fn activated(
        &self,
        caller: DeviceId,
        person: PersonId,
        chain: Vec<u8>,
    ) -> Outcome<ActivateReply> {
        let roster = self.database().read(|tx| {
            let kind = ledger::publication::PublicationKind::Roster;
            tx.find_publication(kind)?.ok_or(damaged("the roster"))
        })?;
        let unit = self
            .registry()
            .find_person(person)
            .ok_or(damaged("a person"))?
            .unit;
        Ok(ActivateReply {
            chain: Verbatim(chain),
            roster: Verbatim(roster.1),
            recovery: self.core.recovery_key(caller, person, unit),
        })
    }
}

impl Core {
    fn certify(
        &self,
        subject: CertificateSubject,
        key: VerificationKey,
    ) -> Option<CertificateChain> {
        let (signer, unit) = self.secrets.find_unit(subject.unit())?;
        let valid_from = unit.valid_from.max(self.around.now());
        let body = CertificateBody {
            subject,
            key,
            valid_from,
            valid_until: None,
        };
        Some(CertificateChain::new(
            unit.clone(),
            Certificate::issue(body, &[(0, signer)]),
        ))
    }

    /// Certifies a person's key at a desk, publishes it and gives back their effect to records
    /// that waited for it; gives nothing where the key of her office is not here.
    pub(super) fn certify_person(
        &mut self,
        tx: &mut dyn Writing,
        row: PersonRow,
        (desk, key): (DeviceId, &VerificationKey),
    ) -> Outcome<Option<Vec<u8>>> {
        let (person, unit) = (row.person, row.unit);
        let device = Some(desk);
        let subject = CertificateSubject::Person {
            person,
            unit,
            device,
        };
        let Some(chain) = self.certify(subject, *key) else {
            return Ok(None);
        };
        let chain = chain.encode();
        tx.put_person(&row)?;
        tx.put_person_key(&PersonKeyRow {
            person,
            device,
            chain: chain.clone(),
        })?;
        self.publish_roster(tx)?;
        self.restore_of(tx, (person, desk), key)?;
        Ok(Some(chain))
    }

    /// Gives records back their effect that were withheld for want of this person's key at a desk.
    fn restore_of(
        &mut self,
        tx: &mut dyn Writing,
        (person, desk): (PersonId, DeviceId),
        key: &VerificationKey,
    ) -> Outcome<()> {
        for row in tx.list_withheld(WithheldReason::AuthorUnknown.code())? {
            let record = load_record(tx.reading(), row.number)?;
            // Of a carrier the effect, and so the author, is its original's.
            let original = carried_original(&record).ok();
            let effective = original.as_ref().unwrap_or(&record);
            let header = effective.header();
            let is_hers = header.author == Some(person) && header.device == desk;
            if !is_hers || effective.verify_author(key).is_err() {
                continue;
            }
            self.let_in_late(tx, &record)?;
            tx.restore_withheld(row.number)?;
            let says = EffectRestored {
                record: effective.hash(),
                withheld: row.said_by,
            };
            self.say_of(tx, &record, EffectRestored::KIND, says.facts())?;
        }
        Ok(())
    }
}

/// Gives the domain's name of a person.
pub(super) const fn domain_person(person: PersonId) -> domain::id::PersonId {
    domain::id::PersonId::from_bytes(*person.as_bytes())
}

/// Gives the year on the office's wall calendar; the last year where the clock is beyond it.
fn civil_year(micros: i64) -> i32 {
    moment_of_micros(micros)
        .and_then(wall_clock)
        .map_or(i32::MAX, year_of)
}
