//! The administrators' socket: one JSON line in, one JSON line out.

use std::io::{self, BufRead, BufReader as StdReader, Write};
use std::os::unix::net::UnixStream as StdStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{AdminCommand, AdminFault, perform};
use crate::files::ServerFolder;
use crate::office::Office;

/// The longest line that is read: a catalogue in base64.
const LINE_BYTES_MAX: u64 = 12 * 1024 * 1024;
/// The longest wait for an administrator's line, and for the server's.
const PATIENCE: Duration = Duration::from_secs(60);

/// Listens until the task is dropped.
///
/// # Errors
/// The socket cannot be made.
pub async fn listen(office: Arc<Office>, folder: ServerFolder, url: String) -> io::Result<()> {
    let path = folder.socket();
    // The folder's lock is held, so a socket that is there is left from a process that is gone.
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (office, folder, url) = (Arc::clone(&office), folder.clone(), url.clone());
        tokio::spawn(async move {
            let answered = tokio::time::timeout(PATIENCE, attend(stream, office, folder, url));
            if let Ok(Err(error)) = answered.await {
                tracing::debug!(%error, "an administrator's connection ended");
            }
        });
    }
}

async fn attend(
    stream: UnixStream,
    office: Arc<Office>,
    folder: ServerFolder,
    url: String,
) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reader.take(LINE_BYTES_MAX))
        .read_line(&mut line)
        .await?;
    let answer = answer(&office, folder, url, &line).await;
    let answer = serde_json::to_string(&answer)?;
    writer.write_all(answer.as_bytes()).await?;
    writer.write_all(b"\n").await
}

async fn answer(
    office: &Office,
    folder: ServerFolder,
    url: String,
    line: &str,
) -> Result<Value, AdminFault> {
    let command: AdminCommand =
        serde_json::from_str(line).map_err(|_| AdminFault::Malformed("command".to_owned()))?;
    let done = office
        .change(move |engine| perform(engine, &folder, &url, command))
        .await;
    done.map_err(|fault| AdminFault::Failed(fault.to_string()))?
}

/// Asks a running server; none if no server runs in the folder.
///
/// # Errors
/// The connection broke half way.
pub fn call(
    socket: &Path,
    command: &AdminCommand,
) -> io::Result<Option<Result<Value, AdminFault>>> {
    let mut stream = match StdStream::connect(socket) {
        Ok(stream) => stream,
        Err(error) if is_nobody(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_string(command)?;
    line.push('\n');
    stream.write_all(line.as_bytes())?;
    let mut answer = String::new();
    StdReader::new(stream).read_line(&mut answer)?;
    Ok(Some(serde_json::from_str(&answer)?))
}

fn is_nobody(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    )
}
