//! The text that enrols a desk: printed by the server, typed, pasted or scanned at the desk.
//!
//! CBOR in unpadded base32 capitals, in groups of five, so that it fits a QR code's
//! alphanumeric mode and can be read aloud. It is good once and for a short time.

use data_encoding::BASE32_NOPAD;
use ledger::id::{Hash, ServerId, UnitId};
use minicbor::{Decode, Encode};

use crate::protocol::{read, write};

/// Longest token text, blanks included.
pub const TOKEN_TEXT_MAX: usize = 600;

/// What a desk must know to make its first connection.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolmentToken {
    /// Where the server listens for desks.
    #[n(0)]
    pub url: String,
    /// SHA-256 of the TLS root's public key; no other root is ever trusted.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub root_pin: [u8; 32],
    /// One-time secret.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub secret: [u8; 16],
    /// The commune's five digits.
    #[n(3)]
    pub commune_code: String,
    /// The desk's office.
    #[n(4)]
    pub unit: UnitId,
    /// Its number within the commune.
    #[n(5)]
    pub desk_no: u8,
    /// Not after this moment, µs UTC by the server's clock.
    #[n(6)]
    pub expires_at: i64,
    /// The server that printed it.
    #[n(7)]
    pub server: ServerId,
    /// Digest of the authorities' keys: what the desk pins came on paper, not over the line.
    #[n(8)]
    pub root: Hash,
}

/// A text that is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an enrolment token")]
pub struct NotAToken;

impl EnrolmentToken {
    /// Writes the text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let letters = BASE32_NOPAD.encode(&write(self));
        let mut text = String::with_capacity(letters.len() + letters.len() / 5);
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % 5 == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }

    /// Reads a text, with or without groups, in any case.
    ///
    /// # Errors
    /// The text is not a token.
    pub fn from_text(text: &str) -> Result<Self, NotAToken> {
        if text.len() > TOKEN_TEXT_MAX {
            return Err(NotAToken);
        }
        let letters: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let bytes = BASE32_NOPAD
            .decode(letters.as_bytes())
            .map_err(|_| NotAToken)?;
        read(&bytes, TOKEN_TEXT_MAX).map_err(|_| NotAToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> EnrolmentToken {
        EnrolmentToken {
            url: "https://10.0.0.7:7443".to_owned(),
            root_pin: [7; 32],
            secret: [9; 16],
            commune_code: "01273".to_owned(),
            unit: UnitId::from_bytes([1; 16]),
            desk_no: 2,
            expires_at: 1_800_000_000_000_000,
            server: ServerId::from_bytes([3; 16]),
            root: Hash::from_bytes([4; 32]),
        }
    }

    #[test]
    fn a_token_reads_back_however_it_was_typed() {
        let text = token().to_text();
        assert!(text.len() <= TOKEN_TEXT_MAX);
        assert_eq!(EnrolmentToken::from_text(&text), Ok(token()));
        let typed = text.to_lowercase().replace('-', " \n");
        assert_eq!(EnrolmentToken::from_text(&typed), Ok(token()));
    }

    #[test]
    fn a_shortened_or_altered_token_is_refused() {
        let text = token().to_text();
        for cut in [0, 1, text.len() / 2, text.len() - 1] {
            let shorter: String = text.chars().take(cut).collect();
            assert_eq!(
                EnrolmentToken::from_text(&shorter),
                Err(NotAToken),
                "cut at {cut}"
            );
        }
        assert_eq!(
            EnrolmentToken::from_text("đây không phải mã"),
            Err(NotAToken)
        );
    }
}
