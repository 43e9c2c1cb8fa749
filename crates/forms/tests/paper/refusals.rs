//! What is refused before it reaches paper, and what the PDF itself promises.

use forms::handover::{HandoverMinutes, LINES_MAX, Line, Tally};
use forms::receipt::{PAPERS_MAX, ReceiptSlip};
use forms::sheet::{LookupCode, Printing};
use forms::{Form, FormError, TemplateSet, TemplateSets, render};

use crate::fixtures::{compose, day, line, lookup_code, minutes, minutes_over, paper, press, slip};

fn refusal(form: impl Into<Form>) -> FormError {
    press().compose(&form.into()).unwrap_err()
}

#[test]
fn totals_that_do_not_agree_with_the_lines_are_not_printed() {
    let change = |spoil: fn(&mut HandoverMinutes)| {
        let mut form = minutes();
        spoil(&mut form);
        refusal(form)
    };
    let spoiled = [
        change(|form| form.totals.dossiers = Tally::of_things(13)),
        change(|form| form.totals.originals.figure += 1),
        change(|form| form.totals.copies.figure -= 1),
        change(|form| form.totals.fees = None),
    ];
    for fault in spoiled {
        assert!(matches!(fault, FormError::TotalsDisagree { .. }), "{fault}");
    }
}

#[test]
fn a_total_whose_words_say_another_figure_is_not_printed() {
    let words = "Mười ba".to_owned();
    let mut form = minutes();
    form.totals.dossiers = Tally {
        figure: 12,
        words: words.clone(),
    };
    assert!(matches!(
        refusal(form),
        FormError::WordsDisagree { figure: 12, .. }
    ));
    let mut form = minutes();
    form.totals.bundles = Some(Tally { figure: 3, words });
    assert!(matches!(
        refusal(form),
        FormError::WordsDisagree { figure: 3, .. }
    ));
}

#[test]
fn more_rows_than_a_form_may_have_are_refused() {
    let lines: Vec<Line> = (0..=LINES_MAX as u32).map(line).collect();
    assert!(matches!(
        refusal(minutes_over(lines)),
        FormError::TooManyRows { max: LINES_MAX, rows } if rows == LINES_MAX + 1
    ));
    let papers = vec![paper("Tờ khai", [1, 0, 0], None); PAPERS_MAX + 1];
    assert!(matches!(
        refusal(ReceiptSlip { papers, ..slip() }),
        FormError::TooManyRows { .. }
    ));
}

#[test]
fn a_code_of_the_wrong_shape_is_refused() {
    for (digits, commune) in [
        ("2611200200041", "01351"),
        ("26112002000412", "1351"),
        ("2611200200041A", "01351"),
    ] {
        let code = LookupCode {
            digits: digits.to_owned(),
            commune: commune.to_owned(),
        };
        assert!(matches!(
            refusal(ReceiptSlip { code, ..slip() }),
            FormError::BadCode { .. }
        ));
    }
    let line = Line {
        lookup_code: Some("123".to_owned()),
        ..line(1)
    };
    assert!(matches!(
        refusal(minutes_over(vec![line])),
        FormError::BadCode { .. }
    ));
    assert_eq!(lookup_code().digits.len(), 14);
}

#[test]
fn a_set_that_this_desk_does_not_hold_is_refused() {
    let printing = Printing {
        template_set: Some("2031".to_owned()),
        ..Printing::default()
    };
    let fault = refusal(ReceiptSlip { printing, ..slip() });
    assert!(matches!(fault, FormError::UnknownTemplateSet { .. }));
    let fault = refusal(ReceiptSlip {
        issued_on: day("2001-01-01"),
        ..slip()
    });
    assert!(matches!(fault, FormError::NoTemplateSet { .. }));
}

fn press_with(receipt: &str) -> forms::Press {
    let description = include_str!("../../templates/2025/set.json").replace("\"2025\"", "\"thử\"");
    let templates = [("receipt.typ".to_owned(), receipt.to_owned())].into();
    let mut sets = TemplateSets::built_in().unwrap();
    sets.add(TemplateSet::read(&description, templates).unwrap());
    forms::Press::new(sets).unwrap()
}

fn spoiled(receipt: &str) -> FormError {
    let printing = Printing {
        template_set: Some("thử".to_owned()),
        ..Printing::default()
    };
    press_with(receipt)
        .compose(&ReceiptSlip { printing, ..slip() }.into())
        .unwrap_err()
}

#[test]
fn a_template_that_only_warns_does_not_print() {
    let fault = spoiled("#set text(font: \"Times New Roman\")\nXin chào");
    assert!(matches!(fault, FormError::Warned { .. }), "{fault}");
}

#[test]
fn a_template_that_pushes_text_off_the_sheet_does_not_print() {
    let fault =
        spoiled("#set text(font: \"TeX Gyre Termes\")\n#place(dx: 480pt)[Xin chào các bạn]");
    assert!(
        matches!(fault, FormError::OffPage { page: 1, .. }),
        "{fault}"
    );
}

#[test]
fn a_template_sees_no_file_and_no_clock() {
    for reach in [
        "#read(\"/etc/hostname\")",
        "#datetime.today()",
        "#import \"@preview/cetz:0.3.0\"",
    ] {
        let fault = spoiled(reach);
        assert!(
            matches!(fault, FormError::Compile { .. }),
            "{reach}: {fault}"
        );
    }
}

#[test]
fn the_same_form_gives_the_same_bytes_for_ever() {
    let form = Form::Receipt(slip());
    let rendered = render(&form).unwrap();
    assert!(rendered.pdf.starts_with(b"%PDF-"));
    assert_eq!(
        (rendered.pages, rendered.template_set.as_str()),
        (2, "2025")
    );
    let other_press = forms::Press::new(TemplateSets::built_in().unwrap()).unwrap();
    let again = other_press.compose(&form).unwrap().to_rendered().unwrap();
    assert_eq!(rendered, again);
}

#[test]
fn pages_that_exist_are_drawn_in_sensible_resolutions() {
    let composed = compose(slip());
    assert!(!composed.page_grey(2, 72).unwrap().dots.is_empty());
    for page in [0, 3] {
        let fault = composed.page_grey(page, 72).map(|_| ()).unwrap_err();
        assert!(matches!(fault, FormError::NoSuchPage { pages: 2, .. }));
    }
    for dpi in [0, 35, 601] {
        assert!(matches!(
            composed.page_grey(1, dpi),
            Err(FormError::BadResolution { .. })
        ));
    }
}
