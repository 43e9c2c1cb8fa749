//! Dossiers that look like one being received: the same person, the same procedure.
//!
//! The same is: the words of the name in any order and without marks, or the same identity
//! number. Real twins exist, so a person decides; nothing is refused here.

use domain::decide::Reception;
use domain::id::DossierId;
use domain::name::fold;
use rusqlite::Connection;

use super::find::read_id_key;
use super::rows::{self, DossierRow};
use super::{Reader, Viewer};
use crate::desk::{civil_day, id_hash};
use crate::failure::Failure;
use crate::index::{Kind, Tail, by_key, same_name};
use crate::row::id;

/// Of one name on all procedures so many are looked at; more are no warning but noise.
const HITS_MAX: usize = 500;
/// Of one name or number so many of the newest are looked at for one of today: no office receives
/// as many of one name on a day.
const TODAY_MAX: usize = 64;

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
        let _held = self.snapshot()?;
        let alike = (name, id_number);
        let found = look_alikes(self.connection(), alike, HITS_MAX, |dossier| {
            Ok(dossier.is_open && dossier.procedure_code == procedure_code)
        })?;
        let found: Vec<i64> = found.into_iter().map(|dossier| dossier.number).collect();
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
    let alike = (applicant.name.as_str(), applicant.id_number.as_deref());
    let today = civil_day(now)?;
    let found = look_alikes(connection, alike, TODAY_MAX, |dossier| {
        Ok(dossier.is_open
            && dossier.procedure_code == reception.procedure_code
            && civil_day(dossier.received_at)? == today)
    })?;
    Ok(found.into_iter().map(|dossier| dossier.id).collect())
}

/// A dossier of the same name or number.
struct Alike {
    number: i64,
    id: DossierId,
    procedure_code: String,
    received_at: i64,
    /// Neither withdrawn nor cancelled.
    is_open: bool,
}

/// Gives those of the same name or identity number that pass, the newest first.
fn look_alikes(
    connection: &Connection,
    (name, id_number): (&str, Option<&str>),
    hits_max: usize,
    passes: impl Fn(&Alike) -> Result<bool, Failure>,
) -> Result<Vec<Alike>, Failure> {
    let tail = Tail::read(connection)?;
    let mut numbers = Vec::new();
    let words = same_name(&fold(name));
    if !words.is_empty() {
        let key = (Kind::SameName, words.as_slice());
        numbers.extend(by_key(connection, &tail, key, hits_max)?);
    }
    if let Some(id_number) = id_number.filter(|number| !number.trim().is_empty()) {
        let hash = id_hash(&read_id_key(connection)?, id_number);
        numbers.extend(by_key(connection, &tail, (Kind::IdHash, &hash), hits_max)?);
    }
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers.dedup();
    let mut found = Vec::new();
    for number in numbers {
        let alike = read_alike(connection, number)?;
        if passes(&alike)? {
            found.push(alike);
        }
    }
    Ok(found)
}

fn read_alike(connection: &Connection, number: i64) -> Result<Alike, Failure> {
    connection
        .prepare_cached(include_str!("duplicates/by_number.sql"))
        .and_then(|mut select| {
            select.query_row([number], |row| {
                Ok(Alike {
                    number: row.get(0)?,
                    id: DossierId::from_bytes(id(row, 1)?),
                    procedure_code: row.get(2)?,
                    received_at: row.get(3)?,
                    is_open: row.get(4)?,
                })
            })
        })
        .map_err(Failure::sqlite("reading a look-alike"))
}
