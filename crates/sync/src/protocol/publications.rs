//! Fetching what the upper level publishes: catalogue, holidays, units, roster, templates.

use minicbor::{Decode, Encode};

use super::hello::PublicationHead;
use super::message::Verbatim;

/// Names the versions that the desk holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublicationsRequest {
    /// One line a kind; a kind not named is not held.
    #[n(0)]
    pub held: Vec<PublicationHead>,
}

/// Everything newer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublicationsReply {
    /// Signed publications, verbatim; kinds unknown to the desk are stored all the same.
    #[n(0)]
    pub publications: Vec<Verbatim>,
}
