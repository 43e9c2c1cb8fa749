//! One commit for many desks, and a push that no commit takes.

#![allow(clippy::unwrap_used, reason = "a test stops at a surprise")]

use ledger::header::{ClockGrade, SubjectLink};
use ledger::id::{ActId, Incarnation, SubjectId};
use ledger::judge::AuthorStanding;
use ledger::key::{Signer, SigningKey};
use ledger::part::{Part, PartName};
use ledger::seal::{ChainHead, Draft, seal};
use rusqlite::Connection;

use super::*;
use crate::engine::{Examined, Judged};
use crate::files::found;
use crate::office::SystemSurroundings;

#[test]
fn a_push_that_cannot_be_stored_fails_nobody_elses() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    found(&data, &place.path().join("authority"), "127.0.0.1:0").unwrap();
    let folder = ServerFolder::new(&data);
    let database = Sqlite::open(&folder.database()).unwrap();
    let secrets = folder.secrets().unwrap();
    let around = Box::new(SystemSurroundings);
    let mut engine = Engine::open(database, secrets, around, None).unwrap();
    Connection::open(folder.database())
        .unwrap()
        .execute_batch(
            "CREATE TRIGGER breaks BEFORE INSERT ON history WHEN NEW.subject = zeroblob(16)
             BEGIN SELECT RAISE (ABORT, 'a test'); END",
        )
        .unwrap();
    let (replies, answers): (Vec<_>, Vec<_>) = [1, 0, 2]
        .map(|subject| {
            let (reply, answer) = oneshot::channel();
            ((push(subject), reply), answer)
        })
        .into_iter()
        .unzip();
    commit(&mut engine, replies);
    let is_taken = |answer: oneshot::Receiver<Result<PushReply, Fault>>| {
        answer.blocking_recv().unwrap().is_ok()
    };
    let taken: Vec<bool> = answers.into_iter().map(is_taken).collect();
    assert_eq!(taken, [true, false, true]);
}

fn push(subject: u8) -> PushJob {
    let key = SigningKey::from_bytes([subject + 1; 32]);
    let device = key.verification_key().device_id();
    let head = ChainHead::genesis(device, Incarnation::from_bytes([1; 16]));
    let draft = Draft {
        subjects: vec![SubjectLink {
            id: SubjectId::from_bytes([subject; 16]),
            deps: Vec::new(),
            lamport: 1,
        }],
        act_id: ActId::from_bytes([subject; 16]),
        recorded_at: 0,
        clock: ClockGrade::Trusted,
        monotonic: 0,
        author: None,
        kind: 60_000,
        version: 1,
        parts: vec![Part {
            name: PartName::Facts,
            salt: [1; 16],
            bytes: vec![0xf6],
        }],
        blobs: Vec::new(),
    };
    let judged = Judged {
        record: seal(draft, &head, &key, None).unwrap().0,
        standing: AuthorStanding::System,
        original: None,
    };
    PushJob {
        caller: device,
        seen: None,
        examined: Examined {
            records: vec![judged],
            refused: Vec::new(),
        },
    }
}
