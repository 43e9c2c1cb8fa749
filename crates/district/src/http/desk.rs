//! The desks' routes: read whole and within limits, check who asks, let the office answer.

use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use ledger::domain_separation::Domain;
use ledger::id::{DeviceId, Incarnation};
use ledger::judge::KeySource;
use minicbor::Decode;
use sync::fault::{Fault, Refusal, RefusalCode};
use sync::limits::WIRE_BYTES_MAX;
use sync::protocol;
use sync::signature::{Claim, Question, SignedHeaders, read_claim};
use tokio::time::timeout;

use super::Reception;
use super::answer::{refuse, say};

/// Pause that a full reception asks for.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Which nonce a request must bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    /// The one that hello gave.
    Nonce,
    /// None yet: the request asks for one, or comes from a device without identity.
    Any,
}

pub(super) async fn say_hello(State(at): State<Reception>, request: Request<Body>) -> Response {
    attend(&at, async {
        let (caller, body) = read_signed(&at, request, Freshness::Any).await?;
        at.office
            .hello(caller, decoded(&body)?)
            .await
            .map(|welcome| say(&welcome))
    })
    .await
}

pub(super) async fn push_records(State(at): State<Reception>, request: Request<Body>) -> Response {
    attend(&at, async {
        let (caller, body) = read_signed(&at, request, Freshness::Nonce).await?;
        at.office
            .push(caller, decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

pub(super) async fn pull_feed(State(at): State<Reception>, request: Request<Body>) -> Response {
    attend(&at, async {
        let (caller, body) = read_signed(&at, request, Freshness::Nonce).await?;
        at.office
            .pull(caller, decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

pub(super) async fn list_publications(
    State(at): State<Reception>,
    request: Request<Body>,
) -> Response {
    attend(&at, async {
        let (caller, body) = read_signed(&at, request, Freshness::Nonce).await?;
        at.office
            .publications(caller, decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

pub(super) async fn activate_person(
    State(at): State<Reception>,
    request: Request<Body>,
) -> Response {
    attend(&at, async {
        let (caller, body) = read_signed(&at, request, Freshness::Any).await?;
        at.office
            .activate(caller, decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

/// A route for a device without identity: its token and its own proof stand in the body.
pub(super) async fn enrol_device(State(at): State<Reception>, request: Request<Body>) -> Response {
    attend(&at, async {
        let (parts, body) = request.into_parts();
        check_content_type(&parts.headers)?;
        let body = read_body(body).await?;
        at.office
            .enrol(decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

/// A route for a device whose keys are closed: the person's one-time code stands in the body.
pub(super) async fn recover_person(
    State(at): State<Reception>,
    request: Request<Body>,
) -> Response {
    attend(&at, async {
        let (parts, body) = request.into_parts();
        check_content_type(&parts.headers)?;
        let body = read_body(body).await?;
        at.office
            .recover(decoded(&body)?)
            .await
            .map(|reply| say(&reply))
    })
    .await
}

/// Gives a slot and a time to one request, or says when to come back.
async fn attend(at: &Reception, work: impl Future<Output = Result<Response, Fault>>) -> Response {
    let Ok(_slot) = at.slots.try_acquire() else {
        at.counts.count_shed();
        return refuse(Fault::refused(Refusal::busy(RETRY_AFTER_SECONDS)));
    };
    at.counts.count_request();
    match timeout(at.request_time, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(fault)) => {
            at.counts.count_refusal();
            refuse(fault)
        }
        Err(_) => refuse(refused(RefusalCode::TooSlow, "the request took too long")),
    }
}

/// Reads a request whole and checks that an enrolled device signed it.
async fn read_signed(
    at: &Reception,
    request: Request<Body>,
    freshness: Freshness,
) -> Result<(DeviceId, Vec<u8>), Fault> {
    let (parts, body) = request.into_parts();
    check_content_type(&parts.headers)?;
    let body = read_body(body).await?;
    let path = parts.uri.path();
    let question = Question {
        method: parts.method.as_str(),
        path,
        body: &body,
    };
    let claim = read_claim(&question, &signed_headers(&parts.headers))
        .map_err(|why| refused(RefusalCode::BadSignature, &why.to_string()))?;
    check_claim(at, &claim, freshness)?;
    Ok((claim.device, body))
}

fn check_claim(at: &Reception, claim: &Claim, freshness: Freshness) -> Result<(), Fault> {
    let view = at.office.view();
    let key = view
        .registry
        .find_device_key(claim.device, Incarnation::ZERO)
        .ok_or_else(|| refused(RefusalCode::UnknownDevice, "no such device"))?;
    key.verify(Domain::Request, &claim.signed_bytes, &claim.signature)
        .map_err(|_| {
            refused(
                RefusalCode::BadSignature,
                "the request's signature does not fit",
            )
        })?;
    if freshness == Freshness::Nonce && !at.office.nonces().is_good(claim.device, &claim.nonce) {
        return Err(refused(RefusalCode::StaleNonce, "say hello again"));
    }
    Ok(())
}

async fn read_body(body: Body) -> Result<Vec<u8>, Fault> {
    if body.size_hint().lower() > WIRE_BYTES_MAX as u64 {
        return Err(refused(RefusalCode::TooLarge, "the body is too large"));
    }
    match Limited::new(body, WIRE_BYTES_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(refused(RefusalCode::TooLarge, "the body is too large"))
        }
        Err(_) => Err(refused(RefusalCode::Malformed, "the body ended half way")),
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Fault> {
    let is_ours = header(headers, CONTENT_TYPE.as_str()) == protocol::CONTENT_TYPE;
    if is_ours {
        Ok(())
    } else {
        Err(refused(RefusalCode::Malformed, "another content type"))
    }
}

fn signed_headers(headers: &HeaderMap) -> SignedHeaders {
    SignedHeaders {
        content_digest: header(headers, "content-digest"),
        signature_input: header(headers, "signature-input"),
        signature: header(headers, "signature"),
    }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn decoded<T: for<'b> Decode<'b, ()>>(body: &[u8]) -> Result<T, Fault> {
    protocol::read(body, WIRE_BYTES_MAX)
        .map_err(|why| refused(RefusalCode::Malformed, &why.to_string()))
}

fn refused(code: RefusalCode, detail: &str) -> Fault {
    Fault::refused(Refusal::new(code, detail))
}
