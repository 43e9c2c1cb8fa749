//! The exchange with the upper level, on a thread of its own: a clerk never waits for it.
//!
//! The session says what is to be done; this carries it out against the real line and the
//! real file, and keeps what the footer shows. It needs nobody signed in.

mod file;
mod network;
mod sending;

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use domain::id::PersonId;
use ledger::ClockGrade;
use ledger::{
    AuthoritySet, CertificateChain, CertificateSubject, Publication, PublicationKind,
    VerificationKey,
};
use store::desk::{Desk, Enrolment};
use store::failure::Failure;
use sync::drive::{self, Surroundings};
use sync::fault::{Fault, NotAReply, RefusalCode};
use sync::identity::ServerIdentity;
use sync::protocol::{ActivateRequest, SyncProtocol as _};
use sync::roster::{Credentials, KeyDirectory};
use sync::session::{Input, Session, Terms, Trouble};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(super) use self::file::ExchangeFile;
use self::network::Watching;
use self::sending::{Sending, Watched};
use super::line::{self, ServerAddress};
use super::rules::Rules;
use super::{CLOCK_UNHEARD, Listener, held, tell};
use crate::error::{Answer, CommandError, Failed, Refused};

/// How the exchange stands, for the footer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// A run is under way.
    pub(crate) is_running: bool,
    /// A run was complete since the program started.
    pub(crate) was_heard: bool,
    /// What the server last said of this desk.
    pub(crate) greeting: Option<Greeting>,
    /// Own records that got their receipt in this run.
    pub(crate) sent: u64,
    /// Until the next run begins by itself.
    pub(crate) next_try_seconds: Option<u32>,
    /// Code of what went wrong last; none after a complete run.
    pub(crate) trouble: Option<String>,
}

/// What the server said when it greeted the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Greeting {
    /// How far the desk's clock was ahead of the server's, µs.
    pub(crate) clock_gap: i64,
    /// This device reads no more: it was revoked.
    pub(crate) is_reading_closed: bool,
}

/// A clock further off than this is wrong, µs: no line is so slow, and an appointed hour would
/// be missed.
const CLOCK_GAP_MAX: u64 = 10 * 60 * 1_000_000;

impl Line {
    /// Says how far the desk's clock can be believed.
    pub(crate) fn clock_grade(&self) -> ClockGrade {
        match self.greeting {
            None => CLOCK_UNHEARD,
            Some(heard) if heard.clock_gap.unsigned_abs() > CLOCK_GAP_MAX => ClockGrade::Suspect,
            Some(_) => ClockGrade::Trusted,
        }
    }

    /// Says whether the server still has this device for one of its own; none where it has
    /// not said.
    pub(crate) fn is_account_good(&self) -> Option<bool> {
        match (self.trouble.as_deref(), self.greeting) {
            (Some(NOT_KNOWN | READING_CLOSED), _) => Some(false),
            (_, Some(heard)) => Some(!heard.is_reading_closed),
            (_, None) => None,
        }
    }
}

/// What wakes the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    RecordsWaiting,
    SendNow,
    NetworkUp,
    Stop,
}

impl Signal {
    /// Gives what the session is to be told; none where the program stops.
    const fn input(self) -> Option<Input> {
        match self {
            Self::RecordsWaiting => Some(Input::RecordsWaiting),
            Self::SendNow => Some(Input::SendNow),
            Self::NetworkUp => Some(Input::NetworkUp),
            Self::Stop => None,
        }
    }
}

/// The exchange of one desk.
pub(crate) struct Exchange {
    desk: Arc<Mutex<Option<Desk>>>,
    listeners: Arc<Mutex<Vec<Listener>>>,
    rules: Arc<Rules>,
    line: Arc<Mutex<Line>>,
    sending: Arc<Sending>,
    running: Mutex<Option<Running>>,
}

struct Running {
    signals: UnboundedSender<Signal>,
    thread: JoinHandle<()>,
    /// Tells when the network is back, for as long as this is kept.
    _network: Option<Watching>,
}

impl Exchange {
    /// An exchange that does nothing yet.
    pub(super) fn idle(
        desk: Arc<Mutex<Option<Desk>>>,
        listeners: Arc<Mutex<Vec<Listener>>>,
        rules: Arc<Rules>,
    ) -> Self {
        Self {
            desk,
            listeners,
            rules,
            line: Arc::default(),
            sending: Arc::default(),
            running: Mutex::default(),
        }
    }

