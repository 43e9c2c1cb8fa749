//! How long a file, a function and a line may be, and that every file says what it is.

use crate::source::{Finding, SourceFile, block_end, hold, tree, words};

/// Longest Rust, TypeScript or SQL file, tests apart: above it nobody reads a file to its end.
const FILE_LINES_MAX: usize = 600;
/// Longest component of the window.
const SVELTE_LINES_MAX: usize = 400;
/// Longest function, from `fn` to its closing brace; the tables of unit tests apart.
const FUNCTION_LINES_MAX: usize = 70;
/// Longest line of Rust, the insides of its string literals apart.
const LINE_CHARACTERS_MAX: usize = 100;

#[test]
fn no_file_is_longer_than_can_be_read() {
    let planted = [SourceFile::new(
        "a.rs",
        &"let x = 1;\n".repeat(FILE_LINES_MAX + 1),
    )];
    hold(
        "a file has at most 600 lines, a component 400",
        long_files,
        &planted,
        tree(),
    );
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let body = "    let x = 1;\n".repeat(FUNCTION_LINES_MAX);
    let planted = [SourceFile::new(
        "a.rs",
        &format!("fn long(a: [u8; 2]) {{\n{body}}}\n"),
    )];
    hold(
        "a function has at most 70 lines",
        long_functions,
        &planted,
        tree(),
    );
}

#[test]
fn no_line_of_rust_is_wider_than_a_hundred_characters() {
    let planted = [SourceFile::new(
        "a.rs",
        &format!("// {}\n", "a".repeat(LINE_CHARACTERS_MAX)),
    )];
    hold(
        "a line has at most 100 characters",
        long_lines,
        &planted,
        tree(),
    );
}

#[test]
fn every_rust_file_begins_by_saying_what_it_is() {
    let planted = [SourceFile::new("a.rs", "use std::fs;\n")];
    hold(
        "a file begins with a `//!` module doc",
        missing_docs,
        &planted,
        tree(),
    );
}

fn long_files(files: &[SourceFile]) -> Vec<Finding> {
    let written = files.iter().filter(|file| !file.is_generated());
    let long = written.filter_map(|file| {
        let limit = match file.path.rsplit('.').next() {
            Some("rs" | "ts" | "sql" | "js") => FILE_LINES_MAX,
            Some("svelte") => SVELTE_LINES_MAX,
            _ => return None,
        };
        let lines = file.in_test.iter().filter(|in_test| !**in_test).count();
        (lines > limit).then(|| Finding::of(&file.path, format!("{lines} lines")))
    });
    long.collect()
}

fn long_functions(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is("rs")) {
        for (line, text) in file.code.iter().enumerate() {
            let mut rest = words(text).skip_while(|word| *word != "fn");
            let Some(name) = rest.nth(1) else { continue };
            let length = block_end(&file.code, line) - line + 1;
            let is_table = file.in_test[line] && !file.path.starts_with("tests/");
            if length > FUNCTION_LINES_MAX && !is_table {
                findings.push(Finding::at(
                    file,
                    line,
                    format!("`{name}` has {length} lines"),
                ));
            }
        }
    }
    findings
}

fn long_lines(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is("rs")) {
        for (line, text) in file.without_literals.iter().enumerate() {
            let width = text.chars().count();
            // rustfmt breaks the list of a derive one character late.
            let in_derive = line > 0 && file.code[line - 1].trim() == "#[derive(";
            if width > LINE_CHARACTERS_MAX && !text.contains("://") && !in_derive {
                findings.push(Finding::at(file, line, format!("{width} characters")));
            }
        }
    }
    findings
}

fn missing_docs(files: &[SourceFile]) -> Vec<Finding> {
    let rust = files.iter().filter(|file| file.is("rs"));
    let bare = rust.filter(|file| !file.lines.first().is_some_and(|l| l.starts_with("//!")));
    bare.map(|file| Finding::of(&file.path, "no module doc on its first line"))
        .collect()
}
