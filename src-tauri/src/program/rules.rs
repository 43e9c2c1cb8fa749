//! The rules that decisions rest on: calendar and catalogue.
//!
//! What the program ships is in force until the upper level publishes its own.

use domain::calendar::Calendar;
use domain::catalogue::Catalogue;

/// Version of the catalogue that the program ships; published ones begin at 1.
pub(crate) const SHIPPED_VERSION: u64 = 0;

/// Calendar and catalogue in force.
pub(super) struct Rules {
    calendar: Calendar,
    catalogue: Catalogue,
}

impl Rules {
    /// Takes what the program ships.
    pub(super) fn shipped() -> Self {
        Self {
            calendar: Calendar::shipped(),
            catalogue: Catalogue::starter(),
        }
    }

    pub(super) const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub(super) const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }
}
