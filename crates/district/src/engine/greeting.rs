//! Answering a hello: what the server holds of the desk, and whether the desk has seen more of
//! the log than there is.

use ledger::checkpoint::{SignedCheckpoint, origin};
use ledger::id::{DeviceId, Epoch, Hash, Incarnation};
use ledger::key::VerificationKey;
use sync::fault::{Refusal, RefusalCode};
use sync::protocol::{
    DeviceStanding, HeldChain, HeldProof, Hello, PROTOCOL, PublicationHead, Safety, Seen, SeqRange,
    Verbatim, Welcome, Witness,
};
use sync::witness::SeenCheckpoint;

use super::feeding::feed_head;
use super::log::{consistency, root_at};
use super::{View, lease_of, load_record};
use crate::database::{ChainRow, DeviceRow, DeviceState, EpochRow, Outcome, Reading};

/// What came of a hello.
#[derive(Debug)]
pub enum Greeting {
    /// The answer.
    Welcome(Box<Welcome>),
    /// The desk has seen a checkpoint that the log does not extend: it was restored. The writer
    /// begins an epoch with this note, then the hello is answered.
    LogIsBehind(Vec<u8>),
    /// No answer but this.
    Refused(Refusal),
}

/// Answers a hello of a device whose request's signature was checked. `nonce` is for the
/// requests that follow.
///
/// # Errors
/// The database cannot be read.
pub fn hello(
    tx: &dyn Reading,
    view: &View,
    caller: DeviceId,
    request: &Hello,
    nonce: Vec<u8>,
    now: i64,
) -> Outcome<Greeting> {
    let Some(device) = view
        .registry
        .find_device(caller)
        .filter(|row| request.device == caller && may_speak(row.state))
    else {
        let refusal = Refusal::new(RefusalCode::UnknownDevice, "no such device");
        return Ok(Greeting::Refused(refusal));
    };
    let Some(epoch) = tx.epoch()? else {
        let refusal = Refusal::new(RefusalCode::ServerFault, "the log has not begun");
        return Ok(Greeting::Refused(refusal));
    };
    let shown = read_shown(view, request);
    if let Some(shown) = &shown
        && is_beyond(tx, view, shown, &epoch)?
    {
        return Ok(Greeting::LogIsBehind(shown.note.clone()));
    }
    let standing = match device.state {
        DeviceState::Revoked => DeviceStanding::Revoked,
        DeviceState::Enrolled | DeviceState::Pending | DeviceState::Rejected => {
            DeviceStanding::Enrolled
        }
    };
    let mut feeds = Vec::new();
    for unit in view.registry.readable_units(caller) {
        feeds.push(feed_head(tx, unit)?);
    }
    let mut witness = witness(
        tx,
        epoch.epoch,
        epoch.size,
        shown.as_ref().map(SeenCheckpoint::seen),
    )?;
    witness.began_from = epoch.began_from.clone().map(Verbatim);
    Ok(Greeting::Welcome(Box::new(Welcome {
        protocol: PROTOCOL,
        server: view.server,
        epoch: epoch.epoch,
        nonce: Verbatim(nonce),
        server_time: now,
        witness,
        held: held_chain(tx, epoch.epoch, device, request)?,
        feeds,
        publications: publication_heads(tx)?,
        safety: safety(tx)?,
        standing,
        lease_is_stale: is_lease_stale(tx, caller, request)?,
    })))
}

/// Says whether a device is heard at all: a revoked one still hands over what it holds.
const fn may_speak(state: DeviceState) -> bool {
    matches!(state, DeviceState::Enrolled | DeviceState::Revoked)
}

/// Reads the checkpoint that a desk shows; one that this server did not sign counts for nothing.
fn read_shown(view: &View, request: &Hello) -> Option<SeenCheckpoint> {
    let Verbatim(note) = request.checkpoint.as_ref()?;
    let signed = SignedCheckpoint::parse(note).ok()?;
    signed.verify(&view.checkpoint_key).ok()?;
    let seen = SeenCheckpoint::read(note, view.server)?;
    (seen.checkpoint.origin == origin(&view.server.to_string(), seen.epoch)).then_some(seen)
}

