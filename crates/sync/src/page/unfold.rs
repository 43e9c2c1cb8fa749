//! The reader's half of the codec: puts records together and proves that they are the same.

use ledger::header::{ClockGrade, HEADER_FORMAT, Header, SubjectLink};
use ledger::id::{ActId, DeviceId, Hash, Incarnation, PersonId, SubjectId};
use ledger::key::Signature;
use ledger::part::{Part, PartName};
use ledger::record::{RECORD_BYTES_MAX, Record};

use super::column::{Column, Reader};
use super::fold::{AUTHORED, FOLLOWS, Memory, REFERENCE, SIGNED, VERBATIM, grade_code};
use super::{Item, PageFault, digest};
use crate::limits::PAGE_RECORDS_MAX;

/// Subjects, deps, parts and blobs of one record, all together: each takes more than 16 bytes of
/// a header, so no record within its limit has more. A reference to one read before takes a
/// byte, so without this bound a small page could grow by lists within lists.
const LISTED_MAX: u64 = RECORD_BYTES_MAX as u64 / 16;

struct Unfolder<'b> {
    reader: Reader<'b>,
    memory: Memory,
    ids: Vec<[u8; 16]>,
    hashes: Vec<Hash>,
    /// What the record under way may still list.
    listed_left: u64,
}

/// Puts the places of a page together.
pub(super) fn unfold(page: &[u8]) -> Result<Vec<Item>, PageFault> {
    let (places, claimed, reader) = Reader::new(page)?;
    if places > u64::from(PAGE_RECORDS_MAX) {
        return Err(PageFault::TooMany(places));
    }
    let memory = Memory::default();
    let mut unfolder = Unfolder {
        reader,
        memory,
        ids: Vec::new(),
        hashes: Vec::new(),
        listed_left: LISTED_MAX,
    };
    let items = (0..places)
        .map(|_| unfolder.item())
        .collect::<Result<Vec<_>, _>>()?;
    if !unfolder.reader.is_empty() {
        return Err(PageFault::Columns);
    }
    if *digest(&items).as_bytes() == claimed {
        Ok(items)
    } else {
        Err(PageFault::Digest)
    }
}

