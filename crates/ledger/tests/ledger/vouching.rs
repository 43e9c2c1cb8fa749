//! A supervisor's word: what makes one, and every way in which it is none.

use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, Draft,
    OwnFacts, Part, PartName, PersonId, Record, Signer, SigningKey, UnitId, VerificationKey,
    Voucher, Vouching, VouchingFault, kind, seal,
};

use crate::fixture::{Desk, MONDAY, key};

const UNIT: UnitId = UnitId::from_bytes([0x11; 16]);
const OTHER_UNIT: UnitId = UnitId::from_bytes([0x22; 16]);
const SUPERVISOR: PersonId = PersonId::from_bytes([0x33; 16]);
const PERSON: PersonId = PersonId::from_bytes([0x44; 16]);

fn authorities() -> AuthoritySet {
    AuthoritySet {
        keys: vec![key("authority", 1).verification_key()],
        threshold: 1,
    }
}

fn certify(subject: CertificateSubject, key: VerificationKey, by: &SigningKey) -> Certificate {
    let body = CertificateBody {
        subject,
        key,
        valid_from: MONDAY,
        valid_until: None,
    };
    Certificate::issue(body, &[(0, by)])
}

/// The supervisor's chain, as her unit gave it to her.
fn chain_of(unit: UnitId, supervisor: &SigningKey) -> CertificateChain {
    let (authority, of_unit) = (key("authority", 1), key("unit", 1));
    let above = CertificateSubject::Unit { unit };
    let leaf = CertificateSubject::Person {
        person: SUPERVISOR,
        unit,
        device: None,
    };
    CertificateChain::new(
        certify(above, of_unit.verification_key(), &authority),
        certify(leaf, supervisor.verification_key(), &of_unit),
    )
}

fn said() -> Vouching {
    let (supervisor, person) = (key("supervisor", 1), key("person", 1));
    let voucher = Voucher {
        chain: &chain_of(UNIT, &supervisor),
        signer: &supervisor,
    };
    Vouching::issue(voucher, PERSON, &person, MONDAY + 5)
}

/// The record that says it, by an author who signs with a key.
fn written(said: &Vouching, author: PersonId, signer: &SigningKey) -> Record {
    let desk = Desk::new(1);
    let draft = Draft {
        author: Some(author),
        kind: kind::VOUCHED,
        subjects: Vec::new(),
        parts: vec![Part {
            name: PartName::Facts,
            salt: [7; 16],
            bytes: said.facts(),
        }],
        ..desk.draft()
    };
    seal(draft, &desk.head, &desk.key, Some(signer)).unwrap().0
}

fn judged(said: &Vouching) -> Result<ledger::Vouched, VouchingFault> {
    let record = written(said, SUPERVISOR, &key("supervisor", 1));
    Vouching::verify(&record, &authorities())
}

#[test]
fn a_supervisor_of_her_unit_vouches_for_a_key_that_signed_too() {
    let vouched = judged(&said()).unwrap();
    assert_eq!((vouched.person, vouched.supervisor), (PERSON, SUPERVISOR));
    assert_eq!((vouched.unit, vouched.from), (UNIT, MONDAY + 5));
    assert_eq!(vouched.key, key("person", 1).verification_key());
}

#[test]
fn a_clock_that_is_behind_makes_no_certificate_older_than_those_above() {
    let (supervisor, person) = (key("supervisor", 1), key("person", 1));
    let voucher = Voucher {
        chain: &chain_of(UNIT, &supervisor),
        signer: &supervisor,
    };
    let said = Vouching::issue(voucher, PERSON, &person, 0);
    assert_eq!(judged(&said).unwrap().from, MONDAY);
}

