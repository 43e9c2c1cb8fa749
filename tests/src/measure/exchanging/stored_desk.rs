//! The desk's file as the session drives it, with a clock beside it: what is read and stored is
//! what the program reads and stores.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger::part::PartName;
use ledger::publication::PublicationKind;
use ledger::{AuthoritySet, UnitId, WithForeseen};
use store::exchange::feed::{FeedItem, FeedPlace as StoredPlace, Judging};
use store::exchange::outbox::PageLimit;
use store::exchange::{Exchange, VerifiedPage};
use store::{Desk, Failure, Reader};
use sync::drive::{DeskFile, NotStored};
use sync::foresight::{Foresight, Look};
use sync::identity::ServerKeys;
use sync::page::Item;
use sync::protocol::{PublicationHead, Safety};
use sync::roster::{Credentials, KeyDirectory};
use sync::session::{Effect, FeedPlace, OutboxPage, Read, ReadReply, Standing};

use super::run;

/// When things happened in one run, and what took how long.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// The first own records were read to be sent.
    pub(super) first_read: Option<Instant>,
    /// The last receipt was stored.
    pub(super) last_receipt: Option<Instant>,
    /// The last page of a feed was stored.
    pub(super) last_page: Option<Instant>,
    /// Pages that were stored.
    pub(super) pages: u32,
    /// Judging pages.
    pub(super) verifying: Duration,
    /// Storing pages.
    pub(super) storing: Duration,
}

/// The file with a reader of its own and the keys that the roster proves.
pub(super) struct StoredDesk {
    /// The desk.
    pub(super) desk: Desk,
    /// What the run under way has shown.
    pub(super) marks: Marks,
    reader: Reader,
    unit: UnitId,
    server: ServerKeys,
    authorities: AuthoritySet,
    keys: Arc<KeyDirectory>,
    foresight: Foresight,
    /// What is read next if all goes well, with its answer.
    prepared: Option<(Read, ReadReply)>,
}

impl StoredDesk {
    /// Takes an enrolled desk.
    pub(super) fn new(
        desk: Desk,
        unit: UnitId,
        server: ServerKeys,
        authorities: AuthoritySet,
    ) -> Result<Self, Failure> {
        let mut stored = Self {
            reader: desk.open_reader()?,
            keys: Arc::new(KeyDirectory::new(&server)),
            foresight: Foresight::default(),
            prepared: None,
            marks: Marks::default(),
            desk,
            unit,
            server,
            authorities,
        };
        stored.learn_keys()?;
        Ok(stored)
    }

    /// Learns whose key is whose from the roster held.
    pub(super) fn learn_keys(&mut self) -> Result<(), Failure> {
        let Some(roster) = self.reader.publication(PublicationKind::Roster)? else {
            return Ok(());
        };
        let credentials = Credentials::read(&roster.body)
            .map_err(|_| Failure::Unreadable("the roster's certificates"))?;
        let mut keys = KeyDirectory::new(&self.server);
        keys.learn(&self.authorities, &credentials.chains);
        self.keys = Arc::new(keys);
        Ok(())
    }

    fn answer(&self, read: &Read) -> Result<ReadReply, Failure> {
        Ok(match read {
            Read::Standing => ReadReply::Standing(Box::new(self.standing()?)),
            Read::OwnHash { seq } => {
                let incarnation = self.desk.head().incarnation;
                ReadReply::OwnHash(self.reader.own_hash(incarnation, *seq)?)
            }
            Read::Outbox {
                after,
                records,
                bytes,
            } => {
                let limit = PageLimit {
                    records: *records,
                    bytes: *bytes as usize,
                };
                let records = self.reader.outbox_page(*after, limit)?;
                ReadReply::Outbox(OutboxPage { records })
            }
            // Feeds do not part in a bench.
            Read::Unplaced { .. } => ReadReply::Unplaced(Vec::new()),
            Read::FeedHashes { .. } => ReadReply::Failed,
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

    fn verify(&self, places: &[FeedPlace], withheld: &[PartName]) -> Result<VerifiedPage, Failure> {
        let erased: BTreeSet<_> = self.reader.erased()?;
        let keys = WithForeseen::new(self.keys.as_ref(), self.foresight.take());
        let judging = Judging {
            keys: &keys,
            withheld_parts: withheld,
            erased: &erased,
            seed: [3; 32],
        };
        let places = places
            .iter()
            .map(|place| StoredPlace {
                position: place.position,
                item: match &place.item {
                    Item::Record(record) => FeedItem::Record(record.clone()),
                    Item::Reference(hash) => FeedItem::Reference(*hash),
                },
            })
            .collect();
        let cursor = self.reader.feed_cursor(self.unit)?;
        Ok(VerifiedPage::verify(cursor, places, &judging)?)
    }

    fn store_all(&mut self, effects: &[Effect]) -> Result<(), Failure> {
        let started = Instant::now();
        let mut page = None;
        for effect in effects {
            if let Effect::Feed {
                places,
                withheld_parts,
                ..
            } = effect
            {
                page = Some(self.verify(places, withheld_parts)?);
            }
        }
        let verified = Instant::now();
        self.desk.exchange(run::now(), |exchange| {
            effects
                .iter()
                .try_for_each(|effect| store_one(exchange, effect, page.as_ref()))
        })?;
        let stored = Instant::now();
        for effect in effects {
            match effect {
                Effect::Feed { .. } => {
                    self.marks.verifying += verified - started;
                    self.marks.storing += stored - verified;
                    self.marks.last_page = Some(stored);
                    self.marks.pages += 1;
                }
                Effect::Receipt { .. } => self.marks.last_receipt = Some(stored),
                Effect::Publications(_) => self.learn_keys()?,
                _ => {}
            }
        }
        Ok(())
    }
}

fn store_one(
    exchange: &mut Exchange<'_, '_>,
    effect: &Effect,
    page: Option<&VerifiedPage>,
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
        Effect::Feed { .. } => {
            let page = page.ok_or(Failure::Unreadable("a page"))?;
            exchange.take_page(page).map(|_| ())
        }
        Effect::NewEpoch { epoch, held_up_to } => exchange.take_epoch(*epoch, *held_up_to),
        Effect::Publications(publications) => publications
            .iter()
            .try_for_each(|one| exchange.take_publication(one)),
        Effect::Complete => exchange.note_success(),
        // A bench in which anything else happens has measured something else.
        other => {
            eprintln!("the server says what a bench does not expect: {other:?}");
            Err(Failure::Unreadable("an effect"))
        }
    }
}

impl DeskFile for StoredDesk {
    fn read(&mut self, read: &Read) -> ReadReply {
        if matches!(read, Read::Standing) {
            self.prepared = None;
        }
        if matches!(read, Read::Outbox { .. }) {
            self.marks.first_read.get_or_insert_with(Instant::now);
            if let Some((_, reply)) = self.prepared.take().filter(|(asked, _)| asked == read) {
                return reply;
            }
        }
        self.answer(read).unwrap_or_else(|failure| {
            eprintln!("the file cannot be read: {failure}");
            ReadReply::Failed
        })
    }

    fn store(&mut self, effects: &[Effect]) -> Result<(), NotStored> {
        self.store_all(effects).map_err(|failure| {
            eprintln!("not stored: {failure:?}");
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
        Some(self.foresight.look(self.keys.clone(), [5; 32]))
    }
}
