//! A second reader of the ledger, written from `docs/LEDGER.md` alone.
//!
//! It is naive on purpose: its own CBOR, recursion from the definitions, another Ed25519 library,
//! and nothing of the `ledger` crate. Where it and the vectors disagree, one of the three — crate,
//! document, reader — is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeSet;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, SigningKey, Verifier, VerifyingKey};
use serde_json::Value as Json;
use sha2::{Digest, Sha256, Sha512};

type Bytes = Vec<u8>;

#[test]
fn keys_ids_and_words_come_from_the_seeds() {
    for key in list(&vectors()["keys"]) {
        let seed: [u8; 32] = hex(&key["seed"]).try_into().unwrap();
        let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        assert_eq!(hex(&key["public"]), public);
        assert_eq!(hex(&key["device"]), sha256(&public)[..16]);
        let digest = sha256(&[b"traotay/fingerprint/v1\0", &public[..]].concat());
        assert_eq!(key["words"], Json::from(words(&digest[..6])));
    }
}

#[test]
fn signatures_on_which_libraries_disagree_are_judged_by_one_rule() {
    let mut disputed = 0;
    for one in list(&vectors()["signatures"]) {
        let [key, message, signature] = ["key", "message", "signature"].map(|name| hex(&one[name]));
        let pieces = [b"traotay/record/v1\0".as_slice(), &message];
        let is_good = verify(&key, &pieces, &signature);
        assert_eq!(Json::from(is_good), one["good"], "{}", one["why"]);
        let key = VerifyingKey::from_bytes(&key.try_into().unwrap());
        let signature = Signature::from_slice(&signature).unwrap();
        let is_good_without_eight =
            key.is_ok_and(|key| key.verify(&pieces.concat(), &signature).is_ok());
        assert!(is_good || !is_good_without_eight, "{}", one["why"]);
        disputed += usize::from(is_good != is_good_without_eight);
    }
    assert!(disputed >= 6, "{disputed}");
}

#[test]
fn deterministic_cbor_is_told_from_other_cbor() {
    for one in list(&vectors()["cbor"]) {
        let bytes = hex(&one["bytes"]);
        assert_eq!(Json::from(Cbor::read(&bytes).is_ok()), one["good"], "{one}");
    }
}

#[test]
fn every_record_of_the_chain_says_what_the_vector_says_and_follows() {
    let vectors = vectors();
    let chain = &vectors["chain"];
    let records = follow(chain);
    assert_eq!(records.iter().filter_map(erasure).count(), 1);
    let head = records[4].hash();
    assert_eq!(chain["head_words"], Json::from(words(&head[..8])));
    let (device, author) = (hex(&chain["device_key"]), hex(&chain["author_key"]));
    let last_missing = records[3].judge(&device, &author, &BTreeSet::new());
    assert_eq!(last_missing, Err("a part is missing"));
}

/// Reads a chain from its beginning: each record says what its vector says and follows.
fn follow(chain: &Json) -> Vec<Record> {
    let device = hex(&chain["device_key"]);
    let author = chain.get("author_key").map_or(vec![], hex);
    let records: Vec<Record> = list(&chain["records"])
        .iter()
        .map(|one| {
            let record = Record::read(&hex(&one["encoded"])).unwrap();
            compare(&record, one);
            record
        })
        .collect();
    let erased: BTreeSet<(Bytes, u64)> = records.iter().filter_map(erasure).collect();
    let mut prev = vec![0; 32];
    for (record, seq) in records.iter().zip(1..) {
        record.judge(&device, &author, &erased).unwrap();
        assert_eq!(
            (record.field(4).int(), record.field(5).bytes()),
            (seq, prev.as_slice())
        );
        prev = record.hash();
    }
    records
}

