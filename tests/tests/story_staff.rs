//! People who come, forget and move on, with real programs over a line that is cut.

use anyhow::{Result, ensure};
use tests::office::staff::{
    come_over_a_cut_line, come_without_a_line, forget_a_pin, lose_a_duty, sign_at_two_desks,
};

#[test]
fn an_activation_is_answered_again_wherever_its_answer_was_cut_off() -> Result<()> {
    let home = tempfile::tempdir()?;
    let cuts = come_over_a_cut_line(home.path())?;
    ensure!(cuts > 0, "the line was never cut");
    Ok(())
}

#[test]
fn a_forgotten_pin_is_set_anew_at_a_closed_desk_and_told() -> Result<()> {
    let home = tempfile::tempdir()?;
    forget_a_pin(home.path())
}

#[test]
fn a_duty_that_ends_closes_the_desk_to_its_person_and_to_nobody_else() -> Result<()> {
    let home = tempfile::tempdir()?;
    lose_a_duty(home.path())
}

#[test]
fn who_comes_while_there_is_no_line_works_on_a_supervisors_word_until_it_is_back() -> Result<()> {
    let home = tempfile::tempdir()?;
    come_without_a_line(home.path())
}

#[test]
fn a_postal_worker_signs_at_two_desks_with_a_key_of_her_own_at_each() -> Result<()> {
    let home = tempfile::tempdir()?;
    sign_at_two_desks(home.path())
}
