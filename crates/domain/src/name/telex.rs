//! What a word typed in raw Telex means, for those whose Vietnamese keyboard is off.

/// Gives the bare letters of a word typed in Telex keys: `nguyeenx` gives `nguyen`.
///
/// `word` is a folded word. Words in which no Telex key stands give `None`, so that plain typing
/// costs nothing and is never changed: Vietnamese words end in none of s, f, r, x, j, z and double
/// no a, e, d.
pub(super) fn telex_letters(word: &str) -> Option<String> {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut letters = String::with_capacity(word.len());
    let mut has_vowel = false;
    for key in word.bytes() {
        let before = letters.as_bytes().last().copied();
        match key {
            b's' | b'f' | b'r' | b'x' | b'j' | b'z' if has_vowel => {}
            b'w' if has_vowel => {}
            b'w' => {
                letters.push('u');
                has_vowel = true;
            }
            b'a' | b'e' | b'o' | b'd' if before == Some(key) => {}
            key => {
                letters.push(char::from(key));
                has_vowel |= matches!(key, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
            }
        }
    }
    (letters != word).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::telex_letters;

    #[test]
    fn telex_keys_are_read_and_plain_words_are_left_alone() {
        for (word, letters) in [
            ("nguyeenx", Some("nguyen")),
            ("nguyeexn", Some("nguyen")),
            ("vawn", Some("van")),
            ("ddawngj", Some("dang")),
            ("ddaof", Some("dao")),
            ("phuowngj", Some("phuong")),
            ("thwowng", Some("thuong")),
            ("xuaan", Some("xuan")),
            ("sows", Some("so")),
            ("traanf", Some("tran")),
            ("hoaf", Some("hoa")),
            ("an", None),
            ("xuan", None),
            ("srong", None),
            ("nguyen", None),
            ("123", None),
            ("阮", None),
            ("", None),
        ] {
            assert_eq!(telex_letters(word).as_deref(), letters, "{word}");
        }
    }
}
