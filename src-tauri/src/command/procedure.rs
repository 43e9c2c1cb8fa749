//! Procedures, their checklists, and when a result would be due.

use domain::catalogue::{ChecklistPaper, PostalIn, Procedure, Requirement};
use domain::decide::ProcedureFacts;
use domain::due::{DuePreview, OfficeHours};
use domain::event::Channel;
use domain::refusal::Refusal;

use crate::error::{Answer, CommandError};
use crate::moment::Moment;
use crate::program::{InForce, Program};
use crate::surface::{
    ChecklistPaperView, ChecklistView, DueView, GetChecklistForm, ListProceduresForm,
    ListProceduresView, PaperRequirement, ProcedureRow,
};

/// Rows of the list; nobody scrolls further, one more letter is faster.
const ROWS_MAX: usize = 50;

/// Lists procedures, the frequent ones first.
pub(super) fn list_procedures(
    program: &Program,
    form: ListProceduresForm,
) -> Answer<ListProceduresView> {
    let channel = form.channel.into();
    let rules = program.rules();
    let found = rules
        .catalogue()
        .find(&form.text)
        .into_iter()
        .take(ROWS_MAX);
    Ok(ListProceduresView {
        procedures: found.map(|found| row(found, channel)).collect(),
    })
}

fn row(procedure: &Procedure, channel: Channel) -> ProcedureRow {
    let short_code = &procedure.short_code;
    ProcedureRow {
        code: procedure.code.clone(),
        short_code: (!short_code.is_empty()).then(|| short_code.clone()),
        name: procedure.title.clone(),
        sector: procedure.sector.clone(),
        postal_in: procedure.postal_in == PostalIn::Allowed,
        presence: procedure.presence.code().to_owned(),
        time_text: procedure.time_text(channel),
        fee_text: procedure.fee_text.clone(),
        paper_count: u32::try_from(procedure.checklist(channel).len()).unwrap_or(u32::MAX),
        confidence: procedure.confidence.code().to_owned(),
    }
}

/// Gives what a procedure asks for by one channel.
pub(super) fn get_checklist(program: &Program, form: GetChecklistForm) -> Answer<ChecklistView> {
    let rules = program.rules();
    let procedure = find(&rules, &form.procedure_code)?;
    let channel = form.channel.into();
    let papers = procedure
        .checklist(channel)
        .into_iter()
        .map(paper)
        .collect();
    let due = due_view(preview(&rules, procedure, channel, Moment::now())?);
    Ok(ChecklistView {
        papers,
        request_prefill: procedure.request.clone(),
        due,
    })
}

fn paper(paper: ChecklistPaper) -> ChecklistPaperView {
    let required = match paper.required {
        Requirement::Yes => PaperRequirement::Yes,
        Requirement::Conditional => PaperRequirement::Conditional,
        Requirement::Present => PaperRequirement::Present,
    };
    ChecklistPaperView {
        line: paper.line,
        name: paper.name,
        originals: paper.originals,
        certified_copies: paper.certified_copies,
        copies: paper.copies,
        required,
        irreplaceable: paper.irreplaceable,
        fate: paper.fate.into(),
        note: (!paper.note.is_empty()).then_some(paper.note),
    }
}

fn due_view(preview: DuePreview) -> DueView {
    DueView {
        must_enter: preview.must_enter(),
        due_at: preview.due_at.map(Moment::from),
        due_on: preview.due_on,
        reasoning: preview.reasoning,
        unconfirmed: preview.unconfirmed,
    }
}

/// Finds a procedure by its national code.
fn find<'a>(rules: &'a InForce, code: &str) -> Answer<&'a Procedure> {
    rules
        .catalogue()
        .find_by_code(code)
        .ok_or_else(|| CommandError::of(&Refusal::ProcedureUnknown(code.to_owned())))
}

/// Gives what a decision needs to know of a procedure.
pub(super) fn facts(
    program: &Program,
    code: &str,
    channel: Channel,
    filed_at: Moment,
) -> Answer<ProcedureFacts> {
    let rules = program.rules();
    let procedure = find(&rules, code)?;
    let due = preview(&rules, procedure, channel, filed_at)?;
    Ok(ProcedureFacts {
        sector: procedure.sector.clone(),
        catalogue_version: rules.catalogue_version(),
        is_postal_in: procedure.postal_in == PostalIn::Allowed,
        due_at: due.due_at.map(|due| due.timestamp_micros()),
    })
}

fn preview(
    rules: &InForce,
    procedure: &Procedure,
    channel: Channel,
    filed_at: Moment,
) -> Answer<DuePreview> {
    let time = procedure.time(channel);
    let request = time.due_request(filed_at.civil(), OfficeHours::default());
    domain::due::preview_due(&request, rules.calendar()).map_err(|fault| CommandError::of(&fault))
}

/// Gives a procedure's short name, or its code where no catalogue here has it.
pub(super) fn title(program: &Program, code: &str) -> String {
    let rules = program.rules();
    let known = rules.find_named(code);
    known.map_or_else(|| code.to_owned(), |procedure| procedure.title.clone())
}
