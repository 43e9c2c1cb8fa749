//! Prints: reserved with the number, made as a PDF in the desk's folder, then said to be so.
//!
//! No printer is driven here: that a PDF came out on paper and was signed is for a person to say.
//! A print that fails leaves its job «reserved, not printed»; a further one bears «bản in lần n».
//! Nothing is reserved while nobody is signed in.

mod minutes;
mod slip;

use domain::event::Subject;
use domain::id::{DossierId, HandoffId};
use domain::refusal::Refusal;
use domain::roster::UnitKind;
use forms::Form;
use forms::sheet::Paper;
use store::desk::act::PrintJobId as StoredJob;
use store::desk::{MINUTES_FORM, PrintState, RECEIPT_FORM};

use super::act::{Signer, act, fresh};
use crate::error::{Answer, CommandError, Failed};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{Empty, HandoffForm, PrintReceiptForm, PrintView, RecordSignedPrintForm};
use crate::text::sentence;

/// Prints the receipt of a dossier.
pub(super) fn print_receipt(program: &Program, form: PrintReceiptForm) -> Answer<PrintView> {
    print(program, Wanted::from(form))
}

/// Prints the minutes of a handoff.
pub(super) fn print_handover_minutes(program: &Program, form: HandoffForm) -> Answer<PrintView> {
    print(program, Wanted::Minutes(form.handoff_id))
}

/// Which form is wanted. Minutes have one size: their table of ten columns needs an A4 page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Slip(DossierId, Paper),
    Minutes(HandoffId),
}

impl From<PrintReceiptForm> for Wanted {
    fn from(form: PrintReceiptForm) -> Self {
        let paper = form.paper.map(Paper::from).unwrap_or_default();
        Self::Slip(form.dossier_id, paper)
    }
}

impl Wanted {
    const fn subject(self) -> Subject {
        match self {
            Self::Slip(id, _) => Subject::Dossier(id),
            Self::Minutes(id) => Subject::Handoff(id),
        }
    }

    const fn form(self) -> &'static str {
        match self {
            Self::Slip(..) => RECEIPT_FORM,
            Self::Minutes(_) => MINUTES_FORM,
        }
    }

    fn compose(self, program: &Program, copy: u32) -> Answer<Form> {
        match self {
            Self::Slip(id, paper) => slip::compose(program, id, paper, copy).map(Form::from),
            Self::Minutes(id) => minutes::compose(program, id, copy).map(Form::from),
        }
    }
}

fn print(program: &Program, wanted: Wanted) -> Answer<PrintView> {
    program.signed_in(|_| Ok(()))?;
    let (subject, form) = (wanted.subject(), wanted.form());
    let now = Moment::now().0;
    let job = program.with_desk(|desk| desk.reserve_print(subject, form, now))?;
    let made = wanted.compose(program, job.copy)?;
    let rendered = forms::render(&made).map_err(|error| not_printed(&error))?;
    let name = format!("{form}-{}-{}.pdf", hex(subject), job.copy);
    let path = program
        .prints()
        .store(&name, &rendered.pdf)
        .map_err(|error| not_printed(&error))?;
    move_on(program, job.id)?;
    program.changed(&["dossiers", "handoffs"]);
    Ok(PrintView {
        path: path.display().to_string(),
        pages: u32::try_from(rendered.pages).unwrap_or(u32::MAX),
        reprint: job.copy,
    })
}

fn move_on(program: &Program, job: StoredJob) -> Answer<()> {
    let now = Moment::now().0;
    program.with_desk(|desk| desk.set_print_state(job, PrintState::Printed, None, now))
}

/// Records whether a print bears its signatures.
pub(super) fn record_signed_print(program: &Program, form: RecordSignedPrintForm) -> Answer<Empty> {
    let subject = subject(form.dossier_id, form.handoff_id)?;
    let own = match subject {
        Subject::Dossier(_) => RECEIPT_FORM,
        Subject::Handoff(_) => MINUTES_FORM,
    };
    if form.form != own {
        return Err(CommandError::of(&Refusal::FieldImpossible("form")));
    }
    let command = domain::decide::Command::RecordSignedPrint {
        subject,
        form: form.form,
        signed: form.signed,
    };
    act(program, fresh(program)?, &Signer::SignedIn, command, None).map(|_| Empty {})
}

fn subject(dossier: Option<DossierId>, handoff: Option<HandoffId>) -> Answer<Subject> {
    let dossier = dossier.map(Subject::Dossier);
    dossier
        .or(handoff.map(Subject::Handoff))
        .ok_or_else(super::not_here)
}

/// How a form is printed this time.
fn printing(program: &Program, copy: u32) -> forms::sheet::Printing {
    forms::sheet::Printing {
        print_number: copy,
        training: program.place().is_some_and(|place| place.is_training),
        ..forms::sheet::Printing::default()
    }
}

/// The office at the head of the form.
fn letterhead(unit: Option<&domain::roster::Unit>) -> forms::sheet::Letterhead {
    let commune = unit
        .map(|unit| unit.commune_name.clone())
        .unwrap_or_default();
    let place = commune
        .split_once(' ')
        .map_or(commune.as_str(), |(_, name)| name);
    // A post office's superior is no part of what is published.
    let of_commune = unit.filter(|unit| unit.kind == UnitKind::OneStop);
    forms::sheet::Letterhead {
        superior: of_commune.map(|_| sentence("print.superior", &[("commune", &commune)])),
        body: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        place: place.to_owned(),
    }
}

fn hex(subject: Subject) -> String {
    data_encoding::HEXLOWER.encode(subject.as_bytes())
}

fn not_printed(error: &dyn std::error::Error) -> CommandError {
    tracing::error!(%error, "a form could not be made");
    CommandError::of(&Failed::Print)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
