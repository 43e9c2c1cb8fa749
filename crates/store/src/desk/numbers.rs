//! The numbers that would be used next on this desk, and counting those that were.
//!
//! A number is counted in the transaction that uses it, so none is given twice and the
//! register has no gap. The anchor keeps the counts too: a restored file goes on behind them.

use chrono::{Datelike, NaiveDate};
use domain::civil_time::{moment_of_micros, wall_clock};
use domain::decide::{Command, Numbers};
use domain::event::Event;
use domain::id::UnitId;
use domain::number::{CodeDate, DossierCodePattern, Lane, LanePlan, LookupCode};
use rusqlite::{Connection, OptionalExtension};

use super::anchor::AnchoredCount;
use super::{Enrolment, Pen};
use crate::failure::Failure;

/// Counts whatever is printed, by day.
const LOOKUP: u8 = 0;
/// Counts dossiers, by day and lane.
const DOSSIER: u8 = 1;
/// Counts entries of the register, by year.
const REGISTER: u8 = 2;
/// Digits of a dossier's serial where it is not wider.
const SERIAL_DIGITS: u8 = 4;

/// Lanes between the spare ones of one life and of the next: as many as desks in a commune.
const LANES_OF_A_LIFE: u8 = 10;

/// What one life of the desk counts by.
#[derive(Debug, Clone, Copy)]
struct LifeNumber {
    lane: Lane,
    /// What stands for the desk in a «Mã tra cứu» and on the register.
    desk_no: u8,
    /// Under which lane counters that a desk once kept alone are kept.
    counted: u8,
}

/// The numbers that would be used next, with the counters behind them.
#[derive(Debug, Clone, Default)]
pub(super) struct Offered {
    pub(super) numbers: Numbers,
    counts: Vec<AnchoredCount>,
}

