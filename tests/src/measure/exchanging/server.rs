//! The server program on its own folder, with a One-stop centre and a postal culture house.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::field;
use crate::process::Running;

/// A server that runs; it is killed when this is dropped.
pub(super) struct Server {
    program: PathBuf,
    data: PathBuf,
    running: Running,
    /// Where it listens.
    pub(super) url: String,
    /// The One-stop centre.
    pub(super) one_stop: String,
    /// The postal culture house.
    pub(super) post: String,
}

impl Server {
    /// Founds the server, starts it, enters both offices.
    pub(super) fn found(program: &Path, home: &Path) -> Result<Self> {
        let data = home.join("district");
        ask(program, &data, "init", &["--listen", "127.0.0.1:0"])?;
        let port_file = home.join("district.port");
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(&data);
        command
            .args(["--listen", "127.0.0.1:0"])
            .arg("--port-file")
            .arg(&port_file);
        let log = home.join("district.log");
        let (running, address) = Running::start_listening(&mut command, &log, &port_file)?;
        let enter = |kind, name| -> Result<String> {
            let unit = [
                "--kind",
                kind,
                "--name",
                name,
                "--short-name",
                name,
                "--commune-code",
                "01351",
                "--commune-name",
                "Xã Hưng Đạo",
                "--province-name",
                "Tỉnh Cao Bằng",
                "--code-prefix",
                "X99.01",
            ];
            let answer = ask(program, &data, "add-unit", &unit)?;
            Ok(field(&answer, "unit_id")?.to_owned())
        };
        Ok(Self {
            one_stop: enter("one_stop", "Trung tâm Phục vụ hành chính công xã Hưng Đạo")?,
            post: enter("post", "Bưu điện văn hóa xã Hưng Đạo")?,
            program: program.to_owned(),
            running,
            url: format!("https://{address}"),
            data,
        })
    }

    /// Has an administrator's wish done.
    pub(super) fn ask(&self, wish: &str, arguments: &[&str]) -> Result<Value> {
        ask(&self.program, &self.data, wish, arguments)
    }

    /// Its process id.
    pub(super) fn process(&self) -> u32 {
        self.running.id()
    }

    /// What it has used of a core since it was started, in hundredths of a second.
    pub(super) fn core_ticks(&self) -> Result<u64> {
        let path = format!("/proc/{}/stat", self.process());
        let text = std::fs::read_to_string(path)?;
        // The name in brackets may hold blanks; user and system time are the 14th and 15th field.
        let behind = text.rsplit_once(')').context("a name in brackets")?.1;
        let fields: Vec<&str> = behind.split_ascii_whitespace().collect();
        let number = |at: usize| -> Result<u64> { Ok(fields.get(at).context("a time")?.parse()?) };
        Ok(number(11)? + number(12)?)
    }
}

fn ask(program: &Path, data: &Path, wish: &str, arguments: &[&str]) -> Result<Value> {
    let mut command = Command::new(program);
    command.arg(wish).arg("--data").arg(data).args(arguments);
    let output = command.output()?;
    if !output.status.success() {
        bail!("{wish}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).with_context(|| format!("{wish} wrote no JSON"))
}
