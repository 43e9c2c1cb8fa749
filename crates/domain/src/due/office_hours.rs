//! When an office is open on a working day, and how a term in hours uses that time up.
//!
//! Units and seasons differ, so the hours are data; 07:00–11:30 and 13:30–17:00 is what most
//! offices keep. The end of the last period is the closing hour, at which terms in days end.

use std::fmt;

use chrono::{NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// One stretch of a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePeriod {
    /// When it begins.
    pub opens: NaiveTime,
    /// When it ends.
    pub closes: NaiveTime,
}

/// Says that these are not the hours of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficeHoursFault {
    /// Periods must follow each other, each ending after it begins.
    #[error("office hours must follow each other")]
    Order,
    /// Fewer than one hour a day: a term in hours would hardly end.
    #[error("an office is open for at least one hour")]
    TooShort,
}

/// The open hours of a working day, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<OfficePeriod>", into = "Vec<OfficePeriod>")]
pub struct OfficeHours {
    periods: Vec<OfficePeriod>,
    closing: NaiveTime,
}

impl OfficeHours {
    /// Takes the periods of a day.
    ///
    /// # Errors
    /// [`OfficeHoursFault`] if they overlap, are out of order, or add up to less than an hour.
    pub fn new(periods: Vec<OfficePeriod>) -> Result<Self, OfficeHoursFault> {
        let mut closing = NaiveTime::MIN;
        let mut open = TimeDelta::zero();
        for (index, period) in periods.iter().enumerate() {
            let follows = index == 0 || closing <= period.opens;
            if !follows || period.closes <= period.opens {
                return Err(OfficeHoursFault::Order);
            }
            open = open
                .checked_add(&(length(*period)))
                .ok_or(OfficeHoursFault::Order)?;
            closing = period.closes;
        }
        if open < TimeDelta::hours(1) {
            return Err(OfficeHoursFault::TooShort);
        }
        Ok(Self { periods, closing })
    }

    /// Gives the closing hour.
    #[must_use]
    pub const fn closing(&self) -> NaiveTime {
        self.closing
    }

    /// Spends open time of one day from `from` on: the moment at which none is left, or the rest.
    pub(super) fn spend(&self, from: NaiveTime, time: TimeDelta) -> Result<NaiveTime, TimeDelta> {
        let mut left = time;
        for period in &self.periods {
            let begin = from.max(period.opens);
            if begin >= period.closes {
                continue;
            }
            let open = period.closes.signed_duration_since(begin);
            if left <= open {
                return Ok(begin.overflowing_add_signed(left).0);
            }
            left = left.checked_sub(&open).unwrap_or_else(TimeDelta::zero);
        }
        Err(left)
    }
}

impl Default for OfficeHours {
    /// 07:00–11:30 and 13:30–17:00.
    fn default() -> Self {
        let period = |opens: (u32, u32), closes: (u32, u32)| OfficePeriod {
            opens: NaiveTime::from_hms_opt(opens.0, opens.1, 0).unwrap_or(NaiveTime::MIN),
            closes: NaiveTime::from_hms_opt(closes.0, closes.1, 0).unwrap_or(NaiveTime::MIN),
        };
        let afternoon = period((13, 30), (17, 0));
        Self {
            periods: vec![period((7, 0), (11, 30)), afternoon],
            closing: afternoon.closes,
        }
    }
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, period) in self.periods.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let (opens, closes) = (period.opens.format("%H:%M"), period.closes.format("%H:%M"));
            write!(f, "{comma}{opens}–{closes}")?;
        }
        Ok(())
    }
}

impl TryFrom<Vec<OfficePeriod>> for OfficeHours {
    type Error = OfficeHoursFault;

    fn try_from(periods: Vec<OfficePeriod>) -> Result<Self, OfficeHoursFault> {
        Self::new(periods)
    }
}

impl From<OfficeHours> for Vec<OfficePeriod> {
    fn from(hours: OfficeHours) -> Self {
        hours.periods
    }
}

fn length(period: OfficePeriod) -> TimeDelta {
    period.closes.signed_duration_since(period.opens)
}

#[cfg(test)]
mod tests {
    use super::{OfficeHours, OfficeHoursFault, OfficePeriod};

    #[test]
    fn the_usual_hours_are_eight_and_end_at_five() {
        let usual = OfficeHours::default();
        assert_eq!(usual.to_string(), "07:00–11:30, 13:30–17:00");
        assert_eq!(usual.closing().to_string(), "17:00:00");
        assert_eq!(OfficeHours::new(usual.periods.clone()), Ok(usual));
    }

    #[test]
    fn hours_that_no_office_keeps_are_refused() {
        for (hours, fault) in [
            (vec![], OfficeHoursFault::TooShort),
            (vec![("07:00:00", "07:59:59")], OfficeHoursFault::TooShort),
            (vec![("11:00:00", "07:00:00")], OfficeHoursFault::Order),
            (vec![("07:00:00", "07:00:00")], OfficeHoursFault::Order),
            (
                vec![("07:00:00", "12:00:00"), ("11:00:00", "17:00:00")],
                OfficeHoursFault::Order,
            ),
        ] {
            assert_eq!(OfficeHours::new(periods(&hours)), Err(fault), "{hours:?}");
        }
    }

    #[test]
    fn hours_travel_as_a_list_of_periods_and_are_checked_on_arrival() {
        let text = serde_json::to_string(&OfficeHours::default()).unwrap();
        let back: OfficeHours = serde_json::from_str(&text).unwrap();
        assert_eq!(back, OfficeHours::default());
        let backwards = r#"[{"opens":"17:00:00","closes":"07:00:00"}]"#;
        assert!(serde_json::from_str::<OfficeHours>(backwards).is_err());
    }

    fn periods(hours: &[(&str, &str)]) -> Vec<OfficePeriod> {
        let period = |(opens, closes): &(&str, &str)| OfficePeriod {
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        };
        hours.iter().map(period).collect()
    }
}
