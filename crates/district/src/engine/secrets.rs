//! The server's own keys, each for one thing.

use std::sync::Arc;

use ledger::certificate::{AuthoritySet, Certificate, CertificateChain};
use ledger::id::UnitId;
use ledger::key::Signer;
use sync::identity::{ServerIdentity, ServerKeys};

/// A key that several threads may sign with.
pub type SharedSigner = Arc<dyn Signer + Send + Sync>;

/// The keys and what vouches for them. The authorities' own keys are not here: they are offline.
#[derive(Clone)]
pub struct Secrets {
    /// The authorities' public keys, which desks pin.
    pub authority: AuthoritySet,
    /// The server's public keys under the authorities' signatures.
    pub identity: ServerIdentity,
    /// The certificate of the server's own device, for the first record of its chain.
    pub own_chain: CertificateChain,
    /// Signs receipts.
    pub receipt: SharedSigner,
    /// Signs checkpoints.
    pub checkpoint: SharedSigner,
    /// Signs publications.
    pub publication: SharedSigner,
    /// Signs the server's own records.
    pub chain: SharedSigner,
    /// Keys of the units, with their certificates: they certify devices and people.
    pub units: Vec<(UnitId, SharedSigner, Certificate)>,
}

impl Secrets {
    /// Gives the public keys.
    #[must_use]
    pub const fn keys(&self) -> &ServerKeys {
        self.identity.keys_unverified()
    }

    /// Lends the key that signs checkpoints.
    #[must_use]
    pub fn checkpoint(&self) -> &dyn Signer {
        self.checkpoint.as_ref()
    }

    /// Finds a unit's key and certificate.
    #[must_use]
    pub fn find_unit(&self, unit: UnitId) -> Option<(&dyn Signer, &Certificate)> {
        let held = self.units.iter().find(|(id, ..)| *id == unit)?;
        let signer: &dyn Signer = held.1.as_ref();
        Some((signer, &held.2))
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets(of {})", self.keys().server)
    }
}
