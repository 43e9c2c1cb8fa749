//! The server of the demo: its data, its enrolment tokens, its listening process. Everything goes
//! through the command line of `traotay-district`, as an administrator would do it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::place::Place;
use crate::shell;

/// The server program on its data folder.
pub struct Server {
    program: PathBuf,
    home: PathBuf,
}

impl Server {
    /// Names the program and the folder; nothing is started.
    pub fn new(place: &Place, home: PathBuf) -> Self {
        Self {
            program: place.program("traotay-district"),
            home,
        }
    }

    /// Makes the demo commune: units, people, catalogue, keys. Does nothing where it exists.
    pub fn prepare(&self) -> Result<()> {
        shell::must(&mut self.command(&["prepare-demo"]))
    }

    /// The command that listens for desks until it is ended.
    pub fn serve(&self) -> Command {
        self.command(&["serve"])
    }

    /// Runs an administrator's command that answers with JSON.
    pub fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let text = shell::read(&mut self.command(arguments));
        let text = text.with_context(|| format!("traotay-district {} failed", arguments[0]))?;
        Ok(serde_json::from_str(&text)?)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("TRAOTAY_DISTRICT_HOME", &self.home);
        command
    }
}
