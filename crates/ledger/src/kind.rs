//! The record kinds that are the ledger's own.
//!
//! Numbers below 64 belong to this crate, the others to whoever keeps a ledger with it. A kind that
//! a version does not know is stored, verified and passed on like any other.

/// Record 1 of an incarnation: the device's certificate for its key.
pub const DEVICE_CERTIFICATE: u16 = 1;
/// Two signed headers with one place in one chain.
pub const FORK_WITNESS: u16 = 2;
/// A record of another branch or incarnation, carried along.
pub const CARRIED: u16 = 3;
/// A part of a record was lawfully erased.
pub const ERASED: u16 = 4;
/// A record has no effect, by a server's decision.
pub const EFFECT_WITHHELD: u16 = 5;
/// Such a decision is taken back.
pub const EFFECT_RESTORED: u16 = 6;
/// A unit may read a subject.
pub const GRANTED: u16 = 7;
/// A supervisor vouches for a person's key until her unit certifies it.
pub const VOUCHED: u16 = 8;

/// The first kind that is not the ledger's own.
pub const FOREIGN_MIN: u16 = 64;
