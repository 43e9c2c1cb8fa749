//! The demo commune: two offices under one roof, five people, one of whom supervises. Names,
//! numbers and decisions are made up; the commune is one of the official list.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::server::Server;

/// An office as it is entered at the server.
struct Office {
    kind: &'static str,
    name: &'static str,
    short_name: &'static str,
    /// By name and duty.
    people: &'static [(&'static str, &'static str)],
}

const ONE_STOP: Office = Office {
    kind: "one_stop",
    name: "Trung tâm Phục vụ hành chính công xã Hưng Đạo",
    short_name: "Một cửa Hưng Đạo",
    people: &[
        ("Vũ Thị Lan", "one_stop_reception"),
        ("Nông Văn Nam", "one_stop_reception"),
        ("Đàm Thị Sen", "supervision"),
    ],
};
const POST: Office = Office {
    kind: "post",
    name: "Bưu điện văn hóa xã Hưng Đạo",
    short_name: "BĐVHX Hưng Đạo",
    people: &[("Hoàng Thị Hoa", "postal"), ("Lý A Páo", "postal")],
};
/// What every office of the commune has in common.
const COMMUNE: [&str; 8] = [
    "--commune-code",
    "01351",
    "--commune-name",
    "Xã Hưng Đạo",
    "--province-name",
    "Tỉnh Cao Bằng",
    "--code-prefix",
    "X99.01",
];

/// Enters offices and people once, and keeps their ids and one-time codes in `file`.
pub fn found(server: &Server, file: &Path) -> Result<()> {
    server.found()?;
    let one_stop = enter(server, &ONE_STOP)?;
    let post = enter(server, &POST)?;
    let commune = json!({ "one_stop": one_stop, "post": post });
    fs::write(file, serde_json::to_vec_pretty(&commune)?)?;
    Ok(())
}

/// Reads what was entered.
pub fn read(file: &Path) -> Result<Value> {
    let text = fs::read(file).with_context(|| format!("{} is not there", file.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

fn enter(server: &Server, office: &Office) -> Result<Value> {
    let own = [
        "--kind",
        office.kind,
        "--name",
        office.name,
        "--short-name",
        office.short_name,
    ];
    let unit = server.ask("add-unit", &[&own[..], &COMMUNE].concat())?;
    let unit_id = text(&unit, "unit_id")?;
    let mut people = Vec::new();
    for (name, duty) in office.people {
        let duty = ["--duty", duty, "--decision-no", "01/QĐ-UBND (mẫu)"];
        let person = ["--unit", unit_id, "--name", name];
        people.push(server.ask("add-person", &[person, duty].concat())?);
    }
    Ok(json!({ "unit_id": unit_id, "people": people }))
}

/// A text field of an answer.
pub fn text<'a>(answer: &'a Value, field: &str) -> Result<&'a str> {
    answer[field]
        .as_str()
        .with_context(|| format!("no `{field}` in {answer}"))
}
