//! Taking a dossier in, as it goes in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{ActId, DossierId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{Channel, Id, PaperFate, PrintJobId, ReturnChannel, mirror};

mirror! {
    /// Person or organisation.
    PartyKind of domain::event::ApplicantKind { Person, Organisation }
}

mirror! {
    /// Which identity paper.
    IdKind of domain::event::IdKind { Cccd, Cmnd, Passport, None }
}

/// Sex as the card states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) enum Sex {
    M,
    F,
}

/// A person or organisation that files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct PartyForm {
    pub(crate) kind: PartyKind,
    pub(crate) name: String,
    pub(crate) id_number: Option<String>,
    pub(crate) id_kind: IdKind,
    pub(crate) birth: Option<String>,
    pub(crate) sex: Option<Sex>,
    pub(crate) address: String,
    pub(crate) phone: Option<String>,
    pub(crate) contact: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub(crate) email: Option<String>,
}

/// One line of papers as the clerk ticked it.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct PaperForm {
    pub(crate) name: String,
    pub(crate) originals: u32,
    pub(crate) certified_copies: u32,
    pub(crate) copies: u32,
    pub(crate) fate: PaperFate,
    pub(crate) irreplaceable: bool,
}

/// A required paper that is not there.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct MissingPaperForm {
    pub(crate) name: String,
}

/// A reception as the clerk filled it in.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ReceiveDossierForm {
    #[ts(as = "Id")]
    pub(crate) act_id: ActId,
    pub(crate) applicant: PartyForm,
    pub(crate) submitter: Option<PartyForm>,
    pub(crate) procedure_code: String,
    pub(crate) channel_in: Channel,
    pub(crate) return_channel: ReturnChannel,
    pub(crate) request: String,
    pub(crate) sets: u32,
    pub(crate) papers: Vec<PaperForm>,
    pub(crate) missing: Vec<MissingPaperForm>,
    pub(crate) missing_reason: Option<String>,
    pub(crate) due_at: Option<Moment>,
    pub(crate) due_reason: Option<String>,
    pub(crate) duplicate_acknowledged: bool,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ReceiveDossierView {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) lookup_code: String,
    pub(crate) dossier_code: String,
    pub(crate) register_volume: String,
    pub(crate) register_number: u32,
    pub(crate) due_at: Option<Moment>,
    pub(crate) due_text: String,
    pub(crate) sentence: String,
    #[ts(as = "Id")]
    pub(crate) print_job_id: PrintJobId,
    pub(crate) repeated: bool,
}

/// Whom to look for before saving.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct FindDuplicatesForm {
    pub(crate) name: String,
    pub(crate) id_number: Option<String>,
    pub(crate) procedure_code: String,
}

/// A dossier that looks alike.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DuplicateView {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) lookup_code: String,
    pub(crate) applicant_name: String,
    pub(crate) procedure_name: String,
    pub(crate) received_at: Moment,
}

/// Dossiers that look alike, not yet sent ones included.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct FindDuplicatesView {
    pub(crate) duplicates: Vec<DuplicateView>,
}

/// Whatever the screen needs to go on later.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct SaveDraftForm {
    #[ts(type = "unknown")]
    pub(crate) draft: Value,
}

/// When it was kept.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct SaveDraftView {
    pub(crate) saved_at: Moment,
}

/// The kept draft, if any.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct GetDraftView {
    #[ts(type = "unknown")]
    pub(crate) draft: Value,
    pub(crate) saved_at: Option<Moment>,
}
