//! The line to the server that the desk was enrolled with, and no other.

use std::future::Future;

use data_encoding::HEXLOWER;
use ledger::id::ServerId;
use store::desk::{Desk, DeviceSigner};
use store::failure::Failure;
use sync::fault::Fault;
use sync::http::ServerClock;
use sync::token::EnrolmentToken;

const URL_SETTING: &str = "server_url";
const PIN_SETTING: &str = "server_root_pin";
const SERVER_SETTING: &str = "server_id";

/// The client.
pub(super) type Client = sync::http::Client;

/// Where the server listens, and the one root that may vouch for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerAddress {
    url: String,
    root_pin: [u8; 32],
    server: ServerId,
}

impl ServerAddress {
    /// Takes it from a token.
    pub(super) fn of(token: &EnrolmentToken) -> Self {
        Self {
            url: token.url.clone(),
            root_pin: token.root_pin,
            server: token.server,
        }
    }

    /// Keeps it in the desk's settings.
    pub(super) fn keep(&self, desk: &mut Desk) -> Result<(), Failure> {
        desk.set_setting(URL_SETTING, &self.url)?;
        desk.set_setting(SERVER_SETTING, &self.server.to_string())?;
        desk.set_setting(PIN_SETTING, &HEXLOWER.encode(&self.root_pin))
    }

    /// Reads it from the desk's settings.
    pub(super) fn read(desk: &Desk) -> Option<Self> {
        let reader = desk.open_reader().ok()?;
        let url = reader.setting(URL_SETTING).ok()??;
        let pin = reader.setting(PIN_SETTING).ok()??;
        let root_pin = HEXLOWER.decode(pin.as_bytes()).ok()?.try_into().ok()?;
        let server = reader.setting(SERVER_SETTING).ok()??.parse().ok()?;
        Some(Self {
            url,
            root_pin,
            server,
        })
    }
}

/// Sets a client up; nothing is sent yet. `server_time` is the last one heard, µs UTC.
pub(super) fn connect(
    address: &ServerAddress,
    signer: DeviceSigner,
    server_time: i64,
) -> Result<Client, Fault> {
    let clock = ServerClock::new(server_time);
    Client::new(
        &address.url,
        address.root_pin,
        address.server,
        signer,
        clock,
    )
    .map_err(|fault| Fault::Unreachable {
        detail: fault.to_string(),
    })
}

/// Runs a piece of the exchange on a runtime of its own, whose one thread carries what is asked
/// while this one stores.
pub(super) fn block_on<F: Future>(work: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        // Without timers and sockets nothing of this program can go on.
        Err(error) => {
            tracing::error!(%error, "no runtime");
            std::process::abort()
        }
    }
}
