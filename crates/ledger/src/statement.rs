//! A signed statement: anything one key says that is not a record.
//!
//! The statement's bytes are kept as they were signed; its fields are a reading of them, so fields
//! of a later version are verified and passed on unread. The wire form is {0: statement bytes,
//! 1: signature}.

use core::ops::Deref;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    domain_separation::Domain,
    encoding::{DecodeFault, from_bytes, to_bytes},
    key::{BadSignature, Signature, Signer, VerificationKey},
    sealed::read_pairs,
};

/// What a statement of some kind must say about itself.
pub trait Statement: Encode<()> + for<'b> Decode<'b, ()> {
    /// What its signature is for.
    const DOMAIN: Domain;
    /// The greatest encoding of the statement.
    const BYTES_MAX: usize;
}

/// A statement with the signature of whoever made it; its fields are reached by dereferencing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<T> {
    statement: T,
    bytes: Vec<u8>,
    signature: Signature,
}

impl<T: Statement> Signed<T> {
    /// Signs a statement.
    #[must_use]
    pub fn sign(statement: T, signer: &dyn Signer) -> Self {
        let bytes = to_bytes(&statement);
        let signature = signer.sign(T::DOMAIN, &bytes);
        Self {
            statement,
            bytes,
            signature,
        }
    }

    /// Checks that this key made the statement.
    ///
    /// # Errors
    /// When it did not.
    pub fn verify(&self, key: &VerificationKey) -> Result<(), BadSignature> {
        key.verify(T::DOMAIN, &self.bytes, &self.signature)
    }

    /// Gives the statement's bytes as they were signed.
    #[must_use]
    pub fn statement_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Encodes statement and signature.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Decodes what [`Self::encode`] wrote; verifies nothing.
    ///
    /// # Errors
    /// When the bytes are not one deterministic signed statement of this kind within its limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeFault> {
        from_bytes(bytes, T::BYTES_MAX.saturating_add(ENVELOPE_BYTES))
    }
}

/// Map, two keys, the statement's length and the signature with its own.
const ENVELOPE_BYTES: usize = 1 + 2 + 9 + 66;

impl<T> Deref for Signed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.statement
    }
}

impl<T: Statement, C> Encode<C> for Signed<T> {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.map(2)?
            .u8(0)?
            .bytes(&self.bytes)?
            .u8(1)?
            .encode(self.signature)?
            .ok()
    }
}

impl<'b, T: Statement, C> Decode<'b, C> for Signed<T> {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let mut bytes = None;
        let mut signature = None;
        read_pairs(d, |key, d| {
            match key {
                0 => bytes = Some(d.bytes()?),
                1 => signature = Some(d.decode()?),
                _ => return Err(decode::Error::message("an unknown field of an envelope")),
            }
            Ok(())
        })?;
        let bytes = bytes.ok_or_else(|| decode::Error::missing_value(0))?;
        let signature = signature.ok_or_else(|| decode::Error::missing_value(1))?;
        let statement = from_bytes(bytes, T::BYTES_MAX).map_err(decode::Error::custom)?;
        Ok(Self {
            statement,
            bytes: bytes.to_vec(),
            signature,
        })
    }
}
