//! The desk's line to the server over HTTP and TLS 1.3.
//!
//! Trust is one private root, pinned by the digest of its key at enrolment; no other root and no
//! redirection is followed. What is not a reply of ours, whole and of our content type, is a
//! named fault and never a success.

mod client;
mod clock;
mod reply;
mod tls;

pub use self::client::{Client, ClientFault, DeskKey};
pub use self::clock::ServerClock;
pub use self::tls::{pin_of, server_name};
