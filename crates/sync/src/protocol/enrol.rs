//! Becoming a desk, a person getting her certificate, and what helps her who forgot her PIN.
//!
//! The token travels by eye or QR from the server's printer; the server trusts the new key only
//! after a person compared six words on both screens.

use ledger::id::{DeviceId, Hash, Incarnation, PersonId, ServerId, UnitId};
use ledger::key::{Signature, VerificationKey};
use minicbor::{Decode, Encode};

use super::message::Verbatim;

/// Offers a new device's key under a token. Sent again, it asks how things stand.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// The one-time secret of the token.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub secret: [u8; 16],
    /// The device's first key; its id follows from it.
    #[n(1)]
    pub key: VerificationKey,
    /// The first life of its file.
    #[n(2)]
    pub incarnation: Incarnation,
    /// The key signs [`EnrolRequest::signed_bytes`]: whoever asks holds it.
    #[n(3)]
    pub proof: Signature,
}

impl EnrolRequest {
    /// Gives the bytes that the device's key signs.
    #[must_use]
    pub fn signed_bytes(
        secret: &[u8; 16],
        key: &VerificationKey,
        incarnation: Incarnation,
    ) -> Vec<u8> {
        [
            b"enrol\0".as_slice(),
            secret,
            key.as_bytes(),
            incarnation.as_bytes(),
        ]
        .concat()
    }
}

/// How the enrolment stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolReply {
    /// Where it is.
    #[n(0)]
    pub state: EnrolState,
    /// What the desk needs from then on; present once approved.
    #[n(1)]
    pub grant: Option<DeskGrant>,
}

/// Where an enrolment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum EnrolState {
    /// Nobody compared the words yet.
    #[n(0)]
    AwaitingApproval,
    /// The desk is enrolled.
    #[n(1)]
    Approved,
    /// Somebody compared the words and they were not the same.
    #[n(2)]
    Rejected,
}

/// What a desk pins and stores once it is approved.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeskGrant {
    /// The server.
    #[n(0)]
    pub server: ServerId,
    /// The authority's keys, encoded; their digest is the pinned root.
    #[n(1)]
    pub authority: Verbatim,
    /// The server's own keys, signed by the authority.
    #[n(2)]
    pub identity: Verbatim,
    /// The desk's office.
    #[n(3)]
    pub unit: UnitId,
    /// Its number within the commune, over all its offices.
    #[n(4)]
    pub desk_no: u8,
    /// The commune's five digits.
    #[n(5)]
    pub commune_code: String,
    /// Its certificate under the unit's, encoded.
    #[n(6)]
    pub chain: Verbatim,
    /// Everything published, verbatim, the roster among it.
    #[n(7)]
    pub publications: Vec<Verbatim>,
    /// Lane of serial numbers to work in, and the spare one for a later incarnation.
    #[n(8)]
    pub lane: u8,
    /// The spare lane.
    #[n(9)]
    pub spare_lane: u8,
    /// Digest of the authority's keys, for the words on the screen.
    #[n(10)]
    pub root: Hash,
}

/// Asks for a certificate over the enrolled desk's signed channel.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ActivateRequest {
    /// Who.
    #[n(0)]
    pub person: PersonId,
    /// Her new key.
    #[n(1)]
    pub key: VerificationKey,
    /// The one-time code that the administrator gave her.
    #[n(2)]
    pub code: String,
    /// The key signs [`ActivateRequest::signed_bytes`].
    #[n(3)]
    pub proof: Signature,
}

impl ActivateRequest {
    /// Gives the bytes that the person's key signs.
    #[must_use]
    pub fn signed_bytes(person: PersonId, key: &VerificationKey, code: &str) -> Vec<u8> {
        [
            b"activate\0".as_slice(),
            person.as_bytes(),
            key.as_bytes(),
            code.as_bytes(),
        ]
        .concat()
    }
}

/// The certificate and the roster that names it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ActivateReply {
    /// Her certificate under the unit's, encoded.
    #[n(0)]
    pub chain: Verbatim,
    /// The roster that has it, verbatim.
    #[n(1)]
    pub roster: Verbatim,
    /// Under which the desk wraps her keys once more, and which it then forgets: together with
    /// that wrap and that PC it opens them, alone it opens nothing.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub recovery: Option<[u8; 32]>,
}

/// Asks for the recovery key of a person who forgot her PIN. The desk may be closed, so nothing
/// but her fresh one-time code vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RecoverRequest {
    /// The desk that she sits at.
    #[n(0)]
    pub device: DeviceId,
    /// Who.
    #[n(1)]
    pub person: PersonId,
    /// The one-time code that the administrator gave her.
    #[n(2)]
    pub code: String,
    /// Drawn by the desk for this change of a PIN and kept there until it is done: an answer
    /// that was lost is given again to it, and to nobody else.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub attempt: [u8; 16],
}

/// The recovery key of one person at one desk.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RecoverReply {
    /// As at her activation.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub recovery: [u8; 32],
}

/// What a desk asks without its own key: it has no identity yet, or its keys are closed.
pub trait Admission {
    /// Offers the key, or asks again.
    fn enrol(
        &self,
        request: &EnrolRequest,
    ) -> impl Future<Output = Result<EnrolReply, crate::fault::Fault>> + Send;

    /// Asks for a recovery key.
    fn recover(
        &self,
        request: &RecoverRequest,
    ) -> impl Future<Output = Result<RecoverReply, crate::fault::Fault>> + Send;
}
