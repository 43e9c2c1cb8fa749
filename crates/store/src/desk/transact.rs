//! The one door for writes: decide, sign, append, queue, project, in one transaction.
//!
//! Decided is on what the file says inside the transaction, so nothing can come between. The
//! same act given again is answered with what came of it the first time.

use std::collections::{BTreeMap, BTreeSet};

use domain::decide::{Command, Context, Draft as Decided, World, decide};
use domain::event::{Event, Subject};
use domain::id::{DossierId, HandoffId, RecordRef};
use domain::refusal::Refusal;
use ledger::id::SubjectId;
use ledger::seal::{Draft, seal};
use ledger::{AuthorStanding, Part, PartName, Record, SubjectLink};
use rusqlite::OptionalExtension;

use super::act::{Act, Done, PrintJobId, draw_part};
use super::entries::{Loaded, load_entries};
use super::numbers::Offered;
use super::parts::duty_of_actor;
use super::print::{MINUTES_FORM, RECEIPT_FORM};
use super::project::project_touched;
use super::touched::Touched;
use super::{Desk, Pen, Standing, SystemMoment};
use crate::failure::Failure;
use crate::ids::{ledger_act, ledger_person, record_hash};
use crate::keys::folder::DutyId;
use crate::read::duplicates::find_look_alikes;
use crate::row::Bytes;

impl Desk {
    /// Does what a person asks, or says what stands against it; nothing is half done.
    ///
    /// # Errors
    /// [`Failure::Refused`] with the office's fact; [`Failure::NotSaved`] when the disk failed,
    /// after which the same act can be given again.
    pub fn transact(&mut self, act: &Act<'_>) -> Result<Done, Failure> {
        if self.is_restored() {
            // On the chain as it stands, the next record would be one written before.
            let (now, clock, monotonic) = (act.now, act.clock, act.monotonic);
            self.begin_incarnation(SystemMoment {
                now,
                clock,
                monotonic,
            })?;
        }
        self.write(|pen| pen.transact(act))
    }
}

