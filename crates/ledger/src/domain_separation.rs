//! What a signature is for.
//!
//! Every signed message begins with the name of its kind of object, so that a signature made for
//! one never counts for another.

/// A kind of signed object, named in front of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// A person signs a record's header.
    Author,
    /// A device signs a record's header and its author's signature.
    Record,
    /// An authority or unit key signs a certificate.
    Certificate,
    /// A server signs a receipt.
    Receipt,
    /// A server signs a checkpoint of its log, in the form of a C2SP signed note.
    Checkpoint,
    /// A server signs a publication.
    Publication,
    /// A device signs a request.
    Request,
    /// A server signs a reply.
    Reply,
    /// A device asks to be enrolled with the key that it signs with.
    Enrolment,
    /// A server signs that a record's effect is withheld, outside its own chain.
    Withheld,
    /// Either side signs a courier file.
    Courier,
}

impl Domain {
    /// Every kind, in the order of `docs/LEDGER.md`.
    pub const ALL: [Self; 11] = [
        Self::Author,
        Self::Record,
        Self::Certificate,
        Self::Receipt,
        Self::Checkpoint,
        Self::Publication,
        Self::Request,
        Self::Reply,
        Self::Enrolment,
        Self::Withheld,
        Self::Courier,
    ];

    /// Gives the bytes that stand before the message.
    ///
    /// A checkpoint has none: C2SP fixes its signed text to the byte. That text holds no zero byte
    /// before its first line ends, and every other prefix does, so the kinds stay apart.
    #[must_use]
    pub const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Author => b"traotay/author/v1\0",
            Self::Record => b"traotay/record/v1\0",
            Self::Certificate => b"traotay/certificate/v1\0",
            Self::Receipt => b"traotay/receipt/v1\0",
            Self::Checkpoint => b"",
            Self::Publication => b"traotay/publication/v1\0",
            Self::Request => b"traotay/request/v1\0",
            Self::Reply => b"traotay/reply/v1\0",
            Self::Enrolment => b"traotay/enrolment/v1\0",
            Self::Withheld => b"traotay/withheld/v1\0",
            Self::Courier => b"traotay/courier/v1\0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_prefix_begins_another_and_all_but_the_note_end_in_a_zero() {
        for (at, one) in Domain::ALL.iter().enumerate() {
            assert_eq!(
                one.prefix().last(),
                (*one != Domain::Checkpoint).then_some(&0)
            );
            for (other_at, other) in Domain::ALL.iter().enumerate() {
                let begins = !one.prefix().is_empty() && other.prefix().starts_with(one.prefix());
                assert_eq!(begins, at == other_at && *one != Domain::Checkpoint);
            }
        }
    }
}
