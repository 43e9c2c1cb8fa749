//! Keys by the names that stand on the controls, in the code points of the WebDriver standard.

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// First code point of the function keys: `F1`.
const F1: u32 = 0xE031;

/// What a chord is, key by key: all go down in order and up in reverse.
pub(super) fn chord(name: &str) -> Result<Vec<Value>> {
    let keys: Vec<String> = name.split('+').map(key).collect::<Result<_>>()?;
    let down = keys.iter().map(|key| stroke("keyDown", key));
    let up = keys.iter().rev().map(|key| stroke("keyUp", key));
    Ok(down.chain(up).collect())
}

/// Text, letter by letter.
pub(super) fn typed(text: &str) -> Vec<Value> {
    let letters = text.chars().map(String::from);
    letters
        .flat_map(|letter| [stroke("keyDown", &letter), stroke("keyUp", &letter)])
        .collect()
}

fn stroke(kind: &str, key: &str) -> Value {
    json!({ "type": kind, "value": key })
}

fn key(name: &str) -> Result<String> {
    let code = match name {
        "Space" => return Ok(" ".to_owned()),
        "Backspace" => 0xE003,
        "Tab" => 0xE004,
        "Enter" => 0xE007,
        "Shift" => 0xE008,
        "Ctrl" => 0xE009,
        "Alt" => 0xE00A,
        "Escape" => 0xE00C,
        "Home" => 0xE011,
        "ArrowUp" => 0xE013,
        "ArrowDown" => 0xE015,
        _ => match name.strip_prefix('F').map(str::parse::<u32>) {
            Some(Ok(number @ 1..=12)) => F1 + number - 1,
            _ => return Ok(name.to_lowercase()),
        },
    };
    char::from_u32(code).map(String::from).context("a key")
}

#[cfg(test)]
mod tests {
    use super::{chord, typed};

    #[test]
    fn a_chord_is_let_go_in_the_reverse_order() {
        let strokes = chord("Ctrl+K").expect("a chord");
        let codes: Vec<&str> = strokes
            .iter()
            .filter_map(|stroke| stroke["value"].as_str())
            .collect();
        assert_eq!(codes, ["\u{E009}", "k", "k", "\u{E009}"]);
    }

    #[test]
    fn function_keys_have_their_own_code_points_and_letters_keep_theirs() {
        assert_eq!(chord("F9").expect("a key")[0]["value"], "\u{E039}");
        assert_eq!(typed("ộ")[0]["value"], "ộ");
    }
}
