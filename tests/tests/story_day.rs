//! A day of a commune with real programs, real files and a real line: nothing recorded is lost
//! or doubled, and the books balance on both desks and on the server.

use anyhow::Result;
use tests::office::tell_a_day;

#[test]
fn a_day_without_network_balances_on_both_desks_and_on_the_server() -> Result<()> {
    let home = tempfile::tempdir()?;
    tell_a_day(home.path()).map(drop)
}
