//! One action of one person, and what came of it.
//!
//! The id is made with the form and kept with its draft: given twice, the act is done once and
//! answered twice with the same outcome. Given again with other content it is refused: the
//! answer would be to another question.

use domain::decide::{Actor, Command, Manifest, ProcedureFacts, Reception};
use domain::id::{ActId, DossierId, HandoffId, PaperId};
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

impl Act<'_> {
    /// Digests what is asked for and by whom, without the ids that the desk makes anew at each
    /// try. Of a command whose act no form keeps, its kind alone counts.
    pub(crate) fn content(&self) -> Result<Hash, Failure> {
        let asked = match &self.command {
            Command::ReceiveDossier { reception, .. } => encode(&as_filled_in(reception))?,
            Command::OfferHandoff(manifest) => encode(&Manifest {
                handoff: HandoffId::from_bytes([0; 16]),
                ..manifest.clone()
            })?,
            Command::IssueResult { dossier, name, .. } => encode(&(dossier, name))?,
            Command::CorrectDossier(_)
            | Command::WithdrawDossier { .. }
            | Command::CancelDossier { .. }
            | Command::AcceptHandoff { .. }
            | Command::RefuseHandoff { .. }
            | Command::WithdrawHandoff { .. }
            | Command::ReturnPapers(_)
            | Command::ResolveConflict { .. }
            | Command::RecordSignedPrint { .. } => Vec::new(),
        };
        Ok(Hash::of(&[
            b"traotay/act-content/v1\0",
            &[kind_code(&self.command)],
            self.actor.person.as_bytes(),
            &asked,
        ]))
    }
}

/// The form itself: ids of papers are made at each try, and a clerk who tries again may have
/// been asked about look-alikes, which were her own first try.
fn as_filled_in(reception: &Reception) -> Reception {
    let mut form = reception.clone();
    form.is_twin = false;
    for paper in &mut form.papers {
        paper.id = PaperId::from_bytes([0; 16]);
    }
    form
}

fn encode<T: Encode<()>>(value: &T) -> Result<Vec<u8>, Failure> {
    minicbor::to_vec(value).map_err(|_| Failure::Unreadable("a command"))
}

const fn kind_code(command: &Command) -> u8 {
    match command {
        Command::ReceiveDossier { .. } => 0,
        Command::CorrectDossier(_) => 1,
        Command::WithdrawDossier { .. } => 2,
        Command::CancelDossier { .. } => 3,
        Command::OfferHandoff(_) => 4,
        Command::AcceptHandoff { .. } => 5,
        Command::RefuseHandoff { .. } => 6,
        Command::WithdrawHandoff { .. } => 7,
        Command::IssueResult { .. } => 8,
        Command::ReturnPapers(_) => 9,
        Command::ResolveConflict { .. } => 10,
        Command::RecordSignedPrint { .. } => 11,
    }
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
