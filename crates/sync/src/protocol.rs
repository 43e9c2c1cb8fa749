//! What desk and server say to each other, and the one trait that both ends implement.
//!
//! The HTTP client answers these calls by asking the server, the server's engine by doing the
//! work: the two cannot drift apart. Every message is a CBOR map with integer keys; fields are
//! only added, as `Option`, and a reader skips what it does not know.

mod enrol;
mod hello;
mod message;
mod publications;
mod pull;
mod push;

use std::future::Future;

pub use self::enrol::{
    ActivateReply, ActivateRequest, Admission, DeskGrant, EnrolReply, EnrolRequest, EnrolState,
    RecoverReply, RecoverRequest,
};
pub use self::hello::{
    DeviceStanding, HeldChain, HeldProof, Hello, PublicationHead, Safety, Seen, Welcome, Witness,
};
pub use self::message::{CONTENT_TYPE, Unreadable, Verbatim, read, write};
pub use self::publications::{PublicationsReply, PublicationsRequest};
pub use self::pull::{Diverged, EarlierLogs, FeedSample, Inclusion, PullReply, PullRequest};
pub use self::push::{
    AUTHOR_UNSIGNED, Answer, FACTS_UNREADABLE, ForkAnswer, ORIGINAL_UNSOUND, PushReply,
    PushRequest, RefusedRecord, SeqRange, UNIT_UNKNOWN, VOUCHING_UNSOUND, Verdict,
};

use crate::fault::Fault;
pub use crate::foresight::Look;

/// Version of the exchange that this program speaks.
pub const PROTOCOL: u16 = 1;

/// The exchange as a desk sees it. The futures of the in-process server are ready at once, so
/// that [`crate::ready`] can drive them without a runtime.
pub trait SyncProtocol {
    /// Says who is there and what it holds; learns the epoch, a nonce and what is new.
    fn hello(&self, request: &Hello) -> impl Future<Output = Result<Welcome, Fault>> + Send;

    /// Offers records; gets receipts for what is durable.
    fn push(&self, request: &PushRequest) -> impl Future<Output = Result<PushReply, Fault>> + Send;

    /// Asks for what follows a cursor in a unit's feed.
    fn pull(&self, request: &PullRequest) -> impl Future<Output = Result<PullReply, Fault>> + Send;

    /// Says which page will be asked for next if all goes well, so that a line may fetch it
    /// while the present one is being stored. A line that does not look ahead does nothing.
    /// Whoever wants to look at its reply beforehand does so beside the one who stores.
    fn foresee(&self, _: &PullRequest, _: Option<Look>) {}

    /// Fetches publications newer than those held.
    fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> impl Future<Output = Result<PublicationsReply, Fault>> + Send;

    /// Asks for the certificate of a person's key against her one-time code.
    fn activate(
        &self,
        request: &ActivateRequest,
    ) -> impl Future<Output = Result<ActivateReply, Fault>> + Send;
}

/// One request of the session, whichever call it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// See [`SyncProtocol::hello`].
    Hello(Hello),
    /// See [`SyncProtocol::push`].
    Push(PushRequest),
    /// See [`SyncProtocol::pull`].
    Pull(PullRequest),
    /// See [`SyncProtocol::publications`].
    Publications(PublicationsRequest),
}

/// The reply to a [`Request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// To a hello.
    Welcome(Box<Welcome>),
    /// To a push.
    Push(PushReply),
    /// To a pull.
    Pull(PullReply),
    /// To a request for publications.
    Publications(PublicationsReply),
}

/// Carries one request of the session over a line.
///
/// # Errors
/// Whatever the line gives instead of a reply.
pub async fn exchange<P: SyncProtocol>(line: &P, request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Hello(hello) => line.hello(hello).await.map(|w| Reply::Welcome(Box::new(w))),
        Request::Push(push) => line.push(push).await.map(Reply::Push),
        Request::Pull(pull) => line.pull(pull).await.map(Reply::Pull),
        Request::Publications(ask) => line.publications(ask).await.map(Reply::Publications),
    }
}
