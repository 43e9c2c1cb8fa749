//! Dossiers that look like one being received: the same person, the same procedure.
//!
//! The same is: the words of the name in any order and without marks, or the same identity
//! number. Real twins exist, so a person decides; nothing is refused here.

use domain::decide::Reception;
use domain::id::DossierId;
use domain::name::fold;
use rusqlite::Connection;

use super::find::numbers;
use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::desk::{civil_day, id_hash};
use crate::failure::Failure;
use crate::row::{Bytes, id};

/// Hits that are looked at; more of one name on one procedure are no warning but noise.
const HITS_MAX: i64 = 200;

impl Reader {
    /// Finds dossiers of the same person under the same procedure, newest first.
    ///
    /// # Errors
    /// The file.
    pub fn find_duplicates(
        &self,
        viewer: &Viewer,
        name: &str,
        id_number: Option<&str>,
        procedure_code: &str,
    ) -> Result<Vec<DossierRow>, Failure> {
        let found = look_alikes(self.connection(), name, id_number, procedure_code)?;
        rows::read_many(self.connection(), viewer, &found)
    }
}

/// Finds the dossiers received today that look like a reception.
pub(crate) fn find_look_alikes(
    connection: &Connection,
    reception: &Reception,
    now: i64,
) -> Result<Vec<DossierId>, Failure> {
    let applicant = &reception.applicant;
    let found = look_alikes(
        connection,
        &applicant.name,
        applicant.id_number.as_deref(),
        &reception.procedure_code,
    )?;
    let today = civil_day(now)?;
    let mut dossiers = Vec::new();
    for number in found {
        let (dossier, received_at) = connection
            .prepare_cached("SELECT dossier, received_at FROM dossier WHERE number = ?1")
            .and_then(|mut select| select.query_row([number], |row| Ok((id(row, 0)?, row.get(1)?))))
            .map_err(Failure::sqlite("reading a look-alike"))?;
        if civil_day(received_at)? == today {
            dossiers.push(DossierId::from_bytes(dossier));
        }
    }
    Ok(dossiers)
}

fn look_alikes(
    connection: &Connection,
    name: &str,
    id_number: Option<&str>,
    procedure_code: &str,
) -> Result<Vec<i64>, Failure> {
    let mut words: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    let mut found = Vec::new();
    if !words.is_empty() {
        let terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let sql = include_str!("duplicates/by_words.sql");
        for number in numbers(
            connection,
            sql,
            (terms.join(" AND "), procedure_code, HITS_MAX),
        )? {
            if has_words(connection, number, &words)? {
                found.push(number);
            }
        }
    }
    if let Some(id_number) = id_number.filter(|number| !number.trim().is_empty()) {
        let key: Vec<u8> = connection
            .query_row("SELECT id_key FROM desk WHERE one = 1", [], |row| {
                row.get(0)
            })
            .map_err(Failure::sqlite("reading the key of identity numbers"))?;
        let hash = Bytes(id_hash(&key, id_number));
        let sql = include_str!("duplicates/by_id_hash.sql");
        found.extend(numbers(connection, sql, (hash, procedure_code, HITS_MAX))?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    Ok(found)
}

fn has_words(connection: &Connection, number: i64, words: &[String]) -> Result<bool, Failure> {
    let folded: String = connection
        .prepare_cached("SELECT folded FROM person WHERE number = ?1")
        .and_then(|mut select| select.query_row([number], |row| row.get(0)))
        .map_err(Failure::sqlite("reading a name"))?;
    let mut own: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    own.sort_unstable();
    Ok(own == words)
}
