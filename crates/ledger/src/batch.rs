//! Many signatures checked at once, at half the price.
//!
//! A batch is good exactly when each signature alone is (ZIP-215). The weights that mix them come
//! from a seed argument *and* from all that was queued, so a signer who guesses the seed still
//! cannot choose signatures against them.

use ed25519_zebra as zebra;
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use sha2::{Digest, Sha256};

use crate::{
    domain_separation::Domain,
    key::{ALGORITHM_TEST_MAC, BadSignature, Signature, VerificationKey, join},
};

/// Signatures waiting to be judged together.
#[derive(Default)]
pub struct Batch {
    verifier: zebra::batch::Verifier,
    transcript: Sha256,
    message: Vec<u8>,
    is_refused: bool,
}

impl Batch {
    /// Starts with nothing queued, which is good.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Queues a signature over pieces that were signed one after another.
    pub fn queue(
        &mut self,
        key: &VerificationKey,
        domain: Domain,
        pieces: &[&[u8]],
        signature: &Signature,
    ) {
        if key.algorithm() == ALGORITHM_TEST_MAC {
            self.is_refused |= key.verify_pieces(domain, pieces, signature).is_err();
            return;
        }
        join(&mut self.message, domain, pieces);
        self.transcript.update(key.as_bytes());
        self.transcript.update(signature.as_bytes());
        self.transcript.update(Sha256::digest(&self.message));
        let key = zebra::VerificationKeyBytes::from(*key.as_bytes());
        let signature = zebra::Signature::from_bytes(signature.as_bytes());
        self.verifier.queue((key, signature, &self.message));
    }

    /// Judges all that was queued.
    ///
    /// # Errors
    /// When at least one signature is bad; which one, only checking them alone tells.
    pub fn verify(self, seed: [u8; 32]) -> Result<(), BadSignature> {
        if self.is_refused {
            return Err(BadSignature);
        }
        let mixed = Sha256::new_with_prefix(seed).chain_update(self.transcript.finalize());
        let weights = ChaCha12Rng::from_seed(mixed.finalize().into());
        self.verifier.verify(weights).map_err(|_| BadSignature)
    }
}

/// Checks many (key, kind, message, signature) at once.
///
/// # Errors
/// When at least one signature is bad.
pub fn verify_batch<'a>(
    items: impl IntoIterator<Item = (&'a VerificationKey, Domain, &'a [u8], &'a Signature)>,
    seed: [u8; 32],
) -> Result<(), BadSignature> {
    let mut batch = Batch::new();
    for (key, domain, message, signature) in items {
        batch.queue(key, domain, &[message], signature);
    }
    batch.verify(seed)
}
