//! The desk's side of the exchange as a pure state machine.
//!
//! [`Session::next`] says what is to be done: ask the server, read from the desk's file, store
//! something, or rest. The caller does it and hands the outcome to [`Session::accept`]. Time is
//! a count of milliseconds, jitter a number, both arguments; the same inputs give the same
//! steps, for the desk, the simulator and the courier file alike.
//!
//! A record counts as received only by a receipt that fits the desk's own chain. Server and epoch
//! are checked before anything is stored; absence never deletes; one bad record holds up no other.

mod agenda;
mod greeting;
mod pulling;
mod pushing;
mod status;
mod step;

use ledger::feed::FeedHead;
use ledger::id::{DeviceId, Epoch, Hash, ServerId, UnitId};

pub use self::status::{Activity, Status, Trouble};
pub use self::step::{
    Alarm, Effect, FeedPlace, ForkReason, Input, OutboxPage, Read, ReadReply, Standing, Step,
};
use crate::back_off::BackOff;
use crate::identity::ServerKeys;
use crate::limits::{
    BACK_OFF_CEILING_MS, NETWORK_UP_SPREAD_MS, PAGE_BYTES_FIRST, PAGE_BYTES_MAX,
    PAGE_GROWS_UNDER_MS, PAGE_RECORDS_FIRST, PAGE_RECORDS_MAX, PAGE_RECORDS_MIN,
};
use crate::page::Dictionary;
use crate::protocol::{FeedSample, Request, SeqRange, Welcome};
use crate::witness::SeenCheckpoint;

/// What a desk pinned at its enrolment.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The only server that it speaks with.
    pub server: ServerId,
    /// That server's keys, as the authorities signed them.
    pub keys: ServerKeys,
    /// The desk's own device.
    pub device: DeviceId,
    /// The office whose feed it keeps: its own.
    pub unit: UnitId,
    /// Name and version of the program.
    pub program: String,
    /// Compression dictionaries that it has.
    pub dictionaries: Vec<Dictionary>,
}

/// The state machine.
#[derive(Debug, Clone)]
pub struct Session {
    terms: Terms,
    phase: Phase,
    run: Run,
    back_off: BackOff,
    page: PageSize,
    due_at: u64,
    is_wanted: bool,
    status: Status,
}

/// What is being waited for.
#[derive(Debug, Clone)]
enum Phase {
    /// Nothing is to be done before `due_at`.
    Resting,
    /// The desk's file is being read.
    Reading(Read, AfterRead),
    /// A request is on its way.
    Asking {
        request: Request,
        since: Option<u64>,
        sent: Sent,
    },
    /// Things are being stored in one transaction.
    Storing(Vec<Effect>, AfterStore),
}

/// Why the desk's file is being read.
#[derive(Debug, Clone)]
enum AfterRead {
    Standing,
    HeldHash(Box<Welcome>),
    Outbox,
    ReceiptHash(Box<pushing::Judged>),
    ForkedHash(Box<pushing::Judged>),
    FeedHashes {
        unit: UnitId,
        samples: Vec<FeedSample>,
    },
    Unplaced,
}

/// What a request carried, so that its reply can be judged.
#[derive(Debug, Clone)]
enum Sent {
    Hello,
    Publications,
    /// Own records: the last place, how many, and the only one's hash if it went alone.
    Own {
        last: u64,
        count: u64,
        alone: Option<Hash>,
    },
    /// Records without a place, offered again.
    Again(Vec<Hash>),
    Pull {
        unit: UnitId,
    },
}

/// What follows once things are stored.
#[derive(Debug, Clone, Copy)]
enum AfterStore {
    /// The next thing on the agenda.
    Agenda,
    /// The desk's standing has changed: greet again.
    Restart,
    /// The run is complete.
    Complete,
    /// The run ends with the trouble noted.
    Ended,
}

