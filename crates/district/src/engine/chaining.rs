//! The chain of a device as the server holds it: what goes on from its end, what waits for
//! earlier records, what is on another branch, and the proof that a place was written twice.
//!
//! Invariants: a place belongs to the first record that came for it; what follows a branch is on
//! that branch; the end of a chain is a promise that the server has everything up to there, so
//! that a record is stepped over only if it is whole or its writer brought it.

use ledger::carried::carried_original;
use ledger::fork::ForkWitness;
use ledger::id::{DeviceId, Hash, Incarnation};
use ledger::own::OwnFacts;
use ledger::record::Record;
use ledger::sealed::SealedHeader;

use super::{Core, Judged, Original, damaged, load_record};
use crate::database::{CarriedRow, ChainRow, Outcome, Reading, Writing};

/// The largest witness that the server writes down: a record of 28 KiB has, beside it, the
/// subjects of one of the two, at most 64 with a hash and a few bytes each.
const WITNESS_BYTES_MAX: usize = 20 * 1_024;

impl Core {
    /// Steps over a record that a neighbour brought without some of its parts, when its writer
    /// brings it too.
    pub(super) fn vouch_again(&mut self, tx: &mut dyn Writing, record: &Record) -> Outcome<()> {
        let header = record.header();
        let (device, life) = (header.device, header.incarnation);
        let up_to = tx.find_chain(device, life)?.map_or(0, |chain| chain.up_to);
        let is_next = header.seq == up_to.saturating_add(1);
        if is_next && tx.find_place(device, life, header.seq)? == Some(record.hash()) {
            self.heard.clear();
            self.extend_chain(tx, record, true)?;
        }
        Ok(())
    }

    /// Steps over a record just kept and over those that waited for it. One without all its parts
    /// is stepped over only if its writer brought it: a neighbour that holds it for a duty which
    /// may not see them must not make the writer believe that the server has them.
    pub(super) fn extend_chain(
        &mut self,
        tx: &mut dyn Writing,
        record: &Record,
        is_writer: bool,
    ) -> Outcome<ChainRow> {
        let header = record.header();
        let (device, life) = (header.device, header.incarnation);
        let mut chain = tx.find_chain(device, life)?.unwrap_or(ChainRow {
            up_to: 0,
            hash: Hash::ZERO,
            positions: Vec::new(),
        });
        let is_whole = is_writer || record.missing_parts().next().is_none();
        let is_next = header.seq == chain.up_to.saturating_add(1) && header.prev == chain.hash;
        if is_whole && is_next {
            chain.up_to = header.seq;
            chain.hash = record.hash();
            while let Some(next) = waiting(tx.reading(), device, life, &chain)? {
                chain.up_to = chain.up_to.saturating_add(1);
                chain.hash = next;
            }
        }
        self.feed_positions(&mut chain);
        tx.put_chain(device, life, &chain)?;
        Ok(chain)
    }

    /// Witnesses the fork that a carrier shows: its original was to stand where another stands or
    /// is carried to; and notes the place, for whoever comes for it later.
    pub(super) fn look_at_carried(
        &mut self,
        tx: &mut dyn Writing,
        judged: &Judged,
        carrier: u64,
    ) -> Outcome<()> {
        let Some(Original::Sound(original, _)) = &judged.original else {
            return Ok(());
        };
        let header = original.header();
        let (device, life, seq) = (header.device, header.incarnation, header.seq);
        match tx.find_place(device, life, seq)? {
            Some(held) if held == original.hash() => return Ok(()),
            Some(held) => self.witness_fork(tx, &judged.record, original.sealed(), held)?,
            None => self.look_among_carried(tx, &judged.record, original.sealed())?,
        }
        tx.add_carried(&CarriedRow {
            device,
            life,
            seq,
            original: original.hash(),
            carrier,
        })
    }

    /// Witnesses that what came for an empty place is another record than one that was carried
    /// from there: a server that was restored has lost the first witness with the record.
    pub(super) fn look_among_carried(
        &mut self,
        tx: &mut dyn Writing,
        about: &Record,
        came: &SealedHeader,
    ) -> Outcome<()> {
        let header = came.header();
        let claims = tx.list_carried(header.device, header.incarnation, header.seq)?;
        let mut others = claims.iter().filter(|(hash, _)| *hash != came.hash());
        let Some((_, carrier)) = others.next() else {
            return Ok(());
        };
        let original = carried_original(&load_record(tx.reading(), *carrier)?)
            .map_err(|_| damaged("a carrier"))?;
        self.say_forked(tx, about, original.sealed().clone(), came.clone())
    }

    /// Writes down that two records claim one place, for every desk that sees `about`. Two headers
    /// too large for one record are told in the reply alone; both records are kept all the same.
    pub(super) fn witness_fork(
        &mut self,
        tx: &mut dyn Writing,
        about: &Record,
        came: &SealedHeader,
        held: Hash,
    ) -> Outcome<()> {
        let number = tx
            .find_record_number(&held)?
            .ok_or(damaged("a place of a chain"))?;
        let first = load_record(tx.reading(), number)?;
        self.say_forked(tx, about, first.sealed().clone(), came.clone())
    }

    fn say_forked(
        &mut self,
        tx: &mut dyn Writing,
        about: &Record,
        first: SealedHeader,
        came: SealedHeader,
    ) -> Outcome<()> {
        let facts = ForkWitness::new(first, came).facts();
        if facts.len() > WITNESS_BYTES_MAX {
            return Ok(());
        }
        self.say_of(tx, about, ForkWitness::KIND, facts).map(|_| ())
    }
}

/// Says whether a record goes on from another one than stands before its place: with the first
/// record of a branch all that follow it are on that branch, or they would take the places of
/// the chain that the desk itself goes on with.
pub(super) fn follows_branch(tx: &dyn Reading, record: &Record) -> Outcome<bool> {
    let header = record.header();
    let Some(before) = header.seq.checked_sub(1).filter(|seq| *seq > 0) else {
        return Ok(false);
    };
    if let Some(held) = tx.find_place(header.device, header.incarnation, before)? {
        return Ok(held != header.prev);
    }
    let Some(number) = tx.find_record_number(&header.prev)? else {
        return Ok(false);
    };
    let stored = tx.find_record(number)?.ok_or(damaged("a record"))?;
    Ok(stored.is_branch)
}

/// Finds the record that follows a chain's head, if it came early.
fn waiting(
    tx: &dyn Reading,
    device: DeviceId,
    life: Incarnation,
    chain: &ChainRow,
) -> Outcome<Option<Hash>> {
    let Some(next) = tx.find_place(device, life, chain.up_to.saturating_add(1))? else {
        return Ok(None);
    };
    let number = tx
        .find_record_number(&next)?
        .ok_or(damaged("a place of a chain"))?;
    let record = load_record(tx, number)?;
    let is_whole = record.missing_parts().next().is_none();
    Ok((is_whole && record.header().prev == chain.hash).then_some(next))
}
