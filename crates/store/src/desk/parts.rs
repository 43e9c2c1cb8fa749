//! Parts of records: sealed to a duty when written, opened for who holds the duty.
//!
//! A part lies encrypted under a content key; the content key lies sealed to the duty's public
//! key, so that writing needs no secret. One content key serves many parts of one session and
//! is forgotten at lock. While nobody of a duty is activated, its content keys lie unsealed in
//! the encrypted file.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use domain::decide::Actor;
use domain::id::UnitId;
use domain::roster::{Duty, Roster, UnitKind};
use ledger::{Hash, Part, PartName};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::failure::Failure;
use crate::keys::folder::{DutyId, duty_code, duty_from_code};
use crate::keys::seal::{ContentKey, SealFault, SealPublicKey, SealSecret, Sealed};
use crate::keys::vault::{DutySecret, Unlocked};
use crate::row::{Bytes, id_or_none};

/// Purpose that a content key is sealed for.
const CONTENT_PURPOSE: &[u8] = b"traotay/content-key/v1";
/// Parts under one content key; a leaked key opens no more than these.
const PARTS_PER_KEY_MAX: u32 = 4_096;

/// Seals parts while they are written.
pub(crate) struct Sealer {
    entropy: Arc<dyn Entropy>,
    keys: BTreeMap<DutyId, SealPublicKey>,
    kept: BTreeMap<Option<DutyId>, Current>,
    drawn: BTreeMap<Option<DutyId>, Current>,
}

#[derive(Clone)]
struct Current {
    row: i64,
    key: ContentKey,
    parts: u32,
}

impl Sealer {
    pub(crate) const fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self {
            entropy,
            keys: BTreeMap::new(),
            kept: BTreeMap::new(),
            drawn: BTreeMap::new(),
        }
    }

    pub(crate) fn set_keys(&mut self, keys: impl IntoIterator<Item = (DutyId, SealPublicKey)>) {
        self.keys = keys.into_iter().collect();
        self.forget();
    }

    /// Seals a part for a duty and stores it.
    pub(crate) fn store(
        &mut self,
        tx: &Transaction<'_>,
        record: i64,
        hash: &Hash,
        part: &Part,
        duty: DutyId,
    ) -> Result<(), Failure> {
        let duty = self.keys.contains_key(&duty).then_some(duty);
        let entropy = self.entropy.clone();
        let current = self.current(tx, duty)?;
        let content = Zeroizing::new([&part.salt[..], &part.bytes].concat());
        let bytes = current
            .key
            .encrypt(entropy.as_ref(), &content, &context(hash, part.name))?;
        current.parts = current.parts.saturating_add(1);
        let row = current.row;
        tx.prepare_cached(
            "INSERT INTO part (record, name, seal_key, bytes) VALUES (?1, ?2, ?3, ?4)",
        )
        .and_then(|mut insert| insert.execute((record, part.name.code(), row, bytes)))
        .map(|_| ())
        .map_err(Failure::sqlite("storing a part"))
    }

    /// Keeps the content keys drawn in a transaction that was committed.
    pub(crate) fn commit(&mut self) {
        let drawn = std::mem::take(&mut self.drawn);
        self.kept.extend(drawn);
    }

    /// Drops the content keys drawn in a transaction that was not.
    pub(crate) fn roll_back(&mut self) {
        self.drawn.clear();
    }

    /// Drops all content keys; the next part draws a new one.
    pub(crate) fn forget(&mut self) {
        self.kept.clear();
        self.drawn.clear();
    }

    fn current(
        &mut self,
        tx: &Transaction<'_>,
        duty: Option<DutyId>,
    ) -> Result<&mut Current, Failure> {
        if !self.drawn.contains_key(&duty) {
            let kept = self
                .kept
                .get(&duty)
                .filter(|kept| kept.parts < PARTS_PER_KEY_MAX)
                .cloned();
            let current = match kept {
                Some(kept) => kept,
                None => self.draw(tx, duty)?,
            };
            self.drawn.insert(duty, current);
        }
        self.drawn
            .get_mut(&duty)
            .ok_or(Failure::Unreadable("a content key"))
    }

    fn draw(&self, tx: &Transaction<'_>, duty: Option<DutyId>) -> Result<Current, Failure> {
        let key = ContentKey::generate(self.entropy.as_ref())?;
        let sealed = match duty.and_then(|duty| self.keys.get(&duty).map(|key| (duty, key))) {
            None => Sealed {
                encapsulated: Vec::new(),
                bytes: key.as_bytes().to_vec(),
            },
            Some((duty, public)) => {
                let context = duty.context(CONTENT_PURPOSE);
                public.seal(self.entropy.as_ref(), key.as_bytes(), &context)?
            }
        };
        let row = tx
            .prepare_cached(
                "INSERT INTO seal_key (unit, duty, encapsulated, bytes) VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut insert| {
                insert.insert((
                    duty.map(|duty| Bytes(*duty.unit.as_bytes())),
                    duty.map(|duty| duty_code(duty.duty)),
                    sealed.encapsulated,
                    sealed.bytes,
                ))
            })
            .map_err(Failure::sqlite("storing a content key"))?;
        Ok(Current { row, key, parts: 0 })
    }
}

