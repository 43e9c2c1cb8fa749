//! Publications: what a server tells all desks, in numbered editions.
//!
//! Catalogue, holidays, units, roster and form templates come as signed statements whose version
//! only rises. A lower version is old news; the same version with other content is an alarm. What
//! the body means, the ledger does not know.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::{
    domain_separation::Domain,
    statement::{Signed, Statement},
};

/// The greatest publication: the whole procedure catalogue takes less than a tenth of it.
pub const PUBLICATION_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a publication is about; each kind counts its own versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicationKind {
    /// Procedures with their papers and times.
    Catalogue,
    /// Days off and days worked instead.
    Holidays,
    /// The offices and their tree.
    Units,
    /// People, their keys and their dated assignments.
    Roster,
    /// Templates of printed papers.
    FormTemplates,
    /// A kind that this version does not know; its code is 5 or more.
    Unknown(u8),
}

impl PublicationKind {
    /// Gives the number on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Catalogue => 0,
            Self::Holidays => 1,
            Self::Units => 2,
            Self::Roster => 3,
            Self::FormTemplates => 4,
            Self::Unknown(code) => code,
        }
    }

    /// Reads the number on the wire; every number is a kind.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Catalogue,
            1 => Self::Holidays,
            2 => Self::Units,
            3 => Self::Roster,
            4 => Self::FormTemplates,
            _ => Self::Unknown(code),
        }
    }
}

impl<C> Encode<C> for PublicationKind {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.u8(self.code())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for PublicationKind {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.u8().map(Self::from_code)
    }
}

/// What a publication says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublicationBody {
    /// What it is about.
    #[n(0)]
    pub kind: PublicationKind,
    /// Its edition; the first is 1.
    #[n(1)]
    pub version: u64,
    /// The content, in a form that its kind fixes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Vec<u8>,
}

impl Statement for PublicationBody {
    const DOMAIN: Domain = Domain::Publication;
    const BYTES_MAX: usize = PUBLICATION_BYTES_MAX;
}

/// A publication with the server's signature.
pub type Publication = Signed<PublicationBody>;

/// How a publication that came stands to the one that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// It takes the place of the one held.
    Newer,
    /// It is the one held.
    Same,
    /// It is older than the one held and has no effect.
    Older,
    /// The same version says something else: an alarm.
    Contradicting,
    /// It is of another kind.
    Unrelated,
}

impl PublicationBody {
    /// Tells how this publication stands to the one held, if one is.
    #[must_use]
    pub fn edition(&self, held: Option<&Self>) -> Edition {
        let Some(held) = held else {
            return Edition::Newer;
        };
        if self.kind != held.kind {
            return Edition::Unrelated;
        }
        match self.version.cmp(&held.version) {
            core::cmp::Ordering::Greater => Edition::Newer,
            core::cmp::Ordering::Less => Edition::Older,
            core::cmp::Ordering::Equal if self == held => Edition::Same,
            core::cmp::Ordering::Equal => Edition::Contradicting,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::key::{BadSignature, Signer, SigningKey};

    fn body(kind: PublicationKind, version: u64, text: &str) -> PublicationBody {
        PublicationBody {
            kind,
            version,
            body: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn editions_only_rise_and_one_version_says_one_thing() {
        let held = body(PublicationKind::Holidays, 4, "four");
        let table = [
            (body(PublicationKind::Holidays, 5, "five"), Edition::Newer),
            (body(PublicationKind::Holidays, 4, "four"), Edition::Same),
            (
                body(PublicationKind::Holidays, 4, "fuor"),
                Edition::Contradicting,
            ),
            (body(PublicationKind::Holidays, 3, "four"), Edition::Older),
            (body(PublicationKind::Roster, 5, "five"), Edition::Unrelated),
        ];
        for (came, expected) in table {
            assert_eq!(came.edition(Some(&held)), expected);
            assert_eq!(came.edition(None), Edition::Newer);
        }
    }

    #[test]
    fn a_publication_of_an_unknown_kind_is_read_verified_and_passed_on() {
        let key = SigningKey::from_bytes([3; 32]);
        let sent = Publication::sign(body(PublicationKind::Unknown(77), 1, "later"), &key);
        let read = Publication::decode(&sent.encode()).unwrap();
        assert_eq!(read.verify(&key.verification_key()), Ok(()));
        assert_eq!(read.kind, PublicationKind::Unknown(77));
        assert_eq!(read.encode(), sent.encode());
        let other = SigningKey::from_bytes([4; 32]).verification_key();
        assert_eq!(read.verify(&other), Err(BadSignature));
    }
}
