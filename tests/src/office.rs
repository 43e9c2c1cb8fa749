//! An office with real programs: the server behind a line that can be pulled, the counter's desk
//! that two organisations share, and the postal culture house's own.
//!
//! Everything goes through commands: the server's command line, and the desks' JSON lines.

mod books;
pub mod command;
mod day;
mod district;
pub mod kills;
pub mod requests;
mod server_books;
pub mod staff;
mod telling;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

pub use self::district::District;
pub use self::telling::{Say, tell_a_day, tell_once, told_in};
use crate::process::{Desk, find_program};

/// The PIN of everybody in a story.
pub const PIN: &str = "135790";

/// The folder of the server, in the folder of an office.
pub const DISTRICT: &str = "district";
/// The folder of the counter's desk.
pub const COUNTER: &str = "counter";
/// The folder of the postal culture house's desk.
pub const CULTURE_HOUSE: &str = "culture-house";

/// The commune's five digits.
pub const COMMUNE_CODE: &str = "01351";

/// The record with which every desk begins.
const CERTIFICATE: u64 = 1;
/// Who works at the One-stop, by name and duty.
const CLERKS: [(&str, &str); 3] = [
    ("Vũ Thị Lan", "one_stop_reception"),
    ("Nông Văn Nam", "one_stop_reception"),
    ("Đàm Thị Sen", "supervision"),
];
/// Who works at the post.
const POSTAL_WORKERS: [(&str, &str); 2] = [("Hoàng Thị Hoa", "postal"), ("Lý A Páo", "postal")];

/// A member of staff.
#[derive(Debug, Clone)]
pub struct Person {
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: String,
    /// The one-time code with which she makes her PIN.
    pub code: String,
}

/// An office with its people.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// Its people.
    pub people: Vec<Person>,
}

/// The commune: a server, two offices, two desks.
pub struct Office {
    /// The server.
    pub district: District,
    /// The One-stop centre.
    pub one_stop: Unit,
    /// The postal culture house.
    pub post: Unit,
    /// The counter's desk, shared by both.
    pub counter: Desk,
    /// The postal culture house's own desk.
    pub culture_house: Desk,
}

impl Office {
    /// Founds the commune in a folder: everything enrolled, everybody with a PIN.
    ///
    /// # Errors
    /// When any program refuses.
    pub fn found(home: &Path) -> Result<Self> {
        let district = District::found(home)?;
        let one_stop = enter_unit(&district, "one_stop", &CLERKS)?;
        let post = enter_unit(&district, "post", &POSTAL_WORKERS)?;
        let counter = open_desk(home, COUNTER)?;
        let culture_house = open_desk(home, CULTURE_HOUSE)?;
        let mut office = Self {
            district,
            one_stop,
            post,
            counter,
            culture_house,
        };
        let shared = office.post.id.clone();
        let own = office.one_stop.id.clone();
        enrol(
            &office.district,
            &mut office.counter,
            &own,
            "2",
            Some(&shared),
        )?;
        enrol(
            &office.district,
            &mut office.culture_house,
            &shared,
            "3",
            None,
        )?;
        for person in office
            .one_stop
            .people
            .iter()
            .chain(office.post.people.first())
        {
            activate(&mut office.counter, person)?;
        }
        let last = office
            .post
            .people
            .get(1)
            .context("two people of the post")?;
        activate(&mut office.culture_house, last)?;
        Ok(office)
    }

    /// Closes both desks and the server; their files stay.
    ///
    /// # Errors
    /// When a program does not end well.
    pub fn close(self) -> Result<()> {
        self.counter.close()?;
        self.culture_house.close()?;
        self.district.stop()
    }

    /// Finds a person by name.
    ///
    /// # Errors
    /// Nobody here is called so.
    pub fn person(&self, name: &str) -> Result<Person> {
        let mut people = self.one_stop.people.iter().chain(&self.post.people);
        let found = people.find(|person| person.name == name);
        found
            .cloned()
            .with_context(|| format!("{name} does not work here"))
    }
}

/// Opens a desk's program on its own folder.
///
/// # Errors
/// When the program is not built or does not start.
pub fn open_desk(home: &Path, name: &str) -> Result<Desk> {
    let home = home.join(name);
    fs::create_dir_all(&home)?;
    Desk::start(&find_program("traotay")?, &home)
}

