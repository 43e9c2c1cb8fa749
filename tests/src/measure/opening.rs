//! Opening a dossier to which two hundred things happened, beside reading its rows alone.

use anyhow::{Context, Result};
use domain::decide::{Command, Correction, NewValue};
use domain::event::{CorrectedField, CorrectionReason};

use super::citizens::Citizen;
use super::desk_home::{AtWork, DeskHome};
use super::{Plan, Row, Times};
use crate::commune::Commune;

/// Events of the dossier.
const EVENTS: u64 = 200;
/// Times it is opened.
const OPENED: u32 = 300;
/// The design's aim, ms.
const AIM: f64 = 5.0;

/// Receives one dossier, corrects it 199 times and opens it.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir_in(&plan.scratch)?;
    let home = DeskHome::new(folder.path());
    let mut at_work = home.open(commune)?;
    let citizen = Citizen::of(1);
    live_through(&mut at_work, &citizen)?;
    let reader = at_work.desk.open_reader()?;
    let bare = home.open_bare(&at_work)?;
    let mut select = bare.prepare(
        "SELECT record.header, record.author_signature, record.device_signature, record.facts \
         FROM record_subject JOIN record ON record.record = record_subject.record \
         WHERE record_subject.subject = ?1",
    )?;
    let (mut opened, mut read) = (Times::default(), Times::default());
    for _ in 0..OPENED {
        let found = opened.take(|| reader.open_dossier(&at_work.viewer, citizen.dossier()))?;
        let found = found.context("the dossier is here")?;
        anyhow::ensure!(found.timeline.len() as u64 == EVENTS, "every event is told");
        let rows: Vec<Vec<u8>> = read.take(|| {
            select
                .query_map([citizen.dossier().as_bytes()], |row| {
                    let _: (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?, row.get(3)?);
                    row.get(0)
                })?
                .collect::<rusqlite::Result<_>>()
        })?;
        anyhow::ensure!(rows.len() as u64 == EVENTS, "every record is read");
    }
    Ok(vec![
        Row::new(
            format!("open a dossier with {EVENTS} events"),
            opened.text(),
            format!("bare SELECT of its records: {}", read.text()),
        )
        .aims_at("p99 ≤ 5 ms", opened.p99() <= AIM),
    ])
}

fn live_through(at_work: &mut AtWork, citizen: &Citizen) -> Result<()> {
    let now = citizen.came_at();
    let dossier = citizen.dossier();
    let reception = Box::new(citizen.reception());
    at_work.act(now, Command::ReceiveDossier { dossier, reception })?;
    for number in 1..EVENTS {
        let (field, text) = if number % 2 == 0 {
            (CorrectedField::Phone, format!("09{number:08}"))
        } else {
            (
                CorrectedField::Address,
                format!("Thôn {number}, xã Hưng Đạo"),
            )
        };
        let correction = Correction {
            dossier,
            field,
            value: NewValue::Text(text),
            reason: CorrectionReason::Citizen,
            words: Some("Người dân báo lại (mẫu)".to_owned()),
        };
        let later = now + i64::try_from(number)? * 60_000_000;
        at_work.act(later, Command::CorrectDossier(correction))?;
    }
    Ok(())
}
