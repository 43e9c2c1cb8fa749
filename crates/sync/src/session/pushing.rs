//! Offering own records, and believing only receipts that fit the desk's own chain.

use ledger::id::Hash;
use ledger::receipt::Receipt;
use ledger::record::Record;

use super::{
    AfterRead, AfterStore, Alarm, Effect, ForkReason, OutboxPage, Read, Sent, Session, Trouble,
};
use crate::fault::Fault;
use crate::page;
use crate::protocol::{
    ForkAnswer, HeldProof, PushReply, PushRequest, Request, Seen, SeqRange, Verbatim, Verdict,
};
use crate::witness::SeenCheckpoint;

/// A reply to a push that was judged, but for the receipt's head.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    effects: Vec<Effect>,
    receipt: Option<Receipt>,
    missing: Vec<SeqRange>,
    last: u64,
    is_forked: bool,
    /// The place of the own chain at which the server shows another record of it.
    fork: Option<ForkAnswer>,
}

impl Session {
    /// Offers the next page of the outbox, or goes on where there is none.
    pub(super) fn push_own(&mut self, now: u64, jitter: u64, records: Vec<Record>) {
        if records.is_empty() {
            self.run.is_outbox_empty = true;
            return self.advance(now, jitter);
        }
        self.push(now, jitter, records);
    }

    fn push(&mut self, now: u64, jitter: u64, records: Vec<Record>) {
        let last = records
            .iter()
            .map(|record| record.header().seq)
            .max()
            .unwrap_or(0);
        let count = records.len() as u64;
        let alone = match records.as_slice() {
            [record] => Some(record.hash()),
            _ => None,
        };
        self.offer(now, jitter, records, Sent::Own { last, count, alone });
    }

    fn offer(&mut self, now: u64, jitter: u64, records: Vec<Record>, sent: Sent) {
        let (Some(epoch), Ok(page)) = (self.run.epoch(), page::fold_records(records)) else {
            return self.fail(now, jitter, Trouble::Unsettled);
        };
        let request = PushRequest {
            epoch,
            seen: self.seen(),
            page: Verbatim(page),
        };
        self.ask(Request::Push(request), sent);
    }

    fn seen(&self) -> Option<Seen> {
        self.run.seen.as_ref().map(SeenCheckpoint::seen)
    }

    /// Judges a reply; the receipt's head is compared with the own chain next.
    pub(super) fn judge_push(&mut self, now: u64, jitter: u64, last: u64, reply: PushReply) {
        if !self.is_of_greeted_log(now, jitter, reply.epoch, &reply.witness) {
            return;
        }
        let Ok(receipt) = self.newest_receipt(&reply) else {
            return self.contradicted(Alarm::ReceiptContradicts);
        };
        let mut effects: Vec<Effect> = self.checkpoint_effect().into_iter().collect();
        if !reply.answers.is_empty() {
            effects.push(Effect::Answers(reply.answers));
        }
        let alarms = reply
            .forks
            .iter()
            .map(|fork| Effect::Alarm(Alarm::ForkAnswered(*fork)));
        effects.extend(alarms);
        let is_forked = reply
            .forks
            .iter()
            .any(|fork| fork.device == self.terms.device);
        let fork = self.proven_fork(&reply.forks, reply.proof.as_deref());
        let judged = Judged {
            effects,
            receipt,
            missing: reply.missing,
            last,
            is_forked,
            fork,
        };
        if let Some(fork) = fork {
            let read = Read::OwnHash { seq: fork.seq };
            return self.read(read, AfterRead::ForkedHash(Box::new(judged)));
        }
        match judged.receipt.as_ref().map(|receipt| receipt.up_to) {
            Some(seq) => {
                self.read(
                    Read::OwnHash { seq },
                    AfterRead::ReceiptHash(Box::new(judged)),
                );
            }
            None => self.confirm(now, jitter, judged, None),
        }
    }

