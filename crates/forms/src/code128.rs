//! The barcode of a lookup code: Code 128 in its digit-pair form (set C), as ISO/IEC 15417
//! describes it.
//!
//! 14 digits make 112 modules; the template gives each module whole printer dots, so that the
//! widths stay exact. The quiet zone of 10 modules a side is the template's to keep.

use crate::FormError;

/// Start of set C: the symbol value 105.
const START: u32 = 105;
const STOP: &str = "2331112";
const MODULUS: u32 = 103;

/// The widths of bars and gaps, bar first, of the symbol values 0 to 105.
const PATTERNS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];

/// Returns the widths in modules of bars and gaps, bar first, for an even number of digits.
pub fn encode(digits: &str) -> Result<Vec<u32>, FormError> {
    let bad = || FormError::BadCode {
        digits: digits.to_owned(),
        expected: 14,
    };
    let mut values = vec![START];
    for pair in digits.as_bytes().chunks(2) {
        let [tens @ b'0'..=b'9', units @ b'0'..=b'9'] = pair else {
            return Err(bad());
        };
        values.push(u32::from(tens - b'0') * 10 + u32::from(units - b'0'));
    }
    let check = values
        .iter()
        .zip((0..).map(|place: u32| place.max(1)))
        .fold(0, |sum, (value, weight)| (sum + value * weight) % MODULUS);
    values.push(check);
    let symbols = values
        .iter()
        .map(|value| {
            usize::try_from(*value)
                .ok()
                .and_then(|at| PATTERNS.get(at).copied())
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(bad)?;
    Ok(symbols
        .into_iter()
        .chain([STOP])
        .flat_map(str::chars)
        .filter_map(|w| w.to_digit(10))
        .collect())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed test may panic"
)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_has_eleven_modules_and_its_own_widths() {
        let widths = |pattern: &str| pattern.chars().filter_map(|w| w.to_digit(10)).sum::<u32>();
        assert!(
            PATTERNS
                .iter()
                .all(|pattern| pattern.len() == 6 && widths(pattern) == 11)
        );
        let different: std::collections::BTreeSet<_> = PATTERNS.iter().collect();
        assert_eq!(different.len(), PATTERNS.len());
    }

    #[test]
    fn fourteen_digits_make_112_modules() {
        let widths = encode("26112202000175").unwrap();
        assert_eq!(widths.iter().sum::<u32>(), 112);
        assert_eq!(widths[..6], [2, 1, 1, 2, 3, 2]);
        assert_eq!(widths[widths.len() - 7..], [2, 3, 3, 1, 1, 1, 2]);
    }

    #[test]
    fn an_odd_number_of_digits_or_a_letter_is_refused() {
        for bad in ["2611220200017", "2611220200017x", "26-1220200017"] {
            assert!(
                matches!(encode(bad), Err(FormError::BadCode { .. })),
                "{bad}"
            );
        }
    }
}
