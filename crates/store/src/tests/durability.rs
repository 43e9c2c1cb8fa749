//! Full disks, files put back from a copy, programs that stopped in the middle.

use std::fs;

use domain::decide::Command;
use domain::id::{ActId, DossierId};
use domain::paper::PaperForm;

use crate::desk::Desk;
use crate::testing::{CENTRE, LAN, MORNING, Office, keys_of, reception};
use crate::{Failure, Viewer};

fn fill_disk(office: &mut Office) {
    let writer = office.desk.connection().unwrap();
    // Pages that migrations left free would be filled first.
    writer.execute_batch("VACUUM").unwrap();
    let pages: i64 = writer
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    writer.pragma_update(None, "max_page_count", pages).unwrap();
}

#[test]
fn a_full_disk_saves_nothing_says_so_and_the_same_act_succeeds_later() {
    let mut office = Office::open(CENTRE, 2);
    let (kept, _) = office.receive("Đã lưu");
    fill_disk(&mut office);
    let act = ActId::from_bytes([5; 16]);
    let dossier = DossierId::from_bytes([6; 16]);
    let mut papers: Vec<_> = (0..40).map(|_| office.paper(PaperForm::Original)).collect();
    papers
        .iter_mut()
        .for_each(|paper| paper.name = "Giấy chứng nhận quyền sử dụng đất".repeat(4));
    let reception = Box::new(reception("Chưa lưu", papers));
    let command = Command::ReceiveDossier { dossier, reception };
    let before = *office.desk.head();
    let failed = office.act_as(act, LAN, command.clone());
    assert!(
        matches!(failed, Err(Failure::NotSaved { .. })),
        "{failed:?}"
    );
    assert_eq!(*office.desk.head(), before);
    let viewer = Viewer::nobody();
    assert!(
        office
            .reader()
            .find_row(&viewer, dossier)
            .unwrap()
            .is_none()
    );
    assert!(office.reader().find_row(&viewer, kept).unwrap().is_some());
    // The connection was opened anew, so the limit of the test is gone: room was made.
    let done = office.act_as(act, LAN, command).unwrap();
    assert!(!done.repeated);
    let keys = keys_of(&[&office]);
    assert_eq!(
        office
            .reader()
            .verify_ledger(&viewer, &keys)
            .unwrap()
            .faults,
        []
    );
}

#[test]
fn a_desk_killed_without_closing_opens_with_everything_it_had_confirmed() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let (last, _) = office.receive("Hai");
    // What a killed program leaves: the file and its log as they are.
    let copy = tempfile::tempdir().unwrap();
    for name in ["desk.db", "desk.db-wal"] {
        fs::copy(
            office.options.file.folder.join(name),
            copy.path().join(name),
        )
        .unwrap();
    }
    let mut options = office.options.clone();
    options.file.folder = copy.path().to_path_buf();
    let (desk, report) = Desk::open(
        &options,
        office.opened.file_key.clone(),
        office.opened.device.clone(),
    )
    .unwrap();
    assert!(report.is_unclean);
    assert_eq!(report.restored, None);
    assert_eq!(desk.head(), office.desk.head());
    let reader = desk.open_reader().unwrap();
    assert!(reader.find_row(&Viewer::nobody(), last).unwrap().is_some());
}

