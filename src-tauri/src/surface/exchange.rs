//! What is sent and what is not, as it goes out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use domain::id::{DossierId, RecordRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{Id, SyncState};

/// Which sentence the footer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SyncSentence {
    Ok,
    Sending,
    Waiting,
    LongOffline,
    SentBack,
    Never,
}

/// Whether one part of the line works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinePart {
    Ok,
    Fault,
    Unknown,
}

/// The line to the upper level, part by part.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct LineView {
    pub(crate) cable: LinePart,
    pub(crate) router: LinePart,
    pub(crate) internet: LinePart,
    pub(crate) server: LinePart,
    pub(crate) clock: LinePart,
    pub(crate) account: LinePart,
}

/// The last attempt, whatever came of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct LastAttemptView {
    pub(crate) at: Moment,
    pub(crate) ok: bool,
    pub(crate) reason: Option<String>,
}

/// The one truth about what is sent.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct SyncStatusView {
    pub(crate) here: u64,
    pub(crate) received: u64,
    pub(crate) safe: u64,
    pub(crate) quarantined: u64,
    pub(crate) last_success_at: Option<Moment>,
    pub(crate) last_attempt: Option<LastAttemptView>,
    pub(crate) advice: String,
    pub(crate) state: SyncSentence,
    pub(crate) next_try_seconds: Option<u32>,
    pub(crate) sending_done: u32,
    pub(crate) sending_total: u32,
    pub(crate) line: LineView,
    pub(crate) backup: String,
    pub(crate) alarms: u64,
}

/// One record that has not been received.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct SyncQueueRow {
    #[ts(as = "Id")]
    pub(crate) record_id: RecordRef,
    #[ts(as = "Option<Id>")]
    pub(crate) dossier_id: Option<DossierId>,
    pub(crate) lookup_code: Option<String>,
    pub(crate) title: String,
    pub(crate) waiting_since: Moment,
    /// How often it was sent without a receipt; none once the server has it.
    pub(crate) tries: Option<u32>,
    pub(crate) state: SyncState,
    pub(crate) reason: Option<String>,
}

/// The queue, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListSyncQueueView {
    pub(crate) items: Vec<SyncQueueRow>,
}
