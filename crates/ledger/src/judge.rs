//! Judging records by themselves: signatures and parts, many at once.
//!
//! A record whose device signed it is a record and is kept; what its author's signature is worth is
//! told beside, because a bad one takes away the effect and not the record. A part that is missing
//! without a reason is an alarm. The place in a chain is judged in `chain`.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    batch::Batch,
    carried::Carried,
    domain_separation::Domain,
    id::{DeviceId, Hash, Incarnation, PersonId},
    key::VerificationKey,
    own::{Erased, OwnFacts},
    part::PartName,
    record::Record,
};

/// Whoever knows the keys of devices and people.
pub trait KeySource {
    /// Finds the key of one life of a device, from the certificate in its first record.
    fn find_device_key(
        &self,
        device: DeviceId,
        incarnation: Incarnation,
    ) -> Option<VerificationKey>;
    /// Finds the key with which a person signs at a device.
    fn find_author_key(&self, author: PersonId, device: DeviceId) -> Option<VerificationKey>;
    /// Tells whether a record's signatures are known to answer to exactly these keys, so that
    /// they need not be checked again.
    fn is_found_good(&self, _: &Hash, _: &VerificationKey, _: Option<&VerificationKey>) -> bool {
        false
    }
}

/// Whoever knows why parts are not here. Never asked about facts: those may not be missing.
pub trait Absences {
    /// Tells whether a part of a record may be missing: erased, or not for this reader.
    fn is_explained(&self, record: &Hash, part: PartName) -> bool;
}

/// Nothing may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAbsences;

impl Absences for NoAbsences {
    fn is_explained(&self, _: &Hash, _: PartName) -> bool {
        false
    }
}

impl Absences for BTreeSet<(Hash, PartName)> {
    fn is_explained(&self, record: &Hash, part: PartName) -> bool {
        self.contains(&(*record, part))
    }
}

/// Collects what the erasures among these records explain: a part erased of a record is erased of
/// every carrier of it, and the other way round. Whether each was lawful is not judged here.
#[must_use]
pub fn list_erased<R: Borrow<Record>>(records: &[R]) -> BTreeSet<(Hash, PartName)> {
    let said = records
        .iter()
        .filter_map(|record| Erased::read(record.borrow()).ok())
        .filter(|erased| erased.part != PartName::Facts);
    let said: Vec<(Hash, PartName)> = said.map(|erased| (erased.record, erased.part)).collect();
    let mut explained: BTreeSet<_> = said.iter().copied().collect();
    if said.is_empty() {
        return explained;
    }
    for carrier in records.iter().map(Borrow::borrow) {
        let Ok(carried) = Carried::read(carrier) else {
            continue;
        };
        let (outer, inner) = (carrier.hash(), carried.original.hash());
        for (record, part) in &said {
            if *record == outer {
                explained.insert((inner, *part));
            } else if *record == inner {
                explained.insert((outer, *part));
            }
        }
    }
    explained
}

/// What the signature of a record's author is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorStanding {
    /// The machine wrote it by itself.
    System,
    /// It names a person who did not sign.
    Unsigned,
    /// The person signed.
    Verified,
    /// The person's key is not known here.
    KeyUnknown,
    /// The signature is not the person's.
    Refused,
}

/// Why a record is not one, whatever its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// No key is known for this life of the device.
    #[error("the device's key is not known")]
    DeviceKeyUnknown,
    /// The device did not sign it.
    #[error("the device's signature is not good")]
    DeviceSignature,
    /// A part is not what the header commits to.
    #[error("part {} is not what the header commits to", part.code())]
    PartAltered {
        /// Which part.
        part: PartName,
    },
    /// A part that the header knows nothing of.
    #[error("the header commits to no part {}", part.code())]
    PartForeign {
        /// Which part.
        part: PartName,
    },
    /// A part is missing and nothing explains it.
    #[error("part {} is missing without an erasure", part.code())]
    PartMissing {
        /// Which part.
        part: PartName,
    },
}

/// Checks the parts of a record against its header.
///
/// # Errors
/// The first part that is altered, foreign, or missing without explanation.
pub fn judge_parts(record: &Record, absences: &dyn Absences) -> Result<(), RecordFault> {
    for part in record.parts() {
        match record.header().find_commitment(part.name) {
            None => return Err(RecordFault::PartForeign { part: part.name }),
            Some(commitment) if *commitment == part.commitment() => {}
            Some(_) => return Err(RecordFault::PartAltered { part: part.name }),
        }
    }
    let is_unexplained =
        |part: &PartName| *part == PartName::Facts || !absences.is_explained(&record.hash(), *part);
    match record.missing_parts().find(is_unexplained) {
        Some(part) => Err(RecordFault::PartMissing { part }),
        None => Ok(()),
    }
}

/// Judges one record.
///
/// # Errors
/// Why it is not a record.
pub fn judge(
    record: &Record,
    keys: &dyn KeySource,
    absences: &dyn Absences,
) -> Result<AuthorStanding, RecordFault> {
    let preliminary = judge_unsigned(record, keys, absences)?;
    judge_signatures(record, &preliminary)
}

