//! The desk's file as the exchange uses it: reads beside the writer, one transaction a step.
//!
//! A page is verified before the writer is asked for, so that a clerk's save never waits for
//! signatures to be judged.

use std::sync::{Arc, Mutex};

use domain::roster::Roster;
use ledger::part::PartName;
use ledger::publication::{Publication, PublicationKind};
use ledger::{
    AuthoritySet, KeySource as _, Record, Vouching, WithForeseen, carried_original, kind,
};
use store::desk::parts::Viewer;
use store::desk::{Desk, Enrolment};
use store::exchange::feed::{FeedItem, FeedPlace as StoredPlace, Judging};
use store::exchange::outbox::PageLimit;
use store::exchange::{AlarmKind, Exchange, ServerVerdict, VerifiedPage};
use store::failure::Failure;
use store::read::{Reader, VouchedKey};
use sync::drive::{DeskFile, NotStored};
use sync::foresight::{Foresight, Look};
use sync::identity::ServerKeys;
use sync::page::Item;
use sync::protocol::{Answer, PublicationHead, Safety, Verdict};
use sync::roster::{Credentials, KeyDirectory, VouchedKeys, WithVouched};
use sync::session::{Alarm, Effect, FeedPlace, OutboxPage, Read, ReadReply, Standing};

use super::super::rules::{self, Rules};
use super::super::vouching::is_lawful;
use super::super::{domain_person, domain_unit, held, ledger_person};
use super::sending::{Places, Sending};
use super::{Greeting, authorities};
use crate::moment::Moment;

/// The file, with a reader of its own and the keys that the roster proves.
pub(in crate::program) struct ExchangeFile {
    desk: Arc<Mutex<Option<Desk>>>,
    reader: Reader,
    server: ServerKeys,
    keys: Arc<KeyDirectory>,
    foresight: Foresight,
    /// What is read next if all goes well, with its answer.
    prepared: Option<(Read, ReadReply)>,
    /// Edition of the roster that proved the keys.
    roster_version: Option<u64>,
    rules: Arc<Rules>,
    has_new_rules: bool,
    greeting: Option<Greeting>,
    sending: Arc<Sending>,
}

impl ExchangeFile {
    /// Opens a reader beside the writer.
    pub(in crate::program) fn open(
        desk: Arc<Mutex<Option<Desk>>>,
        server: &ServerKeys,
        rules: Arc<Rules>,
        sending: Arc<Sending>,
    ) -> Result<Self, Failure> {
        let reader = held(&desk).as_ref().ok_or(Failure::Closed)?.open_reader()?;
        let mut file = Self {
            desk,
            reader,
            server: server.clone(),
            keys: Arc::new(KeyDirectory::new(server)),
            foresight: Foresight::default(),
            prepared: None,
            roster_version: None,
            rules,
            has_new_rules: false,
            greeting: None,
            sending,
        };
        file.learn_keys()?;
        Ok(file)
    }

    /// Says whether other rules came into force since this was asked.
    pub(super) fn take_new_rules(&mut self) -> bool {
        std::mem::take(&mut self.has_new_rules)
    }

    /// Gives what the server last said of this desk.
    pub(super) const fn greeting(&self) -> Option<Greeting> {
        self.greeting
    }

    /// Gives the server's clock when it last spoke, µs UTC.
    pub(super) fn server_time(&self) -> i64 {
        let standing = self.reader.standing().ok();
        standing
            .and_then(|standing| standing.server_time)
            .unwrap_or_default()
    }

    /// Notes how a run ended.
    pub(super) fn note_attempt(&mut self, outcome: &str) {
        let noted = self.write_counting(|exchange| exchange.note_attempt(outcome));
        if let Err(failure) = noted {
            tracing::warn!(%failure, "an attempt could not be noted");
        }
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&mut Exchange<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut desk = held(&self.desk);
        desk.as_mut()
            .ok_or(Failure::Closed)?
            .exchange(Moment::now().0, work)
    }

