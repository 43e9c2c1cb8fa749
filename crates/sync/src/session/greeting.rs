//! The greeting: who answers, in which epoch, and whether both sides hold the same chain.
//!
//! Nothing is stored before the server is the pinned one and its checkpoint extends the one
//! seen last; nothing is sent before the chains were found to agree.

use ledger::id::{Epoch, Hash};
use ledger::publication::Publication;
use ledger::receipt::Receipt;

use super::{
    AfterRead, AfterStore, Alarm, Effect, ForkReason, Read, Sent, Session, Standing, Trouble,
};
use crate::protocol::{
    DeviceStanding, Hello, PROTOCOL, PublicationsReply, Request, Verbatim, Welcome, Witness,
};
use crate::witness::{self, SeenCheckpoint};

impl Session {
    /// Says hello with what the desk holds.
    pub(super) fn greet(&mut self, standing: Standing) {
        let server = self.terms.server;
        self.run.seen = standing
            .checkpoint
            .as_deref()
            .and_then(|note| SeenCheckpoint::read(note, server));
        self.run.cursors.clone_from(&standing.cursors);
        let hello = Hello {
            protocol: PROTOCOL,
            device: standing.head.device,
            incarnation: standing.head.incarnation,
            head_seq: standing.head.seq,
            head_hash: standing.head.hash,
            lease: standing.lease,
            epoch: standing.epoch,
            checkpoint: standing.checkpoint.clone().map(Verbatim),
            program: self.terms.program.clone(),
            dictionaries: self.terms.dictionaries.iter().map(|held| held.id).collect(),
        };
        self.run.standing = Some(standing);
        self.ask(Request::Hello(hello), Sent::Hello);
    }

    /// Judges the welcome before anything of it is used.
    pub(super) fn judge_welcome(&mut self, now: u64, jitter: u64, welcome: Box<Welcome>) {
        if welcome.server != self.terms.server {
            return self.end_with(
                Trouble::WrongServer,
                vec![Effect::Alarm(Alarm::WrongServer)],
            );
        }
        if welcome.protocol < PROTOCOL {
            return self.fail(now, jitter, Trouble::ProtocolTooOld);
        }
        if !self.believes(welcome.epoch, &welcome.witness) {
            return;
        }
        let own_seq = self
            .run
            .standing
            .as_ref()
            .map_or(0, |standing| standing.head.seq);
        let held = welcome.held.up_to;
        if held == 0 || held > own_seq {
            return self.settle(*welcome, None);
        }
        self.read(Read::OwnHash { seq: held }, AfterRead::HeldHash(welcome));
    }

    /// Says whether a reply speaks of the log that was greeted; if not, the run has ended or
    /// begun anew.
    pub(super) fn is_of_greeted_log(
        &mut self,
        now: u64,
        jitter: u64,
        epoch: Epoch,
        witness: &Witness,
    ) -> bool {
        if Some(epoch) != self.run.epoch() {
            self.restart(now, jitter);
            return false;
        }
        self.believes(epoch, witness)
    }

    /// Remembers the checkpoint of a reply, or ends the run with an alarm where it contradicts
    /// the one seen last.
    fn believes(&mut self, epoch: Epoch, witness: &Witness) -> bool {
        let (server, key) = (self.terms.server, &self.terms.keys.checkpoint);
        match witness::judge(server, key, epoch, self.run.seen.as_ref(), witness) {
            Ok(seen) => self.run.seen = seen,
            Err(_) => {
                self.contradicted(Alarm::CheckpointContradicts);
                return false;
            }
        }
        true
    }

    /// Compares the chains and stores what follows from it.
    pub(super) fn settle(&mut self, welcome: Welcome, own: Option<Hash>) {
        let Some(standing) = self.run.standing.clone() else {
            return;
        };
        let Ok(fork) = find_fork(&welcome, &standing, own) else {
            return self.contradicted(Alarm::ReceiptContradicts);
        };
        let mut effects = self.greeted(&welcome, &standing, fork.is_some());
        let receipt = self
            .held_receipt(&welcome, &standing, own)
            .filter(|_| fork.is_none());
        // What is held without a receipt came from a neighbour: sent again, it brings one.
        self.run.push_after = match &receipt {
            Some(receipt) => receipt.up_to,
            None => welcome.held.up_to.min(standing.received_up_to),
        };
        effects.extend(receipt.map(|receipt| Effect::Receipt {
            receipt: Box::new(receipt),
        }));
        // A stale lease is a question: the head that was proven just now answers it.
        let is_lease_stale = welcome.lease_is_stale;
        self.run.welcome = Some(Box::new(welcome));
        let Some(reason) = fork else {
            return self.store(effects, AfterStore::Agenda);
        };
        effects.push(Effect::Alarm(Alarm::Forked(reason)));
        if is_lease_stale {
            effects.push(Effect::Alarm(Alarm::StaleLease));
        }
        effects.push(Effect::OpenIncarnation { reason });
        self.store(effects, AfterStore::Restart);
    }

