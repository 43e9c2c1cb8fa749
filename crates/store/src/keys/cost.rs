//! How dear a guess at a PIN is: the parameters of Argon2id, stored with each wrap.
//!
//! Below the floor nothing is made and nothing is opened: a wrap rewritten with cheap
//! parameters would otherwise be an invitation.

use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::pin::Pin;

/// Argon2id parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PinCost {
    /// Memory in KiB.
    #[n(0)]
    pub memory_kib: u32,
    /// Passes over it.
    #[n(1)]
    pub passes: u32,
    /// Lanes.
    #[n(2)]
    pub lanes: u32,
}

/// The parameters are cheaper than the floor, or dearer than any desk can pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("PIN parameters {0:?} are outside the limits")]
pub struct CostRefused(pub PinCost);

impl PinCost {
    /// OWASP's least: 19 MiB, two passes, one lane.
    pub const FLOOR: Self = Self {
        memory_kib: 19 * 1_024,
        passes: 2,
        lanes: 1,
    };
    /// 64 MiB, three passes: a quarter of a second here, about one on an old Celeron.
    pub const DEFAULT: Self = Self {
        memory_kib: 64 * 1_024,
        passes: 3,
        lanes: 1,
    };
    /// The most a PC with 4 GB is asked for.
    pub const CEILING: Self = Self {
        memory_kib: 128 * 1_024,
        passes: 10,
        lanes: 4,
    };

    /// Judges the parameters.
    ///
    /// # Errors
    /// One of them is below the floor or above the ceiling.
    pub const fn check(self) -> Result<Self, CostRefused> {
        let is_dear_enough = self.memory_kib >= Self::FLOOR.memory_kib
            && self.passes >= Self::FLOOR.passes
            && self.lanes >= Self::FLOOR.lanes;
        let is_payable = self.memory_kib <= Self::CEILING.memory_kib
            && self.passes <= Self::CEILING.passes
            && self.lanes <= Self::CEILING.lanes;
        if is_dear_enough && is_payable {
            Ok(self)
        } else {
            Err(CostRefused(self))
        }
    }

    /// Stretches a PIN.
    pub(super) fn stretch(
        self,
        pin: &Pin,
        salt: &[u8; 16],
    ) -> Result<Zeroizing<[u8; 32]>, CostRefused> {
        self.check()?;
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| CostRefused(self))?;
        let mut stretched = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.as_bytes(), salt, stretched.as_mut_slice())
            .map_err(|_| CostRefused(self))?;
        Ok(stretched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_below_the_floor_are_refused() {
        let floor = PinCost::FLOOR;
        assert_eq!(floor.check(), Ok(floor));
        assert_eq!(PinCost::DEFAULT.check(), Ok(PinCost::DEFAULT));
        for cheap in [
            PinCost {
                memory_kib: floor.memory_kib - 1,
                ..floor
            },
            PinCost { passes: 1, ..floor },
            PinCost { lanes: 0, ..floor },
            PinCost {
                memory_kib: u32::MAX,
                ..floor
            },
        ] {
            assert_eq!(cheap.check(), Err(CostRefused(cheap)));
        }
    }
}
