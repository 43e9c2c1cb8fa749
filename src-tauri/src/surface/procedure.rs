//! Procedures, checklists and due dates, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{CivilDate, mirror};

mirror! {
    /// Way in.
    Channel of domain::event::Channel { Direct, Post, Online }
}

mirror! {
    /// Way back.
    ReturnChannel of domain::event::ReturnChannel { Counter, Post, Electronic }
}

mirror! {
    /// What is to become of a paper.
    PaperFate of domain::paper::PaperFate { Submit, Present, Compare, Amend, Reclaim }
}

/// What the clerk typed, and the way in.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ListProceduresForm {
    pub(crate) text: String,
    pub(crate) channel: Channel,
}

/// One procedure to choose.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ProcedureRow {
    pub(crate) code: String,
    pub(crate) short_code: Option<String>,
    pub(crate) name: String,
    pub(crate) sector: String,
    pub(crate) postal_in: bool,
    pub(crate) presence: String,
    pub(crate) time_text: String,
    pub(crate) fee_text: String,
    pub(crate) paper_count: u32,
    pub(crate) confidence: String,
}

/// Procedures, the frequent ones first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListProceduresView {
    pub(crate) procedures: Vec<ProcedureRow>,
}

/// A procedure and the way in.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct GetChecklistForm {
    pub(crate) procedure_code: String,
    pub(crate) channel: Channel,
}

/// Whether a paper must be handed in, may be, or is only shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperRequirement {
    Yes,
    Conditional,
    Present,
}

/// One line of a checklist.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ChecklistPaperView {
    pub(crate) line: u32,
    pub(crate) name: String,
    pub(crate) originals: u32,
    pub(crate) certified_copies: u32,
    pub(crate) copies: u32,
    pub(crate) required: PaperRequirement,
    pub(crate) irreplaceable: bool,
    pub(crate) fate: PaperFate,
    pub(crate) note: Option<String>,
}

/// When the result is due, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DueView {
    pub(crate) due_at: Option<Moment>,
    #[ts(as = "Option<CivilDate>")]
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) reasoning: Vec<String>,
    pub(crate) unconfirmed: bool,
    pub(crate) must_enter: bool,
}

/// What a procedure asks for by one channel.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ChecklistView {
    pub(crate) papers: Vec<ChecklistPaperView>,
    pub(crate) request_prefill: String,
    pub(crate) due: DueView,
}