    /// Writes, and counts what was sent: what got its receipt is no longer in the queue by then.
    fn write_counting(
        &self,
        work: impl FnOnce(&mut Exchange<'_, '_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sent = self.sending.take_sent();
        let written = self.write(|exchange| {
            work(exchange)?;
            count_tries(exchange, &sent)
        });
        if written.is_err() {
            self.sending.put_back(sent);
        }
        written
    }

    /// Learns whose key is whose from the roster held; one that is known already is not proven
    /// again. A roster can come beside the exchange, with the activation of a person.
    fn learn_keys(&mut self) -> Result<(), Failure> {
        let Some(roster) = self.reader.publication(PublicationKind::Roster)? else {
            return Ok(());
        };
        if self.roster_version == Some(roster.version) {
            return Ok(());
        }
        let desk = held(&self.desk);
        if let Some(enrolment) = desk.as_ref().and_then(Desk::enrolment) {
            self.keys = Arc::new(prove_keys(&self.server, enrolment, &roster)?);
            self.roster_version = Some(roster.version);
        }
        Ok(())
    }

    fn answer(&self, read: &Read) -> Result<ReadReply, Failure> {
        Ok(match read {
            Read::Standing => ReadReply::Standing(Box::new(self.standing()?)),
            Read::OwnHash { seq } => {
                let incarnation = self.reader.standing()?.head.incarnation;
                ReadReply::OwnHash(self.reader.own_hash(incarnation, *seq)?)
            }
            Read::Outbox {
                after,
                records,
                bytes,
            } => {
                let records = self.reader.outbox_page(*after, limit(*records, *bytes))?;
                ReadReply::Outbox(OutboxPage { records })
            }
            Read::FeedHashes { unit, positions } => {
                ReadReply::FeedHashes(self.reader.feed_hashes(*unit, positions)?)
            }
            Read::Unplaced {
                epoch,
                records,
                bytes,
            } => {
                let limit = limit(*records, *bytes);
                ReadReply::Unplaced(self.reader.unplaced(&Viewer::nobody(), *epoch, limit)?)
            }
        })
    }

    fn standing(&self) -> Result<Standing, Failure> {
        let standing = self.reader.standing()?;
        let publications = standing.publications.into_iter();
        Ok(Standing {
            head: standing.head,
            received_up_to: standing.received_up_to,
            lease: standing.lease,
            epoch: standing.epoch,
            checkpoint: standing.checkpoint,
            cursors: standing.cursors,
            publications: publications
                .map(|(kind, version)| PublicationHead { kind, version })
                .collect(),
        })
    }

    fn store_all(&mut self, effects: &[Effect]) -> Result<(), Failure> {
        let mut pages = Vec::new();
        for effect in effects {
            if let Effect::Feed {
                places,
                withheld_parts,
                ..
            } = effect
            {
                pages.push(self.verify(places, withheld_parts)?);
            }
        }
        let pages = self.store_all_but_last(pages)?;
        let mut pages = pages.iter();
        self.write_counting(|exchange| {
            for effect in effects {
                store_one(exchange, effect, &mut pages)?;
            }
            Ok(())
        })?;
        for effect in effects {
            if let Effect::Greeted {
                server_time,
                is_reading_closed,
                ..
            } = effect
            {
                self.greeting = Some(Greeting {
                    clock_gap: Moment::now().0.saturating_sub(*server_time),
                    is_reading_closed: *is_reading_closed,
                });
            }
            if matches!(effect, Effect::Publications(_)) {
                self.rules.note_roster();
                self.learn_keys()?;
                self.renew_rules()?;
            }
            if changes_standings(effect) {
                self.rules.note_roster();
            }
            if matches!(effect, Effect::OpenIncarnation { .. }) {
                self.begin_incarnation()?;
            }
        }
        Ok(())
    }

    /// Stores pages piece by piece, each in a transaction that moves the cursor behind it, so
    /// that a clerk who saves never waits for a whole page; the last piece of each is left for
    /// the transaction of the step.
    fn store_all_but_last(&self, pages: Vec<VerifiedPage>) -> Result<Vec<VerifiedPage>, Failure> {
        let mut left = Vec::with_capacity(pages.len());
        for page in pages {
            let mut pieces = page.divide(PLACES_A_TRANSACTION);
            left.extend(pieces.pop());
            for piece in &pieces {
                self.write(|exchange| exchange.take_page(piece).map(|_| ()))?;
            }
        }
        Ok(left)
    }

    fn renew_rules(&mut self) -> Result<(), Failure> {
        let setbacks = self.rules.reload(&self.reader)?;
        self.has_new_rules = true;
        if setbacks.is_empty() {
            return Ok(());
        }
        self.write(|exchange| rules::record(exchange, &setbacks))
    }

    fn begin_incarnation(&self) -> Result<(), Failure> {
        let moment = store::desk::SystemMoment {
            now: Moment::now().0,
            clock: super::CLOCK_UNHEARD,
            monotonic: 0,
        };
        let mut desk = held(&self.desk);
        desk.as_mut()
            .ok_or(Failure::Closed)?
            .begin_incarnation(moment)
            .map(|_| ())
    }

    fn verify(
        &self,
        places: &[FeedPlace],
        withheld_parts: &[PartName],
    ) -> Result<VerifiedPage, Failure> {
        let unit = self.server_unit()?;
        let cursor = self.reader.feed_cursor(unit)?;
        let erased = self.reader.erased()?;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| store::entropy::NoEntropy)?;
        let places: Vec<_> = places
            .iter()
            .map(|place| StoredPlace {
                position: place.position,
                item: match &place.item {
                    Item::Record(record) => FeedItem::Record(record.clone()),
                    Item::Reference(hash) => FeedItem::Reference(*hash),
                },
            })
            .collect();
        let keys = WithVouched::new(&self.keys, self.vouched_keys(&places)?);
        let keys = WithForeseen::new(&keys, self.foresight.take());
        let judging = Judging {
            keys: &keys,
            withheld_parts,
            erased: &erased,
            seed,
        };
        Ok(VerifiedPage::verify(cursor, places, &judging)?)
    }

