//! Killing programs at whatever they are doing, over and over, while a clerk goes on working.
//!
//! A kill falls between a request and its answer as often as anywhere else. What was answered
//! must be there once; what was not answered is asked again under the same act.

pub mod command;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Office, Person, drain, open_desk, text, unlock};
use crate::chance::Chance;
use crate::process::Desk;

/// What a run of kills found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Killed {
    /// Kills of a desk.
    pub desks: u32,
    /// Kills of the server.
    pub servers: u32,
    /// Kills that fell between a request and its answer.
    pub unanswered: u32,
    /// Dossiers that were acknowledged.
    pub acknowledged: usize,
    /// Records on the server at the end.
    pub records: u64,
}

/// The loop and what it must find again at its end.
struct Kills {
    home: PathBuf,
    chance: Chance,
    clerk: Person,
    acts: u64,
    acknowledged: BTreeSet<String>,
    killed: Killed,
}

/// Kills programs `count` times while dossiers are received and sent, then looks at the books.
///
/// # Errors
/// Something acknowledged is lost or doubled, or a program does not come back by itself.
pub fn kill(home: &Path, seed: u64, count: u32) -> Result<Killed> {
    let mut office = Office::found(home)?;
    let clerk = office.person("Vũ Thị Lan")?;
    let mut kills = Kills {
        home: home.to_owned(),
        chance: Chance::new(seed),
        clerk,
        acts: 0,
        acknowledged: BTreeSet::new(),
        killed: Killed::default(),
    };
    unlock(&mut office.counter, &kills.clerk)?;
    for round in 0..count {
        kills
            .round(&mut office)
            .with_context(|| format!("seed {seed}, kill {round}"))?;
    }
    kills.look(&mut office)?;
    Ok(kills.killed)
}

impl Kills {
    fn round(&mut self, office: &mut Office) -> Result<()> {
        match self.chance.below(4) {
            0 => self.kill_server(office),
            1 => self.kill_between(office),
            _ => self.kill_unanswered(office),
        }
    }

    /// The server dies while the desk is sending; the desk is not even told.
    fn kill_server(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        self.receive(&mut office.counter, &act)?;
        office.counter.must("sync_now", json!({}))?;
        self.pause();
        office.district.kill()?;
        self.killed.servers += 1;
        let act = self.next_act();
        self.receive(&mut office.counter, &act)?;
        office.district.start()
    }

    /// The desk dies at rest, or while it is sending in the background.
    fn kill_between(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        self.receive(&mut office.counter, &act)?;
        office.counter.must("sync_now", json!({}))?;
        self.pause();
        self.restart(office)
    }

    /// The desk dies with a request unanswered; the same act is asked again.
    fn kill_unanswered(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        let form = self.form(&act);
        office.counter.send("receive_dossier", form)?;
        self.pause();
        self.killed.unanswered += 1;
        self.restart(office)?;
        self.receive(&mut office.counter, &act)
    }

    fn restart(&mut self, office: &mut Office) -> Result<()> {
        let again = open_desk_after_kill(&mut office.counter, &self.home)?;
        office.counter = again;
        self.killed.desks += 1;
        unlock(&mut office.counter, &self.clerk)
    }

    fn receive(&mut self, desk: &mut Desk, act: &str) -> Result<()> {
        let form = self.form(act);
        let received = desk.must("receive_dossier", form)?;
        let id = text(&received, "dossier_id")?.to_owned();
        ensure!(
            self.acknowledged.insert(id),
            "an act was answered with another act's dossier"
        );
        self.killed.acknowledged = self.acknowledged.len();
        Ok(())
    }

    fn form(&self, act: &str) -> Value {
        let applicant = json!({
            "kind": "person", "name": format!("Nguyễn Văn Số {act}"), "id_number": null,
            "id_kind": "none", "birth": "1980", "sex": null, "address": "Thôn Mẫu",
            "phone": null, "contact": null,
        });
        json!({
            "act_id": act, "applicant": applicant, "submitter": null,
            "procedure_code": "1.001193", "channel_in": "direct", "return_channel": "counter",
            "request": "Khai sinh (mẫu)", "sets": 1, "missing": [], "missing_reason": null,
            "papers": [{
                "name": "Giấy chứng sinh", "originals": 1, "certified_copies": 0, "copies": 0,
                "fate": "submit", "irreplaceable": true,
            }],
            "due_at": null, "due_reason": null, "duplicate_acknowledged": true,
        })
    }

    fn next_act(&mut self) -> String {
        self.acts += 1;
        format!("{:032x}", self.acts)
    }

    /// Up to 40 ms: long enough to fall before, into and after a save or a push.
    fn pause(&mut self) {
        std::thread::sleep(Duration::from_millis(self.chance.below(40)));
    }

    fn look(&mut self, office: &mut Office) -> Result<()> {
        let status = drain(&mut office.counter)?;
        let recent = office
            .counter
            .must("list_recent", json!({ "limit": 500 }))?;
        let listed = recent["dossiers"].as_array().context("a list")?;
        let listed: Vec<&str> = listed
            .iter()
            .filter_map(|row| row["dossier_id"].as_str())
            .collect();
        let unique: BTreeSet<&str> = listed.iter().copied().collect();
        ensure!(unique.len() == listed.len(), "a dossier is listed twice");
        let expected: BTreeSet<&str> = self.acknowledged.iter().map(String::as_str).collect();
        ensure!(unique == expected, "acknowledged and found differ");
        let ledger = office.counter.must("verify_ledger", json!({}))?;
        ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
        // The office's feed has every record of its desk, each at one place.
        let received = status["received"].as_u64().context("a count")?;
        self.killed.records = office.district.feed_position(&office.one_stop)?;
        ensure!(
            self.killed.records == received,
            "the server holds what was receipted, once"
        );
        Ok(())
    }
}

fn open_desk_after_kill(desk: &mut Desk, home: &Path) -> Result<Desk> {
    desk.running().kill()?;
    open_desk(home, "counter")
}