/// Who looks: the duties whose parts and names may be shown. Nobody sees nothing.
#[derive(Clone, Default)]
pub struct Viewer {
    duties: Vec<DutySecret>,
}

impl Viewer {
    /// Nobody is signed in.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { duties: Vec::new() }
    }

    /// The person signed in, with the duties that are hers.
    #[must_use]
    pub fn of(unlocked: &Unlocked) -> Self {
        Self {
            duties: unlocked.duties.clone(),
        }
    }

    /// Says whether what belongs to a duty may be shown.
    #[must_use]
    pub fn may_see(&self, duty: Option<DutyId>) -> bool {
        duty.is_none_or(|duty| self.secret(duty).is_some())
    }

    fn secret(&self, duty: DutyId) -> Option<&SealSecret> {
        self.duties
            .iter()
            .find(|own| own.id == duty)
            .map(|own| &own.secret)
    }
}

/// Content keys that were opened, so that each is opened once; dropped with the viewer.
#[derive(Default)]
pub struct OpenedKeys {
    keys: BTreeMap<i64, (Option<DutyId>, ContentKey)>,
}

/// A part as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundPart {
    /// Here and open.
    Open(Part),
    /// Here, for a duty that the viewer has not.
    Closed,
    /// Not here: never sent here, or erased.
    Absent,
}

/// A part as it lies in the file.
pub(crate) struct SealedPart {
    /// The row of its content key.
    key: i64,
    bytes: Vec<u8>,
}

impl SealedPart {
    /// Reads the columns `seal_key` and `bytes`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get("seal_key")?,
            bytes: row.get("bytes")?,
        })
    }
}

impl OpenedKeys {
    /// Opens a part of a record for a viewer.
    ///
    /// # Errors
    /// The file, or a part that does not open with its key.
    pub fn open(
        &mut self,
        connection: &Connection,
        viewer: &Viewer,
        record: i64,
        hash: &Hash,
        name: PartName,
    ) -> Result<FoundPart, Failure> {
        let found = connection
            .prepare_cached("SELECT seal_key, bytes FROM part WHERE record = ?1 AND name = ?2")
            .and_then(|mut select| {
                select
                    .query_row((record, name.code()), SealedPart::read)
                    .optional()
            })
            .map_err(Failure::sqlite("reading a part"))?;
        self.unseal(connection, viewer, found.as_ref(), hash, name)
    }

    /// Opens a part that was read, if one was.
    ///
    /// # Errors
    /// The file, or a part that does not open with its key.
    pub(crate) fn unseal(
        &mut self,
        connection: &Connection,
        viewer: &Viewer,
        found: Option<&SealedPart>,
        hash: &Hash,
        name: PartName,
    ) -> Result<FoundPart, Failure> {
        let Some(sealed) = found else {
            return Ok(FoundPart::Absent);
        };
        let Some(key) = self.key(connection, viewer, sealed.key)? else {
            return Ok(FoundPart::Closed);
        };
        let content = key.decrypt(&sealed.bytes, &context(hash, name))?;
        let (salt, bytes) = content
            .split_first_chunk::<16>()
            .ok_or(Failure::Unreadable("a part"))?;
        Ok(FoundPart::Open(Part {
            name,
            salt: *salt,
            bytes: bytes.to_vec(),
        }))
    }

