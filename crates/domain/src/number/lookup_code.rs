//! The «Mã tra cứu»: 14 digits under the barcode of whatever a desk prints.
//!
//! `YYMMDD`, desk (2), serial of the desk's day (5), check digit. It is unique within one commune
//! over all its offices, so the QR carries 19 digits, the same 14 and the commune's 5; a bare
//! 14-digit scan that fits two communes is the caller's question to a person. Year `99` is
//! training. Digits only, because those pass unharmed through Telex and VNI keyboards.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::check_digit::check_digit;

/// The two digits of the year that no real code bears.
const TRAINING_YEAR: u8 = 99;
/// A leap year, so that 29 February can be trained.
const LEAP_YEAR: i32 = 2_000;
const CODE_DIGITS: usize = 14;
const SCAN_DIGITS: usize = 19;

/// What is wrong with the digits of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookupCodeFault {
    /// Nothing was typed.
    #[error("no digits")]
    Empty,
    /// Something other than digits, spaces, dots and hyphens.
    #[error("not digits")]
    NotDigits,
    /// Neither 14 nor 19 digits, or not those that were asked for.
    #[error("{0} digits")]
    Length(usize),
    /// A digit was misread or mistyped.
    #[error("the check digit is wrong")]
    CheckDigit,
    /// The date does not exist, or lies outside 2000 to 2098.
    #[error("no such date")]
    Date,
    /// Desks are numbered 01 to 99.
    #[error("no such desk")]
    Desk,
    /// Serials run from 00001 to 99999.
    #[error("no such serial")]
    Serial,
}

crate::codes! {
    pub LookupCodeFault {
        Self::Empty => "lookup_code_empty",
        Self::NotDigits => "lookup_code_not_digits",
        Self::Length(_) => "lookup_code_length",
        Self::CheckDigit => "lookup_code_check_digit",
        Self::Date => "lookup_code_date",
        Self::Desk => "lookup_code_desk",
        Self::Serial => "lookup_code_serial",
    }
}

/// The «Mã tra cứu» of a dossier, a Phiếu gửi or a handoff; sorts by day, desk, serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LookupCode {
    year: u8,
    month: u8,
    day: u8,
    desk: u8,
    serial: u32,
}

/// A code cut where people look: the date, what differs within a day, the check digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookupCodeParts {
    /// `YYMMDD`.
    pub date: String,
    /// Desk and serial, shown bold.
    pub middle: String,
    /// The last digit.
    pub check: String,
}

impl LookupCode {
    /// Makes the code of what a desk printed as its `serial`-th that day.
    ///
    /// # Errors
    /// [`LookupCodeFault`] for a year outside 2000 to 2098, a desk outside 1 to 99, a serial
    /// outside 1 to 99 999.
    pub fn new(on: NaiveDate, desk: u8, serial: u32) -> Result<Self, LookupCodeFault> {
        let year = match u8::try_from(on.year().wrapping_sub(2_000)) {
            Ok(year) if year < TRAINING_YEAR => year,
            Ok(_) | Err(_) => return Err(LookupCodeFault::Date),
        };
        Self::with_year(year, on, desk, serial)
    }

    /// Makes a code for training: its year is 99, so it can never be taken for a real one.
    ///
    /// # Errors
    /// [`LookupCodeFault`] for a desk or a serial out of range.
    pub fn for_training(on: NaiveDate, desk: u8, serial: u32) -> Result<Self, LookupCodeFault> {
        Self::with_year(TRAINING_YEAR, on, desk, serial)
    }

    fn with_year(year: u8, on: NaiveDate, desk: u8, serial: u32) -> Result<Self, LookupCodeFault> {
        if !(1..=99).contains(&desk) {
            return Err(LookupCodeFault::Desk);
        }
        if !(1..=99_999).contains(&serial) {
            return Err(LookupCodeFault::Serial);
        }
        Ok(Self {
            year,
            month: u8::try_from(on.month()).map_err(|_| LookupCodeFault::Date)?,
            day: u8::try_from(on.day()).map_err(|_| LookupCodeFault::Date)?,
            desk,
            serial,
        })
    }