/// Compares the fields of a record with what its vector says.
fn compare(record: &Record, one: &Json) {
    assert_eq!(record.header_bytes, hex(&one["header"]));
    assert_eq!(record.hash(), hex(&one["hash"]));
    for (key, name) in [
        (2, "device"),
        (3, "incarnation"),
        (5, "prev"),
        (7, "act_id"),
    ] {
        assert_eq!(record.field(key).bytes(), hex(&one[name]), "{name}");
    }
    let numbers = [
        (4, "seq"),
        (8, "recorded_at"),
        (10, "monotonic"),
        (12, "kind"),
        (13, "version"),
    ];
    for (key, name) in numbers {
        assert_eq!(Json::from(record.field(key).signed()), one[name], "{name}");
    }
    let author = record.header.get(11).map(|author| author.bytes().to_vec());
    assert_eq!(
        author,
        (!one["author"].is_null()).then(|| hex(&one["author"]))
    );
    assert_eq!(record.device, hex(&one["device_signature"]));
    for (subject, told) in record.field(6).items().iter().zip(list(&one["subjects"])) {
        assert_eq!(subject.get(0).unwrap().bytes(), hex(&told["id"]));
        assert_eq!(Json::from(subject.get(2).unwrap().int()), told["lamport"]);
        let deps: Vec<&[u8]> = subject
            .get(1)
            .unwrap()
            .items()
            .iter()
            .map(Cbor::bytes)
            .collect();
        assert_eq!(
            deps,
            list(&told["deps"]).iter().map(hex).collect::<Vec<_>>()
        );
    }
    assert_eq!(record.parts.len(), list(&one["parts"]).len());
    for (part, told) in record.parts.iter().zip(list(&one["parts"])) {
        assert_eq!(Json::from(part.name), told["name"]);
        assert_eq!(
            (&part.salt, &part.bytes),
            (&hex(&told["salt"]), &hex(&told["bytes"]))
        );
        assert_eq!(part.commitment(), hex(&told["commitment"]));
    }
}

#[test]
fn every_altered_record_is_refused() {
    let vectors = vectors();
    let chain = &vectors["chain"];
    let (device, author) = (hex(&chain["device_key"]), hex(&chain["author_key"]));
    let good = hex(&chain["records"][0]["encoded"]);
    let judged = |bytes: &[u8]| {
        Record::read(bytes).and_then(|record| record.judge(&device, &author, &BTreeSet::new()))
    };
    assert_eq!(judged(&good), Ok(()));
    for one in list(&vectors["refused"]) {
        assert!(judged(&hex(&one["encoded"])).is_err(), "{}", one["why"]);
    }
}

#[test]
fn a_carried_record_comes_out_of_its_carrier_to_the_byte() {
    let vectors = vectors();
    let carried = &vectors["carried"];
    let carrier = Record::read(&hex(&carried["carrier"])).unwrap();
    carrier
        .judge(&hex(&carried["device_key"]), &[], &BTreeSet::new())
        .unwrap();
    assert_eq!(carrier.field(12).int(), 3);
    let facts = Cbor::read(&carrier.parts[0].bytes).unwrap();
    let Cbor::Map(mut envelope) = facts.get(0).unwrap().clone() else {
        panic!("{facts:?}")
    };
    let mut parts = vec![facts.get(1).unwrap().clone()];
    parts.extend(
        carrier.parts[1..]
            .iter()
            .map(|part| Cbor::read(&part.bytes).unwrap()),
    );
    envelope.push((Cbor::Unsigned(3), Cbor::List(parts)));
    let original = Cbor::Map(envelope).write();
    assert_eq!(original, hex(&carried["original"]));
    assert_eq!(
        Record::read(&original).unwrap().hash(),
        hex(&carried["original_hash"])
    );
}

#[test]
fn two_headers_prove_the_fork() {
    let vectors = vectors();
    let fork = &vectors["fork"];
    let witness = Cbor::read(&hex(&fork["witness"])).unwrap();
    let both = [0, 1].map(|key| Record::open(witness.get(key).unwrap()).unwrap());
    let [one, other] = &both;
    for key in [2, 3, 4] {
        assert_eq!(one.field(key), other.field(key));
    }
    assert_eq!(Json::from(one.field(4).int()), fork["seq"]);
    assert!(one.hash() < other.hash());
    for (record, hash) in both.iter().zip(list(&fork["hashes"])) {
        assert_eq!(record.hash(), hex(hash));
        record.judge_device(&hex(&fork["device_key"])).unwrap();
    }
}

