//! A restored server, a restored or cloned desk: noticed in one round trip, nothing lost.

use std::collections::BTreeSet;

use ledger::fork::ForkWitness;
use ledger::id::Hash;
use ledger::key::Signer;
use ledger::own::OwnFacts;
use sync::session::{Alarm, ForkReason};

use super::town::{ONE_STOP, Town, note};
use crate::database::{Database, Memory};
use crate::engine::Anchor;

#[test]
fn f13_a_restored_server_gets_everything_back_from_its_desks() {
    let town = Town::found(Memory::default());
    let mut desks: Vec<_> = (0..3)
        .map(|n| town.enrol(ONE_STOP, 2 + n, 101 + n))
        .collect();
    for round in 0..100 {
        if round == 80 {
            sync_all(&town, &mut desks);
        }
        for (desk, _) in &mut desks {
            note(desk, round);
        }
    }
    let backup = town.engine.lock().unwrap().database().clone();
    sync_all(&town, &mut desks);
    sync_all(&town, &mut desks);
    assert!(desks.iter().all(|(desk, _)| desk.received_up_to == 100));
    let lost = town.engine.lock().unwrap().database().record_count() - backup.record_count();
    assert_eq!(lost, 60);

    // The anchor was restored together with the database: only the desks can tell.
    let town = Town::reopen(backup, None);
    let before = town.engine.lock().unwrap().anchor().epoch;
    sync_all(&town, &mut desks);
    assert_ne!(town.engine.lock().unwrap().anchor().epoch, before);
    sync_all(&town, &mut desks);
    sync_all(&town, &mut desks);
    for (desk, _) in &desks {
        assert!(desk.alarms.contains(&Alarm::EpochChanged));
        assert_eq!((desk.received_up_to, town.held(desk)), (100, 100));
    }
    let held = town.engine.lock().unwrap().database().record_count();
    assert_eq!(held, 300, "each record once");
    let first: BTreeSet<Hash> = feed(&desks[0].0);
    assert!(desks.iter().all(|(desk, _)| feed(desk) == first));
}

#[test]
fn a_database_behind_its_anchor_begins_an_epoch_by_itself() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let backup = town.engine.lock().unwrap().database().clone();
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    let anchor: Anchor = town.engine.lock().unwrap().anchor();
    let restored = Town::reopen(backup, Some(&anchor));
    assert_ne!(restored.engine.lock().unwrap().anchor().epoch, anchor.epoch);
    let whole = town.engine.into_inner().unwrap().into_database();
    let same = Town::reopen(whole, Some(&anchor));
    assert_eq!(same.engine.lock().unwrap().anchor(), anchor);
}

#[test]
fn a_server_that_stopped_before_its_anchor_knew_the_next_epoch_was_not_restored() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    let mut engine = town.engine.into_inner().unwrap();
    let before = engine.anchor();
    let next = engine.change_epoch(None).unwrap();
    let again = Town::reopen(engine.into_database(), Some(&before));
    assert_eq!(again.engine.lock().unwrap().anchor().epoch, next);
}

#[test]
fn records_of_a_desk_that_is_gone_come_back_from_its_neighbour() {
    let town = Town::found(Memory::default());
    let (mut gone, mut gone_session) = town.enrol(ONE_STOP, 2, 101);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 3, 102);
    let backup = town.engine.lock().unwrap().database().clone();
    let lost: Vec<Hash> = (0..30).map(|subject| note(&mut gone, subject)).collect();
    town.sync(&mut gone, &mut gone_session);
    town.sync(&mut desk, &mut session);
    let town = Town::reopen(backup, None);
    town.sync(&mut desk, &mut session);
    assert_eq!(
        town.held(&gone),
        30,
        "its neighbour offered what it had read"
    );
    assert!(lost.iter().all(|record| desk.others.contains_key(record)));
    assert!(feed(&desk).is_superset(&lost.iter().copied().collect()));
}

#[test]
fn f29_a_cloned_desk_is_seen_at_once_and_both_branches_are_kept() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    let (mut clone, mut clones_session) = (desk.clone(), session.clone());
    let original = note(&mut desk, 2);
    let copied = [note(&mut clone, 3), note(&mut clone, 4)];
    town.sync(&mut desk, &mut session);
    let before = *clone.head();
    town.sync(&mut clone, &mut clones_session);
    let after = *clone.head();
    assert_ne!(after.incarnation, before.incarnation);
    let is_fork = |alarm: &&Alarm| matches!(alarm, Alarm::Forked(_));
    let alarm = clone.alarms.iter().find(is_fork);
    assert!(matches!(
        alarm,
        Some(Alarm::Forked(ForkReason::OtherRecord { seq: 2, .. }))
    ));
    assert_eq!(
        clone.waiting().count(),
        0,
        "what it had written is carried and received"
    );
    let carried: Vec<Hash> = town
        .engine
        .lock()
        .unwrap()
        .database()
        .read(|tx| {
            let mut carried = Vec::new();
            for subject in [3, 4] {
                let subject = ledger::id::SubjectId::from_bytes([subject; 16]);
                for number in tx.list_history(subject)? {
                    let record = crate::engine::load_record(tx, number)?;
                    let original = ledger::carried::carried_original(&record);
                    carried.extend(original.ok().map(|record| record.hash()));
                }
            }
            Ok(carried)
        })
        .unwrap();
    assert_eq!(carried, copied);
    town.sync(&mut desk, &mut session);
    town.sync(&mut clone, &mut clones_session);
    assert!(
        clone.others.contains_key(&original),
        "the other branch is pulled"
    );
}

