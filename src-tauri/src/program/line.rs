//! The line to the server that the desk was enrolled with, and no other.

use std::future::Future;
use std::io;
use std::path::Path;

use data_encoding::HEXLOWER;
use ledger::id::ServerId;
use serde::{Deserialize, Serialize};
use store::desk::{Desk, DeviceSigner};
use store::failure::Failure;
use store::keys::twin::Twin;
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

/// The address as it lies beside the keys: no secret, and what answers there must still be the
/// server that the pin vouches for.
#[derive(Serialize, Deserialize)]
struct AddressSheet {
    url: String,
    root_pin: String,
    server: String,
}

impl ServerAddress {
    /// Keeps it beside the keys, for a desk whose file is closed.
    pub(super) fn keep_beside_keys(&self, folder: &Path) -> io::Result<()> {
        let sheet = AddressSheet {
            url: self.url.clone(),
            root_pin: HEXLOWER.encode(&self.root_pin),
            server: self.server.to_string(),
        };
        let content = serde_json::to_vec(&sheet)?;
        let copies = Twin::new(folder, "server");
        let number = match copies.load()? {
            Some(known) if known.content == content => return Ok(()),
            Some(known) => known.number.saturating_add(1),
            None => 1,
        };
        copies.store(number, &content)
    }

    /// Reads it beside the keys.
    pub(super) fn read_beside_keys(folder: &Path) -> Option<Self> {
        let edition = Twin::new(folder, "server").load().ok()??;
        let sheet: AddressSheet = serde_json::from_slice(&edition.content).ok()?;
        let pin = HEXLOWER.decode(sheet.root_pin.as_bytes()).ok()?;
        Some(Self {
            url: sheet.url,
            root_pin: pin.try_into().ok()?,
            server: sheet.server.parse().ok()?,
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_beside_the_keys_while_the_file_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ServerAddress::read_beside_keys(folder.path()), None);
        let address = ServerAddress {
            url: "https://127.0.0.1:4430".to_owned(),
            root_pin: [7; 32],
            server: ServerId::from_bytes([1; 16]),
        };
        address.keep_beside_keys(folder.path()).unwrap();
        address.keep_beside_keys(folder.path()).unwrap();
        let read = ServerAddress::read_beside_keys(folder.path());
        assert_eq!(read, Some(address));
    }
}
