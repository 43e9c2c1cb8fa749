//! Every sentence a person reads, from the file that the window uses too.
//!
//! A sentence is found by its key; arguments stand in braces. A key that is missing is shown
//! as itself, and a test holds every code of every refusal against the file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static SENTENCES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    // The file is checked at build time by the window's generator and by the tests below.
    serde_json::from_str(include_str!("../../ui/locales/vi.json")).unwrap_or_default()
});

/// Gives the sentence of a key with its arguments filled in.
#[must_use]
pub(crate) fn sentence(key: &str, arguments: &[(&str, &str)]) -> String {
    let Some(template) = SENTENCES.get(key) else {
        return key.to_owned();
    };
    arguments
        .iter()
        .fold(template.clone(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

/// Says whether there is a sentence of this key.
#[must_use]
pub(crate) fn is_known(key: &str) -> bool {
    SENTENCES.contains_key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_take_the_place_of_their_braces() {
        assert_eq!(sentence("list.retry", &[]), "Thử lại");
        assert_eq!(
            sentence("field.required", &[("field", "Tên")]),
            "Còn trống: Tên."
        );
    }

    #[test]
    fn a_missing_key_is_shown_as_itself() {
        assert_eq!(sentence("nothing.here", &[]), "nothing.here");
    }
}
