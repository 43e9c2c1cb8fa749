//! A desk of the storm: a file, a session over it, a book of what it knows, a wall clock.

use domain::decide::{Actor, Command, Context, Numbers, ProcedureFacts, decide};
use domain::event::{EVENT_VERSION, Event, Subject};
use domain::refusal::Refusal;
use ledger::{ActId, ClockGrade, Draft, Hash, Part, PartName, SubjectId, SubjectLink, UnitId};
use sync::model::ModelDesk;
use sync::session::{FeedPlace, Session, Terms};

use super::book::Book;
use super::commune::{Clerk, Commune, START, domain_unit};
use crate::chance::Chance;

/// A day, µs.
pub(super) const DAY: u64 = 86_400 * 1_000_000;

/// An action of a person, kept as a draft is: its ids are made once.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) act: [u8; 16],
    pub(super) clerk: usize,
    pub(super) command: Command,
    pub(super) records: Vec<Hash>,
}

/// The desk.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) unit: UnitId,
    pub(super) file: ModelDesk,
    pub(super) session: Session,
    pub(super) terms: Terms,
    /// The session's clock, milliseconds; it never goes back.
    pub(super) now: u64,
    /// How far the wall clock is off, µs.
    pub(super) skew: i64,
    pub(super) book: Book,
    pub(super) last_deed: Option<Deed>,
    /// The page stored last, for a disk that did not sync it.
    pub(super) last_page: Vec<FeedPlace>,
    own_read: usize,
    others_read: usize,
}

impl Desk {
    /// Opens a desk on a file.
    pub(super) fn open(unit: UnitId, file: ModelDesk, terms: Terms, book: Book) -> Self {
        Self {
            unit,
            file,
            session: Session::new(terms.clone()),
            terms,
            now: 0,
            skew: 0,
            book,
            last_deed: None,
            last_page: Vec::new(),
            own_read: 0,
            others_read: 0,
        }
    }

    /// Starts the program again on its file: projections are made anew.
    pub(super) fn start_again(&mut self, book: Book) {
        self.session = Session::new(self.terms.clone());
        self.book = book;
        self.last_page.clear();
        (self.own_read, self.others_read) = (0, 0);
    }

    /// Reads up in the book what the file has.
    pub(super) fn read_up(&mut self) {
        for record in self.file.own.iter().skip(self.own_read) {
            self.book.learn(record);
        }
        self.own_read = self.file.own.len();
        if self.others_read != self.file.others.len() {
            // In the order of the feed: a fold that depends on arrival must get one.
            for places in self.file.feeds.values() {
                for place in places {
                    if let Some(record) = self.file.others.get(&place.item.hash()) {
                        self.book.learn(record);
                    }
                }
            }
            for record in self.file.others.values() {
                self.book.learn(record);
            }
            self.others_read = self.file.others.len();
        }
    }

    /// Carries out a deed as the desk's program does; gives the events with their records.
    ///
    /// # Errors
    /// The office's refusal; nothing was written.
    pub(super) fn carry_out(
        &mut self,
        commune: &Commune,
        deed: &Deed,
        chance: &mut Chance,
    ) -> Result<Vec<(Subject, Event, Hash)>, Refusal> {
        self.read_up();
        let clerk = &commune.clerks[deed.clerk];
        let wall = self.wall();
        let number = self.file.own.len();
        let context = Context {
            now: wall,
            actor: Actor {
                person: domain::id::PersonId::from_bytes(*clerk.person.as_bytes()),
                unit: domain_unit(clerk.unit),
            },
            roster: &commune.roster,
            procedure: Some(ProcedureFacts {
                sector: "Hộ tịch".to_owned(),
                catalogue_version: 1,
                is_postal_in: true,
                due_at: Some(i64::MAX),
            }),
            look_alikes: &[],
            numbers: Numbers {
                lookup_code: format!("{number:014}"),
                dossier_code: format!("X99.01-261120-{number:04}"),
                register_volume: 1,
                register_number: u32::try_from(number).unwrap_or(1),
            },
        };
        let drafts = decide(self.book.world(), &deed.command, &context)?;
        let mut written = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let mut parts = vec![(PartName::Facts, draft.event.facts())];
            parts.extend(draft.person.map(|part| (PartName::Person, part.encode())));
            parts.extend(draft.case.map(|part| (PartName::Case, part.encode())));
            let hash = self.write(draft.subject, &draft.event, parts, deed.act, clerk, chance);
            written.extend(hash.map(|hash| (draft.subject, draft.event, hash)));
        }
        Ok(written)
    }

    fn write(
        &mut self,
        subject: Subject,
        event: &Event,
        parts: Vec<(PartName, Vec<u8>)>,
        act: [u8; 16],
        clerk: &Clerk,
        chance: &mut Chance,
    ) -> Option<Hash> {
        let (deps, lamport) = self.book.link(subject);
        let draft = Draft {
            subjects: vec![SubjectLink {
                id: SubjectId::from_bytes(*subject.as_bytes()),
                deps,
                lamport,
            }],
            act_id: ActId::from_bytes(act),
            recorded_at: self.wall(),
            clock: ClockGrade::Suspect,
            monotonic: self.now,
            author: Some(clerk.person),
            kind: event.kind(),
            version: EVENT_VERSION,
            parts: parts
                .into_iter()
                .map(|(name, bytes)| Part {
                    name,
                    salt: half(chance),
                    bytes,
                })
                .collect(),
            blobs: Vec::new(),
        };
        let key = clerk.key_at(self.file.head().device)?;
        let hash = self.file.record(draft, Some(key)).ok()?;
        self.read_up();
        Some(hash)
    }

    /// Reads the wall clock, µs UTC.
    pub(super) fn wall(&self) -> i64 {
        let passed = i64::try_from(self.now.saturating_mul(1_000)).unwrap_or(0);
        START + passed + self.skew
    }

    /// Puts the wall clock up to ten years off.
    pub(super) fn set_clock(&mut self, chance: &mut Chance) {
        let years = i64::try_from(chance.below(20 * 365)).unwrap_or(0) - 10 * 365;
        self.skew = years * i64::try_from(DAY).unwrap_or(0);
    }
}

/// Draws an id.
pub(super) fn half(chance: &mut Chance) -> [u8; 16] {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes);
    bytes
}
