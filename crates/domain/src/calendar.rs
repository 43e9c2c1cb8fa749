//! The working calendar: which days an office works, by law and by the Prime Minister's yearly
//! word.
//!
//! A working day is Monday to Friday, less the days off, plus the Saturdays worked in exchange
//! (domain rule T2). Holidays are data with a source; days that nobody has decided yet are kept
//! apart: they warn, and are never counted as off.
//!
//! ```
//! use chrono::NaiveDate;
//! use domain::calendar::Calendar;
//!
//! let calendar = Calendar::shipped();
//! let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
//! // 24 November is a public holiday from 2026 on, so three working days end on the Thursday.
//! let due = calendar.add_working_days(friday, 3).unwrap();
//! assert_eq!(due, NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
//! assert_eq!(calendar.working_days_after(friday, due), 3);
//! ```

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};
use minicbor::{Decode, Encode};

use crate::table::{RowFault, RowProblem, read_rows};

#[cfg(test)]
mod tests;

/// Most working days that are counted at once: forty years, far beyond any time limit in law.
pub const WORKING_DAYS_MAX: u32 = 10_000;

const SHIPPED_DAYS: &str = include_str!("../data/holidays.csv");
const SHIPPED_OPEN: &str = include_str!("../data/holidays_unconfirmed.csv");

/// The two tables of a calendar, as CSV.
#[derive(Debug, Clone, Copy, Encode, Decode)]
#[cbor(map)]
pub struct CalendarTables<'a> {
    /// One row a day off or a week-end worked in exchange.
    #[b(0)]
    pub days: &'a str,
    /// One row a period that nobody has decided yet.
    #[b(1)]
    pub open: &'a str,
}

/// Gives the tables of the calendar that ships, to edit and publish.
#[must_use]
pub const fn shipped_tables() -> CalendarTables<'static> {
    CalendarTables {
        days: SHIPPED_DAYS,
        open: SHIPPED_OPEN,
    }
}

/// Whether a listed day is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A day off.
    Off,
    /// A Saturday or Sunday that is worked in exchange for another day.
    Work,
}

/// A day that differs from its place in the week, or bears a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDay {
    /// Whether it is worked.
    pub kind: DayKind,
    /// «Giỗ Tổ Hùng Vương», «Làm bù cho 31/8».
    pub name: String,
    /// The document that says so, in its own words.
    pub source: String,
}

/// A period whose days off are not decided, or not entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPeriod {
    /// First and last day.
    pub days: RangeInclusive<NaiveDate>,
    /// What is to be decided.
    pub what: String,
}

/// Says that a count of days leaves the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the count of days leaves the calendar")]
pub struct BeyondCalendar;

/// The days off, the worked week-ends and the undecided periods of an office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, ListedDay>,
    open: Vec<OpenPeriod>,
}

impl Calendar {
    /// Gives the calendar that ships with the program, 2023 to 2027.
    #[must_use]
    pub fn shipped() -> Self {
        Self::from_csv(SHIPPED_DAYS, SHIPPED_OPEN).0
    }

    /// Reads a calendar from its two tables, and gives the rows that were left out.
    ///
    /// `days` has the columns `date`, `kind` (`OFF` or `WORK`), `name` and perhaps `source`; `open`
    /// has `from`, `to` and `what`. Two rows of one day and kind are one day with both names; of
    /// two kinds, the first stands.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use domain::calendar::Calendar;
    ///
    /// let days = "date,kind,name\n2026-08-22,WORK,Làm bù\n2026-13-01,OFF,?\n";
    /// let (calendar, faults) = Calendar::from_csv(days, "from,to,what\n");
    /// assert!(calendar.is_working_day(NaiveDate::from_ymd_opt(2026, 8, 22).unwrap()));
    /// assert_eq!(faults[0].line, 3);
    /// ```
    #[must_use]
    pub fn from_csv(days: &str, open: &str) -> (Self, Vec<RowFault>) {
        let mut calendar = Self::default();
        let mut faults = read_rows("holidays", days, &["date", "kind", "name"], |row| {
            let on = row.date("date")?;
            let day = ListedDay {
                kind: row.read("kind", day_kind)?,
                name: row.text("name").to_owned(),
                source: row.text("source").to_owned(),
            };
            calendar.list(on, day)
        });
        faults.extend(read_rows(
            "holidays_unconfirmed",
            open,
            &["from", "to", "what"],
            |row| {
                let (from, to) = (row.date("from")?, row.date("to")?);
                if to < from {
                    return Err(RowProblem::Backwards);
                }
                calendar.open.push(OpenPeriod {
                    days: from..=to,
                    what: row.text("what").to_owned(),
                });
                Ok(())
            },
        ));
        (calendar, faults)
    }

    /// Says whether any day is listed.
    #[must_use]
    pub fn has_days(&self) -> bool {
        !self.days.is_empty()
    }