/// Enters an office of the commune with its people, each with one duty.
///
/// # Errors
/// The server's words.
pub fn enter_unit(district: &District, kind: &str, staff: &[(&str, &str)]) -> Result<Unit> {
    let (name, short_name) = match kind {
        "one_stop" => (
            "Trung tâm Phục vụ hành chính công xã Hưng Đạo",
            "Một cửa Hưng Đạo",
        ),
        _ => ("Bưu điện văn hóa xã Hưng Đạo", "BĐVHX Hưng Đạo"),
    };
    let unit = district.ask(
        "add-unit",
        &[
            "--kind",
            kind,
            "--name",
            name,
            "--short-name",
            short_name,
            "--commune-code",
            COMMUNE_CODE,
            "--commune-name",
            "Xã Hưng Đạo",
            "--province-name",
            "Tỉnh Cao Bằng",
            "--code-prefix",
            "X99.01",
        ],
    )?;
    let id = text(&unit, "unit_id")?.to_owned();
    let people = staff.iter();
    let people = people.map(|(name, duty)| enter_person(district, &id, name, duty));
    let people = people.collect::<Result<_>>()?;
    Ok(Unit { id, people })
}

/// Adds a person to an office with one duty there; no desk knows her yet.
///
/// # Errors
/// The server's words.
pub fn enter_person(district: &District, unit: &str, name: &str, duty: &str) -> Result<Person> {
    let wish = [
        "--unit",
        unit,
        "--name",
        name,
        "--duty",
        duty,
        "--decision-no",
        "01/QĐ (mẫu)",
    ];
    let person = district.ask("add-person", &wish)?;
    Ok(Person {
        id: text(&person, "person_id")?.to_owned(),
        name: name.to_owned(),
        code: text(&person, "code")?.to_owned(),
    })
}

fn enrol(
    district: &District,
    desk: &mut Desk,
    unit: &str,
    desk_no: &str,
    shared_with: Option<&str>,
) -> Result<()> {
    let url = format!("https://{}", district.line.address());
    let mut wish = vec!["--unit", unit, "--desk-no", desk_no, "--url", &url];
    wish.extend(
        shared_with
            .into_iter()
            .flat_map(|other| ["--shared-with", other]),
    );
    let token = district.ask("enrol-token", &wish)?;
    let begun = desk.must(
        "begin_enrolment",
        json!({ "token": text(&token, "token")? }),
    )?;
    let words = begun["fingerprint_words"].as_array().context("six words")?;
    let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
    ensure!(words.len() == 6, "six words, not {words:?}");
    district.ask("approve-device", &["--words", &words.join(" ")])?;
    desk.must("complete_enrolment", json!({})).map(drop)
}

fn activate(desk: &mut Desk, person: &Person) -> Result<()> {
    let input = json!({ "person_id": person.id, "code": person.code, "pin": PIN });
    desk.must("activate_person", input).map(drop)
}

/// Signs a person in at a desk.
///
/// # Errors
/// The desk's words.
pub fn unlock(desk: &mut Desk, person: &Person) -> Result<()> {
    desk.must("unlock", json!({ "person_id": person.id, "pin": PIN }))
        .map(drop)
}

/// Waits until a desk has sent everything and heard everything.
///
/// # Errors
/// When it does not come to rest in time.
pub fn drain(desk: &mut Desk) -> Result<Value> {
    let before = desk.must("get_sync_status", json!({}))?["last_success_at"].clone();
    desk.must("sync_now", json!({}))?;
    for _ in 0..600 {
        let status = desk.must("get_sync_status", json!({}))?;
        let is_fresh = !status["last_success_at"].is_null() && status["last_success_at"] != before;
        if status["here"] == json!(0) && is_fresh {
            return Ok(status);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        if status["state"] == json!("waiting") && status["next_try_seconds"] != json!(0) {
            desk.must("sync_now", json!({}))?;
        }
    }
    bail!(
        "the queue does not drain: {}",
        desk.must("get_sync_status", json!({}))?
    )
}

/// A text field of an answer.
///
/// # Errors
/// There is none of that name.
pub fn text<'a>(answer: &'a Value, field: &str) -> Result<&'a str> {
    answer[field]
        .as_str()
        .with_context(|| format!("no `{field}` in {answer}"))
}