#[test]
fn certificates_lead_from_the_authorities_to_device_and_person() {
    let vectors = vectors();
    let told = &vectors["certificates"];
    let set = hex(&told["authorities"]);
    assert_eq!(sha256(&set), hex(&told["authorities_id"]));
    let set = Cbor::read(&set).unwrap();
    let at = told["at"].as_i64().unwrap();
    let subject = |name: &str| {
        let chain = Cbor::read(&hex(&told[name])).unwrap();
        let leaf = Certificate::read(chain.get(1).unwrap());
        leaf.body.get(0).unwrap().items().to_vec()
    };
    let at_device = subject("person_at_device");
    assert_eq!(at_device[..3], subject("person")[..]);
    assert_eq!(at_device[3], subject("device")[1]);
    for name in ["device", "person", "person_at_device", "provisional"] {
        let chain = Cbor::read(&hex(&told[name])).unwrap();
        assert_eq!(chain.get(2).is_some(), name == "provisional");
        certify(&chain, &set, at);
    }
}

/// Checks the certificates of a chain up to the authorities, at a moment; gives the leaf.
fn certify(chain: &Cbor, set: &Cbor, at: i64) -> Certificate {
    let authorities = set.get(0).unwrap().items();
    let [unit, leaf] = [0, 1].map(|key| Certificate::read(chain.get(key).unwrap()));
    let signed = unit.signatures.iter().filter(|(place, signature)| {
        unit.is_signed(
            authorities[usize::try_from(*place).unwrap()].bytes(),
            signature,
        )
    });
    let different: BTreeSet<u64> = signed.map(|(place, _)| *place).collect();
    assert!(different.len() as u64 >= set.get(1).unwrap().int());
    let through = chain.get(2).map(Certificate::read);
    let mut above = &unit;
    for certificate in through.iter().chain([&leaf]) {
        let (_, signature) = &certificate.signatures[0];
        assert!(certificate.is_signed(above.key(), signature));
        assert_eq!(certificate.unit(), unit.unit());
        above = certificate;
    }
    for certificate in [Some(&unit), through.as_ref(), Some(&leaf)]
        .into_iter()
        .flatten()
    {
        assert!(certificate.body.get(2).unwrap().signed() <= at);
        assert!(
            certificate
                .body
                .get(3)
                .is_none_or(|until| at < until.signed())
        );
    }
    leaf
}

#[test]
fn a_desks_first_record_is_its_certificate_and_a_supervisor_vouches_in_hers() {
    let vectors = vectors();
    let (own, told) = (&vectors["own"], &vectors["own"]["vouched"]);
    let set = Cbor::read(&hex(&vectors["certificates"]["authorities"])).unwrap();
    let records = follow(&own["desk"]);
    let facts = [0, 2].map(|at| Cbor::read(&records[at].parts[0].bytes).unwrap());
    let [chain, vouching] = &facts;
    assert_eq!([0, 2].map(|at| records[at].field(12).int()), [1, 8]);

    let leaf = certify(chain, &set, records[0].field(8).signed());
    let subject = leaf.body.get(0).unwrap().items();
    assert_eq!((subject[0].int(), &subject[1]), (1, records[0].field(2)));
    assert_eq!(leaf.key(), hex(&own["desk"]["device_key"]));

    let from = told["from"].as_i64().unwrap();
    let chain = vouching.get(0).unwrap();
    let leaf = certify(chain, &set, from);
    let through = Certificate::read(chain.get(2).unwrap());
    let [subject, supervisor] = [&leaf, &through].map(|one| one.body.get(0).unwrap().items());
    assert_eq!((subject[0].int(), supervisor[0].int()), (2, 2));
    assert_eq!(subject[1].bytes(), hex(&told["person"]));
    assert_eq!(supervisor[1].bytes(), hex(&told["supervisor"]));
    assert_ne!(subject[1], supervisor[1]);
    assert_eq!(leaf.unit(), hex(&told["unit"]));
    assert_eq!(leaf.key(), hex(&told["key"]));
    assert_eq!(leaf.body.get(2).unwrap().signed(), from);
    assert_eq!(records[2].field(11), &supervisor[1]);
    let signed = [b"traotay/author/v1\0", &records[2].header_bytes[..]];
    assert!(verify(through.key(), &signed, &records[2].author));
    let proven = [
        b"traotay/enrolment/v1\0vouched\0",
        subject[1].bytes(),
        through.key(),
        &from.to_be_bytes(),
    ];
    let proof = vouching.get(1).unwrap().bytes();
    assert!(verify(leaf.key(), &proven, proof));
    assert!(!verify(through.key(), &proven, proof));
}

