//! The pen: one transaction of the one writer, and what follows when it succeeds or fails.
//!
//! After a commit the head is read back and the anchor moved. After a failed write or sync the
//! connection is never used again: the file is closed, opened, folded with a fresh sync and
//! compared, and only then written to.

use std::collections::BTreeMap;

use ledger::id::{DeviceId, Incarnation};
use ledger::key::Signer;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use domain::roster::Roster;

use super::anchor::AnchoredCount;
use super::parts::Sealer;
use super::{
    About, Desk, Enrolment, Life, RECORDS_A_COMMIT, enrolment, incarnation, numbers, read_desk,
};
use crate::entropy::Entropy;
use crate::failure::Failure;
use crate::file;
use crate::row::{Bytes, signed};

/// What one transaction works with.
pub(crate) struct Pen<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) sealer: &'a mut Sealer,
    pub(crate) entropy: &'a dyn Entropy,
    pub(crate) signer: &'a (dyn Signer + Send + Sync),
    /// Under which identity numbers are hashed.
    pub(crate) id_key: &'a [u8; 32],
    pub(crate) enrolment: Option<&'a Enrolment>,
    pub(crate) roster: Option<&'a Roster>,
    /// The device that the server is in its own chain.
    pub(crate) server: Option<DeviceId>,
    pub(crate) life: Life,
    /// Rows of chains that this transaction met.
    pub(crate) chains: BTreeMap<(DeviceId, Incarnation), i64>,
    /// Numbers that this transaction used.
    pub(crate) counted: Vec<AnchoredCount>,
    /// Records that this transaction put into the file.
    pub(crate) appended: u32,
    /// Set by whoever writes; a transaction that only looked is rolled back.
    pub(crate) is_written: bool,
}

fn finish(tx: &Transaction<'_>, life: &Life, generation: u64) -> Result<(), Failure> {
    tx.prepare_cached(include_str!("pen/move_head.sql"))
        .and_then(|mut update| {
            let head_hash = Bytes(*life.head.hash.as_bytes());
            let head_seq = signed(life.head.seq);
            update.execute((life.chain, head_seq, head_hash, signed(generation)))
        })
        .map(|_| ())
        .map_err(Failure::sqlite("moving the head"))
}

pub(super) fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, Failure> {
    connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Failure::sqlite("beginning"))
}

impl Desk {
    /// Lends the writer, opened again and verified if a failure had closed it.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Failure> {
        if self.writer.is_none() {
            let writer = self.file.open_writer()?;
            self.verify_reopened(&writer)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or(Failure::Closed)
    }

    /// Runs one transaction; its effects are there or not, and so is the new state in memory.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.connection()?;
        let Self {
            writer,
            sealer,
            entropy,
            signer,
            id_key,
            enrolment,
            roster,
            life,
            generation,
            ..
        } = self;
        let writer = writer.as_mut().ok_or(Failure::Closed)?;
        let written = (|| {
            let tx = immediate(writer)?;
            let mut pen = Pen {
                tx: &tx,
                sealer,
                entropy: entropy.as_ref(),
                signer: signer.as_ref(),
                id_key,
                enrolment: enrolment.as_ref(),
                roster: roster.as_deref(),
                server: enrolment.as_ref().and_then(Enrolment::server_device),
                life: *life,
                chains: BTreeMap::new(),
                counted: Vec::new(),
                appended: 0,
                is_written: false,
            };
            let answer = work(&mut pen)?;
            let Pen {
                life: written,
                counted,
                appended,
                is_written,
                ..
            } = pen;
            if is_written {
                finish(&tx, &written, generation.saturating_add(1))?;
                tx.commit().map_err(Failure::sqlite("committing"))?;
            }
            Ok((answer, is_written.then_some((written, counted, appended))))
        })();
        match written {
            Ok((answer, None)) => {
                self.sealer.roll_back();
                Ok(answer)
            }
            Ok((answer, Some((life, counted, appended)))) => {
                self.sealer.commit();
                self.life = life;
                self.note_counts(counted);
                self.generation = self.generation.saturating_add(1);
                self.after_commit(appended)?;
                Ok(answer)
            }
            Err(failure) => {
                self.sealer.roll_back();
                Err(self.after_failure(failure))
            }
        }
    }

    fn after_commit(&mut self, appended: u32) -> Result<(), Failure> {
        let writer = self.writer.as_ref().ok_or(Failure::Closed)?;
        let stands = incarnation::reads_back(writer, &self.life)?;
        if !stands {
            return Err(self.after_failure(Failure::NotReadBack));
        }
        // The act is saved whether or not the anchor can follow it.
        self.follow_with_anchor();
        let weight = (appended / RECORDS_A_COMMIT).saturating_add(1);
        self.commits_unfolded = self.commits_unfolded.saturating_add(weight);
        Ok(())
    }

    /// A failed write is never tried again on the same connection: it is closed, the file
    /// opened anew, its log folded with a fresh sync, and its head compared.
    fn after_failure(&mut self, failure: Failure) -> Failure {
        if !failure.taints_connection() {
            return failure;
        }
        self.sealer.forget();
        drop(self.writer.take());
        match self.connection().map(|_| ()) {
            Ok(()) => failure.into_not_saved(),
            Err(Failure::File(fault)) => Failure::File(fault),
            Err(_) => failure.into_not_saved(),
        }
    }

    /// Takes over what a file says that was opened again; it may be one commit ahead of us,
    /// if the commit that failed had reached the log.
    fn verify_reopened(&mut self, writer: &Connection) -> Result<(), Failure> {
        file::checkpoint_truncate(writer)?;
        let About { generation, .. } = read_desk(writer)?;
        let life = incarnation::read_present(writer)?;
        if generation < self.generation || life.head.seq < self.life.head.seq {
            return Err(Failure::NotReadBack);
        }
        self.life = life;
        self.generation = generation;
        self.enrolment = enrolment::read(writer)?;
        self.counts = numbers::read_latest(writer)?;
        Ok(())
    }
}
