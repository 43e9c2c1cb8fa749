//! The programs that a run has started. However the run ends — the window is closed, Ctrl+C, an
//! error — they end with it, the last one first, and each is given time to close its files.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{process, thread};

use anyhow::{Context, Result};

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
        let child = command
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
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
                shell::read(Command::new("kill").args(["-TERM", &child.id().to_string()]));
                let closed = || !matches!(child.try_wait(), Ok(None));
                if !wait_until(CLOSING_TIME, closed) {
                    // It may have ended in this moment; then there is nothing to end.
                    let _ = child.kill();
                }
            }
            let _ = child.wait();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Child)>> {
        self.started.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
