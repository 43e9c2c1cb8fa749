//! Dates as cards bear them: `ddmmyyyy`, perhaps with `/`, `-` or `.` between, or a year alone.

use chrono::NaiveDate;

use super::Birth;

/// Reads a date of birth; 00/00/yyyy and yyyy are a year.
pub(super) fn read_birth(text: &str) -> Option<Birth> {
    match parts(text)? {
        (None, year) => Some(Birth::Year(year)),
        (Some((0, 0)), year) => Some(Birth::Year(year)),
        (Some((day, month)), year) => day_of(day, month, year).map(Birth::Day),
    }
}

/// Reads a whole date.
pub(super) fn read_day(text: &str) -> Option<NaiveDate> {
    let (day_and_month, year) = parts(text)?;
    let (day, month) = day_and_month?;
    day_of(day, month, year)
}

fn day_of(day: u16, month: u16, year: u16) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
}

/// Cuts a date into day and month, if it has them, and year; there is no year 0.
fn parts(text: &str) -> Option<(Option<(u16, u16)>, u16)> {
    let pieces: Vec<&str> = text.split(['/', '-', '.']).collect();
    let (day_and_month, year) = match pieces.as_slice() {
        [whole] if whole.len() == 4 => (None, *whole),
        [whole] if whole.len() == 8 => {
            let (day, rest) = whole.split_at_checked(2)?;
            let (month, year) = rest.split_at_checked(2)?;
            (Some((day, month)), year)
        }
        [day, month, year] if (day.len(), month.len(), year.len()) == (2, 2, 4) => {
            (Some((*day, *month)), *year)
        }
        _ => return None,
    };
    let year = figures(year).filter(|year| *year > 0)?;
    match day_and_month {
        None => Some((None, year)),
        Some((day, month)) => Some((Some((figures(day)?, figures(month)?)), year)),
    }
}

/// Reads digits only: a sign is not a figure.
fn figures(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
