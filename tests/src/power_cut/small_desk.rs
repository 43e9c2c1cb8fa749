//! A desk in small: records in a chain, a queue of what is to be sent and a projection, written in
//! one transaction each, under any settings of the database that one may be tempted to choose.
//! It shows which settings keep the promise and that the replay finds those that do not.

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::script::{Script, Standing, Transaction, record_hash};
use super::{Violation, Workload};
use crate::crash_vfs::{CrashVfs, index};

/// The database file.
const FILE: &str = "desk.db";
/// The name under which it is built aside.
const BUILD: &str = "desk.db.new";
/// The schema: records, queue, receipts and one projection.
const SCHEMA: &str = "
CREATE TABLE record (
    seq INTEGER PRIMARY KEY, prev BLOB NOT NULL, hash BLOB NOT NULL,
    dossier INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX record_by_dossier ON record (dossier, seq);
CREATE TABLE queue (seq INTEGER PRIMARY KEY) STRICT;
CREATE TABLE receipt (up_to INTEGER PRIMARY KEY) STRICT;
CREATE TABLE dossier (id INTEGER PRIMARY KEY, records INTEGER NOT NULL, last BLOB NOT NULL) STRICT;
";
/// Dossiers whose row is not what their records make of it.
const STALE_DOSSIERS: &str = "
SELECT count(*) FROM (
    SELECT dossier, count(*) AS records, max(seq) AS seq FROM record
    WHERE ?1 >= 0 GROUP BY dossier
) made
LEFT JOIN dossier ON dossier.id = made.dossier
JOIN record ON record.seq = made.seq
WHERE dossier.records IS NOT made.records OR dossier.last IS NOT record.hash
";
/// How many transactions lie between checkpoints of an idle moment.
const CHECKPOINT_EVERY: usize = 8;
/// How many transactions lie between a lock of the desk, which closes the file, and the next.
const LOCK_EVERY: usize = 17;
/// Further transactions that a desk may make when it resumes.
const SPARE_TRANSACTIONS: usize = 8;

/// How the file is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// Not at all.
    Plain,
    /// With SQLCipher, which keeps its salt in the first bytes of the file alone.
    SaltInFile,
    /// With SQLCipher, given its salt with the key.
    ExplicitSalt,
}

/// How transactions become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journal {
    /// A write-ahead log, `synchronous=EXTRA` set before it is switched on: our setting.
    WalExtra,
    /// A write-ahead log with `synchronous=FULL`.
    WalFull,
    /// A write-ahead log with `synchronous=NORMAL`.
    WalNormal,
    /// A rollback journal that is deleted, with `synchronous=EXTRA`.
    DeleteExtra,
    /// A rollback journal that is deleted, with `synchronous=FULL`.
    DeleteFull,
    /// A rollback journal that is cut to nothing, with `synchronous=FULL`.
    TruncateFull,
    /// A rollback journal whose head is overwritten, with `synchronous=FULL`.
    PersistFull,
}

/// The small desk under one choice of settings.
#[derive(Clone, Copy, Debug)]
pub struct SmallDesk {
    /// How its file is encrypted.
    pub cipher: Cipher,
    /// How its transactions become durable.
    pub journal: Journal,
    /// Whether its file is first built under another name, whole, and then put in its place.
    pub is_built_aside: bool,
    /// How many transactions a run makes.
    pub transactions: usize,
}

impl SmallDesk {
    /// The settings that desks have in earnest.
    pub const REAL: Self = Self::built_aside(Cipher::ExplicitSalt);
    /// The same without encryption.
    pub const PLAIN: Self = Self::built_aside(Cipher::Plain);

    /// A desk with 40 transactions a run, whose file is made in its place.
    pub const fn with(cipher: Cipher, journal: Journal) -> Self {
        Self {
            cipher,
            journal,
            is_built_aside: false,
            transactions: 40,
        }
    }

