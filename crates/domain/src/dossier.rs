//! A dossier as its records tell it: what was received, who has its papers, what was put
//! right, what contradicts what.
//!
//! [`fold`] never refuses: an event whose precondition no longer holds stays in the steps
//! with the reason, and where two people did not know of each other, as a [`Conflict`].
//! The same records give the same dossier on every machine, whatever order they came in.

mod conserving;
mod correcting;
mod disputing;
mod passing;
mod returning;

use std::collections::BTreeMap;

pub use self::conserving::Imbalance;
use crate::custody::{Claim, ClaimedState, Custody, HeldPaper, Papers};
use crate::entry::{Entry, History};
use crate::event::{
    Channel, CorrectedField, DossierReceived, DueSource, Event, Filing, ReturnChannel,
};
use crate::id::{DossierId, HandoffId, PaperId, PersonId, RecordRef, UnitId};
use crate::paper::{Paper, PaperForm};
use crate::party::Holder;

/// How far a dossier has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Its reception has not arrived here.
    Unknown,
    /// Đã tiếp nhận.
    Received,
    /// Đã bàn giao: another office holds a paper of it.
    HandedOn,
    /// Có kết quả.
    ResultReady,
    /// Đã trả kết quả.
    ResultReturned,
    /// Người dân rút.
    Withdrawn,
    /// Đã hủy: the desk undid the reception.
    Cancelled,
}

impl Status {
    /// Says whether nothing more is to happen to the request itself.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::ResultReturned | Self::Withdrawn | Self::Cancelled
        )
    }
}

crate::codes! {
    pub Status {
        Self::Unknown => "awaiting_reception",
        Self::Received => "received",
        Self::HandedOn => "handed_over",
        Self::ResultReady => "result_ready",
        Self::ResultReturned => "returned",
        Self::Withdrawn => "withdrawn",
        Self::Cancelled => "cancelled",
    }
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEffect {
    /// The server took the effect away by a signed record.
    Withheld,
    /// The dossier was received before.
    ReceivedBefore,
    /// The dossier, paper or manifest it speaks of is not among its records.
    NothingThere,
    /// The paper was not in the hands of whoever acted.
    NotHeld,
    /// The manifest had been answered or withdrawn, and the author knew.
    OfferClosed,
    /// The author is not the person the event names.
    NotTheAuthor,
    /// The author is not the taker named, or not of the unit that the manifest is for.
    NotTheTaker,
    /// One person would have signed both sides.
    SamePersonBothSides,
    /// The field had been corrected, and the author knew.
    CorrectedBefore,
    /// The conflict is not open.
    NoConflict,
}

crate::codes! {
    pub NoEffect {
        Self::Withheld => "withheld",
        Self::ReceivedBefore => "received_before",
        Self::NothingThere => "nothing_there",
        Self::NotHeld => "not_held",
        Self::OfferClosed => "offer_closed",
        Self::NotTheAuthor | Self::NotTheTaker => "not_the_person",
        Self::SamePersonBothSides => "same_person",
        Self::CorrectedBefore => "corrected_before",
        Self::NoConflict => "no_conflict",
    }
}

/// One event as it was folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub record: RecordRef,
    /// Why it changed nothing, unless it did.
    pub no_effect: Option<NoEffect>,
}

/// What a conflict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Two holders claim the same papers.
    TwoHolders,
    /// A withdrawal and an acceptance crossed; the acceptance holds.
    WithdrawnYetAccepted,
    /// One paper stood on two manifests at once.
    OfferedTwice,
    /// Two takers answered one manifest; an acceptance holds against a refusal.
    AnsweredTwice,
    /// One field was corrected twice.
    CorrectedTwice(CorrectedField),
    /// Two receptions bear one dossier's name; the papers of both are kept.
    ReceivedTwice,
}

/// Two records that contradict each other, kept until a named person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about.
    pub kind: ConflictKind,
    /// The two records, smaller hash first: the conflict's name.
    pub between: (RecordRef, RecordRef),
    /// The papers concerned.
    pub papers: Vec<PaperId>,
    /// How it was decided.
    pub resolution: Option<Resolution>,
}

