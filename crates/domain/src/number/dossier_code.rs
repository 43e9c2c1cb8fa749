//! The «Mã số hồ sơ»: unit code, date, serial, as `H10.12-210914-0001`.
//!
//! Laws and provinces write it differently, so both what this office prints
//! ([`DossierCodePattern`]) and what is accepted when an official code comes back
//! ([`DossierCodeShape`]) are data. A printed code is never changed, only linked. Sources: TT
//! 01/2018/TT-VPCP Art. 19, QĐ 20/2020/QĐ-TTg Art. 4; the structure of TT 03/2025 is not known.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Longest code of a unit, in characters (QĐ 20/2020/QĐ-TTg Art. 4).
pub const UNIT_CODE_CHARACTERS_MAX: usize = 35;
/// Fewest and most digits of a serial that are accepted.
const SERIAL_DIGITS: (u8, u8) = (4, 7);

/// Why a code is not accepted or cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DossierCodeFault {
    /// The code of the unit has none of the accepted shapes.
    #[error("the unit code has no accepted shape")]
    Unit,
    /// The date has another number of digits, or the year has not four.
    #[error("the date has no accepted shape")]
    Date,
    /// The serial has too few or too many digits, or others than digits.
    #[error("the serial has no accepted shape")]
    Serial,
    /// Not three parts between hyphens.
    #[error("a code is a unit, a date and a serial")]
    Parts,
}

crate::codes! {
    pub DossierCodeFault {
        Self::Unit => "dossier_code_unit",
        Self::Date => "dossier_code_date",
        Self::Serial => "dossier_code_serial",
        Self::Parts => "dossier_code_parts",
    }
}

/// A code in an accepted shape, in capitals and without white space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode(String);

impl DossierCode {
    /// Gives the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DossierCode {
    type Err = DossierCodeFault;

    /// Reads a code by the usual shape.
    fn from_str(text: &str) -> Result<Self, DossierCodeFault> {
        DossierCodeShape::default().read(text)
    }
}

impl TryFrom<String> for DossierCode {
    type Error = DossierCodeFault;

    fn try_from(text: String) -> Result<Self, DossierCodeFault> {
        text.parse()
    }
}

impl From<DossierCode> for String {
    fn from(code: DossierCode) -> Self {
        code.0
    }
}

/// How the code of a unit may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitShape {
    /// `000.00.12.H10`: the lowest level first (TT 01/2018).
    LowestFirst,
    /// `H10.12`: the highest level first, groups of capitals and digits (QĐ 20/2020).
    HighestFirst,
}

impl UnitShape {
    fn fits(self, unit: &str) -> bool {
        let groups: Vec<&str> = unit.split('.').collect();
        match (self, groups.as_slice()) {
            (Self::LowestFirst, [one, two, three, top]) => {
                digits(one, 3) && digits(two, 2) && digits(three, 2) && is_top(top)
            }
            (Self::LowestFirst, _) => false,
            (Self::HighestFirst, [top, below @ ..]) => {
                is_top(top) && below.iter().all(|group| is_group(group))
            }
            (Self::HighestFirst, []) => false,
        }
    }
}

/// What is accepted as a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierCodeShape {
    /// How the unit's code may look.
    pub units: Vec<UnitShape>,
    /// How many digits the date may have.
    pub date_digits: Vec<u8>,
    /// Fewest and most digits of the serial.
    pub serial_digits: (u8, u8),
}