#[test]
fn the_server_withholds_restores_and_grants_in_its_own_chain() {
    let vectors = vectors();
    let own = &vectors["own"];
    let target = follow(&own["desk"])[1].hash();
    let records = follow(&own["server"]);
    let kinds: Vec<u64> = records
        .iter()
        .map(|record| record.field(12).int())
        .collect();
    assert_eq!(kinds, [5, 6, 7]);
    let [withheld, restored, granted] =
        [0, 1, 2].map(|at| Cbor::read(&records[at].parts[0].bytes).unwrap());
    assert_eq!(target, hex(&own["withheld"]["record"]));
    for said in [&withheld, &restored] {
        assert_eq!(said.get(0).unwrap().bytes(), target);
    }
    let reason = withheld.get(1).unwrap().int();
    assert_eq!(Json::from(reason), own["withheld"]["reason"]);
    assert_eq!(restored.get(1).unwrap().bytes(), records[0].hash());
    let told = &own["granted"];
    for (key, name) in [(0, "unit"), (1, "subject")] {
        assert_eq!(granted.get(key).unwrap().bytes(), hex(&told[name]));
    }
    let parts = granted.get(2).unwrap().items().iter().map(Cbor::int);
    assert_eq!(parts.map(Json::from).collect::<Json>(), told["parts"]);
}

#[test]
fn receipt_and_publication_are_signed_each_for_its_kind() {
    let vectors = vectors();
    let told = &vectors["statements"];
    let key = hex(&told["key"]);
    for (name, fields) in [("receipt", 7), ("publication", 3)] {
        let signed = Cbor::read(&hex(&told[name])).unwrap();
        let [statement, signature] = [0, 1].map(|key| signed.get(key).unwrap().bytes());
        let prefix = format!("traotay/{name}/v1\0");
        assert!(verify(&key, &[prefix.as_bytes(), statement], signature));
        assert!(!verify(
            &key,
            &[b"traotay/record/v1\0", statement],
            signature
        ));
        let Cbor::Map(pairs) = Cbor::read(statement).unwrap() else {
            panic!("{name}")
        };
        assert_eq!(pairs.len(), fields);
    }
}

#[test]
fn each_feed_entry_follows_the_one_before() {
    let mut prev = vec![0; 32];
    for (one, position) in list(&vectors()["feed"]).iter().zip(1..) {
        let encoded = hex(&one["encoded"]);
        let entry = Cbor::read(&encoded).unwrap();
        assert_eq!(entry.get(1).unwrap().int(), position);
        assert_eq!(entry.get(2).unwrap().bytes(), hex(&one["record"]));
        assert_eq!(entry.get(3).unwrap().bytes(), prev);
        prev = sha256(&encoded);
        assert_eq!(prev, hex(&one["hash"]));
    }
}

#[test]
fn roots_and_proofs_of_the_log_follow_from_its_leaves() {
    let vectors = vectors();
    let log = &vectors["log"];
    let leaves = leaves(&hex(&log["unit"]), 300);
    let root_of = |size: &Json| root(&leaves[..usize::try_from(number(size)).unwrap()]);
    for one in list(&log["roots"]) {
        assert_eq!(root_of(&one["size"]), hex(&one["root"]), "{}", one["size"]);
    }
    for one in list(&log["inclusion"]) {
        let (index, size) = (number(&one["index"]), number(&one["size"]));
        let mut proof: Vec<Bytes> = list(&one["proof"]).iter().map(hex).collect();
        let leaf = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
        assert_eq!(climb(index, size, leaf, &mut proof), root_of(&one["size"]));
        assert!(proof.is_empty());
    }
    for one in list(&log["consistency"]) {
        let (from, to) = (number(&one["from"]), number(&one["to"]));
        let mut proof: Vec<Bytes> = list(&one["proof"]).iter().map(hex).collect();
        let smaller = root_of(&one["from"]);
        let both = extend(from, to, &smaller, true, &mut proof);
        assert_eq!(both, (smaller, root_of(&one["to"])));
        assert!(proof.is_empty());
    }
}

