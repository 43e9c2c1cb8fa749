//! The state in memory: for the simulator, where a disk is a clone of this value.
//!
//! Nothing here can fail half way: the engine judges before it writes, so a write that began
//! also ends.

use std::collections::BTreeMap;

use ledger::id::{DeviceId, Epoch, Hash, Incarnation, PersonId, SubjectId, UnitId};
use ledger::publication::PublicationKind;

use super::row::Party;
use super::{
    AssignmentRow, CarriedRow, ChainRow, Database, DeviceRow, EpochRow, FeedRow, Outcome, OwnDuty,
    PersonKeyRow, PersonRow, Reading, RecordRow, StoredRecord, TokenRow, UnitRow, WithheldRow,
    Writing,
};

/// Everything, in maps. A clone is a backup; putting it back is a restore.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    epochs: Vec<EpochRow>,
    checkpoint: Option<Vec<u8>>,
    tiles: BTreeMap<(Epoch, u8, u64), Vec<u8>>,
    records: Vec<StoredRecord>,
    /// Of each record its device and when it came.
    arrivals: Vec<(DeviceId, i64)>,
    numbers: BTreeMap<Hash, u64>,
    places: BTreeMap<(DeviceId, Incarnation, u64), Hash>,
    carried: BTreeMap<(DeviceId, Incarnation, u64), Vec<(Hash, u64)>>,
    chains: BTreeMap<(DeviceId, Incarnation), ChainRow>,
    history: BTreeMap<SubjectId, Vec<u64>>,
    parties: BTreeMap<Party, ()>,
    feeds: BTreeMap<UnitId, Vec<FeedRow>>,
    receipts: Vec<(Epoch, DeviceId, Incarnation, u64, Vec<u8>)>,
    withheld: BTreeMap<u64, (WithheldRow, bool)>,
    publications: BTreeMap<PublicationKind, (u64, Vec<u8>)>,
    units: BTreeMap<UnitId, UnitRow>,
    people: BTreeMap<PersonId, PersonRow>,
    person_keys: BTreeMap<(PersonId, Option<DeviceId>), PersonKeyRow>,
    assignments: Vec<AssignmentRow>,
    devices: BTreeMap<DeviceId, DeviceRow>,
    tokens: BTreeMap<Hash, TokenRow>,
    safe: Option<(i64, Vec<(UnitId, u64)>)>,
}

impl Memory {
    /// Counts the records.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.records.len()
    }
}

impl Database for Memory {
    fn read<T>(&self, work: impl FnOnce(&dyn Reading) -> Outcome<T>) -> Outcome<T> {
        work(self)
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Writing) -> Outcome<T>) -> Outcome<T> {
        // No operation here fails by itself and the engine refuses before it writes, so there
        // is nothing to take back.
        work(self)
    }
}

impl Reading for Memory {
    fn epoch(&self) -> Outcome<Option<EpochRow>> {
        Ok(self.epochs.last().cloned())
    }

    fn find_epoch(&self, epoch: Epoch) -> Outcome<Option<EpochRow>> {
        Ok(self.epochs.iter().find(|row| row.epoch == epoch).cloned())
    }

    fn list_epochs(&self) -> Outcome<Vec<EpochRow>> {
        Ok(self.epochs.clone())
    }

    fn checkpoint(&self) -> Outcome<Option<Vec<u8>>> {
        Ok(self.checkpoint.clone())
    }

    fn find_tile(&self, epoch: Epoch, level: u8, index: u64) -> Outcome<Option<Vec<u8>>> {
        Ok(self.tiles.get(&(epoch, level, index)).cloned())
    }

    fn find_record_number(&self, hash: &Hash) -> Outcome<Option<u64>> {
        Ok(self.numbers.get(hash).copied())
    }

    fn find_record(&self, number: u64) -> Outcome<Option<StoredRecord>> {
        let at = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        Ok(at.and_then(|at| self.records.get(at)).cloned())
    }

    fn find_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<Hash>> {
        Ok(self.places.get(&(device, life, seq)).copied())
    }

    fn next_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<u64>> {
        let above = (device, life, seq.saturating_add(1))..=(device, life, u64::MAX);
        Ok(self.places.range(above).next().map(|((.., seq), _)| *seq))
    }

    fn list_carried(
        &self,
        device: DeviceId,
        life: Incarnation,
        seq: u64,
    ) -> Outcome<Vec<(Hash, u64)>> {
        let claims = self.carried.get(&(device, life, seq));
        Ok(claims.cloned().unwrap_or_default())
    }

    fn find_chain(&self, device: DeviceId, life: Incarnation) -> Outcome<Option<ChainRow>> {
        Ok(self.chains.get(&(device, life)).cloned())
    }

    fn list_history(&self, subject: SubjectId) -> Outcome<Vec<u64>> {
        Ok(self.history.get(&subject).cloned().unwrap_or_default())
    }

