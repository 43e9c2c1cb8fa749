//! The QR code of a form: 19 digits, the 14 of the lookup code and the 5 of its commune, with
//! error correction M.
//!
//! Digits alone fit the smallest symbol (21 modules), so a module is a whole millimetre.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Mode};

use crate::FormError;

/// A square of dark and light modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrSquare {
    /// Modules a side, without the quiet zone of 4.
    pub side: usize,
    /// The modules row by row; true is dark.
    pub modules: Vec<bool>,
}

/// Makes the QR code of a text of digits.
pub fn encode(digits: &str) -> Result<QrSquare, FormError> {
    let code = QRBuilder::new(digits)
        .mode(Mode::Numeric)
        .ecl(ECL::M)
        .build()
        .map_err(|_| FormError::MakeQr)?;
    let modules = code
        .data
        .iter()
        .take(code.size * code.size)
        .map(|module| module.value());
    Ok(QrSquare {
        side: code.size,
        modules: modules.collect(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::*;

    #[test]
    fn nineteen_digits_fit_the_smallest_symbol() {
        let square = encode("2611220200017501351").unwrap();
        assert_eq!(square.side, 21);
        assert_eq!(square.modules.len(), 21 * 21);
    }
}
