//! What a person must hear of, as it goes out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;

/// One alarm: what happened, what to do, and who has seen it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct AlarmView {
    pub(crate) alarm_id: u32,
    pub(crate) code: String,
    pub(crate) sentence: String,
    pub(crate) advice: String,
    pub(crate) raised_at: Moment,
    pub(crate) seen_at: Option<Moment>,
    pub(crate) seen_by: Option<String>,
}

/// Alarms, those that nobody has seen first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct ListAlarmsView {
    pub(crate) alarms: Vec<AlarmView>,
}

/// An alarm that was seen.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct AcknowledgeAlarmForm {
    pub(crate) alarm_id: u32,
}
