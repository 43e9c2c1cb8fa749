//! The desk's real window on the file that holds a province: from the start of the program until a
//! clerk can choose her name, and what all of its processes take of the memory.
//!
//! The driver that presses the keys and the screen that nobody sees are not counted.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use super::desk_home::PIN;
use super::memory::Family;
use super::{Plan, Row, Times, province};
use crate::commune::Commune;
use crate::window::{Stage, Window};

/// Times the window is opened.
const OPENED: usize = 7;
/// What the design asks of a start until the window can be used.
const START_AIM: Duration = Duration::from_secs(1);
/// What the design allows all processes together, MB.
const MEMORY_AIM: u64 = 260;
/// Where Debian puts the browser that comes with the web view.
const LIBRARIES: &str = "/usr/lib";
const BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

/// Opens the window again and again.
pub(super) fn measure(plan: &Plan, commune: &Commune) -> Result<Vec<Row>> {
    let (home, at_work) = province::open(plan, commune)?;
    at_work.desk.close()?;
    let beside = match find_browser() {
        Some(browser) => format!(
            "an empty page in WebKit's own browser: {}",
            open_bare(plan, &browser)?.text()
        ),
        None => "no bare browser on this machine".to_owned(),
    };
    let mut times = Times::default();
    let (mut shown, mut worked) = (Family::default(), Family::default());
    let name = plan.desk.file_name().context("a program has a name")?;
    let name = name.to_string_lossy();
    for _ in 0..OPENED {
        let stage = Stage::set(home.root())?;
        let window = times.take(|| {
            let window = stage.open(&plan.desk, &[])?;
            window.wait_for_text("Ai đang ngồi ở quầy?")?;
            window.wait_for_focus("BUTTON")?;
            anyhow::Ok(window)
        })?;
        shown = Family::of(window.driver(), &name)?;
        work(&window)?;
        worked = Family::of(window.driver(), &name)?;
        window.close()?;
    }
    let slowest = times.p99();
    Ok(vec![
        Row::new(
            format!(
                "open the window until a name can be chosen, file of {} dossiers",
                plan.dossiers
            ),
            times.text(),
            format!("{beside}; {OPENED} starts each, the disk warm"),
        )
        .aims_at_if(
            plan.has_release_desk(),
            "≤ 1.0 s",
            slowest <= START_AIM.as_secs_f64() * 1e3,
        ),
        Row::new(
            "… memory of all its processes then",
            format!("{} MB in {} processes", shown.shared_out, shown.processes),
            format!(
                "shared pages by their share; signed in and after a search {} MB",
                worked.shared_out
            ),
        )
        .aims_at_if(
            plan.has_release_desk(),
            "≤ 260 MB",
            shown.shared_out.max(worked.shared_out) <= MEMORY_AIM,
        ),
    ])
}

/// Signs the clerk in, whose tile is the first, and searches.
fn work(window: &Window) -> Result<()> {
    window.press(&["1"])?;
    window.wait_for_pin()?;
    window.type_text(PIN)?;
    window.wait_for_text("Tiếp nhận hồ sơ mới")?;
    window.press(&["F3"])?;
    window.wait_for_text("Gõ tên (không cần dấu)")?;
    window.type_text("nguyen thi")?;
    window.wait_for_text("Nguyễn Thị")
}

/// Opens a browser without a page: what the web view costs before the desk does anything.
fn open_bare(plan: &Plan, browser: &std::path::Path) -> Result<Times> {
    let mut times = Times::default();
    let nowhere = tempfile::tempdir_in(&plan.scratch)?;
    for _ in 0..OPENED {
        let stage = Stage::set(nowhere.path())?;
        let window = times.take(|| {
            let window = stage.open(browser, &["--automation"])?;
            window.focused()?;
            anyhow::Ok(window)
        })?;
        window.close()?;
    }
    Ok(times)
}

fn find_browser() -> Option<PathBuf> {
    let folders = fs::read_dir(LIBRARIES).ok()?;
    let places = folders.flatten().map(|folder| folder.path().join(BROWSER));
    places.into_iter().find(|path| path.is_file())
}
