//! Events of one dossier: reception, correction, its papers' way from hand to hand, the end.
//!
//! Every number in `#[n(…)]` is frozen; fields are only added, as `Option`.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{DossierId, HandoffId, PaperId, PersonId, RecordRef, UnitId};
use crate::paper::Paper;
use crate::party::{Holder, Party};

/// By which way the dossier came in (kênh nộp).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At the counter.
    #[n(0)]
    Direct,
    /// Through the public postal service.
    #[n(1)]
    Post,
    /// Filed on the portal.
    #[n(2)]
    Online,
}

/// How the citizen wants the result (cách nhận).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum ReturnChannel {
    /// Fetched at the counter.
    #[n(0)]
    Counter,
    /// Brought by the post.
    #[n(1)]
    Post,
    /// Electronic only.
    #[n(2)]
    Electronic,
}

crate::codes! {
    pub ReturnChannel {
        Self::Counter => "counter",
        Self::Post => "post",
        Self::Electronic => "electronic",
    }
}

/// Where the appointed time came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DueSource {
    /// From the procedure's time limit and the calendar.
    #[n(0)]
    Computed,
    /// The clerk entered it, with a reason in the case part.
    #[n(1)]
    Entered,
    /// None yet: the time starts with the minutes that the One-stop signs (rule T10).
    #[n(2)]
    Unknown,
}

/// A dossier was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DossierReceived {
    /// The office that received it.
    #[n(0)]
    pub unit: UnitId,
    /// The member of staff who now holds its papers.
    #[n(1)]
    pub staff: PersonId,
    /// «Mã tra cứu», 14 digits.
    #[n(2)]
    pub lookup_code: String,
    /// «Mã số hồ sơ» as printed here; an alias once an official one is linked.
    #[n(3)]
    pub dossier_code: String,
    /// Volume (quyển) of the register.
    #[n(4)]
    pub register_volume: u16,
    /// Running number in it, without gaps.
    #[n(5)]
    pub register_number: u32,
    /// National code of the procedure.
    #[n(6)]
    pub procedure_code: String,
    /// Version of the catalogue the rules were taken from.
    #[n(7)]
    pub catalogue_version: u64,
    /// Way in.
    #[n(8)]
    pub channel_in: Channel,
    /// Way back.
    #[n(9)]
    pub return_channel: ReturnChannel,
    /// Number of sets (bộ), at least 1.
    #[n(10)]
    pub sets: u16,
    /// When the clerk took it, µs UTC.
    #[n(11)]
    pub received_at: i64,
    /// The appointed time, µs UTC.
    #[n(12)]
    pub due_at: Option<i64>,
    /// Where that time came from.
    #[n(13)]
    pub due_source: DueSource,
    /// Everything taken into custody.
    #[n(14)]
    pub papers: Vec<Paper>,
    /// Names of papers shown and given back at once.
    #[n(15)]
    pub presented: Vec<String>,
    /// Names of required papers that were not handed in.
    #[n(16)]
    pub missing: Vec<String>,
    /// The earlier dossier that the clerk was warned of and which she knows to be another.
    #[n(17)]
    pub twin_of: Option<DossierId>,
    /// The procedure's sector, for assignments that are limited to some.
    #[n(18)]
    pub sector: Option<String>,
}

/// Which field a correction names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum CorrectedField {
    /// Name of the applicant.
    #[n(0)]
    ApplicantName,
    /// Date or year of birth.
    #[n(1)]
    Birth,
    /// Number of the identity paper.
    #[n(2)]
    IdNumber,
    /// Address.
    #[n(3)]
    Address,
    /// Telephone.
    #[n(4)]
    Phone,
    /// Nội dung yêu cầu.
    #[n(5)]
    Request,
    /// Way back.
    #[n(6)]
    ReturnChannel,
    /// The appointed time.
    #[n(7)]
    DueAt,
    /// Number of sets.
    #[n(8)]
    Sets,
    /// E-mail.
    #[n(9)]
    Email,
}

