//! Chains: each record of a device after the one before it, none missing, none twice.
//!
//! A verifier stands at a head it believes and steps over records; whatever is dropped, repeated,
//! swapped or altered stops it with a name. It never steps past a fault, so what lies before one is
//! good.

use crate::{
    judge::{Absences, AuthorStanding, KeySource, NoAbsences, RecordFault, judge, judge_all},
    record::Record,
    seal::ChainHead,
};

/// Why a record does not follow in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A record of another device or another life of it.
    #[error("the record belongs to another chain")]
    AnotherChain,
    /// Records are missing before it.
    #[error("record {found} comes where {expected} should")]
    Gap {
        /// The place that should come.
        expected: u64,
        /// The place that came.
        found: u64,
    },
    /// A place that was passed already.
    #[error("record {seq} comes again")]
    Repeated {
        /// The place.
        seq: u64,
    },
    /// Another record at the place of the head. Its signature was not looked at: only a
    /// [`crate::ForkWitness`] of both headers proves the fork.
    #[error("another record stands at place {seq}")]
    Forked {
        /// The place.
        seq: u64,
    },
    /// The right place, but after another record than the head.
    #[error("record {seq} follows another record than ours")]
    AnotherPast {
        /// The place.
        seq: u64,
    },
    /// The record itself is at fault.
    #[error(transparent)]
    Record(#[from] RecordFault),
}

/// A fault in a run of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at record {index} of the segment: {fault}")]
pub struct SegmentFault {
    /// How many records before it are good; the verifier stands after them.
    pub index: usize,
    /// What is wrong with the next one.
    #[source]
    pub fault: ChainFault,
}

/// Steps along one chain.
pub struct ChainVerifier<'a> {
    head: ChainHead,
    keys: &'a dyn KeySource,
    absences: &'a dyn Absences,
}

impl<'a> ChainVerifier<'a> {
    /// Starts at a head that is believed, or at [`ChainHead::genesis`]; no part may be missing.
    #[must_use]
    pub const fn new(head: ChainHead, keys: &'a dyn KeySource) -> Self {
        Self {
            head,
            keys,
            absences: &NoAbsences,
        }
    }

    /// Lets parts be missing where somebody can say why.
    #[must_use]
    pub const fn with_absences(mut self, absences: &'a dyn Absences) -> Self {
        self.absences = absences;
        self
    }

    /// Gives the head after the last good record.
    #[must_use]
    pub const fn head(&self) -> &ChainHead {
        &self.head
    }

    /// Steps over one record and tells what its author's signature is worth.
    ///
    /// # Errors
    /// Why it does not follow; the verifier then stays where it is.
    pub fn accept(&mut self, record: &Record) -> Result<AuthorStanding, ChainFault> {
        follows(&self.head, record)?;
        let standing = judge(record, self.keys, self.absences)?;
        self.head = ChainHead::at(record.sealed());
        Ok(standing)
    }

    /// Steps over a run of records, checking their signatures in one batch.
    ///
    /// `seed` must not be known to those who wrote the records; 32 random bytes are best.
    ///
    /// # Errors
    /// The first fault; the verifier then stands before it, and what it passed is good.
    pub fn verify_segment(
        &mut self,
        records: &[Record],
        seed: [u8; 32],
    ) -> Result<Vec<AuthorStanding>, SegmentFault> {
        let (linked, broken) = self.linked_prefix(records);
        let mut standings = Vec::with_capacity(linked.len());
        for (record, verdict) in
            linked
                .iter()
                .zip(judge_all(linked, self.keys, self.absences, seed))
        {
            let index = standings.len();
            let fault = |fault| SegmentFault {
                index,
                fault: ChainFault::Record(fault),
            };
            standings.push(verdict.map_err(fault)?);
            self.head = ChainHead::at(record.sealed());
        }
        match broken {
            Some(fault) => Err(SegmentFault {
                index: linked.len(),
                fault,
            }),
            None => Ok(standings),
        }
    }

    /// Finds how far the records follow one another, and why no farther.
    fn linked_prefix<'r>(&self, records: &'r [Record]) -> (&'r [Record], Option<ChainFault>) {
        let mut head = self.head;
        for (index, record) in records.iter().enumerate() {
            if let Err(fault) = follows(&head, record) {
                return (records.get(..index).unwrap_or_default(), Some(fault));
            }
            head = ChainHead::at(record.sealed());
        }
        (records, None)
    }
}

/// Checks a record's place after a head.
fn follows(head: &ChainHead, record: &Record) -> Result<(), ChainFault> {
    let header = record.header();
    let seq = header.seq;
    if (header.device, header.incarnation) != (head.device, head.incarnation) {
        return Err(ChainFault::AnotherChain);
    }
    if seq == head.seq && seq > 0 && record.hash() != head.hash {
        return Err(ChainFault::Forked { seq });
    }
    if seq <= head.seq {
        return Err(ChainFault::Repeated { seq });
    }
    let expected = head.seq.saturating_add(1);
    if seq != expected {
        return Err(ChainFault::Gap {
            expected,
            found: seq,
        });
    }
    if header.prev == head.hash {
        Ok(())
    } else {
        Err(ChainFault::AnotherPast { seq })
    }
}
