//! A page: many records as few bytes, unfolded to exactly the bytes that were signed.
//!
//! What the reader can rebuild is left out: the chain a record continues, the hash before it,
//! commitments of parts that are there, ids met earlier in the page. The writer leaves out
//! only what rebuilds to the same bytes; every other record, of a later format or oddly
//! written, travels verbatim. The digest of all record hashes proves the rebuilding; it vouches
//! for nobody, that is the signatures' work.

mod column;
mod envelope;
mod fold;
mod unfold;

use ledger::DecodeFault;
use ledger::id::Hash;
use ledger::record::Record;

pub use self::envelope::{Dictionary, NO_DICTIONARY};

/// One place of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record.
    Record(Box<Record>),
    /// A record that the reader wrote itself or holds already, by its hash.
    Reference(Hash),
}

impl Item {
    /// Gives the hash of the record in this place.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        match self {
            Self::Record(record) => record.hash(),
            Self::Reference(hash) => *hash,
        }
    }
}

/// Bytes that are not a page.
#[derive(Debug, thiserror::Error)]
pub enum PageFault {
    /// A codec that this program does not know.
    #[error("page codec {0} is not known here")]
    UnknownCodec(u8),
    /// A dictionary that is not here.
    #[error("dictionary {0} is not here")]
    UnknownDictionary(u32),
    /// It would unfold to more than the limit.
    #[error("the page unfolds to {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// What it claims, or more.
        bytes: u64,
        /// What is allowed.
        limit: usize,
    },
    /// More places than a page may have.
    #[error("{0} places, more than a page may have")]
    TooMany(u64),
    /// The compressed frame is damaged.
    #[error("the compressed frame cannot be read")]
    Frame(#[source] std::io::Error),
    /// The columns end early, point nowhere, or have something left.
    #[error("the columns do not fit together")]
    Columns,
    /// A record in it does not parse.
    #[error("a record of the page cannot be read")]
    Record(#[source] DecodeFault),
    /// What was rebuilt is not what was folded.
    #[error("the rebuilt records are not those that were folded")]
    Digest,
}

/// Folds a page.
///
/// # Errors
/// The compressor failed, which it does only for want of memory.
pub fn fold(items: &[Item], dictionary: Option<&Dictionary>) -> Result<Vec<u8>, PageFault> {
    envelope::wrap(&fold::fold(items), dictionary)
}

/// Folds a page of records alone.
///
/// # Errors
/// As [`fold`].
pub fn fold_records(records: Vec<Record>) -> Result<Vec<u8>, PageFault> {
    let items: Vec<Item> = records
        .into_iter()
        .map(|r| Item::Record(Box::new(r)))
        .collect();
    fold(&items, None)
}

/// Unfolds a page. Signatures are not looked at.
///
/// # Errors
/// Whatever is wrong with the bytes, by name; nothing of a damaged page is used.
pub fn unfold(bytes: &[u8], dictionaries: &[Dictionary]) -> Result<Vec<Item>, PageFault> {
    unfold::unfold(&envelope::unwrap(bytes, dictionaries)?)
}

/// Digests the hashes of a page's places, in order.
fn digest(items: &[Item]) -> Hash {
    let hashes: Vec<Hash> = items.iter().map(Item::hash).collect();
    let pieces: Vec<&[u8]> = hashes
        .iter()
        .map(|hash| hash.as_bytes().as_slice())
        .collect();
    Hash::of(&pieces)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample_drafts;
