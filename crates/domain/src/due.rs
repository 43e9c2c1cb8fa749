//! When a result is promised: the due moment of a dossier, with the reasons a clerk can read out.
//!
//! Rules T1 to T10 of the domain page: the day of receipt is not counted, a term that ends on a day
//! off ends on the next working day (Bộ luật Dân sự 2015, Articles 147.2 and 148.5), hours run
//! inside office hours. What the start is — the counter, or the signing of the Biên bản giao nhận
//! for what came by post, or the day a supplement made it complete — is the caller's to know.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use crate::calendar::{BeyondCalendar, Calendar};
use crate::civil_time::{format_time, moment_at, wall_clock};

mod office_hours;
mod reasoning;
#[cfg(test)]
mod tests;

pub use office_hours::{OfficeHours, OfficeHoursFault, OfficePeriod};

/// Longest term in days, worked or not: the longest in the national list has 120.
pub const TERM_DAYS_MAX: u32 = 10_000;
/// Longest term in hours: as many days of eight hours.
pub const TERM_HOURS_MAX: u32 = 80_000;

/// After this moment of the day a receipt may count as the next working day's (T5, T6).
const CUT_OFF: NaiveTime = match NaiveTime::from_hms_opt(15, 0, 0) {
    Some(time) => time,
    None => panic!("15:00:00 is a time of day"),
};

/// What a procedure's time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Ngày làm việc.
    WorkingDay,
    /// Ngày, week-ends and holidays included.
    CalendarDay,
    /// Giờ, inside office hours.
    Hour,
    /// Trong ngày.
    SameDay,
    /// By a plan that the clerk knows; no due moment is computed.
    BySchedule,
    /// Not confirmed; the clerk must enter the due moment.
    Unknown,
}

/// What is asked: a procedure's time, and when it starts to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRequest {
    /// How many of the unit; nothing is needed for `same_day`, `by_schedule` and `unknown`.
    #[serde(default)]
    pub time_value: Option<i64>,
    /// What is counted.
    pub time_unit: TimeUnit,
    /// Whether a receipt after 15:00:00 counts as the next working day's.
    ///
    /// By law it moves the handover only; a procedure may say otherwise (T5, T6).
    #[serde(default)]
    pub cutoff_15h: bool,
    /// When the term starts to run, at any offset.
    pub filed_at: DateTime<FixedOffset>,
    /// When the office is open; the usual hours if not given.
    #[serde(default)]
    pub office_hours: OfficeHours,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DuePreview {
    /// The due moment in civil time; absent where the clerk must enter it.
    pub due_at: Option<DateTime<FixedOffset>>,
    /// Its day.
    pub due_on: Option<NaiveDate>,
    /// Vietnamese sentences that say why, the most telling first.
    pub reasoning: Vec<String>,
    /// Whether it crosses days off that are not yet announced.
    pub unconfirmed: bool,
}

impl DuePreview {
    /// Says whether the due moment cannot be computed and the clerk must enter it (T8).
    #[must_use]
    pub const fn must_enter(&self) -> bool {
        self.due_at.is_none()
    }
}

/// Why a due moment cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DueFault {
    /// The unit needs a number.
    #[error("the time has a unit but no number")]
    TimeMissing,
    /// A term is at least one of its unit.
    #[error("a time must be at least 1")]
    TimeNotPositive,
    /// Above [`TERM_DAYS_MAX`] or [`TERM_HOURS_MAX`], or the term leaves the calendar.
    #[error("the time is longer than any term")]
    TimeTooLong,
}

crate::codes! {
    pub DueFault {
        Self::TimeMissing => "time_missing",
        Self::TimeNotPositive => "time_not_positive",
        Self::TimeTooLong => "time_too_long",
    }
}

impl From<BeyondCalendar> for DueFault {
    fn from(_: BeyondCalendar) -> Self {
        Self::TimeTooLong
    }
}

/// A term that was counted: its end on the wall clock, its first counted day, its reasons.
struct Term {
    due: NaiveDateTime,
    counted_from: NaiveDate,
    reasoning: Vec<String>,
}

/// Works out when the result of a dossier is due.
///
/// A term in days ends at the closing hour. The answer does not depend on the machine's clock or
/// time zone.
///
/// # Errors
/// [`DueFault`] for a time that is missing, not positive or beyond the limits.
pub fn preview_due(request: &DueRequest, calendar: &Calendar) -> Result<DuePreview, DueFault> {
    let filed = wall_clock(request.filed_at).ok_or(DueFault::TimeTooLong)?;
    let term = match request.time_unit {
        TimeUnit::WorkingDay => working_days(request, filed, calendar)?,
        TimeUnit::CalendarDay => calendar_days(request, filed, calendar)?,
        TimeUnit::Hour => hours(request, filed, calendar)?,
        TimeUnit::SameDay => same_day(request, filed, calendar)?,
        TimeUnit::BySchedule => return Ok(to_enter(reasoning::BY_SCHEDULE)),
        TimeUnit::Unknown => return Ok(to_enter(reasoning::UNKNOWN)),
    };
    let due_at = moment_at(term.due).ok_or(DueFault::TimeTooLong)?;
    let due_on = term.due.date();
    let years = calendar.unconfirmed_years(&(term.counted_from..=due_on));
    let mut reasoning = term.reasoning;
    reasoning.extend(reasoning::unconfirmed(&years));
    Ok(DuePreview {
        due_at: Some(due_at),
        due_on: Some(due_on),
        reasoning,
        unconfirmed: !years.is_empty(),
    })
}

