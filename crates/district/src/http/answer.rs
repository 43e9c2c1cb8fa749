//! Answers: CBOR of our content type, whether yes or no.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use minicbor::Encode;
use sync::fault::{Fault, Refusal, RefusalCode};
use sync::protocol;

/// Answers with a message.
pub(super) fn say<T: Encode<()>>(message: &T) -> Response {
    respond(StatusCode::OK, protocol::write(message), None)
}

/// Answers with a refusal; what is in between reads the status, the desk the name.
pub(super) fn refuse(fault: Fault) -> Response {
    let refusal = match fault {
        Fault::Refused { refusal, .. } => refusal,
        Fault::Deferred {
            retry_after_seconds,
        } => Refusal::busy(retry_after_seconds),
        Fault::Unreachable { .. } | Fault::TimedOut | Fault::NotAReply(_) => {
            Refusal::new(RefusalCode::ServerFault, "no answer inside the server")
        }
    };
    let status = refusal.code().map_or(500, RefusalCode::status);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    respond(
        status,
        protocol::write(&refusal),
        refusal.retry_after_seconds,
    )
}

/// Answers a path that is none.
pub(super) async fn not_found() -> Response {
    std::future::ready(()).await;
    refuse(Fault::refused(Refusal::new(
        RefusalCode::NotFound,
        "no such route",
    )))
}

fn respond(status: StatusCode, body: Vec<u8>, retry_after: Option<u32>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(protocol::CONTENT_TYPE),
    );
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
