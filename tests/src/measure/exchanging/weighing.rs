//! What a record weighs: on the wire, alone and among many, and at rest with everything that is
//! projected from it; beside its raw CBOR and beside plain JSON.

use anyhow::Result;
use data_encoding::BASE64;
use ledger::{PartName, Record};
use serde_json::json;
use sync::limits::PAGE_RECORDS_MAX;
use sync::page::fold_records;

use super::super::Row;
use super::run::Exchanged;

/// What the design allows a record among many, bytes.
const AMONG_MANY_AIM: usize = 240;
/// What it allows one that bears two signatures.
const CUSTODY_AIM: usize = 320;
/// What it allows one record alone, both bodies.
const ALONE_AIM: usize = 700;

/// The rows of what was exchanged.
pub(super) fn rows(
    records: &[Record],
    pushed: &Exchanged,
    pulled: &Exchanged,
    alone: &Exchanged,
    at_rest: u64,
) -> Result<Vec<Row>> {
    let (custody, receptions): (Vec<Record>, Vec<Record>) = records
        .iter()
        .cloned()
        .partition(|record| record.find_part(PartName::Person).is_none());
    let all = Beside::of(records);
    let each = |bytes: usize| bytes / records.len().max(1);
    let sent = each(pushed.load.pushed);
    let custody_folded = folded(&custody)?;
    Ok(vec![
        Row::new(
            "… bytes on the wire a record, sent / fetched",
            format!("{sent} / {} bytes", each(pulled.load.pulled)),
            format!("{}; each has two signatures", all.text()),
        )
        .aims_at("≤ 240, with two signatures ≤ 320", sent <= CUSTODY_AIM),
        Row::new(
            "… of these a custody record",
            format!("{custody_folded} bytes"),
            Beside::of(&custody).text(),
        )
        .aims_at("≤ 320", custody_folded <= CUSTODY_AIM),
        Row::new(
            "… of these a reception with all its parts",
            format!("{} bytes", folded(&receptions)?),
            Beside::of(&receptions).text(),
        )
        .aims_at("≤ 240", folded(&receptions)? <= AMONG_MANY_AIM),
        Row::new(
            "… one reception alone, both bodies",
            format!("{} bytes", alone.load.bodies),
            Beside::of(&receptions).text(),
        )
        .aims_at("≤ 700", alone.load.bodies <= ALONE_AIM),
        Row::new(
            "bytes a record at rest, everything projected",
            format!("{} bytes", at_rest / records.len().max(1) as u64),
            format!("{}, in plain files", all.text()),
        ),
    ])
}

/// Bytes of one record in the largest pages.
fn folded(records: &[Record]) -> Result<usize> {
    let mut bytes = 0;
    for page in records.chunks(PAGE_RECORDS_MAX as usize) {
        bytes += fold_records(page.to_vec())?.len();
    }
    Ok(bytes / records.len().max(1))
}

/// The same records in other clothes, bytes each.
struct Beside {
    cbor: usize,
    json: usize,
}

impl Beside {
    fn of(records: &[Record]) -> Self {
        let count = records.len().max(1);
        Self {
            cbor: records.iter().map(Record::encoded_bytes).sum::<usize>() / count,
            json: records.iter().map(json_bytes).sum::<usize>() / count,
        }
    }

    fn text(&self) -> String {
        format!("raw CBOR {}, JSON {}", self.cbor, self.json)
    }
}

/// Bytes of a record as somebody would write it in JSON: names for fields, base64 for bytes.
fn json_bytes(record: &Record) -> usize {
    let header = record.header();
    let base64 = |bytes: &[u8]| BASE64.encode(bytes);
    let subjects: Vec<_> = header
        .subjects
        .iter()
        .map(|link| {
            let deps: Vec<_> = link.deps.iter().map(|dep| base64(dep.as_bytes())).collect();
            json!({ "id": link.id.to_string(), "deps": deps, "lamport": link.lamport })
        })
        .collect();
    let parts: Vec<_> = record
        .parts()
        .iter()
        .map(|part| {
            json!({
                "name": part.name.code(),
                "salt": base64(&part.salt),
                "bytes": base64(&part.bytes),
            })
        })
        .collect();
    let commitments: Vec<_> = header
        .commitments
        .iter()
        .map(|(name, hash)| json!([name.code(), base64(hash.as_bytes())]))
        .collect();
    let whole = json!({
        "device": header.device.to_string(),
        "incarnation": header.incarnation.to_string(),
        "seq": header.seq,
        "prev": base64(header.prev.as_bytes()),
        "subjects": subjects,
        "act_id": header.act_id.to_string(),
        "recorded_at": header.recorded_at,
        "monotonic": header.monotonic,
        "author": header.author.map(|person| person.to_string()),
        "kind": header.kind,
        "version": header.version,
        "commitments": commitments,
        "author_signature": record.author_signature().map(|own| base64(own.as_bytes())),
        "device_signature": base64(record.device_signature().as_bytes()),
        "parts": parts,
    });
    whole.to_string().len()
}
