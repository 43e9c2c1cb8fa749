//! The desk: its file open, its chain growing, one door for writes.
//!
//! One writer owns this value. A write is one transaction: records, sealed parts, queue,
//! projections, counters. After each commit the anchor outside the file is moved; a file
//! found behind its anchor was restored from a copy and goes on under a new incarnation.

pub mod act;
mod anchor;
mod append;
pub(crate) mod codes;
mod enrolment;
mod entries;
pub(crate) mod erasing;
mod incarnation;
mod numbers;
pub mod parts;
mod pen;
mod print;
mod project;
mod rebuild;
mod touched;
mod transact;
mod verify;
mod vouching;

use std::path::PathBuf;
use std::sync::Arc;

use domain::roster::Roster;
use ledger::id::{DeviceId, Incarnation};
use ledger::key::Signer;
use ledger::seal::ChainHead;
use rusqlite::Connection;

use self::anchor::Anchor;
pub use self::append::Standing;
pub(crate) use self::append::{digits_of, id_hash};
pub use self::enrolment::{Enrolment, SystemMoment};
pub(crate) use self::entries::read_header;
pub use self::entries::{Loaded, RecordRow, load_entries};
pub use self::incarnation::Restored;
pub(crate) use self::incarnation::{own_hash, read_present};
pub(crate) use self::numbers::civil_day;
use self::parts::Sealer;
pub(crate) use self::pen::Pen;
use self::pen::immediate;
pub use self::print::{MINUTES_FORM, PrintJob, PrintState, RECEIPT_FORM};
pub(crate) use self::project::{project_touched, reversed};
pub use self::rebuild::Rebuilt;
pub(crate) use self::touched::Touched;
pub use self::verify::{ChainReport, LedgerFault, LedgerReport};
pub use self::vouching::VouchedKey;
pub(crate) use self::vouching::{is_noted as is_vouching_noted, list as list_vouchings};
use crate::entropy::{Entropy, draw};
use crate::exchange::AlarmKind;
use crate::failure::Failure;
use crate::file::{self, DeskFile, FileKey};
use crate::index;
use crate::keys::folder::DutyId;
use crate::keys::seal::SealPublicKey;
use crate::row::{Bytes, hash, id, unsigned};

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
    /// There was no anchor beside a file that had records, or none that could be read.
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
    id_key: [u8; 32],
    life: Life,
    generation: u64,
    enrolment: Option<Enrolment>,
    roster: Option<Arc<Roster>>,
    commits_unfolded: u32,
    counts: Vec<anchor::AnchoredCount>,
    is_anchor_behind: bool,
    /// Alarms that the next exchange raises: opening and commits know no moment.
    untold: Vec<AlarmKind>,
    is_restored: bool,
}

