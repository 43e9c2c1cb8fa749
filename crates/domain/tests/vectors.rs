//! The law modules against vectors: what the calendar, the parsers and the search must at least do.
//!
//! The tables that another copy of lies beside the project are compared with it; a clone without
//! one says that it did not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate};
use domain::calendar::Calendar;
use domain::due::{DueRequest, OfficeHours, TimeUnit, preview_due};
use domain::identity_card::read_identity_card;
use domain::money::spell_amount;
use domain::name::match_name;
use domain::postal_item::check_postal_item;

type Vector = BTreeMap<String, String>;

#[test]
fn due_dates_agree() {
    let calendar = Calendar::shipped();
    for vector in vectors(include_str!("vectors/workdays.csv")) {
        let time = Some(vector["time"].as_str()).filter(|time| !time.is_empty());
        let filed_at = format!("{}T{}+07:00", vector["start"], time.unwrap_or("09:00:00"));
        let request = DueRequest {
            time_value: Some(vector["amount"].parse().unwrap()),
            time_unit: unit(&vector["unit"]),
            cutoff_15h: vector["cutoff_15h"].parse().unwrap(),
            filed_at: DateTime::parse_from_rfc3339(&filed_at).unwrap(),
            office_hours: OfficeHours::default(),
        };
        let expected: NaiveDate = vector["expected"].parse().unwrap();
        let due_on = preview_due(&request, &calendar).unwrap().due_on;
        assert_eq!(due_on, Some(expected), "{vector:?}");
    }
}