fn to_enter(sentence: &str) -> DuePreview {
    DuePreview {
        due_at: None,
        due_on: None,
        reasoning: vec![sentence.to_owned()],
        unconfirmed: false,
    }
}

/// T3: so many working days after the start.
fn working_days(
    request: &DueRequest,
    filed: NaiveDateTime,
    calendar: &Calendar,
) -> Result<Term, DueFault> {
    let count = term_length(request, TERM_DAYS_MAX)?;
    let (start, late) = counted_start(request, filed, calendar)?;
    let due_on = calendar.add_working_days(start, count)?;
    let skipped = reasoning::skipped(calendar, filed.date(), due_on);
    let mut reasoning = vec![format!("{count} ngày làm việc{skipped}")];
    reasoning.extend(late);
    reasoning.extend(reasoning::swapped(calendar, filed.date(), due_on));
    Ok(Term {
        due: due_on.and_time(request.office_hours.closing()),
        counted_from: first_counted(filed)?,
        reasoning,
    })
}

/// T4: so many days after the start, moved off a day off.
fn calendar_days(
    request: &DueRequest,
    filed: NaiveDateTime,
    calendar: &Calendar,
) -> Result<Term, DueFault> {
    let count = term_length(request, TERM_DAYS_MAX)?;
    let (start, late) = counted_start(request, filed, calendar)?;
    let last = start
        .checked_add_days(chrono::Days::new(u64::from(count)))
        .ok_or(DueFault::TimeTooLong)?;
    let due_on = calendar.working_day_from(last)?;
    let mut reasoning = vec![format!("{count} ngày, tính cả ngày nghỉ")];
    reasoning.extend(late);
    if due_on != last {
        reasoning.push(reasoning::moved(calendar, last, due_on));
    }
    Ok(Term {
        due: due_on.and_time(request.office_hours.closing()),
        counted_from: first_counted(filed)?,
        reasoning,
    })
}

/// T5: the same day, or the next working day where the day is off, over, or past the cut-off.
fn same_day(
    request: &DueRequest,
    filed: NaiveDateTime,
    calendar: &Calendar,
) -> Result<Term, DueFault> {
    let received_on = filed.date();
    let closing = request.office_hours.closing();
    let reason = if !calendar.is_working_day(received_on) {
        Some("Nhận vào ngày nghỉ".to_owned())
    } else if request.cutoff_15h && filed.time() > CUT_OFF {
        Some("Nhận sau 15 giờ".to_owned())
    } else if filed.time() > closing {
        Some(format!("Nhận sau giờ đóng cửa ({})", format_time(closing)))
    } else {
        None
    };
    let (due_on, sentence) = match reason {
        None => (received_on, "Trả trong ngày".to_owned()),
        Some(reason) => {
            let due_on = calendar.next_working_day(received_on)?;
            let skipped = reasoning::skipped(calendar, received_on, due_on);
            let sentence = format!("{reason}, trả vào ngày làm việc tiếp theo{skipped}");
            (due_on, sentence)
        }
    };
    Ok(Term {
        due: due_on.and_time(closing),
        counted_from: received_on,
        reasoning: vec![sentence],
    })
}

/// T7: so many hours from the moment on, inside office hours of working days.
fn hours(
    request: &DueRequest,
    filed: NaiveDateTime,
    calendar: &Calendar,
) -> Result<Term, DueFault> {
    let count = term_length(request, TERM_HOURS_MAX)?;
    let office = &request.office_hours;
    let mut left = TimeDelta::hours(i64::from(count));
    let mut on = filed.date();
    let mut from = filed.time().with_nanosecond(0).unwrap_or(filed.time());
    let due = loop {
        on = if calendar.is_working_day(on) {
            match office.spend(from, left) {
                Ok(at) => break on.and_time(at),
                Err(rest) => left = rest,
            }
            calendar.next_working_day(on)?
        } else {
            calendar.working_day_from(on)?
        };
        from = NaiveTime::MIN;
    };
    let skipped = reasoning::skipped(calendar, filed.date(), due.date());
    let mut reasoning = vec![
        format!("{count} giờ làm việc{skipped}"),
        format!("Giờ làm việc: {office}"),
    ];
    reasoning.extend(reasoning::swapped(calendar, filed.date(), due.date()));
    Ok(Term {
        due,
        counted_from: filed.date(),
        reasoning,
    })
}

/// Gives the day of receipt that counts, and the sentence for it where the cut-off moved it (T6).
fn counted_start(
    request: &DueRequest,
    filed: NaiveDateTime,
    calendar: &Calendar,
) -> Result<(NaiveDate, Option<String>), DueFault> {
    if !request.cutoff_15h || filed.time() <= CUT_OFF {
        return Ok((filed.date(), None));
    }
    let start = calendar.next_working_day(filed.date())?;
    Ok((start, Some(reasoning::late(start))))
}

fn first_counted(filed: NaiveDateTime) -> Result<NaiveDate, DueFault> {
    filed.date().succ_opt().ok_or(DueFault::TimeTooLong)
}

fn term_length(request: &DueRequest, max: u32) -> Result<u32, DueFault> {
    let value = request.time_value.ok_or(DueFault::TimeMissing)?;
    if value < 1 {
        return Err(DueFault::TimeNotPositive);
    }
    match u32::try_from(value) {
        Ok(value) if value <= max => Ok(value),
        Ok(_) | Err(_) => Err(DueFault::TimeTooLong),
    }
}
