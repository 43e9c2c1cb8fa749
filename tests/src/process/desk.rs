//! A desk without a window: `traotay stdio` on its own data folder, asked one JSON line at a time.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{PATIENCE, Running};

/// What a desk answers: what was asked for, or a refusal.
pub type Answer = Result<Value, Refusal>;

/// A refusal or failure that the desk put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its stable code.
    pub code: String,
    /// The sentence for the clerk.
    pub message: String,
    /// All of it, with whatever else it carries.
    pub whole: Value,
}

/// A desk that runs; it is killed when this is dropped.
#[derive(Debug)]
pub struct Desk {
    home: PathBuf,
    running: Running,
    requests: Option<ChildStdin>,
    answers: Receiver<String>,
    asked: u64,
}

impl Desk {
    /// Starts a desk on its data folder.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(program: &Path, home: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("stdio").env("TRAOTAY_HOME", home);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = Running::start(&mut command, &home.join("desk.log"))?;
        let requests = running.child().stdin.take();
        let output = running.take_output().context("the output is piped")?;
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            // The desk is no longer listened to: the test is over.
            lines
                .map(|line| sender.send(line))
                .take_while(Result::is_ok)
                .for_each(drop);
        });
        Ok(Self {
            home: home.to_owned(),
            running,
            requests,
            answers,
            asked: 0,
        })
    }

    /// Its data folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The program, to kill it or to look at it from outside.
    pub fn running(&mut self) -> &mut Running {
        &mut self.running
    }

    /// Asks a command and waits for its answer.
    ///
    /// # Errors
    /// When the program is gone, does not answer in time, or answers something else.
    pub fn ask(&mut self, command: &str, input: Value) -> Result<Answer> {
        let id = self.send(command, input)?;
        self.receive(id)
            .with_context(|| format!("asking {command}"))
    }

    /// Asks a command that must not be refused.
    ///
    /// # Errors
    /// As [`Desk::ask`], and with the sentence of the refusal.
    pub fn must(&mut self, command: &str, input: Value) -> Result<Value> {
        match self.ask(command, input)? {
            Ok(value) => Ok(value),
            Err(refusal) => bail!("{command}: {} ({})", refusal.message, refusal.code),
        }
    }

    /// Sends a command without waiting for its answer, as before a kill.
    ///
    /// # Errors
    /// When the program is gone.
    pub fn send(&mut self, command: &str, input: Value) -> Result<u64> {
        self.asked += 1;
        let request = json!({ "id": self.asked, "command": command, "input": input });
        let pipe = self.requests.as_mut().context("the desk was closed")?;
        writeln!(pipe, "{request}").with_context(|| format!("sending {command}"))?;
        Ok(self.asked)
    }

    /// Waits for the answer to the request of this number; lines of other numbers are passed over.
    ///
    /// # Errors
    /// When the program is gone, does not answer in time, or answers something else.
    pub fn receive(&mut self, id: u64) -> Result<Answer> {
        loop {
            let line = match self.answers.recv_timeout(PATIENCE) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => bail!("no answer\n{}", self.running.end_of_log()),
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the desk is gone\n{}", self.running.end_of_log())
                }
            };
            let mut answer: Value =
                serde_json::from_str(&line).with_context(|| format!("no JSON: {line:?}"))?;
            if answer["id"] != id {
                continue;
            }
            let error = answer["error"].take();
            return Ok(if error.is_null() {
                Ok(answer["ok"].take())
            } else {
                Err(refusal(error))
            });
        }
    }

    /// Kills it at whatever it is doing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> Result<()> {
        self.running.kill()
    }

    /// Ends its input, which tells it to close its files and end.
    ///
    /// # Errors
    /// When it does not end in time, or not well.
    pub fn close(mut self) -> Result<()> {
        self.requests = None;
        let status = self.running.wait_until_ended()?;
        if !status.success() {
            bail!(
                "the desk ended with {status}\n{}",
                self.running.end_of_log()
            );
        }
        Ok(())
    }
}

fn refusal(whole: Value) -> Refusal {
    let text = |field: &str| whole[field].as_str().unwrap_or_default().to_owned();
    Refusal {
        code: text("code"),
        message: text("message"),
        whole,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use serde_json::json;

    use super::Desk;

    /// A stand-in for the desk that answers each line by a script.
    fn stand_in(folder: &tempfile::TempDir, script: &str) -> PathBuf {
        let path = folder.path().join("stand_in");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, executable).expect("executable");
        path
    }

    #[test]
    fn answers_find_their_requests_and_refusals_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = r#"
read line; echo '{"event":"data_changed"}'; echo '{"id":1,"ok":{"home":"'$TRAOTAY_HOME'"}}'
read line; echo '{"id":2,"error":{"code":"wrong_pin","message":"Sai mã PIN","tries_left":4}}'
read line; exit 0"#;
        let mut desk = Desk::start(&stand_in(&folder, script), folder.path()).expect("started");
        let answer = desk.must("get_desk_status", json!({})).expect("answered");
        assert_eq!(answer["home"], folder.path().to_string_lossy().as_ref());
        let refusal = desk
            .ask("unlock", json!({}))
            .expect("answered")
            .expect_err("refused");
        assert_eq!(
            (refusal.code.as_str(), &refusal.whole["tries_left"]),
            ("wrong_pin", &json!(4))
        );
        desk.close().expect("ended by the end of its input");
    }

    #[test]
    fn a_desk_that_dies_before_it_answers_is_told_with_its_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "read line; echo 'disk on fire' >&2; exit 1";
        let mut desk = Desk::start(&stand_in(&folder, script), folder.path()).expect("started");
        let fault = desk.ask("lock", json!({})).expect_err("it is gone");
        assert!(format!("{fault:#}").contains("disk on fire"), "{fault:#}");
    }
}
