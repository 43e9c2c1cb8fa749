//! Finding dossiers from one box: names half typed, codes scanned, digits remembered.
//!
//! Words find by prefix in any order, newest first and never all of them: with 38 of 100 people
//! named Nguyễn, ranking every hit is what makes search slow. Of the newest 500 the exactly
//! written and the rightly ordered lead. The identity number is found by its keyed hash or its
//! last digits only.

use std::collections::BTreeSet;

use domain::name::{NameQuery, fold};
use rusqlite::Connection;

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::desk::parts::duty_id;
use crate::desk::{civil_day, digits_of, id_hash, reversed};
use crate::failure::Failure;
use crate::row::id_or_none;

/// Hits that are looked at and ranked; nobody reads more.
pub const HITS_MAX: usize = 500;
/// Longest query that is read, in characters; the longest name on record has 60.
const QUERY_CHARACTERS_MAX: usize = 120;
/// Letters of a word that the prefix index covers; longer ones are looked up in the words.
const PREFIX_LETTERS_MAX: usize = 4;
/// Words that a longer prefix may stand for: Vietnamese has fewer with five equal letters.
const WORDS_MAX: u32 = 64;
/// Digits of a serial of the day, or of what is remembered from the end.
const FEW_DIGITS_MAX: usize = 5;
/// Fewer digits than these are the serial of the day and not last digits.
const LAST_DIGITS_MIN: usize = 3;
/// From so many digits on it is a telephone or identity number.
const MANY_DIGITS_MIN: usize = 9;

/// The words that most names are made of, the commonest last. The index walks along the first
/// word of a query and asks the others about what it meets there: a rare word first makes the
/// slowest queries twice as quick.
const COMMON_WORDS: [&str; 21] = [
    "do", "bui", "dang", "vo", "vu", "phan", "huynh", "xuan", "kim", "huu", "duc", "thanh", "ngoc",
    "minh", "hoang", "pham", "le", "tran", "van", "thi", "nguyen",
];

/// How a query was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    /// The newest, because nothing was typed.
    Recent,
    /// A «Mã tra cứu», 14 digits.
    LookupCode(String),
    /// A «Mã số hồ sơ».
    DossierCode(String),
    /// A telephone or identity number.
    Number(String),
    /// The serial of today's codes, or last digits.
    FewDigits(String),
    /// Words of a name.
    Words(String),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The dossiers, best first.
    pub dossiers: Vec<DossierRow>,
    /// There are more than are given.
    pub more: bool,
    /// How the query was read.
    pub understood: Understood,
}

impl Reader {
    /// Finds dossiers; at most `limit` of the newest 500 hits.
    ///
    /// # Errors
    /// The file.
    pub fn find_dossiers(
        &self,
        viewer: &Viewer,
        text: &str,
        limit: usize,
        now: i64,
    ) -> Result<Found, Failure> {
        let understood = understand(text);
        let _held = self.snapshot()?;
        let connection = self.connection();
        let hits = match &understood {
            Understood::Recent => numbers(
                connection,
                include_str!("find/recent.sql"),
                [hits_limit(limit)],
            )?,
            Understood::LookupCode(code) => {
                numbers(connection, include_str!("find/by_lookup_code.sql"), [code])?
            }
            Understood::DossierCode(code) => {
                numbers(connection, include_str!("find/by_dossier_code.sql"), [code])?
            }
            Understood::Number(number) => by_number(connection, number)?,
            Understood::FewDigits(digits) => by_few_digits(connection, digits, now)?,
            Understood::Words(words) => by_words(connection, words)?,
        };
        let visible = match &understood {
            Understood::Recent | Understood::LookupCode(_) | Understood::DossierCode(_) => hits,
            Understood::Number(_) | Understood::FewDigits(_) => {
                seen(connection, viewer, hits, None)?
            }
            Understood::Words(words) => seen(connection, viewer, hits, Some(words))?,
        };
        let more = visible.len() > limit;
        let shown = visible.get(..limit.min(visible.len())).unwrap_or_default();
        let dossiers = rows::read_many(connection, viewer, shown)?;
        Ok(Found {
            dossiers,
            more,
            understood,
        })
    }

