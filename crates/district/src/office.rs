//! The running server: one thread that writes, many that read, and what they share.
//!
//! Pushes that arrived while a commit was under way go into the next one together: one
//! transaction, one sync of the disk, then all replies. A queue that is full sheds load by name.

mod nonce;
mod writer;

use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};

use ledger::id::DeviceId;
use sync::fault::{Fault, Refusal, RefusalCode};
use sync::protocol::{
    ActivateReply, ActivateRequest, EnrolReply, EnrolRequest, Hello, PublicationsReply,
    PublicationsRequest, PullReply, PullRequest, PushReply, PushRequest, RecoverReply,
    RecoverRequest, Welcome,
};
use tokio::sync::{Semaphore, oneshot, watch};

pub use self::nonce::Nonces;
use crate::database::{DatabaseFault, Outcome, Readers, Reading, Sqlite};
use crate::engine::{
    Engine, Greeting, PushJob, Surroundings, View, check_room, examine, hello, publications, pull,
};
use crate::files::{ServerFolder, random};

/// Jobs that may wait for the writer; above it desks are asked to come back.
const QUEUE_MAX: usize = 1_024;
/// Pause that a full queue asks for.
const RETRY_AFTER_SECONDS: u32 = 5;
/// Pages examined and feeds read at once: both are work for a core.
const WORKERS: usize = 4;

/// A change that is not a push; it gives what says its outcome.
type Change = Box<dyn FnOnce(&mut Engine<Sqlite>) -> Outspoken + Send>;
/// Says an outcome, once everybody who reads can see it.
type Outspoken = Box<dyn FnOnce() + Send>;

/// Something for the writer to do.
enum Job {
    /// A push that was examined.
    Push(PushJob, oneshot::Sender<Result<PushReply, Fault>>),
    /// Anything else that changes the state.
    Do(Change),
    /// Finish what came and stop.
    Stop,
}

/// The running server, shared by all routes.
pub struct Office {
    readers: Readers,
    queue: mpsc::SyncSender<Job>,
    view: Arc<RwLock<View>>,
    nonces: Nonces,
    workers: Arc<Semaphore>,
    ended: watch::Receiver<bool>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// The system's clock and chance.
pub struct SystemSurroundings;

impl Surroundings for SystemSurroundings {
    fn now(&self) -> i64 {
        chrono::Utc::now().timestamp_micros()
    }

    fn random(&mut self) -> [u8; 32] {
        // The system's generator fails only before it was ever seeded, at the start of a machine;
        // the server's start draws from it first and would not have come this far.
        random().unwrap_or_default()
    }
}

impl Office {
    /// Starts the writer over an engine.
    #[must_use]
    pub fn start(
        engine: Engine<Sqlite>,
        folder: ServerFolder,
        nonce_secret: [u8; 32],
    ) -> Arc<Self> {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MAX);
        let view = Arc::new(RwLock::new(engine.view()));
        let readers = engine.database().readers();
        let shared = Arc::clone(&view);
        let (end, ended) = watch::channel(false);
        let writer = std::thread::spawn(move || {
            writer::run(engine, &folder, &jobs, &shared);
            // Nobody listens where the office itself is gone.
            let _heard = end.send(true);
        });
        Arc::new(Self {
            readers,
            queue,
            view,
            nonces: Nonces::new(nonce_secret),
            workers: Arc::new(Semaphore::new(WORKERS)),
            ended,
            writer: Mutex::new(Some(writer)),
        })
    }

    /// Waits until the writer has stopped, by a wish or because the database failed it.
    pub async fn ended(&self) {
        let mut ended = self.ended.clone();
        // A writer that fell over has ended as well.
        let _ended = ended.wait_for(|ended| *ended).await;
    }

    /// Finishes what came and stops the writer.
    pub fn stop(&self) {
        let _closed = self.queue.send(Job::Stop);
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer {
            let _ended = writer.join();
        }
    }

    /// Gives the offices, people and devices as they stand.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Lends what makes and knows nonces.
    #[must_use]
    pub const fn nonces(&self) -> &Nonces {
        &self.nonces
    }

    /// Answers a hello.
    ///
    /// # Errors
    /// The refusal, or that the database failed.
    pub async fn hello(
        self: &Arc<Self>,
        caller: DeviceId,
        request: Hello,
    ) -> Result<Welcome, Fault> {
        let office = Arc::clone(self);
        let nonce = self.nonces.issue(caller);
        let asked = request.clone();
        let greeting = self
            .work(move || {
                let (view, now) = (office.view(), SystemSurroundings.now());
                office
                    .readers
                    .read(|tx| hello(tx, &view, caller, &asked, nonce, now))
            })
            .await?;
        match greeting {
            Greeting::Welcome(welcome) => Ok(*welcome),
            Greeting::Refused(refusal) => Err(Fault::refused(refusal)),
            Greeting::LogIsBehind(_) => {
                let nonce = self.nonces.issue(caller);
                self.change(move |engine| engine.welcome(caller, &request, &nonce))
                    .await?
            }
        }
    }

