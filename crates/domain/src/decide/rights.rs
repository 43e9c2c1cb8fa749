//! Who may do what: by a dated assignment at the office the person acts for, never by employer.

use crate::decide::{Context, ProcedureFacts};
use crate::refusal::Refusal;
use crate::roster::Duty;

/// Refuses unless the actor has one of the duties at her office, for the sector if one is named.
pub(super) fn require(
    context: &Context<'_>,
    duties: &[Duty],
    sector: Option<&str>,
) -> Result<(), Refusal> {
    let actor = context.actor;
    context
        .roster
        .duties_of(actor.person, context.now)
        .filter(|own| own.unit == actor.unit && duties.contains(&own.duty))
        .any(|own| sector.is_none_or(|sector| own.covers(sector)))
        .then_some(())
        .ok_or(Refusal::NoDuty)
}

/// Refuses unless the actor receives for the One-stop, in the sector of the command's procedure.
pub(super) fn require_reception(context: &Context<'_>) -> Result<(), Refusal> {
    let sector = context
        .procedure
        .as_ref()
        .map(|facts: &ProcedureFacts| facts.sector.as_str());
    require(context, &[Duty::OneStopReception], sector)
}

/// Refuses unless the actor handles papers at all.
pub(super) fn require_handling(context: &Context<'_>) -> Result<(), Refusal> {
    require(context, &[Duty::OneStopReception, Duty::Postal], None)
}

/// Refuses unless the actor supervises the office.
pub(super) fn require_supervision(context: &Context<'_>) -> Result<(), Refusal> {
    require(context, &[Duty::Supervision], None)
}
