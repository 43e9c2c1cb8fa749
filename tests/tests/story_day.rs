//! A day of a commune with real programs, real files and a real line: nothing recorded is lost
//! or doubled, the books balance on both desks and on the server, and the next day goes on with
//! what is left, without a line in between.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::office::requests::reception;
use tests::office::{COUNTER, CULTURE_HOUSE, DISTRICT, PIN, drain, open_desk, tell_once, told_in};
use tests::process::{Desk, Running, find_program};

/// Who works at which desk on the day after.
const AT_WORK: [(&str, &str); 2] = [(COUNTER, "Vũ Thị Lan"), (CULTURE_HOUSE, "Lý A Páo")];

#[test]
fn a_day_without_network_balances_everywhere_and_the_next_one_goes_on_with_it() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut heard = Vec::new();
    tell_once(home.path(), false, &mut |line: &str, _: Duration| {
        heard.push(line.to_owned());
    })?;
    for passage in ["08:10   the line is cut", "16:40   the line is back"] {
        ensure!(heard.iter().any(|line| line == passage), "{heard:#?}");
    }
    let counted = told_in(home.path())?;
    ensure!(counted.starts_with("50 dossiers"), "{counted}");

    let _server = serve(home.path())?;
    let before = desks(home.path(), |desk| received(&drain(desk)?))?;
    let form = reception(0xda2, "Bế Thị Nhâm", "direct");
    let after = desks(home.path(), |desk| {
        if desk.home().ends_with(COUNTER) {
            desk.must("receive_dossier", form.clone())?;
        }
        received(&drain(desk)?)
    })?;
    ensure!(
        after == [before[0] + 1, before[1]],
        "{before:?} and a dossier make {after:?}"
    );
    // Told once: asked again, everything stays as it is.
    tell_once(home.path(), false, &mut |line: &str, _: Duration| {
        panic!("told again: {line}");
    })
}

/// Starts the server on what the day has left, where it was founded to listen.
fn serve(home: &Path) -> Result<Running> {
    let port_file = home.join("district.port");
    let mut command = Command::new(find_program("traotay-district")?);
    command.arg("serve").arg("--data").arg(home.join(DISTRICT));
    command.arg("--port-file").arg(&port_file);
    let log = home.join("district.log");
    let (server, _) = Running::start_listening(&mut command, &log, &port_file)?;
    Ok(server)
}

/// Opens each desk in turn, signs its person in, and does something there.
fn desks<T>(home: &Path, mut work: impl FnMut(&mut Desk) -> Result<T>) -> Result<Vec<T>> {
    let mut done = Vec::new();
    for (name, person) in AT_WORK {
        let mut desk = open_desk(home, name)?;
        let staff = desk.must("list_staff", json!({}))?;
        let mut tiles = staff["staff"].as_array().context("tiles")?.iter();
        let tile = tiles.find(|tile| tile["name"] == json!(person));
        let id = &tile.with_context(|| format!("no tile of {person}"))?["person_id"];
        desk.must("unlock", json!({ "person_id": id, "pin": PIN }))?;
        done.push(work(&mut desk)?);
        desk.close()?;
    }
    Ok(done)
}

fn received(status: &Value) -> Result<u64> {
    status["received"].as_u64().context("a count")
}
