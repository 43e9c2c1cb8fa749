//! Carrying a person's command out: one transaction, signed by her, and everybody told.

use domain::decide::{Command, ProcedureFacts};
use domain::id::{ActId, PersonId};
use store::desk::act::{Act, Done};

use crate::error::Answer;
use crate::program::{Program, SignedIn};

/// Who signs: whoever is signed in, or a person who gives her PIN for this one signature.
pub(super) enum Signer<'a> {
    /// The person at the desk.
    SignedIn,
    /// The person at the desk, who gives her PIN again because papers change hands.
    SignedInAgain {
        /// Six digits.
        pin: &'a str,
    },
    /// Another person, beside the one at the desk.
    Beside {
        /// Who.
        person: PersonId,
        /// Six digits.
        pin: &'a str,
    },
}

/// Carries a command out.
pub(super) fn act(
    program: &Program,
    id: ActId,
    signer: &Signer<'_>,
    command: Command,
    procedure: Option<ProcedureFacts>,
) -> Answer<Done> {
    let record = |person: &SignedIn| record(program, id, person, command, procedure);
    let done = match signer {
        Signer::SignedIn => program.signed_in(record),
        Signer::SignedInAgain { pin } => {
            let person = program.signed_in(|person| Ok(person.actor().person))?;
            record(&program.sign_beside(person, pin)?)
        }
        Signer::Beside { person, pin } => {
            program.signed_in(|_| Ok(()))?;
            record(&program.sign_beside(*person, pin)?)
        }
    }?;
    program.changed(&["dossiers", "handoffs", "sync"]);
    Ok(done)
}

fn record(
    program: &Program,
    id: ActId,
    person: &SignedIn,
    command: Command,
    procedure: Option<ProcedureFacts>,
) -> Answer<Done> {
    let moment = program.system_moment();
    let act = Act {
        id,
        now: moment.now,
        clock: moment.clock,
        monotonic: moment.monotonic,
        actor: person.actor(),
        signer: &person.unlocked.signer,
        procedure,
        command,
    };
    program.with_desk(|desk| desk.transact(&act))
}

/// Makes an act for a command that no draft keeps an id for.
pub(super) fn fresh(program: &Program) -> Answer<ActId> {
    program.make_id().map(ActId::from_bytes)
}