impl Pen<'_> {
    /// Looks up the numbers that a command would use next, for an office.
    pub(super) fn offer_numbers(
        &self,
        command: &Command,
        unit: UnitId,
        now: i64,
    ) -> Result<Offered, Failure> {
        let is_reception = matches!(command, Command::ReceiveDossier { .. });
        if !is_reception && !matches!(command, Command::OfferHandoff(_)) {
            return Ok(Offered::default());
        }
        let enrolment = self.enrolment.ok_or(Failure::NotEnrolled)?;
        let day = civil_day(now)?;
        let life = self.number_of_life(enrolment)?;
        let lookup = self.next(LOOKUP, day.to_string(), life.counted)?;
        let make = if enrolment.is_training {
            LookupCode::for_training
        } else {
            LookupCode::new
        };
        let code =
            make(day, life.desk_no, lookup.value).map_err(|_| Failure::Number("lookup code"))?;
        let lookup_code = code.to_string();
        let mut offered = Offered {
            numbers: Numbers {
                lookup_code,
                ..Numbers::default()
            },
            counts: vec![lookup],
        };
        if is_reception {
            self.offer_dossier_numbers(&mut offered, life, unit, day)?;
        }
        Ok(offered)
    }

    fn offer_dossier_numbers(
        &self,
        offered: &mut Offered,
        life: LifeNumber,
        unit: UnitId,
        day: NaiveDate,
    ) -> Result<(), Failure> {
        let lane = life.lane;
        let dossier = self.next(DOSSIER, day.to_string(), lane.into())?;
        let register = self.next(REGISTER, day.year().to_string(), life.counted)?;
        let roster = self.roster.ok_or(Failure::NotEnrolled)?;
        let prefix = roster
            .find_unit(unit)
            .map(|unit| unit.dossier_code_prefix.clone());
        let pattern = DossierCodePattern {
            unit_code: prefix.unwrap_or_default(),
            date: CodeDate::SixDigits,
            serial_digits: SERIAL_DIGITS,
        };
        let serial = LanePlan::default()
            .serial(lane, dossier.value)
            .map_err(|_| Failure::Number("lane"))?;
        let code = pattern
            .code(day, serial)
            .map_err(|_| Failure::Number("dossier code"))?;
        offered.numbers.dossier_code = code.to_string();
        offered.numbers.register_volume = life.desk_no.into();
        offered.numbers.register_number = register.value;
        offered.counts.extend([dossier, register]);
        Ok(())
    }

    /// Finds by which number this life of the desk divides what several desks count. A life
    /// that was left may go on in a clone, so the next one shares nothing with it: neither
    /// serials nor «Mã tra cứu» nor the volume of the register.
    fn number_of_life(&self, enrolment: &Enrolment) -> Result<LifeNumber, Failure> {
        if !self.life.is_spare {
            return Ok(LifeNumber {
                lane: enrolment.lane,
                desk_no: enrolment.desk_no,
                counted: 0,
            });
        }
        let lives: u8 = self
            .tx
            .prepare_cached("SELECT count(*) FROM own_chain")
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .map_err(Failure::sqlite("counting the lives of the file"))?;
        let further = lives.saturating_sub(2).saturating_mul(LANES_OF_A_LIFE);
        let number = u8::from(enrolment.spare_lane).saturating_add(further);
        Ok(LifeNumber {
            lane: Lane::new(number).map_err(|_| Failure::Number("lane"))?,
            desk_no: number,
            counted: number,
        })
    }

    /// Counts the numbers that an event used; says which «Mã tra cứu» that was.
    pub(super) fn count_used(
        &mut self,
        event: &Event,
        offered: &Offered,
    ) -> Result<Option<String>, Failure> {
        let code = match event {
            Event::DossierReceived(event) => &event.lookup_code,
            Event::HandoffOffered(event) => &event.number,
            Event::DossierCorrected(_)
            | Event::DossierWithdrawn(_)
            | Event::DossierCancelled(_)
            | Event::LineOffered(_)
            | Event::LineAccepted(_)
            | Event::LineRefused(_)
            | Event::LineWithdrawn(_)
            | Event::ResultIssued(_)
            | Event::PapersReturned(_)
            | Event::PaperTakenBack(_)
            | Event::ConflictResolved(_)
            | Event::SignedPrintRecorded(_)
            | Event::HandoffAccepted(_)
            | Event::HandoffRefused(_)
            | Event::HandoffWithdrawn(_) => return Ok(None),
        };
        offered
            .counts
            .iter()
            .try_for_each(|count| store(self.tx, count))?;
        self.counted.extend(offered.counts.iter().cloned());
        Ok(Some(code.clone()))
    }

    fn next(&self, kind: u8, period: String, lane: u8) -> Result<AnchoredCount, Failure> {
        let used: Option<u32> = self
            .tx
            .prepare_cached(
                "SELECT value FROM counter WHERE kind = ?1 AND period = ?2 AND lane = ?3",
            )
            .and_then(|mut select| {
                select
                    .query_row((kind, &period, lane), |row| row.get(0))
                    .optional()
            })
            .map_err(Failure::sqlite("reading a counter"))?;
        let value = used
            .unwrap_or(0)
            .checked_add(1)
            .ok_or(Failure::Number("counter"))?;
        Ok(AnchoredCount {
            kind,
            period,
            lane,
            value,
        })
    }
}

/// Moves a counter; it never goes back.
pub(super) fn store(connection: &Connection, count: &AnchoredCount) -> Result<(), Failure> {
    connection
        .prepare_cached(include_str!("numbers/store.sql"))
        .and_then(|mut upsert| upsert.execute((count.kind, &count.period, count.lane, count.value)))
        .map(|_| ())
        .map_err(Failure::sqlite("counting a number"))
}

/// Reads the counters that the anchor keeps: the latest period of each.
pub(super) fn read_latest(connection: &Connection) -> Result<Vec<AnchoredCount>, Failure> {
    let failed = "reading the counters";
    let mut select = connection
        .prepare_cached(include_str!("numbers/latest.sql"))
        .map_err(Failure::sqlite(failed))?;
    let rows = select.query_map([], |row| {
        Ok(AnchoredCount {
            kind: row.get(0)?,
            period: row.get(1)?,
            lane: row.get(2)?,
            value: row.get(3)?,
        })
    });
    rows.and_then(Iterator::collect)
        .map_err(Failure::sqlite(failed))
}

/// Gives the civil day of a moment.
pub(crate) fn civil_day(now: i64) -> Result<NaiveDate, Failure> {
    moment_of_micros(now)
        .and_then(wall_clock)
        .map(|local| local.date())
        .ok_or(Failure::Number("date"))
}
