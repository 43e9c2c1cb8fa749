//! A database that fails, and one that forgets.

use std::cell::RefCell;

use super::town::{Town, note};
use crate::database::{Database, DatabaseFault, Memory, Outcome, Reading, Writing};
use crate::engine::tests::town::ONE_STOP;

/// A database whose next write fails, after which it holds what the fault left of it.
struct Failing {
    held: Memory,
    next: RefCell<Option<Left>>,
}

/// What a failed commit leaves.
enum Left {
    /// As it was before.
    AsBefore,
    /// The transaction, although it was said to have failed.
    AllOfIt,
    /// Something older.
    Older(Box<Memory>),
}

impl Database for Failing {
    fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
        self.held.read(work)
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T> {
        let before = self.held.clone();
        let written = self.held.write(work);
        match self.next.take() {
            None => return written,
            Some(Left::AsBefore) => self.held = before,
            Some(Left::AllOfIt) => {}
            Some(Left::Older(older)) => self.held = *older,
        }
        Err(DatabaseFault::Damaged { what: "a test" })
    }
}

fn town() -> Town<Failing> {
    Town::found(Failing {
        held: Memory::default(),
        next: RefCell::default(),
    })
}

#[test]
fn after_a_commit_that_failed_the_server_goes_on_from_what_the_disk_holds() {
    for left in [Left::AsBefore, Left::AllOfIt] {
        let town = town();
        let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
        note(&mut desk, 1);
        town.sync(&mut desk, &mut session);
        note(&mut desk, 2);
        *town.engine.lock().unwrap().database().next.borrow_mut() = Some(left);
        town.sync(&mut desk, &mut session);
        assert!(!town.engine.lock().unwrap().has_lost());
        town.sync(&mut desk, &mut session);
        assert_eq!((desk.received_up_to, desk.waiting().count()), (2, 0));
        assert!(desk.alarms.is_empty());
    }
}

#[test]
fn a_database_that_lost_what_was_committed_takes_nothing_more() {
    let town = town();
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let older = town.engine.lock().unwrap().database().held.clone();
    note(&mut desk, 1);
    town.sync(&mut desk, &mut session);
    note(&mut desk, 2);
    let left = Left::Older(Box::new(older));
    *town.engine.lock().unwrap().database().next.borrow_mut() = Some(left);
    let before = desk.received_up_to;
    town.sync(&mut desk, &mut session);
    assert!(town.engine.lock().unwrap().has_lost());
    town.sync(&mut desk, &mut session);
    assert_eq!(desk.received_up_to, before);
}
