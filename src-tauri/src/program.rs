//! What runs while the program runs: the keys, the open desk, who is signed in, the exchange.
//!
//! The desk's file has one writer, behind one lock, held for one transaction at a time; reads
//! have a connection of their own. Locking drops what a PIN opened; the keys of the PC stay,
//! so that sending goes on with nobody signed in.

mod door;
mod duties;
mod enrolment;
mod exchange;
mod forgotten;
mod line;
mod people;
mod prints;
mod rules;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
pub(crate) mod testing;
mod vouching;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::Catalogue;
use domain::decide::Actor;
use domain::id::{PersonId, UnitId};
use domain::roster::{Duty, Roster};
use ledger::ClockGrade;
use store::desk::parts::Viewer;
use store::desk::{Desk, DeskOptions, SystemMoment};
use store::entropy::{Entropy, SystemEntropy};
use store::exchange::AlarmKind;
use store::keys::cost::PinCost;
use store::keys::secret_keeper::FolderKeeper;
use store::keys::vault::{Opened, Unlocked, Vault, VaultOptions};
use store::read::Reader;

pub(crate) use self::enrolment::Phase;
use self::exchange::Exchange;
pub(crate) use self::exchange::Line;
pub(crate) use self::prints::PrintFolder;
pub(crate) use self::rules::InForce;
pub(crate) use self::vouching::KeyStanding;
use crate::error::{Answer, CommandError, Failed, Refused};
use crate::home::Home;
use crate::moment::{Moment, Uptime};

/// What a guess at a PIN costs; tests do not guess.
const PIN_COST: PinCost = if cfg!(test) {
    PinCost::FLOOR
} else {
    PinCost::DEFAULT
};

/// What a listener is told: which kinds of thing changed.
type Listener = Box<dyn Fn(&[&str]) + Send>;

/// The running program.
pub struct Program {
    home: Home,
    entropy: Arc<dyn Entropy>,
    uptime: Uptime,
    keys: Mutex<Keys>,
    desk: Arc<Mutex<Option<Desk>>>,
    reader: Mutex<Option<Reader>>,
    rules: Arc<rules::Rules>,
    followed: duties::Followed,
    door_sheet: door::DoorSheet,
    prints: PrintFolder,
    exchange: Exchange,
    listeners: Arc<Mutex<Vec<Listener>>>,
}

/// The vault and what it has opened.
#[derive(Default)]
struct Keys {
    vault: Option<Vault>,
    opened: Option<Opened>,
    signed_in: Option<SignedIn>,
}

/// The person who sits at the desk, and the office she acts for.
pub(crate) struct SignedIn {
    pub(crate) unlocked: Unlocked,
    pub(crate) unit: UnitId,
    pub(crate) duties: Vec<Duty>,
    pub(crate) standing: KeyStanding,
}

