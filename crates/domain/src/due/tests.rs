//! Due moments by rule, the sentences that explain them, and the laws they keep.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::{DueFault, DuePreview, DueRequest, OfficeHours, OfficePeriod, TimeUnit, preview_due};
use crate::calendar::Calendar;
use TimeUnit::{BySchedule, CalendarDay, Hour, SameDay, Unknown, WorkingDay};

static SHIPPED: LazyLock<Calendar> = LazyLock::new(Calendar::shipped);

#[test]
fn a_term_in_working_days_ends_at_the_closing_hour_of_its_last_day() {
    for (filed_at, days, expected) in [
        ("2026-11-20T08:30:00+07:00", 1, "2026-11-23T17:00:00+07:00"),
        ("2026-11-20T08:30:00+07:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-20T16:59:00+07:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-20T23:59:59+07:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-21T08:30:00+07:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-22T00:00:00+07:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-20T20:00:00Z", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-11-19T20:00:00-08:00", 3, "2026-11-26T17:00:00+07:00"),
        ("2026-02-13T09:00:00+07:00", 1, "2026-02-23T17:00:00+07:00"),
        ("2026-02-13T09:00:00+07:00", 5, "2026-02-27T17:00:00+07:00"),
        ("2025-12-31T09:00:00+07:00", 3, "2026-01-07T17:00:00+07:00"),
        ("2026-08-21T09:00:00+07:00", 3, "2026-08-25T17:00:00+07:00"),
        ("2024-02-28T09:00:00+07:00", 2, "2024-03-01T17:00:00+07:00"),
    ] {
        assert_eq!(
            due_at(filed_at, Some(days), WorkingDay, false),
            expected,
            "{filed_at} {days}"
        );
    }
}

#[test]
fn a_term_in_calendar_days_that_ends_on_a_day_off_ends_on_the_next_working_day() {
    for (filed_at, days, expected, why) in [
        (
            "2026-11-02T09:00:00+07:00",
            15,
            "2026-11-17T17:00:00+07:00",
            "a Tuesday",
        ),
        (
            "2026-11-20T09:00:00+07:00",
            1,
            "2026-11-23T17:00:00+07:00",
            "Saturday",
        ),
        (
            "2026-11-20T09:00:00+07:00",
            2,
            "2026-11-23T17:00:00+07:00",
            "Sunday",
        ),
        (
            "2026-11-20T09:00:00+07:00",
            4,
            "2026-11-25T17:00:00+07:00",
            "24/11",
        ),
        (
            "2026-08-07T09:00:00+07:00",
            15,
            "2026-08-22T17:00:00+07:00",
            "worked Saturday",
        ),
        (
            "2026-08-16T09:00:00+07:00",
            15,
            "2026-09-03T17:00:00+07:00",
            "31/8 to 2/9",
        ),
        (
            "2026-02-04T09:00:00+07:00",
            10,
            "2026-02-23T17:00:00+07:00",
            "all of Tết",
        ),
        (
            "2024-01-30T09:00:00+07:00",
            30,
            "2024-02-29T17:00:00+07:00",
            "leap day",
        ),
        (
            "2025-01-30T09:00:00+07:00",
            30,
            "2025-03-03T17:00:00+07:00",
            "1 March, Saturday",
        ),
        (
            "2026-12-02T09:00:00+07:00",
            30,
            "2027-01-04T17:00:00+07:00",
            "1/1/2027, then week-end",
        ),
        (
            "2026-11-21T09:00:00+07:00",
            2,
            "2026-11-23T17:00:00+07:00",
            "from a day off",
        ),
    ] {
        assert_eq!(
            due_at(filed_at, Some(days), CalendarDay, false),
            expected,
            "{why}"
        );
    }
}

#[test]
fn same_day_means_today_until_fifteen_hours_sharp_where_the_procedure_says_so() {
    for (filed_at, cutoff, expected, why) in [
        (
            "2026-11-20T08:00:00+07:00",
            true,
            "2026-11-20T17:00:00+07:00",
            "morning",
        ),
        (
            "2026-11-20T14:59:59+07:00",
            true,
            "2026-11-20T17:00:00+07:00",
            "a second before",
        ),
        (
            "2026-11-20T15:00:00+07:00",
            true,
            "2026-11-20T17:00:00+07:00",
            "is not after",
        ),
        (
            "2026-11-20T15:00:01+07:00",
            true,
            "2026-11-23T17:00:00+07:00",
            "a second after",
        ),
        (
            "2026-11-20T15:00:00.001+07:00",
            true,
            "2026-11-23T17:00:00+07:00",
            "is after",
        ),
        (
            "2026-11-20T08:00:00Z",
            true,
            "2026-11-20T17:00:00+07:00",
            "15:00:00 at home",
        ),
        (
            "2026-11-20T08:00:01Z",
            true,
            "2026-11-23T17:00:00+07:00",
            "15:00:01 at home",
        ),
        (
            "2026-11-20T15:00:01+07:00",
            false,
            "2026-11-20T17:00:00+07:00",
            "no cut-off",
        ),
        (
            "2026-11-20T17:00:00+07:00",
            false,
            "2026-11-20T17:00:00+07:00",
            "closing sharp",
        ),
        (
            "2026-11-20T17:00:01+07:00",
            false,
            "2026-11-23T17:00:00+07:00",
            "closed",
        ),
        (
            "2026-11-23T15:30:00+07:00",
            true,
            "2026-11-25T17:00:00+07:00",
            "24/11 is off",
        ),
        (
            "2026-02-13T15:30:00+07:00",
            true,
            "2026-02-23T17:00:00+07:00",
            "over Tết",
        ),
        (
            "2026-08-21T15:30:00+07:00",
            true,
            "2026-08-22T17:00:00+07:00",
            "worked Saturday",
        ),
        (
            "2026-08-22T10:00:00+07:00",
            true,
            "2026-08-22T17:00:00+07:00",
            "on it",
        ),
        (
            "2026-11-21T09:00:00+07:00",
            true,
            "2026-11-23T17:00:00+07:00",
            "plain Saturday",
        ),
        (
            "2026-11-21T16:00:00+07:00",
            true,
            "2026-11-23T17:00:00+07:00",
            "late on Saturday",
        ),
        (
            "2026-12-31T15:00:01+07:00",
            true,
            "2027-01-04T17:00:00+07:00",
            "turn of the year",
        ),
    ] {
        assert_eq!(
            due_at(filed_at, None, SameDay, cutoff),
            expected,
            "{filed_at} {why}"
        );
        assert_eq!(due_at(filed_at, Some(0), SameDay, cutoff), expected);
        assert_eq!(due_at(filed_at, Some(1), SameDay, cutoff), expected);
    }
}

#[test]
fn a_receipt_after_the_cut_off_counts_as_the_next_working_days_where_the_procedure_says_so() {
    for (filed_at, value, unit, expected) in [
        (
            "2026-11-20T15:00:00+07:00",
            3,
            WorkingDay,
            "2026-11-26T17:00:00+07:00",
        ),
        (
            "2026-11-20T15:00:01+07:00",
            3,
            WorkingDay,
            "2026-11-27T17:00:00+07:00",
        ),
        (
            "2026-11-21T16:00:00+07:00",
            1,
            WorkingDay,
            "2026-11-25T17:00:00+07:00",
        ),
        (
            "2026-11-23T15:30:00+07:00",
            1,
            WorkingDay,
            "2026-11-26T17:00:00+07:00",
        ),
        (
            "2026-11-20T15:00:01+07:00",
            5,
            CalendarDay,
            "2026-11-30T17:00:00+07:00",
        ),
        (
            "2026-11-20T15:30:00+07:00",
            1,
            Hour,
            "2026-11-20T16:30:00+07:00",
        ),
    ] {
        assert_eq!(
            due_at(filed_at, Some(value), unit, true),
            expected,
            "{filed_at} {value}"
        );
    }
}

#[test]
fn hours_run_inside_office_hours_of_working_days() {
    for (filed_at, hours, expected, why) in [
        (
            "2026-11-20T08:00:00+07:00",
            2,
            "2026-11-20T10:00:00+07:00",
            "one stretch",
        ),
        (
            "2026-11-20T10:30:00+07:00",
            1,
            "2026-11-20T11:30:00+07:00",
            "up to noon sharp",
        ),
        (
            "2026-11-20T10:30:00+07:00",
            2,
            "2026-11-20T14:30:00+07:00",
            "over noon",
        ),
        (
            "2026-11-20T12:00:00+07:00",
            1,
            "2026-11-20T14:30:00+07:00",
            "from the noon pause",
        ),
        (
            "2026-11-20T11:30:00+07:00",
            1,
            "2026-11-20T14:30:00+07:00",
            "from closing at noon",
        ),
        (
            "2026-11-20T06:00:00+07:00",
            1,
            "2026-11-20T08:00:00+07:00",
            "before opening",
        ),
        (
            "2026-11-20T16:00:00+07:00",
            1,
            "2026-11-20T17:00:00+07:00",
            "up to closing sharp",
        ),
        (
            "2026-11-20T16:30:00+07:00",
            1,
            "2026-11-23T07:30:00+07:00",
            "over a week-end",
        ),
        (
            "2026-11-20T17:00:00+07:00",
            1,
            "2026-11-23T08:00:00+07:00",
            "from closing",
        ),
        (
            "2026-11-20T22:00:00+07:00",
            1,
            "2026-11-23T08:00:00+07:00",
            "in the night",
        ),
        (
            "2026-11-21T09:00:00+07:00",
            4,
            "2026-11-23T11:00:00+07:00",
            "from a Saturday",
        ),
        (
            "2026-11-20T07:00:00+07:00",
            8,
            "2026-11-20T17:00:00+07:00",
            "a whole day",
        ),
        (
            "2026-11-20T07:00:00+07:00",
            24,
            "2026-11-25T17:00:00+07:00",
            "three, over 24/11",
        ),
        (
            "2026-11-20T09:15:42.5+07:00",
            1,
            "2026-11-20T10:15:42+07:00",
            "seconds are kept",
        ),
        (
            "2026-08-21T16:00:00+07:00",
            2,
            "2026-08-22T08:00:00+07:00",
            "worked Saturday",
        ),
    ] {
        assert_eq!(
            due_at(filed_at, Some(hours), Hour, false),
            expected,
            "{why}"
        );
    }
}

#[test]
fn an_office_with_other_hours_ends_its_terms_at_its_own_closing() {
    let mut request = request("2026-11-20T15:30:00+07:00", Some(2), Hour, false);
    let (opens, closes) = ("08:00:00".parse().unwrap(), "16:30:00".parse().unwrap());
    request.office_hours = OfficeHours::new(vec![OfficePeriod { opens, closes }]).unwrap();
    assert_eq!(answer(&request), "2026-11-23T09:00:00+07:00");
    request.time_unit = WorkingDay;
    assert_eq!(
        answer(&request),
        "2026-11-24T16:30:00+07:00".replace("24", "25")
    );
    request.time_unit = SameDay;
    assert_eq!(answer(&request), "2026-11-20T16:30:00+07:00");
}

#[test]
fn a_time_by_schedule_or_unknown_must_be_entered_by_the_clerk() {
    for (unit, word) in [(BySchedule, "kế hoạch"), (Unknown, "chưa xác nhận")] {
        for value in [None, Some(1), Some(i64::MIN)] {
            let preview = preview("2026-11-20T08:00:00+07:00", value, unit, true).unwrap();
            assert!(preview.must_enter());
            assert_eq!((preview.due_at, preview.due_on), (None, None));
            assert!(
                preview.reasoning[0].contains(word),
                "{:?}",
                preview.reasoning
            );
            assert!(!preview.unconfirmed);
        }
    }
}

#[test]
fn times_that_are_no_times_are_refused_by_name() {
    for (value, unit, fault) in [
        (None, WorkingDay, DueFault::TimeMissing),
        (None, Hour, DueFault::TimeMissing),
        (Some(0), WorkingDay, DueFault::TimeNotPositive),
        (Some(-1), CalendarDay, DueFault::TimeNotPositive),
        (Some(i64::MIN), Hour, DueFault::TimeNotPositive),
        (Some(10_001), WorkingDay, DueFault::TimeTooLong),
        (Some(10_001), CalendarDay, DueFault::TimeTooLong),
        (Some(80_001), Hour, DueFault::TimeTooLong),
        (Some(4_294_967_297), WorkingDay, DueFault::TimeTooLong),
        (Some(i64::MAX), CalendarDay, DueFault::TimeTooLong),
        (Some(i64::MAX), Hour, DueFault::TimeTooLong),
    ] {
        let found = preview("2026-11-20T08:00:00+07:00", value, unit, false);
        assert_eq!(found, Err(fault), "{value:?} {unit:?}");
    }
    assert_eq!(DueFault::TimeTooLong.code(), "time_too_long");
}

#[test]
fn the_ends_of_the_calendar_are_refused_and_never_a_panic() {
    for moment in [
        DateTime::<chrono::Utc>::MIN_UTC,
        DateTime::<chrono::Utc>::MAX_UTC,
    ] {
        for (value, unit) in [
            (10_000, WorkingDay),
            (10_000, CalendarDay),
            (80_000, Hour),
            (1, SameDay),
        ] {
            let request = DueRequest {
                filed_at: moment.fixed_offset(),
                ..request("2026-11-20T08:00:00+07:00", Some(value), unit, true)
            };
            let found = preview_due(&request, &SHIPPED);
            assert!(found.is_ok() || found == Err(DueFault::TimeTooLong));
        }
    }
}

#[test]
fn the_reasons_are_told_as_a_clerk_would() {
    for (filed_at, value, unit, cutoff, expected) in [
        (
            "2026-11-26T09:00:00+07:00",
            3,
            WorkingDay,
            false,
            &["3 ngày làm việc, bỏ T7 CN 28–29/11"][..],
        ),
        (
            "2026-11-20T09:00:00+07:00",
            3,
            WorkingDay,
            false,
            &["3 ngày làm việc, bỏ T7 CN 21–22/11, 24/11 Ngày Văn hóa Việt Nam"],
        ),
        (
            "2026-11-23T09:00:00+07:00",
            1,
            WorkingDay,
            false,
            &["1 ngày làm việc, bỏ 24/11 Ngày Văn hóa Việt Nam"],
        ),
        (
            "2026-11-25T09:00:00+07:00",
            1,
            WorkingDay,
            false,
            &["1 ngày làm việc"],
        ),
        (
            "2026-02-13T09:00:00+07:00",
            1,
            WorkingDay,
            false,
            &[
                "1 ngày làm việc, bỏ T7 CN 14–15/02, 16–20/02 Tết Nguyên đán Bính Ngọ, \
               T7 CN 21–22/02",
            ],
        ),
        (
            "2026-08-21T09:00:00+07:00",
            2,
            WorkingDay,
            false,
            &[
                "2 ngày làm việc, bỏ CN 23/08",
                "Tính cả T7 22/08 (Làm bù cho 31/8)",
            ],
        ),
        (
            "2026-12-30T09:00:00+07:00",
            2,
            WorkingDay,
            false,
            &["2 ngày làm việc, bỏ 01/01/2027 Tết Dương lịch, T7 CN 02–03/01/2027"],
        ),
        (
            "2026-10-30T09:00:00+07:00",
            1,
            WorkingDay,
            false,
            &["1 ngày làm việc, bỏ T7 CN 31/10–01/11"],
        ),
        (
            "2026-09-14T09:00:00+07:00",
            30,
            WorkingDay,
            false,
            &["30 ngày làm việc, bỏ 12 ngày T7, CN"],
        ),
        (
            "2026-11-20T09:00:00+07:00",
            2,
            CalendarDay,
            false,
            &[
                "2 ngày, tính cả ngày nghỉ",
                "Ngày cuối là CN 22/11, chuyển sang ngày làm việc tiếp theo Thứ Hai 23/11",
            ],
        ),
        (
            "2026-11-20T09:00:00+07:00",
            4,
            CalendarDay,
            false,
            &[
                "4 ngày, tính cả ngày nghỉ",
                "Ngày cuối là T3 24/11 (Ngày Văn hóa Việt Nam), \
                 chuyển sang ngày làm việc tiếp theo Thứ Tư 25/11",
            ],
        ),
        (
            "2026-11-20T09:00:00+07:00",
            1,
            SameDay,
            true,
            &["Trả trong ngày"],
        ),
        (
            "2026-11-20T15:30:00+07:00",
            1,
            SameDay,
            true,
            &["Nhận sau 15 giờ, trả vào ngày làm việc tiếp theo, bỏ T7 CN 21–22/11"],
        ),
        (
            "2026-11-20T18:00:00+07:00",
            1,
            SameDay,
            false,
            &[
                "Nhận sau giờ đóng cửa (17 giờ), trả vào ngày làm việc tiếp theo, \
               bỏ T7 CN 21–22/11",
            ],
        ),
        (
            "2026-11-19T15:30:00+07:00",
            1,
            WorkingDay,
            true,
            &[
                "1 ngày làm việc, bỏ T7 CN 21–22/11",
                "Nhận sau 15 giờ, tính như nhận vào ngày làm việc tiếp theo Thứ Sáu 20/11",
            ],
        ),
        (
            "2026-11-20T09:00:00+07:00",
            2,
            Hour,
            false,
            &["2 giờ làm việc", "Giờ làm việc: 07:00–11:30, 13:30–17:00"],
        ),
    ] {
        let preview = preview(filed_at, Some(value), unit, cutoff).unwrap();
        assert_eq!(preview.reasoning, expected);
        assert!(!preview.unconfirmed);
    }
}

#[test]
fn a_term_over_days_that_nobody_decided_says_so() {
    for (filed_at, value, unit, unconfirmed, why) in [
        (
            "2027-01-25T09:00:00+07:00",
            4,
            WorkingDay,
            false,
            "ends on 29/1",
        ),
        (
            "2027-01-25T09:00:00+07:00",
            5,
            WorkingDay,
            true,
            "ends on 1/2, inside the period",
        ),
        (
            "2027-01-10T09:00:00+07:00",
            60,
            CalendarDay,
            true,
            "over Tết",
        ),
        (
            "2027-02-10T09:00:00+07:00",
            1,
            SameDay,
            true,
            "on a day that may be off",
        ),
        (
            "2027-02-10T09:00:00+07:00",
            1,
            Hour,
            true,
            "on a day that may be off",
        ),
        (
            "2027-02-15T09:00:00+07:00",
            3,
            WorkingDay,
            false,
            "after it",
        ),
        (
            "2027-08-27T09:00:00+07:00",
            3,
            WorkingDay,
            true,
            "second day of 2/9",
        ),
        (
            "2027-12-30T09:00:00+07:00",
            1,
            WorkingDay,
            false,
            "the last of the year",
        ),
        (
            "2027-12-31T09:00:00+07:00",
            1,
            WorkingDay,
            true,
            "into a year without a calendar",
        ),
        (
            "2026-12-31T09:00:00+07:00",
            3,
            WorkingDay,
            false,
            "2027 begins with known days",
        ),
    ] {
        let preview = preview(filed_at, Some(value), unit, false).unwrap();
        assert_eq!(preview.unconfirmed, unconfirmed, "{why}");
        let said = preview.reasoning.iter().any(|s| s.ends_with("chưa chốt"));
        assert_eq!(said, unconfirmed, "{why}");
    }
    let over_tet = preview("2027-01-25T09:00:00+07:00", Some(10), WorkingDay, false).unwrap();
    assert!(
        over_tet
            .reasoning
            .contains(&"lịch nghỉ năm 2027 chưa chốt".to_owned())
    );
    let decades = preview("2027-01-25T09:00:00+07:00", Some(3_000), WorkingDay, false).unwrap();
    assert_eq!(
        decades.reasoning.last().unwrap(),
        "lịch nghỉ các năm 2027–2038 chưa chốt"
    );
}

#[test]
fn the_answer_has_the_field_names_of_the_command_surface() {
    let text = r#"{"time_value":3,"time_unit":"working_day","cutoff_15h":false,
        "filed_at":"2026-11-20T09:41:00+07:00"}"#;
    let request: DueRequest = serde_json::from_str(text).unwrap();
    let preview = preview_due(&request, &SHIPPED).unwrap();
    assert_eq!(
        serde_json::to_value(preview).unwrap(),
        serde_json::json!({
            "due_at": "2026-11-26T17:00:00+07:00",
            "due_on": "2026-11-26",
            "reasoning": ["3 ngày làm việc, bỏ T7 CN 21–22/11, 24/11 Ngày Văn hóa Việt Nam"],
            "unconfirmed": false,
        })
    );
    for unit in [
        "working_day",
        "calendar_day",
        "hour",
        "same_day",
        "by_schedule",
        "unknown",
    ] {
        let text = format!(r#"{{"time_unit":"{unit}","filed_at":"2026-11-20T09:41:00Z"}}"#);
        assert!(serde_json::from_str::<DueRequest>(&text).is_ok(), "{unit}");
    }
}

fn request(filed_at: &str, value: Option<i64>, unit: TimeUnit, cutoff_15h: bool) -> DueRequest {
    DueRequest {
        time_value: value,
        time_unit: unit,
        cutoff_15h,
        filed_at: DateTime::parse_from_rfc3339(filed_at).unwrap(),
        office_hours: OfficeHours::default(),
    }
}

fn preview(
    filed_at: &str,
    value: Option<i64>,
    unit: TimeUnit,
    cutoff_15h: bool,
) -> Result<DuePreview, DueFault> {
    preview_due(&request(filed_at, value, unit, cutoff_15h), &SHIPPED)
}

fn due_at(filed_at: &str, value: Option<i64>, unit: TimeUnit, cutoff_15h: bool) -> String {
    answer(&request(filed_at, value, unit, cutoff_15h))
}

fn answer(request: &DueRequest) -> String {
    let preview = preview_due(request, &SHIPPED).unwrap();
    assert_eq!(preview.due_on, preview.due_at.map(|at| at.date_naive()));
    preview.due_at.unwrap().to_rfc3339()
}

fn requests() -> impl Strategy<Value = DueRequest> {
    let units = prop::sample::select(vec![WorkingDay, CalendarDay, Hour, SameDay]);
    (0_i64..86_400 * 1_500, 1_i64..200, units, any::<bool>()).prop_map(
        |(seconds, value, unit, cutoff_15h)| {
            let mut request = request("2024-01-01T00:00:00+07:00", Some(value), unit, cutoff_15h);
            request.filed_at += TimeDelta::seconds(seconds);
            request
        },
    )
}

proptest! {
    #[test]
    fn a_result_is_due_on_a_working_day_and_never_before_it_was_asked_for(request in requests()) {
        let calendar = &*SHIPPED;
        let preview = preview_due(&request, calendar).unwrap();
        prop_assert!(calendar.is_working_day(preview.due_on.unwrap()));
        prop_assert!(preview.due_at.unwrap() >= request.filed_at - TimeDelta::seconds(1));
        prop_assert!(!preview.reasoning.is_empty());
    }

    #[test]
    fn filing_later_is_never_due_earlier(request in requests(), delay in 0_i64..86_400 * 3) {
        let calendar = &*SHIPPED;
        let mut request = request;
        // With a cut-off a term in days steps back over a week-end: Friday 15:01 counts as Monday,
        // Saturday counts as itself (T3, T6).
        request.cutoff_15h &= matches!(request.time_unit, Hour | SameDay);
        let mut later = request.clone();
        later.filed_at += TimeDelta::seconds(delay);
        let due = preview_due(&request, calendar).unwrap().due_at;
        prop_assert!(preview_due(&later, calendar).unwrap().due_at >= due);
    }

    #[test]
    fn the_offset_a_moment_is_written_in_changes_nothing(
        request in requests(), offset in -43_200_i32..43_200,
    ) {
        let calendar = &*SHIPPED;
        let mut abroad = request.clone();
        let offset = chrono::FixedOffset::east_opt(offset).unwrap();
        abroad.filed_at = request.filed_at.with_timezone(&offset);
        prop_assert_eq!(preview_due(&abroad, calendar), preview_due(&request, calendar));
    }

    #[test]
    fn one_more_of_the_unit_is_never_due_earlier(request in requests()) {
        let calendar = &*SHIPPED;
        let mut longer = request.clone();
        longer.time_value = request.time_value.map(|value| value + 1);
        let due = preview_due(&request, calendar).unwrap().due_at;
        prop_assert!(preview_due(&longer, calendar).unwrap().due_at >= due);
    }
}
