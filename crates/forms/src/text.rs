//! Text as it may stand on paper: composed (NFC), in plain white space, without control characters.
//!
//! The template gets it as a value and never as source, so no name can act as markup.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::FormError;

/// The most letters of one text. A paper's name may have 2 000, and the sentence that files the
/// dossiers of the fullest manifest names 500 codes.
const LETTERS_MAX: usize = 20_000;

/// A longer run without a space gets places where the line may break.
const UNBROKEN_LETTERS_MAX: usize = 26;
const BREAK_EVERY: usize = 14;
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Cleans every text of a value.
pub(crate) fn clean(value: &mut Value) -> Result<(), FormError> {
    match value {
        Value::String(text) => *text = clean_text(text)?,
        Value::Array(items) => items.iter_mut().try_for_each(clean)?,
        Value::Object(fields) => fields.values_mut().try_for_each(clean)?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

fn clean_text(text: &str) -> Result<String, FormError> {
    let composed: String = text
        .nfc()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .filter(|letter| !is_invisible(*letter))
        .collect();
    let letters = composed.chars().count();
    if letters > LETTERS_MAX {
        return Err(FormError::TooLong {
            letters,
            max: LETTERS_MAX,
        });
    }
    let words: Vec<String> = composed.split_whitespace().map(with_breaks).collect();
    Ok(words.join(" "))
}

/// Marks that leave nothing on paper but would split or hide a word: joiners, marks of direction,
/// byte order.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn with_breaks(word: &str) -> String {
    if word.chars().count() <= UNBROKEN_LETTERS_MAX {
        return word.to_owned();
    }
    let mut broken = String::with_capacity(word.len() + word.len() / 2);
    let mut since_break = 0;
    let mut last = None;
    for letter in word.chars() {
        let after_mark = last.is_some_and(|last: char| last.is_ascii_punctuation());
        let composes = unicode_normalization::char::is_combining_mark(letter);
        if (after_mark || since_break >= BREAK_EVERY) && !composes {
            broken.push(ZERO_WIDTH_SPACE);
            since_break = 0;
        }
        broken.push(letter);
        since_break += 1;
        last = Some(letter);
    }
    broken
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_its_white_space_made_plain() {
        let typed = "\u{feff} Nguye\u{302}\u{303}n\u{a0}\tThi\u{323}\r\nPhươ\u{323}ng ";
        assert_eq!(clean_text(typed).unwrap(), "Nguyễn Thị Phượng");
    }

    #[test]
    fn an_unbroken_run_gets_places_to_break() {
        let address = "nguyen.thi.phuong.phuong@example.gov.vn";
        let broken = clean_text(address).unwrap();
        assert_eq!(broken.replace(ZERO_WIDTH_SPACE, ""), address);
        assert!(
            broken
                .split(ZERO_WIDTH_SPACE)
                .all(|part| part.chars().count() <= BREAK_EVERY)
        );
        assert_eq!(
            clean_text("000.00.12.H10-210914-0001").unwrap(),
            "000.00.12.H10-210914-0001"
        );
    }

    #[test]
    fn a_text_longer_than_any_real_one_is_refused() {
        assert!(clean_text(&"ă".repeat(LETTERS_MAX)).is_ok());
        let refused = clean_text(&"ă".repeat(LETTERS_MAX + 1));
        assert!(matches!(
            refused,
            Err(FormError::TooLong { letters, .. }) if letters == LETTERS_MAX + 1
        ));
    }
}
