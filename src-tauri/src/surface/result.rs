//! Results and papers that go back, as they go in.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{ActId, DossierId, PaperId};
use serde::Deserialize;
use ts_rs::TS;

use crate::surface::{Id, mirror};

/// A result that lies here.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct IssueResultForm {
    /// Given again, it is the same result; without one each call records another.
    #[serde(default)]
    #[ts(as = "Option<Id>", optional = nullable)]
    pub(crate) act_id: Option<ActId>,
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) name: String,
}

mirror! {
    /// Who takes papers home.
    RecipientKind of domain::event::Recipient { Submitter, Applicant, Guardian, Authorised }
}

mirror! {
    /// How it was signed for.
    SignatureForm of domain::event::SignatureOnPaper { Signed, Thumbprint }
}

/// Papers that go back to the citizen.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ReturnResultForm {
    #[ts(as = "Id")]
    pub(crate) dossier_id: DossierId,
    pub(crate) recipient_kind: RecipientKind,
    pub(crate) recipient_name: Option<String>,
    pub(crate) document_seen: Option<String>,
    #[ts(as = "Vec<Id>")]
    pub(crate) papers: Vec<PaperId>,
    pub(crate) signature: SignatureForm,
    pub(crate) witness: Option<String>,
}
