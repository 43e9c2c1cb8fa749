//! Every desk is a witness: a checkpoint is believed only if it extends the one seen last.
//!
//! A log belongs to one epoch of one server; its origin line says both. Within an epoch a log
//! only grows; what shrinks or forks is an alarm, never a reason to delete.

use ledger::checkpoint::{Checkpoint, SignedCheckpoint, origin};
use ledger::id::{Epoch, ServerId};
use ledger::key::VerificationKey;

use crate::protocol::{Seen, Verbatim, Witness};

/// The checkpoint that was seen last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCheckpoint {
    /// Which log.
    pub epoch: Epoch,
    /// Its size and root.
    pub checkpoint: Checkpoint,
    /// The signed note, verbatim.
    pub note: Vec<u8>,
}

/// A witness that cannot be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server's checkpoint contradicts what it signed before")]
pub struct Contradiction;

impl SeenCheckpoint {
    /// Reads a note of this server; none where it is of another or cannot be read.
    #[must_use]
    pub fn read(note: &[u8], server: ServerId) -> Option<Self> {
        let signed = SignedCheckpoint::parse(note).ok()?;
        let checkpoint = signed.checkpoint().clone();
        let (_, epoch) = checkpoint.origin.rsplit_once('/')?;
        let epoch = epoch.parse().ok()?;
        let is_ours = checkpoint.origin == origin(&server.to_string(), epoch);
        is_ours.then(|| Self {
            epoch,
            checkpoint,
            note: note.to_vec(),
        })
    }

    /// Names it for a request.
    #[must_use]
    pub const fn seen(&self) -> Seen {
        Seen {
            epoch: self.epoch,
            size: self.checkpoint.size,
        }
    }
}

/// Judges the witness of a reply; gives the checkpoint to remember, if there is one.
///
/// # Errors
/// The note is not the server's, is of another log than `epoch`, or does not extend `seen`.
pub fn judge(
    server: ServerId,
    key: &VerificationKey,
    epoch: Epoch,
    seen: Option<&SeenCheckpoint>,
    witness: &Witness,
) -> Result<Option<SeenCheckpoint>, Contradiction> {
    let seen = seen.filter(|seen| seen.epoch == epoch);
    let Some(Verbatim(note)) = &witness.checkpoint else {
        return if seen.is_none() {
            Ok(None)
        } else {
            Err(Contradiction)
        };
    };
    if let Some(seen) = seen.filter(|seen| seen.note == *note) {
        return Ok(Some(seen.clone()));
    }
    let signed = SignedCheckpoint::parse(note).map_err(|_| Contradiction)?;
    signed.verify(key).map_err(|_| Contradiction)?;
    let came = SeenCheckpoint::read(note, server).ok_or(Contradiction)?;
    if came.epoch != epoch {
        return Err(Contradiction);
    }
    if let Some(seen) = seen {
        seen.checkpoint
            .verify_extension(&came.checkpoint, &witness.consistency)
            .map_err(|_| Contradiction)?;
    }
    Ok(Some(came))
}