#[test]
fn the_checkpoint_is_a_signed_note_over_the_root() {
    let vectors = vectors();
    let log = &vectors["log"];
    let note = log["checkpoint"].as_str().unwrap();
    let (text, signature) = note.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let lines: Vec<&str> = text.lines().collect();
    let whole = root(&leaves(&hex(&log["unit"]), 300));
    assert_eq!(lines[1..], ["300".to_owned(), BASE64.encode(&whole)]);

    let verifier: Vec<&str> = log["verifier"].as_str().unwrap().splitn(3, '+').collect();
    let [name, id, key] = verifier[..] else {
        panic!("{verifier:?}")
    };
    assert_eq!(name, lines[0]);
    let key = BASE64.decode(key.as_bytes()).unwrap();
    let hash = sha256(&[name.as_bytes(), b"\n", &key[..]].concat());
    assert_eq!(id, HEXLOWER.encode(&hash[..4]));
    let signed = signature
        .strip_prefix(&format!("\u{2014} {name} "))
        .unwrap();
    let signed = BASE64.decode(signed.trim_end().as_bytes()).unwrap();
    assert_eq!(signed[..4], hash[..4]);
    assert!(verify(&key[1..], &[text.as_bytes()], &signed[4..]));
}

#[test]
fn the_tiles_hold_the_hashes_and_entries_that_their_paths_say() {
    let vectors = vectors();
    let log = &vectors["log"];
    let leaves = leaves(&hex(&log["unit"]), 300);
    let tiles: Vec<(&str, Bytes)> = list(&log["tiles"])
        .iter()
        .map(|tile| (tile["path"].as_str().unwrap(), hex(&tile["sha256"])))
        .collect();
    let hashes = |leaves: &[Bytes]| leaves.iter().flat_map(|leaf| leaf_hash(leaf)).collect();
    let bundle = |leaves: &[Bytes]| {
        let entry =
            |leaf: &Bytes| [&u16::try_from(leaf.len()).unwrap().to_be_bytes(), &leaf[..]].concat();
        leaves.iter().flat_map(entry).collect()
    };
    let expected: [(&str, Bytes); 5] = [
        ("tile/0/000", hashes(&leaves[..256])),
        ("tile/0/001.p/44", hashes(&leaves[256..])),
        ("tile/1/000.p/1", root(&leaves[..256])),
        ("tile/entries/000", bundle(&leaves[..256])),
        ("tile/entries/001.p/44", bundle(&leaves[256..])),
    ];
    assert_eq!(
        tiles,
        expected.map(|(path, content)| (path, sha256(&content)))
    );
}

/// What this reader knows of a value in CBOR.
#[derive(Clone, Debug, PartialEq)]
enum Cbor {
    Unsigned(u64),
    /// The number −1 − n.
    Negative(u64),
    Bytes(Bytes),
    Text(String),
    List(Vec<Cbor>),
    Map(Vec<(Cbor, Cbor)>),
    Tagged(u64, Box<Cbor>),
    Simple(u8),
}

