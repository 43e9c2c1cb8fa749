//! Carriers: what they carry is judged like any record, and has the effect of one.

use ledger::carried::carry;
use ledger::id::{Hash, SubjectId};
use ledger::key::Signature;
use ledger::kind;
use ledger::own::{EffectRestored, EffectWithheld, Erased, OwnFacts, WithheldReason};
use ledger::part::{Part, PartName};
use ledger::record::Record;
use ledger::seal::Draft;
use ledger::sealed::SealedHeader;
use sync::protocol::{ORIGINAL_UNSOUND, SyncProtocol, Verdict};

use super::town::{Clerk, Desk, Town, draft, key, note, now};
use crate::database::Memory;
use crate::engine::DeskLine;
use crate::engine::tests::town::{ONE_STOP, POST};

#[test]
fn a_forged_record_inside_a_carrier_has_no_effect_and_lets_nobody_in() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut post, mut posts_session) = town.enrol(POST, 3, 102);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let mut elsewhere = desk.clone();
    clerk.offer(&mut elsewhere, 7, ONE_STOP, POST);
    let genuine = elsewhere.own.last().unwrap();
    for forged in [
        with_device_signature(genuine),
        genuine.clone().with_parts(|_| false),
    ] {
        let carrier = desk.record(carrier_of(&forged, 7), None).unwrap();
        town.sync(&mut desk, &mut session);
        assert_eq!(
            desk.answers[&carrier].verdict(),
            Some(Verdict::Quarantined(ORIGINAL_UNSOUND))
        );
        let said = EffectWithheld::read(said_last(&desk, kind::EFFECT_WITHHELD)).unwrap();
        assert_eq!(said.record, carrier, "the genuine record keeps its effect");
    }
    town.sync(&mut post, &mut posts_session);
    assert!(post.others.is_empty());
}

#[test]
fn an_author_who_did_not_sign_is_found_out_inside_a_carrier_too() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let pretender = Clerk {
        person: clerk.person,
        key: key(112),
    };
    let mut elsewhere = desk.clone();
    pretender.offer(&mut elsewhere, 7, ONE_STOP, POST);
    let original = elsewhere.own.last().unwrap();
    let carrier = desk.record(carrier_of(original, 7), None).unwrap();
    town.sync(&mut desk, &mut session);
    assert_eq!(
        desk.answers[&carrier].verdict(),
        Some(Verdict::Quarantined(WithheldReason::AuthorSignature))
    );
    let said = EffectWithheld::read(said_last(&desk, kind::EFFECT_WITHHELD)).unwrap();
    assert_eq!(said.record, original.hash(), "desks unpack the original");
}

#[test]
fn an_offer_that_a_cloned_desk_carries_reaches_the_taker() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut post, mut posts_session) = town.enrol(POST, 3, 102);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    let (mut clone, mut clones_session) = (desk.clone(), session.clone());
    note(&mut desk, 2);
    let offered = clerk.offer(&mut clone, 7, ONE_STOP, POST);
    town.sync(&mut desk, &mut session);
    town.sync(&mut clone, &mut clones_session);
    assert!(clone.answers.is_empty(), "nothing was quarantined");
    town.sync(&mut post, &mut posts_session);
    let carried = |record: &Record| ledger::carried::carried_original(record).ok();
    let mut originals = post.others.values().filter_map(carried);
    assert!(originals.any(|record| record.hash() == offered));
}

#[test]
fn a_carried_record_has_its_effect_again_when_its_author_is_activated() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (person, code) = town.add_person(ONE_STOP);
    let clerk = Clerk {
        person,
        key: key(111),
    };
    let mut elsewhere = desk.clone();
    let offered = clerk.offer(&mut elsewhere, 7, ONE_STOP, POST);
    let carrier = carrier_of(elsewhere.own.last().unwrap(), 7);
    desk.record(carrier, None).unwrap();
    town.sync(&mut desk, &mut session);
    let line = DeskLine::new(&town.engine, desk.head().device);
    now(line.activate(&clerk.activation(&code))).unwrap();
    town.sync(&mut desk, &mut session);
    let said = EffectRestored::read(said_last(&desk, kind::EFFECT_RESTORED)).unwrap();
    assert_eq!(said.record, offered);
}

#[test]
fn a_desk_cannot_speak_with_the_servers_words() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let target = note(&mut desk, 1);
    let erased = Erased {
        record: target,
        part: PartName::Person,
        basis: "x".to_owned(),
    };
    let withheld = EffectWithheld {
        record: target,
        reason: WithheldReason::Revoked,
    };
    let words = [
        (kind::ERASED, erased.facts()),
        (kind::EFFECT_WITHHELD, withheld.facts()),
        (kind::DEVICE_CERTIFICATE, b"\xa0".to_vec()),
    ];
    for (kind, facts) in words {
        let draft = draft(1, kind, facts, None, &desk);
        let hash = desk.record(draft, None).unwrap();
        town.sync(&mut desk, &mut session);
        assert_eq!(
            desk.answers[&hash].verdict(),
            Some(Verdict::Quarantined(WithheldReason::NotThisUnit))
        );
    }
}

/// Gives the record with a device signature that its device never made.
fn with_device_signature(record: &Record) -> Record {
    let sealed = SealedHeader::new(
        record.header_bytes().to_vec(),
        record.author_signature().copied(),
        Signature::from_bytes([7; 64]),
    );
    Record::from_sealed(sealed.unwrap(), record.parts().to_vec()).unwrap()
}

fn carrier_of(original: &Record, subject: u8) -> Draft {
    let parts = carry(original).into_iter().map(|(name, bytes)| Part {
        name,
        salt: [name.code(); 16],
        bytes,
    });
    let hash = original.hash();
    let mut act = [0; 16];
    act.copy_from_slice(&hash.as_bytes()[..16]);
    let mut subjects = original.header().subjects.clone();
    subjects[0].id = SubjectId::from_bytes([subject; 16]);
    Draft {
        subjects,
        act_id: ledger::id::ActId::from_bytes(act),
        recorded_at: original.header().recorded_at,
        clock: original.header().clock,
        monotonic: 1,
        author: None,
        kind: kind::CARRIED,
        version: 1,
        parts: parts.collect(),
        blobs: Vec::new(),
    }
}

/// Finds the last record of a kind that the server wrote, in the order of the desk's feed.
fn said_last(desk: &Desk, kind: u16) -> &Record {
    let places = desk.feeds[&ONE_STOP].iter().rev();
    let hashes: Vec<Hash> = places.map(|place| place.item.hash()).collect();
    hashes
        .iter()
        .filter_map(|hash| desk.others.get(hash))
        .find(|record| record.header().kind == kind)
        .unwrap()
}
