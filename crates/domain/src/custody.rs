//! Who has a paper: exactly one state a paper, on every machine, from the records it holds.
//!
//! The number of papers changes only by reception, by a result, and by the three ways out:
//! returned, taken back, incident. Nothing here knows of events; [`crate::dossier`] moves
//! papers through these states.

use std::collections::BTreeMap;

use crate::id::{HandoffId, PaperId, RecordRef, UnitId};
use crate::paper::Paper;
use crate::party::{Holder, Party};

/// The one state of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Custody {
    /// One holder answers for it.
    Held {
        /// Who.
        holder: Holder,
    },
    /// On a manifest; the giver answers for it until acceptance.
    InTransit {
        /// Which manifest.
        handoff: HandoffId,
        /// Who answers.
        giver: Holder,
        /// Who is to take it.
        to: Party,
    },
    /// Back with the citizen.
    Returned,
    /// Taken back by the authority.
    TakenBack,
    /// Lost, damaged or short, and reported.
    Incident {
        /// The report.
        report: RecordRef,
        /// Who answered for it last.
        last_holder: Holder,
    },
    /// Two records that did not know of each other put it in two hands.
    Disputed {
        /// What each says, in order of the records.
        claims: Vec<Claim>,
        /// Who held it when nobody doubted it.
        last_undisputed: Holder,
    },
}

/// What one record says of a disputed paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The record.
    pub record: RecordRef,
    /// The state it would put the paper in.
    pub state: ClaimedState,
}

/// A state that a record claims for a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedState {
    /// Somebody holds it.
    Held(Holder),
    /// It went back to the citizen.
    Returned,
    /// The authority took it back.
    TakenBack,
}

impl ClaimedState {
    /// Gives who would answer for the paper.
    #[must_use]
    pub const fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Held(holder) => Some(holder),
            Self::Returned | Self::TakenBack => None,
        }
    }

    /// Gives the custody in which the claim, once upheld, leaves the paper.
    #[must_use]
    pub fn into_custody(self) -> Custody {
        match self {
            Self::Held(holder) => Custody::Held { holder },
            Self::Returned => Custody::Returned,
            Self::TakenBack => Custody::TakenBack,
        }
    }
}

impl Custody {
    /// Gives who answers for the paper; nobody does once it left or while two claim it.
    #[must_use]
    pub const fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Held { holder } | Self::InTransit { giver: holder, .. } => Some(holder),
            Self::Returned | Self::TakenBack | Self::Incident { .. } | Self::Disputed { .. } => {
                None
            }
        }
    }
}

/// How far one manifest's offer of a paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferOutcome {
    /// Waits for its taker.
    Open,
    /// A taker took the paper.
    Taken,
    /// A taker looked and left it with the giver.
    Left,
    /// The giver took the manifest back.
    Withdrawn,
}

/// One manifest's offer of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The record that offered.
    pub record: RecordRef,
    /// Who gave.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// Who answered for the paper then.
    pub giver: Holder,
    /// How far it has come.
    pub outcome: OfferOutcome,
    /// The record that closed it.
    pub closed_by: Option<RecordRef>,
}

/// A paper with its state and every manifest it stood on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPaper {
    /// The thing.
    pub paper: Paper,
    /// Its one state.
    pub custody: Custody,
    /// The record that put it there.
    pub since: RecordRef,
    /// When that was, by its writer's declaration, µs UTC.
    pub since_at: i64,
    /// Every offer of it.
    pub offers: BTreeMap<HandoffId, Offer>,
    /// The record by which it came into being here.
    pub(crate) came: RecordRef,
    /// Who of each office answered for it last, or claims to.
    pub(crate) holders: BTreeMap<UnitId, Holder>,
    /// Claims that a person decided against.
    pub(crate) dropped: Vec<Claim>,
    /// Every record that did anything to it.
    pub(crate) told_by: Vec<RecordRef>,
    /// Records about it whose effect was taken away.
    pub(crate) withheld: Vec<RecordRef>,
}

impl HeldPaper {
    /// A paper that came into being in somebody's hands.
    pub(crate) fn arrived(paper: Paper, holder: Holder, record: RecordRef, at: i64) -> Self {
        let mut held = Self {
            paper,
            custody: Custody::Held {
                holder: holder.clone(),
            },
            since: record,
            since_at: at,
            offers: BTreeMap::new(),
            came: record,
            holders: BTreeMap::new(),
            dropped: Vec::new(),
            told_by: vec![record],
            withheld: Vec::new(),
        };
        held.note_holder(&holder);
        held
    }

    /// Puts the paper into a state.
    pub(crate) fn put(&mut self, custody: Custody, record: RecordRef, at: i64) {
        if let Some(holder) = custody.holder().cloned() {
            self.note_holder(&holder);
        }
        self.custody = custody;
        self.since = record;
        self.since_at = at;
    }

    /// Keeps in mind that a member of an office answered for the paper, or claims to.
    pub(crate) fn note_holder(&mut self, holder: &Holder) {
        if let Some(unit) = holder.unit() {
            self.holders.insert(unit, holder.clone());
        }
    }

    /// Gives the records that claim it, while they are several.
    pub(crate) fn claimants(&self) -> Vec<RecordRef> {
        match &self.custody {
            Custody::Disputed { claims, .. } => claims.iter().map(|claim| claim.record).collect(),
            Custody::Held { .. }
            | Custody::InTransit { .. }
            | Custody::Returned
            | Custody::TakenBack
            | Custody::Incident { .. } => Vec::new(),
        }
    }

    /// Gives who acts for an office that had the paper, or that it was on its way to.
    ///
    /// An office that never was party to the paper has nobody, and cannot claim it.
    pub(crate) fn claimant(&self, by: Party) -> Option<Holder> {
        let held = self.holders.get(&by.unit).cloned();
        held.or_else(|| {
            let was_offered = self.offers.values().any(|offer| offer.to.unit == by.unit);
            let person = by.person.filter(|_| was_offered)?;
            let unit = by.unit;
            Some(Holder::Staff { unit, person })
        })
    }
}

/// The papers of one dossier.
pub type Papers = BTreeMap<PaperId, HeldPaper>;