    /// Lists what every accepted welcome stores. What a server that lost something holds of a
    /// forked chain is the other branch: of this one it then holds nothing for certain.
    fn greeted(&self, welcome: &Welcome, standing: &Standing, is_forked: bool) -> Vec<Effect> {
        let is_revoked = welcome.standing == DeviceStanding::Revoked;
        let mut effects = vec![Effect::Greeted {
            server_time: welcome.server_time,
            safety: welcome.safety.clone(),
            is_reading_closed: is_revoked,
        }];
        let held_up_to = welcome.held.up_to;
        let of_this_branch = if is_forked { 0 } else { held_up_to };
        if standing.epoch != Some(welcome.epoch) {
            if standing.epoch.is_some() {
                effects.push(Effect::Alarm(Alarm::EpochChanged));
            }
            effects.push(Effect::NewEpoch {
                epoch: welcome.epoch,
                held_up_to: of_this_branch,
            });
        } else if held_up_to < standing.received_up_to {
            let received_up_to = standing.received_up_to;
            effects.push(Effect::Alarm(Alarm::ServerLost {
                received_up_to,
                held_up_to,
            }));
            effects.push(Effect::FallBack {
                held_up_to: of_this_branch,
            });
        }
        if is_revoked {
            effects.push(Effect::Alarm(Alarm::Revoked));
        }
        effects.extend(self.checkpoint_effect());
        effects
    }

    /// Keeps the checkpoint that was seen last.
    pub(super) fn checkpoint_effect(&self) -> Option<Effect> {
        let seen = self.run.seen.as_ref()?;
        let stored = self
            .run
            .standing
            .as_ref()
            .and_then(|held| held.checkpoint.as_ref());
        (stored != Some(&seen.note)).then(|| Effect::Checkpoint {
            note: seen.note.clone(),
        })
    }

    /// Gives the receipt that a lost reply would have brought, if it fits the own chain.
    fn held_receipt(
        &self,
        welcome: &Welcome,
        standing: &Standing,
        own: Option<Hash>,
    ) -> Option<Receipt> {
        let is_new =
            welcome.held.up_to > standing.received_up_to || standing.epoch != Some(welcome.epoch);
        let Verbatim(bytes) = welcome.held.receipt.as_ref().filter(|_| is_new)?;
        let receipt = Receipt::decode(bytes).ok()?;
        let is_own = receipt.device == standing.head.device
            && receipt.incarnation == standing.head.incarnation
            && receipt.epoch == welcome.epoch
            && receipt.up_to == welcome.held.up_to
            && Some(receipt.head) == own;
        (is_own && receipt.verify(&self.terms.keys.receipt).is_ok()).then_some(receipt)
    }

    /// Takes newer publications; older, foreign or contradicting ones are an alarm.
    pub(super) fn take_publications(&mut self, now: u64, jitter: u64, reply: &PublicationsReply) {
        let held = self
            .run
            .standing
            .as_ref()
            .map_or(&[][..], |held| &held.publications);
        let mut newer = Vec::new();
        let mut effects = Vec::new();
        for Verbatim(bytes) in &reply.publications {
            let publication = Publication::decode(bytes)
                .ok()
                .filter(|came| came.verify(&self.terms.keys.publication).is_ok());
            let Some(publication) = publication else {
                effects.push(Effect::Alarm(Alarm::PublicationContradicts));
                continue;
            };
            let known = held.iter().find(|held| held.kind == publication.kind);
            match known.map(|known| known.version.cmp(&publication.version)) {
                None | Some(std::cmp::Ordering::Less) => newer.push(publication),
                Some(std::cmp::Ordering::Equal) => {}
                Some(std::cmp::Ordering::Greater) => {
                    effects.push(Effect::Alarm(Alarm::PublicationContradicts));
                }
            }
        }
        // A reply is cut at a size: as long as something came, there may be more.
        self.run.has_publications = newer.is_empty();
        self.note_held(&newer);
        if !newer.is_empty() {
            effects.push(Effect::Publications(newer));
        }
        if effects.is_empty() {
            return self.advance(now, jitter);
        }
        self.store(effects, AfterStore::Agenda);
    }

    fn note_held(&mut self, newer: &[Publication]) {
        let Some(standing) = &mut self.run.standing else {
            return;
        };
        for publication in newer {
            let head = crate::protocol::PublicationHead {
                kind: publication.kind,
                version: publication.version,
            };
            standing.publications.retain(|held| held.kind != head.kind);
            standing.publications.push(head);
        }
    }

    /// Stores an alarm about a contradiction and ends the run; nothing else is stored.
    pub(super) fn contradicted(&mut self, alarm: Alarm) {
        self.end_with(Trouble::Contradiction, vec![Effect::Alarm(alarm)]);
    }
}

/// The server claims another chain than the desk's, and does not show the desk's signature.
struct Unproven;

/// Finds out whether the server holds another chain than the desk under the same name. That it
/// says so is not enough: a server that lies would end the life of a healthy file.
fn find_fork(
    welcome: &Welcome,
    standing: &Standing,
    own: Option<Hash>,
) -> Result<Option<ForkReason>, Unproven> {
    let held = &welcome.held;
    let head = &standing.head;
    if held.up_to == 0 || (held.up_to <= head.seq && held.hash.is_some() && own == held.hash) {
        return Ok(None);
    }
    let hash = held.hash.ok_or(Unproven)?;
    let chain = (head.device, head.incarnation);
    let proof = held.proof.as_ref();
    if !proof.is_some_and(|proof| proof.shows(chain, held.up_to, hash)) {
        return Err(Unproven);
    }
    Ok(Some(if held.up_to > head.seq {
        ForkReason::BehindServer {
            own: head.seq,
            held: held.up_to,
        }
    } else {
        ForkReason::OtherRecord {
            seq: held.up_to,
            held: hash,
        }
    }))
}
