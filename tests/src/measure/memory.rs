//! What the system says of the memory of programs that run. A megabyte is a million bytes, as in
//! the design's aims.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// Of one program, MB.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// What lies in memory, shared pages counted whole.
    pub(super) resident: u64,
    /// The most that ever did.
    pub(super) peak: u64,
}

impl Memory {
    /// Asks for a running program.
    pub(super) fn of(process: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))
            .context("asking for a program's memory")?;
        Ok(Self {
            resident: megabytes(field(&status, "VmRSS:")?),
            peak: megabytes(field(&status, "VmHWM:")?),
        })
    }
}

/// A program below another one with all that it has started itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Family {
    /// How many processes there are.
    pub(super) processes: usize,
    /// What they take together, MB: a page that several share counts for each by its share (PSS).
    pub(super) shared_out: u64,
}

impl Family {
    /// Finds the program of that name below a process and adds up what it and its own take.
    pub(super) fn of(root: u32, name: &str) -> Result<Self> {
        let all = processes()?;
        let head = below(&all, root)
            .into_iter()
            .find(|id| all.get(id).is_some_and(|one| one.name == name));
        let head = head.with_context(|| format!("no {name} runs there"))?;
        let members = below(&all, head);
        let mut kib = 0;
        for id in &members {
            let told = fs::read_to_string(format!("/proc/{id}/smaps_rollup"));
            kib += field(&told.context("asking for shared memory")?, "Pss:")?;
        }
        Ok(Self {
            processes: members.len(),
            shared_out: megabytes(kib),
        })
    }
}

struct Process {
    name: String,
    parent: u32,
}

fn processes() -> Result<BTreeMap<u32, Process>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(id) = entry?.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        // A process may be gone by now.
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else {
            continue;
        };
        if let Some(process) = read_stat(&stat) {
            all.insert(id, process);
        }
    }
    Ok(all)
}

/// Reads `id (name) state parent …`; the name may hold anything.
fn read_stat(stat: &str) -> Option<Process> {
    let (before, behind) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let parent = behind.split_ascii_whitespace().nth(1)?;
    Some(Process {
        name: name.to_owned(),
        parent: parent.parse().ok()?,
    })
}

/// A process and everything that it has started, directly or not.
fn below(all: &BTreeMap<u32, Process>, root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let children = all.iter().filter(|(_, process)| process.parent == parent);
        found.extend(children.map(|(id, _)| *id));
        at += 1;
    }
    found
}

fn field(text: &str, name: &str) -> Result<u64> {
    let line = text.lines().find(|line| line.starts_with(name));
    let kib = line.and_then(|line| line.split_ascii_whitespace().nth(1));
    kib.and_then(|text| text.parse().ok())
        .with_context(|| format!("the system says no {name}"))
}

/// Megabytes, rounded up.
fn megabytes(kib: u64) -> u64 {
    (kib * 1_024).div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::{Family, Memory, megabytes, read_stat};

    #[test]
    fn a_name_with_brackets_and_blanks_is_read_whole() {
        let process = read_stat("17 (a) b (c) S 4 17 17 0").expect("a line of the system");
        assert_eq!((process.name.as_str(), process.parent), ("a) b (c", 4));
    }

    #[test]
    fn a_program_is_found_below_the_one_that_started_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let head = folder.path().join("family-head");
        std::os::unix::fs::symlink("/bin/sh", &head).expect("a name of its own");
        // The shell ends when the test lets go of its input, and with it what it has started.
        let mut child = std::process::Command::new(&head)
            .args(["-c", "sleep 1000000 & echo; read x; kill $!"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut output = child.stdout.take().expect("its output");
        std::io::Read::read_exact(&mut output, &mut [0]).expect("it has started the other");
        let own = std::process::id();
        let family = Family::of(own, "family-head").expect("the shell runs");
        drop(child.stdin.take());
        child.wait().expect("ended");
        assert_eq!(family.processes, 2);
        let whole = Memory::of(own).expect("this test runs");
        assert!(whole.resident > 0 && whole.peak >= whole.resident);
        assert!(Family::of(own, "no such name").is_err());
    }

    #[test]
    fn a_megabyte_is_a_million_bytes() {
        assert_eq!(
            (megabytes(1), megabytes(37_109), megabytes(37_110)),
            (1, 38, 39)
        );
    }
}
