//! How one message becomes bytes and back, under a limit.

use minicbor::{Decode, Encode};

/// Content type of every request and reply; anything else is not ours.
pub const CONTENT_TYPE: &str = "application/vnd.traotay+cbor";

/// Bytes that are passed on exactly as they came: a receipt, a checkpoint, a publication.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Verbatim(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// Bytes that are not the message they should be.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// More than the limit of its kind.
    #[error("{bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// How many came.
        bytes: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Not of the expected shape.
    #[error("not the expected message")]
    Malformed(#[source] minicbor::decode::Error),
    /// Bytes follow the message.
    #[error("bytes follow the message")]
    Trailing,
}

/// Writes a message.
#[must_use]
pub fn write<T: Encode<()>>(message: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    let written = minicbor::encode(message, &mut bytes);
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    bytes
}

/// Reads a message that stands alone and is no larger than `limit`.
///
/// # Errors
/// The bytes are too many, of another shape, or more follow.
pub fn read<'b, T: Decode<'b, ()>>(bytes: &'b [u8], limit: usize) -> Result<T, Unreadable> {
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge {
            bytes: bytes.len(),
            limit,
        });
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().map_err(Unreadable::Malformed)?;
    if decoder.position() == bytes.len() {
        Ok(message)
    } else {
        Err(Unreadable::Trailing)
    }
}
