//! The calendar over five years of real holidays, and its laws over any calendar.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::{BeyondCalendar, Calendar, WORKING_DAYS_MAX, is_weekend};
use crate::table::RowProblem;

static SHIPPED: LazyLock<Calendar> = LazyLock::new(Calendar::shipped);

#[test]
fn the_shipped_calendar_has_no_bad_row() {
    let (calendar, faults) = Calendar::from_csv(super::SHIPPED_DAYS, super::SHIPPED_OPEN);
    assert_eq!(faults, []);
    assert_eq!(calendar.days.len(), 71);
    assert_eq!(calendar.open.len(), 3);
    assert_eq!(calendar, Calendar::shipped());
    assert!(calendar.days.values().all(|day| !day.source.is_empty()));
}

#[test]
fn working_days_are_weekdays_less_days_off_plus_swapped_saturdays() {
    let calendar = Calendar::shipped();
    for (day, worked, why) in [
        ("2026-11-20", true, "a plain Friday"),
        ("2026-11-21", false, "a plain Saturday"),
        ("2026-11-22", false, "a plain Sunday"),
        ("2026-11-24", false, "Ngày Văn hóa Việt Nam"),
        ("2025-11-24", true, "24/11 is a holiday from 2026 on only"),
        ("2026-02-16", false, "eve of Tết"),
        ("2026-02-13", true, "the Friday before Tết"),
        ("2026-02-23", true, "the Monday after Tết"),
        ("2026-04-27", false, "day in lieu of Giỗ Tổ on a Sunday"),
        ("2026-08-22", true, "swapped Saturday"),
        ("2026-08-31", false, "the Monday it was swapped for"),
        ("2026-01-10", true, "swapped Saturday of the new year"),
        ("2024-05-04", true, "swapped Saturday of 2024"),
        ("2025-04-26", true, "swapped Saturday of 2025"),
        ("2024-02-29", true, "leap day, a Thursday"),
        (
            "2027-02-08",
            true,
            "Tết 2027 is not decided: never counted as off",
        ),
    ] {
        assert_eq!(calendar.is_working_day(date(day)), worked, "{day}: {why}");
    }
}

#[test]
fn working_days_are_counted_after_the_start() {
    let calendar = Calendar::shipped();
    for (start, count, expected, why) in [
        ("2026-11-20", 0, "2026-11-20", "none at all"),
        ("2026-11-20", 1, "2026-11-23", "over a week-end"),
        ("2026-11-20", 3, "2026-11-26", "over 24/11"),
        ("2026-11-21", 1, "2026-11-23", "from a Saturday"),
        ("2026-11-22", 1, "2026-11-23", "from a Sunday"),
        ("2026-11-24", 1, "2026-11-25", "from a holiday"),
        ("2025-12-31", 1, "2026-01-05", "1/1 and swapped 2/1 are off"),
        (
            "2026-01-05",
            5,
            "2026-01-10",
            "the fifth is a swapped Saturday",
        ),
        (
            "2026-01-05",
            6,
            "2026-01-12",
            "and the Sunday after it is off",
        ),
        (
            "2026-08-21",
            1,
            "2026-08-22",
            "a swapped Saturday is the first",
        ),
        ("2026-08-28", 1, "2026-09-03", "31/8 to 2/9 are off"),
        ("2026-02-13", 1, "2026-02-23", "over the whole of Tết"),
        ("2026-02-17", 2, "2026-02-24", "received on Mùng 1"),
        ("2024-02-28", 1, "2024-02-29", "leap day"),
        ("2024-02-29", 1, "2024-03-01", "from leap day"),
        ("2025-02-28", 1, "2025-03-03", "no leap day"),
        ("2024-04-26", 2, "2024-05-03", "29/4 swapped, 30/4, 1/5"),
        ("2024-05-03", 1, "2024-05-04", "worked Saturday in lieu"),
        ("2025-01-24", 1, "2025-02-03", "Tết 2025"),
        ("2023-01-19", 1, "2023-01-27", "Tết 2023 with days in lieu"),
        (
            "2023-04-28",
            1,
            "2023-05-04",
            "Giỗ Tổ, 30/4, 1/5 and two days in lieu",
        ),
        ("2026-12-31", 1, "2027-01-04", "over the turn of the year"),
        (
            "2027-04-29",
            2,
            "2027-05-05",
            "30/4, 1/5 on a Saturday, 3/5 in lieu",
        ),
    ] {
        assert_eq!(
            calendar.add_working_days(date(start), count),
            Ok(date(expected)),
            "{start} + {count}: {why}"
        );
    }
}

