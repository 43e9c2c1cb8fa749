//! One run of a desk's session until it rests, and what it showed.

use std::future::Future;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use sync::drive::{self, Surroundings};
use sync::session::Input;
use tokio::runtime::{Builder, Runtime};

use super::member::Member;
use super::server::Server;
use super::wire::Load;

/// Where requests are carried, as in the program: one thread beside the one that stores.
static LINE: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
});
/// When the process began; sessions count from there.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What one run showed.
pub(super) struct Exchanged {
    push: Option<Duration>,
    pull: Option<Duration>,
    /// Pages of the feed that were stored.
    pub(super) pages: u32,
    /// Judging pages.
    pub(super) verifying: Duration,
    /// Storing pages.
    pub(super) storing: Duration,
    /// What came over the line.
    pub(super) load: Load,
    server_ticks: u64,
}

impl Exchanged {
    /// Records a second from the first one read to the last receipt stored.
    pub(super) fn push_rate(&self, records: usize) -> f64 {
        rate(self.push, records)
    }

    /// Records a second from the first page asked for to the last one stored.
    pub(super) fn pull_rate(&self, records: usize) -> f64 {
        rate(self.pull, records)
    }

    /// What the server used of a core for each record, µs.
    pub(super) fn server_micros(&self, records: usize) -> f64 {
        // The system counts a hundred ticks a second.
        self.server_ticks as f64 * 10_000.0 / records as f64
    }
}

fn rate(took: Option<Duration>, records: usize) -> f64 {
    took.map_or(0.0, |took| records as f64 / took.as_secs_f64())
}

/// Lets the desk send everything and hear everything.
pub(super) fn exchange(server: &Server, member: &mut Member) -> Result<Exchanged> {
    let ticks = server.core_ticks()?;
    member.stored.marks = super::stored_desk::Marks::default();
    // What earlier runs left on the scale is no part of this one.
    let _earlier = member.wire.take_load();
    let mut around = Around;
    member.session.accept(around.now(), 0, Input::SendNow);
    let Member {
        stored,
        session,
        wire,
        ..
    } = member;
    on_line(drive::run(session, wire, stored, &mut around))?;
    let status = session.status();
    ensure!(status.trouble.is_none(), "trouble: {:?}", status.trouble);
    let marks = stored.marks.clone();
    let load = wire.take_load();
    let between = |from: Option<Instant>, to: Option<Instant>| Some(to? - from?);
    Ok(Exchanged {
        push: between(marks.first_read, marks.last_receipt),
        pull: between(load.first_pull, marks.last_page),
        pages: marks.pages,
        verifying: marks.verifying,
        storing: marks.storing,
        load,
        server_ticks: server.core_ticks()?.saturating_sub(ticks),
    })
}

/// The same with every message of the pushes weighed, which takes time.
pub(super) fn exchange_weighed(server: &Server, member: &mut Member) -> Result<Exchanged> {
    member.wire.is_weighing = true;
    let exchanged = exchange(server, member);
    member.wire.is_weighing = false;
    exchanged
}

/// Waits for something that goes over the line.
pub(super) fn on_line<F: Future>(work: F) -> Result<F::Output> {
    let line = LINE.as_ref().ok().context("a runtime for the line")?;
    Ok(line.block_on(work))
}

/// The machine's clock, µs UTC: certificates are real, so records must be of today.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(0))
}

struct Around;

impl Surroundings for Around {
    fn now(&self) -> u64 {
        u64::try_from(STARTED.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn jitter(&mut self) -> u64 {
        0
    }
}
