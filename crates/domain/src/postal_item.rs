//! Numbers of postal items, as they are read off a label.
//!
//! The number that crosses borders is UPU S10: two letters, eight digits, a check digit, two
//! letters. Domestic numbers have other shapes, which nobody has written down for us: they are
//! accepted with a warning. Whether a number was used before is the desk's pool's business.

use serde::Serialize;

/// How an item number fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PostalItemResult {
    /// S10 with its right check digit, of whatever country.
    Valid,
    /// S10 with a wrong check digit: stops until a person confirms it.
    BadCheck,
    /// Some other shape: accepted with a warning, kept as it was scanned.
    Other,
    /// Nothing was read.
    Empty,
}

/// What was read off a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostalItemCheck {
    /// The number in capitals, without white space and hyphens.
    pub normalized: String,
    /// How it fits.
    pub result: PostalItemResult,
    /// The check digit that its digits call for, if the shape is S10.
    pub expected_check: Option<u8>,
}

/// Judges the number of a postal item, typed or scanned.
#[must_use]
pub fn check_postal_item(number: &str) -> PostalItemCheck {
    let normalized: String = number
        .chars()
        .filter(|c| !is_passed_over(*c))
        .flat_map(char::to_uppercase)
        .collect();
    let (result, expected_check) = match s10_check(normalized.as_bytes()) {
        _ if normalized.is_empty() => (PostalItemResult::Empty, None),
        None => (PostalItemResult::Other, None),
        Some((expected, found)) if expected == found => (PostalItemResult::Valid, Some(expected)),
        Some((expected, _)) => (PostalItemResult::BadCheck, Some(expected)),
    };
    PostalItemCheck {
        normalized,
        result,
        expected_check,
    }
}

/// White space, control characters, hyphens of every make, and marks without width.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '-' | '\u{ad}'
                | '\u{2010}'..='\u{2015}'
                | '\u{2212}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'
                | '\u{feff}'
        )
}

/// Gives the check digit that the digits call for, and the one that stands there (UPU S10).
fn s10_check(number: &[u8]) -> Option<(u8, u8)> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let [s1, s2, digits @ .., c1, c2] = number else {
        return None;
    };
    let [serial @ .., check] = digits else {
        return None;
    };
    let letters = [s1, s2, c1, c2]
        .iter()
        .all(|byte| byte.is_ascii_uppercase());
    if !letters || digits.len() != 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = serial
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| value(*digit).wrapping_mul(weight))
        .sum();
    let expected = match 11_u32.wrapping_sub(sum % 11) {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    Some((
        u8::try_from(expected).ok()?,
        u8::try_from(value(*check)).ok()?,
    ))
}

fn value(digit: u8) -> u32 {
    u32::from(digit).wrapping_sub(u32::from(b'0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PostalItemResult::{BadCheck, Empty, Other, Valid};
    use super::{PostalItemResult, check_postal_item};

    #[test]
    fn numbers_are_judged_by_shape_and_check_digit() {
        let cases: &[(&str, &str, PostalItemResult, Option<u8>)] = &[
            ("RR473124829VN", "RR473124829VN", Valid, Some(9)),
            ("EE123456785VN", "EE123456785VN", Valid, Some(5)),
            ("CA100000140VN", "CA100000140VN", Valid, Some(0)),
            ("CA100000025VN", "CA100000025VN", Valid, Some(5)),
            ("RR473124829CN", "RR473124829CN", Valid, Some(9)),
            ("RR473124828VN", "RR473124828VN", BadCheck, Some(9)),
            ("RR473124289VN", "RR473124289VN", BadCheck, Some(0)),
            ("rr473124829vn", "RR473124829VN", Valid, Some(9)),
            (" RR 473 124 829 VN ", "RR473124829VN", Valid, Some(9)),
            ("RR\u{a0}473124829\u{a0}VN", "RR473124829VN", Valid, Some(9)),
            ("RR\t473124829VN\r\n", "RR473124829VN", Valid, Some(9)),
            ("RR-473-124-829-VN", "RR473124829VN", Valid, Some(9)),
            (
                "RR\u{2011}473124829\u{2013}VN",
                "RR473124829VN",
                Valid,
                Some(9),
            ),
            (
                "\u{feff}RR473124829VN\u{200b}",
                "RR473124829VN",
                Valid,
                Some(9),
            ),
            (
                "RR\u{202f}473124829\u{3000}VN",
                "RR473124829VN",
                Valid,
                Some(9),
            ),
            ("RR47312482VN", "RR47312482VN", Other, None),
            ("RR4731248299VN", "RR4731248299VN", Other, None),
            ("R1473124829VN", "R1473124829VN", Other, None),
            ("RR47312482OVN", "RR47312482OVN", Other, None),
            ("RR473124829V1", "RR473124829V1", Other, None),
            ("ＲＲ473124829VN", "ＲＲ473124829VN", Other, None),
            ("RR４73124829VN", "RR４73124829VN", Other, None),
            ("ĐĐ473124829VN", "ĐĐ473124829VN", Other, None),
            ("Ê123456785vn", "Ê123456785VN", Other, None),
            ("hcc001-2611", "HCC0012611", Other, None),
            ("RR.473124829.VN", "RR.473124829.VN", Other, None),
            ("x", "X", Other, None),
            ("", "", Empty, None),
            (" \u{a0}\t\r\n-\u{2014}", "", Empty, None),
        ];
        for (number, normalized, result, expected) in cases {
            let check = check_postal_item(number);
            assert_eq!(check.normalized, *normalized, "{number:?}");
            assert_eq!(
                (check.result, check.expected_check),
                (*result, *expected),
                "{number:?}"
            );
        }
    }

    #[test]
    fn the_answer_has_the_field_names_of_the_command_surface() {
        assert_eq!(
            serde_json::to_value(check_postal_item("RR473124828VN")).unwrap(),
            serde_json::json!({
                "normalized": "RR473124828VN", "result": "bad_check", "expected_check": 9,
            })
        );
    }

    proptest! {
        #[test]
        fn one_check_digit_of_ten_is_right(serial in "[A-Z]{2}[0-9]{8}", country in "[A-Z]{2}") {
            let valid = (0..10)
                .map(|check| check_postal_item(&format!("{serial}{check}{country}")))
                .filter(|check| check.result == Valid)
                .count();
            prop_assert_eq!(valid, 1);
        }

        #[test]
        fn judging_twice_changes_nothing(text in "\\PC{0,24}") {
            let once = check_postal_item(&text);
            prop_assert_eq!(check_postal_item(&once.normalized), once);
        }
    }
}