/// A person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// The record that decides.
    pub record: RecordRef,
    /// The record that holds.
    pub upheld: RecordRef,
    /// Who decided.
    pub by: Option<PersonId>,
}

/// A dossier as its records tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Which.
    pub id: DossierId,
    /// The record of its reception, and what it says.
    pub received: Option<(RecordRef, DossierReceived)>,
    /// Way back, after corrections.
    pub return_channel: Option<ReturnChannel>,
    /// The appointed time, after corrections, µs UTC.
    pub due_at: Option<i64>,
    /// When the request counts as filed, so that its time starts to run, µs UTC; nothing while
    /// what was taken in by post waits for the minutes of the One-stop (rule T10).
    pub filed_at: Option<i64>,
    /// Number of sets, after corrections.
    pub sets: u16,
    /// For each corrected field, the record that holds its value.
    pub corrected: BTreeMap<CorrectedField, RecordRef>,
    /// Its papers.
    pub papers: Papers,
    /// «bản giấy đã ký» by form and manifest.
    pub signed_prints: BTreeMap<(String, Option<HandoffId>), bool>,
    /// What contradicts what.
    pub conflicts: Vec<Conflict>,
    /// Every event, in order.
    pub steps: Vec<Step>,
    /// Records that wait for others of this dossier.
    pub waiting: Vec<RecordRef>,
    /// Records that no other depends on: the deps of the next one.
    pub heads: Vec<RecordRef>,
    /// Largest lamport among the records here.
    pub lamport: u64,
    ending: Option<Status>,
    /// When the One-stop's minutes filed it, and what is due since.
    minutes: Option<(i64, Filing)>,
    /// For each field that was corrected, the records that nobody corrected: two are a case.
    standing: BTreeMap<CorrectedField, Vec<RecordRef>>,
    /// The receptions that nobody decided against, with the papers of each.
    receptions: Vec<RecordRef>,
    /// Every reception, and every decision between two.
    named_by: Vec<RecordRef>,
    /// For each corrected field, every correction and every decision between two.
    told_by: BTreeMap<CorrectedField, Vec<RecordRef>>,
}

impl Dossier {
    fn new(id: DossierId) -> Self {
        Self {
            id,
            received: None,
            return_channel: None,
            due_at: None,
            filed_at: None,
            sets: 0,
            corrected: BTreeMap::new(),
            papers: Papers::new(),
            signed_prints: BTreeMap::new(),
            conflicts: Vec::new(),
            steps: Vec::new(),
            waiting: Vec::new(),
            heads: Vec::new(),
            lamport: 0,
            ending: None,
            minutes: None,
            standing: BTreeMap::new(),
            receptions: Vec::new(),
            named_by: Vec::new(),
            told_by: BTreeMap::new(),
        }
    }

    /// Says how far it has come.
    #[must_use]
    pub fn status(&self) -> Status {
        let Some((_, reception)) = &self.received else {
            return Status::Unknown;
        };
        if let Some(ending) = self.ending {
            return ending;
        }
        let mut results = self
            .papers
            .values()
            .filter(|held| held.paper.form == PaperForm::Result)
            .peekable();
        if results.peek().is_some() {
            let all_returned = results.all(|held| held.custody == Custody::Returned);
            return if all_returned {
                Status::ResultReturned
            } else {
                Status::ResultReady
            };
        }
        let is_handed_on = self
            .papers
            .values()
            .filter_map(|held| held.custody.holder().and_then(Holder::unit))
            .any(|unit| unit != reception.unit);
        if is_handed_on {
            Status::HandedOn
        } else {
            Status::Received
        }
    }

    /// Names what the procedure asks for and the citizen has not handed in; once there is a result,
    /// or the dossier has ended, nothing is owed any more.
    #[must_use]
    pub fn owed(&self) -> &[String] {
        match (&self.received, self.status()) {
            (Some((_, received)), Status::Received | Status::HandedOn) => &received.missing,
            _ => &[],
        }
    }

