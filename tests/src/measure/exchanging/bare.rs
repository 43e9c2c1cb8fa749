//! The same bytes without anything that the exchange does: appended to a file, inserted into an
//! encrypted one, synced once a page.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use ledger::Record;
use store::file::{DeskFile, FileKey, Options};

/// Records that are synced together, as in the largest page.
const PAGE: usize = 2_000;

/// Records a second.
pub(super) struct Bare {
    /// Appended to a file.
    pub(super) appended: f64,
    /// Inserted into an encrypted file with the desk's settings.
    pub(super) inserted: f64,
}

/// Writes the records both ways.
pub(super) fn measure(home: &Path, records: &[Record]) -> Result<Bare> {
    let encoded: Vec<Vec<u8>> = records.iter().map(Record::encode).collect();
    let started = Instant::now();
    let mut file = File::create(home.join("appended"))?;
    for page in encoded.chunks(PAGE) {
        for bytes in page {
            file.write_all(bytes)?;
        }
        file.sync_all()?;
    }
    let appended = rate(records, started);
    let folder = home.join("inserted");
    std::fs::create_dir_all(&folder)?;
    let file = DeskFile::create(Options::new(folder), FileKey::new([1; 32], [2; 16]))?;
    let mut writer = file.open_writer()?;
    writer.execute_batch(
        "CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;",
    )?;
    let started = Instant::now();
    for page in encoded.chunks(PAGE) {
        let tx = writer.transaction()?;
        for bytes in page {
            tx.prepare_cached("INSERT INTO bare (bytes) VALUES (?1)")?
                .execute([bytes])?;
        }
        tx.commit()?;
    }
    Ok(Bare {
        appended,
        inserted: rate(records, started),
    })
}

fn rate(records: &[Record], started: Instant) -> f64 {
    records.len() as f64 / started.elapsed().as_secs_f64()
}