crate::codes! {
    pub CorrectedField {
        Self::ApplicantName => "applicant_name",
        Self::Birth => "birth",
        Self::IdNumber => "id_number",
        Self::Address => "address",
        Self::Phone => "phone",
        Self::Request => "request",
        Self::ReturnChannel => "return_channel",
        Self::DueAt => "due_at",
        Self::Sets => "sets",
        Self::Email => "email",
    }
}

/// What a corrected field becomes, where that is no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum CorrectedValue {
    /// The value stands in the person or case part of the same record.
    #[n(0)]
    InPart,
    /// Way back.
    #[n(1)]
    ReturnChannel(#[n(0)] ReturnChannel),
    /// The appointed time, µs UTC.
    #[n(2)]
    DueAt(#[n(0)] i64),
    /// Number of sets.
    #[n(3)]
    Sets(#[n(0)] u16),
}

/// Why a field is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionReason {
    /// Gõ nhầm.
    #[n(0)]
    Typing,
    /// Người dân báo.
    #[n(1)]
    Citizen,
    /// Theo giấy tờ mới.
    #[n(2)]
    Document,
    /// Khác, in the case part.
    #[n(3)]
    Other,
}

/// One field was put right.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DossierCorrected {
    /// The record that held the field until now.
    #[n(0)]
    pub corrects: RecordRef,
    /// Which field.
    #[n(1)]
    pub field: CorrectedField,
    /// Its value.
    #[n(2)]
    pub value: CorrectedValue,
    /// Why.
    #[n(3)]
    pub reason: CorrectionReason,
    /// When, µs UTC.
    #[n(4)]
    pub at: i64,
}

/// The citizen withdrew the request; the words of the reason are in the case part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DossierWithdrawn {
    /// When, µs UTC.
    #[n(0)]
    pub at: i64,
}

/// A reception made by mistake was undone; its papers are back with the citizen.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DossierCancelled {
    /// When, µs UTC.
    #[n(0)]
    pub at: i64,
    /// The dossier it doubled, if that was the mistake.
    #[n(1)]
    pub duplicate_of: Option<DossierId>,
    /// Who undid it; the papers were with her unit.
    #[n(2)]
    pub by: Party,
}

/// Papers of this dossier were put on a manifest and are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineOffered {
    /// The manifest.
    #[n(0)]
    pub handoff: HandoffId,
    /// Who gives; she answers for the papers until acceptance.
    #[n(1)]
    pub from: Party,
    /// To whom.
    #[n(2)]
    pub to: Party,
    /// Which papers.
    #[n(3)]
    pub papers: Vec<PaperId>,
    /// When, µs UTC.
    #[n(4)]
    pub at: i64,
}

/// What the taker found at one paper.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PaperOutcome {
    /// There, whole, as described.
    #[n(0)]
    Accepted,
    /// On the list but not in the bundle: a shortage of custody.
    #[n(1)]
    Missing,
    /// There but harmed; taken, with its state noted.
    #[n(2)]
    Damaged,
    /// Not what the list says; not taken.
    #[n(3)]
    Different,
    /// There, but the taker will not have it.
    #[n(4)]
    Refused,
}

crate::codes! {
    pub PaperOutcome {
        Self::Accepted => "accepted",
        Self::Missing => "missing",
        Self::Damaged => "damaged",
        Self::Different => "different",
        Self::Refused => "refused",
    }
}

impl PaperOutcome {
    /// Says whether the taker answers for the paper from here on.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::Damaged)
    }

    /// Says whether a person must look at it again.
    #[must_use]
    pub const fn is_exception(self) -> bool {
        !matches!(self, Self::Accepted)
    }
}

/// One paper with what the taker found.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TickedPaper {
    /// Which paper.
    #[n(0)]
    pub paper: PaperId,
    /// What was found.
    #[n(1)]
    pub outcome: PaperOutcome,
}

