//! Forks: two records where a chain has one place.
//!
//! A restored image or a cloned disk writes a place twice. The two signed headers prove it to
//! anybody who has the device's key; neither branch is lost or preferred here.

use minicbor::{Decode, Encode};

use crate::{
    id::{DeviceId, Incarnation},
    key::VerificationKey,
    sealed::SealedHeader,
};

/// Two signed headers that claim the same place.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ForkWitness {
    /// The one with the smaller hash.
    #[n(0)]
    pub one: SealedHeader,
    /// The one with the greater hash.
    #[n(1)]
    pub other: SealedHeader,
}

/// The place that was written twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForkPlace {
    /// Whose chain.
    pub device: DeviceId,
    /// Which life of its database.
    pub incarnation: Incarnation,
    /// The place.
    pub seq: u64,
}

/// Why two headers prove no fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFork {
    /// They stand at different places or in different chains.
    #[error("the headers stand at different places")]
    DifferentPlaces,
    /// They are one record.
    #[error("both are the same record")]
    SameRecord,
    /// One of them the device did not sign.
    #[error("one of the headers is not signed by the device")]
    BadSignature,
}

impl ForkWitness {
    /// Puts two headers together, in the order of their hashes.
    #[must_use]
    pub fn new(one: SealedHeader, other: SealedHeader) -> Self {
        if one.hash() <= other.hash() {
            Self { one, other }
        } else {
            Self {
                one: other,
                other: one,
            }
        }
    }

    /// Checks that the device of this key wrote one place twice.
    ///
    /// # Errors
    /// Why the headers do not prove that.
    pub fn verify(&self, key: &VerificationKey) -> Result<ForkPlace, NoFork> {
        let place = place(&self.one);
        if place != self::place(&self.other) {
            return Err(NoFork::DifferentPlaces);
        }
        if self.one.hash() == self.other.hash() {
            return Err(NoFork::SameRecord);
        }
        let both = [&self.one, &self.other].map(|sealed| sealed.verify_device(key));
        if both.iter().any(Result::is_err) {
            Err(NoFork::BadSignature)
        } else {
            Ok(place)
        }
    }
}

const fn place(sealed: &SealedHeader) -> ForkPlace {
    let header = sealed.header();
    ForkPlace {
        device: header.device,
        incarnation: header.incarnation,
        seq: header.seq,
    }
}
