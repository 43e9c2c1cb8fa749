//! Dates and hours in the words of official papers: «15 giờ 30 phút, ngày 20 tháng 11 năm 2026».
//!
//! Days below ten and the months January and February take a leading zero, as NĐ 30/2020/NĐ-CP
//! writes them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// The appointed return time of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Due {
    /// An hour of a day.
    At(NaiveDateTime),
    /// A day, without an hour.
    On(NaiveDate),
}

impl Due {
    /// Returns the appointment in words.
    pub fn to_text(self) -> String {
        match self {
            Self::At(moment) => moment_text(moment),
            Self::On(day) => date_text(day),
        }
    }
}

/// Returns «15 giờ 30 phút, ngày 20 tháng 11 năm 2026».
pub fn moment_text(moment: NaiveDateTime) -> String {
    let hour = moment.hour();
    let minute = moment.minute();
    format!(
        "{hour:02} giờ {minute:02} phút, {}",
        date_text(moment.date())
    )
}

/// Returns «ngày 20 tháng 11 năm 2026».
pub fn date_text(day: NaiveDate) -> String {
    let month = match day.month() {
        early @ 1..=2 => format!("0{early}"),
        later => later.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// Returns «09:41».
pub fn clock_text(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_written_as_official_papers_write_it() {
        let moment = day("2026-11-20").and_hms_opt(15, 30, 59).unwrap();
        assert_eq!(
            moment_text(moment),
            "15 giờ 30 phút, ngày 20 tháng 11 năm 2026"
        );
    }

    #[test]
    fn small_days_and_the_first_two_months_take_a_zero() {
        assert_eq!(date_text(day("2027-02-05")), "ngày 05 tháng 02 năm 2027");
        assert_eq!(date_text(day("2027-03-05")), "ngày 05 tháng 3 năm 2027");
        assert_eq!(date_text(day("2027-12-31")), "ngày 31 tháng 12 năm 2027");
    }

    #[test]
    fn an_appointment_may_name_a_day_without_an_hour() {
        assert_eq!(
            Due::On(day("2026-11-25")).to_text(),
            "ngày 25 tháng 11 năm 2026"
        );
    }

    #[test]
    fn hours_and_minutes_have_two_digits() {
        assert_eq!(
            clock_text(NaiveTime::from_hms_opt(7, 5, 0).unwrap()),
            "07:05"
        );
    }
}
