//! The 12-digit number: place of birth registration, century and sex, year of birth, six more.
//!
//! It has no check digit (NĐ 137/2015 Art. 13, TT 59/2021), so all that can be said of it is a
//! warning. Numbers did not change with the mergers of 2025; the places are those of before.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Datelike;

use super::{Birth, CardWarning, Sex};
use crate::table::read_rows;

static BIRTH_PLACES: LazyLock<BTreeMap<String, BirthPlace>> = LazyLock::new(read_birth_places);

const SHIPPED_PLACES: &str = include_str!("../../data/cccd_birth_places.csv");

/// A province in which births were registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthPlace {
    /// Its name when the number was given.
    pub province_before_2025: String,
    /// The code of the province it belongs to since 1 July 2025.
    pub province_code: String,
    /// That province's name.
    pub province: String,
}

/// Finds the place of birth registration that a number names; none for those born abroad.
#[must_use]
pub fn birth_place(number: &str) -> Option<&'static BirthPlace> {
    BIRTH_PLACES.get(number.get(..3)?)
}

/// Reads the first field of a card: twelve digits, perhaps with spaces and dots among them.
pub(super) fn card_number(field: &str) -> Option<String> {
    let number: String = field
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    let is_number = number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

/// Says what of a card does not fit its number.
pub(super) fn number_warnings(
    number: &str,
    sex: Option<Sex>,
    dob: Option<Birth>,
) -> impl Iterator<Item = CardWarning> {
    let place = birth_place(number).is_none();
    let digit = |index: usize| {
        let byte = number.as_bytes().get(index).copied().unwrap_or(b'0');
        u16::from(byte.wrapping_sub(b'0'))
    };
    let century = digit(3);
    let year = (century / 2)
        .wrapping_mul(100)
        .wrapping_add(digit(4).wrapping_mul(10))
        .wrapping_add(digit(5))
        .wrapping_add(1_900);
    let expected_sex = match century % 2 {
        0 => Sex::Male,
        _ => Sex::Female,
    };
    let born_in = dob.map(|dob| match dob {
        Birth::Day(on) => on.year(),
        Birth::Year(year) => i32::from(year),
    });
    [
        place.then_some(CardWarning::PlaceUnknown),
        sex.filter(|sex| *sex != expected_sex)
            .map(|_| CardWarning::SexMismatch),
        born_in
            .filter(|born_in| *born_in != i32::from(year))
            .map(|_| CardWarning::YearMismatch),
    ]
    .into_iter()
    .flatten()
}

fn read_birth_places() -> BTreeMap<String, BirthPlace> {
    let mut places = BTreeMap::new();
    let columns = [
        "code",
        "province_pre_2025",
        "province_code_2025",
        "province_2025",
    ];
    let faults = read_rows("cccd_birth_places", SHIPPED_PLACES, &columns, |row| {
        let place = BirthPlace {
            province_before_2025: row.filled("province_pre_2025")?.to_owned(),
            province_code: row.filled("province_code_2025")?.to_owned(),
            province: row.filled("province_2025")?.to_owned(),
        };
        places.insert(row.filled("code")?.to_owned(), place);
        Ok(())
    });
    debug_assert!(
        faults.is_empty(),
        "the shipped places have bad rows: {faults:?}"
    );
    places
}