impl SignedIn {
    /// Gives who acts.
    pub(crate) const fn actor(&self) -> Actor {
        Actor {
            person: self.unlocked.person,
            unit: self.unit,
        }
    }
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// The keys cannot be read.
    #[error("the keys cannot be read")]
    Keys(#[from] store::keys::vault::KeyFault),
    /// The desk's file cannot be opened.
    #[error("the desk's file cannot be opened")]
    Desk(#[from] store::failure::Failure),
}

impl StartFailure {
    /// Says it to the person who started the program.
    #[must_use]
    pub fn sentence(&self) -> String {
        let error = match self {
            Self::Keys(fault) => {
                tracing::error!(%fault, "the keys of the machine cannot be read");
                CommandError::of(&Failed::Keys)
            }
            Self::Desk(failure) => CommandError::from_failure(failure),
        };
        error.message
    }
}

impl Program {
    /// Starts on the folders of a home; what is not there yet is made when the desk enrols.
    ///
    /// # Errors
    /// Keys or file are there but cannot be read.
    pub fn start(home: Home) -> Result<Self, StartFailure> {
        let desk = Arc::new(Mutex::new(None));
        let listeners = Arc::new(Mutex::new(Vec::new()));
        rules::Rules::read_ahead();
        let rules = Arc::new(rules::Rules::shipped());
        let exchange = Exchange::idle(
            Arc::clone(&desk),
            Arc::clone(&listeners),
            Arc::clone(&rules),
        );
        let program = Self {
            entropy: Arc::new(SystemEntropy),
            uptime: Uptime::start(),
            keys: Mutex::default(),
            exchange,
            desk,
            reader: Mutex::default(),
            rules,
            followed: duties::Followed::default(),
            door_sheet: door::DoorSheet::beside_keys(&home.data.join("keys")),
            prints: PrintFolder::inside(&home.data),
            listeners,
            home,
        };
        if let Err(error) = program.prints.sweep(Moment::now()) {
            tracing::warn!(%error, "a page that was printed could not be removed");
        }
        let options = program.vault_options();
        if Vault::is_present(&options) {
            let vault = Vault::open(options)?;
            // Before anybody is activated the PC's own keys open by the PC alone.
            let opened = vault.open_setup()?;
            program.keys().vault = Some(vault);
            if let Some(opened) = opened {
                program.open_desk(&opened)?;
                program.keys().opened = Some(opened);
            }
        }
        Ok(program)
    }

    /// Tells a listener of every change from here on.
    pub(crate) fn on_change(&self, listener: impl Fn(&[&str]) + Send + 'static) {
        held(&self.listeners).push(Box::new(listener));
    }

    /// Tells everybody that something changed, and the exchange that something waits.
    pub(crate) fn changed(&self, kinds: &[&str]) {
        tell(&self.listeners, kinds);
        self.exchange.records_waiting();
    }

    /// Gives the window's title.
    pub(crate) fn title(&self) -> String {
        let place = self.place();
        place.map_or_else(
            || "Trao Tay".to_owned(),
            |place| format!("Trao Tay – {} – Quầy {}", place.unit_name, place.desk_no),
        )
    }

    /// Ends everything in order: the exchange, the file, the keys.
    pub fn close(&self) {
        self.exchange.stop();
        // What the last exchange brought is what the next sign-in screen shows.
        drop(self.door());
        drop(held(&self.reader).take());
        if let Some(desk) = held(&self.desk).take()
            && let Err(failure) = desk.close()
        {
            // Every confirmed record is in the log all the same.
            tracing::warn!(%failure, "the file was not folded at the end");
        }
        *self.keys() = Keys::default();
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        held(&self.keys)
    }

    fn vault_options(&self) -> VaultOptions {
        VaultOptions {
            folder: self.home.data.join("keys"),
            keeper: Arc::new(FolderKeeper::new(self.home.keeper.clone())),
            entropy: Arc::clone(&self.entropy),
            cost: PIN_COST,
        }
    }

    fn desk_options(&self) -> DeskOptions {
        DeskOptions {
            file: store::file::Options::new(self.home.data.clone()),
            anchor_folder: self.home.keeper.clone(),
            entropy: Arc::clone(&self.entropy),
        }
    }

    fn open_desk(&self, opened: &Opened) -> Result<(), store::failure::Failure> {
        let (mut desk, report) = Desk::open(
            &self.desk_options(),
            opened.file_key.clone(),
            opened.device.clone(),
        )?;
        if report.is_unclean {
            desk.check_pages()?;
        }
        if let Some(restored) = report.restored {
            tracing::warn!("the file was restored from a copy; a new incarnation begins");
            let detail = format!("{} of {}", restored.found.seq, restored.anchored.seq);
            desk.exchange(Moment::now().0, |exchange| {
                exchange.raise_alarm(AlarmKind::Restored, &detail)
            })?;
        }
        self.take_desk(desk)
    }

    fn take_desk(&self, desk: Desk) -> Result<(), store::failure::Failure> {
        *held(&self.reader) = Some(desk.open_reader()?);
        *held(&self.desk) = Some(desk);
        self.reload_rules()?;
        self.exchange.start();
        Ok(())
    }

    /// Puts the latest published rules in force, and on record which could not be.
    fn reload_rules(&self) -> Result<(), store::failure::Failure> {
        let setbacks = match held(&self.reader).as_ref() {
            Some(reader) => self.rules.reload(reader)?,
            None => Vec::new(),
        };
        let mut desk = held(&self.desk);
        let Some(desk) = desk.as_mut().filter(|_| !setbacks.is_empty()) else {
            return Ok(());
        };
        desk.exchange(Moment::now().0, |exchange| {
            rules::record(exchange, &setbacks)
        })
    }

    /// Draws an id that sorts by the moment it was made.
    pub(crate) fn make_id(&self) -> Answer<[u8; 16]> {
        store::entropy::make_id(self.entropy.as_ref(), Moment::now().0)
            .map_err(|_| CommandError::of(&Failed::Unexpected("E-ENTROPY")))
    }

    /// Gives the moment for a record.
    pub(crate) fn system_moment(&self) -> SystemMoment {
        SystemMoment {
            now: Moment::now().0,
            clock: self.exchange.clock_grade(),
            monotonic: self.uptime.micros(),
        }
    }

    /// Gives catalogue and calendar as they are in force.
    pub(crate) fn rules(&self) -> Arc<InForce> {
        self.rules.in_force()
    }

    /// Gives the catalogue that a record was made under.
    pub(crate) fn catalogue_of(&self, version: u64) -> Answer<Arc<Catalogue>> {
        self.read_unlocked(|reader| self.rules.catalogue_of(reader, version))
    }

    /// Gives units, people and duties, once the desk is enrolled.
    pub(crate) fn roster(&self) -> Option<Arc<Roster>> {
        held(&self.desk)
            .as_ref()
            .and_then(|desk| desk.roster().cloned())
    }

    /// Works on the desk's file; one caller at a time.
    pub(crate) fn with_desk<T>(
        &self,
        work: impl FnOnce(&mut Desk) -> Result<T, store::failure::Failure>,
    ) -> Answer<T> {
        let mut desk = held(&self.desk);
        let desk = desk.as_mut().ok_or_else(|| self.not_open())?;
        work(desk).map_err(|failure| CommandError::from_failure(&failure))
    }

    /// Reads from the desk's file beside the writer, as the person signed in.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Reader, &Viewer) -> Result<T, store::failure::Failure>,
    ) -> Answer<T> {
        let viewer = self.signed_in(|person| Ok(Viewer::of(&person.unlocked)))?;
        let reader = held(&self.reader);
        let reader = reader.as_ref().ok_or_else(|| self.not_open())?;
        work(reader, &viewer).map_err(|failure| CommandError::from_failure(&failure))
    }

    /// Reads what needs nobody signed in.
    pub(crate) fn read_unlocked<T>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, store::failure::Failure>,
    ) -> Answer<T> {
        let reader = held(&self.reader);
        let reader = reader.as_ref().ok_or_else(|| self.not_open())?;
        work(reader).map_err(|failure| CommandError::from_failure(&failure))
    }

