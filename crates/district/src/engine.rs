//! What the server does with what desks send: judge, append, route, receipt.
//!
//! Pure but for the [`Database`]: time and chance come through [`Surroundings`]. One engine
//! writes; everything that only reads needs no engine, only a reading and the [`View`].
//!
//! Invariants: a record that verifies under an enrolled key is kept for ever; feeds are dense;
//! the log only grows within an epoch; a receipt is stored before it is said.

mod admit;
mod assigning;
mod chaining;
mod codes;
mod desk_line;
mod enrolling;
mod epoch;
mod examine;
mod feeding;
mod greeting;
mod log;
mod own_records;
mod publishing;
mod pulling;
mod quarantine;
mod receipts;
mod recovering;
mod registry;
mod routing;
mod secrets;
mod vouching;

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::checkpoint::origin;
use ledger::feed::FeedHead;
use ledger::id::{DeviceId, Epoch, Hash, PersonId, UnitId};
use ledger::key::VerificationKey;

pub(crate) use self::admit::Keeping;
pub use self::admit::PushJob;
#[cfg(feature = "server")]
pub(crate) use self::assigning::assignment;
pub use self::desk_line::DeskLine;
pub use self::enrolling::{EnrolRefusal, NewPerson, NewToken};
pub use self::epoch::Anchor;
pub use self::examine::{Examined, Judged, Original, examine};
pub use self::greeting::{Greeting, hello};
use self::log::is_behind;
pub use self::log::{LogTail, consistency};
#[cfg(feature = "server")]
pub(crate) use self::publishing::domain_unit;
pub use self::publishing::publications;
pub use self::pulling::pull;
pub use self::quarantine::check_room;
pub use self::registry::Registry;
pub use self::routing::{DomainRouting, Routing, Unroutable};
pub use self::secrets::{Secrets, SharedSigner};
use crate::database::{Database, DatabaseFault, Outcome, Reading, Writing};

/// Time and chance, handed in.
pub trait Surroundings: Send {
    /// Wall clock, µs UTC.
    fn now(&self) -> i64;
    /// Random bytes.
    fn random(&mut self) -> [u8; 32];
}

/// The server's state machine over a database.
pub struct Engine<D> {
    database: D,
    core: Core,
}

/// Everything but the database, so that a transaction can borrow both.
struct Core {
    secrets: Secrets,
    routing: Box<dyn Routing>,
    around: Box<dyn Surroundings>,
    registry: Arc<Registry>,
    is_registry_stale: bool,
    log: LogTail,
    /// How far the log was durable last; nothing before the first epoch.
    committed: Option<Anchor>,
    /// A transaction failed, so what is in memory may be ahead of what the database holds.
    is_stale: bool,
    /// The database was found to lack what was committed.
    has_lost: bool,
    /// Where feeds end, as far as they were needed.
    feed_heads: BTreeMap<UnitId, FeedHead>,
    /// Positions at which the record under way entered feeds.
    heard: BTreeMap<UnitId, u64>,
    /// Keys that the transaction under way has certified; the registry knows them after it.
    fresh_keys: BTreeMap<(PersonId, DeviceId), VerificationKey>,
}

/// What answers that only read need beside a reading.
#[derive(Debug, Clone)]
pub struct View {
    /// Which server this is.
    pub server: ledger::id::ServerId,
    /// The key that signs checkpoints.
    pub checkpoint_key: ledger::key::VerificationKey,
    /// Offices, people, devices.
    pub registry: Arc<Registry>,
}

