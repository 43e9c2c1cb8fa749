//! Putting a record into the file: verbatim header and signatures, facts in the clear of the
//! encrypted file, the other parts sealed to a duty.
//!
//! A record is stored once, by its hash, whichever way it came: by its own chain, carried in
//! another, or written here. Two records in one place of a chain are both kept.

use domain::event::{CorrectedField, Event, PersonPart};
use hkdf::Hkdf;
use ledger::{
    AuthorStanding, EffectRestored, EffectWithheld, Hash, OwnFacts, Part, PartName, Record, kind,
};
use rusqlite::{OptionalExtension, Transaction};
use sha2::Sha256;

use super::touched::Touched;
use super::{Pen, find_record};
use crate::failure::Failure;
use crate::keys::folder::{DutyId, duty_code};
use crate::row::{Bytes, hash, signed};

/// What an author's signature was worth when the record came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing(pub AuthorStanding);

impl Standing {
    const fn code(self) -> i64 {
        match self.0 {
            AuthorStanding::System => 0,
            AuthorStanding::Unsigned => 1,
            AuthorStanding::Verified => 2,
            AuthorStanding::KeyUnknown => 3,
            AuthorStanding::Refused => 4,
        }
    }

    /// Reads the number in the column.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        Some(Self(match code {
            0 => AuthorStanding::System,
            1 => AuthorStanding::Unsigned,
            2 => AuthorStanding::Verified,
            3 => AuthorStanding::KeyUnknown,
            4 => AuthorStanding::Refused,
            _ => return None,
        }))
    }
}

/// A record in its place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appended {
    pub(crate) row: i64,
    /// It was not here before.
    pub(crate) is_new: bool,
    /// Another record stands in its place of the chain: the device wrote twice.
    pub(crate) is_fork: bool,
}

impl Pen<'_> {
    /// Stores a record and what follows from its kind; `duty` is who may read its parts.
    ///
    /// Kinds that change what other records do are the server's: of another device they are
    /// kept and do nothing. What a carrier carries is judged and stored by itself.
    pub(crate) fn append(
        &mut self,
        record: &Record,
        standing: AuthorStanding,
        duty: DutyId,
        touched: &mut Touched,
    ) -> Result<Appended, Failure> {
        let appended = self.append_one(record, standing, duty, touched)?;
        if !appended.is_new {
            return Ok(appended);
        }
        if record.header().kind == kind::VOUCHED {
            self.note_vouching(record, standing, appended.row)?;
        }
        if self
            .server
            .is_none_or(|server| record.header().device != server)
        {
            return Ok(appended);
        }
        match record.header().kind {
            kind::ERASED => self.erase(record, appended.row, touched)?,
            kind::EFFECT_WITHHELD => self.withhold(record, touched)?,
            kind::EFFECT_RESTORED => self.restore(record, touched)?,
            _ => {}
        }
        Ok(appended)
    }

    fn append_one(
        &mut self,
        record: &Record,
        standing: AuthorStanding,
        duty: DutyId,
        touched: &mut Touched,
    ) -> Result<Appended, Failure> {
        let hash = record.hash();
        let chain = self.chain_row(record)?;
        let (standing_there, is_fork) = look_at_place(self.tx, chain, record)?;
        if let Some(row) = standing_there {
            return Ok(Appended {
                row,
                is_new: false,
                is_fork: false,
            });
        }
        let standing = Standing(standing);
        let row = insert_record(self.tx, chain, record, standing)?;
        for link in &record.header().subjects {
            let subject = *link.id.as_bytes();
            insert_subject(self.tx, subject, row)?;
            touched.gather(subject, record, row, standing.code());
        }
        for part in record.parts() {
            match part.name {
                PartName::Facts => {}
                PartName::Person => {
                    insert_person(self.tx, row, record, (part, duty), self.id_key)?;
                    self.sealer.store(self.tx, row, &hash, part, duty)?;
                }
                PartName::Case | PartName::Post | PartName::Unknown(_) => {
                    self.sealer.store(self.tx, row, &hash, part, duty)?;
                }
            }
        }
        self.is_written = true;
        self.appended = self.appended.saturating_add(1);
        Ok(Appended {
            row,
            is_new: true,
            is_fork,
        })
    }

    fn withhold(&mut self, record: &Record, touched: &mut Touched) -> Result<(), Failure> {
        let Ok(withheld) = EffectWithheld::read(record) else {
            return Ok(());
        };
        self.tx
            .execute(
                include_str!("append/withhold.sql"),
                (
                    Bytes(*withheld.record.as_bytes()),
                    Bytes(*record.hash().as_bytes()),
                    withheld.reason.code(),
                ),
            )
            .map_err(Failure::sqlite("withholding an effect"))?;
        self.touch_subjects_of(&withheld.record, touched)
    }

    fn restore(&mut self, record: &Record, touched: &mut Touched) -> Result<(), Failure> {
        let Ok(restored) = EffectRestored::read(record) else {
            return Ok(());
        };
        self.tx
            .execute(
                include_str!("append/restore.sql"),
                (
                    Bytes(*restored.record.as_bytes()),
                    Bytes(*restored.withheld.as_bytes()),
                ),
            )
            .map_err(Failure::sqlite("restoring an effect"))?;
        self.touch_subjects_of(&restored.record, touched)
    }

    pub(super) fn touch_subjects_of(
        &self,
        record: &Hash,
        touched: &mut Touched,
    ) -> Result<(), Failure> {
        let Some(row) = find_record(self.tx, record)? else {
            return Ok(());
        };
        let header: Vec<u8> = self
            .tx
            .query_row(
                "SELECT header FROM record WHERE record = ?1",
                [row],
                |row| row.get(0),
            )
            .map_err(Failure::sqlite("reading a header"))?;
        let header = super::entries::read_header(&header)?;
        let subjects = header.subjects.iter().map(|link| *link.id.as_bytes());
        subjects.for_each(|subject| touched.touch(subject));
        Ok(())
    }

    fn chain_row(&mut self, record: &Record) -> Result<i64, Failure> {
        let header = record.header();
        let name = (header.device, header.incarnation);
        if let Some(chain) = self.chains.get(&name) {
            return Ok(*chain);
        }
        let chain = find_or_add_chain(self.tx, record)?;
        self.chains.insert(name, chain);
        Ok(chain)
    }
}

