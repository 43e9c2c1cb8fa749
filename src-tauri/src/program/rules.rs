//! The rules that decisions rest on: catalogue and calendar, as the upper level published them
//! last; what the program ships until then.
//!
//! An edition that cannot be read whole is never put in force: the one before stays, and why is
//! on record as an alarm. Editions are kept, because records name the one they were made under.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use domain::calendar::Calendar;
use domain::catalogue::{Catalogue, Procedure};
use domain::published::{PublishedFault, read_calendar, read_catalogue};
use ledger::publication::PublicationKind;
use store::exchange::{AlarmKind, Exchange};
use store::failure::Failure;
use store::read::Reader;

use super::held;

/// Version of the rules that the program ships; published ones begin at 1.
const SHIPPED_VERSION: u64 = 0;
/// Kinds of which nothing is put in force: units come with the roster, form templates with the
/// program (`docs/decisions/0007`).
const UNUSED: [(PublicationKind, &str); 2] = [
    (PublicationKind::Units, "units"),
    (PublicationKind::FormTemplates, "form_templates"),
];

/// Half a thousand procedures with their papers: read beside the start of the program; whoever asks
/// for one before that waits.
static SHIPPED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::starter()));

/// Rules of one kind with the edition they are.
#[derive(Debug, Clone)]
struct Edition<T> {
    version: u64,
    rules: Arc<T>,
}

/// Catalogue and calendar that hold together until the next publication.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    /// None stands for the one that ships, so that the program starts before it is read.
    catalogue: Option<Edition<Catalogue>>,
    calendar: Edition<Calendar>,
}

impl InForce {
    /// Gives the procedures.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        let published = self.catalogue.as_ref();
        published.map_or(&**SHIPPED, |edition| &edition.rules)
    }

    /// Gives the edition of the catalogue, for the record.
    pub(crate) fn catalogue_version(&self) -> u64 {
        let published = self.catalogue.as_ref();
        published.map_or(SHIPPED_VERSION, |edition| edition.version)
    }

    /// Gives the working calendar.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar.rules
    }

    /// Gives the published edition of the calendar; none where it is the one that ships.
    pub(crate) const fn published_calendar(&self) -> Option<u64> {
        match self.calendar.version {
            SHIPPED_VERSION => None,
            version => Some(version),
        }
    }

    /// Finds what a procedure is called, also one that the edition in force no longer has.
    pub(crate) fn find_named(&self, code: &str) -> Option<&Procedure> {
        let known = self.catalogue().find_by_code(code);
        known.or_else(|| SHIPPED.find_by_code(code))
    }
}

/// An edition that is not in force, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setback {
    kind: &'static str,
    version: u64,
    /// None where this program puts nothing of the kind in force.
    fault: Option<PublishedFault>,
}

impl Setback {
    const fn alarm(&self) -> AlarmKind {
        match self.fault {
            Some(_) => AlarmKind::PublicationUnreadable,
            None => AlarmKind::PublicationUnused,
        }
    }

    fn detail(&self) -> String {
        match &self.fault {
            Some(fault) => format!("{} {}: {fault}", self.kind, self.version),
            None => format!("{} {}", self.kind, self.version),
        }
    }
}

/// The rules in force, renewed when a publication arrives.
pub(super) struct Rules {
    in_force: Mutex<Arc<InForce>>,
    /// How often rosters may have arrived since the start.
    rosters: AtomicU64,
}

impl Rules {
    /// Takes what the program ships.
    pub(super) fn shipped() -> Self {
        Self {
            in_force: Mutex::new(Arc::new(InForce {
                catalogue: None,
                calendar: Edition {
                    version: SHIPPED_VERSION,
                    rules: Arc::new(Calendar::shipped()),
                },
            })),
            rosters: AtomicU64::new(0),
        }
    }

    /// Reads what ships on a thread of its own: the screen is drawn meanwhile. Without a thread it
    /// is read when somebody asks.
    pub(super) fn read_ahead() {
        let reading = std::thread::Builder::new().name("catalogue".to_owned());
        if let Err(error) = reading.spawn(|| LazyLock::force(&SHIPPED)) {
            tracing::warn!(%error, "what ships is not read ahead");
        }
    }

