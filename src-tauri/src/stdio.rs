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
pub fn serve(program: &Program, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while read_line(&mut input, &mut line)? {
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

/// Reads the next line; of one that is too long just enough to tell, the rest is thrown away
/// as it comes. Says whether there was one.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut is_any = false;
    loop {
        let coming = input.fill_buf()?;
        if coming.is_empty() {
            return Ok(is_any);
        }
        is_any = true;
        let end = coming.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(coming.len());
        let room = (LINE_BYTES_MAX + 1).saturating_sub(line.len());
        line.extend_from_slice(coming.get(..taken.min(room)).unwrap_or_default());
        let is_whole = end.is_some();
        input.consume(taken + usize::from(is_whole));
        if is_whole {
            return Ok(true);
        }
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::io::{BufReader, Read as _};

    use super::*;

    #[test]
    fn an_endless_line_is_never_held_whole() {
        let endless = io::repeat(b'x').take(4 * LINE_BYTES_MAX as u64);
        let mut input = BufReader::new(endless.chain(&b"\n{\"id\":1}\n"[..]));
        let mut line = Vec::new();
        assert!(read_line(&mut input, &mut line).unwrap());
        assert_eq!(line.len(), LINE_BYTES_MAX + 1);
        assert!(line.capacity() <= 2 * (LINE_BYTES_MAX + 1));
        assert!(read_line(&mut input, &mut line).unwrap());
        assert_eq!(line, b"{\"id\":1}");
        assert!(!read_line(&mut input, &mut line).unwrap());
    }

    #[test]
    fn the_last_line_needs_no_end() {
        let mut input = &b"one\n\ntwo"[..];
        let mut line = Vec::new();
        let mut lines = Vec::new();
        while read_line(&mut input, &mut line).unwrap() {
            lines.push(line.clone());
        }
        assert_eq!(lines, [&b"one"[..], b"", b"two"]);
    }
}
