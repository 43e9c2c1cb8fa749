//! A grant, judged by the token that a person carried to the desk.
//!
//! The token came on paper: it names the server, the office, the desk's number and the digest of
//! the authorities' keys. Everything in the grant is proven from that digest down; what the server
//! merely says of itself is believed nowhere.

use ledger::certificate::{AuthoritySet, CertificateChain, CertificateSubject};
use ledger::key::VerificationKey;
use ledger::publication::Publication;

use crate::identity::{ServerIdentity, ServerKeys};
use crate::protocol::{DeskGrant, read};
use crate::token::EnrolmentToken;

/// Longest encoding of a set of authority keys; five keys are about 200 bytes.
const AUTHORITIES_BYTES_MAX: usize = 1_024;

/// What a grant proves.
#[derive(Debug, Clone)]
pub struct ProvenGrant {
    /// The server's keys.
    pub server: ServerKeys,
    /// Everything published, each signed by the server.
    pub publications: Vec<Publication>,
}

/// Why a grant is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongGrant {
    /// Something in it cannot be read.
    #[error("the grant cannot be read")]
    Unreadable,
    /// Its authorities are not those that the token names.
    #[error("the grant names other authorities than the token")]
    OtherAuthorities,
    /// The authorities do not vouch for the server, or it is not the token's.
    #[error("the grant is another server's")]
    OtherServer,
    /// The certificate is not proven, or not of this desk as the token describes it.
    #[error("the grant is another desk's")]
    OtherDesk,
    /// A publication is not signed by the server.
    #[error("a publication of the grant is not the server's")]
    Publication,
}

/// Proves a grant for a desk with this key.
///
/// # Errors
/// The first thing that the token does not bear out.
pub fn prove(
    grant: &DeskGrant,
    token: &EnrolmentToken,
    own: &VerificationKey,
) -> Result<ProvenGrant, WrongGrant> {
    let authorities: AuthoritySet =
        read(&grant.authority.0, AUTHORITIES_BYTES_MAX).map_err(|_| WrongGrant::Unreadable)?;
    if authorities.id() != token.root {
        return Err(WrongGrant::OtherAuthorities);
    }
    let identity = ServerIdentity::decode(&grant.identity.0).map_err(|_| WrongGrant::Unreadable)?;
    let server = identity
        .verify(&authorities)
        .map_err(|_| WrongGrant::OtherServer)?;
    if server.server != token.server || grant.server != token.server {
        return Err(WrongGrant::OtherServer);
    }
    prove_desk(grant, token, own, &authorities)?;
    let publications = grant
        .publications
        .iter()
        .map(|bytes| Publication::decode(&bytes.0).map_err(|_| WrongGrant::Unreadable))
        .collect::<Result<Vec<_>, _>>()?;
    for publication in &publications {
        publication
            .verify(&server.publication)
            .map_err(|_| WrongGrant::Publication)?;
    }
    Ok(ProvenGrant {
        server: server.clone(),
        publications,
    })
}

fn prove_desk(
    grant: &DeskGrant,
    token: &EnrolmentToken,
    own: &VerificationKey,
    authorities: &AuthoritySet,
) -> Result<(), WrongGrant> {
    let chain = CertificateChain::decode(&grant.chain.0).map_err(|_| WrongGrant::Unreadable)?;
    let subject = CertificateSubject::Device {
        device: own.device_id(),
        unit: token.unit,
        desk_no: token.desk_no.into(),
    };
    let is_own = chain.leaf.subject == subject && chain.leaf.key == *own;
    let is_described = grant.unit == token.unit
        && grant.desk_no == token.desk_no
        && grant.commune_code == token.commune_code;
    let is_proven = chain.verify(authorities, chain.leaf.valid_from).is_ok();
    if is_own && is_described && is_proven {
        Ok(())
    } else {
        Err(WrongGrant::OtherDesk)
    }
}
