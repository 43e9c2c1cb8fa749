//! What the ledger promises, tried from outside.
//!
//! Chains, parts, certificates, forks and carriers; the tree against its definition and against
//! readers that others wrote; and the vectors from which another implementation can be checked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]

mod c2sp;
mod carrying;
mod certificates;
mod chain;
mod encoding;
mod forks;
mod parts;
mod signatures;
mod statements;
mod tree;
mod vectors;
mod vouching;

mod fixture;
