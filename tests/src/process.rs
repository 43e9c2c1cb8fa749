//! Real programs under control: found where cargo put them, started on their own folders, asked,
//! killed as a power cut kills, and started again.
//!
//! Waiting is bounded and looks at a condition; a program that ends while it is waited for is told
//! at once, with the end of its log.

mod desk;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

pub use desk::{Answer, Desk, Refusal};

/// How long anything may take that a test waits for, on a machine that is busy with others.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How much of a log is shown with a failure.
const LOG_LINES_SHOWN: usize = 30;

/// Finds a program of this build, such as `traotay` or `traotay-district`.
///
/// # Errors
/// When it has not been built; the message names the command that builds it.
pub fn find_program(name: &str) -> Result<PathBuf> {
    let package = if name == "traotay-district" {
        "district"
    } else {
        name
    };
    let folders = program_folders()?;
    let found = folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    found.with_context(|| {
        format!("{name} is not in {folders:?}: build it with `cargo build -p {package}`")
    })
}

/// Where cargo puts programs: beside this test's own folder, or in the folder that was named.
fn program_folders() -> Result<Vec<PathBuf>> {
    let own = std::env::current_exe().context("asking where this test lies")?;
    let beside = own.parent().and_then(Path::parent).map(Path::to_owned);
    let with_us = own.parent().map(Path::to_owned);
    let named = std::env::var_os("CARGO_TARGET_DIR").map(|folder| Path::new(&folder).join("debug"));
    Ok(beside.into_iter().chain(with_us).chain(named).collect())
}

/// A program that was started; it is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    log: PathBuf,
    /// Whether it leads a group of processes that lives and ends with it.
    leads_group: bool,
}

impl Running {
    /// Starts a program whose log is added to the file `log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let name = Path::new(command.get_program())
            .file_name()
            .unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let file = open_log(log)?;
        let child = command.stderr(file).spawn();
        let child = child.with_context(|| format!("{name} cannot be started"))?;
        Ok(Self {
            name,
            child,
            log: log.to_owned(),
            leads_group: false,
        })
    }

    /// Starts a program that starts others; whatever ends it ends them all.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_group(command: &mut Command, log: &Path) -> Result<Self> {
        let mut running = Self::start(command.process_group(0), log)?;
        running.leads_group = true;
        Ok(running)
    }

    /// Starts a program that listens, and waits until it has written its address into `port_file`.
    ///
    /// # Errors
    /// When it cannot be started, ends, or writes nothing in time.
    pub fn start_listening(
        command: &mut Command,
        log: &Path,
        port_file: &Path,
    ) -> Result<(Self, String)> {
        if let Err(fault) = fs::remove_file(port_file)
            && fault.kind() != io::ErrorKind::NotFound
        {
            return Err(fault).context("removing the file of an earlier run");
        }
        let mut running = Self::start(command.stdin(Stdio::null()).stdout(Stdio::null()), log)?;
        let text = running.wait_for("its address", || {
            let text = fs::read_to_string(port_file).ok()?;
            text.ends_with('\n').then(|| text.trim().to_owned())
        })?;
        Ok((running, text))
    }

    /// The process id, for tools that look at it from outside.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `look` finds something.
    ///
    /// # Errors
    /// When the program ends meanwhile, or nothing is found in time.
    pub fn wait_for<T>(&mut self, what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look() {
                return Ok(found);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}\n{}", self.name, self.end_of_log());
            }
            if Instant::now() > end {
                bail!("{}: {what} did not come\n{}", self.name, self.end_of_log());
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Ends it as a power cut does, at whatever it is doing, and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.signal("-KILL")?;
        self.child
            .wait()
            .with_context(|| format!("waiting for {}", self.name))?;
        Ok(())
    }

    /// Asks it to end, gives it time to close its files, and says how it ended.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn terminate(&mut self) -> Result<ExitStatus> {
        self.signal("-TERM")?;
        let status = self.wait_until_ended()?;
        let end = Instant::now() + PATIENCE;
        while self.leads_group && self.signal("-0")? {
            if Instant::now() > end {
                bail!("what {} started does not end", self.name);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(status)
    }

    /// Sends a signal to it, or to its whole group; says whether anybody was there to hear it.
    fn signal(&self, signal: &str) -> Result<bool> {
        let id = self.child.id();
        let whom = if self.leads_group {
            format!("-{id}")
        } else {
            id.to_string()
        };
        let mut command = Command::new("kill");
        command.args([signal, "--", &whom]).stderr(Stdio::null());
        let sent = command.status();
        Ok(sent
            .with_context(|| format!("sending {signal} to {}", self.name))?
            .success())
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn wait_until_ended(&mut self) -> Result<ExitStatus> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > end {
                bail!("{} does not end\n{}", self.name, self.end_of_log());
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// The last lines of its log.
    pub fn end_of_log(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n")
    }

    /// What it writes to its output, once, where that is piped.
    pub fn take_output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _gone = self.signal("-KILL");
        let _gone = self.child.wait();
    }
}

fn open_log(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.with_context(|| format!("opening the log {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::{Running, find_program};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    #[test]
    fn a_listening_program_is_ready_when_it_has_written_its_address() {
        let folder = tempfile::tempdir().expect("a folder");
        let (log, port) = (folder.path().join("log"), folder.path().join("port"));
        let script = format!(
            "echo 127.0.0.1:9 > {}; exec tail -f /dev/null",
            port.display()
        );
        let started = Running::start_listening(&mut shell(&script), &log, &port);
        let (mut running, address) = started.expect("started");
        assert_eq!(address, "127.0.0.1:9");
        running.kill().expect("killed");
    }

    #[test]
    fn a_program_that_ends_is_not_waited_for_and_its_log_is_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let (log, port) = (folder.path().join("log"), folder.path().join("port"));
        let mut command = shell("echo no such folder >&2; exit 3");
        let fault = Running::start_listening(&mut command, &log, &port).expect_err("it ended");
        let text = fault.to_string();
        assert!(
            text.contains("exit status: 3") && text.contains("no such folder"),
            "{text}"
        );
    }

    #[test]
    fn a_program_that_is_asked_to_end_may_close_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (log, ready) = (folder.path().join("log"), folder.path().join("ready"));
        let script = format!(
            "trap 'echo closed >&2; exit 0' TERM; echo > {}; while :; do read x < /dev/null; done",
            ready.display()
        );
        let mut running = Running::start(&mut shell(&script), &log).expect("started");
        running
            .wait_for("its trap", || ready.exists().then_some(()))
            .expect("ready");
        assert!(running.terminate().expect("ended").success());
        assert!(running.end_of_log().contains("closed"));
    }

    #[test]
    fn a_program_that_was_not_built_is_named_with_the_command_that_builds_it() {
        let fault = find_program("no-such-program")
            .expect_err("it is not there")
            .to_string();
        assert!(fault.contains("cargo build -p no-such-program"), "{fault}");
    }
}
