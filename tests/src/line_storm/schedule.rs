//! One schedule: a storm drawn from a seed, then calm weather, then the books.

use std::collections::BTreeSet;

use anyhow::Result;
use district::database::Database;
use district::engine::DeskLine;
use ledger::{ActId, ClockGrade, Draft, Hash, Part, PartName, SubjectId, SubjectLink, UnitId};
use sync::drive::DeskFile as _;
use sync::fault::{Fault, NotAReply};
use sync::model::ModelDesk;
use sync::protocol::{PullRequest, Reply, Request, exchange};
use sync::session::{Input, Session, Step, Terms};

use super::commune::{ONE_STOP, POST, START, Server};
use super::plant::Plant;
use crate::chance::Chance;

/// Steps of a storm; a step is one act of one desk, of the line or of the server.
const STORM_STEPS: u64 = 160;
/// Records a desk writes at most, so that calm weather ends.
const RECORDS_MAX: usize = 40;
/// Runs in calm weather after which everything must be quiet.
const CALM_RUNS: usize = 6;
/// Steps of one run in calm weather; a run that needs more goes round in circles.
const RUN_STEPS_MAX: usize = 2_000;
/// Ten years, µs: how far a desk's clock may be off.
const CLOCK_OFF_MAX: u64 = 10 * 365 * 86_400 * 1_000_000;
/// A kind that no program knows: kept and passed on like any other.
const UNKNOWN_KIND: u16 = 60_000;

/// What a schedule was made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Records written.
    pub records: usize,
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
}

/// What is wrong after a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The seed that shows it.
    pub seed: u64,
    /// What it is.
    pub what: String,
}

struct Desk {
    unit: UnitId,
    file: ModelDesk,
    session: Session,
    terms: Terms,
    now: u64,
}

struct Storm {
    chance: Chance,
    server: Option<Server>,
    desks: Vec<Desk>,
    late: Vec<(usize, Request)>,
    recorded: BTreeSet<Hash>,
    plant: Option<Plant>,
    schedule: Schedule,
}

/// Runs the schedule of a seed.
///
/// # Errors
/// The commune cannot be founded; what a schedule finds is no error but a [`Finding`].
pub fn run(seed: u64, plant: Option<Plant>) -> Result<(Schedule, Option<Finding>)> {
    let mut chance = Chance::of(&[0x0073_746f_726d, seed]);
    let server = Server::found()?;
    let mut desks = Vec::new();
    for number in 0..2 + chance.below(3) {
        let unit = if number % 2 == 0 { ONE_STOP } else { POST };
        let (file, terms) = server.enrol(unit, u8::try_from(number)? + 2)?;
        let session = Session::new(terms.clone());
        desks.push(Desk {
            unit,
            file,
            session,
            terms,
            now: 0,
        });
    }
    let mut storm = Storm {
        chance,
        server: Some(server),
        desks,
        late: Vec::new(),
        recorded: BTreeSet::new(),
        plant,
        schedule: Schedule::default(),
    };
    for _ in 0..STORM_STEPS {
        storm.step()?;
    }
    let found = storm.calm_down().or_else(|| storm.look());
    let finding = found.map(|what| Finding { seed, what });
    Ok((storm.schedule, finding))
}

impl Storm {
    fn step(&mut self) -> Result<()> {
        let desk = self.draw_desk();
        match self.chance.below(20) {
            0..=4 => self.record(desk),
            5 => self.crash(desk),
            6 => self.deliver_late(),
            7 => self.restart_server()?,
            8 => self.desks[desk].now += self.chance.below(30 * 86_400_000),
            9 => self.signal(desk, Input::SendNow),
            _ => {
                self.advance(desk, true);
            }
        }
        Ok(())
    }

    fn draw_desk(&mut self) -> usize {
        usize::try_from(self.chance.below(self.desks.len() as u64)).unwrap_or(0)
    }

