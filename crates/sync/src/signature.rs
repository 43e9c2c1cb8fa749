//! Signed requests in the manner of RFC 9421: who asks, and that nobody altered the question.
//!
//! Covered are method, path and the body's digest (RFC 9530). Freshness is the nonce that the
//! server gave at hello; `created` is recorded and never judged, because a desk's clock may be
//! years off. Replies need no signature of their own: what matters in them is signed inside.

use data_encoding::{BASE64, HEXLOWER};
use ledger::domain_separation::Domain;
use ledger::id::DeviceId;
use ledger::key::{Signature, Signer};
use sha2::{Digest, Sha256};

/// Longest nonce that is taken.
pub const NONCE_BYTES_MAX: usize = 64;
/// Longest of the three headers that is read.
pub const HEADER_BYTES_MAX: usize = 512;

const COVERED: &str = r#"("@method" "@path" "content-digest")"#;

/// The three headers of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `content-digest`.
    pub content_digest: String,
    /// `signature-input`.
    pub signature_input: String,
    /// `signature`.
    pub signature: String,
}

/// What is signed.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// `POST`.
    pub method: &'a str,
    /// Path without host and query.
    pub path: &'a str,
    /// The body, as it travels.
    pub body: &'a [u8],
}

/// A request's claim about who asks; not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The device that says it signed.
    pub device: DeviceId,
    /// The nonce it names.
    pub nonce: Vec<u8>,
    /// Its clock, seconds since 1970 UTC; recorded, never judged.
    pub created: i64,
    /// The bytes that were signed.
    pub signed_bytes: Vec<u8>,
    /// The signature over them.
    pub signature: Signature,
}

/// Headers that are not a signed request's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsignedRequest {
    /// The digest is not the body's.
    #[error("the content digest does not fit the body")]
    Digest,
    /// The parameters cannot be read.
    #[error("the signature input cannot be read")]
    Input,
    /// The signature cannot be read.
    #[error("the signature cannot be read")]
    Signature,
}