    /// Gives the desk's number within the commune.
    #[must_use]
    pub const fn desk(self) -> u8 {
        self.desk
    }

    /// Gives the serial of the desk's day.
    #[must_use]
    pub const fn serial(self) -> u32 {
        self.serial
    }

    /// Says whether the code was made in training.
    #[must_use]
    pub const fn is_training(self) -> bool {
        self.year == TRAINING_YEAR
    }

    /// Writes the 19 digits of the QR: the code and the commune where it was issued.
    #[must_use]
    pub fn with_commune(self, commune: CommuneCode) -> String {
        format!("{self}{commune}")
    }

    /// Writes the code in groups, as a person reads it aloud: `2611 2002 0004 12`.
    #[must_use]
    pub fn grouped(self) -> String {
        let mut grouped = String::with_capacity(17);
        for (index, digit) in self.to_string().chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Writes the code short, for a sentence that has the date already: `26…0412`.
    #[must_use]
    pub fn abbreviated(self) -> String {
        let code = self.to_string();
        let last = code.get(10..).unwrap_or_default();
        format!("{:02}…{last}", self.year)
    }

    /// Cuts the code so that the digits that differ within a day can be set bold.
    #[must_use]
    pub fn parts(self) -> LookupCodeParts {
        let code = self.to_string();
        let part = |range| {
            code.get::<std::ops::Range<usize>>(range)
                .unwrap_or_default()
        };
        LookupCodeParts {
            date: part(0..6).to_owned(),
            middle: part(6..13).to_owned(),
            check: part(13..14).to_owned(),
        }
    }

    fn from_digits(digits: &[u8]) -> Result<Self, LookupCodeFault> {
        let [y1, y2, m1, m2, d1, d2, k1, k2, serial @ .., check] = digits else {
            return Err(LookupCodeFault::Length(digits.len()));
        };
        let body = digits.iter().copied().take(CODE_DIGITS.wrapping_sub(1));
        if digits.len() != CODE_DIGITS || check_digit(body) != *check {
            return Err(LookupCodeFault::CheckDigit);
        }
        let pair = |tens: u8, units: u8| tens.wrapping_mul(10).wrapping_add(units);
        let year = pair(*y1, *y2);
        let civil_year = match year {
            TRAINING_YEAR => LEAP_YEAR,
            year => i32::from(year).wrapping_add(2_000),
        };
        let (month, day) = (pair(*m1, *m2), pair(*d1, *d2));
        let on = NaiveDate::from_ymd_opt(civil_year, month.into(), day.into())
            .ok_or(LookupCodeFault::Date)?;
        let serial = serial.iter().fold(0_u32, |serial, digit| {
            serial.wrapping_mul(10).wrapping_add((*digit).into())
        });
        Self::with_year(year, on, pair(*k1, *k2), serial)
    }
}

impl fmt::Display for LookupCode {
    /// Writes the 14 digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!(
            "{:02}{:02}{:02}{:02}{:05}",
            self.year, self.month, self.day, self.desk, self.serial
        );
        let check = check_digit(body.bytes().map(|byte| byte.wrapping_sub(b'0')));
        write!(f, "{body}{check}")
    }
}

impl FromStr for LookupCode {
    type Err = LookupCodeFault;

    /// Reads 14 digits; spaces, dots and hyphens between them are passed over.
    fn from_str(text: &str) -> Result<Self, LookupCodeFault> {
        let digits = digits_of(text)?;
        match digits.len() {
            CODE_DIGITS => Self::from_digits(&digits),
            length => Err(LookupCodeFault::Length(length)),
        }
    }
}

impl TryFrom<String> for LookupCode {
    type Error = LookupCodeFault;

    fn try_from(text: String) -> Result<Self, LookupCodeFault> {
        text.parse()
    }
}

impl From<LookupCode> for String {
    fn from(code: LookupCode) -> Self {
        code.to_string()
    }
}

/// The 5 digits of a commune, by Quyết định 19/2025/QĐ-TTg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommuneCode([u8; 5]);

