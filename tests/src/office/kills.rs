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

use super::requests::{acceptance, reception};
use super::{
    CERTIFICATE, COUNTER, CULTURE_HOUSE, Office, PIN, Person, drain, open_desk, text, unlock,
};
use crate::chance::Chance;
use crate::process::Desk;

/// What a run of kills found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Killed {
    /// Kills of the counter's desk.
    pub desks: u32,
    /// Kills of the culture house's desk, each in the middle of an acceptance.
    pub takers: u32,
    /// Kills of the server.
    pub servers: u32,
    /// Kills that fell between a request and its answer.
    pub unanswered: u32,
    /// Dossiers that were acknowledged.
    pub acknowledged: usize,
    /// Dossiers whose papers were taken over by the culture house.
    pub taken: usize,
    /// Records on the server at the end.
    pub records: u64,
}

/// The loop and what it must find again at its end.
struct Kills {
    home: PathBuf,
    chance: Chance,
    clerk: Person,
    taker: Person,
    acts: u64,
    acknowledged: BTreeSet<String>,
    taken: Vec<String>,
    killed: Killed,
}

/// Kills programs `count` times while dossiers are received and sent, then looks at the books.
///
/// # Errors
/// Something acknowledged is lost or doubled, or a program does not come back by itself.
pub fn kill(home: &Path, seed: u64, count: u32) -> Result<Killed> {
    let mut office = Office::found(home)?;
    let mut kills = Kills {
        home: home.to_owned(),
        chance: Chance::new(seed),
        clerk: office.person("Vũ Thị Lan")?,
        taker: office.person("Lý A Páo")?,
        acts: 0,
        acknowledged: BTreeSet::new(),
        taken: Vec::new(),
        killed: Killed::default(),
    };
    unlock(&mut office.counter, &kills.clerk)?;
    unlock(&mut office.culture_house, &kills.taker)?;
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
        match self.chance.below(8) {
            0 | 1 => self.kill_server(office),
            2 | 3 => self.kill_between(office),
            4 => self.kill_taker(office),
            _ => self.kill_unanswered(office),
        }
    }

    /// The server dies while the desk is sending; the desk is not even told.
    fn kill_server(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        self.receive(&mut office.counter, act)?;
        office.counter.must("sync_now", json!({}))?;
        self.pause();
        office.district.kill()?;
        self.killed.servers += 1;
        let act = self.next_act();
        self.receive(&mut office.counter, act)?;
        office.district.start()
    }

    /// The desk dies at rest, or while it is sending in the background.
    fn kill_between(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        self.receive(&mut office.counter, act)?;
        office.counter.must("sync_now", json!({}))?;
        self.pause();
        self.restart(office)
    }

    /// The desk dies with a request unanswered; the same act is asked again.
    fn kill_unanswered(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        office.counter.send("receive_dossier", form(act))?;
        self.pause();
        self.killed.unanswered += 1;
        self.restart(office)?;
        self.receive(&mut office.counter, act).map(drop)
    }

    /// The culture house's desk dies while its worker signs for the papers of a dossier.
    fn kill_taker(&mut self, office: &mut Office) -> Result<()> {
        let act = self.next_act();
        let dossier = self.receive(&mut office.counter, act)?;
        let offer = json!({
            "act_id": format!("{:032x}", self.next_act()),
            "to_unit_id": office.post.id, "to_person_id": self.taker.id,
            "lines": [{ "dossier_id": dossier, "paper_ids": null }], "counted_bundles": 1,
            "pin": PIN,
        });
        let offered = office.counter.must("offer_handoff", offer)?;
        let handoff = json!({ "handoff_id": offered["handoff_id"] });
        drain(&mut office.counter)?;
        drain(&mut office.culture_house)?;
        let seen = office.culture_house.must("get_handoff", handoff.clone())?;
        let acceptance = acceptance(&seen);
        office
            .culture_house
            .send("accept_handoff", acceptance.clone())?;
        self.pause();
        office.culture_house.running().kill()?;
        self.killed.takers += 1;
        office.culture_house = open_desk(&self.home, CULTURE_HOUSE)?;
        unlock(&mut office.culture_house, &self.taker)?;
        let state = office.culture_house.must("get_handoff", handoff)?;
        if state["state"] == json!("offered") {
            office.culture_house.must("accept_handoff", acceptance)?;
        }
        self.taken.push(dossier);
        self.killed.taken = self.taken.len();
        Ok(())
    }

    fn restart(&mut self, office: &mut Office) -> Result<()> {
        office.counter.running().kill()?;
        office.counter = open_desk(&self.home, COUNTER)?;
        self.killed.desks += 1;
        unlock(&mut office.counter, &self.clerk)
    }

    fn receive(&mut self, desk: &mut Desk, act: u64) -> Result<String> {
        let received = desk.must("receive_dossier", form(act))?;
        let id = text(&received, "dossier_id")?.to_owned();
        ensure!(
            self.acknowledged.insert(id.clone()),
            "an act was answered with another act's dossier"
        );
        self.killed.acknowledged = self.acknowledged.len();
        Ok(id)
    }

    fn next_act(&mut self) -> u64 {
        self.acts += 1;
        self.acts
    }

    /// Up to 40 ms: long enough to fall before, into and after a save or a push.
    fn pause(&mut self) {
        std::thread::sleep(Duration::from_millis(self.chance.below(40)));
    }

    fn look(&mut self, office: &mut Office) -> Result<()> {
        let second = drain(&mut office.culture_house)?;
        let status = drain(&mut office.counter)?;
        self.look_for_dossiers(&mut office.counter)?;
        for desk in [&mut office.counter, &mut office.culture_house] {
            self.look_for_holders(desk)?;
            let ledger = desk.must("verify_ledger", json!({}))?;
            ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
        }
        // The office's feed has every record of both desks, each at one place, but for the other
        // desk's certificate; and for each dossier the server's word that lets the post in.
        let received = |status: &Value| status["received"].as_u64().context("a count");
        let let_in = u64::try_from(self.taken.len())?;
        let expected = received(&status)? + received(&second)? - CERTIFICATE + let_in;
        self.killed.records = office.district.feed_position(&office.one_stop)?;
        ensure!(
            self.killed.records == expected,
            "the server holds {} records; {status} and {second} were receipted",
            self.killed.records
        );
        Ok(())
    }

    /// Everything acknowledged is listed once, and nothing else.
    fn look_for_dossiers(&self, desk: &mut Desk) -> Result<()> {
        let recent = desk.must("list_recent", json!({ "limit": 500 }))?;
        let listed = recent["dossiers"].as_array().context("a list")?;
        let listed: Vec<&str> = listed
            .iter()
            .filter_map(|row| row["dossier_id"].as_str())
            .collect();
        let unique: BTreeSet<&str> = listed.iter().copied().collect();
        ensure!(unique.len() == listed.len(), "a dossier is listed twice");
        let expected: BTreeSet<&str> = self.acknowledged.iter().map(String::as_str).collect();
        ensure!(unique == expected, "acknowledged and found differ");
        Ok(())
    }

    /// Every paper that was signed for is held by the one who signed, on this desk too.
    fn look_for_holders(&self, desk: &mut Desk) -> Result<()> {
        for dossier in &self.taken {
            let found = desk.must("get_dossier", json!({ "dossier_id": dossier }))?;
            let papers = found["papers"].as_array().context("papers")?;
            ensure!(!papers.is_empty(), "a dossier without papers");
            for paper in papers {
                let holder = text(paper, "holder_text")?;
                let is_held =
                    paper["custody"] == json!("held") && holder.contains(&self.taker.name);
                ensure!(
                    is_held,
                    "dossier {dossier}: who signed for a paper does not hold it"
                );
            }
        }
        Ok(())
    }
}

/// Nobody comes twice.
fn form(act: u64) -> Value {
    reception(act, &format!("Nguyễn Văn Số {act}"), "direct")
}
