//! Names that say nothing, in types, files and folders; and names of bugs in what ships.

use crate::source::{Finding, SourceFile, hold, tree, words};

/// Words that may stand nowhere in the name of a type.
const EMPTY_WORDS: [&str; 6] = ["Manager", "Service", "Helper", "Util", "Utils", "Processor"];
/// Words that may not end the name of a type.
const EMPTY_ENDINGS: [&str; 2] = ["Data", "Info"];
/// Names that no file or folder may have.
const EMPTY_FILES: [&str; 12] = [
    "common",
    "misc",
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "service",
    "services",
    "processor",
    "processors",
];
/// What stands before the name of a type where it is defined.
const DEFINING: [&str; 7] = [
    "struct",
    "enum",
    "trait",
    "type",
    "union",
    "class",
    "interface",
];

#[test]
fn types_are_named_after_things_of_the_office() {
    let planted = [SourceFile::new("a.rs", "pub struct PaperManager;\n")];
    let law =
        "a type is no Manager, Service, Helper, Util or Processor and does not end in Data or Info";
    hold(law, empty_types, &planted, tree());
    let blind = empty_types(&[SourceFile::new(
        "a.rs",
        "enum DeskInfo {}\n// struct Util\n",
    )]);
    assert_eq!(blind.len(), 1, "{blind:?}");
}

#[test]
fn files_and_folders_are_named_after_what_is_in_them() {
    let planted = [SourceFile::new("crates/store/src/common/mod.rs", "//! x\n")];
    hold(
        "no file or folder is called common, misc, utils …",
        empty_files,
        &planted,
        tree(),
    );
}

#[test]
fn nothing_that_ships_has_a_planted_bug() {
    let planted = [SourceFile::new(
        "crates/store/src/file.rs",
        "pub enum Durability {\n    PlantedNormal,\n}\n",
    )];
    let law = "a campaign's bug is planted below or around what ships, never in it";
    hold(law, shipped_plants, &planted, tree());
}

fn shipped_plants(files: &[SourceFile]) -> Vec<Finding> {
    let shipped = files
        .iter()
        .filter(|file| file.path.starts_with("crates/") || file.path.starts_with("src-tauri/"));
    let mut findings = Vec::new();
    for file in shipped.filter(|file| file.is("rs")) {
        for (line, text) in file.code.iter().enumerate() {
            let mut names = words(text).filter(|_| !file.in_test[line]);
            if let Some(name) = names.find(|name| name.to_lowercase().contains("planted")) {
                findings.push(Finding::at(file, line, format!("`{name}`")));
            }
        }
    }
    findings
}

fn empty_types(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let typed = files
        .iter()
        .filter(|file| ["rs", "ts", "svelte"].iter().any(|e| file.is(e)));
    for file in typed {
        for (line, text) in file.code.iter().enumerate() {
            let names = words(text).zip(words(text).skip(1));
            let defined = names.filter(|(before, _)| DEFINING.contains(before));
            for (_, name) in defined.filter(|(_, name)| says_nothing(name)) {
                findings.push(Finding::at(file, line, format!("`{name}`")));
            }
        }
    }
    findings
}

fn says_nothing(name: &str) -> bool {
    let parts = camel_parts(name);
    let last = parts.last().map(String::as_str).unwrap_or_default();
    parts
        .iter()
        .any(|part| EMPTY_WORDS.contains(&part.as_str()))
        || EMPTY_ENDINGS.contains(&last)
}

fn camel_parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for character in name.chars() {
        match parts.last_mut() {
            Some(part) if !character.is_uppercase() => part.push(character),
            _ => parts.push(character.to_string()),
        }
    }
    parts
}

fn empty_files(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let mut parts = file
            .path
            .split('/')
            .map(|part| part.split('.').next().unwrap_or(part));
        if let Some(part) = parts.find(|part| EMPTY_FILES.contains(&part.to_lowercase().as_str())) {
            findings.push(Finding::of(&file.path, format!("`{part}` says nothing")));
        }
    }
    findings
}
