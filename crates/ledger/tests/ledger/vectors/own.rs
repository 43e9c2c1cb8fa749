//! Records of the ledger's own kinds that the other members lack: a desk's certificate and a
//! supervisor's word, and what the server says in its own chain.

use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, ChainHead,
    EffectRestored, EffectWithheld, Granted, Incarnation, OwnFacts, Part, PartName, PersonId,
    Record, Signer, SigningKey, UnitId, Voucher, Vouching, WithheldReason, kind,
};
use serde_json::{Value, json};

use super::{hex, show};
use crate::fixture::{Desk, MONDAY, half, key};

pub(super) fn records() -> Value {
    let people = People::new();
    let (of_desk, vouching) = by_desk(&people);
    let (of_server, granted) = by_server(of_desk[1].hash());
    json!({
        "desk": {
            "device_key": hex(people.desk.verification_key().as_bytes()),
            "author_key": hex(key("person", 3).verification_key().as_bytes()),
            "records": of_desk.iter().map(show).collect::<Vec<_>>(),
        },
        "server": {
            "device_key": hex(key("server", 1).verification_key().as_bytes()),
            "records": of_server.iter().map(show).collect::<Vec<_>>(),
        },
        "withheld": { "record": hex(of_desk[1].hash()), "reason": 4 },
        "granted": {
            "unit": hex(granted.unit),
            "subject": hex(granted.subject),
            "parts": granted.parts.iter().map(|part| part.code()).collect::<Vec<_>>(),
        },
        "vouched": {
            "unit": hex(vouching.unit),
            "person": hex(vouching.person),
            "key": hex(vouching.key.as_bytes()),
            "supervisor": hex(vouching.supervisor),
            "from": vouching.from,
        },
    })
}

/// Who certifies whom.
struct People {
    authorities: Vec<SigningKey>,
    unit: UnitId,
    unit_key: SigningKey,
    desk: SigningKey,
}

impl People {
    fn new() -> Self {
        Self {
            authorities: (0..3).map(|number| key("authority", number)).collect(),
            unit: UnitId::from_bytes(half("unit", 1)),
            unit_key: key("unit", 1),
            desk: key("desk", 3),
        }
    }

    fn set(&self) -> AuthoritySet {
        let keys = self.authorities.iter().map(Signer::verification_key);
        AuthoritySet {
            keys: keys.collect(),
            threshold: 2,
        }
    }

    /// The unit's certificate with that of a device or person below it.
    fn certify(&self, subject: CertificateSubject, key: &SigningKey) -> CertificateChain {
        let body = |subject, key: &SigningKey| CertificateBody {
            subject,
            key: key.verification_key(),
            valid_from: MONDAY,
            valid_until: None,
        };
        let above = CertificateSubject::Unit { unit: self.unit };
        let signers: [(u8, &dyn Signer); 2] =
            [(1, &self.authorities[1]), (2, &self.authorities[2])];
        CertificateChain::new(
            Certificate::issue(body(above, &self.unit_key), &signers),
            Certificate::issue(body(subject, key), &[(0, &self.unit_key)]),
        )
    }
}

fn facts(bytes: Vec<u8>, number: u64) -> Vec<Part> {
    vec![Part {
        name: PartName::Facts,
        salt: half("own", number),
        bytes,
    }]
}

/// The first record of a desk's life, one of its clerk's, and her word for a colleague's key.
fn by_desk(people: &People) -> (Vec<Record>, ledger::Vouched) {
    let mut desk = Desk::new(3);
    let device = CertificateSubject::Device {
        device: desk.head.device,
        unit: people.unit,
        desk_no: 3,
    };
    let mut draft = desk.draft();
    (draft.kind, draft.author, draft.subjects) = (kind::DEVICE_CERTIFICATE, None, Vec::new());
    draft.parts = facts(people.certify(device, &people.desk).facts(), 1);
    let certificate = desk.write(draft);
    let ordinary = desk.write_next();
    let supervisor = CertificateSubject::Person {
        person: desk.clerk,
        unit: people.unit,
        device: None,
    };
    let voucher = Voucher {
        chain: &people.certify(supervisor, &desk.clerk_key),
        signer: &desk.clerk_key,
    };
    let colleague = PersonId::from_bytes(half("person", 4));
    let said = Vouching::issue(voucher, colleague, &key("person", 4), MONDAY + 7);
    let mut draft = desk.draft();
    (draft.kind, draft.subjects) = (kind::VOUCHED, Vec::new());
    draft.parts = facts(said.facts(), 3);
    let vouched = desk.write(draft);
    let judged = Vouching::verify(&vouched, &people.set()).unwrap();
    (vec![certificate, ordinary, vouched], judged)
}

/// The server withholds the effect of a record, restores it, and lets a unit in.
fn by_server(target: ledger::Hash) -> (Vec<Record>, Granted) {
    let server_key = key("server", 1);
    let device = server_key.verification_key().device_id();
    let incarnation = Incarnation::from_bytes(half("incarnation", 5));
    let mut server = Desk {
        key: server_key,
        head: ChainHead::genesis(device, incarnation),
        ..Desk::new(5)
    };
    let mut write = |kind, facts_bytes, number| {
        let mut draft = server.draft();
        (draft.kind, draft.author, draft.subjects) = (kind, None, Vec::new());
        draft.parts = facts(facts_bytes, number);
        server.write(draft)
    };
    let reason = WithheldReason::NotAssigned;
    let withheld = EffectWithheld {
        record: target,
        reason,
    };
    let withheld = write(kind::EFFECT_WITHHELD, withheld.facts(), 5);
    let restored = EffectRestored {
        record: target,
        withheld: withheld.hash(),
    };
    let restored = write(kind::EFFECT_RESTORED, restored.facts(), 6);
    let granted = Granted {
        unit: UnitId::from_bytes(half("unit", 2)),
        subject: ledger::SubjectId::from_bytes(half("subject", 0)),
        parts: vec![PartName::Person, PartName::Post],
    };
    let let_in = write(kind::GRANTED, granted.facts(), 7);
    assert_eq!(Granted::read(&let_in).unwrap(), granted);
    (vec![withheld, restored, let_in], granted)
}
