//! System packages: which are needed (`packages.txt`, shared with `.ci/run`), which are missing,
//! and their installation where that is allowed.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// One package a line, after what it is for.
const LIST: &str = include_str!("../packages.txt");

/// Installs what is missing for these purposes, or says the exact command and stops.
pub fn ensure(purposes: &[&str]) -> Result<()> {
    let missing = missing(purposes);
    if missing.is_empty() {
        return Ok(());
    }
    let install = format!(
        "apt-get install --yes --no-install-recommends {}",
        missing.join(" ")
    );
    let command = format!("apt-get update && {install}");
    if !shell::answers("apt-get", &["--version"]) {
        bail!(
            "this is not Debian; what it calls {} must be installed by hand",
            missing.join(", ")
        );
    }
    println!("System packages are missing: {}", missing.join(", "));
    let Some(mut root) = root_shell(&command) else {
        bail!("run this as root, then start again:\n  {command}");
    };
    shell::must(root.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The packages of these purposes that are not installed.
fn missing(purposes: &[&str]) -> Vec<&'static str> {
    let wanted = listed(LIST).filter(|(purpose, _)| purposes.contains(purpose));
    wanted
        .map(|(_, name)| name)
        .filter(|name| !is_installed(name))
        .collect()
}

fn listed(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(purpose, name)| (purpose, name.trim()))
}

fn is_installed(name: &str) -> bool {
    let status = Command::new("dpkg-query")
        .args(["-W", "-f", "${Status}", name])
        .output();
    status.is_ok_and(|output| output.stdout == b"install ok installed")
}

/// A shell with the rights of root, when this user has them without being asked for a password.
fn root_shell(command: &str) -> Option<Command> {
    let is_root = shell::read(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut root = if is_root {
        Command::new("sh")
    } else if shell::answers("sudo", &["-n", "true"]) {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "sh"]);
        sudo
    } else {
        return None;
    };
    root.args(["-c", command]);
    Some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_names_a_purpose_and_a_package() {
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split_whitespace().count(), 2, "{line}");
        }
        let builds = listed(LIST).any(|pair| pair == ("build", "libwebkit2gtk-4.1-dev"));
        assert!(builds, "the window needs WebKit");
    }
}
