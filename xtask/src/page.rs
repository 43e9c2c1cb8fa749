//! The page inside the window: its packages by the committed lock, and its build, which the desk
//! program embeds.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::place::Place;
use crate::shell;

/// Oldest Node.js that the build tools of the page accept.
const NODE_MAJOR_MIN: u32 = 20;

/// Fetches the packages when the lock has changed since, and builds the page when its source has.
pub fn prepare(place: &Place) -> Result<()> {
    install(place)?;
    build(place)
}

/// `npm ci` when the packages in place are older than the lock.
pub fn install(place: &Place) -> Result<()> {
    check_node()?;
    let lock = place.page().join("package-lock.json");
    let installed = place.page().join("node_modules/.package-lock.json");
    if changed(&lock) <= changed(&installed) && installed.exists() {
        println!("packages of the page are in place");
        return Ok(());
    }
    shell::must(&mut place.npm(&["ci", "--no-audit", "--no-fund"]))
}

fn build(place: &Place) -> Result<()> {
    let page = place.page();
    let built = changed(&page.join("dist/index.html"));
    let sources = [
        "src",
        "locales",
        "public",
        "index.html",
        "vite.config.ts",
        "package-lock.json",
    ];
    let newest = sources
        .iter()
        .map(|name| newest(&page.join(name)))
        .max()
        .flatten();
    if built.is_some() && newest <= built {
        println!("the page is built");
        return Ok(());
    }
    shell::must(&mut place.npm(&["run", "build"]))
}

fn check_node() -> Result<()> {
    let version = shell::read(std::process::Command::new("node").arg("--version"));
    let major = version.as_deref().and_then(|v| {
        v.trim()
            .strip_prefix('v')?
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    match major {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(()),
        Some(major) => {
            bail!("Node.js {major} is too old: the page needs {NODE_MAJOR_MIN} or newer")
        }
        None => bail!("Node.js {NODE_MAJOR_MIN} or newer with npm is needed to build the page"),
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// The latest change of a file, or of any file below a folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else {
        return changed(path);
    };
    let below = entries.flatten().map(|entry| newest(&entry.path()));
    below.max().flatten().max(changed(path))
}
