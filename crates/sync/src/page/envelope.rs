//! The compressed wrapping of a page, with the limit on what it may unfold to.
//!
//! A frame says which codec folded the page and which dictionary compressed it, so that both
//! can change while pages of the day before are still on a USB stick.

use minicbor::{Decode, Encode};

use super::PageFault;
use crate::limits::UNFOLDED_BYTES_MAX;

/// The codec that this program writes: columns, zstd.
const CODEC: u8 = 1;
/// Compression level: above it a page of 2 000 records costs more time than it saves.
const LEVEL: i32 = 3;
/// Number that stands for "compressed without a dictionary".
pub const NO_DICTIONARY: u32 = 0;

/// A dictionary that both sides hold, known by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    /// Its number, never [`NO_DICTIONARY`].
    pub id: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Frame {
    #[n(0)]
    codec: u8,
    #[n(1)]
    dictionary: u32,
    #[n(2)]
    plain_bytes: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    body: Vec<u8>,
}

/// Compresses a folded page.
pub(super) fn wrap(plain: &[u8], dictionary: Option<&Dictionary>) -> Result<Vec<u8>, PageFault> {
    let bytes = dictionary.map_or(&[][..], |held| &held.bytes);
    let body = zstd::bulk::Compressor::with_dictionary(LEVEL, bytes)
        .and_then(|mut compressor| compressor.compress(plain))
        .map_err(PageFault::Frame)?;
    Ok(crate::protocol::write(&Frame {
        codec: CODEC,
        dictionary: dictionary.map_or(NO_DICTIONARY, |held| held.id),
        plain_bytes: plain.len() as u64,
        body,
    }))
}

/// Unpacks a frame, never into more than its own claim nor more than the limit.
pub(super) fn unwrap(bytes: &[u8], dictionaries: &[Dictionary]) -> Result<Vec<u8>, PageFault> {
    let frame: Frame =
        crate::protocol::read(bytes, UNFOLDED_BYTES_MAX).map_err(|_| PageFault::Columns)?;
    if frame.codec != CODEC {
        return Err(PageFault::UnknownCodec(frame.codec));
    }
    let too_large = || PageFault::TooLarge {
        bytes: frame.plain_bytes,
        limit: UNFOLDED_BYTES_MAX,
    };
    let room = usize::try_from(frame.plain_bytes).map_err(|_| too_large())?;
    if room > UNFOLDED_BYTES_MAX {
        return Err(too_large());
    }
    let dictionary = match frame.dictionary {
        NO_DICTIONARY => &[][..],
        id => dictionaries
            .iter()
            .find(|held| held.id == id)
            .map(|held| held.bytes.as_slice())
            .ok_or(PageFault::UnknownDictionary(id))?,
    };
    let plain = zstd::bulk::Decompressor::with_dictionary(dictionary)
        .and_then(|mut unpacker| unpacker.decompress(&frame.body, room))
        .map_err(PageFault::Frame)?;
    if plain.len() == room {
        Ok(plain)
    } else {
        Err(PageFault::Columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_refused_by_its_claim_and_by_its_content() {
        let bomb = vec![0; UNFOLDED_BYTES_MAX + 1];
        let wrapped = wrap(&bomb, None).unwrap_or_default();
        assert!(
            wrapped.len() < 16 * 1024,
            "{} bytes on the wire",
            wrapped.len()
        );
        assert!(matches!(
            unwrap(&wrapped, &[]),
            Err(PageFault::TooLarge { .. })
        ));

        let mut modest: Frame = minicbor::decode(&wrapped).unwrap_or(Frame {
            codec: 0,
            dictionary: 0,
            plain_bytes: 0,
            body: Vec::new(),
        });
        modest.plain_bytes = 1_000;
        let lying = crate::protocol::write(&modest);
        assert!(matches!(unwrap(&lying, &[]), Err(PageFault::Frame(_))));
    }

    #[test]
    fn a_dictionary_is_found_by_its_number_or_missed_by_name() {
        let dictionary = Dictionary {
            id: 7,
            bytes: b"xin chao nguoi dan".repeat(20),
        };
        let wrapped = wrap(b"xin chao nguoi dan", Some(&dictionary)).unwrap_or_default();
        let held = [dictionary];
        assert_eq!(
            unwrap(&wrapped, &held).ok(),
            Some(b"xin chao nguoi dan".to_vec())
        );
        assert!(matches!(
            unwrap(&wrapped, &[]),
            Err(PageFault::UnknownDictionary(7))
        ));
    }
}