/// Commits after which the log should be folded into the file: about 1 000 pages.
const COMMITS_UNFOLDED_FEW: u32 = 64;
/// Records of a page that weigh as much as one more commit: each dirties about half a page.
const RECORDS_A_COMMIT: u32 = 32;
/// Dossiers that may be missing in the index of a file that is opened: one that was made without
/// an index is given it before anybody searches.
const TAIL_MAX: i64 = 4_096;

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
        let device = signer.verification_key().device_id();
        let incarnation = Incarnation::from_bytes(draw(options.entropy.as_ref())?);
        let id_key = draw::<32>(options.entropy.as_ref())?;
        let name_desk = |writer: &mut Connection| {
            let tx = immediate(writer)?;
            tx.execute(
                "INSERT INTO desk (one, device, id_key) VALUES (1, ?1, ?2)",
                (Bytes(*device.as_bytes()), Bytes(id_key)),
            )
            .map_err(Failure::sqlite("naming the desk"))?;
            incarnation::insert(&tx, device, incarnation, false)?;
            tx.commit().map_err(Failure::sqlite("making the desk"))
        };
        // Named before it is put in place: a file without its desk could never be opened.
        let file = DeskFile::create_filled(options.file.clone(), key, name_desk)?;
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
        Ok((
            desk,
            OpenReport {
                is_unclean,
                ..report
            },
        ))
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
        let About {
            device,
            id_key,
            generation,
        } = read_desk(&writer)?;
        if device != signer.verification_key().device_id() {
            return Err(Failure::Unreadable("the desk of another device"));
        }
        let mut desk = Self {
            id_key,
            life: incarnation::read_present(&writer)?,
            counts: numbers::read_latest(&writer)?,
            is_anchor_behind: false,
            untold: Vec::new(),
            is_restored: false,
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
        if index::tail_length(desk.connection()?)? > TAIL_MAX {
            desk.index_tail()?;
        }
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

    /// Carries the index on and folds the log into the file as far as readers allow; to be called
    /// when nothing happens. No save does it: the exchange rests after each of its steps, online
    /// or not, and locking folds all of it.
    ///
    /// # Errors
    /// The disk.
    pub fn rest(&mut self) -> Result<(), Failure> {
        self.index_tail()?;
        self.commits_unfolded = 0;
        Ok(file::checkpoint_passive(self.connection()?)?)
    }

    /// Says whether the log has grown enough that [`Self::rest`] is worth while.
    #[must_use]
    pub const fn needs_rest(&self) -> bool {
        self.commits_unfolded >= COMMITS_UNFOLDED_FEW
    }

    /// Says whether the file was put back from a copy and still waits for its next incarnation;
    /// [`Self::begin_incarnation`] is due, and the first act begins it by itself.
    #[must_use]
    pub const fn is_restored(&self) -> bool {
        self.is_restored
    }

    /// Gives what was noticed of the anchor and waits to be raised as an alarm.
    pub(crate) fn untold(&self) -> Vec<AlarmKind> {
        self.untold.clone()
    }

    /// Forgets the first so many of [`Self::untold`]: they were raised.
    pub(crate) fn forget_told(&mut self, count: usize) {
        self.untold.drain(..count.min(self.untold.len()));
    }

    /// Judges every page; due after an unclean stop.
    ///
    /// # Errors
    /// [`file::FileFault::Damaged`].
    pub fn check_pages(&mut self) -> Result<(), Failure> {
        Ok(file::check_pages(self.connection()?)?)
    }

    /// Forgets the content keys of whoever signed in and empties the log; what locking asks of the
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

    fn index_tail(&mut self) -> Result<(), Failure> {
        self.write(|pen| {
            pen.is_written = index::catch_up(pen.tx, i64::MAX)?;
            Ok(())
        })
    }

    pub(crate) fn load_roster(&mut self) -> Result<(), Failure> {
        let writer = self.writer.as_ref().ok_or(Failure::Closed)?;
        self.roster = crate::exchange::publication::read_roster(writer)?.map(Arc::new);
        Ok(())
    }
}

/// What the file says of itself.
struct About {
    device: DeviceId,
    id_key: [u8; 32],
    generation: u64,
}

fn read_desk(connection: &Connection) -> Result<About, Failure> {
    connection
        .query_row(include_str!("desk/about.sql"), [], |row| {
            Ok(About {
                device: DeviceId::from_bytes(id(row, 0)?),
                id_key: row.get::<_, Bytes<32>>(1)?.0,
                generation: unsigned(row, 2)?,
            })
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
    let mut rows = select
        .query([append::hash_head(wanted)])
        .map_err(Failure::sqlite(failed))?;
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        if hash(row, 1).map_err(Failure::sqlite(failed))? == *wanted {
            return row.get(0).map(Some).map_err(Failure::sqlite(failed));
        }
    }
    Ok(None)
}

/// Reads the first subject of a record; none where it has none.
pub(crate) fn first_subject(
    connection: &Connection,
    row: i64,
) -> Result<Option<[u8; 16]>, Failure> {
    let header: Vec<u8> = connection
        .prepare_cached("SELECT header FROM record WHERE record = ?1")
        .and_then(|mut select| select.query_row([row], |row| row.get(0)))
        .map_err(Failure::sqlite("reading a header"))?;
    Ok(read_header(&header)?
        .subjects
        .first()
        .map(|link| *link.id.as_bytes()))
}