/// What one run has found out so far.
#[derive(Debug, Clone, Default)]
struct Run {
    standing: Option<Standing>,
    welcome: Option<Box<Welcome>>,
    seen: Option<SeenCheckpoint>,
    has_publications: bool,
    is_outbox_empty: bool,
    has_offered_again: bool,
    has_pushed: bool,
    push_after: u64,
    gaps_asked: Vec<SeqRange>,
    cursors: Vec<FeedHead>,
    is_feed_done: bool,
    diverged: Vec<UnitId>,
    restarts: u8,
}

impl Run {
    /// The epoch greeted.
    fn epoch(&self) -> Option<Epoch> {
        self.welcome.as_ref().map(|welcome| welcome.epoch)
    }
}

/// How large the next page may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PageSize {
    records: u32,
    bytes: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self {
            records: PAGE_RECORDS_FIRST,
            bytes: PAGE_BYTES_FIRST,
        }
    }
}

impl PageSize {
    fn grow(&mut self, took_ms: u64) {
        if took_ms < PAGE_GROWS_UNDER_MS {
            self.records = self.records.saturating_mul(2).min(PAGE_RECORDS_MAX);
            self.bytes = self.bytes.saturating_mul(2).min(PAGE_BYTES_MAX);
        }
    }

    fn halve(&mut self) {
        self.records = (self.records / 2).max(PAGE_RECORDS_MIN);
        self.bytes = (self.bytes / 2).max(1);
    }
}

impl Session {
    /// Starts at rest; the first run is due at once.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            phase: Phase::Resting,
            run: Run::default(),
            back_off: BackOff::default(),
            page: PageSize::default(),
            due_at: 0,
            is_wanted: true,
            status: Status::default(),
        }
    }

    /// Says what is to be done. Asking twice gives the same step.
    pub fn next(&mut self, now: u64) -> Step {
        if matches!(self.phase, Phase::Resting) && now >= self.due_at {
            self.begin(now);
        }
        match &mut self.phase {
            Phase::Resting => Step::Rest { until: self.due_at },
            Phase::Reading(read, _) => Step::Read(read.clone()),
            Phase::Storing(effects, _) => Step::Store(effects.clone()),
            Phase::Asking { request, since, .. } => {
                since.get_or_insert(now);
                Step::Ask(request.clone())
            }
        }
    }

    /// Takes the outcome of a step, or a sign from outside. An outcome that no step waits for
    /// is dropped: it came twice, or from before a restart.
    pub fn accept(&mut self, now: u64, jitter: u64, input: Input) {
        match input {
            Input::NetworkUp => self.hasten(now.saturating_add(jitter % NETWORK_UP_SPREAD_MS)),
            Input::SendNow => self.hasten(now),
            Input::RecordsWaiting => {
                self.is_wanted = true;
                if self.back_off.failures() == 0 {
                    self.hasten(now);
                }
            }
            Input::Read(reply) => self.take_read(now, jitter, reply),
            Input::Replied(reply) => self.take_reply(now, jitter, reply),
            Input::Stored => self.take_stored(now, jitter),
            Input::StoreFailed => self.fail(now, jitter, Trouble::NotStored),
        }
    }

    /// Says how things stand, for the screen.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            next_try_at: self.due_at,
            failures: self.back_off.failures(),
            ..self.status.clone()
        }
    }

    /// Lets the next run start earlier, never later.
    fn hasten(&mut self, at: u64) {
        self.is_wanted = true;
        self.due_at = self.due_at.min(at);
    }

    fn begin(&mut self, now: u64) {
        self.run = Run::default();
        self.is_wanted = false;
        self.due_at = now.saturating_add(BACK_OFF_CEILING_MS);
        self.status.activity = Activity::Greeting;
        self.status.last_attempt_at = Some(now);
        self.phase = Phase::Reading(Read::Standing, AfterRead::Standing);
    }
}

#[cfg(test)]
mod tests;
