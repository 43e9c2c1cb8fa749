//! Papers on a manifest: offered, accepted, refused, withdrawn.
//!
//! The giver answers for a paper until the taker's acceptance. What two people did without
//! knowing of each other is kept as a conflict; a signed acceptance is physical evidence and
//! outranks a withdrawal, a refusal or a second manifest that did not know of it.

use crate::custody::{Claim, ClaimedState, Custody, HeldPaper, Offer, OfferOutcome};
use crate::dossier::disputing::{carry_on, contest, is_known};
use crate::dossier::{ConflictKind, Dossier, NoEffect};
use crate::entry::{Entry, History};
use crate::event::{Event, LineAccepted, LineOffered, LineRefused, LineWithdrawn, TickedPaper};
use crate::handoff::is_taker_of;
use crate::id::{HandoffId, PaperId, RecordRef};
use crate::party::{Holder, Party};

/// Two records that crossed over one paper.
struct Crossing {
    kind: ConflictKind,
    with: RecordRef,
}

/// What one event did to one paper.
type Effect = Result<Option<Crossing>, NoEffect>;

pub(super) fn offer(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &LineOffered,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    each_paper(dossier, entry, event.papers.iter().copied(), |held, _| {
        offer_paper(held, entry, event, history)
    })
}

fn offer_paper(
    held: &mut HeldPaper,
    entry: &Entry,
    event: &LineOffered,
    history: &History<'_>,
) -> Effect {
    if let Some(known) = held.offers.get(&event.handoff) {
        // The manifest's name is taken: what the first offer says is never written over.
        let with = known.record;
        return if history.knew(entry.record(), with) {
            Err(NoEffect::OfferClosed)
        } else {
            Ok(Some(Crossing {
                kind: ConflictKind::OfferedTwice,
                with,
            }))
        };
    }
    let (giver, crossing) = match &held.custody {
        Custody::Held { holder } if holder.unit() == Some(event.from.unit) => {
            let giver = holder.clone();
            // In one bag or in the other, even if the other has been opened again meanwhile.
            let crossing = unknown_offer(held, entry, event, history).map(|offer| Crossing {
                kind: ConflictKind::OfferedTwice,
                with: offer.record,
            });
            let custody = Custody::InTransit {
                handoff: event.handoff,
                giver: giver.clone(),
                to: event.to,
            };
            held.put(custody, entry.record(), event.at);
            (giver, crossing)
        }
        Custody::Held { .. }
        | Custody::InTransit { .. }
        | Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. }
        | Custody::Disputed { .. } => offer_from_elsewhere(held, entry, event, history)?,
    };
    let offer = Offer {
        record: entry.record(),
        from: event.from,
        to: event.to,
        giver,
        outcome: OfferOutcome::Open,
        closed_by: None,
    };
    held.offers.insert(event.handoff, offer);
    Ok(crossing)
}

/// Judges an offer of a paper that, by what its author had not heard of, lies elsewhere.
///
/// The paper may be in the bag all the same: the offer stands for its taker to answer, and
/// beside what it contradicts.
fn offer_from_elsewhere(
    held: &mut HeldPaper,
    entry: &Entry,
    event: &LineOffered,
    history: &History<'_>,
) -> Result<(Holder, Option<Crossing>), NoEffect> {
    let giver = held.claimant(event.from).ok_or(NoEffect::NotHeld)?;
    if is_known(held, entry, history) {
        return Err(NoEffect::NotHeld);
    }
    match &held.custody {
        Custody::Held { .. } | Custody::InTransit { .. } => {
            let unknown = unknown_offer(held, entry, event, history);
            let (giver, with) = unknown.map_or((giver, held.since), |offer| {
                (offer.giver.clone(), offer.record)
            });
            let kind = ConflictKind::OfferedTwice;
            Ok((giver, Some(Crossing { kind, with })))
        }
        Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. }
        | Custody::Disputed { .. } => {
            let claim = Claim {
                record: entry.record(),
                state: ClaimedState::Held(giver.clone()),
            };
            contest(held, claim, &giver)?;
            Ok((giver, None))
        }
    }
}

/// Finds an offer of the same office that the author of this one had not heard of.
fn unknown_offer<'h>(
    held: &'h HeldPaper,
    entry: &Entry,
    event: &LineOffered,
    history: &History<'_>,
) -> Option<&'h Offer> {
    let mut offers = held.offers.values();
    offers.find(|offer| {
        offer.from.unit == event.from.unit && !history.knew(entry.record(), offer.record)
    })
}

pub(super) fn accept(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &LineAccepted,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let ticks = event.papers.iter().map(|ticked| ticked.paper);
    each_paper(dossier, entry, ticks, |held, paper| {
        let mut ticks = event.papers.iter();
        let ticked = ticks.find(|ticked| ticked.paper == paper);
        let ticked = ticked.ok_or(NoEffect::NothingThere)?;
        accept_paper(held, entry, event, ticked, history)
    })?;
    let is_whole = event.papers.iter().all(|paper| paper.outcome.is_taken());
    if let Some(filing) = event.filing.filter(|_| is_whole) {
        dossier.file(event.at, filing);
    }
    Ok(())
}

