//! Saving a reception: decide, sign twice, encrypt, sync, project, index; beside a bare insert of
//! the very same bytes into a file with the very same settings, turn by turn.

use anyhow::{Context, Result};
use domain::decide::Command;
use store::exchange::outbox::PageLimit;
use store::file::{DeskFile, FileKey, Options, checkpoint_passive};

use super::citizens::Citizen;
use super::desk_home::DeskHome;
use super::{Plan, Row, Times, digits};
use crate::commune::Commune;

/// How much slower than a bare insert a save may be by the design, at the median.
const SLOWER_MAX: f64 = 3.0;
/// How much later than a bare insert a save may come by the design, at the 99th percentile, ms.
const LATER_MAX: f64 = 5.0;

/// Saves the receptions of the plan.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir_in(&plan.scratch)?;
    let mut at_work = DeskHome::new(&folder.path().join("desk")).open(commune)?;
    let bare_folder = folder.path().join("bare");
    std::fs::create_dir_all(&bare_folder)?;
    let bare = DeskFile::create(Options::new(bare_folder), FileKey::new([1; 32], [2; 16]))?;
    let bare = bare.open_writer()?;
    bare.execute_batch(
        "CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
    )?;
    let reader = at_work.desk.open_reader()?;
    let (mut saves, mut inserts, mut bytes_written) = (Times::default(), Times::default(), 0);
    for number in 0..plan.saves {
        let citizen = Citizen::of(number);
        let command = Command::ReceiveDossier {
            dossier: citizen.dossier(),
            reception: Box::new(citizen.reception()),
        };
        let now = citizen.came_at();
        saves.take(|| at_work.act(now, command))?;
        let bytes = reader
            .outbox_page(at_work.desk.head().seq - 1, ONE)?
            .first()
            .context("what was saved waits to be sent")?
            .encode();
        bytes_written += bytes.len();
        inserts.take(|| {
            bare.prepare_cached("INSERT INTO bare (bytes) VALUES (?1)")?
                .execute([&bytes])
        })?;
        if at_work.desk.needs_rest() {
            at_work.desk.rest()?;
            checkpoint_passive(&bare)?;
        }
    }
    let slower = saves.p50() / inserts.p50();
    let later = saves.p99() - inserts.p99();
    let beside = format!(
        "bare insert of the same {} bytes, same settings: {}",
        bytes_written as u64 / plan.saves.max(1),
        inserts.text()
    );
    Ok(vec![
        Row::new(
            format!("save one reception, {} of them", plan.saves),
            saves.text(),
            beside,
        )
        .aims_at(
            format!(
                "≤ 3 × at p50 ({} ×), ≤ + 5 ms at p99 ({later:+.1} ms)",
                digits(slower)
            ),
            slower <= SLOWER_MAX && later <= LATER_MAX,
        ),
    ])
}

const ONE: PageLimit = PageLimit {
    records: 1,
    bytes: 1,
};
