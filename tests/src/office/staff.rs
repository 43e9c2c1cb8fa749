//! People who come, forget and move on, with real programs over a real line: an activation and a
//! change of PIN whose answers are cut off and asked for again, a duty that ends, a person who
//! comes while there is no line, one who signs at two desks.
//!
//! Wherever an answer is cut, the server has done its part and must not do it for anybody else.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::requests::{acceptance, reception};
use super::{COUNTER, Office, PIN, Person, drain, enter_person, open_desk, text, unlock};
use crate::process::{Answer, Desk};
use crate::proxy::{Deed, Direction, Mischief};

/// Who brings the dossier that a story works on.
const APPLICANT: &str = "Bế Thị Nhâm";
/// What the person chooses who forgot hers.
const NEXT_PIN: &str = "246813";
/// By how many bytes more an answer comes through at each try; every answer is longer.
const CUT_STEP: u64 = 256;
/// Tries after which an answer must have come whole.
const CUTS_MAX: u64 = 120;

/// Tells of a person who comes while answers are cut off; says how often one was.
///
/// # Errors
/// A step came out otherwise.
pub fn come_over_a_cut_line(home: &Path) -> Result<u64> {
    let mut office = Office::found(home)?;
    let person = hire(&office, "Đàm Văn Chấn", "one_stop_reception")?;
    drain_until(&mut office.counter, |desk| {
        Ok(tile(desk, &person)?.is_some())
    })?;
    let before = roster_version(&office)?;
    let input = json!({ "person_id": person.id, "code": person.code, "pin": PIN });
    let cuts = ask_over_cuts(&mut office, "activate_person", &input)?;
    // The tries after the first that the server heard have published nothing more.
    ensure!(
        roster_version(&office)? == before + 1,
        "one activation, published once"
    );
    ensure!(cuts.after_done > 0, "no answer was cut off: {cuts:?}");
    unlock(&mut office.counter, &person)?;
    Ok(cuts.all)
}

/// Tells of a clerk who forgot her PIN at a desk that was closed meanwhile.
///
/// # Errors
/// A step came out otherwise.
pub fn forget_a_pin(home: &Path) -> Result<()> {
    let mut office = Office::found(home)?;
    let lan = office.person("Vũ Thị Lan")?;
    unlock(&mut office.counter, &lan)?;
    drain(&mut office.counter)?;
    restart_counter(&mut office, home)?;
    let wrong = json!({ "person_id": lan.id, "pin": NEXT_PIN });
    refused(office.counter.ask("unlock", wrong)?, "wrong_pin")?;
    let issued = office.district.ask("issue-code", &["--person", &lan.id])?;
    let code = text(&issued, "code")?;
    let input = json!({ "person_id": lan.id, "code": code, "new_pin": NEXT_PIN });
    let cuts = ask_over_cuts(&mut office, "reset_pin", &input)?;
    ensure!(cuts.all > 0, "the line was not cut");
    // Whoever finds the slip of paper sets no other PIN with it.
    let again = json!({ "person_id": lan.id, "code": code, "new_pin": "999999" });
    refused(office.counter.ask("reset_pin", again)?, "code_used")?;
    let former = json!({ "person_id": lan.id, "pin": PIN });
    refused(office.counter.ask("unlock", former)?, "wrong_pin")?;
    let next = json!({ "person_id": lan.id, "pin": NEXT_PIN });
    office.counter.must("unlock", next)?;
    work_on(&mut office.counter)?;
    drain(&mut office.counter)?;
    tell_of_it(&mut office.counter, "pin_reset", &lan)
}

