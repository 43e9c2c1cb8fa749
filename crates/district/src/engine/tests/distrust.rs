//! Replies that came whole, in our form, and lie: nothing of them is stored but the alarm.

use std::sync::Mutex;

use ledger::checkpoint::SignedCheckpoint;
use ledger::id::{Epoch, Hash, ServerId};
use ledger::receipt::{Receipt, ReceiptBody};
use sync::fault::Fault;
use sync::protocol::{
    ActivateReply, ActivateRequest, Hello, PublicationsReply, PublicationsRequest, PullReply,
    PullRequest, PushReply, PushRequest, SyncProtocol, Verbatim, Welcome,
};
use sync::session::{Alarm, Session, Trouble};

use super::town::{Desk, ONE_STOP, Town, key, note, sync_over};
use crate::database::Memory;
use crate::engine::DeskLine;

#[test]
fn another_server_at_the_address_ends_the_run_before_anything_is_stored() {
    let (town, mut desk, mut session) = received(2);
    let before = stored(&desk);
    let lie = |welcome: &mut Welcome| welcome.server = ServerId::from_bytes([0xee; 16]);
    sync_over(&Lying::hello(&town, &desk, lie), &mut desk, &mut session);
    assert_eq!(session.status().trouble, Some(Trouble::WrongServer));
    assert_eq!(desk.alarms, [Alarm::WrongServer]);
    assert_eq!(stored(&desk), before);
}

#[test]
fn a_checkpoint_that_does_not_extend_the_one_seen_is_an_alarm() {
    let (town, mut desk, mut session) = received(2);
    let earlier = Mutex::new(None);
    let line = Lying::hello(&town, &desk, |_| ());
    *earlier.lock().unwrap() = line.first_checkpoint(&desk);
    note(&mut desk, 9);
    town.sync(&mut desk, &mut session);
    let before = stored(&desk);
    let old = earlier.into_inner().unwrap();
    let lie = move |welcome: &mut Welcome| {
        welcome.witness.checkpoint = old.clone();
        welcome.witness.consistency = Vec::new();
    };
    sync_over(&Lying::hello(&town, &desk, lie), &mut desk, &mut session);
    assert_eq!(session.status().trouble, Some(Trouble::Contradiction));
    assert_eq!(desk.alarms, [Alarm::CheckpointContradicts]);
    assert_eq!(stored(&desk), before);
}

#[test]
fn another_epoch_needs_a_checkpoint_of_that_epoch() {
    let (town, mut desk, mut session) = received(2);
    let before = stored(&desk);
    let lie = |welcome: &mut Welcome| welcome.epoch = Epoch::from_bytes([0xee; 16]);
    sync_over(&Lying::hello(&town, &desk, lie), &mut desk, &mut session);
    assert_eq!(desk.alarms, [Alarm::CheckpointContradicts]);
    assert_eq!(stored(&desk), before);
}

#[test]
fn a_receipt_for_another_head_or_by_another_key_marks_nothing() {
    for (seed, is_own_head) in [(10, false), (99, true)] {
        let town = Town::found(Memory::default());
        let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
        let head = note(&mut desk, 1);
        let lie = move |reply: &mut PushReply| {
            let receipt = Receipt::decode(&reply.receipts[0].0).unwrap();
            let claimed = if is_own_head {
                head
            } else {
                Hash::from_bytes([7; 32])
            };
            let body = ReceiptBody {
                head: claimed,
                ..(*receipt).clone()
            };
            reply.receipts = vec![Verbatim(Receipt::sign(body, key(seed).as_ref()).encode())];
        };
        sync_over(&Lying::push(&town, &desk, lie), &mut desk, &mut session);
        assert_eq!((desk.received_up_to, desk.waiting().count()), (0, 1));
        assert_eq!(desk.alarms, [Alarm::ReceiptContradicts]);
    }
}

