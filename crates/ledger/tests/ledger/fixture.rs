//! A desk with a clerk, whose keys and salts come from small numbers.

use std::{collections::BTreeMap, sync::OnceLock};

use ledger::{
    ActId, ChainHead, ClockGrade, DeviceId, Draft, Hash, Incarnation, KeySource, Part, PartName,
    PersonId, Record, Signer, SigningKey, SubjectId, SubjectLink, VerificationKey, seal,
};
use proptest::prelude::ProptestConfig;

/// So many random cases, without a file of failures: each is told whole.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A Monday morning in 2026, microseconds since 1970 UTC.
pub(crate) const MONDAY: i64 = 1_792_371_600_000_000;

/// Thirty-two bytes that depend on a label and a number.
pub(crate) fn bytes(label: &str, number: u64) -> [u8; 32] {
    *Hash::of(&[label.as_bytes(), &number.to_be_bytes()]).as_bytes()
}

pub(crate) fn half(label: &str, number: u64) -> [u8; 16] {
    bytes(label, number)[..16].try_into().unwrap()
}

pub(crate) fn key(label: &str, number: u64) -> SigningKey {
    SigningKey::from_bytes(bytes(label, number))
}

/// A device with one clerk at it.
pub(crate) struct Desk {
    pub(crate) key: SigningKey,
    pub(crate) clerk: PersonId,
    pub(crate) clerk_key: SigningKey,
    pub(crate) head: ChainHead,
}

impl Desk {
    pub(crate) fn new(number: u64) -> Self {
        let key = key("desk", number);
        let device = key.verification_key().device_id();
        let incarnation = Incarnation::from_bytes(half("incarnation", number));
        Self {
            key,
            clerk: PersonId::from_bytes(half("person", number)),
            clerk_key: self::key("person", number),
            head: ChainHead::genesis(device, incarnation),
        }
    }

    /// A draft for the next place, with facts and a person.
    pub(crate) fn draft(&self) -> Draft {
        let number = self.head.seq + 1;
        let part = |name: PartName, text: String| Part {
            name,
            salt: half(&format!("salt {}", name.code()), number),
            bytes: text.into_bytes(),
        };
        Draft {
            subjects: vec![SubjectLink {
                id: SubjectId::from_bytes(half("subject", number / 4)),
                deps: if self.head.seq == 0 {
                    vec![]
                } else {
                    vec![self.head.hash]
                },
                lamport: number,
            }],
            act_id: ActId::from_bytes(half("act", number)),
            recorded_at: MONDAY + i64::try_from(number).unwrap() * 1_000_000,
            clock: ClockGrade::Trusted,
            monotonic: number * 1_000_000,
            author: Some(self.clerk),
            kind: 64,
            version: 1,
            parts: vec![
                part(PartName::Facts, format!("facts {number}")),
                part(PartName::Person, format!("Nguyễn Thị Ánh {number}")),
            ],
            blobs: vec![],
        }
    }

    /// Seals a draft with both keys and steps the head.
    pub(crate) fn write(&mut self, draft: Draft) -> Record {
        let author: Option<&dyn Signer> = draft.author.map(|_| &self.clerk_key as &dyn Signer);
        let (record, head) = seal(draft, &self.head, &self.key, author).unwrap();
        self.head = head;
        record
    }

    pub(crate) fn write_next(&mut self) -> Record {
        self.write(self.draft())
    }

    pub(crate) fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        keys.know(self);
        keys
    }
}

/// Known keys of desks and people.
#[derive(Clone, Default)]
pub(crate) struct Keys {
    pub(crate) devices: BTreeMap<(DeviceId, Incarnation), VerificationKey>,
    pub(crate) people: BTreeMap<PersonId, VerificationKey>,
}

impl Keys {
    pub(crate) fn know(&mut self, desk: &Desk) {
        let life = (desk.head.device, desk.head.incarnation);
        self.devices.insert(life, desk.key.verification_key());
        self.people
            .insert(desk.clerk, desk.clerk_key.verification_key());
    }
}

impl KeySource for Keys {
    fn find_device_key(
        &self,
        device: DeviceId,
        incarnation: Incarnation,
    ) -> Option<VerificationKey> {
        self.devices.get(&(device, incarnation)).copied()
    }

    fn find_author_key(&self, person: PersonId, _: DeviceId) -> Option<VerificationKey> {
        self.people.get(&person).copied()
    }
}

/// A chain of 1 000 records, with the head before each of them.
pub(crate) struct Thousand {
    pub(crate) keys: Keys,
    pub(crate) records: Vec<Record>,
    pub(crate) heads: Vec<ChainHead>,
}

pub(crate) fn thousand() -> &'static Thousand {
    static CHAIN: OnceLock<Thousand> = OnceLock::new();
    CHAIN.get_or_init(|| {
        let mut desk = Desk::new(1);
        let keys = desk.keys();
        let mut heads = vec![desk.head];
        let records = (0..1_000).map(|number| {
            let mut draft = desk.draft();
            if number % 7 == 3 {
                draft.author = None;
            }
            let record = desk.write(draft);
            heads.push(desk.head);
            record
        });
        let records = records.collect();
        Thousand {
            keys,
            records,
            heads,
        }
    })
}
