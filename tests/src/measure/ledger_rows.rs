//! Signing, judging and folding records into pages: one core, both signatures.

use std::time::Instant;

use anyhow::{Result, anyhow};
use ledger::{
    ActId, ChainHead, ClockGrade, Draft, Incarnation, Part, PartName, PersonId, Record, Signer,
    SigningKey, SubjectId, SubjectLink, seal,
};

use super::Row;

/// A kind of the domain whose record moves custody.
const KIND: u16 = 69;
/// Facts of an acceptance with three papers are about so long.
const FACTS_BYTES: usize = 110;

/// Seals, judges and reads so many records.
///
/// # Errors
/// A record cannot be sealed.
pub(super) fn measure(count: u64) -> Result<Vec<Row>> {
    let device = SigningKey::from_bytes([7; 32]);
    let author = SigningKey::from_bytes([8; 32]);
    let id = device.verification_key().device_id();
    let mut head = ChainHead::genesis(id, Incarnation::from_bytes([1; 16]));
    let mut records = Vec::new();
    let started = Instant::now();
    for number in 0..count {
        let (record, next) = seal(draft(number), &head, &device, Some(&author))
            .map_err(|error| anyhow!("not sealed: {error}"))?;
        head = next;
        records.push(record);
    }
    let sealed = rate(count, started);
    let started = Instant::now();
    let (mut sound, mut bytes) = (0, 0);
    for record in &records {
        let is_device = record.verify_device(&device.verification_key()).is_ok();
        let is_author = record.verify_author(&author.verification_key()).is_ok();
        sound += u64::from(is_device && is_author);
        bytes += record.encoded_bytes();
    }
    let judged = rate(count, started);
    let started = Instant::now();
    let decoded = records
        .iter()
        .filter(|record| Record::decode(&record.encode()).is_ok())
        .count();
    let read = rate(count, started);
    anyhow::ensure!(
        sound == count && decoded == records.len(),
        "a record does not hold"
    );
    Ok(vec![
        Row::new(
            "seal a custody record, one core",
            format!("{sealed:.0}/s"),
            "two signatures",
        ),
        Row::new(
            "judge a custody record alone, one core",
            format!("{judged:.0}/s"),
            "ZIP-215",
        ),
        Row::new(
            "encode and read a record, one core",
            format!("{read:.0}/s"),
            "hash included",
        ),
        Row::new(
            "a custody record verbatim",
            format!("{} bytes", bytes as u64 / count),
            "before pages are folded and compressed",
        ),
    ])
}

fn rate(count: u64, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}

fn draft(number: u64) -> Draft {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    Draft {
        subjects: vec![SubjectLink {
            id: SubjectId::from_bytes(id),
            deps: Vec::new(),
            lamport: 1,
        }],
        act_id: ActId::from_bytes(id),
        recorded_at: i64::try_from(number).unwrap_or(0),
        clock: ClockGrade::Trusted,
        monotonic: number,
        author: Some(PersonId::from_bytes([9; 16])),
        kind: KIND,
        version: 1,
        parts: vec![Part {
            name: PartName::Facts,
            salt: id,
            bytes: vec![0; FACTS_BYTES],
        }],
        blobs: Vec::new(),
    }
}
