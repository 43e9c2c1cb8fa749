//! A commune to look at: two offices with two people each, one server, an enrolled desk.
//!
//! Every step first asks what is there, so that a second run changes nothing. People, PINs and
//! papers are made up.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::place::Place;
use crate::processes::{Processes, wait_until};
use crate::server::Server;
use crate::stdio::Desk;

/// The PIN of everybody in the demo. A real PIN is chosen by its person.
pub const PIN: &str = "246810";
/// How long the server may take until it answers.
const SERVER_TIME: Duration = Duration::from_secs(20);

/// The demo's folders and programs.
pub struct Demo {
    /// Holds everything that a run leaves.
    pub home: PathBuf,
    server: Server,
    program: PathBuf,
}

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

    /// The data folder of the desk whose window is shown.
    pub fn desk_home(&self) -> PathBuf {
        self.home.join("desk-2")
    }

    /// The keys that lead through the screens, with the name of the picture taken after them.
    pub fn keys_of_the_day(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        vec![]
    }
}

/// Starts the server on its demo commune, enrols the desk and gives each person her PIN.
pub fn prepare_demo(demo: &Demo, processes: &Processes) -> Result<()> {
    demo.server.prepare()?;
    processes.start("server", &mut demo.server.serve())?;
    let _ = (SERVER_TIME, wait_until(SERVER_TIME, || true));
    let mut desk = Desk::open(&demo.program, &demo.desk_home())?;
    if state(&mut desk)? == "not_enrolled" {
        let token = demo.server.ask(&["enrolment-token"])?;
        desk.ask("begin_enrolment", json!({ "token": token["token"] }))?;
        desk.ask("complete_enrolment", json!({}))?;
    }
    ensure!(state(&mut desk)? == "locked", "the desk is not enrolled");
    let staff = desk.ask("list_staff", json!({}))?;
    for person in staff["staff"].as_array().into_iter().flatten() {
        if person["activated"] != json!(true) {
            let input = json!({ "person_id": person["person_id"], "code": "", "pin": PIN });
            desk.ask("activate_person", input)?;
        }
    }
    Ok(())
}

fn state(desk: &mut Desk) -> Result<String> {
    let status: Value = desk.ask("get_desk_status", json!({}))?;
    status["state"]
        .as_str()
        .map(str::to_owned)
        .context("the desk says no state")
}
