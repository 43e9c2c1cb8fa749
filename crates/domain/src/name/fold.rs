//! The matching key: what is left of a text when marks, capitals and punctuation are taken away.
//!
//! NFC, lower case, NFD, marks dropped; đ, ð and ɖ become d; apostrophes are dropped; every other
//! sign that is neither letter nor digit is a space, and spaces are single (domain page §16).
//! `SQLite`'s `remove_diacritics` does not know đ, so the search index is fed with this key.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Gives the matching key of a text: «Đặng Thị H’Đào» gives `dang thi hdao`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    fold_into(text, &mut folded);
    folded
}

/// Writes the matching key of a text over what `folded` held, so that one buffer serves many.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    folded.reserve(text.len());
    if fold_latin(text, folded).is_none() {
        folded.clear();
        fold_any(text, folded);
    }
}

/// What a letter of the Latin blocks folds to, looked up instead of worked out.
///
/// The table is made from [`fold_any`] itself, so the two ways cannot differ.
struct LatinSteps {
    low: Vec<Step>,
    additional: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Letter(u8),
    Gap,
    Nothing,
    /// Folds to something that is not one ASCII letter or digit.
    Beyond,
}

static LATIN: LazyLock<LatinSteps> = LazyLock::new(|| LatinSteps {
    low: ('\0'..='\u{24f}').map(step_of).collect(),
    additional: ('\u{1e00}'..='\u{1eff}').map(step_of).collect(),
});

impl LatinSteps {
    fn step(&self, letter: char) -> Step {
        let step = match letter {
            '\0'..='\u{24f}' => self.low.get(letter as usize),
            '\u{300}'..='\u{36f}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' => return Step::Nothing,
            '\u{1e00}'..='\u{1eff}' => self.additional.get((letter as usize).wrapping_sub(0x1e00)),
            _ => None,
        };
        step.copied().unwrap_or(Step::Beyond)
    }
}

fn step_of(letter: char) -> Step {
    let mut buffer = [0; 4];
    let text = letter.encode_utf8(&mut buffer);
    let mut folded = String::new();
    fold_any(text, &mut folded);
    match folded.as_bytes() {
        [byte] if byte.is_ascii() => Step::Letter(*byte),
        [] if is_apostrophe(letter) || is_combining_mark(letter) => Step::Nothing,
        [] => Step::Gap,
        _ => Step::Beyond,
    }
}

/// Folds a text of Latin letters; `None` at the first letter that is beyond the tables.
fn fold_latin(text: &str, folded: &mut String) -> Option<()> {
    let steps = &*LATIN;
    let mut gap = false;
    for letter in text.chars() {
        match steps.step(letter) {
            Step::Letter(byte) => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(char::from(byte));
            }
            Step::Gap => gap = true,
            Step::Nothing => {}
            Step::Beyond => return None,
        }
    }
    Some(())
}

/// Folds any text, by the letter of the rule.
fn fold_any(text: &str, folded: &mut String) {
    let lower = text.nfc().collect::<String>().to_lowercase();
    let mut gap = false;
    for letter in lower.nfd().filter(|letter| !is_combining_mark(*letter)) {
        let letter = match letter {
            'đ' | 'ð' | 'ɖ' => 'd',
            letter => letter,
        };
        if is_apostrophe(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(letter);
        } else {
            gap = true;
        }
    }
}

/// Signs that belong to a word and are not written in its key.
pub(super) const fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fold, fold_any, fold_into, fold_latin};

    #[test]
    fn marks_capitals_and_punctuation_are_taken_away() {
        for (text, folded) in [
            ("Nguyễn Văn An", "nguyen van an"),
            ("NGUYỄN  VĂN\tAN ", "nguyen van an"),
            ("Nguye\u{302}\u{303}n Va\u{306}n An", "nguyen van an"),
            ("Nguy\u{ea}\u{303}n", "nguyen"),
            ("Đặng Thị Đào", "dang thi dao"),
            ("ÐẶNG THỊ ÐÀO", "dang thi dao"),
            ("Ɖặng ɖào ðào", "dang dao dao"),
            ("Trần Thị Hoà Hòa", "tran thi hoa hoa"),
            ("Thuý Thúy Uỷ Ủy", "thuy thuy uy uy"),
            ("H’Hen Niê", "hhen nie"),
            ("H'Hen H‘Hen HʼHen H`Hen H´Hen", "hhen hhen hhen hhen hhen"),
            ("Y-Blô Êban", "y blo eban"),
            ("Rơ Châm H’Mẫu", "ro cham hmau"),
            ("K’Brơih Ñơm Č̆ă", "kbroih nom ca"),
            ("Y", "y"),
            ("  ", ""),
            ("", ""),
            ("’", ""),
            ("-·-", ""),
            ("Tổ 3, Hương Vân (cũ)", "to 3 huong van cu"),
            ("001.193/2026", "001 193 2026"),
            ("Ươn ướt ỷ ỵ ỹ", "uon uot y y y"),
            ("ĂÂÊÔƠƯăâêôơư", "aaeoouaaeoou"),
            ("\u{feff}An\u{200b}Bình", "an binh"),
            ("阮文安 An", "阮文安 an"),
            ("Straße Œuvre", "straße œuvre"),
            ("İstanbul", "istanbul"),
            ("½ ²", "½ ²"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn one_buffer_serves_many_texts() {
        let mut folded = String::from("left over");
        fold_into("Nông Văn Nam", &mut folded);
        assert_eq!(folded, "nong van nam");
        fold_into("阮", &mut folded);
        assert_eq!(folded, "阮");
        fold_into("", &mut folded);
        assert_eq!(folded, "");
    }

    #[test]
    fn every_letter_of_vietnamese_takes_the_short_way() {
        let mut folded = String::new();
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợ\
            pqrstuùủũúụưừửữứựvwxyỳỷỹýỵz0123456789’'-., ";
        assert!(fold_latin(letters, &mut folded).is_some());
        assert!(fold_latin(&letters.to_uppercase(), &mut folded).is_some());
    }

    proptest! {
        #[test]
        fn the_short_way_and_the_rule_agree(
            text in "[ -~\u{a0}-\u{24f}\u{300}-\u{36f}\u{1e00}-\u{1eff}\u{2bc}\u{2018}\u{2019}]{0,24}",
        ) {
            let (mut short, mut long) = (String::new(), String::new());
            fold_any(&text, &mut long);
            if fold_latin(&text, &mut short).is_some() {
                prop_assert_eq!(&short, &long);
            }
            prop_assert_eq!(fold(&text), long);
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }
    }
}
