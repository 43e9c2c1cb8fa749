//! Who may do what: by a dated assignment at the office the person acts for, never by employer.
//!
//! An assignment may be limited to sectors. Then it allows nothing on a dossier of another
//! sector, whatever the act: the first door asks for the duty, the second for the dossier.

use crate::decide::Context;
use crate::dossier::Dossier;
use crate::refusal::Refusal;
use crate::roster::{Assignment, Duty};

const RECEPTION: &[Duty] = &[Duty::OneStopReception];
const HANDLING: &[Duty] = &[Duty::OneStopReception, Duty::Postal];
const SUPERVISION: &[Duty] = &[Duty::Supervision];

/// Refuses unless one of the actor's assignments at her office is of these duties and fits.
fn require(
    context: &Context<'_>,
    duties: &[Duty],
    fits: impl Fn(&Assignment) -> bool,
) -> Result<(), Refusal> {
    let actor = context.actor;
    context
        .roster
        .duties_of(actor.person, context.now)
        .filter(|own| own.unit == actor.unit && duties.contains(&own.duty))
        .any(fits)
        .then_some(())
        .ok_or(Refusal::NoDuty)
}

/// Refuses unless an assignment covers the dossier's sector; a sector that nobody knows is
/// covered only by an assignment without limits.
fn require_for(context: &Context<'_>, duties: &[Duty], dossier: &Dossier) -> Result<(), Refusal> {
    let received = dossier.received.as_ref();
    let of_command = context
        .procedure
        .as_ref()
        .map(|facts| facts.sector.as_str());
    let sector = received
        .and_then(|(_, event)| event.sector.as_deref())
        .or(of_command);
    require(context, duties, |own| {
        sector.map_or(own.sectors.is_empty(), |sector| own.covers(sector))
    })
}

/// Refuses unless the actor receives for the One-stop.
pub(super) fn require_reception(context: &Context<'_>) -> Result<(), Refusal> {
    require(context, RECEPTION, |_| true)
}

/// Refuses unless the actor receives for the One-stop in a sector.
pub(super) fn require_sector(context: &Context<'_>, sector: &str) -> Result<(), Refusal> {
    require(context, RECEPTION, |own| own.covers(sector))
}

/// Refuses unless the actor receives for the One-stop in the dossier's sector.
pub(super) fn require_reception_of(
    context: &Context<'_>,
    dossier: &Dossier,
) -> Result<(), Refusal> {
    require_for(context, RECEPTION, dossier)
}

/// Refuses unless the actor handles papers at all.
pub(super) fn require_handling(context: &Context<'_>) -> Result<(), Refusal> {
    require(context, HANDLING, |_| true)
}

/// Refuses unless the actor handles papers in the dossier's sector.
pub(super) fn require_handling_of(context: &Context<'_>, dossier: &Dossier) -> Result<(), Refusal> {
    require_for(context, HANDLING, dossier)
}

/// Refuses unless the actor supervises the office.
pub(super) fn require_supervision(context: &Context<'_>) -> Result<(), Refusal> {
    require(context, SUPERVISION, |_| true)
}

/// Refuses unless the actor supervises the office in the dossier's sector.
pub(super) fn require_supervision_of(
    context: &Context<'_>,
    dossier: &Dossier,
) -> Result<(), Refusal> {
    require_for(context, SUPERVISION, dossier)
}