/// Judges many records, their signatures in one batch; the verdicts are those of [`judge`].
///
/// `seed` must not be known to those who wrote the records; 32 random bytes are best.
#[must_use]
pub fn judge_all<R: Borrow<Record>>(
    records: &[R],
    keys: &dyn KeySource,
    absences: &dyn Absences,
    seed: [u8; 32],
) -> Vec<Result<AuthorStanding, RecordFault>> {
    let mut batch = Batch::new();
    let preliminary: Vec<_> = records
        .iter()
        .map(|record| {
            let record = record.borrow();
            let found = judge_unsigned(record, keys, absences)?;
            if !keys.is_found_good(&record.hash(), &found.device, found.author.as_ref()) {
                queue(&mut batch, record, &found);
            }
            Ok(found)
        })
        .collect();
    let is_good = batch.verify(seed).is_ok();
    let judged = records
        .iter()
        .zip(preliminary)
        .map(|(record, preliminary)| {
            let keys = preliminary?;
            if is_good {
                Ok(keys.standing_if_signed())
            } else {
                judge_signatures(record.borrow(), &keys)
            }
        });
    judged.collect()
}

/// Records whose signatures were checked before anybody judged the records, each with the keys
/// that they answered to: a hash stands for the signatures too, so nothing else can be meant.
#[derive(Clone, Debug, Default)]
pub struct FoundGood {
    records: BTreeMap<Hash, (VerificationKey, Option<VerificationKey>)>,
}

impl FoundGood {
    /// Checks the signatures of records in one batch. Where one of them is bad nothing is found,
    /// and whoever judges the records names it. `seed` is as for [`judge_all`].
    #[must_use]
    pub fn look<R: Borrow<Record>>(records: &[R], keys: &dyn KeySource, seed: [u8; 32]) -> Self {
        let mut batch = Batch::new();
        let mut found = BTreeMap::new();
        for record in records.iter().map(Borrow::borrow) {
            if let Ok(keys) = find_keys(record, keys) {
                queue(&mut batch, record, &keys);
                found.insert(record.hash(), (keys.device, keys.author));
            }
        }
        match batch.verify(seed) {
            Ok(()) => Self { records: found },
            Err(_) => Self::default(),
        }
    }

    /// Tells whether the signatures of a record were found to answer to these keys.
    #[must_use]
    pub fn holds(
        &self,
        record: &Hash,
        device: &VerificationKey,
        author: Option<&VerificationKey>,
    ) -> bool {
        let found = self.records.get(record);
        found.is_some_and(|(by, with)| by == device && with.as_ref() == author)
    }

    /// Counts the records.
    #[must_use]
    pub fn count(&self) -> usize {
        self.records.len()
    }
}

/// Keys, and beside them what was found good before.
pub struct WithForeseen<'a> {
    keys: &'a (dyn KeySource + Sync),
    found: FoundGood,
}

impl<'a> WithForeseen<'a> {
    /// Puts beside keys what was found.
    #[must_use]
    pub const fn new(keys: &'a (dyn KeySource + Sync), found: FoundGood) -> Self {
        Self { keys, found }
    }
}

impl KeySource for WithForeseen<'_> {
    fn find_device_key(&self, device: DeviceId, life: Incarnation) -> Option<VerificationKey> {
        self.keys.find_device_key(device, life)
    }

    fn find_author_key(&self, author: PersonId, device: DeviceId) -> Option<VerificationKey> {
        self.keys.find_author_key(author, device)
    }

    fn is_found_good(
        &self,
        record: &Hash,
        device: &VerificationKey,
        author: Option<&VerificationKey>,
    ) -> bool {
        self.found.holds(record, device, author)
    }
}

/// The keys that a record's signatures must answer to.
struct Keys {
    device: VerificationKey,
    author: Option<VerificationKey>,
    otherwise: AuthorStanding,
}

impl Keys {
    const fn standing_if_signed(&self) -> AuthorStanding {
        if self.author.is_some() {
            AuthorStanding::Verified
        } else {
            self.otherwise
        }
    }
}

/// Judges all but the signatures.
fn judge_unsigned(
    record: &Record,
    keys: &dyn KeySource,
    absences: &dyn Absences,
) -> Result<Keys, RecordFault> {
    judge_parts(record, absences)?;
    find_keys(record, keys)
}

/// Finds the keys that a record's signatures must answer to.
fn find_keys(record: &Record, keys: &dyn KeySource) -> Result<Keys, RecordFault> {
    let header = record.header();
    let device = keys
        .find_device_key(header.device, header.incarnation)
        .ok_or(RecordFault::DeviceKeyUnknown)?;
    // The header is signed, so an algorithm that is not the key's is as good as another key's.
    if header.alg != device.algorithm() {
        return Err(RecordFault::DeviceSignature);
    }
    let (author, otherwise) = match (header.author, record.author_signature()) {
        (None, _) => (None, AuthorStanding::System),
        (Some(_), None) => (None, AuthorStanding::Unsigned),
        (Some(author), Some(_)) => match keys.find_author_key(author, header.device) {
            None => (None, AuthorStanding::KeyUnknown),
            Some(key) if key.algorithm() != header.alg => (None, AuthorStanding::Refused),
            Some(key) => (Some(key), AuthorStanding::Refused),
        },
    };
    Ok(Keys {
        device,
        author,
        otherwise,
    })
}

fn judge_signatures(record: &Record, keys: &Keys) -> Result<AuthorStanding, RecordFault> {
    record
        .verify_device(&keys.device)
        .map_err(|_| RecordFault::DeviceSignature)?;
    Ok(match &keys.author {
        Some(key) if record.verify_author(key).is_ok() => AuthorStanding::Verified,
        Some(_) | None => keys.otherwise,
    })
}

fn queue(batch: &mut Batch, record: &Record, keys: &Keys) {
    let message = record.sealed().device_message();
    batch.queue(
        &keys.device,
        Domain::Record,
        &message,
        record.device_signature(),
    );
    if let (Some(key), Some(signature)) = (&keys.author, record.author_signature()) {
        batch.queue(key, Domain::Author, &[record.header_bytes()], signature);
    }
}
