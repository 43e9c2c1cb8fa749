//! Fingerprints that people can read to each other.
//!
//! Two people compare six words before a key is trusted; eight words stand for a chain's head on
//! the day's closing sheet. Each word is one byte. The words are everyday nouns that stay
//! different when their marks are left out, so that a bad line or a keyboard without Vietnamese
//! does no harm.

use crate::{id::Hash, key::VerificationKey};

/// One word a byte, in the order of the Vietnamese alphabet without marks.
const WORDS: &str = include_str!("words.txt");

/// What the fingerprint of a key is a hash of, before the key.
const PREFIX: &[u8] = b"traotay/fingerprint/v1\0";

/// Gives the six words of a key: the first six bytes of SHA-256(prefix ‖ key).
#[must_use]
pub fn words(key: &VerificationKey) -> [&'static str; 6] {
    first_words(&Hash::of(&[PREFIX, key.as_bytes()]))
}

/// Gives the eight words of a chain's head: the first eight bytes of its hash.
#[must_use]
pub fn head_words(head: &Hash) -> [&'static str; 8] {
    first_words(head)
}

fn first_words<const COUNT: usize>(hash: &Hash) -> [&'static str; COUNT] {
    let mut words = [""; COUNT];
    for (word, byte) in words.iter_mut().zip(hash.as_bytes()) {
        // The list has a word for each byte; a test says so.
        *word = WORDS.lines().nth(usize::from(*byte)).unwrap_or_default();
    }
    words
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Leaves out every mark of a lower-case Vietnamese word.
    fn fold(word: &str) -> String {
        let plain = [
            ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
            ('d', "đ"),
            ('e', "èéẻẽẹêềếểễệ"),
            ('i', "ìíỉĩị"),
            ('o', "òóỏõọôồốổỗộơờớởỡợ"),
            ('u', "ùúủũụưừứửữự"),
            ('y', "ỳýỷỹỵ"),
        ];
        let bare = |letter: char| {
            plain
                .iter()
                .find(|(_, marked)| marked.contains(letter))
                .map_or(letter, |(bare, _)| *bare)
        };
        word.chars().map(bare).collect()
    }

    #[test]
    fn each_byte_has_a_word_and_no_two_words_agree_without_their_marks() {
        let folded: BTreeSet<String> = WORDS.lines().map(fold).collect();
        assert_eq!(WORDS.lines().count(), 256);
        assert_eq!(folded.len(), 256);
        let is_plain = |word: &String| word.chars().all(|letter| letter.is_ascii_lowercase());
        assert!(
            folded
                .iter()
                .all(|word| is_plain(word) && (2..=6).contains(&word.len()))
        );
    }

    #[test]
    fn words_follow_the_bytes_of_the_hash() {
        let mut bytes = [0; 32];
        bytes[1] = 1;
        bytes[7] = 255;
        let list: Vec<_> = WORDS.lines().collect();
        let [first, second, third, .., last] = head_words(&Hash::from_bytes(bytes));
        assert_eq!(
            [first, second, third, last],
            [list[0], list[1], list[0], list[255]]
        );
        let one = words(&VerificationKey::from_bytes([1; 32]));
        assert_ne!(one, words(&VerificationKey::from_bytes([2; 32])));
    }
}