impl Pen<'_> {
    fn transact(&mut self, act: &Act<'_>) -> Result<Done, Failure> {
        if let Some(done) = self.find_done(act)? {
            return Ok(done);
        }
        let roster = self.roster.ok_or(Failure::NotEnrolled)?;
        let mut links = Links::default();
        let world = self.load_world(&act.command, &mut links)?;
        let offered = self.offer_numbers(&act.command, act.actor.unit, act.now)?;
        let look_alikes = if let Command::ReceiveDossier { reception, .. } = &act.command {
            find_look_alikes(self.tx, reception, act.now)?
        } else {
            Vec::new()
        };
        let context = Context {
            now: act.now,
            actor: act.actor,
            roster,
            procedure: act.procedure.clone(),
            look_alikes: &look_alikes,
            numbers: offered.numbers.clone(),
        };
        let decided = decide(&world, &act.command, &context)?;
        let duty = duty_of_actor(roster, act.actor, act.now);
        self.record_all(act, decided, &offered, duty, links)
    }

    fn record_all(
        &mut self,
        act: &Act<'_>,
        decided: Vec<Decided>,
        offered: &Offered,
        duty: DutyId,
        mut links: Links,
    ) -> Result<Done, Failure> {
        let mut touched = Touched::default();
        let mut done = Done {
            records: Vec::with_capacity(decided.len()),
            dossiers: Vec::new(),
            handoffs: Vec::new(),
            lookup_code: None,
            print_job: None,
            repeated: false,
        };
        for draft in decided {
            let link = links.next(draft.subject);
            let record = self.record_one(act, &draft, link, duty, &mut touched)?;
            links.written(draft.subject, record.hash());
            done.records.push(record.hash());
            match draft.subject {
                Subject::Dossier(id) if !done.dossiers.contains(&id) => done.dossiers.push(id),
                Subject::Handoff(id) if !done.handoffs.contains(&id) => done.handoffs.push(id),
                Subject::Dossier(_) | Subject::Handoff(_) => {}
            }
            if let Some(code) = self.count_used(&draft.event, offered)? {
                done.lookup_code = Some(code);
            }
            if let Some(job) = self.reserve_for(&draft, act.now)? {
                done.print_job = Some(job);
            }
        }
        project_touched(self.tx, touched)?;
        self.note_done(act, &done)?;
        Ok(done)
    }

    fn record_one(
        &mut self,
        act: &Act<'_>,
        decided: &Decided,
        link: SubjectLink,
        duty: DutyId,
        touched: &mut Touched,
    ) -> Result<Record, Failure> {
        let mut parts = vec![draw_part(
            self.entropy,
            PartName::Facts,
            decided.event.facts(),
        )?];
        if let Some(person) = &decided.person {
            parts.push(draw_part(self.entropy, PartName::Person, person.encode())?);
        }
        if let Some(case) = &decided.case {
            parts.push(draw_part(self.entropy, PartName::Case, case.encode())?);
        }
        let draft = Draft {
            subjects: vec![link],
            act_id: ledger_act(act.id),
            recorded_at: act.now,
            clock: act.clock,
            monotonic: act.monotonic,
            author: Some(ledger_person(act.actor.person)),
            kind: decided.event.kind(),
            version: domain::event::EVENT_VERSION,
            parts,
            blobs: Vec::new(),
        };
        self.append_own(draft, Some(act.signer), duty, act.now, touched)
    }

    /// Seals a draft at the end of the own chain, stores and queues it.
    pub(super) fn append_own(
        &mut self,
        draft: Draft,
        author: Option<&dyn ledger::Signer>,
        duty: DutyId,
        now: i64,
        touched: &mut Touched,
    ) -> Result<Record, Failure> {
        let (record, head) = seal(draft, &self.life.head, self.signer, author)?;
        let standing = match author {
            Some(_) => AuthorStanding::Verified,
            None => AuthorStanding::System,
        };
        let appended = self.append(&record, standing, duty, touched)?;
        self.life.head = head;
        let parts: Vec<Part> = record
            .parts()
            .iter()
            .filter(|part| part.name != PartName::Facts)
            .cloned()
            .collect();
        crate::exchange::outbox::queue(self.tx, appended.row, &record, &parts, now)?;
        Ok(record)
    }

    fn load_world(&self, command: &Command, links: &mut Links) -> Result<World, Failure> {
        let mut world = World::default();
        let (mut dossiers, handoff) = subjects_of(command);
        if let Some(id) = handoff {
            let loaded = load_entries(self.tx, *id.as_bytes())?;
            let folded = domain::handoff::fold(id, &loaded.entries);
            links.know(Subject::Handoff(id), &loaded, &folded.heads);
            if let Some((record, offer)) = &folded.offered {
                if matches!(command, Command::AcceptHandoff { .. }) {
                    check_signed(&loaded, *record, id)?;
                }
                dossiers.extend(offer.lines.iter().map(|line| line.dossier));
                world.handoffs.insert(id, folded);
            }
        }
        for id in dossiers {
            let loaded = load_entries(self.tx, *id.as_bytes())?;
            let folded = domain::dossier::fold(id, &loaded.entries);
            links.know(Subject::Dossier(id), &loaded, &folded.heads);
            if !loaded.entries.is_empty() {
                world.dossiers.insert(id, folded);
            }
        }
        Ok(world)
    }

    fn reserve_for(&mut self, draft: &Decided, now: i64) -> Result<Option<PrintJobId>, Failure> {
        let form = if matches!(draft.event, Event::DossierReceived(_)) {
            RECEIPT_FORM
        } else if matches!(
            draft.event,
            Event::HandoffOffered(_) | Event::HandoffAccepted(_)
        ) {
            MINUTES_FORM
        } else {
            return Ok(None);
        };
        self.reserve_print(draft.subject, form, now)
            .map(|job| Some(job.id))
    }

    fn find_done(&self, act: &Act<'_>) -> Result<Option<Done>, Failure> {
        let found: Option<(Vec<u8>, Option<Bytes<32>>)> = self
            .tx
            .prepare_cached("SELECT outcome, content FROM act WHERE act = ?1")
            .and_then(|mut select| {
                select
                    .query_row([Bytes(*act.id.as_bytes())], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()
            })
            .map_err(Failure::sqlite("looking for the act"))?;
        let Some((outcome, content)) = found else {
            return Ok(None);
        };
        let asked = act.content()?;
        if content.is_some_and(|known| known.0 != *asked.as_bytes()) {
            return Err(Refusal::ActDiffers.into());
        }
        let done: Done =
            minicbor::decode(&outcome).map_err(|_| Failure::Unreadable("an outcome"))?;
        Ok(Some(Done {
            repeated: true,
            ..done
        }))
    }

    fn note_done(&self, act: &Act<'_>, done: &Done) -> Result<(), Failure> {
        let outcome = minicbor::to_vec(done).map_err(|_| Failure::Unreadable("an outcome"))?;
        let content = act.content()?;
        self.tx
            .prepare_cached("INSERT INTO act (act, outcome, content) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| {
                let content = Bytes(*content.as_bytes());
                insert.execute((Bytes(*act.id.as_bytes()), outcome, content))
            })
            .map(|_| ())
            .map_err(Failure::sqlite("noting the act"))
    }
}

