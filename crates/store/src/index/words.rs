//! Finding words of names: the newest first, each hit with its rank, no name read.
//!
//! Words are looked for block by block from the newest dossiers down, the places of all words that
//! begin as typed, all typed words together, until there are enough. Where a word stands in a name
//! and how it is spelt are known from the row, so order and marks are judged for a block at once.
//! With 38 of 100 people named Nguyễn, whoever reads every hit to rank it is slow.

use std::collections::{BTreeMap, BTreeSet};

use domain::name::{MatchRank, NameQuery};
use rusqlite::{CachedStatement, Connection};

use super::{BLOCK, Places, Tail, indexed_up_to};
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

/// One word that was typed.
struct Term {
    /// Which of the words typed.
    place: usize,
    commonness: usize,
    /// The words on record that begin so.
    words: BTreeSet<String>,
}

/// Where the words of one term stand in a block.
#[derive(Clone)]
struct Standing {
    /// At all.
    fits: Places,
    /// With the marks that were typed.
    marked: Places,
    /// By their turn in the name.
    turns: Vec<Places>,
}

type Block = BTreeMap<i64, Standing>;

/// Finds the newest dossiers whose names have a word for each beginning that was typed, the newest
/// first, each with its rank.
pub(crate) fn by_words(
    connection: &Connection,
    query: &NameQuery,
    limit: usize,
) -> Result<Vec<(i64, MatchRank)>, Failure> {
    let tail = Tail::read(connection)?;
    let hits = tail.names();
    let mut found: Vec<_> = hits
        .filter_map(|(number, name)| Some((number, query.rank(name)?)))
        .collect();
    let terms = terms(connection, query)?;
    let mut select = connection
        .prepare_cached(include_str!("places_between.sql"))
        .map_err(Failure::sqlite("finding words"))?;
    let mut high = indexed_up_to(connection)?.div_euclid(BLOCK);
    let mut stretch = 1;
    while !terms.is_empty() && high >= 0 && found.len() < limit {
        let low = high.saturating_sub(stretch).saturating_add(1).max(0);
        let standing = look_through(&mut select, query, &terms, (low, high))?;
        for block in (low..=high).rev() {
            let all: Option<Vec<&Standing>> =
                standing.iter().map(|term| term.get(&block)).collect();
            if let Some(all) = all {
                collect(block, &all, &mut found);
            }
        }
        high = low.saturating_sub(1);
        stretch = stretch.saturating_mul(2).min(STRETCH_MAX);
    }
    found.truncate(limit);
    Ok(found)
}

/// Ranks the dossiers of a block that have all terms, which are given in the order typed.
fn collect(block: i64, terms: &[&Standing], found: &mut Vec<(i64, MatchRank)>) {
    let Some((first, others)) = terms.split_first() else {
        return;
    };
    let mut hits = first.fits;
    others.iter().for_each(|term| hits.retain(&term.fits));
    if hits == Places::NONE {
        return;
    }
    let (mut marked, mut ordered) = (first.marked, first.turns.clone());
    for term in others {
        marked.retain(&term.marked);
        ordered = behind(&ordered, &term.turns);
    }
    let mut in_order = Places::NONE;
    ordered.iter().for_each(|places| in_order.include(places));
    let first = block.saturating_mul(BLOCK);
    found.extend(hits.descending().map(|place| {
        let rank = MatchRank {
            marks_differ: !marked.contains(place),
            out_of_order: !in_order.contains(place),
        };
        (first.saturating_add(i64::from(place)), rank)
    }));
}

/// Gives where a term stands behind what was found so far, by its turn.
fn behind(before: &[Places], term: &[Places]) -> Vec<Places> {
    let mut passed = Places::NONE;
    let turns = term.iter().enumerate().map(|(turn, places)| {
        let mut places = *places;
        places.retain(&passed);
        if let Some(before) = before.get(turn) {
            passed.include(before);
        }
        places
    });
    turns.collect()
}

/// Gives the words on record for each beginning that was typed; nothing where one of them begins
/// no word, or nothing was typed.
fn terms(connection: &Connection, query: &NameQuery) -> Result<Vec<Term>, Failure> {
    let mut terms = Vec::new();
    for (place, (word, telex)) in query.prefixes().enumerate() {
        let mut words = BTreeSet::new();
        for prefix in std::iter::once(word).chain(telex) {
            collect_words(connection, prefix, &mut words)?;
        }
        if words.is_empty() {
            return Ok(Vec::new());
        }
        terms.push(Term {
            place,
            commonness: commonness(word),
            words,
        });
    }
    Ok(terms)
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

/// Gives for each term, in the order typed, where it stands in the blocks of a stretch.
fn look_through(
    select: &mut CachedStatement<'_>,
    query: &NameQuery,
    terms: &[Term],
    stretch: (i64, i64),
) -> Result<Vec<Block>, Failure> {
    let mut rare_first: Vec<&Term> = terms.iter().collect();
    rare_first.sort_by_key(|term| (term.commonness, term.words.len()));
    let mut standing: Vec<Block> = vec![Block::new(); terms.len()];
    for term in rare_first {
        let mut blocks = Block::new();
        for word in &term.words {
            read_word(select, (word, stretch), |block, spelt, turn, places| {
                let own = blocks.entry(block).or_insert_with(|| Standing {
                    fits: Places::NONE,
                    marked: Places::NONE,
                    turns: Vec::new(),
                });
                own.fits.include(places);
                if !query.lacks_marks(term.place, spelt) {
                    own.marked.include(places);
                }
                if own.turns.len() <= turn {
                    own.turns.resize(turn.saturating_add(1), Places::NONE);
                }
                if let Some(turn) = own.turns.get_mut(turn) {
                    turn.include(places);
                }
            })?;
        }
        if blocks.is_empty() {
            break;
        }
        if let Some(own) = standing.get_mut(term.place) {
            *own = blocks;
        }
    }
    Ok(standing)
}

fn read_word(
    select: &mut CachedStatement<'_>,
    (word, (low, high)): (&str, (i64, i64)),
    mut take: impl FnMut(i64, &str, usize, &Places),
) -> Result<(), Failure> {
    let failed = "finding words";
    let mut rows = select
        .query((word, low, high))
        .map_err(Failure::sqlite(failed))?;
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        let block = row.get(0).map_err(Failure::sqlite(failed))?;
        let spelt = row.get_ref(1).map_err(Failure::sqlite(failed))?;
        let turn: u8 = row.get(2).map_err(Failure::sqlite(failed))?;
        let bytes = row.get_ref(3).map_err(Failure::sqlite(failed))?;
        let places = bytes.as_blob().ok().and_then(Places::read);
        let (Ok(spelt), Some(places)) = (spelt.as_str(), places) else {
            return Err(Failure::Unreadable("places of a word"));
        };
        take(block, spelt, usize::from(turn), &places);
    }
    Ok(())
}
