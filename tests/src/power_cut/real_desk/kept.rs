//! What the desk has told, moment by moment, and what its file was at each: all that a judge needs.

use ledger::Hash;
use ledger::seal::ChainHead;
use store::{Desk, Failure};

use super::content::Fingerprint;
use super::day::chain_of;
use super::sitting::Sitting;
use crate::crash_vfs::CrashVfs;

/// What the desk had told, moment by moment.
#[derive(Default)]
pub struct Kept {
    pub(super) seed: u64,
    pub(super) moments: Vec<Moment>,
    pub(super) records: Vec<Hash>,
}

/// What the file said when something was promised.
pub(super) struct Moment {
    pub(super) what: &'static str,
    pub(super) folded: Fingerprint,
    pub(super) head: ChainHead,
    pub(super) received_up_to: u64,
    pub(super) cursor: u64,
    /// How many records had been answered for by then.
    pub(super) records: usize,
    pub(super) anchor: Option<Vec<u8>>,
}

impl Kept {
    /// Begins the day of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// Notes what the file says after something was done, and promises it.
    pub(super) fn add(
        &mut self,
        sitting: &Sitting<'_>,
        vfs: &CrashVfs,
        desk: &Desk,
        what: &'static str,
    ) -> Result<(), String> {
        let is_sound = vfs.fault().is_none();
        let moment = vfs.without_faults(|| self.look(sitting, vfs, desk, (what, is_sound)));
        let number = u32::try_from(self.moments.len()).unwrap_or(u32::MAX);
        self.moments
            .push(moment.map_err(|fault| format!("{what}: {fault}"))?);
        vfs.promise(number);
        Ok(())
    }

    fn look(
        &self,
        sitting: &Sitting<'_>,
        vfs: &CrashVfs,
        desk: &Desk,
        (what, is_sound): (&'static str, bool),
    ) -> Result<Moment, String> {
        let told = |failure: Failure| chain_of(&failure);
        let reader = desk.open_reader().map_err(told)?;
        let mut folded = Fingerprint::default();
        if is_sound {
            // Under a fault nobody compares whole files, and a run must be quick.
            sitting
                .verify(&reader)
                .map_err(|violation| violation.to_string())?;
            folded = sitting
                .fold_sound(vfs)
                .map_err(|violation| violation.to_string())?;
        }
        let standing = reader.standing().map_err(told)?;
        Ok(Moment {
            what,
            folded,
            head: *desk.head(),
            received_up_to: standing.received_up_to,
            cursor: standing.cursors.first().map_or(0, |cursor| cursor.position),
            records: self.records.len(),
            anchor: std::fs::read(sitting.anchor_file()).ok(),
        })
    }

    pub(super) fn incarnations(&self) -> Vec<ledger::Incarnation> {
        let mut all: Vec<_> = self
            .moments
            .iter()
            .map(|moment| moment.head.incarnation)
            .collect();
        all.dedup();
        all
    }
}
