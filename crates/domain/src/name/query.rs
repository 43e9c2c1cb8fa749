//! Finding a person by a name half typed, without marks, in any order.
//!
//! Each word of the query is the beginning of a word of the name; words of the name may be left
//! out, an empty query finds nobody (domain page §16). Hits that have the typed marks and the typed
//! order rank first, because «đường» must not be led by «Dương».

use super::fold::fold;
use super::spelling::{Spelling, spell};
use super::telex::telex_letters;

/// How well a name fits a query; the lesser is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchRank {
    /// A mark was typed that the name does not have.
    pub marks_differ: bool,
    /// The words stand in another order than they were typed.
    pub out_of_order: bool,
}

/// A name to look for, made ready to be held against many.
#[derive(Debug, Clone)]
pub struct NameQuery {
    words: Vec<QueryWord>,
}

#[derive(Debug, Clone)]
struct QueryWord {
    folded: String,
    telex: Option<String>,
    /// The word as it was spelt, where it bears marks.
    marked: Option<Spelling>,
}

impl QueryWord {
    fn begins(&self, word: &str) -> bool {
        let telex = self.telex.as_deref();
        word.starts_with(&self.folded) || telex.is_some_and(|telex| word.starts_with(telex))
    }
}

impl NameQuery {
    /// Takes what was typed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let spelt = spell(text);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        let words = words.enumerate().map(|(index, word)| QueryWord {
            folded: word.to_owned(),
            telex: telex_letters(word),
            marked: spelt.get(index).filter(|word| word.is_marked()).cloned(),
        });
        Self {
            words: words.collect(),
        }
    }

    /// Gives, for each word typed, the beginnings by which a word of a name fits: as folded, and
    /// as Telex letters if it may be those. A search index is asked for these.
    pub fn prefixes(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.words
            .iter()
            .map(|word| (word.folded.as_str(), word.telex.as_deref()))
    }

    /// Gives each word's matching key, and what it means if it was typed in raw Telex, for an index
    /// that is asked word by word.
    pub fn words(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.words
            .iter()
            .map(|word| (word.folded.as_str(), word.telex.as_deref()))
    }

    /// Says whether the word typed in a place bears marks that a word of an index has not.
    #[must_use]
    pub fn lacks_marks(&self, place: usize, spelt: &str) -> bool {
        let typed = self.words.get(place).and_then(|word| word.marked.as_ref());
        typed.is_some_and(|typed| !typed.begins_spelt(spelt))
    }

    /// Says whether any mark was typed, so that hits with the same marks are to lead.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.words.iter().any(|word| word.marked.is_some())
    }

    /// Says whether a name fits whose matching key is known; allocates nothing.
    #[must_use]
    pub fn matches_folded(&self, folded_name: &str) -> bool {
        let is_found = |word: &QueryWord| folded_name.split(' ').any(|name| word.begins(name));
        !self.words.is_empty() && self.words.iter().all(is_found)
    }

    /// Says how well a name fits, or that it does not.
    #[must_use]
    pub fn rank(&self, name: &str) -> Option<MatchRank> {
        let folded = fold(name);
        self.matches_folded(&folded).then(|| MatchRank {
            marks_differ: self.marks_differ(name),
            out_of_order: self.is_out_of_order(&folded),
        })
    }

    fn marks_differ(&self, name: &str) -> bool {
        if !self.has_marks() {
            return false;
        }
        let spelt = spell(name);
        let is_absent = |typed: &Spelling| !spelt.iter().any(|word| word.begins_with(typed));
        self.words
            .iter()
            .filter_map(|word| word.marked.as_ref())
            .any(is_absent)
    }

    fn is_out_of_order(&self, folded_name: &str) -> bool {
        let mut names = folded_name.split(' ');
        !self
            .words
            .iter()
            .all(|word| names.any(|name| word.begins(name)))
    }
}

/// Says whether a query finds a name.
#[must_use]
pub fn match_name(name: &str, query: &str) -> bool {
    NameQuery::new(query).matches_folded(&fold(name))
}

