//! Moments as the window and scripts see them: RFC 3339 in Vietnamese civil time.
//!
//! Inside, a moment is µs UTC; Việt Nam has had one offset, +07:00, since 1975.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

const OFFSET_SECONDS: i32 = 7 * 3_600;

/// A moment, µs UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, TS)]
#[ts(type = "string")]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    /// Reads the machine's clock: the one place of this program where that happens.
    #[must_use]
    pub(crate) fn now() -> Self {
        Self(Utc::now().timestamp_micros())
    }

    /// Gives the moment on the wall clock of Việt Nam.
    #[must_use]
    pub(crate) fn civil(self) -> DateTime<FixedOffset> {
        let utc = DateTime::from_timestamp_micros(self.0).unwrap_or_default();
        match FixedOffset::east_opt(OFFSET_SECONDS) {
            Some(offset) => utc.with_timezone(&offset),
            None => utc.fixed_offset(),
        }
    }
}

impl From<DateTime<FixedOffset>> for Moment {
    fn from(at: DateTime<FixedOffset>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.civil().to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let at: DateTime<FixedOffset> = Deserialize::deserialize(from)?;
        Ok(Self(at.timestamp_micros()))
    }
}

/// Running time since the program started, for what must not believe the wall clock.
#[derive(Debug)]
pub(crate) struct Uptime {
    started: std::time::Instant,
    boot: [u8; 16],
}

impl Uptime {
    /// Starts counting; the program's own start stands for the PC's.
    #[must_use]
    pub(crate) fn start() -> Self {
        let mut boot = [0; 16];
        // Without randomness every start looks like the same one, and counts go on from it.
        let _ = getrandom::fill(&mut boot);
        Self {
            started: std::time::Instant::now(),
            boot,
        }
    }

    /// Gives µs since the start.
    #[must_use]
    pub(crate) fn micros(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Names the start.
    #[must_use]
    pub(crate) const fn boot(&self) -> [u8; 16] {
        self.boot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_civil_time_and_reads_back() -> serde_json::Result<()> {
        let moment = Moment(1_795_315_260_000_000);
        let text = serde_json::to_string(&moment)?;
        assert_eq!(text, "\"2026-11-22T09:41:00+07:00\"");
        assert_eq!(serde_json::from_str::<Moment>(&text)?, moment);
        Ok(())
    }
}
