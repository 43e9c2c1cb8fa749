//! Reading the keys of the index and of the tail together.

use rusqlite::Connection;

use super::{Findable, Kind, indexed_up_to, read_tail};
use crate::failure::Failure;

/// The dossiers that are not in the index, the newest first.
pub(crate) struct Tail(Vec<Findable>);

impl Tail {
    /// Reads them.
    pub(crate) fn read(connection: &Connection) -> Result<Self, Failure> {
        let from = indexed_up_to(connection)?;
        let mut dossiers = read_tail(connection, (from, i64::MAX), u32::MAX)?;
        dossiers.reverse();
        Ok(Self(dossiers))
    }

    /// Gives what a name is judged by, the newest first.
    pub(super) fn names(&self) -> impl Iterator<Item = (i64, &str)> {
        let named = self.0.iter();
        named.filter_map(|dossier| Some((dossier.number, dossier.name.as_deref()?)))
    }

    fn numbers(&self, is_hit: impl Fn(&Findable) -> bool) -> Vec<i64> {
        let hits = self.0.iter().filter(|dossier| is_hit(dossier));
        hits.map(|dossier| dossier.number).collect()
    }
}

/// Finds the newest dossiers with a key.
pub(crate) fn by_key(
    connection: &Connection,
    tail: &Tail,
    (kind, key): (Kind, &[u8]),
    limit: usize,
) -> Result<Vec<i64>, Failure> {
    let mut found = tail.numbers(|dossier| dossier.key(kind).is_some_and(|own| own == key));
    let mut select = connection
        .prepare_cached(include_str!("by_key.sql"))
        .map_err(Failure::sqlite("finding a key"))?;
    let rest = i64::try_from(limit.saturating_sub(found.len())).unwrap_or(i64::MAX);
    let rows = select
        .query_map((kind.code(), key, rest), |row| row.get(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>)
        .map_err(Failure::sqlite("finding a key"))?;
    found.extend(rows);
    found.truncate(limit);
    Ok(found)
}

/// Finds all dossiers with a key that begins so and passes a test, in no order.
pub(crate) fn by_prefix(
    connection: &Connection,
    tail: &Tail,
    (kind, prefix): (Kind, &str),
    passes: impl Fn(&[u8]) -> bool,
) -> Result<Vec<i64>, Failure> {
    let failed = "finding keys by their beginning";
    let begins = |key: &[u8]| key.starts_with(prefix.as_bytes()) && passes(key);
    let mut found = tail.numbers(|dossier| dossier.key(kind).is_some_and(|key| begins(&key)));
    let beyond = [prefix.as_bytes(), &[0xff]].concat();
    let mut select = connection
        .prepare_cached(include_str!("by_prefix.sql"))
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((kind.code(), prefix.as_bytes(), beyond))
        .map_err(Failure::sqlite(failed))?;
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let key = row.get_ref(0).map_err(Failure::sqlite(failed))?;
        if key.as_blob().is_ok_and(&passes) {
            found.push(row.get(1).map_err(Failure::sqlite(failed))?);
        }
    }
    Ok(found)
}
