//! Brings the demo commune to the point where people sign in: the server listens, two desks are
//! enrolled and approved, everybody has a PIN.
//!
//! Every step first asks what is there, so that a second run changes nothing and an interrupted one
//! is taken up where it stopped.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::commune::{self, text};
use crate::place::Place;
use crate::processes::{Processes, wait_until};
use crate::server::Server;
use crate::stdio::Desk;

/// The PIN of everybody in the demo. A real PIN is chosen by its person.
pub const PIN: &str = "246810";
/// How long the roster with a new person's key may take to come back.
const ROSTER_TIME: Duration = Duration::from_secs(30);

/// Everything that a run leaves in the demo's folder; the ids and codes first.
const LEFT_BY_RUNS: [&str; 10] = [
    "commune.json",
    "day-told",
    "district",
    "district-authority",
    "district.log",
    "district.port",
    "desk-2",
    "desk-2.log",
    "desk-3",
    "screens",
];

/// The demo's folders and programs.
pub struct Demo {
    /// Holds everything that a run leaves.
    pub home: PathBuf,
    server: Server,
    program: PathBuf,
}

/// A desk of the demo and whose people work there first.
struct Seat {
    /// Its number within the commune, and its folder.
    desk_no: &'static str,
    office: &'static str,
    shared_with: Option<&'static str>,
    /// Whom it activates: office and place in its list.
    people: &'static [(&'static str, usize)],
}

/// The counter, where the postal worker signs too, and the postal culture house.
const SEATS: [Seat; 2] = [
    Seat {
        desk_no: "2",
        office: "one_stop",
        shared_with: Some("post"),
        people: &[
            ("one_stop", 0),
            ("one_stop", 1),
            ("post", 0),
            ("one_stop", 2),
        ],
    },
    Seat {
        desk_no: "3",
        office: "post",
        shared_with: None,
        people: &[("post", 1)],
    },
];

impl Demo {
    /// Names the folders; nothing is made.
    pub fn new(place: &Place, home: PathBuf) -> Self {
        let server = Server::new(place, home.join("district"));
        Self {
            server,
            program: place.program("traotay"),
            home,
        }
    }

    /// The data folder of a desk.
    pub fn desk_home(&self, desk_no: &str) -> PathBuf {
        self.home.join(format!("desk-{desk_no}"))
    }

    /// Removes what runs have left, and nothing else that may lie in the folder.
    pub fn clear(&self) -> Result<()> {
        for name in LEFT_BY_RUNS {
            let path = self.home.join(name);
            if path.is_dir() {
                fs::remove_dir_all(&path)?;
            } else if path.exists() {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// The ids and one-time codes of the commune.
    pub fn commune_file(&self) -> PathBuf {
        self.home.join(LEFT_BY_RUNS[0])
    }

    /// There once the demo's day has been told to its end.
    pub fn day_file(&self) -> PathBuf {
        self.home.join(LEFT_BY_RUNS[1])
    }

    /// Opens a desk without its window.
    pub fn open_desk(&self, desk_no: &str) -> Result<Desk> {
        let home = self.desk_home(desk_no);
        fs::create_dir_all(&home)?;
        Desk::open(&self.program, &home)
    }
}

/// Founds the commune where there is none, starts its server, enrols both desks, gives out PINs.
pub fn prepare_demo(demo: &Demo, processes: &Processes) -> Result<()> {
    let file = demo.commune_file();
    if !file.exists() {
        println!("founding the demo commune");
        // What an interrupted founding left behind has no use without its ids.
        demo.clear()?;
        fs::create_dir_all(&demo.home)?;
        commune::found(&demo.server, &file)?;
    }
    let commune = commune::read(&file)?;
    demo.server.start(processes)?;
    for seat in &SEATS {
        let mut desk = demo.open_desk(seat.desk_no)?;
        enrol(&demo.server, &commune, seat, &mut desk)?;
        let people: Vec<&Value> = seat
            .people
            .iter()
            .map(|(office, index)| &commune[office]["people"][index])
            // A commune that was founded by an earlier program has fewer people.
            .filter(|person| !person.is_null())
            .collect();
        open_file(&mut desk, &people)?;
        for person in people {
            activate(&mut desk, person)?;
        }
        println!("desk {} is ready", seat.desk_no);
    }
    Ok(())
}

/// Enrols a desk: token, six words, approval by somebody who compared them.
fn enrol(server: &Server, commune: &Value, seat: &Seat, desk: &mut Desk) -> Result<()> {
    if state(desk)? == "not_enrolled" {
        let unit = text(&commune[seat.office], "unit_id")?;
        let mut wish = vec!["--unit", unit, "--desk-no", seat.desk_no];
        if let Some(other) = seat.shared_with {
            wish.extend(["--shared-with", text(&commune[other], "unit_id")?]);
        }
        let token = server.ask("enrol-token", &wish)?;
        desk.ask(
            "begin_enrolment",
            json!({ "token": text(&token, "token")? }),
        )?;
    }
    let status = desk.ask("get_desk_status", json!({}))?;
    if status["state"] == json!("awaiting_approval") {
        let words = status["fingerprint_words"]
            .as_array()
            .context("the desk shows six words")?;
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        server.ask("approve-device", &["--words", &words.join(" ")])?;
        desk.ask("complete_enrolment", json!({}))?;
    }
    ensure!(state(desk)? == "locked", "the desk is not enrolled");
    Ok(())
}

/// Where a former run was interrupted between two people, one of the first opens the desk's file
/// for the others.
fn open_file(desk: &mut Desk, people: &[&Value]) -> Result<()> {
    let mut activated = Vec::new();
    for person in people {
        let id = text(person, "person_id")?;
        if is_activated(desk, id)? {
            activated.push(id);
        }
    }
    match activated.first() {
        Some(id) if activated.len() < people.len() => {
            let input = json!({ "person_id": id, "pin": PIN });
            desk.ask("unlock", input).map(drop)
        }
        _ => Ok(()),
    }
}

/// Gives a person her PIN, once, and waits until the roster knows her key.
fn activate(desk: &mut Desk, person: &Value) -> Result<()> {
    let id = text(person, "person_id")?;
    if is_activated(desk, id)? {
        return Ok(());
    }
    let code = text(person, "code")?;
    desk.ask(
        "activate_person",
        json!({ "person_id": id, "code": code, "pin": PIN }),
    )?;
    let mut asked = Ok(false);
    wait_until(ROSTER_TIME, || {
        let synced = desk.ask("sync_now", json!({}));
        asked = synced.and_then(|_| is_activated(desk, id));
        !matches!(asked, Ok(false))
    });
    ensure!(asked?, "the roster does not name the key of {id}");
    Ok(())
}

fn is_activated(desk: &mut Desk, person_id: &str) -> Result<bool> {
    let staff = desk.ask("list_staff", json!({}))?;
    let staff = staff["staff"]
        .as_array()
        .context("the desk lists its staff")?;
    let person = staff
        .iter()
        .find(|person| person["person_id"] == json!(person_id));
    Ok(person.is_some_and(|person| person["activated"] == json!(true)))
}

fn state(desk: &mut Desk) -> Result<String> {
    let status = desk.ask("get_desk_status", json!({}))?;
    text(&status, "state").map(str::to_owned)
}