    /// Starts exchanging, once the desk is open and enrolled.
    pub(super) fn start(&self) {
        let mut running = held(&self.running);
        if running.is_some() {
            return;
        }
        let Some((terms, address)) = self.terms() else {
            return;
        };
        let (signals, inbox) = unbounded_channel();
        let work = Work {
            desk: Arc::clone(&self.desk),
            listeners: Arc::clone(&self.listeners),
            rules: Arc::clone(&self.rules),
            line: Arc::clone(&self.line),
            sending: Arc::clone(&self.sending),
            started: Instant::now(),
        };
        let network = network::watch({
            let signals = signals.clone();
            move || {
                // A thread that has ended hears nothing more.
                let _ = signals.send(Signal::NetworkUp);
            }
        });
        let thread = std::thread::Builder::new().name("exchange".to_owned());
        match thread.spawn(move || work.run(terms, &address, inbox)) {
            Ok(thread) => {
                *running = Some(Running {
                    signals,
                    thread,
                    _network: network,
                });
            }
            Err(error) => tracing::error!(%error, "the exchange could not be started"),
        }
    }

    /// Ends the exchange; a run under way is cut, which loses nothing.
    pub(super) fn stop(&self) {
        if let Some(running) = held(&self.running).take() {
            // A thread that has ended hears nothing more.
            let _ = running.signals.send(Signal::Stop);
            let _ = running.thread.join();
        }
    }

    /// Says that something was recorded.
    pub(super) fn records_waiting(&self) {
        self.signal(Signal::RecordsWaiting);
    }

    /// «Gửi ngay».
    pub(crate) fn send_now(&self) {
        self.signal(Signal::SendNow);
    }

    fn signal(&self, signal: Signal) {
        if let Some(running) = held(&self.running).as_ref() {
            // A thread that has ended hears nothing more.
            let _ = running.signals.send(signal);
        }
    }

    /// Says how the exchange stands.
    pub(crate) fn line(&self) -> Line {
        held(&self.line).clone()
    }

    /// Says whether an own record, by its place in the chain, is on its way this moment.
    pub(crate) fn is_in_flight(&self, seq: u64) -> bool {
        self.sending.is_in_flight(seq)
    }

    /// Says how far the desk's clock can be believed.
    pub(super) fn clock_grade(&self) -> ClockGrade {
        held(&self.line).clock_grade()
    }

    /// Asks for a person's certificate; needs the network once in a person's life here. Gives
    /// the key for her recovery wrap, where the server has one.
    pub(super) fn activate(&self, request: &ActivateRequest) -> Answer<Option<[u8; 32]>> {
        let (terms, address) = self.terms().ok_or_else(super::not_enrolled)?;
        let signer = held(&self.desk)
            .as_ref()
            .map(|desk| Arc::clone(desk.signer()));
        let signer = signer.ok_or_else(super::not_enrolled)?;
        let reply = line::block_on(async {
            let client = line::connect(&address, signer, 0)?;
            client.activate(request).await
        });
        let reply = reply.map_err(|fault| fault_error(&fault))?;
        let mut desk = held(&self.desk);
        let desk = desk.as_mut().ok_or_else(super::not_enrolled)?;
        file::take_roster(desk, &terms.keys, &reply.roster.0)
            .map_err(|failure| CommandError::from_failure(&failure))?;
        self.rules.note_roster();
        Ok(reply.recovery)
    }

    /// Gives the server's address, while the file is open.
    pub(super) fn address(&self) -> Option<ServerAddress> {
        ServerAddress::read(held(&self.desk).as_ref()?)
    }

    /// Gives whose key is whose, as the roster held proves it.
    pub(super) fn proven_keys(&self) -> Answer<KeyDirectory> {
        let (terms, _) = self.terms().ok_or_else(super::not_enrolled)?;
        let roster = self.roster_held()?;
        let desk = held(&self.desk);
        let desk = desk.as_ref().ok_or_else(super::not_enrolled)?;
        let enrolment = desk.enrolment().ok_or_else(super::not_enrolled)?;
        file::prove_keys(&terms.keys, enrolment, &roster)
            .map_err(|failure| CommandError::from_failure(&failure))
    }

    /// Finds the certificate that a person's unit gave her for a key, in the roster held.
    pub(super) fn find_chain(
        &self,
        person: PersonId,
        key: &VerificationKey,
    ) -> Answer<CertificateChain> {
        let roster = self.roster_held()?;
        let credentials = Credentials::read(&roster.body)
            .map_err(|_| CommandError::from_failure(&Failure::Unreadable("the roster")))?;
        let found = credentials.chains.into_iter().find(|chain| {
            let subject = chain.leaf.subject;
            chain.through.is_none()
                && chain.leaf.key == *key
                && matches!(subject, CertificateSubject::Person { person: own, .. }
                    if own.as_bytes() == person.as_bytes())
        });
        found.ok_or_else(|| CommandError::of(&Refused::NotSupervisor))
    }

