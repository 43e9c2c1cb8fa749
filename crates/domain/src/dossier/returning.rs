//! The ways in and out beside reception: a result comes into being, papers go back to the
//! citizen, an old paper is taken back, a mistaken reception is undone.

use std::collections::BTreeMap;

use crate::custody::{ClaimedState, Custody, HeldPaper};
use crate::dossier::{Dossier, NoEffect, Status};
use crate::entry::{Entry, History};
use crate::event::{DossierCancelled, PaperTakenBack, PapersReturned, ResultIssued};
use crate::id::PaperId;
use crate::paper::PaperForm;

pub(super) fn issue(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &ResultIssued,
) -> Result<(), NoEffect> {
    let is_known = dossier.papers.contains_key(&event.result.id);
    if dossier.received.is_none() || is_known || event.result.form != PaperForm::Result {
        return Err(NoEffect::NothingThere);
    }
    let result = HeldPaper {
        paper: event.result.clone(),
        custody: Custody::Held {
            holder: event.holder.clone(),
        },
        since: entry.record(),
        since_at: event.at,
        offers: BTreeMap::new(),
    };
    dossier.papers.insert(event.result.id, result);
    Ok(())
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
pub(super) fn cancel(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &DossierCancelled,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let papers: Vec<PaperId> = dossier.papers.keys().copied().collect();
    if !papers.is_empty() {
        let claimed = ClaimedState::Returned;
        dossier.leave(entry, &papers, event.by, &claimed, event.at, history)?;
    }
    dossier.end(Status::Cancelled)
}
