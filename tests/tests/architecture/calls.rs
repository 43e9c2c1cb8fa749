//! What the pure crates may not call, and what no test may do.

use crate::source::{Finding, SourceFile, hold, tree};

/// Clock, chance, threads, files, the environment, floats and hash order: a fold over the same
/// records must come out the same on every machine, so `domain` and `ledger` know none of them.
const IMPURE: [&str; 19] = [
    "SystemTime",
    "Instant::",
    "Utc::now",
    "Local::",
    "rand::",
    "thread_rng",
    "getrandom",
    "OsRng",
    "HashMap",
    "HashSet",
    "RandomState",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "async fn",
    "tokio::",
    "f32",
    "f64",
];
/// Ways to leave a test or a part of the work undone.
const UNDONE: [&str; 7] = [
    "#[ignore",
    "todo!(",
    "unimplemented!(",
    "it.skip(",
    "test.skip(",
    "describe.skip(",
    "it.only(",
];

#[test]
fn domain_and_ledger_call_no_clock_no_chance_and_no_file() {
    let planted = [SourceFile::new(
        "crates/domain/src/a.rs",
        "let t = Utc::now();\n",
    )];
    hold("domain and ledger are pure", impure_calls, &planted, tree());
    let harmless = SourceFile::new(
        "crates/ledger/src/a.rs",
        "// SystemTime\nlet s = \"f64\";\n",
    );
    assert!(impure_calls(&[harmless]).is_empty());
}

#[test]
fn no_test_is_skipped_and_nothing_is_left_undone() {
    let planted = [SourceFile::new(
        "a.rs",
        concat!("#[ign", "ore]\nfn f() {}\n"),
    )];
    hold(
        "no test is skipped, no function is a stub",
        undone,
        &planted,
        tree(),
    );
}

fn impure_calls(files: &[SourceFile]) -> Vec<Finding> {
    let pure = ["crates/domain/src/", "crates/ledger/src/"];
    let pure = files
        .iter()
        .filter(|file| pure.iter().any(|path| file.path.starts_with(path)));
    let mut findings = Vec::new();
    for file in pure.filter(|file| file.is("rs")) {
        for (line, text) in file.code.iter().enumerate() {
            let called = IMPURE.iter().find(|call| has_word(text, call));
            if let Some(call) = called.filter(|_| !file.in_test[line]) {
                findings.push(Finding::at(file, line, format!("`{call}`")));
            }
        }
    }
    findings
}

fn undone(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| ["rs", "ts", "svelte"].iter().any(|e| file.is(e)))
    {
        for (line, text) in file.code.iter().enumerate() {
            if let Some(mark) = UNDONE.iter().find(|mark| has_word(text, mark)) {
                findings.push(Finding::at(file, line, format!("`{mark}`")));
            }
        }
    }
    findings
}

/// Whether `wanted` stands in `text` and is not the end of a longer word, nor the start of one.
fn has_word(text: &str, wanted: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + wanted.len()..].chars().next();
        let open = !wanted.ends_with(joins) || !after.is_some_and(joins);
        !(before.is_some_and(joins) && wanted.starts_with(joins)) && open
    })
}
