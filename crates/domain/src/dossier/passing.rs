//! Papers on a manifest: offered, accepted, refused, withdrawn.
//!
//! The giver answers for a paper until the taker's acceptance. What two people did without
//! knowing of each other is kept as a conflict; a signed acceptance is physical evidence and
//! outranks a withdrawal, a refusal or a second manifest that did not know of it.

use crate::custody::{Claim, ClaimedState, Custody, HeldPaper, Offer, OfferOutcome};
use crate::dossier::{ConflictKind, Dossier, NoEffect, check_author};
use crate::entry::{Entry, History};
use crate::event::{LineAccepted, LineOffered, LineRefused, LineWithdrawn, TickedPaper};
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
    check_author(entry, event.from)?;
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
    let (giver, crossing) = match &held.custody {
        Custody::Held { holder } if holder.unit() == Some(event.from.unit) => {
            (holder.clone(), None)
        }
        Custody::Held { .. } | Custody::InTransit { .. } => {
            let (giver, with) = unknown_offer(held, entry, event.from, history)?;
            (
                giver,
                Some(Crossing {
                    kind: ConflictKind::OfferedTwice,
                    with,
                }),
            )
        }
        Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. }
        | Custody::Disputed { .. } => return Err(NoEffect::NotHeld),
    };
    if crossing.is_none() {
        let custody = Custody::InTransit {
            handoff: event.handoff,
            giver: giver.clone(),
            to: event.to,
        };
        held.put(custody, entry.record(), event.at);
    }
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

/// Finds the offer of the same unit that the author of a second offer had not heard of.
fn unknown_offer(
    held: &HeldPaper,
    entry: &Entry,
    from: Party,
    history: &History<'_>,
) -> Result<(Holder, RecordRef), NoEffect> {
    held.offers
        .values()
        .filter(|offer| offer.from.unit == from.unit)
        .find(|offer| !history.knew(entry.record(), offer.record))
        .map(|offer| (offer.giver.clone(), offer.record))
        .ok_or(NoEffect::NotHeld)
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
    })
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

/// Puts a paper into the taker's hand, unless somebody else's claim stands against it.
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
    contest(held, entry, ClaimedState::Held(taker), giver, history)
}

/// Lets a claim stand against the state that another record gave the paper.
///
/// An author who knew of that record had no business to write the claim.
fn contest(
    held: &mut HeldPaper,
    entry: &Entry,
    claimed: ClaimedState,
    last_undisputed: &Holder,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let claim = Claim {
        record: entry.record(),
        state: claimed,
    };
    let standing = match &mut held.custody {
        Custody::Disputed { claims, .. } => {
            if claims
                .iter()
                .any(|other| history.knew(entry.record(), other.record))
            {
                return Err(NoEffect::NotHeld);
            }
            claims.push(claim);
            return Ok(());
        }
        Custody::Incident { .. } => return Err(NoEffect::NotHeld),
        Custody::Held { holder } | Custody::InTransit { giver: holder, .. } => {
            ClaimedState::Held(holder.clone())
        }
        Custody::Returned => ClaimedState::Returned,
        Custody::TakenBack => ClaimedState::TakenBack,
    };
    if history.knew(entry.record(), held.since) {
        return Err(NoEffect::NotHeld);
    }
    let claims = vec![
        Claim {
            record: held.since,
            state: standing,
        },
        claim,
    ];
    held.custody = Custody::Disputed {
        claims,
        last_undisputed: last_undisputed.clone(),
    };
    Ok(())
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
    check_author(entry, event.by)?;
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

fn close(held: &mut HeldPaper, handoff: HandoffId, outcome: OfferOutcome, by: RecordRef) {
    if let Some(offer) = held.offers.get_mut(&handoff) {
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
            Some(held) => act(held, paper),
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
        dossier.open_dispute(paper);
    }
    result
}

impl Dossier {
    /// Opens a case for each pair of claims on a disputed paper.
    fn open_dispute(&mut self, paper: PaperId) {
        let Some(Custody::Disputed { claims, .. }) =
            self.papers.get(&paper).map(|held| &held.custody)
        else {
            return;
        };
        let records: Vec<RecordRef> = claims.iter().map(|claim| claim.record).collect();
        let Some((first, others)) = records.split_first() else {
            return;
        };
        for other in others {
            self.open_conflict(ConflictKind::TwoHolders, *first, *other, Some(paper));
        }
    }

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
        check_author(entry, by)?;
        each_paper(self, entry, papers.iter().copied(), |held, _| {
            let is_held_here = matches!(
                &held.custody,
                Custody::Held { holder } if holder.unit() == Some(by.unit)
            );
            if is_held_here {
                held.put(claimed.clone().into_custody(), entry.record(), at);
                return Ok(None);
            }
            let person = by.person.ok_or(NoEffect::NotTheAuthor)?;
            let last = Holder::Staff {
                unit: by.unit,
                person,
            };
            contest(held, entry, claimed.clone(), &last, history).map(|()| None)
        })
    }
}
