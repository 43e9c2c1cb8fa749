//! Taking examined records in: each is kept, gets its place, its feeds, and a word if needed.
//!
//! One transaction takes what several desks pushed; receipts and the checkpoint close it. The
//! rules in order: known before → nothing but its word again; another record stands there →
//! branch, both kept; otherwise the chain goes on or waits for what is missing.

use std::collections::BTreeSet;

use domain::event::ActingFault;
use ledger::carried::carried_original;
use ledger::id::{DeviceId, Hash, Incarnation, UnitId};
use ledger::judge::AuthorStanding;
use ledger::kind;
use ledger::own::{EffectWithheld, OwnFacts, WithheldReason};
use ledger::part::Part;
use ledger::record::Record;
use sync::protocol::{
    AUTHOR_UNSIGNED, Answer, FACTS_UNREADABLE, ForkAnswer, HeldProof, ORIGINAL_UNSOUND, PushReply,
    Seen, UNIT_UNKNOWN, Verdict, Witness,
};

use super::chaining::follows_branch;
use super::{Core, Engine, Examined, Judged, damaged};
use crate::database::{Database, DeviceState, Outcome, Reading, RecordRow, WithheldRow, Writing};

/// One desk's push, examined.
#[derive(Debug)]
pub struct PushJob {
    /// Who pushes.
    pub caller: DeviceId,
    /// The checkpoint it saw last.
    pub seen: Option<Seen>,
    /// What it pushed.
    pub examined: Examined,
}

/// How a record is kept.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keeping {
    /// It has no effect, so it lets nobody in.
    pub(crate) is_withheld: bool,
    /// It stands where another record stood first.
    pub(crate) is_branch: bool,
    /// An office that must hear of it beside those that it names.
    pub(crate) also: Option<UnitId>,
}

/// What is to be said to one desk.
#[derive(Debug, Default)]
struct Words {
    answers: Vec<Answer>,
    forks: Vec<ForkAnswer>,
    /// Chains of the caller that came, with the highest place pushed.
    chains: Vec<(Incarnation, u64)>,
}

impl<D: Database> Engine<D> {
    /// Takes several pushes in, in one transaction, and answers each.
    ///
    /// # Errors
    /// The database failed; nothing was taken in.
    pub fn push(&mut self, jobs: &[PushJob]) -> Outcome<Vec<PushReply>> {
        let spoken = self.transact(|core, tx| {
            let mut spoken = Vec::with_capacity(jobs.len());
            for job in jobs {
                spoken.push(core.take_in(tx, job)?);
            }
            // Receipts name the checkpoint that covers what they are for.
            core.seal_log(tx)?;
            let mut replies = Vec::with_capacity(jobs.len());
            for (job, words) in jobs.iter().zip(spoken) {
                replies.push(core.reply(tx, job, words)?);
            }
            Ok(replies)
        })?;
        Ok(spoken)
    }
}

impl Core {
    fn take_in(&mut self, tx: &mut dyn Writing, job: &PushJob) -> Outcome<Words> {
        let mut words = Words::default();
        let refused = job.examined.refused.iter();
        words
            .answers
            .extend(refused.map(|(hash, why)| Answer::new(*hash, Verdict::Refused(*why))));
        for judged in &job.examined.records {
            let header = judged.record.header();
            if header.device == job.caller {
                note_chain(&mut words.chains, header.incarnation, header.seq);
            }
            self.admit(tx, judged, job.caller, &mut words)?;
        }
        Ok(words)
    }

    fn admit(
        &mut self,
        tx: &mut dyn Writing,
        judged: &Judged,
        caller: DeviceId,
        words: &mut Words,
    ) -> Outcome<()> {
        let record = &judged.record;
        let hash = record.hash();
        let is_writer = record.header().device == caller;
        if let Some(number) = tx.find_record_number(&hash)? {
            if is_writer {
                self.vouch_again(tx, record)?;
            }
            return known_again(tx, record, number, words);
        }
        let header = record.header();
        let held = tx.find_place(header.device, header.incarnation, header.seq)?;
        let reason = self.find_reason(judged);
        let is_branch = held.is_some() || follows_branch(tx.reading(), record)?;
        let keeping = Keeping {
            is_withheld: reason.is_some(),
            is_branch,
            ..Keeping::default()
        };
        let number = self.append(tx, record, keeping)?;
        if let Some(reason) = reason {
            self.withhold(tx, judged, number, reason)?;
            words
                .answers
                .push(Answer::new(hash, Verdict::Quarantined(reason)));
        } else {
            self.certify_vouched(tx, judged)?;
        }
        if is_branch {
            words.answers.push(Answer::new(hash, Verdict::OnBranch));
        }
        self.look_at_carried(tx, judged, number)?;
        if let Some(held) = held {
            words.forks.push(fork_answer(record, held));
            return self.witness_fork(tx, record, record.sealed(), held);
        }
        self.look_among_carried(tx, record, record.sealed())?;
        if is_branch {
            return Ok(());
        }
        let chain = self.extend_chain(tx, record, is_writer)?;
        if header.seq > chain.up_to {
            words
                .answers
                .push(Answer::new(hash, Verdict::WaitsForEarlier));
        }
        Ok(())
    }

