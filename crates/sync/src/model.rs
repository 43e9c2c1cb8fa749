//! A desk's file in memory, as naive as can be: the simulator's desk and the tests' second
//! opinion on what the session asks to be stored.
//!
//! A clone is a disk image: putting one back is a restored desk, running two is a cloned one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ledger::carried::carry;
use ledger::feed::FeedHead;
use ledger::id::{Epoch, Hash, Incarnation, UnitId};
use ledger::key::Signer;
use ledger::kind::CARRIED;
use ledger::part::{Part, PartName};
use ledger::record::Record;
use ledger::seal::{ChainHead, Draft, SealError, seal};

use crate::drive::{DeskFile, NotStored};
use crate::page::Item;
use crate::protocol::{Answer, PublicationHead, Safety};
use crate::session::{Alarm, Effect, FeedPlace, OutboxPage, Read, ReadReply, Standing};

/// The file.
#[derive(Clone)]
pub struct ModelDesk {
    key: Arc<dyn Signer + Send + Sync>,
    head: ChainHead,
    /// Own records of every incarnation, in the order they were written.
    pub own: Vec<Record>,
    /// Records that came through feeds, by hash.
    pub others: BTreeMap<Hash, Record>,
    /// Own records of the present incarnation are received up to here.
    pub received_up_to: u64,
    /// How far each feed is stored.
    pub feeds: BTreeMap<UnitId, Vec<FeedPlace>>,
    /// Records without a place in a feed, with the epoch in which they were offered again.
    pub unplaced: Vec<(Hash, Option<Epoch>)>,
    /// What the server said of single records.
    pub answers: BTreeMap<Hash, Answer>,
    /// Records refused alone, with the status.
    pub set_aside: BTreeMap<Hash, u16>,
    /// What a person had to hear, in order.
    pub alarms: Vec<Alarm>,
    /// Versions of publications held, with their bytes.
    pub publications: Vec<(PublicationHead, Vec<u8>)>,
    /// What a backup holds, as last heard.
    pub safety: Option<Safety>,
    /// Complete runs.
    pub completed: u64,
    /// The next stores that fail, one a store.
    pub failing_stores: u32,
    /// Which machine the file lies on: what is drawn there differs from what a copy draws.
    pub machine: u64,
    lease: Option<Hash>,
    epoch: Option<Epoch>,
    checkpoint: Option<Vec<u8>>,
}

impl ModelDesk {
    /// Starts an empty file.
    #[must_use]
    pub fn new(key: Arc<dyn Signer + Send + Sync>, incarnation: Incarnation) -> Self {
        let head = ChainHead::genesis(key.verification_key().device_id(), incarnation);
        Self {
            key,
            head,
            own: Vec::new(),
            others: BTreeMap::new(),
            received_up_to: 0,
            feeds: BTreeMap::new(),
            unplaced: Vec::new(),
            answers: BTreeMap::new(),
            set_aside: BTreeMap::new(),
            alarms: Vec::new(),
            publications: Vec::new(),
            safety: None,
            completed: 0,
            failing_stores: 0,
            machine: 0,
            lease: None,
            epoch: None,
            checkpoint: None,
        }
    }

    /// Gives the end of the chain.
    #[must_use]
    pub const fn head(&self) -> &ChainHead {
        &self.head
    }

    /// Gives the epoch last spoken with.
    #[must_use]
    pub const fn epoch(&self) -> Option<Epoch> {
        self.epoch
    }

