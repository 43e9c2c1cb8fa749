//! `cargo xtask run`: from a bare machine to an open desk of a demo commune.
//!
//! Data stay between runs; `--fresh` starts over. Whatever ends the run ends the server and the
//! window with it. Without a display the same day is gone through on a virtual screen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;

use crate::demo::{Demo, PIN, prepare_demo};
use crate::place::{Place, home_folder};
use crate::processes::{Processes, wait_until};
use crate::screen::{Screen, has_display};
use crate::{day, packages, page, programs};

/// The first window of a slow machine, its file opened for the first time.
const WINDOW_TIME: Duration = Duration::from_secs(60);
/// How long a screen may take to draw after a key before its picture is taken.
const DRAWING_TIME: Duration = Duration::from_secs(2);
/// The title that every window of the desk begins with.
const TITLE: &str = "Trao Tay";
/// The pictures, each with the keys that lead to it from the one before. The first person of the
/// list signs in with her PIN.
const SCREENS: [(&str, &[&str]); 6] = [
    ("sign-in", &[]),
    ("receive", &["1", "2", "4", "6", "8", "1", "0"]),
    ("find", &["F3"]),
    ("hand-over", &["F4"]),
    ("queue", &["alt+8"]),
    ("receive-again", &["F2"]),
];

/// What a run may be told.
#[derive(Args)]
pub struct RunOptions {
    /// Keeps the demo here instead of in the user's data folder.
    #[arg(long)]
    home: Option<PathBuf>,
    /// Throws the demo of the last run away and starts over.
    #[arg(long)]
    fresh: bool,
    /// Uses a virtual screen although there is a display.
    #[arg(long)]
    headless: bool,
}

/// Builds, prepares and shows the demo; returns when the window has been closed.
pub fn run(place: &Place, options: &RunOptions) -> Result<()> {
    let headless = options.headless || !has_display();
    let purposes: &[&str] = if headless {
        &["build", "window"]
    } else {
        &["build"]
    };
    packages::ensure(purposes)?;
    page::prepare(place)?;
    programs::build_desk(place)?;
    programs::build_server(place)?;

    let demo = Demo::new(place, demo_home(options)?);
    println!("demo data: {}", demo.home.display());
    if options.fresh {
        println!("starting over: the demo of the last run is thrown away");
        demo.clear()?;
    }
    let processes = Processes::guarded()?;
    let shown = show(place, &demo, &processes, headless);
    processes.stop_all();
    shown
}

fn demo_home(options: &RunOptions) -> Result<PathBuf> {
    match &options.home {
        Some(home) => Ok(std::path::absolute(home)?),
        None => Ok(home_folder("XDG_DATA_HOME", ".local/share")?.join("traotay-demo")),
    }
}

fn show(place: &Place, demo: &Demo, processes: &Processes, headless: bool) -> Result<()> {
    prepare_demo(demo, processes)?;
    let program = place.program("traotay");
    if headless {
        println!("no display: the day is gone through on a virtual screen");
        day::tell(demo)?;
        return take_pictures(demo, &program, processes);
    }
    println!("everybody's PIN is {PIN}; the second desk opens with");
    let second = demo.desk_home("3");
    println!(
        "  TRAOTAY_HOME={} dbus-run-session {}",
        second.display(),
        program.display()
    );
    start_desk(demo, Command::new(program), processes)?;
    println!("close the window or press Ctrl+C to end");
    processes.wait("desk");
    Ok(())
}

/// Starts the window of the counter's desk; its log lies beside its data.
fn start_desk(demo: &Demo, mut program: Command, processes: &Processes) -> Result<PathBuf> {
    let log = demo.home.join("desk-2.log");
    processes.start(
        "desk",
        program.env("TRAOTAY_HOME", demo.desk_home("2")),
        &log,
    )?;
    Ok(log)
}

/// Signs in where nobody sees it and takes a picture of each screen.
fn take_pictures(demo: &Demo, program: &Path, processes: &Processes) -> Result<()> {
    let pictures = demo.home.join("screens");
    fs::create_dir_all(&pictures)?;
    let screen = Screen::start(processes)?;
    let log = start_desk(demo, screen.program(program), processes)?;
    let is_open = wait_until(WINDOW_TIME, || screen.shows(TITLE));
    ensure!(is_open, "no window was opened; see {}", log.display());
    screen.focus(TITLE)?;
    for (name, keys) in SCREENS {
        for key in keys {
            screen.press(key)?;
        }
        wait_until(DRAWING_TIME, || !processes.runs("desk"));
        ensure!(processes.runs("desk"), "the desk ended by itself at {name}");
        screen.picture(&pictures.join(format!("{name}.png")))?;
    }
    Ok(())
}
