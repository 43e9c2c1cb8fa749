//! Words that do not belong into a product: marks of unfinished work, and traces of the place where
//! it was written. They are spelled in two halves here, so that this file does not accuse itself.

use crate::source::{Finding, SourceFile, hold, tree, words};

const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
];

/// Traces of a workplace, in lower case: whole words.
const WORKPLACE_WORDS: [&str; 8] = [
    concat!("sub", "agent"),
    concat!("sub", "agents"),
    concat!("clau", "de"),
    concat!("anth", "ropic"),
    concat!("ll", "m"),
    concat!("ll", "ms"),
    concat!("chat", "gpt"),
    concat!("ce", "o"),
];
/// Traces of a workplace, in lower case: pieces of text.
const WORKPLACE_TEXTS: [&str; 8] = [
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/ro", "ot/"),
    concat!("index.", "crates.io"),
    concat!("registry.", "npmjs"),
    concat!("agent ", "session"),
    concat!("this ", "session"),
    concat!("crates.io ", "mirror"),
];

#[test]
fn no_mark_of_unfinished_work_is_left() {
    let planted = [SourceFile::new("a.sql", concat!("-- TO", "DO: index\n"))];
    hold(
        "unfinished work is listed in the README, not marked in the source",
        unfinished,
        &planted,
        tree(),
    );
}

#[test]
fn nothing_tells_where_or_by_whom_it_was_written() {
    let planted = [SourceFile::new("a.md", concat!("See /wo", "rk/notes.\n"))];
    hold(
        "the source names no machine path and no tool of its authors",
        traces,
        &planted,
        tree(),
    );
    assert_eq!(
        traces(&[SourceFile::new("a.md", concat!("An LL", "M wrote it"))]).len(),
        1
    );
}

fn unfinished(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (line, text) in file.lines.iter().enumerate() {
            if let Some(mark) = words(text).find(|word| UNFINISHED.contains(word)) {
                findings.push(Finding::at(file, line, mark));
            }
        }
    }
    findings
}

fn traces(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| !file.path.ends_with("package-lock.json"))
    {
        for (line, text) in file.lines.iter().enumerate() {
            let text = text.to_lowercase();
            let word = words(&text).find(|word| WORKPLACE_WORDS.contains(word));
            let piece = WORKPLACE_TEXTS
                .into_iter()
                .find(|piece| text.contains(piece));
            if let Some(trace) = word.or(piece) {
                findings.push(Finding::at(file, line, format!("`{trace}`")));
            }
        }
    }
    findings
}
