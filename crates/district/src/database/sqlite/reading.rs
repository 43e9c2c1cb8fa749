//! Questions to the file. Every query runs along a primary key or an index.

use domain::roster::{Assignment, Duty, Unit, UnitKind};
use ledger::id::{DeviceId, Epoch, Hash, Incarnation, PersonId, SubjectId, UnitId};
use ledger::key::VerificationKey;
use ledger::publication::PublicationKind;
use rusqlite::{OptionalExtension, Params, Row};

use super::{Met, Transaction, fault};
use crate::database::{
    AssignmentRow, ChainRow, DatabaseFault, DeviceRow, DeviceState, EpochRow, FeedRow, Outcome,
    PersonKeyRow, PersonRow, Reading, StoredRecord, TokenRow, UnitRow, UsedCode, WithheldRow,
};
use crate::engine::domain_unit;

impl Transaction<'_> {
    fn one<T>(
        &self,
        what: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Outcome<Option<T>> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row(params, read).optional())
            .map_err(fault(what))
    }

    fn all<T>(
        &self,
        what: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Outcome<Vec<T>> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map(params, read)?.collect())
            .map_err(fault(what))
    }
}

impl Reading for Transaction<'_> {
    fn epoch(&self) -> Outcome<Option<EpochRow>> {
        let sql =
            "SELECT epoch, began_at, began_from, size FROM epoch ORDER BY number DESC LIMIT 1";
        self.one("find the epoch", sql, [], epoch_row)
    }

    fn find_epoch(&self, epoch: Epoch) -> Outcome<Option<EpochRow>> {
        let sql = "SELECT epoch, began_at, began_from, size FROM epoch WHERE epoch = ?1";
        self.one("find an epoch", sql, [epoch.as_bytes()], epoch_row)
    }

    fn list_epochs(&self) -> Outcome<Vec<EpochRow>> {
        let sql = "SELECT epoch, began_at, began_from, size FROM epoch ORDER BY number";
        self.all("list epochs", sql, [], epoch_row)
    }

    fn checkpoint(&self) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT note FROM epoch ORDER BY number DESC LIMIT 1";
        Ok(self
            .one("find the checkpoint", sql, [], |row| row.get(0))?
            .flatten())
    }

    fn find_tile(&self, epoch: Epoch, level: u8, index: u64) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT hashes FROM tile WHERE epoch = ?1 AND level = ?2 AND place = ?3";
        let key = (epoch.as_bytes(), level, index as i64);
        self.one("find a tile", sql, key, |row| row.get(0))
    }

    fn find_record_number(&self, hash: &Hash) -> Outcome<Option<u64>> {
        let sql = "SELECT number FROM record WHERE hash = ?1";
        self.one("find a record", sql, [hash.as_bytes()], |row| {
            integer(row, 0)
        })
    }

    fn find_record(&self, number: u64) -> Outcome<Option<StoredRecord>> {
        let sql = "SELECT r.is_branch, r.sealed, p.parts FROM record r \
                   JOIN payload p ON p.number = r.number WHERE r.number = ?1";
        self.one("read a record", sql, [number as i64], |row| {
            Ok(StoredRecord {
                number,
                is_branch: row.get(0)?,
                sealed: row.get(1)?,
                parts: row.get(2)?,
            })
        })
    }

    fn find_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<Hash>> {
        let Some(chain) = self.chain_number(device, life)? else {
            return Ok(None);
        };
        let sql = "SELECT hash FROM record WHERE is_branch = 0 AND chain = ?1 AND seq = ?2";
        self.one("find a place", sql, (chain, seq as i64), |row| hash(row, 0))
    }

    fn next_place(&self, device: DeviceId, life: Incarnation, seq: u64) -> Outcome<Option<u64>> {
        let Some(chain) = self.chain_number(device, life)? else {
            return Ok(None);
        };
        let sql = "SELECT seq FROM record WHERE is_branch = 0 AND chain = ?1 AND seq > ?2 \
                   ORDER BY seq LIMIT 1";
        let key = (chain, seq as i64);
        self.one("find the next place", sql, key, |row| integer(row, 0))
    }

    fn list_carried(
        &self,
        device: DeviceId,
        life: Incarnation,
        seq: u64,
    ) -> Outcome<Vec<(Hash, u64)>> {
        let sql = "SELECT original, carrier FROM carried \
                   WHERE device = ?1 AND life = ?2 AND seq = ?3 ORDER BY carrier";
        let key = (device.as_bytes(), life.as_bytes(), seq as i64);
        self.all("list carried places", sql, key, |row| {
            Ok((hash(row, 0)?, integer(row, 1)?))
        })
    }

    fn find_chain(&self, device: DeviceId, life: Incarnation) -> Outcome<Option<ChainRow>> {
        Ok(self.meet(device, life)?.map(|met| met.row))
    }

    fn list_history(&self, subject: SubjectId) -> Outcome<Vec<u64>> {
        let sql = "SELECT number FROM history WHERE subject = ?1 ORDER BY number";
        self.all("list a history", sql, [subject.as_bytes()], |row| {
            integer(row, 0)
        })
    }

    fn list_parties(&self, subject: SubjectId) -> Outcome<Vec<UnitId>> {
        let sql = "SELECT unit FROM party WHERE subject = ?1 ORDER BY unit";
        self.all("list parties", sql, [subject.as_bytes()], |row| {
            unit(row, 0)
        })
    }

    fn find_withheld(&self, number: u64) -> Outcome<Option<u8>> {
        let sql = "SELECT reason FROM withheld WHERE number = ?1 AND is_restored = 0";
        self.one("find a withheld effect", sql, [number as i64], |row| {
            row.get(0)
        })
    }

    fn list_withheld(&self, reason: u8) -> Outcome<Vec<WithheldRow>> {
        let sql = "SELECT number, said_by FROM withheld WHERE reason = ?1 AND is_restored = 0";
        self.all("list withheld effects", sql, [reason], |row| {
            Ok(WithheldRow {
                number: integer(row, 0)?,
                reason,
                said_by: hash(row, 1)?,
            })
        })
    }

    fn count_records_since(&self, device: DeviceId, since: i64) -> Outcome<u64> {
        // Each half has an index of its own.
        let sql = "SELECT sum(held) FROM ( \
                     SELECT count(*) AS held FROM chain \
                     CROSS JOIN record ON record.chain = chain.number AND record.is_branch = 0 \
                     WHERE chain.device = ?1 AND record.received_at >= ?2 \
                     UNION ALL \
                     SELECT count(*) FROM chain \
                     CROSS JOIN record ON record.chain = chain.number AND record.is_branch = 1 \
                     WHERE chain.device = ?1 AND record.received_at >= ?2)";
        let key = (device.as_bytes(), since);
        let counted = self.one("count a device's records", sql, key, |row| integer(row, 0))?;
        Ok(counted.unwrap_or_default())
    }

    fn feed_head(&self, unit: UnitId) -> Outcome<Option<FeedRow>> {
        let sql = "SELECT unit, position, number, record, prev, hash, epoch, leaf FROM feed \
                   WHERE unit = ?1 ORDER BY position DESC LIMIT 1";
        self.one("find a feed's head", sql, [unit.as_bytes()], feed_row)
    }

    fn find_feed_entry(&self, unit: UnitId, position: u64) -> Outcome<Option<FeedRow>> {
        let sql = "SELECT unit, position, number, record, prev, hash, epoch, leaf FROM feed \
                   WHERE unit = ?1 AND position = ?2";
        self.one(
            "find a feed's entry",
            sql,
            (unit.as_bytes(), position as i64),
            feed_row,
        )
    }

    fn list_feed(&self, unit: UnitId, after: u64, count: u32) -> Outcome<Vec<FeedRow>> {
        let sql = "SELECT unit, position, number, record, prev, hash, epoch, leaf FROM feed \
                   WHERE unit = ?1 AND position > ?2 ORDER BY position LIMIT ?3";
        let key = (unit.as_bytes(), after as i64, count);
        self.all("read a feed", sql, key, feed_row)
    }

    fn find_receipt(
        &self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
    ) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT bytes FROM receipt WHERE device = ?1 AND life = ?2 AND epoch = ?3 \
                   AND up_to >= ?4 ORDER BY up_to LIMIT 1";
        let key = (
            device.as_bytes(),
            life.as_bytes(),
            epoch.as_bytes(),
            up_to as i64,
        );
        self.one("find a receipt", sql, key, |row| row.get(0))
    }

    fn list_receipts(
        &self,
        device: DeviceId,
        life: Incarnation,
        count: u32,
    ) -> Outcome<Vec<Vec<u8>>> {
        let sql = "SELECT bytes FROM receipt WHERE device = ?1 AND life = ?2 \
                   ORDER BY number DESC LIMIT ?3";
        let key = (device.as_bytes(), life.as_bytes(), count);
        self.all("list receipts", sql, key, |row| row.get(0))
    }

    fn find_publication(&self, kind: PublicationKind) -> Outcome<Option<(u64, Vec<u8>)>> {
        let sql = "SELECT version, bytes FROM publication WHERE kind = ?1 \
                   ORDER BY version DESC LIMIT 1";
        self.one("find a publication", sql, [kind.code()], |row| {
            Ok((integer(row, 0)?, row.get(1)?))
        })
    }

    fn list_publications(&self) -> Outcome<Vec<(PublicationKind, u64)>> {
        let sql = "SELECT kind, max(version) FROM publication GROUP BY kind ORDER BY kind";
        self.all("list publications", sql, [], |row| {
            Ok((PublicationKind::from_code(row.get(0)?), integer(row, 1)?))
        })
    }

    fn list_units(&self) -> Outcome<Vec<UnitRow>> {
        let sql = "SELECT unit, kind, name, short_name, commune_code, commune_name, \
                   province_name, dossier_code_prefix, certificate FROM unit ORDER BY unit";
        self.all("list units", sql, [], unit_row)
    }

    fn list_people(&self) -> Outcome<Vec<PersonRow>> {
        let sql = "SELECT person, name, unit, code_hash, code_tries, used_code, used_by \
                   FROM person ORDER BY person";
        self.all("list people", sql, [], person_row)
    }

    fn list_person_keys(&self) -> Outcome<Vec<PersonKeyRow>> {
        let sql = "SELECT person, device, chain FROM person_key ORDER BY person, device";
        self.all("list people's keys", sql, [], |row| {
            Ok(PersonKeyRow {
                person: row.get(0).map(PersonId::from_bytes)?,
                device: row.get::<_, Option<_>>(1)?.map(DeviceId::from_bytes),
                chain: row.get(2)?,
            })
        })
    }

    fn list_assignments(&self) -> Outcome<Vec<AssignmentRow>> {
        let sql = "SELECT person, duty, unit, sectors, decision_no, from_at, until_at \
                   FROM assignment ORDER BY number";
        self.all("list assignments", sql, [], assignment_row)
    }

    fn list_devices(&self) -> Outcome<Vec<DeviceRow>> {
        let sql = "SELECT device, key, unit, desk_no, state, chain, shared_with, asked_at \
                   FROM device ORDER BY device";
        self.all("list devices", sql, [], device_row)
    }

    fn find_device(&self, device: DeviceId) -> Outcome<Option<DeviceRow>> {
        let sql = "SELECT device, key, unit, desk_no, state, chain, shared_with, asked_at \
                   FROM device WHERE device = ?1";
        self.one("find a device", sql, [device.as_bytes()], device_row)
    }

    fn find_person(&self, person: PersonId) -> Outcome<Option<PersonRow>> {
        let sql = "SELECT person, name, unit, code_hash, code_tries, used_code, used_by \
                   FROM person WHERE person = ?1";
        self.one("find a person", sql, [person.as_bytes()], person_row)
    }

    fn list_tokens(&self) -> Outcome<Vec<TokenRow>> {
        let sql = "SELECT unit, desk_no, shared_with, expires_at, used_by, secret_hash \
                   FROM token ORDER BY secret_hash";
        self.all("list tokens", sql, [], token_row)
    }

    fn find_token(&self, secret_hash: &Hash) -> Outcome<Option<TokenRow>> {
        let sql = "SELECT unit, desk_no, shared_with, expires_at, used_by, secret_hash \
                   FROM token WHERE secret_hash = ?1";
        self.one("find a token", sql, [secret_hash.as_bytes()], token_row)
    }

    fn list_safe(&self) -> Outcome<Vec<(UnitId, u64)>> {
        let sql = "SELECT unit, position FROM safe ORDER BY unit";
        self.all("list what is safe", sql, [], |row| {
            Ok((unit(row, 0)?, integer(row, 1)?))
        })
    }

    fn safe_verified_at(&self) -> Outcome<Option<i64>> {
        let sql = "SELECT verified_at FROM backup WHERE number = 1";
        self.one("find the backup", sql, [], |row| row.get(0))
    }
}

