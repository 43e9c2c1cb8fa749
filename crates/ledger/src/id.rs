//! Identifiers: what a record calls the things outside it.
//!
//! Sixteen bytes for whoever and whatever is named, thirty-two for a SHA-256 digest; on the wire a
//! byte string, on paper and in logs lower-case hexadecimal. Each kind has its own type, so that a
//! unit is never taken for a person. Nothing here makes an identifier: the caller does.

use core::{fmt, str::FromStr};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use sha2::{Digest, Sha256};

/// Text or bytes that are not an identifier of the wanted length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} bytes of identifier")]
pub struct NotAnIdentifier {
    /// How many bytes the identifier has.
    pub expected: usize,
}

macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident, $length:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// All bytes zero: the mark for "none yet".
            pub const ZERO: Self = Self([0; $length]);
            /// How many bytes it has.
            pub const LENGTH: usize = $length;

            /// Takes the bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// Lends the bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = NotAnIdentifier;

            fn try_from(bytes: &[u8]) -> Result<Self, NotAnIdentifier> {
                bytes.try_into().map(Self).map_err(|_| NotAnIdentifier { expected: $length })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&HEXLOWER.encode_display(&self.0), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnIdentifier;

            fn from_str(text: &str) -> Result<Self, NotAnIdentifier> {
                HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .map_err(|_| NotAnIdentifier { expected: $length })
                    .and_then(|bytes| Self::try_from(bytes.as_slice()))
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let at = d.position();
                Self::try_from(d.bytes()?).map_err(|error| decode::Error::custom(error).at(at))
            }
        }
    };
}

identifier! {
    /// A device: the first 16 bytes of SHA-256 of its first public key, kept over key rotation.
    DeviceId, 16
}
identifier! {
    /// One unbroken life of a desk's database.
    Incarnation, 16
}
identifier! {
    /// What a record is about: a dossier, a handoff, an incident or a day book.
    SubjectId, 16
}
identifier! {
    /// One action of a person, kept with the draft, so that a retry is recognised.
    ActId, 16
}
identifier! {
    /// A member of staff who signs.
    PersonId, 16
}
identifier! {
    /// An office with its own feed.
    UnitId, 16
}
identifier! {
    /// An upper-level server.
    ServerId, 16
}
identifier! {
    /// One unbroken life of a server's log; another one after each restore.
    Epoch, 16
}
identifier! {
    /// A SHA-256 digest.
    Hash, 32
}

impl Hash {
    /// Digests the pieces one after another, with nothing between them.
    #[must_use]
    pub fn of(pieces: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for piece in pieces {
            digest.update(piece);
        }
        Self(digest.finalize().into())
    }

    /// Gives the first 16 bytes, as identifiers derived from a digest use them.
    #[must_use]
    pub(crate) fn first_half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        half.iter_mut()
            .zip(self.0)
            .for_each(|(to, from)| *to = from);
        half
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_reads_back_and_anything_else_is_refused() {
        let id = UnitId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("AB".repeat(16).parse(), Ok(id));
        for wrong in ["", "ab", &"zz".repeat(16), &"ab".repeat(17)] {
            assert_eq!(
                wrong.parse::<UnitId>(),
                Err(NotAnIdentifier { expected: 16 })
            );
        }
    }

    #[test]
    fn on_the_wire_an_identifier_is_a_byte_string_of_its_length() {
        let id = ActId::from_bytes([7; 16]);
        let bytes = minicbor::to_vec(id).unwrap();
        assert_eq!(bytes.first(), Some(&0x50));
        assert_eq!(minicbor::decode::<ActId>(&bytes).unwrap(), id);
        assert!(minicbor::decode::<Hash>(&bytes).is_err());
    }

    #[test]
    fn the_digest_of_pieces_is_the_digest_of_the_whole() {
        assert_eq!(Hash::of(&[b"trao", b"", b"tay"]), Hash::of(&[b"traotay"]));
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Hash::of(&[]).to_string(), empty);
    }
}