#[test]
fn the_legal_holidays_of_the_lunar_year_stand_in_the_shipped_calendar() {
    let calendar = Calendar::shipped();
    for (day, word) in [
        ("2023-01-22", "Mùng 1"),
        ("2024-02-10", "Mùng 1"),
        ("2025-01-29", "Tết"),
        ("2026-02-17", "Tết"),
        ("2027-02-06", "Mùng 1"),
        ("2023-04-29", "Giỗ Tổ"),
        ("2024-04-18", "Giỗ Tổ"),
        ("2025-04-07", "Giỗ Tổ"),
        ("2026-04-26", "Giỗ Tổ"),
        ("2027-04-16", "Giỗ Tổ"),
    ] {
        let listed = calendar.find_day(date(day)).unwrap();
        assert!(listed.name.contains(word), "{day}: {}", listed.name);
    }
}

#[test]
fn a_count_beyond_the_limit_or_the_last_date_is_refused() {
    let calendar = Calendar::shipped();
    let far = WORKING_DAYS_MAX + 1;
    assert_eq!(
        calendar.add_working_days(date("2026-11-20"), far),
        Err(BeyondCalendar)
    );
    assert_eq!(
        calendar.add_working_days(date("2026-11-20"), u32::MAX),
        Err(BeyondCalendar)
    );
    assert!(
        calendar
            .add_working_days(date("2026-11-20"), WORKING_DAYS_MAX)
            .is_ok()
    );
    assert_eq!(
        calendar.add_working_days(NaiveDate::MAX, 1),
        Err(BeyondCalendar)
    );
    assert_eq!(
        calendar.next_working_day(NaiveDate::MAX),
        Err(BeyondCalendar)
    );
}

#[test]
fn a_range_is_unconfirmed_where_it_touches_what_nobody_decided_or_entered() {
    let calendar = Calendar::shipped();
    for (from, to, years) in [
        ("2026-11-20", "2027-01-31", vec![]),
        ("2026-11-20", "2027-02-01", vec![2027]),
        ("2027-02-14", "2027-03-01", vec![2027]),
        ("2027-02-15", "2027-08-29", vec![]),
        ("2027-08-30", "2027-08-30", vec![2027]),
        ("2027-09-06", "2027-12-31", vec![]),
        ("2027-12-31", "2028-01-01", vec![2028]),
        ("2026-12-31", "2029-01-01", vec![2027, 2028, 2029]),
        ("2100-01-01", "2100-01-05", vec![2100]),
        ("2022-12-30", "2023-01-05", vec![2022]),
        ("2023-01-01", "2026-12-31", vec![]),
    ] {
        let range = date(from)..=date(to);
        assert_eq!(calendar.unconfirmed_years(&range), years, "{from} {to}");
        assert_eq!(calendar.is_unconfirmed(&range), !years.is_empty());
    }
}

#[test]
fn an_empty_calendar_works_the_week_and_says_that_it_knows_nothing() {
    let empty = Calendar::default();
    assert_eq!(
        empty.add_working_days(date("2026-11-20"), 2),
        Ok(date("2026-11-24"))
    );
    assert!(empty.is_unconfirmed(&(date("2026-11-20")..=date("2026-11-20"))));
}

#[test]
fn bad_rows_are_named_and_the_others_are_kept() {
    let days = "date,kind,name,confidence,source\n\
        2026-01-01,OFF,Tết Dương lịch,H,Luật\n\
        2026-02-30,OFF,không có ngày này,H,Luật\n\
        2026-03-02,HALF,nửa ngày,H,Luật\n\
        01/05/2026,OFF,Lao động,H,Luật\n\
        2026-01-01,WORK,mâu thuẫn,H,Luật\n\
        ,OFF,thiếu ngày,H,Luật\n\
        2026-09-02,OFF,Quốc khánh,H,Luật\n";
    let open = "from,to,what,note\n2027-02-14,2027-02-01,ngược,\n2027-09-01,2027-09-03,đúng,\n";
    let (calendar, faults) = Calendar::from_csv(days, open);
    assert_eq!(
        faults.iter().map(|f| f.line).collect::<Vec<_>>(),
        [3, 4, 5, 6, 7, 2]
    );
    assert_eq!(
        faults[3].problem,
        RowProblem::Repeated("2026-01-01".to_owned())
    );
    assert_eq!(faults[4].problem, RowProblem::Empty("date"));
    assert_eq!(faults[5].problem, RowProblem::Backwards);
    assert!(!calendar.is_working_day(date("2026-01-01")));
    assert!(!calendar.is_working_day(date("2026-09-02")));
    assert!(calendar.is_unconfirmed(&(date("2027-09-02")..=date("2027-09-02"))));
}

