//! Codes as the template draws them: each unbroken run of dark modules in a row is one rectangle.

use serde::Serialize;

use crate::sheet::LookupCode;
use crate::{FormError, code128, qr};

const LOOKUP_DIGITS: usize = 14;
const COMMUNE_DIGITS: usize = 5;

/// A code to draw: its width in modules and its dark runs (row, first module, modules).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Ink {
    modules: usize,
    runs: Vec<(usize, usize, usize)>,
}

impl Ink {
    /// Draws the QR code of a lookup code.
    pub(crate) fn qr(code: &LookupCode) -> Result<Self, FormError> {
        check_digits(&code.digits, LOOKUP_DIGITS)?;
        check_digits(&code.commune, COMMUNE_DIGITS)?;
        let square = qr::encode(&format!("{}{}", code.digits, code.commune))?;
        let rows = square.modules.chunks(square.side).enumerate();
        let runs = rows
            .flat_map(|(row, modules)| dark_runs(row, modules))
            .collect();
        Ok(Self {
            modules: square.side,
            runs,
        })
    }

    /// Draws the barcode of 14 digits.
    pub(crate) fn bars(digits: &str) -> Result<Self, FormError> {
        check_digits(digits, LOOKUP_DIGITS)?;
        let mut at = 0;
        let mut runs = Vec::new();
        for (place, width) in code128::encode(digits)?.into_iter().enumerate() {
            let width = width as usize;
            if place.is_multiple_of(2) {
                runs.push((0, at, width));
            }
            at += width;
        }
        Ok(Self { modules: at, runs })
    }
}

fn dark_runs(row: usize, modules: &[bool]) -> Vec<(usize, usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    for run in modules.chunk_by(|left, right| left == right) {
        if run.first() == Some(&true) {
            runs.push((row, at, run.len()));
        }
        at += run.len();
    }
    runs
}

fn check_digits(digits: &str, expected: usize) -> Result<(), FormError> {
    if digits.len() == expected && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(FormError::BadCode {
            digits: digits.to_owned(),
            expected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_drawn_as_its_dark_runs() {
        let row = [true, true, false, true, false, false, true];
        assert_eq!(dark_runs(3, &row), [(3, 0, 2), (3, 3, 1), (3, 6, 1)]);
        assert_eq!(dark_runs(0, &[false, false]), []);
    }

    #[test]
    fn a_code_of_another_length_is_refused() {
        for digits in ["", "2611220200017", "261122020001755", "2611220200017٥"] {
            assert!(
                matches!(Ink::bars(digits), Err(FormError::BadCode { .. })),
                "{digits}"
            );
        }
    }
}
