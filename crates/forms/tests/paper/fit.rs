//! Nothing is cut, covered or pushed off the sheet, however long the texts are.

use forms::handover::{Check, Line};
use forms::layer::{PageText, TextRun};
use forms::receipt::ReceiptSlip;
use forms::sheet::{Copies, Paper, Printing};
use forms::{Composed, Form, HandoverMinutes};
use serde_json::Value;

use crate::fixtures::{
    LONGEST_PROCEDURE, compose, line, long_minutes, long_slip, minutes, minutes_over, running_text,
    slip, squeeze, text_of,
};

/// How far two boxes of ink may reach into one another before letters touch, in points.
const TOUCH: f64 = 0.6;

/// What may be left out: a set is named by a reprint only, and most papers need no note.
const MAY_BE_ABSENT: [&str; 2] = ["template_set", "note"];
/// What is printed in other words, in capitals or in bars.
const NOT_VERBATIM: [&str; 9] = [
    "kind",
    "paper",
    "copies",
    "issued_on",
    "received_at",
    "made_at",
    "due",
    "state",
    "commune",
];

/// Texts of more letters may break over pages, where the head of the table comes between.
const BREAKS_OVER_PAGES: usize = 300;

#[test]
fn the_longest_slip_prints_every_text_in_full() {
    for paper in [Paper::A5, Paper::A4] {
        let form = ReceiptSlip {
            paper,
            ..long_slip()
        };
        assert_prints_every_text(&Form::from(form));
    }
}

#[test]
fn the_longest_minutes_print_every_text_in_full() {
    assert_prints_every_text(&Form::from(long_minutes()));
}

#[test]
fn an_ordinary_slip_is_one_page_a_copy() {
    for paper in [Paper::A5, Paper::A4] {
        let composed = compose(ReceiptSlip { paper, ..slip() });
        assert_eq!(composed.pages(), 2, "{paper:?}");
        assert_nothing_overlaps(&composed);
    }
}

#[test]
fn the_country_and_its_motto_stand_on_one_line_each() {
    let forms = [
        compose(slip()),
        compose(ReceiptSlip {
            paper: Paper::A4,
            ..slip()
        }),
        compose(long_slip()),
        compose(minutes()),
    ];
    for composed in forms {
        for whole in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
        ] {
            let runs = &composed.layer().pages[0].runs;
            assert!(
                runs.iter().any(|run| run.text == whole),
                "{whole:?} is broken"
            );
        }
    }
}

#[test]
fn two_hundred_lines_are_printed_once_each_under_a_repeated_head() {
    let printing = Printing {
        copies: Copies::First,
        ..Printing::default()
    };
    let composed = compose(HandoverMinutes {
        printing,
        ..minutes_over((1..=200).map(line).collect())
    });
    let text = text_of(&composed);
    for number in 1..=200 {
        let code = format!("261120 03 0{number:04} 7").replace(' ', "");
        let seen = text
            .lines()
            .filter(|line| squeeze(line).contains(&code))
            .count();
        assert_eq!(seen, 1, "line {number}");
    }
    let pages = composed.pages();
    assert!(pages > 10, "{pages} pages");
    for (page, number) in composed.layer().pages.iter().zip(1..) {
        let lines = page.lines();
        let rows = lines.iter().any(|line| squeeze(line).contains("26112003"));
        let headed = lines.iter().any(|line| line.contains("STT"));
        assert_eq!(rows, headed, "page {number}: table head");
        assert!(
            lines
                .iter()
                .any(|line| line.contains(&format!("Trang {number}/{pages}")))
        );
    }
    assert_nothing_overlaps(&composed);
    assert!(
        composed.layer().pages[0].rules.len() > 10,
        "the lines of the table are seen"
    );
}

#[test]
fn a_row_too_tall_for_a_page_breaks_over_two() {
    let tall = Line {
        check: Check::NotTaken(LONGEST_PROCEDURE.to_owned()),
        ..line(1)
    };
    let composed = compose(minutes_over(vec![line(2), tall, line(3)]));
    assert_prints_words(&composed, LONGEST_PROCEDURE);
    assert_nothing_overlaps(&composed);
}

#[test]
fn minutes_without_a_line_can_be_printed_to_fill_by_hand() {
    let composed = compose(minutes_over(Vec::new()));
    assert_eq!(composed.pages(), 2);
}

