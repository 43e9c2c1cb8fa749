//! Dossiers, papers and what happened to them, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{DossierId, HandoffId, PaperId, RecordRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{Channel, Id, PaperFate, PartyForm, ReturnChannel, mirror};

/// How far a record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SyncState {
    Here,
    Sending,
    Received,
    Safe,
    Quarantined,
}

/// One dossier in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DossierRow {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) lookup_code: String,
    pub(crate) dossier_code: String,
    pub(crate) applicant_name: String,
    pub(crate) birth_year: Option<u32>,
    pub(crate) id_masked: Option<String>,
    pub(crate) procedure_name: String,
    pub(crate) received_at: Moment,
    pub(crate) due_at: Option<Moment>,
    pub(crate) due_text: String,
    pub(crate) status: String,
    pub(crate) status_text: String,
    pub(crate) holder_text: String,
    pub(crate) sync: SyncState,
    // A PDF of the slip was made; that it is on paper is for a person to say.
    pub(crate) slip_pdf: bool,
}

/// How many.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ListRecentForm {
    pub(crate) limit: u32,
}

/// What this desk received last.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListRecentView {
    pub(crate) dossiers: Vec<DossierRow>,
}

/// What was typed or scanned.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct FindDossiersForm {
    pub(crate) text: String,
    pub(crate) limit: u32,
}

/// How a word of the query was read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct UnderstoodView {
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// What was found, best first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct FindDossiersView {
    pub(crate) dossiers: Vec<DossierRow>,
    pub(crate) more: bool,
    pub(crate) understood: Vec<UnderstoodView>,
}

/// Which dossier.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct DossierForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
}

mirror! {
    /// In which form a paper is.
    PaperKind of domain::paper::PaperForm { Original, CertifiedCopy, Copy, Result }
}

/// The one state of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CustodyState {
    Held,
    InTransit,
    Returned,
    TakenBack,
    Incident,
    Disputed,
}

/// A paper and who has it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct PaperView {
    #[ts(as = "Id")]
    pub(crate) paper_id: PaperId,
    pub(crate) name: String,
    pub(crate) form: PaperKind,
    pub(crate) count: u32,
    pub(crate) irreplaceable: bool,
    pub(crate) fate: PaperFate,
    pub(crate) custody: CustodyState,
    pub(crate) holder_text: String,
    pub(crate) since: Moment,
    pub(crate) place: Option<String>,
    pub(crate) must_return: bool,
}

/// How far the clock of a record is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClockGrade {
    Trusted,
    Unchecked,
    Suspect,
}

/// One step of a dossier.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct TimelineView {
    #[ts(as = "Id")]
    pub(crate) record_id: RecordRef,
    pub(crate) at: Moment,
    pub(crate) person_name: Option<String>,
    pub(crate) unit_name: String,
    pub(crate) title: String,
    pub(crate) detail: Option<String>,
    pub(crate) struck: bool,
    pub(crate) sync: SyncState,
    pub(crate) clock: ClockGrade,
}

/// Two records that contradict each other.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ConflictView {
    pub(crate) conflict_id: String,
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) lookup_code: String,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) found_at: Moment,
    pub(crate) claims: Vec<ConflictClaimView>,
}

/// What one of the two says.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ConflictClaimView {
    pub(crate) decision: String,
    /// What would hold: the field's value, or who did what with the papers.
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) person_name: Option<String>,
    pub(crate) unit_name: String,
    pub(crate) at: Moment,
}

/// A dossier with everything this person may read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DossierView {
    pub(crate) row: DossierRow,
    pub(crate) applicant: PartyForm,
    pub(crate) submitter: Option<PartyForm>,
    pub(crate) request: String,
    pub(crate) channel_in: Channel,
    pub(crate) return_channel: ReturnChannel,
    pub(crate) sets: u32,
    pub(crate) papers: Vec<PaperView>,
    /// Names of papers that were shown and given back at once.
    pub(crate) presented: Vec<String>,
    /// Names of papers that are still owed.
    pub(crate) missing: Vec<String>,
    /// A person said that the slip is on paper and bears its signatures.
    pub(crate) slip_signed: bool,
    pub(crate) timeline: Vec<TimelineView>,
    pub(crate) conflicts: Vec<ConflictView>,
    pub(crate) custody_sentence: String,
}

/// How a side signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignatureKind {
    Pin,
    Paper,
    None,
}

/// One passing of papers of a dossier.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct PaperHandoffView {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    pub(crate) number: String,
    pub(crate) at: Moment,
    pub(crate) from_text: String,
    pub(crate) to_text: String,
    pub(crate) paper_count: u32,
    pub(crate) offered_count: u32,
    pub(crate) giver_signed: SignatureKind,
    pub(crate) taker_signed: SignatureKind,
    pub(crate) outcome: Option<String>,
    pub(crate) sync: SyncState,
}

/// The answer to «Giấy tờ đang ở đâu».
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct WherePapersView {
    pub(crate) sentence: String,
    pub(crate) as_of: Moment,
    pub(crate) papers: Vec<PaperView>,
    pub(crate) handoffs: Vec<PaperHandoffView>,
    pub(crate) freshness: String,
}

mirror! {
    /// A field that can be put right.
    CorrectableField of domain::event::CorrectedField {
        ApplicantName, Birth, IdNumber, Address, Phone, Request, ReturnChannel, DueAt, Sets, Email
    }
}

mirror! {
    /// Why it is put right.
    CorrectionReason of domain::event::CorrectionReason { Typing, Citizen, Document, Other }
}

/// One field with its value.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct CorrectDossierForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) field: CorrectableField,
    pub(crate) value: String,
    pub(crate) reason_kind: CorrectionReason,
    pub(crate) reason: String,
}

/// The citizen withdraws.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct WithdrawDossierForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) reason: String,
    pub(crate) papers_returned: bool,
}

/// A reception made by mistake is undone.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct CancelDossierForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) reason: String,
}
