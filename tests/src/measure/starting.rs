//! Starting the desk program without its window, and how much memory it takes: on an empty home and
//! on the one that holds a province.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;
use serde_json::json;

use super::desk_home::{DeskHome, PIN};
use super::memory::Memory;
use super::{Plan, Row, Times, province};
use crate::commune::Commune;
use crate::process::Desk;

/// Times each thing is started.
const STARTED: usize = 15;

/// Starts the desk program again and again.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let (home, at_work) = province::open(plan, commune)?;
    at_work.desk.close()?;
    let empty = tempfile::tempdir_in(&plan.scratch)?;
    let nothing = spawn(Command::new("/bin/true"))?;
    let mut version = Command::new(&plan.desk);
    version.arg("--version");
    let version = spawn(version)?;
    let beside = format!(
        "`--version`: {}; /bin/true: {}",
        version.text(),
        nothing.text()
    );
    let first = start(plan, empty.path())?;
    let large = start(plan, home.root())?;
    let (signed_in, memory) = sign_in(plan, &home, commune)?;
    let fresh = resident_of_fresh(plan, empty.path())?;
    let size = fs::metadata(home.file())?.len() / 1_048_576;
    Ok(vec![
        Row::new(
            "start the desk (stdio) to its first answer, empty home",
            first.text(),
            beside.clone(),
        ),
        Row::new(
            format!("… on the file of {} dossiers, {size} MiB", plan.dossiers),
            large.text(),
            beside,
        ),
        Row::new(
            "… and from the start until the clerk is signed in",
            signed_in.text(),
            "one PIN at 64 MiB and three passes is most of it",
        ),
        Row::new(
            "… memory of the desk without its window",
            format!("{} MB resident, peak {}", memory.resident, memory.peak),
            format!(
                "just started, nothing open: {} MB; the PIN takes 64 MiB at its peak",
                fresh.resident
            ),
        ),
    ])
}

fn spawn(mut command: Command) -> Result<Times> {
    let mut times = Times::default();
    command.stdin(Stdio::null()).stdout(Stdio::null());
    for _ in 0..STARTED {
        let status = times.take(|| command.status())?;
        anyhow::ensure!(status.success(), "it ended with {status}");
    }
    Ok(times)
}

fn start(plan: &Plan, home: &Path) -> Result<Times> {
    let mut times = Times::default();
    for _ in 0..STARTED {
        let mut desk = times.take(|| first_answer(plan, home))?;
        desk.running().kill()?;
    }
    Ok(times)
}

fn first_answer(plan: &Plan, home: &Path) -> Result<Desk> {
    let mut desk = Desk::start(&plan.desk, home)?;
    desk.must("get_desk_status", json!({}))?;
    Ok(desk)
}

/// Signs the clerk in, once a start, and looks at the memory after a few searches of the last one.
fn sign_in(plan: &Plan, home: &DeskHome, commune: &Commune) -> Result<(Times, Memory)> {
    let mut times = Times::default();
    let mut memory = Memory::default();
    for _ in 0..STARTED.min(5) {
        let mut desk = times.take(|| {
            let mut desk = first_answer(plan, home.root())?;
            let person = commune.lan.id.to_string();
            desk.must("unlock", json!({ "person_id": person, "pin": PIN }))?;
            anyhow::Ok(desk)
        })?;
        for text in ["nguyen", "tran thi h", "le van an"] {
            desk.must("find_dossiers", json!({ "text": text, "limit": 50 }))?;
        }
        memory = Memory::of(desk.running().id())?;
        desk.close()?;
    }
    Ok((times, memory))
}

fn resident_of_fresh(plan: &Plan, home: &Path) -> Result<Memory> {
    let mut desk = first_answer(plan, home)?;
    Memory::of(desk.running().id())
}
