//! Reading a page of a feed, with the parts that the office's duty may see.

use ledger::feed::FeedHead;
use ledger::id::{DeviceId, Hash, Incarnation};
use ledger::log_end::{EARLIER_LOGS_LEAF, earlier_logs_leaf};
use ledger::record::Record;
use sync::fault::{Refusal, RefusalCode};
use sync::limits::{PAGE_BYTES_MAX, PAGE_RECORDS_MAX};
use sync::page::{Item, fold};
use sync::protocol::{
    Diverged, EarlierLogs, FeedSample, Inclusion, PullReply, PullRequest, Verbatim, Witness,
};

use super::epoch::earlier_logs;
use super::feeding::feed_head;
use super::greeting::witness;
use super::log::inclusion;
use super::{View, assemble, damaged};
use crate::database::{DeviceState, EpochRow, FeedRow, Outcome, Reading};

/// Answers a pull of a device whose request's signature was checked.
///
/// # Errors
/// The database cannot be read.
pub fn pull(
    tx: &dyn Reading,
    view: &View,
    caller: DeviceId,
    request: &PullRequest,
    now: i64,
) -> Outcome<Result<PullReply, Refusal>> {
    let Some(epoch) = tx.epoch()?.filter(|row| row.epoch == request.epoch) else {
        return Ok(Err(Refusal::new(
            RefusalCode::ForeignEpoch,
            "another epoch",
        )));
    };
    if let Err(refusal) = may_read(view, caller, request) {
        return Ok(Err(refusal));
    }
    let head = feed_head(tx, request.cursor.unit)?;
    let reply = PullReply {
        epoch: epoch.epoch,
        witness: witness(tx, epoch.epoch, epoch.size, request.seen)?,
        page: None,
        head: head.position,
        diverged: None,
        server_time: now,
        withheld_parts: view.registry.withheld_parts(request.cursor.unit, now),
        last: None,
    };
    if !is_common(tx, &request.cursor)? {
        let diverged = Some(sample(tx, &request.cursor, &head)?);
        return Ok(Ok(PullReply {
            diverged,
            witness: Witness::clone(&reply.witness),
            ..reply
        }));
    }
    fill(tx, &epoch, caller, request, reply).map(Ok)
}

fn may_read(view: &View, caller: DeviceId, request: &PullRequest) -> Result<(), Refusal> {
    let device = view.registry.find_device(caller);
    if device.is_some_and(|row| row.state == DeviceState::Revoked) {
        return Err(Refusal::new(
            RefusalCode::ReadingClosed,
            "the device was revoked",
        ));
    }
    if view
        .registry
        .readable_units(caller)
        .contains(&request.cursor.unit)
    {
        Ok(())
    } else {
        Err(Refusal::new(
            RefusalCode::ForeignFeed,
            "not this desk's feed",
        ))
    }
}

fn is_common(tx: &dyn Reading, cursor: &FeedHead) -> Outcome<bool> {
    if cursor.position == 0 {
        return Ok(cursor.hash == Hash::ZERO);
    }
    let entry = tx.find_feed_entry(cursor.unit, cursor.position)?;
    Ok(entry.is_some_and(|row| row.hash == cursor.hash))
}

/// Gives entries below the cursor with growing steps, so that the desk finds in one round trip
/// where both were still the same; position 0 is always among them.
fn sample(tx: &dyn Reading, cursor: &FeedHead, head: &FeedHead) -> Outcome<Diverged> {
    let mut samples = Vec::new();
    let mut position = cursor.position.min(head.position);
    let mut step = 1;
    while position > 0 {
        if let Some(row) = tx.find_feed_entry(cursor.unit, position)? {
            samples.push(FeedSample {
                position,
                hash: row.hash,
            });
        }
        position = position.saturating_sub(step);
        // One by one at first: most losses are short.
        step = if samples.len() < 64 { 1 } else { step * 2 };
    }
    samples.push(FeedSample {
        position: 0,
        hash: Hash::ZERO,
    });
    Ok(Diverged { samples })
}

