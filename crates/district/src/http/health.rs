//! What an administrator's monitor asks: is it up, can it write, how much has it done.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Reception;

/// Counts since the start.
#[derive(Debug, Default)]
pub(super) struct Counts {
    requests: AtomicU64,
    refusals: AtomicU64,
    shed: AtomicU64,
}

impl Counts {
    pub(super) fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_refusal(&self) {
        self.refusals.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_shed(&self) {
        self.shed.fetch_add(1, Ordering::Relaxed);
    }
}

/// Says that the process is up and which SQLite it carries: one with SQLCipher in it, as a build
/// of the whole workspace would link, names its version.
pub(super) async fn show_health() -> Response {
    std::future::ready(()).await;
    let cipher = rusqlite::Connection::open_in_memory()
        .and_then(|memory| memory.query_row("PRAGMA cipher_version", [], |row| row.get(0)))
        .unwrap_or_else(|_| "plain".to_owned());
    let body = serde_json::json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "sqlite": rusqlite::version(),
        "database": cipher,
    });
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Says whether the writer takes work and the file can be read.
pub(super) async fn show_readiness(State(at): State<Reception>) -> Response {
    let writes = at.office.change(|engine| engine.anchor().size).await;
    let reads = at.office.read(|tx| tx.epoch()).await;
    if writes.is_ok() && reads.is_ok() {
        (StatusCode::OK, "ready\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}

/// Gives counts in Prometheus' text form.
pub(super) async fn show_metrics(State(at): State<Reception>) -> Response {
    let log_size = at
        .office
        .read(|tx| tx.epoch())
        .await
        .ok()
        .flatten()
        .map_or(0, |row| row.size);
    let devices = at.office.view().registry.devices().count() as u64;
    let counts = &at.counts;
    let mut text = String::new();
    for (name, kind, value) in [
        (
            "traotay_requests_total",
            "counter",
            counts.requests.load(Ordering::Relaxed),
        ),
        (
            "traotay_refusals_total",
            "counter",
            counts.refusals.load(Ordering::Relaxed),
        ),
        (
            "traotay_shed_total",
            "counter",
            counts.shed.load(Ordering::Relaxed),
        ),
        ("traotay_log_leaves", "gauge", log_size),
        ("traotay_devices", "gauge", devices),
    ] {
        // Writing into a string does not fail.
        let _written = writeln!(text, "# TYPE {name} {kind}\n{name} {value}");
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
