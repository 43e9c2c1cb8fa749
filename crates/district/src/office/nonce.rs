//! Nonces without memory: the server knows its own by a keyed digest of device and moment.
//!
//! A desk signs the nonce of its hello into every request that follows. What was recorded on the
//! wire yesterday, or before a restart, is not taken today.

use std::time::{Duration, Instant};

use ledger::id::{DeviceId, Hash};

/// How long a nonce is good: longer than any run, shorter than a night.
const GOOD_FOR: Duration = Duration::from_secs(30 * 60);
/// Bytes of the digest that travel.
const DIGEST_BYTES: usize = 16;

/// Makes nonces and knows them again.
pub struct Nonces {
    secret: [u8; 32],
    began: Instant,
}

impl Nonces {
    /// Starts with a secret that nobody else has and that ends with the process.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            began: Instant::now(),
        }
    }

    /// Makes one for a device.
    #[must_use]
    pub fn issue(&self, device: DeviceId) -> Vec<u8> {
        self.at(device, self.began.elapsed().as_secs())
    }

    /// Says whether a nonce was made here for this device and is still good.
    #[must_use]
    pub fn is_good(&self, device: DeviceId, nonce: &[u8]) -> bool {
        self.is_good_at(device, nonce, self.began.elapsed().as_secs())
    }

    fn is_good_at(&self, device: DeviceId, nonce: &[u8], now: u64) -> bool {
        let Some(made) = nonce.first_chunk::<8>() else {
            return false;
        };
        let made = u64::from_be_bytes(*made);
        let is_fresh = made <= now && now - made <= GOOD_FOR.as_secs();
        is_fresh && self.at(device, made) == nonce
    }

    fn at(&self, device: DeviceId, seconds: u64) -> Vec<u8> {
        // Secret first and every piece of fixed length, so nothing can be appended.
        let digest = Hash::of(&[
            b"nonce\0",
            &self.secret,
            device.as_bytes(),
            &seconds.to_be_bytes(),
        ]);
        let mut nonce = seconds.to_be_bytes().to_vec();
        nonce.extend(digest.as_bytes().iter().take(DIGEST_BYTES));
        nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_its_device_its_process_and_its_time() {
        let nonces = Nonces::new([1; 32]);
        let device = DeviceId::from_bytes([7; 16]);
        let nonce = nonces.at(device, 100);
        assert!(nonces.is_good_at(device, &nonce, 100));
        assert!(nonces.is_good_at(device, &nonce, 100 + GOOD_FOR.as_secs()));
        assert!(!nonces.is_good_at(device, &nonce, 101 + GOOD_FOR.as_secs()));
        assert!(!nonces.is_good_at(device, &nonce, 99));
        assert!(!nonces.is_good_at(DeviceId::from_bytes([8; 16]), &nonce, 100));
        assert!(!Nonces::new([2; 32]).is_good_at(device, &nonce, 100));
        assert!(!nonces.is_good_at(device, b"", 100));
    }
}
