//! Names of things: sixteen bytes made by the device before anything is sent, so that a
//! retry finds what the first try made. A record is named by its hash.
//!
//! The bytes mean nothing here; who makes them and how they are spread is the caller's.

use std::fmt;
use std::str::FromStr;

use minicbor::decode::{Decoder, Error as DecodeError};
use minicbor::encode::{Encoder, Error as EncodeError, Write};

/// Says that a text is not the hexadecimal form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a lower-case hexadecimal id of the expected length")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Wraps the bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Gives the bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let mut bytes = [0; $len];
                fill_from_hex(text, &mut bytes)?;
                Ok(Self(bytes))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                encoder: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), EncodeError<W::Error>> {
                encoder.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(decoder: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                let bytes = decoder.bytes()?;
                bytes
                    .try_into()
                    .map(Self)
                    .map_err(|_| DecodeError::message("an id has another length"))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

fn fill_from_hex(text: &str, bytes: &mut [u8]) -> Result<(), NotAnId> {
    let digits = text.as_bytes();
    if digits.len() != bytes.len() * 2 {
        return Err(NotAnId);
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let mut value = 0;
        for digit in pair {
            value = value << 4 | nibble(*digit).ok_or(NotAnId)?;
        }
        *byte = value;
    }
    Ok(())
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

id!(
    /// One request of one applicant under one procedure.
    DossierId, 16
);
id!(
    /// One physical thing: an original, a copy, a result.
    PaperId, 16
);
id!(
    /// One passing of papers from one party to another.
    HandoffId, 16
);
id!(
    /// A member of staff; never a citizen.
    PersonId, 16
);
id!(
    /// An office with its own feed: a One-stop desk, a postal point, an agency.
    UnitId, 16
);
id!(
    /// One action of one person, kept with the draft, so that repeating it changes nothing.
    ActId, 16
);
id!(
    /// A device that writes records.
    DeviceId, 16
);
id!(
    /// One unbroken life of a device's file.
    IncarnationId, 16
);
id!(
    /// A record, by its hash.
    RecordRef, 32
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = PaperId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_text_of_another_length_or_case_is_not_an_id() {
        assert_eq!("00".parse::<PaperId>(), Err(NotAnId));
        assert_eq!("0A".repeat(16).parse::<PaperId>(), Err(NotAnId));
        assert_eq!("é".repeat(16).parse::<PaperId>(), Err(NotAnId));
    }
}
