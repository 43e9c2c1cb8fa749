//! The ways in and out beside reception: a result comes into being, papers go back to the
//! citizen, an old paper is taken back, a mistaken reception is undone.

use crate::custody::ClaimedState;
use crate::dossier::{Dossier, NoEffect, Status};
use crate::entry::{Entry, History};
use crate::event::{DossierCancelled, PaperTakenBack, PapersReturned, ResultIssued};
use crate::id::PaperId;
use crate::paper::PaperForm;
use crate::party::Holder;

pub(super) fn issue(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &ResultIssued,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    if dossier.received.is_none() || event.result.form != PaperForm::Result {
        return Err(NoEffect::NothingThere);
    }
    // A result begins in the hands of whoever signs that it exists, never in another's.
    let Holder::Staff { .. } = event.holder else {
        return Err(NoEffect::NotTheAuthor);
    };
    dossier.arrive(entry, &event.result, &event.holder, event.at, history)
}

pub(super) fn give_back(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &PapersReturned,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let claimed = ClaimedState::Returned;
    dossier.leave(entry, &event.papers, event.by, &claimed, event.at, history)
}

pub(super) fn take_back(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &PaperTakenBack,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let claimed = ClaimedState::TakenBack;
    dossier.leave(entry, &[event.paper], event.by, &claimed, event.at, history)
}

/// Undoes a reception: its papers are with the citizen again.
///
/// Papers that the author had not heard of stay where they lie.
pub(super) fn cancel(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &DossierCancelled,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let papers: Vec<PaperId> = dossier
        .papers
        .iter()
        .filter(|(_, held)| history.knew(entry.record(), held.came))
        .map(|(paper, _)| *paper)
        .collect();
    if !papers.is_empty() {
        let claimed = ClaimedState::Returned;
        dossier.leave(entry, &papers, event.by, &claimed, event.at, history)?;
    }
    dossier.end(Status::Cancelled)
}
