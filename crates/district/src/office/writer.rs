//! The writer's thread: takes what came, commits once, answers all.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use sync::fault::Fault;
use sync::protocol::PushReply;
use tokio::sync::oneshot;

use super::{Job, failed};
use crate::database::Sqlite;
use crate::engine::{Anchor, Engine, PushJob, View};
use crate::files::ServerFolder;

/// Records of one commit; what came beyond waits for the next.
const RECORDS_PER_COMMIT: usize = 4_000;
/// Commits after which the log of writes is moved into the file, large ones counting for more:
/// about a thousand pages of it.
const WEIGHT_MAX: usize = 64;
/// Records that weigh as much as one more commit.
const RECORDS_PER_WEIGHT: usize = 50;
/// A writer that had nothing to do for so long tidies up.
const IDLE: Duration = Duration::from_secs(2);

type Waiting = (PushJob, oneshot::Sender<Result<PushReply, Fault>>);

/// Works until told to stop.
pub(super) fn run(
    mut engine: Engine<Sqlite>,
    folder: &ServerFolder,
    jobs: &Receiver<Job>,
    view: &RwLock<View>,
) {
    let mut weight = 0;
    loop {
        let job = match jobs.recv_timeout(IDLE) {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                weight = tidy(&engine, weight, 1);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let before = engine.anchor();
        let (is_last, records) = take(&mut engine, jobs, view, job);
        let anchor = engine.anchor();
        if anchor != before {
            keep_anchor(&anchor, anchor.epoch != before.epoch, folder);
        }
        weight = tidy(
            &engine,
            weight + 1 + records / RECORDS_PER_WEIGHT,
            WEIGHT_MAX,
        );
        if is_last {
            break;
        }
        if engine.has_lost() {
            tracing::error!("the database lost what was committed; the server stops");
            return;
        }
    }
    if let Err(fault) = engine.database().checkpoint(true) {
        tracing::warn!(?fault, "the log of writes stays beside the file");
    }
}

/// Takes one job and the pushes that wait behind it; says whether it was the last and how many
/// records came.
fn take(
    engine: &mut Engine<Sqlite>,
    jobs: &Receiver<Job>,
    view: &RwLock<View>,
    first: Job,
) -> (bool, usize) {
    let mut pushes: Vec<Waiting> = Vec::new();
    let mut records = 0;
    let mut next = Some(first);
    while let Some(job) = next.take() {
        match job {
            Job::Push(push, reply) => {
                records += push.examined.records.len();
                pushes.push((push, reply));
            }
            Job::Do(work) => {
                commit(engine, std::mem::take(&mut pushes));
                let say = work(engine);
                // Whoever hears of the change must find it: the view goes first.
                *view.write().unwrap_or_else(PoisonError::into_inner) = engine.view();
                say();
            }
            Job::Stop => {
                commit(engine, pushes);
                return (true, records);
            }
        }
        if records < RECORDS_PER_COMMIT {
            next = jobs.try_recv().ok();
        }
    }
    commit(engine, pushes);
    (false, records)
}

/// Commits pushes together: one transaction, one sync of the disk, then all replies. When that
/// fails each is tried alone, so that one that cannot be stored fails nobody else's.
fn commit(engine: &mut Engine<Sqlite>, pushes: Vec<Waiting>) {
    if pushes.is_empty() {
        return;
    }
    let (jobs, replies): (Vec<_>, Vec<_>) = pushes.into_iter().unzip();
    let answers = match engine.push(&jobs) {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(fault) if jobs.len() == 1 || fault.is_loss() => {
            let answer = failed(&fault);
            jobs.iter().map(|_| Err(answer.clone())).collect()
        }
        Err(fault) => {
            tracing::warn!(?fault, "pushes that failed together are tried one by one");
            jobs.chunks(1)
                .map(|job| commit_alone(engine, job))
                .collect::<Vec<_>>()
        }
    };
    for (reply, answer) in replies.into_iter().zip(answers) {
        let _gone = reply.send(answer);
    }
}

fn commit_alone(engine: &mut Engine<Sqlite>, job: &[PushJob]) -> Result<PushReply, Fault> {
    let mut answers = engine.push(job).map_err(|fault| failed(&fault))?;
    answers.pop().ok_or_else(super::stopped)
}

fn keep_anchor(anchor: &Anchor, is_other_epoch: bool, folder: &ServerFolder) {
    // The records are durable; an anchor that lags only makes a restore be noticed by desks
    // instead of by the server itself. One of another epoch would let the server take itself
    // for restored, so that one is made durable.
    let kept = if is_other_epoch {
        folder.keep_anchor(anchor)
    } else {
        folder.put_anchor(anchor)
    };
    if let Err(fault) = kept {
        tracing::warn!(?fault, "the anchor was not written");
    }
}

/// Moves the log of writes into the file once it weighs so much; gives the weight that is left.
fn tidy(engine: &Engine<Sqlite>, weight: usize, at: usize) -> usize {
    if weight < at {
        return weight;
    }
    if let Err(fault) = engine.database().checkpoint(false) {
        tracing::warn!(?fault, "the log of writes was not moved");
    }
    0
}

#[cfg(test)]
mod tests;
