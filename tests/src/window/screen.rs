//! An X display without a monitor, of the size that most communes have.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::process::Running;

/// Width, height and colours of the monitor.
const SIZE: &str = "1366x768x24";

/// A display that lives as long as this does.
pub(super) struct Screen {
    display: String,
    _running: Running,
}

impl Screen {
    /// Starts one on a free number.
    pub(super) fn start(log: &Path) -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        File::create(log)?;
        let mut running = Running::start(&mut command, log)?;
        let mut number = String::new();
        if let Some(output) = running.take_output() {
            BufReader::new(output).read_line(&mut number)?;
        }
        let number = number.trim();
        ensure!(!number.is_empty(), "no display:\n{}", running.end_of_log());
        Ok(Self {
            display: format!(":{number}"),
            _running: running,
        })
    }

    /// Its name, for `DISPLAY`.
    pub(super) fn display(&self) -> &str {
        &self.display
    }
}
