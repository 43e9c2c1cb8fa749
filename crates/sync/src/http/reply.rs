//! Telling a reply of ours from everything else that a network can answer.

use std::error::Error;

use minicbor::Decode;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};

use crate::fault::{Fault, NotAReply, Refusal};
use crate::protocol;

/// Statuses by which anything in between asks to come back.
const COME_BACK: [u16; 2] = [429, 503];
/// Longest pause that is taken from a header, in seconds.
const RETRY_AFTER_SECONDS_MAX: u32 = 15 * 60;

/// Reads a reply whole, or says what it is instead.
pub(super) async fn take<T>(response: Response, limit: usize) -> Result<T, Fault>
where
    T: for<'b> Decode<'b, ()>,
{
    let status = response.status();
    if status.is_redirection() {
        return Err(NotAReply::Redirected.into());
    }
    let is_ours = content_type(&response) == protocol::CONTENT_TYPE;
    if !is_ours {
        return Err(foreign(&response));
    }
    let retry_after = retry_after(&response);
    let body = read_body(response, limit).await?;
    if status.is_success() {
        return protocol::read(&body, limit).map_err(|_| NotAReply::Malformed.into());
    }
    let mut refusal: Refusal =
        protocol::read(&body, limit).map_err(|_| Fault::from(NotAReply::Malformed))?;
    if COME_BACK.contains(&status.as_u16()) {
        let asked = refusal.retry_after_seconds.or(retry_after);
        let pause = asked.unwrap_or(5).min(RETRY_AFTER_SECONDS_MAX);
        return Err(Fault::Deferred {
            retry_after_seconds: pause,
        });
    }
    refusal.retry_after_seconds = refusal.retry_after_seconds.or(retry_after);
    Err(Fault::Refused {
        status: status.as_u16(),
        refusal,
    })
}

/// Names an answer that is not of our content type. Whatever its status, it is no refusal: a
/// network that wants a sign-in answers with 403 and a page, and no record is set aside for that.
fn foreign(response: &Response) -> Fault {
    let status = response.status().as_u16();
    if COME_BACK.contains(&status) {
        let pause = retry_after(response)
            .unwrap_or(30)
            .min(RETRY_AFTER_SECONDS_MAX);
        return Fault::Deferred {
            retry_after_seconds: pause,
        };
    }
    if content_type(response).starts_with("text/html") || status == 511 {
        return NotAReply::CaptivePortal.into();
    }
    NotAReply::ForeignContent.into()
}

fn content_type(response: &Response) -> String {
    let header = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    header.unwrap_or_default().to_ascii_lowercase()
}

fn retry_after(response: &Response) -> Option<u32> {
    response
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, Fault> {
    let announced = response.content_length();
    if announced.is_some_and(|bytes| bytes > limit as u64) {
        return Err(NotAReply::TooLarge.into());
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                return Err(NotAReply::TooLarge.into());
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) if error.is_timeout() => return Err(Fault::TimedOut),
            Err(_) => return Err(NotAReply::HalfSent.into()),
        }
    }
    match announced {
        Some(bytes) if bytes != body.len() as u64 => Err(NotAReply::HalfSent.into()),
        _ => Ok(body),
    }
}

/// Names why there was no answer at all.
pub(super) fn unanswered(error: &reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::TimedOut;
    }
    match find_tls(error) {
        Some(tls) => tls_fault(tls),
        None => Fault::Unreachable {
            detail: error.to_string(),
        },
    }
}

/// Finds what TLS said, however deep the layers between wrapped it.
fn find_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    // An input-output error hides what it wraps from `source`.
    let wrapped = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    match wrapped {
        Some(wrapped) => find_tls(wrapped),
        None => find_tls(error.source()?),
    }
}

/// A certificate that is not under our root, or no TLS of ours at all: something else answers.
fn tls_fault(error: &rustls::Error) -> Fault {
    let is_foreign = matches!(
        error,
        rustls::Error::InvalidCertificate(_)
            | rustls::Error::NoCertificatesPresented
            | rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(_)
            | rustls::Error::InvalidMessage(_)
    );
    if is_foreign {
        return NotAReply::ForeignCertificate.into();
    }
    Fault::Unreachable {
        detail: error.to_string(),
    }
}