impl Cbor {
    /// Reads one value; deterministic is what comes out the same when it is written again.
    fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut rest = bytes;
        let value = Self::take(&mut rest)?;
        if rest.is_empty() && value.write() == bytes {
            Ok(value)
        } else {
            Err("not deterministic")
        }
    }

    fn take(rest: &mut &[u8]) -> Result<Self, &'static str> {
        let first = split(rest, 1)?[0];
        let argument = match first & 0x1f {
            low @ 0..=23 => u64::from(low),
            low @ 24..=27 => {
                let bytes = split(rest, 1 << (low - 24))?;
                bytes
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
            }
            _ => return Err("indefinite or reserved"),
        };
        let length = usize::try_from(argument).map_err(|_| "too long")?;
        Ok(match first >> 5 {
            0 => Self::Unsigned(argument),
            1 => Self::Negative(argument),
            2 => Self::Bytes(split(rest, length)?.to_vec()),
            3 => {
                let text = String::from_utf8(split(rest, length)?.to_vec());
                Self::Text(text.map_err(|_| "not UTF-8")?)
            }
            4 => Self::List(
                (0..length)
                    .map(|_| Self::take(rest))
                    .collect::<Result<_, _>>()?,
            ),
            5 => {
                let pair = |_| Ok((Self::take(rest)?, Self::take(rest)?));
                Self::Map((0..length).map(pair).collect::<Result<_, &str>>()?)
            }
            6 => Self::Tagged(argument, Box::new(Self::take(rest)?)),
            _ if (0xf4..=0xf6).contains(&first) => Self::Simple(first),
            _ => return Err("a floating-point or simple value"),
        })
    }

    /// Writes the value in its one deterministic encoding; a map with a key twice loses one.
    fn write(&self) -> Bytes {
        match self {
            Self::Unsigned(number) => head(0, *number),
            Self::Negative(number) => head(1, *number),
            Self::Bytes(bytes) => [head(2, bytes.len() as u64), bytes.clone()].concat(),
            Self::Text(text) => [head(3, text.len() as u64), text.clone().into_bytes()].concat(),
            Self::List(items) => {
                let items: Bytes = items.iter().flat_map(Self::write).collect();
                [head(4, self.items().len() as u64), items].concat()
            }
            Self::Map(pairs) => {
                let mut pairs: Vec<(Bytes, Bytes)> = pairs
                    .iter()
                    .map(|(key, value)| (key.write(), value.write()))
                    .collect();
                pairs.sort();
                pairs.dedup_by(|one, other| one.0 == other.0);
                let length = pairs.len() as u64;
                let content = pairs
                    .into_iter()
                    .flat_map(|(key, value)| [key, value].concat());
                [head(5, length), content.collect()].concat()
            }
            Self::Tagged(tag, value) => [head(6, *tag), value.write()].concat(),
            Self::Simple(byte) => vec![*byte],
        }
    }

    fn get(&self, wanted: u64) -> Option<&Self> {
        let Self::Map(pairs) = self else {
            panic!("no map: {self:?}")
        };
        pairs
            .iter()
            .find(|(key, _)| *key == Self::Unsigned(wanted))
            .map(|(_, value)| value)
    }

    fn items(&self) -> &[Self] {
        let Self::List(items) = self else {
            panic!("no list: {self:?}")
        };
        items
    }

    fn bytes(&self) -> &[u8] {
        let Self::Bytes(bytes) = self else {
            panic!("no bytes: {self:?}")
        };
        bytes
    }

    fn int(&self) -> u64 {
        let Self::Unsigned(number) = self else {
            panic!("no number: {self:?}")
        };
        *number
    }

    fn signed(&self) -> i64 {
        match self {
            Self::Negative(number) => -1 - i64::try_from(*number).unwrap(),
            other => i64::try_from(other.int()).unwrap(),
        }
    }
}

fn split<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], &'static str> {
    let (taken, left) = rest.split_at_checked(length).ok_or("too short")?;
    *rest = left;
    Ok(taken)
}

/// Writes a major type with its argument in the fewest bytes.
fn head(major: u8, argument: u64) -> Bytes {
    let bytes = argument.to_be_bytes();
    let (low, width) = match argument {
        0..24 => return vec![major << 5 | bytes[7]],
        24..0x100 => (24, 1),
        0x100..0x1_0000 => (25, 2),
        0x1_0000..0x1_0000_0000 => (26, 4),
        _ => (27, 8),
    };
    [&[major << 5 | low], &bytes[8 - width..]].concat()
}

/// A record as its envelope holds it.
struct Record {
    header: Cbor,
    header_bytes: Bytes,
    author: Bytes,
    device: Bytes,
    parts: Vec<Part>,
}

struct Part {
    name: u64,
    salt: Bytes,
    bytes: Bytes,
}

impl Part {
    fn commitment(&self) -> Bytes {
        sha256(&[&self.salt[..], &self.bytes].concat())
    }
}

