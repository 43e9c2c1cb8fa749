//! One day of a commune, told by `data/demo_day.json`: who comes, who does what, when the line
//! goes and comes back. Every act is counted, so that the books can be balanced at the end.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::telling::{Say, in_words};
use super::{Office, PIN, drain, text, unlock};
use crate::process::Desk;

/// The day being told.
pub(super) struct Day {
    script: Value,
    dossiers: BTreeMap<String, String>,
    handoffs: BTreeMap<String, String>,
    signed_in: BTreeMap<&'static str, String>,
    acts: u64,
    /// Papers taken in so far, by dossier id.
    pub(super) papers: BTreeMap<String, usize>,
    /// Duplicates that a desk warned of.
    pub(super) warned: usize,
}

impl Day {
    /// Opens the script.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn open() -> Result<Self> {
        let script = serde_json::from_str(include_str!("../../data/demo_day.json"))?;
        Ok(Self {
            script,
            dossiers: BTreeMap::new(),
            handoffs: BTreeMap::new(),
            signed_in: BTreeMap::new(),
            acts: 0,
            papers: BTreeMap::new(),
            warned: 0,
        })
    }

    /// Tells the whole day; `say` hears of every stretch of it once it is told.
    ///
    /// # Errors
    /// A step came out otherwise than the script says.
    pub(super) fn tell(&mut self, office: &mut Office, say: Say<'_>) -> Result<()> {
        let script = self.steps()?.to_vec();
        let one_kind = |a: &Value, b: &Value| a["do"] == b["do"] && a["desk"] == b["desk"];
        for stretch in script.chunk_by(one_kind) {
            let begun = Instant::now();
            for step in stretch {
                self.step(office, step)
                    .with_context(|| format!("at {step}"))?;
            }
            say(&in_words(stretch), begun.elapsed());
        }
        Ok(())
    }

    fn steps(&self) -> Result<&[Value]> {
        let steps = self.script["day"].as_array();
        Ok(steps.context("a day has steps")?)
    }

    fn step(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        match text(step, "do")? {
            "network" if step["up"] == json!(true) => office.district.line.plug(),
            "network" => office.district.line.pull(),
            "receive" => self.receive(office, step)?,
            "duplicate" => self.duplicate(office, step)?,
            "offer" => self.offer(office, step)?,
            "accept" => self.accept(office, step)?,
            "refuse" => self.refuse(office, step)?,
            "withdraw" => self.withdraw(office, step)?,
            "correct" => self.correct(office, step)?,
            "withdraw_dossier" => self.withdraw_dossier(office, step)?,
            "issue_result" => self.issue_result(office, step)?,
            "return_result" => self.return_result(office, step)?,
            "drain" | "pull" => drain(desk_of(office, step)?).map(drop)?,
            other => bail!("nobody knows how to {other}"),
        }
        Ok(())
    }

    fn sign_in(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        let name = text(step, "person")?;
        let key = if text(step, "desk")? == "post" {
            "post"
        } else {
            "one_stop"
        };
        if self.signed_in.get(key).is_some_and(|known| known == name) {
            return Ok(());
        }
        let person = office.person(name)?;
        unlock(desk_of(office, step)?, &person)?;
        self.signed_in.insert(key, name.to_owned());
        Ok(())
    }

    fn act(&mut self) -> String {
        self.acts += 1;
        format!("{:032x}", self.acts)
    }

    fn dossier(&self, reference: &Value) -> Result<&String> {
        let name = reference.as_str().context("a reference is a text")?;
        self.dossiers
            .get(name)
            .with_context(|| format!("{name} was not received"))
    }

    fn handoff(&self, step: &Value) -> Result<&String> {
        let name = text(step, "of")?;
        self.handoffs
            .get(name)
            .with_context(|| format!("{name} was not offered"))
    }

    fn form(&mut self, desk: &mut Desk, step: &Value) -> Result<Value> {
        let citizen = usize::try_from(step["citizen"].as_u64().context("a citizen")?)?;
        let checklist = desk.must(
            "get_checklist",
            json!({ "procedure_code": step["procedure"], "channel": step["channel_in"] }),
        )?;
        let lines = checklist["papers"]
            .as_array()
            .context("a checklist has papers")?;
        let of_kind = |kind: &str| -> Vec<&Value> {
            lines
                .iter()
                .filter(|line| line["required"] == kind)
                .collect()
        };
        let mut asked = of_kind("yes");
        // Where nothing is asked for always, the citizen brings what her case asks for.
        if asked.is_empty() {
            asked = of_kind("conditional");
        }
        let left_out = usize::from(step["papers"] == json!("one_missing"));
        let handed_in = asked.len().saturating_sub(left_out);
        let (papers, missing) = asked.split_at(handed_in);
        let due_at = checklist["due"]["must_enter"] == json!(true);
        Ok(json!({
            "act_id": self.act(), "applicant": self.script["citizens"][citizen],
            "submitter": null, "procedure_code": step["procedure"],
            "channel_in": step["channel_in"], "return_channel": step["return_channel"],
            "request": format!("{} (mẫu)", checklist["request_prefill"].as_str().unwrap_or("")),
            "sets": 1, "papers": papers.iter().map(|line| paper(line)).collect::<Vec<_>>(),
            "missing": missing.iter().map(|line| json!({ "name": line["name"] })).collect::<Vec<_>>(),
            "missing_reason": step["missing_reason"],
            "due_at": if due_at { json!("2030-01-02T17:00:00+07:00") } else { Value::Null },
            "due_reason": if due_at { json!("cán bộ hẹn theo bảng niêm yết") } else { Value::Null },
            "duplicate_acknowledged": false,
        }))
    }

    fn receive(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let desk = desk_of(office, step)?;
        let form = self.form(desk, step)?;
        let received = desk.must("receive_dossier", form.clone())?;
        let again = desk.must("receive_dossier", form.clone())?;
        ensure!(
            again["repeated"] == json!(true),
            "the same act twice is one dossier"
        );
        ensure!(
            again["dossier_id"] == received["dossier_id"],
            "a retry finds the first outcome"
        );
        let id = text(&received, "dossier_id")?.to_owned();
        let opened = desk.must("get_dossier", json!({ "dossier_id": id }))?;
        let papers = opened["papers"]
            .as_array()
            .context("a dossier has papers")?;
        let handed_in = paper_count(&form);
        ensure!(
            papers.len() == handed_in,
            "{handed_in} papers were handed in, {} are told of",
            papers.len()
        );
        self.papers.insert(id.clone(), handed_in);
        self.dossiers.insert(text(step, "ref")?.to_owned(), id);
        Ok(())
    }

    /// Somebody tries to enter the same person and procedure again: the desk warns, the clerk
    /// stops.
    fn duplicate(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let id = self.dossier(&step["of"])?.clone();
        let mut steps = self.steps()?.iter();
        let first = steps.find(|first| first["ref"] == step["of"]).cloned();
        let desk = desk_of(office, step)?;
        let form = self.form(desk, &first.context("the first reception")?)?;
        let refusal = desk
            .ask("receive_dossier", form)?
            .err()
            .context("a warning was due")?;
        ensure!(refusal.code == "duplicate_today", "not {}", refusal.code);
        ensure!(
            refusal.whole["details"]["dossier_id"] == json!(id),
            "the warning names the first"
        );
        self.warned += 1;
        Ok(())
    }

    fn offer(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let to_unit = match text(step, "to_unit")? {
            "post" => office.post.id.clone(),
            _ => office.one_stop.id.clone(),
        };
        let to_person = match step["to_person"].as_str() {
            Some(name) => Some(office.person(name)?.id),
            None => None,
        };
        let lines = step["lines"].as_array().context("a manifest has lines")?;
        let lines = lines
            .iter()
            .map(|line| Ok(json!({ "dossier_id": self.dossier(line)?, "paper_ids": null })))
            .collect::<Result<Vec<_>>>()?;
        let input = json!({
            "act_id": self.act(), "to_unit_id": to_unit, "to_person_id": to_person,
            "counted_bundles": lines.len(), "lines": lines, "pin": PIN,
        });
        let offered = desk_of(office, step)?.must("offer_handoff", input)?;
        let id = text(&offered, "handoff_id")?.to_owned();
        self.handoffs.insert(text(step, "ref")?.to_owned(), id);
        Ok(())
    }

    fn accept(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        let taker = office.person(text(step, "person")?)?;
        let is_beside = step["same_machine"] == json!(true);
        if !is_beside {
            self.sign_in(office, step)?;
        }
        let id = self.handoff(step)?.clone();
        let exceptions = self.exceptions(step)?;
        let desk = desk_of(office, step)?;
        let manifest = desk.must("get_handoff", json!({ "handoff_id": id }))?;
        let lines = manifest["lines"]
            .as_array()
            .context("a manifest has lines")?;
        let ticked: Vec<Value> = lines.iter().map(|line| tick(line, &exceptions)).collect();
        let accepted = desk.must(
            "accept_handoff",
            json!({
                "handoff_id": id, "pin": PIN, "counted_bundles": lines.len(), "lines": ticked,
                "taker_person_id": if is_beside { json!(taker.id) } else { Value::Null },
            }),
        )?;
        let expected = if exceptions.is_empty() {
            "accepted"
        } else {
            "accepted_with_exceptions"
        };
        ensure!(accepted["state"] == json!(expected), "not {accepted}");
        Ok(())
    }

    fn exceptions(&self, step: &Value) -> Result<BTreeMap<String, Value>> {
        let listed = step["exceptions"].as_array().into_iter().flatten();
        listed
            .map(|one| Ok((self.dossier(&one["line"])?.clone(), one.clone())))
            .collect()
    }

    fn refuse(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        let taker = office.person(text(step, "person")?)?;
        let input = json!({
            "handoff_id": self.handoff(step)?, "reason": step["reason"],
            "taker_person_id": taker.id, "pin": PIN,
        });
        desk_of(office, step)?
            .must("refuse_handoff", input)
            .map(drop)
    }

    fn withdraw(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let input =
            json!({ "handoff_id": self.handoff(step)?, "reason": step["reason"], "pin": PIN });
        desk_of(office, step)?
            .must("withdraw_handoff", input)
            .map(drop)
    }

    fn correct(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let input = json!({
            "dossier_id": self.dossier(&step["of"])?, "field": step["field"],
            "value": step["value"], "reason_kind": step["reason_kind"], "reason": step["reason"],
        });
        desk_of(office, step)?
            .must("correct_dossier", input)
            .map(drop)
    }

    fn withdraw_dossier(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let id = self.dossier(&step["of"])?.clone();
        let input = json!({ "dossier_id": id, "reason": step["reason"], "papers_returned": true });
        desk_of(office, step)?
            .must("withdraw_dossier", input)
            .map(drop)
    }

    fn issue_result(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let id = self.dossier(&step["of"])?.clone();
        *self.papers.entry(id.clone()).or_default() += 1;
        let input = json!({
            "act_id": self.act(), "dossier_id": id, "name": step["name"],
        });
        let desk = desk_of(office, step)?;
        desk.must("issue_result", input.clone())?;
        // A retry after a lost answer makes no second paper.
        desk.must("issue_result", input).map(drop)
    }

    fn return_result(&mut self, office: &mut Office, step: &Value) -> Result<()> {
        self.sign_in(office, step)?;
        let id = self.dossier(&step["of"])?.clone();
        let desk = desk_of(office, step)?;
        let opened = desk.must("get_dossier", json!({ "dossier_id": id }))?;
        let papers = opened["papers"]
            .as_array()
            .context("a dossier has papers")?;
        let back = papers.iter().filter(|paper| {
            paper["must_return"] == json!(true) || paper["form"] == json!("result")
        });
        let input = json!({
            "dossier_id": id, "recipient_kind": step["recipient_kind"], "recipient_name": null,
            "document_seen": null, "signature": "signed", "witness": null,
            "papers": back.map(|paper| paper["paper_id"].clone()).collect::<Vec<_>>(),
        });
        desk.must("return_result", input).map(drop)
    }

    /// Every dossier received.
    #[must_use]
    pub(super) fn all_dossiers(&self) -> Vec<String> {
        self.dossiers.values().cloned().collect()
    }

    /// The dossiers that stood on some manifest to the post: its own desk must know them.
    ///
    /// # Errors
    /// The script names one that was not received.
    pub(super) fn dossiers_of_the_post(&self) -> Result<Vec<String>> {
        let lines = self
            .steps()?
            .iter()
            .filter(|step| step["do"] == json!("offer"))
            .flat_map(|step| step["lines"].as_array().into_iter().flatten());
        let mut ids = lines
            .map(|line| self.dossier(line).cloned())
            .collect::<Result<Vec<_>>>()?;
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
}

