//! Runs other programs: the command line is printed first, and what it writes can be read as it
//! passes.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

/// Runs a command with its output on the screen; tells whether it ended well.
pub fn run(command: &mut Command) -> Result<bool> {
    announce(command);
    let status = command.stdin(Stdio::null()).status();
    Ok(status
        .with_context(|| format!("{} cannot be started", program(command)))?
        .success())
}

/// Runs a command that must end well.
pub fn must(command: &mut Command) -> Result<()> {
    if !run(command)? {
        bail!("failed: {}", line(command));
    }
    Ok(())
}

/// Runs a command with its output on the screen and gives back what it wrote.
pub fn run_and_read(command: &mut Command) -> Result<(bool, String)> {
    announce(command);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("{} cannot be started", program(command)))?;
    let errors = child.stderr.take().context("stderr is piped")?;
    let errors = thread::spawn(move || pass_on(errors, std::io::stderr()));
    let output = child.stdout.take().context("stdout is piped")?;
    let mut text = pass_on(output, std::io::stdout())?;
    text.push_str(&errors.join().ok().context("stderr was read")??);
    Ok((child.wait()?.success(), text))
}

/// Runs a command in silence and gives back its standard output, or nothing when it fails.
pub fn read(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program can be started with these arguments and ends well.
pub fn answers(name: &str, arguments: &[&str]) -> bool {
    read(Command::new(name).args(arguments)).is_some()
}

fn announce(command: &Command) {
    println!("$ {}", line(command));
}

fn line(command: &Command) -> String {
    let arguments = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned());
    let words: Vec<String> = [program(command)].into_iter().chain(arguments).collect();
    words.join(" ")
}

/// The name of a program without its folder.
fn program(command: &Command) -> String {
    let path = std::path::Path::new(command.get_program());
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn pass_on(from: impl Read, mut to: impl Write) -> Result<String> {
    let mut text = String::new();
    let mut reader = BufReader::new(from);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        to.write_all(&bytes)?;
        text.push_str(&String::from_utf8_lossy(&bytes));
        bytes.clear();
    }
    Ok(text)
}
