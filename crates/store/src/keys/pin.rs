//! A PIN: exactly six digits, wiped from memory when dropped.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many digits a PIN has.
pub const PIN_DIGITS: usize = 6;

/// Six digits that a person keeps to herself.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Pin([u8; PIN_DIGITS]);

/// The text is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN is exactly six digits")]
pub struct NotAPin;

impl Pin {
    /// Reads a PIN as typed.
    ///
    /// # Errors
    /// Anything but six ASCII digits.
    pub fn parse(text: &str) -> Result<Self, NotAPin> {
        let digits: [u8; PIN_DIGITS] = text.as_bytes().try_into().map_err(|_| NotAPin)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(NotAPin)
        }
    }

    pub(crate) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_digits_are_a_pin() {
        assert!(Pin::parse("123456").is_ok());
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", " 12345"] {
            assert!(Pin::parse(wrong).is_err(), "{wrong:?} was taken for a PIN");
        }
    }
}
