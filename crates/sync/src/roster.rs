//! The certificates that travel with the roster, and the keys that they prove.
//!
//! The roster's body is one CBOR map: what offices, people and duties are, `domain` reads under
//! the low keys; whose key is whose, this reads under the high ones. Each skips what is the
//! other's.

use std::collections::BTreeMap;

use ledger::certificate::{AuthoritySet, CertificateChain, CertificateFault, CertificateSubject};
use ledger::id::{DeviceId, Incarnation, PersonId};
use ledger::judge::KeySource;
use ledger::key::VerificationKey;
use minicbor::{Decode, Encode};

use crate::identity::ServerKeys;
use crate::limits::PUBLICATIONS_REPLY_BYTES_MAX;
use crate::protocol::{Unreadable, read};

/// What a roster's body says of keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Credentials {
    /// Certificates of devices and people, each under its unit's.
    #[n(16)]
    pub chains: Vec<CertificateChain>,
    /// Devices that no longer may write; what they wrote before stays theirs.
    #[n(17)]
    pub revoked: Vec<DeviceId>,
}

impl Credentials {
    /// Reads them out of a roster's body.
    ///
    /// # Errors
    /// The bytes are not a roster's body.
    pub fn read(body: &[u8]) -> Result<Self, Unreadable> {
        read(body, PUBLICATIONS_REPLY_BYTES_MAX)
    }
}

/// Keys that were proven up to the pinned authorities.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyDirectory {
    devices: BTreeMap<DeviceId, VerificationKey>,
    /// Under each person her keys: by the device at which one counts, or none for any.
    people: BTreeMap<PersonId, BTreeMap<Option<DeviceId>, VerificationKey>>,
}

impl KeyDirectory {
    /// Starts with the server's own chain, whose key the authorities vouch for.
    #[must_use]
    pub fn new(server: &ServerKeys) -> Self {
        let devices = BTreeMap::from([(server.device, server.chain)]);
        Self {
            devices,
            people: BTreeMap::new(),
        }
    }

    /// Takes every certificate that is proven; gives those that are not, by place.
    ///
    /// Certificates are judged at the moment they became valid: an expired one still proves
    /// what was signed while it held, and a desk's clock may be years off.
    pub fn learn(
        &mut self,
        authorities: &AuthoritySet,
        chains: &[CertificateChain],
    ) -> Vec<(usize, CertificateFault)> {
        let mut faults = Vec::new();
        for (place, chain) in chains.iter().enumerate() {
            match chain.verify(authorities, chain.leaf.valid_from) {
                Ok(_) => self.insert(chain),
                Err(fault) => faults.push((place, fault)),
            }
        }
        faults
    }

    fn insert(&mut self, chain: &CertificateChain) {
        match chain.leaf.subject {
            CertificateSubject::Device { device, .. } => {
                self.devices.insert(device, chain.leaf.key);
            }
            CertificateSubject::Person { person, device, .. } => {
                let own = self.people.entry(person).or_default();
                own.insert(device, chain.leaf.key);
            }
            CertificateSubject::Unit { .. } => {}
        }
    }
}

/// Keys for which only a supervisor vouches yet: whose, and at which desk it counts.
pub type VouchedKeys = BTreeMap<(PersonId, DeviceId), VerificationKey>;

/// Proven keys, and beside them those for which only a supervisor vouches yet.
pub struct WithVouched<'a> {
    proven: &'a KeyDirectory,
    vouched: VouchedKeys,
}

impl<'a> WithVouched<'a> {
    /// Puts keys beside proven ones; where a proven key counts, no other does.
    #[must_use]
    pub const fn new(proven: &'a KeyDirectory, vouched: VouchedKeys) -> Self {
        Self { proven, vouched }
    }
}

impl KeySource for WithVouched<'_> {
    fn find_device_key(&self, device: DeviceId, life: Incarnation) -> Option<VerificationKey> {
        self.proven.find_device_key(device, life)
    }

    fn find_author_key(&self, author: PersonId, device: DeviceId) -> Option<VerificationKey> {
        let proven = self.proven.find_author_key(author, device);
        proven.or_else(|| self.vouched.get(&(author, device)).copied())
    }
}

impl KeySource for KeyDirectory {
    fn find_device_key(&self, device: DeviceId, _: Incarnation) -> Option<VerificationKey> {
        self.devices.get(&device).copied()
    }

    fn find_author_key(&self, author: PersonId, device: DeviceId) -> Option<VerificationKey> {
        let own = self.people.get(&author)?;
        own.get(&Some(device)).or_else(|| own.get(&None)).copied()
    }
}

#[cfg(test)]
mod tests {
    use ledger::key::{Signer, SigningKey};

    use super::*;

    const NAM: PersonId = PersonId::from_bytes([1; 16]);
    const HERE: DeviceId = DeviceId::from_bytes([2; 16]);
    const THERE: DeviceId = DeviceId::from_bytes([3; 16]);
    const ELSEWHERE: DeviceId = DeviceId::from_bytes([4; 16]);

    fn key(seed: u8) -> VerificationKey {
        SigningKey::from_bytes([seed; 32]).verification_key()
    }

    #[test]
    fn a_word_counts_at_its_own_desk_and_where_no_certified_key_does() {
        let mut proven = KeyDirectory::default();
        let own = proven.people.entry(NAM).or_default();
        own.insert(Some(HERE), key(1));
        let vouched = VouchedKeys::from([((NAM, HERE), key(2)), ((NAM, THERE), key(3))]);
        let keys = WithVouched::new(&proven, vouched);
        let signs_at = |desk| keys.find_author_key(NAM, desk);
        assert_eq!(signs_at(HERE), Some(key(1)));
        assert_eq!(signs_at(THERE), Some(key(3)));
        assert_eq!(signs_at(ELSEWHERE), None);
    }
}
