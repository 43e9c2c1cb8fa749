//! The server of the demo, handled as its administrator would: through the command line of
//! `traotay-district`, one JSON answer a command.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::place::Place;
use crate::processes::{Processes, wait_until};

/// How long the server may take to open its file and listen.
const OPENING_TIME: Duration = Duration::from_secs(20);
/// The name under which the running server is kept.
const NAME: &str = "server";

/// The server program on its data folder.
pub struct Server {
    program: PathBuf,
    /// Its data folder; the authorities' folder lies beside it.
    data: PathBuf,
}

impl Server {
    /// Names the program and the folder; nothing is started.
    pub fn new(place: &Place, data: PathBuf) -> Self {
        Self {
            program: place.program("traotay-district"),
            data,
        }
    }

    /// Makes the folder, with an address that is free now and that desks keep for ever.
    pub fn found(&self) -> Result<()> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        self.ask("init", &["--listen", &address]).map(drop)
    }

    /// Listens for desks; returns when they can connect.
    pub fn start(&self, processes: &Processes) -> Result<()> {
        let port_file = self.data.with_file_name("district.port");
        if port_file.exists() {
            std::fs::remove_file(&port_file)?;
        }
        let mut command = self.command("serve");
        command.arg("--port-file").arg(&port_file);
        let log = self.data.with_file_name("district.log");
        processes.start(NAME, &mut command, &log)?;
        wait_until(OPENING_TIME, || port_file.exists() || !processes.runs(NAME));
        ensure!(
            port_file.exists(),
            "the server does not listen; see {}",
            log.display()
        );
        Ok(())
    }

    /// Has an administrator's wish done, by the running server or on its folder.
    pub fn ask(&self, wish: &str, arguments: &[&str]) -> Result<Value> {
        let output = self.command(wish).args(arguments).output()?;
        if !output.status.success() {
            bail!(
                "traotay-district {wish}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        let answer = serde_json::from_slice(&output.stdout);
        answer.with_context(|| format!("traotay-district {wish} wrote no JSON"))
    }

    fn command(&self, wish: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(wish).arg("--data").arg(&self.data);
        command
    }
}