    /// Keeps a record, its history and its feeds.
    pub(super) fn append(
        &mut self,
        tx: &mut dyn Writing,
        record: &Record,
        keeping: Keeping,
    ) -> Outcome<u64> {
        let header = record.header();
        let number = tx.add_record(&RecordRow {
            hash: record.hash(),
            device: header.device,
            life: header.incarnation,
            seq: header.seq,
            is_branch: keeping.is_branch,
            received_at: self.around.now(),
            sealed: &record.sealed().encode(),
            parts: &sync::protocol::write(&record.parts()),
        })?;
        self.route(tx, record, number, keeping)?;
        for subject in &header.subjects {
            tx.add_history(subject.id, number)?;
        }
        Ok(number)
    }

    /// Finds why a record shall have no effect, if it shall not. A carrier's effect is that of
    /// its original, so that one is looked at: its device, its author, what it says.
    fn find_reason(&self, judged: &Judged) -> Option<WithheldReason> {
        let Some((record, standing)) = judged.effective() else {
            return Some(ORIGINAL_UNSOUND);
        };
        if !self.may_write_kind(record) {
            return Some(WithheldReason::NotThisUnit);
        }
        let device = self.registry.find_device(record.header().device);
        if device.is_some_and(|row| row.state == DeviceState::Revoked) {
            return Some(WithheldReason::Revoked);
        }
        if record.header().kind == kind::VOUCHED {
            return self.find_vouching_reason(record, standing);
        }
        let Ok(units) = self.routing.units(record) else {
            return Some(FACTS_UNREADABLE);
        };
        if units
            .iter()
            .any(|unit| self.registry.find_unit(*unit).is_none())
        {
            return Some(UNIT_UNKNOWN);
        }
        if let Some(reason) = self.find_acting_reason(record) {
            return Some(reason);
        }
        match standing {
            AuthorStanding::Verified => None,
            AuthorStanding::KeyUnknown if self.is_signed_freshly(record) => None,
            AuthorStanding::KeyUnknown => Some(WithheldReason::AuthorUnknown),
            AuthorStanding::Refused => Some(WithheldReason::AuthorSignature),
            AuthorStanding::System | AuthorStanding::Unsigned => {
                self.routing.needs_author(record).then_some(AUTHOR_UNSIGNED)
            }
        }
    }

    /// Finds what stands against the author's acting as the record says. A desk's clock may be
    /// off, so a duty counts that is in force when the record came or when it says it was
    /// written; what a person did before her duty ended may come long after.
    fn find_acting_reason(&self, record: &Record) -> Option<WithheldReason> {
        let fault_at = |at| self.routing.acting_fault(record, &self.registry, at);
        let fault = fault_at(record.header().recorded_at)?;
        fault_at(self.around.now())?;
        Some(match fault {
            ActingFault::NotThePerson | ActingFault::NotAssigned => WithheldReason::NotAssigned,
            ActingFault::NotThisUnit => WithheldReason::NotThisUnit,
        })
    }

    /// Says whether this device may write a record of this kind: the kinds that change what
    /// others' records do are the server's, and a certificate begins a chain.
    fn may_write_kind(&self, record: &Record) -> bool {
        let header = record.header();
        match header.kind {
            kind::DEVICE_CERTIFICATE => header.seq == 1,
            kind::FORK_WITNESS
            | kind::ERASED
            | kind::EFFECT_WITHHELD
            | kind::EFFECT_RESTORED
            | kind::GRANTED => header.device == self.secrets.keys().device,
            _ => true,
        }
    }

    fn withhold(
        &mut self,
        tx: &mut dyn Writing,
        judged: &Judged,
        number: u64,
        reason: WithheldReason,
    ) -> Outcome<()> {
        let record = &judged.record;
        let target = judged
            .effective()
            .map_or(record, |(effective, _)| effective);
        let says = EffectWithheld {
            record: target.hash(),
            reason,
        };
        let said_by = self.say_of(tx, record, EffectWithheld::KIND, says.facts())?;
        tx.add_withheld(&WithheldRow {
            number,
            reason: reason.code(),
            said_by,
        })
    }

