//! The exchange between desks and the upper-level server, as both sides see it.
//!
//! Desk and server share the messages ([`protocol`]), the folded pages ([`page`]), the limits and
//! the manner of signing requests; the desk's whole behaviour is the pure state machine in
//! [`session`], to which heads, replies and time are handed in and from which requests and things
//! to store come out. Nothing here reads a clock, draws a random number or touches a file, but
//! for the HTTP client behind feature `http`. `store` must not depend on this crate.
//!
//! Reading order: [`limits`], [`fault`], [`protocol`], [`page`], [`identity`], [`token`],
//! [`grant`], [`signature`], [`roster`], [`witness`], [`session`], [`foresight`], [`drive`],
//! [`model`], `http`.

pub mod back_off;
pub mod drive;
pub mod fault;
pub mod foresight;
pub mod grant;
#[cfg(feature = "http")]
pub mod http;
pub mod identity;
pub mod limits;
pub mod model;
pub mod page;
pub mod protocol;
pub mod roster;
pub mod session;
pub mod signature;
pub mod token;
pub mod witness;

pub use drive::ready;
pub use fault::{Fault, NotAReply, Refusal, RefusalCode};
pub use protocol::SyncProtocol;
pub use session::Session;
