//! The crash campaign as one table: the settings that desks have in earnest, cut, cut again while
//! recovering, and met with errors; and the planted bugs, each of which must be found, because a
//! campaign that finds nothing planted has proved nothing.

use serde::Serialize;

use super::Workload;
use super::fate::Density;
use super::io_error::sweep_io_errors;
use super::older_file::OlderFile;
use super::real_desk::RealDesk;
use super::recovery::sweep_recovery;
use super::small_desk::{Cipher, Journal, SmallDesk};
use super::sweep::{Plan, sweep};
use super::tally::Tally;
use super::volume::Metadata;

/// Images after which a planted bug that was not found counts as overlooked.
const PLANTED_IMAGES_MAX: u64 = 40_000;

/// A bug that is planted to see whether the campaign finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Plant {
    /// `synchronous=NORMAL`.
    Normal,
    /// SQLCipher's salt left in the file alone.
    SaltInFile,
    /// `synchronous=FULL` while the log is switched on.
    FullBeforeLog,
    /// A disk that says "synced" and did nothing.
    ForgottenSync,
    /// The log of the real store is never synced.
    UnsyncedLogInStore,
    /// A file that was brought up is put in place and its folder not synced.
    ForgottenFolder,
}

impl Plant {
    /// Every planted bug.
    pub const ALL: [Self; 6] = [
        Self::Normal,
        Self::SaltInFile,
        Self::FullBeforeLog,
        Self::ForgottenSync,
        Self::UnsyncedLogInStore,
        Self::ForgottenFolder,
    ];

    /// The small desk that has it; none where it is in the real store.
    pub fn desk(self) -> Option<SmallDesk> {
        match self {
            Self::Normal => Some(SmallDesk::with(Cipher::ExplicitSalt, Journal::WalNormal)),
            Self::SaltInFile => Some(SmallDesk::with(Cipher::SaltInFile, Journal::WalExtra)),
            Self::FullBeforeLog => Some(SmallDesk::with(Cipher::ExplicitSalt, Journal::WalFull)),
            Self::ForgottenSync => Some(SmallDesk::REAL),
            Self::UnsyncedLogInStore | Self::ForgottenFolder => None,
        }
    }

    /// Looks for it, up to the number of images after which it counts as overlooked.
    pub fn look_for(self, plan: &Plan) -> Result<Tally, String> {
        let plan = Plan {
            images: plan.images.min(PLANTED_IMAGES_MAX),
            until_found: true,
            forgets_syncs: self == Self::ForgottenSync,
            ..plan.clone()
        };
        match self.desk() {
            Some(desk) => sweep(&desk, &plan),
            None if self == Self::ForgottenFolder => sweep(&OlderFile::PLANTED, &plan),
            None => sweep(
                &RealDesk::planted().map_err(|fault| fault.to_string())?,
                &plan,
            ),
        }
    }
}

/// What a line must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// No promise was broken.
    Nothing,
    /// The planted bug was found.
    Finding,
    /// It is only counted, to be compared.
    Anything,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What was swept over.
    pub configuration: String,
    /// In which way.
    pub way: &'static str,
    /// The model of the file system, or all of them.
    pub metadata: &'static str,
    /// What it must say.
    pub expected: Expected,
    /// What was counted.
    pub tally: Tally,
}

impl Line {
    /// Whether the line says what it must.
    pub fn holds(&self) -> bool {
        match self.expected {
            Expected::Nothing => self.tally.bad() == 0,
            Expected::Finding => self.tally.bad() > 0,
            Expected::Anything => true,
        }
    }
}

/// The plan of a share of `images` with default settings.
pub fn plan(seed: u64, images: u64, threads: usize) -> Plan {
    Plan {
        seed,
        images,
        metadata: Metadata::ALL.to_vec(),
        density: Density::PUSH,
        threads,
        until_found: false,
        forgets_syncs: false,
    }
}

/// Cuts, cuts while recovering, and errors, over one program in its real settings.
///
/// Of a hundred images five are cut while recovering, which costs several times a cut.
pub fn lines_of<W: Workload>(
    workload: &W,
    plan: &Plan,
    tell: &dyn Fn(&Line),
) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let mut add = |way, metadata, tally| {
        let line = Line {
            configuration: workload.name(),
            way,
            metadata,
            expected: Expected::Nothing,
            tally,
        };
        tell(&line);
        lines.push(line);
    };
    let recovery = Plan {
        images: plan.images / 20,
        ..plan.clone()
    };
    for metadata in &plan.metadata {
        let cuts = Plan {
            images: (plan.images - recovery.images).div_ceil(plan.metadata.len() as u64),
            metadata: vec![*metadata],
            ..plan.clone()
        };
        add("cut", metadata.name(), sweep(workload, &cuts)?);
    }
    let tally = sweep_recovery(workload, &recovery)?;
    add("cut while recovering", "all", tally);
    let runs = workload.error_runs(plan.images);
    add("error", "all", sweep_io_errors(workload, plan, runs)?);
    Ok(lines)
}

/// Looks for each of the planted bugs.
pub fn planted_lines(
    plants: &[Plant],
    plan: &Plan,
    tell: &dyn Fn(&Line),
) -> Result<Vec<Line>, String> {
    let look = |plant: &Plant| {
        let line = Line {
            configuration: format!("planted {plant:?}"),
            way: "cut",
            metadata: "all",
            expected: Expected::Finding,
            tally: plant.look_for(plan)?,
        };
        tell(&line);
        Ok(line)
    };
    plants.iter().map(look).collect()
}

/// Compares every setting that one may be tempted to choose; what is found is only counted.
pub fn compared_lines(plan: &Plan, tell: &dyn Fn(&Line)) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for desk in SmallDesk::all() {
        for metadata in &plan.metadata {
            let one = Plan {
                metadata: vec![*metadata],
                ..plan.clone()
            };
            let line = Line {
                configuration: desk.name(),
                way: "cut",
                metadata: metadata.name(),
                expected: Expected::Anything,
                tally: sweep(&desk, &one)?,
            };
            tell(&line);
            lines.push(line);
        }
    }
    Ok(lines)
}
