//! Every cut of a recording: at each operation every variant is built once and judged. Rounds with
//! further seeds follow until the wanted number of images is reached; the last one skips cuts
//! evenly.
//!
//! A sweep of the same seed and plan judges the same images, whatever the number of threads.

use std::collections::BTreeSet;
use std::time::Instant;

use super::Workload;
use super::fate::{Density, Fate};
use super::tally::{Cut, Place, Tally};
use super::volume::{Metadata, Volume};
use crate::chance::Chance;
use crate::crash_vfs::{CrashVfs, Image, Recording, seed_sqlite};

/// How many images of one seed are judged before the next when a bug is only to be found.
const SEARCH_IMAGES: u64 = 500;

/// How far a sweep goes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed of the first round; the next ones count up from it.
    pub seed: u64,
    /// How many images at least.
    pub images: u64,
    /// The models of file systems.
    pub metadata: Vec<Metadata>,
    /// How many draws of each variant.
    pub density: Density,
    /// How many threads judge.
    pub threads: usize,
    /// Whether to end after the first round with a finding, as for a planted bug.
    pub until_found: bool,
    /// Whether the disk forgets every sync: a planted bug.
    pub forgets_syncs: bool,
}

/// Sweeps over a program until the plan is fulfilled.
pub fn sweep<W: Workload>(workload: &W, plan: &Plan) -> Result<Tally, String> {
    let begin = Instant::now();
    let mut tally = Tally::default();
    let mut seed = plan.seed;
    while tally.images < plan.images && !(plan.until_found && tally.bad() > 0) {
        let run = Run::record(workload, seed, plan.forgets_syncs)?;
        let round_max = if plan.until_found {
            SEARCH_IMAGES
        } else {
            u64::MAX
        };
        let wanted = (plan.images - tally.images).min(round_max);
        let (_, possible) = run.round(workload, plan, None);
        let stride = usize::try_from((possible / wanted.max(1)).max(1)).unwrap_or(1);
        let (round, _) = run.round(workload, plan, Some(stride));
        tally.add(round);
        tally.runs += 1;
        seed += 1;
    }
    tally.took(begin.elapsed());
    Ok(tally)
}

/// A recorded run with what it promised.
pub struct Run<W: Workload> {
    /// The seed it was made from.
    pub seed: u64,
    /// What it asked of the disk.
    pub recording: Recording,
    /// What it promised.
    pub promises: W::Promises,
}

impl<W: Workload> Run<W> {
    /// Runs a program from an empty disk and records it.
    pub fn record(workload: &W, seed: u64, forgets_syncs: bool) -> Result<Self, String> {
        let vfs = CrashVfs::new();
        seed_sqlite(seed);
        vfs.forget_syncs(forgets_syncs);
        vfs.start_recording();
        let mut promises = workload.promises(seed);
        workload.run(&vfs, &mut promises)?;
        let recording = vfs.finish_recording();
        Ok(Self {
            seed,
            recording,
            promises,
        })
    }

    /// Goes through all cuts on several threads; without a stride it only counts the variants.
    fn round(&self, workload: &W, plan: &Plan, stride: Option<usize>) -> (Tally, u64) {
        let threads = if stride.is_some() {
            plan.threads.max(1)
        } else {
            1
        };
        let mut tally = Tally::default();
        let mut possible = 0;
        for metadata in &plan.metadata {
            let share = |thread: usize| Share {
                run: self,
                metadata: *metadata,
                density: plan.density,
                stride,
                turn: (thread, threads),
            };
            let judged = std::thread::scope(|scope| {
                let share = &share;
                let start = |thread| scope.spawn(move || share(thread).judge(workload));
                let started: Vec<_> = (0..threads).map(start).collect();
                let joined = started.into_iter().map(|thread| thread.join());
                joined.collect::<Vec<_>>()
            });
            for part in judged {
                let (part, count) = part.unwrap_or_else(|fault| std::panic::resume_unwind(fault));
                tally.add(part);
                possible += count;
            }
        }
        (tally, possible)
    }
}

/// What one thread does of a round: every so many-th cut, in turn with the other threads.
struct Share<'a, W: Workload> {
    run: &'a Run<W>,
    metadata: Metadata,
    density: Density,
    stride: Option<usize>,
    turn: (usize, usize),
}

impl<W: Workload> Share<'_, W> {
    fn judge(&self, workload: &W) -> (Tally, u64) {
        let vfs = CrashVfs::new();
        let mut tally = Tally::default();
        let mut possible = 0;
        let mut volume = Volume::new(&self.run.recording, self.metadata);
        let operations = &self.run.recording.operations;
        for cut in 0..=operations.len() {
            possible += self.density.variants(&volume).len() as u64;
            if self.is_mine(cut) {
                self.judge_cut(workload, &vfs, &volume, cut, &mut tally);
            }
            if let Some(operation) = operations.get(cut) {
                volume.apply(operation);
            }
        }
        (tally, possible)
    }

    fn is_mine(&self, cut: usize) -> bool {
        let Some(stride) = self.stride else {
            return false;
        };
        let first = usize::try_from(self.run.seed).unwrap_or_default() % stride;
        let (mine, threads) = self.turn;
        cut % stride == first && (cut / stride) % threads == mine
    }

    fn judge_cut(
        &self,
        workload: &W,
        vfs: &CrashVfs,
        volume: &Volume,
        operation: usize,
        tally: &mut Tally,
    ) {
        let promised = self.run.recording.promised_before(operation);
        let mut seen = BTreeSet::new();
        for variant in self.density.variants(volume) {
            let cut = Cut { operation, variant };
            let (image, signature) = cut_image(volume, cut, self.run.seed, 0);
            if !seen.insert(signature) {
                continue;
            }
            vfs.load(image);
            let judged = workload.judge(vfs, &self.run.promises, promised);
            tally.count(judged, || Place {
                configuration: workload.name(),
                seed: self.run.seed,
                metadata: self.metadata,
                cuts: vec![cut],
                error: None,
            });
        }
    }
}

/// The disk before an operation of a recording.
pub(super) fn volume_at(recording: &Recording, metadata: Metadata, operation: usize) -> Volume {
    let mut volume = Volume::new(recording, metadata);
    for before in recording.operations.iter().take(operation) {
        volume.apply(before);
    }
    volume
}

/// The files after a cut, with the signature of what was decided; `depth` cuts came before it.
pub(super) fn cut_image(volume: &Volume, cut: Cut, seed: u64, depth: usize) -> (Image, u64) {
    let metadata = volume.metadata();
    let parts = [
        seed,
        metadata as u64,
        cut.operation as u64,
        cut.variant.number(),
        depth as u64,
    ];
    let mut fate = Fate::new(cut.variant, volume, metadata, Chance::of(&parts));
    let image = volume.after_cut(&mut fate);
    (image, fate.signature())
}