/// Says whether a checkpoint that we signed is not under our log: then the log was restored.
fn is_beyond(
    tx: &dyn Reading,
    view: &View,
    shown: &SeenCheckpoint,
    epoch: &EpochRow,
) -> Outcome<bool> {
    if shown.epoch != epoch.epoch {
        // A past epoch's end is known; one that is not known at all was lost with the disk. The
        // present epoch may have begun for just that loss: then it is known from there.
        let began_from = epoch.began_from.as_deref();
        let lost = began_from.and_then(|note| SeenCheckpoint::read(note, view.server));
        let is_answered = lost.is_some_and(|lost| lost.epoch == shown.epoch);
        return Ok(!is_answered && tx.find_epoch(shown.epoch)?.is_none());
    }
    if shown.checkpoint.size > epoch.size {
        return Ok(true);
    }
    Ok(root_at(tx, epoch.epoch, shown.checkpoint.size)? != shown.checkpoint.root)
}

/// Gives the checkpoint with the proof that it extends the one seen.
pub(super) fn witness(
    tx: &dyn Reading,
    epoch: Epoch,
    size: u64,
    seen: Option<Seen>,
) -> Outcome<Witness> {
    let from = seen.filter(|seen| seen.epoch == epoch && seen.size <= size);
    Ok(Witness {
        checkpoint: tx.checkpoint()?.map(Verbatim),
        consistency: consistency(tx, epoch, from.map_or(0, |seen| seen.size), size)?,
        began_from: None,
    })
}

fn held_chain(
    tx: &dyn Reading,
    epoch: Epoch,
    caller: &DeviceRow,
    request: &Hello,
) -> Outcome<HeldChain> {
    let (device, life) = (caller.device, request.incarnation);
    let missing = first_gap(tx, device, life)?.into_iter().collect();
    let Some(chain) = tx.find_chain(device, life)? else {
        return Ok(HeldChain {
            missing,
            ..HeldChain::default()
        });
    };
    Ok(HeldChain {
        up_to: chain.up_to,
        hash: Some(chain.hash),
        receipt: tx
            .find_receipt(epoch, device, life, chain.up_to)?
            .map(Verbatim),
        missing,
        proof: prove_held(tx, caller, request, &chain)?,
    })
}

/// Shows the device's own signature at the end of what is held, unless the desk stands there too.
fn prove_held(
    tx: &dyn Reading,
    caller: &DeviceRow,
    request: &Hello,
    chain: &ChainRow,
) -> Outcome<Option<HeldProof>> {
    if (request.head_seq, request.head_hash) == (chain.up_to, chain.hash) {
        return Ok(None);
    }
    prove(tx, chain.hash, caller.key)
}

/// Shows a record's header as its device signed it.
pub(super) fn prove(
    tx: &dyn Reading,
    hash: Hash,
    key: VerificationKey,
) -> Outcome<Option<HeldProof>> {
    let Some(number) = tx.find_record_number(&hash)? else {
        return Ok(None);
    };
    let record = load_record(tx, number)?;
    Ok(Some(HeldProof {
        sealed: Verbatim(record.sealed().encode()),
        key,
    }))
}

/// Finds the first run of places that is missing below one that is held.
pub(super) fn first_gap(
    tx: &dyn Reading,
    device: DeviceId,
    life: Incarnation,
) -> Outcome<Option<SeqRange>> {
    let up_to = tx.find_chain(device, life)?.map_or(0, |chain| chain.up_to);
    let next = tx.next_place(device, life, up_to)?;
    let first = up_to.saturating_add(1);
    Ok(next.filter(|next| *next > first).map(|next| SeqRange {
        first,
        last: next - 1,
    }))
}

fn publication_heads(tx: &dyn Reading) -> Outcome<Vec<PublicationHead>> {
    let heads = tx.list_publications()?.into_iter();
    Ok(heads
        .map(|(kind, version)| PublicationHead { kind, version })
        .collect())
}

/// Says what a verified backup holds; without one nothing is ever called safe.
fn safety(tx: &dyn Reading) -> Outcome<Safety> {
    let Some(verified_at) = tx.safe_verified_at()? else {
        return Ok(Safety::NoBackup);
    };
    let mut feeds = Vec::new();
    for (unit, position) in tx.list_safe()? {
        let entry = tx.find_feed_entry(unit, position)?;
        feeds.extend(entry.map(|row| ledger::feed::FeedHead {
            unit,
            position,
            hash: row.hash,
        }));
    }
    Ok(Safety::Backup { verified_at, feeds })
}

/// The lease is the digest of the last receipt stored; the present one and the one before pass.
fn is_lease_stale(tx: &dyn Reading, caller: DeviceId, request: &Hello) -> Outcome<bool> {
    let Some(lease) = request.lease else {
        return Ok(false);
    };
    let latest = tx.list_receipts(caller, request.incarnation, 2)?;
    Ok(!latest.is_empty() && latest.iter().all(|receipt| lease_of(receipt) != lease))
}
