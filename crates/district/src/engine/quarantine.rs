//! What a revoked device may still hand in: so much, and no more.
//!
//! Nothing that it holds is refused, because what its people signed may be the only trace of a
//! paper. But whoever stole it shall not fill the server's disk: above the limit it is asked to
//! come back later. What counts is all that came from it since it was revoked, whatever is said of
//! it. A device stays revoked, so that a full quarantine stays full: the rest waits in its file.

use ledger::id::DeviceId;
use sync::fault::Refusal;

use super::Registry;
use crate::database::{DeviceState, Outcome, Reading};

/// Records of one revoked device that are taken; looked at before each page. A desk that was two
/// weeks without a line has 2 800, at 200 a day: more than three times as many.
pub(super) const QUARANTINE_RECORDS_MAX: u64 = 10_000;
/// Pause that a full quarantine asks for.
const RETRY_AFTER_SECONDS: u32 = 3_600;

/// Says whether a page of a caller may be taken.
///
/// # Errors
/// The database cannot be read.
pub fn check_room(
    tx: &dyn Reading,
    registry: &Registry,
    caller: DeviceId,
) -> Outcome<Result<(), Refusal>> {
    let device = registry.find_device(caller);
    let Some(revoked) = device.filter(|row| row.state == DeviceState::Revoked) else {
        return Ok(Ok(()));
    };
    let held = tx.count_records_since(caller, revoked.since)?;
    Ok(if held < QUARANTINE_RECORDS_MAX {
        Ok(())
    } else {
        Err(Refusal::busy(RETRY_AFTER_SECONDS))
    })
}
