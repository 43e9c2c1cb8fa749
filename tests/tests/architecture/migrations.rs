//! Released migrations are frozen: `migrations/CHECKSUMS` holds the SHA-256 of each, in the form of
//! `sha256sum`. A desk in the field has run them; a changed file would make two kinds of desks.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::source::{Finding, hold, root, tree};

/// The command that adds what has been released.
const FREEZE: &str = "(cd migrations && sha256sum $(find . -name '*.sql' | sort) > CHECKSUMS)";

/// Checksum by path, as listed and as they are.
type Frozen = (BTreeMap<String, String>, BTreeMap<String, String>);

#[test]
fn released_migrations_are_never_changed() {
    let one = |sum: &str| BTreeMap::from([("desk/V1__first.sql".to_owned(), sum.to_owned())]);
    for planted in [
        (one("a"), one("b")),
        (BTreeMap::new(), one("b")),
        (one("a"), BTreeMap::new()),
    ] {
        assert_eq!(thawed(&planted).len(), 1, "the rule is blind: {planted:?}");
    }
    let law = format!("a migration is written once; before the first release: {FREEZE}");
    hold(&law, thawed, &(one("a"), one("b")), &(listed(), present()));
}

fn thawed((listed, present): &Frozen) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, sum) in listed {
        match present.get(path) {
            Some(found) if found == sum => {}
            Some(_) => findings.push(Finding::of(path, "differs from what was released")),
            None => findings.push(Finding::of(path, "was released and is gone")),
        }
    }
    let unlisted = present
        .iter()
        .filter(|(path, _)| !listed.contains_key(*path));
    findings.extend(unlisted.map(|(path, sum)| Finding::of(path, format!("is not listed: {sum}"))));
    findings
}

fn listed() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("migrations/CHECKSUMS")).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once("  "));
    pairs
        .map(|(sum, path)| (path.trim_start_matches("./").to_owned(), sum.to_owned()))
        .collect()
}

fn present() -> BTreeMap<String, String> {
    let migrations = tree().iter().filter(|file| file.is("sql"));
    let inside = migrations.filter_map(|file| file.path.strip_prefix("migrations/"));
    inside
        .map(|path| (path.to_owned(), checksum(path)))
        .collect()
}

fn checksum(path: &str) -> String {
    let bytes = std::fs::read(root().join("migrations").join(path)).expect("a migration is read");
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}
