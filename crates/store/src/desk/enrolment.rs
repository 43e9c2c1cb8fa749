//! What the desk was enrolled as: its office, its number, its lanes, whom it trusts.
//!
//! Enrolling writes record 1 of the chain, which carries the desk's certificate; every later
//! incarnation begins with it too.

use domain::id::UnitId;
use domain::number::Lane;
use ledger::id::{DeviceId, ServerId};
use ledger::{CertificateChain, OwnFacts, kind};
use minicbor::Decode;
use rusqlite::{Connection, OptionalExtension};

use super::{Desk, Pen};
use crate::failure::Failure;
use crate::row::{Bytes, id};

/// What the server gave when a person had compared the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The desk's office.
    pub unit: UnitId,
    /// Its number within the commune, over all its offices.
    pub desk_no: u8,
    /// Five digits of the commune.
    pub commune_code: String,
    /// Lane of serials in the first life of the file.
    pub lane: Lane,
    /// Lane of serials in a later life.
    pub spare_lane: Lane,
    /// Numbers bear the year 99.
    pub is_training: bool,
    /// The server.
    pub server: ServerId,
    /// The authority keys, as pinned.
    pub authority: Vec<u8>,
    /// The server's own keys, signed by the authorities.
    pub identity: Vec<u8>,
    /// The desk's certificate under its unit's.
    pub certificate: Vec<u8>,
}

/// What of the server's identity this crate reads: the device that the server is in its own
/// chain. The identity's signatures were checked when the desk was enrolled.
#[derive(Decode)]
#[cbor(map)]
struct Identity {
    #[cbor(n(0), with = "minicbor::bytes")]
    keys: Vec<u8>,
}

#[derive(Decode)]
#[cbor(map)]
struct IdentityKeys {
    #[n(6)]
    device: DeviceId,
}

impl Enrolment {
    /// Gives the device whose records of the ledger's own kinds change what others' do.
    pub(crate) fn server_device(&self) -> Option<DeviceId> {
        let identity: Identity = minicbor::decode(&self.identity).ok()?;
        let keys: IdentityKeys = minicbor::decode(&identity.keys).ok()?;
        Some(keys.device)
    }
}

/// The moment of a write that no person makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemMoment {
    /// Wall clock, µs UTC.
    pub now: i64,
    /// How far it can be believed.
    pub clock: ledger::ClockGrade,
    /// µs since the PC started.
    pub monotonic: u64,
}

impl Desk {
    /// Takes the enrolment in and begins the chain with the desk's certificate.
    ///
    /// # Errors
    /// [`Failure::AlreadyEnrolled`], or the disk.
    pub fn enrol(&mut self, enrolment: Enrolment, moment: SystemMoment) -> Result<(), Failure> {
        if self
            .enrolment
            .as_ref()
            .is_some_and(|known| *known != enrolment)
        {
            return Err(Failure::AlreadyEnrolled);
        }
        if self.enrolment.is_some() {
            return Ok(());
        }
        self.write(|pen| {
            insert(pen, &enrolment)?;
            pen.begin_chain(&enrolment, moment)
        })?;
        self.enrolment = Some(enrolment);
        Ok(())
    }
}

impl Pen<'_> {
    /// Writes record 1 of the present life: the certificate.
    pub(super) fn begin_chain(
        &mut self,
        enrolment: &Enrolment,
        moment: SystemMoment,
    ) -> Result<(), Failure> {
        let chain = CertificateChain::decode(&enrolment.certificate)
            .map_err(|_| Failure::Unreadable("the desk's certificate"))?;
        self.append_system(kind::DEVICE_CERTIFICATE, Vec::new(), chain.facts(), moment)?;
        Ok(())
    }
}

fn insert(pen: &mut Pen<'_>, enrolment: &Enrolment) -> Result<(), Failure> {
    pen.is_written = true;
    pen.tx
        .execute(
            include_str!("enrolment/insert.sql"),
            rusqlite::params![
                Bytes(*enrolment.unit.as_bytes()),
                enrolment.desk_no,
                enrolment.commune_code,
                u8::from(enrolment.lane),
                u8::from(enrolment.spare_lane),
                enrolment.is_training,
                Bytes(*enrolment.server.as_bytes()),
                enrolment.authority,
                enrolment.identity,
                enrolment.certificate,
            ],
        )
        .map(|_| ())
        .map_err(Failure::sqlite("storing the enrolment"))
}

pub(super) fn read(connection: &Connection) -> Result<Option<Enrolment>, Failure> {
    let found = connection
        .query_row(include_str!("enrolment/read.sql"), [], |row| {
            let lane = |column| {
                Lane::new(row.get(column)?)
                    .map_err(|_| crate::row::odd(column, rusqlite::types::Type::Integer))
            };
            Ok(Enrolment {
                unit: UnitId::from_bytes(id(row, 0)?),
                desk_no: row.get(1)?,
                commune_code: row.get(2)?,
                lane: lane(3)?,
                spare_lane: lane(4)?,
                is_training: row.get(5)?,
                server: ServerId::from_bytes(id(row, 6)?),
                authority: row.get(7)?,
                identity: row.get(8)?,
                certificate: row.get(9)?,
            })
        })
        .optional();
    found.map_err(Failure::sqlite("reading the enrolment"))
}
