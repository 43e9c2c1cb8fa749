//! Pages against records of every shape: the same bytes come out, whatever was left out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at a surprise"
)]

use ledger::header::{COUNT_MAX, ClockGrade, SubjectLink};
use ledger::id::{ActId, DeviceId, Incarnation, PersonId, SubjectId};
use ledger::key::SigningKey;
use ledger::part::{Part, PartName};
use ledger::seal::{ChainHead, Draft, seal};
use proptest::prelude::*;

use super::*;

#[test]
fn a_page_of_a_desks_day_costs_at_most_240_bytes_a_record() {
    let records = day(500, false);
    let page = fold_records(records.clone()).unwrap();
    let each = page.len() / records.len();
    assert!(each <= 240, "{each} bytes a record");
    assert_eq!(unfolded(&page), records);
}

#[test]
fn a_page_of_custody_records_costs_at_most_320_bytes_a_record() {
    let records = day(500, true);
    let page = fold_records(records.clone()).unwrap();
    let each = page.len() / records.len();
    assert!(each <= 320, "{each} bytes a record");
    assert_eq!(unfolded(&page), records);
}

#[test]
fn one_record_alone_costs_at_most_500_bytes() {
    let page = fold_records(day(1, true)).unwrap();
    assert!(page.len() <= 500, "{} bytes", page.len());
}

#[test]
fn lists_within_lists_are_counted_together_before_they_are_unfolded() {
    use super::column::{Column, Writer};
    let mut writer = Writer::default();
    writer.byte(Column::Shape, 0);
    for id in [1, 2] {
        writer.number(Column::IdReference, 0);
        writer.bytes(Column::Id, &[id; 16]);
    }
    writer.number(Column::Sequence, 1);
    writer.number(Column::HashReference, 0);
    writer.bytes(Column::Hash, &[3; 32]);
    writer.signed(Column::Time, 0);
    writer.signed(Column::Monotonic, 0);
    writer.bytes(Column::Kind, &[1, 0, 1]);
    writer.number(Column::Kind, 64);
    let (subjects, deps) = (40, 60);
    writer.number(Column::Subject, subjects);
    for _ in 0..subjects {
        writer.number(Column::Subject, deps);
        writer.number(Column::Subject, 1);
        writer.number(Column::IdReference, 1);
        for _ in 0..deps {
            writer.number(Column::HashReference, 1);
        }
    }
    let page = writer.finish(1, &[0; 32]);
    let refused = super::unfold::unfold(&page);
    assert!(matches!(refused, Err(PageFault::Columns)), "{refused:?}");
}

#[test]
fn a_header_with_a_field_of_a_later_version_travels_verbatim() {
    let known = day(3, true).pop().unwrap();
    let mut header_bytes = known.header_bytes().to_vec();
    // One more pair in the header's map: 20 → "mới".
    header_bytes[0] += 1;
    header_bytes.extend_from_slice(&[0x14, 0x65, b'm', 0xe1, 0xbb, 0x9b, b'i']);
    let later = Record::new(
        header_bytes,
        known.author_signature().copied(),
        *known.device_signature(),
        known.parts().to_vec(),
    )
    .unwrap();
    let page = fold_records(vec![known.clone(), later.clone(), known.clone()]).unwrap();
    assert_eq!(unfolded(&page), vec![known.clone(), later, known]);
}

#[test]
fn an_erased_part_leaves_its_commitment() {
    let records: Vec<Record> = day(20, true)
        .into_iter()
        .map(|r| r.with_parts(|name| name == PartName::Facts))
        .collect();
    let page = fold_records(records.clone()).unwrap();
    assert_eq!(unfolded(&page), records);
}

#[test]
fn an_altered_page_is_refused_whole() {
    let plain = super::fold::fold(&items(day(5, true)));
    let mut refused = 0;
    for at in 0..plain.len() {
        let mut altered = plain.clone();
        altered[at] ^= 1;
        refused += usize::from(super::unfold::unfold(&altered).is_err());
    }
    assert_eq!(refused, plain.len());
}

#[test]
fn a_page_shortened_at_any_byte_is_refused() {
    let page = fold_records(day(4, true)).unwrap();
    for length in 0..page.len() {
        assert!(unfold(&page[..length], &[]).is_err(), "cut at {length}");
    }
}

