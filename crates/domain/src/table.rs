//! Tables that an office keeps in a spreadsheet: holidays, procedures, units.
//!
//! They come as CSV with a header row. One bad row never hides the others: it is answered with
//! its line and what is wrong with it, and the rest is kept. Text is brought to NFC on the way in.
//! What the columns mean is not known here.

use std::borrow::Cow;

use chrono::NaiveDate;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What is wrong with one row of a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The header names no such column; stands at the header's line, and no row is read.
    #[error("the column {0} is missing")]
    ColumnMissing(&'static str),
    /// The cell must not be empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The cell is none of what its column may hold.
    #[error("{column} cannot be «{found}»")]
    Unexpected {
        /// The column.
        column: &'static str,
        /// The cell as it was read.
        found: String,
    },
    /// An earlier row already says something else about the same thing.
    #[error("«{0}» is given twice")]
    Repeated(String),
    /// The row speaks of something that no row before it introduced.
    #[error("«{0}» is not known")]
    Unknown(String),
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    Backwards,
    /// The text is not a CSV row.
    #[error("not a row")]
    NotARow,
}

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table}, line {line}: {problem}")]
pub struct RowFault {
    /// Which table: «holidays», «procedures».
    pub table: &'static str,
    /// Line of the text where the row begins; the header is line 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: RowProblem,
}

/// One row, its cells by column.
pub(crate) struct Row<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// Gives the cell, trimmed; an absent one is empty.
    pub(crate) fn text(&self, column: &'static str) -> &'a str {
        self.header
            .iter()
            .position(|name| name == column)
            .and_then(|index| self.record.get(index))
            .unwrap_or("")
    }

    /// Gives the cell, which must not be empty.
    pub(crate) fn filled(&self, column: &'static str) -> Result<&'a str, RowProblem> {
        match self.text(column) {
            "" => Err(RowProblem::Empty(column)),
            text => Ok(text),
        }
    }

    /// Reads the cell by a rule that answers `None` for what it does not know.
    pub(crate) fn read<T>(
        &self,
        column: &'static str,
        rule: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, RowProblem> {
        let found = self.filled(column)?;
        rule(found).ok_or_else(|| RowProblem::Unexpected {
            column,
            found: found.to_owned(),
        })
    }

    /// Reads an ISO date, `yyyy-mm-dd`.
    pub(crate) fn date(&self, column: &'static str) -> Result<NaiveDate, RowProblem> {
        self.read(column, iso_date)
    }

    /// Reads `true` or `false`.
    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, RowProblem> {
        self.read(column, |text| text.parse().ok())
    }

    /// Reads a whole number from zero.
    pub(crate) fn count(&self, column: &'static str) -> Result<u32, RowProblem> {
        self.read(column, |text| text.parse().ok())
    }

    /// Reads a whole number from zero, or nothing from an empty cell.
    pub(crate) fn count_if_given(&self, column: &'static str) -> Result<Option<u32>, RowProblem> {
        match self.text(column) {
            "" => Ok(None),
            _ => self.count(column).map(Some),
        }
    }
}

/// Hands each row of a table to `take`, and gives the rows that were left out.
///
/// The header must name every one of `columns`; others may stand beside them, in any order. Rows
/// without any text are passed over.
pub(crate) fn read_rows(
    table: &'static str,
    text: &str,
    columns: &[&'static str],
    mut take: impl FnMut(&Row<'_>) -> Result<(), RowProblem>,
) -> Vec<RowFault> {
    let fault = |line, problem| RowFault {
        table,
        line,
        problem,
    };
    let text = composed(text.trim_start_matches('\u{feff}'));
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let Ok(header) = reader.headers().cloned() else {
        return vec![fault(1, RowProblem::NotARow)];
    };
    let missing: Vec<RowFault> = columns
        .iter()
        .filter(|column| !header.iter().any(|name| name == **column))
        .map(|column| fault(1, RowProblem::ColumnMissing(column)))
        .collect();
    if !missing.is_empty() {
        return missing;
    }
    let mut faults = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(fault(line, RowProblem::NotARow));
                continue;
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let row = Row {
            header: &header,
            record: &record,
        };
        if let Err(problem) = take(&row) {
            let line = record.position().map_or(0, csv::Position::line);
            faults.push(fault(line, problem));
        }
    }
    faults
}

/// Reads `yyyy-mm-dd`, all ten characters of it.
fn iso_date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10)
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
}

fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::{RowProblem, read_rows};

    fn names(text: &str) -> (Vec<String>, Vec<(u64, RowProblem)>) {
        let mut names = Vec::new();
        let faults = read_rows("names", text, &["name", "on"], |row| {
            row.date("on")?;
            names.push(row.filled("name")?.to_owned());
            Ok(())
        });
        let faults = faults.into_iter().map(|f| (f.line, f.problem)).collect();
        (names, faults)
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_strangers_are_passed_over() {
        let (found, faults) = names("note,on,name\nx,2026-01-01,Tết\n");
        assert_eq!(found, ["Tết"]);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_bad_row_is_named_by_its_line_and_the_others_are_kept() {
        let text = "name,on\nA,2026-02-30\n\"B\nB\",2026-01-01\n,2026-01-02\nC\n,,\nD,2026-01-03\n";
        let (found, faults) = names(text);
        assert_eq!(found, ["B\nB", "D"]);
        let unexpected = |found: &str| RowProblem::Unexpected {
            column: "on",
            found: found.to_owned(),
        };
        assert_eq!(
            faults,
            [
                (2, unexpected("2026-02-30")),
                (5, RowProblem::Empty("name")),
                (6, RowProblem::Empty("on")),
            ]
        );
    }

    #[test]
    fn a_missing_column_is_said_once_and_no_row_is_read() {
        let (found, faults) = names("name,day\nA,2026-01-01\nB,2026-01-02\n");
        assert!(found.is_empty());
        assert_eq!(faults, [(1, RowProblem::ColumnMissing("on"))]);
    }

    #[test]
    fn a_byte_order_mark_crlf_padding_and_decomposed_letters_are_taken_away() {
        let (found, faults) = names("\u{feff}name,on\r\n  Te\u{302}\u{301}t , 2026-01-01\r\n");
        assert_eq!(found, ["T\u{1ebf}t"]);
        assert!(faults.is_empty());
    }

    #[test]
    fn an_empty_text_lacks_its_columns() {
        let (_, faults) = names("");
        assert_eq!(faults.len(), 2);
    }
}
