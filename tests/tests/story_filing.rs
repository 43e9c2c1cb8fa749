//! What is handed in at the postal culture house, with real programs: no time is promised there;
//! the One-stop's signature on the minutes files it, and from then on it is due.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::office::requests::{acceptance, reception};
use tests::office::{Office, PIN, drain, text, unlock};

#[test]
fn what_the_post_takes_in_is_due_from_the_one_stops_signature() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    let (pao, lan) = (office.person("Lý A Páo")?, office.person("Vũ Thị Lan")?);
    let duty = ["--person", &pao.id, "--duty", "one_stop_reception"];
    let place = ["--unit", &office.post.id, "--decision-no", "02/QĐ (mẫu)"];
    office
        .district
        .ask("assign-duty", &[duty, place].concat())?;
    drain(&mut office.culture_house)?;

    unlock(&mut office.culture_house, &pao)?;
    let received = office
        .culture_house
        .must("receive_dossier", reception(1, "Triệu Thị Mẫu", "post"))?;
    ensure!(
        received["due_at"].is_null(),
        "no day is promised: {received}"
    );
    let dossier = text(&received, "dossier_id")?.to_owned();
    let slip = office
        .culture_house
        .ask("print_receipt", json!({ "dossier_id": dossier }))?;
    let refused = slip.err().context("a slip without an appointment")?;
    ensure!(refused.code == "no_appointment", "not {}", refused.code);

    let offer = json!({
        "act_id": format!("{:032x}", 2), "to_unit_id": office.one_stop.id, "to_person_id": null,
        "counted_bundles": 1, "lines": [{ "dossier_id": dossier, "paper_ids": null }], "pin": PIN,
    });
    let offered = office.culture_house.must("offer_handoff", offer)?;
    let handoff = text(&offered, "handoff_id")?.to_owned();
    drain(&mut office.culture_house)?;
    drain(&mut office.counter)?;

    unlock(&mut office.counter, &lan)?;
    accept(&mut office, &handoff)?;
    let filed = due_at(&mut office, &dossier)?;
    ensure!(!filed.is_null(), "the time runs from the signature");
    let counter = &mut office.counter;
    counter.must("print_receipt", json!({ "dossier_id": dossier }))?;
    counter.must("print_handover_minutes", json!({ "handoff_id": handoff }))?;

    drain(&mut office.counter)?;
    drain(&mut office.culture_house)?;
    let house = office
        .culture_house
        .must("get_dossier", json!({ "dossier_id": dossier }))?;
    ensure!(
        house["row"]["due_at"] == filed,
        "both sides know the same day"
    );
    Ok(())
}

fn accept(office: &mut Office, handoff: &str) -> Result<()> {
    let counter = &mut office.counter;
    let manifest = counter.must("get_handoff", json!({ "handoff_id": handoff }))?;
    counter
        .must("accept_handoff", acceptance(&manifest))
        .map(drop)
}

fn due_at(office: &mut Office, dossier: &str) -> Result<Value> {
    let counter = &mut office.counter;
    let opened = counter.must("get_dossier", json!({ "dossier_id": dossier }))?;
    Ok(opened["row"]["due_at"].clone())
}