/// Gives the first eight bytes of a hash as the number in the index.
pub(crate) fn hash_head(hash: &Hash) -> i64 {
    hash.as_bytes()
        .first_chunk()
        .map_or(0, |head| i64::from_be_bytes(*head))
}

fn find_or_add_chain(tx: &Transaction<'_>, record: &Record) -> Result<i64, Failure> {
    let header = record.header();
    let key = (
        Bytes(*header.device.as_bytes()),
        Bytes(*header.incarnation.as_bytes()),
    );
    let known = tx
        .prepare_cached("SELECT chain FROM chain WHERE device = ?1 AND incarnation = ?2")
        .and_then(|mut select| select.query_row(key, |row| row.get(0)).optional())
        .map_err(Failure::sqlite("finding a chain"))?;
    match known {
        Some(chain) => Ok(chain),
        None => tx
            .prepare_cached("INSERT INTO chain (device, incarnation) VALUES (?1, ?2)")
            .and_then(|mut insert| insert.insert(key))
            .map_err(Failure::sqlite("adding a chain")),
    }
}

/// Looks at the place of a record in its chain: is it here, and does another one stand there?
fn look_at_place(
    tx: &Transaction<'_>,
    chain: i64,
    record: &Record,
) -> Result<(Option<i64>, bool), Failure> {
    let failed = "looking at a place of a chain";
    let mut select = tx
        .prepare_cached("SELECT record, hash FROM record WHERE chain = ?1 AND seq = ?2")
        .map_err(Failure::sqlite(failed))?;
    let mut rows = select
        .query((chain, signed(record.header().seq)))
        .map_err(Failure::sqlite(failed))?;
    let mut is_taken = false;
    while let Some(row) = rows.next().map_err(Failure::sqlite(failed))? {
        is_taken = true;
        if hash(row, 1).map_err(Failure::sqlite(failed))? == record.hash() {
            let row = row.get(0).map_err(Failure::sqlite(failed))?;
            return Ok((Some(row), false));
        }
    }
    Ok((None, is_taken))
}