#[test]
fn a_file_put_back_from_a_copy_is_noticed_and_gives_no_number_twice() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let (mut office, report) = office.reopen();
    assert_eq!(report.restored, None);
    let path = office.options.file.path();
    let copy = fs::read(&path).unwrap();
    office.receive("Hai");
    let anchored = *office.desk.head();
    let (mut office, _) = office.reopen();
    office.desk.close().unwrap();
    fs::write(&path, copy).unwrap();
    let (desk, report) = Desk::open(
        &office.options,
        office.opened.file_key.clone(),
        office.opened.device.clone(),
    )
    .unwrap();
    office.desk = desk;
    office.desk.set_duty_keys(office.vault.duty_keys());
    let restored = report.restored.unwrap();
    assert_eq!(restored.anchored, anchored);
    assert!(restored.found.seq < anchored.seq);
    // A program that stops here has not forgotten it.
    let (mut office, again) = office.reopen();
    assert!(office.desk.is_restored());
    assert_eq!(again.restored, Some(restored));
    let (dossier, _) = office.receive("Ba");
    let incarnation = office.desk.head().incarnation;
    assert_ne!(incarnation, anchored.incarnation);
    assert!(!office.desk.is_restored());
    let reader = office.reader();
    let row = reader
        .find_row(&Viewer::nobody(), dossier)
        .unwrap()
        .unwrap();
    assert_eq!(row.dossier_code, "H14.12-261122-6001", "the spare lane");
    assert!(
        row.lookup_code.starts_with("2611220600001"),
        "{}",
        row.lookup_code
    );
    let keys = keys_of(&[&office]);
    let found = reader.verify_ledger(&office.viewer(LAN), &keys).unwrap();
    assert_eq!(found.faults, []);
    // The first life's unsent records go out again, carried, by hash the same.
    let limit = crate::exchange::outbox::PageLimit {
        records: 100,
        bytes: 1 << 20,
    };
    let sent = reader.outbox_page(0, limit).unwrap();
    assert!(
        sent.iter()
            .all(|record| record.header().incarnation == incarnation)
    );
    let carried: Vec<_> = sent
        .iter()
        .filter_map(|record| ledger::carried_original(record).ok())
        .collect();
    assert_eq!(carried.len(), 1);
    assert_eq!(carried[0].header().seq, 2);
    let (office, report) = office.reopen();
    assert_eq!(report.restored, None);
    drop(office);
}

#[test]
fn a_file_ahead_of_its_anchor_is_fine() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let anchor = office.folder.path().join("anchor/desk.anchor");
    office.desk.lock().unwrap();
    let older = fs::read(&anchor).unwrap();
    office.receive("Hai");
    office.desk.lock().unwrap();
    fs::write(&anchor, older).unwrap();
    let (_, report) = office.reopen();
    assert_eq!(report.restored, None);
}

#[test]
fn a_lost_anchor_is_told_and_made_again() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let anchor = office.folder.path().join("anchor/desk.anchor");
    let (options, opened) = (office.options.clone(), office.opened.clone());
    office.desk.close().unwrap();
    fs::remove_file(&anchor).unwrap();
    let (mut desk, report) = Desk::open(&options, opened.file_key, opened.device).unwrap();
    assert!(report.is_anchor_lost);
    assert_eq!(alarms_after_an_attempt(&mut desk), ["anchor_lost"]);
    assert_eq!(alarms_after_an_attempt(&mut desk), ["anchor_lost"]);
    drop(desk);
    assert!(anchor.exists());
}

#[test]
fn an_anchor_that_cannot_be_written_stops_no_work_and_raises_an_alarm() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    assert_eq!(
        alarms_after_an_attempt(&mut office.desk),
        Vec::<String>::new()
    );
    let blocked = office.folder.path().join("no folder");
    fs::write(&blocked, "").unwrap();
    office.options.anchor_folder = blocked.clone();
    let (mut office, report) = office.reopen();
    assert!(report.is_anchor_lost);
    office.receive("Hai");
    let expected = ["anchor_behind", "anchor_lost"];
    assert_eq!(alarms_after_an_attempt(&mut office.desk), expected);
    fs::remove_file(&blocked).unwrap();
    office.receive("Ba");
    assert!(blocked.join("desk.anchor").exists(), "it follows again");
    assert_eq!(alarms_after_an_attempt(&mut office.desk), expected);
}

