//! No crate names a dependency that it does not use, and the workspace lists none that nobody
//! names.

use cargo_metadata::{DependencyKind, Package};

use crate::arrows::metadata;
use crate::source::{Finding, SourceFile, hold, root, tree, words};

/// A dependency as a manifest names it, with the text that could use it.
struct Named {
    manifest: String,
    name: String,
    used_in: Vec<String>,
}

#[test]
fn every_dependency_of_a_crate_is_used_in_its_source() {
    let planted = [Named {
        manifest: "a/Cargo.toml".to_owned(),
        name: "serde-json".to_owned(),
        used_in: vec!["use serde::Serialize; // serde_json".to_owned()],
    }];
    let named: Vec<Named> = metadata()
        .workspace_packages()
        .into_iter()
        .flat_map(named)
        .collect();
    hold(
        "a dependency that is named is used",
        unused,
        planted.as_slice(),
        named.as_slice(),
    );
}

#[test]
fn every_dependency_of_the_workspace_is_taken_by_a_crate() {
    let planted = ["no-such-crate".to_owned()];
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml is read");
    let names = workspace_names(&text);
    hold(
        "a version in the root manifest has a taker",
        untaken,
        &planted[..],
        &names,
    );
}

fn named(package: &Package) -> Vec<Named> {
    let manifest = package
        .manifest_path
        .strip_prefix(root())
        .expect("a member lies in the tree");
    let folder = manifest
        .parent()
        .expect("a manifest lies in a folder")
        .to_string();
    let dependencies = package.dependencies.iter().map(|dependency| Named {
        manifest: manifest.to_string(),
        name: dependency
            .rename
            .clone()
            .unwrap_or_else(|| dependency.name.clone()),
        used_in: text_for(&folder, dependency.kind),
    });
    dependencies.collect()
}

/// The code that may use a dependency of that kind.
fn text_for(folder: &str, kind: DependencyKind) -> Vec<String> {
    let source = format!("{folder}/src/");
    let script = format!("{folder}/build.rs");
    let whole = format!("{folder}/");
    let is_tests_crate = folder == "tests";
    let may_use = |file: &&SourceFile| match kind {
        DependencyKind::Build => file.path == script,
        DependencyKind::Normal if !is_tests_crate => file.path.starts_with(&source),
        _ => file.path.starts_with(&whole),
    };
    let rust = tree().iter().filter(|file| file.is("rs")).filter(may_use);
    rust.flat_map(|file| file.code.iter().cloned()).collect()
}

fn unused(named: &[Named]) -> Vec<Finding> {
    let idle = named.iter().filter(|dependency| {
        let name = dependency.name.replace('-', "_");
        let code = dependency
            .used_in
            .iter()
            .map(|line| line.split("//").next().unwrap_or(line));
        !code.flat_map(words).any(|word| word == name)
    });
    idle.map(|d| Finding::of(&d.manifest, format!("`{}` is not used", d.name)))
        .collect()
}

fn workspace_names(manifest: &str) -> Vec<String> {
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    let section = lines.take_while(|line| !line.starts_with('['));
    let names = section
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim());
    names
        .filter(|name| !name.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn untaken(names: &[String]) -> Vec<Finding> {
    let packages = metadata().workspace_packages();
    let taken: Vec<&str> = packages
        .iter()
        .flat_map(|package| package.dependencies.iter().map(|d| d.name.as_str()))
        .chain(packages.iter().map(|package| package.name.as_str()))
        .collect();
    let idle = names.iter().filter(|name| !taken.contains(&name.as_str()));
    idle.map(|name| Finding::of("Cargo.toml", format!("nobody takes `{name}`")))
        .collect()
}
