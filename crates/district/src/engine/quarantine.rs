//! What a revoked device may still hand in: so much, and no more.
//!
//! Nothing that it holds is refused, because what its people signed may be the only trace of a
//! paper. But whoever stole it shall not fill the server's disk: above the limit it is asked to
//! come back later, until somebody has decided on what lies here.

use ledger::id::DeviceId;
use ledger::own::WithheldReason;
use sync::fault::Refusal;

use super::Registry;
use crate::database::{DeviceState, Outcome, Reading};

/// Records of one revoked device that may lie here without effect; looked at before each page. A
/// desk that was two weeks without a line has 2 800, at 200 a day: more than three times as many.
pub(super) const QUARANTINE_RECORDS_MAX: u64 = 10_000;
/// Pause that a full quarantine asks for: somebody has to decide first.
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
    if device.is_none_or(|row| row.state != DeviceState::Revoked) {
        return Ok(Ok(()));
    }
    let held = tx.count_withheld(caller, WithheldReason::Revoked.code())?;
    Ok(if held < QUARANTINE_RECORDS_MAX {
        Ok(())
    } else {
        Err(Refusal::busy(RETRY_AFTER_SECONDS))
    })
}
