//! The command surface as JSON lines, for scripts, tests and administrators.
//!
//! One request a line, one answer a line, in order. A line that is no request is answered
//! with `bad_input` and id null; the end of input ends the program.

use std::io::{self, BufRead, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::command;
use crate::error::{CommandError, Failed};
use crate::program::Program;

/// Longest request line; a reception with 200 papers is about 60 KiB.
const LINE_BYTES_MAX: usize = 4 * 1_024 * 1_024;

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    command: String,
    #[serde(default)]
    input: Value,
}

/// Answers requests until the input ends.
///
/// # Errors
/// The input cannot be read or the output not written.
pub fn serve(program: &Program, input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    for line in input.split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = answer(program, &line);
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(program: &Program, line: &[u8]) -> Value {
    if line.len() > LINE_BYTES_MAX {
        return error(&Value::Null, &CommandError::of(&Failed::BadInput));
    }
    let request: Request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(fault) => return error(&Value::Null, &CommandError::bad_input(&fault)),
    };
    // An absent input is an empty one: most commands without fields are asked so.
    let input = if request.input.is_null() {
        json!({})
    } else {
        request.input
    };
    match command::call(program, &request.command, input) {
        Ok(ok) => json!({ "id": request.id, "ok": ok }),
        Err(fault) => error(&request.id, &fault),
    }
}

fn error(id: &Value, error: &CommandError) -> Value {
    json!({ "id": id, "error": error })
}
