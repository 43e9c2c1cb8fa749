//! What a person may do, and what follows from it: events, or a refusal.
//!
//! [`decide`] changes nothing. Ids are made by the caller, the clock is an argument, and the
//! numbers that would be used next are handed in; so the same call gives the same answer.

mod closing;
mod handing;
mod reception;
mod rights;

use std::collections::BTreeMap;

use minicbor::Encode;

pub use self::reception::is_birth;

use crate::dossier::Dossier;
use crate::event::{
    Applicant, CasePart, Channel, CorrectedField, CorrectionReason, Event, PersonPart, Recipient,
    ReturnChannel, SignatureOnPaper, Subject, TickedLine, acting_fault,
};
use crate::handoff::Handoff;
use crate::id::{DossierId, HandoffId, PaperId, PersonId, RecordRef, UnitId};
use crate::paper::Paper;
use crate::party::{Author, Party};
use crate::refusal::Refusal;
use crate::roster::Roster;

/// The dossiers and handoffs that a command speaks of, as folded by the caller.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// By id.
    pub dossiers: BTreeMap<DossierId, Dossier>,
    /// By id.
    pub handoffs: BTreeMap<HandoffId, Handoff>,
}

/// The person who acts, and for which office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// The office she acts for, by an assignment in force.
    pub unit: UnitId,
}

/// The numbers that would be used next on this desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// 14 digits, for whatever is printed next.
    pub lookup_code: String,
    /// For the next dossier.
    pub dossier_code: String,
    /// Volume of the register.
    pub register_volume: u16,
    /// Next running number in it.
    pub register_number: u32,
}

/// Everything outside the records that a decision rests on.
#[derive(Debug)]
pub struct Context<'a> {
    /// The moment, µs UTC.
    pub now: i64,
    /// Who acts.
    pub actor: Actor,
    /// Units, people, duties.
    pub roster: &'a Roster,
    /// What is known of the procedure named by the command.
    pub procedure: Option<ProcedureFacts>,
    /// Dossiers that look like the one being received, today's first.
    pub look_alikes: &'a [DossierId],
    /// Next numbers.
    pub numbers: Numbers,
}

/// What a decision needs to know of a procedure, by channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureFacts {
    /// Sector, for the assignment.
    pub sector: String,
    /// Version of the catalogue.
    pub catalogue_version: u64,
    /// The published list takes it by post.
    pub is_postal_in: bool,
    /// The appointed time by rule, if the rule is known, µs UTC.
    pub due_at: Option<i64>,
}

/// A reception as the clerk filled it in.
///
/// Encoded only to be compared: what is asked for again must be the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct Reception {
    /// Chủ hồ sơ.
    #[n(0)]
    pub applicant: Applicant,
    /// Người nộp, where it is somebody else.
    #[n(1)]
    pub submitter: Option<Applicant>,
    /// National code.
    #[n(2)]
    pub procedure_code: String,
    /// Way in.
    #[n(3)]
    pub channel_in: Channel,
    /// Way back.
    #[n(4)]
    pub return_channel: ReturnChannel,
    /// Nội dung yêu cầu.
    #[n(5)]
    pub request: String,
    /// Number of sets.
    #[n(6)]
    pub sets: u16,
    /// What is taken into custody.
    #[n(7)]
    pub papers: Vec<Paper>,
    /// What was shown and given back.
    #[n(8)]
    pub presented: Vec<String>,
    /// Required papers that are not there.
    #[n(9)]
    pub missing: Vec<String>,
    /// Why it is received all the same.
    #[n(10)]
    pub missing_reason: Option<String>,
    /// The clerk's own appointed time with its reason.
    #[n(11)]
    pub entered_due: Option<(i64, Option<String>)>,
    /// The clerk saw the look-alikes and knows that this is another.
    #[n(12)]
    pub is_twin: bool,
}

/// The new value of a corrected field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewValue {
    /// Words: personal data or the request.
    Text(String),
    /// Way back.
    ReturnChannel(ReturnChannel),
    /// The appointed time, µs UTC.
    DueAt(i64),
    /// Number of sets.
    Sets(u16),
}

/// A correction as the clerk filled it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which dossier.
    pub dossier: DossierId,
    /// Which field.
    pub field: CorrectedField,
    /// Its value.
    pub value: NewValue,
    /// Why.
    pub reason: CorrectionReason,
    /// In words.
    pub words: Option<String>,
}

/// A manifest as its giver put it together.
///
/// Encoded only to be compared: what is asked for again must be the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct Manifest {
    /// Made by the desk.
    #[n(0)]
    pub handoff: HandoffId,
    /// To whom.
    #[n(1)]
    pub to: Party,
    /// Papers by dossier; all that the actor's unit holds where empty.
    #[n(2)]
    pub lines: Vec<(DossierId, Vec<PaperId>)>,
    /// Bundles counted by hand.
    #[n(3)]
    pub counted_bundles: u32,
}