impl Unfolder<'_> {
    fn item(&mut self) -> Result<Item, PageFault> {
        let shape = self.reader.byte(Column::Shape)?;
        self.listed_left = LISTED_MAX;
        match shape {
            REFERENCE => self.hash().map(Item::Reference),
            VERBATIM => self.verbatim().map(|record| Item::Record(Box::new(record))),
            _ if shape & !(FOLLOWS | SIGNED | AUTHORED) == 0 => self
                .put_together(shape)
                .map(|record| Item::Record(Box::new(record))),
            _ => Err(PageFault::Columns),
        }
    }

    fn verbatim(&mut self) -> Result<Record, PageFault> {
        let length = self.reader.number(Column::Verbatim)?;
        let bytes = self.reader.bytes(Column::Verbatim, length)?;
        let record = Record::decode(bytes).map_err(PageFault::Record)?;
        self.hashes.push(record.hash());
        Ok(record)
    }

    fn put_together(&mut self, shape: u8) -> Result<Record, PageFault> {
        let (device, incarnation, seq, prev) = self.place(shape & FOLLOWS != 0)?;
        let (recorded_at, monotonic) = self.clocks()?;
        let [alg, grade, version] = self.reader.array(Column::Kind)?;
        let kind = self.reader.number(Column::Kind)?;
        let kind = u16::try_from(kind).map_err(|_| PageFault::Columns)?;
        let subjects = self.subjects()?;
        let act_id = ActId::from_bytes(self.id()?);
        let author = match shape & AUTHORED {
            0 => None,
            _ => Some(PersonId::from_bytes(self.id()?)),
        };
        let (commitments, parts) = self.payload()?;
        let blobs = self.reader.number(Column::Blob)?;
        let header = Header {
            format: HEADER_FORMAT,
            alg,
            device,
            incarnation,
            seq,
            prev,
            subjects,
            act_id,
            recorded_at,
            clock: grade_of(grade)?,
            monotonic,
            author,
            kind,
            version,
            commitments,
            blobs: self.list(blobs, Self::hash)?,
        };
        self.finish(shape, &header, parts)
    }

    fn finish(
        &mut self,
        shape: u8,
        header: &Header,
        parts: Vec<Part>,
    ) -> Result<Record, PageFault> {
        let author_signature = match shape & SIGNED {
            0 => None,
            _ => Some(Signature::from_bytes(self.reader.array(Column::Noise)?)),
        };
        let device_signature = Signature::from_bytes(self.reader.array(Column::Noise)?);
        let record = Record::new(header.encode(), author_signature, device_signature, parts)
            .map_err(PageFault::Record)?;
        self.hashes.push(record.hash());
        self.memory.remember(header, record.hash());
        Ok(record)
    }

    fn place(&mut self, follows: bool) -> Result<(DeviceId, Incarnation, u64, Hash), PageFault> {
        let device = DeviceId::from_bytes(self.id()?);
        let incarnation = Incarnation::from_bytes(self.id()?);
        if !follows {
            let seq = self.reader.number(Column::Sequence)?;
            return Ok((device, incarnation, seq, self.hash()?));
        }
        let last = self.memory.chains.get(&(device, incarnation));
        let (seq, hash) = last.copied().ok_or(PageFault::Columns)?;
        let seq = seq.checked_add(1).ok_or(PageFault::Columns)?;
        Ok((device, incarnation, seq, hash))
    }

    fn clocks(&mut self) -> Result<(i64, u64), PageFault> {
        let (wall, since_start) = self.memory.clocks;
        let passed = self.reader.signed(Column::Time)?;
        let counted = self.reader.signed(Column::Monotonic)?.wrapping_add(passed);
        Ok((
            wall.wrapping_add(passed),
            since_start.wrapping_add(counted as u64),
        ))
    }

    fn subjects(&mut self) -> Result<Vec<SubjectLink>, PageFault> {
        let count = self.reader.number(Column::Subject)?;
        self.list(count, |unfolder| {
            let deps = unfolder.reader.number(Column::Subject)?;
            let lamport = unfolder.reader.number(Column::Subject)?;
            let id = SubjectId::from_bytes(unfolder.id()?);
            Ok(SubjectLink {
                id,
                deps: unfolder.list(deps, Self::hash)?,
                lamport,
            })
        })
    }

    #[expect(
        clippy::type_complexity,
        reason = "commitments and parts of one payload"
    )]
    fn payload(&mut self) -> Result<(Vec<(PartName, Hash)>, Vec<Part>), PageFault> {
        let count = self.reader.number(Column::PartShape)?;
        let mut parts = Vec::new();
        let commitments = self.list(count, |unfolder| {
            let name = PartName::from_code(unfolder.reader.byte(Column::PartShape)?);
            let Some(length) = unfolder.reader.number(Column::PartShape)?.checked_sub(1) else {
                return Ok((name, unfolder.hash()?));
            };
            let salt = unfolder.reader.array(Column::Noise)?;
            let bytes = unfolder.reader.bytes(Column::Part, length)?.to_vec();
            let part = Part { name, salt, bytes };
            let commitment = part.commitment();
            parts.push(part);
            Ok((name, commitment))
        })?;
        Ok((commitments, parts))
    }

    fn list<T>(
        &mut self,
        count: u64,
        mut read: impl FnMut(&mut Self) -> Result<T, PageFault>,
    ) -> Result<Vec<T>, PageFault> {
        self.listed_left = self
            .listed_left
            .checked_sub(count)
            .ok_or(PageFault::Columns)?;
        (0..count).map(|_| read(self)).collect()
    }

    fn id(&mut self) -> Result<[u8; 16], PageFault> {
        match self.reader.number(Column::IdReference)? {
            0 => {
                let id = self.reader.array(Column::Id)?;
                self.ids.push(id);
                Ok(id)
            }
            turn => {
                let at = usize::try_from(turn - 1).map_err(|_| PageFault::Columns)?;
                self.ids.get(at).copied().ok_or(PageFault::Columns)
            }
        }
    }

    fn hash(&mut self) -> Result<Hash, PageFault> {
        match self.reader.number(Column::HashReference)? {
            0 => {
                let hash = Hash::from_bytes(self.reader.array(Column::Hash)?);
                self.hashes.push(hash);
                Ok(hash)
            }
            back => {
                let back = usize::try_from(back).map_err(|_| PageFault::Columns)?;
                let at = self
                    .hashes
                    .len()
                    .checked_sub(back)
                    .ok_or(PageFault::Columns)?;
                self.hashes.get(at).copied().ok_or(PageFault::Columns)
            }
        }
    }
}

fn grade_of(code: u8) -> Result<ClockGrade, PageFault> {
    [
        ClockGrade::Trusted,
        ClockGrade::Unchecked,
        ClockGrade::Suspect,
    ]
    .into_iter()
    .find(|grade| grade_code(*grade) == code)
    .ok_or(PageFault::Columns)
}