fn accept_paper(
    held: &mut HeldPaper,
    entry: &Entry,
    event: &LineAccepted,
    ticked: &TickedPaper,
    history: &History<'_>,
) -> Effect {
    let offer = held
        .offers
        .get(&event.handoff)
        .ok_or(NoEffect::NothingThere)?;
    is_taker_of(offer.from, offer.to, entry.author, event.taker)?;
    let person = event.taker.person.ok_or(NoEffect::NotTheTaker)?;
    let taker = Holder::Staff {
        unit: event.taker.unit,
        person,
    };
    let giver = offer.giver.clone();
    let crossing = crossed_by(offer, entry, history, ConflictKind::WithdrawnYetAccepted)?;

    let is_taken = ticked.outcome.is_taken();
    if is_taken {
        take(held, entry, event, &giver, taker, history)?;
    } else if is_in_transit_on(held, event.handoff) {
        held.put(Custody::Held { holder: giver }, entry.record(), event.at);
    }
    let outcome = if is_taken {
        OfferOutcome::Taken
    } else {
        OfferOutcome::Left
    };
    close(held, event.handoff, outcome, entry.record());
    Ok(crossing)
}

/// Judges an answer to an offer that was closed before: known to the author, or crossed.
fn crossed_by(
    offer: &Offer,
    entry: &Entry,
    history: &History<'_>,
    on_withdrawal: ConflictKind,
) -> Effect {
    let Some(closed_by) = offer.closed_by else {
        return Ok(None);
    };
    if history.knew(entry.record(), closed_by) {
        return Err(NoEffect::OfferClosed);
    }
    let kind = match offer.outcome {
        OfferOutcome::Withdrawn => on_withdrawal,
        OfferOutcome::Open | OfferOutcome::Taken | OfferOutcome::Left => {
            ConflictKind::AnsweredTwice
        }
    };
    Ok(Some(Crossing {
        kind,
        with: closed_by,
    }))
}

/// Puts a paper into the taker's hand, beside whoever else claims it.
///
/// She signed that she has it, so this is never passed over, even if she knew of the others.
fn take(
    held: &mut HeldPaper,
    entry: &Entry,
    event: &LineAccepted,
    giver: &Holder,
    taker: Holder,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let is_with_giver = match &held.custody {
        Custody::Held { holder } => holder == giver || *holder == taker,
        Custody::InTransit {
            giver: answering, ..
        } => answering == giver,
        Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. }
        | Custody::Disputed { .. } => false,
    };
    if is_with_giver {
        held.put(Custody::Held { holder: taker }, entry.record(), event.at);
        return Ok(());
    }
    let claim = Claim {
        record: entry.record(),
        state: ClaimedState::Held(taker),
    };
    let knew = |record| history.knew(entry.record(), record);
    if carry_on(held, &claim, |holder| holder == giver, knew) {
        return Ok(());
    }
    contest(held, claim, giver)
}

pub(super) fn refuse(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &LineRefused,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let papers = papers_on(dossier, event.handoff);
    each_paper(dossier, entry, papers, |held, _| {
        let offer = held
            .offers
            .get(&event.handoff)
            .ok_or(NoEffect::NothingThere)?;
        is_taker_of(offer.from, offer.to, entry.author, event.taker)?;
        match offer.outcome {
            OfferOutcome::Open => {
                release(held, event.handoff, entry, event.at);
                close(held, event.handoff, OfferOutcome::Left, entry.record());
                Ok(None)
            }
            OfferOutcome::Taken => crossed_by(offer, entry, history, ConflictKind::AnsweredTwice),
            OfferOutcome::Left | OfferOutcome::Withdrawn => Err(NoEffect::OfferClosed),
        }
    })
}

pub(super) fn withdraw(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &LineWithdrawn,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let papers = papers_on(dossier, event.handoff);
    each_paper(dossier, entry, papers, |held, _| {
        let offer = held
            .offers
            .get(&event.handoff)
            .ok_or(NoEffect::NothingThere)?;
        if offer.from.unit != event.by.unit {
            return Err(NoEffect::NotTheAuthor);
        }
        match offer.outcome {
            OfferOutcome::Open => {
                release(held, event.handoff, entry, event.at);
                close(held, event.handoff, OfferOutcome::Withdrawn, entry.record());
                Ok(None)
            }
            OfferOutcome::Taken => {
                let crossing = crossed_by(offer, entry, history, ConflictKind::AnsweredTwice)?;
                Ok(crossing.map(|crossing| Crossing {
                    kind: ConflictKind::WithdrawnYetAccepted,
                    ..crossing
                }))
            }
            OfferOutcome::Left | OfferOutcome::Withdrawn => Err(NoEffect::OfferClosed),
        }
    })
}

