//! Every letter of Vietnamese, with every tone, in all four faces, composed or not; and letters
//! of the other peoples of the country.

use forms::receipt::{Applicant, ReceiptSlip};
use forms::{Composed, FormError};
use unicode_normalization::UnicodeNormalization;

use crate::fixtures::{compose, paper, press, running_text, slip, squeeze};

const VOWELS: &str = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
const OTHERS: &str = "bcdđghklmnpqrstvxfjwzBCDĐGHKLMNPQRSTVXFJWZ0123456789";
const TONES: [&str; 6] = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];
const MARKS: &str = ".,;:!?-–—()/\\[]{}«»“”‘’\"'…%&+=*@#°²³×₫";

fn alphabet() -> Vec<String> {
    let vowels = VOWELS
        .chars()
        .flat_map(|vowel| TONES.map(|tone| format!("{vowel}{tone}")));
    vowels.map(|letter| letter.nfc().collect()).collect()
}

/// A slip on which a text stands in the regular, the bold and the italic face.
fn in_every_face(text: &str) -> Composed {
    compose(ReceiptSlip {
        applicant: Applicant {
            name: text.to_owned(),
            ..slip().applicant
        },
        request: text.to_owned(),
        papers: vec![paper("Tờ khai", [1, 0, 0], Some(text))],
        ..slip()
    })
}

#[test]
fn every_vietnamese_letter_has_a_glyph_in_every_face() {
    let alphabet = alphabet();
    assert_eq!(alphabet.len(), 144);
    assert!(alphabet.iter().all(|letter| letter.chars().count() == 1));
    let text = format!("{} {OTHERS}", alphabet.join(" "));
    let composed = in_every_face(&text);
    assert_eq!(running_text(&composed).matches(&squeeze(&text)).count(), 6);
}

#[test]
fn decomposed_letters_are_printed_composed() {
    let typed: String = alphabet().join(" ").nfd().collect();
    assert_ne!(typed, alphabet().join(" "));
    let composed = in_every_face(&typed);
    assert_eq!(
        running_text(&composed)
            .matches(&squeeze(&alphabet().join(" ")))
            .count(),
        6
    );
}

#[test]
fn letters_and_marks_are_one_glyph_each_in_the_embedded_serif() {
    let composed = in_every_face(&alphabet().join(""));
    let runs = composed.layer().pages.iter().flat_map(|page| &page.runs);
    for run in runs.filter(|run| {
        alphabet()
            .iter()
            .any(|letter| run.text.contains(letter.as_str()))
    }) {
        assert_eq!(run.family, "TeX Gyre Termes", "{:?}", run.text);
    }
}

#[test]
fn marks_of_writing_have_glyphs() {
    in_every_face(MARKS);
}

#[test]
fn names_of_other_peoples_are_printed() {
    for name in [
        "Y Bhăm Êñuôl",
        "H'Hen Niê Kđăm",
        "Ƀih Ƀlao",
        "Rơ̆ Châm Ŭt",
        "Đinh Thị Hơ̆n Č",
    ] {
        let composed = in_every_face(name);
        let expected: String = name.nfc().collect();
        assert!(
            running_text(&composed).contains(&squeeze(&expected)),
            "{name}"
        );
    }
}

#[test]
fn a_letter_that_no_face_has_is_named_and_not_printed_as_a_box() {
    let name = "Nguyễn 阮 Văn A😀".to_owned();
    let form = ReceiptSlip {
        clerk_name: name,
        ..slip()
    };
    let Err(FormError::Unprintable { letters }) = press().compose(&form.into()) else {
        panic!("a box was printed");
    };
    assert_eq!(letters, "阮😀");
}

#[test]
fn a_name_cannot_act_as_a_template() {
    let name = "#pagebreak() *in đậm* $x^2$ <nhãn> @nhãn \\ `mã` // hết";
    let composed = in_every_face(name);
    assert_eq!(composed.pages(), 2);
    assert!(running_text(&composed).contains(&squeeze(name)));
}
