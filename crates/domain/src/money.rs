//! Amounts of money as they stand on paper: in figures, and in words that cannot be altered.
//!
//! Amounts are whole đồng. Words follow domain page §16: groups of tỷ, triệu, nghìn, a zero group
//! is skipped, a group after a higher one is read in full («không trăm linh năm»). Which amount is
//! owed is not known here.

/// Writes an amount in words: «Một triệu không trăm linh năm nghìn đồng».
///
/// Every amount has words; above a thousand tỷ the number of tỷ is itself read as a number.
#[must_use]
pub fn spell_amount(dong: u64) -> String {
    let mut words = String::with_capacity(64);
    if dong == 0 {
        words.push_str("không");
    } else {
        spell(dong, false, &mut words);
    }
    words.push_str(" đồng");
    capitalised(&words)
}

/// Writes an amount in figures: `1.234.567 đồng`.
#[must_use]
pub fn format_dong(dong: u64) -> String {
    let digits = dong.to_string();
    let mut figures = String::with_capacity(36);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().wrapping_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            figures.push('.');
        }
        figures.push(digit);
    }
    figures.push_str(" đồng");
    figures
}

const TY: u64 = 1_000_000_000;

/// Appends the words of a number above zero; `follows` says that a higher group was read before.
fn spell(number: u64, follows: bool, words: &mut String) {
    let mut follows = follows;
    let above = number / TY;
    if above > 0 {
        spell(above, follows, words);
        push(words, "tỷ");
        follows = true;
    }
    for (group, name) in [
        (number / 1_000_000 % 1_000, "triệu"),
        (number / 1_000 % 1_000, "nghìn"),
        (number % 1_000, ""),
    ] {
        if group == 0 {
            continue;
        }
        spell_group(group, follows, words);
        push(words, name);
        follows = true;
    }
}

/// Appends the words of a group of three digits, not all zero.
fn spell_group(group: u64, in_full: bool, words: &mut String) {
    let (hundreds, tens, units) = (group / 100, (group / 10) % 10, group % 10);
    let says_hundreds = in_full || hundreds > 0;
    if says_hundreds {
        push(words, digit(hundreds));
        push(words, "trăm");
    }
    match tens {
        0 if units == 0 => return,
        0 if says_hundreds => push(words, "linh"),
        0 => {}
        1 => push(words, "mười"),
        _ => {
            push(words, digit(tens));
            push(words, "mươi");
        }
    }
    match (tens, units) {
        (_, 0) => {}
        (1.., 5) => push(words, "lăm"),
        (2.., 1) => push(words, "mốt"),
        (2.., 4) => push(words, "tư"),
        (_, units) => push(words, digit(units)),
    }
}

const fn digit(digit: u64) -> &'static str {
    match digit {
        1 => "một",
        2 => "hai",
        3 => "ba",
        4 => "bốn",
        5 => "năm",
        6 => "sáu",
        7 => "bảy",
        8 => "tám",
        9 => "chín",
        _ => "không",
    }
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() && !word.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{format_dong, spell_amount};

    #[test]
    fn amounts_are_read_as_people_read_them() {
        for (dong, words) in [
            (0, "Không đồng"),
            (1, "Một đồng"),
            (4, "Bốn đồng"),
            (5, "Năm đồng"),
            (10, "Mười đồng"),
            (11, "Mười một đồng"),
            (14, "Mười bốn đồng"),
            (15, "Mười lăm đồng"),
            (20, "Hai mươi đồng"),
            (21, "Hai mươi mốt đồng"),
            (24, "Hai mươi tư đồng"),
            (25, "Hai mươi lăm đồng"),
            (55, "Năm mươi lăm đồng"),
            (91, "Chín mươi mốt đồng"),
            (100, "Một trăm đồng"),
            (101, "Một trăm linh một đồng"),
            (104, "Một trăm linh bốn đồng"),
            (105, "Một trăm linh năm đồng"),
            (110, "Một trăm mười đồng"),
            (111, "Một trăm mười một đồng"),
            (115, "Một trăm mười lăm đồng"),
            (121, "Một trăm hai mươi mốt đồng"),
            (999, "Chín trăm chín mươi chín đồng"),
            (1_000, "Một nghìn đồng"),
            (1_001, "Một nghìn không trăm linh một đồng"),
            (1_010, "Một nghìn không trăm mười đồng"),
            (1_015, "Một nghìn không trăm mười lăm đồng"),
            (1_021, "Một nghìn không trăm hai mươi mốt đồng"),
            (1_100, "Một nghìn một trăm đồng"),
            (8_000, "Tám nghìn đồng"),
            (16_000, "Mười sáu nghìn đồng"),
            (44_444, "Bốn mươi tư nghìn bốn trăm bốn mươi tư đồng"),
            (1_000_000, "Một triệu đồng"),
            (1_000_001, "Một triệu không trăm linh một đồng"),
            (1_001_000, "Một triệu không trăm linh một nghìn đồng"),
            (10_000_000, "Mười triệu đồng"),
            (1_000_000_000, "Một tỷ đồng"),
            (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
            (1_000_100_000, "Một tỷ một trăm nghìn đồng"),
            (
                21_004_000_015,
                "Hai mươi mốt tỷ không trăm linh bốn triệu không trăm mười lăm đồng",
            ),
            (1_000_000_000_000, "Một nghìn tỷ đồng"),
            (1_500_000_000_000, "Một nghìn năm trăm tỷ đồng"),
            (1_000_000_000_000_000_000, "Một tỷ tỷ đồng"),
            (
                1_000_000_001_000_000_001,
                "Một tỷ không trăm linh một tỷ không trăm linh một đồng",
            ),
            (
                u64::MAX,
                "Mười tám tỷ bốn trăm bốn mươi sáu triệu bảy trăm bốn mươi tư nghìn không trăm \
                 bảy mươi ba tỷ bảy trăm linh chín triệu năm trăm năm mươi mốt nghìn sáu trăm \
                 mười lăm đồng",
            ),
        ] {
            assert_eq!(spell_amount(dong), words, "{dong}");
        }
    }

    #[test]
    fn figures_are_grouped_by_dots() {
        for (dong, figures) in [
            (0, "0 đồng"),
            (999, "999 đồng"),
            (1_000, "1.000 đồng"),
            (12_000, "12.000 đồng"),
            (100_000, "100.000 đồng"),
            (1_234_567, "1.234.567 đồng"),
            (u64::MAX, "18.446.744.073.709.551.615 đồng"),
        ] {
            assert_eq!(format_dong(dong), figures);
        }
    }

    proptest! {
        #[test]
        fn words_are_single_spaced_and_never_the_same_for_two_amounts(
            one in any::<u64>(), other in any::<u64>(), small in 0_u64..2_000_000,
        ) {
            for dong in [one, small] {
                let words = spell_amount(dong);
                prop_assert!(!words.contains("  "));
                prop_assert!(words.ends_with(" đồng"));
                prop_assert_eq!(words == spell_amount(other), dong == other);
            }
        }
    }
}
