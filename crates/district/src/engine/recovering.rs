//! A forgotten PIN: a fresh one-time code for a person, and the key that opens her recovery wrap.
//!
//! The key is worked out anew from the key of her office each time and kept nowhere. It opens one
//! wrap on one desk, and only together with that desk's own secret: neither the server nor a
//! stolen PC opens anything alone. Her signing key and its certificate stay as they are.

use ledger::domain_separation::Domain;
use ledger::id::{DeviceId, Hash, PersonId, UnitId};
use sync::fault::Refusal;
use sync::protocol::{RecoverReply, RecoverRequest};

use super::codes::{Fitting, asker_with_attempt, bad_code, code_hash, one_time_code};
use super::{Core, Engine, EnrolRefusal};
use crate::database::{Database, Outcome, PersonRow};

impl<D: Database> Engine<D> {
    /// Gives a person another one-time code in the place of any before; it is kept nowhere.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn reissue_code(&mut self, person: PersonId) -> Outcome<Result<String, EnrolRefusal>> {
        let Some(row) = self.database().read(|tx| tx.find_person(person))? else {
            return Ok(Err(EnrolRefusal::UnknownPerson));
        };
        let code = one_time_code(&self.core.around.random());
        self.transact(|_, tx| {
            tx.put_person(&PersonRow {
                code_hash: Some(code_hash(person, &code)),
                code_tries: 0,
                ..row
            })
        })?;
        Ok(Ok(code))
    }

    /// Gives the recovery key against a one-time code, which is used up by it: only the same
    /// attempt of the same desk is answered again.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn recover(&mut self, request: &RecoverRequest) -> Outcome<Result<RecoverReply, Refusal>> {
        let found = self.database().read(|tx| tx.find_person(request.person))?;
        let units = self.registry().readable_units(request.device);
        let Some(row) = found.filter(|row| units.contains(&row.unit)) else {
            return Ok(Err(bad_code()));
        };
        let key = self
            .core
            .recovery_key(request.device, request.person, row.unit);
        let Some(recovery) = key else {
            return Ok(Err(bad_code()));
        };
        let asker = asker_with_attempt(request.device, &request.attempt);
        match self.judge_code(row, &request.code, asker)? {
            Err(refusal) => return Ok(Err(refusal)),
            Ok(Fitting::First(row)) => self.transact(|_, tx| tx.put_person(&row))?,
            Ok(Fitting::Again) => {}
        }
        Ok(Ok(RecoverReply { recovery }))
    }
}

impl Core {
    /// Works out the recovery key of a person at a desk: the digest of a signature that is
    /// never shown, so that only the holder of the unit's key can.
    pub(super) fn recovery_key(
        &self,
        device: DeviceId,
        person: PersonId,
        unit: UnitId,
    ) -> Option<[u8; 32]> {
        let (signer, _) = self.secrets.find_unit(unit)?;
        let name = [
            b"recovery\0".as_slice(),
            device.as_bytes(),
            person.as_bytes(),
        ]
        .concat();
        let signature = signer.sign(Domain::Enrolment, &name);
        Some(*Hash::of(&[b"recovery key\0", signature.as_bytes()]).as_bytes())
    }
}