/// Tells of a clerk whose duty ends while she sits at the desk.
///
/// # Errors
/// A step came out otherwise.
pub fn lose_a_duty(home: &Path) -> Result<()> {
    let mut office = Office::found(home)?;
    let (lan, nam) = (office.person("Vũ Thị Lan")?, office.person("Nông Văn Nam")?);
    unlock(&mut office.counter, &lan)?;
    let dossier = work_on(&mut office.counter)?;
    let duty = ["--person", &lan.id, "--duty", "one_stop_reception"];
    let place = ["--unit", &office.one_stop.id];
    office
        .district
        .ask("end-duty", &[duty.as_slice(), &place].concat())?;
    let counter = &mut office.counter;
    drain_until(counter, |desk| {
        let answer = desk.ask("get_dossier", dossier.clone())?;
        Ok(answer.is_err_and(|told| told.code == "locked"))
    })?;
    let form = json!({ "person_id": lan.id, "pin": PIN });
    refused(office.counter.ask("unlock", form)?, "no_duty")?;
    unlock(&mut office.counter, &nam)?;
    let seen = office.counter.must("get_dossier", dossier)?;
    ensure!(seen["row"]["applicant_name"] == json!(APPLICANT), "{seen}");
    let decision = ["--decision-no", "02/QĐ (mẫu)"];
    let wish = [duty.as_slice(), &place, &decision].concat();
    office.district.ask("assign-duty", &wish)?;
    let form = json!({ "person_id": lan.id, "pin": PIN });
    drain_until(&mut office.counter, |desk| {
        Ok(desk.ask("unlock", form.clone())?.is_ok())
    })
}

/// Tells of a clerk who comes for the first time while the line is down, and of the supervisor
/// who vouches for him.
///
/// # Errors
/// A step came out otherwise.
pub fn come_without_a_line(home: &Path) -> Result<()> {
    let mut office = Office::found(home)?;
    let supervisor = office.person("Đàm Thị Sen")?;
    let person = hire(&office, "Đàm Văn Chấn", "one_stop_reception")?;
    drain_until(&mut office.counter, |desk| {
        Ok(tile(desk, &person)?.is_some())
    })?;
    office.district.line.pull();
    let by_code = json!({ "person_id": person.id, "code": person.code, "pin": PIN });
    refused(
        office.counter.ask("activate_person", by_code)?,
        "server_unreachable",
    )?;
    let lan = office.person("Vũ Thị Lan")?;
    let vouch = |by: &Person| json!({ "person_id": person.id, "pin": PIN, "supervisor_id": by.id, "supervisor_pin": PIN });
    refused(
        office.counter.ask("vouch_for_person", vouch(&lan))?,
        "not_supervisor",
    )?;
    office
        .counter
        .must("vouch_for_person", vouch(&supervisor))?;
    unlock(&mut office.counter, &person)?;
    let dossier = work_on(&mut office.counter)?;
    let to_post = json!({
        "act_id": "52".repeat(16), "to_unit_id": office.post.id, "to_person_id": null,
    });
    let handoff = offer(&mut office.counter, to_post, &dossier, PIN)?;
    restart_counter(&mut office, home)?;
    unlock(&mut office.counter, &person)?;
    ensure!(
        worth(&mut office.counter, &handoff)? == "valid_roster_old",
        "until the unit certifies him his signature is not sure"
    );
    office.district.line.plug();
    drain_until(&mut office.counter, |desk| {
        let own = tile(desk, &person)?.context("his tile")?;
        Ok(own["activated"] == json!(true) && own["provisional"] == json!(false))
    })?;
    let status = drain(&mut office.counter)?;
    ensure!(
        status["quarantined"] == json!(0),
        "nothing is withheld: {status}"
    );
    let pao = office.person("Lý A Páo")?;
    unlock(&mut office.culture_house, &pao)?;
    drain_until(&mut office.culture_house, |desk| {
        Ok(desk.ask("get_handoff", handoff.clone())?.is_ok())
    })?;
    for desk in [&mut office.counter, &mut office.culture_house] {
        ensure!(
            worth(desk, &handoff)? == "valid",
            "the unit has certified him"
        );
        let ledger = desk.must("verify_ledger", json!({}))?;
        ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
    }
    tell_of_it(&mut office.counter, "person_vouched", &person)
}