impl Record {
    fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        Self::open(&Cbor::read(bytes)?)
    }

    fn open(envelope: &Cbor) -> Result<Self, &'static str> {
        let header_bytes = envelope.get(0).ok_or("no header")?.bytes().to_vec();
        let field = |part: &Cbor, key| part.get(key).unwrap().bytes().to_vec();
        let parts = envelope
            .get(3)
            .map_or(&[][..], Cbor::items)
            .iter()
            .map(|part| Part {
                name: part.get(0).unwrap().int(),
                salt: field(part, 1),
                bytes: field(part, 2),
            });
        Ok(Self {
            header: Cbor::read(&header_bytes)?,
            author: envelope
                .get(1)
                .map_or(vec![], |author| author.bytes().to_vec()),
            device: envelope
                .get(2)
                .ok_or("no device signature")?
                .bytes()
                .to_vec(),
            parts: parts.collect(),
            header_bytes,
        })
    }

    fn field(&self, key: u64) -> &Cbor {
        self.header.get(key).expect("the header has the field")
    }

    fn hash(&self) -> Bytes {
        sha256(&[&self.header_bytes[..], &self.author, &self.device].concat())
    }

    fn judge_device(&self, key: &[u8]) -> Result<(), &'static str> {
        let message = [b"traotay/record/v1\0", &self.header_bytes[..], &self.author];
        if self.field(1).int() == 1 && verify(key, &message, &self.device) {
            Ok(())
        } else {
            Err("the device did not sign")
        }
    }

    /// Checks signatures and parts as the document says.
    fn judge(
        &self,
        device: &[u8],
        author: &[u8],
        erased: &BTreeSet<(Bytes, u64)>,
    ) -> Result<(), &'static str> {
        self.judge_device(device)?;
        let signed = [b"traotay/author/v1\0", &self.header_bytes[..]];
        if !self.author.is_empty() && !verify(author, &signed, &self.author) {
            return Err("the author did not sign");
        }
        let commitments = self.field(14).items();
        for part in &self.parts {
            let committed = commitments
                .iter()
                .find(|pair| pair.items()[0].int() == part.name);
            if committed.map(|pair| pair.items()[1].bytes()) != Some(&part.commitment()[..]) {
                return Err("a part is altered or foreign");
            }
        }
        for name in commitments.iter().map(|pair| pair.items()[0].int()) {
            let is_here = self.parts.iter().any(|part| part.name == name);
            if !is_here && (name == 0 || !erased.contains(&(self.hash(), name))) {
                return Err("a part is missing");
            }
        }
        Ok(())
    }
}

/// The record and part that an erasure names.
fn erasure(record: &Record) -> Option<(Bytes, u64)> {
    if record.field(12).int() != 4 {
        return None;
    }
    let facts = Cbor::read(&record.parts[0].bytes).unwrap();
    Some((
        facts.get(0).unwrap().bytes().to_vec(),
        facts.get(1).unwrap().int(),
    ))
}

struct Certificate {
    bytes: Bytes,
    body: Cbor,
    signatures: Vec<(u64, Bytes)>,
}

impl Certificate {
    fn read(envelope: &Cbor) -> Self {
        let bytes = envelope.get(0).unwrap().bytes().to_vec();
        let signatures = envelope.get(1).unwrap().items().iter();
        let signatures =
            signatures.map(|pair| (pair.items()[0].int(), pair.items()[1].bytes().to_vec()));
        Self {
            body: Cbor::read(&bytes).unwrap(),
            signatures: signatures.collect(),
            bytes,
        }
    }

    fn is_signed(&self, key: &[u8], signature: &[u8]) -> bool {
        verify(key, &[b"traotay/certificate/v1\0", &self.bytes], signature)
    }

    fn key(&self) -> &[u8] {
        self.body.get(1).unwrap().bytes()
    }

    /// The office: first after the kind in a unit's subject, second in the others'.
    fn unit(&self) -> Bytes {
        let subject = self.body.get(0).unwrap().items();
        let place = if subject[0].int() == 0 { 1 } else { 2 };
        subject[place].bytes().to_vec()
    }
}

