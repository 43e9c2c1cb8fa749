//! Each form beside its golden text and golden page images in `tests/golden/forms`. To accept a
//! wanted change, run with `ACCEPT_FORMS=1` and read the difference of text and images before
//! committing it.

use std::fs;
use std::path::PathBuf;

use forms::Form;
use forms::receipt::ReceiptSlip;
use forms::sheet::{Copies, Paper, Printing};

use crate::fixtures::{compose, long_minutes, long_slip, minutes, slip};
use crate::picture::{look_alike, page};

const DPI: u32 = 96;

#[test]
fn the_receipt_slip_of_an_ordinary_morning() {
    check("receipt-a5", slip());
}

#[test]
fn the_receipt_slip_on_a4() {
    check(
        "receipt-a4",
        ReceiptSlip {
            paper: Paper::A4,
            ..slip()
        },
    );
}

#[test]
fn the_receipt_slip_of_the_2018_set() {
    let printing = Printing {
        template_set: Some("2018".to_owned()),
        ..Printing::default()
    };
    check("receipt-2018", ReceiptSlip { printing, ..slip() });
}

#[test]
fn the_third_print_of_a_training_slip_for_the_citizen() {
    let printing = Printing {
        copies: Copies::Second,
        print_number: 3,
        training: true,
        template_set: None,
    };
    check("receipt-training", ReceiptSlip { printing, ..slip() });
}

#[test]
fn the_receipt_slip_with_the_longest_texts() {
    check("receipt-long", long_slip());
}

#[test]
fn the_handover_minutes_of_an_ordinary_afternoon() {
    check("handover", minutes());
}

#[test]
fn the_handover_minutes_with_the_longest_texts() {
    check("handover-long", long_minutes());
}

#[test]
fn the_picture_check_sees_one_changed_word() {
    let one = compose(slip());
    let other = compose(ReceiptSlip {
        clerk_name: "Vũ Thị Loan".to_owned(),
        ..slip()
    });
    assert!(look_alike(&page(&one, 1, DPI), &page(&one, 1, DPI)));
    assert!(!look_alike(&page(&one, 1, DPI), &page(&other, 1, DPI)));
}

fn check(name: &str, form: impl Into<Form>) {
    let composed = compose(form);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/forms");
    let accept = std::env::var_os("ACCEPT_FORMS").is_some();
    let text = golden_text(&composed);
    let text_path = folder.join(format!("{name}.txt"));
    if accept {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&text_path, &text).unwrap();
    }
    assert_eq!(
        text,
        fs::read_to_string(&text_path).unwrap(),
        "{name}: text layer"
    );
    for number in 1..=composed.pages() {
        let image = page(&composed, number, DPI);
        let path = folder.join(format!("{name}-{number}.png"));
        if accept {
            image.save(&path).unwrap();
        }
        let golden = image::open(&path).unwrap().to_luma8();
        if !look_alike(&image, &golden) {
            let seen =
                PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{number}.png"));
            image.save(&seen).unwrap();
            panic!(
                "{name}: page {number} looks different, see {}",
                seen.display()
            );
        }
    }
    let next = folder.join(format!("{name}-{}.png", composed.pages() + 1));
    assert!(
        !next.exists(),
        "{name} is shorter: remove {}",
        next.display()
    );
}

fn golden_text(composed: &forms::Composed) -> String {
    let mut text = String::new();
    for (page, number) in composed.layer().pages.iter().zip(1..) {
        text.push_str(&format!("── {number} ──\n"));
        for line in page.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}
