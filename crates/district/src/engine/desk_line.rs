//! The server as one desk sees it, in the same process: the other implementation of the exchange.
//!
//! The HTTP routes and the simulator answer through the same functions as this, so that what is
//! tested here is what a desk meets over the network.

use std::future::{Future, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger::id::DeviceId;
use sync::fault::{Fault, Refusal, RefusalCode};
use sync::protocol::{
    ActivateReply, ActivateRequest, Admission, EnrolReply, EnrolRequest, Hello, PublicationsReply,
    PublicationsRequest, PullReply, PullRequest, PushReply, PushRequest, RecoverReply,
    RecoverRequest, SyncProtocol, Welcome,
};

use super::{Engine, Greeting, PushJob, check_room, examine, hello, publications, pull};
use crate::database::{Database, DatabaseFault};

/// Times a hello is tried again after an epoch was begun for it.
const EPOCHS_PER_HELLO_MAX: u8 = 2;

/// A line from one device to an engine in the same process.
pub struct DeskLine<'a, D> {
    engine: &'a Mutex<Engine<D>>,
    device: DeviceId,
}

impl<'a, D: Database> DeskLine<'a, D> {
    /// Connects a device.
    #[must_use]
    pub const fn new(engine: &'a Mutex<Engine<D>>, device: DeviceId) -> Self {
        Self { engine, device }
    }

    fn engine(&self) -> MutexGuard<'_, Engine<D>> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Database> Engine<D> {
    /// Answers a hello, beginning an epoch first where the desk proves that one is due.
    ///
    /// # Errors
    /// The refusal, or that the database failed.
    pub fn welcome(
        &mut self,
        caller: DeviceId,
        request: &Hello,
        nonce: &[u8],
    ) -> Result<Welcome, Fault> {
        for _ in 0..EPOCHS_PER_HELLO_MAX {
            let (view, now) = (self.view(), self.now());
            let greeting = self
                .database()
                .read(|tx| hello(tx, &view, caller, request, nonce.to_vec(), now))
                .map_err(|fault| server_fault(&fault))?;
            match greeting {
                Greeting::Welcome(welcome) => return Ok(*welcome),
                Greeting::Refused(refusal) => return Err(Fault::refused(refusal)),
                Greeting::LogIsBehind(note) => {
                    self.change_epoch(Some(note))
                        .map_err(|fault| server_fault(&fault))?;
                }
            }
        }
        Err(Fault::refused(Refusal::new(
            RefusalCode::ServerFault,
            "the epoch does not settle",
        )))
    }

    /// Takes one push in.
    ///
    /// # Errors
    /// The refusal, or that the database failed.
    pub fn take_push(
        &mut self,
        caller: DeviceId,
        request: &PushRequest,
    ) -> Result<PushReply, Fault> {
        if request.epoch != self.anchor().epoch {
            return Err(Fault::refused(Refusal::new(
                RefusalCode::ForeignEpoch,
                "another epoch",
            )));
        }
        self.database()
            .read(|tx| check_room(tx, self.registry(), caller))
            .map_err(|fault| server_fault(&fault))?
            .map_err(Fault::refused)?;
        let seed = self.core.around.random();
        let examined = examine(self.registry(), &request.page.0, seed).map_err(Fault::refused)?;
        let job = PushJob {
            caller,
            seen: request.seen,
            examined,
        };
        let mut replies = self.push(&[job]).map_err(|fault| server_fault(&fault))?;
        replies.pop().ok_or_else(|| {
            Fault::refused(Refusal::new(
                RefusalCode::ServerFault,
                "a push without a reply",
            ))
        })
    }
}

/// Says that the server could not; what exactly is in its own log only.
pub(crate) fn server_fault(fault: &DatabaseFault) -> Fault {
    Fault::refused(Refusal::new(RefusalCode::ServerFault, fault.to_string()))
}

impl<D: Database + Send> SyncProtocol for DeskLine<'_, D> {
    fn hello(&self, request: &Hello) -> impl Future<Output = Result<Welcome, Fault>> + Send {
        ready(self.engine().welcome(self.device, request, b"in process"))
    }

    fn push(&self, request: &PushRequest) -> impl Future<Output = Result<PushReply, Fault>> + Send {
        ready(self.engine().take_push(self.device, request))
    }

    fn pull(&self, request: &PullRequest) -> impl Future<Output = Result<PullReply, Fault>> + Send {
        let engine = self.engine();
        let (view, now) = (engine.view(), engine.now());
        let read = engine
            .database()
            .read(|tx| pull(tx, &view, self.device, request, now));
        ready(
            read.map_err(|fault| server_fault(&fault))
                .and_then(|r| r.map_err(Fault::refused)),
        )
    }

    fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> impl Future<Output = Result<PublicationsReply, Fault>> + Send {
        let engine = self.engine();
        let view = engine.view();
        let read = engine
            .database()
            .read(|tx| publications(tx, &view, self.device, request));
        ready(
            read.map_err(|fault| server_fault(&fault))
                .and_then(|r| r.map_err(Fault::refused)),
        )
    }

    fn activate(
        &self,
        request: &ActivateRequest,
    ) -> impl Future<Output = Result<ActivateReply, Fault>> + Send {
        let done = self.engine().activate(self.device, request);
        ready(
            done.map_err(|fault| server_fault(&fault))
                .and_then(|r| r.map_err(Fault::refused)),
        )
    }
}

impl<D: Database + Send> Admission for DeskLine<'_, D> {
    fn enrol(
        &self,
        request: &EnrolRequest,
    ) -> impl Future<Output = Result<EnrolReply, Fault>> + Send {
        let done = self.engine().enrol(request);
        ready(
            done.map_err(|fault| server_fault(&fault))
                .and_then(|r| r.map_err(Fault::refused)),
        )
    }

    fn recover(
        &self,
        request: &RecoverRequest,
    ) -> impl Future<Output = Result<RecoverReply, Fault>> + Send {
        let done = self.engine().recover(request);
        ready(
            done.map_err(|fault| server_fault(&fault))
                .and_then(|r| r.map_err(Fault::refused)),
        )
    }
}