    /// Gives the conflicts that nobody has decided.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts
            .iter()
            .filter(|conflict| conflict.resolution.is_none())
    }

    /// Gives the papers that a unit answers for.
    pub fn held_by(&self, unit: UnitId) -> impl Iterator<Item = &HeldPaper> {
        self.papers.values().filter(move |held| {
            matches!(&held.custody, Custody::Held { holder } if holder.unit() == Some(unit))
        })
    }

    fn end(&mut self, ending: Status) -> Result<(), NoEffect> {
        if self.received.is_none() {
            return Err(NoEffect::NothingThere);
        }
        self.ending.get_or_insert(ending);
        Ok(())
    }

    fn open_conflict(
        &mut self,
        kind: ConflictKind,
        one: RecordRef,
        other: RecordRef,
        paper: Option<PaperId>,
    ) {
        let between = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        // What was decided stays so; the same two records may contradict each other again.
        let known = self
            .conflicts
            .iter_mut()
            .filter(|conflict| conflict.resolution.is_none())
            .find(|conflict| conflict.kind == kind && conflict.between == between);
        if let Some(conflict) = known {
            conflict
                .papers
                .extend(paper.filter(|paper| !conflict.papers.contains(paper)));
            return;
        }
        let papers = paper.into_iter().collect();
        self.conflicts.push(Conflict {
            kind,
            between,
            papers,
            resolution: None,
        });
    }
}

/// Folds the records of one dossier.
#[must_use]
pub fn fold(id: DossierId, entries: &[Entry]) -> Dossier {
    let history = History::of(entries);
    let mut dossier = Dossier::new(id);
    for entry in history.iter() {
        let effect = if entry.is_withheld {
            passing::note_withheld(&mut dossier, entry);
            Err(NoEffect::Withheld)
        } else {
            apply(&mut dossier, entry, &history)
        };
        dossier.steps.push(Step {
            record: entry.record(),
            no_effect: effect.err(),
        });
    }
    dossier.waiting = history.waiting().to_vec();
    dossier.heads = history.heads();
    dossier.lamport = entries
        .iter()
        .map(|entry| entry.place.lamport)
        .max()
        .unwrap_or(0);
    debug_assert_eq!(
        dossier.find_imbalance(entries),
        None,
        "papers are conserved"
    );
    dossier
}

/// Applies one event; an error says why it changed nothing.
fn apply(dossier: &mut Dossier, entry: &Entry, history: &History<'_>) -> Result<(), NoEffect> {
    check_author(entry)?;
    match &entry.event {
        Event::DossierReceived(event) => receive(dossier, entry, event, history),
        Event::DossierCorrected(event) => correcting::correct(dossier, entry, event, history),
        Event::DossierWithdrawn(_) => dossier.end(Status::Withdrawn),
        Event::DossierCancelled(event) => returning::cancel(dossier, entry, event, history),
        Event::LineOffered(event) => passing::offer(dossier, entry, event, history),
        Event::LineAccepted(event) => passing::accept(dossier, entry, event, history),
        Event::LineRefused(event) => passing::refuse(dossier, entry, event, history),
        Event::LineWithdrawn(event) => passing::withdraw(dossier, entry, event, history),
        Event::ResultIssued(event) => returning::issue(dossier, entry, event, history),
        Event::PapersReturned(event) => returning::give_back(dossier, entry, event, history),
        Event::PaperTakenBack(event) => returning::take_back(dossier, entry, event, history),
        Event::ConflictResolved(event) => correcting::resolve(dossier, entry, event, history),
        Event::SignedPrintRecorded(event) => {
            let print = (event.form.clone(), event.handoff);
            dossier.signed_prints.insert(print, event.signed);
            Ok(())
        }
        Event::HandoffOffered(_)
        | Event::HandoffAccepted(_)
        | Event::HandoffRefused(_)
        | Event::HandoffWithdrawn(_) => Err(NoEffect::NothingThere),
    }
}

