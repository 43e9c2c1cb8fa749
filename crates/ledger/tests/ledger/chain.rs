//! A chain of 1 000 records: whatever is done to it is noticed, and named.

use ledger::{
    AuthorStanding, ChainFault, ChainVerifier, FoundGood, KeySource, Record, RecordFault,
    SegmentFault, Signer, WithForeseen, judge, judge_all,
};
use proptest::prelude::*;

use crate::fixture::{Desk, cases, thousand};

const SEED: [u8; 32] = [9; 32];

/// Verifies records after the head that stands before record `index`, which is known to be good.
fn first_fault(index: usize, records: &[Record]) -> Option<(usize, ChainFault)> {
    let chain = thousand();
    let mut verifier = ChainVerifier::new(chain.heads[index], &chain.keys);
    records.iter().enumerate().find_map(|(at, record)| {
        verifier
            .accept(record)
            .err()
            .map(|fault| (index + at, fault))
    })
}

#[test]
fn the_whole_chain_verifies_record_by_record_and_as_a_segment() {
    let chain = thousand();
    assert_eq!(first_fault(0, &chain.records), None);
    let mut verifier = ChainVerifier::new(chain.heads[0], &chain.keys);
    let standings = verifier.verify_segment(&chain.records, SEED).unwrap();
    assert_eq!(verifier.head(), &chain.heads[1_000]);
    for (record, standing) in chain.records.iter().zip(&standings) {
        let expected = if record.header().author.is_some() {
            AuthorStanding::Verified
        } else {
            AuthorStanding::System
        };
        assert_eq!(*standing, expected);
    }
}

#[test]
fn each_record_dropped_is_noticed_at_its_place() {
    let chain = thousand();
    for index in 0..999 {
        let rest = &chain.records[index + 1..index + 2];
        let place = u64::try_from(index).unwrap() + 1;
        let gap = ChainFault::Gap {
            expected: place,
            found: place + 1,
        };
        assert_eq!(first_fault(index, rest), Some((index, gap)));
    }
    // The last record missing is no fault of the chain; it shows against a head known otherwise.
    assert_ne!(chain.heads[999], chain.heads[1_000]);
}

#[test]
fn each_record_repeated_is_noticed_at_its_place() {
    let chain = thousand();
    for index in 0..1_000 {
        let twice = [chain.records[index].clone(), chain.records[index].clone()];
        let seq = u64::try_from(index).unwrap() + 1;
        let expected = Some((index + 1, ChainFault::Repeated { seq }));
        assert_eq!(first_fault(index, &twice), expected);
    }
}

#[test]
fn each_record_swapped_with_the_next_is_noticed_at_its_place() {
    let chain = thousand();
    for index in 0..999 {
        let swapped = [
            chain.records[index + 1].clone(),
            chain.records[index].clone(),
        ];
        let place = u64::try_from(index).unwrap() + 1;
        let gap = ChainFault::Gap {
            expected: place,
            found: place + 1,
        };
        assert_eq!(first_fault(index, &swapped), Some((index, gap)));
    }
}

#[test]
fn each_bit_of_one_record_flipped_is_noticed() {
    let chain = thousand();
    let index = 500;
    let good = chain.records[index].encode();
    for byte in 0..good.len() {
        for bit in 0..8 {
            let mut flipped = good.clone();
            flipped[byte] ^= 1 << bit;
            let noticed = Record::decode(&flipped)
                .map_or(true, |record| first_fault(index, &[record]).is_some());
            assert!(noticed, "byte {byte}, bit {bit}");
        }
    }
}

