//! What must be true once all is quiet.
//!
//! Nothing that a desk holds is missing on the server; what was promised is there; every record is
//! in its office's feed once; desks and server fold the same; each paper is once in the books and
//! lies where hands put it; where records contradict each other there is a case; what was forged
//! has no effect; alarms were raised for what happened and for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use district::Memory;
use district::database::{Database, FeedRow};
use domain::custody::Custody;
use domain::decide::World;
use domain::dossier::{Dossier, NoEffect};
use domain::entry::Entry;
use domain::event::{Event, Subject};
use ledger::carried::carried_original;
use ledger::{ForkWitness, Hash, OwnFacts, Record, SealedHeader, UnitId, kind};
use sync::session::Alarm;

use super::book::{Book, Order, hash_of};
use super::commune::domain_unit;
use super::hand::seen;
use super::schedule::Storm;

/// The server's side as read back from its database.
struct Shelf {
    records: BTreeMap<Hash, Record>,
    feeds: BTreeMap<UnitId, Vec<FeedRow>>,
    book: Book,
}

impl Shelf {
    /// Lists what carriers carry, sound or not.
    fn carried(&self) -> BTreeSet<Hash> {
        let originals = self.records.values().filter_map(original_of);
        originals.map(|original| original.hash()).collect()
    }
}

