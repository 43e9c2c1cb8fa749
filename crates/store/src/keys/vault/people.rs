//! People of the vault: activation, signing in, changing a PIN, being granted a duty.
//!
//! Keys are prepared under a PIN before anybody vouches for them: until they are confirmed they
//! hold no duty and nobody passes one on to them. A duty key reaches a confirmed person from
//! somebody who holds it, when that one signs in. Whoever loses a duty opens nothing of it any
//! more; of the last one here who held its key the grant stays closed in the folder until it is
//! passed on, because what is sealed to the duty would be lost with it. A try is written down
//! before it is judged.

use domain::id::{PersonId, UnitId};
use ledger::key::{Signer, SigningKey};
use zeroize::Zeroizing;

use super::{DRAFT_PURPOSE, DutySecret, KeyFault, Opened, Unlocked, Vault, purpose_key};
use crate::entropy::draw;
use crate::keys::folder::{DutyId, Grant, PersonEntry};
use crate::keys::pin::Pin;
use crate::keys::seal::SealSecret;
use crate::keys::tries::{Moment, Stop};
use crate::keys::wrap::{Secrets, Wrap, WrapFault, WrapName};

/// Purpose that a granted duty key is sealed for.
const GRANT_PURPOSE: &[u8] = b"traotay/grant/v1";

/// A person to be activated.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    /// Who.
    pub person: PersonId,
    /// Where she is employed.
    pub unit: UnitId,
    /// What she chose.
    pub pin: &'a Pin,
    /// The duties of her assignments.
    pub duties: Vec<DutyId>,
}

impl Vault {
    /// Activates a person whose keys need nobody's word: prepares and confirms them.
    ///
    /// # Errors
    /// As [`Self::prepare_person`] and [`Self::confirm_person`].
    pub fn add_person(
        &mut self,
        opened: &Opened,
        new: &NewPerson<'_>,
        holders: &[&Unlocked],
    ) -> Result<Unlocked, KeyFault> {
        let secrets = self.prepare(opened, new)?;
        self.confirm_person(new.person, &new.duties, holders)?;
        self.unlocked(new.person, new.unit, &secrets)
    }

    /// Makes a person's keys and wraps them under her PIN; they hold no duty and the setup
    /// goes on until [`Self::confirm_person`].
    ///
    /// # Errors
    /// [`KeyFault::AlreadyActivated`], or the disk or keyring.
    pub fn prepare_person(
        &mut self,
        opened: &Opened,
        new: &NewPerson<'_>,
    ) -> Result<Unlocked, KeyFault> {
        let secrets = self.prepare(opened, new)?;
        self.unlocked(new.person, new.unit, &secrets)
    }

    /// Gives a person whose key is vouched for the duties of her assignments; the first one
    /// confirmed ends the setup.
    ///
    /// `holders` are the people signed in; a duty key that none of them holds follows when a
    /// holder signs in.
    ///
    /// # Errors
    /// [`KeyFault::NotActivated`], or the disk.
    pub fn confirm_person(
        &mut self,
        person: PersonId,
        duties: &[DutyId],
        holders: &[&Unlocked],
    ) -> Result<(), KeyFault> {
        self.assign(person, duties, holders)?;
        self.folder.setup = None;
        self.store_keys()
    }

    /// Forgets keys that nobody vouched for, with the wrong tries at them; whoever was
    /// confirmed stays.
    ///
    /// # Errors
    /// The disk.
    pub fn drop_prepared(&mut self, person: PersonId, now: Moment) -> Result<(), KeyFault> {
        let is_prepared = self
            .folder
            .find_person(person)
            .is_some_and(|entry| entry.duties.is_empty() && !entry.was_confirmed);
        if !is_prepared || self.holds_grants(person) {
            return Ok(());
        }
        self.folder.people.retain(|entry| entry.person != person);
        self.store_keys()?;
        let (mut tries, number) = self.load_tries(now)?;
        tries.clear(person);
        self.store_tries(&tries, number.saturating_add(1))
    }

    /// Lists the duties that a person was confirmed for.
    #[must_use]
    pub fn duties_of(&self, person: PersonId) -> &[DutyId] {
        self.folder
            .find_person(person)
            .map_or(&[], |entry| entry.duties.as_slice())
    }