    /// Takes a push in: examined beside the writer, durable before the reply.
    ///
    /// # Errors
    /// The refusal, or that the server is busy or failed.
    pub async fn push(
        self: &Arc<Self>,
        caller: DeviceId,
        request: PushRequest,
    ) -> Result<PushReply, Fault> {
        let office = Arc::clone(self);
        let examined = self
            .work(move || {
                let registry = office.view().registry;
                let (epoch, room) = office
                    .readers
                    .read(|tx| Ok((tx.epoch()?, check_room(tx, &registry, caller)?)))?;
                if epoch.map(|row| row.epoch) != Some(request.epoch) {
                    return Ok(Err(Refusal::new(
                        RefusalCode::ForeignEpoch,
                        "another epoch",
                    )));
                }
                if let Err(refusal) = room {
                    return Ok(Err(refusal));
                }
                let seed = SystemSurroundings.random();
                Ok(examine(&registry, &request.page.0, seed))
            })
            .await?
            .map_err(Fault::refused)?;
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Push(
            PushJob {
                caller,
                seen: request.seen,
                examined,
            },
            reply,
        ))?;
        answer.await.map_err(|_| stopped())?
    }

    /// Reads a page of a feed.
    ///
    /// # Errors
    /// The refusal, or that the database failed.
    pub async fn pull(
        self: &Arc<Self>,
        caller: DeviceId,
        request: PullRequest,
    ) -> Result<PullReply, Fault> {
        let office = Arc::clone(self);
        let read = move || {
            let (view, now) = (office.view(), SystemSurroundings.now());
            office
                .readers
                .read(|tx| pull(tx, &view, caller, &request, now))
        };
        self.work(read).await?.map_err(Fault::refused)
    }

    /// Gives newer publications.
    ///
    /// # Errors
    /// The refusal, or that the database failed.
    pub async fn publications(
        self: &Arc<Self>,
        caller: DeviceId,
        request: PublicationsRequest,
    ) -> Result<PublicationsReply, Fault> {
        let office = Arc::clone(self);
        let read = move || {
            let view = office.view();
            office
                .readers
                .read(|tx| publications(tx, &view, caller, &request))
        };
        self.work(read).await?.map_err(Fault::refused)
    }

    /// Lets a key wait, or says how it stands.
    ///
    /// # Errors
    /// The refusal, or that the server is busy or failed.
    pub async fn enrol(&self, request: EnrolRequest) -> Result<EnrolReply, Fault> {
        let done = self.change(move |engine| engine.enrol(&request)).await?;
        done.map_err(|fault| failed(&fault))?
            .map_err(Fault::refused)
    }

    /// Gives a recovery key.
    ///
    /// # Errors
    /// The refusal, or that the server is busy or failed.
    pub async fn recover(&self, request: RecoverRequest) -> Result<RecoverReply, Fault> {
        let (device, person) = (request.device, request.person);
        let done = self.change(move |engine| engine.recover(&request)).await?;
        let reply = done
            .map_err(|fault| failed(&fault))?
            .map_err(Fault::refused)?;
        tracing::info!(%device, %person, "a PIN is set anew against a one-time code");
        Ok(reply)
    }

    /// Certifies a person's key.
    ///
    /// # Errors
    /// The refusal, or that the server is busy or failed.
    pub async fn activate(
        &self,
        caller: DeviceId,
        request: ActivateRequest,
    ) -> Result<ActivateReply, Fault> {
        let done = self
            .change(move |engine| engine.activate(caller, &request))
            .await?;
        done.map_err(|fault| failed(&fault))?
            .map_err(Fault::refused)
    }

    /// Lets the writer do something between two commits.
    ///
    /// # Errors
    /// The server is busy or stopping.
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Engine<Sqlite>) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Do(Box::new(move |engine| {
            let done = work(engine);
            Box::new(move || {
                let _gone = reply.send(done);
            })
        })))?;
        answer.await.map_err(|_| stopped())
    }

    /// Reads one consistent state.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&dyn Reading) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let office = Arc::clone(self);
        self.work(move || office.readers.read(work)).await
    }

    fn submit(&self, job: Job) -> Result<(), Fault> {
        self.queue.try_send(job).map_err(|refused| match refused {
            mpsc::TrySendError::Full(_) => Fault::refused(Refusal::busy(RETRY_AFTER_SECONDS)),
            mpsc::TrySendError::Disconnected(_) => stopped(),
        })
    }

    /// Does work for a core on a thread that may wait.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Outcome<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = Arc::clone(&self.workers)
            .acquire_owned()
            .await
            .map_err(|_| stopped())?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await
            .map_err(|_| stopped())?
            .map_err(|fault| failed(&fault))
    }
}

fn failed(fault: &DatabaseFault) -> Fault {
    tracing::error!(fault = ?fault, "the database failed");
    Fault::refused(Refusal::new(
        RefusalCode::ServerFault,
        "the database failed",
    ))
}

fn stopped() -> Fault {
    Fault::refused(Refusal::busy(RETRY_AFTER_SECONDS))
}
