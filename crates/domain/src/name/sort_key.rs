//! The order of names in a list: by tên, then đệm, then họ, in the order of the Vietnamese
//! alphabet.
//!
//! Letters first (a ă â b c d đ e ê …), then the tone of the word (ngang huyền hỏi ngã sắc nặng),
//! word by word. Names that begin with Y or H’ are not split: Ê Đê, M’nông and Jrai names go in
//! written order.

use super::fold::is_apostrophe;
use super::spelling::{Spelling, Tone, spell};

/// Between two fields; below everything else, so that an absent đệm comes first.
const FIELD: u8 = 0;
/// Ends the letters of a word; below any letter, so that An comes before Anh.
const WORD: u8 = 1;
/// The alphabet, with the four letters that only other languages use in their places.
const ALPHABET: &str = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Weight of the first sign of [`ALPHABET`].
const FIRST: u8 = 16;

/// Gives bytes whose order is the order of the names.
///
/// Names that differ in nothing but capitals, punctuation or the place of the tone have one key.
#[must_use]
pub fn sort_key(name: &str) -> Vec<u8> {
    let words = spell(name);
    let mut key = Vec::with_capacity(name.len().saturating_add(8));
    match words.as_slice() {
        [family, middle @ .., given] if !is_unsplit(name, family) => {
            push_word(given, &mut key);
            key.push(FIELD);
            middle.iter().for_each(|word| push_word(word, &mut key));
            key.push(FIELD);
            push_word(family, &mut key);
        }
        words => words.iter().for_each(|word| push_word(word, &mut key)),
    }
    key
}

/// Says whether a name goes in written order: Y Moan, Y-Blô, H’Hen.
fn is_unsplit(name: &str, first: &Spelling) -> bool {
    let begins = |text: &str| {
        let mut letters = text.trim_start().chars();
        let initial = letters.next().filter(|letter| matches!(letter, 'H' | 'h'));
        initial.is_some() && letters.next().is_some_and(is_apostrophe)
    };
    (first.letters == "y" && first.tone == Tone::Level) || begins(name)
}

fn push_word(word: &Spelling, key: &mut Vec<u8>) {
    for letter in word.letters.chars() {
        match ALPHABET.chars().position(|sign| sign == letter) {
            Some(place) => key.push(FIRST.saturating_add(u8::try_from(place).unwrap_or(u8::MAX))),
            None => {
                let mut buffer = [0; 4];
                key.push(u8::MAX);
                key.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
    key.push(WORD);
    key.push(match word.tone {
        Tone::Level => 1,
        Tone::Falling => 2,
        Tone::Asking => 3,
        Tone::Tumbling => 4,
        Tone::Rising => 5,
        Tone::Heavy => 6,
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort_key;

    #[test]
    fn a_list_goes_by_given_name_then_middle_then_family() {
        assert_in_order(&[
            "An",
            "Nguyễn An",
            "Trần An",
            "Trần Bá An",
            "Nguyễn Văn An",
            "Phạm Văn An",
            "Nguyễn Thị Anh",
            "Nguyễn Văn Ánh",
            "Lê Ăn",
            "Lê Ân",
            "Đặng Văn Bình",
            "Lê Dũng",
            "Lê Đào",
            "Lê Em",
            "Lê Ên",
            "H’Hen Niê",
            "Lê Hoa",
            "Lê Hòa",
            "Lê Hỏa",
            "Lê Hõa",
            "Lê Hóa",
            "Lê Họa",
            "Lê Hoàng",
            "Lê Oanh",
            "Lê Ông",
            "Lê Ơn",
            "Lê Uyên",
            "Lê Ước",
            "Lê Vy",
            "Y",
            "Y Moan Ênuôl",
            "Lê Yên",
        ]);
    }

    #[test]
    fn the_tones_go_level_falling_asking_tumbling_rising_heavy() {
        assert_in_order(&["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"]);
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("Trần Thị Hoà", "TRẦN THỊ HÒA"),
            ("Lê Uỷ", "Lê Ủy"),
            ("H’Hen Niê", "H'Hen  Niê"),
            ("Đặng", "Ðặng"),
            ("Ho\u{302}\u{300}", "Hồ"),
        ] {
            assert_eq!(sort_key(one), sort_key(other), "{one}");
        }
    }

    #[test]
    fn names_that_begin_with_y_or_an_aspirated_h_are_not_split() {
        assert_in_order(&["Lê Hà", "H’Bia Ksor", "H’Hen Adrơng", "Lê Hoa"]);
        assert_in_order(&["Y Blô Êban", "Y Moan Ayun", "Lê Yến"]);
        assert_in_order(&["Ý Lan", "Ý Mai"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_key_panic_and_equal_texts_have_equal_keys(text in "\\PC{0,24}") {
            prop_assert_eq!(sort_key(&text), sort_key(&text));
        }
    }

    fn assert_in_order(names: &[&str]) {
        for pair in names.windows(2) {
            assert!(
                sort_key(pair[0]) < sort_key(pair[1]),
                "{} before {}",
                pair[0],
                pair[1]
            );
        }
    }
}