    fn list_parties(&self, subject: SubjectId) -> Outcome<Vec<UnitId>> {
        let all = (subject, UnitId::ZERO)..=(subject, UnitId::from_bytes([0xff; 16]));
        Ok(self
            .parties
            .range(all)
            .map(|((_, unit), ())| *unit)
            .collect())
    }

    fn find_withheld(&self, number: u64) -> Outcome<Option<u8>> {
        let row = self
            .withheld
            .get(&number)
            .filter(|(_, is_restored)| !is_restored);
        Ok(row.map(|(row, _)| row.reason))
    }

    fn list_withheld(&self, reason: u8) -> Outcome<Vec<WithheldRow>> {
        let rows = self.withheld.values();
        let standing = rows.filter(|(row, is_restored)| row.reason == reason && !is_restored);
        Ok(standing.map(|(row, _)| *row).collect())
    }

    fn count_records_since(&self, device: DeviceId, since: i64) -> Outcome<u64> {
        let own = self.arrivals.iter().filter(|(by, _)| *by == device);
        Ok(own.filter(|(_, at)| *at >= since).count() as u64)
    }

    fn feed_head(&self, unit: UnitId) -> Outcome<Option<FeedRow>> {
        Ok(self.feeds.get(&unit).and_then(|feed| feed.last()).copied())
    }

    fn find_feed_entry(&self, unit: UnitId, position: u64) -> Outcome<Option<FeedRow>> {
        let at = usize::try_from(position)
            .ok()
            .and_then(|position| position.checked_sub(1));
        let feed = self.feeds.get(&unit);
        Ok(feed.zip(at).and_then(|(feed, at)| feed.get(at)).copied())
    }

    fn list_feed(&self, unit: UnitId, after: u64, count: u32) -> Outcome<Vec<FeedRow>> {
        let feed = self.feeds.get(&unit).map_or(&[][..], Vec::as_slice);
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Ok(feed
            .iter()
            .skip(after)
            .take(count as usize)
            .copied()
            .collect())
    }

    fn find_receipt(
        &self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
    ) -> Outcome<Option<Vec<u8>>> {
        let own = self.receipts.iter().filter(|(of, whose, which, place, _)| {
            (*of, *whose, *which) == (epoch, device, life) && *place >= up_to
        });
        Ok(own
            .min_by_key(|(.., place, _)| *place)
            .map(|(.., bytes)| bytes.clone()))
    }

    fn list_receipts(
        &self,
        device: DeviceId,
        life: Incarnation,
        count: u32,
    ) -> Outcome<Vec<Vec<u8>>> {
        let own = self.receipts.iter().rev();
        let own = own.filter(|(_, whose, which, ..)| (*whose, *which) == (device, life));
        Ok(own
            .take(count as usize)
            .map(|(.., bytes)| bytes.clone())
            .collect())
    }

    fn find_publication(&self, kind: PublicationKind) -> Outcome<Option<(u64, Vec<u8>)>> {
        Ok(self.publications.get(&kind).cloned())
    }

    fn list_publications(&self) -> Outcome<Vec<(PublicationKind, u64)>> {
        Ok(self
            .publications
            .iter()
            .map(|(kind, (version, _))| (*kind, *version))
            .collect())
    }

    fn list_units(&self) -> Outcome<Vec<UnitRow>> {
        Ok(self.units.values().cloned().collect())
    }

    fn list_people(&self) -> Outcome<Vec<PersonRow>> {
        Ok(self.people.values().cloned().collect())
    }

    fn list_person_keys(&self) -> Outcome<Vec<PersonKeyRow>> {
        Ok(self.person_keys.values().cloned().collect())
    }

    fn list_assignments(&self) -> Outcome<Vec<AssignmentRow>> {
        Ok(self.assignments.clone())
    }

    fn list_devices(&self) -> Outcome<Vec<DeviceRow>> {
        Ok(self.devices.values().cloned().collect())
    }

    fn find_device(&self, device: DeviceId) -> Outcome<Option<DeviceRow>> {
        Ok(self.devices.get(&device).cloned())
    }

    fn find_person(&self, person: PersonId) -> Outcome<Option<PersonRow>> {
        Ok(self.people.get(&person).cloned())
    }

    fn list_tokens(&self) -> Outcome<Vec<TokenRow>> {
        Ok(self.tokens.values().cloned().collect())
    }

    fn find_token(&self, secret_hash: &Hash) -> Outcome<Option<TokenRow>> {
        Ok(self.tokens.get(secret_hash).cloned())
    }

    fn list_safe(&self) -> Outcome<Vec<(UnitId, u64)>> {
        Ok(self
            .safe
            .as_ref()
            .map(|(_, positions)| positions.clone())
            .unwrap_or_default())
    }

    fn safe_verified_at(&self) -> Outcome<Option<i64>> {
        Ok(self.safe.as_ref().map(|(verified_at, _)| *verified_at))
    }
}

impl Writing for Memory {
    fn reading(&self) -> &dyn Reading {
        self
    }