    fn prepare(&mut self, opened: &Opened, new: &NewPerson<'_>) -> Result<Secrets, KeyFault> {
        if self.folder.find_person(new.person).is_some() {
            return Err(KeyFault::AlreadyActivated(new.person));
        }
        let entropy = self.options.entropy.clone();
        let secrets = Secrets {
            file_key: *opened.file_key.as_bytes(),
            signing_seed: draw(entropy.as_ref())?,
            seal_secret: *SealSecret::generate(entropy.as_ref())?.as_bytes(),
        };
        let device_secret = self.device_secret()?;
        let name = self.wrap_name(new.person, new.unit);
        let cost = self.options.cost;
        let wrap = Wrap::seal(
            entropy.as_ref(),
            &name,
            new.pin,
            cost,
            &device_secret,
            &secrets,
        )?;
        let signing_key = SigningKey::from_bytes(secrets.signing_seed).verification_key();
        let seal_key = SealSecret::from_bytes(secrets.seal_secret).public_key()?.0;
        self.folder.people.push(PersonEntry {
            person: new.person,
            unit: new.unit,
            wrap,
            signing_key: *signing_key.as_bytes(),
            seal_key,
            duties: Vec::new(),
            was_confirmed: false,
        });
        self.store_keys()?;
        Ok(secrets)
    }

    /// Sets the duties of a person to those of her assignments; what is sealed to an ended one
    /// opens to her no more.
    ///
    /// # Errors
    /// [`KeyFault::NotActivated`], or the disk.
    pub fn set_duties(
        &mut self,
        person: PersonId,
        duties: &[DutyId],
        holders: &[&Unlocked],
    ) -> Result<(), KeyFault> {
        self.assign(person, duties, holders)?;
        self.store_keys()
    }

    /// Opens a person's wrap by her PIN, and passes on what she holds to who waits for it.
    ///
    /// # Errors
    /// [`KeyFault::WrongPin`], [`KeyFault::Paused`], [`KeyFault::SupervisorNeeded`],
    /// [`KeyFault::NotActivated`], or the disk.
    pub fn unlock(
        &mut self,
        person: PersonId,
        pin: &Pin,
        now: Moment,
    ) -> Result<Unlocked, KeyFault> {
        let (unit, secrets) = self.judge(person, pin, now)?;
        let held = self.open_grants(person, &secrets)?;
        if self.pass_on(&held)? {
            self.store_keys()?;
        }
        self.unlocked(person, unit, &secrets)
    }

    /// Wraps a person's secrets under another PIN.
    ///
    /// # Errors
    /// As [`Self::unlock`] for the PIN that was.
    pub fn change_pin(
        &mut self,
        person: PersonId,
        pin: &Pin,
        next: &Pin,
        now: Moment,
    ) -> Result<(), KeyFault> {
        let (unit, secrets) = self.judge(person, pin, now)?;
        let name = self.wrap_name(person, unit);
        let device_secret = self.device_secret()?;
        let entropy = self.options.entropy.clone();
        let cost = self.options.cost;
        let wrap = Wrap::seal(
            entropy.as_ref(),
            &name,
            next,
            cost,
            &device_secret,
            &secrets,
        )?;
        for entry in self
            .folder
            .people
            .iter_mut()
            .filter(|entry| entry.person == person)
        {
            entry.wrap = wrap.clone();
        }
        self.store_keys()
    }

    /// Forgets a person's wrong tries, because a supervisor, signed in, says so.
    ///
    /// # Errors
    /// The disk.
    pub fn clear_tries(
        &self,
        person: PersonId,
        _by: &Unlocked,
        now: Moment,
    ) -> Result<(), KeyFault> {
        let (mut tries, number) = self.load_tries(now)?;
        tries.clear(person);
        self.store_tries(&tries, number.saturating_add(1))
    }

    /// Says what stands against a try of a person, and how many she has left.
    ///
    /// # Errors
    /// The disk.
    pub fn tries(&self, person: PersonId, now: Moment) -> Result<(Option<Stop>, u8), KeyFault> {
        let (tries, _) = self.load_tries(now)?;
        Ok((tries.stop(person, now), tries.tries_left(person)))
    }

    pub(super) fn judge(
        &self,
        person: PersonId,
        pin: &Pin,
        now: Moment,
    ) -> Result<(UnitId, Secrets), KeyFault> {
        let entry = self
            .folder
            .find_person(person)
            .ok_or(KeyFault::NotActivated(person))?;
        let (mut tries, number) = self.load_tries(now)?;
        match tries.stop(person, now) {
            None => {}
            Some(Stop::Paused { remaining }) => return Err(KeyFault::Paused { remaining }),
            Some(Stop::SupervisorNeeded) => return Err(KeyFault::SupervisorNeeded),
        }
        tries.count(person, now);
        self.store_tries(&tries, number.saturating_add(1))?;
        let device_secret = self.device_secret()?;
        match entry
            .wrap
            .open(&self.wrap_name(person, entry.unit), pin, &device_secret)
        {
            Ok(secrets) => {
                tries.clear(person);
                self.store_tries(&tries, number.saturating_add(2))?;
                Ok((entry.unit, secrets))
            }
            Err(WrapFault::NotOpened) => Err(KeyFault::WrongPin {
                tries_left: tries.tries_left(person),
            }),
            Err(fault) => Err(fault.into()),
        }
    }

