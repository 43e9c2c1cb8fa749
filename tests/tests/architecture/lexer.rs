//! Splits Rust text into code, comments and literals, character by character, so that a rule about
//! code is not fooled by a word in a sentence. It knows strings (plain, raw, byte), character
//! literals, lifetimes and nested comments; it does not parse.

/// What a character of a Rust file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Code, the quotes around literals included.
    Code,
    /// A line or block comment with its marks.
    Comment,
    /// The inside of a string or character literal.
    Literal,
}

/// Gives each character of `text` its class.
pub fn classes(text: &[char]) -> Vec<Class> {
    let mut found = vec![Class::Code; text.len()];
    let mut at = 0;
    while at < text.len() {
        let (end, class) = token(text, at);
        found[at..end].fill(class);
        if class == Class::Literal {
            found[at] = Class::Code;
            found[end - 1] = Class::Code;
        }
        at = end;
    }
    found
}

/// The end and the class of the token that begins at `at`.
fn token(text: &[char], at: usize) -> (usize, Class) {
    let next = text.get(at + 1).copied();
    match text[at] {
        '/' if next == Some('/') => (line_end(text, at), Class::Comment),
        '/' if next == Some('*') => (block_comment_end(text, at), Class::Comment),
        '"' if follows_raw_mark(text, at) => (raw_string_end(text, at), Class::Literal),
        '"' => (string_end(text, at), Class::Literal),
        '#' if opens_raw_string(text, at) => (raw_string_end(text, at), Class::Literal),
        '\'' if is_character(text, at) => (character_end(text, at), Class::Literal),
        _ => (at + 1, Class::Code),
    }
}

fn line_end(text: &[char], at: usize) -> usize {
    text[at..]
        .iter()
        .position(|c| *c == '\n')
        .map_or(text.len(), |n| at + n)
}

fn block_comment_end(text: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < text.len() {
        match (text[at], text[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn string_end(text: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Whether an `r` (or `br`) that begins a word stands before `at`.
fn follows_raw_mark(text: &[char], at: usize) -> bool {
    let word: Vec<&char> = text[..at]
        .iter()
        .rev()
        .take_while(|c| is_word(**c))
        .take(3)
        .collect();
    matches!(word[..], ['r'] | ['r', 'b' | 'c'])
}

/// Whether the `#` at `at` is the first of `r#"`.
fn opens_raw_string(text: &[char], at: usize) -> bool {
    let hashes = text[at..].iter().take_while(|c| **c == '#').count();
    follows_raw_mark(text, at) && text.get(at + hashes) == Some(&'"')
}

fn raw_string_end(text: &[char], at: usize) -> usize {
    let hashes = text[at..].iter().take_while(|c| **c == '#').count();
    let mut end = at + hashes + 1;
    while end < text.len() {
        let closing = text[end + 1..]
            .iter()
            .take(hashes)
            .filter(|c| **c == '#')
            .count();
        if text[end] == '"' && closing == hashes {
            return end + 1 + hashes;
        }
        end += 1;
    }
    text.len()
}

/// Whether the quote at `at` opens a character rather than a lifetime.
fn is_character(text: &[char], at: usize) -> bool {
    text.get(at + 1) == Some(&'\\') || text.get(at + 2) == Some(&'\'')
}

fn character_end(text: &[char], at: usize) -> usize {
    let body = if text[at + 1] == '\\' { at + 3 } else { at + 2 };
    text[body..]
        .iter()
        .position(|c| *c == '\'')
        .map_or(text.len(), |n| body + n + 1)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let classes = classes(&characters);
        let keep = |(c, class): (&char, &Class)| if *class == Class::Code { *c } else { '.' };
        characters.iter().zip(&classes).map(keep).collect()
    }

    #[test]
    fn literals_and_comments_are_told_from_code() {
        for (text, code) in [
            ("a /* b /* c */ d */ e", "a ................. e"),
            ("let x = \"a\\\"b\"; y", "let x = \"....\"; y"),
            ("r\"a\\\" + b", "r\"..\" + b"),
            ("r#\"a\"b\"# + c", "r#.....# + c"),
            ("f('a', '\\'', 'b) // 'c", "f('.', '..', 'b) ....."),
            ("&'a str; '\\u{1F}'", "&'a str; '......'"),
        ] {
            assert_eq!(code_of(text), code, "{text}");
        }
    }
}