#[test]
fn nobody_vouches_for_herself() {
    let supervisor = key("supervisor", 1);
    let voucher = Voucher {
        chain: &chain_of(UNIT, &supervisor),
        signer: &supervisor,
    };
    let own = Vouching::issue(voucher, SUPERVISOR, &key("person", 1), MONDAY);
    assert!(matches!(judged(&own), Err(VouchingFault::Herself)));
    // Her own key under another's name is no better.
    let borrowed = Vouching::issue(voucher, PERSON, &supervisor, MONDAY);
    assert!(matches!(judged(&borrowed), Err(VouchingFault::Herself)));
}

#[test]
fn a_certificate_of_another_unit_or_without_the_units_signature_is_refused() {
    let (supervisor, of_unit) = (key("supervisor", 1), key("unit", 1));
    let leaf = |unit| CertificateSubject::Person {
        person: PERSON,
        unit,
        device: None,
    };
    let own = key("person", 1).verification_key();
    let elsewhere = Vouching {
        chain: CertificateChain {
            leaf: certify(leaf(OTHER_UNIT), own, &supervisor),
            ..said().chain
        },
        ..said()
    };
    assert!(matches!(
        judged(&elsewhere),
        Err(VouchingFault::Certificates(_))
    ));
    let self_made = Vouching {
        chain: CertificateChain {
            through: Some(certify(
                CertificateSubject::Person {
                    person: SUPERVISOR,
                    unit: UNIT,
                    device: None,
                },
                supervisor.verification_key(),
                &supervisor,
            )),
            ..said().chain
        },
        ..said()
    };
    assert!(matches!(
        judged(&self_made),
        Err(VouchingFault::Certificates(_))
    ));
    let strangers = AuthoritySet {
        keys: vec![key("authority", 9).verification_key()],
        threshold: 1,
    };
    let record = written(&said(), SUPERVISOR, &supervisor);
    let refused = Vouching::verify(&record, &strangers);
    assert!(matches!(refused, Err(VouchingFault::Certificates(_))));
    // What the unit itself certified needs nobody's word.
    let full = Vouching {
        chain: CertificateChain::new(said().chain.unit, certify(leaf(UNIT), own, &of_unit)),
        ..said()
    };
    assert!(matches!(judged(&full), Err(VouchingFault::NotPeople)));
}

#[test]
fn a_desk_vouches_for_nobody() {
    let (desk, of_unit) = (key("desk", 1), key("unit", 1));
    let device = CertificateSubject::Device {
        device: desk.verification_key().device_id(),
        unit: UNIT,
        desk_no: 2,
    };
    let own = CertificateSubject::Person {
        person: PERSON,
        unit: UNIT,
        device: None,
    };
    let by_desk = Vouching {
        chain: CertificateChain {
            leaf: certify(own, key("person", 1).verification_key(), &desk),
            through: Some(certify(device, desk.verification_key(), &of_unit)),
            ..said().chain
        },
        ..said()
    };
    assert!(matches!(judged(&by_desk), Err(VouchingFault::NotPeople)));
}

#[test]
fn only_the_supervisor_herself_is_the_author() {
    let clerk = key("clerk", 1);
    let by_clerk = written(&said(), SUPERVISOR, &clerk);
    let refused = Vouching::verify(&by_clerk, &authorities());
    assert!(matches!(refused, Err(VouchingFault::NotTheAuthor)));
    let in_her_name = written(&said(), PERSON, &key("supervisor", 1));
    let refused = Vouching::verify(&in_her_name, &authorities());
    assert!(matches!(refused, Err(VouchingFault::NotTheAuthor)));
}

#[test]
fn a_key_that_did_not_sign_is_lent_to_nobody() {
    let supervisor = key("supervisor", 1);
    let voucher = Voucher {
        chain: &chain_of(UNIT, &supervisor),
        signer: &supervisor,
    };
    let another = Vouching::issue(voucher, PERSON, &key("person", 2), MONDAY + 5);
    let lent = Vouching {
        proof: another.proof,
        ..said()
    };
    assert!(matches!(judged(&lent), Err(VouchingFault::NotProven)));
}
