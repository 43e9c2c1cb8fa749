//! What the desk's store and the ledger cost, each figure beside its baseline of the same run.
//!
//! Real encrypted files in a temporary folder, real signatures, every table projected. What a
//! figure was measured on stands in its row; nothing here is asserted.

mod ledger_rows;
mod store_rows;

use anyhow::Result;
use serde::Serialize;

pub use self::ledger_rows::measure_ledger;
pub use self::store_rows::measure_store;

/// One figure with what it stands beside.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The figure with its unit.
    pub figure: String,
    /// The baseline of the same run, or what it means.
    pub beside: String,
}

impl Row {
    /// Makes a row.
    pub fn new(
        what: impl Into<String>,
        figure: impl Into<String>,
        beside: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            figure: figure.into(),
            beside: beside.into(),
        }
    }
}

/// Prints a table and gives it as JSON.
///
/// # Errors
/// A row cannot be encoded.
pub fn report(rows: &[Row]) -> Result<String> {
    for row in rows {
        println!("{:<52} {:>26}   {}", row.what, row.figure, row.beside);
    }
    Ok(serde_json::to_string_pretty(rows)?)
}

/// The value below which a share of the samples lies.
pub(crate) fn percentile(samples: &mut [f64], share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    let last = samples.len().saturating_sub(1) as f64;
    samples
        .get((last * share).round() as usize)
        .copied()
        .unwrap_or(0.0)
}