    /// A clerk records something, by a clock that may be years off.
    fn record(&mut self, at: usize) {
        let desk = &mut self.desks[at];
        if desk.file.own.len() >= RECORDS_MAX {
            return;
        }
        let off = i64::try_from(self.chance.below(2 * CLOCK_OFF_MAX)).unwrap_or(0);
        let recorded_at = START + off - i64::try_from(CLOCK_OFF_MAX).unwrap_or(0);
        let mut bytes = [0; 32];
        self.chance.fill(&mut bytes);
        let half = |from: usize| {
            let mut half = [0; 16];
            half.copy_from_slice(&bytes[from..from + 16]);
            half
        };
        let subject = SubjectLink {
            id: SubjectId::from_bytes(half(0)),
            deps: Vec::new(),
            lamport: 1,
        };
        let draft = Draft {
            subjects: vec![subject],
            act_id: ActId::from_bytes(half(16)),
            recorded_at,
            clock: ClockGrade::Suspect,
            monotonic: desk.now,
            author: None,
            kind: UNKNOWN_KIND,
            version: 1,
            parts: vec![Part {
                name: PartName::Facts,
                salt: half(16),
                bytes: vec![0xa0],
            }],
            blobs: Vec::new(),
        };
        if let Ok(hash) = desk.file.record(draft, None) {
            self.recorded.insert(hash);
            self.schedule.records += 1;
        }
        self.signal(at, Input::RecordsWaiting);
    }

    fn signal(&mut self, at: usize, input: Input) {
        let jitter = self.chance.next();
        let desk = &mut self.desks[at];
        desk.session.accept(desk.now, jitter, input);
    }

    /// The program dies and starts again on its file.
    fn crash(&mut self, at: usize) {
        let desk = &mut self.desks[at];
        desk.session = Session::new(desk.terms.clone());
        self.schedule.crashes += 1;
    }

    fn restart_server(&mut self) -> Result<()> {
        if let Some(server) = self.server.take() {
            self.server = Some(server.restart()?);
            self.schedule.restarts += 1;
        }
        Ok(())
    }

    /// A request that was delivered before, or long held up, arrives now; nobody hears the reply.
    fn deliver_late(&mut self) {
        if !self.late.is_empty() {
            let place = usize::try_from(self.chance.below(self.late.len() as u64)).unwrap_or(0);
            let (desk, request) = self.late.swap_remove(place);
            let _nobody_hears = self.deliver(desk, &request);
        }
    }

    /// Does the next thing that a desk's session asks for; says whether it rests.
    fn advance(&mut self, at: usize, is_stormy: bool) -> bool {
        let desk = &mut self.desks[at];
        desk.now += 1;
        let mut foreseen = None;
        let input = match desk.session.next(desk.now) {
            Step::Rest { until } => {
                if is_stormy {
                    desk.now = desk.now.max(until.min(desk.now + 900_000));
                }
                return true;
            }
            Step::Ask(request) => Input::Replied(self.ask(at, &request, is_stormy)),
            Step::Read(read) => Input::Read(desk.file.read(&read)),
            Step::Store(mut effects) => {
                foreseen = desk.session.foreseen();
                if let Some(plant) = self.plant {
                    plant.spoil(&mut effects);
                }
                if is_stormy && self.chance.happens(1, 20) {
                    desk.file.failing_stores = 1;
                }
                match desk.file.store(&effects) {
                    Ok(()) => Input::Stored,
                    Err(_) => Input::StoreFailed,
                }
            }
        };
        let foreseen = foreseen.filter(|_| input == Input::Stored);
        self.signal(at, input);
        if let Some(request) = foreseen {
            self.assert_asks(at, request);
        }
        false
    }

    /// A page that was foreseen may already be on its way: it is asked for in the very same words.
    fn assert_asks(&mut self, at: usize, request: PullRequest) {
        let desk = &mut self.desks[at];
        let step = desk.session.next(desk.now);
        assert_eq!(
            step,
            Step::Ask(Request::Pull(request)),
            "foreseen otherwise"
        );
    }

    fn ask(&mut self, at: usize, request: &Request, is_stormy: bool) -> Result<Reply, Fault> {
        if !is_stormy {
            return self.deliver(at, request);
        }
        let unreachable = || Fault::Unreachable {
            detail: "storm".to_owned(),
        };
        match self.chance.below(10) {
            0 | 1 => {
                self.schedule.lost += 1;
                if self.chance.happens(1, 2) {
                    self.late.push((at, request.clone()));
                }
                self.silence(at, request);
                Err(unreachable())
            }
            2 => {
                self.schedule.cut += 1;
                let _lost_on_the_way = self.deliver(at, request);
                Err(Fault::NotAReply(NotAReply::HalfSent))
            }
            3 => {
                self.schedule.doubled += 1;
                self.late.push((at, request.clone()));
                self.deliver(at, request)
            }
            4 => Err(Fault::NotAReply(NotAReply::CaptivePortal)),
            _ => self.deliver(at, request),
        }
    }

