//! Names of people, as they are found again, compared and put in order.
//!
//! Họ stands first, tên last; people are looked up without marks, in any word order and half typed
//! ([`fold`], [`NameQuery`]), and listed by tên, then đệm, then họ ([`sort_key`]). Names are never
//! split or corrected for display: one word, eight words, Y and H’ are names like any other.

mod fold;
mod query;
mod sort_key;
mod spelling;
mod telex;

pub use fold::{fold, fold_into};
pub use query::{MatchRank, NameQuery, match_name, match_rank};
pub use sort_key::sort_key;
pub use spelling::{SpeltWord, spelt_words};
