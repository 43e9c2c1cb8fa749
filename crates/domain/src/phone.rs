//! Telephone numbers of citizens, in the one spelling under which they are found again.
//!
//! `0912 345 678`, `+84 912…`, `84912…`, `0084 912…` and the nine digits that a spreadsheet leaves
//! are the same telephone. What is odd is said and never refused: a citizen may have no better
//! number.

use serde::Serialize;

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// 10 digits, beginning 03, 05, 07, 08 or 09.
    Mobile,
    /// 11 digits, beginning 02.
    Landline,
    /// 1800 or 1900.
    ServiceLine,
    /// 11 digits, beginning 01: such numbers ended in 2018.
    Ended,
    /// Digits are missing.
    Short {
        /// How many.
        missing: u8,
    },
    /// Anything else.
    Other,
    /// No digit at all.
    Empty,
}

/// A telephone number as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phone {
    /// The digits, with a leading 0 in place of the country's 84.
    pub digits: String,
    /// What kind of number they are.
    pub kind: PhoneKind,
}

/// Reads a telephone number as it was typed.
#[must_use]
pub fn read_phone(text: &str) -> Phone {
    let typed: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = national(&typed, text.trim_start().starts_with(['+', '＋']));
    let kind = kind_of(&digits);
    Phone { digits, kind }
}

/// Puts a 0 in place of the country's prefix, or where a spreadsheet dropped it.
fn national(typed: &str, international: bool) -> String {
    let abroad = typed
        .strip_prefix("00")
        .filter(|rest| rest.starts_with("84"));
    let is_long = international || abroad.is_some() || typed.len() >= 11;
    let rest = abroad
        .unwrap_or(typed)
        .strip_prefix("84")
        .filter(|_| is_long);
    match rest {
        Some(rest) if is_service_line(rest) => rest.to_owned(),
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None if typed.len() == 9 && typed.starts_with(['3', '5', '7', '8', '9']) => {
            format!("0{typed}")
        }
        None => typed.to_owned(),
    }
}

fn kind_of(digits: &str) -> PhoneKind {
    let length = digits.len();
    let missing = |full: usize| match full.checked_sub(length).map(u8::try_from) {
        Some(Ok(missing @ 1..)) => Some(PhoneKind::Short { missing }),
        _ => None,
    };
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| digits.starts_with(prefix));
    if digits.is_empty() {
        PhoneKind::Empty
    } else if is_service_line(digits) {
        PhoneKind::ServiceLine
    } else if begins(&["03", "05", "07", "08", "09"]) {
        let full = (length == 10).then_some(PhoneKind::Mobile);
        full.or(missing(10)).unwrap_or(PhoneKind::Other)
    } else if begins(&["02"]) {
        let full = (length == 11).then_some(PhoneKind::Landline);
        full.or(missing(11)).unwrap_or(PhoneKind::Other)
    } else if begins(&["01"]) && length == 11 {
        PhoneKind::Ended
    } else {
        PhoneKind::Other
    }
}

fn is_service_line(digits: &str) -> bool {
    digits.starts_with("1800") || digits.starts_with("1900")
}

#[cfg(test)]
mod tests {
    use super::PhoneKind::{Empty, Ended, Landline, Mobile, Other, ServiceLine, Short};
    use super::read_phone;

    #[test]
    fn one_telephone_has_one_spelling() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "(0912) 345-678",
            "+84912345678",
            "+84 (0) 912 345 678",
            "＋84 912 345 678",
            "84912345678",
            "0084912345678",
            "912345678",
        ] {
            let phone = read_phone(text);
            assert_eq!(
                (&*phone.digits, phone.kind),
                ("0912345678", Mobile),
                "{text}"
            );
        }
    }

    #[test]
    fn kinds_are_told_and_nothing_is_refused() {
        for (text, digits, kind) in [
            ("0849123456", "0849123456", Mobile),
            ("849123456", "0849123456", Mobile),
            ("84849123456", "0849123456", Mobile),
            ("0206 3852 123", "02063852123", Landline),
            ("+84 206 3852 123", "02063852123", Landline),
            ("842063852123", "02063852123", Landline),
            ("1800 1234", "18001234", ServiceLine),
            ("19001234", "19001234", ServiceLine),
            ("+84 1900 1234", "19001234", ServiceLine),
            ("01234567890", "01234567890", Ended),
            ("091234", "091234", Short { missing: 4 }),
            ("0206 385", "0206385", Short { missing: 4 }),
            ("09123456789", "09123456789", Other),
            ("12345", "12345", Other),
            ("+1 202 555 0100", "12025550100", Other),
            ("không có", "", Empty),
            ("", "", Empty),
        ] {
            let phone = read_phone(text);
            assert_eq!((&*phone.digits, phone.kind), (digits, kind), "{text}");
        }
    }
}