/// Tells of a postal worker who takes papers over at the counter and passes them on at the culture
/// house, with a PIN and a key of her own at each desk.
///
/// # Errors
/// A step came out otherwise.
pub fn sign_at_two_desks(home: &Path) -> Result<()> {
    let mut office = Office::found(home)?;
    let lan = office.person("Vũ Thị Lan")?;
    let (hoa, pao) = (office.person("Hoàng Thị Hoa")?, office.person("Lý A Páo")?);
    unlock(&mut office.counter, &lan)?;
    let dossier = work_on(&mut office.counter)?;
    let to_hoa = json!({
        "act_id": "52".repeat(16), "to_unit_id": office.post.id, "to_person_id": hoa.id,
    });
    let first = offer(&mut office.counter, to_hoa, &dossier, PIN)?;
    unlock(&mut office.counter, &hoa)?;
    take_over(&mut office.counter, &first)?;
    drain(&mut office.counter)?;

    let stranger = json!({ "person_id": hoa.id, "pin": PIN });
    refused(
        office.culture_house.ask("unlock", stranger)?,
        "not_activated",
    )?;
    let issued = office.district.ask("issue-code", &["--person", &hoa.id])?;
    let activation = json!({ "person_id": hoa.id, "code": issued["code"], "pin": NEXT_PIN });
    office.culture_house.must("activate_person", activation)?;
    let own = json!({ "person_id": hoa.id, "pin": NEXT_PIN });
    office.culture_house.must("unlock", own)?;
    drain_until(&mut office.culture_house, |desk| {
        Ok(desk.ask("get_dossier", dossier.clone())?.is_ok())
    })?;
    let to_pao = json!({
        "act_id": "53".repeat(16), "to_unit_id": office.post.id, "to_person_id": pao.id,
    });
    let second = offer(&mut office.culture_house, to_pao, &dossier, NEXT_PIN)?;
    unlock(&mut office.culture_house, &pao)?;
    take_over(&mut office.culture_house, &second)?;
    drain(&mut office.culture_house)?;

    // The manifest of the post's own is at its own desk; the papers are where they are at both.
    drain_until(&mut office.counter, |desk| {
        let found = desk.must("where_papers", dossier.clone())?;
        Ok(text(&found["papers"][0], "holder_text")?.contains(&pao.name))
    })?;
    let culture_house = &mut office.culture_house;
    let found = culture_house.must("where_papers", dossier.clone())?;
    let holder = text(&found["papers"][0], "holder_text")?;
    ensure!(holder.contains(&pao.name), "the papers are with {holder}");
    ensure!(
        worth(culture_house, &second)? == "valid",
        "her key of this desk"
    );
    for desk in [&mut office.counter, &mut office.culture_house] {
        let opened = desk.must("get_dossier", dossier.clone())?;
        let steps = opened["timeline"].as_array().context("a timeline")?;
        let struck = steps.iter().filter(|step| step["struck"] == json!(true));
        ensure!(steps.len() == 5 && struck.count() == 0, "{opened}");
        ensure!(worth(desk, &first)? == "valid", "the clerk's own");
        let status = drain(desk)?;
        ensure!(status["quarantined"] == json!(0), "{status}");
        let ledger = desk.must("verify_ledger", json!({}))?;
        ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
    }
    Ok(())
}

/// Offers a dossier's papers; gives what names the manifest.
fn offer(desk: &mut Desk, to: Value, dossier: &Value, pin: &str) -> Result<Value> {
    let mut form = to;
    form["lines"] = json!([{ "dossier_id": dossier["dossier_id"], "paper_ids": null }]);
    form["counted_bundles"] = json!(1);
    form["pin"] = json!(pin);
    let offered = desk.must("offer_handoff", form)?;
    Ok(json!({ "handoff_id": offered["handoff_id"] }))
}

/// Whoever is signed in takes over every paper of a manifest.
fn take_over(desk: &mut Desk, handoff: &Value) -> Result<()> {
    let manifest = desk.must("get_handoff", handoff.clone())?;
    desk.must("accept_handoff", acceptance(&manifest)).map(drop)
}

/// Drains a desk again and again until something is so: a run that was under way may have asked
/// before it was.
fn drain_until(desk: &mut Desk, mut is_so: impl FnMut(&mut Desk) -> Result<bool>) -> Result<()> {
    for _ in 0..20 {
        drain(desk)?;
        if is_so(desk)? {
            return Ok(());
        }
    }
    bail!("it did not come to be so")
}

/// What the signature of a manifest's giver is worth at a desk.
fn worth(desk: &mut Desk, handoff: &Value) -> Result<String> {
    let opened = desk.must("get_handoff", handoff.clone())?;
    Ok(text(&opened, "giver_signature")?.to_owned())
}

