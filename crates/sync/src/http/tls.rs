//! Whom TLS trusts: the one root whose key was pinned at enrolment, nobody else.
//!
//! The server sends its root along; it counts only if its key has the pinned digest, and then the
//! ordinary path check runs under it alone. The name that is checked is the server's id, so that an
//! office may move its server to another address.

use std::fmt;
use std::sync::Arc;

use ledger::id::ServerId;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use sha2::{Digest, Sha256};

use super::ServerClock;

/// Gives the name that the server's certificate bears.
#[must_use]
pub fn server_name(server: ServerId) -> String {
    format!("{server}.traotay.internal")
}

/// Digests the public key of a root certificate; none where it is not a certificate.
#[must_use]
pub fn pin_of(root: &CertificateDer<'_>) -> Option<[u8; 32]> {
    let mut store = RootCertStore::empty();
    store.add(root.clone().into_owned()).ok()?;
    let anchor = store.roots.first()?;
    Some(Sha256::digest(anchor.subject_public_key_info.as_ref()).into())
}

/// Makes the client's settings: TLS 1.3, the pinned root, the clamped clock.
pub(super) fn config(
    pin: [u8; 32],
    server: ServerId,
    clock: &ServerClock,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let name = ServerName::try_from(server_name(server))
        .map_err(|_| Error::General("the server's id is not a name".to_owned()))?;
    let verifier = PinnedRoot {
        pin,
        name,
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_details(provider, Arc::new(clock.clone()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

/// Checks the path under the pinned root.
struct PinnedRoot {
    pin: [u8; 32],
    name: ServerName<'static>,
    provider: Arc<CryptoProvider>,
}

impl fmt::Debug for PinnedRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PinnedRoot({:?})", self.name)
    }
}

impl PinnedRoot {
    fn find_root(&self, sent: &[CertificateDer<'_>]) -> Option<CertificateDer<'static>> {
        let root = sent
            .iter()
            .find(|certificate| pin_of(certificate) == Some(self.pin))?;
        Some(root.clone().into_owned())
    }
}

impl ServerCertVerifier for PinnedRoot {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let unknown = || Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let root = self.find_root(intermediates).ok_or_else(unknown)?;
        let mut roots = RootCertStore::empty();
        roots.add(root)?;
        let provider = Arc::clone(&self.provider);
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|_| unknown())?
            .verify_server_cert(end_entity, intermediates, &self.name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2 is not spoken".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
