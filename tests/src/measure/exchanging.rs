//! Ten thousand records from one desk to the server program over TLS, and from there to a second
//! desk of the same office; what they weigh on the way and at rest.
//!
//! The desks are real files driven by the session as the program drives them, in this process;
//! beside them the same bytes are appended to a file and inserted into one, synced as often.

mod bare;
mod counter;
mod member;
mod run;
mod server;
mod stored_desk;
mod weighing;
mod wire;

use anyhow::Result;
use ledger::Record;
use store::exchange::outbox::PageLimit;

use self::member::Member;
use self::run::Exchanged;
use self::server::Server;
use super::memory::Memory;
use super::{Plan, Row, digits};

/// What the design asks of a push, records a second.
const PUSH_AIM: f64 = 15_000.0;
/// What the design asks of a pull that is judged and projected, records a second.
const PULL_AIM: f64 = 25_000.0;
/// What the design allows the server to take with one desk, MB.
const SERVER_AIM: u64 = 38;

/// Pushes and pulls the records of the plan.
pub(super) fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let home = tempfile::tempdir_in(&plan.scratch)?;
    let server = Server::found(&plan.district, home.path())?;
    let mut counter = Member::enrol(&server, home.path(), "counter", 2)?;
    let mut second = Member::enrol(&server, home.path(), "second", 4)?;
    let staff = counter::activate_staff(&server, &mut counter)?;
    // What enrolment itself left to be said is no part of the figures.
    run::exchange(&server, &mut counter)?;
    run::exchange(&server, &mut second)?;
    counter::work(&mut counter, &staff, plan.records)?;
    let records = read_unsent(&counter)?;
    let empty = second.bytes_at_rest()?;
    let pushed = run::exchange(&server, &mut counter)?;
    let pulled = run::exchange(&server, &mut second)?;
    let grown = second.bytes_at_rest()?.saturating_sub(empty);
    let memory = Memory::of(server.district.process()?)?;
    let bare = bare::measure(home.path(), &records)?;
    let mut rows = vec![
        push_row(&records, &pushed, &bare),
        pull_row(&records, &pulled, &bare),
        Row::new(
            "… memory of the server program, one desk",
            format!("{} MB resident, peak {}", memory.resident, memory.peak),
            "after push and pull",
        )
        .aims_at("≤ 38 MB", memory.peak <= SERVER_AIM),
    ];
    counter::receive_one(&mut counter, &staff)?;
    let alone = run::exchange_weighed(&server, &mut counter)?;
    rows.extend(weighing::rows(&records, &pushed, &pulled, &alone, grown)?);
    Ok(rows)
}

fn read_unsent(counter: &Member) -> Result<Vec<Record>> {
    let everything = PageLimit {
        records: u32::MAX,
        bytes: usize::MAX,
    };
    let reader = counter.stored.desk.open_reader()?;
    Ok(reader.outbox_page(0, everything)?)
}

fn push_row(records: &[Record], pushed: &Exchanged, bare: &bare::Bare) -> Row {
    let rate = pushed.push_rate(records.len());
    Row::new(
        format!("push {} records: verified, durable, receipt", records.len()),
        format!("{rate:.0}/s"),
        format!(
            "same bytes and syncs into a file: {:.0}/s; SQLCipher: {:.0}/s; the server used {} µs \
             of a core a record",
            bare.appended,
            bare.inserted,
            digits(pushed.server_micros(records.len()))
        ),
    )
    .aims_at("≥ 15 000/s", rate >= PUSH_AIM)
}

fn pull_row(records: &[Record], pulled: &Exchanged, bare: &bare::Bare) -> Row {
    let rate = pulled.pull_rate(records.len());
    let share = |spent: std::time::Duration| spent.as_secs_f64() * 1e6 / records.len() as f64;
    Row::new(
        "… pull + verify + project on the second desk",
        format!("{rate:.0}/s"),
        format!(
            "SQLCipher insert of the same bytes: {:.0}/s; in {} pages, one transaction each: storing \
             {} µs a record, judging what was not looked at while the page before was stored {} µs",
            bare.inserted,
            pulled.pages,
            digits(share(pulled.storing)),
            digits(share(pulled.verifying))
        ),
    )
    .aims_at("≥ 25 000/s", rate >= PULL_AIM)
}
