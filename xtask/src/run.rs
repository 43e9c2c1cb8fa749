//! `cargo xtask run`: from a bare machine to an open desk of a demo commune.
//!
//! Data stay between runs; `--fresh` starts over. Whatever ends the run ends the server and the
//! window with it. Without a display the story of the real window is told on a virtual screen.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::Result;
use clap::Args;

use crate::demo::{Demo, PIN, prepare_demo};
use crate::place::{Place, home_folder};
use crate::processes::Processes;
use crate::{day, packages, page, programs, shell};

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
    if headless {
        programs::build_all(place)?;
    } else {
        programs::build_desk(place)?;
        programs::build_server(place)?;
    }

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
    day::tell(demo)?;
    if headless {
        return tell_headless(place, demo);
    }
    let program = place.program("traotay");
    println!("everybody's PIN is {PIN}; the second desk opens with");
    println!(
        "  TRAOTAY_HOME={} dbus-run-session {}",
        demo.desk_home("3").display(),
        program.display()
    );
    let mut desk = Command::new(program);
    desk.env("TRAOTAY_HOME", demo.desk_home("2"));
    processes.start("desk", &mut desk, &demo.home.join("desk-2.log"))?;
    println!("close the window or press Ctrl+C to end");
    processes.wait("desk");
    Ok(())
}

/// Works the real window by its keys on a screen that nobody sees, in a commune of its own.
fn tell_headless(place: &Place, demo: &Demo) -> Result<()> {
    println!("no display: the day is worked in the real window on a virtual screen");
    let pictures = demo.home.join("screens");
    fs::create_dir_all(&pictures)?;
    let mut story = Command::new(place.program("simulate"));
    shell::must(story.args(["window", "--pictures"]).arg(&pictures))?;
    println!("pictures: {}", pictures.display());
    Ok(())
}

/// Whether a window could be shown to a person here.
fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}
