//! What a run does next, and how it ends: complete, or with a trouble and a pause.

use ledger::feed::FeedHead;
use ledger::id::UnitId;

use super::{
    Activity, AfterRead, AfterStore, Effect, Phase, Read, ReadReply, Sent, Session, Trouble,
};
use crate::fault::{Fault, RefusalCode};
use crate::limits::{BACK_OFF_CEILING_MS, POLL_MS, RESTARTS_PER_RUN_MAX};
use crate::protocol::{DeviceStanding, PublicationsRequest, PullRequest, Reply, Request};

impl Session {
    /// Chooses the next thing: own records, publications, records without a place, feeds, the end.
    /// What is large to fetch holds up nothing that was recorded here; whose keys count must be
    /// known before a feed is judged.
    pub(super) fn advance(&mut self, now: u64, jitter: u64) {
        let Some(welcome) = self.run.welcome.clone() else {
            return self.fail(now, jitter, Trouble::Unsettled);
        };
        let may_read = welcome.standing == DeviceStanding::Enrolled;
        if !self.run.is_outbox_empty {
            self.status.activity = Activity::Sending;
            let read = Read::Outbox {
                after: self.run.push_after,
                records: self.page.records,
                bytes: self.page.bytes,
            };
            return self.read(read, AfterRead::Outbox);
        }
        if may_read && !self.run.has_publications {
            self.run.has_publications = true;
            if let Some(request) = self.wanted_publications() {
                self.status.activity = Activity::Fetching;
                return self.ask(Request::Publications(request), Sent::Publications);
            }
        }
        if may_read && !self.run.has_offered_again {
            self.status.activity = Activity::Sending;
            let read = Read::Unplaced {
                epoch: welcome.epoch,
                records: self.page.records,
                bytes: self.page.bytes,
            };
            return self.read(read, AfterRead::Unplaced);
        }
        if may_read && let Some(cursor) = self.wanted_feed() {
            self.status.activity = Activity::Fetching;
            return self.pull(cursor);
        }
        self.store(vec![Effect::Complete], AfterStore::Complete);
    }

    fn wanted_publications(&self) -> Option<PublicationsRequest> {
        let (standing, welcome) = (self.run.standing.as_ref()?, self.run.welcome.as_ref()?);
        let is_newer = welcome.publications.iter().any(|head| {
            let held = standing
                .publications
                .iter()
                .find(|held| held.kind == head.kind);
            held.is_none_or(|held| held.version < head.version)
        });
        is_newer.then(|| PublicationsRequest {
            held: standing.publications.clone(),
        })
    }

    /// Gives how far the feed is stored where it goes further.
    fn wanted_feed(&self) -> Option<FeedHead> {
        let welcome = self.run.welcome.as_ref()?;
        let unit = self.terms.unit;
        let head = welcome.feeds.iter().find(|head| head.unit == unit)?;
        let stored = self.cursor(unit);
        // What was just pushed stands in the feed behind what the welcome said.
        let differs =
            self.run.has_pushed || head.position != stored.position || head.hash != stored.hash;
        (differs && !self.run.is_feed_done).then_some(stored)
    }

    /// Gives how far a feed is stored.
    pub(super) fn cursor(&self, unit: UnitId) -> FeedHead {
        let stored = self.run.cursors.iter().find(|cursor| cursor.unit == unit);
        stored.copied().unwrap_or(FeedHead::start(unit))
    }

    fn pull(&mut self, cursor: FeedHead) {
        if let Some(request) = self.pull_request(cursor) {
            self.ask(Request::Pull(request), Sent::Pull { unit: cursor.unit });
        }
    }

    fn pull_request(&self, cursor: FeedHead) -> Option<PullRequest> {
        let standing = self.run.standing.as_ref();
        Some(PullRequest {
            epoch: self.run.epoch()?,
            seen: self.run.seen.as_ref().map(super::SeenCheckpoint::seen),
            cursor,
            records_max: self.page.records,
            bytes_max: self.page.bytes,
            own: standing.map(|standing| standing.head.incarnation),
        })
    }

