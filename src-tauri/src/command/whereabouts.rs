//! «Giấy tờ đang ở đâu»: the answer first, the evidence below.
//!
//! A side is said to have signed only where her own signature stood when the record came.

use domain::custody::OfferOutcome;
use domain::event::Event;
use domain::id::HandoffId;
use domain::whereabouts;
use ledger::AuthorStanding;
use store::read::{HandoffRow as StoredHandoff, OpenedDossier, TimelineEntry};

use super::{dossier, handoff};
use crate::error::Answer;
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{DossierForm, PaperHandoffView, SignatureKind, WherePapersView};
use crate::text::sentence;

/// Answers where the papers of a dossier are.
pub(super) fn where_papers(program: &Program, form: DossierForm) -> Answer<WherePapersView> {
    let opened = dossier::open(program, form.dossier_id)?;
    let roster = program.roster().unwrap_or_default();
    let rows = program.read(|reader, _| reader.list_handoffs_of(form.dossier_id))?;
    let handoffs = rows
        .into_iter()
        .rev()
        .map(|row| passing(program, row, &opened))
        .collect();
    Ok(WherePapersView {
        sentence: whereabouts::sentence(&opened.dossier, &roster),
        as_of: Moment::now(),
        papers: dossier::papers(&opened, &roster),
        handoffs,
        freshness: freshness(program)?,
    })
}

fn passing(program: &Program, row: StoredHandoff, opened: &OpenedDossier) -> PaperHandoffView {
    let offers: Vec<_> = opened
        .dossier
        .papers
        .values()
        .filter_map(|held| held.offers.get(&row.id))
        .collect();
    let taken = offers
        .iter()
        .filter(|offer| offer.outcome == OfferOutcome::Taken)
        .count();
    let id = row.id;
    let view = handoff::row(program, row);
    PaperHandoffView {
        handoff_id: view.handoff_id,
        number: view.number,
        at: view.offered_at,
        from_text: view.from_text,
        to_text: view.to_text,
        paper_count: u32::try_from(taken).unwrap_or(u32::MAX),
        offered_count: u32::try_from(offers.len()).unwrap_or(u32::MAX),
        giver_signed: signature(opened, |event| is_offer_of(event, id)),
        taker_signed: signature(opened, |event| is_acceptance_of(event, id)),
        outcome: Some(handoff::state_text(view.state)),
        sync: view.sync,
    }
}

/// Says how the step was signed that had effect; a refusal is no signature for papers.
fn signature(opened: &OpenedDossier, is_step: impl Fn(&Event) -> bool) -> SignatureKind {
    let mut steps = opened.timeline.iter();
    if steps.any(|step| is_step(&step.entry.event) && is_signed(step)) {
        SignatureKind::Pin
    } else {
        SignatureKind::None
    }
}

/// Says whether a step had effect under its author's own signature.
pub(super) fn is_signed(step: &TimelineEntry) -> bool {
    let has_signature = matches!(
        step.standing,
        AuthorStanding::Verified | AuthorStanding::KeyUnknown
    );
    has_signature && step.no_effect.is_none() && !step.is_waiting
}

fn is_offer_of(event: &Event, id: HandoffId) -> bool {
    matches!(event, Event::LineOffered(line) if line.handoff == id)
}

fn is_acceptance_of(event: &Event, id: HandoffId) -> bool {
    matches!(event, Event::LineAccepted(line) if line.handoff == id)
}

/// Says until when this machine knows of others' work.
fn freshness(program: &Program) -> Answer<String> {
    let counts = program.read(|reader, _| reader.queue_counts())?;
    Ok(match counts.last_success_at.map(Moment) {
        Some(at) => {
            let clock = at.civil().format("%H:%M %d/%m/%Y").to_string();
            sentence("where.freshness", &[("time", &clock)])
        }
        None => sentence("where.never_heard", &[]),
    })
}