#[test]
fn each_copy_counts_its_own_pages() {
    let composed = compose(long_slip());
    let half = composed.pages() / 2;
    assert!(half > 1);
    for (page, at) in composed.layer().pages.iter().zip(0..) {
        let (copy, number) = (at / half + 1, at % half + 1);
        let expected = format!("Liên {copy}/2 · Trang {number}/{half}");
        assert!(
            page.lines().iter().any(|line| line.contains(&expected)),
            "{expected}"
        );
    }
}

#[test]
fn the_twelve_longest_procedure_names_fit_on_a_slip() {
    for name in include_str!("longest_procedures.txt").lines() {
        let composed = compose(ReceiptSlip {
            procedure: name.to_owned(),
            printing: Printing {
                copies: Copies::First,
                ..Printing::default()
            },
            ..slip()
        });
        assert!(running_text(&composed).contains(&squeeze(name)), "{name}");
    }
}

/// No field is left empty, and whatever stands in one stands on the paper.
fn assert_prints_every_text(form: &Form) {
    let composed = compose(form.clone());
    let printed = running_text(&composed);
    let mut texts = Vec::new();
    collect_texts("", &serde_json::to_value(form).unwrap(), &mut texts);
    assert!(texts.len() > 40, "{} texts", texts.len());
    for (field, text) in texts {
        if text.chars().count() > BREAKS_OVER_PAGES {
            assert_prints_words(&composed, &text);
        } else {
            let capitals = squeeze(&text.to_uppercase());
            let is_there = printed.contains(&squeeze(&text)) || printed.contains(&capitals);
            assert!(is_there, "{field} misses {text:?}");
        }
    }
    assert_nothing_overlaps(&composed);
}

fn collect_texts(field: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        _ if NOT_VERBATIM.contains(&field) => {}
        Value::Null => assert!(MAY_BE_ABSENT.contains(&field), "{field} is left empty"),
        Value::String(text) => texts.push((field.to_owned(), text.clone())),
        Value::Array(items) => {
            for item in items {
                collect_texts(field, item, texts);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                collect_texts(name, value, texts);
            }
        }
        Value::Number(_) | Value::Bool(_) => {}
    }
}

/// For a text that breaks over pages, where the table's head comes between: each word is there,
/// one that a narrow cell broke among them.
fn assert_prints_words(composed: &Composed, text: &str) {
    let count = |text: &str, word: &str| text.split_whitespace().filter(|one| *one == word).count();
    let (printed, running) = (text_of(composed), running_text(composed));
    for word in text.split_whitespace() {
        let whole = count(&printed, word);
        let seen = whole.max(running.matches(word).count());
        assert!(seen >= count(text, word), "misses {word:?}");
    }
}

fn assert_nothing_overlaps(composed: &Composed) {
    for (page, number) in composed.layer().pages.iter().zip(1..) {
        if let Some((one, other)) = overlap(page) {
            panic!("page {number}: {:?} lies over {:?}", one.text, other.text);
        }
        if let Some(run) = page
            .runs
            .iter()
            .find(|run| run.upright && crosses_rule(run, page))
        {
            panic!("page {number}: {:?} leaves its cell", run.text);
        }
    }
}

fn overlap(page: &PageText) -> Option<(&TextRun, &TextRun)> {
    let runs: Vec<&TextRun> = page
        .runs
        .iter()
        .filter(|run| run.upright && !run.text.trim().is_empty())
        .collect();
    for (at, one) in runs.iter().enumerate() {
        for other in &runs[at + 1..] {
            let across = one.right.min(other.right) - one.left.max(other.left);
            let along = x_height_bottom(one).min(x_height_bottom(other))
                - x_height_top(one).max(x_height_top(other));
            if across > TOUCH && along > TOUCH {
                return Some((one, other));
            }
        }
    }
    None
}

fn crosses_rule(run: &TextRun, page: &PageText) -> bool {
    page.rules.iter().any(|rule| {
        let beside = run.right < rule.x || rule.x < run.left;
        let apart = run.baseline < rule.top || rule.bottom < run.baseline;
        !beside && !apart
    })
}

/// Marks above and below letters of tight lines may pass each other; the bodies of letters may not.
fn x_height_top(run: &TextRun) -> f64 {
    run.baseline - 0.45 * run.size
}

fn x_height_bottom(run: &TextRun) -> f64 {
    run.baseline
}