/// A person's tile on the sign-in screen.
fn tile(desk: &mut Desk, person: &Person) -> Result<Option<Value>> {
    let listed = desk.must("list_staff", json!({}))?;
    let staff = listed["staff"].as_array().context("staff")?;
    let own = staff
        .iter()
        .find(|one| one["person_id"] == json!(person.id));
    Ok(own.cloned())
}

/// Refuses any other answer than a refusal by this code.
fn refused(answer: Answer, code: &str) -> Result<()> {
    ensure!(
        answer.as_ref().is_err_and(|told| told.code == code),
        "not {code}: {answer:?}"
    );
    Ok(())
}

/// How often the line was cut, and how often after the server had done its part.
#[derive(Debug)]
struct Cuts {
    all: u64,
    after_done: u64,
}

/// Asks a command again and again over a line on which a little more comes through each time.
fn ask_over_cuts(office: &mut Office, command: &str, input: &Value) -> Result<Cuts> {
    let before = roster_version(office)?;
    let mut after_done = 0;
    for cut in 1..CUTS_MAX {
        office.district.line.set_every(Some(Mischief {
            direction: Direction::ToClient,
            after: cut * CUT_STEP,
            deed: Deed::Reset,
        }));
        let answer = office.counter.ask(command, input.clone())?;
        office.district.line.set_every(None);
        match answer {
            Ok(_) => {
                let all = cut - 1;
                return Ok(Cuts { all, after_done });
            }
            Err(told) => ensure!(
                ["server_unreachable", "wrong_server"].contains(&told.code.as_str()),
                "cut after {} bytes: {told:?}",
                cut * CUT_STEP
            ),
        }
        after_done += u64::from(roster_version(office)? != before);
    }
    bail!("{command} never came through")
}

/// Adds a person to the One-stop, whom no desk knows yet.
fn hire(office: &Office, name: &str, duty: &str) -> Result<Person> {
    enter_person(&office.district, &office.one_stop.id, name, duty)
}

fn roster_version(office: &Office) -> Result<u64> {
    /// The number by which publications name the roster.
    const ROSTER: u64 = 3;
    let status = office.district.ask("status", &["--json"])?;
    let published = status["publications"].as_array().context("publications")?;
    let found = published.iter().find(|one| one[0] == json!(ROSTER));
    found
        .and_then(|one| one[1].as_u64())
        .with_context(|| format!("no roster in {status}"))
}

/// Ends the counter's program as a power cut does, and starts it again with its file closed.
fn restart_counter(office: &mut Office, home: &Path) -> Result<()> {
    office.counter.running().kill()?;
    office.counter = open_desk(home, COUNTER)?;
    Ok(())
}

/// Receives a dossier; gives what names it.
fn work_on(desk: &mut Desk) -> Result<Value> {
    let received = desk.must("receive_dossier", reception(0x51, APPLICANT, "direct"))?;
    Ok(json!({ "dossier_id": received["dossier_id"] }))
}

/// Finds an alarm about a person, has it seen, and finds it again with who saw it.
fn tell_of_it(desk: &mut Desk, code: &str, person: &Person) -> Result<()> {
    let listed = |desk: &mut Desk| -> Result<Value> {
        let listed = desk.must("list_alarms", json!({}))?;
        let alarms = listed["alarms"].as_array().context("alarms")?.clone();
        let mut found = alarms.into_iter().filter(|alarm| alarm["code"] == code);
        found
            .next()
            .with_context(|| format!("no {code} in {listed}"))
    };
    let alarm = listed(desk)?;
    ensure!(
        text(&alarm, "sentence")?.contains(&person.name),
        "it says whose: {alarm}"
    );
    ensure!(alarm["seen_at"].is_null(), "nobody has seen it: {alarm}");
    let waiting = desk.must("get_sync_status", json!({}))?["alarms"].clone();
    desk.must(
        "acknowledge_alarm",
        json!({ "alarm_id": alarm["alarm_id"] }),
    )?;
    let alarm = listed(desk)?;
    ensure!(
        alarm["seen_by"] == json!(person.name),
        "she is at the desk: {alarm}"
    );
    let left = desk.must("get_sync_status", json!({}))?["alarms"].clone();
    ensure!(left.as_u64() < waiting.as_u64(), "{left} of {waiting}");
    Ok(())
}
