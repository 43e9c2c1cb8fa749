//! The file by itself: settings, triggers, plans, and a file of a later program.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at a surprise"
)]

use rusqlite::Connection;

use super::{Database, Sqlite};

fn made() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(&folder.path().join("district.db")).unwrap();
    (folder, sqlite)
}

#[test]
fn what_was_kept_is_never_changed_or_deleted() {
    let (_folder, sqlite) = made();
    sqlite
        .held()
        .unwrap()
        .execute_batch(
            "INSERT INTO epoch VALUES (1, zeroblob(16), 0, NULL, 0, NULL);
             INSERT INTO chain VALUES (1, zeroblob(16), zeroblob(16), 0, zeroblob(32), x'80');
             INSERT INTO record VALUES (1, zeroblob(32), 1, 1, 0, 0, x'00');
             INSERT INTO payload VALUES (1, x'80');
             INSERT INTO history VALUES (zeroblob(16), 1);
             INSERT INTO party VALUES (zeroblob(16), zeroblob(16));
             INSERT INTO feed VALUES (zeroblob(16), 1, 1, zeroblob(32), zeroblob(32), zeroblob(32),
                                      zeroblob(16), 0);
             INSERT INTO receipt VALUES (1, zeroblob(16), zeroblob(16), zeroblob(16), 1, x'00');
             INSERT INTO publication VALUES (3, 1, x'00');",
        )
        .unwrap();
    for statement in [
        "UPDATE record SET seq = 2",
        "DELETE FROM record",
        "DELETE FROM payload",
        "UPDATE history SET number = 1",
        "DELETE FROM history",
        "DELETE FROM party",
        "UPDATE feed SET position = 2",
        "DELETE FROM feed",
        "UPDATE receipt SET bytes = x'01'",
        "DELETE FROM receipt",
        "UPDATE publication SET bytes = x'01'",
        "DELETE FROM publication",
    ] {
        assert!(
            sqlite.held().unwrap().execute(statement, []).is_err(),
            "{statement}"
        );
    }
}

#[test]
fn a_file_of_a_later_program_is_refused_and_stays_as_it_is() {
    let (folder, sqlite) = made();
    drop(sqlite);
    let path = folder.path().join("district.db");
    let later = Connection::open(&path).unwrap();
    let known = applied_count(&later);
    let applied = "INSERT INTO refinery_schema_history VALUES \
                   (99, 'later', '2030-01-01T00:00:00Z', '1234')";
    later.execute(applied, []).unwrap();
    drop(later);
    assert!(Sqlite::open(&path).is_err());
    let still = Connection::open(&path).unwrap();
    assert_eq!(applied_count(&still), known + 1);
}

fn applied_count(connection: &Connection) -> u32 {
    let sql = "SELECT count(*) FROM refinery_schema_history";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_leftover_of_a_first_start_that_was_cut_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("district.making"), b"half a file").unwrap();
    let sqlite = Sqlite::open(&folder.path().join("district.db")).unwrap();
    assert!(sqlite.read(|tx| tx.epoch()).unwrap().is_none());
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let (_folder, mut sqlite) = made();
    let failed = sqlite.write(|tx| {
        tx.put_safe(1, &[])?;
        Err::<(), _>(crate::DatabaseFault::Damaged { what: "a test" })
    });
    assert!(failed.is_err());
    assert_eq!(sqlite.read(|tx| tx.safe_verified_at()).unwrap(), None);
}

#[test]
fn after_a_failed_commit_the_file_is_opened_again() {
    let (_folder, mut sqlite) = made();
    // A key that is judged at the commit alone makes it fail as a disk would.
    sqlite
        .held()
        .unwrap()
        .execute_batch(
            "CREATE TABLE broken (number INTEGER REFERENCES record (number)
                                  DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER breaks AFTER INSERT ON backup BEGIN INSERT INTO broken VALUES (9); END;
             CREATE TEMP TABLE of_this_connection (one INTEGER);",
        )
        .unwrap();
    assert!(sqlite.write(|tx| tx.put_safe(1, &[])).is_err());
    let connection = sqlite.held().unwrap();
    let temporary = "SELECT count(*) FROM temp.sqlite_schema";
    let left: u32 = connection
        .query_row(temporary, [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "another connection");
    connection.execute_batch("DROP TRIGGER breaks").unwrap();
    sqlite.write(|tx| tx.put_safe(2, &[])).unwrap();
    assert_eq!(sqlite.read(|tx| tx.safe_verified_at()).unwrap(), Some(2));
}

#[test]
fn readers_see_what_was_committed_and_may_not_write() {
    let (_folder, mut sqlite) = made();
    let readers = sqlite.readers();
    assert_eq!(readers.read(|tx| tx.safe_verified_at()).unwrap(), None);
    sqlite.write(|tx| tx.put_safe(7, &[])).unwrap();
    assert_eq!(readers.read(|tx| tx.safe_verified_at()).unwrap(), Some(7));
    let reader = super::open::open_reader(&sqlite.path).unwrap();
    assert!(reader.execute("DELETE FROM backup", []).is_err());
}

#[test]
fn no_hot_query_scans_a_table() {
    let (_folder, sqlite) = made();
    for query in [
        "SELECT number FROM record WHERE hash = zeroblob(32)",
        "SELECT hash FROM record WHERE is_branch = 0 AND seq = 1 AND chain = 1",
        "SELECT seq FROM record WHERE is_branch = 0 AND seq > 1 AND chain = 1 \
         ORDER BY seq LIMIT 1",
        "SELECT number FROM history WHERE subject = zeroblob(16) ORDER BY number",
        "SELECT unit FROM party WHERE subject = zeroblob(16) ORDER BY unit",
        "SELECT hash FROM feed WHERE unit = zeroblob(16) ORDER BY position DESC LIMIT 1",
        "SELECT hash FROM feed WHERE unit = zeroblob(16) AND position > 1 \
         ORDER BY position LIMIT 9",
        "SELECT bytes FROM receipt WHERE device = zeroblob(16) AND life = zeroblob(16) \
         AND epoch = zeroblob(16) AND up_to >= 1 ORDER BY up_to LIMIT 1",
        "SELECT number FROM withheld WHERE reason = 2 AND is_restored = 0",
    ] {
        let plan: Vec<String> = sqlite
            .held()
            .unwrap()
            .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
            .unwrap()
            .query_map([], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(
            plan.iter().all(|step| !step.starts_with("SCAN")),
            "{query}: {plan:?}"
        );
        assert!(
            plan.iter().all(|step| !step.contains("TEMP B-TREE")),
            "{query}: {plan:?}"
        );
    }
}