/// Says how well a name fits a query, or that it does not.
#[must_use]
pub fn match_rank(name: &str, query: &str) -> Option<MatchRank> {
    NameQuery::new(query).rank(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MatchRank, NameQuery, match_name, match_rank};

    #[test]
    fn each_word_of_the_query_begins_a_word_of_the_name() {
        for (name, query, expected) in [
            ("Nguyễn Văn An", "nguyen van an", true),
            ("Nguyễn Văn An", "an nguyen", true),
            ("Nguyễn Văn An", "a", true),
            ("Nguyễn Văn An", "n v a", true),
            ("Nguyễn Văn An", "guyen", false),
            ("Nguyễn Văn An", "nguyen van anh", false),
            ("Nguyễn Văn An", "nguyenvan", false),
            ("Nguyễn Văn An", "", false),
            ("Nguyễn Văn An", "  ", false),
            ("Nguyễn Văn An", "-’", false),
            ("", "an", false),
            ("", "", false),
            ("Đặng Thị Đào", "dang dao", true),
            ("Đặng Thị Đào", "ðặng", true),
            ("Dương Văn Đường", "đường", true),
            ("Trần Thị Hoà", "hòa", true),
            ("Trần Thị Hòa", "tran hoà", true),
            ("Ho\u{302}\u{300} Thi\u{323} My\u{303}", "hồ mỹ", true),
            ("Hồ Thị Mỹ", "ho\u{302}\u{300} my\u{303}", true),
            ("H’Hen Niê", "h hen", false),
            ("H’Hen Niê", "hen", false),
            ("H’Hen Niê", "H'HEN NIÊ", true),
            ("Y-Blô Êban", "yblo", false),
            ("Y-Blô Êban", "blo y", true),
            ("Y", "y", true),
            ("Ksor H’Bia", "ksor", true),
            ("Ksor H’Bia", "ksor hbia", true),
            ("Nguyễn Văn An", "nguyeenx vawn an", true),
            ("Đặng Thị Đào", "ddawngj thij ddaof", true),
            ("Lê Văn Sang", "lee sang", true),
            ("Trần Văn Hoàng", "hoanh", false),
            ("Trần Văn Hoàng", "hoangf", true),
            ("Tôn Nữ Thị Ninh Bình An Khang Phúc", "phuc ton binh", true),
        ] {
            assert_eq!(match_name(name, query), expected, "{name} / {query}");
            assert_eq!(
                match_rank(name, query).is_some(),
                expected,
                "{name} / {query}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_index_of_spelt_words_knows_marks_as_the_names_do(
            name in "[aâăeêđuưoơh][aáàạnmy]{0,2}( [đdnuư][aáàôơ]n?){0,3}",
            query in "[aâăeêđuưoơh][aáàạnmy]{0,1}( [đdnuư][aáàôơ]?){0,2}",
        ) {
            let asked = NameQuery::new(&query);
            let words = crate::name::spelt_words(&name);
            let lacks = |(place, (prefix, telex)): (usize, (&str, Option<&str>))| {
                !words.iter().any(|word| {
                    let begins = word.folded.starts_with(prefix)
                        || telex.is_some_and(|telex| word.folded.starts_with(telex));
                    begins && !asked.lacks_marks(place, &word.spelt)
                })
            };
            let marks_differ = asked.prefixes().enumerate().any(lacks);
            if let Some(rank) = asked.rank(&name) {
                prop_assert_eq!(rank.marks_differ, marks_differ, "{} / {}", name, query);
            }
        }
    }

    #[test]
    fn exact_marks_lead_then_the_typed_order() {
        let rank = |marks_differ, out_of_order| MatchRank {
            marks_differ,
            out_of_order,
        };
        for (name, query, expected) in [
            ("Nguyễn Văn Đường", "đường", rank(false, false)),
            ("Nguyễn Thị Dương", "đường", rank(true, false)),
            ("Nguyễn Thị Đương", "đường", rank(true, false)),
            ("Nguyễn Văn Đường", "đươ", rank(false, false)),
            ("Nguyễn Văn Đường", "duong", rank(false, false)),
            ("Nguyễn Thị Dương", "duong", rank(false, false)),
            ("Trần Thị Hoà", "hòa", rank(false, false)),
            ("Trần Thị Hoa", "hòa", rank(true, false)),
            ("Trần Thị Hoà", "hoa", rank(false, false)),
            ("Nguyễn Văn An", "an nguyễn", rank(false, true)),
            ("Nguyên Văn An", "an nguyễn", rank(true, true)),
            ("Nguyễn Văn An", "nguyễn an", rank(false, false)),
        ] {
            assert_eq!(match_rank(name, query), Some(expected), "{name} / {query}");
        }
        assert!(rank(false, true) < rank(true, false));
        assert!(rank(false, false) < rank(false, true));
    }

    #[test]
    fn an_index_is_asked_word_by_word() {
        let query = NameQuery::new(" Đặng vawn ");
        let words: Vec<_> = query.words().collect();
        assert_eq!(words, [("dang", None), ("vawn", Some("van"))]);
        assert!(query.has_marks());
        assert!(!NameQuery::new("dang van").has_marks());
        assert_eq!(NameQuery::new(" - ").words().count(), 0);
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_itself_by_its_words_and_by_their_beginnings(
            words in prop::collection::vec("[A-Za-zĂÂĐÊÔƠƯăâđêôơưếềễữọ]{1,6}", 1..8),
            cut in 1_usize..6,
        ) {
            let name = words.join(" ");
            prop_assert_eq!(
                match_rank(&name, &name),
                Some(MatchRank { marks_differ: false, out_of_order: false })
            );
            let backwards: Vec<&str> = words.iter().rev().map(String::as_str).collect();
            prop_assert!(match_name(&name, &backwards.join("  ")));
            let begun: Vec<String> = words.iter().map(|w| w.chars().take(cut).collect()).collect();
            prop_assert!(match_name(&name, &begun.join(" ")));
        }

        #[test]
        fn no_text_makes_the_matcher_panic(name in "\\PC{0,24}", query in "\\PC{0,24}") {
            let _ = match_rank(&name, &query);
        }
    }
}
