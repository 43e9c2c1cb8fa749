//! One-time codes of people: made, judged, used up by one asker.
//!
//! An answer can be lost on the way, so whoever used a code is remembered: the same asker with
//! the same code is answered again, anybody else is told by name that the code was used. Codes
//! and askers are kept as digests only.

use ledger::id::{DeviceId, Hash, PersonId};
use ledger::key::VerificationKey;
use sync::fault::{Refusal, RefusalCode};

use super::Engine;
use crate::database::{Database, Outcome, PersonRow, UsedCode};

/// Wrong codes before a person's code is dead.
const CODE_TRIES_MAX: u8 = 5;

/// A code that fits.
pub(super) enum Fitting {
    /// Nobody used it yet; the row says that it is used from here on.
    First(PersonRow),
    /// The same asker used it before and asks again.
    Again,
}

/// Names who asks with a person's new key.
pub(super) fn asker_with_key(key: &VerificationKey) -> Hash {
    Hash::of(&[b"asker key\0", key.as_bytes()])
}

/// Names who asks from a desk for one change of a PIN.
pub(super) fn asker_with_attempt(device: DeviceId, attempt: &[u8; 16]) -> Hash {
    Hash::of(&[b"asker attempt\0", device.as_bytes(), attempt])
}

/// Says that a code does not fit; never why.
pub(super) fn bad_code() -> Refusal {
    Refusal::new(RefusalCode::BadCode, "the code does not fit")
}

/// Says that the code was used by somebody else.
pub(super) fn used_code() -> Refusal {
    Refusal::new(RefusalCode::UsedCode, "the code was used before")
}

impl<D: Database> Engine<D> {
    /// Judges a code; a wrong one is counted.
    pub(super) fn judge_code(
        &mut self,
        row: PersonRow,
        code: &str,
        asker: Hash,
    ) -> Outcome<Result<Fitting, Refusal>> {
        let code = code_hash(row.person, code);
        let used = row.used.filter(|used| used.code == code);
        if let Some(used) = used {
            let is_same = used.by == asker;
            return Ok(if is_same {
                Ok(Fitting::Again)
            } else {
                Err(used_code())
            });
        }
        if row.code_hash == Some(code) && row.code_tries < CODE_TRIES_MAX {
            return Ok(Ok(Fitting::First(PersonRow {
                code_hash: None,
                used: Some(UsedCode { code, by: asker }),
                ..row
            })));
        }
        let code_tries = row.code_tries.saturating_add(1);
        self.transact(|_, tx| tx.put_person(&PersonRow { code_tries, ..row }))?;
        Ok(Err(bad_code()))
    }
}

/// Digest of a one-time code, bound to the person.
pub(super) fn code_hash(person: PersonId, code: &str) -> Hash {
    let letters: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    Hash::of(&[b"activation\0", person.as_bytes(), letters.as_bytes()])
}

/// Ten letters that are not taken for one another, in two groups: 50 bits.
pub(super) fn one_time_code(random: &[u8; 32]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut code = String::with_capacity(11);
    for (at, byte) in random.iter().take(10).enumerate() {
        if at == 5 {
            code.push('-');
        }
        code.extend(
            LETTERS
                .get(usize::from(byte & 31))
                .map(|letter| char::from(*letter)),
        );
    }
    code
}
