//! The programs that a run has started. However the run ends — the window is closed, Ctrl+C, an
//! error — they end with it, the last one first, and each is given time to close its files. What
//! they have started in their turn ends with them.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{process, thread};

use anyhow::{Context, Result, ensure};

use crate::shell;

/// How long a program may take to close its files before it is ended by force.
const CLOSING_TIME: Duration = Duration::from_secs(5);
/// How often a condition is looked at while it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Programs started by this run, in order.
#[derive(Clone, Default)]
pub struct Processes {
    started: Arc<Mutex<Vec<(String, Child)>>>,
}

impl Processes {
    /// Makes an empty list whose programs also end on Ctrl+C, hang-up and termination.
    pub fn guarded() -> Result<Self> {
        let processes = Self::default();
        let on_signal = processes.clone();
        ctrlc::set_handler(move || {
            println!("\nstopping");
            on_signal.stop_all();
            process::exit(130);
        })?;
        Ok(processes)
    }

    /// Starts a program in the background under a name that people read; it writes to a log.
    pub fn start(&self, name: &str, command: &mut Command, log: &Path) -> Result<()> {
        println!("starting {name} (log: {})", log.display());
        let file = File::options().create(true).append(true).open(log)?;
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        self.spawn(name, command)
    }

    /// Runs a program to its end, with its output on the screen; it must end well.
    pub fn run(&self, name: &str, command: &mut Command) -> Result<()> {
        self.spawn(name, command.stdin(Stdio::null()))?;
        self.wait(name);
        let mut started = self.lock();
        let ended = started.iter_mut().find(|(known, _)| known == name);
        let (_, child) = ended.with_context(|| format!("{name} was stopped"))?;
        let status = child.wait()?;
        started.retain(|(known, _)| known != name);
        ensure!(status.success(), "{name} ended with {status}");
        Ok(())
    }

    /// Starts a program as the head of a group, so that what it starts in its turn ends with it.
    fn spawn(&self, name: &str, command: &mut Command) -> Result<()> {
        // Ctrl+C reaches this run alone, which then ends every group.
        let child = command.process_group(0).spawn();
        let child = child.with_context(|| format!("{name} cannot be started"))?;
        self.lock().push((name.to_owned(), child));
        Ok(())
    }

    /// Whether the program of that name still runs.
    pub fn runs(&self, name: &str) -> bool {
        let mut started = self.lock();
        let child = started.iter_mut().find(|(known, _)| known == name);
        child.is_some_and(|(_, child)| matches!(child.try_wait(), Ok(None)))
    }

    /// Waits until the program of that name has ended.
    pub fn wait(&self, name: &str) {
        while self.runs(name) {
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Asks every program to end, the last started first, and ends those that do not.
    pub fn stop_all(&self) {
        let mut started = self.lock();
        while let Some((name, mut child)) = started.pop() {
            if matches!(child.try_wait(), Ok(None)) {
                println!("ending {name}");
                signal("-TERM", &child);
                let closed = || !matches!(child.try_wait(), Ok(None));
                if !wait_until(CLOSING_TIME, closed) {
                    signal("-KILL", &child);
                }
            }
            let _ = child.wait();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Child)>> {
        self.started.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a signal to a program and to everything that it has started.
fn signal(signal: &str, child: &Child) {
    let group = format!("-{}", child.id());
    shell::read(Command::new("kill").args([signal, "--", &group]));
}

/// Looks at a condition again and again until it holds or the time is over.
pub fn wait_until(at_most: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + at_most;
    while !holds() {
        if Instant::now() > end {
            return false;
        }
        thread::sleep(LOOK_EVERY);
    }
    true
}