impl DossierCodeShape {
    /// Reads a pasted or scanned code; white space is dropped, letters become capitals and the
    /// dashes of word processors hyphens.
    ///
    /// # Errors
    /// [`DossierCodeFault`] names the first part that does not fit.
    pub fn read(&self, text: &str) -> Result<DossierCode, DossierCodeFault> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}')
            .map(|c| match c {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                c => c.to_ascii_uppercase(),
            })
            .collect();
        let parts: Vec<&str> = code.split('-').collect();
        let [unit, date, serial] = parts.as_slice() else {
            return Err(DossierCodeFault::Parts);
        };
        if !self.fits_unit(unit) {
            return Err(DossierCodeFault::Unit);
        }
        if !self.date_digits.iter().any(|count| digits(date, *count)) {
            return Err(DossierCodeFault::Date);
        }
        let (fewest, most) = self.serial_digits;
        if !(fewest..=most).any(|count| digits(serial, count)) {
            return Err(DossierCodeFault::Serial);
        }
        Ok(DossierCode(code))
    }

    fn fits_unit(&self, unit: &str) -> bool {
        unit.len() <= UNIT_CODE_CHARACTERS_MAX && self.units.iter().any(|shape| shape.fits(unit))
    }
}

impl Default for DossierCodeShape {
    /// Both shapes of the unit, 6 or 8 digits of the date, 4 to 7 of the serial.
    fn default() -> Self {
        Self {
            units: vec![UnitShape::LowestFirst, UnitShape::HighestFirst],
            date_digits: vec![6, 8],
            serial_digits: SERIAL_DIGITS,
        }
    }
}

/// How the date stands in a printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeDate {
    /// `YYMMDD`.
    SixDigits,
    /// `YYYYMMDD`.
    EightDigits,
}

/// How a unit prints its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierCodePattern {
    /// `H10.12`.
    pub unit_code: String,
    /// How the date stands in it.
    pub date: CodeDate,
    /// Digits of the serial; a longer serial widens it.
    pub serial_digits: u8,
}

impl DossierCodePattern {
    /// Makes the code of a dossier received on a day under a serial of that day.
    ///
    /// # Errors
    /// [`DossierCodeFault`] if what would be printed is not in an accepted shape.
    pub fn code(&self, on: NaiveDate, serial: u32) -> Result<DossierCode, DossierCodeFault> {
        if !(0..=9_999).contains(&on.year()) {
            return Err(DossierCodeFault::Date);
        }
        let date = match self.date {
            CodeDate::SixDigits => on.format("%y%m%d"),
            CodeDate::EightDigits => on.format("%Y%m%d"),
        };
        let width = usize::from(self.serial_digits.min(SERIAL_DIGITS.1));
        DossierCodeShape::default().read(&format!("{}-{date}-{serial:0width$}", self.unit_code))
    }
}

