//! Where chance comes from: ids, salts, nonces and keys.
//!
//! The machine's own source by default; a seeded one where a run must be repeatable. Nothing
//! else in this crate draws randomness, so a test that fixes the seed fixes every byte.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// The machine gives no randomness; nothing secret may be made then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the machine gives no randomness")]
pub struct NoEntropy;

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the bytes.
    ///
    /// # Errors
    /// The source is exhausted or unavailable; the bytes must not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}

/// A repeatable source for tests and simulations: SHA-256 of seed and counter.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededEntropy {
    /// Starts the sequence that belongs to a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for block in bytes.chunks_mut(32) {
            let at = self.drawn.fetch_add(1, Ordering::Relaxed);
            let digest = Sha256::new()
                .chain_update(self.seed.to_le_bytes())
                .chain_update(at.to_le_bytes())
                .finalize();
            block
                .iter_mut()
                .zip(digest)
                .for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

/// Draws an array.
///
/// # Errors
/// The source gives nothing.
pub fn draw<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// Makes a `UUIDv7` for a moment in µs UTC: ids made later sort later.
///
/// # Errors
/// The source gives nothing.
pub fn make_id(entropy: &dyn Entropy, now: i64) -> Result<[u8; 16], NoEntropy> {
    let millis = u64::try_from(now.div_euclid(1_000)).unwrap_or(0);
    let random = draw::<10>(entropy)?;
    Ok(*uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .as_uuid()
        .as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_no_draw_repeats() {
        let (one, other) = (SeededEntropy::new(7), SeededEntropy::new(7));
        let first = draw::<40>(&one).unwrap();
        assert_eq!(first, draw::<40>(&other).unwrap());
        assert_ne!(first, draw::<40>(&one).unwrap());
    }

    #[test]
    fn ids_made_later_sort_later() {
        let entropy = SeededEntropy::new(1);
        let early = make_id(&entropy, 1_000_000).unwrap();
        let late = make_id(&entropy, 2_000_000).unwrap();
        assert!(early < late);
        assert_eq!(early.get(6).unwrap() >> 4, 7);
    }
}
