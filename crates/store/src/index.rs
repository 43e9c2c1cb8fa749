//! What dossiers are found by: codes, last digits, words of names.
//!
//! The index speaks of the dossiers up to a number and is carried on for many at once, when nothing
//! waits: one by one its pages would be most of what a save writes. The few above that number, the
//! tail, are read as they stand. Index and tail are read in one transaction, so what was saved is
//! found at once; what a correction changes of an indexed dossier is changed in the index with it.

mod places;
mod seek;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use domain::name::spelt_words;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

pub(crate) use self::places::{BLOCK, Places};
pub(crate) use self::seek::{Tail, by_key, by_prefix};
pub(crate) use self::words::by_words;
use crate::failure::Failure;
use crate::row::{Bytes, id_or_none};

/// Dossiers that are put into the index in one go: their keys lie in memory until then.
const PIECE: u32 = 20_000;

/// The last turn of a word in a name that is told from the one before it.
const TURN_MAX: u8 = 15;

/// Kinds of keys, by the number in the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The 14 digits of the «Mã tra cứu».
    LookupCode,
    /// The «Mã số hồ sơ».
    DossierCode,
    /// The keyed hash of the identity number.
    IdHash,
    /// Digits of the telephone, the last first.
    Phone,
    /// Last four of the identity number, the last first.
    IdTail,
    /// The folded words of the name, in the order of letters.
    SameName,
}

impl Kind {
    const fn code(self) -> i64 {
        match self {
            Self::LookupCode => 0,
            Self::DossierCode => 1,
            Self::IdHash => 2,
            Self::Phone => 3,
            Self::IdTail => 4,
            Self::SameName => 5,
        }
    }
}

/// A dossier with all that it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Findable {
    pub(crate) number: i64,
    lookup_code: String,
    dossier_code: String,
    /// None where its reception has no person part here.
    name: Option<String>,
    folded: Option<String>,
    phone_reversed: String,
    id_tail_reversed: String,
    id_hash: Option<[u8; 16]>,
}

impl Findable {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            lookup_code: row.get(1)?,
            dossier_code: row.get(2)?,
            name: row.get(3)?,
            folded: row.get(4)?,
            phone_reversed: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            id_tail_reversed: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            id_hash: id_or_none(row, 7)?,
        })
    }

    /// Gives the key of a kind; none where there is nothing to be found by.
    fn key(&self, kind: Kind) -> Option<Vec<u8>> {
        let key = match kind {
            Kind::LookupCode => self.lookup_code.as_bytes().to_vec(),
            Kind::DossierCode => self.dossier_code.as_bytes().to_vec(),
            Kind::IdHash => self.id_hash.map(Vec::from).unwrap_or_default(),
            Kind::Phone => self.phone_reversed.as_bytes().to_vec(),
            Kind::IdTail => self.id_tail_reversed.as_bytes().to_vec(),
            Kind::SameName => same_name(self.folded.as_deref().unwrap_or_default()),
        };
        (!key.is_empty()).then_some(key)
    }

    fn keys(&self) -> BTreeSet<(Kind, Vec<u8>)> {
        let kinds = [
            Kind::LookupCode,
            Kind::DossierCode,
            Kind::IdHash,
            Kind::Phone,
            Kind::IdTail,
            Kind::SameName,
        ];
        let keys = kinds.into_iter().map(|kind| (kind, self.key(kind)));
        keys.filter_map(|(kind, key)| Some((kind, key?))).collect()
    }

    fn words(&self) -> BTreeSet<Word> {
        let words = spelt_words(self.name.as_deref().unwrap_or_default());
        let turns = (0..=TURN_MAX).chain(std::iter::repeat(TURN_MAX));
        let words = words.into_iter().zip(turns);
        words
            .map(|(word, turn)| Word {
                folded: word.folded,
                spelt: word.spelt,
                turn,
            })
            .collect()
    }

    /// Says in which block it is, and where.
    fn place(&self) -> (i64, u16) {
        let place = u16::try_from(self.number.rem_euclid(BLOCK)).unwrap_or(0);
        (self.number.div_euclid(BLOCK), place)
    }
}

/// A word of a name with its place in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    folded: String,
    spelt: String,
    turn: u8,
}

/// Gives the key of everybody with these words in a folded name, in whichever order.
pub(crate) fn same_name(folded: &str) -> Vec<u8> {
    let mut words: Vec<&str> = folded.split_ascii_whitespace().collect();
    words.sort_unstable();
    words.join(" ").into_bytes()
}

/// Reads what an indexed dossier is found by, before it changes; none in the tail.
pub(crate) fn standing(
    tx: &Transaction<'_>,
    dossier: [u8; 16],
) -> Result<Option<Findable>, Failure> {
    let number: Option<i64> = tx
        .prepare_cached(include_str!("index/standing.sql"))
        .and_then(|mut select| {
            let found = select.query_row([Bytes(dossier)], |row| row.get(0));
            found.optional()
        })
        .map_err(Failure::sqlite("looking whether a dossier is in the index"))?;
    number.map_or(Ok(None), |number| read_one(tx, number))
}

/// Puts what an indexed dossier is found by in the place of what it was found by before.
pub(crate) fn change(tx: &Transaction<'_>, before: &Findable) -> Result<(), Failure> {
    let Some(after) = read_one(tx, before.number)? else {
        return Ok(());
    };
    let (was, is) = (before.keys(), after.keys());
    for (kind, key) in was.difference(&is) {
        tx.prepare_cached("DELETE FROM find_key WHERE kind = ?1 AND key = ?2 AND number = ?3")
            .and_then(|mut delete| delete.execute((kind.code(), key, before.number)))
            .map_err(Failure::sqlite("forgetting a key"))?;
    }
    for (kind, key) in is.difference(&was) {
        insert_key(tx, *kind, key, before.number)?;
    }
    let (block, place) = before.place();
    let (was, is) = (before.words(), after.words());
    for word in was.symmetric_difference(&is) {
        let mut places = read_places(tx, word, block)?;
        if is.contains(word) {
            places.insert(place);
        } else {
            places.remove(place);
        }
        store_places(tx, word, block, places)?;
    }
    Ok(())
}