#[test]
fn a_place_written_twice_is_kept_twice_and_witnessed() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    let mut clone = desk.clone();
    let one = note(&mut desk, 1);
    let two = note(&mut clone, 2);
    town.sync(&mut desk, &mut session);
    // A program that does not say hello first, as one from a courier file would be.
    let line = crate::engine::DeskLine::new(&town.engine, clone.head().device);
    let epoch = town.engine.lock().unwrap().anchor().epoch;
    let page = sync::page::fold_records(clone.own.clone()).unwrap();
    let page = sync::protocol::Verbatim(page);
    let request = sync::protocol::PushRequest {
        epoch,
        seen: None,
        page,
    };
    let reply = super::town::now(sync::SyncProtocol::push(&line, &request)).unwrap();
    assert_eq!((reply.forks[0].held, reply.forks[0].came), (one, two));
    town.sync(&mut other, &mut others_session);
    assert!(other.others.contains_key(&one) && other.others.contains_key(&two));
    let witness = other
        .others
        .values()
        .find_map(|r| ForkWitness::read(r).ok())
        .unwrap();
    let key = super::town::key(101).verification_key();
    assert_eq!(witness.verify(&key).unwrap().seq, 1);
}

#[test]
fn a_restored_desk_that_is_behind_opens_another_incarnation_before_it_writes_over() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    let (image, mut images_session) = (desk.clone(), session.clone());
    let later = note(&mut desk, 2);
    town.sync(&mut desk, &mut session);
    let mut restored = image;
    town.sync(&mut restored, &mut images_session);
    let behind = Alarm::Forked(ForkReason::BehindServer { own: 1, held: 2 });
    assert!(restored.alarms.contains(&behind));
    assert!(
        restored.others.contains_key(&later),
        "what it lost comes back from the server"
    );
    let next = note(&mut restored, 3);
    town.sync(&mut restored, &mut images_session);
    assert_eq!(restored.waiting().count(), 0);
    assert!(feed(&restored).contains(&next));
}

#[test]
fn what_a_neighbour_brought_of_a_copys_chain_is_handed_out_whole_and_proves_the_fork() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (other, _) = town.enrol(ONE_STOP, 3, 102);
    let mut clone = desk.clone();
    note(&mut clone, 1);
    let copied = note(&mut clone, 2);
    // The neighbour has the copy's second record only: the chain ends before it.
    push(&town, &other, vec![clone.own[1].clone()]);
    town.sync(&mut desk, &mut session);
    assert!(desk.others.contains_key(&copied), "never only its hash");
    let life = desk.head().incarnation;
    let own = [note(&mut desk, 3), note(&mut desk, 4)];
    town.sync(&mut desk, &mut session);
    let forked = Alarm::Forked(ForkReason::OtherRecord {
        seq: 2,
        held: copied,
    });
    assert!(desk.alarms.contains(&forked));
    assert_ne!(desk.head().incarnation, life);
    assert_eq!(desk.waiting().count(), 0);
    assert!(own.iter().all(|record| feed(&desk).contains(record)));
}

#[test]
fn a_fork_that_only_a_carrier_still_shows_is_witnessed_when_the_other_branch_comes() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let backup = town.engine.lock().unwrap().database().clone();
    let (mut clone, mut clones_session) = (desk.clone(), session.clone());
    let (one, two) = (note(&mut desk, 1), note(&mut clone, 2));
    town.sync(&mut desk, &mut session);
    town.sync(&mut clone, &mut clones_session);
    let carrier = clone.own.last().unwrap().clone();
    // The restored server hears first of the carrier, then of the record that it forks from.
    let town = Town::reopen(backup, None);
    push(&town, &clone, vec![carrier]);
    push(&town, &desk, desk.own.clone());
    town.sync(&mut desk, &mut session);
    let mut witnesses = desk
        .others
        .values()
        .filter_map(|r| ForkWitness::read(r).ok());
    let pair = witnesses
        .find(|witness| witness.one.header().seq == 1)
        .map(|witness| (witness.one.hash(), witness.other.hash()));
    assert_eq!(pair, Some((two, one)));
}

/// Pushes records as a program does that does not say hello first.
fn push(town: &Town<Memory>, desk: &super::town::Desk, records: Vec<ledger::Record>) {
    let line = crate::engine::DeskLine::new(&town.engine, desk.head().device);
    let epoch = town.engine.lock().unwrap().anchor().epoch;
    let page = sync::page::fold_records(records).unwrap();
    let request = sync::protocol::PushRequest {
        epoch,
        seen: None,
        page: sync::protocol::Verbatim(page),
    };
    super::town::now(sync::SyncProtocol::push(&line, &request)).unwrap();
}

fn sync_all(town: &Town<Memory>, desks: &mut [(super::town::Desk, sync::Session)]) {
    for (desk, session) in desks.iter_mut() {
        town.sync(desk, session);
    }
}

fn feed(desk: &super::town::Desk) -> BTreeSet<Hash> {
    desk.feeds
        .values()
        .flatten()
        .map(|place| place.item.hash())
        .collect()
}