    /// Gives the signed checkpoint last seen, verbatim.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&[u8]> {
        self.checkpoint.as_deref()
    }

    /// Writes a record; gives its hash.
    ///
    /// # Errors
    /// The draft cannot be a record.
    pub fn record(&mut self, draft: Draft, author: Option<&dyn Signer>) -> Result<Hash, SealError> {
        let (record, head) = seal(draft, &self.head, self.key.as_ref(), author)?;
        self.head = head;
        let hash = record.hash();
        self.own.push(record);
        Ok(hash)
    }

    /// Lists own records of the present incarnation that have no receipt.
    pub fn waiting(&self) -> impl Iterator<Item = &Record> {
        let present = self.head.incarnation;
        self.own.iter().filter(move |record| {
            let header = record.header();
            header.incarnation == present && header.seq > self.received_up_to
        })
    }

    fn standing(&self) -> Standing {
        Standing {
            head: self.head,
            received_up_to: self.received_up_to,
            lease: self.lease,
            epoch: self.epoch,
            checkpoint: self.checkpoint.clone(),
            cursors: self
                .feeds
                .iter()
                .map(|(unit, places)| cursor(*unit, places))
                .collect(),
            publications: self.publications.iter().map(|(head, _)| *head).collect(),
        }
    }

    fn own_hash(&self, seq: u64) -> Option<Hash> {
        let present = self.head.incarnation;
        let found = self
            .own
            .iter()
            .find(|record| record.header().incarnation == present && record.header().seq == seq);
        found.map(Record::hash)
    }

    fn place(&self, unit: UnitId, position: u64) -> Option<&FeedPlace> {
        let at = usize::try_from(position).ok()?.checked_sub(1)?;
        self.feeds.get(&unit)?.get(at)
    }

    fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::Greeted { safety, .. } => self.safety = Some(safety.clone()),
            Effect::Checkpoint { note } => self.checkpoint = Some(note.clone()),
            Effect::Receipt { receipt } => {
                self.received_up_to = self.received_up_to.max(receipt.up_to);
                self.lease = Some(Hash::of(&[&receipt.encode()]));
            }
            Effect::Answers(answers) => {
                self.answers
                    .extend(answers.iter().map(|answer| (answer.record, *answer)));
            }
            Effect::SetAside { record, status } => {
                self.set_aside.insert(*record, *status);
            }
            Effect::Feed { places, cursor, .. } => self.store_places(cursor.unit, places),
            Effect::Rewind { cursor } => self.rewind(cursor),
            Effect::OfferedAgain { epoch, records } => {
                let offered = self.unplaced.iter_mut();
                for (_, offered_in) in offered.filter(|(record, _)| records.contains(record)) {
                    *offered_in = Some(*epoch);
                }
            }
            Effect::NewEpoch { epoch, held_up_to } => {
                self.epoch = Some(*epoch);
                self.received_up_to = self.received_up_to.min(*held_up_to);
            }
            Effect::FallBack { held_up_to } => {
                self.received_up_to = self.received_up_to.min(*held_up_to);
            }
            Effect::OpenIncarnation { .. } => self.open_incarnation(),
            Effect::Publications(newer) => {
                for publication in newer {
                    let (kind, version) = (publication.kind, publication.version);
                    self.publications.retain(|(head, _)| head.kind != kind);
                    let head = PublicationHead { kind, version };
                    self.publications.push((head, publication.encode()));
                }
            }
            Effect::Complete => self.completed += 1,
            Effect::Alarm(alarm) => self.alarms.push(*alarm),
        }
    }

    /// Says whether a page refers to a record that is not here: another machine wrote it under
    /// this file's name, and the cursor must not pass it.
    fn refers_to_nothing(&self, effect: &Effect) -> bool {
        let Effect::Feed { places, .. } = effect else {
            return false;
        };
        places.iter().any(|place| match &place.item {
            Item::Record(_) => false,
            Item::Reference(hash) => {
                let is_own = self.own.iter().any(|record| record.hash() == *hash);
                !is_own && !self.others.contains_key(hash)
            }
        })
    }

    /// Takes the places above a cursor away. What this life of the file wrote is in its outbox.
    fn rewind(&mut self, cursor: &FeedHead) {
        let feed = self.feeds.entry(cursor.unit).or_default();
        let lost = feed.extract_if(.., |place| place.position > cursor.position);
        let lost: Vec<Hash> = lost.map(|place| place.item.hash()).collect();
        let present = self.head.incarnation;
        let own = self.own.iter();
        let outbox: Vec<Hash> = own
            .filter(|record| record.header().incarnation == present)
            .map(Record::hash)
            .collect();
        let others = lost.into_iter().filter(|record| !outbox.contains(record));
        self.unplaced.extend(others.map(|record| (record, None)));
    }

    /// Notes what was received and is in no feed here: with its life the outbox ends.
    fn unplace_received(&mut self) {
        let head = self.head;
        let placed = self.feeds.values().flatten();
        let placed: Vec<Hash> = placed.map(|place| place.item.hash()).collect();
        let own = self.own.iter().filter(|record| {
            let header = record.header();
            header.incarnation == head.incarnation && header.seq <= self.received_up_to
        });
        let lost = own.map(Record::hash).filter(|hash| !placed.contains(hash));
        self.unplaced.extend(lost.map(|record| (record, None)));
    }

    /// Gives a record that is here, whoever wrote it.
    fn find(&self, hash: &Hash) -> Option<&Record> {
        let own = || self.own.iter().find(|record| record.hash() == *hash);
        self.others.get(hash).or_else(own)
    }

    fn store_places(&mut self, unit: UnitId, places: &[FeedPlace]) {
        let is_placed = |hash: &Hash| places.iter().any(|place| place.item.hash() == *hash);
        self.unplaced.retain(|(record, _)| !is_placed(record));
        for place in places {
            if let Item::Record(record) = &place.item {
                self.others.insert(record.hash(), (**record).clone());
            }
        }
        self.feeds
            .entry(unit)
            .or_default()
            .extend(places.iter().cloned());
    }

    /// Opens another incarnation and writes what was unsent again, carried.
    fn open_incarnation(&mut self) {
        let unsent: Vec<Record> = self.waiting().cloned().collect();
        self.unplace_received();
        let before = self.head;
        let machine = self.machine.to_le_bytes();
        let life = before.incarnation.as_bytes();
        let digest = Hash::of(&[life, before.hash.as_bytes(), &machine]);
        let mut half = [0; 16];
        half.iter_mut()
            .zip(digest.as_bytes())
            .for_each(|(to, from)| *to = *from);
        self.head = ChainHead::genesis(before.device, Incarnation::from_bytes(half));
        self.received_up_to = 0;
        self.lease = None;
        for original in unsent {
            // A carrier is no larger than its original by more than what is kept free for it.
            let carried = self.record(carrier(&original), None);
            debug_assert!(carried.is_ok(), "a record within its limit can be carried");
        }
    }
}

