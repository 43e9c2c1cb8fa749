//! The writer's half of the codec: takes a record apart when it is sure to be put together
//! again, byte for byte.

use std::collections::BTreeMap;

use ledger::header::{ClockGrade, HEADER_FORMAT, Header, SubjectLink};
use ledger::id::{DeviceId, Hash, Incarnation};
use ledger::record::Record;

use super::column::{Column, Writer};
use super::{Item, digest};

/// The record travels as it is.
pub(super) const VERBATIM: u8 = 0b0000_0001;
/// Only the hash is there.
pub(super) const REFERENCE: u8 = 0b0000_0010;
/// It follows the last record of its chain in this page.
pub(super) const FOLLOWS: u8 = 0b0000_0100;
/// An author's signature is there.
pub(super) const SIGNED: u8 = 0b0000_1000;
/// An author is named.
pub(super) const AUTHORED: u8 = 0b0001_0000;

/// What both halves remember of the records so far; both must change it in the same order.
#[derive(Default)]
pub(super) struct Memory {
    /// Last record of each chain.
    pub(super) chains: BTreeMap<(DeviceId, Incarnation), (u64, Hash)>,
    /// Wall clock and time since start of the record before.
    pub(super) clocks: (i64, u64),
}

impl Memory {
    /// Says whether a record follows the last one of its chain.
    fn is_next(&self, header: &Header) -> bool {
        let last = self.chains.get(&(header.device, header.incarnation));
        last.is_some_and(|(seq, hash)| {
            seq.checked_add(1) == Some(header.seq) && *hash == header.prev
        })
    }

    /// Remembers a record that was taken apart or put together.
    pub(super) fn remember(&mut self, header: &Header, hash: Hash) {
        self.chains
            .insert((header.device, header.incarnation), (header.seq, hash));
        self.clocks = (header.recorded_at, header.monotonic);
    }
}

struct Folder {
    writer: Writer,
    memory: Memory,
    ids: BTreeMap<[u8; 16], u64>,
    hashes: BTreeMap<[u8; 32], u64>,
    hashes_met: u64,
}

/// Folds the places into columns.
pub(super) fn fold(items: &[Item]) -> Vec<u8> {
    let mut folder = Folder {
        writer: Writer::default(),
        memory: Memory::default(),
        ids: BTreeMap::new(),
        hashes: BTreeMap::new(),
        hashes_met: 0,
    };
    for item in items {
        match item {
            Item::Reference(hash) => folder.reference(*hash),
            Item::Record(record) if is_rebuildable(record) => folder.take_apart(record),
            Item::Record(record) => folder.verbatim(record),
        }
    }
    folder
        .writer
        .finish(items.len() as u64, digest(items).as_bytes())
}

/// Says whether the fields that travel give the very bytes that were signed.
fn is_rebuildable(record: &Record) -> bool {
    let header = record.header();
    header.format == HEADER_FORMAT
        && record.parts().iter().all(|part| {
            header
                .find_commitment(part.name)
                .is_some_and(|hash| *hash == part.commitment())
        })
        && header.encode() == record.header_bytes()
}

impl Folder {
    fn reference(&mut self, hash: Hash) {
        self.writer.byte(Column::Shape, REFERENCE);
        self.hash(hash);
    }

    fn verbatim(&mut self, record: &Record) {
        let bytes = record.encode();
        self.writer.byte(Column::Shape, VERBATIM);
        self.writer.number(Column::Verbatim, bytes.len() as u64);
        self.writer.bytes(Column::Verbatim, &bytes);
        self.met(record.hash());
    }

    fn take_apart(&mut self, record: &Record) {
        let header = record.header();
        let follows = self.memory.is_next(header);
        let mut shape = 0;
        for (bit, is_set) in [
            (FOLLOWS, follows),
            (SIGNED, record.author_signature().is_some()),
            (AUTHORED, header.author.is_some()),
        ] {
            if is_set {
                shape |= bit;
            }
        }
        self.writer.byte(Column::Shape, shape);
        self.place(header, follows);
        self.clocks(header);
        for byte in [header.alg, grade_code(header.clock), header.version] {
            self.writer.byte(Column::Kind, byte);
        }
        self.writer.number(Column::Kind, header.kind.into());
        self.subjects(&header.subjects);
        self.id(header.act_id.as_bytes());
        if let Some(author) = &header.author {
            self.id(author.as_bytes());
        }
        self.payload(record);
        self.signatures(record);
        self.met(record.hash());
        self.memory.remember(header, record.hash());
    }

