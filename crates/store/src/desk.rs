//! The desk: its file open, its chain growing, one door for writes.
//!
//! One writer owns this value. A write is one transaction: records, sealed parts, queue,
//! projections, counters. After each commit the anchor outside the file is moved; a file
//! found behind its anchor was restored from a copy and goes on under a new incarnation.

pub mod act;
mod anchor;
mod append;
mod enrolment;
mod entries;
mod incarnation;
mod numbers;
pub mod parts;
mod print;
mod project;
mod rebuild;
mod transact;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use domain::roster::Roster;
use ledger::id::{DeviceId, Incarnation};
use ledger::key::Signer;
use ledger::seal::ChainHead;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::anchor::Anchor;
pub use self::append::Standing;
pub(crate) use self::append::{Touched, digits_of, hash_head, id_hash};
pub use self::enrolment::{Enrolment, SystemMoment};
pub(crate) use self::entries::read_header;
pub use self::entries::{Loaded, RecordRow, load_entries};
pub use self::incarnation::Restored;
pub(crate) use self::incarnation::{own_hash, read_present};
pub(crate) use self::numbers::civil_day;
use self::parts::Sealer;
pub use self::print::{MINUTES_FORM, PrintJob, PrintState, RECEIPT_FORM};
pub(crate) use self::project::{project_touched, reversed};
pub use self::rebuild::Rebuilt;
pub use self::verify::{ChainReport, LedgerFault, LedgerReport};
use crate::entropy::{Entropy, draw};
use crate::failure::Failure;
use crate::file::{self, DeskFile, FileKey};
use crate::keys::folder::DutyId;
use crate::keys::seal::SealPublicKey;
use crate::row::{Bytes, hash, id, signed, unsigned};

/// Whoever signs as the device; kept on by background sync after a person locked.
pub type DeviceSigner = Arc<dyn Signer + Send + Sync>;

/// Where a desk keeps its things, and what varies.
#[derive(Clone)]
pub struct DeskOptions {
    /// The file.
    pub file: file::Options,
    /// Folder of the anchor: not the file's, so that one copy does not take both back.
    pub anchor_folder: PathBuf,
    /// Source of ids, salts and nonces.
    pub entropy: Arc<dyn Entropy>,
}

/// What was noticed while opening.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReport {
    /// The file was behind its anchor.
    pub restored: Option<Restored>,
    /// The last program did not close the file; [`Desk::check_pages`] is due.
    pub is_unclean: bool,
    /// There was no anchor beside a file that had records.
    pub is_anchor_lost: bool,
}

/// The present life of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) chain: i64,
    pub(crate) head: ChainHead,
    pub(crate) is_spare: bool,
}

/// An open desk.
pub struct Desk {
    file: DeskFile,
    writer: Option<Connection>,
    anchor: Anchor,
    signer: DeviceSigner,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) sealer: Sealer,
    life: Life,
    generation: u64,
    enrolment: Option<Enrolment>,
    roster: Option<Arc<Roster>>,
    commits_unfolded: u32,
}

/// Commits after which the log should be folded into the file: about 1 000 pages.
const COMMITS_UNFOLDED_FEW: u32 = 64;
/// Commits after which a save folds the log by itself, because nobody ever rested.
const COMMITS_UNFOLDED_MAX: u32 = 2_048;

impl Desk {
    /// Makes the desk's file and the first life of its chain.
    ///
    /// # Errors
    /// A file that is there, or what the disk said.
    pub fn create(
        options: &DeskOptions,
        key: FileKey,
        signer: DeviceSigner,
    ) -> Result<Self, Failure> {
        let file = DeskFile::create(options.file.clone(), key)?;
        let device = signer.verification_key().device_id();
        let incarnation = Incarnation::from_bytes(draw(options.entropy.as_ref())?);
        {
            let mut writer = file.open_writer()?;
            let tx = immediate(&mut writer)?;
            tx.execute(
                "INSERT INTO desk (one, device, id_key, generation) VALUES (1, ?1, ?2, 0)",
                (Bytes(*device.as_bytes()), Bytes(draw::<32>(options.entropy.as_ref())?)),
            )
            .map_err(Failure::sqlite("naming the desk"))?;
            incarnation::insert(&tx, device, incarnation, false)?;
            tx.commit().map_err(Failure::sqlite("making the desk"))?;
            file::close_whole(writer)?;
        }
        Self::start(options, file, signer).map(|(desk, _)| desk)
    }

    /// Opens the desk's file and compares it with its anchor.
    ///
    /// # Errors
    /// A key that does not open, a newer file, a damaged one, a desk of another device.
    pub fn open(
        options: &DeskOptions,
        key: FileKey,
        signer: DeviceSigner,
    ) -> Result<(Self, OpenReport), Failure> {
        let is_unclean = has_unfolded_log(&options.file);
        let file = DeskFile::open(options.file.clone(), key)?;
        let (desk, report) = Self::start(options, file, signer)?;
        Ok((desk, OpenReport { is_unclean, ..report }))
    }