    const fn built_aside(cipher: Cipher) -> Self {
        Self {
            is_built_aside: true,
            ..Self::with(cipher, Journal::WalExtra)
        }
    }

    /// Every choice of settings that the table of a campaign compares.
    pub fn all() -> Vec<Self> {
        let journals = [
            Journal::WalExtra,
            Journal::WalFull,
            Journal::WalNormal,
            Journal::DeleteExtra,
            Journal::DeleteFull,
            Journal::TruncateFull,
            Journal::PersistFull,
        ];
        let plain = journals.map(|journal| Self::with(Cipher::Plain, journal));
        let sealed = [
            (Cipher::ExplicitSalt, Journal::WalExtra),
            (Cipher::ExplicitSalt, Journal::WalFull),
            (Cipher::ExplicitSalt, Journal::WalNormal),
            (Cipher::SaltInFile, Journal::WalExtra),
            (Cipher::ExplicitSalt, Journal::TruncateFull),
        ];
        let sealed = sealed.map(|(cipher, journal)| Self::with(cipher, journal));
        let real = [Self::PLAIN, Self::REAL];
        plain.into_iter().chain(sealed).chain(real).collect()
    }

    fn open(&self, vfs: &CrashVfs, file: &str) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags_and_vfs(file, flags, vfs.name())?;
        connection.execute_batch(self.cipher.pragma())?;
        connection.execute_batch(self.journal.pragma())?;
        connection.execute_batch(
            "PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON;
             PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA busy_timeout=0;",
        )?;
        Ok(connection)
    }

    /// Makes the file with its schema and opens it.
    fn begin(&self, vfs: &CrashVfs) -> Result<Connection, String> {
        if self.is_built_aside {
            self.build_aside(vfs)?;
            return self.open(vfs, FILE).map_err(told);
        }
        let mut connection = self.open(vfs, FILE).map_err(told)?;
        found(&mut connection).map_err(told)?;
        Ok(connection)
    }

    fn build_aside(&self, vfs: &CrashVfs) -> Result<(), String> {
        for leftover in ["", "-wal", "-journal"].map(|end| format!("{BUILD}{end}")) {
            if vfs.has(&leftover) {
                vfs.remove(&leftover).map_err(told)?;
            }
        }
        let mut connection = self.open(vfs, BUILD).map_err(told)?;
        found(&mut connection).map_err(told)?;
        close_whole(connection).map_err(told)?;
        vfs.sync_file(BUILD).map_err(told)?;
        vfs.rename(BUILD, FILE).map_err(told)?;
        vfs.sync_folder().map_err(told)
    }

    fn work(&self, vfs: &CrashVfs, script: &Script) -> Result<(), String> {
        let mut connection = self.begin(vfs)?;
        vfs.promise(0);
        let transactions = script.transactions.iter().take(self.transactions);
        for (done, transaction) in transactions.enumerate() {
            save(&mut connection, transaction).map_err(told)?;
            vfs.promise(number(done + 1));
            if (done + 1) % CHECKPOINT_EVERY == 0 {
                let folded = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
                folded.map_err(told)?;
            }
            if (done + 1) % LOCK_EVERY == 0 {
                close_whole(connection).map_err(told)?;
                connection = self.open(vfs, FILE).map_err(told)?;
            }
        }
        connection.close().map_err(|(_, fault)| told(fault))
    }

    /// Opens what is there and finds out after which transaction it stands; `None` where nothing
    /// was promised and nothing is there.
    fn opened(
        &self,
        vfs: &CrashVfs,
        script: &Script,
        promised: Option<u32>,
    ) -> Result<Option<(Connection, usize)>, Violation> {
        let absent = || match promised {
            None => Ok(None),
            Some(number) => Err(Violation::Lost(format!("the schema, of {number} promised"))),
        };
        if self.is_built_aside && !vfs.has(FILE) {
            return absent();
        }
        let connection = self.open(vfs, FILE).map_err(unopenable)?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = connection
            .query_row(tables, [], |row| row.get(0))
            .map_err(unopenable)?;
        if tables == 0 {
            return absent();
        }
        let standing = verify(&connection)?;
        let place = place_of(&standing, script, promised)?;
        Ok(Some((connection, place)))
    }
}