/// ZIP-215: a point in any of its encodings, a canonical scalar, the equation times eight.
fn verify(key: &[u8], pieces: &[&[u8]], signature: &[u8]) -> bool {
    let Some((commitment, scalar)) = signature.split_at_checked(32) else {
        return false;
    };
    let challenge = Sha512::digest([commitment, key, &pieces.concat()].concat());
    let challenge = Scalar::from_bytes_mod_order_wide(&challenge.into());
    let scalar = scalar.try_into().ok().map(Scalar::from_canonical_bytes);
    let scalar: Option<Scalar> = scalar.and_then(Into::into);
    let (Some(public), Some(commitment), Some(scalar)) = (point(key), point(commitment), scalar)
    else {
        return false;
    };
    let difference = ED25519_BASEPOINT_POINT * scalar - public * challenge - commitment;
    difference.mul_by_cofactor().is_identity()
}

fn point(encoding: &[u8]) -> Option<EdwardsPoint> {
    CompressedEdwardsY(encoding.try_into().ok()?).decompress()
}

/// The first leaves of the log in the vectors: entries of one feed.
fn leaves(unit: &[u8], count: u64) -> Vec<Bytes> {
    let mut prev = vec![0; 32];
    let entries = (0..count).map(|number| {
        let record = sha256(&[b"record", &number.to_be_bytes()[..]].concat());
        let entry = Cbor::Map(vec![
            (Cbor::Unsigned(0), Cbor::Bytes(unit.to_vec())),
            (Cbor::Unsigned(1), Cbor::Unsigned(number + 1)),
            (Cbor::Unsigned(2), Cbor::Bytes(record)),
            (Cbor::Unsigned(3), Cbor::Bytes(prev.clone())),
        ]);
        prev = sha256(&entry.write());
        entry.write()
    });
    entries.collect()
}

fn leaf_hash(leaf: &[u8]) -> Bytes {
    sha256(&[&[0], leaf].concat())
}

fn node_hash(left: &[u8], right: &[u8]) -> Bytes {
    sha256(&[&[1], left, right].concat())
}

fn root(leaves: &[Bytes]) -> Bytes {
    match leaves {
        [] => sha256(b""),
        [leaf] => leaf_hash(leaf),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}

/// The root that an inclusion proof leads to; takes the proof from its end.
fn climb(index: u64, size: u64, leaf: Bytes, proof: &mut Vec<Bytes>) -> Bytes {
    if size == 1 {
        return leaf;
    }
    let split = size.next_power_of_two() / 2;
    let beside = proof.pop().expect("the proof is long enough");
    if index < split {
        node_hash(&climb(index, split, leaf, proof), &beside)
    } else {
        node_hash(&beside, &climb(index - split, size - split, leaf, proof))
    }
}

/// The two roots that a consistency proof leads to; takes the proof from its end.
fn extend(
    from: u64,
    to: u64,
    smaller: &[u8],
    is_known: bool,
    proof: &mut Vec<Bytes>,
) -> (Bytes, Bytes) {
    if from == to {
        let same = if is_known {
            smaller.to_vec()
        } else {
            proof.pop().expect("long enough")
        };
        return (same.clone(), same);
    }
    let split = to.next_power_of_two() / 2;
    let beside = proof.pop().expect("the proof is long enough");
    if from <= split {
        let (before, after) = extend(from, split, smaller, is_known, proof);
        (before, node_hash(&after, &beside))
    } else {
        let (before, after) = extend(from - split, to - split, smaller, false, proof);
        (node_hash(&beside, &before), node_hash(&beside, &after))
    }
}

fn words(bytes: &[u8]) -> Vec<&'static str> {
    let list: Vec<&str> = include_str!("../../crates/ledger/src/words.txt")
        .lines()
        .collect();
    bytes.iter().map(|byte| list[usize::from(*byte)]).collect()
}

fn sha256(bytes: &[u8]) -> Bytes {
    Sha256::digest(bytes).to_vec()
}

fn vectors() -> Json {
    serde_json::from_str(include_str!("../vectors/ledger.json")).expect("the vectors are JSON")
}

fn list(value: &Json) -> &[Json] {
    value.as_array().expect("a list in the vectors")
}

fn hex(value: &Json) -> Bytes {
    let text = value.as_str().expect("hexadecimal in the vectors");
    HEXLOWER
        .decode(text.as_bytes())
        .expect("hexadecimal in the vectors")
}

fn number(value: &Json) -> u64 {
    value.as_u64().expect("a number in the vectors")
}