/// Takes a dossier in.
///
/// A second reception under the same name that did not know of the first may have citizens'
/// papers of its own: they are kept too, and a person decides which reception names the dossier.
fn receive(
    dossier: &mut Dossier,
    entry: &Entry,
    event: &DossierReceived,
    history: &History<'_>,
) -> Result<(), NoEffect> {
    let first = dossier.receptions.first().copied();
    if first.is_some_and(|first| history.knew(entry.record(), first)) {
        return Err(NoEffect::ReceivedBefore);
    }
    let holder = Holder::Staff {
        unit: event.unit,
        person: event.staff,
    };
    for paper in &event.papers {
        // One that was issued under the same id and known to the author stays as it lies.
        let _: Result<(), NoEffect> =
            dossier.arrive(entry, paper, &holder, event.received_at, history);
    }
    dossier.receptions.push(entry.record());
    dossier.named_by.push(entry.record());
    let Some(first) = first else {
        dossier.name_by(entry.record(), event);
        return Ok(());
    };
    let kind = ConflictKind::ReceivedTwice;
    dossier.open_conflict(kind, first, entry.record(), None);
    for paper in &event.papers {
        dossier.open_conflict(kind, first, entry.record(), Some(paper.id));
    }
    Ok(())
}

impl Dossier {
    /// Lets a reception give the dossier its name, and every field that nobody corrected.
    fn name_by(&mut self, record: RecordRef, event: &DossierReceived) {
        for field in [
            CorrectedField::ReturnChannel,
            CorrectedField::DueAt,
            CorrectedField::Sets,
        ] {
            if !self.corrected.contains_key(&field) {
                self.set_received_field(field, event);
            }
        }
        self.filed_at = if awaits_minutes(event) {
            self.minutes.map(|(at, _)| at)
        } else {
            Some(event.received_at)
        };
        self.received = Some((record, event.clone()));
    }

    /// Lets the minutes of the One-stop file what was waiting for them; the first ones count.
    fn file(&mut self, at: i64, filing: Filing) {
        self.minutes.get_or_insert((at, filing));
        if let Some((record, event)) = self.received.clone() {
            self.name_by(record, &event);
        }
    }

    /// Puts a paper that comes into being into somebody's hands, beside who holds one of its name.
    fn arrive(
        &mut self,
        entry: &Entry,
        paper: &Paper,
        holder: &Holder,
        at: i64,
        history: &History<'_>,
    ) -> Result<(), NoEffect> {
        let Some(held) = self.papers.get_mut(&paper.id) else {
            let arrived = HeldPaper::arrived(paper.clone(), holder.clone(), entry.record(), at);
            self.papers.insert(paper.id, arrived);
            return Ok(());
        };
        if disputing::is_known(held, entry, history) {
            return Err(NoEffect::NothingThere);
        }
        let claim = Claim {
            record: entry.record(),
            state: ClaimedState::Held(holder.clone()),
        };
        let last = held.custody.holder().unwrap_or(holder).clone();
        disputing::contest(held, claim, &last)?;
        held.told_by.push(entry.record());
        self.review_dispute(paper.id, None);
        Ok(())
    }
}

/// Says whether the author is the person in whose name the event acts; a machine never is.
pub(crate) fn check_author(entry: &Entry) -> Result<(), NoEffect> {
    let author = entry.author.person().ok_or(NoEffect::NotTheAuthor)?;
    match entry.event.acting() {
        Some(acting) if acting.person != Some(author) => Err(if entry.event.is_answer() {
            NoEffect::NotTheTaker
        } else {
            NoEffect::NotTheAuthor
        }),
        Some(_) | None => Ok(()),
    }
}

/// Says whether the time of what was received starts only with the minutes of the One-stop.
fn awaits_minutes(event: &DossierReceived) -> bool {
    event.channel_in == Channel::Post && event.due_source == DueSource::Unknown
}
