//! The line between desks and server, and one session's next step over it.
//!
//! Requests are lost, come late or twice, replies are cut, are a portal's page, or lie. What is
//! said against a lie is judged at once: the desk must name it and keep nothing of it.

use district::database::Database;
use district::engine::DeskLine;
use ledger::Hash;
use sync::drive::DeskFile as _;
use sync::fault::{Fault, NotAReply};
use sync::protocol::{Reply, Request, exchange};
use sync::session::{Alarm, Effect, Input, Read, Session, Step};

use super::liar::{self, Lie};
use super::plant::Plant;
use super::schedule::Storm;
use crate::chance::Chance;

/// Steps in which a session must have judged a reply.
const JUDGING_STEPS_MAX: usize = 8;

impl Storm<'_> {
    /// Does the next thing that a desk's session asks for; says whether it rests.
    pub(super) fn advance(&mut self, at: usize, is_stormy: bool, chance: &mut Chance) -> bool {
        let desk = &mut self.desks[at];
        desk.now += 1;
        let input = match desk.session.next(desk.now) {
            Step::Rest { until } => {
                if is_stormy {
                    desk.now = desk.now.max(until.min(desk.now + 900_000));
                }
                return true;
            }
            Step::Ask(request) => Input::Replied(self.ask(at, &request, is_stormy, chance)),
            Step::Read(read) => Input::Read(self.read(at, &read)),
            Step::Store(effects) => {
                if is_stormy && chance.happens(1, 20) {
                    desk.file.failing_stores = 1;
                }
                self.store(at, effects)
            }
        };
        self.signal(at, input, chance);
        if let Some(lie) = self.lie.take() {
            self.judge_lie(at, lie, chance);
        }
        false
    }

    fn read(&mut self, at: usize, read: &Read) -> sync::session::ReadReply {
        self.desks[at].file.read(read)
    }

    fn store(&mut self, at: usize, mut effects: Vec<Effect>) -> Input {
        if let Some(plant) = self.plant {
            plant.spoil(&mut effects, &mut self.believed);
        }
        let desk = &mut self.desks[at];
        let opens = |effect: &Effect| matches!(effect, Effect::OpenIncarnation { .. });
        if effects.iter().any(opens) {
            self.machines += 1;
            desk.file.machine = self.machines;
            if self.plant == Some(Plant::NothingCarried) {
                desk.file.received_up_to = desk.file.head().seq;
            }
        }
        if desk.file.store(&effects).is_err() {
            return Input::StoreFailed;
        }
        if self.plant == Some(Plant::NothingCarried) {
            desk.file.unplaced.clear();
        }
        for effect in &effects {
            if let Effect::Feed { places, .. } = effect {
                desk.last_page.clone_from(places);
            }
        }
        self.note_receipts(at, &effects);
        self.note_pages(at, &effects);
        Input::Stored
    }

    /// Remembers what a desk was promised, and that the server kept it at that moment.
    fn note_receipts(&mut self, at: usize, effects: &[Effect]) {
        for effect in effects {
            let Effect::Receipt { receipt } = effect else {
                continue;
            };
            let file = &self.desks[at].file;
            let received = file.own.iter().filter(|own| {
                let header = own.header();
                header.incarnation == receipt.incarnation && header.seq <= receipt.up_to
            });
            self.promised.extend(received.map(ledger::Record::hash));
            if !self.has_restored_server && !self.is_on_server(&receipt.head) {
                self.break_with(format!(
                    "desk {at} keeps a receipt for what the server does not hold"
                ));
            }
        }
    }

    /// A page that a desk keeps ends at an entry that the server's feed has there.
    fn note_pages(&mut self, at: usize, effects: &[Effect]) {
        let Some(server) = self.server.as_ref().filter(|_| !self.has_restored_server) else {
            return;
        };
        let is_false = effects.iter().any(|effect| {
            let Effect::Feed { cursor, .. } = effect else {
                return false;
            };
            let engine = server.engine();
            let entry = engine
                .database()
                .read(|tx| tx.find_feed_entry(cursor.unit, cursor.position));
            !matches!(entry, Ok(Some(row)) if row.hash == cursor.hash)
        });
        if is_false {
            self.break_with(format!("desk {at} keeps a page that the server never had"));
        }
    }

    /// Says whether the server holds a record.
    pub(super) fn is_on_server(&self, record: &Hash) -> bool {
        let Some(server) = &self.server else {
            return false;
        };
        let engine = server.engine();
        let found = engine.database().read(|tx| tx.find_record_number(record));
        matches!(found, Ok(Some(_)))
    }

    fn judge_lie(&mut self, at: usize, lie: Lie, chance: &mut Chance) {
        let mut said = Vec::new();
        let mut greets_again = false;
        for _ in 0..JUDGING_STEPS_MAX {
            let desk = &mut self.desks[at];
            let input = match desk.session.next(desk.now) {
                Step::Ask(Request::Hello(_)) => {
                    greets_again = true;
                    break;
                }
                Step::Rest { .. } | Step::Ask(_) => break,
                Step::Read(read) => Input::Read(self.read(at, &read)),
                Step::Store(effects) => {
                    desk.file.failing_stores = 0;
                    said.extend(effects.iter().cloned());
                    self.store(at, effects)
                }
            };
            self.signal(at, input, chance);
        }
        self.tally.lies += 1;
        let alarm = lie.refused_as.map(Effect::Alarm);
        // A server that was restored in between contradicts itself before it comes to the lie.
        let contradicts = Effect::Alarm(Alarm::CheckpointContradicts);
        if self.has_restored_server && said.contains(&contradicts) {
            return;
        }
        // A receipt for more than was sent is asked about: the greeting does not prove it.
        let is_asked = greets_again && said.is_empty();
        let is_named = is_asked || alarm.as_ref().is_none_or(|alarm| said.contains(alarm));
        let kept = said.iter().find(|effect| Some(*effect) != alarm.as_ref());
        if !is_named {
            let said = format!("{said:?}");
            self.break_with(format!("desk {at} did not name {}: {said:.200}", lie.name));
        } else if let Some(kept) = kept {
            let kept = format!("{kept:?}");
            self.break_with(format!(
                "desk {at} kept something of {}: {kept:.200}",
                lie.name
            ));
        }
    }

    /// Gives a session a sign.
    pub(super) fn signal(&mut self, at: usize, input: Input, chance: &mut Chance) {
        let jitter = chance.next();
        let desk = &mut self.desks[at];
        desk.session.accept(desk.now, jitter, input);
    }

    fn ask(
        &mut self,
        at: usize,
        request: &Request,
        is_stormy: bool,
        chance: &mut Chance,
    ) -> Result<Reply, Fault> {
        if !is_stormy {
            return self.deliver(at, request);
        }
        let unreachable = || Fault::Unreachable {
            detail: "storm".to_owned(),
        };
        match chance.below(10) {
            0 => {
                self.tally.lost += 1;
                if chance.happens(1, 2) {
                    self.late.push((at, request.clone()));
                }
                self.silence(at, request);
                Err(unreachable())
            }
            1 => {
                self.tally.cut += 1;
                let _lost_on_the_way = self.deliver(at, request);
                Err(Fault::NotAReply(NotAReply::HalfSent))
            }
            2 => {
                self.tally.doubled += 1;
                self.late.push((at, request.clone()));
                self.deliver(at, request)
            }
            3 if chance.happens(1, 3) => Err(Fault::NotAReply(NotAReply::CaptivePortal)),
            4 | 5 if self.weather.lies => self.deliver_a_lie(at, request, chance),
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

    fn deliver_a_lie(
        &mut self,
        at: usize,
        request: &Request,
        chance: &mut Chance,
    ) -> Result<Reply, Fault> {
        let mut reply = self.deliver(at, request)?;
        let (desk, memory) = (&self.desks[at], &self.memory);
        let told = liar::tell(
            &mut reply,
            desk,
            memory,
            self.commune,
            &mut self.believed,
            chance,
        );
        match told {
            Some(lie) => {
                self.lie = Some(lie);
                Ok(reply)
            }
            // Nothing to lie about: the untouched reply is asked for again.
            None => self.deliver(at, request),
        }
    }

    /// Brings a request to the server and its reply back.
    pub(super) fn deliver(&mut self, at: usize, request: &Request) -> Result<Reply, Fault> {
        let down = || Fault::Unreachable {
            detail: "down".to_owned(),
        };
        let server = self.server.as_ref().ok_or_else(down)?;
        if self.plant == Some(Plant::AnswerBeforeSync) && matches!(request, Request::Push(_)) {
            self.unsynced = Some((server.image(), server.engine().anchor()));
        }
        let line = DeskLine::new(&server.engine, self.desks[at].terms.device);
        let reply = sync::ready(exchange(&line, request)).unwrap_or_else(|| Err(down()));
        if self.weather.lies
            && let Ok(reply) = &reply
        {
            self.memory.remember(reply);
        }
        reply
    }

    /// Starts a desk's program again.
    pub(super) fn crash(&mut self, at: usize) {
        let book = self.new_book();
        let desk = &mut self.desks[at];
        if self.plant == Some(Plant::PageNotSynced) {
            for place in &desk.last_page {
                desk.file.others.remove(&place.item.hash());
            }
        }
        desk.start_again(book);
        self.tally.crashes += 1;
    }

    /// Opens a session anew: after a restore nothing is left of the one before.
    pub(super) fn fresh_session(&self, at: usize) -> Session {
        Session::new(self.desks[at].terms.clone())
    }
}