    /// Says whether a desk's file lies there.
    #[must_use]
    pub fn is_present(options: &DeskOptions) -> bool {
        DeskFile::is_present_at(&options.file)
    }

    fn start(
        options: &DeskOptions,
        file: DeskFile,
        signer: DeviceSigner,
    ) -> Result<(Self, OpenReport), Failure> {
        let writer = file.open_writer()?;
        let (device, generation) = read_desk(&writer)?;
        if device != signer.verification_key().device_id() {
            return Err(Failure::Unreadable("the desk of another device"));
        }
        let mut desk = Self {
            life: incarnation::read_present(&writer)?,
            enrolment: enrolment::read(&writer)?,
            roster: None,
            writer: Some(writer),
            file,
            anchor: Anchor::new(&options.anchor_folder),
            signer,
            entropy: options.entropy.clone(),
            sealer: Sealer::new(options.entropy.clone()),
            generation,
            commits_unfolded: 0,
        };
        desk.load_roster()?;
        let report = desk.compare_with_anchor()?;
        Ok((desk, report))
    }

    /// Names the device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.life.head.device
    }

    /// Gives the end of the desk's own chain.
    #[must_use]
    pub const fn head(&self) -> &ChainHead {
        &self.life.head
    }

    /// Gives what the desk was enrolled as.
    #[must_use]
    pub const fn enrolment(&self) -> Option<&Enrolment> {
        self.enrolment.as_ref()
    }

    /// Gives the roster in force here.
    #[must_use]
    pub const fn roster(&self) -> Option<&Arc<Roster>> {
        self.roster.as_ref()
    }

    /// Signs requests as the device.
    #[must_use]
    pub fn signer(&self) -> &DeviceSigner {
        &self.signer
    }

    /// Says to whose keys parts are sealed from here on; from [`crate::keys::vault::Vault`].
    pub fn set_duty_keys(&mut self, keys: impl IntoIterator<Item = (DutyId, SealPublicKey)>) {
        self.sealer.set_keys(keys);
    }

    /// Opens a connection for reads, to be used by another thread if wanted.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open_reader(&self) -> Result<crate::read::Reader, Failure> {
        Ok(crate::read::Reader::new(self.file.open_reader()?))
    }

    /// Folds the log into the file as far as readers allow; to be called when nothing happens.
    ///
    /// # Errors
    /// The disk.
    pub fn rest(&mut self) -> Result<(), Failure> {
        self.commits_unfolded = 0;
        Ok(file::checkpoint_passive(self.connection()?)?)
    }

    /// Says whether the log has grown enough that [`Self::rest`] is worth while.
    #[must_use]
    pub const fn needs_rest(&self) -> bool {
        self.commits_unfolded >= COMMITS_UNFOLDED_FEW
    }

    /// Judges every page; due after an unclean stop.
    ///
    /// # Errors
    /// [`file::FileFault::Damaged`].
    pub fn check_pages(&mut self) -> Result<(), Failure> {
        Ok(file::check_pages(self.connection()?)?)
    }

    /// Forgets the content keys of this session and empties the log; what locking asks of the
    /// file. The desk goes on, for sync.
    ///
    /// # Errors
    /// The disk.
    pub fn lock(&mut self) -> Result<(), Failure> {
        self.sealer.forget();
        self.commits_unfolded = 0;
        file::checkpoint_truncate(self.connection()?)?;
        self.anchor.sync().map_err(Failure::Anchor)
    }

    /// Closes the file, whole and without companions.
    ///
    /// # Errors
    /// The disk; every confirmed record is safe in the log all the same.
    pub fn close(mut self) -> Result<(), Failure> {
        self.anchor.sync().map_err(Failure::Anchor)?;
        match self.writer.take() {
            Some(writer) => Ok(file::close_whole(writer)?),
            None => Ok(()),
        }
    }

    /// Lends the writer, opened again and verified if a failure had closed it.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Failure> {
        if self.writer.is_none() {
            let writer = self.file.open_writer()?;
            self.verify_reopened(&writer)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or(Failure::Closed)
    }

    /// Runs one transaction; its effects are there or not, and so is the new state in memory.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.connection()?;
        let Self { writer, sealer, entropy, signer, enrolment, roster, life, generation, .. } =
            self;
        let writer = writer.as_mut().ok_or(Failure::Closed)?;
        let written = (|| {
            let tx = immediate(writer)?;
            let mut pen = Pen {
                tx: &tx,
                sealer,
                entropy: entropy.as_ref(),
                signer: signer.as_ref(),
                enrolment: enrolment.as_ref(),
                roster: roster.as_deref(),
                life: *life,
                is_written: false,
            };
            let answer = work(&mut pen)?;
            let Pen { life: written, is_written, .. } = pen;
            if is_written {
                finish(&tx, &written, generation.saturating_add(1))?;
                tx.commit().map_err(Failure::sqlite("committing"))?;
            }
            Ok((answer, is_written.then_some(written)))
        })();
        match written {
            Ok((answer, None)) => {
                self.sealer.roll_back();
                Ok(answer)
            }
            Ok((answer, Some(life))) => {
                self.sealer.commit();
                self.life = life;
                self.generation = self.generation.saturating_add(1);
                self.after_commit()?;
                Ok(answer)
            }
            Err(failure) => {
                self.sealer.roll_back();
                Err(self.after_failure(failure))
            }
        }
    }

    fn after_commit(&mut self) -> Result<(), Failure> {
        let writer = self.writer.as_ref().ok_or(Failure::Closed)?;
        let stands = incarnation::reads_back(writer, &self.life)?;
        if !stands {
            return Err(self.after_failure(Failure::NotReadBack));
        }
        self.move_anchor()?;
        self.commits_unfolded = self.commits_unfolded.saturating_add(1);
        if self.commits_unfolded >= COMMITS_UNFOLDED_MAX {
            self.rest()?;
        }
        Ok(())
    }

    /// A failed write is never tried again on the same connection: it is closed, the file
    /// opened anew, its log folded with a fresh sync, and its head compared.
    fn after_failure(&mut self, failure: Failure) -> Failure {
        if !failure.taints_connection() {
            return failure;
        }
        self.sealer.forget();
        drop(self.writer.take());
        match self.connection().map(|_| ()) {
            Ok(()) => failure.as_not_saved(),
            Err(Failure::File(fault)) => Failure::File(fault),
            Err(_) => failure.as_not_saved(),
        }
    }

    /// Takes over what a file says that was opened again; it may be one commit ahead of us,
    /// if the commit that failed had reached the log.
    fn verify_reopened(&mut self, writer: &Connection) -> Result<(), Failure> {
        file::checkpoint_truncate(writer)?;
        let (_, generation) = read_desk(writer)?;
        let life = incarnation::read_present(writer)?;
        if generation < self.generation || life.head.seq < self.life.head.seq {
            return Err(Failure::NotReadBack);
        }
        self.life = life;
        self.generation = generation;
        self.enrolment = enrolment::read(writer)?;
        Ok(())
    }

    pub(crate) fn load_roster(&mut self) -> Result<(), Failure> {
        let writer = self.writer.as_ref().ok_or(Failure::Closed)?;
        self.roster = crate::exchange::publication::read_roster(writer)?.map(Arc::new);
        Ok(())
    }
}

