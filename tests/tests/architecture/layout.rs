//! What lies at the top of the repository, and that no source file has been forgotten: each Rust
//! file is a module of its crate, each SQL file is read by a program.

use std::collections::BTreeSet;
use std::path::Path;

use crate::arrows::metadata;
use crate::source::{Finding, SourceFile, hold, ignored, root, tree, words};

/// What may lie at the top: a newcomer reads it in one glance.
const TOP: [&str; 20] = [
    ".cargo",
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "docs",
    "icons",
    "migrations",
    "rustfmt.toml",
    "src-tauri",
    "tests",
    "ui",
    "xtask",
];

#[test]
fn the_top_folder_holds_what_the_design_names() {
    let entries = std::fs::read_dir(root()).expect("the root is readable");
    let names = entries.map(|e| {
        e.expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let names: Vec<String> = names.collect();
    let planted = ["notes.txt".to_owned()];
    hold("the top folder holds only", strangers, &planted[..], &names);
}

#[test]
fn every_rust_file_is_a_module_of_its_crate() {
    let root = SourceFile::new("a/src/lib.rs", "//! x\nmod used;\n");
    let orphan = SourceFile::new("a/src/forgotten.rs", "//! x\n");
    let used = SourceFile::new("a/src/used.rs", "//! x\n");
    let planted = (vec!["a/src/lib.rs".to_owned()], [root, used, orphan]);
    assert_eq!(
        orphans(&planted.0, &planted.1).len(),
        1,
        "the rule is blind"
    );
    let findings = orphans(&targets(), tree());
    assert!(
        findings.is_empty(),
        "files that no module declares: {findings:#?}"
    );
}

#[test]
fn every_sql_file_is_read_by_a_program() {
    let planted = [SourceFile::new("crates/store/src/find.sql", "SELECT 1;\n")];
    hold(
        "an SQL file is named by a Rust file beside it",
        unread_sql,
        &planted,
        tree(),
    );
}

fn strangers(names: &[String]) -> Vec<Finding> {
    let ignored = ignored();
    let strange = names
        .iter()
        .filter(|n| !TOP.contains(&n.as_str()) && !ignored.contains(*n));
    strange
        .map(|name| Finding::of(name, "does not belong at the top"))
        .collect()
}

/// The files that cargo compiles by itself: libraries, programs, test binaries, build scripts.
fn targets() -> Vec<String> {
    let packages = metadata().workspace_packages();
    let targets = packages.iter().flat_map(|package| package.targets.iter());
    let paths = targets.filter_map(|t| t.src_path.strip_prefix(root()).ok().map(|p| p.to_string()));
    paths.collect()
}

fn orphans(targets: &[String], files: &[SourceFile]) -> Vec<Finding> {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = targets.to_vec();
    while let Some(path) = open.pop() {
        let Some(file) = files.iter().find(|file| file.path == path) else {
            continue;
        };
        if reached.insert(path.clone()) {
            open.extend(modules(file, targets.contains(&path)));
        }
    }
    let rust = files
        .iter()
        .filter(|file| file.is("rs") && !reached.contains(&file.path));
    rust.map(|file| Finding::of(&file.path, "no module declares it"))
        .collect()
}

/// The paths where the modules that a file declares may lie.
fn modules(file: &SourceFile, is_target: bool) -> Vec<String> {
    let path = Path::new(&file.path);
    let parent = path.parent().unwrap_or(path);
    let stem = path.file_stem().unwrap_or_default();
    let beside = is_target || stem == "mod";
    let folder = if beside {
        parent.to_owned()
    } else {
        parent.join(stem)
    };
    let mut paths = Vec::new();
    for (line, code) in file.code.iter().enumerate() {
        let declared = code.trim_end().ends_with(';') && words(code).any(|word| word == "mod");
        let Some(name) = words(code)
            .skip_while(|w| *w != "mod")
            .nth(1)
            .filter(|_| declared)
        else {
            continue;
        };
        paths.push(folder.join(format!("{name}.rs")));
        paths.push(folder.join(name).join("mod.rs"));
        let above = line.checked_sub(1).map_or("", |n| file.lines[n].trim());
        if let Some(named) = above
            .strip_prefix("#[path = \"")
            .and_then(|p| p.strip_suffix("\"]"))
        {
            paths.push(parent.join(named));
        }
    }
    paths
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

fn unread_sql(files: &[SourceFile]) -> Vec<Finding> {
    let read = |file: &&SourceFile| {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let mut readers = files.iter().filter(|reader| reader.is("rs"));
        if file.path.starts_with("migrations/") {
            return readers.any(|reader| reader.lines.iter().any(|line| line.contains(folder)));
        }
        let crate_folder = folder.split("/src").next().unwrap_or(folder);
        readers.any(|reader| {
            reader.path.starts_with(crate_folder) && reader.lines.iter().any(|l| l.contains(name))
        })
    };
    let unread = files
        .iter()
        .filter(|file| file.is("sql"))
        .filter(|file| !read(file));
    unread
        .map(|file| Finding::of(&file.path, "no Rust file names it"))
        .collect()
}