    pub(super) fn wrap_name(&self, person: PersonId, unit: UnitId) -> WrapName {
        WrapName {
            device: self.device(),
            person,
            unit,
            epoch: self.folder.epoch,
        }
    }

    fn unlocked(
        &self,
        person: PersonId,
        unit: UnitId,
        secrets: &Secrets,
    ) -> Result<Unlocked, KeyFault> {
        let known = self.duties_of(person);
        let mut duties = self.open_grants(person, secrets)?;
        duties.retain(|duty| known.contains(&duty.id));
        Ok(Unlocked {
            person,
            unit,
            opened: self.open_with(&secrets.file_key)?,
            signer: SigningKey::from_bytes(secrets.signing_seed),
            duties,
            draft_key: purpose_key(&secrets.seal_secret, DRAFT_PURPOSE)?,
        })
    }

    /// Opens every duty key that was granted to a person, of ended duties too.
    fn open_grants(
        &self,
        person: PersonId,
        secrets: &Secrets,
    ) -> Result<Vec<DutySecret>, KeyFault> {
        let seal_secret = SealSecret::from_bytes(secrets.seal_secret);
        let own = self.folder.grants.iter();
        own.filter(|grant| grant.person == person)
            .map(|grant| {
                let bytes = seal_secret.open(&grant.sealed, &grant.duty.context(GRANT_PURPOSE))?;
                let bytes = bytes.as_slice().try_into();
                let bytes = Zeroizing::new(bytes.map_err(|_| KeyFault::Damaged)?);
                Ok(DutySecret {
                    id: grant.duty,
                    secret: SealSecret::from_bytes(*bytes),
                })
            })
            .collect()
    }

    fn assign(
        &mut self,
        person: PersonId,
        duties: &[DutyId],
        holders: &[&Unlocked],
    ) -> Result<(), KeyFault> {
        for id in duties {
            if let Some(secret) = self.make_duty(*id)? {
                self.grant(person, &DutySecret { id: *id, secret })?;
            }
        }
        let entry = self
            .folder
            .people
            .iter_mut()
            .find(|entry| entry.person == person);
        let entry = entry.ok_or(KeyFault::NotActivated(person))?;
        entry.duties = duties.to_vec();
        entry.was_confirmed |= !duties.is_empty();
        for holder in holders {
            self.pass_on(&holder.duties)?;
        }
        self.drop_ended();
        Ok(())
    }

    /// Grants what somebody holds to everybody who waits for it; says whether anything changed.
    fn pass_on(&mut self, held: &[DutySecret]) -> Result<bool, KeyFault> {
        let mut has_changed = false;
        for duty in held {
            let waiting: Vec<PersonId> = self
                .folder
                .people
                .iter()
                .filter(|entry| entry.duties.contains(&duty.id))
                .map(|entry| entry.person)
                .filter(|person| self.folder.find_grant(*person, duty.id).is_none())
                .collect();
            for person in waiting {
                self.grant(person, duty)?;
                has_changed = true;
            }
        }
        Ok(self.drop_ended() || has_changed)
    }

    /// Drops grants of ended duties whose key somebody here holds by right.
    fn drop_ended(&mut self) -> bool {
        let folder = &mut self.folder;
        let by_right: Vec<(PersonId, DutyId)> = folder
            .people
            .iter()
            .flat_map(|entry| entry.duties.iter().map(|duty| (entry.person, *duty)))
            .filter(|(person, duty)| folder.find_grant(*person, *duty).is_some())
            .collect();
        let before = folder.grants.len();
        folder.grants.retain(|grant| {
            by_right.contains(&(grant.person, grant.duty))
                || by_right.iter().all(|(_, duty)| *duty != grant.duty)
        });
        folder.grants.len() != before
    }

    fn holds_grants(&self, person: PersonId) -> bool {
        let mut grants = self.folder.grants.iter();
        grants.any(|grant| grant.person == person)
    }

    fn grant(&mut self, person: PersonId, duty: &DutySecret) -> Result<(), KeyFault> {
        let entry = self
            .folder
            .find_person(person)
            .ok_or(KeyFault::NotActivated(person))?;
        let sealed = entry.seal_key().seal(
            self.options.entropy.as_ref(),
            duty.secret.as_bytes(),
            &duty.id.context(GRANT_PURPOSE),
        )?;
        self.folder.grants.push(Grant {
            person,
            duty: duty.id,
            sealed,
        });
        Ok(())
    }
}