/// Signs a request with the device's key.
#[must_use]
pub fn sign(
    question: &Question<'_>,
    device: DeviceId,
    nonce: &[u8],
    created: i64,
    key: &dyn Signer,
) -> SignedHeaders {
    let content_digest = content_digest(question.body);
    let nonce = BASE64.encode(nonce);
    let parameters =
        format!(r#"{COVERED};created={created};nonce="{nonce}";keyid="{device}";alg="ed25519""#);
    let signed = signed_bytes(question, &content_digest, &parameters);
    let signature = BASE64.encode(key.sign(Domain::Request, &signed).as_bytes());
    SignedHeaders {
        content_digest,
        signature_input: format!("desk={parameters}"),
        signature: format!("desk=:{signature}:"),
    }
}

/// Reads the headers of a request and checks that the digest is the body's.
///
/// # Errors
/// Names the header that is wrong.
pub fn read_claim(
    question: &Question<'_>,
    headers: &SignedHeaders,
) -> Result<Claim, UnsignedRequest> {
    let lengths = [
        &headers.content_digest,
        &headers.signature_input,
        &headers.signature,
    ];
    if lengths
        .into_iter()
        .any(|header| header.len() > HEADER_BYTES_MAX)
    {
        return Err(UnsignedRequest::Input);
    }
    if headers.content_digest != content_digest(question.body) {
        return Err(UnsignedRequest::Digest);
    }
    let parameters = headers
        .signature_input
        .strip_prefix("desk=")
        .ok_or(UnsignedRequest::Input)?;
    let (created, nonce, device) = read_parameters(parameters).ok_or(UnsignedRequest::Input)?;
    Ok(Claim {
        device,
        nonce,
        created,
        signed_bytes: signed_bytes(question, &headers.content_digest, parameters),
        signature: read_signature(&headers.signature).ok_or(UnsignedRequest::Signature)?,
    })
}

/// Reads exactly the parameters that [`sign`] writes, in that order.
fn read_parameters(parameters: &str) -> Option<(i64, Vec<u8>, DeviceId)> {
    let rest = parameters
        .strip_prefix(COVERED)?
        .strip_prefix(";created=")?;
    let (created, rest) = rest.split_once(r#";nonce=""#)?;
    let (nonce, rest) = rest.split_once(r#"";keyid=""#)?;
    let device = rest.strip_suffix(r#"";alg="ed25519""#)?;
    let nonce = BASE64.decode(nonce.as_bytes()).ok()?;
    let device = HEXLOWER.decode(device.as_bytes()).ok()?;
    if nonce.len() > NONCE_BYTES_MAX {
        return None;
    }
    Some((
        created.parse().ok()?,
        nonce,
        DeviceId::try_from(device.as_slice()).ok()?,
    ))
}

fn read_signature(header: &str) -> Option<Signature> {
    let text = header.strip_prefix("desk=:")?.strip_suffix(':')?;
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    Signature::try_from(bytes.as_slice()).ok()
}

fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&Sha256::digest(body)))
}

/// The signature base of RFC 9421 §2.5.
fn signed_bytes(question: &Question<'_>, content_digest: &str, parameters: &str) -> Vec<u8> {
    format!(
        "\"@method\": {}\n\"@path\": {}\n\"content-digest\": {content_digest}\n\
         \"@signature-params\": {parameters}",
        question.method, question.path,
    )
    .into_bytes()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at a surprise")]
mod tests {
    use super::*;
    use ledger::key::SigningKey;

    const QUESTION: Question<'_> = Question {
        method: "POST",
        path: "/desk/v1/push",
        body: b"\xa0",
    };

    fn signed() -> (SigningKey, SignedHeaders) {
        let key = SigningKey::from_bytes([3; 32]);
        let headers = sign(
            &QUESTION,
            key.verification_key().device_id(),
            b"nonce",
            1_795,
            &key,
        );
        (key, headers)
    }

    #[test]
    fn a_signed_request_is_read_and_its_signature_fits() {
        let (key, headers) = signed();
        let claim = read_claim(&QUESTION, &headers).unwrap();
        assert_eq!(claim.device, key.verification_key().device_id());
        assert_eq!(
            (claim.nonce.as_slice(), claim.created),
            (b"nonce".as_slice(), 1_795)
        );
        let key = key.verification_key();
        assert_eq!(
            key.verify(Domain::Request, &claim.signed_bytes, &claim.signature),
            Ok(())
        );
    }

    #[test]
    fn another_method_path_or_body_does_not_fit_the_signature() {
        let (key, headers) = signed();
        let key = key.verification_key();
        for other in [
            Question {
                method: "PUT",
                ..QUESTION
            },
            Question {
                path: "/desk/v1/pull",
                ..QUESTION
            },
        ] {
            let claim = read_claim(&other, &headers).unwrap();
            assert!(
                key.verify(Domain::Request, &claim.signed_bytes, &claim.signature)
                    .is_err()
            );
        }
        let altered = Question {
            body: b"\xa1",
            ..QUESTION
        };
        assert_eq!(read_claim(&altered, &headers), Err(UnsignedRequest::Digest));
    }

    #[test]
    fn headers_cut_at_any_letter_are_refused() {
        let (_, headers) = signed();
        for length in 0..headers.signature_input.len() {
            let cut: String = headers.signature_input.chars().take(length).collect();
            let headers = SignedHeaders {
                signature_input: cut,
                ..headers.clone()
            };
            assert_eq!(read_claim(&QUESTION, &headers), Err(UnsignedRequest::Input));
        }
        for length in 0..headers.signature.len() {
            let cut: String = headers.signature.chars().take(length).collect();
            let headers = SignedHeaders {
                signature: cut,
                ..headers.clone()
            };
            assert_eq!(
                read_claim(&QUESTION, &headers),
                Err(UnsignedRequest::Signature)
            );
        }
    }
}
