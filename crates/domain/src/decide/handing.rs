//! Passing papers on: a manifest is offered, accepted line by line, refused or withdrawn.
//!
//! The manifest gets one record, and each dossier on it one line record of its own, all by
//! one act. One person never signs both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::custody::{Custody, HeldPaper, Offer, OfferOutcome};
use crate::decide::reception::check_reason;
use crate::decide::{Context, Draft, Manifest, World, rights};
use crate::dossier::Dossier;
use crate::event::{
    CasePart, Event, Filing, HandoffAccepted, HandoffOffered, HandoffRefused, HandoffWithdrawn,
    LINES_MAX, LineAccepted, LineOffered, LineRefused, LineWithdrawn, OfferedLine, Subject,
    TickedLine,
};
use crate::handoff::Handoff;
use crate::id::{DossierId, HandoffId, PaperId};
use crate::party::{Holder, Party};
use crate::refusal::Refusal;
use crate::roster::UnitKind;

pub(super) fn offer(
    world: &World,
    manifest: &Manifest,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_handling(context)?;
    let from = Party {
        unit: context.actor.unit,
        person: Some(context.actor.person),
    };
    if world.handoffs.contains_key(&manifest.handoff) {
        return Err(Refusal::HandoffClosed(manifest.handoff));
    }
    check_parties(from, manifest.to, context)?;
    check_lines(manifest)?;
    let mut lines = Vec::with_capacity(manifest.lines.len());
    let mut drafts = Vec::with_capacity(manifest.lines.len());
    for (id, papers) in &manifest.lines {
        let dossier = world.dossiers.get(id).ok_or(Refusal::DossierUnknown(*id))?;
        rights::require_handling_of(context, dossier)?;
        let line = offered_line(dossier, papers, from)?;
        let event = LineOffered {
            handoff: manifest.handoff,
            from,
            to: manifest.to,
            papers: line.papers.clone(),
            at: context.now,
        };
        drafts.push(plain(Subject::Dossier(*id), Event::LineOffered(event)));
        lines.push(line);
    }
    let event = HandoffOffered {
        number: context.numbers.lookup_code.clone(),
        from,
        to: manifest.to,
        lines,
        at: context.now,
    };
    drafts.insert(
        0,
        plain(
            Subject::Handoff(manifest.handoff),
            Event::HandoffOffered(event),
        ),
    );
    Ok(drafts)
}

fn check_parties(from: Party, to: Party, context: &Context<'_>) -> Result<(), Refusal> {
    if let Some(person) = to.person.filter(|person| from.person == Some(*person)) {
        return Err(Refusal::SamePersonBothSides(person));
    }
    let is_inside_without_name = from.unit == to.unit && to.person.is_none();
    if is_inside_without_name || context.roster.find_unit(to.unit).is_none() {
        return Err(Refusal::SameParty);
    }
    Ok(())
}

fn check_lines(manifest: &Manifest) -> Result<(), Refusal> {
    let dossiers: BTreeSet<DossierId> = manifest.lines.iter().map(|(id, _)| *id).collect();
    if dossiers.is_empty() {
        return Err(Refusal::NoPaper);
    }
    if manifest.lines.len() > LINES_MAX {
        return Err(Refusal::TooMany(LINES_MAX));
    }
    check_count(manifest.counted_bundles, dossiers.len())?;
    if dossiers.len() != manifest.lines.len() {
        return Err(Refusal::TicksDoNotMatch(manifest.handoff));
    }
    Ok(())
}

fn check_count(counted: u32, lines: usize) -> Result<(), Refusal> {
    let listed = u32::try_from(lines).unwrap_or(u32::MAX);
    if counted == listed {
        Ok(())
    } else {
        Err(Refusal::CountDiffers { counted, listed })
    }
}