impl Workload for SmallDesk {
    type Promises = Script;

    fn name(&self) -> String {
        let aside = if self.is_built_aside { ".aside" } else { "" };
        format!(
            "small.{}.{}{aside}",
            self.cipher.name(),
            self.journal.name()
        )
    }

    fn promises(&self, seed: u64) -> Script {
        Script::new(seed, self.transactions + SPARE_TRANSACTIONS)
    }

    fn run(&self, vfs: &CrashVfs, promises: &mut Script) -> Result<(), String> {
        self.work(vfs, promises)
    }

    fn judge(
        &self,
        vfs: &CrashVfs,
        promises: &Script,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        self.opened(vfs, promises, promised).map(|_| ())
    }

    fn resume(
        &self,
        vfs: &CrashVfs,
        promises: &Script,
        promised: Option<u32>,
    ) -> Result<(), Violation> {
        let (connection, next) = match self.opened(vfs, promises, promised)? {
            None => (self.begin(vfs).map_err(Violation::Unopenable)?, 0),
            Some((mut connection, place)) => {
                vfs.promise(number(place));
                let Some(transaction) = promises.transactions.get(place) else {
                    return Ok(());
                };
                save(&mut connection, transaction).map_err(unopenable)?;
                (connection, place + 1)
            }
        };
        vfs.promise(number(next));
        let checkpoint = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
        checkpoint.map_err(unopenable)
    }
}

/// Folds the log into the file, empties it, and closes.
fn close_whole(connection: Connection) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    connection.close().map_err(|(_, fault)| fault)
}

/// Makes the schema where there is none.
fn found(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.commit()
}

fn save(connection: &mut Connection, transaction: &Transaction) -> rusqlite::Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match transaction {
        Transaction::Records(records) => {
            for record in records {
                tx.prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute((
                        record.seq,
                        record.prev,
                        record.hash,
                        record.dossier,
                        &record.body,
                    ))?;
                tx.prepare_cached("INSERT INTO queue VALUES (?1)")?
                    .execute([record.seq])?;
                tx.prepare_cached(
                    "INSERT INTO dossier VALUES (?1, 1, ?2)
                     ON CONFLICT (id) DO UPDATE SET records = records + 1, last = excluded.last",
                )?
                .execute((record.dossier, record.hash))?;
            }
        }
        Transaction::Receipt(up_to) => {
            tx.execute("INSERT INTO receipt VALUES (?1)", [up_to])?;
            tx.execute("DELETE FROM queue WHERE seq <= ?1", [up_to])?;
        }
    }
    tx.commit()
}

/// Checks the database, the chain, the queue and the projection, and says where the desk stands.
fn verify(connection: &Connection) -> Result<Standing, Violation> {
    let intact: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(damaged)?;
    if intact != "ok" {
        return Err(Violation::Damaged(intact));
    }
    let standing = walk_chain(connection).map_err(damaged)??;
    let (received, records) = (standing.received, standing.records);
    let count = |query: &str| -> Result<i64, Violation> {
        connection
            .query_row(query, [received], |row| row.get(0))
            .map_err(damaged)
    };
    let waiting = count("SELECT count(*) FROM queue WHERE seq > ?1")?;
    let answered = count("SELECT count(*) FROM queue WHERE seq <= ?1")?;
    if waiting != records - received || answered != 0 {
        let queue = format!("{waiting} queued, {answered} of them answered, of {records} records");
        return Err(Violation::NotWhole(queue));
    }
    if count(STALE_DOSSIERS)? != 0 {
        return Err(Violation::NotWhole(
            "the projection is not what the records make".to_owned(),
        ));
    }
    Ok(standing)
}

