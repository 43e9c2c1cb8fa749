//! The vectors in `tests/vectors/ledger.json`, made again from fixed keys and compared.
//!
//! They are for other implementations; `tests/tests/ledger_reader.rs` is one that knows nothing of
//! this crate.

mod own;
mod zip215;

use std::path::Path;

use data_encoding::HEXLOWER;
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, Checkpoint,
    Epoch, FeedHead, ForkWitness, Hash, MemoryTree, NoteKey, OwnFacts, Part, PartName, Publication,
    PublicationBody, PublicationKind, Receipt, ReceiptBody, Record, Signature, Signer, SigningKey,
    UnitId, canonical, carry,
    checkpoint::origin,
    fingerprint, kind,
    tile::{TileKind, entry_bundle, hash_tile, list_tiles_between},
    tree::{consistency_proof, inclusion_proof, root},
};
use serde_json::{Value, json};

use crate::fixture::{Desk, MONDAY, bytes, half, key};

#[test]
fn the_vectors_in_the_file_are_those_that_this_version_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/ledger.json");
    let made = vectors();
    let held = std::fs::read_to_string(&path).ok();
    let held: Option<Value> = held.and_then(|text| serde_json::from_str(&text).ok());
    if held.as_ref() != Some(&made) {
        let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger.json");
        std::fs::write(&beside, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
        panic!(
            "{} differs; what this version makes is {}",
            path.display(),
            beside.display()
        );
    }
}