/// Papers going back to the citizen, as the clerk filled it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivingBack {
    /// Which dossier.
    pub dossier: DossierId,
    /// Which papers.
    pub papers: Vec<PaperId>,
    /// Who takes them.
    pub recipient: Recipient,
    /// Her name, where she is another.
    pub recipient_name: Option<String>,
    /// The paper she showed.
    pub document_seen: Option<String>,
    /// How it was signed for.
    pub signature: SignatureOnPaper,
    /// Who witnessed a thumbprint.
    pub witness: Option<String>,
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take a dossier in.
    ReceiveDossier {
        /// Made by the desk, kept with the draft.
        dossier: DossierId,
        /// The form.
        reception: Box<Reception>,
    },
    /// Put one field right.
    CorrectDossier(Correction),
    /// The citizen withdraws; papers held here go back at once if `papers_returned`.
    WithdrawDossier {
        /// Which dossier.
        dossier: DossierId,
        /// In words.
        reason: String,
        /// How the papers were signed for, if they went back.
        papers_returned: Option<SignatureOnPaper>,
    },
    /// Undo a reception made by mistake.
    CancelDossier {
        /// Which dossier.
        dossier: DossierId,
        /// In words.
        reason: String,
        /// The dossier it doubled.
        duplicate_of: Option<DossierId>,
    },
    /// Sign a manifest over to another party.
    OfferHandoff(Manifest),
    /// Sign for what arrived, line by line.
    AcceptHandoff {
        /// Which manifest.
        handoff: HandoffId,
        /// Every line, ticked.
        lines: Vec<TickedLine>,
        /// Notes on exceptions, in the order of papers on the lines.
        notes: Vec<String>,
        /// Bundles counted by hand.
        counted_bundles: u32,
        /// When a dossier is due that is filed by this signature, µs UTC, where a rule says so.
        dues: Vec<(DossierId, i64)>,
    },
    /// Take nothing.
    RefuseHandoff {
        /// Which manifest.
        handoff: HandoffId,
        /// In words.
        reason: String,
    },
    /// Take an unanswered manifest back.
    WithdrawHandoff {
        /// Which manifest.
        handoff: HandoffId,
        /// In words.
        reason: String,
    },
    /// Record that the result exists and lies here.
    IssueResult {
        /// Which dossier.
        dossier: DossierId,
        /// Made by the desk.
        paper: PaperId,
        /// What it is called.
        name: String,
    },
    /// Give papers back to the citizen.
    ReturnPapers(GivingBack),
    /// Decide between two records.
    ResolveConflict {
        /// Which dossier.
        dossier: DossierId,
        /// The two records.
        between: (RecordRef, RecordRef),
        /// The one that holds.
        upheld: RecordRef,
        /// In words.
        reason: String,
    },
    /// Record whether a print bears its signatures.
    RecordSignedPrint {
        /// Of what.
        subject: Subject,
        /// Which form.
        form: String,
        /// Whether it does.
        signed: bool,
    },
}

/// What is to be recorded: one record a draft, all in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// About what.
    pub subject: Subject,
    /// The facts.
    pub event: Event,
    /// Who the citizens are.
    pub person: Option<PersonPart>,
    /// What the case is about.
    pub case: Option<CasePart>,
}

/// Answers a command with what is to be recorded.
///
/// # Errors
/// The fact that stands against it; nothing has changed.
pub fn decide(
    world: &World,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let drafts = decide_command(world, command, context)?;
    // What is written here must stand on every other machine: in the actor's own name, by a
    // duty in force.
    let author = Author::Person(context.actor.person);
    let is_possible =
        |draft: &Draft| acting_fault(&draft.event, author, context.roster, context.now).is_none();
    if drafts.iter().all(is_possible) {
        Ok(drafts)
    } else {
        Err(Refusal::NoDuty)
    }
}

fn decide_command(
    world: &World,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Draft>, Refusal> {
    match command {
        Command::ReceiveDossier { dossier, reception } => {
            reception::receive(world, *dossier, reception, context)
        }
        Command::CorrectDossier(form) => closing::correct(world, form, context),
        Command::WithdrawDossier {
            dossier,
            reason,
            papers_returned,
        } => closing::withdraw(world, *dossier, reason, *papers_returned, context),
        Command::CancelDossier {
            dossier,
            reason,
            duplicate_of,
        } => closing::cancel(world, *dossier, reason, *duplicate_of, context),
        Command::OfferHandoff(manifest) => handing::offer(world, manifest, context),
        Command::AcceptHandoff {
            handoff,
            lines,
            notes,
            counted_bundles,
            dues,
        } => {
            let answer = handing::Answer {
                ticked: lines,
                notes,
                counted_bundles: *counted_bundles,
                dues,
            };
            handing::accept(world, *handoff, &answer, context)
        }
        Command::RefuseHandoff { handoff, reason } => {
            handing::refuse(world, *handoff, reason, context)
        }
        Command::WithdrawHandoff { handoff, reason } => {
            handing::withdraw(world, *handoff, reason, context)
        }
        Command::IssueResult {
            dossier,
            paper,
            name,
        } => closing::issue_result(world, *dossier, *paper, name, context),
        Command::ReturnPapers(form) => closing::give_back(world, form, context),
        Command::ResolveConflict {
            dossier,
            between,
            upheld,
            reason,
        } => closing::resolve(world, *dossier, *between, *upheld, reason, context),
        Command::RecordSignedPrint {
            subject,
            form,
            signed,
        } => closing::record_signed_print(world, *subject, form, *signed, context),
    }
}
