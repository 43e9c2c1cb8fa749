//! `cargo xtask run`: from a bare machine to an open desk of a demo commune.
//!
//! Data stay between runs; `--fresh` starts over. Whatever ends the run ends the server and the
//! window with it. Without a display the story of the real window is told on a virtual screen.

use std::env;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::demo::Demo;
use crate::place::{Place, home_folder};
use crate::processes::Processes;
use crate::{packages, page, programs};

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
    let is_headless = options.headless || !has_display();
    packages::ensure(&["build", if is_headless { "window" } else { "run" }])?;
    page::prepare(place)?;
    programs::build_shown(place)?;
    let demo = Demo::new(place, demo_home(options)?);
    println!("demo data: {}", demo.home.display());
    let processes = Processes::guarded()?;
    let shown = show(&demo, &processes, is_headless, options.fresh);
    processes.stop_all();
    shown
}

fn demo_home(options: &RunOptions) -> Result<PathBuf> {
    match &options.home {
        Some(home) => Ok(std::path::absolute(home)?),
        None => Ok(home_folder("XDG_DATA_HOME", ".local/share")?.join("traotay-demo")),
    }
}

fn show(demo: &Demo, processes: &Processes, is_headless: bool, is_fresh: bool) -> Result<()> {
    demo.tell(processes, is_fresh)?;
    demo.serve(processes)?;
    if is_headless {
        println!("no display: a day is worked in the real window on a virtual screen");
        return demo.work_unseen(processes);
    }
    println!("the second desk opens beside the first with");
    println!("  {}", demo.second_window());
    println!("close the window or press Ctrl+C to end");
    demo.show(processes)
}

/// Whether a window could be shown to a person here.
fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}
