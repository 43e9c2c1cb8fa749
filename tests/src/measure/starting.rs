//! Starting the desk program, and how much memory it takes: on an empty home and on the one that
//! holds a province.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::json;

use super::desk_home::{DeskHome, PIN};
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
        )
        .aims_at(
            "≤ 1.0 s to a usable window; here without it",
            large.p99() <= 1_000.0,
        ),
        Row::new(
            "… and from the start until the clerk is signed in",
            signed_in.text(),
            "one PIN at 64 MiB and three passes is most of it",
        ),
        Row::new(
            format!("memory of the desk, file of {} dossiers", plan.dossiers),
            format!("{} MiB resident, peak {}", memory.resident, memory.peak),
            format!(
                "just started, nothing open: {} MiB; the PIN takes 64 MiB at its peak",
                fresh.resident
            ),
        )
        .aims_at(
            "≤ 260 MiB with the window; here without it",
            memory.peak <= 260,
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

/// What the system says of a program's memory, MiB.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    pub(super) resident: u64,
    pub(super) peak: u64,
}

impl Memory {
    /// Asks for a running program.
    pub(super) fn of(process: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))
            .context("asking for a program's memory")?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1));
            let kib: Option<u64> = kib.and_then(|text| text.parse().ok());
            kib.map(|kib| kib / 1_024)
                .with_context(|| format!("no {name} in the status"))
        };
        Ok(Self {
            resident: field("VmRSS:")?,
            peak: field("VmHWM:")?,
        })
    }
}
