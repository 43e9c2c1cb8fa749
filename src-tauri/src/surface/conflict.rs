//! What contradicts what, as it goes in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::DossierId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::surface::{ConflictView, Id};

/// What waits for a named person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListConflictsView {
    pub(crate) conflicts: Vec<ConflictView>,
}

/// A decision with its reason.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ResolveConflictForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) conflict_id: String,
    pub(crate) decision: String,
    pub(crate) reason: String,
    pub(crate) pin: String,
}