    fn list(&mut self, on: NaiveDate, day: ListedDay) -> Result<(), RowProblem> {
        match self.days.get_mut(&on) {
            None => {
                self.days.insert(on, day);
            }
            Some(listed) if listed.kind != day.kind => {
                return Err(RowProblem::Repeated(on.to_string()));
            }
            Some(listed) if listed.name != day.name => {
                listed.name = format!("{}; {}", listed.name, day.name);
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Says whether the office works on that day (T2).
    #[must_use]
    pub fn is_working_day(&self, on: NaiveDate) -> bool {
        match self.days.get(&on) {
            Some(listed) => listed.kind == DayKind::Work,
            None => !is_weekend(on),
        }
    }

    /// Finds what the calendar says of a day, if it names it.
    #[must_use]
    pub fn find_day(&self, on: NaiveDate) -> Option<&ListedDay> {
        self.days.get(&on)
    }

    /// Gives the `count`-th working day after `start`, the start itself never being counted (T1,
    /// T3).
    ///
    /// A start on a day off changes nothing. None at all gives the start.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use domain::calendar::Calendar;
    ///
    /// let on = |day| NaiveDate::from_ymd_opt(2026, 8, day).unwrap();
    /// // Saturday 22 August 2026 is worked in exchange for Monday the 31st.
    /// assert_eq!(Calendar::shipped().add_working_days(on(21), 1), Ok(on(22)));
    /// ```
    ///
    /// # Errors
    /// [`BeyondCalendar`] above [`WORKING_DAYS_MAX`], or where the calendar ends.
    pub fn add_working_days(
        &self,
        start: NaiveDate,
        count: u32,
    ) -> Result<NaiveDate, BeyondCalendar> {
        if count > WORKING_DAYS_MAX {
            return Err(BeyondCalendar);
        }
        let mut on = start;
        for _ in 0..count {
            on = self.next_working_day(on)?;
        }
        Ok(on)
    }

    /// Gives the first working day strictly after `on`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where the calendar ends.
    pub fn next_working_day(&self, on: NaiveDate) -> Result<NaiveDate, BeyondCalendar> {
        let next = on.succ_opt().ok_or(BeyondCalendar)?;
        self.working_day_from(next)
    }

    /// Gives `on` itself if it is worked, otherwise the next working day.
    ///
    /// # Errors
    /// [`BeyondCalendar`] where the calendar ends.
    pub fn working_day_from(&self, on: NaiveDate) -> Result<NaiveDate, BeyondCalendar> {
        on.iter_days()
            .find(|day| self.is_working_day(*day))
            .ok_or(BeyondCalendar)
    }

    /// Counts the working days after `start` up to and including `end`; none if it lies before.
    #[must_use]
    pub fn working_days_after(&self, start: NaiveDate, end: NaiveDate) -> usize {
        start
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= end)
            .filter(|day| self.is_working_day(*day))
            .count()
    }

    /// Says whether the days off in that range may still change.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use domain::calendar::Calendar;
    ///
    /// let on = |month, day| NaiveDate::from_ymd_opt(2027, month, day).unwrap();
    /// let calendar = Calendar::shipped();
    /// assert!(!calendar.is_unconfirmed(&(on(1, 4)..=on(1, 31))));
    /// assert!(calendar.is_unconfirmed(&(on(1, 25)..=on(2, 1)))); // Tết is not decided
    /// ```
    #[must_use]
    pub fn is_unconfirmed(&self, range: &RangeInclusive<NaiveDate>) -> bool {
        !self.unconfirmed_years(range).is_empty()
    }

    /// Lists the years of the range, ascending, in which its days off are not decided or not known.
    ///
    /// That is where it touches an open period, and every year of which no day at all is listed.
    #[must_use]
    pub fn unconfirmed_years(&self, range: &RangeInclusive<NaiveDate>) -> Vec<i32> {
        (range.start().year()..=range.end().year())
            .filter(|year| match whole_year(*year) {
                Some(whole) => self.is_open_within(range, &whole),
                None => true,
            })
            .collect()
    }

    fn is_open_within(
        &self,
        range: &RangeInclusive<NaiveDate>,
        year: &RangeInclusive<NaiveDate>,
    ) -> bool {
        let from = *range.start().max(year.start());
        let to = *range.end().min(year.end());
        let touches =
            |period: &OpenPeriod| *period.days.start() <= to && from <= *period.days.end();
        self.open.iter().any(touches) || self.days.range(year.clone()).next().is_none()
    }
}

/// Says whether a day is a Saturday or a Sunday.
#[must_use]
pub fn is_weekend(on: NaiveDate) -> bool {
    matches!(on.weekday(), Weekday::Sat | Weekday::Sun)
}

fn day_kind(text: &str) -> Option<DayKind> {
    match text {
        "OFF" => Some(DayKind::Off),
        "WORK" => Some(DayKind::Work),
        _ => None,
    }
}

fn whole_year(year: i32) -> Option<RangeInclusive<NaiveDate>> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
    Some(first..=last)
}