/// Gives an unanswered paper back to its giver.
fn release(held: &mut HeldPaper, handoff: HandoffId, entry: &Entry, at: i64) {
    if let Custody::InTransit {
        handoff: on, giver, ..
    } = &held.custody
        && *on == handoff
    {
        let holder = giver.clone();
        held.put(Custody::Held { holder }, entry.record(), at);
    }
}

fn is_in_transit_on(held: &HeldPaper, handoff: HandoffId) -> bool {
    matches!(&held.custody, Custody::InTransit { handoff: on, .. } if *on == handoff)
}

/// Notes how an offer ended; that a taker took the paper is never unsaid.
fn close(held: &mut HeldPaper, handoff: HandoffId, outcome: OfferOutcome, by: RecordRef) {
    let offer = held.offers.get_mut(&handoff);
    if let Some(offer) = offer.filter(|offer| offer.outcome != OfferOutcome::Taken) {
        offer.outcome = outcome;
        offer.closed_by = Some(by);
    }
}

fn papers_on(dossier: &Dossier, handoff: HandoffId) -> Vec<PaperId> {
    let on = dossier
        .papers
        .iter()
        .filter(|(_, held)| held.offers.contains_key(&handoff));
    on.map(|(paper, _)| *paper).collect()
}

/// Remembers on the papers concerned that a record's effect was taken away: whoever wrote after
/// it may still have believed in it.
pub(super) fn note_withheld(dossier: &mut Dossier, entry: &Entry) {
    let papers: Vec<PaperId> = match &entry.event {
        Event::LineOffered(event) => event.papers.clone(),
        Event::LineAccepted(event) => event.papers.iter().map(|own| own.paper).collect(),
        Event::LineRefused(event) => papers_on(dossier, event.handoff),
        Event::LineWithdrawn(event) => papers_on(dossier, event.handoff),
        Event::PapersReturned(event) => event.papers.clone(),
        Event::PaperTakenBack(event) => vec![event.paper],
        Event::DossierReceived(_)
        | Event::DossierCancelled(_)
        | Event::ResultIssued(_)
        | Event::ConflictResolved(_) => dossier.papers.keys().copied().collect(),
        Event::DossierCorrected(_)
        | Event::DossierWithdrawn(_)
        | Event::SignedPrintRecorded(_)
        | Event::HandoffOffered(_)
        | Event::HandoffAccepted(_)
        | Event::HandoffRefused(_)
        | Event::HandoffWithdrawn(_) => Vec::new(),
    };
    for paper in papers {
        if let Some(held) = dossier.papers.get_mut(&paper) {
            held.withheld.push(entry.record());
        }
    }
}

/// Does the same to each paper and opens what conflicts come of it.
///
/// The event has effect as soon as one paper was moved or one conflict opened.
fn each_paper(
    dossier: &mut Dossier,
    entry: &Entry,
    papers: impl IntoIterator<Item = PaperId>,
    mut act: impl FnMut(&mut HeldPaper, PaperId) -> Effect,
) -> Result<(), NoEffect> {
    let mut result = Err(NoEffect::NothingThere);
    for paper in papers {
        let effect = match dossier.papers.get_mut(&paper) {
            Some(held) => act(held, paper).inspect(|_| held.told_by.push(entry.record())),
            None => Err(NoEffect::NothingThere),
        };
        match effect {
            Ok(crossing) => {
                result = Ok(());
                if let Some(Crossing { kind, with }) = crossing {
                    dossier.open_conflict(kind, with, entry.record(), Some(paper));
                }
            }
            Err(reason) if result.is_err() => result = Err(reason),
            Err(_) => {}
        }
        dossier.review_dispute(paper, None);
    }
    result
}

impl Dossier {
    /// Moves papers by an event that needs them held by one unit, or contests where they are.
    pub(super) fn leave(
        &mut self,
        entry: &Entry,
        papers: &[PaperId],
        by: Party,
        claimed: &ClaimedState,
        at: i64,
        history: &History<'_>,
    ) -> Result<(), NoEffect> {
        each_paper(self, entry, papers.iter().copied(), |held, _| {
            leave_paper(held, entry, by, claimed, at, history).map(|()| None)
        })
    }
}

fn leave_paper(
    held: &mut HeldPaper,
    entry: &Entry,
    by: Party,
    claimed: &ClaimedState,
    at: i64,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let is_hers = |holder: &Holder| holder.unit() == Some(by.unit);
    // A colleague may have signed for it meanwhile: then both say that they last had it.
    let is_told = history.knew(entry.record(), held.since);
    if is_told && matches!(&held.custody, Custody::Held { holder } if is_hers(holder)) {
        held.put(claimed.clone().into_custody(), entry.record(), at);
        return Ok(());
    }
    let last = held.claimant(by).ok_or(NoEffect::NotHeld)?;
    if is_known(held, entry, history) {
        return Err(NoEffect::NotHeld);
    }
    let claim = Claim {
        record: entry.record(),
        state: claimed.clone(),
    };
    let knew = |record| history.knew(entry.record(), record);
    if carry_on(held, &claim, is_hers, knew) {
        return Ok(());
    }
    contest(held, claim, &last)
}
