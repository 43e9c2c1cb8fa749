//! A small file kept twice: whichever copy is whole and later counts.
//!
//! Each copy is replaced by rename and carries its number and a digest, so that neither a power
//! cut nor one damaged sector takes both.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::file::write_whole;

/// Largest content; a desk of 200 people needs about 100 KiB.
const CONTENT_BYTES_MAX: u64 = 4 << 20;

/// A content with its number in the row of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// 1 for the first.
    pub number: u64,
    /// What is kept.
    pub content: Vec<u8>,
}

/// Two copies of one file.
#[derive(Debug, Clone)]
pub struct Twin {
    copies: [PathBuf; 2],
}

impl Twin {
    /// Names the copies after one name in a folder.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        Self {
            copies: [1, 2].map(|copy| folder.join(format!("{name}.{copy}"))),
        }
    }

    /// Gives the latest whole copy; none where neither is.
    ///
    /// # Errors
    /// The disk failed for another reason than absence.
    pub fn load(&self) -> io::Result<Option<Edition>> {
        let mut latest: Option<Edition> = None;
        for path in &self.copies {
            let bytes = match fs::metadata(path) {
                Ok(about) if about.len() <= CONTENT_BYTES_MAX => fs::read(path)?,
                Ok(_) => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let Some(edition) = decode(&bytes) else {
                continue;
            };
            if latest
                .as_ref()
                .is_none_or(|known| known.number < edition.number)
            {
                latest = Some(edition);
            }
        }
        Ok(latest)
    }

    /// Says whether any copy is there, whole or not.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.copies.iter().any(|path| path.exists())
    }

    /// Stores a content under the next number, both copies, durably.
    ///
    /// # Errors
    /// The disk refused; the copies are whole, one perhaps earlier than the other.
    pub fn store(&self, number: u64, content: &[u8]) -> io::Result<()> {
        let bytes = encode(number, content);
        self.copies
            .iter()
            .try_for_each(|path| write_whole(path, &bytes))
    }
}

/// Frames a content: number, digest, content.
#[must_use]
pub fn encode(number: u64, content: &[u8]) -> Vec<u8> {
    let mut bytes = number.to_be_bytes().to_vec();
    bytes.extend_from_slice(&digest(number, content));
    bytes.extend_from_slice(content);
    bytes
}

/// Reads a frame; none where it is not whole.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Edition> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    let (found, content) = rest.split_first_chunk::<32>()?;
    let number = u64::from_be_bytes(*number);
    (digest(number, content) == *found).then(|| Edition {
        number,
        content: content.to_vec(),
    })
}

fn digest(number: u64, content: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(number.to_be_bytes())
        .chain_update(content)
        .finalize()
        .into()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests {
    use super::*;

    #[test]
    fn one_damaged_copy_is_answered_by_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let twin = Twin::new(folder.path(), "keys");
        assert_eq!(twin.load().unwrap(), None);
        twin.store(1, b"one").unwrap();
        twin.store(2, b"two").unwrap();
        for damaged in &twin.copies {
            let whole = fs::read(damaged).unwrap();
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 1;
                fs::write(damaged, &bytes).unwrap();
                assert_eq!(twin.load().unwrap().unwrap().content, b"two");
            }
            fs::write(damaged, &whole).unwrap();
        }
    }
}
