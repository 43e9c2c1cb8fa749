//! A handoff as its records tell it: offered, then accepted, accepted with exceptions,
//! refused or withdrawn.
//!
//! A valid acceptance outranks a withdrawal that did not know of it. Who holds the papers is
//! told by each dossier's own records ([`crate::dossier`]), never by the manifest.

use crate::dossier::{NoEffect, Step, check_author};
use crate::entry::{Entry, History};
use crate::event::{
    Event, HandoffAccepted, HandoffOffered, HandoffRefused, HandoffWithdrawn, TickedLine,
};
use crate::id::{HandoffId, RecordRef};
use crate::party::{Author, Party};

/// How far a handoff has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HandoffStatus {
    /// Its offer has not arrived here.
    Unknown,
    /// Đã giao, chờ ký nhận.
    Offered,
    /// Đã nhận đủ.
    Accepted,
    /// Nhận, có sai lệch.
    AcceptedWithExceptions,
    /// Từ chối nhận.
    Refused,
    /// Đã rút lại.
    Withdrawn,
}

impl HandoffStatus {
    /// Says whether the handoff still waits for its taker.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Offered)
    }
}

/// The answer that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    record: RecordRef,
    status: HandoffStatus,
}

/// A handoff as its records tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// Which.
    pub id: HandoffId,
    /// The record of its offer, and what it says.
    pub offered: Option<(RecordRef, HandoffOffered)>,
    /// Who took or refused it, and when by her declaration, µs UTC.
    pub answered_by: Option<(Party, i64)>,
    /// What the taker found, line by line.
    pub ticked: Vec<TickedLine>,
    /// Pairs of records that crossed: a withdrawal and an acceptance, two acceptances, two offers.
    pub crossed: Vec<(RecordRef, RecordRef)>,
    /// Whether the signed minutes exist, as last recorded.
    pub minutes_signed: bool,
    /// Every event, in order.
    pub steps: Vec<Step>,
    /// Records that wait for others of this handoff.
    pub waiting: Vec<RecordRef>,
    /// Records that no other depends on.
    pub heads: Vec<RecordRef>,
    /// Largest lamport among the records here.
    pub lamport: u64,
    answer: Option<Answer>,
}

impl Handoff {
    /// Says how far it has come.
    #[must_use]
    pub fn status(&self) -> HandoffStatus {
        match (&self.offered, &self.answer) {
            (None, _) => HandoffStatus::Unknown,
            (Some(_), None) => HandoffStatus::Offered,
            (Some(_), Some(answer)) => answer.status,
        }
    }

    /// Counts the papers at which a person must look again.
    #[must_use]
    pub fn exceptions(&self) -> usize {
        self.ticked
            .iter()
            .flat_map(|line| &line.papers)
            .filter(|ticked| ticked.outcome.is_exception())
            .count()
    }
}

/// Folds the records of one handoff.
#[must_use]
pub fn fold(id: HandoffId, entries: &[Entry]) -> Handoff {
    let history = History::of(entries);
    let mut handoff = Handoff {
        id,
        offered: None,
        answered_by: None,
        ticked: Vec::new(),
        crossed: Vec::new(),
        minutes_signed: false,
        steps: Vec::new(),
        waiting: history.waiting().to_vec(),
        heads: history.heads(),
        lamport: entries
            .iter()
            .map(|entry| entry.place.lamport)
            .max()
            .unwrap_or(0),
        answer: None,
    };
    for entry in history.iter() {
        let effect = if entry.is_withheld {
            Err(NoEffect::Withheld)
        } else {
            apply(&mut handoff, entry, &history)
        };
        handoff.steps.push(Step {
            record: entry.record(),
            no_effect: effect.err(),
        });
    }
    handoff
}

