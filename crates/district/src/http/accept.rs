//! The accept loop. `axum::serve` has no timer, so a peer that sends its headers one byte an hour
//! would keep its connection for ever; here every wait has an end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Limits of the listener.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once.
    pub connections_max: usize,
    /// Wait for the first byte, for the handshake, and for the headers of each request.
    pub patience: Duration,
}

/// Connections at once on a machine that allows more files.
const CONNECTIONS_MAX: usize = 16_000;
/// Files that the database, its readers and the log need beside the connections.
const FILES_KEPT_FREE: usize = 1_000;
/// Pause after an accept that failed for want of files or memory: those that are open end.
const BREATHER: Duration = Duration::from_millis(50);

impl Limits {
    /// Gives the limits that fit the files that this process may open.
    #[must_use]
    pub fn of_process() -> Self {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let files_max = read_files_max(&limits);
        Self {
            connections_max: connections_max(files_max),
            ..Self::default()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 4_096,
            patience: Duration::from_secs(10),
        }
    }
}

/// Reads the soft limit of open files out of the system's table; none where it is not limited
/// or the table is another system's.
fn read_files_max(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Leaves files free for everything else; of a small limit half.
fn connections_max(files_max: Option<usize>) -> usize {
    let Some(files) = files_max else {
        return Limits::default().connections_max;
    };
    let free = files.saturating_sub(FILES_KEPT_FREE).max(files / 2);
    free.clamp(1, CONNECTIONS_MAX)
}

/// Accepts desks until `stop` changes, then lets what is under way finish. No failed accept ends
/// it: one concerns a single peer, the others pass when connections end.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    routes: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let acceptor = TlsAcceptor::from(tls);
    let slots = Arc::new(Semaphore::new(limits.connections_max));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) if is_passing(&error) => continue,
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted for the moment");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        // A full house closes the door at once: the desk comes back, with jitter.
        let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
            continue;
        };
        let (acceptor, routes, stop) = (acceptor.clone(), routes.clone(), stop.clone());
        tokio::spawn(async move {
            if let Err(reason) = attend(stream, acceptor, routes, limits, stop).await {
                tracing::debug!(%reason, "a connection ended");
            }
            drop(slot);
        });
    }
}

/// Says whether a failed accept concerns one peer only.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

async fn attend(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    routes: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    timeout(limits.patience, stream.readable()).await??;
    let stream = timeout(limits.patience, acceptor.accept(stream)).await??;
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.patience)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    tokio::pin!(connection);
    tokio::select! {
        ended = &mut connection => return Ok(ended?),
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    Ok(timeout(limits.patience, connection).await??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_everything_else() {
        let table = |files| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units\n\
                 Max processes             95000                95000                processes\n\
                 Max open files            {files:<20} 524288               files\n"
            )
        };
        for (files, wanted) in [
            ("1024", 512),
            ("4096", 3_096),
            ("20000", CONNECTIONS_MAX),
            ("1", 1),
            ("unlimited", 4_096),
        ] {
            let read = read_files_max(&table(files));
            assert_eq!(connections_max(read), wanted, "{files}");
        }
        assert_eq!(connections_max(read_files_max("")), 4_096);
    }
}