impl Transaction<'_> {
    /// Finds the number of a chain's row.
    pub(super) fn chain_number(&self, device: DeviceId, life: Incarnation) -> Outcome<Option<i64>> {
        Ok(self.meet(device, life)?.map(|met| met.number))
    }

    /// Finds a chain's row, as this transaction left it.
    fn meet(&self, device: DeviceId, life: Incarnation) -> Outcome<Option<Met>> {
        if let Some(met) = self.chains.borrow().get(&(device, life)) {
            return Ok(Some(met.clone()));
        }
        let sql =
            "SELECT number, up_to, hash, positions FROM chain WHERE device = ?1 AND life = ?2";
        let key = (device.as_bytes(), life.as_bytes());
        let found = self.one("find a chain", sql, key, |row| {
            let positions: Vec<u8> = row.get(3)?;
            Ok((row.get(0)?, integer(row, 1)?, hash(row, 2)?, positions))
        })?;
        let Some((number, up_to, hash, positions)) = found else {
            return Ok(None);
        };
        let positions = minicbor::decode(&positions).map_err(|_| DatabaseFault::Damaged {
            what: "a chain's positions",
        })?;
        let met = Met {
            number,
            row: ChainRow {
                up_to,
                hash,
                positions,
            },
            is_changed: false,
        };
        self.chains.borrow_mut().insert((device, life), met.clone());
        Ok(Some(met))
    }
}

