//! The books of a day: who holds each paper, how each handoff ended, what was received by whom;
//! read at both desks and at the server, and compared with what was told.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::day::Day;
use super::server_books::ServerBooks;
use super::{CERTIFICATE, Office, drain, text, unlock};
use crate::process::Desk;

/// Citizens of the day; each brings one dossier.
const DOSSIERS: usize = 50;

/// What the books of one desk say.
struct Books {
    /// For each dossier, who holds each of its papers.
    holders: BTreeMap<String, Vec<(String, String)>>,
    /// For each dossier, the hashes of the records that its story is told from.
    records: BTreeMap<String, BTreeSet<String>>,
    /// For each handoff, how it ended.
    handoffs: BTreeMap<String, String>,
}

/// Balances the books of the day at both desks and at the server; says what was counted.
pub(super) fn balance(office: &mut Office, day: &Day) -> Result<String> {
    ensure!(day.warned == 1, "one duplicate was to be warned of");
    let all = day.all_dossiers();
    ensure!(all.len() == DOSSIERS, "not {} dossiers", all.len());
    let counter = read(&mut office.counter, &all)?;
    for (dossier, papers) in &counter.holders {
        let expected = day.papers.get(dossier).copied();
        ensure!(
            Some(papers.len()) == expected,
            "{dossier} has {papers:?}, not {expected:?}"
        );
    }
    let posts = day.dossiers_of_the_post()?;
    let culture_house = compare_with_the_post(office, &posts, &counter)?;
    let mut received = Vec::new();
    for desk in [&mut office.counter, &mut office.culture_house] {
        received.push(received_by_the_server(desk)?);
    }
    let one_stop = office.district.feed_position(&office.one_stop)?;
    let post = office.district.feed_position(&office.post)?;
    // Every record of both desks once, but for the other desk's certificate; and for each dossier
    // that went there the server's word that lets the post in.
    let let_in = u64::try_from(posts.len())?;
    let expected = received.iter().sum::<u64>() - CERTIFICATE + let_in;
    ensure!(
        one_stop == expected,
        "the server holds {one_stop} records of the One-stop, not {expected}"
    );
    compare_with_the_server(office, &counter, &culture_house)?;
    let papers: usize = day.papers.values().sum();
    let handoffs = counter.handoffs.len();
    Ok(format!(
        "{DOSSIERS} dossiers, {papers} papers, {handoffs} handoffs of the clerks; records received \
         {received:?}, feeds {one_stop} and {post}"
    ))
}

/// How many records of a desk are receipted: all of them, with nothing sent back.
fn received_by_the_server(desk: &mut Desk) -> Result<u64> {
    let status = drain(desk)?;
    ensure!(status["here"] == json!(0), "the queue is empty: {status}");
    ensure!(
        status["safe"] == json!(0),
        "a server without backup never says safe: {status}"
    );
    ensure!(
        status["quarantined"] == json!(0),
        "nothing of an honest day is sent back: {status}"
    );
    let ledger = desk.must("verify_ledger", json!({}))?;
    ensure!(ledger["faults"] == json!([]), "the chains hold: {ledger}");
    status["received"].as_u64().context("a count")
}

/// What the post was ever party to is known at its own desk, with the same holders, from
/// the same records.
fn compare_with_the_post(office: &mut Office, posts: &[String], counter: &Books) -> Result<Books> {
    let culture_house = read(&mut office.culture_house, posts)?;
    for id in posts {
        let (here, there) = (counter.holders.get(id), culture_house.holders.get(id));
        ensure!(
            here == there,
            "dossier {id}: {here:?} at the counter, {there:?} at the post"
        );
        let (here, there) = (counter.records.get(id), culture_house.records.get(id));
        ensure!(
            here == there && here.is_some_and(|records| !records.is_empty()),
            "dossier {id}: records {here:?} at the counter, {there:?} at the post"
        );
    }
    // What two people of the post passed between them is none of the clerk's lists.
    let worker = office.person("Hoàng Thị Hoa")?;
    unlock(&mut office.counter, &worker)?;
    let counter = read(&mut office.counter, posts)?;
    for (id, state) in &culture_house.handoffs {
        let here = counter.handoffs.get(id);
        ensure!(
            here == Some(state),
            "handoff {id}: {here:?} at the counter, {state} at the post"
        );
    }
    Ok(culture_house)
}

/// What the server's file says is what both desks say: where their chains end, from which records
/// each dossier's story is told, and that each of those stands once in the feed of its office.
fn compare_with_the_server(
    office: &mut Office,
    counter: &Books,
    culture_house: &Books,
) -> Result<()> {
    let server = ServerBooks::open(office.district.folder())?;
    let mut heads = Vec::new();
    for desk in [&mut office.counter, &mut office.culture_house] {
        heads.push(server.compare_head(desk)?);
    }
    for (books, unit) in [(counter, &office.one_stop), (culture_house, &office.post)] {
        let feed = server.feed(&unit.id)?;
        let once: BTreeSet<&String> = feed.iter().collect();
        ensure!(
            once.len() == feed.len(),
            "a record stands twice in {feed:?}"
        );
        for (dossier, told) in &books.records {
            let mut written = BTreeSet::new();
            for head in &heads {
                written.extend(server.written_of(dossier, &head.device)?);
            }
            ensure!(
                *told == written && told.iter().all(|record| once.contains(record)),
                "dossier {dossier}: {told:?} at the desk, {written:?} at the server"
            );
        }
    }
    Ok(())
}

/// Reads the books of a desk for the dossiers that it should know of.
fn read(desk: &mut Desk, dossiers: &[String]) -> Result<Books> {
    let mut holders = BTreeMap::new();
    let mut records = BTreeMap::new();
    for id in dossiers {
        let opened = desk.must("get_dossier", json!({ "dossier_id": id }))?;
        let steps = opened["timeline"].as_array().context("a timeline")?.iter();
        let hashes = steps.map(|step| Ok(text(step, "record_id")?.to_owned()));
        records.insert(id.clone(), hashes.collect::<Result<_>>()?);
        let found = desk.must("where_papers", json!({ "dossier_id": id }))?;
        let papers = found["papers"].as_array().context("papers")?;
        let mut rows = papers.iter().map(holder).collect::<Result<Vec<_>>>()?;
        rows.sort();
        holders.insert(id.clone(), rows);
    }
    let listed = desk.must("list_handoffs", json!({ "direction": "all" }))?;
    let listed = listed["handoffs"].as_array().context("handoffs")?.clone();
    let outcome = |row: &Value| -> Result<(String, String)> {
        Ok((
            text(row, "handoff_id")?.to_owned(),
            text(row, "state")?.to_owned(),
        ))
    };
    let handoffs = listed.iter().map(outcome).collect::<Result<_>>()?;
    Ok(Books {
        holders,
        records,
        handoffs,
    })
}

fn holder(paper: &Value) -> Result<(String, String)> {
    let (custody, who) = (text(paper, "custody")?, text(paper, "holder_text")?);
    Ok((
        text(paper, "paper_id")?.to_owned(),
        format!("{custody}/{who}"),
    ))
}
