//! Parts: dropped with a reason, the chain stays whole; without one, it is told.

use std::collections::BTreeSet;

use ledger::{
    ChainVerifier, EffectRestored, EffectWithheld, Erased, Granted, NoAbsences, OwnFacts, OwnFault,
    Part, PartName, Record, RecordFault, SealError, SubjectId, UnitId, WithheldReason, judge_parts,
    kind, list_erased,
};

use crate::fixture::{Desk, half};

/// Writes a record of the ledger's own.
fn write_own(desk: &mut Desk, facts: &impl OwnFacts, kind: u16) -> Record {
    let mut draft = desk.draft();
    draft.kind = kind;
    draft.author = None;
    let salt = half("own", desk.head.seq);
    draft.parts = vec![Part {
        name: PartName::Facts,
        salt,
        bytes: facts.facts(),
    }];
    desk.write(draft)
}

#[test]
fn an_erased_part_leaves_the_chain_verifiable_and_keeps_every_hash() {
    let mut desk = Desk::new(10);
    let keys = desk.keys();
    let start = desk.head;
    let mut records: Vec<Record> = (0..20).map(|_| desk.write_next()).collect();
    let erased = Erased {
        record: records[7].hash(),
        part: PartName::Person,
        basis: "mẫu: quyết định xóa".to_owned(),
    };
    records.push(write_own(&mut desk, &erased, kind::ERASED));
    let before = records[7].hash();
    records[7] = records[7]
        .clone()
        .with_parts(|name| name != PartName::Person);
    assert_eq!(records[7].hash(), before);
    assert_eq!(Record::decode(&records[7].encode()).unwrap(), records[7]);

    let missing = RecordFault::PartMissing {
        part: PartName::Person,
    };
    let mut strict = ChainVerifier::new(start, &keys);
    let fault = strict.verify_segment(&records, [1; 32]).unwrap_err();
    assert_eq!((fault.index, fault.fault), (7, missing.into()));

    let absences = list_erased(&records);
    let mut verifier = ChainVerifier::new(start, &keys).with_absences(&absences);
    assert!(verifier.verify_segment(&records, [1; 32]).is_ok());
    assert_eq!(verifier.head(), &desk.head);
}

#[test]
fn an_erasure_explains_its_own_part_of_its_own_record_only() {
    let mut desk = Desk::new(11);
    let one = desk.write_next();
    let other = desk.write_next();
    let absences: BTreeSet<_> = [(one.hash(), PartName::Person)].into();
    let bare = |record: &Record, name| record.clone().with_parts(|part| part != name);
    let missing = |part| Err(RecordFault::PartMissing { part });
    assert_eq!(
        judge_parts(&bare(&one, PartName::Person), &absences),
        Ok(())
    );
    assert_eq!(
        judge_parts(&bare(&one, PartName::Facts), &absences),
        missing(PartName::Facts)
    );
    assert_eq!(
        judge_parts(&bare(&other, PartName::Person), &absences),
        missing(PartName::Person)
    );
}

#[test]
fn facts_are_never_erased() {
    let mut desk = Desk::new(12);
    let record = desk.write_next();
    let erased = Erased {
        record: record.hash(),
        part: PartName::Facts,
        basis: String::new(),
    };
    let erasure = write_own(&mut desk, &erased, kind::ERASED);
    assert!(list_erased(&[erasure]).is_empty());
    let bare = record.with_parts(|_| false);
    let absences: BTreeSet<_> = [
        (bare.hash(), PartName::Facts),
        (bare.hash(), PartName::Person),
    ]
    .into();
    let missing = RecordFault::PartMissing {
        part: PartName::Facts,
    };
    assert_eq!(judge_parts(&bare, &absences), Err(missing));
}

#[test]
fn an_altered_and_a_foreign_part_are_named() {
    let mut desk = Desk::new(13);
    let (sealed, mut parts) = desk.write_next().into_sealed_and_parts();
    let good = parts.clone();
    parts[1].salt[0] ^= 1;
    let altered = Record::from_sealed(sealed.clone(), parts).unwrap();
    let fault = RecordFault::PartAltered {
        part: PartName::Person,
    };
    assert_eq!(judge_parts(&altered, &NoAbsences), Err(fault));

    let mut more = good;
    more.push(Part {
        name: PartName::Unknown(9),
        salt: [0; 16],
        bytes: vec![],
    });
    let foreign = Record::from_sealed(sealed, more).unwrap();
    let fault = RecordFault::PartForeign {
        part: PartName::Unknown(9),
    };
    assert_eq!(judge_parts(&foreign, &NoAbsences), Err(fault));
}

#[test]
fn parts_come_out_in_one_order_and_none_twice() {
    let desk = Desk::new(14);
    let mut draft = desk.draft();
    draft.parts.reverse();
    let reversed = ledger::seal(draft, &desk.head, &desk.key, None).unwrap().0;
    let straight = ledger::seal(desk.draft(), &desk.head, &desk.key, None)
        .unwrap()
        .0;
    assert_eq!(reversed, straight);
    let mut draft = desk.draft();
    draft.parts[1].name = PartName::Facts;
    let refused = ledger::seal(draft, &desk.head, &desk.key, None);
    assert_eq!(refused, Err(SealError::PartRepeated { code: 0 }));
}

#[test]
fn what_a_server_says_of_a_record_reads_back() {
    let mut desk = Desk::new(15);
    let record = desk.write_next();
    let withheld = EffectWithheld {
        record: record.hash(),
        reason: WithheldReason::AuthorSignature,
    };
    let said = write_own(&mut desk, &withheld, kind::EFFECT_WITHHELD);
    assert_eq!(EffectWithheld::read(&said).unwrap(), withheld);
    let restored = EffectRestored {
        record: record.hash(),
        withheld: said.hash(),
    };
    let taken_back = write_own(&mut desk, &restored, kind::EFFECT_RESTORED);
    assert_eq!(EffectRestored::read(&taken_back).unwrap(), restored);
    let granted = Granted {
        unit: UnitId::from_bytes([1; 16]),
        subject: SubjectId::from_bytes([2; 16]),
        parts: vec![PartName::Person, PartName::Unknown(8)],
    };
    let grant = write_own(&mut desk, &granted, kind::GRANTED);
    assert_eq!(Granted::read(&grant).unwrap(), granted);

    let other = EffectWithheld::read(&record);
    assert!(matches!(
        other,
        Err(OwnFault::AnotherKind {
            expected: 5,
            found: 64
        })
    ));
    let bare = said.with_parts(|_| false);
    assert!(matches!(
        EffectWithheld::read(&bare),
        Err(OwnFault::NoFacts)
    ));
}
