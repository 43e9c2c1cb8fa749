//! What a command answers when it does not do what was asked: a stable code to act on, and a
//! Vietnamese sentence that says what happened, whether the work is safe, and what to do.

use domain::refusal::Refusal;
use serde::Serialize;
use serde_json::Value;
use store::failure::Failure;
use ts_rs::TS;

use crate::text;

/// Refusals and failures alike, as they leave the program.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "ErrorView")]
pub(crate) struct CommandError {
    /// Stable; somebody acts on it.
    pub(crate) code: String,
    /// For a person.
    pub(crate) message: String,
    /// What the sentence was made from, for a screen that shows it otherwise.
    #[ts(type = "Record<string, unknown>")]
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) details: Value,
}

/// What a command answers.
pub(crate) type Answer<T> = Result<T, CommandError>;

impl CommandError {
    /// A fact that stands against what was asked; nothing has changed.
    #[must_use]
    pub(crate) fn refusal(code: &str, arguments: &[(&str, &str)]) -> Self {
        Self::with_key(&format!("refusal.{code}"), code, arguments)
    }

    /// Something broke; the sentence says whether the work is safe.
    #[must_use]
    pub(crate) fn failure(code: &str, arguments: &[(&str, &str)]) -> Self {
        Self::with_key(&format!("failure.{code}"), code, arguments)
    }

    /// What the desk's file said, as a refusal of the office or a failure of the machine.
    #[must_use]
    pub(crate) fn from_failure(failure: &Failure) -> Self {
        if let Failure::Refused(refusal) = failure {
            let arguments = refusal_arguments(refusal);
            let arguments: Vec<(&str, &str)> = arguments
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            return Self::refusal(refusal.code(), &arguments);
        }
        tracing::error!(%failure, code = failure.code(), "the desk did not do as asked");
        Self::failure(failure.code(), &[])
    }

    fn with_key(key: &str, code: &str, arguments: &[(&str, &str)]) -> Self {
        let details = arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect::<serde_json::Map<_, _>>();
        let details = if details.is_empty() {
            Value::Null
        } else {
            Value::Object(details)
        };
        Self {
            code: code.to_owned(),
            message: text::sentence(key, arguments),
            details,
        }
    }

    /// The input is not of the command's form; only a program can cause it.
    #[must_use]
    pub(crate) fn bad_input(error: &serde_json::Error) -> Self {
        Self {
            code: "bad_input".to_owned(),
            message: text::sentence("failure.bad_input", &[]),
            details: serde_json::json!({ "reason": error.to_string() }),
        }
    }
}

/// Gives what the sentence of a refusal needs.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most sentences need no argument"
)]
fn refusal_arguments(refusal: &Refusal) -> Vec<(&'static str, String)> {
    match refusal {
        Refusal::ProcedureUnknown(code) | Refusal::NotByPost(code) => {
            vec![("procedure", code.clone())]
        }
        Refusal::FieldEmpty(field)
        | Refusal::FieldTooLong(field)
        | Refusal::FieldImpossible(field) => {
            vec![("field", text::sentence(&format!("field_name.{field}"), &[]))]
        }
        Refusal::TooMany(limit) => vec![("limit", limit.to_string())],
        Refusal::CountDiffers { counted, listed } => {
            vec![
                ("counted", counted.to_string()),
                ("listed", listed.to_string()),
            ]
        }
        Refusal::DuplicateToday(dossier) => vec![("dossier_id", dossier.to_string())],
        Refusal::PaperHeldElsewhere { paper, .. } | Refusal::PaperInTransit { paper, .. } => {
            vec![("paper_id", paper.to_string())]
        }
        _ => Vec::new(),
    }
}