    /// Finds the keys for which supervisors vouch, in the file or in the page itself.
    fn vouched_keys(&self, places: &[StoredPlace]) -> Result<VouchedKeys, Failure> {
        let (roster, authorities) = {
            let desk = held(&self.desk);
            let desk = desk.as_ref().ok_or(Failure::Closed)?;
            let enrolment = desk.enrolment().and_then(authorities);
            (desk.roster().cloned(), enrolment)
        };
        let (Some(roster), Some(authorities)) = (roster, authorities) else {
            return Ok(VouchedKeys::new());
        };
        let mut vouched = self.reader.list_vouchings()?;
        vouched.extend(places.iter().filter_map(|place| match &place.item {
            FeedItem::Record(record) => self.find_vouched(record, &authorities),
            FeedItem::Reference(_) => None,
        }));
        let now = Moment::now().0;
        vouched.retain(|own| is_lawful(&roster, own, now));
        let mut keys = VouchedKeys::new();
        for own in &vouched {
            let desk = ledger::DeviceId::from_bytes(*own.desk.as_bytes());
            // The server believes the first of two words as well.
            keys.entry((ledger_person(own.person), desk))
                .or_insert(own.key);
        }
        Ok(keys)
    }

    /// Reads a word whose supervisor's key is proven, also one that is carried.
    fn find_vouched(&self, record: &Record, authorities: &AuthoritySet) -> Option<VouchedKey> {
        let original = carried_original(record).ok();
        let record = original.as_ref().unwrap_or(record);
        if record.header().kind != kind::VOUCHED {
            return None;
        }
        let said = Vouching::verify(record, authorities).ok()?;
        let device = record.header().device;
        let key = self.keys.find_author_key(said.supervisor, device)?;
        record.verify_author(&key).ok()?;
        Some(VouchedKey {
            person: domain_person(said.person),
            unit: domain_unit(said.unit),
            key: said.key,
            desk: domain::id::DeviceId::from_bytes(*device.as_bytes()),
            supervisor: domain_person(said.supervisor),
            from: said.from,
        })
    }

