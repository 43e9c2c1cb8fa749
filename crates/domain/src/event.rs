//! What happened, in the office's words: the facts that records carry for ever.
//!
//! An event holds no personal data: ids, holders, kinds, counts and times only. Names and
//! words of a citizen stand in the parts of the same record ([`PersonPart`], [`CasePart`]),
//! which a lawful erasure can drop while every fold still works. Numbers of kinds are frozen.

mod acting;
mod dossier;
mod handoff;
mod part;

use minicbor::{Decode, Encode};

pub use self::acting::{ActingFault, acting_fault, desk_fault};
pub use self::dossier::{
    Channel, ConflictResolved, CorrectedField, CorrectedValue, CorrectionReason, DossierCancelled,
    DossierCorrected, DossierReceived, DossierWithdrawn, DueSource, Filing, LineAccepted,
    LineOffered, LineRefused, LineWithdrawn, PaperOutcome, PaperTakenBack, PapersReturned,
    Recipient, ResultIssued, ReturnChannel, SignatureOnPaper, SignedPrintRecorded, TickedPaper,
};
pub use self::handoff::{
    HandoffAccepted, HandoffOffered, HandoffRefused, HandoffWithdrawn, LINES_MAX, OfferedLine,
    TickedLine,
};
pub use self::part::{Applicant, ApplicantKind, CasePart, IdKind, PersonPart, Sex, TEXT_BYTES_MAX};

use crate::id::{DossierId, HandoffId, UnitId};

/// What a record is about; closure and order are kept within one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One dossier with its papers.
    Dossier(DossierId),
    /// One manifest of papers on their way from one party to another.
    Handoff(HandoffId),
}

impl Subject {
    /// Gives the sixteen bytes that the record's header carries.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        match self {
            Self::Dossier(id) => id.as_bytes(),
            Self::Handoff(id) => id.as_bytes(),
        }
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $kind:literal $subject:ident $name:ident),+ $(,)?) => {
        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name($name)),+
        }

        impl Event {
            /// Gives the number of the kind in the record's header.
            #[must_use]
            pub const fn kind(&self) -> u16 {
                match self {
                    $(Self::$name(_) => $kind),+
                }
            }

            /// Encodes the facts part.
            #[must_use]
            pub fn facts(&self) -> Vec<u8> {
                match self {
                    $(Self::$name(event) => encode(event)),+
                }
            }

            /// Reads the facts of a record.
            ///
            /// # Errors
            /// [`UnreadableFacts::UnknownKind`] for a kind or version of a later program: such
            /// a record is kept and passed on; [`UnreadableFacts::Malformed`] otherwise.
            pub fn decode(kind: u16, version: u8, facts: &[u8]) -> Result<Self, UnreadableFacts> {
                if version != EVENT_VERSION {
                    return Err(UnreadableFacts::UnknownKind { kind, version });
                }
                match kind {
                    $($kind => minicbor::decode(facts)
                        .map(Self::$name)
                        .map_err(|error| UnreadableFacts::Malformed { kind, error }),)+
                    _ => Err(UnreadableFacts::UnknownKind { kind, version }),
                }
            }

            /// Says to which kind of subject a record of this kind belongs.
            #[must_use]
            pub const fn subject_kind(kind: u16) -> Option<SubjectKind> {
                match kind {
                    $($kind => Some(SubjectKind::$subject),)+
                    _ => None,
                }
            }
        }
    };
}

/// Version of every event's facts as this program writes them.
pub const EVENT_VERSION: u8 = 1;

/// Of what kind a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A dossier.
    Dossier,
    /// A handoff.
    Handoff,
}

impl SubjectKind {
    /// Names the subject with these bytes.
    #[must_use]
    pub const fn subject(self, bytes: [u8; 16]) -> Subject {
        match self {
            Self::Dossier => Subject::Dossier(DossierId::from_bytes(bytes)),
            Self::Handoff => Subject::Handoff(HandoffId::from_bytes(bytes)),
        }
    }
}

