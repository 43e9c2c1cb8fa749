//! The procedures a commune desk receives: their times by channel, their papers, how to find them.
//!
//! The catalogue is data in three tables, each row with its source and how sure it is; a published
//! one replaces the one that ships. What is not confirmed is said and never guessed: an unknown
//! time makes the clerk enter the due moment. Fees stand here as text only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minicbor::{Decode, Encode};

use crate::event::Channel;
use crate::table::{Row, RowFault, RowProblem, read_rows};

mod checklist;
mod procedure;
mod search;
#[cfg(test)]
mod tests;

pub use checklist::{ChecklistPaper, Requirement};
pub use procedure::{Confidence, PostalIn, Presence, Procedure, ProcedureStatus, ProcedureTime};

/// The three tables of a catalogue, as CSV.
#[derive(Debug, Clone, Copy, Encode, Decode)]
#[cbor(map)]
pub struct CatalogueTables<'a> {
    /// One row a procedure.
    #[b(0)]
    pub procedures: &'a str,
    /// One row for each channel whose time is not that of the counter.
    #[b(1)]
    pub times: &'a str,
    /// One row a paper and, where they differ, a channel.
    #[b(2)]
    pub papers: &'a str,
}

/// The procedures of a commune desk, looked through one by one.
const CORE: CatalogueTables<'static> = CatalogueTables {
    procedures: include_str!("../data/procedures.csv"),
    times: include_str!("../data/procedure_times.csv"),
    papers: include_str!("../data/procedure_papers.csv"),
};

/// What else the national portal lists for communes, in its own words and confirmed by nobody.
const PORTAL: CatalogueTables<'static> = CatalogueTables {
    procedures: include_str!("../data/procedures_portal.csv"),
    times: include_str!("../data/portal_times.csv"),
    papers: include_str!("../data/portal_papers.csv"),
};

/// Both as one list, made when somebody wants to edit and publish it.
static STARTER: LazyLock<[String; 3]> = LazyLock::new(|| {
    [
        joined(CORE.procedures, PORTAL.procedures),
        joined(CORE.times, PORTAL.times),
        joined(CORE.papers, PORTAL.papers),
    ]
});

/// The procedures of a unit, the usual ones first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    procedures: Vec<Procedure>,
    by_code: BTreeMap<String, usize>,
}

impl Catalogue {
    /// Gives the catalogue that ships with the program: 86 procedures of a commune desk and one
    /// that was abolished, then 396 that the national portal of July 2026 lists besides.
    #[must_use]
    pub fn starter() -> Self {
        let mut procedures = BTreeMap::new();
        for tables in [CORE, PORTAL] {
            // A test holds that no row of them is left out.
            let _: Vec<RowFault> = read_tables(tables, &mut procedures);
        }
        Self::new(procedures.into_values().collect())
    }

    /// Gives the tables of the catalogue that ships, to edit and publish.
    #[must_use]
    pub fn starter_tables() -> CatalogueTables<'static> {
        let [procedures, times, papers] = &*STARTER;
        CatalogueTables {
            procedures,
            times,
            papers,
        }
    }

    /// Reads a catalogue, and gives the rows that were left out.
    ///
    /// Rows of times and papers whose procedure is not in the first table are left out too.
    #[must_use]
    pub fn from_csv(tables: CatalogueTables<'_>) -> (Self, Vec<RowFault>) {
        let mut procedures = BTreeMap::new();
        let faults = read_tables(tables, &mut procedures);
        (Self::new(procedures.into_values().collect()), faults)
    }

    fn new(mut procedures: Vec<Procedure>) -> Self {
        procedures.sort_by(|one, other| (one.rank, &one.code).cmp(&(other.rank, &other.code)));
        let codes = procedures.iter().enumerate();
        let by_code = codes
            .map(|(index, procedure)| (procedure.code.clone(), index))
            .collect();
        Self {
            procedures,
            by_code,
        }
    }

    /// Finds a procedure by its national code, abolished or not.
    #[must_use]
    pub fn find_by_code(&self, code: &str) -> Option<&Procedure> {
        self.procedures.get(*self.by_code.get(code)?)
    }

    /// Lists every procedure, the usual ones first.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.iter()
    }
}

/// Adds the rows of three tables to what was read before, and gives those that were left out.
fn read_tables(
    tables: CatalogueTables<'_>,
    procedures: &mut BTreeMap<String, Procedure>,
) -> Vec<RowFault> {
    let mut faults = read_rows(
        "procedures",
        tables.procedures,
        &procedure::COLUMNS,
        |row| {
            let procedure = procedure::read_procedure(row)?;
            if is_taken(procedures, &procedure) {
                return Err(RowProblem::Repeated(procedure.code));
            }
            procedures.insert(procedure.code.clone(), procedure);
            Ok(())
        },
    );
    faults.extend(read_rows(
        "procedure_times",
        tables.times,
        &procedure::TIME_COLUMNS,
        |row| {
            let procedure = procedure_of(procedures, row)?;
            let time = procedure::read_time(row)?;
            procedure.add_time(row.read("channel", channel)?, time, row.text("time_text"))
        },
    ));
    faults.extend(read_rows(
        "procedure_papers",
        tables.papers,
        &checklist::COLUMNS,
        |row| {
            let procedure = procedure_of(procedures, row)?;
            procedure.add_paper(checklist::read_paper(row)?)
        },
    ));
    faults
}

/// Writes the rows of one table below those of another that has the same columns.
fn joined(one: &str, other: &str) -> String {
    let rows = other.split_once('\n').map_or("", |(_, rows)| rows);
    format!("{one}{rows}")
}

/// Says whether a code or a short code is already given.
fn is_taken(procedures: &BTreeMap<String, Procedure>, new: &Procedure) -> bool {
    let same_short_code =
        |known: &Procedure| !new.short_code.is_empty() && known.short_code == new.short_code;
    procedures.contains_key(&new.code) || procedures.values().any(same_short_code)
}

fn procedure_of<'a>(
    procedures: &'a mut BTreeMap<String, Procedure>,
    row: &Row<'_>,
) -> Result<&'a mut Procedure, RowProblem> {
    let code = row.filled("code")?;
    procedures
        .get_mut(code)
        .ok_or_else(|| RowProblem::Unknown(code.to_owned()))
}

fn channel(text: &str) -> Option<Channel> {
    match text {
        "direct" => Some(Channel::Direct),
        "post" => Some(Channel::Post),
        "online" => Some(Channel::Online),
        _ => None,
    }
}