    /// The planted bug: silence after a push is taken for success.
    fn silence(&mut self, at: usize, request: &Request) {
        let is_push = matches!(request, Request::Push(_));
        if is_push && self.plant == Some(Plant::SilenceIsSuccess) {
            let file = &mut self.desks[at].file;
            file.received_up_to = file.head().seq;
        }
    }

    fn deliver(&self, at: usize, request: &Request) -> Result<Reply, Fault> {
        let down = || Fault::Unreachable {
            detail: "down".to_owned(),
        };
        let server = self.server.as_ref().ok_or_else(down)?;
        let line = DeskLine::new(&server.engine, self.desks[at].terms.device);
        sync::ready(exchange(&line, request)).unwrap_or_else(|| Err(down()))
    }

    /// Lets every desk run until all is quiet; says what does not come to rest.
    fn calm_down(&mut self) -> Option<String> {
        for _ in 0..CALM_RUNS {
            for at in 0..self.desks.len() {
                self.desks[at].file.failing_stores = 0;
                // A month later: every pause is over.
                self.desks[at].now += 31 * 86_400_000;
                self.signal(at, Input::SendNow);
                let mut steps = 0;
                while !self.advance(at, false) {
                    steps += 1;
                    if steps > RUN_STEPS_MAX {
                        return Some(format!("desk {at} does not come to rest"));
                    }
                }
            }
        }
        None
    }

    /// Compares the books with what was recorded.
    fn look(&self) -> Option<String> {
        let mut on_desks = BTreeSet::new();
        for (at, desk) in self.desks.iter().enumerate() {
            let file = &desk.file;
            if file.received_up_to != file.head().seq {
                let (up_to, head) = (file.received_up_to, file.head().seq);
                return Some(format!("desk {at} is received up to {up_to} of {head}"));
            }
            if let Some(alarm) = file.alarms.first() {
                return Some(format!("desk {at} raised a false alarm: {alarm:?}"));
            }
            on_desks.extend(file.own.iter().map(ledger::Record::hash));
        }
        if on_desks != self.recorded {
            return Some("a desk forgot what it recorded".to_owned());
        }
        self.look_at_server().or_else(|| self.look_at_feeds())
    }

    fn look_at_server(&self) -> Option<String> {
        let server = self.server.as_ref()?;
        let engine = server.engine.lock().ok()?;
        for (at, desk) in self.desks.iter().enumerate() {
            let head = desk.file.head();
            let held = engine
                .database()
                .read(|tx| tx.find_chain(head.device, head.incarnation));
            let up_to = held.ok().flatten().map_or(0, |chain| chain.up_to);
            if up_to != head.seq {
                return Some(format!(
                    "the server holds {up_to} of {} of desk {at}",
                    head.seq
                ));
            }
        }
        let held = engine.database().record_count();
        (held != self.recorded.len()).then(|| {
            format!(
                "the server holds {held} records, {} were made",
                self.recorded.len()
            )
        })
    }

    /// Desks of one office must have heard the same, and everything of each other, once.
    fn look_at_feeds(&self) -> Option<String> {
        for (at, desk) in self.desks.iter().enumerate() {
            let places = desk
                .file
                .feeds
                .get(&desk.unit)
                .map_or(&[][..], Vec::as_slice);
            let heard: Vec<Hash> = places.iter().map(|place| place.item.hash()).collect();
            let once: BTreeSet<Hash> = heard.iter().copied().collect();
            if once.len() != heard.len() {
                return Some(format!("desk {at} heard a record twice"));
            }
            let of_office = self.desks.iter().filter(|other| other.unit == desk.unit);
            let expected: BTreeSet<Hash> = of_office
                .flat_map(|other| other.file.own.iter().map(|own| own.hash()))
                .collect();
            if once != expected {
                let (heard, made) = (once.len(), expected.len());
                return Some(format!(
                    "desk {at} heard {heard} of {made} records of its office"
                ));
            }
        }
        None
    }
}
