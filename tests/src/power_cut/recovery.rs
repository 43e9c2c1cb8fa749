//! Cuts while a desk recovers from a cut, several deep: the image of a cut is opened and worked on,
//! that is recorded too, and cut again. What was promised before and since must still be there.

use std::time::Instant;

use super::fate::{Density, Variant};
use super::sweep::{Plan, Run, cut_image, volume_at};
use super::tally::{Cut, Place, Tally};
use super::volume::Metadata;
use super::{Violation, Workload};
use crate::chance::Chance;
use crate::crash_vfs::{CrashVfs, Image, Recording, index};

/// How many cuts follow each other.
pub const DEPTH: usize = 3;
/// How many second cuts are made of one first image, and third ones of a second.
const CUTS_PER_IMAGE: u64 = 4;
/// How many images are made of one run before the next seed has its turn.
const IMAGES_PER_RUN: u64 = 6_000;

/// Sweeps over cuts of cuts until the plan is fulfilled, one model of file systems a thread.
pub fn sweep_recovery<W: Workload>(workload: &W, plan: &Plan) -> Result<Tally, String> {
    let begin = Instant::now();
    let mut tally = Tally::default();
    let mut seed = plan.seed;
    while tally.images < plan.images {
        let run = Run::record(workload, seed, plan.forgets_syncs)?;
        let wanted = (plan.images - tally.images).min(IMAGES_PER_RUN);
        let share = wanted.div_ceil(plan.metadata.len().max(1) as u64);
        let parts = std::thread::scope(|scope| {
            let run = &run;
            let start = |metadata: &Metadata| {
                let metadata = *metadata;
                scope.spawn(move || Share::new(workload, run, metadata).judge(share))
            };
            let started: Vec<_> = plan.metadata.iter().map(start).collect();
            started
                .into_iter()
                .map(|thread| thread.join())
                .collect::<Vec<_>>()
        });
        for part in parts {
            tally.add(part.unwrap_or_else(|fault| std::panic::resume_unwind(fault)));
        }
        tally.runs += 1;
        seed += 1;
    }
    tally.took(begin.elapsed());
    Ok(tally)
}

/// Judges the last of the cuts of a place again.
pub fn replay<W: Workload>(
    workload: &W,
    place: &Place,
    forgets_syncs: bool,
) -> Result<Result<(), Violation>, String> {
    let run = Run::record(workload, place.seed, forgets_syncs)?;
    let vfs = CrashVfs::new();
    let mut recording = run.recording;
    let mut promised = None;
    for (depth, cut) in place.cuts.iter().enumerate() {
        let volume = volume_at(&recording, place.metadata, cut.operation);
        vfs.load(cut_image(&volume, *cut, place.seed, depth).0);
        promised = recording.promised_before(cut.operation).or(promised);
        if depth + 1 < place.cuts.len() {
            vfs.start_recording();
            let _earlier = workload.resume(&vfs, &run.promises, promised);
            recording = vfs.finish_recording();
        }
    }
    let judge = if place.cuts.len() == 1 {
        W::judge
    } else {
        W::resume
    };
    Ok(judge(workload, &vfs, &run.promises, promised))
}

/// What one thread draws of a round.
struct Share<'a, W: Workload> {
    workload: &'a W,
    run: &'a Run<W>,
    metadata: Metadata,
    chance: Chance,
    tally: Tally,
    /// The cuts that led to the image at hand.
    trail: Vec<Cut>,
}

impl<'a, W: Workload> Share<'a, W> {
    fn new(workload: &'a W, run: &'a Run<W>, metadata: Metadata) -> Self {
        Self {
            workload,
            run,
            metadata,
            chance: Chance::of(&[run.seed, 0xc1b, metadata as u64]),
            tally: Tally::default(),
            trail: Vec::new(),
        }
    }

    fn judge(mut self, images: u64) -> Tally {
        let vfs = CrashVfs::new();
        while self.tally.images < images {
            self.cut(&vfs, &self.run.recording, None);
        }
        self.tally
    }

    /// Cuts a recording somewhere, judges, and goes deeper from there.
    fn cut(&mut self, vfs: &CrashVfs, recording: &Recording, promised: Option<u32>) {
        let operation = index(self.chance.below(recording.operations.len() as u64 + 1));
        let volume = volume_at(recording, self.metadata, operation);
        let variants = Density::PUSH.variants(&volume);
        let drawn = index(self.chance.below(variants.len() as u64));
        let variant = variants.get(drawn).copied().unwrap_or(Variant::Nothing);
        let cut = Cut { operation, variant };
        let (image, _) = cut_image(&volume, cut, self.run.seed, self.trail.len());
        let promised = recording.promised_before(operation).or(promised);
        self.trail.push(cut);
        let further = self.open(vfs, image, promised);
        if self.trail.len() < DEPTH {
            for _ in 0..CUTS_PER_IMAGE {
                self.cut(vfs, &further, promised);
            }
        }
        self.trail.pop();
    }

    /// Opens an image, lets the desk work on, and gives back what it asked of the disk.
    fn open(&mut self, vfs: &CrashVfs, image: Image, promised: Option<u32>) -> Recording {
        vfs.load(image);
        vfs.start_recording();
        let judged = self.workload.resume(vfs, &self.run.promises, promised);
        self.tally.count(judged, || Place {
            configuration: self.workload.name(),
            seed: self.run.seed,
            metadata: self.metadata,
            cuts: self.trail.clone(),
            error: None,
        });
        vfs.finish_recording()
    }
}