#[test]
fn identity_cards_agree() {
    let columns = [
        "result", "number", "old_id", "name", "dob", "sex", "address", "issued",
    ];
    for vector in vectors(include_str!("vectors/cccd_qr.csv")) {
        let card = serde_json::to_value(read_identity_card(&vector["raw"])).unwrap();
        for column in columns {
            let found = card[column].as_str().unwrap_or("");
            assert_eq!(found, vector[column], "{column} of {vector:?}");
        }
        let warnings: Vec<&str> = card["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| w.as_str().unwrap())
            .collect();
        assert_eq!(warnings.join(";"), vector["warnings"], "{vector:?}");
    }
}

#[test]
fn postal_items_agree() {
    for vector in vectors(include_str!("vectors/s10.csv")) {
        let check = serde_json::to_value(check_postal_item(&vector["input"])).unwrap();
        assert_eq!(check["normalized"], vector["normalized"], "{vector:?}");
        assert_eq!(check["result"], vector["result"], "{vector:?}");
        let expected = vector["expected_check"].parse::<u64>().ok();
        assert_eq!(check["expected_check"].as_u64(), expected, "{vector:?}");
    }
}

#[test]
fn amounts_in_words_agree() {
    for vector in vectors(include_str!("vectors/money_words.csv")) {
        let dong = vector["amount"].parse().unwrap();
        assert_eq!(spell_amount(dong), vector["words"], "{vector:?}");
    }
}

#[test]
fn names_are_found_alike() {
    for vector in vectors(include_str!("vectors/names_search.csv")) {
        let expected: bool = vector["match"].parse().unwrap();
        let found = match_name(&vector["name"], &vector["query"]);
        assert_eq!(found, expected, "{vector:?}");
    }
}

#[test]
fn the_shipped_tables_hold_the_facts_of_the_shared_ones() {
    for (shared, shipped) in [
        ("holidays.csv", include_str!("../data/holidays.csv")),
        (
            "holidays_unconfirmed.csv",
            include_str!("../data/holidays_unconfirmed.csv"),
        ),
        (
            "cccd_birth_places.csv",
            include_str!("../data/cccd_birth_places.csv"),
        ),
        ("vectors/workdays.csv", include_str!("vectors/workdays.csv")),
        ("vectors/cccd_qr.csv", include_str!("vectors/cccd_qr.csv")),
        ("vectors/s10.csv", include_str!("vectors/s10.csv")),
        (
            "vectors/money_words.csv",
            include_str!("vectors/money_words.csv"),
        ),
        (
            "vectors/names_search.csv",
            include_str!("vectors/names_search.csv"),
        ),
    ] {
        if let Some(text) = shared_text(shared) {
            assert!(text == shipped, "{shared} was changed on one side only");
        }
    }
}

#[test]
fn the_rest_of_the_portals_list_ships_in_the_portals_words() {
    let (Some(listed), Some(asked)) = (
        shared_text("procedures.csv"),
        shared_text("procedure_papers.csv"),
    ) else {
        return;
    };
    let core = rows(include_str!("../data/procedures.csv"));
    let is_rest = |row: &&Vector| {
        let is_core = core.iter().any(|own| own["code"] == row["code"]);
        !is_core && row["sector"] != "Hải quan"
    };
    let listed = rows(&listed);
    let rest: Vec<&Vector> = listed.iter().filter(is_rest).collect();
    let shipped = rows(include_str!("../data/procedures_portal.csv"));
    assert_eq!((rest.len(), shipped.len()), (396, 396));
    for (own, portal) in shipped.iter().zip(&rest) {
        assert_eq!(own["code"], portal["code"]);
        for (here, there) in [
            ("name", "name"),
            ("sector", "sector"),
            ("note", "decision"),
            ("postal_in", "postal_allowed"),
        ] {
            assert_eq!(own[here], plain(&portal[there]), "{}", own["code"]);
        }
        let times = ["direct_time", "online_time", "postal_time"].map(|time| plain(&portal[time]));
        let first = times.iter().find(|time| !time.is_empty());
        assert_eq!(Some(&own["time_text"]), first.or(Some(&String::new())));
        for fee in ["direct_fee", "online_fee", "postal_fee"] {
            assert!(own["fee_text"].contains(&plain(&portal[fee])), "{own:?}");
        }
    }
    let codes: Vec<&str> = rest.iter().map(|row| &*row["code"]).collect();
    let asked = rows(&asked).into_iter().filter(|row| {
        // Guidance, and no paper.
        codes.contains(&&*row["code"]) && row["required"] != "note"
    });
    papers_agree(&asked.collect::<Vec<_>>());
}

/// Every paper that the portal asks for stands on its list under the portal's words, and no other.
fn papers_agree(asked: &[Vector]) {
    let shipped = rows(include_str!("../data/portal_papers.csv"));
    let is_same = |own: &Vector, portal: &Vector| {
        let words = plain(&portal["paper_name"]);
        let says = own["name"] == words || own["note"].ends_with(&words);
        let counts = ["originals", "copies"];
        says && own["code"] == portal["code"] && counts.iter().all(|n| own[*n] == portal[*n])
    };
    assert_eq!((asked.len(), shipped.len()), (2_001, 1_901));
    for portal in asked {
        let found = shipped.iter().any(|own| is_same(own, portal));
        assert!(found, "{portal:?} does not ship");
    }
    for own in &shipped {
        let found = asked.iter().any(|portal| is_same(own, portal));
        assert!(found, "{own:?} is nowhere on the portal");
    }
}

/// Reads a table as it is.
fn rows(text: &str) -> Vec<Vector> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Blanks as a reader sees them: one between words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a table of vectors, its escapes resolved.
fn vectors(text: &str) -> Vec<Vector> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let vectors: Vec<Vector> = reader.deserialize().map(Result::unwrap).collect();
    assert!(!vectors.is_empty(), "no vectors");
    let unescape = |vector: Vector| {
        vector
            .into_iter()
            .map(|(k, v)| (k, unescaped(&v)))
            .collect()
    };
    vectors.into_iter().map(unescape).collect()
}

fn shared_text(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let text = read(&folder.join(name));
    if text.is_none() {
        eprintln!("SKIPPED: {name} is not beside the project");
    }
    text
}

#[allow(clippy::disallowed_methods, reason = "a test may read the vectors")]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn unit(text: &str) -> TimeUnit {
    serde_json::from_value(serde_json::Value::from(text)).unwrap()
}

/// Resolves `\n`, `\r`, `\t`, `\\` and `\uXXXX`.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        plain.push(match letters.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('\\') => '\\',
            Some('u') => {
                let code: String = letters.by_ref().take(4).collect();
                char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap()
            }
            other => panic!("an unknown escape: {other:?}"),
        });
    }
    plain
}
