//! Carriers: the original comes out whole, by the same hash, however often it was carried.

use ledger::{
    Erased, NoAbsences, OwnFacts, OwnFault, Part, PartName, RECORD_BYTES_MAX, Record,
    carried_original, carry, judge, kind, list_erased, record::CARRYING_BYTES,
};

use crate::fixture::{Desk, half};

fn write_carrier(desk: &mut Desk, original: &Record) -> Record {
    let mut draft = desk.draft();
    draft.kind = kind::CARRIED;
    draft.author = None;
    let salt = |name: PartName| half("carrier", u64::from(name.code()));
    let parts = carry(original).into_iter();
    draft.parts = parts
        .map(|(name, bytes)| Part {
            name,
            salt: salt(name),
            bytes,
        })
        .collect();
    desk.write(draft)
}

#[test]
fn an_original_comes_out_of_its_carrier_whole_and_verifies() {
    let mut lost = Desk::new(30);
    let mut next = Desk::new(31);
    let original = lost.write_next();
    let carrier = Record::decode(&write_carrier(&mut next, &original).encode()).unwrap();
    let out = carried_original(&carrier).unwrap();
    assert_eq!(out, original);
    assert_eq!(out.hash(), original.hash());
    assert!(judge(&out, &lost.keys(), &NoAbsences).is_ok());
    assert!(judge(&carrier, &next.keys(), &NoAbsences).is_ok());
}

#[test]
fn a_carrier_carried_on_carries_the_original() {
    let original = Desk::new(32).write_next();
    let first = write_carrier(&mut Desk::new(33), &original);
    let second = write_carrier(&mut Desk::new(34), &first);
    assert_eq!(carried_original(&second).unwrap(), original);
}

#[test]
fn erasing_a_part_of_the_carrier_erases_it_of_the_original() {
    let original = Desk::new(35).write_next();
    let carrier = write_carrier(&mut Desk::new(36), &original);
    let bare = carrier.with_parts(|name| name != PartName::Person);
    let out = carried_original(&bare).unwrap();
    assert_eq!(out.hash(), original.hash());
    assert_eq!(out.missing_parts().collect::<Vec<_>>(), [PartName::Person]);
}

#[test]
fn what_is_erased_of_an_original_may_be_missing_in_its_carrier_and_the_other_way_round() {
    let (mut lost, mut next) = (Desk::new(40), Desk::new(41));
    let original = lost.write_next();
    let carrier = write_carrier(&mut next, &original);
    let bare = |record: &Record| record.clone().with_parts(|name| name != PartName::Person);
    for named in [&original, &carrier] {
        let erased = Erased {
            record: named.hash(),
            part: PartName::Person,
            basis: "mẫu: quyết định xóa".to_owned(),
        };
        let mut draft = next.draft();
        draft.kind = kind::ERASED;
        draft.author = None;
        draft.parts.truncate(1);
        draft.parts[0].bytes = erased.facts();
        let records = [bare(&carrier), next.write(draft)];
        let absences = list_erased(&records);
        assert!(judge(&records[0], &next.keys(), &absences).is_ok());
        assert!(judge(&bare(&original), &lost.keys(), &absences).is_ok());
        let other = bare(&lost.write_next());
        assert!(judge(&other, &lost.keys(), &absences).is_err());
    }
}

#[test]
fn the_largest_record_can_be_carried() {
    let desk = Desk::new(37);
    let limit = RECORD_BYTES_MAX - CARRYING_BYTES;
    let largest = (0..limit)
        .rev()
        .find_map(|bytes| {
            let mut draft = desk.draft();
            draft.parts[0].bytes = vec![7; bytes];
            ledger::seal(draft, &desk.head, &desk.key, Some(&desk.clerk_key)).ok()
        })
        .unwrap()
        .0;
    assert_eq!(largest.encoded_bytes(), limit);
    let carrier = write_carrier(&mut Desk::new(38), &largest);
    assert_eq!(carried_original(&carrier).unwrap(), largest);
}

#[test]
fn a_record_that_carries_nothing_says_so() {
    let plain = Desk::new(39).write_next();
    let fault = carried_original(&plain).unwrap_err();
    assert!(matches!(
        fault,
        OwnFault::AnotherKind {
            expected: kind::CARRIED,
            found: 64
        }
    ));
}
