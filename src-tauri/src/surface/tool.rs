//! Small tools that need no unlocked desk, as they go in and out.
//!
//! Field names are the contract of `docs/COMMANDS.md`; the window and scripts see no other.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::moment::Moment;
use crate::surface::{CivilDate, Sex, mirror};

mirror! {
    /// What a time is counted in.
    DueTimeUnit of domain::due::TimeUnit {
        WorkingDay, CalendarDay, Hour, SameDay, BySchedule, Unknown,
    }
}

/// A procedure's time and when it starts.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct PreviewDueForm {
    #[serde(default)]
    #[ts(optional = nullable)]
    pub(crate) time_value: Option<i64>,
    pub(crate) time_unit: DueTimeUnit,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub(crate) cutoff_15h: bool,
    pub(crate) filed_at: Moment,
}

/// Where a calendar comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CalendarSource {
    Shipped,
    Published,
}

/// By which calendar it was reckoned; the one that ships has no edition.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct CalendarView {
    pub(crate) source: CalendarSource,
    pub(crate) version: Option<u64>,
}

/// When it is due, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct PreviewDueView {
    pub(crate) due_at: Option<Moment>,
    #[ts(as = "Option<CivilDate>")]
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) reasoning: Vec<String>,
    pub(crate) unconfirmed: bool,
    pub(crate) calendar: CalendarView,
}

/// What the card says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct ReadIdentityCardView {
    #[ts(type = "'ok' | 'ok_warn' | 'unreadable'")]
    pub(crate) result: String,
    pub(crate) number: Option<String>,
    pub(crate) old_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) dob: Option<String>,
    pub(crate) sex: Option<Sex>,
    pub(crate) address: Option<String>,
    #[ts(as = "Option<CivilDate>")]
    pub(crate) issued: Option<NaiveDate>,
    pub(crate) warnings: Vec<String>,
}

/// What the number is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct CheckPostalItemView {
    pub(crate) normalized: String,
    #[ts(type = "'valid' | 'bad_check' | 'other' | 'empty'")]
    pub(crate) result: String,
    pub(crate) expected_check: Option<u8>,
}

/// The text that a scanner read from a card.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct CardText {
    pub(crate) text: String,
}

/// A number as it was typed or scanned.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct ItemNumber {
    pub(crate) number: String,
}

/// An amount of đồng.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct Amount {
    pub(crate) dong: u64,
}

/// An amount in words.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Words {
    pub(crate) words: String,
}

/// Any text.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct Text {
    pub(crate) text: String,
}

/// Its search key.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Folded {
    pub(crate) folded: String,
}

/// A name and what was typed to find it.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct NameQuery {
    pub(crate) name: String,
    pub(crate) query: String,
}

/// Whether it is found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Matches {
    pub(crate) matches: bool,
}