    fn roster_held(&self) -> Answer<Publication> {
        let desk = held(&self.desk);
        let desk = desk.as_ref().ok_or_else(super::not_enrolled)?;
        desk.open_reader()
            .and_then(|reader| reader.publication(PublicationKind::Roster))
            .map_err(|failure| CommandError::from_failure(&failure))?
            .ok_or_else(super::not_enrolled)
    }

    fn terms(&self) -> Option<(Terms, ServerAddress)> {
        let desk = held(&self.desk);
        let desk = desk.as_ref()?;
        let enrolment = desk.enrolment()?;
        let address = ServerAddress::read(desk)?;
        let identity = ServerIdentity::decode(&enrolment.identity).ok()?;
        let authorities = authorities(enrolment)?;
        Some((
            Terms {
                server: enrolment.server,
                keys: identity.verify(&authorities).ok()?.clone(),
                device: desk.device(),
                unit: ledger::id::UnitId::from_bytes(*enrolment.unit.as_bytes()),
                program: concat!("traotay/", env!("CARGO_PKG_VERSION")).to_owned(),
                dictionaries: Vec::new(),
            },
            address,
        ))
    }
}

/// Gives the authorities that the desk pinned at its enrolment.
fn authorities(enrolment: &Enrolment) -> Option<AuthoritySet> {
    read_authorities(&enrolment.authority)
}

/// Longest encoding of a set of authority keys; five keys are about 200 bytes.
const AUTHORITIES_BYTES_MAX: usize = 1_024;

/// Reads a set of authority keys.
fn read_authorities(bytes: &[u8]) -> Option<AuthoritySet> {
    sync::protocol::read(bytes, AUTHORITIES_BYTES_MAX).ok()
}

/// What the thread works with.
struct Work {
    desk: Arc<Mutex<Option<Desk>>>,
    listeners: Arc<Mutex<Vec<Listener>>>,
    rules: Arc<Rules>,
    line: Arc<Mutex<Line>>,
    sending: Arc<Sending>,
    started: Instant,
}

impl Work {
    fn run(self, terms: Terms, address: &ServerAddress, inbox: UnboundedReceiver<Signal>) {
        let signer = held(&self.desk)
            .as_ref()
            .map(|desk| Arc::clone(desk.signer()));
        let Some(signer) = signer else { return };
        let file = ExchangeFile::open(
            Arc::clone(&self.desk),
            &terms.keys,
            Arc::clone(&self.rules),
            Arc::clone(&self.sending),
        );
        let result = file.map(|file| {
            line::block_on(async {
                match line::connect(address, signer, file.server_time()) {
                    Ok(client) => {
                        self.exchange(Session::new(terms), client, file, inbox)
                            .await
                    }
                    Err(fault) => tracing::error!(%fault, "the line could not be set up"),
                }
            });
        });
        if let Err(failure) = result {
            tracing::error!(%failure, "the exchange could not read the desk's file");
        }
    }

    async fn exchange(
        &self,
        mut session: Session,
        client: line::Client,
        mut file: ExchangeFile,
        mut inbox: UnboundedReceiver<Signal>,
    ) {
        let mut around = Around {
            started: self.started,
        };
        let client = Watched::new(client, &self.sending, || tell(&self.listeners, &["sync"]));
        loop {
            self.note(|line| line.is_running = true);
            let mut missed = Vec::new();
            let until = tokio::select! {
                until = drive::run(&mut session, &client, &mut file, &mut around) => until,
                () = stopped(&mut inbox, &mut missed) => return,
            };
            self.note_run(&session, &mut file, until);
            for signal in missed {
                self.hear(&mut session, &mut around, signal);
            }
            if !self.rest(&mut session, &mut around, &mut inbox).await {
                return;
            }
        }
    }