impl fmt::Debug for ModelDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ModelDesk({} records up to {:?})",
            self.own.len(),
            self.head
        )
    }
}

/// Drafts the carrier of a record.
fn carrier(original: &Record) -> Draft {
    let header = original.header();
    let parts = carry(original)
        .into_iter()
        .map(|(name, bytes)| part(original, name, bytes));
    Draft {
        subjects: header.subjects.clone(),
        act_id: header.act_id,
        recorded_at: header.recorded_at,
        clock: header.clock,
        monotonic: header.monotonic,
        author: None,
        kind: CARRIED,
        version: 1,
        parts: parts.collect(),
        blobs: header.blobs.clone(),
    }
}

fn part(original: &Record, name: PartName, bytes: Vec<u8>) -> Part {
    let digest = Hash::of(&[b"salt", original.hash().as_bytes(), &[name.code()]]);
    let mut salt = [0; 16];
    salt.iter_mut()
        .zip(digest.as_bytes())
        .for_each(|(to, from)| *to = *from);
    Part { name, salt, bytes }
}

fn cursor(unit: UnitId, places: &[FeedPlace]) -> FeedHead {
    places
        .last()
        .map_or(FeedHead::start(unit), |place| FeedHead {
            unit,
            position: place.position,
            hash: place.entry_hash,
        })
}

impl DeskFile for ModelDesk {
    fn read(&mut self, read: &Read) -> ReadReply {
        match read {
            Read::Standing => ReadReply::Standing(Box::new(self.standing())),
            Read::OwnHash { seq } => ReadReply::OwnHash(self.own_hash(*seq)),
            Read::Outbox {
                after,
                records,
                bytes,
            } => {
                let waiting = self.waiting().filter(|record| record.header().seq > *after);
                let page = OutboxPage::take(waiting.cloned(), *records, *bytes);
                ReadReply::Outbox(page)
            }
            Read::FeedHashes { unit, positions } => {
                let hash_at = |position: &u64| {
                    let stored = self.place(*unit, *position).map(|place| place.entry_hash);
                    (
                        *position,
                        if *position == 0 {
                            Some(Hash::ZERO)
                        } else {
                            stored
                        },
                    )
                };
                ReadReply::FeedHashes(positions.iter().map(hash_at).collect())
            }
            Read::Unplaced {
                epoch,
                records,
                bytes,
            } => {
                let open = self.unplaced.iter();
                let open = open.filter(|(_, offered_in)| *offered_in != Some(*epoch));
                let found = open.filter_map(|(hash, _)| self.find(hash)).cloned();
                ReadReply::Unplaced(OutboxPage::take(found, *records, *bytes).records)
            }
        }
    }

    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored> {
        if let Some(left) = self.failing_stores.checked_sub(1) {
            self.failing_stores = left;
            return Err(NotStored);
        }
        if effects.iter().any(|effect| self.refers_to_nothing(effect)) {
            return Err(NotStored);
        }
        effects.iter().for_each(|effect| self.apply(effect));
        Ok(())
    }
}
