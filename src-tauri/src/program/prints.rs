//! The folder of prints: pages with names and addresses in the clear, beside an encrypted file.
//!
//! Only the owner of the account can look into it, and a page is swept away at the first start
//! after its age; the record it was made from stays, and a further copy can be printed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use chrono::{DateTime, Utc};
use store::file::write_whole;

use crate::moment::Moment;

/// How long a page may lie there, µs: over a working day, so that a jammed printer can be fed
/// again.
const KEPT_FOR: i64 = 24 * 3_600 * 1_000_000;

/// The folder of prints.
pub(crate) struct PrintFolder {
    folder: PathBuf,
}

impl PrintFolder {
    /// Takes the desk's data folder; nothing is made before the first print.
    pub(super) fn inside(data: &Path) -> Self {
        Self {
            folder: data.join("prints"),
        }
    }

    /// Stores a page that its owner alone can read; gives where.
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn store(&self, name: &str, page: &[u8]) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        close_to_others(&self.folder)?;
        let path = self.folder.join(name);
        write_whole(&path, page)?;
        Ok(path)
    }

    /// Removes the pages that have lain there too long; what cannot be removed is tried again
    /// at the next start.
    ///
    /// # Errors
    /// The disk.
    pub(super) fn sweep(&self, now: Moment) -> io::Result<()> {
        let pages = match fs::read_dir(&self.folder) {
            Ok(pages) => pages,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for page in pages {
            let page = page?;
            let made_at = moment(page.metadata()?.modified()?);
            if now.0.saturating_sub(made_at.0) > KEPT_FOR {
                fs::remove_file(page.path())?;
            }
        }
        Ok(())
    }
}

fn moment(at: SystemTime) -> Moment {
    Moment(DateTime::<Utc>::from(at).timestamp_micros())
}

#[cfg(unix)]
fn close_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// Elsewhere the folder of an account is closed to other accounts by itself.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same on every system")]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_at_the_start_after_its_day() {
        let data = tempfile::tempdir().unwrap();
        let prints = PrintFolder::inside(data.path());
        prints.sweep(Moment(0)).unwrap();
        let page = prints.store("receipt.pdf", b"page").unwrap();
        let made_at = moment(fs::metadata(&page).unwrap().modified().unwrap());
        prints.sweep(Moment(made_at.0 + KEPT_FOR)).unwrap();
        assert_eq!(fs::read(&page).unwrap(), b"page");
        prints.sweep(Moment(made_at.0 + KEPT_FOR + 1)).unwrap();
        assert!(!page.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_pc_can_read_a_page() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let prints = PrintFolder::inside(data.path());
        let page = prints.store("receipt.pdf", b"page").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&page), 0o600);
        assert_eq!(mode(page.parent().unwrap()), 0o700);
    }
}
