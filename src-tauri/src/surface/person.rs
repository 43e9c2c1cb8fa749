//! People and the desk itself, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{Id, mirror};

/// How far this machine is from being a desk that somebody works at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeskState {
    NotEnrolled,
    AwaitingApproval,
    Locked,
    Unlocked,
}

mirror! {
    /// A duty that a person can act under.
    Duty of domain::roster::Duty { OneStopReception, Postal, Supervision }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct SignedInView {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) name: String,
    pub(crate) unit_name: String,
    pub(crate) duties: Vec<Duty>,
    pub(crate) provisional: bool,
}

/// Whose unfinished reception lies here.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DraftOwnerView {
    pub(crate) owner_name: String,
    pub(crate) saved_at: Moment,
}

/// What the window must know before it draws anything.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DeskStatusView {
    pub(crate) state: DeskState,
    pub(crate) unit_name: String,
    pub(crate) commune_name: String,
    pub(crate) desk_no: u32,
    pub(crate) desk_label: String,
    pub(crate) signed_in: Option<SignedInView>,
    pub(crate) training: bool,
    pub(crate) version: String,
    pub(crate) fingerprint_words: Option<Vec<String>>,
    pub(crate) draft: Option<DraftOwnerView>,
}

/// The token that the upper level gave out.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct BeginEnrolmentForm {
    pub(crate) token: String,
}

/// Six words to be compared by telephone.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct BeginEnrolmentView {
    pub(crate) fingerprint_words: Vec<String>,
}

/// Whether the upper level has approved.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct CompleteEnrolmentView {
    pub(crate) state: DeskState,
}

/// One tile of the sign-in screen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct StaffView {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) name: String,
    pub(crate) initials: String,
    pub(crate) unit_name: String,
    pub(crate) duty: Duty,
    pub(crate) activated: bool,
    pub(crate) locked_until: Option<Moment>,
    pub(crate) tries_left: u32,
    pub(crate) provisional: bool,
    #[ts(as = "Vec<Id>")]
    pub(crate) supervisors: Vec<PersonId>,
}

/// Everybody who may sign in at this desk.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListStaffView {
    pub(crate) staff: Vec<StaffView>,
}

/// First sign-in of a person: the one-time code and her own PIN.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ActivatePersonForm {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) code: String,
    pub(crate) pin: String,
}

/// A person who comes while the upper level cannot be asked, and the supervisor beside her.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct VouchForPersonForm {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) pin: String,
    #[ts(as = "Id")]
    pub(crate) supervisor_id: PersonId,
    pub(crate) supervisor_pin: String,
}

/// A person whose wrong PINs are forgiven, and the supervisor beside her.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ForgiveTriesForm {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    #[ts(as = "Id")]
    pub(crate) supervisor_id: PersonId,
    pub(crate) supervisor_pin: String,
}

/// A person who forgot her PIN: a fresh one-time code, and the PIN that she chose.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ResetPinForm {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) code: String,
    pub(crate) new_pin: String,
}

/// A person and her PIN.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct UnlockForm {
    #[ts(as = "Id")]
    pub(crate) person_id: PersonId,
    pub(crate) pin: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct UnlockView {
    pub(crate) signed_in: SignedInView,
}

/// The PIN in use and the next one.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ChangePinForm {
    pub(crate) old_pin: String,
    pub(crate) new_pin: String,
}
