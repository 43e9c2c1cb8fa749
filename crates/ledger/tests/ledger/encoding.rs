//! Records as bytes: one encoding, limits, and what this version does not know.

use ledger::{
    BadSignature, COUNT_MAX, ChainVerifier, ClockGrade, DecodeFault, Domain, Header, Part,
    PartName, PublicationKind, RECORD_BYTES_MAX, Record, SUBJECTS_MAX, SealError, Signer,
    WithheldReason, canonical, record::CARRYING_BYTES,
};
use proptest::prelude::*;

use crate::fixture::{Desk, cases, thousand};

#[test]
fn each_record_reads_back_to_the_same_bytes_and_its_size_is_known() {
    for record in &thousand().records {
        let encoded = record.encode();
        assert_eq!(encoded.len(), record.encoded_bytes());
        let read = Record::decode(&encoded).unwrap();
        assert_eq!(&read, record);
        assert_eq!(read.encode(), encoded);
        assert_eq!(read.header().encode(), record.header_bytes());
        canonical::check(record.header_bytes()).unwrap();
    }
}

#[test]
fn records_read_one_after_another_out_of_a_page() {
    let records = &thousand().records[..5];
    let page = minicbor::to_vec(records).unwrap();
    assert_eq!(minicbor::decode::<Vec<Record>>(&page).unwrap(), records);
}

/// A header with a field of a later version, in a format and with values of later versions.
fn later_header(desk: &Desk) -> Vec<u8> {
    let draft = desk.draft();
    let record = ledger::seal(draft, &desk.head, &desk.key, None).unwrap().0;
    let mut bytes = record.header_bytes().to_vec();
    assert_eq!(bytes[..5], [0xb0, 0x00, 0x01, 0x01, 0x01]);
    bytes[0] = 0xb1;
    bytes[2] = 7;
    bytes.extend([0x18, 0x40, 0x82, 0x01, 0x63]);
    bytes.extend(b"sau");
    bytes
}

#[test]
fn fields_of_a_later_version_are_kept_verified_and_passed_on() {
    let mut desk = Desk::new(20);
    let header = later_header(&desk);
    let author = desk.clerk_key.sign(Domain::Author, &header);
    let message = [header.as_slice(), author.as_bytes()].concat();
    let signature = desk.key.sign(Domain::Record, &message);
    let parts = desk.draft().parts;
    let record = Record::new(header.clone(), Some(author), signature, parts).unwrap();
    assert_eq!(record.header().format, 7);
    let keys = desk.keys();
    let mut verifier = ChainVerifier::new(desk.head, &keys);
    assert_eq!(
        verifier.accept(&record),
        Ok(ledger::AuthorStanding::Verified)
    );

    let passed_on = Record::decode(&record.encode()).unwrap();
    assert_eq!(passed_on.header_bytes(), header);
    assert_eq!(passed_on.hash(), record.hash());
    // What is known of the header no longer gives its bytes; so they are never rebuilt from it.
    assert_ne!(passed_on.header().encode(), header);
    desk.head = *verifier.head();
    assert!(verifier.accept(&desk.write_next()).is_ok());
}

#[test]
fn an_unknown_kind_version_and_clock_grade_are_read() {
    let mut desk = Desk::new(21);
    let mut draft = desk.draft();
    (draft.kind, draft.version) = (60_000, 250);
    draft.parts[1].name = PartName::Unknown(200);
    let record = Record::decode(&desk.write(draft).encode()).unwrap();
    assert_eq!(
        (record.header().kind, record.header().version),
        (60_000, 250)
    );
    assert!(record.find_part(PartName::Unknown(200)).is_some());

    let trusted = record.header_bytes().to_vec();
    let at = trusted
        .windows(2)
        .rposition(|pair| pair == [0x09, 0x00])
        .unwrap();
    let mut later = trusted;
    later[at + 1] = 9;
    let header: Header = minicbor::decode(&later).unwrap();
    assert_eq!(header.clock, ClockGrade::Suspect);
}

#[test]
fn every_number_on_the_wire_is_one_name_and_comes_back_the_same() {
    for code in 0..=u8::MAX {
        assert_eq!(PartName::from_code(code).code(), code);
        assert_eq!(PublicationKind::from_code(code).code(), code);
        assert_eq!(WithheldReason::from_code(code).code(), code);
    }
    assert_eq!(PartName::from_code(3), PartName::Post);
    assert_eq!(PartName::from_code(4), PartName::Unknown(4));
    assert_eq!(
        PublicationKind::from_code(4),
        PublicationKind::FormTemplates
    );
    assert_eq!(PublicationKind::from_code(5), PublicationKind::Unknown(5));
    assert_eq!(WithheldReason::from_code(5), WithheldReason::NotThisUnit);
    assert_eq!(WithheldReason::from_code(6), WithheldReason::Unknown(6));
    let grades = [
        ClockGrade::Trusted,
        ClockGrade::Unchecked,
        ClockGrade::Suspect,
    ];
    for (grade, code) in grades.into_iter().zip(0..) {
        assert_eq!(minicbor::to_vec(grade).unwrap(), [code]);
        assert_eq!(minicbor::decode::<ClockGrade>(&[code]).unwrap(), grade);
    }
}

