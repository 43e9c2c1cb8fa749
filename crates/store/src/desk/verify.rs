//! Verifying every chain of the file: places, links, hashes, signatures, facts.
//!
//! The own chains must be whole from their first record; of others' only what a feed brought is
//! here, so there each record is judged by itself and by its neighbours. Sealed parts are
//! checked against their commitments as far as a viewer can open them.

use ledger::id::{DeviceId, Incarnation};
use ledger::judge::KeySource;
use ledger::part::PartName;
use ledger::seal::ChainHead;
use ledger::{Hash, Record};
use rusqlite::Connection;

use super::parts::{OpenedKeys, Viewer};
use crate::exchange::outbox::StoredRecord;
use crate::failure::Failure;
use crate::row::{hash, id, unsigned};

/// Records judged at a time.
const RECORDS_AT_ONCE: u32 = 512;

/// A fault in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFault {
    /// Whose chain.
    pub device: DeviceId,
    /// Which life.
    pub incarnation: Incarnation,
    /// Which place.
    pub seq: u64,
    /// What is wrong.
    pub fault: &'static str,
}

/// One chain as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// The last record here.
    pub head: ChainHead,
    /// Records here.
    pub records: u64,
    /// It is this desk's own.
    pub is_own: bool,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LedgerReport {
    /// Every chain.
    pub chains: Vec<ChainReport>,
    /// What is wrong; nothing, if all is well.
    pub faults: Vec<LedgerFault>,
}

impl LedgerReport {
    /// Counts the records that were looked at.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.chains
            .iter()
            .map(|chain| chain.records)
            .fold(0, u64::saturating_add)
    }
}

struct Chain {
    row: i64,
    device: DeviceId,
    incarnation: Incarnation,
    own_head: Option<(u64, Hash)>,
}

impl crate::read::Reader {
    /// Verifies every chain of the file.
    ///
    /// # Errors
    /// The file; what is wrong with records is in the report.
    pub fn verify_ledger(
        &self,
        viewer: &Viewer,
        keys: &dyn KeySource,
    ) -> Result<LedgerReport, Failure> {
        let mut report = LedgerReport::default();
        for chain in list_chains(self.connection())? {
            let found = verify_chain(self.connection(), viewer, keys, &chain, &mut report)?;
            report.chains.push(found);
        }
        Ok(report)
    }
}