    /// The one feed that this desk keeps: its own office's.
    fn server_unit(&self) -> Result<ledger::id::UnitId, Failure> {
        let desk = held(&self.desk);
        let enrolment = desk.as_ref().and_then(Desk::enrolment).map(|own| own.unit);
        let unit = enrolment.ok_or(Failure::NotEnrolled)?;
        Ok(ledger::id::UnitId::from_bytes(*unit.as_bytes()))
    }
}

fn limit(records: u32, bytes: u32) -> PageLimit {
    PageLimit {
        records,
        bytes: bytes as usize,
    }
}

/// Counts what was sent: a row that waits on has one try more.
fn count_tries(exchange: &mut Exchange<'_, '_>, sent: &[Places]) -> Result<(), Failure> {
    sent.iter()
        .try_for_each(|places| exchange.count_try(places.first, places.last))
}

fn store_one<'p>(
    exchange: &mut Exchange<'_, '_>,
    effect: &Effect,
    pages: &mut impl Iterator<Item = &'p VerifiedPage>,
) -> Result<(), Failure> {
    match effect {
        Effect::Greeted {
            server_time,
            safety,
            is_reading_closed,
        } => {
            exchange.greet(*server_time, *is_reading_closed)?;
            match safety {
                Safety::NoBackup => exchange.take_backup(None),
                Safety::Backup { verified_at, feeds } => {
                    exchange.take_backup(Some((*verified_at, feeds)))
                }
            }
        }
        Effect::Checkpoint { note } => exchange.keep_checkpoint(note),
        Effect::Receipt { receipt } => exchange.take_receipt(receipt),
        Effect::Answers(answers) => answers
            .iter()
            .try_for_each(|answer| note_answer(exchange, answer)),
        Effect::SetAside { record, status } => {
            exchange.note_verdict(record, ServerVerdict::Refused(*status))
        }
        Effect::Feed { .. } => {
            let page = pages.next().ok_or(Failure::Unreadable("a page"))?;
            exchange.take_page(page).map(|_| ())
        }
        Effect::Rewind { cursor } => exchange.rewind(cursor),
        Effect::OfferedAgain { epoch, records } => exchange.note_offered_again(*epoch, records),
        Effect::NewEpoch { epoch, held_up_to } => exchange.take_epoch(*epoch, *held_up_to),
        Effect::FallBack { held_up_to } => exchange.fall_back(*held_up_to),
        Effect::OpenIncarnation { .. } => Ok(()),
        Effect::Publications(publications) => publications
            .iter()
            .try_for_each(|one| exchange.take_publication(one)),
        Effect::Complete => exchange.note_success(),
        Effect::Alarm(alarm) => exchange.raise_alarm(alarm_kind(alarm), &format!("{alarm:?}")),
    }
}

fn note_answer(exchange: &mut Exchange<'_, '_>, answer: &Answer) -> Result<(), Failure> {
    let verdict = match answer.verdict() {
        Some(Verdict::Quarantined(reason)) => ServerVerdict::Quarantined(reason.code()),
        Some(Verdict::OnBranch) => ServerVerdict::OnBranch,
        Some(Verdict::WaitsForEarlier) => ServerVerdict::WaitsForEarlier,
        Some(Verdict::Refused(reason)) => ServerVerdict::NoRecord(reason as u8),
        // A verdict of a later server changes nothing that this program shows.
        None => return Ok(()),
    };
    exchange.note_verdict(&answer.record, verdict)
}

const fn alarm_kind(alarm: &Alarm) -> AlarmKind {
    match alarm {
        Alarm::WrongServer => AlarmKind::WrongServer,
        Alarm::EpochChanged => AlarmKind::EpochChanged,
        Alarm::CheckpointContradicts => AlarmKind::CheckpointContradicts,
        Alarm::ReceiptContradicts => AlarmKind::ReceiptContradicts,
        Alarm::FeedContradicts => AlarmKind::FeedContradicts,
        Alarm::ServerLost { .. } => AlarmKind::ServerLost,
        Alarm::Forked(_) => AlarmKind::Forked,
        Alarm::ForkAnswered(_) => AlarmKind::ForkAnswered,
        Alarm::StaleLease => AlarmKind::StaleLease,
        Alarm::PublicationContradicts => AlarmKind::PublicationContradicts,
        Alarm::Revoked => AlarmKind::Revoked,
    }
}

