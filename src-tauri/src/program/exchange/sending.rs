//! Which own records are on their way this moment, and which were sent and have no receipt yet.
//!
//! A page is on its way only while its request is out: reading it from the queue sends nothing,
//! and what a run never reached was not tried.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ledger::Record;
use sync::fault::Fault;
use sync::foresight::Look;
use sync::protocol::{
    ActivateReply, ActivateRequest, Hello, PublicationsReply, PublicationsRequest, PullReply,
    PullRequest, PushReply, PushRequest, SyncProtocol, Welcome,
};

use super::held;

/// The screen need not hear of a page more often.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// A run of places in the own chain, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Places {
    /// Gives the places of a page of own records; none where there is no record.
    fn of(page: &[Record]) -> Option<Self> {
        let seqs = || page.iter().map(|record| record.header().seq);
        let (first, last) = (seqs().min()?, seqs().max()?);
        Some(Self { first, last })
    }
}

/// What is on its way.
#[derive(Debug, Default)]
pub(in crate::program) struct Sending {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The page that the next request carries.
    page: Option<Places>,
    in_flight: Option<Places>,
    /// Pages whose requests ended, until they are counted.
    sent: Vec<Places>,
}

impl Sending {
    /// Notes which own records the next request carries; none where it carries others'.
    pub(super) fn note_page(&self, page: &[Record]) {
        held(&self.state).page = Places::of(page);
    }

    /// Says whether an own record is on its way.
    pub(super) fn is_in_flight(&self, seq: u64) -> bool {
        let in_flight = held(&self.state).in_flight;
        in_flight.is_some_and(|places| (places.first..=places.last).contains(&seq))
    }

    /// Gives the pages that were sent since this was last asked.
    pub(super) fn take_sent(&self) -> Vec<Places> {
        std::mem::take(&mut held(&self.state).sent)
    }

    /// Takes back pages that could not be counted.
    pub(super) fn put_back(&self, sent: Vec<Places>) {
        held(&self.state).sent.extend(sent);
    }

    fn begin(&self) -> OnItsWay<'_> {
        let mut state = held(&self.state);
        let page = state.page.take();
        state.in_flight = page;
        state.sent.extend(page);
        OnItsWay { sending: self }
    }
}

/// A page on its way: for as long as somebody waits for the reply.
struct OnItsWay<'a> {
    sending: &'a Sending,
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        held(&self.sending.state).in_flight = None;
    }
}

/// A line that says of each page of own records that it is on its way.
pub(super) struct Watched<'a, P, T> {
    line: P,
    sending: &'a Sending,
    tell: T,
    told: Mutex<Option<Instant>>,
    /// A page went since whoever looks was last told that none is on its way.
    has_gone: AtomicBool,
}

impl<'a, P: SyncProtocol, T: Fn()> Watched<'a, P, T> {
    /// Watches a line; whoever looks at the queue is told of the pages.
    pub(super) const fn new(line: P, sending: &'a Sending, tell: T) -> Self {
        let told = Mutex::new(None);
        Self {
            line,
            sending,
            tell,
            told,
            has_gone: AtomicBool::new(false),
        }
    }

    #[cfg(test)]
    pub(super) const fn line(&self) -> &P {
        &self.line
    }

    fn tell_now_and_then(&self) {
        let mut told = held(&self.told);
        if told.is_none_or(|at| at.elapsed() >= TOLD_EVERY) {
            *told = Some(Instant::now());
            drop(told);
            (self.tell)();
        }
    }
}

impl<P: SyncProtocol + Sync, T: Fn() + Sync> SyncProtocol for Watched<'_, P, T> {
    async fn hello(&self, request: &Hello) -> Result<Welcome, Fault> {
        self.line.hello(request).await
    }

    async fn push(&self, request: &PushRequest) -> Result<PushReply, Fault> {
        self.has_gone.store(true, Ordering::Relaxed);
        let _on_its_way = self.sending.begin();
        self.tell_now_and_then();
        self.line.push(request).await
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, Fault> {
        // What went has its receipt by now, and reading may take long.
        if self.has_gone.swap(false, Ordering::Relaxed) {
            (self.tell)();
        }
        self.line.pull(request).await
    }

    fn foresee(&self, request: &PullRequest, look: Option<Look>) {
        self.line.foresee(request, look);
    }

    async fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> Result<PublicationsReply, Fault> {
        self.line.publications(request).await
    }

    async fn activate(&self, request: &ActivateRequest) -> Result<ActivateReply, Fault> {
        self.line.activate(request).await
    }
}
