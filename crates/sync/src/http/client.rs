//! The client: every request signed by the device, every reply judged before it is believed.
//!
//! A page that is foreseen is fetched and looked at while the one before it is stored, where a
//! runtime has a thread to do so; it is given only to who asks for it in the same words.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger::id::{DeviceId, ServerId};
use ledger::key::Signer;
use minicbor::{Decode, Encode};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{ServerClock, reply, tls};
use crate::fault::Fault;
use crate::foresight::Look;
use crate::limits::{PUBLICATIONS_MS, PUBLICATIONS_REPLY_BYTES_MAX, REQUEST_MS, WIRE_BYTES_MAX};
use crate::protocol::{
    self, ActivateReply, ActivateRequest, Admission, EnrolReply, EnrolRequest, Hello,
    PublicationsReply, PublicationsRequest, PullReply, PullRequest, PushReply, PushRequest,
    RecoverReply, RecoverRequest, SyncProtocol, Welcome,
};
use crate::signature::{Question, sign};

/// Where pages of a feed are asked for.
const PULL_PATH: &str = "/desk/v1/pull";
/// Longest wait for a connection.
const CONNECT_MS: u64 = 10_000;
/// How long a connection is kept for the next request: less than the server's patience with a
/// silent one, so that no request meets a connection that is just being closed.
const IDLE_MS: u64 = 5_000;

/// The device's key, as the client signs with it.
pub type DeskKey = Arc<dyn Signer + Send + Sync>;

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientFault {
    /// The TLS settings do not fit together.
    #[error("the TLS settings do not fit together")]
    Tls(#[from] rustls::Error),
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made")]
    Http(#[from] reqwest::Error),
    /// Not an address of the form `https://host:port`.
    #[error("the address is not of the form https://host:port")]
    Address,
}

/// A line to one server.
pub struct Client {
    line: Arc<Line>,
    ahead: Mutex<Option<Ahead>>,
}

/// A page on its way before it was asked for.
struct Ahead {
    request: PullRequest,
    reply: JoinHandle<Result<PullReply, Fault>>,
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.reply.abort();
    }
}

struct Line {
    http: reqwest::Client,
    base: String,
    device: DeviceId,
    key: DeskKey,
    nonce: Mutex<Vec<u8>>,
    clock: ServerClock,
}

impl Client {
    /// Makes a client for the server whose root key has the digest `root_pin`. `clock` starts
    /// from the last server time that the desk stored.
    ///
    /// # Errors
    /// The address is not one, or TLS cannot be set up.
    pub fn new(
        url: &str,
        root_pin: [u8; 32],
        server: ServerId,
        key: DeskKey,
        clock: ServerClock,
    ) -> Result<Self, ClientFault> {
        let base = url.trim_end_matches('/').to_owned();
        if !base.starts_with("https://") {
            return Err(ClientFault::Address);
        }
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(root_pin, server, &clock)?)
            .redirect(Policy::none())
            .no_proxy()
            .https_only(true)
            .connect_timeout(Duration::from_millis(CONNECT_MS))
            .read_timeout(Duration::from_millis(REQUEST_MS))
            .pool_idle_timeout(Duration::from_millis(IDLE_MS))
            .build()?;
        let device = key.verification_key().device_id();
        let line = Line {
            http,
            base,
            device,
            key,
            nonce: Mutex::default(),
            clock,
        };
        Ok(Self {
            line: Arc::new(line),
            ahead: Mutex::default(),
        })
    }

    /// Uses another id than that of the key, after the key was rotated.
    #[must_use]
    pub fn with_device(mut self, device: DeviceId) -> Self {
        // Nothing was asked yet, so nobody else holds the line.
        if let Some(line) = Arc::get_mut(&mut self.line) {
            line.device = device;
        }
        self
    }

    /// Takes the page that is on its way, if it is this one that was foreseen.
    fn take_ahead(&self, request: &PullRequest) -> Option<Ahead> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.take().filter(|ahead| ahead.request == *request)
    }
}