fn digits(text: &str, count: u8) -> bool {
    text.len() == usize::from(count) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A letter A to Y and two digits: a ministry or a province.
fn is_top(group: &str) -> bool {
    match group.as_bytes() {
        [letter, tens, units] => {
            matches!(letter, b'A'..=b'Y') && tens.is_ascii_digit() && units.is_ascii_digit()
        }
        _ => false,
    }
}

fn is_group(group: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    !group.is_empty() && group.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{CodeDate, DossierCode, DossierCodeFault, DossierCodePattern, SERIAL_DIGITS};
    use crate::number::{Lane, LanePlan};

    #[test]
    fn codes_of_every_known_shape_are_accepted() {
        for code in [
            "000.00.12.H10-210914-0001",
            "H10.12-210914-0001",
            "G09.20-20260609-0092637",
            "H26-261122-0001",
            "H55.A1.22.XYZ-261122-12345",
            "Y99-26112299-1234567",
        ] {
            assert_eq!(code.parse::<DossierCode>().unwrap().as_str(), code);
        }
    }

    #[test]
    fn a_pasted_code_is_tidied() {
        for text in [
            " H10.12-210914-0001\r\n",
            "h10.12-210914-0001",
            "H10.12 - 210914 - 0001",
            "H10.12–210914–0001",
            "H10.12\u{2011}210914\u{2011}0001",
            "\u{feff}H10.12-210914-0001",
        ] {
            assert_eq!(
                text.parse::<DossierCode>().unwrap().as_str(),
                "H10.12-210914-0001"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (text, fault) in [
            ("", DossierCodeFault::Parts),
            ("H10.12-210914", DossierCodeFault::Parts),
            ("H10.12-210914-0001-1", DossierCodeFault::Parts),
            ("26112002000412", DossierCodeFault::Parts),
            ("Z10.12-210914-0001", DossierCodeFault::Unit),
            ("H1.12-210914-0001", DossierCodeFault::Unit),
            ("H101-210914-0001", DossierCodeFault::Unit),
            ("H10.-210914-0001", DossierCodeFault::Unit),
            ("H10..12-210914-0001", DossierCodeFault::Unit),
            ("H10.Đ2-210914-0001", DossierCodeFault::Unit),
            ("00.00.12.H10-210914-0001", DossierCodeFault::Unit),
            ("000.00.12.Z10-210914-0001", DossierCodeFault::Unit),
            (
                "H10.12345678901234567890123456789012-210914-0001",
                DossierCodeFault::Unit,
            ),
            ("H10.12-21091-0001", DossierCodeFault::Date),
            ("H10.12-2109141-0001", DossierCodeFault::Date),
            ("H10.12-2109A4-0001", DossierCodeFault::Date),
            ("H10.12-210914-001", DossierCodeFault::Serial),
            ("H10.12-210914-12345678", DossierCodeFault::Serial),
            ("H10.12-210914-00O1", DossierCodeFault::Serial),
            ("000.00.00.G15-KQ003208", DossierCodeFault::Parts),
        ] {
            assert_eq!(text.parse::<DossierCode>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_unit_prints_by_its_own_pattern_and_a_long_serial_widens_it() {
        for (date, width, serial, expected) in [
            (CodeDate::SixDigits, 4, 1_001, "H26.12-261122-1001"),
            (CodeDate::SixDigits, 4, 11_000, "H26.12-261122-11000"),
            (CodeDate::EightDigits, 7, 1_001, "H26.12-20261122-0001001"),
            (CodeDate::EightDigits, 4, 999_999, "H26.12-20261122-999999"),
        ] {
            let code = pattern(date, width)
                .code(day("2026-11-22"), serial)
                .unwrap();
            assert_eq!(code.as_str(), expected);
        }
        let narrow = pattern(CodeDate::SixDigits, 3).code(day("2026-11-22"), 1);
        assert_eq!(narrow, Err(DossierCodeFault::Serial));
        let full = pattern(CodeDate::SixDigits, 255).code(day("2026-11-22"), 10_000_000);
        assert_eq!(full, Err(DossierCodeFault::Serial));
        let far = pattern(CodeDate::EightDigits, 4).code(NaiveDate::MAX, 1_001);
        assert_eq!(far, Err(DossierCodeFault::Date));
        let mut nowhere = pattern(CodeDate::SixDigits, 4);
        nowhere.unit_code = "HƯNG-ĐẠO".to_owned();
        assert!(nowhere.code(day("2026-11-22"), 1_001).is_err());
    }

    proptest! {
        #[test]
        fn two_desks_of_a_unit_never_print_one_code(
            one in (0_u64..3, 1_u8..=99, 1_u32..=9_999),
            other in (0_u64..3, 1_u8..=99, 1_u32..=9_999),
            width in 4_u8..=SERIAL_DIGITS.1,
        ) {
            let plan = LanePlan::default();
            let pattern = pattern(CodeDate::SixDigits, width);
            let code = |(days, lane, place): (u64, u8, u32)| {
                let on = day("2026-12-30") + chrono::Days::new(days);
                let serial = plan.serial(Lane::new(lane).unwrap(), place).unwrap();
                pattern.code(on, serial).unwrap()
            };
            prop_assert_eq!(code(one) == code(other), one == other);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<DossierCode>();
        }
    }

    fn pattern(date: CodeDate, serial_digits: u8) -> DossierCodePattern {
        DossierCodePattern {
            unit_code: "H26.12".to_owned(),
            date,
            serial_digits,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
}