impl Storm<'_> {
    /// Compares the books with what was done; says what is wrong.
    pub(super) fn look(&mut self) -> Option<String> {
        let mut shelf = self.read_shelf()?;
        for desk in &mut self.desks {
            desk.read_up();
        }
        let world = shelf.book.world().clone();
        self.tally.incarnations += usize::try_from(self.machines).unwrap_or(0);
        self.tally.cases += world
            .dossiers
            .values()
            .map(|d| d.conflicts.len())
            .sum::<usize>();
        self.look_at_chains()
            .or_else(|| self.look_for_losses(&shelf))
            .or_else(|| self.look_at_feeds(&shelf))
            .or_else(|| self.look_at_forks(&shelf))
            .or_else(|| self.look_at_books(&shelf, &world))
            .or_else(|| self.look_at_papers(&world))
            .or_else(|| self.look_at_cases(&shelf, &world))
            .or_else(|| self.look_at_forgeries(&shelf, &world))
            .or_else(|| self.look_at_alarms())
    }

    fn read_shelf(&self) -> Option<Shelf> {
        let server = self.server.as_ref()?;
        let engine = server.engine();
        let database: &Memory = engine.database();
        let read = database.read(|tx| {
            let mut records = BTreeMap::new();
            let mut book = Book::new(Arc::clone(&self.commune.keys), Order::Lamport, true);
            for number in 1..=database.record_count() as u64 {
                let Some(stored) = tx.find_record(number)? else {
                    continue;
                };
                let sealed = SealedHeader::decode(&stored.sealed).ok();
                let parts = minicbor::decode(&stored.parts).ok();
                let record = sealed
                    .zip(parts)
                    .and_then(|(sealed, parts)| Record::from_sealed(sealed, parts).ok());
                if let Some(record) = record {
                    book.learn(&record);
                    records.insert(record.hash(), record);
                }
            }
            let mut feeds = BTreeMap::new();
            for unit in tx.list_units()? {
                let unit = UnitId::from_bytes(*unit.unit.id.as_bytes());
                feeds.insert(unit, tx.list_feed(unit, 0, u32::MAX)?);
            }
            Ok(Shelf {
                records,
                feeds,
                book,
            })
        });
        read.ok()
    }

    /// Every desk is received to its end and rests on what the server has of it.
    fn look_at_chains(&self) -> Option<String> {
        for (at, desk) in self.desks.iter().enumerate() {
            let (head, up_to) = (desk.file.head(), desk.file.received_up_to);
            if up_to != head.seq {
                let trouble = desk.session.status().trouble;
                let trouble = format!("{trouble:?}");
                return Some(format!(
                    "desk {at} is received up to {up_to} of {}: {trouble:.100}",
                    head.seq
                ));
            }
            let engine = self.server.as_ref()?.engine();
            let held = engine
                .database()
                .read(|tx| tx.find_chain(head.device, head.incarnation));
            let held = held.ok().flatten();
            let is_same = held.as_ref().is_some_and(|row| row.hash == head.hash);
            if head.seq > 0 && !is_same {
                let up_to = held.map_or(0, |row| row.up_to);
                return Some(format!(
                    "the server holds {up_to} of {} of desk {at}",
                    head.seq
                ));
            }
        }
        None
    }

    /// What any desk holds the server holds, whole; what was promised is gone with no disk alone.
    fn look_for_losses(&self, shelf: &Shelf) -> Option<String> {
        let carried = shelf.carried();
        let mut carried_on = BTreeSet::new();
        for (at, desk) in self.desks.iter().enumerate() {
            let held = desk.file.own.iter().chain(desk.file.others.values());
            for record in held {
                let hash = record.hash();
                // A carrier that was not sent is not wrapped again: its original is carried on.
                if original_of(record).is_some_and(|inner| carried.contains(&inner.hash())) {
                    carried_on.insert(hash);
                    continue;
                }
                // A restored server says its words anew.
                let is_old_word =
                    self.has_restored_server && record.header().device == self.commune.keys.server;
                if !shelf.book.knows(&hash) && !is_old_word {
                    return Some(format!("desk {at} holds {hash}, the server does not"));
                }
                let there = shelf.records.get(&hash);
                if there.is_some_and(|there| there.parts().len() < record.parts().len()) {
                    return Some(format!(
                        "the server has {hash} without parts that desk {at} has"
                    ));
                }
            }
        }
        for record in self.recorded.keys() {
            let excuse = self.lost_on_desks.contains(record)
                && (self.has_restored_server || !self.promised.contains(record));
            let is_there = shelf.book.knows(record) || carried_on.contains(record);
            if !is_there && !excuse {
                return Some(format!("{record} was written and is nowhere"));
            }
        }
        None
    }

    /// Each record is in its office's feed once, and desks have heard exactly that.
    fn look_at_feeds(&self, shelf: &Shelf) -> Option<String> {
        let mut heard = BTreeMap::new();
        for (unit, rows) in &shelf.feeds {
            let once: BTreeSet<Hash> = rows.iter().map(|row| row.record).collect();
            if once.len() != rows.len() {
                return Some(format!("a record is twice in the feed of {unit}"));
            }
            heard.insert(*unit, once);
        }
        for desk in &self.desks {
            let device = desk.terms.device;
            let of_device = shelf
                .records
                .values()
                .filter(|record| record.header().device == device);
            for record in of_device {
                let in_feed = heard.get(&desk.unit);
                if !in_feed.is_some_and(|feed| feed.contains(&record.hash())) {
                    return Some(format!("{} is not in its office's feed", record.hash()));
                }
            }
        }
        for (at, desk) in self.desks.iter().enumerate() {
            let rows = shelf.feeds.get(&desk.unit).map_or(&[][..], Vec::as_slice);
            let places = desk.file.feeds.get(&desk.unit);
            let places = places.map_or(&[][..], Vec::as_slice);
            let is_same = rows.len() == places.len()
                && rows.iter().zip(places).all(|(row, place)| {
                    row.position == place.position && row.hash == place.entry_hash
                });
            if !is_same {
                let (heard, there) = (places.len(), rows.len());
                let trouble = format!("{:?}", desk.session.status().trouble);
                return Some(format!(
                    "desk {at} heard {heard} of {there} entries of its feed: {trouble:.100}"
                ));
            }
            let file = &desk.file;
            let own: BTreeSet<Hash> = file.own.iter().map(Record::hash).collect();
            let gone = rows
                .iter()
                .find(|row| !own.contains(&row.record) && !file.others.contains_key(&row.record));
            if let Some(gone) = gone {
                return Some(format!(
                    "desk {at} passed {} and does not have it",
                    gone.record
                ));
            }
        }
        None
    }

    /// A chain that was written twice is witnessed by two headers of one place.
    fn look_at_forks(&self, shelf: &Shelf) -> Option<String> {
        let mut places = BTreeMap::new();
        let mut witnessed = BTreeSet::new();
        for record in shelf.records.values() {
            let carried = self.commune.keys.sound_original(record);
            for one in std::iter::once(record.clone()).chain(carried) {
                let header = one.header();
                let place = (header.device, header.incarnation, header.seq);
                places
                    .entry(place)
                    .or_insert_with(BTreeSet::new)
                    .insert(one.hash());
            }
            if record.header().kind == kind::FORK_WITNESS
                && let Ok(witness) = ForkWitness::read(record)
            {
                let header = witness.one.header();
                witnessed.insert((header.device, header.incarnation));
            }
        }
        let server = self.commune.keys.server;
        let forged: BTreeSet<Hash> = self.forgeries.iter().map(|own| own.effect).collect();
        for (place, records) in &places {
            let is_forged = records.iter().any(|record| forged.contains(record));
            if records.len() > 1 && !is_forged {
                // Restored with its anchor, the server cannot know of it before a desk shows more.
                if place.0 == server && !self.has_restored_server {
                    return Some(format!(
                        "the server wrote place {} of its chain twice",
                        place.2
                    ));
                }
                if !witnessed.contains(&(place.0, place.1)) {
                    return Some(format!("place {} was written twice, unwitnessed", place.2));
                }
            }
        }
        None
    }

    /// Desks fold what concerns them as the server does.
    fn look_at_books(&mut self, shelf: &Shelf, world: &World) -> Option<String> {
        for (at, desk) in self.desks.iter_mut().enumerate() {
            let unit = domain_unit(desk.unit);
            let own = desk.book.world();
            for (id, dossier) in &world.dossiers {
                if !is_party(shelf, Subject::Dossier(*id), unit) {
                    continue;
                }
                if own.dossiers.get(id) != Some(dossier) {
                    return Some(format!("desk {at} folds dossier {id} otherwise"));
                }
            }
            for (id, handoff) in &world.handoffs {
                if is_party(shelf, Subject::Handoff(*id), unit)
                    && own.handoffs.get(id) != Some(handoff)
                {
                    return Some(format!("desk {at} folds handoff {id} otherwise"));
                }
            }
        }
        None
    }

    /// Each paper is in the books once, and where hands put it unless there is a case.
    fn look_at_papers(&self, world: &World) -> Option<String> {
        let mut named = BTreeSet::new();
        for dossier in world.dossiers.values() {
            for (id, held) in &dossier.papers {
                let is_result = held.paper.form == domain::paper::PaperForm::Result;
                if !is_result && !named.insert(held.paper.name.clone()) {
                    return Some(format!("{} is in the books twice", held.paper.name));
                }
                let is_disputed = matches!(held.custody, Custody::Disputed { .. });
                let mut cases = dossier.conflicts.iter();
                let has_case = cases.any(|conflict| conflict.papers.contains(id));
                if is_disputed && !has_case {
                    return Some(format!("paper {id} is disputed without a case"));
                }
            }
        }
        let disturbed = self.disturbed(world);
        for (paper, (dossier, hands)) in &self.hands.papers {
            let Some(folded) = world.dossiers.get(dossier) else {
                continue;
            };
            let mut cases = folded.conflicts.iter();
            let has_case = cases.any(|conflict| conflict.papers.contains(paper));
            if has_case || disturbed.contains(dossier.as_bytes()) {
                continue;
            }
            let Some(held) = folded.papers.get(paper) else {
                return Some(format!("paper {paper} vanished from the books"));
            };
            let last = hands.last().map(|(_, hand)| *hand);
            if seen(&held.custody) != last {
                return Some(format!(
                    "paper {paper}: hands say {last:?}, books say {:?}",
                    held.custody
                ));
            }
        }
        None
    }

    /// Dossiers about which a record was lost with a disk, or forged.
    fn disturbed(&self, world: &World) -> BTreeSet<[u8; 16]> {
        let mut disturbed: BTreeSet<[u8; 16]> =
            self.forgeries.iter().map(|own| own.subject).collect();
        for (dossier, hands) in self.hands.papers.values() {
            if hands
                .iter()
                .any(|(record, _)| self.lost_on_desks.contains(record))
            {
                disturbed.insert(*dossier.as_bytes());
            }
        }
        let waiting = world
            .dossiers
            .values()
            .filter(|dossier| !dossier.waiting.is_empty());
        disturbed.extend(waiting.map(|dossier| *dossier.id.as_bytes()));
        disturbed
    }

    /// What was decided on what a desk knew and has no effect all the same is named by a case.
    fn look_at_cases(&self, shelf: &Shelf, world: &World) -> Option<String> {
        let is_whole = self
            .lost_on_desks
            .iter()
            .all(|record| shelf.book.knows(record));
        let forged: BTreeSet<[u8; 16]> = self.forgeries.iter().map(|own| own.subject).collect();
        for dossier in world.dossiers.values() {
            if is_whole && !dossier.waiting.is_empty() {
                return Some(format!("records of dossier {} wait for ever", dossier.id));
            }
            if forged.contains(dossier.id.as_bytes()) {
                continue;
            }
            if let Some(what) = lost_without_a_case(shelf, dossier) {
                return Some(what);
            }
        }
        None
    }

    fn look_at_forgeries(&self, shelf: &Shelf, world: &World) -> Option<String> {
        for forgery in &self.forgeries {
            if !shelf.records.contains_key(&forgery.written) {
                // Gone with the disk of a restored desk before anybody heard of it.
                continue;
            }
            let id = domain::id::DossierId::from_bytes(forgery.subject);
            let steps = world.dossiers.get(&id).map(|dossier| &dossier.steps);
            let step = steps.and_then(|steps| {
                steps
                    .iter()
                    .find(|step| hash_of(step.record) == forgery.effect)
            });
            if let Some(step) = step
                && step.no_effect != Some(NoEffect::Withheld)
            {
                return Some(format!("a forged record has effect: {:?}", step.no_effect));
            }
            let is_named = shelf.book.is_spoken_of(&forgery.effect)
                || shelf.book.is_spoken_of(&forgery.written);
            if !is_named {
                return Some("a forged record was taken without a word".to_owned());
            }
        }
        None
    }

    /// Alarms are raised for what happened, and for nothing else.
    fn look_at_alarms(&self) -> Option<String> {
        for (at, desk) in self.desks.iter().enumerate() {
            for alarm in &desk.file.alarms {
                let is_deserved = match alarm {
                    // In the middle of a run a restored server contradicts what it signed before.
                    Alarm::CheckpointContradicts => self.tally.lies > 0 || self.has_restored_server,
                    Alarm::WrongServer | Alarm::ReceiptContradicts | Alarm::FeedContradicts => {
                        self.tally.lies > 0
                    }
                    Alarm::EpochChanged | Alarm::ServerLost { .. } => self.has_restored_server,
                    Alarm::ForkAnswered(fork) if fork.device == self.commune.keys.server => {
                        self.has_restored_server
                    }
                    Alarm::Forked(_) | Alarm::ForkAnswered(_) | Alarm::StaleLease => {
                        self.has_copies
                    }
                    Alarm::PublicationContradicts | Alarm::Revoked => false,
                };
                if !is_deserved {
                    return Some(format!("desk {at} raised a false alarm: {alarm:?}"));
                }
            }
        }
        None
    }
}