    fn place(&mut self, header: &Header, follows: bool) {
        self.id(header.device.as_bytes());
        self.id(header.incarnation.as_bytes());
        if !follows {
            self.writer.number(Column::Sequence, header.seq);
            self.hash(header.prev);
        }
    }

    fn clocks(&mut self, header: &Header) {
        let (wall, since_start) = self.memory.clocks;
        let passed = header.recorded_at.wrapping_sub(wall);
        let counted = header.monotonic.wrapping_sub(since_start) as i64;
        self.writer.signed(Column::Time, passed);
        self.writer
            .signed(Column::Monotonic, counted.wrapping_sub(passed));
    }

    fn subjects(&mut self, subjects: &[SubjectLink]) {
        self.writer.number(Column::Subject, subjects.len() as u64);
        for subject in subjects {
            self.writer
                .number(Column::Subject, subject.deps.len() as u64);
            self.writer.number(Column::Subject, subject.lamport);
            self.id(subject.id.as_bytes());
            for dep in &subject.deps {
                self.hash(*dep);
            }
        }
    }

    fn payload(&mut self, record: &Record) {
        let header = record.header();
        self.writer
            .number(Column::PartShape, header.commitments.len() as u64);
        for (name, commitment) in &header.commitments {
            self.writer.byte(Column::PartShape, name.code());
            match record.find_part(*name) {
                Some(part) => {
                    // Nought says "not here", so lengths count from one.
                    self.writer
                        .number(Column::PartShape, part.bytes.len() as u64 + 1);
                    self.writer.bytes(Column::Noise, &part.salt);
                    self.writer.bytes(Column::Part, &part.bytes);
                }
                None => {
                    self.writer.number(Column::PartShape, 0);
                    self.hash(*commitment);
                }
            }
        }
        self.writer.number(Column::Blob, header.blobs.len() as u64);
        for blob in &header.blobs {
            self.hash(*blob);
        }
    }

    fn signatures(&mut self, record: &Record) {
        if let Some(signature) = record.author_signature() {
            self.writer.bytes(Column::Noise, signature.as_bytes());
        }
        self.writer
            .bytes(Column::Noise, record.device_signature().as_bytes());
    }

    /// Names an id by its turn, counted from one, or writes it when it is met for the first
    /// time: the device's own id is then the same small number in every record.
    fn id(&mut self, id: &[u8; 16]) {
        if let Some(turn) = self.ids.get(id) {
            self.writer.number(Column::IdReference, *turn);
            return;
        }
        self.ids.insert(*id, self.ids.len() as u64 + 1);
        self.writer.number(Column::IdReference, 0);
        self.writer.bytes(Column::Id, id);
    }

    fn hash(&mut self, hash: Hash) {
        if let Some(at) = self.hashes.get(hash.as_bytes()) {
            self.writer
                .number(Column::HashReference, self.hashes_met - at);
            return;
        }
        self.met(hash);
        self.writer.number(Column::HashReference, 0);
        self.writer.bytes(Column::Hash, hash.as_bytes());
    }

    /// Remembers a hash that the reader knows from here on.
    fn met(&mut self, hash: Hash) {
        self.hashes
            .entry(*hash.as_bytes())
            .or_insert(self.hashes_met);
        self.hashes_met += 1;
    }
}

/// Gives the number of a clock grade in column [`Column::Kind`].
pub(super) const fn grade_code(grade: ClockGrade) -> u8 {
    match grade {
        ClockGrade::Trusted => 0,
        ClockGrade::Unchecked => 1,
        ClockGrade::Suspect => 2,
    }
}
