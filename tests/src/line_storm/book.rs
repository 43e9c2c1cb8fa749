//! What somebody knows, folded: the records a desk or the server holds, by subject.
//!
//! Read as the desk's store reads them: a carried original is the same record by hash, the server's
//! words take effects away and give them back, and nobody else's words do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::decide::World;
use domain::dossier::Dossier;
use domain::entry::{Entry, Place};
use domain::event::{Event, Subject};
use domain::handoff::Handoff;
use domain::id::{ActId, DeviceId, DossierId, HandoffId, IncarnationId, PersonId, RecordRef};
use domain::party::Author;
use ledger::{
    Absences, EffectRestored, EffectWithheld, Hash, OwnFacts, PartName, Record, VerificationKey,
    carried_original, judge_parts, kind,
};

/// In which order events are folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// By what their writers knew.
    #[default]
    Lamport,
    /// As they came: a planted bug.
    Arrival,
    /// By wall clock: a planted bug.
    Clock,
}

/// An office's duty may not see every part; without facts there is no record.
struct DutyMayMiss;

impl Absences for DutyMayMiss {
    fn is_explained(&self, _: &Hash, part: PartName) -> bool {
        part != PartName::Facts
    }
}

/// Whose key is whose.
#[derive(Debug)]
pub(super) struct Keys {
    /// The server's own device.
    pub(super) server: ledger::DeviceId,
    /// Every device that was let in.
    pub(super) devices: BTreeMap<ledger::DeviceId, VerificationKey>,
}

impl Keys {
    /// Takes out what a carrier carries, if its own device signed it.
    pub(super) fn sound_original(&self, carrier: &Record) -> Option<Record> {
        let original = carried_original(carrier).ok()?;
        let key = self.devices.get(&original.header().device)?;
        let is_sound =
            original.verify_device(key).is_ok() && judge_parts(&original, &DutyMayMiss).is_ok();
        is_sound.then_some(original)
    }
}

/// The records of one holder.
#[derive(Clone, Debug)]
pub(super) struct Book {
    keys: Arc<Keys>,
    order: Order,
    known: BTreeSet<Hash>,
    entries: BTreeMap<[u8; 16], Vec<Entry>>,
    words: BTreeMap<Hash, BTreeSet<Hash>>,
    taken_back: BTreeSet<Hash>,
    obeys: bool,
    changed: BTreeMap<[u8; 16], Subject>,
    world: World,
}

impl Book {
    /// Starts an empty book.
    pub(super) fn new(keys: Arc<Keys>, order: Order, obeys: bool) -> Self {
        Self {
            keys,
            order,
            known: BTreeSet::new(),
            entries: BTreeMap::new(),
            words: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            obeys,
            changed: BTreeMap::new(),
            world: World::default(),
        }
    }

    /// Says whether a record is known, by itself or carried.
    pub(super) fn knows(&self, record: &Hash) -> bool {
        self.known.contains(record)
    }

    /// Says whether the server spoke of a record's effect.
    pub(super) fn is_spoken_of(&self, record: &Hash) -> bool {
        self.words.contains_key(record)
    }

    /// Takes a record up, once.
    pub(super) fn learn(&mut self, record: &Record) {
        if !self.known.insert(record.hash()) {
            return;
        }
        let is_server = record.header().device == self.keys.server;
        match record.header().kind {
            kind::CARRIED => {
                if let Some(original) = self.keys.sound_original(record) {
                    self.learn(&original);
                }
            }
            kind::EFFECT_WITHHELD if is_server => {
                if let Ok(says) = EffectWithheld::read(record) {
                    let words = self.words.entry(says.record).or_default();
                    words.insert(record.hash());
                    self.touch_all();
                }
            }
            kind::EFFECT_RESTORED if is_server => {
                if let Ok(says) = EffectRestored::read(record) {
                    self.taken_back.insert(says.withheld);
                    self.touch_all();
                }
            }
            _ => self.enter(record),
        }
    }