    fn key(
        &mut self,
        connection: &Connection,
        viewer: &Viewer,
        row: i64,
    ) -> Result<Option<&ContentKey>, Failure> {
        let known = match self.keys.entry(row) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => match read_key(connection, viewer, row)? {
                Some(opened) => place.insert(opened),
                None => return Ok(None),
            },
        };
        Ok(Some(&*known)
            .filter(|(duty, _)| viewer.may_see(*duty))
            .map(|(_, key)| key))
    }
}

fn read_key(
    connection: &Connection,
    viewer: &Viewer,
    row: i64,
) -> Result<Option<(Option<DutyId>, ContentKey)>, Failure> {
    let (unit, duty, sealed) = connection
        .prepare_cached("SELECT unit, duty, encapsulated, bytes FROM seal_key WHERE seal_key = ?1")
        .and_then(|mut select| {
            select.query_row([row], |row| {
                let sealed = Sealed {
                    encapsulated: row.get(2)?,
                    bytes: row.get(3)?,
                };
                Ok((id_or_none(row, 0)?, row.get::<_, Option<i64>>(1)?, sealed))
            })
        })
        .map_err(Failure::sqlite("reading a content key"))?;
    let duty = duty_id(unit, duty)?;
    let bytes = match duty {
        None => Zeroizing::new(sealed.bytes.clone()),
        Some(duty) => match viewer.secret(duty) {
            None => return Ok(None),
            Some(secret) => secret.open(&sealed, &duty.context(CONTENT_PURPOSE))?,
        },
    };
    let key = bytes
        .as_slice()
        .try_into()
        .map_err(|_| SealFault::NotAKey)?;
    Ok(Some((duty, ContentKey::from_bytes(key))))
}

/// Reads a duty out of its two columns.
pub(crate) fn duty_id(
    unit: Option<[u8; 16]>,
    duty: Option<i64>,
) -> Result<Option<DutyId>, Failure> {
    let (Some(unit), Some(code)) = (unit, duty) else {
        return Ok(None);
    };
    let duty = duty_from_code(code).ok_or(Failure::Unreadable("a duty"))?;
    Ok(Some(DutyId {
        unit: UnitId::from_bytes(unit),
        duty,
    }))
}

fn context(hash: &Hash, name: PartName) -> Vec<u8> {
    [hash.as_bytes().as_slice(), &[name.code()]].concat()
}

/// Says to which duty the parts that reach a unit are sealed: the one its staff have by what
/// the unit is.
#[must_use]
pub fn duty_of_unit(roster: Option<&Roster>, unit: UnitId) -> DutyId {
    let kind = roster
        .and_then(|roster| roster.find_unit(unit))
        .map(|unit| unit.kind);
    let duty = match kind {
        Some(UnitKind::Post) => Duty::Postal,
        Some(UnitKind::OneStop | UnitKind::Agency) | None => Duty::OneStopReception,
    };
    DutyId { unit, duty }
}

/// Says to which duty the parts that a person writes are sealed: the one she acts by.
#[must_use]
pub fn duty_of_actor(roster: &Roster, actor: Actor, now: i64) -> DutyId {
    let acts_by = |duty| {
        roster
            .duties_of(actor.person, now)
            .any(|own| own.unit == actor.unit && own.duty == duty)
    };
    let duty = [Duty::OneStopReception, Duty::Postal]
        .into_iter()
        .find(|duty| acts_by(*duty));
    match duty {
        Some(duty) => DutyId {
            unit: actor.unit,
            duty,
        },
        None => duty_of_unit(Some(roster), actor.unit),
    }
}
