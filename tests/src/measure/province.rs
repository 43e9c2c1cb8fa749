//! The large file: a province's receptions, every one a signed record in its place of a feed.
//!
//! They come in by the pull's own path, pages that are judged and stored whole, only without a
//! network before it; so every table is projected as on any desk. The file is kept, and a later
//! run fills up what is missing.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use domain::decide::{Actor, Command, Context as Decision, World, decide};
use domain::event::EVENT_VERSION;
use ledger::feed::FeedHead;
use ledger::{
    ActId, ChainHead, ClockGrade, Draft, Incarnation, Part, PartName, Record, SubjectId,
    SubjectLink, seal,
};
use store::exchange::VerifiedPage;
use store::exchange::feed::{FeedItem, FeedPlace, Judging};
use store::ids::{ledger_person, ledger_unit};

use super::Plan;
use super::citizens::{Citizen, id, procedure};
use super::desk_home::{AtWork, DeskHome};
use crate::commune::{Commune, MORNING};

/// Number of the desk that wrote them.
pub(super) const WRITER: u8 = 4;
/// Records a page, as the exchange has them at most.
const PAGE: u64 = 2_000;
/// Pages made ahead of the one that is being stored.
const PAGES_AHEAD: usize = 2;
/// Pages between two words on how far it is.
const PAGES_TOLD: u64 = 50;

/// Opens the file with so many dossiers, filled first where they are not there.
pub(super) fn open(plan: &Plan, commune: &Commune) -> Result<(DeskHome, AtWork)> {
    let home = DeskHome::new(&plan.scratch.join(format!("province-{}", plan.dossiers)));
    let mut at_work = home.open(commune)?;
    fill(&mut at_work, commune, plan.dossiers)?;
    Ok((home, at_work))
}

fn fill(at_work: &mut AtWork, commune: &Commune, dossiers: u64) -> Result<()> {
    let unit = ledger_unit(commune.one_stop);
    let cursor = at_work.desk.open_reader()?.feed_cursor(unit)?;
    if cursor.position >= dossiers {
        return Ok(());
    }
    let started = Instant::now();
    let stored = std::thread::scope(|scope| {
        let (pages, inbox) = sync_channel(PAGES_AHEAD);
        let writing = scope.spawn(move || write(commune, cursor.position, dossiers, &pages));
        let stored = store(at_work, commune, cursor, &inbox);
        drop(inbox);
        match writing.join() {
            Ok(written) => stored.and_then(|count| written.map(|()| count)),
            Err(_) => Err(anyhow!("whoever wrote the records fell over")),
        }
    })?;
    at_work.desk.rest()?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "the province's file: {stored} records in {seconds:.0} s, {:.0}/s",
        stored as f64 / seconds
    );
    Ok(())
}

/// Seals the records from one number to another, page by page.
fn write(commune: &Commune, from: u64, to: u64, pages: &SyncSender<Vec<FeedPlace>>) -> Result<()> {
    let device = &commune.other_desk;
    // Each filling is another life of the desk that writes, so that none has to know the last.
    let mut head = ChainHead::genesis(device.id(), Incarnation::from_bytes(id(5, from)));
    let roster = commune.roster();
    let mut next = from;
    while next < to {
        let end = (next + PAGE).min(to);
        let mut places = Vec::new();
        for number in next..end {
            let record;
            (record, head) = receive(commune, &roster, &head, number)?;
            places.push(FeedPlace {
                position: number + 1,
                item: FeedItem::Record(Box::new(record)),
            });
        }
        if pages.send(places).is_err() {
            return Ok(());
        }
        next = end;
    }
    Ok(())
}

fn receive(
    commune: &Commune,
    roster: &domain::roster::Roster,
    head: &ChainHead,
    number: u64,
) -> Result<(Record, ChainHead)> {
    let citizen = Citizen::of(number);
    let (clerk, now) = (&commune.lan, citizen.came_at());
    let context = Decision {
        now,
        actor: Actor {
            person: clerk.id,
            unit: clerk.unit,
        },
        roster,
        procedure: Some(procedure()),
        look_alikes: &[],
        numbers: citizen.numbers(WRITER)?,
    };
    let command = Command::ReceiveDossier {
        dossier: citizen.dossier(),
        reception: Box::new(citizen.reception()),
    };
    let decided = decide(&World::default(), &command, &context)
        .map_err(|refusal| anyhow!("a reception was refused: {refusal:?}"))?;
    let decided = decided.into_iter().next().context("one draft")?;
    let part = |name: PartName, bytes| Part {
        name,
        salt: id(name.code(), number),
        bytes,
    };
    let mut parts = vec![part(PartName::Facts, decided.event.facts())];
    parts.extend(
        decided
            .person
            .map(|own| part(PartName::Person, own.encode())),
    );
    parts.extend(decided.case.map(|own| part(PartName::Case, own.encode())));
    let draft = Draft {
        subjects: vec![SubjectLink {
            id: SubjectId::from_bytes(*citizen.dossier().as_bytes()),
            deps: Vec::new(),
            lamport: 1,
        }],
        act_id: ActId::from_bytes(id(2, number)),
        recorded_at: now,
        clock: ClockGrade::Trusted,
        monotonic: number,
        author: Some(ledger_person(clerk.id)),
        kind: decided.event.kind(),
        version: EVENT_VERSION,
        parts,
        blobs: Vec::new(),
    };
    let device = commune.other_desk.key.as_ref();
    seal(draft, head, device, Some(&clerk.key)).map_err(|error| anyhow!("not sealed: {error}"))
}

/// Judges and stores page after page; says how many records that were.
fn store(
    at_work: &mut AtWork,
    commune: &Commune,
    mut cursor: FeedHead,
    pages: &Receiver<Vec<FeedPlace>>,
) -> Result<u64> {
    let erased = std::collections::BTreeSet::new();
    let judging = Judging {
        keys: commune,
        withheld_parts: &[],
        erased: &erased,
        seed: [9; 32],
    };
    let (mut stored, mut told) = (0, 0);
    for places in pages {
        let page = VerifiedPage::verify(cursor, places, &judging)?;
        let added = at_work
            .desk
            .exchange(MORNING, |exchange| exchange.take_page(&page))?;
        cursor = *page.cursor();
        stored += u64::from(added);
        if at_work.desk.needs_rest() {
            at_work.desk.rest()?;
        }
        told += 1;
        if told % PAGES_TOLD == 0 {
            eprintln!("the province's file: {} dossiers", cursor.position);
        }
    }
    Ok(stored)
}
