//! Carrying a session through one run: the loop that every caller needs.
//!
//! The desk's program gives a store and a line and sleeps between runs; the simulator takes the
//! steps one by one instead, to cut between any two of them.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::foresight::Look;
use crate::protocol::{SyncProtocol, exchange};
use crate::session::{Effect, Input, Read, ReadReply, Session, Step};

/// The desk's file as the session needs it.
pub trait DeskFile {
    /// Reads; a file that cannot be read says [`ReadReply::Failed`].
    fn read(&mut self, read: &Read) -> ReadReply;

    /// Stores all effects in one transaction, durable on return.
    ///
    /// # Errors
    /// Nothing was stored.
    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored>;

    /// Gives what is to look at a page that is foreseen while this one is being stored.
    fn look(&self) -> Option<Look> {
        None
    }

    /// Says what will be read next if all goes well, while the line is waited for. Who keeps the
    /// answer gives it to this very read alone, and forgets it with [`Read::Standing`].
    fn prepare(&mut self, _: &Read) {}
}

/// The effects were not stored; none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the desk's file did not take it")]
pub struct NotStored;

/// Time and chance, handed in.
pub trait Surroundings {
    /// Milliseconds of a clock that never goes back.
    fn now(&self) -> u64;
    /// A random number.
    fn jitter(&mut self) -> u64;
}

/// Does what is to be done until the session rests; gives the moment it wants to be woken.
pub async fn run<P: SyncProtocol>(
    session: &mut Session,
    line: &P,
    file: &mut impl DeskFile,
    around: &mut impl Surroundings,
) -> u64 {
    loop {
        let input = match session.next(around.now()) {
            Step::Rest { until } => return until,
            Step::Ask(request) => {
                let foreseen = session.foreseen_read();
                let asked = exchange(line, &request);
                Input::Replied(
                    beside(asked, || foreseen.iter().for_each(|r| file.prepare(r))).await,
                )
            }
            Step::Read(read) => Input::Read(file.read(&read)),
            Step::Store(effects) => {
                if let Some(request) = session.foreseen() {
                    line.foresee(&request, file.look());
                }
                match file.store(&effects) {
                    Ok(()) => Input::Stored,
                    Err(NotStored) => Input::StoreFailed,
                }
            }
        };
        let jitter = around.jitter();
        session.accept(around.now(), jitter, input);
    }
}

/// Begins what has to be waited for, does something else once, and waits.
async fn beside<F: Future>(awaited: F, work: impl FnOnce()) -> F::Output {
    let mut awaited = pin!(awaited);
    match poll_fn(|context| Poll::Ready(awaited.as_mut().poll(context))).await {
        Poll::Ready(output) => output,
        Poll::Pending => {
            work();
            awaited.await
        }
    }
}

/// Drives a future that is ready at once; none if it would have waited.
pub fn ready<F: Future>(future: F) -> Option<F::Output> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
