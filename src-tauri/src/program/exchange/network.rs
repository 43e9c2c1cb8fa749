//! The machine's own network: when an address comes back, the exchange need not wait for the end
//! of a pause that was reckoned while there was none.
//!
//! Nothing is asked over the network here, and an address proves no line: it only says that a
//! try is worth while.

use std::net::IpAddr;

/// Watches the network for as long as it is kept.
pub(super) type Watching = netwatcher::WatchHandle;

/// Calls back whenever the machine gets an address; a system that cannot be watched keeps to the
/// pauses.
pub(super) fn watch(on_up: impl Fn() + Send + 'static) -> Option<Watching> {
    let watching = netwatcher::watch_interfaces_with_callback(move |update| {
        let added = update.addrs_added().map(|(_, address)| address.ip);
        if is_up(update.is_initial, added) {
            on_up();
        }
    });
    watching
        .inspect_err(|error| tracing::warn!(%error, "the machine's network cannot be watched"))
        .ok()
}

/// Says whether a change may have brought a line: an address came that leads out of the machine.
fn is_up(is_initial: bool, mut added: impl Iterator<Item = IpAddr>) -> bool {
    !is_initial && added.any(leads_out)
}

fn leads_out(address: IpAddr) -> bool {
    let is_link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !address.is_loopback() && !address.is_unspecified() && !is_link_local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_comes_and_leads_out_is_a_network_that_is_back() {
        let case = |is_initial, added: &[&str]| {
            is_up(
                is_initial,
                added.iter().filter_map(|text| text.parse().ok()),
            )
        };
        assert!(case(false, &["192.168.1.20"]));
        assert!(case(false, &["127.0.0.1", "2001:db8::7"]));
        // What the machine had when the program started was tried at once.
        assert!(!case(true, &["192.168.1.20"]));
        assert!(!case(false, &[]));
        // No router has answered: the machine gave itself an address.
        assert!(!case(
            false,
            &["169.254.10.1", "fe80::1", "::1", "127.0.0.1"]
        ));
    }
}