    /// Gives the request for a page that follows the one being stored, if one is to follow. It is
    /// asked in these very words once that one is durable.
    #[must_use]
    pub fn foreseen(&self) -> Option<PullRequest> {
        let Phase::Storing(effects, AfterStore::Agenda) = &self.phase else {
            return None;
        };
        let is_page = |effect: &Effect| matches!(effect, Effect::Feed { .. });
        let cursor = self.wanted_feed()?;
        effects
            .iter()
            .any(is_page)
            .then(|| self.pull_request(cursor))?
    }

    /// Gives the read of own records that follows those on their way, if all of them are received
    /// in good time.
    #[must_use]
    pub fn foreseen_read(&self) -> Option<Read> {
        let Phase::Asking {
            sent: Sent::Own { last, .. },
            ..
        } = &self.phase
        else {
            return None;
        };
        let mut page = self.page;
        page.grow(0);
        Some(Read::Outbox {
            after: *last,
            records: page.records,
            bytes: page.bytes,
        })
    }

    pub(super) fn ask(&mut self, request: Request, sent: Sent) {
        self.phase = Phase::Asking {
            request,
            since: None,
            sent,
        };
    }

    pub(super) fn read(&mut self, read: Read, then: AfterRead) {
        self.phase = Phase::Reading(read, then);
    }

    pub(super) fn store(&mut self, effects: Vec<Effect>, then: AfterStore) {
        self.phase = Phase::Storing(effects, then);
    }

    /// Takes what was read, for whoever asked.
    pub(super) fn take_read(&mut self, now: u64, jitter: u64, reply: ReadReply) {
        let Phase::Reading(_, then) = &self.phase else {
            return;
        };
        match (then.clone(), reply) {
            (_, ReadReply::Failed) => self.fail(now, jitter, Trouble::NotStored),
            (AfterRead::Standing, ReadReply::Standing(standing)) => self.greet(*standing),
            (AfterRead::HeldHash(welcome), ReadReply::OwnHash(own)) => {
                self.settle(*welcome, own);
            }
            (AfterRead::Outbox, ReadReply::Outbox(page)) => {
                self.push_own(now, jitter, page.records);
            }
            (AfterRead::ReceiptHash(judged), ReadReply::OwnHash(own)) => {
                self.confirm(now, jitter, *judged, own);
            }
            (AfterRead::ForkedHash(judged), ReadReply::OwnHash(own)) => {
                self.part(now, jitter, *judged, own);
            }
            (AfterRead::FeedHashes { unit, samples }, ReadReply::FeedHashes(own)) => {
                self.find_common(unit, &samples, &own);
            }
            (AfterRead::Unplaced, ReadReply::Unplaced(records)) => {
                self.offer_again(now, jitter, records);
            }
            // An answer to another question: the step stands and is asked again.
            _ => {}
        }
    }

    /// Takes what the server said, for whichever request is on its way.
    pub(super) fn take_reply(&mut self, now: u64, jitter: u64, reply: Result<Reply, Fault>) {
        let Phase::Asking { since, sent, .. } = &self.phase else {
            return;
        };
        let took = now.saturating_sub(since.unwrap_or(now));
        match (sent.clone(), reply) {
            (sent, Err(fault)) => self.take_fault(now, jitter, &sent, fault),
            (Sent::Hello, Ok(Reply::Welcome(welcome))) => self.judge_welcome(now, jitter, welcome),
            (Sent::Publications, Ok(Reply::Publications(reply))) => {
                self.take_publications(now, jitter, &reply);
            }
            (Sent::Own { last, .. }, Ok(Reply::Push(reply))) => {
                self.page.grow(took);
                self.judge_push(now, jitter, last, reply);
            }
            (Sent::Again(records), Ok(Reply::Push(reply))) => {
                self.page.grow(took);
                self.after_offering_again(now, jitter, records, &reply);
            }
            (Sent::Pull { unit }, Ok(Reply::Pull(reply))) => {
                self.page.grow(took);
                self.judge_pull(now, jitter, unit, reply);
            }
            (_, Ok(_)) => {
                let fault = Fault::NotAReply(crate::fault::NotAReply::Malformed);
                self.fail(now, jitter, Trouble::Fault(fault));
            }
        }
    }

