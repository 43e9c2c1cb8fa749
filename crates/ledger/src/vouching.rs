//! A supervisor's word for a person's key, while her unit cannot be asked.
//!
//! The record bears a provisional certificate: the unit certified the supervisor, the supervisor
//! certifies the person, of the same unit and never herself. The supervisor is its author and the
//! person's key signs too, so that nobody lends a person a key that is another's. Whether the
//! supervisor had the duty to is not here: duties are published in the roster.

use minicbor::{Decode, Encode};

use crate::{
    certificate::{
        AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateFault,
        CertificateSubject, Standing,
    },
    domain_separation::Domain,
    id::{PersonId, UnitId},
    key::{Signature, Signer, VerificationKey},
    kind,
    own::{OwnFacts, OwnFault},
    record::Record,
};

/// What the record says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Vouching {
    /// The person's certificate through the supervisor's.
    #[n(0)]
    pub chain: CertificateChain,
    /// The person's key signs who vouches for it, and from when.
    #[n(1)]
    pub proof: Signature,
}

impl OwnFacts for Vouching {
    const KIND: u16 = kind::VOUCHED;
}

/// A vouching whose signatures hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Whose key it is.
    pub person: PersonId,
    /// Her unit, and the supervisor's.
    pub unit: UnitId,
    /// The key.
    pub key: VerificationKey,
    /// Who vouches.
    pub supervisor: PersonId,
    /// From when, microseconds since 1970 UTC.
    pub from: i64,
}

/// Why a record vouches for nobody.
#[derive(Debug, thiserror::Error)]
pub enum VouchingFault {
    /// It does not say what such a record says.
    #[error("the record does not say whom it vouches for")]
    Unreadable(#[from] OwnFault),
    /// Its certificates do not prove the key.
    #[error("the certificates do not prove the key")]
    Certificates(#[from] CertificateFault),
    /// It is not through a person, or not for one.
    #[error("a person does not vouch for a person")]
    NotPeople,
    /// She vouches for herself.
    #[error("a person vouches for herself")]
    Herself,
    /// The author is not the supervisor, or did not sign.
    #[error("the supervisor is not its author")]
    NotTheAuthor,
    /// The key did not sign.
    #[error("the key did not sign")]
    NotProven,
}

/// The supervisor with the certificate that her unit gave her.
#[derive(Clone, Copy)]
pub struct Voucher<'a> {
    /// Her chain, of two certificates.
    pub chain: &'a CertificateChain,
    /// Signs as her.
    pub signer: &'a dyn Signer,
}

impl Vouching {
    /// Vouches for a person's key from a moment on, microseconds since 1970 UTC; not before the
    /// certificates above were valid, for a desk's clock may be behind.
    #[must_use]
    pub fn issue(voucher: Voucher<'_>, person: PersonId, key: &dyn Signer, at: i64) -> Self {
        let Voucher { chain, signer } = voucher;
        let valid_from = at.max(chain.unit.valid_from).max(chain.leaf.valid_from);
        let unit = chain.leaf.subject.unit();
        let body = CertificateBody {
            subject: CertificateSubject::Person {
                person,
                unit,
                device: None,
            },
            key: key.verification_key(),
            valid_from,
            valid_until: None,
        };
        let leaf = Certificate::issue(body, &[(0, signer)]);
        let signed = signed_bytes(person, &signer.verification_key(), valid_from);
        Self {
            chain: CertificateChain {
                unit: chain.unit.clone(),
                leaf,
                through: Some(chain.leaf.clone()),
            },
            proof: key.sign(Domain::Enrolment, &signed),
        }
    }

    /// Reads a record of this kind and checks every signature up to the authorities.
    ///
    /// # Errors
    /// The first fault.
    pub fn verify(record: &Record, authorities: &AuthoritySet) -> Result<Vouched, VouchingFault> {
        let said = Self::read(record)?;
        let (leaf, through) = (&said.chain.leaf, said.chain.through.as_ref());
        let through = through.ok_or(VouchingFault::NotPeople)?;
        let (
            CertificateSubject::Person { person, unit, .. },
            CertificateSubject::Person {
                person: supervisor, ..
            },
        ) = (leaf.subject, through.subject)
        else {
            return Err(VouchingFault::NotPeople);
        };
        if said.chain.verify(authorities, leaf.valid_from)? != Standing::Provisional {
            return Err(VouchingFault::NotPeople);
        }
        if person == supervisor || leaf.key == through.key {
            return Err(VouchingFault::Herself);
        }
        let is_author = record.header().author == Some(supervisor);
        if !is_author || record.verify_author(&through.key).is_err() {
            return Err(VouchingFault::NotTheAuthor);
        }
        let signed = signed_bytes(person, &through.key, leaf.valid_from);
        leaf.key
            .verify(Domain::Enrolment, &signed, &said.proof)
            .map_err(|_| VouchingFault::NotProven)?;
        Ok(Vouched {
            person,
            unit,
            key: leaf.key,
            supervisor,
            from: leaf.valid_from,
        })
    }
}

/// Gives the bytes that the person's key signs.
fn signed_bytes(person: PersonId, supervisor: &VerificationKey, from: i64) -> Vec<u8> {
    [
        b"vouched\0".as_slice(),
        person.as_bytes(),
        supervisor.as_bytes(),
        &from.to_be_bytes(),
    ]
    .concat()
}