#[test]
fn subjects_and_their_heads_come_out_in_one_order_and_no_head_twice() {
    let desk = Desk::new(29);
    let mut draft = desk.draft();
    let hash = |byte| ledger::Hash::from_bytes([byte; 32]);
    let link = |id: u8, deps: &[u8]| ledger::SubjectLink {
        id: ledger::SubjectId::from_bytes([id; 16]),
        deps: deps.iter().map(|byte| hash(*byte)).collect(),
        lamport: 4,
    };
    draft.subjects = vec![link(9, &[3, 1, 3, 2]), link(1, &[])];
    let record = ledger::seal(draft, &desk.head, &desk.key, None).unwrap().0;
    assert_eq!(
        record.header().subjects,
        [link(1, &[]), link(9, &[1, 2, 3])]
    );
}

#[test]
fn a_header_with_a_number_that_counting_never_reaches_is_refused() {
    let desk = Desk::new(31);
    let draft = desk.draft();
    let header = ledger::seal(draft.clone(), &desk.head, &desk.key, None)
        .unwrap()
        .0
        .header()
        .clone();
    let decoded = |header: &Header| {
        let bytes = header.encode();
        let signature = desk.key.sign(Domain::Record, &bytes);
        ledger::SealedHeader::new(bytes, None, signature).is_ok()
    };
    assert!(decoded(&header));
    let beyond = COUNT_MAX + 1;
    for seq in [0, beyond, u64::MAX] {
        assert!(!decoded(&Header {
            seq,
            ..header.clone()
        }));
    }
    for lamport in [0, beyond, u64::MAX] {
        let mut header = header.clone();
        header.subjects[0].lamport = lamport;
        assert!(!decoded(&header));
        let subjects = header.subjects;
        let draft = ledger::Draft {
            subjects,
            ..draft.clone()
        };
        let sealed = ledger::seal(draft, &desk.head, &desk.key, None);
        assert!(matches!(sealed, Err(SealError::Excess { .. })));
    }
    for (subjects, is_record) in [(SUBJECTS_MAX, true), (SUBJECTS_MAX + 1, false)] {
        let links = (0..subjects).map(|at| ledger::SubjectLink {
            id: ledger::SubjectId::from_bytes([u8::try_from(at).unwrap(); 16]),
            deps: Vec::new(),
            lamport: 1,
        });
        let header = Header {
            subjects: links.collect(),
            ..header.clone()
        };
        assert_eq!(decoded(&header), is_record, "{subjects} subjects");
    }
}

#[test]
fn an_envelope_with_another_field_or_order_is_refused() {
    let record = Desk::new(22).write_next();
    let good = record.encode();
    assert_eq!(good[0], 0xa4);
    let mut more = good.clone();
    more[0] = 0xa5;
    more.extend([0x04, 0x00]);
    assert!(matches!(
        Record::decode(&more),
        Err(DecodeFault::Malformed { .. })
    ));

    let signature = 67;
    let header = 1 + 1 + 3 + record.header_bytes().len();
    let (author, device) = (header, header + signature);
    let mut swapped = good[..header].to_vec();
    swapped.extend(&good[device..device + signature]);
    swapped.extend(&good[author..device]);
    swapped.extend(&good[device + signature..]);
    assert!(matches!(
        Record::decode(&swapped),
        Err(DecodeFault::NotCanonical(_))
    ));

    let mut loose = vec![0xb8, 0x04];
    loose.extend(&good[1..]);
    assert!(matches!(
        Record::decode(&loose),
        Err(DecodeFault::NotCanonical(_))
    ));
    let inside_a_page = [vec![0x81], loose].concat();
    assert!(minicbor::decode::<Vec<Record>>(&inside_a_page).is_err());
}

#[test]
fn commitments_parts_and_signers_out_of_order_are_refused() {
    let mut desk = Desk::new(23);
    let (sealed, mut parts) = desk.write_next().into_sealed_and_parts();
    parts.reverse();
    assert!(Record::from_sealed(sealed.clone(), parts.clone()).is_err());
    let mut header = sealed.header().clone();
    header.commitments.reverse();
    let (author, device) = (
        sealed.author_signature().copied(),
        *sealed.device_signature(),
    );
    assert!(Record::new(header.encode(), author, device, vec![]).is_err());
    let mut header = sealed.header().clone();
    header.author = None;
    assert!(Record::new(header.encode(), author, device, vec![]).is_err());
    assert!(Record::new(header.encode(), None, device, vec![]).is_ok());
}