/// Says whether somebody else had decided a case in the same way.
fn is_decided_so(dossier: &Dossier, entry: &Entry) -> bool {
    let Event::ConflictResolved(event) = &entry.event else {
        return false;
    };
    let mut cases = dossier.conflicts.iter();
    cases.any(|case| {
        let upheld = case.resolution.map(|resolution| resolution.upheld);
        case.between == event.between && upheld == Some(event.upheld)
    })
}

/// Takes the original out of a carrier.
fn original_of(record: &Record) -> Option<Record> {
    let is_carrier = record.header().kind == kind::CARRIED;
    is_carrier.then(|| carried_original(record).ok())?
}

/// Says whether an office is named by what a subject's records say.
fn is_party(shelf: &Shelf, subject: Subject, unit: domain::id::UnitId) -> bool {
    let entries = shelf.book.entries(subject);
    entries
        .iter()
        .any(|entry| !entry.is_withheld && entry.event.units().contains(&unit))
}

/// Finds an event that had no effect although its author could not know why.
fn lost_without_a_case(shelf: &Shelf, dossier: &Dossier) -> Option<String> {
    let entries = shelf.book.entries(Subject::Dossier(dossier.id));
    for step in &dossier.steps {
        let Some(reason) = step
            .no_effect
            .filter(|reason| *reason != NoEffect::Withheld)
        else {
            continue;
        };
        let mut cases = dossier.conflicts.iter();
        let has_case = cases
            .any(|conflict| conflict.between.0 == step.record || conflict.between.1 == step.record);
        let entry = entries.iter().find(|entry| entry.record() == step.record);
        // Refused here and withdrawn there: both say that the giver keeps the papers.
        let is_agreed = reason == NoEffect::OfferClosed
            && entry.is_some_and(|entry| {
                matches!(entry.event, Event::LineRefused(_) | Event::LineWithdrawn(_))
            });
        if !has_case && !is_agreed && !entry.is_some_and(|entry| is_decided_so(dossier, entry)) {
            let event = entry.map(|entry| &entry.event);
            return Some(format!("no effect ({reason:?}) and no case: {event:?}"));
        }
    }
    None
}
