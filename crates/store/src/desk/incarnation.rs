//! The lives of the desk's file, and what is done when one must end.
//!
//! A file that was restored from a copy, or a disk that was cloned, would write places of its
//! chain a second time. It goes on under a new incarnation instead, in its spare lane; what the
//! ended life had not sent is carried over, by hash the same records.

use ledger::id::{DeviceId, Incarnation, SubjectId};
use ledger::part::Part;
use ledger::seal::{ChainHead, Draft};
use ledger::{Hash, Record, SubjectLink, carry, kind};
use rusqlite::{Connection, Transaction};

use super::act::draw_part;
use super::enrolment::SystemMoment;
use super::touched::Touched;
use super::{Desk, Life, Pen};
use crate::entropy::{draw, make_id};
use crate::failure::Failure;
use crate::keys::folder::DutyId;
use crate::row::{Bytes, hash, id, signed, unsigned};

/// A file that was found behind its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Where the chain stands in this file.
    pub found: ChainHead,
    /// Where it once stood.
    pub anchored: ChainHead,
}

impl Desk {
    /// Ends the present life of the file and begins another, in the spare lane; what the ended
    /// one had not sent is written again as carried.
    ///
    /// # Errors
    /// The disk.
    pub fn begin_incarnation(&mut self, moment: SystemMoment) -> Result<Incarnation, Failure> {
        let incarnation = Incarnation::from_bytes(draw(self.entropy.as_ref())?);
        let enrolment = self.enrolment.clone();
        self.write(|pen| {
            let ended = pen.life;
            let unsent = crate::exchange::outbox::unsent_of(pen.tx, ended.chain)?;
            crate::exchange::unplaced::note_of_chain(pen.tx, ended.chain)?;
            pen.life = insert(pen.tx, ended.head.device, incarnation, true)?;
            pen.is_written = true;
            let Some(enrolment) = &enrolment else {
                return Ok(());
            };
            pen.begin_chain(enrolment, moment)?;
            for record in &unsent {
                // The certificate of the ended life travels with the life that follows it.
                if record.header().kind != kind::DEVICE_CERTIFICATE {
                    pen.carry_over(record, moment)?;
                }
            }
            crate::exchange::outbox::forget_chain(pen.tx, ended.chain)
        })?;
        self.is_restored = false;
        self.follow_with_anchor();
        Ok(incarnation)
    }
}

impl Pen<'_> {
    /// Writes a record that no person makes.
    pub(super) fn append_system(
        &mut self,
        kind: u16,
        subjects: Vec<SubjectLink>,
        facts: Vec<u8>,
        moment: SystemMoment,
    ) -> Result<Record, Failure> {
        let part = draw_part(self.entropy, ledger::PartName::Facts, facts)?;
        self.append_own_system(kind, subjects, vec![part], moment)
    }

    fn append_own_system(
        &mut self,
        kind: u16,
        subjects: Vec<SubjectLink>,
        parts: Vec<Part>,
        moment: SystemMoment,
    ) -> Result<Record, Failure> {
        let draft = Draft {
            subjects,
            act_id: ledger::ActId::from_bytes(make_id(self.entropy, moment.now)?),
            recorded_at: moment.now,
            clock: moment.clock,
            monotonic: moment.monotonic,
            author: None,
            kind,
            version: 1,
            parts,
            blobs: Vec::new(),
        };
        let mut touched = Touched::default();
        let duty = self.own_duty()?;
        self.append_own(draft, None, duty, moment.now, &mut touched)
    }

    fn carry_over(&mut self, record: &Record, moment: SystemMoment) -> Result<(), Failure> {
        let mut parts = Vec::new();
        for (name, bytes) in carry(record) {
            parts.push(draw_part(self.entropy, name, bytes)?);
        }
        // A carrier has its original's subjects, so that feeds bring it to the same offices.
        let subjects = record
            .header()
            .subjects
            .iter()
            .map(|link| SubjectLink {
                id: SubjectId::from_bytes(*link.id.as_bytes()),
                deps: vec![record.hash()],
                lamport: link.lamport.saturating_add(1),
            })
            .collect();
        self.append_own_system(kind::CARRIED, subjects, parts, moment)
            .map(|_| ())
    }

    /// Gives the duty that the desk's own unprompted records are sealed to.
    pub(super) fn own_duty(&self) -> Result<DutyId, Failure> {
        let enrolment = self.enrolment.map(|enrolment| enrolment.unit);
        Ok(crate::desk::parts::duty_of_unit(
            self.roster,
            enrolment.unwrap_or_default(),
        ))
    }
}

/// Adds a life to the file.
pub(super) fn insert(
    tx: &Transaction<'_>,
    device: DeviceId,
    incarnation: Incarnation,
    is_spare: bool,
) -> Result<Life, Failure> {
    let failed = "beginning a chain";
    tx.execute(
        "INSERT INTO chain (device, incarnation) VALUES (?1, ?2)",
        (Bytes(*device.as_bytes()), Bytes(*incarnation.as_bytes())),
    )
    .map_err(Failure::sqlite(failed))?;
    let chain = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO own_chain (chain, head_seq, head_hash, is_spare) VALUES (?1, 0, ?2, ?3)",
        (chain, Bytes(*Hash::ZERO.as_bytes()), is_spare),
    )
    .map_err(Failure::sqlite(failed))?;
    Ok(Life {
        chain,
        head: ChainHead::genesis(device, incarnation),
        is_spare,
    })
}

/// Reads the present life.
pub(crate) fn read_present(connection: &Connection) -> Result<Life, Failure> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Life {
            chain: row.get(0)?,
            head: ChainHead {
                device: DeviceId::from_bytes(id(row, 1)?),
                incarnation: Incarnation::from_bytes(id(row, 2)?),
                seq: unsigned(row, 3)?,
                hash: hash(row, 4)?,
            },
            is_spare: row.get(5)?,
        })
    };
    connection
        .prepare_cached(include_str!("incarnation/present.sql"))
        .and_then(|mut select| select.query_row([], read))
        .map_err(Failure::sqlite("reading the desk's own chain"))
}

/// Finds the hash of one of the desk's own records.
pub(crate) fn own_hash(
    connection: &Connection,
    incarnation: Incarnation,
    seq: u64,
) -> Result<Option<Hash>, Failure> {
    let mut select = connection
        .prepare_cached(include_str!("incarnation/own_hash.sql"))
        .map_err(Failure::sqlite("reading one of our hashes"))?;
    let mut rows = select
        .query((Bytes(*incarnation.as_bytes()), signed(seq)))
        .map_err(Failure::sqlite("reading one of our hashes"))?;
    match rows
        .next()
        .map_err(Failure::sqlite("reading one of our hashes"))?
    {
        Some(row) => hash(row, 0)
            .map(Some)
            .map_err(Failure::sqlite("reading one of our hashes")),
        None => Ok(None),
    }
}

/// Says whether the head that was committed reads back, with its record.
pub(super) fn reads_back(connection: &Connection, life: &Life) -> Result<bool, Failure> {
    let read = read_present(connection)?;
    if read.head != life.head {
        return Ok(false);
    }
    if life.head.seq == 0 {
        return Ok(true);
    }
    Ok(own_hash(connection, life.head.incarnation, life.head.seq)? == Some(life.head.hash))
}
