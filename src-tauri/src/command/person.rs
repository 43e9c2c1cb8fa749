//! The desk and its people: enrolment, sign-in, activation, locking.

use super::desk_status;
use crate::error::Answer;
use crate::program::Program;
use crate::surface::{
    ActivatePersonForm, BeginEnrolmentForm, BeginEnrolmentView, ChangePinForm,
    CompleteEnrolmentView, DeskStatusView, Empty, ForgiveTriesForm, ListStaffView, ResetPinForm,
    StaffView, UnlockForm, UnlockView, VouchForPersonForm,
};

/// Says what the window must know before it draws anything.
pub(super) fn get_desk_status(program: &Program, _: Empty) -> Answer<DeskStatusView> {
    desk_status::view(program)
}

/// Makes the machine's keys and offers them to the server under a token.
pub(super) fn begin_enrolment(
    program: &Program,
    form: BeginEnrolmentForm,
) -> Answer<BeginEnrolmentView> {
    let fingerprint_words = program.begin_enrolment(&form.token)?;
    Ok(BeginEnrolmentView { fingerprint_words })
}

/// Asks whether somebody has compared the words and approved.
pub(super) fn complete_enrolment(program: &Program, _: Empty) -> Answer<CompleteEnrolmentView> {
    program.complete_enrolment()?;
    Ok(CompleteEnrolmentView {
        state: desk_status::view(program)?.state,
    })
}

/// Lists who may sign in.
pub(super) fn list_staff(program: &Program, _: Empty) -> Answer<ListStaffView> {
    let mut tiles = program.tiles()?;
    // Her number on the tile stays hers: who has a PIN here stands first, by name.
    tiles.sort_by_cached_key(|tile| (!tile.is_activated, domain::name::sort_key(&tile.name)));
    let staff = tiles.into_iter().map(|tile| StaffView {
        person_id: tile.person,
        initials: initials(&tile.name),
        name: tile.name,
        unit_name: tile.unit_name,
        duty: tile.duty.into(),
        activated: tile.is_activated,
        locked_until: tile.locked_until,
        tries_left: u32::from(tile.tries_left),
        provisional: tile.is_provisional,
        supervisors: tile.supervisors,
    });
    Ok(ListStaffView {
        staff: staff.collect(),
    })
}

/// First letters of the first and the last word; one for a name of one word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

/// Makes a person's keys and has her certified.
pub(super) fn activate_person(program: &Program, form: ActivatePersonForm) -> Answer<Empty> {
    program
        .activate(form.person_id, &form.code, &form.pin)
        .map(|()| Empty {})
}

/// Makes a person's keys, for which a supervisor beside her vouches.
pub(super) fn vouch_for_person(program: &Program, form: VouchForPersonForm) -> Answer<Empty> {
    let person = (form.person_id, form.pin.as_str());
    let supervisor = (form.supervisor_id, form.supervisor_pin.as_str());
    program.vouch_for(person, supervisor).map(|()| Empty {})
}

/// Forgets a person's wrong PINs by the word of a supervisor beside her.
pub(super) fn forgive_tries(program: &Program, form: ForgiveTriesForm) -> Answer<Empty> {
    let supervisor = (form.supervisor_id, form.supervisor_pin.as_str());
    program
        .forgive_tries(form.person_id, supervisor)
        .map(|()| Empty {})
}

/// Gives a person who forgot her PIN another one.
pub(super) fn reset_pin(program: &Program, form: ResetPinForm) -> Answer<Empty> {
    program
        .reset_pin(form.person_id, &form.code, &form.new_pin)
        .map(|()| Empty {})
}

/// Signs a person in.
pub(super) fn unlock(program: &Program, form: UnlockForm) -> Answer<UnlockView> {
    program.unlock(form.person_id, &form.pin)?;
    Ok(UnlockView {
        signed_in: desk_status::signed_in(program)?,
    })
}

/// Locks the screen.
pub(super) fn lock(program: &Program, _: Empty) -> Answer<Empty> {
    program.lock();
    Ok(Empty {})
}

/// Changes the PIN of the person signed in.
pub(super) fn change_pin(program: &Program, form: ChangePinForm) -> Answer<Empty> {
    program
        .change_pin(&form.old_pin, &form.new_pin)
        .map(|()| Empty {})
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Vũ Thị Lan", "VL"),
            ("Y", "Y"),
            ("Đàm Ánh", "ĐÁ"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }
}
