//! Deterministic CBOR (RFC 8949 §4.2.1), checked before anything is believed.
//!
//! One value has one encoding: shortest integers, definite lengths, map keys ascending by their
//! bytes and never twice, nothing behind the end. Floating point and `undefined` are refused
//! altogether. The check reads bytes only; what they mean is decided elsewhere.

/// How deep values may nest. A header needs 4; the rest is room for fields not yet thought of.
pub const NESTING_MAX: usize = 16;

/// Why bytes are not deterministic CBOR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Irregularity {
    /// The value does not end where the bytes do.
    #[error("the bytes end inside a value")]
    Short,
    /// More bytes follow the value.
    #[error("more bytes follow the value")]
    Trailing,
    /// An integer or a length has a shorter form.
    #[error("an integer is not in its shortest form")]
    NotShortest,
    /// A length that is not given in advance, or a reserved form.
    #[error("a length is indefinite or reserved")]
    NotDefinite,
    /// A map key stands before a smaller one, or twice.
    #[error("map keys are not strictly ascending")]
    KeysOutOfOrder,
    /// Text that is not UTF-8.
    #[error("text is not UTF-8")]
    NotText,
    /// A floating-point number, `undefined`, or an unassigned simple value.
    #[error("a floating-point or simple value is not allowed")]
    NotAllowed,
    /// Nested deeper than [`NESTING_MAX`].
    #[error("values nest too deep")]
    TooDeep,
}

/// Bytes that are not deterministic CBOR, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not deterministic CBOR at byte {at}: {why}")]
pub struct NotCanonical {
    /// Offset of the offending byte.
    pub at: usize,
    /// What is wrong there.
    pub why: Irregularity,
}