#[test]
fn a_record_stops_at_its_limit_and_leaves_room_to_be_carried() {
    let desk = Desk::new(24);
    let with_facts = |bytes: usize, kind: u16| {
        let mut draft = desk.draft();
        draft.kind = kind;
        draft.parts = vec![Part {
            name: PartName::Facts,
            salt: [1; 16],
            bytes: vec![0; bytes],
        }];
        ledger::seal(draft, &desk.head, &desk.key, None)
    };
    let limit = RECORD_BYTES_MAX - CARRYING_BYTES;
    let fitting = (0..limit)
        .rev()
        .find_map(|bytes| with_facts(bytes, 64).ok())
        .unwrap()
        .0;
    assert_eq!(fitting.encoded_bytes(), limit);
    let facts = fitting.parts()[0].bytes.len();
    let refused = with_facts(facts + 1, 64).unwrap_err();
    assert_eq!(
        refused,
        SealError::TooLarge {
            bytes: limit + 1,
            limit
        }
    );
    assert!(with_facts(facts + 1, ledger::kind::CARRIED).is_ok());

    let whole = vec![0; RECORD_BYTES_MAX + 1];
    let fault = Record::decode(&whole).unwrap_err();
    assert!(matches!(
        fault,
        DecodeFault::TooLarge {
            limit: RECORD_BYTES_MAX,
            ..
        }
    ));
}

#[test]
fn a_draft_that_cannot_be_a_record_is_refused() {
    let desk = Desk::new(25);
    let mut draft = desk.draft();
    draft.author = None;
    let refused = ledger::seal(draft, &desk.head, &desk.key, Some(&desk.clerk_key));
    assert_eq!(refused, Err(SealError::SignerWithoutAuthor));
    let mut full = desk.head;
    full.seq = u64::MAX;
    let refused = ledger::seal(desk.draft(), &full, &desk.key, None);
    assert_eq!(refused, Err(SealError::ChainFull));
}

#[test]
fn a_person_shown_in_a_log_line_has_no_name() {
    let record = Desk::new(26).write_next();
    assert!(!format!("{record:?}").contains("Ánh"));
    let person = record.find_part(PartName::Person).unwrap();
    assert_eq!(
        format!("{person:?}"),
        format!("Part(Person, {} bytes)", person.bytes.len())
    );
}

#[cfg(not(feature = "test-mac"))]
#[test]
fn a_header_that_claims_the_simulators_algorithm_is_refused() {
    let record = Desk::new(27).write_next();
    let mut header = record.header().clone();
    header.alg = 0;
    let desk = Desk::new(27);
    let bytes = header.encode();
    let signature = desk.key.sign(Domain::Record, &bytes);
    let record = Record::new(bytes, None, signature, record.parts().to_vec()).unwrap();
    assert_eq!(
        record.verify_device(&desk.key.verification_key()),
        Err(BadSignature)
    );
}

#[cfg(feature = "test-mac")]
#[test]
fn the_simulators_keys_seal_and_verify_a_chain() {
    use ledger::{ChainHead, Incarnation, TestMacKey};
    let desk = Desk::new(28);
    let key = TestMacKey::from_bytes([1; 16]);
    let clerk = TestMacKey::from_bytes([2; 16]);
    let device = key.verification_key().device_id();
    let start = ChainHead::genesis(device, Incarnation::from_bytes([3; 16]));
    let mut keys = crate::fixture::Keys::default();
    keys.devices
        .insert((device, start.incarnation), key.verification_key());
    keys.people.insert(desk.clerk, clerk.verification_key());
    let (first, head) = ledger::seal(desk.draft(), &start, &key, Some(&clerk)).unwrap();
    assert_eq!(first.header().alg, 0);
    let (second, _) = ledger::seal(desk.draft(), &head, &key, Some(&clerk)).unwrap();
    let mut verifier = ChainVerifier::new(start, &keys);
    let standings = verifier.verify_segment(&[first, second], [0; 32]).unwrap();
    assert_eq!(standings, [ledger::AuthorStanding::Verified; 2]);
    let mixed = ledger::seal(desk.draft(), &head, &key, Some(&desk.clerk_key));
    assert_eq!(mixed, Err(SealError::AlgorithmsDiffer));
    // Another author's keyed hash does not pass.
    let (forged, _) = ledger::seal(desk.draft(), verifier.head(), &key, Some(&key)).unwrap();
    assert_eq!(
        verifier.accept(&forged),
        Ok(ledger::AuthorStanding::Refused)
    );
    let _: BadSignature = BadSignature;
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn no_bytes_make_a_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = canonical::check(&bytes);
        let _ = Record::decode(&bytes);
        let _ = ledger::SealedHeader::decode(&bytes);
        let _ = ledger::CertificateChain::decode(&bytes);
        let _ = ledger::Receipt::decode(&bytes);
        let _ = ledger::Publication::decode(&bytes);
        let _ = ledger::SignedCheckpoint::parse(&bytes);
        let _ = ledger::tile::split_entry_bundle(&bytes);
    }

    #[test]
    fn what_a_reader_takes_it_writes_again_to_the_byte(
        index in 0_usize..1_000,
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = thousand().records[index].encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(record) = Record::decode(&bytes) {
            prop_assert_eq!(record.encode(), bytes);
        }
    }
}
