//! Certificates: from the authorities down, and every way in which they prove nothing.

use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateFault,
    CertificateSubject, OwnFacts, Part, PartName, PersonId, Signer, SigningKey, Standing, UnitId,
    kind,
};

use crate::fixture::{Desk, MONDAY, key};

const UNIT: UnitId = UnitId::from_bytes([0x11; 16]);
const OTHER_UNIT: UnitId = UnitId::from_bytes([0x22; 16]);
const PERSON: PersonId = PersonId::from_bytes([0x33; 16]);

fn authority(number: u64) -> SigningKey {
    key("authority", number)
}

fn authorities() -> AuthoritySet {
    let keys = (0..3)
        .map(|number| authority(number).verification_key())
        .collect();
    AuthoritySet { keys, threshold: 2 }
}

fn body(subject: CertificateSubject, key: &SigningKey) -> CertificateBody {
    let key = key.verification_key();
    CertificateBody {
        subject,
        key,
        valid_from: MONDAY,
        valid_until: Some(MONDAY + 1_000),
    }
}

fn unit_certificate(signers: &[(u8, u64)]) -> Certificate {
    let subject = CertificateSubject::Unit { unit: UNIT };
    let keys: Vec<_> = signers
        .iter()
        .map(|(place, number)| (*place, authority(*number)))
        .collect();
    let signers: Vec<_> = keys
        .iter()
        .map(|(place, key)| (*place, key as &dyn Signer))
        .collect();
    Certificate::issue(body(subject, &key("unit", 1)), &signers)
}

fn person_certificate(unit: UnitId, issuer: &SigningKey) -> Certificate {
    let subject = CertificateSubject::Person {
        person: PERSON,
        unit,
        device: None,
    };
    Certificate::issue(body(subject, &key("person", 1)), &[(0, issuer)])
}

fn device_certificate(issuer: &SigningKey) -> Certificate {
    let key = key("desk", 1);
    let device = key.verification_key().device_id();
    let subject = CertificateSubject::Device {
        device,
        unit: UNIT,
        desk_no: 2,
    };
    Certificate::issue(body(subject, &key), &[(0, issuer)])
}

fn good() -> CertificateChain {
    let unit = unit_certificate(&[(0, 0), (2, 2)]);
    CertificateChain::new(unit, person_certificate(UNIT, &key("unit", 1)))
}

#[test]
fn two_of_three_authorities_carry_a_person_through_her_unit() {
    let chain = CertificateChain::decode(&good().encode()).unwrap();
    assert_eq!(chain, good());
    assert_eq!(chain.verify(&authorities(), MONDAY), Ok(Standing::Full));
    assert_eq!(chain.leaf.key, key("person", 1).verification_key());
}

#[test]
fn one_authority_however_often_is_too_few() {
    for signers in [
        &[(0, 0)][..],
        &[(0, 0), (0, 0)],
        &[(0, 0), (1, 0)],
        &[(0, 0), (7, 1)],
        &[],
    ] {
        let mut chain = good();
        chain.unit = unit_certificate(signers);
        let few = CertificateFault::TooFewAuthorities {
            good: signers.len().min(1) as u8,
            threshold: 2,
        };
        assert_eq!(chain.verify(&authorities(), MONDAY), Err(few));
    }
}

#[test]
fn a_set_that_asks_for_nobody_certifies_nothing() {
    let mut nobody = authorities();
    nobody.threshold = 0;
    let few = CertificateFault::TooFewAuthorities {
        good: 2,
        threshold: 0,
    };
    assert_eq!(good().verify(&nobody, MONDAY), Err(few));
    let twice = AuthoritySet {
        keys: vec![authority(0).verification_key(); 2],
        threshold: 2,
    };
    let mut chain = good();
    chain.unit = unit_certificate(&[(0, 0), (1, 0)]);
    let few = CertificateFault::TooFewAuthorities {
        good: 1,
        threshold: 2,
    };
    assert_eq!(chain.verify(&twice, MONDAY), Err(few));
}

#[test]
fn other_authorities_have_another_id_and_are_not_believed() {
    let mut others = authorities();
    others.keys.reverse();
    assert_ne!(others.id(), authorities().id());
    assert!(good().verify(&others, MONDAY).is_err());
}

#[test]
fn a_certificate_is_good_from_its_first_moment_until_before_its_last() {
    let chain = good();
    let early = CertificateFault::NotYetValid { valid_from: MONDAY };
    let late = CertificateFault::Expired {
        valid_until: MONDAY + 1_000,
    };
    assert_eq!(chain.verify(&authorities(), MONDAY - 1), Err(early));
    assert!(chain.verify(&authorities(), MONDAY + 999).is_ok());
    assert_eq!(chain.verify(&authorities(), MONDAY + 1_000), Err(late));
}

#[test]
fn a_leaf_of_another_unit_or_issuer_is_refused() {
    let mut chain = good();
    chain.leaf = person_certificate(OTHER_UNIT, &key("unit", 1));
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::AnotherUnit)
    );
    chain.leaf = person_certificate(UNIT, &key("unit", 2));
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::BadSignature)
    );
    chain.leaf = chain.unit.clone();
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::WrongSubject)
    );
    chain.unit = person_certificate(UNIT, &key("unit", 1));
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::WrongSubject)
    );
}

#[test]
fn a_person_certified_by_her_desk_is_provisional_and_a_desk_never_is() {
    let desk_key = key("desk", 1);
    let mut chain = good();
    chain.through = Some(device_certificate(&key("unit", 1)));
    chain.leaf = person_certificate(UNIT, &desk_key);
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Ok(Standing::Provisional)
    );
    chain.through = Some(device_certificate(&key("unit", 2)));
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::BadSignature)
    );
    chain.through = Some(device_certificate(&key("unit", 1)));
    chain.leaf = device_certificate(&desk_key);
    assert_eq!(
        chain.verify(&authorities(), MONDAY),
        Err(CertificateFault::WrongSubject)
    );
}

#[test]
fn each_byte_of_a_chain_flipped_proves_nothing_else() {
    let encoded = good().encode();
    for at in 0..encoded.len() {
        let mut flipped = encoded.clone();
        flipped[at] ^= 1;
        let verdict = CertificateChain::decode(&flipped)
            .ok()
            .filter(|chain| chain.verify(&authorities(), MONDAY).is_ok());
        // Only the place of an authority may change, and then the other one must still be two.
        assert!(verdict.is_none(), "byte {at}");
    }
}

#[test]
fn the_first_record_of_an_incarnation_carries_its_devices_certificate() {
    let mut desk = Desk::new(1);
    let unit = unit_certificate(&[(0, 0), (1, 1)]);
    let chain = CertificateChain::new(unit, device_certificate(&key("unit", 1)));
    let mut draft = desk.draft();
    draft.kind = kind::DEVICE_CERTIFICATE;
    draft.parts = vec![Part {
        name: PartName::Facts,
        salt: [4; 16],
        bytes: chain.facts(),
    }];
    let record = desk.write(draft);
    let read = CertificateChain::read(&record).unwrap();
    assert_eq!(read.verify(&authorities(), MONDAY), Ok(Standing::Full));
    assert_eq!(record.verify_device(&read.leaf.key), Ok(()));
}
