//! What a paper must say of itself: which form it is, which copy, which print, and that it is
//! valid at once.

use chrono::NaiveDate;
use forms::handover::{Check, HandoverMinutes};
use forms::moment::Due;
use forms::receipt::ReceiptSlip;
use forms::sheet::{Copies, Printing};
use forms::{Form, TemplateSet, TemplateSets};

use crate::fixtures::{compose, day, line, minutes, minutes_over, moment, slip, text_of};

#[test]
fn number_and_title_come_from_the_set_of_the_day() {
    let text_on = |issued_on: NaiveDate| {
        text_of(&compose(ReceiptSlip {
            issued_on,
            ..slip()
        }))
    };
    let early = text_on(day("2024-03-01"));
    assert!(
        early.contains("Mẫu số 01 · Thông tư 01/2018/TT-VPCP\n"),
        "{early}"
    );
    let late = text_on(day("2026-11-20"));
    assert!(
        late.contains("Mẫu số 01 · Thông tư 03/2025/TT-VPCP · mẫu – chưa đối chiếu\n"),
        "{late}"
    );
    assert!(text_of(&compose(minutes())).contains("mẫu – chưa đối chiếu\n"));
}

#[test]
fn a_published_set_renames_and_renumbers_a_form() {
    let mut sets = TemplateSets::built_in().unwrap();
    let description = include_str!("../../templates/2025/set.json")
        .replace("\"2025\"", "\"2027\"")
        .replace("2025-09-15", "2027-01-01")
        .replace("\"01\"", "\"09\"")
        .replace("hẹn trả kết quả", "hẹn ngày trả");
    sets.add(TemplateSet::read(&description, [].into()).unwrap());
    let press = forms::Press::new(sets).unwrap();
    let form = Form::Receipt(ReceiptSlip {
        issued_on: day("2027-01-04"),
        ..slip()
    });
    let text = text_of(&press.compose(&form).unwrap());
    assert!(text.contains("Mẫu số 09"), "{text}");
    assert!(text.contains("HẸN NGÀY TRẢ"), "{text}");
}

#[test]
fn a_reprint_says_which_it_is_and_the_first_print_does_not() {
    let print = |print_number| {
        text_of(&compose(ReceiptSlip {
            printing: Printing {
                print_number,
                ..Printing::default()
            },
            ..slip()
        }))
    };
    assert!(!print(1).contains("bản in lần"));
    assert_eq!(print(2).matches("bản in lần 2").count(), 2);
}

#[test]
fn a_training_paper_says_so_on_every_page() {
    let printing = Printing {
        training: true,
        ..Printing::default()
    };
    let composed = compose(HandoverMinutes {
        printing,
        ..minutes()
    });
    for page in &composed.layer().pages {
        let marks: Vec<&str> = page
            .runs
            .iter()
            .filter(|run| !run.upright)
            .map(|run| run.text.as_str())
            .collect();
        assert_eq!(marks, ["TẬP HUẤN", "KHÔNG CÓ GIÁ TRỊ SỬ DỤNG"]);
    }
    let real = compose(minutes());
    assert!(
        real.layer()
            .pages
            .iter()
            .flat_map(|page| &page.runs)
            .all(|run| run.upright)
    );
}

#[test]
fn only_the_wanted_copy_is_printed() {
    let text = |copies| {
        text_of(&compose(ReceiptSlip {
            printing: Printing {
                copies,
                ..Printing::default()
            },
            ..slip()
        }))
    };
    let (kept, given) = (
        "Liên 1: Lưu tại nơi tiếp nhận",
        "Liên 2: Giao người nộp hồ sơ",
    );
    assert!(text(Copies::Both).contains(kept) && text(Copies::Both).contains(given));
    assert!(text(Copies::First).contains(kept) && !text(Copies::First).contains(given));
    assert!(!text(Copies::Second).contains(kept) && text(Copies::Second).contains(given));
}

#[test]
fn a_slip_is_valid_at_once_and_tells_what_becomes_of_personal_data() {
    let text = text_of(&compose(slip())).replace('\n', " ");
    let valid = "Đã ghi nhận tại quầy lúc 09:41; giấy này có giá trị ngay. Dữ liệu sẽ gửi lên máy chủ khi có mạng.";
    assert!(text.contains(valid), "{text}");
    assert!(text.contains("dữ liệu cá nhân"), "{text}");
}

#[test]
fn a_slip_is_dated_in_the_words_of_official_papers() {
    let due = Due::At(moment("2026-11-20T15:30:00"));
    let text = text_of(&compose(ReceiptSlip { due, ..slip() }));
    assert!(
        text.contains("Thời gian trả kết quả: 15 giờ 30 phút, ngày 20 tháng 11 năm 2026"),
        "{text}"
    );
    assert!(
        text.contains("Thời gian nhận hồ sơ: 09 giờ 41 phút, ngày 20 tháng 11 năm 2026"),
        "{text}"
    );
}

#[test]
fn papers_are_signed_by_pen_or_thumb() {
    let slip_text = text_of(&compose(slip()));
    assert_eq!(
        slip_text
            .matches("Người nộp: Đã ký Điểm chỉ, người làm chứng:")
            .count(),
        2
    );
    let minutes_text = text_of(&compose(minutes()));
    assert_eq!(
        minutes_text.matches("Điểm chỉ, người làm chứng:").count(),
        4
    );
}

#[test]
fn each_finding_of_the_taker_has_its_own_words() {
    let found = [
        (Check::Unchecked, "Đủ Thiếu:"),
        (Check::Complete, "Đủ"),
        (
            Check::Shortage("Sổ đỏ".to_owned()),
            "Thiếu so với phiếu: Sổ đỏ",
        ),
        (
            Check::Incomplete("Đơn".to_owned()),
            "Đã nhận, chưa đủ thành phần: Đơn",
        ),
        (Check::Noted("ố góc".to_owned()), "Đủ, có ghi chú: ố góc"),
        (Check::NotTaken("rách".to_owned()), "Không nhận: rách"),
    ];
    for (check, words) in found {
        let composed = compose(minutes_over(vec![forms::handover::Line {
            check,
            ..line(1)
        }]));
        let runs = composed.layer().pages[0].runs.iter();
        let text = runs
            .map(|run| run.text.trim())
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(words), "{words:?} in {text}");
    }
}

#[test]
fn no_paper_names_an_article_of_the_decree() {
    for composed in [compose(slip()), compose(minutes())] {
        let text = text_of(&composed);
        assert!(!text.contains("118") && !text.contains("Điều "), "{text}");
    }
}
