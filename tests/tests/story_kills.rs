//! Programs die at any moment: every acknowledged record is there once.

use anyhow::{Result, ensure};
use tests::office::kills::kill;

/// CI's share; `simulate kills` runs as many as are asked for.
const KILLS: u32 = 24;

#[test]
fn programs_killed_at_any_moment_lose_and_double_nothing() -> Result<()> {
    let home = tempfile::tempdir()?;
    let killed = kill(home.path(), 20_261_120, KILLS)?;
    ensure!(
        killed.desks > 0 && killed.takers > 0 && killed.servers > 0 && killed.unanswered > 0,
        "{killed:?}"
    );
    Ok(())
}
