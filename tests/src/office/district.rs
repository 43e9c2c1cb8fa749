//! The server program on its own folder, and the line to it that can be pulled.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::{DISTRICT, Unit};
use crate::process::{Running, find_program};
use crate::proxy::Proxy;

/// The server of a story, its folder, and the line to it.
pub struct District {
    program: PathBuf,
    data: PathBuf,
    home: PathBuf,
    running: Option<Running>,
    /// Where it listens itself.
    address: String,
    /// The line that the desks use.
    pub line: Proxy,
}

impl District {
    /// Founds a server of this build in `home` and starts it behind a line.
    ///
    /// # Errors
    /// When the program is not built or does not start.
    pub fn found(home: &Path) -> Result<Self> {
        Self::found_with(find_program("traotay-district")?, home)
    }

    /// Founds a server in `home` and starts it behind a line. The line has the address that the
    /// server is founded with, so that desks find it there when there is no line any more.
    ///
    /// # Errors
    /// When it does not start.
    pub fn found_with(program: PathBuf, home: &Path) -> Result<Self> {
        let nowhere: SocketAddr = "127.0.0.1:9".parse()?;
        let mut district = Self {
            program,
            data: home.join(DISTRICT),
            home: home.to_owned(),
            running: None,
            address: String::new(),
            line: Proxy::start(nowhere)?,
        };
        let address = district.line.address().to_string();
        district.ask("init", &["--listen", &address])?;
        district.start()?;
        Ok(district)
    }

    /// Starts the server on its folder; the line leads to wherever it listens.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&mut self) -> Result<()> {
        let port_file = self.home.join("district.port");
        let mut command = Command::new(&self.program);
        command.arg("serve").arg("--data").arg(&self.data);
        command
            .args(["--listen", "127.0.0.1:0"])
            .arg("--port-file")
            .arg(&port_file);
        let log = self.home.join("district.log");
        let (running, address) = Running::start_listening(&mut command, &log, &port_file)?;
        self.line.set_upstream(address.parse()?);
        self.address = address;
        self.running = Some(running);
        Ok(())
    }

    /// The folder that the server keeps.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.data
    }

    /// Where desks reach the running server without the line.
    #[must_use]
    pub fn direct_url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The process id of the running server.
    ///
    /// # Errors
    /// When none runs.
    pub fn process(&self) -> Result<u32> {
        Ok(self.running.as_ref().context("the server runs")?.id())
    }

    /// Kills the server at whatever it is doing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.running.take().context("the server runs")?.kill()
    }

    /// Asks the server to end, and waits until it has closed its files.
    ///
    /// # Errors
    /// When it does not end well.
    pub fn stop(mut self) -> Result<()> {
        let status = self
            .running
            .take()
            .context("the server runs")?
            .terminate()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }

    /// Has an administrator's wish done.
    ///
    /// # Errors
    /// The server's words.
    pub fn ask(&self, wish: &str, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new(&self.program);
        command
            .arg(wish)
            .arg("--data")
            .arg(&self.data)
            .args(arguments);
        let output = command.output()?;
        if !output.status.success() {
            bail!("{wish}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        serde_json::from_slice(&output.stdout).with_context(|| format!("{wish} wrote no JSON"))
    }

    /// How many entries the feed of an office has.
    ///
    /// # Errors
    /// The server's words.
    pub fn feed_position(&self, unit: &Unit) -> Result<u64> {
        let status = self.ask("status", &["--json"])?;
        let feeds = status["feeds"].as_array().context("feeds")?;
        let feed = feeds.iter().find(|feed| feed["unit_id"] == json!(unit.id));
        feed.and_then(|feed| feed["position"].as_u64())
            .with_context(|| format!("no feed in {status}"))
    }
}
