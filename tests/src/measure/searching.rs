//! Finding a dossier among a province's, by every way a clerk types; beside bare queries over the
//! same file and beside reading every name.

use anyhow::{Context, Result};
use domain::name::fold;
use rusqlite::Connection;
use rusqlite::types::Value;
use store::Reader;

use super::citizens::Citizen;
use super::desk_home::AtWork;
use super::{Plan, Row, Times, province};
use crate::chance::Chance;
use crate::commune::Commune;

/// Rows that a screen shows.
const SHOWN: usize = 50;
/// Citizens whose names are typed letter by letter.
const TYPED: usize = 150;
/// Queries of each other kind.
const ASKED: usize = 500;
/// Scans over every name: each takes long.
const SCANNED: usize = 12;
/// The design's aim, ms.
const AIM: f64 = 10.0;

const BY_NAME: &str = "SELECT places FROM name_place WHERE word IN \
                       (SELECT value FROM json_each(?1)) ORDER BY word, block, spelt";
const BY_LOOKUP_CODE: &str =
    "SELECT number FROM find_key WHERE kind = 0 AND key = CAST(?1 AS BLOB)";
const BY_DOSSIER_CODE: &str =
    "SELECT number FROM find_key WHERE kind = 1 AND key = CAST(?1 AS BLOB)";
const BY_PHONE: &str = "SELECT number FROM find_key WHERE kind = 3 AND key = CAST(?1 AS BLOB)";
const BY_ID_TAIL: &str = "SELECT number FROM find_key WHERE kind = 4 AND key = CAST(?1 AS BLOB) \
                          ORDER BY number DESC LIMIT 51";
const BY_SCAN: &str =
    "SELECT number FROM person WHERE folded LIKE ?1 ORDER BY number DESC LIMIT 51";

/// What is typed, and what a bare query would be given for it.
struct Query {
    typed: String,
    bare: String,
}

/// Asks the province's file.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let (home, at_work) = province::open(plan, commune)?;
    let desk = Asked {
        reader: at_work.desk.open_reader()?,
        bare: home.open_bare(&at_work)?,
        now: Citizen::of(plan.dossiers.saturating_sub(1)).came_at(),
        at_work: &at_work,
    };
    let citizens = draw(plan.dossiers, ASKED);
    let mut letters = Vec::new();
    for citizen in citizens.iter().take(TYPED) {
        letters.extend(letter_by_letter(&citizen.name));
    }
    let codes = |code: fn(&Citizen) -> Result<String>| {
        let codes = citizens.iter().map(code).collect::<Result<Vec<_>>>();
        codes.map(|codes| codes.into_iter().map(same).collect::<Vec<_>>())
    };
    let by = |query: fn(&Citizen) -> Query| citizens.iter().map(query).collect::<Vec<_>>();
    let kinds = [
        ("a name without marks, a query a letter", BY_NAME, letters),
        ("a whole name with its marks", BY_NAME, by(whole_name)),
        ("the lookup code", BY_LOOKUP_CODE, codes(lookup_code)?),
        ("the dossier's code", BY_DOSSIER_CODE, codes(dossier_code)?),
        ("the last 4 of an identity number", BY_ID_TAIL, by(id_tail)),
        (
            "a telephone number",
            BY_PHONE,
            by(|citizen| Query {
                bare: citizen.phone.chars().rev().collect(),
                typed: citizen.phone.clone(),
            }),
        ),
    ];
    let mut rows = Vec::new();
    for (kind, sql, queries) in kinds {
        rows.push(desk.row(plan, kind, sql, &queries)?);
    }
    rows.push(desk.scan(&citizens)?);
    Ok(rows)
}

fn draw(dossiers: u64, count: usize) -> Vec<Citizen> {
    let mut chance = Chance::new(3);
    (0..count)
        .map(|_| Citizen::of(chance.below(dossiers)))
        .collect()
}

fn same(typed: String) -> Query {
    Query {
        bare: typed.clone(),
        typed,
    }
}

fn letter_by_letter(name: &str) -> Vec<Query> {
    let folded = fold(name);
    let ends = 1..=folded.len();
    ends.filter_map(|end| folded.get(..end))
        .filter(|typed| !typed.ends_with(' '))
        .map(|typed| Query {
            typed: typed.to_owned(),
            bare: expression(typed),
        })
        .collect()
}

fn whole_name(citizen: &Citizen) -> Query {
    Query {
        typed: citizen.name.clone(),
        bare: expression(&fold(&citizen.name)),
    }
}

/// The words as a list for SQLite, each as it was typed.
fn expression(folded: &str) -> String {
    let words: Vec<&str> = folded.split_ascii_whitespace().collect();
    serde_json::Value::from(words).to_string()
}

fn lookup_code(citizen: &Citizen) -> Result<String> {
    Ok(citizen.numbers(province::WRITER)?.lookup_code)
}

fn dossier_code(citizen: &Citizen) -> Result<String> {
    Ok(citizen.numbers(province::WRITER)?.dossier_code)
}

fn id_tail(citizen: &Citizen) -> Query {
    let reversed: String = citizen.id_number.chars().rev().take(4).collect();
    Query {
        typed: reversed.chars().rev().collect(),
        bare: reversed,
    }
}

/// The file that is asked, both ways.
struct Asked<'a> {
    reader: Reader,
    bare: Connection,
    now: i64,
    at_work: &'a AtWork,
}

impl Asked<'_> {
    fn row(&self, plan: &Plan, kind: &str, sql: &str, queries: &[Query]) -> Result<Row> {
        let (mut found, mut bare) = (Times::default(), Times::default());
        let mut worst = (0.0, String::new());
        for query in queries {
            let viewer = &self.at_work.viewer;
            let answer = found.take(|| {
                self.reader
                    .find_dossiers(viewer, &query.typed, SHOWN, self.now)
            })?;
            anyhow::ensure!(!answer.dossiers.is_empty(), "nothing for «{}»", query.typed);
            let took = found.0.last().copied().context("it was timed")?;
            if took > worst.0 {
                worst = (took, query.typed.clone());
            }
        }
        for query in queries {
            bare.take(|| ask(&self.bare, sql, &query.bare))?;
        }
        let bare_is = if sql == BY_NAME {
            "bare SELECT of where the whole words stand"
        } else {
            "bare indexed SELECT of numbers"
        };
        eprintln!(
            "search by {kind}: the slowest was «{}», {:.1} ms",
            worst.1, worst.0
        );
        Ok(Row::new(
            format!("find among {} by {kind}", plan.dossiers),
            found.text(),
            format!("{bare_is}: {}", bare.text()),
        )
        .aims_at("p99 ≤ 10 ms", found.p99() <= AIM))
    }

    fn scan(&self, citizens: &[Citizen]) -> Result<Row> {
        let mut scans = Times::default();
        for citizen in citizens.iter().take(SCANNED) {
            let pattern = format!("%{}%", fold(&citizen.name));
            scans.take(|| ask(&self.bare, BY_SCAN, &pattern))?;
        }
        Ok(Row::new(
            "… a whole name by reading every name (LIKE)",
            scans.text(),
            "what a table without an index costs",
        ))
    }
}

fn ask(bare: &Connection, sql: &str, value: &str) -> Result<Vec<Value>> {
    let mut select = bare.prepare_cached(sql)?;
    let rows = select.query_map([value], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