fn fill(
    tx: &dyn Reading,
    epoch: &EpochRow,
    caller: DeviceId,
    request: &PullRequest,
    mut reply: PullReply,
) -> Outcome<PullReply> {
    let count = request.records_max.clamp(1, PAGE_RECORDS_MAX);
    let mut room = request.bytes_max.min(PAGE_BYTES_MAX) as usize;
    let own_up_to = own_up_to(tx, caller, request)?;
    let rows = tx.list_feed(request.cursor.unit, request.cursor.position, count)?;
    let mut items = Vec::with_capacity(rows.len());
    let mut last: Option<FeedRow> = None;
    for row in rows {
        let item = item(tx, &row, caller, own_up_to, &reply)?;
        let size = match &item {
            Item::Record(record) => record.encoded_bytes(),
            Item::Reference(_) => Hash::LENGTH,
        };
        if !items.is_empty() && size > room {
            break;
        }
        room = room.saturating_sub(size);
        items.push(item);
        last = Some(row);
    }
    let page = fold(&items, None).map_err(|_| damaged("a page"))?;
    reply.page = Some(Verbatim(page));
    reply.last = match last {
        Some(row) => Some(prove_entry(tx, epoch, &row)?),
        None => None,
    };
    Ok(reply)
}

/// Proves an entry under the present checkpoint, through the log of an earlier epoch if it stands
/// there.
fn prove_entry(tx: &dyn Reading, epoch: &EpochRow, row: &FeedRow) -> Outcome<Inclusion> {
    if row.epoch == epoch.epoch {
        return Ok(Inclusion {
            leaf: row.leaf,
            path: inclusion(tx, epoch.epoch, row.leaf, epoch.size)?,
            epoch: row.epoch,
            earlier: None,
        });
    }
    let ends = earlier_logs(tx, epoch.epoch)?;
    let own = ends.iter().find(|end| end.epoch == row.epoch);
    let size = own.ok_or(damaged("the end of an earlier log"))?.size;
    Ok(Inclusion {
        leaf: row.leaf,
        path: inclusion(tx, row.epoch, row.leaf, size)?,
        epoch: row.epoch,
        earlier: Some(Box::new(EarlierLogs {
            leaf: Verbatim(earlier_logs_leaf(&ends)),
            path: inclusion(tx, epoch.epoch, EARLIER_LOGS_LEAF, epoch.size)?,
        })),
    })
}

/// Says up to where the caller's chain was found to be ours when it greeted. What stands behind
/// that came from a neighbour, and perhaps from a copy of the caller's file: it may not have it.
fn own_up_to(
    tx: &dyn Reading,
    caller: DeviceId,
    request: &PullRequest,
) -> Outcome<Option<(Incarnation, u64)>> {
    let Some(life) = request.own else {
        return Ok(None);
    };
    let chain = tx.find_chain(caller, life)?;
    Ok(chain.map(|chain| (life, chain.up_to)))
}

/// Gives a record without the parts that are not this reader's, or only its hash where the reader
/// wrote it itself.
fn item(
    tx: &dyn Reading,
    row: &FeedRow,
    caller: DeviceId,
    own: Option<(Incarnation, u64)>,
    reply: &PullReply,
) -> Outcome<Item> {
    let stored = tx
        .find_record(row.number)?
        .ok_or(damaged("an entry's record"))?;
    let record: Record = assemble(&stored)?;
    let header = record.header();
    let is_own = header.device == caller
        && own.is_some_and(|(life, up_to)| header.incarnation == life && header.seq <= up_to);
    if is_own && !stored.is_branch {
        return Ok(Item::Reference(row.record));
    }
    let withheld = &reply.withheld_parts;
    Ok(Item::Record(Box::new(
        record.with_parts(|name| !withheld.contains(&name)),
    )))
}