fn apply(handoff: &mut Handoff, entry: &Entry, history: &History<'_>) -> Result<(), NoEffect> {
    check_author(entry)?;
    match &entry.event {
        Event::HandoffOffered(event) => offer(handoff, entry, event, history),
        Event::HandoffAccepted(event) => accept(handoff, entry, event, history),
        Event::HandoffRefused(event) => refuse(handoff, entry, event),
        Event::HandoffWithdrawn(event) => withdraw(handoff, entry, event, history),
        Event::SignedPrintRecorded(event) => {
            handoff.minutes_signed = event.signed;
            Ok(())
        }
        Event::DossierReceived(_)
        | Event::DossierCorrected(_)
        | Event::DossierWithdrawn(_)
        | Event::DossierCancelled(_)
        | Event::LineOffered(_)
        | Event::LineAccepted(_)
        | Event::LineRefused(_)
        | Event::LineWithdrawn(_)
        | Event::ResultIssued(_)
        | Event::PapersReturned(_)
        | Event::PaperTakenBack(_)
        | Event::ConflictResolved(_) => Err(NoEffect::NothingThere),
    }
}

fn offer(
    handoff: &mut Handoff,
    entry: &Entry,
    event: &HandoffOffered,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    if let Some((first, _)) = &handoff.offered {
        if !history.knew(entry.record(), *first) {
            handoff.crossed.push((*first, entry.record()));
        }
        return Err(NoEffect::ReceivedBefore);
    }
    handoff.offered = Some((entry.record(), event.clone()));
    Ok(())
}

fn accept(
    handoff: &mut Handoff,
    entry: &Entry,
    event: &HandoffAccepted,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    check_taker(handoff, entry.author, event.taker)?;
    if let Some(answer) = handoff.answer.clone() {
        if history.knew(entry.record(), answer.record) {
            return Err(NoEffect::OfferClosed);
        }
        handoff.crossed.push((answer.record, entry.record()));
        if answer.status != HandoffStatus::Withdrawn && answer.status != HandoffStatus::Refused {
            return Err(NoEffect::OfferClosed);
        }
    }
    handoff.ticked.clone_from(&event.lines);
    handoff.answered_by = Some((event.taker, event.at));
    let status = if handoff.exceptions() == 0 {
        HandoffStatus::Accepted
    } else {
        HandoffStatus::AcceptedWithExceptions
    };
    handoff.answer = Some(Answer {
        record: entry.record(),
        status,
    });
    Ok(())
}

fn refuse(handoff: &mut Handoff, entry: &Entry, event: &HandoffRefused) -> Result<(), NoEffect> {
    check_taker(handoff, entry.author, event.taker)?;
    if handoff.answer.is_some() {
        return Err(NoEffect::OfferClosed);
    }
    handoff.answered_by = Some((event.taker, event.at));
    handoff.answer = Some(Answer {
        record: entry.record(),
        status: HandoffStatus::Refused,
    });
    Ok(())
}

fn withdraw(
    handoff: &mut Handoff,
    entry: &Entry,
    event: &HandoffWithdrawn,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let Some((_, offer)) = &handoff.offered else {
        return Err(NoEffect::NothingThere);
    };
    if event.by.unit != offer.from.unit {
        return Err(NoEffect::NotTheAuthor);
    }
    if let Some(answer) = handoff.answer.clone() {
        if !history.knew(entry.record(), answer.record) {
            handoff.crossed.push((answer.record, entry.record()));
        }
        return Err(NoEffect::OfferClosed);
    }
    handoff.answer = Some(Answer {
        record: entry.record(),
        status: HandoffStatus::Withdrawn,
    });
    Ok(())
}

fn check_taker(handoff: &Handoff, author: Author, taker: Party) -> Result<(), NoEffect> {
    let Some((_, offer)) = &handoff.offered else {
        return Err(NoEffect::NothingThere);
    };
    is_taker_of(offer.from, offer.to, author, taker)
}

/// Judges whether the author may answer for the taker of an offer.
pub(crate) fn is_taker_of(
    from: Party,
    to: Party,
    author: Author,
    taker: Party,
) -> Result<(), NoEffect> {
    let Some(person) = taker.person else {
        return Err(NoEffect::NotTheTaker);
    };
    let is_named = to.person.is_none_or(|named| named == person);
    if author != Author::Person(person) || taker.unit != to.unit || !is_named {
        return Err(NoEffect::NotTheTaker);
    }
    if from.person == Some(person) {
        return Err(NoEffect::SamePersonBothSides);
    }
    Ok(())
}