/// Says whether a page may change whose keys count: a supervisor's word, or the server's.
fn changes_standings(effect: &Effect) -> bool {
    let Effect::Feed { places, .. } = effect else {
        return false;
    };
    places.iter().any(|place| match &place.item {
        Item::Record(record) => matches!(
            record.header().kind,
            kind::VOUCHED | kind::CARRIED | kind::EFFECT_WITHHELD | kind::EFFECT_RESTORED
        ),
        Item::Reference(_) => false,
    })
}

/// Places of a feed that are stored at once: some ten milliseconds.
const PLACES_A_TRANSACTION: usize = 200;

impl DeskFile for ExchangeFile {
    fn read(&mut self, read: &Read) -> ReadReply {
        let answered = if *read == Read::Standing {
            // Every run begins by asking where the desk stands.
            self.prepared = None;
            self.learn_keys().and_then(|()| self.answer(read))
        } else {
            let prepared = self.prepared.take_if(|(asked, _)| asked == read);
            prepared.map_or_else(|| self.answer(read), |(_, reply)| Ok(reply))
        };
        let reply = answered.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "the exchange could not read the desk's file");
            ReadReply::Failed
        });
        match &reply {
            ReadReply::Outbox(page) => self.sending.note_page(&page.records),
            ReadReply::Unplaced(_) => self.sending.note_page(&[]),
            ReadReply::Standing(_)
            | ReadReply::OwnHash(_)
            | ReadReply::FeedHashes(_)
            | ReadReply::Failed => {}
        }
        reply
    }

    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored> {
        self.store_all(effects).map_err(|failure| {
            tracing::warn!(%failure, "the exchange could not store what came");
            NotStored
        })
    }

    fn prepare(&mut self, read: &Read) {
        let answer = self.answer(read).ok();
        // What is recorded meanwhile would be missed by an empty page.
        let page = answer.filter(|reply| *reply != ReadReply::Outbox(OutboxPage::default()));
        self.prepared = page.map(|reply| (read.clone(), reply));
    }

    fn look(&self) -> Option<Look> {
        let mut seed = [0; 32];
        // Without randomness a page is judged when its turn comes.
        getrandom::fill(&mut seed).ok()?;
        Some(self.foresight.look(self.keys.clone(), seed))
    }
}

/// Takes a roster that came with an activation, if it is newer than the one held.
pub(super) fn take_roster(
    desk: &mut Desk,
    server: &ServerKeys,
    bytes: &[u8],
) -> Result<(), Failure> {
    let unreadable = || Failure::Unreadable("the roster");
    let publication = Publication::decode(bytes).map_err(|_| unreadable())?;
    publication
        .verify(&server.publication)
        .map_err(|_| unreadable())?;
    Roster::decode(&publication.body).map_err(|_| unreadable())?;
    desk.exchange(Moment::now().0, |exchange| {
        exchange.take_publication(&publication)
    })
}

/// Proves the keys of a roster up to the authorities that the desk pinned.
pub(super) fn prove_keys(
    server: &ServerKeys,
    enrolment: &Enrolment,
    roster: &Publication,
) -> Result<KeyDirectory, Failure> {
    let authorities = authorities(enrolment).ok_or(Failure::Unreadable("the authorities"))?;
    let credentials = Credentials::read(&roster.body)
        .map_err(|_| Failure::Unreadable("the roster's certificates"))?;
    let mut keys = KeyDirectory::new(server);
    for (place, fault) in keys.learn(&authorities, &credentials.chains) {
        tracing::warn!(place, %fault, "a certificate of the roster is not proven");
    }
    Ok(keys)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests;
