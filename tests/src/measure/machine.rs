//! The machine and the programs of a run, so that a figure can be judged by who reads it later.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

use super::Plan;

/// What is said of a program that was built as it is shipped.
const RELEASE: &str = "release build";

/// Where and how a run was made.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// When, UTC.
    pub at: String,
    /// The command that gives the same again.
    pub command: String,
    /// Processor and number of cores.
    pub processor: String,
    /// Memory, MiB.
    pub memory: String,
    /// The system's kernel.
    pub kernel: String,
    /// How busy the machine was when the run began.
    pub load: String,
    /// How the system shares its time with the bench: on a machine that others use, figures are
    /// only worth something at a higher rank than theirs.
    pub priority: String,
    /// The commit that was measured.
    pub commit: String,
    /// Profile of what runs in this process: store, sync, ledger, domain.
    pub profile: &'static str,
    /// Profile of the desk program.
    pub desk: &'static str,
    /// Profile of the server program.
    pub district: &'static str,
}

impl Machine {
    /// Looks at the machine; what cannot be told is empty.
    #[must_use]
    pub fn look(plan: &Plan) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let process = std::process::id().to_string();
        let model = line_of("/proc/cpuinfo", "model name");
        Self {
            at: said("date", &["-u", "+%Y-%m-%d %H:%M"]),
            command: format!(
                "bench --dossiers {} --saves {} --records {}",
                plan.dossiers, plan.saves, plan.records
            ),
            processor: format!("{model}, {cores} cores"),
            memory: line_of("/proc/meminfo", "MemTotal"),
            kernel: said("uname", &["-sr"]),
            load: fs::read_to_string("/proc/loadavg").map_or_else(
                |_| String::new(),
                |text| text.split(' ').take(3).collect::<Vec<_>>().join(" "),
            ),
            priority: match said("ps", &["-o", "cls=", "-p", &process]).as_str() {
                "FF" | "RR" => "real time, before whatever else runs".to_owned(),
                _ => "ordinary".to_owned(),
            },
            commit: said("git", &["describe", "--always", "--dirty"]),
            profile: if cfg!(debug_assertions) {
                "debug"
            } else {
                "release"
            },
            desk: profile_of(&plan.desk),
            district: profile_of(&plan.district),
        }
    }

    /// What keeps the figures of this run from being those of the programs as they are shipped.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let built = [
            ("this program", self.profile),
            ("the server program", self.district),
            ("the desk program", self.desk),
        ];
        let other = built
            .into_iter()
            .filter(|(_, profile)| !profile.starts_with("release"));
        let other: Vec<_> = other
            .map(|(program, profile)| format!("{program}: {profile}"))
            .collect();
        (!other.is_empty()).then(|| format!("not as shipped: {}", other.join(", ")))
    }

    /// The same in a few lines.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "{} UTC, commit {}, `{}`\n{}; memory {}; {}; load at the start {}; priority {}\n\
             store, sync, ledger and domain: {}; server program: {}; desk program: {}",
            self.at,
            self.commit,
            self.command,
            self.processor,
            self.memory,
            self.kernel,
            self.load,
            self.priority,
            self.profile,
            self.district,
            self.desk,
        )
    }
}

/// Whether cargo put a program where it puts what is shipped.
pub(super) fn is_release(program: &Path) -> bool {
    profile_of(program) == RELEASE
}

/// Tells a program's profile by the folder where cargo put it.
fn profile_of(program: &Path) -> &'static str {
    let folder = program.parent().and_then(Path::file_name);
    match folder.and_then(|name| name.to_str()) {
        Some("release") => RELEASE,
        Some("debug") => "debug build",
        Some(_) | None => "unknown build",
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

fn line_of(path: &str, name: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(String::new, |(_, value)| value.trim().to_owned())
}
