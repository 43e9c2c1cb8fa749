//! Two organisations on one PC: what belongs to a duty is shown to who holds it.

use domain::event::PaperOutcome;

use crate::Viewer;
use crate::testing::{CENTRE, HOA, LAN, Office};

#[test]
fn the_post_does_not_read_what_the_one_stop_received() {
    let mut office = Office::open(CENTRE, 2);
    let (dossier, papers) = office.receive("Nguyễn Thị Kín");
    let handoff = office.offer(dossier);
    office
        .accept(handoff, dossier, &papers, PaperOutcome::Accepted)
        .unwrap();
    let reader = office.reader();
    for viewer in [Viewer::nobody(), office.viewer(HOA)] {
        let opened = reader.open_dossier(&viewer, dossier).unwrap().unwrap();
        assert_eq!(opened.row.applicant_name, None);
        assert_eq!(opened.row.id_tail, None);
        assert!(opened.timeline.iter().all(|step| step.person.is_none()));
        assert_eq!(
            opened.dossier.papers.len(),
            2,
            "where the papers are, everybody may see"
        );
        let found = reader
            .find_dossiers(&viewer, "nguyen thi kin", 10, office.now)
            .unwrap();
        assert!(found.dossiers.is_empty());
        let found = reader
            .find_dossiers(&viewer, "0912345678", 10, office.now)
            .unwrap();
        assert!(found.dossiers.is_empty());
    }
    let lan = office.viewer(LAN);
    assert!(
        reader
            .open_dossier(&lan, dossier)
            .unwrap()
            .unwrap()
            .row
            .applicant_name
            .is_some()
    );
}

#[test]
fn after_locking_the_next_part_is_under_another_key() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Trước");
    office.receive("Cùng khóa");
    office.desk.lock().unwrap();
    office.receive("Sau");
    let reader = office.reader();
    let keys: Vec<i64> = reader
        .connection()
        .prepare("SELECT seal_key FROM part WHERE name = 1 ORDER BY record")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
}

#[test]
fn the_search_index_holds_name_and_telephone_only() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Thị Ước");
    let reader = office.reader();
    let texts: Vec<String> = reader
        .connection()
        .prepare("SELECT name || '|' || phone || '|' || id_tail FROM person")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(texts, ["Nguyễn Thị Ước|0912345678|1234"]);
    let elsewhere: i64 = reader
        .connection()
        .query_row(
            "SELECT count(*) FROM part WHERE instr(CAST(bytes AS TEXT), '004190001234') > 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(elsewhere, 0);
}