    fn reply(&mut self, tx: &mut dyn Writing, job: &PushJob, words: Words) -> Outcome<PushReply> {
        let mut receipts = Vec::new();
        let mut missing = Vec::new();
        for (life, up_to) in &words.chains {
            receipts.extend(self.receipt(tx, job.caller, *life, *up_to)?);
            missing.extend(super::greeting::first_gap(tx.reading(), job.caller, *life)?);
        }
        Ok(PushReply {
            epoch: self.log.epoch(),
            witness: self.witness(tx.reading(), job.seen)?,
            receipts,
            answers: words.answers,
            missing,
            proof: self
                .prove_fork(tx.reading(), job.caller, &words.forks)?
                .map(Box::new),
            forks: words.forks,
            server_time: self.around.now(),
        })
    }

    /// Shows the caller's own signature on what stands where it offered another record.
    fn prove_fork(
        &self,
        tx: &dyn Reading,
        caller: DeviceId,
        forks: &[ForkAnswer],
    ) -> Outcome<Option<HeldProof>> {
        let own = forks.iter().find(|fork| fork.device == caller);
        let device = self.registry.find_device(caller);
        match (own, device) {
            (Some(fork), Some(device)) => super::greeting::prove(tx, fork.held, device.key),
            _ => Ok(None),
        }
    }

    /// Gives the checkpoint with the proof that it extends the one seen.
    fn witness(&self, tx: &dyn Reading, seen: Option<Seen>) -> Outcome<Witness> {
        super::greeting::witness(tx, self.log.epoch(), self.log.size(), seen)
    }

    /// Lists the offices of a record's device and those that its facts name.
    pub(super) fn named_units(&self, record: &Record) -> BTreeSet<UnitId> {
        let original = carried_original(record).ok();
        let effective = original.as_ref().unwrap_or(record);
        let named = if effective.header().kind == kind::VOUCHED {
            self.units_of_vouching(effective)
        } else {
            self.routing.units(record).unwrap_or_default()
        };
        named
            .into_iter()
            .filter(|unit| self.registry.find_unit(*unit).is_some())
            .collect()
    }
}

/// A record that came before: takes up parts that were missing, and says its word again, because
/// the first answer may have been lost.
fn known_again(
    tx: &mut dyn Writing,
    record: &Record,
    number: u64,
    words: &mut Words,
) -> Outcome<()> {
    let stored = tx.find_record(number)?.ok_or(damaged("a record"))?;
    let held = super::assemble(&stored)?;
    let together = unite_parts(&held, record);
    if together.len() > held.parts().len() {
        tx.put_parts(number, &sync::protocol::write(&together))?;
    }
    if let Some(reason) = tx.find_withheld(number)? {
        let reason = WithheldReason::from_code(reason);
        words
            .answers
            .push(Answer::new(record.hash(), Verdict::Quarantined(reason)));
    }
    let header = record.header();
    if stored.is_branch {
        words
            .answers
            .push(Answer::new(record.hash(), Verdict::OnBranch));
        let place = tx.find_place(header.device, header.incarnation, header.seq)?;
        words
            .forks
            .extend(place.map(|held| fork_answer(record, held)));
        return Ok(());
    }
    let chain = tx.find_chain(header.device, header.incarnation)?;
    if header.seq > chain.map_or(0, |chain| chain.up_to) {
        words
            .answers
            .push(Answer::new(record.hash(), Verdict::WaitsForEarlier));
    }
    Ok(())
}

/// Gives the parts of either; both fit the same commitments, so those of one name are the same.
fn unite_parts(held: &Record, came: &Record) -> Vec<Part> {
    let missing = came
        .parts()
        .iter()
        .filter(|part| held.find_part(part.name).is_none());
    let mut parts: Vec<Part> = held.parts().iter().chain(missing).cloned().collect();
    parts.sort_by_key(|part| part.name.code());
    parts
}

fn fork_answer(came: &Record, held: Hash) -> ForkAnswer {
    let header = came.header();
    ForkAnswer {
        device: header.device,
        incarnation: header.incarnation,
        seq: header.seq,
        held,
        came: came.hash(),
    }
}

fn note_chain(chains: &mut Vec<(Incarnation, u64)>, life: Incarnation, seq: u64) {
    match chains.iter_mut().find(|(known, _)| *known == life) {
        Some((_, up_to)) => *up_to = seq.max(*up_to),
        None => chains.push((life, seq)),
    }
}