#[test]
fn a_reference_names_a_record_that_is_not_sent() {
    let records = day(3, false);
    let mut places = items(records.clone());
    places[1] = Item::Reference(records[1].hash());
    let page = fold(&places, None).unwrap();
    assert_eq!(unfold(&page, &[]).unwrap(), places);
}

proptest! {
    #[test]
    fn any_records_in_any_order_unfold_to_identical_bytes(
        shapes in prop::collection::vec(shape(), 0..40),
        order in any::<u64>(),
    ) {
        let mut records = write_down(&shapes);
        shuffle(&mut records, order);
        let page = fold_records(records.clone()).unwrap();
        let back = unfolded(&page);
        let bytes: Vec<Vec<u8>> = records.iter().map(Record::encode).collect();
        let back_bytes: Vec<Vec<u8>> = back.iter().map(Record::encode).collect();
        prop_assert_eq!(bytes, back_bytes);
    }

    #[test]
    fn any_bytes_unfold_or_are_refused_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = unfold(&bytes, &[]);
        let _ = super::unfold::unfold(&bytes);
    }
}

/// What one random record looks like.
#[derive(Debug, Clone)]
struct Shape {
    device: u8,
    is_signed: bool,
    has_author: bool,
    recorded_at: i64,
    monotonic: u64,
    subjects: Vec<(u8, Vec<u8>, u64)>,
    parts: Vec<(u8, Vec<u8>, bool)>,
    kind: u16,
    blobs: Vec<u8>,
    clock: u8,
}

prop_compose! {
    fn shape()(
        device in 0_u8..3,
        is_signed in any::<bool>(),
        has_author in any::<bool>(),
        recorded_at in any::<i64>(),
        monotonic in any::<u64>(),
        subjects in prop::collection::vec(
            (0_u8..5, prop::collection::vec(0_u8..6, 0..3), 1..=COUNT_MAX), 0..3),
        parts in prop::collection::vec(
            (0_u8..9, prop::collection::vec(any::<u8>(), 0..60), any::<bool>()), 0..5),
        kind in any::<u16>(),
        blobs in prop::collection::vec(0_u8..9, 0..3),
        clock in 0_u8..3,
    ) -> Shape {
        Shape {
            device,
            is_signed,
            has_author,
            recorded_at,
            monotonic,
            subjects,
            parts,
            kind,
            blobs,
            clock,
        }
    }
}

fn write_down(shapes: &[Shape]) -> Vec<Record> {
    let author = SigningKey::from_bytes([77; 32]);
    let mut heads: Vec<ChainHead> = (0..3)
        .map(|n| {
            ChainHead::genesis(
                DeviceId::from_bytes([n; 16]),
                Incarnation::from_bytes([n + 100; 16]),
            )
        })
        .collect();
    shapes
        .iter()
        .map(|shape| {
            let head = &mut heads[usize::from(shape.device)];
            let key = SigningKey::from_bytes([shape.device; 32]);
            let is_signed = shape.has_author && shape.is_signed;
            let signer: Option<&dyn ledger::key::Signer> = is_signed.then_some(&author as _);
            let (record, after) = seal(draft(shape), head, &key, signer).unwrap();
            *head = after;
            let dropped: Vec<u8> = shape
                .parts
                .iter()
                .filter(|(_, _, drop)| *drop)
                .map(|(name, ..)| *name)
                .collect();
            record.with_parts(|name| !dropped.contains(&name.code()))
        })
        .collect()
}

fn draft(shape: &Shape) -> Draft {
    let mut parts: Vec<Part> = Vec::new();
    for (name, bytes, _) in &shape.parts {
        if parts.iter().all(|part| part.name.code() != *name) {
            let name = PartName::from_code(*name);
            parts.push(Part {
                name,
                salt: [9; 16],
                bytes: bytes.clone(),
            });
        }
    }
    let clock = [
        ClockGrade::Trusted,
        ClockGrade::Unchecked,
        ClockGrade::Suspect,
    ];
    Draft {
        subjects: shape
            .subjects
            .iter()
            .map(|(id, deps, lamport)| SubjectLink {
                id: SubjectId::from_bytes([*id; 16]),
                deps: deps
                    .iter()
                    .map(|dep| Hash::from_bytes([*dep; 32]))
                    .collect(),
                lamport: *lamport,
            })
            .collect(),
        act_id: ActId::from_bytes([(shape.kind % 7) as u8; 16]),
        recorded_at: shape.recorded_at,
        clock: clock[usize::from(shape.clock)],
        monotonic: shape.monotonic,
        author: shape.has_author.then(|| PersonId::from_bytes([4; 16])),
        kind: shape.kind,
        version: 1,
        parts,
        blobs: shape
            .blobs
            .iter()
            .map(|blob| Hash::from_bytes([*blob; 32]))
            .collect(),
    }
}