fn walk_chain(connection: &Connection) -> rusqlite::Result<Result<Standing, Violation>> {
    let received = "SELECT coalesce(max(up_to), 0) FROM receipt";
    let mut standing = Standing {
        records: 0,
        head: [0; 32],
        received: connection.query_row(received, [], |row| row.get(0))?,
    };
    let mut select = connection
        .prepare_cached("SELECT seq, prev, hash, dossier, body FROM record ORDER BY seq")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, dossier): (i64, i64) = (row.get(0)?, row.get(3)?);
        let (prev, hash): ([u8; 32], [u8; 32]) = (row.get(1)?, row.get(2)?);
        let body: Vec<u8> = row.get(4)?;
        standing.records += 1;
        let follows = seq == standing.records && prev == standing.head;
        if !follows || hash != record_hash(seq, &prev, dossier, &body) {
            return Ok(Err(Violation::Damaged(format!(
                "the chain breaks at record {seq}"
            ))));
        }
        standing.head = hash;
    }
    Ok(Ok(standing))
}

/// Finds the transaction after which the desk stands so: the last promised one, or the next.
fn place_of(
    standing: &Standing,
    script: &Script,
    promised: Option<u32>,
) -> Result<usize, Violation> {
    let least = promised.map_or(0, |number| index(number.into()));
    let may_be_more = usize::from(promised.is_some());
    let places = least..=least + may_be_more;
    if let Some(place) = places
        .clone()
        .find(|place| script.standings.get(*place) == Some(standing))
    {
        return Ok(place);
    }
    let found = script.standings.iter().position(|other| other == standing);
    Err(match found {
        Some(place) if place < least => {
            Violation::Lost(format!("transactions {} to {least}", place + 1))
        }
        Some(place) => Violation::NotWhole(format!("transaction {place} was not yet asked for")),
        None => Violation::NotWhole(format!(
            "{} records, a state that never was",
            standing.records
        )),
    })
}

impl Cipher {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::SaltInFile => "salt_in_file",
            Self::ExplicitSalt => "explicit_salt",
        }
    }

    fn pragma(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::SaltInFile => {
                "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\";
                 PRAGMA cipher_memory_security = OFF;"
            }
            Self::ExplicitSalt => {
                "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\
                 303132333435363738393a3b3c3d3e3f'\";
                 PRAGMA cipher_memory_security = OFF;"
            }
        }
    }
}

impl Journal {
    fn name(self) -> &'static str {
        match self {
            Self::WalExtra => "wal_extra",
            Self::WalFull => "wal_full",
            Self::WalNormal => "wal_normal",
            Self::DeleteExtra => "delete_extra",
            Self::DeleteFull => "delete_full",
            Self::TruncateFull => "truncate_full",
            Self::PersistFull => "persist_full",
        }
    }

    fn pragma(self) -> &'static str {
        match self {
            Self::WalExtra => "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL;",
            Self::WalFull => "PRAGMA synchronous=FULL; PRAGMA journal_mode=WAL;",
            Self::WalNormal => "PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL;",
            Self::DeleteExtra => "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=DELETE;",
            Self::DeleteFull => "PRAGMA synchronous=FULL; PRAGMA journal_mode=DELETE;",
            Self::TruncateFull => "PRAGMA synchronous=FULL; PRAGMA journal_mode=TRUNCATE;",
            Self::PersistFull => "PRAGMA synchronous=FULL; PRAGMA journal_mode=PERSIST;",
        }
    }
}

fn number(transaction: usize) -> u32 {
    u32::try_from(transaction).unwrap_or(u32::MAX)
}

fn told(fault: impl std::error::Error) -> String {
    fault.to_string()
}

fn unopenable(fault: rusqlite::Error) -> Violation {
    Violation::Unopenable(fault.to_string())
}

fn damaged(fault: rusqlite::Error) -> Violation {
    Violation::Damaged(fault.to_string())
}
