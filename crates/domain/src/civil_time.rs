//! The clock on the office wall: `Asia/Ho_Chi_Minh`, seven hours ahead of UTC all year.
//!
//! Moments are kept as UTC; only what a person reads or what the law counts is civil time. The
//! country has had no summer time since 1975, so the offset is a constant and not a time zone
//! table.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday,
};

/// The offset of civil time from UTC, seven hours.
pub const CIVIL_OFFSET: FixedOffset = match FixedOffset::east_opt(7 * 3_600) {
    Some(offset) => offset,
    None => panic!("seven hours are less than a day"),
};

/// Reads a moment off the wall clock; `None` at the two ends of the calendar only.
#[must_use]
pub fn wall_clock(moment: DateTime<FixedOffset>) -> Option<NaiveDateTime> {
    moment.naive_utc().checked_add_offset(CIVIL_OFFSET)
}

/// Gives the moment at which the wall clock shows `local`.
#[must_use]
pub fn moment_at(local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
    local.and_local_timezone(CIVIL_OFFSET).single()
}

/// Gives the moment of a ledger time, in microseconds since 1970 in UTC.
#[must_use]
pub fn moment_of_micros(micros: i64) -> Option<DateTime<FixedOffset>> {
    DateTime::from_timestamp_micros(micros).map(|moment| moment.with_timezone(&CIVIL_OFFSET))
}

/// Gives the year that the wall calendar shows.
#[must_use]
pub fn year_of(local: NaiveDateTime) -> i32 {
    local.year()
}

/// Names the day of the week: «Thứ Hai» … «Chủ nhật».
#[must_use]
pub fn weekday_name(on: NaiveDate) -> &'static str {
    match on.weekday() {
        Weekday::Mon => "Thứ Hai",
        Weekday::Tue => "Thứ Ba",
        Weekday::Wed => "Thứ Tư",
        Weekday::Thu => "Thứ Năm",
        Weekday::Fri => "Thứ Sáu",
        Weekday::Sat => "Thứ Bảy",
        Weekday::Sun => "Chủ nhật",
    }
}

/// Writes a date as `dd/mm/yyyy`.
#[must_use]
pub fn format_date(on: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", on.day(), on.month(), on.year())
}

/// Writes a time of day: «17 giờ», «15 giờ 30 phút».
#[must_use]
pub fn format_time(at: NaiveTime) -> String {
    match at.minute() {
        0 => format!("{} giờ", at.hour()),
        minute => format!("{} giờ {minute:02} phút", at.hour()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{moment_at, moment_of_micros, wall_clock};

    #[test]
    fn the_wall_clock_and_the_moment_are_each_others_inverse() {
        let moment = DateTime::parse_from_rfc3339("2026-11-20T23:30:00-05:00").unwrap();
        let local = wall_clock(moment).unwrap();
        assert_eq!(local.to_string(), "2026-11-21 11:30:00");
        assert_eq!(moment_at(local).unwrap(), moment);
        assert_eq!(moment_of_micros(moment.timestamp_micros()).unwrap(), moment);
    }

    #[test]
    fn the_ends_of_the_calendar_are_an_absence_and_not_a_panic() {
        let last = DateTime::<chrono::Utc>::MAX_UTC.fixed_offset();
        assert_eq!(wall_clock(last), None);
        assert_eq!(moment_of_micros(i64::MAX), None);
    }
}
