//! What the QR of an identity card says, as a scanner hands it over.
//!
//! `number|old number|name|birth|sex|address|issued` (domain page §10). The text may have been
//! mangled on the way, so everything but the number is read as far as it goes and what is odd is a
//! warning; no person is ever refused here, because the clerk can type by hand.

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

mod dates;
mod number;
#[cfg(test)]
mod tests;

pub use number::{BirthPlace, birth_place};

/// How far the text could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardResult {
    /// Everything fits.
    Ok,
    /// Read, with something for the clerk to look at.
    OkWarn,
    /// Not a card: the clerk types by hand.
    Unreadable,
}

/// The sex written on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Sex {
    /// Nam.
    #[serde(rename = "M")]
    Male,
    /// Nữ.
    #[serde(rename = "F")]
    Female,
}

/// What the clerk should look at; in the order of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardWarning {
    /// The date of birth is absent or impossible.
    DobInvalid,
    /// Fewer than six fields: not a card.
    Fields,
    /// The date of issue is impossible or not a whole date.
    IssuedInvalid,
    /// Letters of the name were lost on the way.
    NameGarbled,
    /// The name is empty.
    NameMissing,
    /// The first field is not a number of twelve digits: not a card.
    Number,
    /// The old number has neither nine nor twelve digits, and was dropped.
    OldIdOdd,
    /// The place of birth registration is not a known code; people born abroad have others.
    PlaceUnknown,
    /// The sex does not fit the number.
    SexMismatch,
    /// The sex is neither Nam nor Nữ.
    SexUnknown,
    /// The year of birth does not fit the number.
    YearMismatch,
}

/// A date of birth: whole, or only a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// The whole date.
    Day(chrono::NaiveDate),
    /// Only the year is known, as for many old people.
    Year(u16),
}

impl Serialize for Birth {
    /// Writes `yyyy-mm-dd` or `yyyy`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Day(on) => serializer.collect_str(on),
            Self::Year(year) => serializer.collect_str(&format_args!("{year:04}")),
        }
    }
}

/// What a card says; absent values are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentityCard {
    /// How far the text could be read.
    pub result: CardResult,
    /// The 12-digit number.
    pub number: Option<String>,
    /// The number of the older card, 9 or 12 digits.
    pub old_id: Option<String>,
    /// Họ, chữ đệm và tên.
    pub name: Option<String>,
    /// Date or year of birth.
    pub dob: Option<Birth>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Address, perhaps of three levels.
    pub address: Option<String>,
    /// Date of issue.
    pub issued: Option<chrono::NaiveDate>,
    /// What to look at, sorted by code, each once.
    pub warnings: Vec<CardWarning>,
}

/// Reads the text of an identity card's QR.
#[must_use]
pub fn read_identity_card(text: &str) -> IdentityCard {
    let text: String = text.trim_matches(is_stripped).nfc().collect();
    let fields: Vec<&str> = text.split('|').collect();
    let [number, old_id, name, dob, sex, address, rest @ ..] = fields.as_slice() else {
        return unreadable(CardWarning::Fields);
    };
    let Some(number) = number::card_number(number) else {
        return unreadable(CardWarning::Number);
    };
    let mut warnings = Vec::new();
    let mut card = IdentityCard {
        result: CardResult::Ok,
        old_id: read_old_id(old_id, &mut warnings),
        name: read_name(name, &mut warnings),
        dob: dates::read_birth(dob.trim()),
        sex: read_sex(sex),
        address: filled(single_spaced(address)),
        issued: None,
        number: None,
        warnings: Vec::new(),
    };
    if card.dob.is_none() {
        warnings.push(CardWarning::DobInvalid);
    }
    if card.sex.is_none() {
        warnings.push(CardWarning::SexUnknown);
    }
    let issued = rest.first().map_or("", |field| field.trim());
    card.issued = dates::read_day(issued);
    if card.issued.is_none() && !issued.is_empty() {
        warnings.push(CardWarning::IssuedInvalid);
    }
    warnings.extend(number::number_warnings(&number, card.sex, card.dob));
    warnings.sort_unstable();
    warnings.dedup();
    if !warnings.is_empty() {
        card.result = CardResult::OkWarn;
    }
    card.number = Some(number);
    card.warnings = warnings;
    card
}

fn unreadable(warning: CardWarning) -> IdentityCard {
    IdentityCard {
        result: CardResult::Unreadable,
        number: None,
        old_id: None,
        name: None,
        dob: None,
        sex: None,
        address: None,
        issued: None,
        warnings: vec![warning],
    }
}

fn is_stripped(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

fn read_old_id(field: &str, warnings: &mut Vec<CardWarning>) -> Option<String> {
    let old_id = field.trim();
    let is_number = matches!(old_id.len(), 9 | 12) && old_id.bytes().all(|b| b.is_ascii_digit());
    if !is_number && !old_id.is_empty() {
        warnings.push(CardWarning::OldIdOdd);
    }
    is_number.then(|| old_id.to_owned())
}

fn read_name(field: &str, warnings: &mut Vec<CardWarning>) -> Option<String> {
    let name = single_spaced(field);
    if name.is_empty() {
        warnings.push(CardWarning::NameMissing);
    } else if name.chars().any(is_garbage) {
        warnings.push(CardWarning::NameGarbled);
    }
    filled(name)
}

/// Signs that a reader guessed another alphabet: the replacement character, a question mark, and
/// the scripts and widths of East Asia that Big5 and Shift-JIS decode to.
const fn is_garbage(c: char) -> bool {
    matches!(
        c,
        '\u{fffd}' | '?'
            | '\u{1100}'..='\u{11ff}'
            | '\u{2e80}'..='\u{303f}'
            | '\u{3040}'..='\u{33ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{a000}'..='\u{a4cf}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{1b000}'..='\u{1b16f}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

fn read_sex(field: &str) -> Option<Sex> {
    match field.trim().to_lowercase().as_str() {
        "nam" => Some(Sex::Male),
        "nữ" => Some(Sex::Female),
        _ => None,
    }
}

fn single_spaced(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    for word in field.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
