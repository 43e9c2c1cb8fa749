//! The line to the server with a scale on it: what pages weigh is always known, whole messages
//! only where they are weighed.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use minicbor::Encode;
use sync::fault::Fault;
use sync::foresight::Look;
use sync::http::Client;
use sync::protocol::{
    ActivateReply, ActivateRequest, Hello, PublicationsReply, PublicationsRequest, PullReply,
    PullRequest, PushReply, PushRequest, SyncProtocol, Welcome, write,
};

/// What came over the line since it was last emptied.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    /// When the first page was asked for.
    pub(super) first_pull: Option<Instant>,
    /// Bytes of pages that were sent.
    pub(super) pushed: usize,
    /// Bytes of pages that came.
    pub(super) pulled: usize,
    /// Bodies of pushes and their replies, where they were weighed.
    pub(super) bodies: usize,
}

/// The line.
pub(super) struct Wire {
    /// The client behind it.
    pub(super) client: Client,
    load: Mutex<Load>,
    /// Weighs whole messages, which takes time.
    pub(super) is_weighing: bool,
}

impl Wire {
    /// A line that carries nothing yet.
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            load: Mutex::default(),
            is_weighing: false,
        }
    }

    /// Gives what came over the line and begins anew.
    pub(super) fn take_load(&self) -> Load {
        std::mem::take(&mut *self.load())
    }

    fn load(&self) -> MutexGuard<'_, Load> {
        self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn weigh(&self, message: &impl Encode<()>) {
        if self.is_weighing {
            let bytes = write(message).len();
            self.load().bodies += bytes;
        }
    }
}

impl SyncProtocol for Wire {
    fn hello(&self, request: &Hello) -> impl Future<Output = Result<Welcome, Fault>> + Send {
        self.client.hello(request)
    }

    async fn push(&self, request: &PushRequest) -> Result<PushReply, Fault> {
        self.load().pushed += request.page.0.len();
        self.weigh(request);
        let reply = self.client.push(request).await?;
        self.weigh(&reply);
        Ok(reply)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, Fault> {
        self.load().first_pull.get_or_insert_with(Instant::now);
        let reply = self.client.pull(request).await?;
        self.load().pulled += reply.page.as_ref().map_or(0, |page| page.0.len());
        Ok(reply)
    }

    fn foresee(&self, request: &PullRequest, look: Option<Look>) {
        self.client.foresee(request, look);
    }

    fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> impl Future<Output = Result<PublicationsReply, Fault>> + Send {
        self.client.publications(request)
    }

    fn activate(
        &self,
        request: &ActivateRequest,
    ) -> impl Future<Output = Result<ActivateReply, Fault>> + Send {
        self.client.activate(request)
    }
}
