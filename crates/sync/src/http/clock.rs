//! The clock that TLS is judged by: the desk's own, held within what the server last said.
//!
//! A desk whose battery died believes it is 2009 and would refuse every certificate. The check
//! is never switched off; the clock is pulled into [last signed server time, + 13 months].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;

use crate::limits::CLOCK_AHEAD_SECONDS_MAX;

/// The last server time known, shared by the client and its TLS.
#[derive(Debug, Clone, Default)]
pub struct ServerClock {
    last_seconds: Arc<AtomicU64>,
}

impl ServerClock {
    /// Starts from the last server time stored, µs UTC; 0 where none is known.
    #[must_use]
    pub fn new(last_server_time: i64) -> Self {
        let clock = Self::default();
        clock.learn(last_server_time);
        clock
    }

    /// Takes a later server time, µs UTC; an earlier one changes nothing.
    pub fn learn(&self, server_time: i64) {
        let seconds = u64::try_from(server_time / 1_000_000).unwrap_or(0);
        self.last_seconds.fetch_max(seconds, Ordering::Relaxed);
    }

    /// Holds a reading of the desk's clock within what is believed; seconds since 1970 UTC.
    #[must_use]
    pub fn clamp(&self, own_seconds: u64) -> u64 {
        match self.last_seconds.load(Ordering::Relaxed) {
            0 => own_seconds,
            last => own_seconds.clamp(last, last.saturating_add(CLOCK_AHEAD_SECONDS_MAX)),
        }
    }

    /// Reads the desk's own clock, seconds since 1970 UTC.
    pub(super) fn own_seconds() -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }
}

impl TimeProvider for ServerClock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = self.clamp(Self::own_seconds());
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_years_off_is_pulled_into_what_the_server_said() {
        let clock = ServerClock::new(1_795_000_000_000_000);
        let table = [
            (1_262_304_000, 1_795_000_000),
            (1_795_000_100, 1_795_000_100),
            (2_500_000_000, 1_795_000_000 + CLOCK_AHEAD_SECONDS_MAX),
        ];
        for (own, expected) in table {
            assert_eq!(clock.clamp(own), expected, "own clock {own}");
        }
        clock.learn(1_000_000);
        assert_eq!(
            clock.clamp(1_795_000_100),
            1_795_000_100,
            "server time never goes back"
        );
        assert_eq!(
            ServerClock::default().clamp(7),
            7,
            "without a server time the desk's counts"
        );
    }
}