impl fmt::Display for CommuneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl FromStr for CommuneCode {
    type Err = LookupCodeFault;

    /// Reads exactly 5 ASCII digits.
    fn from_str(text: &str) -> Result<Self, LookupCodeFault> {
        let digits = digits_of(text)?;
        let length = digits.len();
        match <[u8; 5]>::try_from(digits) {
            Ok(digits) if text.len() == 5 => Ok(Self(digits)),
            Ok(_) => Err(LookupCodeFault::NotDigits),
            Err(_) => Err(LookupCodeFault::Length(length)),
        }
    }
}

impl TryFrom<String> for CommuneCode {
    type Error = LookupCodeFault;

    fn try_from(text: String) -> Result<Self, LookupCodeFault> {
        text.parse()
    }
}

impl From<CommuneCode> for String {
    fn from(code: CommuneCode) -> Self {
        code.to_string()
    }
}

/// What a scanner read: a bare code, or one with its commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ScannedCode {
    /// The 14 digits.
    pub code: LookupCode,
    /// The commune where it was issued, if the QR was read.
    pub commune: Option<CommuneCode>,
}

impl FromStr for ScannedCode {
    type Err = LookupCodeFault;

    /// Reads 14 or 19 digits; spaces, dots and hyphens between them are passed over.
    fn from_str(text: &str) -> Result<Self, LookupCodeFault> {
        let digits = digits_of(text)?;
        if !matches!(digits.len(), CODE_DIGITS | SCAN_DIGITS) {
            return Err(LookupCodeFault::Length(digits.len()));
        }
        let (code, commune) = digits.split_at(CODE_DIGITS);
        Ok(Self {
            code: LookupCode::from_digits(code)?,
            commune: <[u8; 5]>::try_from(commune).ok().map(CommuneCode),
        })
    }
}

