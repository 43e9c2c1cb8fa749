//! One schedule: a storm drawn from a seed, then calm weather, then the books.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result;
use district::Memory;
use district::engine::Anchor;
use domain::event::Subject;
use ledger::{DeviceId, Hash};
use sync::page::fold_records;
use sync::protocol::{PushRequest, Reply, Request, Verbatim, Verdict};
use sync::session::Input;

use super::book::Book;
use super::clerk;
use super::commune::{Commune, Server};
use super::desk::Desk;
use super::forger::{self, Forgery};
use super::hand::Hands;
use super::liar::{self, Lie};
use super::plant::{Believed, Plant};
use super::step::{Act, Step, Weather, chance_of, draw};
use crate::chance::Chance;

/// Runs in calm weather after which everything must be quiet.
const CALM_RUNS: usize = 8;
/// Steps of one run in calm weather; a run that needs more goes round in circles.
const RUN_STEPS_MAX: usize = 2_000;
/// Desks with their copies; a storm of clones ends.
const DESKS_MAX: usize = 6;
/// The stream of chance of the calm.
const CALM: u32 = u32::MAX;

/// What schedules were made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records written by people.
    pub records: usize,
    /// Actions that were refused by the office's rules.
    pub refused: u32,
    /// Actions that were given twice.
    pub repeated: u32,
    /// Requests that never arrived.
    pub lost: u32,
    /// Replies that never arrived.
    pub cut: u32,
    /// Requests that arrived twice, the second one late.
    pub doubled: u32,
    /// Desk programs that died.
    pub crashes: u32,
    /// Restarts of the server.
    pub restarts: u32,
    /// Desks that were copied and went on twice.
    pub clones: u32,
    /// Desks that came back from an old copy.
    pub desk_restores: u32,
    /// Servers that came back from an old copy.
    pub server_restores: u32,
    /// Lies of the server.
    pub lies: u32,
    /// Records that somebody forged.
    pub forged: u32,
    /// Cases that the books opened.
    pub cases: usize,
    /// Incarnations beside each desk's first.
    pub incarnations: usize,
}

/// What is wrong after a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The seed that shows it.
    pub seed: u64,
    /// What it is.
    pub what: String,
    /// After how many steps it was seen; all of them where only the calm showed it.
    pub after: usize,
}

/// A schedule under way.
pub(super) struct Storm<'c> {
    pub(super) commune: &'c Commune,
    pub(super) weather: Weather,
    pub(super) server: Option<Server>,
    pub(super) desks: Vec<Desk>,
    pub(super) late: Vec<(usize, Request)>,
    pub(super) plant: Option<Plant>,
    pub(super) tally: Tally,
    /// Who wrote which record.
    pub(super) recorded: BTreeMap<Hash, DeviceId>,
    /// Records that some desk was promised to be on the server.
    pub(super) promised: BTreeSet<Hash>,
    /// Records that went with the disk of a restored desk.
    pub(super) lost_on_desks: BTreeSet<Hash>,
    pub(super) forgeries: Vec<Forgery>,
    pub(super) hands: Hands,
    pub(super) has_restored_server: bool,
    pub(super) has_copies: bool,
    pub(super) lie: Option<Lie>,
    pub(super) memory: liar::Memory,
    pub(super) believed: Believed,
    pub(super) unsynced: Option<(Memory, Anchor)>,
    pub(super) machines: u64,
    images: Vec<Option<Desk>>,
    server_image: Option<Memory>,
    broken: Option<String>,
}

/// Runs the schedule of a seed.
///
/// # Errors
/// The server cannot be started; what a schedule finds is no error but a [`Finding`].
pub fn run(commune: &Commune, seed: u64, plant: Option<Plant>) -> Result<(Tally, Option<Finding>)> {
    let (_, steps) = draw(seed);
    let numbers: Vec<u32> = steps.iter().map(|step| step.number).collect();
    run_steps(commune, seed, plant, &numbers)
}

/// Runs only some steps of the schedule of a seed.
///
/// # Errors
/// As [`run`].
pub fn run_steps(
    commune: &Commune,
    seed: u64,
    plant: Option<Plant>,
    numbers: &[u32],
) -> Result<(Tally, Option<Finding>)> {
    let (weather, steps) = draw(seed);
    let mut storm = Storm::begin(commune, seed, weather, plant)?;
    let chosen = steps.iter().filter(|step| numbers.contains(&step.number));
    let mut after = 0;
    for step in chosen {
        storm.step(seed, *step)?;
        after += 1;
        if storm.broken.is_some() {
            break;
        }
    }
    let mut chance = chance_of(seed, CALM);
    let found = match storm.broken.take() {
        Some(broken) => Some(broken),
        None => storm.calm_down(&mut chance).or_else(|| storm.look()),
    };
    let finding = found.map(|what| Finding { seed, what, after });
    Ok((storm.tally, finding))
}

