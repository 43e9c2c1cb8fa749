//! The rows as a table on the screen, as JSON for other programs, as a page for people.

use std::fmt::Write;

use anyhow::Result;
use serde::Serialize;

use super::{Machine, Row};

/// Everything that one run found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Where and how it was measured.
    pub machine: Machine,
    /// What was found.
    pub rows: Vec<Row>,
}

impl Report {
    /// The table for the screen.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = format!("{}\n\n", self.machine.text());
        for row in &self.rows {
            let aim = match row.is_met {
                Some(true) => format!("within {}", row.aim),
                Some(false) => format!("MISSES {}", row.aim),
                None if row.aim.is_empty() => String::new(),
                None => format!("not judged {}", row.aim),
            };
            // Writing into a string cannot fail.
            let _: std::fmt::Result = writeln!(
                table,
                "{:<58} {:>24}   {:<44} {aim}",
                row.what, row.figure, row.beside
            );
        }
        table
    }

    /// The same as JSON.
    ///
    /// # Errors
    /// A row cannot be encoded.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// The same as a page of documentation.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# What it costs\n\n\
             Written by `cargo xtask bench --page docs/BENCH.md` from one run; not edited by hand. \
             Each figure stands\nbeside a baseline of the same run and, where the design names \
             one, its aim. Two figures are p50 / p99.\n\n",
        );
        for line in self.machine.text().lines() {
            let _: std::fmt::Result = writeln!(page, "- {line}");
        }
        if let Some(warning) = self.machine.warning() {
            let _: std::fmt::Result = writeln!(page, "- **{warning}**");
        }
        page.push_str("\n| what | figure | beside | aim | |\n|---|---:|---|---|---|\n");
        for row in &self.rows {
            let verdict = match row.is_met {
                Some(true) => "within",
                Some(false) => "**misses**",
                None if row.aim.is_empty() => "",
                None => "not judged",
            };
            let _: std::fmt::Result = writeln!(
                page,
                "| {} | {} | {} | {} | {verdict} |",
                row.what, row.figure, row.beside, row.aim
            );
        }
        page
    }
}
