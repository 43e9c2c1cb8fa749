//! A short day at the counter, told without a window: a clerk receives a dossier and hands its
//! papers to the postal worker on the same machine, each with her own PIN.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::commune::{self, text};
use crate::demo::{Demo, PIN};
use crate::stdio::Desk;

/// Registration of a birth, the request that a commune hears most.
const PROCEDURE: &str = "1.001193";

/// Tells the day at the counter's desk, unless it has been told there.
pub fn tell(demo: &Demo) -> Result<()> {
    let commune = commune::read(&demo.commune_file())?;
    let clerk = text(&commune["one_stop"]["people"][0], "person_id")?;
    let postal_worker = text(&commune["post"]["people"][0], "person_id")?;
    let mut desk = demo.open_desk("2")?;
    desk.ask("unlock", json!({ "person_id": clerk, "pin": PIN }))?;
    let known = desk.ask("list_recent", json!({ "limit": 1 }))?;
    if known["dossiers"]
        .as_array()
        .is_some_and(|dossiers| !dossiers.is_empty())
    {
        return Ok(());
    }
    let dossier = receive(&mut desk)?;
    let post = text(&commune["post"], "unit_id")?;
    hand_over(&mut desk, &dossier, post, postal_worker)?;
    let where_papers = desk.ask("where_papers", json!({ "dossier_id": dossier }))?;
    println!("{}", text(&where_papers, "sentence")?);
    desk.ask("lock", json!({})).map(drop)
}

fn receive(desk: &mut Desk) -> Result<Value> {
    let checklist = desk.ask(
        "get_checklist",
        json!({ "procedure_code": PROCEDURE, "channel": "direct" }),
    )?;
    let papers = checklist["papers"]
        .as_array()
        .context("the procedure has papers")?;
    let applicant = json!({
        "kind": "person", "name": "Nguyễn Thị Phượng", "id_number": null, "id_kind": "none",
        "birth": "1990-09-02", "sex": "F", "address": "Xóm Đoài, xã Hưng Đạo, tỉnh Cao Bằng",
        "phone": null, "contact": null,
    });
    let received = desk.ask("receive_dossier", json!({
        "act_id": act("01"), "applicant": applicant, "submitter": null,
        "procedure_code": PROCEDURE, "channel_in": "direct", "return_channel": "post",
        "request": checklist["request_prefill"], "sets": 1,
        "papers": papers.iter().filter(|paper| is_handed_in(paper)).map(line).collect::<Vec<_>>(),
        "missing": [], "missing_reason": null, "due_at": null, "due_reason": null,
        "duplicate_acknowledged": true,
    }))?;
    println!("{}", text(&received, "sentence")?);
    Ok(received["dossier_id"].clone())
}

fn is_handed_in(paper: &Value) -> bool {
    let counted = ["originals", "certified_copies", "copies"];
    paper["required"] == json!("yes") && counted.iter().any(|count| paper[*count] != json!(0))
}

fn line(paper: &Value) -> Value {
    json!({
        "name": paper["name"], "originals": paper["originals"],
        "certified_copies": paper["certified_copies"], "copies": paper["copies"],
        "fate": paper["fate"], "irreplaceable": paper["irreplaceable"],
    })
}

fn hand_over(desk: &mut Desk, dossier: &Value, unit: &str, taker: &str) -> Result<()> {
    let offered = desk.ask("offer_handoff", json!({
        "act_id": act("02"), "to_unit_id": unit, "to_person_id": taker,
        "lines": [{ "dossier_id": dossier, "paper_ids": null }], "counted_bundles": 1, "pin": PIN,
    }))?;
    let id = &offered["handoff_id"];
    let manifest = desk.ask("get_handoff", json!({ "handoff_id": id }))?;
    let lines = manifest["lines"]
        .as_array()
        .context("the manifest has lines")?;
    let accepted = desk.ask(
        "accept_handoff",
        json!({
            "handoff_id": id, "taker_person_id": taker, "pin": PIN, "counted_bundles": 1,
            "lines": lines.iter().map(accept).collect::<Vec<_>>(),
        }),
    )?;
    println!("{}", text(&accepted, "sentence")?);
    Ok(())
}

fn accept(line: &Value) -> Value {
    let papers = line["papers"].as_array().into_iter().flatten();
    let all = papers
        .map(|paper| json!({ "paper_id": paper["paper_id"], "outcome": "accepted", "note": null }));
    json!({ "dossier_id": line["dossier_id"], "papers": all.collect::<Vec<_>>() })
}

/// The id of an action of this day. It is told once on each desk, so the id may be fixed, and a day
/// that was interrupted is taken up without a second dossier.
fn act(number: &str) -> String {
    format!("{number:0>32}")
}
