//! Conservation of papers, asserted at the end of every fold: a second look that knows nothing of
//! how custody moves, only of what each step says.

use std::collections::{BTreeMap, BTreeSet};

use super::{ConflictKind, Dossier};
use crate::custody::{Custody, HeldPaper, OfferOutcome};
use crate::entry::Entry;
use crate::event::Event;
use crate::id::PaperId;

/// How the books of a dossier fail to account for its papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imbalance {
    /// Papers are there that no step brought, or a step brought papers that are not there.
    AppearedOrVanished,
    /// A paper has left and no step let it go.
    LeftUnrecorded(PaperId),
    /// A paper is on its way by an offer that is closed, or of another giver.
    WayWithoutOffer(PaperId),
    /// A paper is disputed, and no open case says by whom.
    DisputeWithoutCase(PaperId),
}

impl Dossier {
    /// Says how the steps of this dossier fail to account for its papers; `entries` are what it
    /// was folded from.
    #[must_use]
    pub fn find_imbalance(&self, entries: &[Entry]) -> Option<Imbalance> {
        let (came, may_have_left) = self.moved(entries);
        if !self.papers.keys().eq(came.iter()) {
            return Some(Imbalance::AppearedOrVanished);
        }
        self.papers.iter().find_map(|(id, held)| {
            let fault = match &held.custody {
                Custody::InTransit { .. } if !is_on_open_offer(held) => Imbalance::WayWithoutOffer,
                Custody::Returned if !may_have_left.contains(id) => Imbalance::LeftUnrecorded,
                Custody::Disputed { claims, .. } if claims.len() < 2 || !self.has_case(*id) => {
                    Imbalance::DisputeWithoutCase
                }
                Custody::InTransit { .. }
                | Custody::Returned
                | Custody::Disputed { .. }
                | Custody::Held { .. }
                | Custody::TakenBack
                | Custody::Incident { .. } => return None,
            };
            Some(fault(*id))
        })
    }

    /// Gives the papers that effective steps brought, and those that they may have let go.
    fn moved(&self, entries: &[Entry]) -> (BTreeSet<PaperId>, BTreeSet<PaperId>) {
        let entries = entries.iter().map(|entry| (entry.record(), entry));
        let entries: BTreeMap<_, _> = entries.collect();
        let effective = self.steps.iter().filter(|step| step.no_effect.is_none());
        let (mut came, mut may_have_left) = (BTreeSet::new(), BTreeSet::new());
        for event in effective.filter_map(|step| Some(&entries.get(&step.record)?.event)) {
            if let Event::DossierReceived(event) = event {
                came.extend(event.papers.iter().map(|paper| paper.id));
            } else if let Event::ResultIssued(event) = event {
                came.insert(event.result.id);
            } else if let Event::PapersReturned(event) = event {
                may_have_left.extend(event.papers.iter().copied());
            } else if let Event::DossierCancelled(_) = event {
                may_have_left.extend(came.iter().copied());
            }
        }
        (came, may_have_left)
    }

    fn has_case(&self, paper: PaperId) -> bool {
        self.open_conflicts().any(|conflict| {
            conflict.kind == ConflictKind::TwoHolders && conflict.papers.contains(&paper)
        })
    }
}

/// Whether the offer by which a paper is on its way is open and its giver's.
fn is_on_open_offer(held: &HeldPaper) -> bool {
    let Custody::InTransit { handoff, giver, .. } = &held.custody else {
        return false;
    };
    held.offers
        .get(handoff)
        .is_some_and(|offer| offer.outcome == OfferOutcome::Open && offer.giver == *giver)
}