    /// Does something as the person signed in.
    pub(crate) fn signed_in<T>(&self, work: impl FnOnce(&SignedIn) -> Answer<T>) -> Answer<T> {
        let keys = self.keys();
        let person = keys.signed_in.as_ref();
        work(person.ok_or_else(|| CommandError::of(&Refused::Locked))?)
    }

    /// Says why the file is closed: there is none, or nobody has signed in since the start.
    fn not_open(&self) -> CommandError {
        if Vault::is_present(&self.vault_options()) {
            CommandError::of(&Refused::SignInFirst)
        } else {
            not_enrolled()
        }
    }

    /// Gives the exchange.
    pub(crate) const fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Gives whose key is whose, as far as it is proven here.
    pub(crate) fn proven_keys(&self) -> Answer<sync::roster::KeyDirectory> {
        self.exchange.proven_keys()
    }

    /// Gives the folder of prints.
    pub(crate) const fn prints(&self) -> &PrintFolder {
        &self.prints
    }
}

/// Says that there is no desk here.
fn not_enrolled() -> CommandError {
    CommandError::of(&Refused::NotEnrolled)
}

/// Takes a lock; a thread that panicked while holding one left nothing half done, because
/// every change to the file is one transaction.
fn held<T: ?Sized>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tell(listeners: &Mutex<Vec<Listener>>, kinds: &[&str]) {
    for listener in held(listeners).iter() {
        listener(kinds);
    }
}

/// The same office in the ledger's and the domain's words.
pub(crate) const fn domain_unit(unit: ledger::id::UnitId) -> UnitId {
    UnitId::from_bytes(*unit.as_bytes())
}

/// The same person in the domain's and the ledger's words.
pub(crate) const fn domain_person(person: ledger::id::PersonId) -> PersonId {
    PersonId::from_bytes(*person.as_bytes())
}

/// The same person in the ledger's and the domain's words.
pub(crate) const fn ledger_person(person: PersonId) -> ledger::id::PersonId {
    ledger::id::PersonId::from_bytes(*person.as_bytes())
}

/// How far the desk's clock is to be believed while no server was heard.
pub(crate) const CLOCK_UNHEARD: ClockGrade = ClockGrade::Unchecked;