fn offered_line(dossier: &Dossier, named: &[PaperId], from: Party) -> Result<OfferedLine, Refusal> {
    let papers: Vec<&HeldPaper> = if named.is_empty() {
        dossier.held_by(from.unit).collect()
    } else {
        let named: BTreeSet<&PaperId> = named.iter().collect();
        named
            .into_iter()
            .map(|paper| {
                dossier
                    .papers
                    .get(paper)
                    .ok_or(Refusal::PaperUnknown(*paper))
            })
            .collect::<Result<_, _>>()?
    };
    if papers.is_empty() {
        return Err(Refusal::NoPaper);
    }
    for held in &papers {
        check_held(held, from)?;
    }
    let count = |irreplaceable: bool| {
        let matching = papers
            .iter()
            .filter(|held| held.paper.irreplaceable == irreplaceable);
        matching.fold(0_u16, |sum, held| sum.saturating_add(held.paper.count))
    };
    Ok(OfferedLine {
        dossier: dossier.id,
        papers: papers.iter().map(|held| held.paper.id).collect(),
        originals: count(true),
        others: count(false),
    })
}

/// Refuses unless the paper is in the hands of the party's unit.
pub(super) fn check_held(held: &HeldPaper, by: Party) -> Result<(), Refusal> {
    let paper = held.paper.id;
    match &held.custody {
        Custody::Held { holder } if holder.unit() == Some(by.unit) => Ok(()),
        Custody::InTransit { handoff, .. } => Err(Refusal::PaperInTransit {
            paper,
            handoff: *handoff,
        }),
        Custody::Disputed { .. } => Err(Refusal::PaperDisputed(paper)),
        Custody::Held { .. }
        | Custody::Returned
        | Custody::TakenBack
        | Custody::Incident { .. } => Err(Refusal::PaperHeldElsewhere {
            paper,
            holder: held.custody.holder().cloned(),
        }),
    }
}

/// What the taker found and says.
pub(super) struct Answer<'a> {
    /// Every line, ticked.
    pub(super) ticked: &'a [TickedLine],
    /// Notes on exceptions.
    pub(super) notes: &'a [String],
    /// Bundles counted by hand.
    pub(super) counted_bundles: u32,
    /// When a dossier is due that is filed by this signature.
    pub(super) dues: &'a [(DossierId, i64)],
}

pub(super) fn accept(
    world: &World,
    id: HandoffId,
    answer: &Answer<'_>,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let Answer { ticked, notes, .. } = *answer;
    rights::require_handling(context)?;
    let (handoff, offer) = open_offer(world, id)?;
    let taker = taker_of(handoff, offer, context)?;
    check_count(answer.counted_bundles, offer.lines.len())?;
    check_ticks(id, offer, ticked)?;
    let mut drafts = Vec::with_capacity(ticked.len() + 1);
    let event = HandoffAccepted {
        taker,
        lines: ticked.to_vec(),
        at: context.now,
    };
    let mut head = plain(Subject::Handoff(id), Event::HandoffAccepted(event));
    head.case = (!notes.is_empty()).then(|| CasePart {
        paper_notes: Some(notes.to_vec()),
        ..CasePart::default()
    });
    drafts.push(head);
    for line in ticked {
        let dossier = line_here(world, id, line.dossier)?;
        rights::require_handling_of(context, dossier)?;
        check_line_open(dossier, id, line)?;
        let papers = line.papers.clone();
        let event = LineAccepted {
            handoff: id,
            taker,
            papers,
            at: context.now,
            filing: filing(dossier, line, answer.dues, context),
        };
        drafts.push(plain(
            Subject::Dossier(line.dossier),
            Event::LineAccepted(event),
        ));
    }
    Ok(drafts)
}

