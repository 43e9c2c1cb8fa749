//! What stands at the door while the file is closed: which desk this is and who may sign in.
//!
//! The sheet is the roster as the upper level published it, kept beside the keys and readable
//! without a PIN: names of offices and staff, nothing of a citizen. It decides nothing. Whoever
//! changed it could show a wrong name; the PIN opens the file, and the roster inside decides.

use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use data_encoding::HEXLOWER;
use domain::id::UnitId;
use domain::roster::Roster;
use serde::{Deserialize, Serialize};

use super::{Program, held};

/// The desk and its roster, as known with the file open or closed.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) unit: UnitId,
    pub(super) desk_no: u8,
    pub(super) is_training: bool,
    /// Offices whose staff may sign in here, the desk's own first.
    pub(super) units: Vec<UnitId>,
    pub(super) roster: Arc<Roster>,
}

/// The sheet as it is written.
#[derive(Serialize, Deserialize)]
struct Sheet {
    unit: String,
    desk_no: u8,
    is_training: bool,
    units: Vec<String>,
    roster: String,
}

impl Program {
    /// Reads the open file, and renews the sheet from it; reads the sheet where it is closed.
    pub(super) fn door(&self) -> Option<Door> {
        let Some(door) = self.door_inside() else {
            return read(&fs::read(self.door_sheet()).ok()?);
        };
        if let Err(error) = self.renew_sheet(&door) {
            tracing::warn!(%error, "the sheet at the door was not renewed");
        }
        Some(door)
    }

    fn door_inside(&self) -> Option<Door> {
        let desk = held(&self.desk);
        let desk = desk.as_ref()?;
        let own = desk.enrolment()?;
        let roster = Arc::clone(desk.roster()?);
        let device = *desk.device().as_bytes();
        let here = roster
            .desks
            .iter()
            .filter(|entry| *entry.device.as_bytes() == device);
        let shared = here.flat_map(|entry| entry.shared_with.iter().copied());
        Some(Door {
            unit: own.unit,
            desk_no: own.desk_no,
            is_training: own.is_training,
            units: [own.unit].into_iter().chain(shared).collect(),
            roster,
        })
    }

    fn renew_sheet(&self, door: &Door) -> io::Result<()> {
        let path = self.door_sheet();
        let bytes = write(door)?;
        if fs::read(&path).is_ok_and(|known| known == bytes) {
            return Ok(());
        }
        let beside = path.with_extension("part");
        fs::write(&beside, bytes)?;
        fs::rename(beside, path)
    }

    fn door_sheet(&self) -> PathBuf {
        self.home.data.join("keys").join("door.json")
    }
}

fn write(door: &Door) -> io::Result<Vec<u8>> {
    let sheet = Sheet {
        unit: door.unit.to_string(),
        desk_no: door.desk_no,
        is_training: door.is_training,
        units: door.units.iter().map(UnitId::to_string).collect(),
        roster: HEXLOWER.encode(&door.roster.encode()),
    };
    Ok(serde_json::to_vec(&sheet)?)
}

/// Gives nothing for a damaged sheet: the next opening of the file writes it anew.
fn read(bytes: &[u8]) -> Option<Door> {
    let sheet: Sheet = serde_json::from_slice(bytes).ok()?;
    let roster = HEXLOWER.decode(sheet.roster.as_bytes()).ok()?;
    Some(Door {
        unit: sheet.unit.parse().ok()?,
        desk_no: sheet.desk_no,
        is_training: sheet.is_training,
        units: sheet
            .units
            .iter()
            .map(|unit| unit.parse())
            .collect::<Result<_, _>>()
            .ok()?,
        roster: Arc::new(Roster::decode(&roster).ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_says_the_same_after_it_was_written_and_a_damaged_one_says_nothing() {
        let door = Door {
            unit: UnitId::from_bytes([1; 16]),
            desk_no: 2,
            is_training: true,
            units: vec![UnitId::from_bytes([1; 16]), UnitId::from_bytes([2; 16])],
            roster: Arc::default(),
        };
        let Ok(mut bytes) = write(&door) else {
            panic!("a sheet is written")
        };
        let Some(again) = read(&bytes) else {
            panic!("a sheet is read")
        };
        assert_eq!(
            (again.unit, again.desk_no, again.is_training),
            (door.unit, 2, true)
        );
        assert_eq!(again.units, door.units);
        assert_eq!(again.roster, door.roster);
        bytes.truncate(bytes.len() / 2);
        assert!(read(&bytes).is_none());
    }
}
