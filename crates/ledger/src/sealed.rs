//! A signed header: a record without its payload.
//!
//! This is what proves things: that a device wrote it at this place of its chain, that a person
//! signed it. Two of them with one place prove a fork; one of them in a QR code proves a handoff.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    canonical,
    domain_separation::Domain,
    encoding::{DecodeFault, from_bytes, to_bytes},
    header::Header,
    id::Hash,
    key::{BadSignature, Signature, VerificationKey},
    record::RECORD_BYTES_MAX,
};

/// A header, verbatim, with its one or two signatures.
///
/// Author signature: over the header. Device signature: over header ‖ author signature. Hash:
/// SHA-256(header ‖ author signature ‖ device signature); an absent author signature is no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHeader {
    header: Header,
    header_bytes: Vec<u8>,
    author_signature: Option<Signature>,
    device_signature: Signature,
    hash: Hash,
}

impl SealedHeader {
    /// Reads a header and puts its signatures beside it; verifies none of them.
    ///
    /// # Errors
    /// When the bytes are not one deterministic header, its commitments do not ascend, a person
    /// signed what claims to have no author, or a number in it is beyond what records have.
    pub fn new(
        header_bytes: Vec<u8>,
        author_signature: Option<Signature>,
        device_signature: Signature,
    ) -> Result<Self, DecodeFault> {
        let header: Header = from_bytes(&header_bytes, RECORD_BYTES_MAX)?;
        if !header
            .commitments
            .is_sorted_by(|(one, _), (next, _)| one.code() < next.code())
        {
            return Err(malformed("commitments do not ascend by part"));
        }
        if let Some(excess) = header.find_excess() {
            return Err(malformed(excess));
        }
        if header.author.is_none() && author_signature.is_some() {
            return Err(malformed("an author's signature without an author"));
        }
        Ok(Self::from_read(
            header,
            header_bytes,
            author_signature,
            device_signature,
        ))
    }

    /// Puts together what this crate has just encoded or checked.
    pub(crate) fn from_read(
        header: Header,
        header_bytes: Vec<u8>,
        author_signature: Option<Signature>,
        device_signature: Signature,
    ) -> Self {
        let author = author_signature
            .as_ref()
            .map_or(&[][..], |signature| signature.as_bytes());
        let hash = Hash::of(&[&header_bytes, author, device_signature.as_bytes()]);
        Self {
            header,
            header_bytes,
            author_signature,
            device_signature,
            hash,
        }
    }

    /// Gives the header as this version reads it.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Gives the header's bytes as they were signed.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.header_bytes
    }

    /// Gives the author's signature, when a person signed.
    #[must_use]
    pub const fn author_signature(&self) -> Option<&Signature> {
        self.author_signature.as_ref()
    }

    /// Gives the signature of the device's incarnation key.
    #[must_use]
    pub const fn device_signature(&self) -> &Signature {
        &self.device_signature
    }

    /// Gives the record's hash.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// Lends what the device signed, in its two pieces.
    pub(crate) fn device_message(&self) -> [&[u8]; 2] {
        let author = self.author_signature.as_ref().map_or(&[][..], |signature| {
            let bytes: &[u8] = signature.as_bytes();
            bytes
        });
        [&self.header_bytes, author]
    }

    /// Checks the device's signature.
    ///
    /// # Errors
    /// When it is not this key's, or the header names another algorithm than the key has.
    pub fn verify_device(&self, key: &VerificationKey) -> Result<(), BadSignature> {
        if self.header.alg != key.algorithm() {
            return Err(BadSignature);
        }
        key.verify_pieces(
            Domain::Record,
            &self.device_message(),
            &self.device_signature,
        )
    }

    /// Checks the author's signature.
    ///
    /// # Errors
    /// When there is none, it is not this key's, or the header names another algorithm.
    pub fn verify_author(&self, key: &VerificationKey) -> Result<(), BadSignature> {
        match &self.author_signature {
            Some(signature) if self.header.alg == key.algorithm() => {
                key.verify(Domain::Author, &self.header_bytes, signature)
            }
            _ => Err(BadSignature),
        }
    }

    /// Encodes header and signatures.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Decodes what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// As [`Self::new`], and when the envelope itself is not deterministic or holds other fields.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeFault> {
        from_bytes(bytes, RECORD_BYTES_MAX)
    }
}

/// Names a shape that no reader of CBOR finds wrong by itself.
pub(crate) fn malformed(why: &'static str) -> DecodeFault {
    DecodeFault::Malformed {
        source: decode::Error::message(why),
    }
}

/// The fields that a sealed header and a record have in common, on their way in.
#[derive(Default)]
pub(crate) struct Envelope {
    header: Option<Vec<u8>>,
    author_signature: Option<Signature>,
    device_signature: Option<Signature>,
}

impl Envelope {
    /// Writes fields 0, 1 and 2.
    pub(crate) fn encode<W: encode::Write>(
        sealed: &SealedHeader,
        e: &mut Encoder<W>,
    ) -> Result<(), encode::Error<W::Error>> {
        e.u8(0)?.bytes(&sealed.header_bytes)?;
        if let Some(signature) = &sealed.author_signature {
            e.u8(1)?.encode(signature)?;
        }
        e.u8(2)?.encode(sealed.device_signature)?.ok()
    }

    /// Counts the fields that [`Self::encode`] writes.
    pub(crate) const fn count(sealed: &SealedHeader) -> u64 {
        if sealed.author_signature.is_some() {
            3
        } else {
            2
        }
    }

    /// Reads field 0, 1 or 2; any other is refused, because nothing signs the envelope.
    pub(crate) fn read(&mut self, key: u8, d: &mut Decoder<'_>) -> Result<(), decode::Error> {
        match key {
            0 => self.header = Some(d.bytes()?.to_vec()),
            1 => self.author_signature = Some(d.decode()?),
            2 => self.device_signature = Some(d.decode()?),
            _ => return Err(decode::Error::message("an unknown field of an envelope")),
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<SealedHeader, decode::Error> {
        let header = self.header.ok_or_else(|| decode::Error::missing_value(0))?;
        let signature = self
            .device_signature
            .ok_or_else(|| decode::Error::missing_value(2))?;
        SealedHeader::new(header, self.author_signature, signature).map_err(decode::Error::custom)
    }
}

/// Reads the pairs of a definite map, and checks that its bytes are deterministic.
///
/// A record may stand inside a page that nobody has checked; so each envelope checks itself.
pub(crate) fn read_pairs<'b>(
    d: &mut Decoder<'b>,
    mut read: impl FnMut(u8, &mut Decoder<'b>) -> Result<(), decode::Error>,
) -> Result<(), decode::Error> {
    let start = d.position();
    let pairs = d
        .map()?
        .ok_or_else(|| decode::Error::message("a map without length"))?;
    for _ in 0..pairs {
        let key = d.u8()?;
        read(key, d)?;
    }
    let own = d.input().get(start..d.position()).unwrap_or_default();
    canonical::check(own).map_err(|fault| decode::Error::custom(fault).at(start))
}

impl<C> Encode<C> for SealedHeader {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.map(Envelope::count(self))?;
        Envelope::encode(self, e)
    }
}

impl<'b, C> Decode<'b, C> for SealedHeader {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let mut envelope = Envelope::default();
        read_pairs(d, |key, d| envelope.read(key, d))?;
        envelope.finish()
    }
}
