//! A server that lies in a reply that came whole and in form: each lie must be refused by name.
//!
//! Told only where the desk can know better. What it cannot know better alone — a feed that is
//! kept from it together with every newer checkpoint — is for the other desks to witness.

use ledger::feed::FeedHead;
use ledger::{Epoch, Hash, Receipt, ReceiptBody, ServerId};
use sync::page::{Item, fold, unfold};
use sync::protocol::{PullReply, PushReply, Reply, Verbatim, Welcome};
use sync::session::{Alarm, Effect, FeedPlace};

use super::commune::{Commune, key};
use super::desk::Desk;
use super::plant::Believed;
use crate::chance::Chance;

/// A lie that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lie {
    /// What it was, for people.
    pub(super) name: &'static str,
    /// What the desk must call it; none where it must only not be used.
    pub(super) refused_as: Option<Alarm>,
}

const fn lie(name: &'static str, refused_as: Alarm) -> Lie {
    Lie {
        name,
        refused_as: Some(refused_as),
    }
}

/// A receipt for places that this desk never wrote.
const FOR_MORE: &str = "a receipt for more than there is";

/// What a liar has seen and can show again.
#[derive(Default)]
pub(super) struct Memory {
    /// Checkpoints shown, by epoch, oldest first.
    pub(super) notes: Vec<(Epoch, Verbatim)>,
    /// Receipts given, to any desk.
    pub(super) receipts: Vec<Verbatim>,
}

impl Memory {
    /// Remembers an honest reply.
    pub(super) fn remember(&mut self, reply: &Reply) {
        match reply {
            Reply::Welcome(welcome) => {
                let note = welcome.witness.checkpoint.clone();
                self.notes.extend(note.map(|note| (welcome.epoch, note)));
            }
            Reply::Push(reply) => self.receipts.extend(reply.receipts.iter().cloned()),
            Reply::Pull(_) | Reply::Publications(_) => {}
        }
    }
}

/// Turns an honest reply into a lie; none where this desk could not know better.
pub(super) fn tell(
    reply: &mut Reply,
    desk: &Desk,
    memory: &Memory,
    commune: &Commune,
    believed: &mut Believed,
    chance: &mut Chance,
) -> Option<Lie> {
    match reply {
        Reply::Welcome(welcome) => tell_hello(welcome, desk, memory, chance),
        Reply::Push(reply) => tell_push(reply, desk, memory, commune, believed, chance),
        Reply::Pull(reply) => tell_pull(reply, desk, believed, chance),
        Reply::Publications(_) => None,
    }
}

fn tell_hello(
    welcome: &mut Welcome,
    desk: &Desk,
    memory: &Memory,
    chance: &mut Chance,
) -> Option<Lie> {
    match chance.below(4) {
        0 => {
            welcome.server = ServerId::from_bytes([0xee; 16]);
            Some(lie("another server", Alarm::WrongServer))
        }
        1 => {
            welcome.epoch = Epoch::from_bytes([0xee; 16]);
            Some(lie("an epoch that never was", Alarm::CheckpointContradicts))
        }
        2 => {
            // Older than what this desk saw last.
            let seen = desk.file.checkpoint()?;
            let mut of_epoch = memory
                .notes
                .iter()
                .filter(|(epoch, _)| *epoch == welcome.epoch);
            let (_, first) = of_epoch.next()?;
            let is_seen = memory
                .notes
                .iter()
                .any(|(epoch, note)| *epoch == welcome.epoch && note.0 == seen);
            if first.0 == seen || !is_seen {
                return None;
            }
            welcome.witness.checkpoint = Some(first.clone());
            welcome.witness.consistency = Vec::new();
            Some(lie("a log that went back", Alarm::CheckpointContradicts))
        }
        _ => {
            let head = desk.file.head().seq;
            welcome.held.up_to = head + 3;
            welcome.held.hash = Some(Hash::from_bytes([7; 32]));
            welcome.held.receipt = None;
            Some(lie("a fork that is none", Alarm::ReceiptContradicts))
        }
    }
}

