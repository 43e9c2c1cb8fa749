//! The desk's real store under the power cuts: its own first run, its own settings, its own door
//! for writes, on the recorded disk.
//!
//! After a cut the desk must open by itself, and once it is closed its file must be, byte by byte,
//! the file of the last promise or that of one step later. Each of those was itself verified when
//! it was recorded: its pages, its chains and signatures.
//!
//! Not on the recorded disk: keys, the anchor and printed pages, which the store and the desk
//! program write through the system's own calls and not through SQLite's. The anchor is put to
//! where it stood at the promise; how a torn one is met is tried in the store's own tests.

mod content;
mod day;
mod disk;
mod kept;
mod sitting;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ledger::Record;
use store::entropy::SeededEntropy;
use store::exchange::outbox::PageLimit;
use store::file::{self, FileKey};
use store::{DeskOptions, Failure};
use tempfile::TempDir;

use self::content::folded;
use self::day::Day;
pub(super) use self::day::chain_of;
pub use self::kept::Kept;
use self::sitting::{Sitting, damaged};
use super::{Violation, Workload};
use crate::commune::{Commune, Device, MORNING, system_moment};
use crate::crash_vfs::{CrashVfs, index};

/// Folder of the desk's file on the recorded disk.
const FOLDER: &str = "/recorded";
/// How many dossiers the other desk of the office has received.
const RECEIVED_ELSEWHERE: u8 = 4;

/// The real desk on a disk that keeps its word, or on one that forgets the log.
pub struct RealDesk {
    forgets_log: bool,
    commune: Commune,
    /// Anchors lie outside the file, on the machine's own disk: a folder for every recorded disk.
    anchors: TempDir,
    others: OnceLock<Vec<Record>>,
}

impl RealDesk {
    /// The desk as it is in earnest.
    pub fn new() -> std::io::Result<Self> {
        Self::with(false)
    }

    /// The desk whose log no commit syncs: the planted bug. It is planted below the store, which
    /// knows no setting but its own.
    pub fn planted() -> std::io::Result<Self> {
        Self::with(true)
    }

    fn with(forgets_log: bool) -> std::io::Result<Self> {
        let in_memory = PathBuf::from("/dev/shm");
        let anchors = if in_memory.is_dir() {
            TempDir::new_in(in_memory)?
        } else {
            TempDir::new()?
        };
        Ok(Self {
            forgets_log,
            commune: Commune::default(),
            anchors,
            others: OnceLock::new(),
        })
    }

    fn sitting<'a>(&'a self, vfs: &CrashVfs, device: &'a Device, seed: u64) -> Sitting<'a> {
        Sitting {
            commune: &self.commune,
            device,
            options: DeskOptions {
                file: file::Options {
                    folder: PathBuf::from(FOLDER),
                    vfs: Some(vfs.name().to_owned()),
                    disk: Arc::new(vfs.clone()),
                },
                anchor_folder: self.anchors.path().join(vfs.name()),
                entropy: Arc::new(SeededEntropy::new(seed ^ (u64::from(device.desk_no) << 56))),
            },
            key: FileKey::new([0x5e; 32], [0x5a; 16]),
        }
    }

    /// What the other desk of the office has recorded: made once, by another real desk.
    fn others(&self) -> Result<&[Record], String> {
        if let Some(others) = self.others.get() {
            return Ok(others);
        }
        let vfs = CrashVfs::new();
        let sitting = self.sitting(&vfs, &self.commune.other_desk, 0);
        let mut desk = sitting.create_desk()?;
        let enrolment = self.commune.enrolment(sitting.device);
        let told = |failure: Failure| chain_of(&failure);
        desk.enrol(enrolment, system_moment(MORNING))
            .map_err(told)?;
        let roster = self.commune.roster_publication();
        desk.exchange(MORNING, |exchange| exchange.take_publication(&roster))
            .map_err(told)?;
        for number in 0..RECEIVED_ELSEWHERE {
            let act = day::reception_elsewhere(&self.commune, number);
            desk.transact(&act).map_err(told)?;
        }
        let act = day::correction_elsewhere(&self.commune);
        desk.transact(&act).map_err(told)?;
        let reader = desk.open_reader().map_err(told)?;
        let limit = PageLimit {
            records: 100,
            bytes: 1 << 20,
        };
        let places = (1, u64::from(RECEIVED_ELSEWHERE) + 2);
        let records = reader
            .own_records(&sitting.viewer(), places, limit)
            .map_err(told)?;
        Ok(self.others.get_or_init(|| records))
    }
}

impl Workload for RealDesk {
    type Promises = Kept;

    fn name(&self) -> String {
        let forgets = if self.forgets_log {
            ".unsynced_log"
        } else {
            ""
        };
        format!("desk{forgets}")
    }

    fn error_runs(&self, images: u64) -> u64 {
        // A day at the real store takes as long as some fifty images.
        images / 400
    }

    fn promises(&self, seed: u64) -> Kept {
        Kept::new(seed)
    }

    fn run(&self, vfs: &CrashVfs, promises: &mut Kept) -> Result<(), String> {
        let others = vfs.without_faults(|| self.others())?;
        vfs.forget_log_syncs(self.forgets_log);
        let sitting = self.sitting(vfs, &self.commune.desk, promises.seed);
        sitting.put_anchor(None);
        Day::new(&sitting, vfs, promises).run(others)
    }

    fn judge(
        &self,
        vfs: &CrashVfs,
        promises: &Kept,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        let sitting = self.sitting(vfs, &self.commune.desk, promises.seed);
        let Some(desk) = sitting.open_promised(promises, promised)? else {
            return Ok(());
        };
        desk.close()
            .map_err(|failure| Violation::Unopenable(chain_of(&failure)))?;
        let found = folded(vfs, &sitting.options.file.path());
        let least = promised.map_or(0, |number| index(number.into()));
        let next_too = usize::from(promised.is_some());
        let mut near = promises.moments.iter().skip(least).take(1 + next_too);
        if near.any(|moment| moment.folded == found) {
            return Ok(());
        }
        Err(sitting.misplaced(vfs, promises, least, found))
    }

    fn resume(
        &self,
        vfs: &CrashVfs,
        promises: &Kept,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        let sitting = self.sitting(vfs, &self.commune.desk, promises.seed);
        let Some(mut desk) = sitting.open_promised(promises, promised)? else {
            let created = sitting.create_desk();
            return created.map(drop).map_err(Violation::Unopenable);
        };
        if let Some(number) = promised {
            sitting.find_all(&desk, promises, index(number.into()))?;
        }
        let content = sitting.content(vfs)?;
        if let Some(fault) = content.find_damage().map_err(damaged)? {
            return Err(Violation::Damaged(fault));
        }
        let before = content.projected().map_err(damaged)?;
        desk.rebuild()
            .map_err(|failure| Violation::Damaged(chain_of(&failure)))?;
        if content.projected().map_err(damaged)? != before {
            let stale = "the projections are not what the records make";
            return Err(Violation::NotWhole(stale.to_owned()));
        }
        drop(content);
        desk.close()
            .map_err(|failure| Violation::Unopenable(chain_of(&failure)))
    }
}