/// Says whether this signature files what came by post: only the One-stop's does, and only for a
/// complete line (rule T10); what is incomplete is in its custody and waits for the rest.
fn filing(
    dossier: &Dossier,
    line: &TickedLine,
    dues: &[(DossierId, i64)],
    context: &Context<'_>,
) -> Option<Filing> {
    let (_, received) = dossier.received.as_ref()?;
    let unit = context.actor.unit;
    let is_one_stop = context
        .roster
        .find_unit(unit)
        .is_some_and(|unit| unit.kind == UnitKind::OneStop);
    let is_taken = |paper: &PaperId| {
        let mut ticks = line.papers.iter();
        ticks.any(|ticked| ticked.paper == *paper && ticked.outcome.is_taken())
    };
    let is_complete = dossier.papers.iter().all(|(paper, held)| {
        let lies_here = held.custody.holder().and_then(Holder::unit) == Some(unit);
        is_taken(paper) || lies_here || held.custody == Custody::Returned
    });
    let is_filing =
        dossier.filed_at.is_none() && is_one_stop && is_complete && received.missing.is_empty();
    is_filing.then(|| Filing {
        due_at: dues
            .iter()
            .find(|(of, _)| *of == line.dossier)
            .map(|(_, due)| *due),
    })
}

fn check_ticks(
    id: HandoffId,
    offer: &HandoffOffered,
    ticked: &[TickedLine],
) -> Result<(), Refusal> {
    let offered: BTreeMap<DossierId, BTreeSet<PaperId>> = offer
        .lines
        .iter()
        .map(|line| (line.dossier, line.papers.iter().copied().collect()))
        .collect();
    let papers = |line: &TickedLine| line.papers.iter().map(|ticked| ticked.paper).collect();
    let found: BTreeMap<DossierId, BTreeSet<PaperId>> = ticked
        .iter()
        .map(|line| (line.dossier, papers(line)))
        .collect();
    let ticks: usize = ticked.iter().map(|line| line.papers.len()).sum();
    let lines: usize = offer.lines.iter().map(|line| line.papers.len()).sum();
    let is_each_once = ticked.len() == offer.lines.len() && ticks == lines;
    if offered == found && is_each_once {
        Ok(())
    } else {
        Err(Refusal::TicksDoNotMatch(id))
    }
}

/// The line's record must be here: an answer depends on the offer that it answers.
fn line_here(world: &World, id: HandoffId, dossier: DossierId) -> Result<&Dossier, Refusal> {
    world
        .dossiers
        .get(&dossier)
        .filter(|dossier| offers_on(dossier, id).next().is_some())
        .ok_or(Refusal::LinesNotHere(id))
}

fn offers_on(dossier: &Dossier, id: HandoffId) -> impl Iterator<Item = &Offer> {
    let papers = dossier.papers.values();
    papers.filter_map(move |held| held.offers.get(&id))
}

/// Each paper to be ticked must have been offered here and wait for an answer.
fn check_line_open(dossier: &Dossier, id: HandoffId, line: &TickedLine) -> Result<(), Refusal> {
    for ticked in &line.papers {
        let held = dossier.papers.get(&ticked.paper);
        let offer = held.and_then(|held| held.offers.get(&id));
        let offer = offer.ok_or(Refusal::LinesNotHere(id))?;
        if offer.outcome != OfferOutcome::Open {
            return Err(Refusal::HandoffClosed(id));
        }
    }
    Ok(())
}

fn offered(world: &World, id: HandoffId) -> Result<(&Handoff, &HandoffOffered), Refusal> {
    let handoff = world.handoffs.get(&id).ok_or(Refusal::HandoffUnknown(id))?;
    let (_, offer) = handoff
        .offered
        .as_ref()
        .ok_or(Refusal::HandoffUnknown(id))?;
    Ok((handoff, offer))
}

fn open_offer(world: &World, id: HandoffId) -> Result<(&Handoff, &HandoffOffered), Refusal> {
    let (handoff, offer) = offered(world, id)?;
    if !handoff.status().is_open() {
        return Err(Refusal::HandoffClosed(id));
    }
    Ok((handoff, offer))
}

