//! A line that is cut at bytes all along an exchange, between the real programs over TLS: what
//! was recorded arrives, once.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::office::requests::reception;
use tests::office::{Office, drain, unlock};
use tests::proxy::{Deed, Direction, Mischief};

/// Cuts in each direction, spread over the bytes that one exchange takes.
const CUTS: u64 = 24;

#[test]
fn a_line_cut_anywhere_in_an_exchange_loses_and_doubles_nothing() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    let lan = office.person("Vũ Thị Lan")?;
    unlock(&mut office.counter, &lan)?;
    let mut received = 0;
    receive(&mut office, &mut received)?;
    let whole = bytes_of_an_exchange(&mut office)?;
    for cut in 0..CUTS {
        for (direction, bytes) in [
            (Direction::ToServer, whole.0),
            (Direction::ToClient, whole.1),
        ] {
            receive(&mut office, &mut received)?;
            let deeds = [Deed::Reset, Deed::Finish, Deed::HalfClose];
            let deed = deeds.get(usize::try_from(cut % 3)?).copied();
            office.district.line.add_next(Mischief {
                direction,
                after: bytes * cut / CUTS,
                deed: deed.context("a deed")?,
            });
            office.district.line.cut_all();
            drain(&mut office.counter)?;
        }
    }
    let status = drain(&mut office.counter)?;
    let there = office.district.feed_position(&office.one_stop)?;
    ensure!(
        status["received"] == json!(there) && there == received + 1,
        "{received} receptions and a certificate, {there} entries, {status}"
    );
    let ledger = office.counter.must("verify_ledger", json!({}))?;
    ensure!(ledger["faults"] == json!([]), "the chain holds: {ledger}");
    Ok(())
}

/// Counts what goes each way in one exchange that nothing disturbs.
fn bytes_of_an_exchange(office: &mut Office) -> Result<(u64, u64)> {
    office.district.line.cut_all();
    let before = office.district.line.traffic();
    drain(&mut office.counter)?;
    let after = office.district.line.traffic();
    Ok((
        after.to_server - before.to_server,
        after.to_client - before.to_client,
    ))
}

fn receive(office: &mut Office, received: &mut u64) -> Result<()> {
    *received += 1;
    let form = reception(*received, &format!("Mông Thị Số {received}"), "direct");
    office.counter.must("receive_dossier", form).map(drop)
}
