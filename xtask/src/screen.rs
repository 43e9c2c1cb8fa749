//! A screen for a machine that has none: Xvfb at the size of an office monitor, keys and pictures.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::processes::Processes;
use crate::shell;

/// The monitor that most communes have.
const SIZE: &str = "1366x768x24";

/// An X display without a monitor.
pub struct Screen {
    display: String,
}

/// Whether a window could be shown to a person here.
pub fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}

impl Screen {
    /// Starts Xvfb on a free display.
    pub fn start(processes: &Processes) -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb cannot be started")?;
        let output = child.stdout.take().context("stdout is piped")?;
        processes.keep("screen", child);
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb found no free display");
        Ok(Self {
            display: format!(":{}", number.trim()),
        })
    }

    /// A program that shows its windows here, on a message bus of its own.
    pub fn program(&self, program: &Path) -> Command {
        let mut command = Command::new("dbus-run-session");
        command
            .arg("--")
            .arg(program)
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Whether a window with this title is visible.
    pub fn shows(&self, title: &str) -> bool {
        let search = ["search", "--onlyvisible", "--name", title];
        shell::read(self.on_display("xdotool").args(search)).is_some()
    }

    /// Gives the window with this title the keyboard, which no window manager does here.
    pub fn focus(&self, title: &str) -> Result<()> {
        let search = [
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            title,
            "windowfocus",
        ];
        let mut command = self.on_display("xdotool");
        shell::read(command.args(search))
            .context("the window takes no keys")
            .map(drop)
    }

    /// Presses a key, named as in X (`F2`, `ctrl+k`).
    pub fn press(&self, key: &str) -> Result<()> {
        let mut command = self.on_display("xdotool");
        let command = command.args(["key", "--clearmodifiers", key]);
        shell::read(command)
            .context("xdotool cannot press keys")
            .map(drop)
    }

    /// Writes what is on the screen to a PNG file.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let mut command = self.on_display("import");
        shell::read(command.args(["-window", "root"]).arg(file)).context("no picture was taken")?;
        println!("picture: {}", file.display());
        Ok(())
    }

    fn on_display(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display);
        command
    }
}