    /// Finds the fork of the present life at whose place the server shows what this very device
    /// signed there. That it says so is not enough.
    fn proven_fork(&self, forks: &[ForkAnswer], proof: Option<&HeldProof>) -> Option<ForkAnswer> {
        let head = self.run.standing.as_ref()?.head;
        let chain = (head.device, head.incarnation);
        let fork = forks
            .iter()
            .find(|fork| (fork.device, fork.incarnation) == chain)?;
        proof?.shows(chain, fork.seq, fork.held).then_some(*fork)
    }

    /// Ends this life where the own chain has another record than the one shown; what has no
    /// receipt is written again in the next.
    pub(super) fn part(&mut self, now: u64, jitter: u64, mut judged: Judged, own: Option<Hash>) {
        let Some(fork) = judged.fork.filter(|fork| own != Some(fork.held)) else {
            // The very record that stands there: another one of the page came twice.
            judged.fork = None;
            return self.confirm(now, jitter, judged, None);
        };
        let reason = ForkReason::OtherRecord {
            seq: fork.seq,
            held: fork.held,
        };
        let before = fork.seq.saturating_sub(1);
        let received_up_to = self.run.standing.as_ref().map(|held| held.received_up_to);
        let mut effects = judged.effects;
        if received_up_to.is_some_and(|received| received > before) {
            effects.push(Effect::FallBack { held_up_to: before });
        }
        effects.push(Effect::Alarm(Alarm::Forked(reason)));
        effects.push(Effect::OpenIncarnation { reason });
        self.store(effects, AfterStore::Restart);
    }

    /// Reads the receipts; one that is not the server's or not for this chain is a lie.
    fn newest_receipt(&self, reply: &PushReply) -> Result<Option<Receipt>, ()> {
        let Some(standing) = &self.run.standing else {
            return Err(());
        };
        let mut newest: Option<Receipt> = None;
        for Verbatim(bytes) in &reply.receipts {
            let receipt = Receipt::decode(bytes).map_err(|_| ())?;
            let is_own = receipt.device == standing.head.device
                && receipt.incarnation == standing.head.incarnation
                && receipt.epoch == reply.epoch;
            if !is_own || receipt.verify(&self.terms.keys.receipt).is_err() {
                return Err(());
            }
            if newest
                .as_ref()
                .is_none_or(|held| held.up_to < receipt.up_to)
            {
                newest = Some(receipt);
            }
        }
        Ok(newest)
    }

    /// Compares the receipt with the own chain, stores it, and goes on.
    pub(super) fn confirm(&mut self, now: u64, jitter: u64, judged: Judged, own: Option<Hash>) {
        let Judged {
            mut effects,
            receipt,
            missing,
            last,
            is_forked,
            ..
        } = judged;
        self.run.has_pushed = true;
        // Where the chain was written twice the receipt is for the other branch: the greeting
        // that follows proves it.
        let receipt = receipt.filter(|receipt| !is_forked || own == Some(receipt.head));
        if let Some(receipt) = receipt {
            if own != Some(receipt.head) && receipt.up_to > last {
                // For more than was sent: a copy of this file pushed further, which the greeting
                // that follows proves, or a lie, which it does not.
                return self.restart(now, jitter);
            }
            if own != Some(receipt.head) {
                return self.contradicted(Alarm::ReceiptContradicts);
            }
            let before = self
                .run
                .standing
                .as_ref()
                .map_or(0, |held| held.received_up_to);
            self.status.sent += receipt.up_to.saturating_sub(before);
            if let Some(standing) = &mut self.run.standing {
                standing.received_up_to = before.max(receipt.up_to);
            }
            effects.push(Effect::Receipt {
                receipt: Box::new(receipt),
            });
        }
        self.run.push_after = self.run.push_after.max(last);
        if let Some(gap) = missing
            .into_iter()
            .find(|gap| !self.run.gaps_asked.contains(gap))
        {
            self.run.gaps_asked.push(gap);
            // Sent again from the gap on: what lies behind it is known and costs no receipt.
            self.run.push_after = gap.first.saturating_sub(1);
        }
        if effects.is_empty() {
            return self.advance(now, jitter);
        }
        let then = if is_forked {
            AfterStore::Restart
        } else {
            AfterStore::Agenda
        };
        self.store(effects, then);
    }

