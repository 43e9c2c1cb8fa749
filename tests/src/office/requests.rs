//! What a desk is asked in stories where it matters that something is received or taken over, and
//! not what.

use serde_json::{Value, json};

use super::PIN;

/// The input of `receive_dossier`: somebody of this name brings one paper, through this channel.
#[must_use]
pub fn reception(act: u64, name: &str, channel: &str) -> Value {
    let return_channel = if channel == "post" { "post" } else { "counter" };
    json!({
        "act_id": format!("{act:032x}"), "submitter": null, "procedure_code": "1.001193",
        "applicant": {
            "kind": "person", "name": name, "id_number": null, "id_kind": "none",
            "birth": "1990", "sex": null, "address": "Thôn Mẫu", "phone": null, "contact": null,
        },
        "channel_in": channel, "return_channel": return_channel, "request": "Khai sinh (mẫu)",
        "sets": 1, "missing": [], "missing_reason": null,
        "papers": [{
            "name": "Giấy chứng sinh", "originals": 1, "certified_copies": 0, "copies": 0,
            "fate": "submit", "irreplaceable": true,
        }],
        "due_at": null, "due_reason": null, "duplicate_acknowledged": true,
    })
}

/// The input of `accept_handoff` with which whoever is signed in takes every paper of a manifest,
/// as `get_handoff` tells it.
#[must_use]
pub fn acceptance(manifest: &Value) -> Value {
    let taken = |paper: &Value| json!({ "paper_id": paper["paper_id"], "outcome": "accepted", "note": null });
    let lines = manifest["lines"].as_array().into_iter().flatten();
    let lines: Vec<Value> = lines
        .map(|line| {
            let papers = line["papers"].as_array().into_iter().flatten();
            let papers: Vec<Value> = papers.map(taken).collect();
            json!({ "dossier_id": line["dossier_id"], "papers": papers })
        })
        .collect();
    json!({
        "handoff_id": manifest["handoff_id"], "taker_person_id": null, "pin": PIN,
        "counted_bundles": lines.len(), "lines": lines,
    })
}
