//! How the exchange stands, in words that a screen can show.

use crate::fault::Fault;

/// What the session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activity {
    /// Nothing until the next run.
    #[default]
    Resting,
    /// Getting to know how server and desk stand.
    Greeting,
    /// Sending own records.
    Sending,
    /// Fetching others' records or publications.
    Fetching,
}

/// Why the last run did not complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The exchange failed.
    Fault(Fault),
    /// Another server answers at the address.
    WrongServer,
    /// What the server says contradicts what it signed.
    Contradiction,
    /// The server speaks only versions that this program does not.
    ProtocolTooOld,
    /// The desk's file could not be read or written.
    NotStored,
    /// The chain was forked more often in one run than it can be put right.
    Unsettled,
}

/// How things stand. Moments are counts of the session's clock, milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// What it is doing.
    pub activity: Activity,
    /// When the last run began.
    pub last_attempt_at: Option<u64>,
    /// When the last *complete* run ended; a part of one does not move it.
    pub last_complete_at: Option<u64>,
    /// Why the last run did not complete; none after one that did.
    pub trouble: Option<Trouble>,
    /// When the next run begins by itself.
    pub next_try_at: u64,
    /// Runs failed since the last complete one.
    pub failures: u32,
    /// Own records that got their receipt in this run.
    pub sent: u64,
    /// Entries of feeds that were stored in this run.
    pub fetched: u64,
}
