//! Manifests, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{ActId, DossierId, HandoffId, PaperId, PersonId, UnitId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{DossierRow, Id, PaperKind, PaperView, PrintJobId, SyncState, mirror};

/// An office to hand over to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DestinationView {
    #[ts(as = "Id")]
    pub(crate) unit_id: UnitId,
    pub(crate) unit_name: String,
}

/// A paper that can be put on a manifest by itself.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandOverPaperView {
    #[ts(as = "Id")]
    pub(crate) paper_id: PaperId,
    pub(crate) name: String,
    pub(crate) form: PaperKind,
    pub(crate) count: u32,
    pub(crate) irreplaceable: bool,
    pub(crate) must_return: bool,
}

/// A dossier whose papers can be handed over.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandOverRow {
    #[serde(flatten)]
    pub(crate) row: DossierRow,
    pub(crate) originals: u32,
    pub(crate) others: u32,
    /// Due today: leads its group.
    pub(crate) same_day: bool,
    pub(crate) papers: Vec<HandOverPaperView>,
}

/// What waits for one destination; without one, what only the clerk knows where to send.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandOverGroupView {
    pub(crate) destination: Option<DestinationView>,
    pub(crate) same_day: u32,
    pub(crate) dossiers: Vec<HandOverRow>,
}

/// A person who can be named as taker.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct NamedPersonView {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) name: String,
}

/// An office with the people who can be named.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DestinationStaffView {
    #[serde(flatten)]
    pub(crate) row: DestinationView,
    pub(crate) staff: Vec<NamedPersonView>,
}

/// What lies here, by destination.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListHandOverView {
    pub(crate) groups: Vec<HandOverGroupView>,
    pub(crate) destinations: Vec<DestinationStaffView>,
}

/// How far a manifest has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HandoffState {
    Offered,
    Accepted,
    AcceptedWithExceptions,
    Refused,
    Withdrawn,
}

domain::codes! {
    pub(crate) HandoffState {
        Self::Offered => "offered",
        Self::Accepted => "accepted",
        Self::AcceptedWithExceptions => "accepted_with_exceptions",
        Self::Refused => "refused",
        Self::Withdrawn => "withdrawn",
    }
}

/// One dossier put on a manifest.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct OfferLineForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    /// Everything of it that lies here, where null.
    #[ts(as = "Option<Vec<Id>>")]
    pub(crate) paper_ids: Option<Vec<PaperId>>,
}

/// A manifest as its giver signs it.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct OfferHandoffForm {
    #[ts(as = "Id")]
    pub(crate) act_id: ActId,
    #[ts(as = "Id")]
    pub(crate) to_unit_id: UnitId,
    #[ts(as = "Option<Id>")]
    pub(crate) to_person_id: Option<PersonId>,
    pub(crate) lines: Vec<OfferLineForm>,
    pub(crate) counted_bundles: u32,
    pub(crate) pin: String,
}

/// The manifest as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct OfferHandoffView {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    pub(crate) number: String,
    pub(crate) state: HandoffState,
    pub(crate) originals: u32,
    pub(crate) others: u32,
    #[ts(as = "Id")]
    pub(crate) print_job_id: PrintJobId,
}

/// Which manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HandoffDirection {
    Outgoing,
    Incoming,
    All,
}

/// Which manifests.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ListHandoffsForm {
    pub(crate) direction: HandoffDirection,
}

/// One manifest in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandoffRow {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    pub(crate) number: String,
    pub(crate) from_text: String,
    pub(crate) to_text: String,
    pub(crate) offered_at: Moment,
    pub(crate) state: HandoffState,
    pub(crate) line_count: u32,
    pub(crate) originals: u32,
    pub(crate) others: u32,
    pub(crate) exceptions: u32,
    pub(crate) overdue: bool,
    pub(crate) sync: SyncState,
    pub(crate) minutes_signed: bool,
}

/// Manifests, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListHandoffsView {
    pub(crate) handoffs: Vec<HandoffRow>,
}

/// Which manifest.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct HandoffForm {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
}

mirror! {
    /// What the taker found.
    LineOutcome of domain::event::PaperOutcome { Accepted, Missing, Damaged, Different, Refused }
}

/// One dossier of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandoffLineView {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) lookup_code: String,
    pub(crate) applicant_name: Option<String>,
    pub(crate) procedure_name: String,
    pub(crate) papers: Vec<PaperView>,
    pub(crate) outcome: Option<LineOutcome>,
    pub(crate) exception: Option<String>,
}

/// What the giver's signature is worth here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GiverSignature {
    Valid,
    ValidRosterOld,
    Invalid,
}

/// A manifest line by line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct HandoffView {
    #[serde(flatten)]
    pub(crate) row: HandoffRow,
    pub(crate) lines: Vec<HandoffLineView>,
    pub(crate) giver_signature: GiverSignature,
}

/// One paper, ticked.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct AcceptPaperForm {
    #[ts(as = "Id")]
    pub(crate) paper_id: PaperId,
    pub(crate) outcome: LineOutcome,
    pub(crate) note: Option<String>,
}

/// One dossier of a manifest, ticked.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct AcceptLineForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) papers: Vec<AcceptPaperForm>,
}

/// A manifest as its taker signs it.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct AcceptHandoffForm {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    #[ts(as = "Option<Id>")]
    pub(crate) taker_person_id: Option<PersonId>,
    pub(crate) pin: String,
    pub(crate) counted_bundles: u32,
    pub(crate) lines: Vec<AcceptLineForm>,
}

/// What was taken.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct AcceptHandoffView {
    pub(crate) state: HandoffState,
    pub(crate) accepted: u32,
    pub(crate) exceptions: u32,
    pub(crate) sentence: String,
    #[ts(as = "Id")]
    pub(crate) print_job_id: PrintJobId,
}

/// The taker takes nothing.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct RefuseHandoffForm {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    pub(crate) reason: String,
    #[ts(as = "Option<Id>")]
    pub(crate) taker_person_id: Option<PersonId>,
    pub(crate) pin: String,
}

/// The giver takes it back.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct WithdrawHandoffForm {
    #[ts(as = "Id")]
    pub(crate) handoff_id: HandoffId,
    pub(crate) reason: String,
    pub(crate) pin: String,
}