fn desk_of<'a>(office: &'a mut Office, step: &Value) -> Result<&'a mut Desk> {
    Ok(match text(step, "desk")? {
        "post" => &mut office.culture_house,
        _ => &mut office.counter,
    })
}

fn paper(line: &Value) -> Value {
    let is_empty = ["originals", "certified_copies", "copies"]
        .iter()
        .all(|count| line[*count] == json!(0));
    json!({
        "name": line["name"], "certified_copies": line["certified_copies"],
        "originals": if is_empty { json!(1) } else { line["originals"].clone() },
        "copies": line["copies"], "fate": line["fate"], "irreplaceable": line["irreplaceable"],
    })
}

/// How many papers a form hands in: each kind of copy of a paper is one, but for what is only
/// shown and given back at once.
fn paper_count(form: &Value) -> usize {
    let papers = form["papers"].as_array().into_iter().flatten();
    let kept = papers.filter(|paper| paper["fate"] != json!("present"));
    let kinds = ["originals", "certified_copies", "copies"];
    kept.map(|paper| {
        kinds
            .iter()
            .filter(|kind| paper[**kind] != json!(0))
            .count()
    })
    .sum()
}

fn tick(line: &Value, exceptions: &BTreeMap<String, Value>) -> Value {
    let id = line["dossier_id"].as_str().unwrap_or_default();
    let exception = exceptions.get(id);
    let papers = line["papers"].as_array().into_iter().flatten().enumerate();
    let ticked: Vec<Value> = papers
        .map(|(place, paper)| {
            let found = exception.filter(|one| one["paper"] == json!(place));
            json!({
                "paper_id": paper["paper_id"],
                "outcome": found.map_or(json!("accepted"), |one| one["outcome"].clone()),
                "note": found.map_or(Value::Null, |one| one["note"].clone()),
            })
        })
        .collect();
    json!({ "dossier_id": id, "papers": ticked })
}
