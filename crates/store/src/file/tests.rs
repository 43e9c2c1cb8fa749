//! The file as it lies on the disk: made, opened, refused.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fs;

use super::*;

const KEY: FileKey = FileKey::new([7; 32], [9; 16]);

fn options(folder: &tempfile::TempDir) -> Options {
    Options::new(folder.path())
}

fn schema(connection: &Connection) -> Vec<(String, Option<String>)> {
    connection
        .prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn a_file_opens_with_its_key_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    drop(DeskFile::create(options(&folder), KEY).unwrap());
    let file = DeskFile::open(options(&folder), KEY).unwrap();
    file.open_writer().unwrap();
    drop(file);
    let other = FileKey::new([8; 32], [9; 16]);
    let refused = DeskFile::open(options(&folder), other).map(|_| ());
    assert!(
        matches!(refused, Err(FileFault::NotOpened(_))),
        "{refused:?}"
    );
}

#[test]
fn nothing_of_the_schema_is_readable_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    drop(DeskFile::create(options(&folder), KEY).unwrap());
    let bytes = fs::read(folder.path().join(FILE_NAME)).unwrap();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!has(b"SQLite format 3"));
    assert!(!has(b"CREATE TABLE"));
}

#[test]
fn garbage_in_the_first_sixteen_bytes_does_not_lose_the_file() {
    let folder = tempfile::tempdir().unwrap();
    drop(DeskFile::create(options(&folder), KEY).unwrap());
    let path = folder.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    bytes[..16].fill(0xff);
    fs::write(&path, bytes).unwrap();
    DeskFile::open(options(&folder), KEY)
        .unwrap()
        .open_writer()
        .unwrap();
}

#[test]
fn the_settings_are_those_that_survived_the_power_cuts() {
    let folder = tempfile::tempdir().unwrap();
    let file = DeskFile::create(options(&folder), KEY).unwrap();
    let writer = file.open_writer().unwrap();
    for (name, wanted) in [
        ("synchronous", 3_i64),
        ("wal_autocheckpoint", 0),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("query_only", 0),
    ] {
        let found: i64 = writer
            .pragma_query_value(None, name, |row| row.get(0))
            .unwrap();
        assert_eq!(found, wanted, "{name}");
    }
    let mode: String = writer
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let file = DeskFile::create(options(&folder), KEY).unwrap();
    let reader = file.open_reader().unwrap();
    assert!(
        reader
            .execute("INSERT INTO setting (name, value) VALUES ('a', 'b')", [])
            .is_err()
    );
}

#[test]
fn an_older_program_refuses_a_newer_file_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = DeskFile::create(options(&folder), KEY).unwrap();
    let writer = file.open_writer().unwrap();
    writer
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (?1, 'later', '2030-01-01T00:00:00Z', '1')",
            [SCHEMA_VERSION + 1],
        )
        .unwrap();
    close_whole(writer).unwrap();
    drop(file);
    let before = fs::read(folder.path().join(FILE_NAME)).unwrap();
    let refused = DeskFile::open(options(&folder), KEY).map(|_| ());
    assert!(
        matches!(refused, Err(FileFault::Newer { found, known })
            if found == SCHEMA_VERSION + 1 && known == SCHEMA_VERSION),
        "{refused:?}"
    );
    assert_eq!(fs::read(folder.path().join(FILE_NAME)).unwrap(), before);
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert!(
        names
            .iter()
            .all(|name| name == FILE_NAME || name == "desk.lock"),
        "{names:?}"
    );
}

#[test]
fn a_half_built_file_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(BUILD_NAME), b"half").unwrap();
    fs::write(folder.path().join("desk.db.new-wal"), b"half").unwrap();
    drop(DeskFile::create(options(&folder), KEY).unwrap());
    DeskFile::open(options(&folder), KEY)
        .unwrap()
        .open_writer()
        .unwrap();
    assert!(!folder.path().join(BUILD_NAME).exists());
}

#[test]
fn a_second_program_is_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let first = DeskFile::create(options(&folder), KEY).unwrap();
    let second = DeskFile::open(options(&folder), KEY).map(|_| ());
    assert!(matches!(second, Err(FileFault::InUse)), "{second:?}");
    drop(first);
    DeskFile::open(options(&folder), KEY).unwrap();
}

#[test]
fn a_file_that_is_there_is_not_made_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(DeskFile::create(options(&folder), KEY).unwrap());
    let again = DeskFile::create(options(&folder), KEY).map(|_| ());
    assert!(matches!(again, Err(FileFault::Present { .. })), "{again:?}");
}