/// The taker ticked the papers of this dossier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineAccepted {
    /// The manifest.
    #[n(0)]
    pub handoff: HandoffId,
    /// Who takes, by name: she answers for what she took.
    #[n(1)]
    pub taker: Party,
    /// Every offered paper, ticked.
    #[n(2)]
    pub papers: Vec<TickedPaper>,
    /// When, µs UTC.
    #[n(3)]
    pub at: i64,
    /// The line is complete and the One-stop's signature files it.
    #[n(4)]
    pub filing: Option<Filing>,
}

/// A request that came by post counts as filed with the signature of these minutes (rule T10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Filing {
    /// The appointed time that starts to run, µs UTC; none where no rule gives one.
    #[n(0)]
    pub due_at: Option<i64>,
}

/// The taker refused the whole manifest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineRefused {
    /// The manifest.
    #[n(0)]
    pub handoff: HandoffId,
    /// Who refused.
    #[n(1)]
    pub taker: Party,
    /// When, µs UTC.
    #[n(2)]
    pub at: i64,
}

/// The giver took the manifest back before anybody accepted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LineWithdrawn {
    /// The manifest.
    #[n(0)]
    pub handoff: HandoffId,
    /// When, µs UTC.
    #[n(1)]
    pub at: i64,
    /// Who took it back; of the giving unit.
    #[n(2)]
    pub by: Party,
}

/// The result exists, and somebody holds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ResultIssued {
    /// The result as a paper; its form is `Result`.
    #[n(0)]
    pub result: Paper,
    /// Who holds it first.
    #[n(1)]
    pub holder: Holder,
    /// When, µs UTC.
    #[n(2)]
    pub at: i64,
}

/// Who took the papers home, in the order in which the law compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Người nộp.
    #[n(0)]
    Submitter,
    /// Chủ hồ sơ.
    #[n(1)]
    Applicant,
    /// Cha, mẹ, người giám hộ.
    #[n(2)]
    Guardian,
    /// Somebody with a giấy ủy quyền; the name is in the person part.
    #[n(3)]
    Authorised,
}

/// How a person put her name to a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum SignatureOnPaper {
    /// By pen.
    #[n(0)]
    Signed,
    /// Điểm chỉ; the witness is in the person part.
    #[n(1)]
    Thumbprint,
}

/// Papers went back to the citizen.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PapersReturned {
    /// Which papers.
    #[n(0)]
    pub papers: Vec<PaperId>,
    /// Who took them.
    #[n(1)]
    pub recipient: Recipient,
    /// How it was signed for.
    #[n(2)]
    pub signature: SignatureOnPaper,
    /// When, µs UTC.
    #[n(3)]
    pub at: i64,
    /// Who gave them back; the papers were with her unit.
    #[n(4)]
    pub by: Party,
}

/// The authority took an old paper back by rule (thu hồi).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PaperTakenBack {
    /// Which paper.
    #[n(0)]
    pub paper: PaperId,
    /// When, µs UTC.
    #[n(1)]
    pub at: i64,
    /// Who took it back; the paper was with her unit.
    #[n(2)]
    pub by: Party,
}

/// A named person decided a conflict, with a reason in the case part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConflictResolved {
    /// The two records that contradict each other, smaller hash first.
    #[n(0)]
    pub between: (RecordRef, RecordRef),
    /// The one that holds.
    #[n(1)]
    pub upheld: RecordRef,
    /// When, µs UTC.
    #[n(2)]
    pub at: i64,
}

/// A person looked whether the print bears its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedPrintRecorded {
    /// Which form, by the template set's code: `receipt`, `handover_minutes`.
    #[n(0)]
    pub form: String,
    /// «bản giấy đã ký: có/chưa».
    #[n(1)]
    pub signed: bool,
    /// The manifest, where the print is its minutes.
    #[n(2)]
    pub handoff: Option<HandoffId>,
    /// When, µs UTC.
    #[n(3)]
    pub at: i64,
}