/// Carries the index on to a number, or to the last dossier; says whether anything was written.
pub(crate) fn catch_up(tx: &Transaction<'_>, last: i64) -> Result<bool, Failure> {
    let mut is_written = false;
    loop {
        let from = indexed_up_to(tx)?;
        let piece = read_tail(tx, (from, last), PIECE)?;
        let Some(end) = piece.last().map(|dossier| dossier.number) else {
            return Ok(is_written);
        };
        insert_all(tx, &piece)?;
        set_indexed_up_to(tx, end)?;
        is_written = true;
    }
}

/// Empties the index, before the projections are made again; gives how far it went.
pub(crate) fn clear(tx: &Transaction<'_>) -> Result<i64, Failure> {
    let from = indexed_up_to(tx)?;
    tx.execute_batch("DELETE FROM find_key; DELETE FROM name_place;")
        .map_err(Failure::sqlite("clearing the index"))?;
    set_indexed_up_to(tx, 0)?;
    Ok(from)
}

/// Counts the dossiers that are not in the index, roughly: by numbers.
pub(crate) fn tail_length(connection: &Connection) -> Result<i64, Failure> {
    let last: Option<i64> = connection
        .query_row("SELECT max(number) FROM dossier", [], |row| row.get(0))
        .map_err(Failure::sqlite("looking for the last dossier"))?;
    Ok(last.unwrap_or(0).saturating_sub(indexed_up_to(connection)?))
}

fn indexed_up_to(connection: &Connection) -> Result<i64, Failure> {
    connection
        .prepare_cached("SELECT indexed_up_to FROM find_state WHERE one = 1")
        .and_then(|mut select| select.query_row([], |row| row.get(0)))
        .map_err(Failure::sqlite("looking how far the index goes"))
}

fn set_indexed_up_to(tx: &Transaction<'_>, number: i64) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE find_state SET indexed_up_to = ?1 WHERE one = 1")
        .and_then(|mut update| update.execute([number]))
        .map(|_| ())
        .map_err(Failure::sqlite("noting how far the index goes"))
}

fn read_one(connection: &Connection, number: i64) -> Result<Option<Findable>, Failure> {
    let found = read_tail(connection, (number.saturating_sub(1), number), 1)?;
    Ok(found.into_iter().next())
}

fn read_tail(
    connection: &Connection,
    (above, up_to): (i64, i64),
    limit: u32,
) -> Result<Vec<Findable>, Failure> {
    connection
        .prepare_cached(include_str!("index/tail.sql"))
        .and_then(|mut select| {
            let rows = select.query_map((above, up_to, limit), Findable::read)?;
            rows.collect()
        })
        .map_err(Failure::sqlite("reading what is not in the index"))
}

fn insert_all(tx: &Transaction<'_>, dossiers: &[Findable]) -> Result<(), Failure> {
    let mut keys = Vec::new();
    let mut words: BTreeMap<(Word, i64), Places> = BTreeMap::new();
    for dossier in dossiers {
        let own = dossier.keys().into_iter();
        keys.extend(own.map(|(kind, key)| (kind, key, dossier.number)));
        let (block, place) = dossier.place();
        for word in dossier.words() {
            let places = words.entry((word, block)).or_insert(Places::NONE);
            places.insert(place);
        }
    }
    // In the order of the table, so that each of its pages is written once.
    keys.sort_unstable();
    for (kind, key, number) in &keys {
        insert_key(tx, *kind, key, *number)?;
    }
    for ((word, block), added) in words {
        let mut places = read_places(tx, &word, block)?;
        places.include(&added);
        store_places(tx, &word, block, places)?;
    }
    Ok(())
}

fn insert_key(tx: &Transaction<'_>, kind: Kind, key: &[u8], number: i64) -> Result<(), Failure> {
    tx.prepare_cached("INSERT OR IGNORE INTO find_key (kind, key, number) VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute((kind.code(), key, number)))
        .map(|_| ())
        .map_err(Failure::sqlite("noting a key"))
}

fn read_places(tx: &Transaction<'_>, word: &Word, block: i64) -> Result<Places, Failure> {
    let key = (&word.folded, block, &word.spelt, word.turn);
    let bytes: Option<Vec<u8>> = tx
        .prepare_cached(include_str!("index/read_places.sql"))
        .and_then(|mut select| select.query_row(key, |row| row.get(0)).optional())
        .map_err(Failure::sqlite("reading where a word stands"))?;
    bytes.map_or(Ok(Places::NONE), |bytes| {
        Places::read(&bytes).ok_or(Failure::Unreadable("places of a word"))
    })
}

fn store_places(
    tx: &Transaction<'_>,
    word: &Word,
    block: i64,
    places: Places,
) -> Result<(), Failure> {
    let Word {
        folded,
        spelt,
        turn,
    } = word;
    match places.to_bytes() {
        Some(bytes) => tx
            .prepare_cached(include_str!("index/store_places.sql"))
            .and_then(|mut upsert| upsert.execute((folded, block, spelt, turn, bytes))),
        None => tx
            .prepare_cached(include_str!("index/forget_places.sql"))
            .and_then(|mut delete| delete.execute((folded, block, spelt, turn))),
    }
    .map(|_| ())
    .map_err(Failure::sqlite("noting where a word stands"))
}
