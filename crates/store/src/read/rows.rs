//! The row of a dossier as every list shows it.
//!
//! States come from durable rows: «on this machine» while it is queued, «received» against a
//! receipt, «safe» against a verified backup.

use domain::dossier::Status;
use domain::event::PersonPart;
use domain::id::{DossierId, PersonId, UnitId};
use ledger::PartName;
use rusqlite::types::Type;
use rusqlite::{Connection, Row};

use crate::desk::parts::{FoundPart, OpenedKeys, Viewer, duty_id};
use crate::failure::Failure;
use crate::keys::folder::DutyId;
use crate::row::{hash, id, id_or_none, odd};

/// How far a dossier's records have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncState {
    /// On this machine alone.
    Here,
    /// The server has them.
    Received,
    /// A verified backup of the server has them.
    Safe,
    /// The server keeps one without effect, or refused it.
    Quarantined,
}

impl SyncState {
    pub(crate) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        match row.get::<_, i64>(column)? {
            0 => Ok(Self::Here),
            1 => Ok(Self::Received),
            2 => Ok(Self::Safe),
            3 => Ok(Self::Quarantined),
            _ => Err(odd(column, Type::Integer)),
        }
    }
}

/// A dossier in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRow {
    /// Place in the order of arrival here.
    pub number: i64,
    /// Which.
    pub id: DossierId,
    /// «Mã tra cứu».
    pub lookup_code: String,
    /// «Mã số hồ sơ» as printed here.
    pub dossier_code: String,
    /// The applicant, where the viewer may know.
    pub applicant_name: Option<String>,
    /// Year of birth, where the viewer may know and the list opened it.
    pub birth_year: Option<String>,
    /// The last four of the identity number, where the viewer may know.
    pub id_tail: Option<String>,
    /// National code of the procedure.
    pub procedure_code: String,
    /// The office that received it.
    pub unit: Option<UnitId>,
    /// When it was received, µs UTC.
    pub received_at: i64,
    /// The appointed time, µs UTC.
    pub due_at: Option<i64>,
    /// How far it has come.
    pub status: Status,
    /// The office that answers for all its papers, if it is one.
    pub holder_unit: Option<UnitId>,
    /// The person who does.
    pub holder_person: Option<PersonId>,
    /// Several answer for its papers.
    pub is_scattered: bool,
    /// Contradictions that nobody has decided.
    pub open_conflicts: u32,
    /// How far its records have come.
    pub sync: SyncState,
    /// The receipt was printed.
    pub is_printed: bool,
}

struct Read {
    row: DossierRow,
    duty: Option<DutyId>,
    reception: Option<(i64, ledger::Hash)>,
}

/// Reads the row of a dossier by its number.
pub(crate) fn read(
    connection: &Connection,
    viewer: &Viewer,
    number: i64,
) -> Result<DossierRow, Failure> {
    read_whole(connection, viewer, number).map(|read| read.row)
}

/// Reads rows, the year of birth opened where the viewer may know it.
pub(crate) fn read_many(
    connection: &Connection,
    viewer: &Viewer,
    numbers: &[i64],
) -> Result<Vec<DossierRow>, Failure> {
    let mut keys = OpenedKeys::default();
    numbers
        .iter()
        .map(|number| {
            let mut read = read_whole(connection, viewer, *number)?;
            if read.row.applicant_name.is_some() {
                read.row.birth_year = birth_year(connection, viewer, &mut keys, &read)?;
            }
            Ok(read.row)
        })
        .collect()
}

fn read_whole(connection: &Connection, viewer: &Viewer, number: i64) -> Result<Read, Failure> {
    let read = connection
        .prepare_cached(include_str!("rows/by_number.sql"))
        .and_then(|mut select| select.query_row([number], read_row))
        .map_err(Failure::sqlite("reading a dossier's row"))?;
    let (mut row, unit, duty, reception) = read;
    let duty = duty_id(unit, duty)?;
    if !viewer.may_see(duty) {
        row.applicant_name = None;
        row.id_tail = None;
    }
    Ok(Read {
        row,
        duty,
        reception,
    })
}

type Columns = (
    DossierRow,
    Option<[u8; 16]>,
    Option<i64>,
    Option<(i64, ledger::Hash)>,
);

fn read_row(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let reception = match row.get::<_, Option<i64>>(19)? {
        Some(at) => Some((at, hash(row, 20)?)),
        None => None,
    };
    let id_tail: Option<String> = row.get(16)?;
    let read = DossierRow {
        number: row.get(0)?,
        id: DossierId::from_bytes(id(row, 1)?),
        lookup_code: row.get(2)?,
        dossier_code: row.get(3)?,
        procedure_code: row.get(4)?,
        unit: id_or_none(row, 5)?.map(UnitId::from_bytes),
        received_at: row.get(6)?,
        due_at: row.get(7)?,
        status: status(row, 8)?,
        holder_unit: id_or_none(row, 9)?.map(UnitId::from_bytes),
        holder_person: id_or_none(row, 10)?.map(PersonId::from_bytes),
        is_scattered: row.get(11)?,
        open_conflicts: row.get(12)?,
        sync: SyncState::read(row, 13)?,
        is_printed: row.get(14)?,
        applicant_name: row.get(15)?,
        id_tail: id_tail.filter(|tail| !tail.is_empty()),
        birth_year: None,
    };
    Ok((read, id_or_none(row, 17)?, row.get(18)?, reception))
}

fn birth_year(
    connection: &Connection,
    viewer: &Viewer,
    keys: &mut OpenedKeys,
    read: &Read,
) -> Result<Option<String>, Failure> {
    let Some((row, hash)) = read.reception.filter(|_| read.duty.is_some()) else {
        return Ok(None);
    };
    let FoundPart::Open(part) = keys.open(connection, viewer, row, &hash, PartName::Person)? else {
        return Ok(None);
    };
    let person = PersonPart::decode(&part.bytes).map_err(|_| Failure::Unreadable("a part"))?;
    let birth = person.applicant.and_then(|applicant| applicant.birth);
    Ok(birth.map(|birth| birth.chars().take(4).collect()))
}

pub(crate) fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<Status> {
    Ok(match row.get::<_, i64>(column)? {
        0 => Status::Unknown,
        1 => Status::Received,
        2 => Status::HandedOn,
        3 => Status::ResultReady,
        4 => Status::ResultReturned,
        5 => Status::Withdrawn,
        6 => Status::Cancelled,
        _ => return Err(odd(column, Type::Integer)),
    })
}