#[test]
fn an_anchor_that_cannot_be_read_closes_no_desk_and_tells_of_the_copy_once_it_can() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Một");
    let (mut office, _) = office.reopen();
    let path = office.options.file.path();
    let copy = fs::read(&path).unwrap();
    office.receive("Hai");
    let (mut office, _) = office.reopen();
    let anchor = office.folder.path().join("anchor/desk.anchor");
    let aside = office.folder.path().join("aside");
    let anchored = *office.desk.head();
    office.desk.close().unwrap();
    fs::write(&path, copy).unwrap();
    // Reading a folder as a file is an error that is no absence.
    fs::rename(&anchor, &aside).unwrap();
    fs::create_dir(&anchor).unwrap();
    let (opened, device) = (office.opened.file_key.clone(), office.opened.device.clone());
    let (desk, report) = Desk::open(&office.options, opened, device).unwrap();
    assert_eq!((report.restored, report.is_anchor_lost), (None, true));
    office.desk = desk;
    office.desk.set_duty_keys(office.vault.duty_keys());
    office.receive("Ba");
    let told = ["anchor_behind", "anchor_lost"];
    assert_eq!(alarms_after_an_attempt(&mut office.desk), told);
    // The disk gives it again: it is read before anything is written over it.
    fs::remove_dir(&anchor).unwrap();
    fs::copy(&aside, &anchor).unwrap();
    office.receive("Bốn");
    assert_eq!(fs::read(&anchor).unwrap(), fs::read(&aside).unwrap());
    let (office, report) = office.reopen();
    assert_eq!(
        report.restored.map(|restored| restored.anchored),
        Some(anchored)
    );
    assert!(office.desk.is_restored());
}

fn alarms_after_an_attempt(desk: &mut Desk) -> Vec<String> {
    desk.exchange(MORNING, |exchange| exchange.note_attempt("ok"))
        .unwrap();
    let listed = desk.open_reader().unwrap().list_alarms().unwrap();
    listed.into_iter().map(|alarm| alarm.code).collect()
}

#[test]
fn every_altered_byte_of_a_stored_record_is_found() {
    let mut office = Office::open(CENTRE, 2);
    for name in ["Một", "Hai", "Ba"] {
        office.receive(name);
    }
    let keys = keys_of(&[&office]);
    let viewer = office.viewer(LAN);
    office
        .desk
        .connection()
        .unwrap()
        .execute_batch("DROP TRIGGER record_is_fixed; DROP TRIGGER part_is_fixed")
        .unwrap();
    for (table, column) in [
        ("record", "header"),
        ("record", "device_signature"),
        ("record", "author_signature"),
        ("record", "facts"),
        ("record", "facts_salt"),
        ("part", "bytes"),
    ] {
        let length = read_blob(&mut office, table, column).len();
        for at in (0..length).step_by(7) {
            let bytes: Vec<u8> = read_blob(&mut office, table, column);
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            write_blob(&mut office, table, column, &altered);
            let report = office.reader().verify_ledger(&viewer, &keys).unwrap();
            assert!(!report.faults.is_empty(), "{table}.{column} byte {at}");
            write_blob(&mut office, table, column, &bytes);
        }
    }
    assert_eq!(
        office
            .reader()
            .verify_ledger(&viewer, &keys)
            .unwrap()
            .faults,
        []
    );
}

fn read_blob(office: &mut Office, table: &str, column: &str) -> Vec<u8> {
    let filter = if table == "part" { " AND name = 1" } else { "" };
    let sql = format!("SELECT {column} FROM {table} WHERE record = 3{filter}");
    office
        .desk
        .connection()
        .unwrap()
        .query_row(&sql, [], |row| row.get(0))
        .unwrap()
}

fn write_blob(office: &mut Office, table: &str, column: &str, bytes: &[u8]) {
    let filter = if table == "part" { " AND name = 1" } else { "" };
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE record = 3{filter}");
    office
        .desk
        .connection()
        .unwrap()
        .execute(&sql, [bytes])
        .unwrap();
}
