//! What contradicts what: both sides with what each says, who said it and when, and a named
//! person's decision. Nothing is chosen here.

use domain::decide::Command;
use domain::dossier::Conflict;
use domain::refusal::Refusal;
use domain::roster::Roster;
use store::read::OpenedDossier;

use super::{open, timeline, words};
use crate::command::act::{Signer, act, fresh};
use crate::error::{Answer, CommandError};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{
    ConflictClaimView, ConflictView, Empty, ListConflictsView, ResolveConflictForm,
};

/// Lists what waits for a named person.
pub(in crate::command) fn list_conflicts(program: &Program, _: Empty) -> Answer<ListConflictsView> {
    let roster = program.roster().unwrap_or_default();
    let found = program.read(|reader, viewer| reader.list_conflicts(viewer))?;
    let opened = found
        .iter()
        .map(|row| open(program, row.id))
        .collect::<Answer<Vec<_>>>()?;
    let views = opened.iter().flat_map(|opened| of(opened, &roster));
    Ok(ListConflictsView {
        conflicts: views.collect(),
    })
}

/// Gives what nobody has decided yet in one dossier.
pub(super) fn of(opened: &OpenedDossier, roster: &Roster) -> Vec<ConflictView> {
    opened
        .dossier
        .open_conflicts()
        .map(|found| view(opened, found, roster))
        .collect()
}

fn view(opened: &OpenedDossier, found: &Conflict, roster: &Roster) -> ConflictView {
    let sides = [found.between.0, found.between.1];
    let steps = sides.into_iter().filter_map(|record| opened.find(record));
    let claims: Vec<ConflictClaimView> = steps
        .map(|step| (timeline(step, roster), words::claim(step, found, roster)))
        .map(|(side, value)| ConflictClaimView {
            decision: side.record_id.to_string(),
            value,
            text: side.title,
            person_name: side.person_name,
            unit_name: side.unit_name,
            at: side.at,
        })
        .collect();
    let found_at = claims
        .iter()
        .map(|claim| claim.at)
        .max()
        .unwrap_or(Moment(0));
    ConflictView {
        conflict_id: format!("{}-{}", found.between.0, found.between.1),
        dossier_id: opened.dossier.id,
        lookup_code: opened.row.lookup_code.clone(),
        title: words::conflict_title(found.kind),
        detail: words::conflict_detail(found, &opened.dossier),
        found_at,
        claims,
    }
}

/// Decides one.
pub(in crate::command) fn resolve_conflict(
    program: &Program,
    form: ResolveConflictForm,
) -> Answer<Empty> {
    let unknown = || CommandError::of(&Refusal::ConflictUnknown);
    let (one, other) = form.conflict_id.split_once('-').ok_or_else(unknown)?;
    let record = |text: &str| text.parse().map_err(|_| unknown());
    let command = Command::ResolveConflict {
        dossier: form.dossier_id,
        between: (record(one)?, record(other)?),
        upheld: record(&form.decision)?,
        reason: form.reason,
    };
    act(
        program,
        fresh(program)?,
        &Signer::SignedInAgain { pin: &form.pin },
        command,
        None,
    )
    .map(|_| Empty {})
}
