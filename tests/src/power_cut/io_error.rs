//! Errors in place of cuts: the n-th operation of a run fails, once or from then on, for every n.
//! The desk may refuse to save, never pretend: whatever it promised before and after must be there,
//! both for the program that reopens its files and after a power cut at that moment.

use std::time::Instant;

use super::fate::Variant;
use super::sweep::{Plan, cut_image, volume_at};
use super::tally::{Cut, ErrorCase, Place, Tally};
use super::volume::Metadata;
use super::{Violation, Workload};
use crate::crash_vfs::{CrashVfs, Fault, FaultKind, Image, Recording, index, seed_sqlite};

/// Sweeps every kind of fault over every operation of one run, or over evenly chosen ones.
///
/// `runs` is about how many runs are made; what the tally counts are judged images.
pub fn sweep_io_errors<W: Workload>(workload: &W, plan: &Plan, runs: u64) -> Result<Tally, String> {
    let begin = Instant::now();
    let cases = cases(workload, plan)?;
    let stride = index((cases.len() as u64 / runs.max(1)).max(1));
    let chosen: Vec<ErrorCase> = cases.into_iter().step_by(stride).collect();
    let share = chosen.len().div_ceil(plan.threads.max(1)).max(1);
    let parts = std::thread::scope(|scope| {
        let start = |cases| scope.spawn(move || judge_cases(workload, plan, cases));
        let started: Vec<_> = chosen.chunks(share).map(start).collect();
        started
            .into_iter()
            .map(|thread| thread.join())
            .collect::<Vec<_>>()
    });
    let mut tally = Tally::default();
    for part in parts {
        tally.add(part.unwrap_or_else(|fault| std::panic::resume_unwind(fault)));
    }
    tally.took(begin.elapsed());
    Ok(tally)
}

/// Judges one error again: first what the program sees, then what is left by each file system.
pub fn replay<W: Workload>(
    workload: &W,
    seed: u64,
    error: ErrorCase,
    forgets_syncs: bool,
) -> Vec<(Metadata, Result<(), Violation>)> {
    let vfs = CrashVfs::new();
    let outcome = Outcome::of(workload, &vfs, seed, error, forgets_syncs);
    outcome.judge(workload, &vfs)
}

/// Every error that strikes a run.
fn cases<W: Workload>(workload: &W, plan: &Plan) -> Result<Vec<ErrorCase>, String> {
    let mut cases = Vec::new();
    for kind in FaultKind::ALL {
        let vfs = CrashVfs::new();
        vfs.set_fault(Some(Fault::new(kind, u64::MAX, false)));
        workload.run(&vfs, &mut workload.promises(plan.seed))?;
        let passed = vfs.fault().map_or(0, |fault| u64::MAX - fault.after);
        for forever in [false, true] {
            cases.extend((0..passed).map(|after| ErrorCase {
                kind,
                after,
                forever,
            }));
        }
    }
    Ok(cases)
}

fn judge_cases<W: Workload>(workload: &W, plan: &Plan, cases: &[ErrorCase]) -> Tally {
    let vfs = CrashVfs::new();
    let mut tally = Tally::default();
    for error in cases {
        let outcome = Outcome::of(workload, &vfs, plan.seed, *error, plan.forgets_syncs);
        tally.runs += 1;
        for (metadata, judged) in outcome.judge(workload, &vfs) {
            tally.count(judged, || Place {
                configuration: workload.name(),
                seed: plan.seed,
                metadata,
                cuts: Vec::new(),
                error: Some(*error),
            });
        }
    }
    tally
}

/// What a run left that met an error.
struct Outcome<W: Workload> {
    seen: Image,
    recording: Recording,
    promises: W::Promises,
}

impl<W: Workload> Outcome<W> {
    fn of(workload: &W, vfs: &CrashVfs, seed: u64, error: ErrorCase, forgets_syncs: bool) -> Self {
        vfs.load(Image::default());
        vfs.forget_syncs(forgets_syncs);
        seed_sqlite(seed);
        vfs.start_recording();
        vfs.set_fault(Some(error.fault()));
        let mut promises = workload.promises(seed);
        let _refused = workload.run(vfs, &mut promises);
        vfs.set_fault(None);
        Self {
            seen: vfs.image(),
            recording: vfs.finish_recording(),
            promises,
        }
    }

    fn judge(self, workload: &W, vfs: &CrashVfs) -> Vec<(Metadata, Result<(), Violation>)> {
        let operation = self.recording.operations.len();
        let promised = self.recording.promised_before(operation);
        let variant = Variant::Nothing;
        let after_cut = Metadata::ALL.map(|metadata| {
            let volume = volume_at(&self.recording, metadata, operation);
            let (image, _) = cut_image(&volume, Cut { operation, variant }, 0, 0);
            (metadata, image)
        });
        let images = [(Metadata::Strict, self.seen)].into_iter().chain(after_cut);
        let judged = images.map(|(metadata, image)| {
            vfs.load(image);
            (metadata, workload.resume(vfs, &self.promises, promised))
        });
        judged.collect()
    }
}
