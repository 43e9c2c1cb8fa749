//! Somebody at a desk who writes what is not hers to write.
//!
//! The desk's own key is good, so each of these is a record and is kept; what it says must have no
//! effect anywhere, and the server must say so by name.

use domain::event::{EVENT_VERSION, Event, LineAccepted, PaperOutcome, Subject, TickedPaper};
use domain::party::Party;
use ledger::own::OwnFacts as _;
use ledger::{
    ActId, ChainHead, ClockGrade, Draft, EffectWithheld, Hash, Incarnation, Part, PartName, Record,
    SubjectId, SubjectLink, WithheldReason, carry, kind, seal,
};

use super::commune::{Clerk, Commune, domain_unit, key};
use super::desk::{Desk, half};
use crate::chance::Chance;

/// What was forged.
pub(super) struct Forgery {
    /// The record whose effect must be taken away.
    pub(super) effect: Hash,
    /// The record that says it: the same, or its carrier.
    pub(super) written: Hash,
    /// The dossier about which it lies.
    pub(super) subject: [u8; 16],
}

/// Writes a forged acceptance into the desk's chain, if an offer is known there.
pub(super) fn forge(desk: &mut Desk, commune: &Commune, chance: &mut Chance) -> Option<Forgery> {
    desk.read_up();
    let (subject, event, victim) = draw_acceptance(desk, commune, chance)?;
    let link = link(desk, subject);
    let subject = *subject.as_bytes();
    let draft = draft(desk, link.clone(), &event, victim, chance);
    let effect = match chance.below(4) {
        // In her name, signed by another's key.
        0 => desk.file.record(draft, Some(key(199).as_ref())).ok()?,
        // In her name, unsigned.
        1 => desk.file.record(draft, None).ok()?,
        // As if another machine had written it and this one only carried it.
        2 => {
            let life = Incarnation::from_bytes(half(chance));
            let stranger = ChainHead::genesis(commune.keys.server, life);
            let (original, _) = seal(draft, &stranger, key(198).as_ref(), None).ok()?;
            desk.file.record(carrier(&original, chance), None).ok()?;
            original.hash()
        }
        // As if the server had taken the effect of a true record away.
        _ => {
            let target = link.deps.first().copied()?;
            let facts = EffectWithheld {
                record: target,
                reason: WithheldReason::Revoked,
            };
            let false_word = Draft {
                kind: kind::EFFECT_WITHHELD,
                author: None,
                parts: vec![part(PartName::Facts, facts.facts(), chance)],
                ..draft
            };
            desk.file.record(false_word, None).ok()?
        }
    };
    desk.read_up();
    let written = desk.file.own.last()?.hash();
    Some(Forgery {
        effect,
        written,
        subject,
    })
}

/// Draws an acceptance of an offer in the name of somebody of the taking office.
fn draw_acceptance<'c>(
    desk: &mut Desk,
    commune: &'c Commune,
    chance: &mut Chance,
) -> Option<(Subject, Event, &'c Clerk)> {
    let world = desk.book.world();
    let mut offers = Vec::new();
    for dossier in world.dossiers.values() {
        for (paper, held) in &dossier.papers {
            let open = held
                .offers
                .iter()
                .filter(|(_, offer)| offer.closed_by.is_none());
            offers.extend(open.map(|(handoff, offer)| (dossier.id, *paper, *handoff, offer.to)));
        }
    }
    let place = usize::try_from(chance.below(offers.len() as u64)).ok()?;
    let (dossier, paper, handoff, to) = *offers.get(place)?;
    let victim = commune
        .clerks
        .iter()
        .find(|clerk| domain_unit(clerk.unit) == to.unit)?;
    let taker = Party {
        unit: to.unit,
        person: Some(domain::id::PersonId::from_bytes(*victim.person.as_bytes())),
    };
    let event = Event::LineAccepted(LineAccepted {
        handoff,
        taker,
        papers: vec![TickedPaper {
            paper,
            outcome: PaperOutcome::Accepted,
        }],
        at: desk.wall(),
        filing: None,
    });
    Some((Subject::Dossier(dossier), event, victim))
}

fn link(desk: &mut Desk, subject: Subject) -> SubjectLink {
    let (deps, lamport) = desk.book.link(subject);
    SubjectLink {
        id: SubjectId::from_bytes(*subject.as_bytes()),
        deps,
        lamport,
    }
}

fn draft(
    desk: &Desk,
    link: SubjectLink,
    event: &Event,
    victim: &Clerk,
    chance: &mut Chance,
) -> Draft {
    Draft {
        subjects: vec![link],
        act_id: ActId::from_bytes(half(chance)),
        recorded_at: desk.wall(),
        clock: ClockGrade::Trusted,
        monotonic: desk.now,
        author: Some(victim.person),
        kind: event.kind(),
        version: EVENT_VERSION,
        parts: vec![part(PartName::Facts, event.facts(), chance)],
        blobs: Vec::new(),
    }
}

fn carrier(original: &Record, chance: &mut Chance) -> Draft {
    let header = original.header();
    let parts = carry(original).into_iter();
    Draft {
        subjects: header.subjects.clone(),
        act_id: header.act_id,
        recorded_at: header.recorded_at,
        clock: header.clock,
        monotonic: header.monotonic,
        author: None,
        kind: kind::CARRIED,
        version: 1,
        parts: parts
            .map(|(name, bytes)| part(name, bytes, chance))
            .collect(),
        blobs: Vec::new(),
    }
}

fn part(name: PartName, bytes: Vec<u8>, chance: &mut Chance) -> Part {
    Part {
        name,
        salt: half(chance),
        bytes,
    }
}

/// Writes a record into the chain of another desk, with the forger's own key: no record at all.
pub(super) fn strange_record(desk: &Desk, victim: &Desk, chance: &mut Chance) -> Option<Record> {
    let head = victim.file.head();
    let draft = Draft {
        subjects: Vec::new(),
        act_id: ActId::from_bytes(half(chance)),
        recorded_at: desk.wall(),
        clock: ClockGrade::Trusted,
        monotonic: 0,
        author: None,
        kind: 60_000,
        version: 1,
        parts: vec![part(PartName::Facts, vec![0xa0], chance)],
        blobs: Vec::new(),
    };
    seal(draft, head, key(198).as_ref(), None)
        .ok()
        .map(|(record, _)| record)
}
