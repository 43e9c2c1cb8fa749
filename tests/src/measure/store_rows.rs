//! Saving, finding and opening on a real encrypted file, beside a bare insert into another one.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use domain::decide::{Actor, Command, ProcedureFacts, Reception};
use domain::event::{Applicant, Channel, ReturnChannel};
use domain::id::{ActId, DossierId, PaperId};
use domain::paper::{Paper, PaperFate, PaperForm};
use ledger::{ClockGrade, SigningKey};
use rusqlite::Connection;
use store::entropy::SystemEntropy;
use store::file::{FileKey, Options};
use store::keys::seal::{ContentKey, SealSecret};
use store::keys::vault::{DutySecret, Opened, Unlocked};
use store::read::Viewer;
use store::{Act, Desk, DeskOptions};

use super::{Row, percentile};
use crate::chance::Chance;
use crate::commune::{Commune, MORNING, Person, system_moment};

/// Family names by frequency: 38 of 100 people are called Nguyễn.
const FAMILIES: [(&str, u64); 6] = [
    ("Nguyễn", 38),
    ("Trần", 12),
    ("Lê", 10),
    ("Phạm", 8),
    ("Nông", 16),
    ("Hoàng", 16),
];
const GIVEN: [&str; 8] = [
    "Phượng",
    "Bình",
    "Hạnh",
    "Đường",
    "Khang",
    "Mẩy",
    "Tú",
    "Ánh",
];

/// Measures the store with so many dossiers.
///
/// # Errors
/// The file cannot be made or written.
pub fn measure_store(dossiers: u64) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let commune = Commune::default();
    let mut desk = open(&commune, folder.path())?;
    let mut chance = Chance::new(1);
    let (mut saves, mut inserts) = (Vec::new(), Vec::new());
    let bare = bare_file(folder.path())?;
    for number in 0..dossiers {
        let command = reception(number, &mut chance);
        let act = act(&commune.lan, number, command);
        let started = Instant::now();
        desk.transact(&act)?;
        saves.push(started.elapsed().as_secs_f64() * 1e3);
        let started = Instant::now();
        bare.execute("INSERT INTO bare (bytes) VALUES (randomblob(600))", [])?;
        inserts.push(started.elapsed().as_secs_f64() * 1e3);
        if desk.needs_rest() {
            desk.rest()?;
        }
    }
    let mut rows = vec![Row::new(
        format!("save one reception, p50 / p99 of {dossiers}"),
        milliseconds(&mut saves),
        format!(
            "one bare synced encrypted insert: {}",
            milliseconds(&mut inserts)
        ),
    )];
    rows.extend(reading_rows(&desk, &viewer(&commune)?, dossiers)?);
    Ok(rows)
}

fn milliseconds(samples: &mut [f64]) -> String {
    format!(
        "{:.2} / {:.2} ms",
        percentile(samples, 0.5),
        percentile(samples, 0.99)
    )
}