impl<D: Database> Engine<D> {
    /// Takes up the state in a database; begins the first epoch in an empty one, and another
    /// one where the database is behind its anchor: it was restored.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn open(
        database: D,
        secrets: Secrets,
        around: Box<dyn Surroundings>,
        anchor: Option<&Anchor>,
    ) -> Outcome<Self> {
        let registry = Arc::new(database.read(Registry::load)?);
        let log = database.read(LogTail::load)?;
        let routing = Box::new(DomainRouting);
        let core = Core {
            secrets,
            routing,
            around,
            registry,
            is_registry_stale: false,
            committed: log.committed(),
            log,
            is_stale: false,
            has_lost: false,
            feed_heads: BTreeMap::new(),
            heard: BTreeMap::new(),
            fresh_keys: BTreeMap::new(),
        };
        let mut engine = Self { database, core };
        let is_behind = match anchor {
            Some(anchor) => engine.database.read(|tx| is_behind(tx, anchor))?,
            None => false,
        };
        if engine.core.log.is_unbegun() || is_behind {
            engine.change_epoch(None)?;
        }
        Ok(engine)
    }

    /// Gives what readers need.
    #[must_use]
    pub fn view(&self) -> View {
        View {
            server: self.core.secrets.keys().server,
            checkpoint_key: self.core.secrets.keys().checkpoint,
            registry: Arc::clone(&self.core.registry),
        }
    }

    /// Gives what is to be kept outside the database after a commit.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        self.core.log.anchor()
    }

    /// Lends the database.
    #[must_use]
    pub const fn database(&self) -> &D {
        &self.database
    }

    /// Gives the database back, as a crash would leave it.
    #[must_use]
    pub fn into_database(self) -> D {
        self.database
    }

    /// Lends the registry of offices, people and devices.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.core.registry
    }

    /// Lends the server's keys.
    #[must_use]
    pub const fn secrets(&self) -> &Secrets {
        &self.core.secrets
    }

    /// Gives the server's clock, µs UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.core.around.now()
    }

    /// Says whether the database was found to lack what was committed: then the server must
    /// stop, and say at its next start that it was restored.
    #[must_use]
    pub const fn has_lost(&self) -> bool {
        self.core.has_lost
    }

    /// Runs one transaction; closes it with a checkpoint if the log grew. When it fails, what
    /// is cached is read again, so that memory never runs ahead of the disk.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&mut Core, &mut dyn Writing) -> Outcome<T>,
    ) -> Outcome<T> {
        self.catch_up()?;
        let core = &mut self.core;
        let written = self.database.write(|tx| {
            let done = work(core, tx)?;
            core.seal_log(tx)?;
            Ok(done)
        });
        self.core.fresh_keys.clear();
        if written.is_ok() {
            self.core.committed = self.core.log.committed();
        } else {
            self.core.is_stale = true;
            self.catch_up()?;
        }
        if std::mem::take(&mut self.core.is_registry_stale) {
            self.core.registry = Arc::new(self.database.read(Registry::load)?);
        }
        written
    }
}

impl<D: Database> Engine<D> {
    /// After a failed transaction takes up what the database really holds: as before it, or with
    /// it, if the commit had reached the disk; never less.
    fn catch_up(&mut self) -> Outcome<()> {
        if !self.core.is_stale {
            return Ok(());
        }
        let committed = self.core.committed;
        let (log, is_lost) = self.database.read(|tx| {
            let is_lost = match &committed {
                Some(committed) => is_behind(tx, committed)?,
                None => false,
            };
            Ok((LogTail::load(tx)?, is_lost))
        })?;
        if is_lost {
            self.core.has_lost = true;
            return Err(DatabaseFault::Lost);
        }
        self.core.committed = log.committed();
        self.core.log = log;
        self.core.feed_heads.clear();
        self.core.heard.clear();
        self.core.is_stale = false;
        Ok(())
    }

    /// Runs a transaction that touches neither log nor registry.
    pub(crate) fn change_plainly(
        &mut self,
        work: impl FnOnce(&mut dyn Writing) -> Outcome<()>,
    ) -> Outcome<()> {
        self.database.write(work)
    }
}

impl Core {
    /// Signs a checkpoint over what was appended and writes the tiles.
    fn seal_log(&mut self, tx: &mut dyn Writing) -> Outcome<()> {
        if !self.log.has_grown() {
            return Ok(());
        }
        let origin = origin(&self.secrets.keys().server.to_string(), self.log.epoch());
        let note = self.log.checkpoint(origin).sign(self.secrets.checkpoint());
        let note = note.map_err(|_| damaged("origin of the log"))?;
        self.log.flush(tx)?;
        tx.put_checkpoint(self.log.epoch(), self.log.size(), note.as_bytes())
    }

    fn random_half(&mut self) -> [u8; 16] {
        let mut half = [0; 16];
        half.iter_mut()
            .zip(self.around.random())
            .for_each(|(to, from)| *to = from);
        half
    }

    fn random_epoch(&mut self) -> Epoch {
        Epoch::from_bytes(self.random_half())
    }
}

/// Says that a row which another row names is not there.
pub(crate) const fn damaged(what: &'static str) -> DatabaseFault {
    DatabaseFault::Damaged { what }
}

/// Finds a record and puts it together.
pub(crate) fn load_record(tx: &dyn Reading, number: u64) -> Outcome<ledger::record::Record> {
    let stored = tx.find_record(number)?.ok_or(damaged("a record"))?;
    assemble(&stored)
}

/// Puts a stored record together.
pub(crate) fn assemble(stored: &crate::database::StoredRecord) -> Outcome<ledger::record::Record> {
    let sealed = ledger::sealed::SealedHeader::decode(&stored.sealed)
        .map_err(|_| damaged("a record's header"))?;
    let parts = minicbor::decode(&stored.parts).map_err(|_| damaged("a record's parts"))?;
    ledger::record::Record::from_sealed(sealed, parts).map_err(|_| damaged("a record"))
}

/// Digests the bytes of a receipt: the lease that a desk shows.
pub(crate) fn lease_of(receipt: &[u8]) -> Hash {
    Hash::of(&[receipt])
}

#[cfg(test)]
mod tests;