/// Gives the values of the digits, without the spaces, dots and hyphens people put between them.
fn digits_of(text: &str) -> Result<Vec<u8>, LookupCodeFault> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '.' | '-' | '\u{feff}'))
        .map(|c| c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()
        .ok_or(LookupCodeFault::NotDigits)?;
    match digits.is_empty() {
        true => Err(LookupCodeFault::Empty),
        false => Ok(digits),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{CommuneCode, LookupCode, LookupCodeFault, ScannedCode};

    #[test]
    fn a_code_is_the_day_the_desk_the_serial_and_a_check_digit() {
        for (on, desk, serial, expected) in [
            ("2026-11-20", 2, 41, "26112002000412"),
            ("2026-11-20", 90, 3, "26112090000036"),
            ("2026-11-20", 2, 40, "26112002000404"),
            ("2098-12-31", 99, 99_999, "98123199999998"),
            ("2000-01-01", 1, 1, "00010101000014"),
        ] {
            let code = LookupCode::new(date(on), desk, serial).unwrap();
            assert_eq!(code.to_string(), expected);
            assert_eq!(expected.parse(), Ok(code));
            assert_eq!((code.desk(), code.serial()), (desk, serial));
            assert!(!code.is_training());
        }
    }

    #[test]
    fn a_code_is_read_however_it_was_typed_or_scanned() {
        let code: LookupCode = "26112002000412".parse().unwrap();
        for text in [
            " 26112002000412\r\n",
            "2611 2002 0004 12",
            "2611\u{a0}2002\u{a0}0004\u{a0}12",
            "2611.2002.0004.12",
            "2611-2002-0004-12",
            "\u{feff}26112002000412\u{1d}",
        ] {
            assert_eq!(text.parse(), Ok(code), "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_has_a_name() {
        for (text, fault) in [
            ("", LookupCodeFault::Empty),
            (" \t-.", LookupCodeFault::Empty),
            ("2611200200041A", LookupCodeFault::NotDigits),
            ("２６112002000412", LookupCodeFault::NotDigits),
            ("2611200200041", LookupCodeFault::Length(13)),
            ("261120020004121", LookupCodeFault::Length(15)),
            ("2611200200041201234", LookupCodeFault::Length(19)),
            ("26112002000413", LookupCodeFault::CheckDigit),
            ("26112002000421", LookupCodeFault::CheckDigit),
            (&checked("2613200200041"), LookupCodeFault::Date),
            (&checked("2602290200041"), LookupCodeFault::Date),
            (&checked("2611200000041"), LookupCodeFault::Desk),
            (&checked("2611200200000"), LookupCodeFault::Serial),
        ] {
            assert_eq!(text.parse::<LookupCode>(), Err(fault), "{text}");
        }
        assert_eq!(LookupCodeFault::Length(3).code(), "lookup_code_length");
    }

    #[test]
    fn what_no_desk_could_have_made_is_refused() {
        for (on, desk, serial, fault) in [
            ("1999-12-31", 1, 1, LookupCodeFault::Date),
            ("2099-01-01", 1, 1, LookupCodeFault::Date),
            ("2026-11-20", 0, 1, LookupCodeFault::Desk),
            ("2026-11-20", 100, 1, LookupCodeFault::Desk),
            ("2026-11-20", 1, 0, LookupCodeFault::Serial),
            ("2026-11-20", 1, 100_000, LookupCodeFault::Serial),
        ] {
            assert_eq!(LookupCode::new(date(on), desk, serial), Err(fault));
        }
    }

    #[test]
    fn a_training_code_bears_the_year_99() {
        let code = LookupCode::for_training(date("2028-02-29"), 2, 7).unwrap();
        assert!(code.to_string().starts_with("9902290200007"));
        assert_eq!(code.to_string().parse(), Ok(code));
        assert!(code.is_training());
    }

    #[test]
    fn the_qr_carries_the_commune_too() {
        let code: LookupCode = "26112002000412".parse().unwrap();
        let commune: CommuneCode = "01351".parse().unwrap();
        let qr = code.with_commune(commune);
        assert_eq!(qr, "2611200200041201351");
        let both = ScannedCode {
            code,
            commune: Some(commune),
        };
        let bare = ScannedCode {
            code,
            commune: None,
        };
        assert_eq!(qr.parse(), Ok(both));
        assert_eq!("26112002000412".parse(), Ok(bare));
        assert_eq!(
            "261120".parse::<ScannedCode>(),
            Err(LookupCodeFault::Length(6))
        );
        let swapped = "2611200200042101351".parse::<ScannedCode>();
        assert_eq!(swapped, Err(LookupCodeFault::CheckDigit));
        for text in ["1351", "013510", "0135a", "01 351", ""] {
            assert!(text.parse::<CommuneCode>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_code_is_shown_in_groups_short_and_in_parts() {
        let code: LookupCode = "26112002000412".parse().unwrap();
        assert_eq!(code.grouped(), "2611 2002 0004 12");
        assert_eq!(code.abbreviated(), "26…0412");
        let parts = code.parts();
        assert_eq!(
            (&*parts.date, &*parts.middle, &*parts.check),
            ("261120", "0200041", "2")
        );
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"26112002000412\"");
        assert_eq!(
            serde_json::from_str::<LookupCode>("\"26112002000412\"").unwrap(),
            code
        );
    }

    proptest! {
        #[test]
        fn two_things_of_a_commune_never_bear_one_number(
            one in things(), other in things(),
        ) {
            let code = |(on, desk, serial)| LookupCode::new(on, desk, serial).unwrap();
            prop_assert_eq!(code(one) == code(other), one == other);
            prop_assert_eq!(code(one).to_string() == code(other).to_string(), one == other);
            prop_assert_eq!(code(one).to_string().parse(), Ok(code(one)));
            prop_assert_eq!(code(one) < code(other), one < other);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<ScannedCode>();
        }
    }

    fn things() -> impl Strategy<Value = (NaiveDate, u8, u32)> {
        (0_u64..3, 1_u8..4, 1_u32..6).prop_map(|(days, desk, serial)| {
            (date("2026-12-30") + chrono::Days::new(days), desk, serial)
        })
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn checked(body: &str) -> String {
        let check = super::check_digit(body.bytes().map(|byte| byte - b'0'));
        format!("{body}{check}")
    }
}