    fn enter(&mut self, record: &Record) {
        let header = record.header();
        let Some(facts) = record.find_part(PartName::Facts) else {
            return;
        };
        let Ok(event) = Event::decode(header.kind, header.version, &facts.bytes) else {
            return;
        };
        let Some(kind) = Event::subject_kind(header.kind) else {
            return;
        };
        for link in &header.subjects {
            let subject = *link.id.as_bytes();
            let entries = self.entries.entry(subject).or_default();
            let lamport = match self.order {
                Order::Lamport => link.lamport,
                Order::Arrival => entries.len() as u64 + 1,
                Order::Clock => u64::try_from(header.recorded_at).unwrap_or(0),
            };
            entries.push(Entry {
                place: Place {
                    lamport,
                    device: DeviceId::from_bytes(*header.device.as_bytes()),
                    incarnation: IncarnationId::from_bytes(*header.incarnation.as_bytes()),
                    seq: header.seq,
                    record: record_ref(record.hash()),
                },
                deps: link.deps.iter().map(|dep| record_ref(*dep)).collect(),
                act: ActId::from_bytes(*header.act_id.as_bytes()),
                author: header.author.map_or(Author::System, |person| {
                    Author::Person(PersonId::from_bytes(*person.as_bytes()))
                }),
                recorded_at: header.recorded_at,
                is_withheld: false,
                event: event.clone(),
            });
            self.changed.insert(subject, kind.subject(subject));
        }
    }

    fn touch_all(&mut self) {
        let dossiers = self.world.dossiers.keys().copied().map(Subject::Dossier);
        let handoffs = self.world.handoffs.keys().copied().map(Subject::Handoff);
        for subject in dossiers.chain(handoffs) {
            self.changed.insert(*subject.as_bytes(), subject);
        }
    }

    fn is_withheld(&self, record: &Hash) -> bool {
        let words = self.words.get(record);
        self.obeys && words.is_some_and(|words| !words.is_subset(&self.taken_back))
    }

    /// Lists the entries of a subject with what the server says of them.
    pub(super) fn entries(&self, subject: Subject) -> Vec<Entry> {
        let entries = self.entries.get(subject.as_bytes()).cloned();
        let mut entries = entries.unwrap_or_default();
        for entry in &mut entries {
            entry.is_withheld = self.is_withheld(&hash_of(entry.record()));
        }
        entries
    }

    /// Folds what has changed and lends everything folded.
    pub(super) fn world(&mut self) -> &World {
        for subject in std::mem::take(&mut self.changed).into_values() {
            let entries = self.entries(subject);
            match subject {
                Subject::Dossier(id) => {
                    let folded = domain::dossier::fold(id, &entries);
                    self.world.dossiers.insert(id, folded);
                }
                Subject::Handoff(id) => {
                    let folded = domain::handoff::fold(id, &entries);
                    self.world.handoffs.insert(id, folded);
                }
            }
        }
        &self.world
    }

    /// Gives what the next record of a subject follows, and its lamport.
    pub(super) fn link(&mut self, subject: Subject) -> (Vec<Hash>, u64) {
        let world = self.world();
        let (heads, lamport) = match subject {
            Subject::Dossier(id) => find(&world.dossiers, id, |d: &Dossier| {
                (d.heads.clone(), d.lamport)
            }),
            Subject::Handoff(id) => find(&world.handoffs, id, |h: &Handoff| {
                (h.heads.clone(), h.lamport)
            }),
        };
        // A planted order folds by another number than the one that is signed.
        let lamport = match self.order {
            Order::Lamport => lamport,
            Order::Arrival | Order::Clock => {
                let entries = self.entries.get(subject.as_bytes());
                entries.map_or(0, Vec::len) as u64
            }
        };
        (heads.into_iter().map(hash_of).collect(), lamport + 1)
    }
}

fn find<K: Ord, V>(
    all: &BTreeMap<K, V>,
    id: K,
    heads: impl Fn(&V) -> (Vec<RecordRef>, u64),
) -> (Vec<RecordRef>, u64) {
    all.get(&id).map(heads).unwrap_or_default()
}

/// Gives the domain's name of a record.
pub(super) const fn record_ref(hash: Hash) -> RecordRef {
    RecordRef::from_bytes(*hash.as_bytes())
}

/// Gives the ledger's name of a record.
pub(super) const fn hash_of(record: RecordRef) -> Hash {
    Hash::from_bytes(*record.as_bytes())
}

/// Names a dossier and a handoff with sixteen drawn bytes.
pub(super) const fn dossier_id(bytes: [u8; 16]) -> DossierId {
    DossierId::from_bytes(bytes)
}

/// Names a handoff with sixteen drawn bytes.
pub(super) const fn handoff_id(bytes: [u8; 16]) -> HandoffId {
    HandoffId::from_bytes(bytes)
}