fn list_chains(connection: &Connection) -> Result<Vec<Chain>, Failure> {
    let failed = "listing the chains";
    let mut select = connection
        .prepare_cached(include_str!("verify/chains.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| {
        let own_seq: Option<i64> = row.get(3)?;
        let own_head = match own_seq {
            Some(_) => Some((unsigned(row, 3)?, hash(row, 4)?)),
            None => None,
        };
        Ok(Chain {
            row: row.get(0)?,
            device: DeviceId::from_bytes(id(row, 1)?),
            incarnation: Incarnation::from_bytes(id(row, 2)?),
            own_head,
        })
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

fn verify_chain(
    connection: &Connection,
    viewer: &Viewer,
    keys: &dyn KeySource,
    chain: &Chain,
    report: &mut LedgerReport,
) -> Result<ChainReport, Failure> {
    let mut walk = Walk::begin(chain);
    let mut records = 0_u64;
    let mut opened = OpenedKeys::default();
    let mut after = (0_i64, 0_i64);
    let fault = |seq, fault| LedgerFault {
        device: chain.device,
        incarnation: chain.incarnation,
        seq,
        fault,
    };
    loop {
        let page = read_page(connection, chain.row, after)?;
        let Some((seq, row, _)) = page.last() else {
            break;
        };
        after = (*seq, *row);
        for (seq, _, stored) in page {
            records = records.saturating_add(1);
            let seq = u64::try_from(seq).unwrap_or_default();
            let judged = match put_together(connection, viewer, &mut opened, stored)? {
                Some(record) => {
                    judge(keys, chain, seq, &record).and_then(|()| walk.step(chain, &record))
                }
                None => Err("the record is altered"),
            };
            report
                .faults
                .extend(judged.err().map(|named| fault(seq, named)));
        }
    }
    if let Some((seq, _)) = chain.own_head.filter(|(seq, _)| *seq > 0 && !walk.met_head) {
        report
            .faults
            .push(fault(seq, "the chain does not come to its head"));
    }
    Ok(ChainReport {
        head: walk.head,
        records,
        is_own: chain.own_head.is_some(),
    })
}

/// Steps along a chain, through the places where a fork has left two records.
struct Walk {
    head: ChainHead,
    /// Hashes of the good records at the last place.
    here: Vec<Hash>,
    /// Those at the place before it; none where that is not here.
    before: Vec<Hash>,
    met_head: bool,
}

impl Walk {
    fn begin(chain: &Chain) -> Self {
        Self {
            head: ChainHead::genesis(chain.device, chain.incarnation),
            here: vec![Hash::ZERO],
            before: Vec::new(),
            met_head: false,
        }
    }

    fn step(&mut self, chain: &Chain, record: &Record) -> Result<(), &'static str> {
        let seq = record.header().seq;
        if seq > self.head.seq {
            let follows = seq == self.head.seq.saturating_add(1);
            // What the desk itself wrote is whole; of others' only what a feed brought is here.
            if !follows && chain.own_head.is_some_and(|(own, _)| seq <= own) {
                return Err("a record is missing before it");
            }
            self.before = std::mem::take(&mut self.here);
            if !follows {
                self.before.clear();
            }
        }
        if !self.before.is_empty() && !self.before.contains(&record.header().prev) {
            return Err("it follows another record");
        }
        self.here.push(record.hash());
        self.head = ChainHead::at(record.sealed());
        self.met_head |= chain.own_head == Some((seq, record.hash()));
        Ok(())
    }
}

/// Puts a record together with the parts that the viewer may open; none where it is altered.
fn put_together(
    connection: &Connection,
    viewer: &Viewer,
    opened: &mut OpenedKeys,
    stored: StoredRecord,
) -> Result<Option<Record>, Failure> {
    let facts_only = stored.facts_only();
    match stored.open(connection, viewer, opened) {
        Ok(Some(record)) => Ok(Some(record)),
        Ok(None) => Ok(facts_only),
        Err(Failure::Unreadable(_) | Failure::Seal(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Judges one record by itself.
fn judge(
    keys: &dyn KeySource,
    chain: &Chain,
    seq: u64,
    record: &Record,
) -> Result<(), &'static str> {
    let header = record.header();
    let is_here = header.device == chain.device
        && header.incarnation == chain.incarnation
        && header.seq == seq;
    if !is_here {
        return Err("the record stands in another's place");
    }
    let key = keys.find_device_key(chain.device, chain.incarnation);
    if key.is_none_or(|key| record.verify_device(&key).is_err()) {
        return Err("the device's signature is not good");
    }
    if parts_hold(record) {
        Ok(())
    } else {
        Err("a part is not what the header commits to")
    }
}

fn parts_hold(record: &Record) -> bool {
    let has_facts = record.find_part(PartName::Facts).is_some()
        || record.header().find_commitment(PartName::Facts).is_none();
    has_facts
        && record
            .parts()
            .iter()
            .all(|part| record.header().find_commitment(part.name) == Some(&part.commitment()))
}

fn read_page(
    connection: &Connection,
    chain: i64,
    after: (i64, i64),
) -> Result<Vec<(i64, i64, StoredRecord)>, Failure> {
    let failed = "reading a chain";
    let mut select = connection
        .prepare_cached(include_str!("verify/page.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((chain, after.0, after.1, RECORDS_AT_ONCE), |row| {
        Ok((row.get(8)?, row.get(0)?, StoredRecord::read(row)?))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
