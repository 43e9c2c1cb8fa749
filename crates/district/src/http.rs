//! The desks' listener: our own accept loop, TLS 1.3, limits on everything, signed requests.
//!
//! A slow, silent or greedy peer costs one slot for a bounded time and nothing else. No route of
//! this listener is for the public; the public one is another listener in a later part.

mod accept;
mod answer;
mod desk;
mod health;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use tokio::sync::Semaphore;

pub use self::accept::{Limits, serve};
use crate::office::Office;

/// Requests worked on at once; above it desks are asked to come back.
const REQUESTS_MAX: usize = 512;
/// Time one request may take altogether.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What every route sees.
#[derive(Clone)]
pub struct Reception {
    office: Arc<Office>,
    slots: Arc<Semaphore>,
    request_time: Duration,
    counts: Arc<health::Counts>,
}

impl Reception {
    /// Opens the reception of a running office.
    #[must_use]
    pub fn new(office: Arc<Office>) -> Self {
        Self::with_limits(office, REQUESTS_MAX, REQUEST_TIME)
    }

    /// Opens it with other limits, for tests of what happens at them.
    #[must_use]
    pub fn with_limits(office: Arc<Office>, requests_max: usize, request_time: Duration) -> Self {
        let slots = Arc::new(Semaphore::new(requests_max));
        Self {
            office,
            slots,
            request_time,
            counts: Arc::default(),
        }
    }
}

/// Lists the routes of the desks' listener.
pub fn routes(reception: Reception) -> Router {
    Router::new()
        .route("/desk/v1/hello", post(desk::say_hello))
        .route("/desk/v1/push", post(desk::push_records))
        .route("/desk/v1/pull", post(desk::pull_feed))
        .route("/desk/v1/publications", post(desk::list_publications))
        .route("/desk/v1/activate", post(desk::activate_person))
        .route("/desk/v1/enrol", post(desk::enrol_device))
        .route("/desk/v1/recover", post(desk::recover_person))
        .route("/healthz", get(health::show_health))
        .route("/readyz", get(health::show_readiness))
        .route("/metrics", get(health::show_metrics))
        .fallback(answer::not_found)
        .with_state(reception)
}
