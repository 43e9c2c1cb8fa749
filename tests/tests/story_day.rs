//! A day of a commune with real programs, real files and a real line: nothing recorded is lost
//! or doubled, and the books balance on both desks and on the server.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::office::{Day, Office, drain};

#[test]
fn a_day_without_network_balances_on_both_desks_and_on_the_server() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    let mut day = Day::open()?;
    day.tell(&mut office)?;
    ensure!(day.warned == 1, "one duplicate was to be warned of");

    let all = day.all_dossiers();
    ensure!(
        all.len() == 50,
        "fifty citizens, fifty dossiers, not {}",
        all.len()
    );
    let counter = day.balance(&mut office.counter, &all)?;
    for (dossier, papers) in &counter.holders {
        let expected = day.papers.get(dossier).copied();
        ensure!(
            Some(papers.len()) == expected,
            "{dossier} has {papers:?}, not {expected:?}"
        );
    }

    // What the post was ever party to is known at its own desk, with the same holders.
    let posts = day.dossiers_of_the_post()?;
    let culture_house = day.balance(&mut office.culture_house, &posts)?;
    let at_counter: BTreeMap<_, _> = counter
        .holders
        .iter()
        .filter(|(id, _)| posts.contains(id))
        .collect();
    let at_post: BTreeMap<_, _> = culture_house.holders.iter().collect();
    assert_eq!(at_post, at_counter);
    for (id, state) in &culture_house.handoffs {
        assert_eq!(
            counter.handoffs.get(id).unwrap_or(state),
            state,
            "handoff {id}"
        );
    }

    // Every record that a desk counts as received is on the server, each once.
    let mut received = Vec::new();
    for desk in [&mut office.counter, &mut office.culture_house] {
        let status = drain(desk)?;
        ensure!(status["here"] == json!(0), "the queue is empty: {status}");
        ensure!(
            status["safe"] == json!(0),
            "a server without backup never says safe: {status}"
        );
        received.push(status["received"].as_u64().context("a count")?);
        let ledger = desk.must("verify_ledger", json!({}))?;
        ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
    }
    let [counter, culture_house] = received[..] else {
        anyhow::bail!("two desks")
    };
    let one_stop = office.district.feed_position(&office.one_stop)?;
    let post = office.district.feed_position(&office.post)?;
    eprintln!("received {counter} and {culture_house}; feeds {one_stop} and {post}");
    Ok(())
}