impl<'c> Storm<'c> {
    fn begin(
        commune: &'c Commune,
        seed: u64,
        weather: Weather,
        plant: Option<Plant>,
    ) -> Result<Self> {
        let mut storm = Self {
            commune,
            weather,
            server: Some(commune.start()?),
            desks: Vec::new(),
            late: Vec::new(),
            plant,
            tally: Tally::default(),
            recorded: BTreeMap::new(),
            promised: BTreeSet::new(),
            lost_on_desks: BTreeSet::new(),
            forgeries: Vec::new(),
            hands: Hands::default(),
            has_restored_server: false,
            has_copies: false,
            lie: None,
            memory: liar::Memory::default(),
            believed: Believed::default(),
            unsynced: None,
            machines: 0,
            images: Vec::new(),
            server_image: None,
            broken: None,
        };
        let mut chance = chance_of(seed, CALM - 1);
        for (unit, file, terms) in commune.desks.iter().take(weather.desks) {
            let book = storm.new_book();
            let mut desk = Desk::open(*unit, file.clone(), terms.clone(), book);
            if weather.wrong_clocks {
                desk.set_clock(&mut chance);
            }
            storm.desks.push(desk);
            storm.images.push(None);
        }
        Ok(storm)
    }

    /// Starts an empty book of a desk.
    pub(super) fn new_book(&self) -> Book {
        let obeys = self.plant != Some(Plant::WithheldIgnored);
        Book::new(
            Arc::clone(&self.commune.keys),
            Plant::order(self.plant),
            obeys,
        )
    }

    /// Notes what must never be; the schedule ends with it.
    pub(super) fn break_with(&mut self, what: String) {
        self.broken.get_or_insert(what);
    }

    fn step(&mut self, seed: u64, step: Step) -> Result<()> {
        let mut chance = chance_of(seed, step.number);
        // A copy is as likely to be meant as the desk that it was made of.
        let copies = self.desks.len() - self.weather.desks;
        let at = match chance.below(copies as u64 * 2 + 2) {
            copy if copies > 0 && copy < copies as u64 => {
                self.weather.desks + usize::try_from(copy).unwrap_or(0)
            }
            _ => step.desk,
        };
        match step.act {
            Act::Clerk => self.act(at, &mut chance),
            Act::Again => self.act_again(at, &mut chance),
            Act::Crash => self.crash(at),
            Act::Late => self.deliver_late(&mut chance),
            Act::RestartServer => self.restart_server()?,
            Act::Sleep => self.desks[at].now += chance.below(30 * 86_400_000),
            Act::SendNow => self.signal(at, Input::SendNow, &mut chance),
            Act::Session => {
                self.advance(at, true, &mut chance);
            }
            Act::Clock => self.desks[at].set_clock(&mut chance),
            Act::Clone => self.clone_desk(at),
            Act::ImageDesk => self.images[at] = Some(self.desks[at].clone()),
            Act::RestoreDesk => self.restore_desk(at),
            Act::ImageServer => self.server_image = self.server.as_ref().map(Server::image),
            Act::RestoreServer => self.restore_server(&mut chance)?,
            Act::Forge => self.forge(at, &mut chance),
        }
        Ok(())
    }

    fn act(&mut self, at: usize, chance: &mut Chance) {
        let desk = &mut self.desks[at];
        let Some(mut deed) = clerk::draw(desk, self.commune, chance) else {
            return;
        };
        let Ok(written) = desk.carry_out(self.commune, &deed, chance) else {
            self.tally.refused += 1;
            return;
        };
        deed.records = written.iter().map(|(.., record)| *record).collect();
        desk.last_deed = Some(deed);
        let device = desk.terms.device;
        for (subject, event, record) in &written {
            self.recorded.insert(*record, device);
            if let Subject::Dossier(dossier) = subject {
                self.hands.follow(*dossier, event, *record);
            }
        }
        self.tally.records += written.len();
        self.signal(at, Input::RecordsWaiting, chance);
    }

    /// Gives the last action again, as somebody does who did not see its answer.
    fn act_again(&mut self, at: usize, chance: &mut Chance) {
        let desk = &mut self.desks[at];
        let Some(deed) = desk.last_deed.clone() else {
            return;
        };
        self.tally.repeated += 1;
        let own = &desk.file.own;
        let is_done = deed
            .records
            .iter()
            .any(|done| own.iter().any(|own| own.hash() == *done));
        if self.plant == Some(Plant::RepeatIsNew) {
            let deed = clerk::made_anew(&deed, chance);
            let written = desk
                .carry_out(self.commune, &deed, chance)
                .unwrap_or_default();
            let device = desk.terms.device;
            self.recorded
                .extend(written.iter().map(|(.., record)| (*record, device)));
        } else if !is_done {
            // The disk that knew of it is gone: it is done for the first time.
            self.desks[at].last_deed = None;
        }
    }