/// Checks that the bytes are exactly one value in deterministic CBOR.
///
/// ```
/// use ledger::canonical::{Irregularity, check};
/// assert!(check(&[0x18, 0x18]).is_ok()); // 24
/// assert_eq!(check(&[0x18, 0x17]).unwrap_err().why, Irregularity::NotShortest); // 23, too long
/// ```
///
/// # Errors
/// Names the first irregularity and its offset.
pub fn check(bytes: &[u8]) -> Result<(), NotCanonical> {
    let mut reader = Reader { bytes, at: 0 };
    reader.value(0)?;
    if reader.at < bytes.len() {
        Err(reader.fault(Irregularity::Trailing))
    } else {
        Ok(())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn fault(&self, why: Irregularity) -> NotCanonical {
        NotCanonical { at: self.at, why }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], NotCanonical> {
        let taken = usize::try_from(length)
            .ok()
            .and_then(|length| self.at.checked_add(length))
            .and_then(|end| self.bytes.get(self.at..end).map(|slice| (end, slice)));
        let (end, slice) = taken.ok_or(self.fault(Irregularity::Short))?;
        self.at = end;
        Ok(slice)
    }

    /// Reads an initial byte: its major type, its low five bits and the argument.
    fn head(&mut self) -> Result<(u8, u8, u64), NotCanonical> {
        let initial = self.take(1)?.first().copied().unwrap_or_default();
        let (major, low) = (initial >> 5, initial & 0x1f);
        let (width, least) = match low {
            0..=23 => return Ok((major, low, u64::from(low))),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(self.fault(Irregularity::NotDefinite)),
        };
        let argument = self
            .take(width)?
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        if major != 7 && argument < least {
            return Err(self.fault(Irregularity::NotShortest));
        }
        Ok((major, low, argument))
    }

    fn value(&mut self, depth: usize) -> Result<(), NotCanonical> {
        if depth > NESTING_MAX {
            return Err(self.fault(Irregularity::TooDeep));
        }
        let inner = depth.saturating_add(1);
        let (major, low, argument) = self.head()?;
        match major {
            0 | 1 => Ok(()),
            2 => self.take(argument).map(|_| ()),
            3 => self.text(argument),
            4 => (0..argument).try_for_each(|_| self.value(inner)),
            5 => self.map(argument, inner),
            6 => self.value(inner),
            // Major type 7: of the simple values only false, true and null.
            _ if (20..=22).contains(&low) => Ok(()),
            _ => Err(self.fault(Irregularity::NotAllowed)),
        }
    }

    fn text(&mut self, length: u64) -> Result<(), NotCanonical> {
        let text = self.take(length)?;
        core::str::from_utf8(text)
            .map(|_| ())
            .map_err(|_| self.fault(Irregularity::NotText))
    }

    fn map(&mut self, pairs: u64, depth: usize) -> Result<(), NotCanonical> {
        let mut before: Option<&[u8]> = None;
        for _ in 0..pairs {
            let start = self.at;
            self.value(depth)?;
            let key = self.bytes.get(start..self.at);
            if before.is_some() && key <= before {
                return Err(NotCanonical {
                    at: start,
                    why: Irregularity::KeysOutOfOrder,
                });
            }
            before = key;
            self.value(depth)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Irregularity as I;

    fn why(bytes: &[u8]) -> Option<I> {
        check(bytes).err().map(|fault| fault.why)
    }

    #[test]
    fn each_irregularity_is_named() {
        let table: &[(&[u8], Option<I>)] = &[
            (&[0x00], None),
            (&[0x17], None),
            (&[0x18, 0x18], None),
            (&[0x18, 0x17], Some(I::NotShortest)),
            (&[0x19, 0x00, 0xff], Some(I::NotShortest)),
            (&[0x19, 0x01, 0x00], None),
            (&[0x1a, 0x00, 0x00, 0xff, 0xff], Some(I::NotShortest)),
            (
                &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
                Some(I::NotShortest),
            ),
            (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], None),
            (&[0x3b, 0, 0, 0, 1, 0, 0, 0, 0], None),
            (&[0x1c], Some(I::NotDefinite)),
            (&[], Some(I::Short)),
            (&[0x42, 0x00], Some(I::Short)),
            (&[0x58, 0x01, 0x00], Some(I::NotShortest)),
            (&[0x5f, 0xff], Some(I::NotDefinite)),
            (&[0x9f, 0xff], Some(I::NotDefinite)),
            (
                &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                Some(I::Short),
            ),
            (
                &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                Some(I::Short),
            ),
            (&[0x62, 0xc3, 0xa1], None),
            (&[0x61, 0xc3], Some(I::NotText)),
            (&[0xa2, 0x00, 0x00, 0x01, 0x00], None),
            (&[0xa2, 0x01, 0x00, 0x00, 0x00], Some(I::KeysOutOfOrder)),
            (&[0xa2, 0x00, 0x00, 0x00, 0x00], Some(I::KeysOutOfOrder)),
            (&[0xa2, 0x17, 0x00, 0x18, 0x18, 0x00], None),
            (&[0xc0, 0x00], None),
            (&[0xf4], None),
            (&[0xf5], None),
            (&[0xf6], None),
            (&[0xf7], Some(I::NotAllowed)),
            (&[0xe0], Some(I::NotAllowed)),
            (&[0xf8, 0x20], Some(I::NotAllowed)),
            (&[0xf9, 0x00, 0x00], Some(I::NotAllowed)),
            (&[0x00, 0x00], Some(I::Trailing)),
        ];
        for (bytes, expected) in table {
            assert_eq!(why(bytes), *expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn nesting_stops_at_its_limit() {
        let mut bytes = [0x81_u8; NESTING_MAX + 1];
        bytes[NESTING_MAX] = 0x00;
        assert_eq!(why(&bytes), None);
        let mut deeper = [0x81_u8; NESTING_MAX + 2];
        deeper[NESTING_MAX + 1] = 0x00;
        assert_eq!(why(&deeper), Some(I::TooDeep));
        assert_eq!(why(&[0x81; 10_000]), Some(I::TooDeep));
    }
}
