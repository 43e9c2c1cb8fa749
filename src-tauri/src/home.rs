//! Where the desk keeps its things: the encrypted file and its key folder in one place, the
//! device secret in another, so that a copy of the one opens nothing.

use std::env;
use std::path::{Path, PathBuf};

/// Says that neither `TRAOTAY_HOME` nor the user's own folder is known.
#[derive(Debug, thiserror::Error)]
#[error("set TRAOTAY_HOME: the user's home folder is not known")]
pub struct NoHome;

/// The folders of one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The encrypted file, its key folder, prints.
    pub data: PathBuf,
    /// The device secret and the anchor.
    pub keeper: PathBuf,
}

impl Home {
    /// Lays both folders out under one root: tests, demonstrations, administrators' scripts.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self {
            data: root.join("data"),
            keeper: root.join("keeper"),
        }
    }
}

/// Finds the folders: under `TRAOTAY_HOME` where it is set, else where the system keeps such.
///
/// # Errors
/// Neither is known.
pub fn find() -> Result<Home, NoHome> {
    if let Some(root) = env::var_os("TRAOTAY_HOME").filter(|root| !root.is_empty()) {
        return Ok(Home::under(Path::new(&root)));
    }
    let user = ["HOME", "USERPROFILE"].into_iter().find_map(env::var_os);
    let user = PathBuf::from(user.ok_or(NoHome)?);
    let or_user = |name: &str, below: &str| {
        env::var_os(name)
            .map_or_else(|| user.join(below), PathBuf::from)
            .join("traotay")
    };
    Ok(Home {
        data: or_user("XDG_DATA_HOME", ".local/share"),
        keeper: or_user("XDG_CONFIG_HOME", ".config"),
    })
}