fn vectors() -> Value {
    json!({
        "about": "Test vectors for docs/LEDGER.md. Bytes are lower-case hexadecimal. Keys are \
                  those of Ed25519 seeds and sign nothing else.",
        "keys": keys(),
        "signatures": zip215::signatures(),
        "cbor": cbor(),
        "chain": chain(),
        "refused": refused(),
        "own": own::records(),
        "carried": carried(),
        "fork": fork(),
        "certificates": certificates(),
        "statements": statements(),
        "feed": feed(),
        "log": log(),
    })
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn keys() -> Value {
    let labels = [
        ("desk", 1),
        ("person", 1),
        ("desk", 2),
        ("unit", 1),
        ("server", 1),
        ("desk", 3),
        ("person", 3),
        ("person", 4),
    ];
    let labels = labels
        .into_iter()
        .chain((0..3).map(|number| ("authority", number)));
    let one = |(label, number): (&str, u64)| {
        let public = key(label, number).verification_key();
        json!({
            "name": format!("{label} {number}"),
            "seed": hex(bytes(label, number)),
            "public": hex(public.as_bytes()),
            "device": hex(public.device_id()),
            "words": fingerprint::words(&public),
        })
    };
    labels.map(one).collect()
}

/// Byte strings with whether they are deterministic CBOR.
fn cbor() -> Value {
    let table = [
        "00",
        "17",
        "1818",
        "1817",
        "1900ff",
        "190100",
        "1a0000ffff",
        "1a00010000",
        "1bffffffffffffffff",
        "20",
        "3818",
        "40",
        "4100",
        "5800",
        "5f4100ff",
        "60",
        "63e1baa4",
        "61ff",
        "80",
        "8100",
        "9f00ff",
        "a0",
        "a200000100",
        "a201000000",
        "a200000000",
        "a21700181800",
        "a218180017 00",
        "c000",
        "f4",
        "f5",
        "f6",
        "f7",
        "f820",
        "f90000",
        "fa00000000",
        "fb0000000000000000",
        "fc",
        "ff",
        "0000",
        "",
        "5b00000000ffffffff",
    ];
    let one = |text: &str| {
        let bytes = HEXLOWER.decode(text.replace(' ', "").as_bytes()).unwrap();
        json!({ "bytes": hex(&bytes), "good": canonical::check(&bytes).is_ok() })
    };
    table.into_iter().map(one).collect()
}

fn show(record: &Record) -> Value {
    let header = record.header();
    let parts = record.parts().iter().map(|part| {
        json!({
            "name": part.name.code(),
            "salt": hex(part.salt),
            "bytes": hex(&part.bytes),
            "commitment": hex(part.commitment()),
        })
    });
    let subjects = header.subjects.iter().map(|subject| {
        json!({
            "id": hex(subject.id),
            "deps": subject.deps.iter().map(hex).collect::<Vec<_>>(),
            "lamport": subject.lamport,
        })
    });
    json!({
        "encoded": hex(record.encode()),
        "header": hex(record.header_bytes()),
        "hash": hex(record.hash()),
        "device": hex(header.device),
        "incarnation": hex(header.incarnation),
        "seq": header.seq,
        "prev": hex(header.prev),
        "act_id": hex(header.act_id),
        "recorded_at": header.recorded_at,
        "monotonic": header.monotonic,
        "author": header.author.map(hex),
        "kind": header.kind,
        "version": header.version,
        "author_signature": record.author_signature().map(|signature| hex(signature.as_bytes())),
        "device_signature": hex(record.device_signature().as_bytes()),
        "subjects": subjects.collect::<Vec<_>>(),
        "parts": parts.collect::<Vec<_>>(),
        "missing": record.missing_parts().map(PartName::code).collect::<Vec<_>>(),
    })
}

/// Five records: by a person, by the machine, unsigned, with a part erased, and the erasure.
fn chain() -> Value {
    let mut desk = Desk::new(1);
    let (device, clerk) = (
        desk.key.verification_key(),
        desk.clerk_key.verification_key(),
    );
    let first = desk.write_next();
    let mut draft = desk.draft();
    draft.author = None;
    draft.blobs = vec![Hash::from_bytes(bytes("blob", 1))];
    let second = desk.write(draft);
    let (third, head) = ledger::seal(desk.draft(), &desk.head, &desk.key, None).unwrap();
    desk.head = head;
    let fourth = desk.write_next();
    let erased = ledger::Erased {
        record: fourth.hash(),
        part: PartName::Person,
        basis: "mẫu".to_owned(),
    };
    let mut draft = desk.draft();
    draft.kind = kind::ERASED;
    draft.parts = vec![Part {
        name: PartName::Facts,
        salt: half("erased", 5),
        bytes: erased.facts(),
    }];
    let fifth = desk.write(draft);
    let fourth = fourth.with_parts(|name| name != PartName::Person);
    let records = [first, second, third, fourth, fifth];
    let words = fingerprint::head_words(&desk.head.hash);
    json!({
        "device_key": hex(device.as_bytes()),
        "author_key": hex(clerk.as_bytes()),
        "records": records.iter().map(show).collect::<Vec<_>>(),
        "head_words": words,
    })
}

/// Encodings of the first record of the chain with one thing wrong, each of which must be refused.
fn refused() -> Value {
    let mut desk = Desk::new(1);
    let good = desk.write_next();
    let rebuilt = |device: Signature, parts: Vec<Part>| {
        let author = good.author_signature().copied();
        Record::new(good.header_bytes().to_vec(), author, device, parts)
            .unwrap()
            .encode()
    };
    let mut signature = *good.device_signature().as_bytes();
    signature[63] ^= 0x20;
    let mut parts = good.parts().to_vec();
    parts[0].bytes[0] ^= 1;
    let mut long_length = vec![0xb8, 0x04];
    long_length.extend(&good.encode()[1..]);
    let mut trailing = good.encode();
    trailing.push(0);
    let mut without_author = good.header().clone();
    without_author.author = None;
    let (author, device) = (good.author_signature().copied(), *good.device_signature());
    let unsigned = {
        let bytes = good.header_bytes().to_vec();
        Record::new(bytes, None, device, good.parts().to_vec())
            .unwrap()
            .encode()
    };
    let table = [
        (
            "device signature altered",
            rebuilt(Signature::from_bytes(signature), good.parts().to_vec()),
        ),
        ("author and device signature exchanged", {
            let bytes = good.header_bytes().to_vec();
            Record::new(bytes, Some(device), author.unwrap(), good.parts().to_vec())
                .unwrap()
                .encode()
        }),
        ("author signature left out", unsigned),
        ("a part altered", rebuilt(device, parts)),
        (
            "a part missing without erasure",
            rebuilt(device, good.parts()[..1].to_vec()),
        ),
        ("a length longer than it need be", long_length),
        ("a byte behind the end", trailing),
        (
            "the last byte missing",
            good.encode()[..good.encode().len() - 1].to_vec(),
        ),
    ];
    let one = |(why, encoded): (&str, Vec<u8>)| json!({ "why": why, "encoded": hex(encoded) });
    table.into_iter().map(one).collect()
}

fn carried() -> Value {
    let original = Desk::new(1).write_next();
    let mut next = Desk::new(2);
    let mut draft = next.draft();
    (draft.kind, draft.author) = (kind::CARRIED, None);
    let salt = |name: PartName| half("carrier", u64::from(name.code()));
    let parts = carry(&original).into_iter();
    draft.parts = parts
        .map(|(name, bytes)| Part {
            name,
            salt: salt(name),
            bytes,
        })
        .collect();
    let carrier = next.write(draft);
    json!({
        "carrier": hex(carrier.encode()),
        "device_key": hex(next.key.verification_key().as_bytes()),
        "original_hash": hex(original.hash()),
        "original": hex(original.encode()),
    })
}

fn fork() -> Value {
    let mut desk = Desk::new(1);
    desk.write_next();
    let before = desk.head;
    let one = desk.write_next();
    desk.head = before;
    let mut draft = desk.draft();
    draft.monotonic += 1;
    let other = desk.write(draft);
    let witness = ForkWitness::new(one.sealed().clone(), other.sealed().clone());
    json!({
        "witness": hex(witness.facts()),
        "device_key": hex(desk.key.verification_key().as_bytes()),
        "seq": 2,
        "hashes": [hex(witness.one.hash()), hex(witness.other.hash())],
    })
}

fn certificates() -> Value {
    let authorities: Vec<SigningKey> = (0..3).map(|number| key("authority", number)).collect();
    let keys = authorities.iter().map(Signer::verification_key).collect();
    let set = AuthoritySet { keys, threshold: 2 };
    let unit = UnitId::from_bytes(half("unit", 1));
    let unit_key = key("unit", 1);
    let desk = Desk::new(1);
    let body = |subject, key: &SigningKey, valid_until| CertificateBody {
        subject,
        key: key.verification_key(),
        valid_from: MONDAY,
        valid_until,
    };
    let of_unit = Certificate::issue(
        body(CertificateSubject::Unit { unit }, &unit_key, None),
        &[(0, &authorities[0]), (2, &authorities[2])],
    );
    let device = CertificateSubject::Device {
        device: desk.head.device,
        unit,
        desk_no: 2,
    };
    let of_device = Certificate::issue(body(device, &desk.key, None), &[(0, &unit_key)]);
    let person = |device| {
        let subject = CertificateSubject::Person {
            person: desk.clerk,
            unit,
            device,
        };
        body(subject, &desk.clerk_key, Some(MONDAY + 1_000_000))
    };
    let by_unit = Certificate::issue(person(None), &[(0, &unit_key)]);
    let at_desk = Certificate::issue(person(Some(desk.head.device)), &[(0, &unit_key)]);
    let by_desk = Certificate::issue(person(None), &[(0, &desk.key)]);
    let mut provisional = CertificateChain::new(of_unit.clone(), by_desk);
    provisional.through = Some(of_device.clone());
    json!({
        "authorities": hex(minicbor::to_vec(&set).unwrap()),
        "authorities_id": hex(set.id()),
        "at": MONDAY,
        "device": hex(CertificateChain::new(of_unit.clone(), of_device).encode()),
        "person": hex(CertificateChain::new(of_unit.clone(), by_unit).encode()),
        "person_at_device": hex(CertificateChain::new(of_unit, at_desk).encode()),
        "provisional": hex(provisional.encode()),
    })
}

fn statements() -> Value {
    let server = key("server", 1);
    let body = ReceiptBody {
        device: Desk::new(1).head.device,
        incarnation: Desk::new(1).head.incarnation,
        up_to: 5,
        head: Hash::from_bytes(bytes("head", 5)),
        positions: vec![(UnitId::from_bytes(half("unit", 1)), 5)],
        server_time: MONDAY,
        epoch: Epoch::from_bytes(half("epoch", 1)),
        checkpoint: None,
    };
    let publication = PublicationBody {
        kind: PublicationKind::Holidays,
        version: 3,
        body: "ngày nghỉ (mẫu)".as_bytes().to_vec(),
    };
    json!({
        "key": hex(server.verification_key().as_bytes()),
        "receipt": hex(Receipt::sign(body, &server).encode()),
        "publication": hex(Publication::sign(publication, &server).encode()),
    })
}

fn feed_entries(count: u64) -> Vec<ledger::FeedEntry> {
    let mut head = FeedHead::start(UnitId::from_bytes(half("unit", 1)));
    let entries = (0..count).map(|number| {
        let entry = head
            .next_entry(Hash::from_bytes(bytes("record", number)))
            .unwrap();
        head = head.follow(&entry).unwrap();
        entry
    });
    entries.collect()
}

fn feed() -> Value {
    let one = |entry: &ledger::FeedEntry| {
        json!({
            "encoded": hex(entry.encode()),
            "position": entry.position,
            "record": hex(entry.record),
            "hash": hex(entry.hash()),
        })
    };
    feed_entries(3).iter().map(one).collect()
}

/// A log of 300 entries: checkpoint, proofs and tiles.
fn log() -> Value {
    let entries: Vec<Vec<u8>> = feed_entries(300)
        .iter()
        .map(ledger::FeedEntry::encode)
        .collect();
    let mut tree = MemoryTree::new();
    for entry in &entries {
        tree.append(entry);
    }
    let server = key("server", 1);
    let name = origin("district.example.vn", Epoch::from_bytes(half("epoch", 1)));
    let checkpoint = Checkpoint {
        origin: name.clone(),
        size: 300,
        root: tree.root(),
        extensions: vec![],
    };
    let note = checkpoint.sign(&server).unwrap();
    let note_key = NoteKey {
        name,
        key: server.verification_key(),
    };
    let sizes = [0, 1, 2, 3, 7, 8, 255, 256, 257, 300];
    let roots = sizes.map(|size| json!({ "size": size, "root": hex(root(&tree, size).unwrap()) }));
    let inclusion = [
        (0, 1),
        (0, 3),
        (2, 3),
        (6, 7),
        (255, 256),
        (256, 257),
        (123, 300),
        (299, 300),
    ];
    let inclusion = inclusion.map(|(index, size)| {
        let proof = inclusion_proof(&tree, index, size).unwrap();
        json!({ "index": index, "size": size, "proof": proof.iter().map(hex).collect::<Vec<_>>() })
    });
    let consistency = [
        (1, 2),
        (3, 7),
        (7, 8),
        (8, 8),
        (128, 300),
        (256, 300),
        (257, 300),
    ];
    let consistency = consistency.map(|(from, to)| {
        let proof = consistency_proof(&tree, from, to).unwrap();
        json!({ "from": from, "to": to, "proof": proof.iter().map(hex).collect::<Vec<_>>() })
    });
    let tiles = list_tiles_between(0, 300).into_iter().map(|path| {
        let content = match path.kind {
            TileKind::Hashes(_) => hash_tile(&tree, &path).unwrap(),
            TileKind::Entries => {
                let first = usize::try_from(path.index).unwrap() * 256;
                let own = &entries[first..first + usize::from(path.width)];
                entry_bundle(own.iter().map(Vec::as_slice)).unwrap()
            }
        };
        json!({ "path": path.to_string(), "sha256": hex(Hash::of(&[&content])) })
    });
    json!({
        "unit": hex(half("unit", 1)),
        "records": "record n, from 0, has the hash \
                    SHA-256(\"record\" ‖ n as 8 bytes, big end first)",
        "roots": roots,
        "inclusion": inclusion,
        "consistency": consistency,
        "checkpoint": String::from_utf8(note.as_bytes().to_vec()).unwrap(),
        "verifier": note_key.verifier_text(),
        "tiles": tiles.collect::<Vec<_>>(),
    })
}
