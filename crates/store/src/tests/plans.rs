//! Hot queries step through an index: no plan reads a whole table.

use rusqlite::Connection;

use crate::testing::{CENTRE, Office};

const HOT: [(&str, &str); 33] = [
    ("of_subject", include_str!("../desk/entries/of_subject.sql")),
    (
        "upsert_dossier",
        include_str!("../desk/project/upsert_dossier.sql"),
    ),
    (
        "upsert_person",
        include_str!("../desk/project/upsert_person.sql"),
    ),
    ("delete papers", "DELETE FROM paper WHERE dossier = ?1"),
    (
        "record by hash",
        "SELECT record, hash FROM record WHERE hash_head = ?1",
    ),
    (
        "place of a chain",
        "SELECT 1 FROM record WHERE chain = ?1 AND seq = ?2",
    ),
    ("own_hash", include_str!("../desk/incarnation/own_hash.sql")),
    ("queue", include_str!("../exchange/outbox/queue.sql")),
    ("outbox page", include_str!("../exchange/outbox/page.sql")),
    ("own records", include_str!("../exchange/outbox/own.sql")),
    (
        "count try",
        include_str!("../exchange/outbox/count_try.sql"),
    ),
    (
        "outbox marking",
        include_str!("../exchange/receipt/empty.sql"),
    ),
    ("above", include_str!("../exchange/receipt/above.sql")),
    ("row", include_str!("../read/rows/by_number.sql")),
    ("tail", include_str!("../index/tail.sql")),
    ("standing", include_str!("../index/standing.sql")),
    ("by_key", include_str!("../index/by_key.sql")),
    ("by_prefix", include_str!("../index/by_prefix.sql")),
    ("next_word", include_str!("../index/next_word.sql")),
    (
        "places_between",
        include_str!("../index/places_between.sql"),
    ),
    ("read_places", include_str!("../index/read_places.sql")),
    (
        "by_handoff_number",
        include_str!("../read/find/by_handoff_number.sql"),
    ),
    (
        "look-alike",
        include_str!("../read/duplicates/by_number.sql"),
    ),
    ("parts", include_str!("../read/dossier/parts.sql")),
    ("ways", include_str!("../read/dossier/ways.sql")),
    ("outgoing", include_str!("../read/handoffs/outgoing.sql")),
    ("incoming", include_str!("../read/handoffs/incoming.sql")),
    (
        "of_dossier",
        include_str!("../read/handoffs/of_dossier.sql"),
    ),
    (
        "handoff row",
        include_str!("../read/handoffs/by_number.sql"),
    ),
    ("held", include_str!("../read/hand_over/held.sql")),
    ("held papers", include_str!("../read/hand_over/papers.sql")),
    (
        "publication below",
        include_str!("../exchange/publication/find_below.sql"),
    ),
    ("verify page", include_str!("../desk/verify/page.sql")),
];

/// Tables that hold a handful of rows whatever happens: lives of this file, its one desk.
const SMALL: [&str; 5] = ["own_chain", "desk", "sync_state", "find_state", "subquery"];

fn scans(connection: &Connection, sql: &str) -> Vec<String> {
    let mut explain = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let parameters = explain.parameter_count();
    let values = vec![rusqlite::types::Value::Null; parameters];
    let steps: Vec<String> = explain
        .query_map(rusqlite::params_from_iter(values), |row| row.get(3))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    steps
        .into_iter()
        .filter(|step| step.starts_with("SCAN"))
        .filter(|step| !step.contains("VIRTUAL TABLE INDEX"))
        .filter(|step| !step.contains("CONSTANT ROW") && !step.contains("USING"))
        .filter(|step| !SMALL.iter().any(|small| step.contains(small)))
        .collect()
}

#[test]
fn no_hot_query_reads_a_whole_table() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Văn An");
    let reader = office.reader();
    for (name, sql) in HOT {
        assert_eq!(
            scans(reader.connection(), sql),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn a_query_without_an_index_would_be_noticed() {
    let office = Office::open(CENTRE, 2);
    let reader = office.reader();
    assert_eq!(
        scans(reader.connection(), "SELECT * FROM dossier WHERE sets = ?1").len(),
        1
    );
}
