//! Forks: two headers convict a device, and nothing less does.

use ledger::{ForkPlace, ForkWitness, NoFork, OwnFacts, Part, PartName, Record, Signer, kind};

use crate::fixture::Desk;

/// A desk that wrote its second place twice.
fn forked() -> (Desk, [Record; 3]) {
    let mut desk = Desk::new(40);
    let first = desk.write_next();
    let before = desk.head;
    let one = desk.write_next();
    desk.head = before;
    let mut draft = desk.draft();
    draft.recorded_at += 1;
    let other = desk.write(draft);
    (desk, [first, one, other])
}

fn witness(one: &Record, other: &Record) -> ForkWitness {
    ForkWitness::new(one.sealed().clone(), other.sealed().clone())
}

#[test]
fn two_headers_prove_a_fork_to_anybody_with_the_key() {
    let (desk, [_, one, other]) = forked();
    let proof = witness(&one, &other);
    assert_eq!(proof, witness(&other, &one));
    let ForkPlace {
        device,
        incarnation,
        seq,
    } = proof.verify(&desk.key.verification_key()).unwrap();
    assert_eq!(
        (device, incarnation, seq),
        (desk.head.device, desk.head.incarnation, 2)
    );
}

#[test]
fn headers_that_prove_nothing_are_told_why() {
    let (desk, [first, one, other]) = forked();
    let key = desk.key.verification_key();
    assert_eq!(
        witness(&first, &one).verify(&key),
        Err(NoFork::DifferentPlaces)
    );
    assert_eq!(witness(&one, &one).verify(&key), Err(NoFork::SameRecord));
    let elsewhere = Desk::new(41);
    let stranger = elsewhere.key.verification_key();
    assert_eq!(
        witness(&one, &other).verify(&stranger),
        Err(NoFork::BadSignature)
    );
    // A stranger cannot convict the desk by signing a second header in its name.
    let (forged, _) = ledger::seal(
        elsewhere.draft(),
        &ledger::ChainHead::at(first.sealed()),
        &elsewhere.key,
        None,
    )
    .unwrap();
    assert_eq!(
        witness(&one, &forged).verify(&key),
        Err(NoFork::BadSignature)
    );
}

#[test]
fn a_witness_is_itself_a_record_and_reads_back() {
    let (_, [_, one, other]) = forked();
    let proof = witness(&one, &other);
    let mut desk = Desk::new(42);
    let mut draft = desk.draft();
    draft.kind = kind::FORK_WITNESS;
    draft.parts = vec![Part {
        name: PartName::Facts,
        salt: [1; 16],
        bytes: proof.facts(),
    }];
    let record = Record::decode(&desk.write(draft).encode()).unwrap();
    assert_eq!(ForkWitness::read(&record).unwrap(), proof);
}
