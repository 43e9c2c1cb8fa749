//! Publications: what the upper level tells all desks, in editions that only rise.
//!
//! Every edition is kept, because records name the one they were made under. The caller has
//! verified the signature; here the number is judged.

use domain::roster::Roster;
use ledger::publication::{Edition, Publication, PublicationKind};
use rusqlite::{Connection, OptionalExtension};

use super::Exchange;
use crate::failure::{Contradiction, Failure};
use crate::row::signed;

impl Exchange<'_, '_> {
    /// Takes a verified publication; the same one again changes nothing, an older one neither.
    ///
    /// # Errors
    /// [`Contradiction::Publication`] where the same edition says something else.
    pub fn take_publication(&mut self, publication: &Publication) -> Result<(), Failure> {
        let held = find(self.pen.tx, publication.kind)?;
        match publication.edition(held.as_deref()) {
            Edition::Newer => {}
            Edition::Same | Edition::Older => return Ok(()),
            Edition::Contradicting | Edition::Unrelated => {
                return Err(Contradiction::Publication.into());
            }
        }
        self.has_publications = true;
        self.pen
            .tx
            .execute(
                "INSERT INTO publication (kind, version, bytes) VALUES (?1, ?2, ?3)",
                (
                    publication.kind.code(),
                    signed(publication.version),
                    publication.encode(),
                ),
            )
            .map(|_| ())
            .map_err(Failure::sqlite("storing a publication"))
    }
}

/// Finds the latest edition of a kind.
///
/// # Errors
/// The file.
pub fn find(
    connection: &Connection,
    kind: PublicationKind,
) -> Result<Option<Publication>, Failure> {
    find_below(connection, kind, u64::MAX)
}

/// Finds the latest edition of a kind among those below a version.
///
/// # Errors
/// The file.
pub fn find_below(
    connection: &Connection,
    kind: PublicationKind,
    version: u64,
) -> Result<Option<Publication>, Failure> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached(include_str!("publication/find_below.sql"))
        .and_then(|mut select| {
            select
                .query_row((kind.code(), signed(version)), |row| row.get(0))
                .optional()
        })
        .map_err(Failure::sqlite("reading a publication"))?;
    bytes
        .map(|bytes| Publication::decode(&bytes).map_err(|_| Failure::Unreadable("a publication")))
        .transpose()
}

/// Lists the latest edition of every kind that is here.
///
/// # Errors
/// The file.
pub fn list_versions(connection: &Connection) -> Result<Vec<(PublicationKind, u64)>, Failure> {
    let failed = "listing publications";
    let mut select = connection
        .prepare_cached("SELECT kind, max(version) FROM publication GROUP BY kind ORDER BY kind")
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| {
        Ok((
            PublicationKind::from_code(row.get(0)?),
            crate::row::unsigned(row, 1)?,
        ))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

/// Reads the roster in force here.
pub(crate) fn read_roster(connection: &Connection) -> Result<Option<Roster>, Failure> {
    let Some(publication) = find(connection, PublicationKind::Roster)? else {
        return Ok(None);
    };
    Roster::decode(&publication.body)
        .map(Some)
        .map_err(|_| Failure::Unreadable("the roster"))
}