#[test]
fn a_byte_of_each_record_flipped_is_noticed() {
    let chain = thousand();
    for (index, record) in chain.records.iter().enumerate() {
        let good = record.encode();
        for try_number in 0..4 {
            let mut flipped = good.clone();
            let at = (index * 7_919 + try_number * 104_729) % good.len();
            flipped[at] ^= 1 << ((index + try_number) % 8);
            let noticed = Record::decode(&flipped)
                .map_or(true, |record| first_fault(index, &[record]).is_some());
            assert!(noticed, "record {index}, byte {at}");
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn bytes_changed_at_random_are_noticed(
        index in 0_usize..1_000,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4),
    ) {
        let mut altered = thousand().records[index].encode();
        let good = altered.clone();
        for (at, change) in changes {
            let at = at.index(altered.len());
            altered[at] ^= change;
        }
        prop_assume!(altered != good);
        let noticed = Record::decode(&altered)
            .map_or(true, |record| first_fault(index, &[record]).is_some());
        prop_assert!(noticed);
    }

    #[test]
    fn records_in_any_other_order_are_noticed(
        (start, order) in (0_usize..990, Just((0..10).collect::<Vec<usize>>()).prop_shuffle()),
    ) {
        prop_assume!(!order.is_sorted());
        let run: Vec<Record> =
            order.iter().map(|at| thousand().records[start + at].clone()).collect();
        let first_wrong = order.iter().zip(0..).find(|(at, place)| **at != *place);
        let fault = first_fault(start, &run).map(|(at, _)| at - start);
        prop_assert_eq!(fault, first_wrong.map(|(_, place)| place));
    }

    #[test]
    fn a_cut_or_lengthened_record_is_not_a_record(
        index in 0_usize..1_000,
        cut in any::<prop::sample::Index>(),
        more in any::<u8>(),
    ) {
        let mut encoded = thousand().records[index].encode();
        prop_assert!(Record::decode(&encoded[..cut.index(encoded.len())]).is_err());
        encoded.push(more);
        prop_assert!(Record::decode(&encoded).is_err());
    }
}

#[test]
fn a_segment_stops_before_the_first_fault_and_keeps_what_was_good() {
    let chain = thousand();
    let mut records = chain.records[..50].to_vec();
    let altered = chain.records[30].clone();
    let mut signature = *altered.device_signature().as_bytes();
    signature[0] ^= 1;
    records[30] = Record::new(
        altered.header_bytes().to_vec(),
        altered.author_signature().copied(),
        ledger::Signature::from_bytes(signature),
        altered.parts().to_vec(),
    )
    .unwrap();
    let mut verifier = ChainVerifier::new(chain.heads[0], &chain.keys);
    let fault = verifier.verify_segment(&records, SEED).unwrap_err();
    let expected = ChainFault::Record(RecordFault::DeviceSignature);
    assert_eq!(
        fault,
        SegmentFault {
            index: 30,
            fault: expected
        }
    );
    assert_eq!(verifier.head(), &chain.heads[30]);
}

#[test]
fn a_segment_of_another_past_is_named_and_the_device_convicted() {
    let mut desk = Desk::new(2);
    let keys = desk.keys();
    let first = desk.write_next();
    let before = desk.head;
    let second = desk.write_next();
    desk.head = before;
    let mut draft = desk.draft();
    draft.monotonic += 1;
    let other_second = desk.write(draft);
    let other_third = desk.write_next();

    let mut verifier = ChainVerifier::new(ledger::ChainHead::at(second.sealed()), &keys);
    let forked = Err(ChainFault::Forked { seq: 2 });
    assert_eq!(verifier.accept(&other_second), forked);
    assert_eq!(
        verifier.accept(&other_third),
        Err(ChainFault::AnotherPast { seq: 3 })
    );
    assert_eq!(
        verifier.accept(&first),
        Err(ChainFault::Repeated { seq: 1 })
    );
    let elsewhere = Desk::new(3).write_next();
    assert_eq!(verifier.accept(&elsewhere), Err(ChainFault::AnotherChain));
}

#[test]
fn one_author_signature_that_is_bad_stops_nothing_and_is_told() {
    let mut desk = Desk::new(4);
    let keys = desk.keys();
    let stranger = Desk::new(5);
    let good = desk.write_next();
    // The device lets somebody sign in the clerk's name.
    let (forged, head) = ledger::seal(
        desk.draft(),
        &desk.head,
        &desk.key,
        Some(&stranger.clerk_key),
    )
    .unwrap();
    desk.head = head;
    let (unsigned, head) = ledger::seal(desk.draft(), &desk.head, &desk.key, None).unwrap();
    desk.head = head;
    let mut by_machine = desk.draft();
    by_machine.author = None;
    let by_machine = desk.write(by_machine);
    let mut unknown = desk.draft();
    unknown.author = Some(stranger.clerk);
    let unknown = desk.write(unknown);

    let records = [good, forged, unsigned, by_machine, unknown];
    let start = ledger::ChainHead::genesis(desk.head.device, desk.head.incarnation);
    let mut verifier = ChainVerifier::new(start, &keys);
    let standings = verifier.verify_segment(&records, SEED).unwrap();
    let expected = [
        AuthorStanding::Verified,
        AuthorStanding::Refused,
        AuthorStanding::Unsigned,
        AuthorStanding::System,
        AuthorStanding::KeyUnknown,
    ];
    assert_eq!(standings, expected);
    let mut alone = ChainVerifier::new(start, &keys);
    let one_by_one: Vec<_> = records
        .iter()
        .map(|record| alone.accept(record).unwrap())
        .collect();
    assert_eq!(one_by_one, expected);
}

#[test]
fn a_device_whose_key_is_not_known_is_named() {
    let mut desk = Desk::new(6);
    let record = desk.write_next();
    let nobody = crate::fixture::Keys::default();
    let verdict = judge(&record, &nobody, &ledger::NoAbsences);
    assert_eq!(verdict, Err(RecordFault::DeviceKeyUnknown));
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn many_records_are_judged_as_each_alone(
        start in 0_usize..980,
        altered in prop::collection::vec((0_usize..20, 0_usize..6), 0..4),
        seed in any::<[u8; 32]>(),
    ) {
        let chain = thousand();
        let mut records = chain.records[start..start + 20].to_vec();
        for (at, how) in altered {
            records[at] = alter(&records[at], how);
        }
        let together = judge_all(&records, &chain.keys, &ledger::NoAbsences, seed);
        for (record, verdict) in records.iter().zip(together) {
            prop_assert_eq!(judge(record, &chain.keys, &ledger::NoAbsences), verdict);
        }
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn what_was_found_good_beforehand_changes_no_verdict(
        start in 0_usize..980,
        altered in prop::collection::vec((0_usize..20, 0_usize..6), 0..4),
        seed in any::<[u8; 32]>(),
    ) {
        let chain = thousand();
        let mut records = chain.records[start..start + 20].to_vec();
        let found = FoundGood::look(&records, &chain.keys, seed);
        prop_assert_eq!(found.count(), 20);
        for (at, how) in altered {
            records[at] = alter(&records[at], how);
        }
        let knowing = WithForeseen::new(&chain.keys, found);
        let together = judge_all(&records, &knowing, &ledger::NoAbsences, seed);
        for (record, verdict) in records.iter().zip(together) {
            prop_assert_eq!(judge(record, &chain.keys, &ledger::NoAbsences), verdict);
        }
    }
}

#[test]
fn a_signature_is_found_good_under_its_own_key_alone_and_never_beside_a_bad_one() {
    let chain = thousand();
    let mut records = chain.records[..20].to_vec();
    let found = FoundGood::look(&records, &chain.keys, [7; 32]);
    let header = records[0].header();
    let device = chain
        .keys
        .find_device_key(header.device, header.incarnation)
        .unwrap();
    let author = header
        .author
        .and_then(|author| chain.keys.find_author_key(author, header.device));
    let hash = records[0].hash();
    assert!(found.holds(&hash, &device, author.as_ref()));
    let other = ledger::SigningKey::from_bytes([0x5a; 32]).verification_key();
    assert!(!found.holds(&hash, &other, author.as_ref()));
    assert!(!found.holds(&hash, &device, Some(&other)));
    records[3] = alter(&records[3], 0);
    let found = FoundGood::look(&records, &chain.keys, [7; 32]);
    assert_eq!(found.count(), 0);
}

/// Alters a record in one of six ways that leave it readable.
fn alter(record: &Record, how: usize) -> Record {
    let (sealed, mut parts) = record.clone().into_sealed_and_parts();
    let mut author = sealed
        .author_signature()
        .map(|signature| *signature.as_bytes());
    let mut device = *sealed.device_signature().as_bytes();
    let mut header = sealed.header().clone();
    match how {
        0 => device[3] ^= 4,
        1 => author.iter_mut().for_each(|signature| signature[40] ^= 1),
        2 => header.recorded_at += 1,
        3 => parts.truncate(1),
        4 => parts.iter_mut().for_each(|part| part.bytes.push(0)),
        _ => header.alg = 0,
    }
    Record::new(
        header.encode(),
        author.map(ledger::Signature::from_bytes),
        ledger::Signature::from_bytes(device),
        parts,
    )
    .unwrap()
}
