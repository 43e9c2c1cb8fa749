//! One form from the command to the PDF on disk, by the desk program at work.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::json;

use super::desk_home::PIN;
use super::{Plan, Row, Times, digits, province};
use crate::commune::Commune;
use crate::process::Desk;

/// Slips that are made after the first.
const FURTHER: usize = 50;

/// Prints slips of the province's dossiers, one after the other.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let (home, at_work) = province::open(plan, commune)?;
    at_work.desk.close()?;
    let mut desk = Desk::start(&plan.desk, home.root())?;
    let person = commune.lan.id.to_string();
    desk.must("unlock", json!({ "person_id": person, "pin": PIN }))?;
    let found = desk.must("find_dossiers", json!({ "text": "nguyen", "limit": 50 }))?;
    let found = found["dossiers"].as_array().context("dossiers")?;
    let mut dossiers = found.iter().map(|row| &row["dossier_id"]).cycle();
    let mut print = || -> Result<f64> {
        let dossier = dossiers.next().context("a dossier to print")?;
        let begun = Instant::now();
        desk.must("print_receipt", json!({ "dossier_id": dossier }))?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    };
    let first = print()?;
    let further = Times((0..FURTHER).map(|_| print()).collect::<Result<_>>()?);
    desk.close()?;
    Ok(vec![
        Row::new(
            "a receipt slip to PDF, the first of a start",
            format!("{} ms", digits(first)),
            "from the command to the file and its record in the list of prints",
        )
        .aims_at_if(plan.has_release_desk(), "≤ 400 ms", first <= 400.0),
        Row::new(
            "… and each after it",
            further.text(),
            format!("{FURTHER} slips of different dossiers"),
        )
        .aims_at_if(
            plan.has_release_desk(),
            "p50 ≤ 50 ms",
            further.p50() <= 50.0,
        ),
    ])
}
