//! Events of one manifest: offered, accepted line by line, refused, withdrawn.
//!
//! The manifest's own records say what the two parties signed; each dossier on it gets a
//! line record of its own, so that its papers can be followed without the manifest.

use minicbor::{Decode, Encode};

use crate::event::dossier::TickedPaper;
use crate::id::{DossierId, PaperId};
use crate::party::Party;

/// Lines one manifest may have; the thickest bag of a postal week is about 120.
pub const LINES_MAX: usize = 500;

/// One dossier on a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OfferedLine {
    /// Which dossier.
    #[n(0)]
    pub dossier: DossierId,
    /// Which of its papers.
    #[n(1)]
    pub papers: Vec<PaperId>,
    /// Originals that cannot be replaced among them, counted by the giver.
    #[n(2)]
    pub originals: u16,
    /// The other papers.
    #[n(3)]
    pub others: u16,
}

/// The giver signed the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandoffOffered {
    /// The printed number, 14 digits from the same counter as «Mã tra cứu».
    #[n(0)]
    pub number: String,
    /// Who gives, by name.
    #[n(1)]
    pub from: Party,
    /// To whom.
    #[n(2)]
    pub to: Party,
    /// What.
    #[n(3)]
    pub lines: Vec<OfferedLine>,
    /// When, µs UTC.
    #[n(4)]
    pub at: i64,
}

/// One dossier of a manifest as the taker found it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TickedLine {
    /// Which dossier.
    #[n(0)]
    pub dossier: DossierId,
    /// Its papers, ticked.
    #[n(1)]
    pub papers: Vec<TickedPaper>,
}

/// The taker signed for what she ticked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandoffAccepted {
    /// Who takes, by name.
    #[n(0)]
    pub taker: Party,
    /// Every line of the offer.
    #[n(1)]
    pub lines: Vec<TickedLine>,
    /// When, µs UTC.
    #[n(2)]
    pub at: i64,
}

/// The taker takes nothing; the words of the reason are in the case part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandoffRefused {
    /// Who refused.
    #[n(0)]
    pub taker: Party,
    /// When, µs UTC.
    #[n(1)]
    pub at: i64,
}

/// The giver took the manifest back; the words of the reason are in the case part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandoffWithdrawn {
    /// When, µs UTC.
    #[n(0)]
    pub at: i64,
    /// Who took it back; of the giving unit.
    #[n(1)]
    pub by: Party,
}
