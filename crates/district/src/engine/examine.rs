//! Looking at a page before the writer sees it: unfold, check every signature and every part.
//!
//! This is the costly half of a push and needs no lock: it runs beside the writer.

use ledger::carried::carried_original;
use ledger::id::Hash;
use ledger::judge::{Absences, AuthorStanding, RecordFault, judge_all};
use ledger::kind::CARRIED;
use ledger::part::PartName;
use ledger::record::Record;
use sync::fault::{Refusal, RefusalCode};
use sync::page::{Item, PageFault, unfold};
use sync::protocol::RefusedRecord;

use super::Registry;

/// A page whose records were looked at one by one.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// Records, each with what it is judged by.
    pub records: Vec<Judged>,
    /// Bytes that are no records, by their hash.
    pub refused: Vec<(Hash, RefusedRecord)>,
}

/// A record that its device signed.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The record.
    pub record: Record,
    /// What its author's signature is worth.
    pub standing: AuthorStanding,
    /// What it carries, where it is a carrier: that is what will have the effect.
    pub original: Option<Original>,
}

/// What a carrier carries.
#[derive(Debug, Clone)]
pub enum Original {
    /// A record by itself: its own device signed it and its parts are what it commits to.
    Sound(Box<Record>, AuthorStanding),
    /// Nothing vouches for it, or it cannot be read.
    Unsound,
}

impl Judged {
    /// Gives the record that has the effect: the original of a carrier, else the record itself.
    /// Of a carrier whose original is unsound there is none.
    #[must_use]
    pub fn effective(&self) -> Option<(&Record, AuthorStanding)> {
        match &self.original {
            None => Some((&self.record, self.standing)),
            Some(Original::Sound(original, standing)) => Some((original, *standing)),
            Some(Original::Unsound) => None,
        }
    }
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
    let verdicts = judge_divided(&records, registry, seed);
    let mut examined = Examined::default();
    for (record, verdict) in records.into_iter().zip(verdicts) {
        match verdict {
            Ok(standing) => examined.records.push(Judged {
                record,
                standing,
                original: None,
            }),
            Err(fault) => examined.refused.push((record.hash(), refused(fault))),
        }
    }
    judge_originals(registry, &mut examined.records, seed);
    Ok(examined)
}

/// Records from which on a second core is worth its start: about 6 ms of work.
const DIVIDED_MIN: usize = 128;

/// Judges on both cores where there are many records: the desk waits for its page.
fn judge_divided(
    records: &[Record],
    registry: &Registry,
    seed: [u8; 32],
) -> Vec<Result<AuthorStanding, RecordFault>> {
    let judge = |records: &[Record]| judge_all(records, registry, &PartsMayFollow, seed);
    if records.len() < DIVIDED_MIN {
        return judge(records);
    }
    let (one, other) = records.split_at(records.len() / 2);
    std::thread::scope(|scope| {
        let ahead = scope.spawn(|| judge(one));
        let behind = judge(other);
        match ahead.join() {
            Ok(verdicts) => verdicts.into_iter().chain(behind).collect(),
            // A judge that fell over has judged nothing; alone it names its reason.
            Err(_) => judge(records),
        }
    })
}

/// Judges what the carriers of a page carry, by the same rules as any record.
fn judge_originals(registry: &Registry, judged: &mut [Judged], seed: [u8; 32]) {
    let mut carriers = Vec::new();
    let mut originals = Vec::new();
    for judged in judged
        .iter_mut()
        .filter(|judged| judged.record.header().kind == CARRIED)
    {
        judged.original = Some(Original::Unsound);
        if let Ok(original) = carried_original(&judged.record) {
            originals.push(original);
            carriers.push(judged);
        }
    }
    if originals.is_empty() {
        return;
    }
    let verdicts = judge_all(&originals, registry, &PartsMayFollow, seed);
    for ((carrier, original), verdict) in carriers.into_iter().zip(originals).zip(verdicts) {
        if let Ok(standing) = verdict {
            carrier.original = Some(Original::Sound(Box::new(original), standing));
        }
    }
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