    /// Goes on once the effects are durable.
    pub(super) fn take_stored(&mut self, now: u64, jitter: u64) {
        let Phase::Storing(_, then) = &self.phase else {
            return;
        };
        match then {
            AfterStore::Agenda => self.advance(now, jitter),
            AfterStore::Restart => self.restart(now, jitter),
            AfterStore::Ended => self.rest(now, jitter, None),
            AfterStore::Complete => self.complete(now, jitter),
        }
    }

    /// Greets again within the run, a bounded number of times.
    pub(super) fn restart(&mut self, now: u64, jitter: u64) {
        let restarts = self.run.restarts.saturating_add(1);
        if restarts > RESTARTS_PER_RUN_MAX {
            return self.fail(now, jitter, Trouble::Unsettled);
        }
        self.run = super::Run {
            restarts,
            ..super::Run::default()
        };
        self.read(Read::Standing, AfterRead::Standing);
    }

    fn take_fault(&mut self, now: u64, jitter: u64, sent: &Sent, fault: Fault) {
        let refused = fault.refusal_code();
        if let Some(RefusalCode::StaleNonce | RefusalCode::ForeignEpoch) = refused {
            return self.restart(now, jitter);
        }
        let is_size = matches!(fault, Fault::TimedOut)
            || matches!(
                &fault,
                Fault::Refused {
                    status: 400 | 408 | 413 | 422 | 500,
                    ..
                }
            );
        if is_size {
            let is_push = matches!(sent, Sent::Own { .. } | Sent::Again(_));
            let is_refused = matches!(
                fault,
                Fault::Refused {
                    status: 400 | 413 | 422,
                    ..
                }
            );
            if is_push && is_refused && self.split_or_set_aside(now, jitter, sent, &fault) {
                return;
            }
            self.page.halve();
        }
        self.fail(now, jitter, Trouble::Fault(fault));
    }

    /// Ends the run with a trouble; the pause grows.
    pub(super) fn fail(&mut self, now: u64, jitter: u64, trouble: Trouble) {
        self.rest(now, jitter, Some(trouble));
    }

    /// Stores an alarm and ends the run.
    pub(super) fn end_with(&mut self, trouble: Trouble, effects: Vec<Effect>) {
        self.status.trouble = Some(trouble);
        self.store(effects, AfterStore::Ended);
    }

    fn rest(&mut self, now: u64, jitter: u64, trouble: Option<Trouble>) {
        let mut pause = self.back_off.fail(jitter);
        if let Some(Trouble::Fault(Fault::Deferred {
            retry_after_seconds,
        })) = &trouble
        {
            // What the server asks for, spread over as long again, so that desks that were sent
            // away together do not come back together.
            let asked = u64::from(*retry_after_seconds)
                .saturating_mul(1_000)
                .min(BACK_OFF_CEILING_MS);
            pause = asked
                .saturating_add(jitter % asked.saturating_add(1))
                .min(BACK_OFF_CEILING_MS);
        }
        if trouble.is_some() {
            self.status.trouble = trouble;
        }
        self.status.activity = Activity::Resting;
        self.phase = Phase::Resting;
        self.due_at = now.saturating_add(pause);
    }

    fn complete(&mut self, now: u64, jitter: u64) {
        self.back_off.succeed();
        self.status.activity = Activity::Resting;
        self.status.trouble = None;
        self.status.last_complete_at = Some(now);
        self.phase = Phase::Resting;
        let pause = if self.is_wanted {
            0
        } else {
            POLL_MS / 2 + jitter % (POLL_MS / 2 + 1)
        };
        self.due_at = now.saturating_add(pause);
    }
}
