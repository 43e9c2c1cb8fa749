//! A Vietnamese word as its letters and its tone, wherever the tone stands: hoà and hòa are one
//! word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold::{fold, is_apostrophe};

/// The six tones, in the order of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// Ngang: no mark.
    Level,
    /// Huyền.
    Falling,
    /// Hỏi.
    Asking,
    /// Ngã.
    Tumbling,
    /// Sắc.
    Rising,
    /// Nặng.
    Heavy,
}

/// One word: lower case letters with the marks that make them other letters, and the tone apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    pub(super) letters: String,
    pub(super) tone: Tone,
}

impl Spelling {
    /// Says whether the word bears any mark.
    pub(super) fn is_marked(&self) -> bool {
        self.tone != Tone::Level || !self.letters.is_ascii()
    }

    /// Says whether this is the beginning of a word that an index keeps, as
    /// [`Self::begins_with`] says it of two words.
    pub(super) fn begins_spelt(&self, spelt: &str) -> bool {
        let Some((at, tone)) = spelt.char_indices().next_back() else {
            return false;
        };
        let tone_fits = self.tone == Tone::Level || tone.to_digit(10) == Some(self.tone as u32);
        let letters = spelt.get(..at).unwrap_or_default();
        tone_fits && letters.starts_with(&self.letters)
    }

    /// Says whether `typed` is the beginning of this word, marks and all; a tone not yet typed
    /// fits.
    pub(super) fn begins_with(&self, typed: &Self) -> bool {
        let tone_fits = typed.tone == Tone::Level || typed.tone == self.tone;
        tone_fits && self.letters.starts_with(&typed.letters)
    }
}

/// A word of a name as a search index keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeltWord {
    /// Its matching key.
    pub folded: String,
    /// Its letters with their marks, then the number of its tone.
    pub spelt: String,
}

/// Cuts a name into words, as an index keeps them.
#[must_use]
pub fn spelt_words(name: &str) -> Vec<SpeltWord> {
    let folded = fold(name);
    let words = folded.split(' ').filter(|word| !word.is_empty());
    words
        .zip(spell(name))
        .map(|(folded, word)| SpeltWord {
            folded: folded.to_owned(),
            spelt: format!("{}{}", word.letters, word.tone as u8),
        })
        .collect()
}

/// Cuts a text into the words that its matching key has, each with its marks.
pub(super) fn spell(text: &str) -> Vec<Spelling> {
    let mut words = Vec::new();
    let mut letters = String::new();
    let mut tone = Tone::Level;
    let lower = text.nfd().flat_map(char::to_lowercase);
    for letter in lower.filter(|letter| !is_apostrophe(*letter)) {
        if let Some(heard) = tone_of(letter) {
            tone = heard;
        } else if is_combining_mark(letter) {
            remark(&mut letters, letter);
        } else if letter.is_alphanumeric() {
            letters.push(match letter {
                'ð' | 'ɖ' => 'đ',
                letter => letter,
            });
        } else {
            finish(&mut words, &mut letters, &mut tone);
        }
    }
    finish(&mut words, &mut letters, &mut tone);
    words
}

fn finish(words: &mut Vec<Spelling>, letters: &mut String, tone: &mut Tone) {
    let tone = std::mem::replace(tone, Tone::Level);
    if !letters.is_empty() {
        let letters = std::mem::take(letters);
        words.push(Spelling { letters, tone });
    }
}

const fn tone_of(mark: char) -> Option<Tone> {
    match mark {
        '\u{300}' => Some(Tone::Falling),
        '\u{309}' => Some(Tone::Asking),
        '\u{303}' => Some(Tone::Tumbling),
        '\u{301}' => Some(Tone::Rising),
        '\u{323}' => Some(Tone::Heavy),
        _ => None,
    }
}

/// Turns the last letter into the one that the mark makes of it; other marks are left out.
fn remark(letters: &mut String, mark: char) {
    let Some(letter) = letters.chars().next_back() else {
        return;
    };
    let marked = match (letter, mark) {
        ('a', '\u{306}') => 'ă',
        ('a', '\u{302}') => 'â',
        ('e', '\u{302}') => 'ê',
        ('o', '\u{302}') => 'ô',
        ('o', '\u{31b}') => 'ơ',
        ('u', '\u{31b}') => 'ư',
        _ => return,
    };
    letters.pop();
    letters.push(marked);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Tone, spell};

    #[test]
    fn a_word_is_its_letters_and_its_tone_wherever_the_tone_stands() {
        for (text, letters, tone) in [
            ("Hoà", "hoa", Tone::Falling),
            ("Hòa", "hoa", Tone::Falling),
            ("THUÝ", "thuy", Tone::Rising),
            ("Nguyễn", "nguyên", Tone::Tumbling),
            ("Nguye\u{302}\u{303}n", "nguyên", Tone::Tumbling),
            ("Le\u{323}\u{302}", "lê", Tone::Heavy),
            ("Đường", "đương", Tone::Falling),
            ("Ðặng", "đăng", Tone::Heavy),
            ("Thủy", "thuy", Tone::Asking),
            ("H’Hen", "hhen", Tone::Level),
            ("Brĭh", "brih", Tone::Level),
        ] {
            let words = spell(text);
            assert_eq!(words.len(), 1, "{text}");
            assert_eq!(
                (&*words[0].letters, words[0].tone),
                (letters, tone),
                "{text}"
            );
        }
    }

    #[test]
    fn words_are_cut_where_the_matching_key_cuts_them() {
        for text in [
            "Y-Blô Êban",
            " Nguyễn  Văn An ",
            "",
            "’",
            "H’Hen Niê",
            "a\u{301}-\u{301}b",
        ] {
            let letters: Vec<String> = spell(text)
                .iter()
                .map(|word| crate::name::fold(&word.letters))
                .collect();
            assert_eq!(letters.join(" "), crate::name::fold(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_has_as_many_words_as_its_matching_key(text in "\\PC{0,24}") {
            let folded = crate::name::fold(&text);
            let words = folded.split(' ').filter(|word| !word.is_empty()).count();
            prop_assert_eq!(spell(&text).len(), words);
        }
    }
}
