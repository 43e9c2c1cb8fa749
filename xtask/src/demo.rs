//! The demo that `run` shows: a folder in which the day of a commune was told, the server that goes
//! on with it, and the desks of its two offices.
//!
//! What lies in the folder is the storyteller's (`simulate day`); here it is only started.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::place::Place;
use crate::processes::{Processes, wait_until};

/// How long the server may take to open its file and listen.
const OPENING_TIME: Duration = Duration::from_secs(20);
/// The name under which the running server is kept.
const SERVER: &str = "server";

/// The demo's folder and programs.
pub struct Demo {
    /// Holds everything that a run leaves.
    pub home: PathBuf,
    simulate: PathBuf,
    district: PathBuf,
    desk: PathBuf,
}

impl Demo {
    /// Names the folder and the programs; nothing is made.
    pub fn new(place: &Place, home: PathBuf) -> Self {
        Self {
            home,
            simulate: place.program("simulate"),
            district: place.program("traotay-district"),
            desk: place.program("traotay"),
        }
    }

    /// Founds the commune and tells its day, unless that was done in this folder before.
    pub fn tell(&self, processes: &Processes, is_fresh: bool) -> Result<()> {
        let mut day = Command::new(&self.simulate);
        day.arg("day").arg("--home").arg(&self.home);
        day.args(is_fresh.then_some("--fresh"));
        processes.run("the day", &mut day)
    }

    /// Starts the server where the desks know it to be; returns when they can connect.
    pub fn serve(&self, processes: &Processes) -> Result<()> {
        let port_file = self.home.join("district.port");
        if port_file.exists() {
            std::fs::remove_file(&port_file)?;
        }
        let mut command = Command::new(&self.district);
        command.arg("serve").arg("--data");
        command.arg(self.home.join("district"));
        command.arg("--port-file").arg(&port_file);
        let log = self.home.join("district.log");
        processes.start(SERVER, &mut command, &log)?;
        wait_until(OPENING_TIME, || {
            port_file.exists() || !processes.runs(SERVER)
        });
        ensure!(
            port_file.exists(),
            "the server does not listen; see {}",
            log.display()
        );
        Ok(())
    }

    /// Opens the window of the counter's desk; returns when it has been closed.
    pub fn show(&self, processes: &Processes) -> Result<()> {
        let home = self.home.join("counter");
        let mut window = Command::new(&self.desk);
        window.env("TRAOTAY_HOME", &home);
        processes.start("desk", &mut window, &home.join("window.log"))?;
        processes.wait("desk");
        Ok(())
    }

    /// The command that opens the second desk's window beside the first: on a session bus of its
    /// own, because on one bus the program only ever shows its first window.
    pub fn second_window(&self) -> String {
        let home = self.home.join("culture-house");
        format!(
            "TRAOTAY_HOME={} dbus-run-session -- {}",
            quoted(&home),
            quoted(&self.desk)
        )
    }

    /// Works the real window by its keys on a screen that nobody sees, in a commune of its own.
    pub fn work_unseen(&self, processes: &Processes) -> Result<()> {
        let pictures = self.home.join("screens");
        let mut story = Command::new(&self.simulate);
        story.args(["window", "--pictures"]).arg(&pictures);
        processes.run("the window", &mut story)?;
        println!("pictures: {}", pictures.display());
        Ok(())
    }
}

/// A path as a shell reads it back, whatever is in it.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "/._-+".contains(sign);
    if path.chars().all(is_plain) {
        path.into_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::quoted;

    #[test]
    fn a_shell_reads_a_quoted_path_back_as_it_was() {
        for path in ["/tmp/demo", "/tmp/bản mẫu", "/tmp/it's $HOME; `x` \\"] {
            let line = format!("printf %s {}", quoted(Path::new(path)));
            let output = Command::new("sh").args(["-c", &line]).output();
            let output = output.expect("a shell").stdout;
            assert_eq!(String::from_utf8_lossy(&output), path);
        }
        assert_eq!(quoted(Path::new("/tmp/demo-2")), "/tmp/demo-2");
    }
}
