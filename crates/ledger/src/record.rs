//! A record: what a device writes, once, for ever.
//!
//! A signed header and the parts of its payload that this machine may have. Header bytes and
//! signatures are kept as they came; the header is read once, the hash computed once. Whether a
//! record is *good* — its signatures, its place, its parts — is the chain's question, not this
//! file's.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    encoding::{DecodeFault, from_bytes, to_bytes},
    header::Header,
    id::Hash,
    key::{BadSignature, Signature, VerificationKey},
    part::{Part, PartName},
    sealed::{Envelope, SealedHeader, malformed, read_pairs},
};

/// The greatest encoding of a record. Larger content is a blob: a page of 64 KiB takes two of the
/// largest, and one such record crosses a line of 30 kbit/s in nine seconds.
pub const RECORD_BYTES_MAX: usize = 32 * 1024;

/// What of [`RECORD_BYTES_MAX`] is kept free, so that every record can be carried in another.
pub const CARRYING_BYTES: usize = 4 * 1024;

/// A record with the parts that are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    sealed: SealedHeader,
    parts: Vec<Part>,
}

impl Record {
    /// Puts header bytes, signatures and parts together; verifies no signature and no commitment.
    ///
    /// # Errors
    /// When the header is not one, the parts do not ascend by name, or all is too large.
    pub fn new(
        header_bytes: Vec<u8>,
        author_signature: Option<Signature>,
        device_signature: Signature,
        parts: Vec<Part>,
    ) -> Result<Self, DecodeFault> {
        let sealed = SealedHeader::new(header_bytes, author_signature, device_signature)?;
        Self::from_sealed(sealed, parts)
    }

    /// Puts parts to a signed header.
    ///
    /// # Errors
    /// When the parts do not ascend by name, or all is too large.
    pub fn from_sealed(sealed: SealedHeader, parts: Vec<Part>) -> Result<Self, DecodeFault> {
        if !parts.is_sorted_by(|one, next| one.name.code() < next.name.code()) {
            return Err(malformed("parts do not ascend by name"));
        }
        let record = Self { sealed, parts };
        let bytes = record.encoded_bytes();
        if bytes > RECORD_BYTES_MAX {
            return Err(DecodeFault::TooLarge {
                bytes,
                limit: RECORD_BYTES_MAX,
            });
        }
        Ok(record)
    }

    /// Puts together what sealing has just made and measures next.
    pub(crate) const fn assemble(sealed: SealedHeader, parts: Vec<Part>) -> Self {
        Self { sealed, parts }
    }

    /// Decodes a record that stands alone.
    ///
    /// # Errors
    /// When the bytes are not the deterministic encoding of a record within its limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeFault> {
        from_bytes(bytes, RECORD_BYTES_MAX)
    }

    /// Encodes the record with the parts that are here.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Counts the bytes of [`Self::encode`], without encoding.
    #[must_use]
    pub fn encoded_bytes(&self) -> usize {
        let string = |length: usize| head_bytes(length).saturating_add(length);
        let author = self.author_signature().map_or(0, |_| 67);
        let parts: usize = self
            .parts
            .iter()
            .map(|part| {
                // Map of 3, three keys, name, salt with its length, bytes with theirs.
                head_bytes(part.name.code().into())
                    .saturating_add(1 + 3 + 17)
                    .saturating_add(string(part.bytes.len()))
            })
            .sum();
        // Map, keys 0, 2 and 3, and the device's signature with its two bytes of length.
        string(self.header_bytes().len())
            .saturating_add(author)
            .saturating_add(1 + 3 + 66)
            .saturating_add(head_bytes(self.parts.len()))
            .saturating_add(parts)
    }

    /// Gives the signed header without the payload.
    #[must_use]
    pub const fn sealed(&self) -> &SealedHeader {
        &self.sealed
    }

    /// Gives the header as this version reads it.
    #[must_use]
    pub const fn header(&self) -> &Header {
        self.sealed.header()
    }

    /// Gives the header's bytes as they were signed.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        self.sealed.header_bytes()
    }

    /// Gives the author's signature, when a person signed.
    #[must_use]
    pub const fn author_signature(&self) -> Option<&Signature> {
        self.sealed.author_signature()
    }

    /// Gives the signature of the device's incarnation key.
    #[must_use]
    pub const fn device_signature(&self) -> &Signature {
        self.sealed.device_signature()
    }

    /// Gives the record's hash.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.sealed.hash()
    }

    /// Lends the parts that are here, ascending by name.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Finds a part.
    #[must_use]
    pub fn find_part(&self, name: PartName) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Lists the parts that the header commits to and that are not here.
    pub fn missing_parts(&self) -> impl Iterator<Item = PartName> {
        let names = self.header().commitments.iter().map(|(name, _)| *name);
        names.filter(|name| self.find_part(*name).is_none())
    }

    /// Keeps only the parts that `is_kept` says; salts go with them. Header and hash stay.
    #[must_use]
    pub fn with_parts(mut self, mut is_kept: impl FnMut(PartName) -> bool) -> Self {
        self.parts.retain(|part| is_kept(part.name));
        self
    }

    /// Checks the device's signature.
    ///
    /// # Errors
    /// As [`SealedHeader::verify_device`].
    pub fn verify_device(&self, key: &VerificationKey) -> Result<(), BadSignature> {
        self.sealed.verify_device(key)
    }

    /// Checks the author's signature.
    ///
    /// # Errors
    /// As [`SealedHeader::verify_author`].
    pub fn verify_author(&self, key: &VerificationKey) -> Result<(), BadSignature> {
        self.sealed.verify_author(key)
    }

    /// Takes the record apart.
    #[must_use]
    pub fn into_sealed_and_parts(self) -> (SealedHeader, Vec<Part>) {
        (self.sealed, self.parts)
    }
}

/// Counts the bytes of a CBOR head with this argument.
const fn head_bytes(argument: usize) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        _ => 5,
    }
}

impl<C> Encode<C> for Record {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.map(Envelope::count(&self.sealed).saturating_add(1))?;
        Envelope::encode(&self.sealed, e)?;
        e.u8(3)?.encode(&self.parts)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Record {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let start = d.position();
        let mut envelope = Envelope::default();
        let mut parts = None;
        read_pairs(d, |key, d| {
            if key == 3 {
                parts = Some(d.array_iter()?.collect::<Result<Vec<ExactPart>, _>>()?);
                return Ok(());
            }
            envelope.read(key, d)
        })?;
        let parts = parts.ok_or_else(|| decode::Error::missing_value(3))?;
        let parts = parts.into_iter().map(|part| part.0).collect();
        envelope.finish().and_then(|sealed| {
            Self::from_sealed(sealed, parts).map_err(|fault| decode::Error::custom(fault).at(start))
        })
    }
}

/// A part with its three fields and no other: a field beside them would be signed by nobody.
struct ExactPart(Part);

impl<'b, C> Decode<'b, C> for ExactPart {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let at = d.position();
        match d.probe().map()? {
            Some(3) => d.decode().map(Self),
            _ => Err(decode::Error::message("a part has three fields").at(at)),
        }
    }
}