/// What one transaction works with.
pub(crate) struct Pen<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) sealer: &'a mut Sealer,
    pub(crate) entropy: &'a dyn Entropy,
    pub(crate) signer: &'a (dyn Signer + Send + Sync),
    pub(crate) enrolment: Option<&'a Enrolment>,
    pub(crate) roster: Option<&'a Roster>,
    pub(crate) life: Life,
    /// Set by whoever writes; a transaction that only looked is rolled back.
    pub(crate) is_written: bool,
}

fn finish(tx: &Transaction<'_>, life: &Life, generation: u64) -> Result<(), Failure> {
    tx.prepare_cached("UPDATE own_chain SET head_seq = ?2, head_hash = ?3 WHERE chain = ?1")
        .and_then(|mut update| {
            let head_hash = Bytes(*life.head.hash.as_bytes());
            update.execute((life.chain, signed(life.head.seq), head_hash))
        })
        .map_err(Failure::sqlite("moving the head"))?;
    tx.prepare_cached("UPDATE desk SET generation = ?1 WHERE one = 1")
        .and_then(|mut update| update.execute([signed(generation)]))
        .map(|_| ())
        .map_err(Failure::sqlite("counting the commit"))
}

fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, Failure> {
    connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Failure::sqlite("beginning"))
}

fn read_desk(connection: &Connection) -> Result<(DeviceId, u64), Failure> {
    connection
        .query_row("SELECT device, generation FROM desk WHERE one = 1", [], |row| {
            Ok((DeviceId::from_bytes(id(row, 0)?), unsigned(row, 1)?))
        })
        .map_err(Failure::sqlite("reading whose desk it is"))
}

fn has_unfolded_log(options: &file::Options) -> bool {
    let mut log = options.path().into_os_string();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|about| about.len() > 0)
}

/// Finds a record's row by its hash.
pub(crate) fn find_record(
    connection: &Connection,
    wanted: &ledger::Hash,
) -> Result<Option<i64>, Failure> {
    let failed = "finding a record";
    let mut select = connection
        .prepare_cached("SELECT record, hash FROM record WHERE hash_head = ?1")
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select.query([append::hash_head(wanted)]).map_err(Failure::sqlite(failed))?;
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        if hash(row, 1).map_err(Failure::sqlite(failed))? == *wanted {
            return row.get(0).map(Some).map_err(Failure::sqlite(failed));
        }
    }
    Ok(None)
}
