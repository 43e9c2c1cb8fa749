//! The server's own chain: what it decides about others' records is a record itself.
//!
//! Delivered in the feeds of those who see the record it speaks of, so that equal sets of records
//! give equal states on every desk.

use ledger::header::{COUNT_MAX, ClockGrade, SubjectLink};
use ledger::id::{ActId, Hash, Incarnation, UnitId};
use ledger::kind::DEVICE_CERTIFICATE;
use ledger::part::{Part, PartName};
use ledger::record::Record;
use ledger::seal::{ChainHead, Draft, seal};

use super::{Core, Keeping};
use crate::database::{ChainRow, Outcome, Writing};

/// Keeps the names of the server's lives apart from every other digest.
const SERVER_LIFE: &[u8] = b"traotay/server-life/v1\0";

impl Core {
    /// Writes a record of the server about another one; gives its hash.
    pub(super) fn say_of(
        &mut self,
        tx: &mut dyn Writing,
        about: &Record,
        kind: u16,
        facts: Vec<u8>,
    ) -> Outcome<Hash> {
        let heard = std::mem::take(&mut self.heard);
        let mut head = self.own_head(tx)?;
        if head.seq == 0 {
            let certificate = self.secrets.own_chain.encode();
            let own = (DEVICE_CERTIFICATE, certificate, Vec::new());
            head = self.say(tx, head, own, None)?.1;
        }
        let subjects = about.header().subjects.iter().map(|link| SubjectLink {
            id: link.id,
            deps: vec![about.hash()],
            lamport: link.lamport.saturating_add(1).min(COUNT_MAX),
        });
        let also = self
            .registry
            .find_device(about.header().device)
            .map(|row| row.unit);
        let (said, _) = self.say(tx, head, (kind, facts, subjects.collect()), also)?;
        self.heard = heard;
        Ok(said)
    }

    fn own_head(&self, tx: &dyn Writing) -> Outcome<ChainHead> {
        let device = self.secrets.keys().device;
        let incarnation = self.life();
        let held = tx.find_chain(device, incarnation)?;
        Ok(
            held.map_or(ChainHead::genesis(device, incarnation), |chain| ChainHead {
                device,
                incarnation,
                seq: chain.up_to,
                hash: chain.hash,
            }),
        )
    }

    /// Names the present life of the server's own chain. Each epoch has another: a server that
    /// was restored would write places twice which desks still hold and offer again.
    fn life(&self) -> Incarnation {
        let named = self.secrets.keys().incarnation;
        let epoch = self.log.epoch();
        let digest = Hash::of(&[SERVER_LIFE, named.as_bytes(), epoch.as_bytes()]);
        let mut half = [0; 16];
        half.iter_mut()
            .zip(digest.as_bytes())
            .for_each(|(to, from)| *to = *from);
        Incarnation::from_bytes(half)
    }

    fn say(
        &mut self,
        tx: &mut dyn Writing,
        head: ChainHead,
        (kind, facts, subjects): (u16, Vec<u8>, Vec<SubjectLink>),
        also: Option<UnitId>,
    ) -> Outcome<(Hash, ChainHead)> {
        let draft = Draft {
            subjects,
            act_id: ActId::from_bytes(self.random_half()),
            recorded_at: self.around.now(),
            clock: ClockGrade::Trusted,
            monotonic: 0,
            author: None,
            kind,
            version: 1,
            parts: vec![Part {
                name: PartName::Facts,
                salt: self.random_half(),
                bytes: facts,
            }],
            blobs: Vec::new(),
        };
        let signer = std::sync::Arc::clone(&self.secrets.chain);
        let (record, after) = seal(draft, &head, signer.as_ref(), None)?;
        self.append(
            tx,
            &record,
            Keeping {
                also,
                ..Keeping::default()
            },
        )?;
        let chain = ChainRow {
            up_to: after.seq,
            hash: after.hash,
            positions: Vec::new(),
        };
        tx.put_chain(after.device, after.incarnation, &chain)?;
        Ok((record.hash(), after))
    }
}
