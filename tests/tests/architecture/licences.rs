//! Every crate that is linked comes from the registry under a licence that `deny.toml` allows, and
//! none that it bans is there. The test reads the lock file as resolved, so it holds where
//! cargo-deny is not installed.

use cargo_metadata::{Metadata, MetadataCommand};

use crate::source::{Finding, hold, root};

/// A package with its licence expression and where it comes from.
struct Taken {
    name: String,
    licence: String,
    from_registry: bool,
}

#[test]
fn every_crate_has_an_allowed_licence_and_comes_from_the_registry() {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is read");
    let allowed = quoted(&text, "allow = [", "]");
    let banned = quoted(&text, "deny = [", "\n]");
    assert!(
        allowed.len() > 3 && !banned.is_empty(),
        "deny.toml is read rightly"
    );
    let judge = |taken: &[Taken]| judge(taken, &allowed, &banned);
    for planted in [
        ("a", "GPL-3.0", true),
        ("b", "MIT", false),
        ("openssl", "MIT", true),
    ] {
        let (name, licence, from_registry) = planted;
        let planted = [Taken {
            name: name.to_owned(),
            licence: licence.to_owned(),
            from_registry,
        }];
        assert_eq!(judge(&planted).len(), 1, "the rule is blind to {name}");
    }
    let planted = [Taken {
        name: String::new(),
        licence: "MIT AND GPL-2.0".to_owned(),
        from_registry: true,
    }];
    hold(
        "licences, sources and bans are those of deny.toml",
        judge,
        &planted,
        &taken(),
    );
}

#[test]
fn a_choice_of_licences_is_fulfilled_by_one_and_a_sum_by_all() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
    for (expression, lawful) in [
        ("MIT OR GPL-3.0", true),
        ("MIT/Apache-2.0", true),
        ("(MIT OR GPL-3.0) AND Apache-2.0", true),
        ("MIT AND GPL-3.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0 AND MIT OR Apache-2.0", true),
        ("", false),
    ] {
        assert_eq!(is_lawful(expression, &allowed), lawful, "{expression}");
    }
}

fn judge(taken: &[Taken], allowed: &[String], banned: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in taken {
        if !is_lawful(&package.licence, allowed) {
            findings.push(Finding::of(
                &package.name,
                format!("licence `{}`", package.licence),
            ));
        }
        if !package.from_registry {
            findings.push(Finding::of(
                &package.name,
                "does not come from the registry",
            ));
        }
        if banned.contains(&package.name) {
            findings.push(Finding::of(&package.name, "is banned"));
        }
    }
    findings
}

fn taken() -> Vec<Taken> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml"));
    // Only what is linked on the machine that tests: other platforms' crates need not be here.
    let host = ["--locked", "--filter-platform", HOST].map(str::to_owned);
    let metadata: Metadata = command
        .other_options(host)
        .exec()
        .expect("cargo metadata answers");
    let foreign = metadata
        .packages
        .iter()
        .filter(|p| !metadata.workspace_members.contains(&p.id));
    let taken = foreign.map(|package| Taken {
        name: package.name.to_string(),
        licence: package.license.clone().unwrap_or_default(),
        from_registry: package
            .source
            .as_ref()
            .is_some_and(|source| source.is_crates_io()),
    });
    taken.collect()
}

#[cfg(target_arch = "x86_64")]
const HOST: &str = "x86_64-unknown-linux-gnu";
#[cfg(target_arch = "aarch64")]
const HOST: &str = "aarch64-unknown-linux-gnu";

/// The quoted words between `start` and the next `end`.
fn quoted(text: &str, start: &str, end: &str) -> Vec<String> {
    let list = text.split_once(start).map_or("", |(_, rest)| rest);
    let list = list.split_once(end).map_or(list, |(list, _)| list);
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Judges a licence expression: `OR` and `/` offer a choice, `AND` asks for both and binds tighter.
fn is_lawful(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (lawful, rest) = any_of(&words, allowed);
    lawful && rest.is_empty()
}

fn any_of<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut lawful, mut rest) = all_of(words, allowed);
    while rest.first() == Some(&"OR") {
        let (next, after) = all_of(&rest[1..], allowed);
        lawful |= next;
        rest = after;
    }
    (lawful, rest)
}

fn all_of<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut lawful, mut rest) = one(words, allowed);
    while rest.first() == Some(&"AND") {
        let (next, after) = one(&rest[1..], allowed);
        lawful &= next;
        rest = after;
    }
    (lawful, rest)
}

fn one<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", inner @ ..] => {
            let (lawful, rest) = any_of(inner, allowed);
            (
                lawful && rest.first() == Some(&")"),
                rest.get(1..).unwrap_or_default(),
            )
        }
        // An exception only adds permissions.
        [licence, "WITH", _, rest @ ..] | [licence, rest @ ..] => {
            (allowed.iter().any(|name| name == licence), rest)
        }
        [] => (false, words),
    }
}
