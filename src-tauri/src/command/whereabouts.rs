//! «Giấy tờ đang ở đâu»: the answer first, the evidence below.

use domain::whereabouts;
use store::read::HandoffRow as StoredHandoff;

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
        .map(|row| passing(program, row, &opened.dossier))
        .collect();
    Ok(WherePapersView {
        sentence: whereabouts::sentence(&opened.dossier, &roster),
        as_of: Moment::now(),
        papers: dossier::papers(&opened, &roster),
        handoffs,
        freshness: freshness(program)?,
    })
}

fn passing(
    program: &Program,
    row: StoredHandoff,
    dossier: &domain::dossier::Dossier,
) -> PaperHandoffView {
    let offers: Vec<_> = dossier
        .papers
        .values()
        .filter_map(|held| held.offers.get(&row.id))
        .collect();
    let taken = offers
        .iter()
        .filter(|offer| offer.outcome == domain::custody::OfferOutcome::Taken)
        .count();
    let is_answered = row.taken_by.is_some();
    let view = handoff::row(program, row);
    PaperHandoffView {
        handoff_id: view.handoff_id,
        number: view.number,
        at: view.offered_at,
        from_text: view.from_text,
        to_text: view.to_text,
        paper_count: u32::try_from(taken).unwrap_or(u32::MAX),
        offered_count: u32::try_from(offers.len()).unwrap_or(u32::MAX),
        giver_signed: SignatureKind::Pin,
        taker_signed: if is_answered {
            SignatureKind::Pin
        } else {
            SignatureKind::None
        },
        outcome: Some(handoff::state_text(view.state)),
        sync: view.sync,
    }
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