fn token_row(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
    Ok(TokenRow {
        secret_hash: Hash::from_bytes(row.get(5)?),
        unit: unit(row, 0)?,
        desk_no: row.get(1)?,
        shared_with: units(row, 2)?,
        expires_at: row.get(3)?,
        used_by: row.get::<_, Option<[u8; 16]>>(4)?.map(DeviceId::from_bytes),
    })
}

fn integer(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(|number| number as u64)
}

fn hash(row: &Row<'_>, at: usize) -> rusqlite::Result<Hash> {
    row.get(at).map(Hash::from_bytes)
}

fn unit(row: &Row<'_>, at: usize) -> rusqlite::Result<UnitId> {
    row.get(at).map(UnitId::from_bytes)
}

fn units(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<UnitId>> {
    let bytes: Vec<u8> = row.get(at)?;
    Ok(bytes
        .chunks_exact(16)
        .filter_map(|id| UnitId::try_from(id).ok())
        .collect())
}

fn epoch_row(row: &Row<'_>) -> rusqlite::Result<EpochRow> {
    Ok(EpochRow {
        epoch: row.get(0).map(Epoch::from_bytes)?,
        began_at: row.get(1)?,
        began_from: row.get(2)?,
        size: integer(row, 3)?,
    })
}

fn feed_row(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    Ok(FeedRow {
        unit: unit(row, 0)?,
        position: integer(row, 1)?,
        number: integer(row, 2)?,
        record: hash(row, 3)?,
        prev: hash(row, 4)?,
        hash: hash(row, 5)?,
        epoch: row.get(6).map(Epoch::from_bytes)?,
        leaf: integer(row, 7)?,
    })
}

fn unit_row(row: &Row<'_>) -> rusqlite::Result<UnitRow> {
    let kind = match row.get::<_, u8>(1)? {
        0 => UnitKind::OneStop,
        1 => UnitKind::Post,
        _ => UnitKind::Agency,
    };
    Ok(UnitRow {
        unit: Unit {
            id: domain_unit(unit(row, 0)?),
            kind,
            name: row.get(2)?,
            short_name: row.get(3)?,
            commune_code: row.get(4)?,
            commune_name: row.get(5)?,
            province_name: row.get(6)?,
            dossier_code_prefix: row.get(7)?,
        },
        certificate: row.get(8)?,
    })
}

fn person_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let digest = |column| {
        row.get::<_, Option<[u8; 32]>>(column)
            .map(|found| found.map(Hash::from_bytes))
    };
    let used = digest(5)?.zip(digest(6)?);
    Ok(PersonRow {
        person: row.get(0).map(PersonId::from_bytes)?,
        name: row.get(1)?,
        unit: unit(row, 2)?,
        code_hash: digest(3)?,
        code_tries: row.get(4)?,
        used: used.map(|(code, by)| UsedCode { code, by }),
    })
}