    /// A page was refused for what is in it: halves it, or sets a single record aside, so that
    /// one bad record never holds up the others. Says whether the run goes on.
    pub(super) fn split_or_set_aside(
        &mut self,
        now: u64,
        jitter: u64,
        sent: &Sent,
        fault: &Fault,
    ) -> bool {
        let Fault::Refused { status, .. } = fault else {
            return false;
        };
        match sent {
            Sent::Own {
                alone: Some(record),
                last,
                ..
            } => {
                self.run.push_after = self.run.push_after.max(*last);
                let effect = Effect::SetAside {
                    record: *record,
                    status: *status,
                };
                self.store(vec![effect], AfterStore::Agenda);
                true
            }
            Sent::Own { count, .. } if *count > 1 => {
                self.halve(*count);
                let read = Read::Outbox {
                    after: self.run.push_after,
                    records: self.page.records.max(1),
                    bytes: self.page.bytes,
                };
                self.read(read, AfterRead::Outbox);
                true
            }
            Sent::Again(records) if records.len() > 1 => {
                self.halve(records.len() as u64);
                self.advance(now, jitter);
                true
            }
            // Nobody waits for it here; who wrote it hears what is wrong with it.
            Sent::Again(records) => match self.run.epoch() {
                Some(epoch) => {
                    let records = records.clone();
                    let effect = Effect::OfferedAgain { epoch, records };
                    self.store(vec![effect], AfterStore::Agenda);
                    true
                }
                None => false,
            },
            Sent::Hello | Sent::Publications | Sent::Own { .. } | Sent::Pull { .. } => false,
        }
    }

    fn halve(&mut self, count: u64) {
        self.page.halve();
        self.page.records = self.page.records.min(u32::try_from(count / 2).unwrap_or(1));
    }

    /// Offers the next page of records without a place, or goes on where there is none.
    pub(super) fn offer_again(&mut self, now: u64, jitter: u64, records: Vec<Record>) {
        if records.is_empty() {
            self.run.has_offered_again = true;
            return self.advance(now, jitter);
        }
        let sent = Sent::Again(records.iter().map(Record::hash).collect());
        self.offer(now, jitter, records, sent);
    }

    /// Notes that the server has heard the records; they get a place when they come in a feed.
    pub(super) fn after_offering_again(
        &mut self,
        now: u64,
        jitter: u64,
        records: Vec<Hash>,
        reply: &PushReply,
    ) {
        if !self.is_of_greeted_log(now, jitter, reply.epoch, &reply.witness) {
            return;
        }
        self.run.has_pushed = true;
        let mut effects: Vec<Effect> = self.checkpoint_effect().into_iter().collect();
        effects.push(Effect::OfferedAgain {
            epoch: reply.epoch,
            records,
        });
        self.store(effects, AfterStore::Agenda);
    }
}

impl OutboxPage {
    /// Takes records up to the limits, but at least one.
    #[must_use]
    pub fn take(records: impl IntoIterator<Item = Record>, count: u32, bytes: u32) -> Self {
        let mut taken = Vec::new();
        let mut room = bytes as usize;
        for record in records.into_iter().take(count as usize) {
            let size = record.encoded_bytes();
            if !taken.is_empty() && size > room {
                break;
            }
            room = room.saturating_sub(size);
            taken.push(record);
        }
        Self { records: taken }
    }
}

impl Verdict {
    /// Says whether the record is held by the server all the same.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        match self {
            Self::Quarantined(_) | Self::OnBranch | Self::WaitsForEarlier => true,
            Self::Refused(_) => false,
        }
    }
}
