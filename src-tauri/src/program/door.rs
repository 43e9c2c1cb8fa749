//! What stands at the door while the file is closed: which desk this is and who may sign in.
//!
//! The sheet is the roster as the upper level published it, kept beside the keys and readable
//! without a PIN: names of offices and staff, nothing of a citizen. It decides nothing. Whoever
//! changed it could show a wrong name; the PIN opens the file, and the roster inside decides.
//! It is kept twice, each copy durable before it counts; without either, whoever has a PIN here
//! is listed without a name.

use std::io;
use std::sync::{Arc, Mutex};

use data_encoding::HEXLOWER;
use domain::id::{DeviceId, UnitId};
use domain::roster::Roster;
use serde::{Deserialize, Serialize};
use store::keys::twin::Twin;

use super::{Program, held};

/// The desk and its roster, as known with the file open or closed.
#[derive(Clone)]
pub(super) struct Door {
    /// This desk, as the roster names it.
    pub(super) device: DeviceId,
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
    device: String,
    unit: String,
    desk_no: u8,
    is_training: bool,
    units: Vec<String>,
    roster: String,
}

/// The two copies of the sheet; one writer at a time.
pub(super) struct DoorSheet {
    copies: Mutex<Twin>,
}

impl DoorSheet {
    /// Names the copies in the folder of the keys.
    pub(super) fn beside_keys(folder: &std::path::Path) -> Self {
        Self {
            copies: Mutex::new(Twin::new(folder, "door")),
        }
    }

    fn read(&self) -> Option<Door> {
        let edition = held(&self.copies).load().ok()??;
        read(&edition.content)
    }

    /// Writes what changed, whole or not at all.
    fn renew(&self, door: &Door) -> io::Result<()> {
        let copies = held(&self.copies);
        let content = write(door)?;
        let number = match copies.load()? {
            Some(known) if known.content == content => return Ok(()),
            Some(known) => known.number.saturating_add(1),
            None => 1,
        };
        copies.store(number, &content)
    }
}

impl Program {
    /// Reads the open file, and renews the sheet from it; reads the sheet where it is closed.
    pub(super) fn door(&self) -> Option<Door> {
        let Some(door) = self.door_inside() else {
            return self.door_sheet.read();
        };
        if let Err(error) = self.door_sheet.renew(&door) {
            tracing::warn!(%error, "the sheet at the door was not renewed");
        }
        Some(door)
    }

    fn door_inside(&self) -> Option<Door> {
        let desk = held(&self.desk);
        let desk = desk.as_ref()?;
        let own = desk.enrolment()?;
        let roster = Arc::clone(desk.roster()?);
        let device = DeviceId::from_bytes(*desk.device().as_bytes());
        let here = roster.desks.iter().filter(|entry| entry.device == device);
        let shared = here.flat_map(|entry| entry.shared_with.iter().copied());
        Some(Door {
            device,
            unit: own.unit,
            desk_no: own.desk_no,
            is_training: own.is_training,
            units: [own.unit].into_iter().chain(shared).collect(),
            roster,
        })
    }
}

fn write(door: &Door) -> io::Result<Vec<u8>> {
    let sheet = Sheet {
        device: door.device.to_string(),
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
        device: sheet.device.parse().ok()?,
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
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::fs;

    use super::*;

    fn door(desk_no: u8) -> Door {
        Door {
            device: DeviceId::from_bytes([3; 16]),
            unit: UnitId::from_bytes([1; 16]),
            desk_no,
            is_training: true,
            units: vec![UnitId::from_bytes([1; 16]), UnitId::from_bytes([2; 16])],
            roster: Arc::default(),
        }
    }

    #[test]
    fn a_sheet_says_the_same_after_it_was_written_and_a_damaged_one_says_nothing() {
        let door = door(2);
        let mut bytes = write(&door).unwrap();
        let again = read(&bytes).unwrap();
        assert_eq!(
            (again.unit, again.desk_no, again.is_training),
            (door.unit, 2, true)
        );
        assert_eq!(again.units, door.units);
        assert_eq!(again.roster, door.roster);
        bytes.truncate(bytes.len() / 2);
        assert!(read(&bytes).is_none());
    }

    #[test]
    fn a_sheet_outlives_the_loss_of_either_copy() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = DoorSheet::beside_keys(folder.path());
        sheet.renew(&door(2)).unwrap();
        sheet.renew(&door(3)).unwrap();
        for copy in ["door.1", "door.2"] {
            let path = folder.path().join(copy);
            let whole = fs::read(&path).unwrap();
            fs::write(&path, []).unwrap();
            assert_eq!(sheet.read().unwrap().desk_no, 3);
            fs::write(&path, whole).unwrap();
        }
    }

    #[test]
    fn many_callers_leave_a_whole_sheet() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = DoorSheet::beside_keys(folder.path());
        std::thread::scope(|scope| {
            for desk_no in 1..=8 {
                let sheet = &sheet;
                scope.spawn(move || sheet.renew(&door(desk_no)).unwrap());
            }
        });
        assert!((1..=8).contains(&sheet.read().unwrap().desk_no));
    }
}
