//! Prints and the ledger, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{DeviceId, DossierId, HandoffId, IncarnationId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::surface::{Id, mirror};

mirror! {
    /// The paper size of a slip.
    PaperSize of forms::sheet::Paper { A5, A4 }
}

/// Which slip, on which paper; A5 where none is named.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct PrintReceiptForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub(crate) paper: Option<PaperSize>,
}

/// A print that was made.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct PrintView {
    pub(crate) path: String,
    pub(crate) pages: u32,
    pub(crate) reprint: u32,
}

/// Whether a print bears its signatures.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct RecordSignedPrintForm {
    #[ts(as = "Option<Id>")]
    pub(crate) dossier_id: Option<DossierId>,
    #[ts(as = "Option<Id>")]
    pub(crate) handoff_id: Option<HandoffId>,
    pub(crate) form: String,
    pub(crate) signed: bool,
}

/// What a check of every chain found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct VerifyLedgerView {
    pub(crate) records: u64,
    pub(crate) devices: u64,
    pub(crate) faults: Vec<String>,
}

/// The head of this desk's chain.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DeskHeadView {
    #[ts(as = "Id")]
    pub(crate) device: DeviceId,
    #[ts(as = "Id")]
    pub(crate) incarnation: IncarnationId,
    pub(crate) seq: u64,
    pub(crate) hash: String,
    pub(crate) words: Vec<String>,
}