events! {
    /// A clerk took the dossier in: its papers are hers to answer for.
    64 Dossier DossierReceived,
    /// One field was wrong and is put right.
    65 Dossier DossierCorrected,
    /// The citizen withdrew the request.
    66 Dossier DossierWithdrawn,
    /// The desk undid a reception made by mistake.
    67 Dossier DossierCancelled,
    /// Papers of this dossier stand on a manifest.
    68 Dossier LineOffered,
    /// The taker ticked them.
    69 Dossier LineAccepted,
    /// The taker refused the manifest.
    70 Dossier LineRefused,
    /// The giver took the manifest back before acceptance.
    71 Dossier LineWithdrawn,
    /// The authority's result came into being.
    72 Dossier ResultIssued,
    /// Papers went back to the citizen.
    73 Dossier PapersReturned,
    /// The authority took an old paper back by rule.
    74 Dossier PaperTakenBack,
    /// A named person decided a conflict.
    75 Dossier ConflictResolved,
    /// A print was signed by hand, or found not to be.
    76 Dossier SignedPrintRecorded,
    /// The giver signed the manifest.
    96 Handoff HandoffOffered,
    /// The taker signed for what she ticked.
    97 Handoff HandoffAccepted,
    /// The taker signed that she takes nothing.
    98 Handoff HandoffRefused,
    /// The giver took the manifest back.
    99 Handoff HandoffWithdrawn,
}

crate::codes! {
    pub Event {
        Self::DossierReceived(_) => "dossier_received",
        Self::DossierCorrected(_) => "dossier_corrected",
        Self::DossierWithdrawn(_) => "dossier_withdrawn",
        Self::DossierCancelled(_) => "dossier_cancelled",
        Self::LineOffered(_) | Self::HandoffOffered(_) => "handoff_offered",
        Self::LineAccepted(_) | Self::HandoffAccepted(_) => "handoff_accepted",
        Self::LineRefused(_) | Self::HandoffRefused(_) => "handoff_refused",
        Self::LineWithdrawn(_) | Self::HandoffWithdrawn(_) => "handoff_withdrawn",
        Self::ResultIssued(_) => "result_issued",
        Self::PapersReturned(_) => "papers_returned",
        Self::PaperTakenBack(_) => "paper_taken_back",
        Self::ConflictResolved(_) => "conflict_resolved",
        Self::SignedPrintRecorded(_) => "signed_print_recorded",
    }
}

impl Event {
    /// Gives every unit that becomes party to the subject by this event.
    #[must_use]
    pub fn units(&self) -> Vec<UnitId> {
        match self {
            Self::DossierReceived(event) => vec![event.unit],
            Self::LineOffered(event) => vec![event.from.unit, event.to.unit],
            Self::LineAccepted(event) => vec![event.taker.unit],
            Self::LineRefused(event) => vec![event.taker.unit],
            Self::HandoffOffered(event) => vec![event.from.unit, event.to.unit],
            Self::HandoffAccepted(event) => vec![event.taker.unit],
            Self::HandoffRefused(event) => vec![event.taker.unit],
            Self::DossierCorrected(_)
            | Self::DossierWithdrawn(_)
            | Self::DossierCancelled(_)
            | Self::LineWithdrawn(_)
            | Self::ResultIssued(_)
            | Self::PapersReturned(_)
            | Self::PaperTakenBack(_)
            | Self::ConflictResolved(_)
            | Self::SignedPrintRecorded(_)
            | Self::HandoffWithdrawn(_) => Vec::new(),
        }
    }

    /// Says whether the author's own signature must stand on the record: whatever moves a
    /// paper or changes who answers for it.
    #[must_use]
    pub const fn moves_custody(&self) -> bool {
        !matches!(
            self,
            Self::DossierCorrected(_) | Self::SignedPrintRecorded(_)
        )
    }
}

/// Why the facts of a record cannot be read by this program.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableFacts {
    /// A later program wrote it.
    #[error("kind {kind} version {version} is not known here")]
    UnknownKind {
        /// Number of the kind.
        kind: u16,
        /// Version of its facts.
        version: u8,
    },
    /// The bytes are not what the kind promises.
    #[error("facts of kind {kind} are malformed")]
    Malformed {
        /// Number of the kind.
        kind: u16,
        /// Where reading stopped.
        #[source]
        error: minicbor::decode::Error,
    },
}

/// Encodes a value whose writer cannot fail.
pub(crate) fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    // Writing into a vector never fails, and no type here refuses to be encoded.
    let written: Result<(), _> = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "an event refused to be encoded");
    bytes
}

/// Decodes a part that this program knows.
pub(crate) fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, minicbor::decode::Error> {
    minicbor::decode(bytes)
}
