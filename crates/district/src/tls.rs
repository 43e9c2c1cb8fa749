//! The private root and the server's certificate under it: TLS 1.3 and nothing below.
//!
//! The root's key lies with the authorities. The leaf is dated back to the root and good for
//! longer than a desk may be away, because a desk's clock can be years off.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ledger::id::ServerId;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::ring;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

use crate::files::FolderFault;

/// The year from which root and leaf count: before any clock that is merely a few years slow.
const VALID_FROM_YEAR: i32 = 2020;
/// The year until which they count; well over 40 months from any day of this program's life.
const VALID_UNTIL_YEAR: i32 = 2060;

/// TLS cannot be set up from what is in the folder.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A certificate or key cannot be read.
    #[error("the TLS files cannot be read")]
    File(#[from] std::io::Error),
    /// The files do not fit together.
    #[error("the TLS files do not fit together")]
    Settings(#[from] rustls::Error),
    /// The key is not one.
    #[error("the TLS key cannot be read")]
    Key,
}

/// Makes root and leaf; gives the pin of the root.
pub(crate) fn make(
    data: &Path,
    authority: &Path,
    server: ServerId,
) -> Result<[u8; 32], FolderFault> {
    let root_key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(VALID_FROM_YEAR, 1, 1);
    params.not_after = date_time_ymd(VALID_UNTIL_YEAR, 1, 1);
    params
        .distinguished_name
        .push(DnType::CommonName, format!("Trao Tay {server}"));
    let root_key_text = root_key.serialize_pem();
    let root = CertifiedIssuer::self_signed(params, root_key)?;

    let leaf_key = KeyPair::generate()?;
    let names = vec![
        name_of(server),
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
    ];
    let mut params = CertificateParams::new(names)?;
    params.not_before = date_time_ymd(VALID_FROM_YEAR, 1, 1);
    params.not_after = date_time_ymd(VALID_UNTIL_YEAR, 1, 1);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
        .distinguished_name
        .push(DnType::CommonName, format!("Trao Tay {server} 1"));
    let leaf = params.signed_by(&leaf_key, &root)?;

    super::files::write_aside(
        &authority.join("tls_root.pem"),
        root_key_text.as_bytes(),
        0o600,
    )?;
    super::files::write_aside(&data.join("tls/root.der"), root.der(), 0o600)?;
    super::files::write_aside(&data.join("tls/leaf.der"), leaf.der(), 0o600)?;
    super::files::write_aside(&data.join("tls/leaf.key"), leaf_key.serialized_der(), 0o600)?;
    pin(root.der()).ok_or(FolderFault::Damaged {
        path: data.join("tls/root.der"),
    })
}

/// Gives the name that the leaf bears, whatever the address.
#[must_use]
pub fn name_of(server: ServerId) -> String {
    format!("{server}.traotay.internal")
}

/// Digests the root's public key as desks pin it.
fn pin(root: &CertificateDer<'_>) -> Option<[u8; 32]> {
    let mut store = RootCertStore::empty();
    store.add(root.clone().into_owned()).ok()?;
    let anchor = store.roots.first()?;
    Some(Sha256::digest(anchor.subject_public_key_info.as_ref()).into())
}

/// Reads the pin of the root in a server's folder.
///
/// # Errors
/// The root cannot be read.
pub fn read_pin(data: &Path) -> Result<[u8; 32], TlsFault> {
    let root = CertificateDer::from(fs::read(data.join("tls/root.der"))?);
    pin(&root).ok_or(TlsFault::Key)
}

/// Makes the settings of the desks' listener. The root is sent along: desks know only its digest.
///
/// # Errors
/// The files cannot be read or do not fit together.
pub fn server_config(data: &Path) -> Result<Arc<ServerConfig>, TlsFault> {
    let chain = ["tls/leaf.der", "tls/root.der"].map(|name| fs::read(data.join(name)));
    let [leaf, root] = chain;
    let chain = vec![CertificateDer::from(leaf?), CertificateDer::from(root?)];
    let key = fs::read(data.join("tls/leaf.key"))?;
    let key = PrivateKeyDer::try_from(key).map_err(|_| TlsFault::Key)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(Arc::new(config))
}
