//! Claims that stand against each other over one paper, from the first to a person's decision.
//!
//! Whoever signed for a paper without knowing how it lay is never passed over: the claim stands
//! beside the others, and each pair is a case. A holder who passes a disputed paper on hands her
//! claim on with it. A paper is disputed exactly as long as a case about it is open.

use crate::custody::{Claim, ClaimedState, Custody, HeldPaper};
use crate::dossier::{Conflict, ConflictKind, Dossier, NoEffect, Resolution};
use crate::entry::{Entry, History};
use crate::event::ConflictResolved;
use crate::id::{PaperId, RecordRef};
use crate::party::Holder;

/// Says whether the author knew how the paper lies: every record that did anything to it, and
/// none whose effect she still believed in.
///
/// Only then did she see the paper as it is folded here, and had no business to act otherwise.
pub(super) fn is_known(held: &HeldPaper, entry: &Entry, history: &History<'_>) -> bool {
    let believed = |record: &RecordRef| history.knew(entry.record(), *record);
    history.knew_all(entry.record(), &held.told_by) && !held.withheld.iter().any(believed)
}

/// Lets a claim stand against the state that other records gave the paper.
///
/// Two that say the same are no dispute.
pub(super) fn contest(
    held: &mut HeldPaper,
    claim: Claim,
    last_undisputed: &Holder,
) -> Result<(), NoEffect> {
    let standing = match &mut held.custody {
        Custody::Disputed { claims, .. } => {
            if claims.iter().all(|other| other.state != claim.state) {
                claims.push(claim.clone());
            }
            note_claimant(held, &claim);
            return Ok(());
        }
        Custody::Incident { .. } => return Err(NoEffect::NotHeld),
        Custody::Held { holder } | Custody::InTransit { giver: holder, .. } => {
            ClaimedState::Held(holder.clone())
        }
        Custody::Returned => ClaimedState::Returned,
        Custody::TakenBack => ClaimedState::TakenBack,
    };
    if standing == claim.state {
        return Ok(());
    }
    note_claimant(held, &claim);
    let standing = Claim {
        record: held.since,
        state: standing,
    };
    held.custody = Custody::Disputed {
        claims: vec![standing, claim],
        last_undisputed: last_undisputed.clone(),
    };
    Ok(())
}

/// Hands a claim on: whoever claimed a disputed paper passed it to the next, who signed.
///
/// Says whether there was such a claim, known to the author.
pub(super) fn carry_on(
    held: &mut HeldPaper,
    next: &Claim,
    is_hers: impl Fn(&Holder) -> bool,
    knew: impl Fn(RecordRef) -> bool,
) -> bool {
    let Custody::Disputed { claims, .. } = &mut held.custody else {
        return false;
    };
    let hers = claims
        .iter_mut()
        .find(|claim| claim.state.holder().is_some_and(&is_hers) && knew(claim.record));
    let Some(hers) = hers else {
        return false;
    };
    *hers = next.clone();
    note_claimant(held, next);
    true
}

fn note_claimant(held: &mut HeldPaper, claim: &Claim) {
    if let Some(holder) = claim.state.holder() {
        held.note_holder(holder);
    }
}

impl Dossier {
    /// Drops the claim that was decided against; the last one standing becomes the state.
    pub(super) fn settle(&mut self, entry: &Entry, event: &ConflictResolved, decided: &Conflict) {
        let Some(resolution) = decided.resolution else {
            return;
        };
        let (one, other) = decided.between;
        let against = if event.upheld == one { other } else { one };
        for paper in &decided.papers {
            if let Some(held) = self.papers.get_mut(paper) {
                drop_claim(held, against, entry, event.at);
            }
            self.review_dispute(*paper, Some(resolution));
        }
    }

    /// Lets a claim stand again that one decision dropped and another, which did not know of
    /// it, upheld.
    pub(super) fn claim_again(&mut self, entry: &Entry, papers: &[PaperId], upheld: RecordRef) {
        for paper in papers {
            let Some(held) = self.papers.get_mut(paper) else {
                continue;
            };
            held.told_by.push(entry.record());
            let dropped = held.dropped.iter().find(|claim| claim.record == upheld);
            let Some(claim) = dropped.cloned() else {
                continue;
            };
            let last = held.custody.holder().or_else(|| claim.state.holder());
            let last = last.cloned().unwrap_or(Holder::Citizen);
            // An incident has its own report; nothing can be claimed against it here.
            let _: Result<(), NoEffect> = contest(held, claim, &last);
            self.review_dispute(*paper, None);
        }
    }

    /// Makes the open cases about a paper match the claims on it.
    pub(super) fn review_dispute(&mut self, paper: PaperId, decided: Option<Resolution>) {
        let claims = self.papers.get(&paper).map(HeldPaper::claimants);
        let claims = claims.unwrap_or_default();
        self.review_cases(ConflictKind::TwoHolders, Some(paper), &claims, decided);
    }

    /// Makes the open cases of a kind match the records that stand against each other.
    ///
    /// A case of which one side no longer stands is closed with the decision that dropped it,
    /// or gives way to the case of whatever took that side's place.
    pub(super) fn review_cases(
        &mut self,
        kind: ConflictKind,
        paper: Option<PaperId>,
        standing: &[RecordRef],
        decided: Option<Resolution>,
    ) {
        self.conflicts.retain_mut(|conflict| {
            let is_open = conflict.kind == kind && conflict.resolution.is_none();
            let is_about = is_open && paper.is_none_or(|paper| conflict.papers.contains(&paper));
            !is_about || conflict.review(paper, standing, decided)
        });
        let Some((first, others)) = standing.split_first() else {
            return;
        };
        for other in others {
            self.open_conflict(kind, *first, *other, paper);
        }
    }
}

impl Conflict {
    /// Looks whether both sides still stand; says whether the case is to be kept.
    fn review(
        &mut self,
        paper: Option<PaperId>,
        standing: &[RecordRef],
        decided: Option<Resolution>,
    ) -> bool {
        let (one, other) = self.between;
        let upheld = match (standing.contains(&one), standing.contains(&other)) {
            (true, true) => return true,
            (true, false) => Some(one),
            (false, true) => Some(other),
            (false, false) => None,
        };
        let has_others = paper.is_some_and(|paper| self.papers != [paper]);
        match decided.filter(|_| !has_others) {
            Some(decided) => {
                let upheld = upheld.unwrap_or(decided.upheld);
                self.resolution = Some(Resolution { upheld, ..decided });
                true
            }
            None => {
                self.papers.retain(|own| Some(*own) != paper);
                has_others
            }
        }
    }
}

fn drop_claim(held: &mut HeldPaper, against: RecordRef, entry: &Entry, at: i64) {
    let Custody::Disputed { claims, .. } = &mut held.custody else {
        return;
    };
    let (dropped, kept): (Vec<Claim>, Vec<Claim>) = std::mem::take(claims)
        .into_iter()
        .partition(|claim| claim.record == against);
    held.dropped.extend(dropped);
    held.told_by.push(entry.record());
    match kept.split_first() {
        Some((last, others)) if others.iter().all(|other| other.state == last.state) => {
            let custody = last.state.clone().into_custody();
            held.put(custody, entry.record(), at);
        }
        Some(_) | None => *claims = kept,
    }
}