/// Records as a desk writes them: each its own act, two to a dossier, 90 bytes of facts.
fn day(count: u64, is_signed: bool) -> Vec<Record> {
    let device = SigningKey::from_bytes([1; 32]);
    let author = SigningKey::from_bytes([2; 32]);
    let mut head = ChainHead::genesis(
        device_id(&device),
        Incarnation::from_bytes(*b"0123456789abcdef"),
    );
    let mut noise = Noise(7);
    let mut records: Vec<Record> = Vec::new();
    for at in 0..count {
        let dossier = SubjectId::from_bytes(noise_of(at / 2, 5));
        let deps = if at % 2 == 1 {
            vec![records.last().unwrap().hash()]
        } else {
            Vec::new()
        };
        let mut facts = b"\xa8\x00\x50".to_vec();
        facts.extend_from_slice(dossier.as_bytes());
        facts.extend_from_slice(
            b"\x01\x502345678901234567\x02\x693026010012\x03\x01\x04\x00\x05\xf6",
        );
        facts.extend_from_slice("\u{6}đã nhận đủ giấy tờ".as_bytes());
        let draft = Draft {
            subjects: vec![SubjectLink {
                id: dossier,
                deps,
                lamport: 1 + at % 2,
            }],
            act_id: ActId::from_bytes(noise_of(at, 11)),
            recorded_at: 1_795_000_000_000_000 + at as i64 * 61_234_567,
            clock: ClockGrade::Trusted,
            monotonic: 5_000_000 + at * 61_234_561,
            author: is_signed.then(|| PersonId::from_bytes([8; 16])),
            kind: 64 + (at % 2) as u16 * 4,
            version: 1,
            parts: vec![Part {
                name: PartName::Facts,
                salt: noise.bytes(),
                bytes: facts,
            }],
            blobs: Vec::new(),
        };
        let signer: Option<&dyn ledger::key::Signer> = is_signed.then_some(&author as _);
        let (record, after) = seal(draft, &head, &device, signer).unwrap();
        head = after;
        records.push(record);
    }
    records
}

fn device_id(key: &SigningKey) -> DeviceId {
    use ledger::key::Signer;
    key.verification_key().device_id()
}

/// Bytes that do not compress, the same in every run.
struct Noise(u64);

impl Noise {
    fn bytes(&mut self) -> [u8; 16] {
        self.0 += 1;
        noise_of(self.0, 3)
    }
}

fn noise_of(at: u64, kind: u8) -> [u8; 16] {
    let digest = Hash::of(&[&at.to_le_bytes(), &[kind]]);
    let mut half = [0; 16];
    half.copy_from_slice(&digest.as_bytes()[..16]);
    half
}

fn items(records: Vec<Record>) -> Vec<Item> {
    records
        .into_iter()
        .map(|record| Item::Record(Box::new(record)))
        .collect()
}

fn unfolded(page: &[u8]) -> Vec<Record> {
    unfold(page, &[])
        .unwrap()
        .into_iter()
        .map(|item| match item {
            Item::Record(record) => *record,
            Item::Reference(hash) => panic!("a reference to {hash}"),
        })
        .collect()
}

fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for at in (1..items.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        items.swap(at, (seed >> 33) as usize % (at + 1));
    }
}

/// Drafts of no particular kind, for tests elsewhere.
pub(crate) fn sample_drafts(count: u8) -> Vec<Draft> {
    let shape = |at: u8| Shape {
        device: 0,
        is_signed: false,
        has_author: false,
        recorded_at: i64::from(at),
        monotonic: u64::from(at),
        subjects: vec![(at, Vec::new(), 1)],
        parts: vec![(0, vec![0xa0], false)],
        kind: 60_000,
        blobs: Vec::new(),
        clock: 0,
    };
    (0..count).map(|at| draft(&shape(at))).collect()
}
