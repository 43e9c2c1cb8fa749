//! Where things are: the clone, the cache that holds build output, and how cargo and npm are
//! called.
//!
//! Build output lies outside the clone, so that a fresh clone on the same machine builds on what is
//! there. `CARGO_TARGET_DIR` and `TRAOTAY_TARGET` choose another folder.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Variables that cargo sets for the program it runs. Handed on to another cargo they would make
/// build scripts believe that something changed.
const OF_THIS_RUN: [&str; 4] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
];

/// The folders that every task works with.
pub struct Place {
    /// The clone.
    pub root: PathBuf,
    /// Build output.
    pub target: PathBuf,
}

impl Place {
    /// Finds the clone from where xtask was compiled and the cache from the environment.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has a parent")?;
        let named = env::var_os("CARGO_TARGET_DIR").or_else(|| env::var_os("TRAOTAY_TARGET"));
        let target = match named {
            Some(folder) => env::current_dir()?.join(folder),
            None => home_folder("XDG_CACHE_HOME", ".cache")?.join("traotay/target"),
        };
        Ok(Self {
            root: root.to_owned(),
            target,
        })
    }

    /// A cargo that builds into the cache.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(&self.root)
            .args(arguments)
            .env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os() {
            if OF_THIS_RUN
                .iter()
                .any(|start| name.to_string_lossy().starts_with(start))
            {
                command.env_remove(name);
            }
        }
        command
    }

    /// An npm that works in the folder of the window.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.page()).args(arguments);
        command
    }

    /// The folder of the window's source.
    pub fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A program of the development build.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }
}

/// A folder of the user: from its variable, or below the home folder.
pub fn home_folder(variable: &str, below_home: &str) -> Result<PathBuf> {
    if let Some(folder) = env::var_os(variable).filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    let home = env::var_os("HOME").context("HOME is not set")?;
    Ok(Path::new(&home).join(below_home))
}
