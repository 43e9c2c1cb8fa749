//! Reading columns as the types they hold; anything else in them is damage, by name.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Row, types::Type};

/// Sixteen or thirty-two bytes in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bytes<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> FromSql for Bytes<N> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: N,
                blob_size: bytes.len(),
            })
    }
}

impl<const N: usize> ToSql for Bytes<N> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

/// Reads sixteen bytes.
pub(crate) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; 16]> {
    row.get::<_, Bytes<16>>(column).map(|bytes| bytes.0)
}

/// Reads sixteen bytes or nothing.
pub(crate) fn id_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<[u8; 16]>> {
    Ok(row
        .get::<_, Option<Bytes<16>>>(column)?
        .map(|bytes| bytes.0))
}

/// Reads a hash.
pub(crate) fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<ledger::Hash> {
    row.get::<_, Bytes<32>>(column)
        .map(|bytes| ledger::Hash::from_bytes(bytes.0))
}

/// Reads a number that is never negative.
pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// Says that a column holds what no program of this family writes.
pub(crate) fn odd(column: usize, found: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        column,
        found,
        "a value that this program does not know".into(),
    )
}

/// Writes a number that is never negative; a chain of 2⁶³ records does not exist.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
