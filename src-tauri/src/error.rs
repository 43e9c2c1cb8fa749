//! What a command answers when it does not do what was asked: a stable code to act on, and a
//! Vietnamese sentence that says what happened, whether the work is safe, and what to do.

mod reason;

use serde::Serialize;
use serde_json::Value;
use store::failure::Failure;
use ts_rs::TS;

pub(crate) use self::reason::{Failed, Reason, Refused};
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
    /// Says a reason to a person.
    #[must_use]
    pub(crate) fn of<R: Reason>(reason: &R) -> Self {
        let arguments = reason.arguments();
        let code = reason.stable_code();
        let words: Vec<(&str, &str)> = arguments
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let details = arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
            .collect::<serde_json::Map<_, _>>();
        Self {
            code: code.to_owned(),
            message: text::sentence(&format!("{}.{code}", R::KIND), &words),
            details: if details.is_empty() {
                Value::Null
            } else {
                Value::Object(details)
            },
        }
    }

    /// What the desk's file said, as a refusal of the office or a failure of the machine.
    #[must_use]
    pub(crate) fn from_failure(failure: &Failure) -> Self {
        if let Failure::Refused(refusal) = failure {
            return Self::of(refusal);
        }
        tracing::error!(%failure, code = failure.code(), "the desk did not do as asked");
        Self::of(failure)
    }

    /// The input is not of the command's form; only a program can cause it.
    #[must_use]
    pub(crate) fn bad_input(error: &serde_json::Error) -> Self {
        Self {
            details: serde_json::json!({ "reason": error.to_string() }),
            ..Self::of(&Failed::BadInput)
        }
    }
}