fn assignment_row(row: &Row<'_>) -> rusqlite::Result<AssignmentRow> {
    let duty = match row.get::<_, u8>(1)? {
        0 => Duty::OneStopReception,
        1 => Duty::Postal,
        _ => Duty::Supervision,
    };
    let sectors: String = row.get(3)?;
    Ok(AssignmentRow {
        assignment: Assignment {
            person: row.get(0).map(domain::id::PersonId::from_bytes)?,
            duty,
            unit: domain_unit(unit(row, 2)?),
            sectors: sectors.lines().map(str::to_owned).collect(),
            decision_no: row.get(4)?,
            from: row.get(5)?,
            until: row.get(6)?,
        },
    })
}

fn device_row(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let state = match row.get::<_, u8>(4)? {
        0 => DeviceState::Pending,
        1 => DeviceState::Enrolled,
        2 => DeviceState::Revoked,
        _ => DeviceState::Rejected,
    };
    Ok(DeviceRow {
        device: row.get(0).map(DeviceId::from_bytes)?,
        key: row.get(1).map(VerificationKey::from_bytes)?,
        unit: unit(row, 2)?,
        desk_no: row.get(3)?,
        state,
        chain: row.get(5)?,
        shared_with: units(row, 6)?,
        since: row.get(7)?,
    })
}
