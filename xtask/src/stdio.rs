//! Talks to `traotay stdio`: one JSON request a line, one JSON answer a line.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// A desk program without a window, on its own data folder.
pub struct Desk {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    asked: u64,
}

impl Desk {
    /// Starts the desk program on a data folder.
    pub fn open(program: &Path, home: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("stdio").env("TRAOTAY_HOME", home);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("stdout is piped")?);
        Ok(Self {
            child,
            requests,
            answers,
            asked: 0,
        })
    }

    /// Sends a command and gives back what it answers; a refusal is an error with its sentence.
    pub fn ask(&mut self, command: &str, input: Value) -> Result<Value> {
        self.asked += 1;
        let request = json!({ "id": self.asked, "command": command, "input": input });
        let pipe = self.requests.as_mut().context("the desk is open")?;
        writeln!(pipe, "{request}").with_context(|| format!("{command} cannot be sent"))?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let mut answer: Value =
            serde_json::from_str(&line).with_context(|| format!("{command}: no JSON: {line:?}"))?;
        if let Some(error) = answer.get("error") {
            bail!("{command}: {} ({})", error["message"], error["code"]);
        }
        Ok(answer["ok"].take())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // End of input is the signal to close; the file is closed when the program has ended.
        self.requests = None;
        let _ = self.child.wait();
    }
}
