//! One action of one person, and what came of it.
//!
//! The id is made with the form and kept with its draft: given twice, the act is done once and
//! answered twice with the same outcome.

use domain::decide::{Actor, Command, ProcedureFacts};
use domain::id::{ActId, DossierId, HandoffId};
use ledger::key::Signer;
use ledger::part::{Part, PartName};
use ledger::{ClockGrade, Hash};
use minicbor::{Decode, Encode};

use crate::entropy::{Entropy, draw};
use crate::failure::Failure;

/// An action as it comes to the desk.
pub struct Act<'a> {
    /// Kept with the draft.
    pub id: ActId,
    /// Wall clock, µs UTC.
    pub now: i64,
    /// How far it can be believed.
    pub clock: ClockGrade,
    /// µs since the PC started.
    pub monotonic: u64,
    /// Who acts, for which office.
    pub actor: Actor,
    /// Signs as that person.
    pub signer: &'a dyn Signer,
    /// What is known of the procedure that the command names.
    pub procedure: Option<ProcedureFacts>,
    /// What is asked for.
    pub command: Command,
}

/// A print that was reserved in the transaction of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct PrintJobId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Done {
    /// The records it wrote, in order.
    #[n(0)]
    pub records: Vec<Hash>,
    /// The dossiers it changed.
    #[n(1)]
    pub dossiers: Vec<DossierId>,
    /// The handoffs it changed.
    #[n(2)]
    pub handoffs: Vec<HandoffId>,
    /// The «Mã tra cứu» it used, if one.
    #[n(3)]
    pub lookup_code: Option<String>,
    /// The paper to be printed, if one.
    #[n(4)]
    pub print_job: Option<PrintJobId>,
    /// The act had been done before; nothing was written.
    #[cbor(skip)]
    pub repeated: bool,
}

/// Puts a salt to a part.
pub(crate) fn draw_part(
    entropy: &dyn Entropy,
    name: PartName,
    bytes: Vec<u8>,
) -> Result<Part, Failure> {
    Ok(Part {
        name,
        salt: draw(entropy)?,
        bytes,
    })
}