    fn begin_epoch(&mut self, epoch: &EpochRow) -> Outcome<()> {
        self.epochs.push(epoch.clone());
        self.checkpoint = None;
        Ok(())
    }

    fn put_checkpoint(&mut self, epoch: Epoch, size: u64, note: &[u8]) -> Outcome<()> {
        self.checkpoint = Some(note.to_vec());
        for row in self.epochs.iter_mut().filter(|row| row.epoch == epoch) {
            row.size = size;
        }
        Ok(())
    }

    fn put_tile(&mut self, epoch: Epoch, level: u8, index: u64, hashes: &[u8]) -> Outcome<()> {
        self.tiles.insert((epoch, level, index), hashes.to_vec());
        Ok(())
    }

    fn add_record(&mut self, record: &RecordRow<'_>) -> Outcome<u64> {
        let number = self.records.len() as u64 + 1;
        self.records.push(StoredRecord {
            number,
            is_branch: record.is_branch,
            sealed: record.sealed.to_vec(),
            parts: record.parts.to_vec(),
        });
        self.arrivals.push((record.device, record.received_at));
        self.numbers.insert(record.hash, number);
        if !record.is_branch {
            self.places
                .insert((record.device, record.life, record.seq), record.hash);
        }
        Ok(number)
    }

    fn put_parts(&mut self, number: u64, parts: &[u8]) -> Outcome<()> {
        for record in self
            .records
            .iter_mut()
            .filter(|record| record.number == number)
        {
            record.parts = parts.to_vec();
        }
        Ok(())
    }

    fn add_history(&mut self, subject: SubjectId, number: u64) -> Outcome<()> {
        self.history.entry(subject).or_default().push(number);
        Ok(())
    }

    fn add_party(&mut self, subject: SubjectId, unit: UnitId) -> Outcome<()> {
        self.parties.insert((subject, unit), ());
        Ok(())
    }

    fn add_carried(&mut self, row: &CarriedRow) -> Outcome<()> {
        let place = (row.device, row.life, row.seq);
        let claims = self.carried.entry(place).or_default();
        if !claims.iter().any(|(original, _)| *original == row.original) {
            claims.push((row.original, row.carrier));
        }
        Ok(())
    }

    fn put_chain(&mut self, device: DeviceId, life: Incarnation, chain: &ChainRow) -> Outcome<()> {
        self.chains.insert((device, life), chain.clone());
        Ok(())
    }

    fn add_feed(&mut self, entry: &FeedRow) -> Outcome<()> {
        self.feeds.entry(entry.unit).or_default().push(*entry);
        Ok(())
    }

    fn add_receipt(
        &mut self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
        bytes: &[u8],
    ) -> Outcome<()> {
        self.receipts
            .push((epoch, device, life, up_to, bytes.to_vec()));
        Ok(())
    }

    fn add_withheld(&mut self, row: &WithheldRow) -> Outcome<()> {
        self.withheld.insert(row.number, (*row, false));
        Ok(())
    }

    fn restore_withheld(&mut self, number: u64) -> Outcome<()> {
        if let Some((_, is_restored)) = self.withheld.get_mut(&number) {
            *is_restored = true;
        }
        Ok(())
    }

    fn add_publication(
        &mut self,
        kind: PublicationKind,
        version: u64,
        bytes: &[u8],
    ) -> Outcome<()> {
        self.publications.insert(kind, (version, bytes.to_vec()));
        Ok(())
    }

    fn put_unit(&mut self, unit: &UnitRow) -> Outcome<()> {
        let id = UnitId::from_bytes(*unit.unit.id.as_bytes());
        self.units.insert(id, unit.clone());
        Ok(())
    }

    fn put_person(&mut self, person: &PersonRow) -> Outcome<()> {
        self.people.insert(person.person, person.clone());
        Ok(())
    }

    fn put_person_key(&mut self, key: &PersonKeyRow) -> Outcome<()> {
        self.person_keys
            .insert((key.person, key.device), key.clone());
        Ok(())
    }

    fn add_assignment(&mut self, assignment: &AssignmentRow) -> Outcome<()> {
        self.assignments.push(assignment.clone());
        Ok(())
    }

    fn end_assignment(&mut self, duty: &OwnDuty, at: i64) -> Outcome<bool> {
        let mut has_ended = false;
        for row in &mut self.assignments {
            if duty.is_given_by(row, at) {
                row.assignment.until = Some(at);
                has_ended = true;
            }
        }
        Ok(has_ended)
    }

    fn put_device(&mut self, device: &DeviceRow) -> Outcome<()> {
        self.devices.insert(device.device, device.clone());
        Ok(())
    }

    fn put_token(&mut self, token: &TokenRow) -> Outcome<()> {
        self.tokens.insert(token.secret_hash, token.clone());
        Ok(())
    }

    fn put_safe(&mut self, verified_at: i64, positions: &[(UnitId, u64)]) -> Outcome<()> {
        self.safe = Some((verified_at, positions.to_vec()));
        Ok(())
    }
}