#[test]
fn a_reply_of_another_epoch_than_the_greeted_one_is_not_used() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    note(&mut desk, 1);
    let lie = |reply: &mut PushReply| reply.epoch = Epoch::from_bytes([0xee; 16]);
    sync_over(&Lying::push(&town, &desk, lie), &mut desk, &mut session);
    // The greeting that follows brings the receipt of what the server did take.
    assert_eq!((desk.received_up_to, desk.alarms.len()), (1, 0));
}

#[test]
fn f14_an_empty_or_half_list_hides_and_deletes_nothing() {
    for keep in [0, 1] {
        let town = Town::found(Memory::default());
        let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
        let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
        note(&mut other, 1);
        town.sync(&mut other, &mut others_session);
        town.sync(&mut desk, &mut session);
        for subject in 2..12 {
            note(&mut other, subject);
        }
        town.sync(&mut other, &mut others_session);
        let before = desk.others.clone();
        let lie = move |reply: &mut PullReply| {
            let items = sync::page::unfold(&reply.page.as_ref().unwrap().0, &[]).unwrap();
            let cut = sync::page::fold(&items[..keep], None).unwrap();
            reply.page = Some(Verbatim(cut));
        };
        sync_over(&Lying::pull(&town, &desk, lie), &mut desk, &mut session);
        assert_eq!(desk.others, before, "{keep} entries instead of ten");
        if keep > 0 {
            assert_eq!(desk.alarms, [Alarm::FeedContradicts]);
        }
        town.sync(&mut desk, &mut session);
        assert_eq!(desk.others.len(), 11);
    }
}

#[test]
fn entries_in_another_order_are_an_alarm() {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut other, mut others_session) = town.enrol(ONE_STOP, 3, 102);
    note(&mut other, 1);
    note(&mut other, 2);
    town.sync(&mut other, &mut others_session);
    let lie = |reply: &mut PullReply| {
        let mut items = sync::page::unfold(&reply.page.as_ref().unwrap().0, &[]).unwrap();
        items.reverse();
        reply.page = Some(Verbatim(sync::page::fold(&items, None).unwrap()));
    };
    sync_over(&Lying::pull(&town, &desk, lie), &mut desk, &mut session);
    assert_eq!(
        (desk.alarms.as_slice(), desk.others.len()),
        (&[Alarm::FeedContradicts][..], 0)
    );
}

#[test]
fn f15_what_has_no_receipt_stays_here_and_the_last_full_sync_does_not_move() {
    let (town, mut desk, mut session) = received(2);
    let completed = (desk.completed, session.status().last_complete_at);
    for subject in 0..10 {
        note(&mut desk, subject);
    }
    let pushes = Mutex::new(0);
    let line = Lying::push(&town, &desk, move |_| *pushes.lock().unwrap() += 1).cut_after(7);
    sync_over(&line, &mut desk, &mut session);
    assert_eq!((desk.received_up_to, desk.waiting().count()), (9, 3));
    assert_eq!(
        (desk.completed, session.status().last_complete_at),
        completed
    );
    assert_eq!(
        session.status().trouble,
        Some(Trouble::Fault(Fault::TimedOut))
    );
}

#[test]
fn an_alarm_that_cannot_be_stored_is_tried_again() {
    let (town, mut desk, mut session) = received(1);
    desk.failing_stores = 1;
    let lie = |welcome: &mut Welcome| welcome.server = ServerId::from_bytes([0xee; 16]);
    let line = Lying::hello(&town, &desk, lie);
    sync_over(&line, &mut desk, &mut session);
    assert_eq!(session.status().trouble, Some(Trouble::NotStored));
    assert!(desk.alarms.is_empty());
    sync_over(&line, &mut desk, &mut session);
    assert_eq!(desk.alarms, [Alarm::WrongServer]);
}

fn received(count: u8) -> (Town<Memory>, Desk, Session) {
    let town = Town::found(Memory::default());
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    for subject in 0..count {
        note(&mut desk, subject);
    }
    town.sync(&mut desk, &mut session);
    assert_eq!(
        (desk.received_up_to, desk.alarms.len()),
        (u64::from(count), 0)
    );
    (town, desk, session)
}