fn tell_push(
    reply: &mut PushReply,
    desk: &Desk,
    memory: &Memory,
    commune: &Commune,
    believed: &mut Believed,
    chance: &mut Chance,
) -> Option<Lie> {
    if chance.happens(1, 5) {
        reply.epoch = Epoch::from_bytes([0xee; 16]);
        return Some(Lie {
            name: "a push into another epoch",
            refused_as: None,
        });
    }
    if !reply.forks.is_empty() {
        // Of a chain that was written twice a receipt is doubted anyway.
        return None;
    }
    let honest = Receipt::decode(&reply.receipts.first()?.0).ok()?;
    let body = (*honest).clone();
    let (receipt, name) = match chance.below(4) {
        0 => {
            let head = Hash::from_bytes([7; 32]);
            let signed = Receipt::sign(ReceiptBody { head, ..body }, commune.receipt_signer());
            (signed.encode(), "a receipt for another head")
        }
        1 => {
            let up_to = desk.file.head().seq + 1;
            let signed = Receipt::sign(ReceiptBody { up_to, ..body }, commune.receipt_signer());
            (signed.encode(), FOR_MORE)
        }
        2 => {
            let signed = Receipt::sign(body, key(99).as_ref());
            (signed.encode(), "a receipt by another key")
        }
        _ => {
            let others = memory.receipts.iter().find(|bytes| {
                let receipt = Receipt::decode(&bytes.0);
                receipt.is_ok_and(|receipt| receipt.device != desk.terms.device)
            });
            (others?.0.clone(), "another desk's receipt")
        }
    };
    let is_for_more = name == FOR_MORE;
    believed.receipt = Receipt::decode(&receipt).ok().map(Box::new);
    reply.receipts = vec![Verbatim(receipt)];
    // A copy of the disk may have pushed further; the greeting that follows will not prove it.
    let refused_as = Some(Alarm::ReceiptContradicts).filter(|_| !is_for_more);
    Some(Lie { name, refused_as })
}

fn tell_pull(
    reply: &mut PullReply,
    desk: &Desk,
    believed: &mut Believed,
    chance: &mut Chance,
) -> Option<Lie> {
    let mut items = unfold(&reply.page.as_ref()?.0, &[]).ok()?;
    if items.is_empty() {
        return None;
    }
    let name = match chance.below(4) {
        0 if items.len() > 1 => {
            items.reverse();
            "a page in another order"
        }
        1 if items.len() > 1 => {
            let place = chance.below(items.len() as u64 - 1);
            items.remove(usize::try_from(place).ok()?);
            "a page with a gap"
        }
        2 => {
            items.clear();
            reply.last = None;
            "a feed that is withheld"
        }
        _ => {
            let again = items.first()?.clone();
            items.push(again);
            "an entry that comes again"
        }
    };
    believed.page = chained(desk, &items);
    reply.page = Some(Verbatim(fold(&items, None).ok()?));
    Some(lie(name, Alarm::FeedContradicts))
}

/// Chains a page as a desk would that looks at nothing else.
fn chained(desk: &Desk, items: &[Item]) -> Option<Effect> {
    let unit = desk.unit;
    let mut head = desk
        .file
        .feeds
        .get(&unit)
        .and_then(|places| places.last())
        .map_or(FeedHead::start(unit), |place| FeedHead {
            unit,
            position: place.position,
            hash: place.entry_hash,
        });
    let mut places = Vec::new();
    for item in items {
        let entry = head.next_entry(item.hash())?;
        head = head.follow(&entry).ok()?;
        places.push(FeedPlace {
            position: head.position,
            entry_hash: head.hash,
            item: item.clone(),
        });
    }
    (!places.is_empty()).then_some(Effect::Feed {
        places,
        cursor: head,
        withheld_parts: Vec::new(),
    })
}
