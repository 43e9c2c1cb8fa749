//! Which crate may depend on which, read from `cargo metadata` and `cargo tree`: the arrows of the
//! house, the purity of `domain` and `ledger`, and the plain SQLite of the server.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

use cargo_metadata::{Dependency, Metadata, MetadataCommand};

use crate::source::{Finding, hold, root};

/// Every arrow between the crates. Nothing else may appear, and none may be missing.
const ARROWS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("ledger", &[]),
    ("sync", &["ledger"]),
    ("store", &["domain", "ledger"]),
    ("forms", &["domain"]),
    ("district", &["domain", "ledger", "sync"]),
    ("traotay", &["domain", "forms", "ledger", "store", "sync"]),
    ("tests", &["district", "domain", "ledger", "store", "sync"]),
    ("xtask", &[]),
];

/// Crates that may be nowhere below another one.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    ("domain", PURE),
    ("ledger", PURE),
    ("store", &["tauri", "sync", "reqwest", "hyper", "tokio"]),
    ("sync", &["rusqlite", "tauri", "chrono"]),
    (
        "district",
        &["store", "tauri", "reqwest", "traotay", "forms"],
    ),
];

/// Clock, chance, threads, network, files and SQL.
const PURE: &[&str] = &[
    "tokio",
    "futures",
    "mio",
    "async-trait",
    "rusqlite",
    "libsqlite3-sys",
    "reqwest",
    "hyper",
    "getrandom",
    "rand",
    "time",
    "iana-time-zone",
    "uuid",
    "tempfile",
    "walkdir",
    "tracing",
];

type Arrows = BTreeMap<String, BTreeSet<String>>;
/// A crate with the packages below it, as `name features`.
type Below = Vec<(String, Vec<String>)>;

#[test]
fn crates_depend_on_each_other_along_the_arrows_only() {
    let mut planted = arrows(metadata());
    planted
        .entry("domain".to_owned())
        .or_default()
        .insert("store".to_owned());
    hold(
        "the arrows of the house are these",
        stray_arrows,
        &planted,
        &arrows(metadata()),
    );
}

#[test]
fn tests_link_the_engine_of_the_server_and_not_the_server() {
    let package = metadata()
        .workspace_packages()
        .into_iter()
        .find(|p| p.name == "tests");
    let server = package
        .expect("the tests crate")
        .dependencies
        .iter()
        .find(|d| d.name == "district");
    if let Some(server) = server {
        let engine = !server.uses_default_features && server.features.is_empty();
        assert!(
            engine,
            "tests/Cargo.toml: `district` without default features and with no other"
        );
    }
}

#[test]
fn nothing_impure_lies_below_the_pure_crates() {
    let planted = vec![("ledger".to_owned(), vec!["tokio rt".to_owned()])];
    let below = FORBIDDEN.map(|(name, _)| (name.to_owned(), packages_below(name)));
    hold(
        "a crate does not see what it must not see",
        forbidden_below,
        &planted,
        &below.to_vec(),
    );
}

#[test]
fn the_date_library_of_the_pure_crates_has_no_clock() {
    let planted = vec![("domain".to_owned(), vec!["chrono clock,std".to_owned()])];
    let tree = vec![("domain".to_owned(), packages_below("domain"))];
    hold(
        "domain takes chrono without `clock` and `now`",
        clocks_below,
        &planted,
        &tree,
    );
}

#[test]
fn the_server_is_built_with_plain_sqlite() {
    let planted = vec![(
        "district".to_owned(),
        vec!["libsqlite3-sys bundled-sqlcipher".to_owned()],
    )];
    let tree = vec![("district".to_owned(), packages_below("district"))];
    let has_sqlite = tree[0]
        .1
        .iter()
        .any(|package| package.starts_with("libsqlite3-sys "));
    assert!(
        has_sqlite,
        "`cargo tree -p district` shows no SQLite: is it read rightly?"
    );
    hold(
        "no SQLCipher in a build with `-p district`",
        ciphers_below,
        &planted,
        &tree,
    );
}

/// The workspace as cargo sees it, without what it takes from elsewhere.
pub fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| {
        let mut command = MetadataCommand::new();
        command.manifest_path(root().join("Cargo.toml")).no_deps();
        command.exec().expect("cargo metadata answers")
    })
}

fn arrows(metadata: &Metadata) -> Arrows {
    let local = |dependency: &&Dependency| dependency.path.is_some();
    let packages = metadata.workspace_packages().into_iter();
    let arrows = packages.map(|package| {
        let to = package
            .dependencies
            .iter()
            .filter(local)
            .map(|d| d.name.clone());
        (package.name.to_string(), to.collect())
    });
    arrows.collect()
}

fn stray_arrows(arrows: &Arrows) -> Vec<Finding> {
    let lawful: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut findings = Vec::new();
    for (from, to) in arrows {
        let Some(allowed) = lawful.get(from.as_str()) else {
            findings.push(Finding::of(from, "no such room in the house"));
            continue;
        };
        let stray = to.iter().filter(|name| !allowed.contains(&name.as_str()));
        findings.extend(stray.map(|name| Finding::of(from, format!("must not see `{name}`"))));
        let missing = allowed
            .iter()
            .filter(|name| from != "tests" && !to.contains(**name));
        findings.extend(missing.map(|name| Finding::of(from, format!("has no arrow to `{name}`"))));
    }
    findings
}

/// What `cargo tree` shows below a crate when that crate alone is built, as `name features`.
fn packages_below(name: &str) -> Vec<String> {
    let arguments = [
        "tree",
        "--package",
        name,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ];
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(root())
        .args(arguments)
        .args(["--locked", "--format", "{p}|{f}"]);
    let output = command.output().expect("cargo tree runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    text.lines().filter_map(name_and_features).collect()
}

/// Turns `name v1.2.3 …|features` into `name features`.
fn name_and_features(line: &str) -> Option<String> {
    let (package, features) = line.trim_end_matches(" (*)").split_once('|')?;
    Some(format!("{} {features}", package.split(' ').next()?))
}

fn forbidden_below(below: &Below) -> Vec<Finding> {
    let lawless: BTreeMap<&str, &[&str]> = FORBIDDEN.into_iter().collect();
    find_below(below, |name, package, _| {
        lawless
            .get(name)
            .is_some_and(|forbidden| forbidden.contains(&package))
    })
}

fn clocks_below(below: &Below) -> Vec<Finding> {
    find_below(below, |_, package, features| {
        package == "chrono" && features.split(',').any(|f| ["clock", "now"].contains(&f))
    })
}

fn ciphers_below(below: &Below) -> Vec<Finding> {
    find_below(below, |_, _, features| features.contains("sqlcipher"))
}

fn find_below(below: &Below, wrong: impl Fn(&str, &str, &str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, packages) in below {
        for package in packages {
            let (found, features) = package.split_once(' ').unwrap_or((package, ""));
            if wrong(name, found, features) {
                findings.push(Finding::of(name, format!("sees `{package}`")));
            }
        }
    }
    findings
}