/// What must not change when a reply is not believed.
fn stored(desk: &Desk) -> (u64, Option<Epoch>, usize, Vec<usize>) {
    let feeds = desk.feeds.values().map(Vec::len).collect();
    (desk.received_up_to, desk.epoch(), desk.others.len(), feeds)
}

type Lie<T> = Box<dyn Fn(&mut T) + Send + Sync>;

/// A line that alters one kind of reply.
struct Lying<'a> {
    line: DeskLine<'a, Memory>,
    hello: Lie<Welcome>,
    push: Lie<PushReply>,
    pull: Lie<PullReply>,
    /// Pushes only so many records and then times out.
    cut_after: Option<Mutex<usize>>,
}

impl<'a> Lying<'a> {
    fn new(town: &'a Town<Memory>, desk: &Desk) -> Self {
        let line = DeskLine::new(&town.engine, desk.head().device);
        let (hello, push, pull) = (
            Box::new(|_: &mut _| ()),
            Box::new(|_: &mut _| ()),
            |_: &mut _| (),
        );
        Self {
            line,
            hello,
            push,
            pull: Box::new(pull),
            cut_after: None,
        }
    }

    fn hello(
        town: &'a Town<Memory>,
        desk: &Desk,
        lie: impl Fn(&mut Welcome) + Send + Sync + 'static,
    ) -> Self {
        Self {
            hello: Box::new(lie),
            ..Self::new(town, desk)
        }
    }

    fn push(
        town: &'a Town<Memory>,
        desk: &Desk,
        lie: impl Fn(&mut PushReply) + Send + Sync + 'static,
    ) -> Self {
        Self {
            push: Box::new(lie),
            ..Self::new(town, desk)
        }
    }

    fn pull(
        town: &'a Town<Memory>,
        desk: &Desk,
        lie: impl Fn(&mut PullReply) + Send + Sync + 'static,
    ) -> Self {
        Self {
            pull: Box::new(lie),
            ..Self::new(town, desk)
        }
    }

    fn cut_after(self, records: usize) -> Self {
        Self {
            cut_after: Some(Mutex::new(records)),
            ..self
        }
    }

    /// Gives the checkpoint that the server shows now.
    fn first_checkpoint(&self, desk: &Desk) -> Option<Verbatim> {
        let head = desk.head();
        let hello = Hello {
            protocol: sync::protocol::PROTOCOL,
            device: head.device,
            incarnation: head.incarnation,
            head_seq: head.seq,
            head_hash: head.hash,
            lease: None,
            epoch: None,
            checkpoint: None,
            program: String::new(),
            dictionaries: Vec::new(),
        };
        let welcome = super::town::now(self.line.hello(&hello)).unwrap();
        let note = welcome.witness.checkpoint;
        assert!(SignedCheckpoint::parse(&note.as_ref().unwrap().0).is_ok());
        note
    }
}

impl SyncProtocol for Lying<'_> {
    async fn hello(&self, request: &Hello) -> Result<Welcome, Fault> {
        let mut welcome = self.line.hello(request).await?;
        (self.hello)(&mut welcome);
        Ok(welcome)
    }

    async fn push(&self, request: &PushRequest) -> Result<PushReply, Fault> {
        let mut request = request.clone();
        if let Some(left) = &self.cut_after {
            let mut items = sync::page::unfold(&request.page.0, &[]).unwrap();
            let mut left = left.lock().unwrap();
            if *left == 0 {
                return Err(Fault::TimedOut);
            }
            items.truncate(*left);
            *left = left.saturating_sub(items.len());
            request.page = Verbatim(sync::page::fold(&items, None).unwrap());
        }
        let mut reply = self.line.push(&request).await?;
        (self.push)(&mut reply);
        Ok(reply)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, Fault> {
        if self.cut_after.is_some() {
            return Err(Fault::TimedOut);
        }
        let mut reply = self.line.pull(request).await?;
        (self.pull)(&mut reply);
        Ok(reply)
    }

    async fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> Result<PublicationsReply, Fault> {
        self.line.publications(request).await
    }

    async fn activate(&self, request: &ActivateRequest) -> Result<ActivateReply, Fault> {
        self.line.activate(request).await
    }
}
