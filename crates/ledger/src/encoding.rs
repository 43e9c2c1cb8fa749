//! The two doors between values and bytes: out, always deterministic; in, checked to be so.

use minicbor::{Decode, Encode};

use crate::canonical::{self, NotCanonical};

/// Bytes that do not hold what they should.
#[derive(Debug, thiserror::Error)]
pub enum DecodeFault {
    /// Larger than the limit of its kind.
    #[error("{bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// How many bytes came.
        bytes: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Not the one deterministic encoding of any value.
    #[error(transparent)]
    NotCanonical(#[from] NotCanonical),
    /// Deterministic CBOR, but of another shape.
    #[error("not the expected shape")]
    Malformed {
        /// What the reader stumbled over.
        #[source]
        source: minicbor::decode::Error,
    },
}

/// Encodes a value of this crate.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "a Vec takes every byte, and our values encode plainly"
)]
pub fn to_bytes<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("writing to memory does not fail")
}

/// Decodes a value that stands alone, no larger than `limit`, in its deterministic encoding.
///
/// # Errors
/// Whatever is wrong with the bytes, by name.
pub fn from_bytes<'b, T: Decode<'b, ()>>(bytes: &'b [u8], limit: usize) -> Result<T, DecodeFault> {
    if bytes.len() > limit {
        return Err(DecodeFault::TooLarge {
            bytes: bytes.len(),
            limit,
        });
    }
    canonical::check(bytes)?;
    minicbor::decode(bytes).map_err(|source| DecodeFault::Malformed { source })
}
