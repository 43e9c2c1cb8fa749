//! Whose hands papers went through: the second opinion on custody, as naive as can be.
//!
//! A list of what people did, in the order in which they did it, with no records, no signatures
//! and no fold. Where the books open no case about a paper, they must say what the hands say.

use std::collections::{BTreeMap, BTreeSet};

use domain::custody::Custody;
use domain::event::Event;
use domain::id::{DossierId, HandoffId, PaperId, UnitId};
use ledger::Hash;

/// Where a paper lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// An office holds it.
    Held(UnitId),
    /// On its way; the giving office answers for it.
    OnTheWay(HandoffId, UnitId),
    /// With the citizen.
    Citizen,
}

/// Every paper with whom it went through.
#[derive(Clone, Debug, Default)]
pub(super) struct Hands {
    /// For each paper its dossier and each hand, with the record that says so.
    pub(super) papers: BTreeMap<PaperId, (DossierId, Vec<(Hash, Hand)>)>,
    results: BTreeSet<PaperId>,
}

impl Hands {
    /// Follows what a person did, as recorded.
    pub(super) fn follow(&mut self, dossier: DossierId, event: &Event, record: Hash) {
        match event {
            Event::DossierReceived(event) => {
                for paper in &event.papers {
                    let first = (record, Hand::Held(event.unit));
                    self.papers.insert(paper.id, (dossier, vec![first]));
                }
            }
            Event::ResultIssued(event) => {
                let unit = event.holder.unit().unwrap_or_default();
                let first = (record, Hand::Held(unit));
                self.papers.insert(event.result.id, (dossier, vec![first]));
                self.results.insert(event.result.id);
            }
            Event::LineOffered(event) => {
                // Who does not know yet that the citizen has it back sends off an empty envelope.
                for paper in &event.papers {
                    self.put(*paper, record, |was| {
                        let on_the_way = Hand::OnTheWay(event.handoff, event.from.unit);
                        (was != Hand::Citizen).then_some(on_the_way)
                    });
                }
            }
            Event::LineAccepted(event) => {
                for ticked in &event.papers {
                    let taker = Hand::Held(event.taker.unit);
                    let is_taken = ticked.outcome.is_taken();
                    self.put(ticked.paper, record, |was| match was {
                        _ if is_taken => Some(taker),
                        Hand::OnTheWay(on, _) if on == event.handoff => back(was),
                        Hand::OnTheWay(..) | Hand::Held(_) | Hand::Citizen => None,
                    });
                }
            }
            Event::LineRefused(event) => self.put_back(dossier, event.handoff, record),
            Event::LineWithdrawn(event) => self.put_back(dossier, event.handoff, record),
            Event::PapersReturned(event) => {
                for paper in &event.papers {
                    self.put(*paper, record, |_| Some(Hand::Citizen));
                }
            }
            Event::DossierCancelled(_) => {
                // A result that another desk issued meanwhile is in that desk's hands: of results
                // nothing is said any more.
                self.papers
                    .retain(|paper, (own, _)| *own != dossier || !self.results.contains(paper));
                let of_dossier = self.papers.values_mut().filter(|(own, _)| *own == dossier);
                for (_, hands) in of_dossier {
                    hands.push((record, Hand::Citizen));
                }
            }
            _ => {}
        }
    }

    fn put(&mut self, paper: PaperId, record: Hash, to: impl Fn(Hand) -> Option<Hand>) {
        if let Some((_, hands)) = self.papers.get_mut(&paper)
            && let Some((_, was)) = hands.last()
            && let Some(hand) = to(*was)
        {
            hands.push((record, hand));
        }
    }

    fn put_back(&mut self, dossier: DossierId, handoff: HandoffId, record: Hash) {
        let of_dossier = self.papers.values_mut().filter(|(own, _)| *own == dossier);
        for (_, hands) in of_dossier {
            if let Some((_, was @ Hand::OnTheWay(on, _))) = hands.last().copied()
                && on == handoff
            {
                hands.extend(back(was).map(|hand| (record, hand)));
            }
        }
    }
}

fn back(was: Hand) -> Option<Hand> {
    match was {
        Hand::OnTheWay(_, giver) => Some(Hand::Held(giver)),
        Hand::Held(_) | Hand::Citizen => None,
    }
}

/// Says where the books see a paper; none where they see it disputed or lost.
pub(super) fn seen(custody: &Custody) -> Option<Hand> {
    match custody {
        Custody::Held { holder } => holder.unit().map(Hand::Held),
        Custody::InTransit { handoff, giver, .. } => {
            giver.unit().map(|unit| Hand::OnTheWay(*handoff, unit))
        }
        Custody::Returned => Some(Hand::Citizen),
        Custody::TakenBack | Custody::Incident { .. } | Custody::Disputed { .. } => None,
    }
}
