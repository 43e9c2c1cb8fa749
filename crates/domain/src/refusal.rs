//! Why a command was not carried out: facts, each with a stable code and what one sentence
//! needs to say what happened, what is safe and what to do.
//!
//! The sentence itself is made where it is read, from `ui/locales/vi.json`.

use crate::id::{DossierId, HandoffId, PaperId, PersonId};
use crate::party::Holder;

/// A fact that stands against a command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person has no duty in force that allows it.
    #[error("no duty in force allows this")]
    NoDuty,
    /// The dossier is not on this machine.
    #[error("dossier {0} is not known here")]
    DossierUnknown(DossierId),
    /// The act was done before, with other content.
    #[error("the act was done before, with other content")]
    ActDiffers,
    /// A dossier with this id was received before, by another act.
    #[error("dossier {0} was received before")]
    DossierExists(DossierId),
    /// The dossier has come to its end.
    #[error("dossier {0} is closed")]
    DossierClosed(DossierId),
    /// The dossier's papers have been handed on, so that the act needs a second person.
    #[error("dossier {0} was handed on")]
    DossierHandedOn(DossierId),
    /// The procedure is not in the catalogue.
    #[error("procedure {0} is not in the catalogue")]
    ProcedureUnknown(String),
    /// The published list does not take this procedure by post.
    #[error("procedure {0} is not taken by post")]
    NotByPost(String),
    /// The time limit is not known and the clerk entered none.
    #[error("the appointed time must be entered")]
    DueMissing,
    /// The clerk set the appointed time herself and gave no reason.
    #[error("the appointed time was set without a reason")]
    DueWithoutReason,
    /// The appointed time lies before the reception.
    #[error("the appointed time lies before the reception")]
    DueInPast,
    /// A field is empty that must not be.
    #[error("field {0} is empty")]
    FieldEmpty(&'static str),
    /// A field is longer than it may be.
    #[error("field {0} is too long")]
    FieldTooLong(&'static str),
    /// A field holds what cannot be: a date that does not exist, a count of 0.
    #[error("field {0} is not possible")]
    FieldImpossible(&'static str),
    /// Required papers are missing and no reason was given.
    #[error("required papers are missing without a reason")]
    MissingWithoutReason,
    /// The same person filed the same procedure today and the clerk was not asked.
    #[error("looks like a duplicate of {0}")]
    DuplicateToday(DossierId),
    /// The list of papers is empty.
    #[error("no paper is named")]
    NoPaper,
    /// A list is longer than it may be.
    #[error("more than {0} lines")]
    TooMany(usize),
    /// The paper is not among the dossier's.
    #[error("paper {0} is not known here")]
    PaperUnknown(PaperId),
    /// Somebody else holds the paper.
    #[error("paper {paper} is held elsewhere")]
    PaperHeldElsewhere {
        /// Which paper.
        paper: PaperId,
        /// By whom, if by one.
        holder: Option<Holder>,
    },
    /// The paper is on a manifest that waits for its taker.
    #[error("paper {paper} is on its way on {handoff}")]
    PaperInTransit {
        /// Which paper.
        paper: PaperId,
        /// On which manifest.
        handoff: HandoffId,
    },
    /// Two offices claim the paper; a named person must decide first.
    #[error("paper {0} is disputed")]
    PaperDisputed(PaperId),
    /// Giver and taker are the same office, and the same person or nobody else.
    #[error("a handoff needs two parties")]
    SameParty,
    /// One person never signs both sides.
    #[error("person {0} cannot sign both sides")]
    SamePersonBothSides(PersonId),
    /// The manifest is not on this machine.
    #[error("handoff {0} is not known here")]
    HandoffUnknown(HandoffId),
    /// The giver's signature on the manifest does not hold.
    #[error("handoff {0} does not bear its giver's signature")]
    OfferNotSigned(HandoffId),
    /// The manifest was made for another office or person.
    #[error("handoff {0} is for somebody else")]
    HandoffForOthers(HandoffId),
    /// The manifest has been answered or withdrawn.
    #[error("handoff {0} is closed")]
    HandoffClosed(HandoffId),
    /// Not every line of the manifest was ticked, or one that is not on it.
    #[error("the ticks do not match the lines of handoff {0}")]
    TicksDoNotMatch(HandoffId),
    /// The counted bundles differ from the lines.
    #[error("{counted} bundles were counted, {listed} are listed")]
    CountDiffers {
        /// By the person.
        counted: u32,
        /// On the manifest.
        listed: u32,
    },
    /// The records of a line have not arrived, so its papers cannot be ticked.
    #[error("records of handoff {0} have not all arrived")]
    LinesNotHere(HandoffId),
    /// There is no open conflict of that name.
    #[error("no such conflict is open")]
    ConflictUnknown,
    /// The field held something else when the correction was written.
    #[error("the field was corrected elsewhere")]
    CorrectedElsewhere,
}

crate::codes! {
    pub Refusal {
        Self::NoDuty => "no_duty",
        Self::DossierUnknown(_) => "dossier_unknown",
        Self::ActDiffers => "act_differs",
        Self::DossierExists(_) => "dossier_exists",
        Self::DossierClosed(_) => "dossier_closed",
        Self::DossierHandedOn(_) => "dossier_handed_on",
        Self::ProcedureUnknown(_) => "procedure_unknown",
        Self::NotByPost(_) => "not_by_post",
        Self::DueMissing => "due_missing",
        Self::DueWithoutReason => "due_without_reason",
        Self::DueInPast => "due_in_past",
        Self::FieldEmpty(_) => "field_empty",
        Self::FieldTooLong(_) => "field_too_long",
        Self::FieldImpossible(_) => "field_impossible",
        Self::MissingWithoutReason => "missing_without_reason",
        Self::DuplicateToday(_) => "duplicate_today",
        Self::NoPaper => "no_paper",
        Self::TooMany(_) => "too_many",
        Self::PaperUnknown(_) => "paper_unknown",
        Self::PaperHeldElsewhere { .. } => "paper_held_elsewhere",
        Self::PaperInTransit { .. } => "paper_in_transit",
        Self::PaperDisputed(_) => "paper_disputed",
        Self::SameParty => "same_party",
        Self::SamePersonBothSides(_) => "same_person_both_sides",
        Self::HandoffUnknown(_) => "handoff_unknown",
        Self::OfferNotSigned(_) => "offer_not_signed",
        Self::HandoffForOthers(_) => "handoff_for_others",
        Self::HandoffClosed(_) => "handoff_closed",
        Self::TicksDoNotMatch(_) => "ticks_do_not_match",
        Self::CountDiffers { .. } => "count_differs",
        Self::LinesNotHere(_) => "lines_not_here",
        Self::ConflictUnknown => "conflict_unknown",
        Self::CorrectedElsewhere => "corrected_elsewhere",
    }
}
