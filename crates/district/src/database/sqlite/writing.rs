//! Changes of the file, each one statement.

use domain::roster::{Duty, UnitKind};
use ledger::id::{DeviceId, Epoch, Hash, Incarnation, SubjectId, UnitId};
use ledger::publication::PublicationKind;
use rusqlite::Params;

use super::{Met, Transaction, fault};
use crate::database::{
    AssignmentRow, CarriedRow, ChainRow, DeviceRow, DeviceState, EpochRow, FeedRow, Outcome,
    OwnDuty, PersonKeyRow, PersonRow, Reading, RecordRow, TokenRow, UnitRow, WithheldRow, Writing,
};

impl Transaction<'_> {
    fn change(&self, what: &'static str, sql: &str, params: impl Params) -> Outcome<()> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map(|_| ())
            .map_err(fault(what))
    }

    /// Finds the number of a chain's row, or makes the row.
    fn chain_row(&self, device: DeviceId, life: Incarnation) -> Outcome<i64> {
        if let Some(number) = self.chain_number(device, life)? {
            return Ok(number);
        }
        let sql = "INSERT INTO chain (device, life, up_to, hash, positions) \
                   VALUES (?1, ?2, 0, zeroblob(32), x'80')";
        self.change("begin a chain", sql, (device.as_bytes(), life.as_bytes()))?;
        let number = self.connection.last_insert_rowid();
        let row = ChainRow {
            up_to: 0,
            hash: Hash::ZERO,
            positions: Vec::new(),
        };
        let met = Met {
            number,
            row,
            is_changed: false,
        };
        self.chains.borrow_mut().insert((device, life), met);
        Ok(number)
    }

    /// Writes the chains that this transaction carried on.
    pub(super) fn write_chains(&self) -> Outcome<()> {
        let sql = "UPDATE chain SET up_to = ?2, hash = ?3, positions = ?4 WHERE number = ?1";
        let chains = self.chains.borrow();
        for Met { number, row, .. } in chains.values().filter(|met| met.is_changed) {
            let positions = sync::protocol::write(&row.positions);
            let row = (number, row.up_to as i64, row.hash.as_bytes(), positions);
            self.change("keep a chain", sql, row)?;
        }
        Ok(())
    }
}

