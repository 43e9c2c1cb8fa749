//! Finding a procedure by what a clerk types: a short code, words without marks, a number.
//!
//! The one whose short code was typed leads, then those that have the typed marks; the rest go by
//! how often this desk used them, then by their place in the catalogue. Abolished procedures are
//! never found.

use std::cmp::Reverse;

use super::Catalogue;
use super::procedure::Procedure;
use crate::name::NameQuery;

/// As few digits of a code say which procedure is meant.
const CODE_DIGITS_MIN: usize = 3;

impl Catalogue {
    /// Finds procedures, the usual ones first; nothing typed finds them all.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<&Procedure> {
        self.find_by_use(text, |_| 0)
    }

    /// Finds procedures, those first that `uses` gives the most of.
    #[must_use]
    pub fn find_by_use(&self, text: &str, uses: impl Fn(&Procedure) -> u64) -> Vec<&Procedure> {
        let typed = Typed::new(text);
        let offered = self.procedures().filter(|procedure| procedure.is_offered());
        let mut found: Vec<&Procedure> = offered.filter(|found| typed.finds(found)).collect();
        found.sort_by_cached_key(|procedure| {
            let usual = (Reverse(uses(procedure)), procedure.rank);
            (typed.strays_from(procedure), usual)
        });
        found
    }
}

/// What was typed, in the ways in which it can be meant.
struct Typed {
    text: String,
    digits: Option<String>,
    words: NameQuery,
}

impl Typed {
    fn new(text: &str) -> Self {
        let words = NameQuery::new(text);
        let text = text.trim().to_lowercase();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_code = text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let is_code = is_code && digits.len() >= CODE_DIGITS_MIN;
        Self {
            text,
            digits: is_code.then_some(digits),
            words,
        }
    }

    fn finds(&self, procedure: &Procedure) -> bool {
        let digits = self.digits.as_deref();
        self.text.is_empty()
            || (!procedure.short_code.is_empty() && procedure.short_code.starts_with(&self.text))
            || digits.is_some_and(|digits| procedure.code.replace('.', "").contains(digits))
            || self.words.matches_folded(&procedure.folded)
    }

    /// How far a procedure that was found is from what was typed; the lesser is the nearer.
    fn strays_from(&self, procedure: &Procedure) -> (bool, bool) {
        let is_short_code = !self.text.is_empty() && procedure.short_code == self.text;
        let rank = self.words.rank(&procedure.searched);
        (!is_short_code, rank.is_some_and(|rank| rank.marks_differ))
    }
}
