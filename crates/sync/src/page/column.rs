//! Columns: the same field of all records side by side, because like compresses with like.
//!
//! Numbers are little-endian base 128, signed ones zigzag. Ids and hashes are written once;
//! afterwards an id is named by its turn, a hash by its distance back.

use super::PageFault;

/// How many columns a page has.
pub(super) const COLUMNS: usize = 15;

/// Which column a field stands in. Numbers are part of codec 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Column {
    /// What each place holds, a bit field.
    Shape = 0,
    /// Records that are not taken apart, each after its length.
    Verbatim = 1,
    /// Turns of ids met before.
    IdReference = 2,
    /// Ids met for the first time.
    Id = 3,
    /// Distances back to hashes met before.
    HashReference = 4,
    /// Hashes met for the first time.
    Hash = 5,
    /// Place in the chain, where the page does not say.
    Sequence = 6,
    /// Wall clock, as the difference to the record before.
    Time = 7,
    /// Time since start, as the difference to the wall clock's difference.
    Monotonic = 8,
    /// Algorithm, clock grade, kind, version.
    Kind = 9,
    /// Numbers of subjects and deps, lamport.
    Subject = 10,
    /// Names, presence and lengths of parts.
    PartShape = 11,
    /// Salts and signatures: nothing compresses here.
    Noise = 12,
    /// Bytes of the parts.
    Part = 13,
    /// Number of blobs.
    Blob = 14,
}

/// Columns being written.
#[derive(Default)]
pub(super) struct Writer {
    columns: [Vec<u8>; COLUMNS],
}

impl Writer {
    fn column(&mut self, column: Column) -> &mut Vec<u8> {
        #[expect(
            clippy::indexing_slicing,
            reason = "the enum has exactly COLUMNS numbers"
        )]
        &mut self.columns[column as usize]
    }

    pub(super) fn byte(&mut self, column: Column, byte: u8) {
        self.column(column).push(byte);
    }

    pub(super) fn bytes(&mut self, column: Column, bytes: &[u8]) {
        self.column(column).extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, column: Column, mut number: u64) {
        let column = self.column(column);
        while number >= 0x80 {
            column.push(number as u8 | 0x80);
            number >>= 7;
        }
        column.push(number as u8);
    }

    pub(super) fn signed(&mut self, column: Column, number: i64) {
        self.number(column, (number.wrapping_shl(1) ^ (number >> 63)) as u64);
    }

    /// Puts the columns behind one another, each after its length.
    pub(super) fn finish(self, places: u64, digest: &[u8; 32]) -> Vec<u8> {
        let room: usize = self.columns.iter().map(|column| column.len() + 5).sum();
        let mut head = Self::default();
        head.number(Column::Shape, places);
        for column in &self.columns {
            head.number(Column::Shape, column.len() as u64);
        }
        let [mut page, ..] = head.columns;
        page.reserve(room + digest.len());
        page.extend_from_slice(digest);
        for column in &self.columns {
            page.extend_from_slice(column);
        }
        page
    }
}

/// Columns being read; each ends exactly where its last field does.
pub(super) struct Reader<'b> {
    columns: [&'b [u8]; COLUMNS],
}

impl<'b> Reader<'b> {
    /// Reads number of places, digest and columns.
    pub(super) fn new(page: &'b [u8]) -> Result<(u64, [u8; 32], Self), PageFault> {
        let mut rest = page;
        let places = take_number(&mut rest)?;
        let mut lengths = [0; COLUMNS];
        for length in &mut lengths {
            *length = usize::try_from(take_number(&mut rest)?).map_err(|_| PageFault::Columns)?;
        }
        let digest = take_array(&mut rest)?;
        let mut columns = [&[][..]; COLUMNS];
        for (column, length) in columns.iter_mut().zip(lengths) {
            *column = take(&mut rest, length)?;
        }
        if rest.is_empty() {
            Ok((places, digest, Self { columns }))
        } else {
            Err(PageFault::Columns)
        }
    }

    fn column(&mut self, column: Column) -> &mut &'b [u8] {
        #[expect(
            clippy::indexing_slicing,
            reason = "the enum has exactly COLUMNS numbers"
        )]
        &mut self.columns[column as usize]
    }

    pub(super) fn byte(&mut self, column: Column) -> Result<u8, PageFault> {
        take_array::<1>(self.column(column)).map(|[byte]| byte)
    }

    pub(super) fn bytes(&mut self, column: Column, length: u64) -> Result<&'b [u8], PageFault> {
        let length = usize::try_from(length).map_err(|_| PageFault::Columns)?;
        take(self.column(column), length)
    }

    pub(super) fn array<const N: usize>(&mut self, column: Column) -> Result<[u8; N], PageFault> {
        take_array(self.column(column))
    }

    pub(super) fn number(&mut self, column: Column) -> Result<u64, PageFault> {
        take_number(self.column(column))
    }

    pub(super) fn signed(&mut self, column: Column) -> Result<i64, PageFault> {
        let folded = self.number(column)?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// Says whether everything was read.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.iter().all(|column| column.is_empty())
    }
}

fn take<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8], PageFault> {
    let (taken, left) = rest.split_at_checked(length).ok_or(PageFault::Columns)?;
    *rest = left;
    Ok(taken)
}

fn take_array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], PageFault> {
    let (taken, left) = rest.split_first_chunk().ok_or(PageFault::Columns)?;
    *rest = left;
    Ok(*taken)
}

fn take_number(rest: &mut &[u8]) -> Result<u64, PageFault> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let [byte] = take_array(rest)?;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(PageFault::Columns);
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(PageFault::Columns)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at a surprise")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_back(numbers in prop::collection::vec(any::<(u64, i64)>(), 0..20)) {
            let mut writer = Writer::default();
            for (number, signed) in &numbers {
                writer.number(Column::Time, *number);
                writer.signed(Column::Kind, *signed);
            }
            let page = writer.finish(3, &[5; 32]);
            let (places, digest, mut reader) = Reader::new(&page).unwrap();
            prop_assert_eq!((places, digest), (3, [5; 32]));
            for (number, signed) in numbers {
                prop_assert_eq!(reader.number(Column::Time).unwrap(), number);
                prop_assert_eq!(reader.signed(Column::Kind).unwrap(), signed);
            }
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            if let Ok((_, _, mut reader)) = Reader::new(&bytes) {
                let _ = reader.number(Column::Kind);
                let _ = reader.array::<16>(Column::Id);
            }
        }
    }
}