impl Writing for Transaction<'_> {
    fn reading(&self) -> &dyn Reading {
        self
    }

    fn begin_epoch(&mut self, epoch: &EpochRow) -> Outcome<()> {
        let sql = "INSERT INTO epoch (epoch, began_at, began_from, size) VALUES (?1, ?2, ?3, ?4)";
        let size = epoch.size as i64;
        let row = (
            epoch.epoch.as_bytes(),
            epoch.began_at,
            &epoch.began_from,
            size,
        );
        self.change("begin an epoch", sql, row)
    }

    fn put_checkpoint(&mut self, epoch: Epoch, size: u64, note: &[u8]) -> Outcome<()> {
        let sql = "UPDATE epoch SET size = ?2, note = ?3 WHERE epoch = ?1";
        self.change(
            "keep a checkpoint",
            sql,
            (epoch.as_bytes(), size as i64, note),
        )
    }

    fn put_tile(&mut self, epoch: Epoch, level: u8, index: u64, hashes: &[u8]) -> Outcome<()> {
        let sql = "INSERT INTO tile (epoch, level, place, hashes) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (epoch, level, place) DO UPDATE SET hashes = excluded.hashes";
        self.change(
            "keep a tile",
            sql,
            (epoch.as_bytes(), level, index as i64, hashes),
        )
    }

    fn add_record(&mut self, record: &RecordRow<'_>) -> Outcome<u64> {
        let chain = self.chain_row(record.device, record.life)?;
        let sql = "INSERT INTO record (hash, chain, seq, is_branch, received_at, sealed) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = (
            record.hash.as_bytes(),
            chain,
            record.seq as i64,
            record.is_branch,
            record.received_at,
            record.sealed,
        );
        self.change("keep a record", sql, row)?;
        let number = self.connection.last_insert_rowid();
        let sql = "INSERT INTO payload (number, parts) VALUES (?1, ?2)";
        self.change("keep a payload", sql, (number, record.parts))?;
        Ok(number as u64)
    }

    fn put_parts(&mut self, number: u64, parts: &[u8]) -> Outcome<()> {
        let sql = "UPDATE payload SET parts = ?2 WHERE number = ?1";
        self.change("keep parts", sql, (number as i64, parts))
    }

    fn add_history(&mut self, subject: SubjectId, number: u64) -> Outcome<()> {
        let sql = "INSERT OR IGNORE INTO history (subject, number) VALUES (?1, ?2)";
        self.change("keep a history", sql, (subject.as_bytes(), number as i64))
    }

    fn add_party(&mut self, subject: SubjectId, unit: UnitId) -> Outcome<()> {
        let sql = "INSERT OR IGNORE INTO party (subject, unit) VALUES (?1, ?2)";
        self.change("keep a party", sql, (subject.as_bytes(), unit.as_bytes()))
    }

    fn add_carried(&mut self, row: &CarriedRow) -> Outcome<()> {
        let sql = "INSERT OR IGNORE INTO carried (device, life, seq, original, carrier) \
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = (
            row.device.as_bytes(),
            row.life.as_bytes(),
            row.seq as i64,
            row.original.as_bytes(),
            row.carrier as i64,
        );
        self.change("keep a carried place", sql, row)
    }

    fn put_chain(&mut self, device: DeviceId, life: Incarnation, chain: &ChainRow) -> Outcome<()> {
        let met = Met {
            number: self.chain_row(device, life)?,
            row: chain.clone(),
            is_changed: true,
        };
        self.chains.borrow_mut().insert((device, life), met);
        Ok(())
    }

    fn add_feed(&mut self, entry: &FeedRow) -> Outcome<()> {
        let sql = "INSERT INTO feed (unit, position, number, record, prev, hash, epoch, leaf) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = (
            entry.unit.as_bytes(),
            entry.position as i64,
            entry.number as i64,
            entry.record.as_bytes(),
            entry.prev.as_bytes(),
            entry.hash.as_bytes(),
            entry.epoch.as_bytes(),
            entry.leaf as i64,
        );
        self.change("add to a feed", sql, row)
    }

    fn add_receipt(
        &mut self,
        epoch: Epoch,
        device: DeviceId,
        life: Incarnation,
        up_to: u64,
        bytes: &[u8],
    ) -> Outcome<()> {
        let sql = "INSERT INTO receipt (epoch, device, life, up_to, bytes) \
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let up_to = up_to as i64;
        let row = (
            epoch.as_bytes(),
            device.as_bytes(),
            life.as_bytes(),
            up_to,
            bytes,
        );
        self.change("keep a receipt", sql, row)
    }

    fn add_withheld(&mut self, row: &WithheldRow) -> Outcome<()> {
        let sql = "INSERT INTO withheld (number, reason, said_by) VALUES (?1, ?2, ?3)";
        let row = (row.number as i64, row.reason, row.said_by.as_bytes());
        self.change("withhold an effect", sql, row)
    }

    fn restore_withheld(&mut self, number: u64) -> Outcome<()> {
        let sql = "UPDATE withheld SET is_restored = 1 WHERE number = ?1";
        self.change("restore an effect", sql, [number as i64])
    }

    fn add_publication(
        &mut self,
        kind: PublicationKind,
        version: u64,
        bytes: &[u8],
    ) -> Outcome<()> {
        let sql = "INSERT INTO publication (kind, version, bytes) VALUES (?1, ?2, ?3)";
        self.change("publish", sql, (kind.code(), version as i64, bytes))
    }

    fn put_unit(&mut self, row: &UnitRow) -> Outcome<()> {
        let kind = match row.unit.kind {
            UnitKind::OneStop => 0,
            UnitKind::Post => 1,
            UnitKind::Agency => 2,
        };
        let sql = "INSERT OR REPLACE INTO unit (unit, kind, name, short_name, commune_code, \
                   commune_name, province_name, dossier_code_prefix, certificate) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let unit = &row.unit;
        let row = (
            unit.id.as_bytes(),
            kind,
            &unit.name,
            &unit.short_name,
            &unit.commune_code,
            &unit.commune_name,
            &unit.province_name,
            &unit.dossier_code_prefix,
            &row.certificate,
        );
        self.change("keep a unit", sql, row)
    }

    fn put_person(&mut self, row: &PersonRow) -> Outcome<()> {
        let sql = "INSERT INTO person (person, name, unit, code_hash, code_tries, used_code, \
                   used_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                   ON CONFLICT (person) DO UPDATE SET name = ?2, unit = ?3, code_hash = ?4, \
                   code_tries = ?5, used_code = ?6, used_by = ?7";
        let row = (
            row.person.as_bytes(),
            &row.name,
            row.unit.as_bytes(),
            row.code_hash.as_ref().map(Hash::as_bytes),
            row.code_tries,
            row.used.as_ref().map(|used| used.code.as_bytes()),
            row.used.as_ref().map(|used| used.by.as_bytes()),
        );
        self.change("keep a person", sql, row)
    }

    fn put_person_key(&mut self, row: &PersonKeyRow) -> Outcome<()> {
        let sql = "INSERT INTO person_key (person, device, chain) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (person, ifnull(device, x'')) DO UPDATE SET chain = ?3";
        let device = row.device.as_ref().map(DeviceId::as_bytes);
        self.change(
            "keep a person's key",
            sql,
            (row.person.as_bytes(), device, &row.chain),
        )
    }

    fn add_assignment(&mut self, row: &AssignmentRow) -> Outcome<()> {
        let duty = duty_number(row.assignment.duty);
        let sql = "INSERT INTO assignment (person, duty, unit, sectors, decision_no, from_at, \
                   until_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let assignment = &row.assignment;
        let row = (
            assignment.person.as_bytes(),
            duty,
            assignment.unit.as_bytes(),
            assignment.sectors.join("\n"),
            &assignment.decision_no,
            assignment.from,
            assignment.until,
        );
        self.change("keep a duty", sql, row)
    }

    fn end_assignment(&mut self, duty: &OwnDuty, at: i64) -> Outcome<bool> {
        let sql = "UPDATE assignment SET until_at = ?4 WHERE person = ?1 AND duty = ?2 \
                   AND unit = ?3 AND from_at <= ?4 AND (until_at IS NULL OR until_at > ?4)";
        let row = (
            duty.person.as_bytes(),
            duty_number(duty.duty),
            duty.unit.as_bytes(),
            at,
        );
        let mut update = self
            .connection
            .prepare_cached(sql)
            .map_err(fault("end a duty"))?;
        update
            .execute(row)
            .map(|count| count > 0)
            .map_err(fault("end a duty"))
    }

    fn put_device(&mut self, row: &DeviceRow) -> Outcome<()> {
        let state = match row.state {
            DeviceState::Pending => 0,
            DeviceState::Enrolled => 1,
            DeviceState::Revoked => 2,
            DeviceState::Rejected => 3,
        };
        let sql = "INSERT INTO device (device, key, unit, desk_no, state, chain, shared_with, \
                   asked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (device) \
                   DO UPDATE SET state = ?5, chain = ?6, shared_with = ?7";
        let row = (
            row.device.as_bytes(),
            row.key.as_bytes(),
            row.unit.as_bytes(),
            row.desk_no,
            state,
            &row.chain,
            joined(&row.shared_with),
            row.since,
        );
        self.change("keep a device", sql, row)
    }

    fn put_token(&mut self, row: &TokenRow) -> Outcome<()> {
        let sql = "INSERT INTO token (secret_hash, unit, desk_no, shared_with, expires_at, \
                   used_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (secret_hash) DO UPDATE SET used_by = ?6";
        let row = (
            row.secret_hash.as_bytes(),
            row.unit.as_bytes(),
            row.desk_no,
            joined(&row.shared_with),
            row.expires_at,
            row.used_by.as_ref().map(DeviceId::as_bytes),
        );
        self.change("keep a token", sql, row)
    }

    fn put_safe(&mut self, verified_at: i64, positions: &[(UnitId, u64)]) -> Outcome<()> {
        let sql = "INSERT INTO backup (number, verified_at) VALUES (1, ?1) \
                   ON CONFLICT (number) DO UPDATE SET verified_at = ?1";
        self.change("note a backup", sql, [verified_at])?;
        for (unit, position) in positions {
            let sql = "INSERT INTO safe (unit, position) VALUES (?1, ?2) \
                       ON CONFLICT (unit) DO UPDATE SET position = ?2";
            self.change(
                "note what is safe",
                sql,
                (unit.as_bytes(), *position as i64),
            )?;
        }
        Ok(())
    }
}

fn joined(units: &[UnitId]) -> Vec<u8> {
    units
        .iter()
        .flat_map(|unit| unit.as_bytes())
        .copied()
        .collect()
}

const fn duty_number(duty: Duty) -> u8 {
    match duty {
        Duty::OneStopReception => 0,
        Duty::Postal => 1,
        Duty::Supervision => 2,
    }
}
