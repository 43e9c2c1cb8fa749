//! A supervisor's word for a person's key, given at a desk that could not ask.
//!
//! It is a record like any other: kept whatever it says. One that holds is answered with the
//! unit's own certificate in the same transaction, and what the person signed meanwhile has its
//! effect; one that does not is withheld by name, and so is what was signed under it. A person has
//! a key of her own at each desk: one that her office certified elsewhere stands against no word.

use ledger::id::{DeviceId, PersonId};
use ledger::judge::{AuthorStanding, KeySource};
use ledger::key::VerificationKey;
use ledger::kind::VOUCHED;
use ledger::own::{OwnFacts, WithheldReason};
use ledger::record::Record;
use ledger::vouching::{Vouched, Vouching};
use sync::protocol::VOUCHING_UNSOUND;

use super::enrolling::domain_person;
use super::publishing::domain_unit;
use super::{Core, Judged};
use crate::database::{Outcome, PersonRow, Writing};

impl Core {
    /// Says why a supervisor's word counts for nothing; nothing for records of other kinds.
    pub(super) fn find_vouching_reason(
        &self,
        record: &Record,
        standing: AuthorStanding,
    ) -> Option<WithheldReason> {
        let Ok(vouched) = Vouching::verify(record, &self.secrets.authority) else {
            return Some(VOUCHING_UNSOUND);
        };
        match standing {
            AuthorStanding::Verified => {}
            AuthorStanding::KeyUnknown => return Some(WithheldReason::AuthorUnknown),
            AuthorStanding::Refused | AuthorStanding::System | AuthorStanding::Unsigned => {
                return Some(WithheldReason::AuthorSignature);
            }
        }
        let units = self.registry.readable_units(record.header().device);
        if !units.contains(&vouched.unit) {
            return Some(WithheldReason::NotThisUnit);
        }
        if !self.may_vouch(&vouched) {
            return Some(WithheldReason::NotAssigned);
        }
        // Whoever has a key of her office at this desk asks her office for another.
        let known = self.find_office_key(vouched.person, record.header().device);
        let is_other = known.is_some_and(|known| known != vouched.key);
        is_other.then_some(VOUCHING_UNSOUND)
    }

    /// Finds the key of a person at a desk that her office certified, in this transaction too.
    fn find_office_key(&self, person: PersonId, desk: DeviceId) -> Option<VerificationKey> {
        let fresh = self.fresh_keys.get(&(person, desk)).copied();
        fresh.or_else(|| self.registry.find_author_key(person, desk))
    }

    /// Says whether the roster lets her: at the moment that she says, or, because a desk's clock
    /// may be off, at this one.
    fn may_vouch(&self, vouched: &Vouched) -> bool {
        let whom = (domain_person(vouched.person), domain_unit(vouched.unit));
        let supervisor = domain_person(vouched.supervisor);
        [vouched.from, self.around.now()].into_iter().any(|at| {
            let roster = self.registry.roster();
            roster.vouching_fault(supervisor, whom, at).is_none()
        })
    }

    /// Answers a word that holds with the unit's certificate; her one-time code is used up.
    pub(super) fn certify_vouched(&mut self, tx: &mut dyn Writing, judged: &Judged) -> Outcome<()> {
        let vouched = judged
            .effective()
            .filter(|(record, _)| record.header().kind == VOUCHED)
            .and_then(|(record, _)| {
                let vouched = Vouching::verify(record, &self.secrets.authority).ok()?;
                Some((record.header().device, vouched))
            });
        let Some((desk, vouched)) = vouched else {
            return Ok(());
        };
        let is_certified = self.find_office_key(vouched.person, desk).is_some();
        let Some(row) = tx.find_person(vouched.person)?.filter(|_| !is_certified) else {
            return Ok(());
        };
        let row = PersonRow {
            code_hash: None,
            ..row
        };
        self.certify_person(tx, row, (desk, &vouched.key))?;
        self.fresh_keys.insert((vouched.person, desk), vouched.key);
        Ok(())
    }

    /// Says whether the author's key was certified within this transaction and signed.
    pub(super) fn is_signed_freshly(&self, record: &Record) -> bool {
        let header = record.header();
        let author = header.author.map(|author| (author, header.device));
        let key = author.and_then(|author| self.fresh_keys.get(&author));
        key.is_some_and(|key| record.verify_author(key).is_ok())
    }

    /// Lists the offices that must know of a vouching: all of the commune, because what the
    /// person signs may come to any of them.
    pub(super) fn units_of_vouching(&self, record: &Record) -> Vec<ledger::id::UnitId> {
        let Ok(said) = Vouching::read(record) else {
            return Vec::new();
        };
        let unit = said.chain.leaf.subject.unit();
        let units = self
            .registry
            .units()
            .map(|row| super::registry::unit_id(&row.unit));
        units
            .filter(|other| self.registry.is_same_commune(*other, unit))
            .collect()
    }
}
