//! Looking at a page before the writer sees it: unfold, check every signature and every part.
//!
//! This is the costly half of a push and needs no lock: it runs beside the writer.

use ledger::id::Hash;
use ledger::judge::{Absences, AuthorStanding, RecordFault, judge_all};
use ledger::part::PartName;
use ledger::record::Record;
use sync::fault::{Refusal, RefusalCode};
use sync::page::{Item, PageFault, unfold};
use sync::protocol::RefusedRecord;

use super::Registry;

/// A page whose records were looked at one by one.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// Records, with what their authors' signatures are worth.
    pub records: Vec<(Record, AuthorStanding)>,
    /// Bytes that are no records, by their hash.
    pub refused: Vec<(Hash, RefusedRecord)>,
}

/// A desk that offers another's record may hold it without the parts its duty may not see; the
/// record is better than none, and the missing part is taken up when somebody brings it.
struct PartsMayFollow;

impl Absences for PartsMayFollow {
    fn is_explained(&self, _: &Hash, part: PartName) -> bool {
        part != PartName::Facts
    }
}

/// Unfolds and examines a page. `seed` must be random: it weighs the signatures of the batch.
///
/// # Errors
/// The page as a whole cannot be read; single records that are none are answered by name.
pub fn examine(registry: &Registry, page: &[u8], seed: [u8; 32]) -> Result<Examined, Refusal> {
    let items = unfold(page, &[]).map_err(|fault| {
        let is_size = matches!(fault, PageFault::TooLarge { .. } | PageFault::TooMany(_));
        let code = if is_size {
            RefusalCode::TooLarge
        } else {
            RefusalCode::Malformed
        };
        Refusal::new(code, fault.to_string())
    })?;
    let records: Vec<Record> = items
        .into_iter()
        .filter_map(|item| match item {
            Item::Record(record) => Some(*record),
            Item::Reference(_) => None,
        })
        .collect();
    let verdicts = judge_all(&records, registry, &PartsMayFollow, seed);
    let mut examined = Examined::default();
    for (record, verdict) in records.into_iter().zip(verdicts) {
        match verdict {
            Ok(standing) => examined.records.push((record, standing)),
            Err(fault) => examined.refused.push((record.hash(), refused(fault))),
        }
    }
    Ok(examined)
}

const fn refused(fault: RecordFault) -> RefusedRecord {
    match fault {
        RecordFault::DeviceKeyUnknown => RefusedRecord::UnknownDevice,
        RecordFault::DeviceSignature => RefusedRecord::DeviceSignature,
        RecordFault::PartAltered { .. } | RecordFault::PartForeign { .. } => {
            RefusedRecord::Commitment
        }
        RecordFault::PartMissing { .. } => RefusedRecord::PartMissing,
    }
}
