//! The demo's data: fifty citizens come to the counter, a clerk hands the first papers to the
//! postal worker on the same machine, and she hands them on to her colleague in the culture house.
//!
//! It is the same script that the stories tell (`tests/data/demo_day.json`). Its acts have fixed
//! ids, so that a day that was interrupted is taken up without a second dossier.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::commune::{self, text};
use crate::demo::{Demo, PIN};
use crate::stdio::Desk;

const SCRIPT: &str = include_str!("../../tests/data/demo_day.json");
/// What a clerk enters where no time limit is published; far enough for any day of a demo.
const OWN_DUE: Option<&str> = Some("2030-01-02T17:00:00+07:00");
const OWN_REASON: Option<&str> = Some("cán bộ hẹn theo bảng niêm yết (mẫu)");
/// How many of the first dossiers go on to the post.
const HANDED_ON: usize = 5;

/// Tells the day at the counter's desk, unless it has been told there.
pub fn tell(demo: &Demo) -> Result<()> {
    if demo.day_file().exists() {
        return Ok(());
    }
    println!("fifty citizens come to the counter");
    let commune = commune::read(&demo.commune_file())?;
    let script: Value = serde_json::from_str(SCRIPT)?;
    let mut desk = demo.open_desk("2")?;
    let clerk = person(&commune, "one_stop", 0)?;
    let (worker, colleague) = (person(&commune, "post", 0)?, person(&commune, "post", 1)?);
    let post = text(&commune["post"], "unit_id")?;

    unlock(&mut desk, clerk)?;
    let dossiers = receive_all(&mut desk, &script)?;
    let handed_on = dossiers.get(..HANDED_ON).context("enough dossiers")?;
    let manifest = offer(&mut desk, act(1, 1), post, worker, handed_on)?;
    accept(&mut desk, &manifest, worker)?;
    unlock(&mut desk, worker)?;
    offer(&mut desk, act(1, 2), post, colleague, handed_on)?;
    desk.ask("lock", json!({}))?;
    fs::write(demo.day_file(), "")?;
    println!("{} dossiers are at the counter", dossiers.len());
    Ok(())
}

fn person<'a>(commune: &'a Value, office: &str, place: usize) -> Result<&'a str> {
    text(&commune[office]["people"][place], "person_id")
}

fn unlock(desk: &mut Desk, person: &str) -> Result<()> {
    desk.ask("unlock", json!({ "person_id": person, "pin": PIN }))
        .map(drop)
}

/// Receives what the script's citizens bring.
fn receive_all(desk: &mut Desk, script: &Value) -> Result<Vec<Value>> {
    let steps = script["day"].as_array().context("a day has steps")?;
    let mut dossiers = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        if step["do"] != json!("receive") {
            continue;
        }
        let asked = json!({ "procedure_code": step["procedure"], "channel": step["channel_in"] });
        let checklist = desk.ask("get_checklist", asked)?;
        let form = form(script, step, &checklist, act(0, number))?;
        let received = desk.ask("receive_dossier", form)?;
        dossiers.push(received["dossier_id"].clone());
    }
    Ok(dossiers)
}

fn form(script: &Value, step: &Value, checklist: &Value, act: String) -> Result<Value> {
    let citizen = usize::try_from(step["citizen"].as_u64().context("a citizen")?)?;
    let papers = checklist["papers"].as_array().context("papers")?;
    let mut brought: Vec<&Value> = of_kind(papers, "yes").collect();
    // Where nothing is asked for always, the citizen brings what her case asks for.
    if brought.is_empty() {
        brought = of_kind(papers, "conditional").collect();
    }
    // Where no time limit is published the clerk enters her own, with her reason.
    let own = checklist["due"]["must_enter"] == json!(true);
    let (due_at, due_reason) = if own {
        (OWN_DUE, OWN_REASON)
    } else {
        (None, None)
    };
    Ok(json!({
        "act_id": act, "applicant": script["citizens"][citizen], "submitter": null,
        "procedure_code": step["procedure"], "channel_in": step["channel_in"],
        "return_channel": step["return_channel"],
        "request": format!("{} (mẫu)", checklist["request_prefill"].as_str().unwrap_or("")),
        "sets": 1, "papers": brought.into_iter().map(line).collect::<Vec<_>>(),
        "missing": [], "missing_reason": null, "due_at": due_at, "due_reason": due_reason,
        "duplicate_acknowledged": true,
    }))
}

fn of_kind<'a>(papers: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    papers
        .iter()
        .filter(move |paper| paper["required"] == json!(kind))
}

fn line(paper: &Value) -> Value {
    let counts = ["originals", "certified_copies", "copies"];
    let is_uncounted = counts.iter().all(|count| paper[*count] == json!(0));
    json!({
        "name": paper["name"], "certified_copies": paper["certified_copies"],
        "originals": if is_uncounted { json!(1) } else { paper["originals"].clone() },
        "copies": paper["copies"], "fate": paper["fate"], "irreplaceable": paper["irreplaceable"],
    })
}

/// Draws up a manifest and signs it; gives its id.
fn offer(
    desk: &mut Desk,
    act: String,
    unit: &str,
    taker: &str,
    dossiers: &[Value],
) -> Result<Value> {
    let lines: Vec<Value> = dossiers
        .iter()
        .map(|dossier| json!({ "dossier_id": dossier, "paper_ids": null }))
        .collect();
    let offered = desk.ask(
        "offer_handoff",
        json!({
            "act_id": act, "to_unit_id": unit, "to_person_id": taker,
            "counted_bundles": lines.len(), "lines": lines, "pin": PIN,
        }),
    )?;
    Ok(offered["handoff_id"].clone())
}

/// The taker counts beside the giver and signs with her own PIN.
fn accept(desk: &mut Desk, handoff: &Value, taker: &str) -> Result<()> {
    let manifest = desk.ask("get_handoff", json!({ "handoff_id": handoff }))?;
    if manifest["state"] != json!("offered") {
        return Ok(());
    }
    let lines = manifest["lines"].as_array().context("lines")?;
    let accepted = desk.ask(
        "accept_handoff",
        json!({
            "handoff_id": handoff, "taker_person_id": taker, "pin": PIN,
            "counted_bundles": lines.len(), "lines": lines.iter().map(taken).collect::<Vec<_>>(),
        }),
    )?;
    println!("{}", text(&accepted, "sentence")?);
    Ok(())
}

fn taken(line: &Value) -> Value {
    let papers = line["papers"].as_array().into_iter().flatten();
    let all = papers
        .map(|paper| json!({ "paper_id": paper["paper_id"], "outcome": "accepted", "note": null }));
    json!({ "dossier_id": line["dossier_id"], "papers": all.collect::<Vec<_>>() })
}

/// The id of an act of this day, by its kind and number.
fn act(kind: u8, number: usize) -> String {
    format!("{kind:02x}{number:030x}")
}
