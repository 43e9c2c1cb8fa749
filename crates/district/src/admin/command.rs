//! The commands, as they travel over the socket: one JSON object a line.

use serde::{Deserialize, Serialize};

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum AdminCommand {
    /// Enters a unit whose key and certificate lie in the folder.
    AddUnit {
        /// Its id, hexadecimal.
        unit: String,
        /// What it is.
        kind: UnitKindName,
        /// Full name, as printed.
        name: String,
        /// Name for narrow places.
        short_name: String,
        /// The commune's five digits.
        commune_code: String,
        /// The commune, as printed.
        commune_name: String,
        /// The province, as printed.
        province_name: String,
        /// First group of the local dossier code.
        code_prefix: String,
    },
    /// Adds a person with one duty; gives her one-time code.
    AddPerson {
        /// Where she is employed, hexadecimal.
        unit: String,
        /// Full name.
        name: String,
        /// Her duty.
        duty: DutyName,
        /// Where the duty is, if not where she is employed.
        duty_unit: Option<String>,
        /// Number of the decision.
        decision_no: String,
    },
    /// Gives a person a duty from this moment on.
    AssignDuty {
        /// Whose.
        #[serde(flatten)]
        own: OwnDutyNamed,
        /// Number of the decision.
        decision_no: String,
    },
    /// Ends a duty of a person with this moment.
    EndDuty {
        /// Whose.
        #[serde(flatten)]
        own: OwnDutyNamed,
    },
    /// Gives a person another one-time code: for another desk, or because she forgot her PIN.
    IssueCode {
        /// Who, hexadecimal.
        person: String,
    },
    /// Makes a token for a new desk.
    EnrolToken {
        /// Its office, hexadecimal.
        unit: String,
        /// Its number within the commune, 1 to 9.
        desk_no: u8,
        /// Offices whose staff may sign in there too.
        shared_with: Vec<String>,
        /// How many minutes it is good.
        good_for_minutes: u32,
        /// Address that the desk shall use, if not the one that the server listens on.
        url: Option<String>,
    },
    /// Lists desks whose words were not compared yet.
    ListPending,
    /// Lets in the desk that shows these six words.
    ApproveDevice {
        /// The words, with blanks between.
        words: String,
    },
    /// Sends away a desk that shows other words.
    RejectDevice {
        /// Its id, hexadecimal.
        device: String,
    },
    /// Takes writing and reading from a device.
    RevokeDevice {
        /// Its id, hexadecimal.
        device: String,
    },
    /// Publishes a body.
    Publish {
        /// What it is about.
        kind: KindName,
        /// The body, base64.
        body: String,
    },
    /// Says how the server stands.
    Status,
}

/// A duty of a person at an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, clap::Args)]
pub struct OwnDutyNamed {
    /// Her id, hexadecimal.
    #[arg(long)]
    pub person: String,
    /// The duty.
    #[arg(long)]
    pub duty: DutyName,
    /// Where the duty is, hexadecimal.
    #[arg(long)]
    pub unit: String,
}

/// What a unit is, by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum UnitKindName {
    /// Bộ phận Một cửa.
    OneStop,
    /// Bưu điện.
    Post,
    /// Cơ quan giải quyết.
    Agency,
}

/// A duty, by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum DutyName {
    /// Tiếp nhận và trả kết quả.
    OneStopReception,
    /// Bưu chính.
    Postal,
    /// Giám sát.
    Supervision,
}

/// What can be published by hand, by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum KindName {
    /// Danh mục thủ tục.
    Catalogue,
    /// Ngày nghỉ.
    Holidays,
}

/// Why a wish was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
pub enum AdminFault {
    /// What was given is not what it should be.
    #[error("{0} is not what it should be")]
    Malformed(String),
    /// The engine refuses.
    #[error("{0}")]
    Refused(String),
    /// The server could not.
    #[error("the server could not: {0}")]
    Failed(String),
}