#[test]
fn a_fresh_schema_is_the_migrated_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = DeskFile::create(options(&folder), KEY).unwrap();
    let mut migrated = Connection::open_in_memory().unwrap();
    migrate::bring_up(&mut migrated).unwrap();
    assert_eq!(schema(&file.open_writer().unwrap()), schema(&migrated));
}

#[test]
fn an_empty_file_is_brought_up_aside_and_put_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(&folder);
    let path = options.path();
    {
        let bare = Connection::open(&path).unwrap();
        pragma::unlock(&bare, &KEY).unwrap();
        bare.execute_batch("CREATE TABLE kept (value TEXT) STRICT; INSERT INTO kept VALUES ('x')")
            .unwrap();
    }
    let file = DeskFile::open(options, KEY).unwrap();
    let writer = file.open_writer().unwrap();
    assert_eq!(migrate::read_version(&writer).unwrap(), SCHEMA_VERSION);
    let kept: String = writer
        .query_row("SELECT value FROM kept", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, "x");
}

/// A file of the first schema with a record, its place in the queue, a person and two papers.
const FIRST_ROWS: &str = "
    INSERT INTO chain (chain, device, incarnation) VALUES (1, randomblob(16), randomblob(16));
    INSERT INTO own_chain (chain, head_seq, head_hash, is_spare)
    VALUES (1, 1, randomblob(32), 0);
    INSERT INTO desk (one, device, id_key, generation)
    VALUES (1, randomblob(16), randomblob(32), 41);
    INSERT INTO record
        (record, chain, seq, hash, hash_head, kind, header, device_signature, standing)
    VALUES (1, 1, 1, randomblob(32), 0, 64, x'00', randomblob(64), 0);
    INSERT INTO outbox (record, chain, seq, queued_at, parts) VALUES (1, 1, 1, 7, x'80');
    INSERT INTO paper
        (paper, dossier, name, form, count, irreplaceable, fate, custody, since_at)
    VALUES (randomblob(16), zeroblob(16), 'Giấy chứng sinh', 0, 1, 1, 0, 0, 7),
        (randomblob(16), zeroblob(16), 'Bản sao', 2, 1, 0, 0, 0, 7);";

#[test]
fn a_file_of_the_first_schema_keeps_its_rows_through_every_migration() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(&folder);
    {
        let mut first = Connection::open(options.path()).unwrap();
        pragma::unlock(&first, &KEY).unwrap();
        migrate::bring_up_to(&mut first, 1).unwrap();
        first.execute_batch(FIRST_ROWS).unwrap();
    }
    let file = DeskFile::open(options, KEY).unwrap();
    let writer = file.open_writer().unwrap();
    assert_eq!(migrate::read_version(&writer).unwrap(), SCHEMA_VERSION);
    let one = |sql: &str| -> i64 { writer.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(one("SELECT count(*) FROM record"), 1);
    assert_eq!(one("SELECT queued_at FROM outbox WHERE parts = x'80'"), 7);
    assert_eq!(one("SELECT generation FROM own_chain"), 41);
    let papers = "SELECT count(*) FROM paper WHERE dossier = zeroblob(16) AND since_at = 7";
    assert_eq!(one(papers), 2);
}

#[test]
fn records_can_be_neither_changed_nor_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = DeskFile::create(options(&folder), KEY).unwrap();
    let writer = file.open_writer().unwrap();
    writer
        .execute_batch(
            "INSERT INTO chain (chain, device, incarnation)
             VALUES (1, randomblob(16), randomblob(16));
             INSERT INTO record
                (chain, seq, hash, hash_head, kind, header, device_signature, standing)
             VALUES (1, 1, randomblob(32), 0, 64, x'00', randomblob(64), 0)",
        )
        .unwrap();
    for attempt in [
        "UPDATE record SET kind = 65",
        "DELETE FROM record",
        "UPDATE chain SET device = randomblob(16)",
        "DELETE FROM chain",
        "INSERT OR REPLACE INTO record
            (record, chain, seq, hash, hash_head, kind, header, device_signature, standing)
         VALUES (1, 1, 1, randomblob(32), 0, 64, x'00', randomblob(64), 0)",
    ] {
        let refused = writer.execute_batch(attempt);
        assert!(refused.is_err(), "{attempt}");
    }
}