    /// A request that was delivered before, or long held up, arrives now; nobody hears the reply.
    fn deliver_late(&mut self, chance: &mut Chance) {
        if !self.late.is_empty() {
            let place = usize::try_from(chance.below(self.late.len() as u64)).unwrap_or(0);
            let (desk, request) = self.late.swap_remove(place);
            let _nobody_hears = self.deliver(desk, &request);
        }
    }

    fn restart_server(&mut self) -> Result<()> {
        let Some(server) = self.server.take() else {
            return Ok(());
        };
        let server = match self.unsynced.take() {
            Some((image, _)) => self.commune.restore(server, image, false)?,
            None => self.commune.restart(server)?,
        };
        self.server = Some(server);
        self.tally.restarts += 1;
        if !self.has_restored_server
            && let Some(gone) = self
                .promised
                .iter()
                .find(|record| !self.is_on_server(record))
        {
            let what = format!("the server restarted without {gone}, for which it gave a receipt");
            self.break_with(what);
        }
        Ok(())
    }

    fn restore_server(&mut self, chance: &mut Chance) -> Result<()> {
        let Some(image) = self.server_image.clone() else {
            return Ok(());
        };
        let Some(server) = self.server.take() else {
            return Ok(());
        };
        self.server = Some(self.commune.restore(server, image, chance.happens(1, 2))?);
        self.has_restored_server = true;
        self.tally.server_restores += 1;
        Ok(())
    }

    fn clone_desk(&mut self, at: usize) {
        if self.desks.len() >= DESKS_MAX {
            return;
        }
        let mut copy = self.desks[at].clone();
        copy.session = self.fresh_session(at);
        copy.last_deed = None;
        self.desks.push(copy);
        self.images.push(None);
        self.has_copies = true;
        self.tally.clones += 1;
    }

    fn restore_desk(&mut self, at: usize) {
        let Some(image) = self.images[at].clone() else {
            return;
        };
        let book = self.new_book();
        let desk = &mut self.desks[at];
        let kept: BTreeSet<Hash> = image.file.own.iter().map(ledger::Record::hash).collect();
        let gone = desk.file.own.iter().map(ledger::Record::hash);
        self.lost_on_desks
            .extend(gone.filter(|record| !kept.contains(record)));
        let (now, skew) = (desk.now, desk.skew);
        *desk = image;
        (desk.now, desk.skew) = (now, skew);
        desk.last_deed = None;
        desk.start_again(book);
        self.has_copies = true;
        self.tally.desk_restores += 1;
    }

    fn forge(&mut self, at: usize, chance: &mut Chance) {
        if chance.happens(1, 4) {
            return self.forge_a_stranger(at, chance);
        }
        let commune = self.commune;
        if let Some(forgery) = forger::forge(&mut self.desks[at], commune, chance) {
            let device = self.desks[at].terms.device;
            self.recorded.insert(forgery.written, device);
            self.forgeries.push(forgery);
            self.tally.forged += 1;
        }
    }

    /// Pushes a record that claims another desk's chain, and hears what the server says of it.
    fn forge_a_stranger(&mut self, at: usize, chance: &mut Chance) {
        let victim = (at + 1) % self.weather.desks;
        let (desk, victim) = (&self.desks[at], &self.desks[victim]);
        let Some(record) = forger::strange_record(desk, victim, chance) else {
            return;
        };
        let (Some(server), Ok(page)) = (&self.server, fold_records(vec![record.clone()])) else {
            return;
        };
        let request = Request::Push(PushRequest {
            epoch: server.engine().anchor().epoch,
            seen: None,
            page: Verbatim(page),
        });
        self.tally.forged += 1;
        let named = match self.deliver(at, &request) {
            Ok(Reply::Push(reply)) => reply.answers.iter().any(|answer| {
                answer.record == record.hash()
                    && matches!(answer.verdict(), Some(Verdict::Refused(_)))
            }),
            _ => false,
        };
        if !named || self.is_on_server(&record.hash()) {
            self.break_with("a record in another's chain was not refused by name".to_owned());
        }
    }

    /// Lets every desk run until all is quiet; says what does not come to rest.
    fn calm_down(&mut self, chance: &mut Chance) -> Option<String> {
        for _ in 0..CALM_RUNS {
            for at in 0..self.desks.len() {
                self.desks[at].file.failing_stores = 0;
                // A month later: every pause is over.
                self.desks[at].now += 31 * 86_400_000;
                self.signal(at, Input::SendNow, chance);
                let mut steps = 0;
                while !self.advance(at, false, chance) {
                    steps += 1;
                    if steps > RUN_STEPS_MAX {
                        return Some(format!("desk {at} does not come to rest"));
                    }
                }
                if self.broken.is_some() {
                    return self.broken.take();
                }
            }
        }
        None
    }
}