    /// Lists the newest dossiers.
    ///
    /// # Errors
    /// The file.
    pub fn list_recent(&self, viewer: &Viewer, limit: usize) -> Result<Vec<DossierRow>, Failure> {
        let sql = include_str!("find/recent.sql");
        let _held = self.snapshot()?;
        let mut found = numbers(self.connection(), sql, [hits_limit(limit)])?;
        found.truncate(limit);
        rows::read_many(self.connection(), viewer, &found)
    }
}

/// Reads what a query means.
fn understand(text: &str) -> Understood {
    let text: String = text.trim().chars().take(QUERY_CHARACTERS_MAX).collect();
    if text.is_empty() {
        return Understood::Recent;
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '+');
    if text.chars().all(is_number) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        return match digits.len() {
            0 => Understood::Words(text),
            1..=FEW_DIGITS_MAX => Understood::FewDigits(digits),
            // Nineteen are the same fourteen with the commune's five behind them.
            14 | 19 => Understood::LookupCode(digits.chars().take(14).collect()),
            MANY_DIGITS_MIN.. => Understood::Number(digits_of(&text)),
            _ => Understood::FewDigits(digits),
        };
    }
    if let Ok(code) = text.parse::<domain::number::DossierCode>() {
        return Understood::DossierCode(code.to_string());
    }
    let is_passport = |c: char| c.is_ascii_alphanumeric();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits >= 6 && text.chars().all(is_passport) {
        return Understood::Number(text);
    }
    Understood::Words(text)
}

fn by_number(connection: &Connection, number: &str) -> Result<Vec<i64>, Failure> {
    let key: Vec<u8> = connection
        .query_row("SELECT id_key FROM desk WHERE one = 1", [], |row| {
            row.get(0)
        })
        .map_err(Failure::sqlite("reading the key of identity numbers"))?;
    let hash = id_hash(&key, number);
    let sql = include_str!("find/by_number.sql");
    numbers(
        connection,
        sql,
        (number, crate::row::Bytes(hash), hits_limit(HITS_MAX)),
    )
}

fn by_few_digits(connection: &Connection, digits: &str, now: i64) -> Result<Vec<i64>, Failure> {
    let day = civil_day(now)?.format("%y%m%d").to_string();
    // One or two digits from the end are everybody's.
    let last = if digits.len() < LAST_DIGITS_MIN {
        "none".into()
    } else {
        reversed(digits)
    };
    let beyond = after_prefix(&last);
    let serial = format!("{digits:0>5}");
    let after_day = after_prefix(&day);
    let sql = include_str!("find/by_few_digits.sql");
    numbers(
        connection,
        sql,
        (last, beyond, day, after_day, serial, hits_limit(HITS_MAX)),
    )
}

fn by_words(connection: &Connection, text: &str) -> Result<Vec<i64>, Failure> {
    let Some(expression) = match_expression(connection, &NameQuery::new(text))? else {
        return Ok(Vec::new());
    };
    let sql = include_str!("find/by_words.sql");
    numbers(connection, sql, (expression, hits_limit(HITS_MAX)))
}

/// Makes the full-text expression: each word's alternatives, all words together, the rarest first.
/// Folded words are letters and digits only, so quoting them is safe.
fn match_expression(connection: &Connection, query: &NameQuery) -> Result<Option<String>, Failure> {
    let mut terms = BTreeSet::new();
    for (word, telex) in query.prefixes() {
        let mut alternatives = Vec::new();
        for prefix in std::iter::once(word).chain(telex) {
            if prefix.chars().count() <= PREFIX_LETTERS_MAX {
                alternatives.push(format!("\"{prefix}\"*"));
            } else {
                let words = words_from(connection, prefix)?;
                alternatives.extend(words.iter().map(|word| format!("\"{word}\"")));
            }
        }
        if alternatives.is_empty() {
            return Ok(None);
        }
        terms.insert((commonness(word), format!("({})", alternatives.join(" OR "))));
    }
    let expression: Vec<String> = terms.into_iter().map(|(_, term)| term).collect();
    Ok((!expression.is_empty()).then(|| expression.join(" AND ")))
}

