//! Reading the index and the tail together: the newest first, never all of them.
//!
//! Words are looked for block by block from the newest dossiers down: the places of all words that
//! begin as typed, both words' places together, until there are enough. With 38 of 100 people named
//! Nguyễn, whoever collects all hits before taking the newest is slow.

use std::collections::BTreeSet;

use domain::name::NameQuery;
use rusqlite::{CachedStatement, Connection};

use super::{BLOCK, Findable, Kind, Places, indexed_up_to, read_tail};
use crate::failure::Failure;

/// Blocks that are looked at together at most; the first time it is one.
const STRETCH_MAX: i64 = 16;
/// Words that a beginning may stand for: more than the language has syllables.
const WORDS_MAX: usize = 4_096;

/// The words that most names are made of, the commonest last. A rare word is looked up first: where
/// it is not, the others need no looking up.
const COMMON_WORDS: [&str; 21] = [
    "do", "bui", "dang", "vo", "vu", "phan", "huynh", "xuan", "kim", "huu", "duc", "thanh", "ngoc",
    "minh", "hoang", "pham", "le", "tran", "van", "thi", "nguyen",
];

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

/// Finds the newest dossiers whose names have a word for each beginning that was typed.
pub(crate) fn by_words(
    connection: &Connection,
    query: &NameQuery,
    limit: usize,
) -> Result<Vec<i64>, Failure> {
    let is_hit = |name: &str| query.matches_folded(name);
    let tail = Tail::read(connection)?;
    let mut found = tail.numbers(|dossier| dossier.folded.as_deref().is_some_and(is_hit));
    let Some(terms) = terms(connection, query)? else {
        found.truncate(limit);
        return Ok(found);
    };
    let mut select = connection
        .prepare_cached(include_str!("places_between.sql"))
        .map_err(Failure::sqlite("finding words"))?;
    let mut high = indexed_up_to(connection)?.div_euclid(BLOCK);
    let mut stretch = 1;
    while high >= 0 && found.len() < limit {
        let low = high.saturating_sub(stretch).saturating_add(1).max(0);
        let hits = look_through(&mut select, &terms, (low, high))?;
        for (block, places) in (low..=high).rev().zip(hits.into_iter().rev()) {
            let first = block.saturating_mul(BLOCK);
            found.extend(
                places
                    .descending()
                    .map(|place| first.saturating_add(i64::from(place))),
            );
        }
        high = low.saturating_sub(1);
        stretch = stretch.saturating_mul(2).min(STRETCH_MAX);
    }
    found.truncate(limit);
    Ok(found)
}

/// Gives the words on record for each beginning that was typed, the rare ones first; none where
/// one of them begins no word, or nothing was typed.
fn terms(connection: &Connection, query: &NameQuery) -> Result<Option<Vec<Vec<String>>>, Failure> {
    let mut terms = BTreeSet::new();
    for (word, telex) in query.prefixes() {
        let mut words = BTreeSet::new();
        for prefix in std::iter::once(word).chain(telex) {
            collect_words(connection, prefix, &mut words)?;
        }
        if words.is_empty() {
            return Ok(None);
        }
        terms.insert((commonness(word), words.len(), words));
    }
    let terms: Vec<Vec<String>> = terms
        .into_iter()
        .map(|(_, _, words)| words.into_iter().collect())
        .collect();
    Ok((!terms.is_empty()).then_some(terms))
}

/// Says how common the words are that begin so; 0 for all that are not known to be.
fn commonness(beginning: &str) -> usize {
    COMMON_WORDS
        .iter()
        .rposition(|common| common.starts_with(beginning))
        .map_or(0, |place| place.saturating_add(1))
}

/// Collects the words with a beginning, from one to the next without reading what is between.
fn collect_words(
    connection: &Connection,
    prefix: &str,
    words: &mut BTreeSet<String>,
) -> Result<(), Failure> {
    let failed = "looking words up";
    let mut select = connection
        .prepare_cached(include_str!("next_word.sql"))
        .map_err(Failure::sqlite(failed))?;
    let beyond = format!("{prefix}\u{10ffff}");
    let mut from = prefix.to_owned();
    while words.len() < WORDS_MAX {
        let next: Option<String> = select
            .query_row((&from, &beyond), |row| row.get(0))
            .map_err(Failure::sqlite(failed))?;
        let Some(word) = next else { break };
        // Folded words are letters and digits, which sort behind this.
        from = format!("{word}\u{1}");
        words.insert(word);
    }
    Ok(())
}

/// Gives for each block of a stretch the places that every term has.
fn look_through(
    select: &mut CachedStatement<'_>,
    terms: &[Vec<String>],
    (low, high): (i64, i64),
) -> Result<Vec<Places>, Failure> {
    let failed = "finding words";
    let blocks = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
    let mut hits: Vec<Places> = Vec::new();
    for words in terms {
        let mut found = vec![Places::NONE; blocks.saturating_add(1)];
        for word in words {
            let mut rows = select
                .query((word, low, high))
                .map_err(Failure::sqlite(failed))?;
            while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
                let block: i64 = row.get(0).map_err(Failure::sqlite(failed))?;
                let bytes = row.get_ref(1).map_err(Failure::sqlite(failed))?;
                let places = bytes.as_blob().ok().and_then(Places::read);
                let places = places.ok_or(Failure::Unreadable("places of a word"))?;
                let at = usize::try_from(block.saturating_sub(low)).unwrap_or(0);
                if let Some(own) = found.get_mut(at) {
                    own.include(&places);
                }
            }
        }
        if hits.is_empty() {
            hits = found;
        } else {
            for (own, other) in hits.iter_mut().zip(&found) {
                own.retain(other);
            }
        }
        if hits.iter().all(Places::is_empty) {
            break;
        }
    }
    Ok(hits)
}