/// The heads of the subjects at hand, and the records written after them in this act.
#[derive(Debug, Default)]
struct Links {
    known: BTreeMap<Subject, (Vec<ledger::Hash>, u64)>,
}

impl Links {
    fn know(&mut self, subject: Subject, loaded: &Loaded, heads: &[domain::id::RecordRef]) {
        let heads: BTreeSet<_> = heads.iter().copied().collect();
        let lamports = loaded
            .entries
            .iter()
            .filter(|entry| heads.contains(&entry.record()))
            .map(|entry| entry.place.lamport);
        let lamport = lamports.max().unwrap_or(0);
        self.known.insert(
            subject,
            (heads.into_iter().map(record_hash).collect(), lamport),
        );
    }

    /// Gives the link of the next record of a subject: after all its heads.
    fn next(&self, subject: Subject) -> SubjectLink {
        let (deps, lamport) = self.known.get(&subject).cloned().unwrap_or_default();
        SubjectLink {
            id: SubjectId::from_bytes(*subject.as_bytes()),
            deps,
            lamport: lamport.saturating_add(1),
        }
    }

    fn written(&mut self, subject: Subject, hash: ledger::Hash) {
        let lamport = self.known.get(&subject).map_or(0, |(_, lamport)| *lamport);
        self.known
            .insert(subject, (vec![hash], lamport.saturating_add(1)));
    }
}

/// Refuses an offer that its giver did not sign: whoever takes it would answer for papers that
/// nobody is proven to have given. A giver whose key has not arrived is not refused.
fn check_signed(loaded: &Loaded, offer: RecordRef, handoff: HandoffId) -> Result<(), Failure> {
    let row = loaded.rows.get(&offer);
    match row.and_then(|row| Standing::from_code(row.standing)) {
        Some(Standing(AuthorStanding::Verified | AuthorStanding::KeyUnknown)) => Ok(()),
        Some(Standing(
            AuthorStanding::System | AuthorStanding::Unsigned | AuthorStanding::Refused,
        ))
        | None => Err(Refusal::OfferNotSigned(handoff).into()),
    }
}

/// Says what a command speaks of.
fn subjects_of(command: &Command) -> (BTreeSet<DossierId>, Option<HandoffId>) {
    let one = |dossier: &DossierId| BTreeSet::from([*dossier]);
    match command {
        Command::ReceiveDossier { dossier, .. }
        | Command::WithdrawDossier { dossier, .. }
        | Command::CancelDossier { dossier, .. }
        | Command::IssueResult { dossier, .. }
        | Command::ResolveConflict { dossier, .. } => (one(dossier), None),
        Command::CorrectDossier(form) => (one(&form.dossier), None),
        Command::ReturnPapers(form) => (one(&form.dossier), None),
        Command::OfferHandoff(manifest) => {
            let dossiers = manifest.lines.iter().map(|(dossier, _)| *dossier).collect();
            (dossiers, Some(manifest.handoff))
        }
        Command::AcceptHandoff { handoff, .. }
        | Command::RefuseHandoff { handoff, .. }
        | Command::WithdrawHandoff { handoff, .. } => (BTreeSet::new(), Some(*handoff)),
        Command::RecordSignedPrint { subject, .. } => match subject {
            Subject::Dossier(dossier) => (one(dossier), None),
            Subject::Handoff(handoff) => (BTreeSet::new(), Some(*handoff)),
        },
    }
}
