//! The first whole path in the real window, on a real screen, with real keys: what a clerk and a
//! postal worker do in a day, in ordinary and in very large letters.

use anyhow::{Result, ensure};
use tests::window::story::tell_in_the_window;

#[test]
fn a_day_is_worked_in_the_real_window_by_the_keyboard_alone() -> Result<()> {
    let home = tempfile::tempdir()?;
    let told = tell_in_the_window(home.path(), None)?;
    ensure!(told.screens >= 20 && told.refused >= 10, "{told:?}");
    Ok(())
}
