//! Supervisors' words for people's keys: written here, or come in a feed, kept with the records.
//!
//! A word is noted when its signatures hold up to the pinned authorities and its author's key is
//! proven. That the supervisor had the duty is the roster's to say, when the word is used; one
//! that the server withheld is not listed.

use domain::id::{DeviceId, PersonId, UnitId};
use ledger::key::Signer;
use ledger::part::PartName;
use ledger::seal::Draft;
use ledger::{AuthorStanding, AuthoritySet, Hash, OwnFacts, Record, VerificationKey, Vouching};
use rusqlite::Connection;

use super::act::draw_part;
use super::touched::Touched;
use super::{Desk, Pen, SystemMoment};
use crate::entropy::make_id;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::ids::ledger_person;
use crate::row::{Bytes, id};

/// A supervisor's word for a person's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VouchedKey {
    /// Whose key it is.
    pub person: PersonId,
    /// Where she is employed, and what the supervisor supervises.
    pub unit: UnitId,
    /// The key.
    pub key: VerificationKey,
    /// The desk at which the word was given: there alone the key counts.
    pub desk: DeviceId,
    /// Who vouches.
    pub supervisor: PersonId,
    /// From when, µs UTC.
    pub from: i64,
}

impl Desk {
    /// Writes a supervisor's word into the desk's chain, signed by her, and notes that people must
    /// hear of it; gives the record's hash.
    ///
    /// # Errors
    /// The disk.
    pub fn vouch(
        &mut self,
        said: &Vouching,
        (supervisor, signer): (PersonId, &dyn Signer),
        moment: SystemMoment,
    ) -> Result<Hash, Failure> {
        if self.is_restored() {
            self.begin_incarnation(moment)?;
        }
        self.write(|pen| {
            let draft = Draft {
                subjects: Vec::new(),
                act_id: ledger::ActId::from_bytes(make_id(pen.entropy, moment.now)?),
                recorded_at: moment.now,
                clock: moment.clock,
                monotonic: moment.monotonic,
                author: Some(ledger_person(supervisor)),
                kind: Vouching::KIND,
                version: 1,
                parts: vec![draw_part(pen.entropy, PartName::Facts, said.facts())?],
                blobs: Vec::new(),
            };
            let duty = pen.own_duty()?;
            let mut touched = Touched::default();
            let record = pen.append_own(draft, Some(signer), duty, moment.now, &mut touched)?;
            Exchange::within(pen, moment.now).tell_vouched(&record)?;
            Ok(record.hash())
        })
    }
}

impl Pen<'_> {
    /// Notes a supervisor's word; one that does not hold is kept as a record and nothing more.
    pub(super) fn note_vouching(
        &self,
        record: &Record,
        standing: AuthorStanding,
        row: i64,
    ) -> Result<(), Failure> {
        let authorities = self
            .enrolment
            .and_then(|enrolment| minicbor::decode::<AuthoritySet>(&enrolment.authority).ok());
        let Some(authorities) = authorities.filter(|_| standing == AuthorStanding::Verified) else {
            return Ok(());
        };
        let Ok(vouched) = Vouching::verify(record, &authorities) else {
            return Ok(());
        };
        self.tx
            .prepare_cached(
                "INSERT INTO vouching (record, person, unit, key, supervisor, from_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )
            .and_then(|mut insert| {
                insert.execute((
                    row,
                    Bytes(*vouched.person.as_bytes()),
                    Bytes(*vouched.unit.as_bytes()),
                    Bytes(*vouched.key.as_bytes()),
                    Bytes(*vouched.supervisor.as_bytes()),
                    vouched.from,
                ))
            })
            .map(|_| ())
            .map_err(Failure::sqlite("noting a vouching"))
    }
}

/// Says whether the record of a row is a word that was noted.
pub(crate) fn is_noted(connection: &Connection, row: i64) -> Result<bool, Failure> {
    connection
        .prepare_cached("SELECT 1 FROM vouching WHERE record = ?1")
        .and_then(|mut select| select.exists([row]))
        .map_err(Failure::sqlite("looking for a vouching"))
}

/// Lists the words that were noted and that the server did not withhold, in the order in which
/// they came.
pub(crate) fn list(connection: &Connection) -> Result<Vec<VouchedKey>, Failure> {
    let failed = "listing vouchings";
    let mut select = connection
        .prepare_cached(include_str!("vouching/list.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| {
        let key: Bytes<32> = row.get(2)?;
        Ok(VouchedKey {
            person: PersonId::from_bytes(id(row, 0)?),
            unit: UnitId::from_bytes(id(row, 1)?),
            key: VerificationKey::from_bytes(key.0),
            desk: DeviceId::from_bytes(id(row, 3)?),
            supervisor: PersonId::from_bytes(id(row, 4)?),
            from: row.get(5)?,
        })
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