    /// Rests until the next run is due, which a signal may bring nearer; false where the program
    /// stops.
    async fn rest(
        &self,
        session: &mut Session,
        around: &mut Around,
        inbox: &mut UnboundedReceiver<Signal>,
    ) -> bool {
        loop {
            let due = session.status().next_try_at;
            let rest = due.saturating_sub(around.now());
            if rest == 0 {
                return true;
            }
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_millis(rest)) => {}
                signal = inbox.recv() => match signal {
                    None | Some(Signal::Stop) => return false,
                    Some(signal) => self.hear(session, around, signal),
                },
            }
        }
    }

    /// Tells the session of a signal, and the footer when the next run is due.
    fn hear(&self, session: &mut Session, around: &mut Around, signal: Signal) {
        let Some(input) = signal.input() else { return };
        let jitter = around.jitter();
        let before = session.status().next_try_at;
        session.accept(around.now(), jitter, input);
        let due = session.status().next_try_at;
        if due != before {
            let seconds = due.saturating_sub(around.now()) / 1_000;
            self.note(|line| line.next_try_seconds = u32::try_from(seconds).ok());
            tell(&self.listeners, &["sync"]);
        }
    }

    fn note_run(&self, session: &Session, file: &mut ExchangeFile, until: u64) {
        let status = session.status();
        let trouble = status.trouble.as_ref().map(trouble_code);
        file.note_attempt(trouble.unwrap_or("ok"));
        let rest = until.saturating_sub(millis(self.started)) / 1_000;
        self.note(|line| {
            line.is_running = false;
            line.was_heard |= trouble.is_none();
            line.greeting = file.greeting().or(line.greeting);
            line.sent = status.sent;
            line.next_try_seconds = u32::try_from(rest).ok();
            line.trouble = trouble.map(str::to_owned);
        });
        let kinds: &[&str] = if status.fetched > 0 || file.take_new_rules() {
            &["sync", "dossiers", "handoffs", "staff"]
        } else {
            &["sync"]
        };
        tell(&self.listeners, kinds);
    }

    fn note(&self, change: impl FnOnce(&mut Line)) {
        change(&mut held(&self.line));
    }
}

/// Waits until the program stops; other signals of a run under way are kept for its end.
async fn stopped(inbox: &mut UnboundedReceiver<Signal>, missed: &mut Vec<Signal>) {
    loop {
        match inbox.recv().await {
            None | Some(Signal::Stop) => return,
            Some(signal) if missed.contains(&signal) => {}
            Some(signal) => missed.push(signal),
        }
    }
}

struct Around {
    started: Instant,
}

impl Surroundings for Around {
    fn now(&self) -> u64 {
        millis(self.started)
    }

    fn jitter(&mut self) -> u64 {
        let mut bytes = [0; 8];
        // Without randomness the back-off is regular, which harms nobody but the server.
        let _ = getrandom::fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

fn millis(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The server has no such device.
const NOT_KNOWN: &str = "not_known";
/// The server lets this device read no more.
const READING_CLOSED: &str = "reading_closed";

/// Names a trouble, by which its sentence is found.
fn trouble_code(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Fault(fault) => fault_code(fault),
        Trouble::WrongServer => "wrong_server",
        Trouble::Contradiction => "contradiction",
        Trouble::ProtocolTooOld => "too_old",
        Trouble::NotStored => "not_stored",
        Trouble::Unsettled => "unsettled",
    }
}

fn fault_code(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unreachable { .. } => "unreachable",
        Fault::TimedOut => "timed_out",
        Fault::NotAReply(NotAReply::CaptivePortal) => "captive_portal",
        Fault::NotAReply(_) => "not_a_reply",
        Fault::Refused { refusal, .. } => match refusal.code() {
            Some(RefusalCode::UnknownDevice) => NOT_KNOWN,
            Some(RefusalCode::ReadingClosed) => READING_CLOSED,
            Some(_) | None => "refused",
        },
        Fault::Deferred { .. } => "deferred",
    }
}

/// Says to a person why a request of hers came to nothing.
pub(super) fn fault_error(fault: &Fault) -> CommandError {
    match fault {
        Fault::Refused { refusal, .. } => match refusal.code() {
            Some(RefusalCode::BadCode) => CommandError::of(&Refused::WrongActivationCode),
            Some(RefusalCode::UsedCode) => CommandError::of(&Refused::CodeUsed),
            Some(RefusalCode::BadToken) => CommandError::of(&Refused::TokenInvalid),
            code => {
                let code = code.map_or_else(|| "?".to_owned(), |code| format!("{code:?}"));
                CommandError::of(&Failed::ServerRefused(code))
            }
        },
        Fault::NotAReply(_) => CommandError::of(&Failed::WrongServer),
        Fault::Unreachable { .. } | Fault::TimedOut | Fault::Deferred { .. } => {
            CommandError::of(&Failed::ServerUnreachable)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests;
