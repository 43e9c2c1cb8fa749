//! Finding dossiers from one box: names half typed, codes scanned, digits remembered.
//!
//! Words find by prefix in any order, newest first and never all of them: with 38 of 100 people
//! named Nguyễn, ranking every hit is what makes search slow. Of the newest 500 the exactly
//! written and the rightly ordered lead, and only what is shown is read. The identity number is
//! found by its keyed hash or its last digits only.

use domain::name::NameQuery;
use rusqlite::{Connection, OptionalExtension};

use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::desk::parts::duty_id;
use crate::desk::{civil_day, digits_of, id_hash, reversed};
use crate::failure::Failure;
use crate::index::{self, Kind, Tail};
use crate::row::id_or_none;

/// Hits that are looked at and ranked; nobody reads more.
pub const HITS_MAX: usize = 500;
/// Longest query that is read, in characters; the longest name on record has 60.
const QUERY_CHARACTERS_MAX: usize = 120;
/// Digits of a serial of the day, or of what is remembered from the end.
const FEW_DIGITS_MAX: usize = 5;
/// Fewer digits than these are the serial of the day and not last digits.
const LAST_DIGITS_MIN: usize = 3;
/// From so many digits on it is a telephone or identity number.
const MANY_DIGITS_MIN: usize = 9;

/// The serial of a «Mã tra cứu»: five digits behind its day and desk.
const SERIAL: std::ops::Range<usize> = 8..13;

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
        let visible = match &understood {
            Understood::Recent => numbers(
                connection,
                include_str!("find/recent.sql"),
                [hits_limit(limit)],
            )?,
            Understood::LookupCode(code) => by_lookup_code(connection, code)?,
            Understood::DossierCode(code) => by_code(connection, Kind::DossierCode, code)?,
            Understood::Number(number) => {
                seen(connection, viewer, by_number(connection, number)?, limit)?
            }
            Understood::FewDigits(digits) => {
                let hits = by_few_digits(connection, digits, now)?;
                seen(connection, viewer, hits, limit)?
            }
            Understood::Words(words) => {
                seen(connection, viewer, by_words(connection, words)?, limit)?
            }
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

fn by_lookup_code(connection: &Connection, code: &str) -> Result<Vec<i64>, Failure> {
    let mut found = by_code(connection, Kind::LookupCode, code)?;
    found.extend(numbers(
        connection,
        include_str!("find/by_handoff_number.sql"),
        [code],
    )?);
    Ok(newest_first(found))
}

fn by_code(connection: &Connection, kind: Kind, code: &str) -> Result<Vec<i64>, Failure> {
    let tail = Tail::read(connection)?;
    index::by_key(connection, &tail, (kind, code.as_bytes()), HITS_MAX)
}

fn by_number(connection: &Connection, number: &str) -> Result<Vec<i64>, Failure> {
    let hash = id_hash(&read_id_key(connection)?, number);
    let phone = reversed(number);
    let tail = Tail::read(connection)?;
    let limit = HITS_MAX.saturating_add(1);
    let mut found = index::by_key(connection, &tail, (Kind::Phone, phone.as_bytes()), limit)?;
    found.extend(index::by_key(
        connection,
        &tail,
        (Kind::IdHash, &hash),
        limit,
    )?);
    Ok(newest_first(found))
}

fn by_few_digits(connection: &Connection, digits: &str, now: i64) -> Result<Vec<i64>, Failure> {
    let tail = Tail::read(connection)?;
    let day = civil_day(now)?.format("%y%m%d").to_string();
    let serial = format!("{digits:0>5}");
    let is_serial = |key: &[u8]| key.get(SERIAL) == Some(serial.as_bytes());
    let mut found = index::by_prefix(connection, &tail, (Kind::LookupCode, &day), is_serial)?;
    // One or two digits from the end are everybody's.
    if digits.len() >= LAST_DIGITS_MIN {
        let last = reversed(digits);
        for kind in [Kind::Phone, Kind::IdTail] {
            let hits = index::by_prefix(connection, &tail, (kind, &last), |_| true)?;
            found.extend(hits);
        }
    }
    Ok(newest_first(found))
}

fn newest_first(mut found: Vec<i64>) -> Vec<i64> {
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    found.truncate(HITS_MAX.saturating_add(1));
    found
}

/// Reads the key under which identity numbers are hashed.
pub(super) fn read_id_key(connection: &Connection) -> Result<Vec<u8>, Failure> {
    connection
        .prepare_cached("SELECT id_key FROM desk WHERE one = 1")
        .and_then(|mut select| select.query_row([], |row| row.get(0)))
        .map_err(Failure::sqlite("reading the key of identity numbers"))
}

/// Keeps what the viewer may find, one more than she wants.
fn seen(
    connection: &Connection,
    viewer: &Viewer,
    hits: Vec<i64>,
    limit: usize,
) -> Result<Vec<i64>, Failure> {
    let mut visible = Vec::new();
    for number in hits {
        if is_visible(connection, viewer, number)? {
            visible.push(number);
        }
        if visible.len() > limit {
            break;
        }
    }
    Ok(visible)
}

/// Finds names; of the newest hits the best come first.
fn by_words(connection: &Connection, words: &str) -> Result<Vec<i64>, Failure> {
    let query = NameQuery::new(words);
    let mut hits = index::by_words(connection, &query, HITS_MAX.saturating_add(1))?;
    // Stable: within a rank the newest stay first.
    hits.sort_by_key(|(_, rank)| *rank);
    Ok(hits.into_iter().map(|(number, _)| number).collect())
}

fn is_visible(connection: &Connection, viewer: &Viewer, number: i64) -> Result<bool, Failure> {
    let found = connection
        .prepare_cached("SELECT unit, duty FROM person WHERE number = ?1")
        .and_then(|mut select| {
            let read = |row: &rusqlite::Row<'_>| Ok((id_or_none(row, 0)?, row.get(1)?));
            select.query_row([number], read).optional()
        })
        .map_err(Failure::sqlite("reading who may see a name"))?;
    match found {
        Some((unit, duty)) => Ok(viewer.may_see(duty_id(unit, duty)?)),
        None => Ok(false),
    }
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