    /// Notes that a roster may have arrived.
    pub(super) fn note_roster(&self) {
        self.rosters.fetch_add(1, Ordering::Release);
    }

    /// Counts how often one may have.
    pub(super) fn rosters(&self) -> u64 {
        self.rosters.load(Ordering::Acquire)
    }

    /// Gives what is in force.
    pub(super) fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&held(&self.in_force))
    }

    /// Puts the latest whole editions in force; gives those that had to be left out and are
    /// not on record yet.
    ///
    /// # Errors
    /// The file; what was in force stays.
    pub(super) fn reload(&self, reader: &Reader) -> Result<Vec<Setback>, Failure> {
        let mut setbacks = Vec::new();
        let catalogue = latest(
            reader,
            (PublicationKind::Catalogue, "catalogue"),
            read_catalogue,
            &mut setbacks,
        )?;
        let calendar = latest(
            reader,
            (PublicationKind::Holidays, "holidays"),
            read_calendar,
            &mut setbacks,
        )?;
        for (kind, name) in UNUSED {
            setbacks.extend(reader.publication(kind)?.map(|found| Setback {
                kind: name,
                version: found.version,
                fault: None,
            }));
        }
        let shipped = Self::shipped().in_force();
        *held(&self.in_force) = Arc::new(InForce {
            catalogue,
            calendar: calendar.unwrap_or_else(|| shipped.calendar.clone()),
        });
        if !setbacks.is_empty() {
            let known = reader.list_alarms()?;
            setbacks.retain(|setback| {
                let detail = setback.detail();
                let code = setback.alarm().code();
                !known
                    .iter()
                    .any(|alarm| alarm.code == code && alarm.detail == detail)
            });
        }
        Ok(setbacks)
    }

    /// Gives the catalogue that a record was made under; the one in force where its edition
    /// has not arrived here.
    ///
    /// # Errors
    /// The file.
    pub(super) fn catalogue_of(
        &self,
        reader: &Reader,
        version: u64,
    ) -> Result<Arc<Catalogue>, Failure> {
        let in_force = self.in_force().catalogue.clone();
        let shipped = || Arc::clone(&SHIPPED);
        if version == SHIPPED_VERSION {
            return Ok(shipped());
        }
        if let Some(edition) = in_force.as_ref().filter(|found| found.version == version) {
            return Ok(Arc::clone(&edition.rules));
        }
        let kind = PublicationKind::Catalogue;
        let found = reader.publication_below(kind, version.saturating_add(1))?;
        let found = found.filter(|found| found.version == version);
        let read = found.and_then(|found| read_catalogue(&found.body).ok());
        let instead = || in_force.map_or_else(shipped, |edition| edition.rules);
        Ok(read.map_or_else(instead, Arc::new))
    }
}

/// Puts on record why editions are not in force.
///
/// # Errors
/// The disk.
pub(super) fn record(exchange: &mut Exchange<'_, '_>, setbacks: &[Setback]) -> Result<(), Failure> {
    setbacks.iter().try_for_each(|setback| {
        let detail = setback.detail();
        tracing::warn!(%detail, "a publication is not put in force");
        exchange.raise_alarm(setback.alarm(), &detail)
    })
}

/// Finds the latest edition that can be read whole.
fn latest<T>(
    reader: &Reader,
    (kind, name): (PublicationKind, &'static str),
    read: impl Fn(&[u8]) -> Result<T, PublishedFault>,
    setbacks: &mut Vec<Setback>,
) -> Result<Option<Edition<T>>, Failure> {
    let mut below = u64::MAX;
    while let Some(publication) = reader.publication_below(kind, below)? {
        let version = publication.version;
        match read(&publication.body) {
            Ok(rules) => {
                let rules = Arc::new(rules);
                return Ok(Some(Edition { version, rules }));
            }
            Err(fault) => setbacks.push(Setback {
                kind: name,
                version,
                fault: Some(fault),
            }),
        }
        below = version;
    }
    Ok(None)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests;