/// Says how common the words are that begin so; 0 for all that are not known to be.
fn commonness(beginning: &str) -> usize {
    COMMON_WORDS
        .iter()
        .rposition(|common| common.starts_with(beginning))
        .map_or(0, |place| place.saturating_add(1))
}

fn words_from(connection: &Connection, prefix: &str) -> Result<Vec<String>, Failure> {
    let failed = "looking words up";
    let mut select = connection
        .prepare_cached("SELECT word FROM word WHERE word >= ?1 AND word < ?2 LIMIT ?3")
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((prefix, after_prefix(prefix), WORDS_MAX), |row| row.get(0));
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

/// Gives the first text that sorts behind everything with this prefix.
fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Keeps what the viewer may find, ranked where words were typed.
fn seen(
    connection: &Connection,
    viewer: &Viewer,
    hits: Vec<i64>,
    words: Option<&str>,
) -> Result<Vec<i64>, Failure> {
    let failed = "reading a name";
    let query = words.map(NameQuery::new);
    let mut select = connection
        .prepare_cached("SELECT name, unit, duty FROM person WHERE number = ?1")
        .map_err(Failure::sqlite(failed))?;
    let mut ranked = Vec::with_capacity(hits.len());
    for (place, number) in hits.into_iter().enumerate() {
        let (name, unit, duty) = select
            .query_row([number], |row| {
                Ok((row.get::<_, String>(0)?, id_or_none(row, 1)?, row.get(2)?))
            })
            .map_err(Failure::sqlite(failed))?;
        if !viewer.may_see(duty_id(unit, duty)?) {
            continue;
        }
        let rank = query.as_ref().and_then(|query| query.rank(&name));
        ranked.push((rank.is_none(), rank, place, number));
    }
    ranked.sort_unstable();
    Ok(ranked.into_iter().map(|(_, _, _, number)| number).collect())
}

pub(super) fn numbers(
    connection: &Connection,
    sql: &'static str,
    values: impl rusqlite::Params,
) -> Result<Vec<i64>, Failure> {
    let failed = "finding dossiers";
    let mut select = connection
        .prepare_cached(sql)
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map(values, |row| row.get(0));
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

fn hits_limit(limit: usize) -> i64 {
    i64::try_from(limit.min(HITS_MAX))
        .unwrap_or(500)
        .saturating_add(1)
}

/// Folds a name as the index has it; for callers that compare.
#[must_use]
pub fn fold_name(name: &str) -> String {
    fold(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_what_it_looks_like() {
        let words = |text: &str| Understood::Words(text.into());
        let few = |text: &str| Understood::FewDigits(text.into());
        for (text, expected) in [
            ("", Understood::Recent),
            ("  ", Understood::Recent),
            ("phuong", words("phuong")),
            ("Nguyễn 12", words("Nguyễn 12")),
            ("1002", few("1002")),
            ("036", few("036")),
            ("0912 345 678", Understood::Number("0912345678".into())),
            ("+84 912 345 678", Understood::Number("0912345678".into())),
            ("001090012345", Understood::Number("001090012345".into())),
            ("B1234567", Understood::Number("B1234567".into())),
            (
                "2611 2202 0000 36",
                Understood::LookupCode("26112202000036".into()),
            ),
            (
                "2611220200003601279",
                Understood::LookupCode("26112202000036".into()),
            ),
            (
                "H10.12-210914-0001",
                Understood::DossierCode("H10.12-210914-0001".into()),
            ),
        ] {
            assert_eq!(understand(text), expected, "{text}");
        }
    }
}
