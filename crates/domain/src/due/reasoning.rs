//! The sentences that say why a due moment is what it is, as a clerk would say them.
//!
//! «3 ngày làm việc, bỏ T7 CN 28–29/11». Days off that stand together under one name are told as
//! one; above a handful they are counted instead of listed, so that a sentence stays a sentence.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::calendar::{Calendar, DayKind, is_weekend};
use crate::civil_time::weekday_name;

pub(super) const BY_SCHEDULE: &str = "Thời hạn theo kế hoạch: cán bộ nhập ngày hẹn trả";
pub(super) const UNKNOWN: &str = "Thời hạn chưa xác nhận: cán bộ nhập ngày hẹn trả";

/// As many stretches of days off are listed one by one; more are counted.
const STRETCHES_LISTED_MAX: usize = 4;
/// As many years are named one by one; more are told as a span.
const YEARS_LISTED_MAX: usize = 3;

/// Days off that stand together under one name.
struct Stretch<'a> {
    from: NaiveDate,
    to: NaiveDate,
    /// `None` for a plain week-end.
    holiday: Option<&'a str>,
}

/// Says which days after `after` and before `until` were passed over: «, bỏ T7 CN 28–29/11», or
/// nothing.
pub(super) fn skipped(calendar: &Calendar, after: NaiveDate, until: NaiveDate) -> String {
    let stretches = stretches(calendar, after, until);
    let (weekends, holidays): (Vec<_>, Vec<_>) = stretches
        .iter()
        .partition(|stretch| stretch.holiday.is_none());
    let mut parts = Vec::new();
    if weekends.len() > STRETCHES_LISTED_MAX {
        let days: usize = weekends.iter().map(|stretch| stretch.days()).sum();
        parts.push(format!("{days} ngày T7, CN"));
        list_or_count(&holidays, after, &mut parts);
    } else if holidays.len() > STRETCHES_LISTED_MAX {
        parts.extend(weekends.iter().map(|stretch| stretch.describe(after)));
        list_or_count(&holidays, after, &mut parts);
    } else {
        parts.extend(stretches.iter().map(|stretch| stretch.describe(after)));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!(", bỏ {}", parts.join(", ")),
    }
}

fn list_or_count(holidays: &[&Stretch<'_>], base: NaiveDate, parts: &mut Vec<String>) {
    if holidays.len() > STRETCHES_LISTED_MAX {
        let days: usize = holidays.iter().map(|stretch| stretch.days()).sum();
        parts.push(format!("{days} ngày nghỉ lễ"));
    } else {
        parts.extend(holidays.iter().map(|stretch| stretch.describe(base)));
    }
}

/// Says which worked week-end days after `after` up to `until` were counted.
pub(super) fn swapped(calendar: &Calendar, after: NaiveDate, until: NaiveDate) -> Vec<String> {
    days_between(after, until)
        .filter_map(|on| {
            let listed = calendar.find_day(on)?;
            (listed.kind == DayKind::Work && is_weekend(on)).then(|| {
                let day = span(on, on, after);
                format!("Tính cả {} {day} ({})", weekday_letters(on), listed.name)
            })
        })
        .take(STRETCHES_LISTED_MAX)
        .collect()
}

/// Says that the last day of a term is off and the term ends later.
pub(super) fn moved(calendar: &Calendar, last: NaiveDate, due_on: NaiveDate) -> String {
    let why = match calendar.find_day(last) {
        Some(listed) if !is_weekend(last) => format!(" ({})", listed.name),
        Some(_) | None => String::new(),
    };
    format!(
        "Ngày cuối là {} {}{why}, chuyển sang ngày làm việc tiếp theo {} {}",
        weekday_letters(last),
        span(last, last, last),
        weekday_name(due_on),
        span(due_on, due_on, last),
    )
}

/// Says that a receipt after the cut-off counts as the next working day's.
pub(super) fn late(start: NaiveDate) -> String {
    let (day, date) = (weekday_name(start), span(start, start, start));
    format!("Nhận sau 15 giờ, tính như nhận vào ngày làm việc tiếp theo {day} {date}")
}

/// Says for which years the days off may still change.
pub(super) fn unconfirmed(years: &[i32]) -> Vec<String> {
    match years {
        [first, .., last] if years.len() > YEARS_LISTED_MAX => {
            vec![format!("lịch nghỉ các năm {first}–{last} chưa chốt")]
        }
        _ => years
            .iter()
            .map(|year| format!("lịch nghỉ năm {year} chưa chốt"))
            .collect(),
    }
}

fn stretches(calendar: &Calendar, after: NaiveDate, until: NaiveDate) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for on in days_between(after, until).filter(|on| !calendar.is_working_day(*on)) {
        let holiday = match calendar.find_day(on) {
            Some(listed) if !is_weekend(on) => Some(listed.name.as_str()),
            Some(_) | None => None,
        };
        match stretches.last_mut() {
            Some(last) if last.to.succ_opt() == Some(on) && last.holiday == holiday => last.to = on,
            Some(_) | None => stretches.push(Stretch {
                from: on,
                to: on,
                holiday,
            }),
        }
    }
    stretches
}

impl Stretch<'_> {
    fn days(&self) -> usize {
        self.from
            .iter_days()
            .take_while(|on| *on <= self.to)
            .count()
    }

    fn describe(&self, base: NaiveDate) -> String {
        let days = span(self.from, self.to, base);
        match self.holiday {
            Some(name) => format!("{days} {name}"),
            None if self.from == self.to => format!("{} {days}", weekday_letters(self.from)),
            None => format!("T7 CN {days}"),
        }
    }
}

fn days_between(after: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    after
        .iter_days()
        .skip(1)
        .take_while(move |day| *day <= until)
}

/// Writes «28–29/11», «31/01–01/02», with the year where it is not that of `base`.
fn span(from: NaiveDate, to: NaiveDate, base: NaiveDate) -> String {
    let mut text = String::new();
    if from != to {
        let _ = write!(text, "{:02}", from.day());
        if (from.month(), from.year()) != (to.month(), to.year()) {
            let _ = write!(text, "/{:02}", from.month());
        }
        text.push('–');
    }
    let _ = write!(text, "{:02}/{:02}", to.day(), to.month());
    if to.year() != base.year() {
        let _ = write!(text, "/{}", to.year());
    }
    text
}

fn weekday_letters(on: NaiveDate) -> &'static str {
    match on.weekday() {
        Weekday::Mon => "T2",
        Weekday::Tue => "T3",
        Weekday::Wed => "T4",
        Weekday::Thu => "T5",
        Weekday::Fri => "T6",
        Weekday::Sat => "T7",
        Weekday::Sun => "CN",
    }
}