fn taker_of(
    handoff: &Handoff,
    offer: &HandoffOffered,
    context: &Context<'_>,
) -> Result<Party, Refusal> {
    let actor = context.actor;
    if offer.from.person == Some(actor.person) {
        return Err(Refusal::SamePersonBothSides(actor.person));
    }
    let is_named = offer.to.person.is_none_or(|named| named == actor.person);
    if offer.to.unit != actor.unit || !is_named {
        return Err(Refusal::HandoffForOthers(handoff.id));
    }
    Ok(Party {
        unit: actor.unit,
        person: Some(actor.person),
    })
}

pub(super) fn refuse(
    world: &World,
    id: HandoffId,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_handling(context)?;
    check_reason(reason)?;
    let (handoff, offer) = open_offer(world, id)?;
    let taker = taker_of(handoff, offer, context)?;
    let at = context.now;
    let event = HandoffRefused { taker, at };
    let mut drafts = vec![because(
        Subject::Handoff(id),
        Event::HandoffRefused(event),
        reason,
    )];
    for line in &offer.lines {
        line_here(world, id, line.dossier)?;
        let event = LineRefused {
            handoff: id,
            taker,
            at,
        };
        drafts.push(plain(
            Subject::Dossier(line.dossier),
            Event::LineRefused(event),
        ));
    }
    Ok(drafts)
}

pub(super) fn withdraw(
    world: &World,
    id: HandoffId,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    rights::require_handling(context)?;
    check_reason(reason)?;
    let (handoff, offer) = offered(world, id)?;
    if offer.from.unit != context.actor.unit {
        return Err(Refusal::HandoffForOthers(id));
    }
    let by = Party {
        unit: context.actor.unit,
        person: Some(context.actor.person),
    };
    let at = context.now;
    let mut drafts = Vec::with_capacity(offer.lines.len() + 1);
    let is_open = handoff.status().is_open();
    if is_open {
        let event = Event::HandoffWithdrawn(HandoffWithdrawn { at, by });
        drafts.push(because(Subject::Handoff(id), event, reason));
    }
    for line in &offer.lines {
        let is_left = if is_open {
            // Not knowing the line, the withdrawal would leave its papers on their way for ever.
            line_here(world, id, line.dossier).map(|_| true)?
        } else {
            is_left_behind(world, handoff, line.dossier)
        };
        if is_left {
            let event = LineWithdrawn {
                handoff: id,
                at,
                by,
            };
            let (subject, event) = (Subject::Dossier(line.dossier), Event::LineWithdrawn(event));
            drafts.push(if is_open {
                plain(subject, event)
            } else {
                because(subject, event, reason)
            });
        }
    }
    if drafts.is_empty() {
        return Err(Refusal::HandoffClosed(id));
    }
    Ok(drafts)
}

/// Says whether papers are still on their way on a manifest that nobody will answer any more.
fn is_left_behind(world: &World, handoff: &Handoff, dossier: DossierId) -> bool {
    let ticked: BTreeSet<PaperId> = handoff
        .ticked
        .iter()
        .flat_map(|line| line.papers.iter().map(|ticked| ticked.paper))
        .collect();
    world.dossiers.get(&dossier).is_some_and(|dossier| {
        dossier.papers.iter().any(|(paper, held)| {
            let on = |on: &HandoffId| *on == handoff.id && !ticked.contains(paper);
            matches!(&held.custody, Custody::InTransit { handoff, .. } if on(handoff))
        })
    })
}

/// A draft with facts alone.
pub(super) const fn plain(subject: Subject, event: Event) -> Draft {
    Draft {
        subject,
        event,
        person: None,
        case: None,
    }
}

/// A draft with a reason in words.
pub(super) fn because(subject: Subject, event: Event, reason: &str) -> Draft {
    let case = CasePart {
        reason: Some(reason.to_owned()),
        ..CasePart::default()
    };
    Draft {
        subject,
        event,
        person: None,
        case: Some(case),
    }
}