fn insert_record(
    tx: &Transaction<'_>,
    chain: i64,
    record: &Record,
    standing: Standing,
) -> Result<i64, Failure> {
    let name = record.hash();
    let facts = record.find_part(PartName::Facts);
    tx.prepare_cached(include_str!("append/insert_record.sql"))
        .and_then(|mut insert| {
            insert.insert((
                chain,
                signed(record.header().seq),
                Bytes(*name.as_bytes()),
                hash_head(&name),
                record.header().kind,
                record.header_bytes(),
                record
                    .author_signature()
                    .map(|signature| signature.as_bytes().as_slice()),
                record.device_signature().as_bytes().as_slice(),
                standing.code(),
                facts.map(|part| Bytes(part.salt)),
                facts.map(|part| part.bytes.as_slice()),
            ))
        })
        .map_err(Failure::sqlite("appending a record"))
}

fn insert_subject(tx: &Transaction<'_>, subject: [u8; 16], record: i64) -> Result<(), Failure> {
    tx.prepare_cached("INSERT OR IGNORE INTO record_subject (subject, record) VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute((Bytes(subject), record)))
        .map(|_| ())
        .map_err(Failure::sqlite("noting a record's subject"))
}

/// Notes what of a person part can be searched for. A part that is none is left alone: facts
/// decide what a record is, and its bytes are kept.
fn insert_person(
    tx: &Transaction<'_>,
    row: i64,
    record: &Record,
    (part, duty): (&Part, DutyId),
    id_key: &[u8; 32],
) -> Result<(), Failure> {
    let Ok(person) = PersonPart::decode(&part.bytes) else {
        return Ok(());
    };
    let applicant = person.applicant.as_ref();
    let field = corrected_field(record);
    let corrected = |wanted| {
        person
            .corrected
            .as_deref()
            .filter(|_| field == Some(wanted))
    };
    let name = applicant
        .map(|applicant| applicant.name.as_str())
        .or_else(|| corrected(CorrectedField::ApplicantName));
    let phone = applicant
        .and_then(|applicant| applicant.phone.as_deref())
        .or_else(|| corrected(CorrectedField::Phone));
    let number = applicant
        .and_then(|applicant| applicant.id_number.as_deref())
        .or_else(|| corrected(CorrectedField::IdNumber));
    if name.is_none() && phone.is_none() && number.is_none() {
        return Ok(());
    }
    tx.prepare_cached(include_str!("append/insert_person.sql"))
        .and_then(|mut insert| {
            insert.execute((
                row,
                Bytes(*duty.unit.as_bytes()),
                duty_code(duty.duty),
                name,
                phone.map(digits_of),
                number.map(|number| Bytes(id_hash(id_key, number))),
                number.map(tail_of),
            ))
        })
        .map(|_| ())
        .map_err(Failure::sqlite("noting a name"))
}

fn corrected_field(record: &Record) -> Option<CorrectedField> {
    let header = record.header();
    let facts = record.find_part(PartName::Facts)?;
    match Event::decode(header.kind, header.version, &facts.bytes) {
        Ok(Event::DossierCorrected(event)) => Some(event.field),
        Ok(_) | Err(_) => None,
    }
}

/// Gives the keyed hash by which an identity number is found and no number read back.
pub(crate) fn id_hash(key: &[u8], number: &str) -> [u8; 16] {
    let mut hash = [0; 16];
    let input = number.trim().to_uppercase();
    // Sixteen bytes are far less than HKDF can give.
    let _: Result<(), _> =
        Hkdf::<Sha256>::new(Some(key), input.as_bytes()).expand(b"traotay/id-hash/v1", &mut hash);
    hash
}

/// Gives the digits of a telephone number, `+84` written as 0.
pub(crate) fn digits_of(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("84") {
        Some(rest) if text.trim_start().starts_with('+') => format!("0{rest}"),
        Some(_) | None => digits,
    }
}

/// Gives the last four letters or digits of an identity number.
fn tail_of(number: &str) -> String {
    let letters: Vec<char> = number.trim().chars().collect();
    letters
        .get(letters.len().saturating_sub(4)..)
        .unwrap_or_default()
        .iter()
        .collect()
}