#[test]
fn two_holidays_on_one_day_are_one_day_off_with_both_names() {
    let days =
        "date,kind,name\n2020-04-30,OFF,30/4\n2020-04-30,OFF,Giỗ Tổ\n2020-04-30,OFF,30/4; Giỗ Tổ\n";
    let (calendar, faults) = Calendar::from_csv(days, "from,to,what\n");
    assert_eq!(faults, []);
    assert_eq!(
        calendar.find_day(date("2020-04-30")).unwrap().name,
        "30/4; Giỗ Tổ"
    );
}

#[test]
fn a_calendar_saved_by_a_spreadsheet_reads_the_same() {
    let spreadsheet = format!("\u{feff}{}", super::SHIPPED_DAYS.replace('\n', "\r\n"));
    let (calendar, faults) = Calendar::from_csv(&spreadsheet, super::SHIPPED_OPEN);
    assert_eq!(faults, []);
    assert_eq!(calendar, Calendar::shipped());
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Any calendar: a random set of listed days in 2026 and 2027, of either kind.
fn calendars() -> impl Strategy<Value = Calendar> {
    prop::collection::vec((0_u64..730, any::<bool>()), 0..120).prop_map(|days| {
        let mut rows = String::from("date,kind,name\n");
        for (offset, off) in days {
            let on = date("2026-01-01") + Days::new(offset);
            let kind = if off { "OFF" } else { "WORK" };
            rows.push_str(&format!("{on},{kind},x\n"));
        }
        Calendar::from_csv(&rows, "from,to,what\n").0
    })
}

fn starts() -> impl Strategy<Value = NaiveDate> {
    (0_u64..1_000).prop_map(|offset| date("2025-10-01") + Days::new(offset))
}

proptest! {
    #[test]
    fn a_term_of_n_working_days_holds_exactly_n_and_ends_on_one(
        calendar in calendars(), start in starts(), count in 1_u32..300,
    ) {
        let due = calendar.add_working_days(start, count).unwrap();
        prop_assert!(calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_after(start, due), count as usize);
        let by_hand = start.iter_days().skip(1).take_while(|day| *day <= due)
            .filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(by_hand, count as usize);
    }

    #[test]
    fn a_later_start_or_a_longer_term_never_ends_earlier(
        calendar in calendars(), start in starts(), delay in 0_u64..30, count in 0_u32..100,
    ) {
        let due = calendar.add_working_days(start, count).unwrap();
        let later = calendar.add_working_days(start + Days::new(delay), count).unwrap();
        let longer = calendar.add_working_days(start, count + 1).unwrap();
        prop_assert!(later >= due);
        prop_assert!(longer > due);
    }

    #[test]
    fn two_terms_one_after_the_other_are_one_long_term(
        calendar in calendars(), start in starts(), first in 0_u32..60, second in 0_u32..60,
    ) {
        let middle = calendar.add_working_days(start, first).unwrap();
        prop_assert_eq!(
            calendar.add_working_days(middle, second),
            calendar.add_working_days(start, first + second)
        );
    }

    #[test]
    fn a_start_on_a_day_off_counts_as_the_last_day_before_it(
        calendar in calendars(), start in starts(), count in 1_u32..30,
    ) {
        if !calendar.is_working_day(start) {
            let before = start.pred_opt().unwrap();
            prop_assert_eq!(
                calendar.add_working_days(start, count),
                calendar.add_working_days(before, count)
            );
        }
    }

    #[test]
    fn where_nothing_is_listed_five_working_days_are_a_week(
        start in starts(), weeks in 1_u32..200,
    ) {
        let due = Calendar::default().add_working_days(start, weeks * 5).unwrap();
        if is_weekend(start) {
            prop_assert_eq!(due.weekday(), chrono::Weekday::Fri);
        } else {
            prop_assert_eq!(due, start + Days::new(u64::from(weeks) * 7));
        }
    }

    #[test]
    fn a_wider_range_is_never_more_certain(
        from in starts(), length in 0_u64..900, more in 0_u64..900,
    ) {
        let calendar = &*SHIPPED;
        let to = from + Days::new(length);
        if calendar.is_unconfirmed(&(from..=to)) {
            prop_assert!(calendar.is_unconfirmed(&(from..=to + Days::new(more))));
        }
    }
}
