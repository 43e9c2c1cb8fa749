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
    let mut at = ChainHead::genesis(chain.device, chain.incarnation);
    let mut records = 0_u64;
    let mut opened = OpenedKeys::default();
    let mut after = 0_i64;
    loop {
        let page = read_page(connection, chain.row, after)?;
        let Some((last, _, _)) = page.last() else {
            break;
        };
        after = *last;
        for (_, seq, stored) in page {
            records = records.saturating_add(1);
            let fault = |fault| LedgerFault {
                device: chain.device,
                incarnation: chain.incarnation,
                seq,
                fault,
            };
            match judge(
                connection,
                viewer,
                keys,
                &mut opened,
                (chain, &at, seq),
                stored,
            )? {
                Ok(head) => at = head,
                Err(named) => report.faults.push(fault(named)),
            }
        }
    }
    if let Some((seq, hash)) = chain.own_head
        && (at.seq, at.hash) != (seq, hash)
    {
        let (device, incarnation) = (chain.device, chain.incarnation);
        let fault = "the chain does not come to its head";
        report.faults.push(LedgerFault {
            device,
            incarnation,
            seq,
            fault,
        });
    }
    Ok(ChainReport {
        head: at,
        records,
        is_own: chain.own_head.is_some(),
    })
}

/// Judges one record; gives the head after it, or what is wrong.
fn judge(
    connection: &Connection,
    viewer: &Viewer,
    keys: &dyn KeySource,
    opened: &mut OpenedKeys,
    (chain, at, seq): (&Chain, &ChainHead, u64),
    stored: StoredRecord,
) -> Result<Result<ChainHead, &'static str>, Failure> {
    let facts_only = stored.facts_only();
    let record = match stored.open(connection, viewer, opened) {
        Ok(Some(record)) => record,
        Ok(None) => match facts_only {
            Some(record) => record,
            None => return Ok(Err("the record is altered")),
        },
        Err(Failure::Unreadable(_) | Failure::Seal(_)) => {
            return Ok(Err("the record is altered"));
        }
        Err(failure) => return Err(failure),
    };
    let header = record.header();
    let is_here = header.device == chain.device
        && header.incarnation == chain.incarnation
        && header.seq == seq;
    if !is_here {
        return Ok(Err("the record stands in another's place"));
    }
    let follows = seq == at.seq.saturating_add(1);
    if chain.own_head.is_some() && !follows {
        return Ok(Err("a record is missing before it"));
    }
    if follows && header.prev != at.hash {
        return Ok(Err("it follows another record"));
    }
    let key = keys.find_device_key(chain.device, chain.incarnation);
    let is_signed = key.is_some_and(|key| record.verify_device(&key).is_ok());
    if !is_signed {
        return Ok(Err("the device's signature is not good"));
    }
    if !parts_hold(&record) {
        return Ok(Err("a part is not what the header commits to"));
    }
    Ok(Ok(ChainHead::at(record.sealed())))
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
    after: i64,
) -> Result<Vec<(i64, u64, StoredRecord)>, Failure> {
    let failed = "reading a chain";
    let mut select = connection
        .prepare_cached(include_str!("verify/page.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map((chain, after, RECORDS_AT_ONCE), |row| {
        Ok((row.get(8)?, unsigned(row, 8)?, StoredRecord::read(row)?))
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}