impl Line {
    async fn ask<Q, R>(&self, path: &str, question: &Q, limit: usize) -> Result<R, Fault>
    where
        Q: Encode<()> + Sync,
        R: for<'b> Decode<'b, ()>,
    {
        self.ask_within(REQUEST_MS, path, question, limit).await
    }

    async fn ask_within<Q, R>(
        &self,
        time: u64,
        path: &str,
        question: &Q,
        limit: usize,
    ) -> Result<R, Fault>
    where
        Q: Encode<()> + Sync,
        R: for<'b> Decode<'b, ()>,
    {
        let body = protocol::write(question);
        let nonce = self
            .nonce
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let created = i64::try_from(ServerClock::own_seconds()).unwrap_or(0);
        let asked = Question {
            method: "POST",
            path,
            body: &body,
        };
        let signed = sign(&asked, self.device, &nonce, created, self.key.as_ref());
        let response = self
            .http
            .post(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, protocol::CONTENT_TYPE)
            .header("content-digest", signed.content_digest)
            .header("signature-input", signed.signature_input)
            .header("signature", signed.signature)
            .timeout(Duration::from_millis(time))
            .body(body)
            .send()
            .await
            .map_err(|error| reply::unanswered(&error))?;
        reply::take(response, limit).await
    }
}

impl SyncProtocol for Client {
    async fn hello(&self, request: &Hello) -> Result<Welcome, Fault> {
        let welcome: Welcome = self
            .line
            .ask("/desk/v1/hello", request, WIRE_BYTES_MAX)
            .await?;
        self.line.clock.learn(welcome.server_time);
        let mut nonce = self
            .line
            .nonce
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        nonce.clone_from(&welcome.nonce.0);
        drop(nonce);
        Ok(welcome)
    }

    fn push(&self, request: &PushRequest) -> impl Future<Output = Result<PushReply, Fault>> + Send {
        self.line.ask("/desk/v1/push", request, WIRE_BYTES_MAX)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, Fault> {
        if let Some(mut ahead) = self.take_ahead(request)
            && let Ok(reply) = (&mut ahead.reply).await
        {
            return reply;
        }
        self.line.ask(PULL_PATH, request, WIRE_BYTES_MAX).await
    }

    fn foresee(&self, request: &PullRequest, look: Option<Look>) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let (line, asked) = (Arc::clone(&self.line), request.clone());
        let reply = runtime.spawn(async move {
            let reply = line.ask(PULL_PATH, &asked, WIRE_BYTES_MAX).await?;
            // Nothing else is on the line meanwhile; who asks for the page waits for both.
            if let Some(look) = look {
                look(&reply);
            }
            Ok(reply)
        });
        let request = request.clone();
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ahead { request, reply });
    }

    fn publications(
        &self,
        request: &PublicationsRequest,
    ) -> impl Future<Output = Result<PublicationsReply, Fault>> + Send {
        self.line.ask_within(
            PUBLICATIONS_MS,
            "/desk/v1/publications",
            request,
            PUBLICATIONS_REPLY_BYTES_MAX,
        )
    }

    fn activate(
        &self,
        request: &ActivateRequest,
    ) -> impl Future<Output = Result<ActivateReply, Fault>> + Send {
        self.line
            .ask("/desk/v1/activate", request, PUBLICATIONS_REPLY_BYTES_MAX)
    }
}

impl Admission for Client {
    fn enrol(
        &self,
        request: &EnrolRequest,
    ) -> impl Future<Output = Result<EnrolReply, Fault>> + Send {
        self.line
            .ask("/desk/v1/enrol", request, PUBLICATIONS_REPLY_BYTES_MAX)
    }

    fn recover(
        &self,
        request: &RecoverRequest,
    ) -> impl Future<Output = Result<RecoverReply, Fault>> + Send {
        self.line.ask("/desk/v1/recover", request, WIRE_BYTES_MAX)
    }
}
