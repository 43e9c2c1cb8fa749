//! Looking at a page before its turn: its signatures are checked beside the one who stores.
//!
//! What was found saves work and decides nothing: every page is judged when its turn comes, by
//! the keys of that moment, and a signature counts as checked only under the very same key.

use std::sync::{Arc, Mutex, PoisonError};

use ledger::judge::{FoundGood, KeySource};
use ledger::record::Record;

use crate::page::{Item, unfold};
use crate::protocol::PullReply;

/// Looks at a reply that came before it was asked for.
pub type Look = Arc<dyn Fn(&PullReply) + Send + Sync>;

/// What was found out about the page that comes next.
#[derive(Debug, Clone, Default)]
pub struct Foresight {
    found: Arc<Mutex<FoundGood>>,
}

impl Foresight {
    /// Gives what checks the signatures of a page. `seed` must not be known to those who wrote
    /// its records.
    #[must_use]
    pub fn look(&self, keys: Arc<dyn KeySource + Send + Sync>, seed: [u8; 32]) -> Look {
        let found = Arc::clone(&self.found);
        Arc::new(move |reply: &PullReply| {
            let found_good = FoundGood::look(&records_of(reply), keys.as_ref(), seed);
            *found.lock().unwrap_or_else(PoisonError::into_inner) = found_good;
        })
    }

    /// Takes what was found.
    #[must_use]
    pub fn take(&self) -> FoundGood {
        std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads the records of a page; one that cannot be read is named when its turn comes.
fn records_of(reply: &PullReply) -> Vec<Record> {
    let page = reply.page.as_ref();
    let items = page.and_then(|page| unfold(&page.0, &[]).ok());
    let items = items.unwrap_or_default().into_iter();
    items
        .filter_map(|item| match item {
            Item::Record(record) => Some(*record),
            Item::Reference(_) => None,
        })
        .collect()
}