fn reading_rows(desk: &Desk, viewer: &Viewer, dossiers: u64) -> Result<Vec<Row>> {
    let reader = desk.open_reader()?;
    let mut typed = Vec::new();
    let mut chance = Chance::new(2);
    for _ in 0..200 {
        let name = name(&mut chance);
        let letters: Vec<char> = name.chars().collect();
        for end in 2..=letters.len() {
            let query: String = letters.iter().take(end).collect();
            let started = Instant::now();
            reader.find_dossiers(viewer, &query, 50, MORNING)?;
            typed.push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    let recent = reader.list_recent(viewer, 200)?;
    let mut opened = Vec::new();
    for row in &recent {
        let started = Instant::now();
        reader.open_dossier(viewer, row.id)?;
        opened.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(vec![
        Row::new(
            format!("search as you type, {dossiers} dossiers, p50 / p99"),
            milliseconds(&mut typed),
            "whole names by frequency, a query a letter",
        ),
        Row::new(
            "open a dossier, p50 / p99",
            milliseconds(&mut opened),
            "one event each",
        ),
    ])
}

/// A file with the same settings and nothing of ours in it.
fn bare_file(folder: &std::path::Path) -> Result<Connection> {
    let bare = Connection::open(folder.join("bare.db"))?;
    bare.execute_batch(&format!(
        "PRAGMA key = \"x'{}{}'\"; PRAGMA synchronous = EXTRA; PRAGMA journal_mode = WAL; \
         CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
        "5e".repeat(32),
        "5a".repeat(16),
    ))?;
    Ok(bare)
}

fn open(commune: &Commune, folder: &std::path::Path) -> Result<Desk> {
    let options = DeskOptions {
        file: Options::new(folder.join("desk")),
        anchor_folder: folder.join("anchor"),
        entropy: Arc::new(SystemEntropy),
    };
    std::fs::create_dir_all(folder.join("desk"))?;
    let key = FileKey::new([1; 32], [2; 16]);
    let mut desk = Desk::create(&options, key, commune.desk.key.clone())?;
    let keys = commune
        .staff()
        .into_iter()
        .map(|person| duty(commune, person))
        .map(|duty| Ok((duty.id, duty.secret.public_key()?)))
        .collect::<Result<Vec<_>>>()?;
    desk.set_duty_keys(keys);
    desk.enrol(commune.enrolment(&commune.desk), system_moment(MORNING))?;
    let roster = commune.roster_publication();
    desk.exchange(MORNING, |exchange| exchange.take_publication(&roster))?;
    desk.roster().context("the roster is in force")?;
    Ok(desk)
}

fn duty(commune: &Commune, person: &Person) -> DutySecret {
    let secret = SealSecret::from_bytes([person.unit.as_bytes()[0]; 32]);
    DutySecret {
        id: commune.duty_of(person),
        secret,
    }
}

/// The clerk, signed in.
fn viewer(commune: &Commune) -> Result<Viewer> {
    let clerk = &commune.lan;
    Ok(Viewer::of(&Unlocked {
        person: clerk.id,
        unit: clerk.unit,
        opened: Opened {
            file_key: FileKey::new([1; 32], [2; 16]),
            device: Arc::clone(&commune.desk.key),
        },
        signer: SigningKey::from_bytes([1; 32]),
        duties: vec![duty(commune, clerk)],
        draft_key: ContentKey::generate(&SystemEntropy)?,
    }))
}

fn name(chance: &mut Chance) -> String {
    let mut drawn = chance.below(100);
    let family = FAMILIES.iter().find(|(_, share)| {
        let is_it = drawn < *share;
        drawn = drawn.saturating_sub(*share);
        is_it
    });
    let given = usize::try_from(chance.below(GIVEN.len() as u64)).unwrap_or(0);
    let family = family.map_or("Nguyễn", |(family, _)| *family);
    format!("{family} Thị {}", GIVEN.get(given).copied().unwrap_or("An"))
}

fn id(kind: u8, number: u64) -> [u8; 16] {
    let mut id = [kind; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

fn reception(number: u64, chance: &mut Chance) -> Command {
    let paper = |place: u64, irreplaceable| Paper {
        id: PaperId::from_bytes(id(3, number * 4 + place)),
        name: "Giấy chứng sinh".to_owned(),
        form: PaperForm::Original,
        count: 1,
        irreplaceable,
        fate: PaperFate::Submit,
    };
    let applicant = Applicant {
        name: name(chance),
        id_number: Some(format!("0041{:08}", number % 100_000_000)),
        address: "Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng".to_owned(),
        phone: Some(format!("09{:08}", chance.below(100_000_000))),
        ..Applicant::default()
    };
    Command::ReceiveDossier {
        dossier: DossierId::from_bytes(id(1, number)),
        reception: Box::new(Reception {
            applicant,
            submitter: None,
            procedure_code: "1.001193".to_owned(),
            channel_in: Channel::Direct,
            return_channel: ReturnChannel::Counter,
            request: "Khai sinh (mẫu)".to_owned(),
            sets: 1,
            papers: vec![paper(0, true), paper(1, false), paper(2, false)],
            presented: Vec::new(),
            missing: Vec::new(),
            missing_reason: None,
            entered_due: None,
            is_twin: true,
        }),
    }
}

fn act(person: &Person, number: u64, command: Command) -> Act<'_> {
    // A thousand receptions a day, so that lanes and registers go on as in earnest.
    let day = i64::try_from(number / 900).unwrap_or(0) * 86_400_000_000;
    let now = MORNING + day + i64::try_from(number % 900).unwrap_or(0) * 1_000_000;
    Act {
        id: ActId::from_bytes(id(2, number)),
        now,
        clock: ClockGrade::Trusted,
        monotonic: number,
        actor: Actor {
            person: person.id,
            unit: person.unit,
        },
        signer: &person.key,
        procedure: Some(ProcedureFacts {
            sector: "Hộ tịch".to_owned(),
            catalogue_version: 0,
            is_postal_in: true,
            due_at: Some(i64::MAX),
        }),
        command,
    }
}
