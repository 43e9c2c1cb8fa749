//! Into which feeds a record goes, and who becomes party to what it is about.
//!
//! A record is in a unit's feed exactly when the unit is the writer's, is named by the facts, or
//! is party to one of its subjects. Whoever becomes party gets all earlier records first, then the
//! record, then the server's word that it was let in. A stranger's record on a subject of another
//! commune lets nobody in.

use std::collections::{BTreeMap, BTreeSet};

use ledger::feed::FeedHead;
use ledger::id::{Hash, SubjectId, UnitId};
use ledger::own::{Granted, OwnFacts};
use ledger::part::PartName;
use ledger::record::Record;

use super::{Core, Keeping, damaged, load_record};
use crate::database::{ChainRow, FeedRow, Outcome, Reading, Writing};

impl Core {
    /// Puts a record into the feeds of all who must hear of it.
    pub(super) fn route(
        &mut self,
        tx: &mut dyn Writing,
        record: &Record,
        number: u64,
        keeping: Keeping,
    ) -> Outcome<()> {
        let mut audience = self.direct_units(record, keeping.is_withheld);
        let mut let_in = Vec::new();
        for subject in &record.header().subjects {
            let parties: BTreeSet<UnitId> = tx.list_parties(subject.id)?.into_iter().collect();
            if self.may_join(record, &parties) {
                let joining: Vec<UnitId> = audience.difference(&parties).copied().collect();
                for unit in joining {
                    let earlier = self.join(tx, subject.id, unit)?;
                    if earlier > 0 {
                        let_in.push((unit, subject.id));
                    }
                }
            }
            audience.extend(parties);
        }
        audience.extend(keeping.also);
        self.heard = BTreeMap::new();
        for unit in audience {
            let position = self.enter(tx, unit, number, record.hash())?;
            self.heard.insert(unit, position);
        }
        let heard = self.heard.clone();
        for (unit, subject) in let_in {
            let withheld = self.registry.withheld_parts(unit, self.around.now());
            let parts = [PartName::Person, PartName::Case, PartName::Post];
            let parts = parts
                .into_iter()
                .filter(|part| !withheld.contains(part))
                .collect();
            let says = Granted {
                unit,
                subject,
                parts,
            };
            self.say_of(tx, record, Granted::KIND, says.facts())?;
        }
        self.heard = heard;
        Ok(())
    }

    /// Lets in whom a record names that has no effect yet and shall have it next: the record is
    /// in the subject's history, so whoever joins gets it.
    pub(super) fn let_in_late(&mut self, tx: &mut dyn Writing, record: &Record) -> Outcome<()> {
        let named = self.named_units(record);
        for subject in &record.header().subjects {
            let parties: BTreeSet<UnitId> = tx.list_parties(subject.id)?.into_iter().collect();
            if !self.may_join(record, &parties) {
                continue;
            }
            for unit in named.difference(&parties) {
                self.join(tx, subject.id, *unit)?;
            }
        }
        Ok(())
    }

    /// Lists the writer's unit and, for a record with effect, the units that it names.
    fn direct_units(&self, record: &Record, is_withheld: bool) -> BTreeSet<UnitId> {
        let mut units = if is_withheld {
            BTreeSet::new()
        } else {
            self.named_units(record)
        };
        let device = self.registry.find_device(record.header().device);
        units.extend(device.map(|row| row.unit));
        units
    }

    /// Says whether a record may let units in: its writer is party already, of a party's
    /// commune, or first to write.
    fn may_join(&self, record: &Record, parties: &BTreeSet<UnitId>) -> bool {
        let Some(writer) = self.registry.find_device(record.header().device) else {
            return false;
        };
        let is_server = record.header().device == self.secrets.keys().device;
        let is_near = |party: &UnitId| {
            *party == writer.unit || self.registry.is_same_commune(*party, writer.unit)
        };
        !is_server && (parties.is_empty() || parties.iter().any(is_near))
    }

    /// Makes a unit party to a subject; gives how many earlier records entered its feed.
    fn join(&mut self, tx: &mut dyn Writing, subject: SubjectId, unit: UnitId) -> Outcome<u64> {
        let mut entered = 0;
        for number in tx.list_history(subject)? {
            let record = load_record(tx.reading(), number)?;
            if !self.is_in_feed(tx.reading(), &record, unit)? {
                self.enter(tx, unit, number, record.hash())?;
                entered += 1;
            }
        }
        tx.add_party(subject, unit)?;
        Ok(entered)
    }

    fn is_in_feed(&self, tx: &dyn Reading, record: &Record, unit: UnitId) -> Outcome<bool> {
        let is_withheld = match tx.find_record_number(&record.hash())? {
            Some(number) => tx.find_withheld(number)?.is_some(),
            None => false,
        };
        if self.direct_units(record, is_withheld).contains(&unit) {
            return Ok(true);
        }
        for subject in &record.header().subjects {
            if tx.list_parties(subject.id)?.contains(&unit) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Adds an entry to a feed, and its leaf to the log.
    pub(super) fn enter(
        &mut self,
        tx: &mut dyn Writing,
        unit: UnitId,
        number: u64,
        record: Hash,
    ) -> Outcome<u64> {
        let head = match self.feed_heads.get(&unit) {
            Some(head) => *head,
            None => feed_head(tx.reading(), unit)?,
        };
        let entry = head.next_entry(record).ok_or(damaged("a feed's head"))?;
        let row = FeedRow {
            unit,
            position: entry.position,
            number,
            record,
            prev: entry.prev,
            hash: entry.hash(),
            epoch: self.log.epoch(),
            leaf: self.log.append(&entry.encode()),
        };
        tx.add_feed(&row)?;
        let head = FeedHead {
            unit,
            position: row.position,
            hash: row.hash,
        };
        self.feed_heads.insert(unit, head);
        Ok(row.position)
    }

    /// Notes in a chain's row at which positions its last record stands.
    pub(super) fn feed_positions(&self, chain: &mut ChainRow) {
        for (unit, position) in &self.heard {
            match chain.positions.iter_mut().find(|(known, _)| known == unit) {
                Some((_, last)) => *last = (*last).max(*position),
                None => chain.positions.push((*unit, *position)),
            }
        }
    }
}

/// Gives where a feed ends.
pub(super) fn feed_head(tx: &dyn Reading, unit: UnitId) -> Outcome<FeedHead> {
    Ok(tx
        .feed_head(unit)?
        .map_or(FeedHead::start(unit), |row| FeedHead {
            unit,
            position: row.position,
            hash: row.hash,
        }))
}
