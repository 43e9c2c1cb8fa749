//! What the window must know of the desk before it draws anything.

use crate::error::Answer;
use crate::moment::Moment;
use crate::program::{KeyStanding, Phase, Program};
use crate::surface::{DeskState, DeskStatusView, DraftOwnerView, SignedInView};
use crate::text::sentence;

/// Says how far this machine is from being a desk that somebody works at.
pub(super) fn view(program: &Program) -> Answer<DeskStatusView> {
    let phase = program.phase();
    let place = program.place();
    let state = match &phase {
        Phase::NotEnrolled => DeskState::NotEnrolled,
        Phase::AwaitingApproval { .. } => DeskState::AwaitingApproval,
        Phase::Locked => DeskState::Locked,
        Phase::Unlocked => DeskState::Unlocked,
    };
    let fingerprint_words = match phase {
        Phase::AwaitingApproval { words } => Some(words),
        Phase::NotEnrolled | Phase::Locked | Phase::Unlocked => None,
    };
    let desk_no = place.as_ref().map_or(0, |place| u32::from(place.desk_no));
    Ok(DeskStatusView {
        desk_label: match desk_no {
            0 => String::new(),
            number => sentence("desk.label", &[("number", &number.to_string())]),
        },
        desk_no,
        training: place.as_ref().is_some_and(|place| place.is_training),
        unit_name: place
            .as_ref()
            .map(|place| place.unit_name.clone())
            .unwrap_or_default(),
        commune_name: place.map(|place| place.commune_name).unwrap_or_default(),
        signed_in: match state {
            DeskState::Unlocked => Some(signed_in(program)?),
            DeskState::NotEnrolled | DeskState::AwaitingApproval | DeskState::Locked => None,
        },
        draft: program
            .draft_owner()?
            .map(|(owner_name, saved_at)| DraftOwnerView {
                owner_name,
                saved_at: Moment(saved_at),
            }),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fingerprint_words,
        state,
    })
}

/// Says who is signed in.
pub(super) fn signed_in(program: &Program) -> Answer<SignedInView> {
    let roster = program.roster().unwrap_or_default();
    program.signed_in(|person| {
        let id = person.unlocked.person;
        let unit = roster.find_unit(person.unit);
        Ok(SignedInView {
            person_id: id,
            name: domain::whereabouts::person_words(id, &roster).to_owned(),
            unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            duties: person.duties.iter().map(|duty| (*duty).into()).collect(),
            provisional: person.standing == KeyStanding::Provisional,
        })
    })
}
