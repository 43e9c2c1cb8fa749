//! Finding dossiers as clerks type.

use crate::read::{Found, Understood};
use crate::testing::{CENTRE, LAN, Office};

/// Some of the names in the index, some not yet.
fn office() -> Office {
    let mut office = Office::open(CENTRE, 2);
    for name in [
        "Nguyễn Thị Dương",
        "Nguyễn Văn Đường",
        "Đặng Thị Đào",
        "H’Hen Niê",
        "Tôn Nữ Thị Ninh Bình An Khang Phúc",
        "Nguyễn Văn An",
        "Y",
    ] {
        office.receive(name);
        if name.starts_with("H’") {
            office.desk.rest().unwrap();
        }
    }
    office
}

fn find(office: &Office, text: &str) -> Found {
    office
        .reader()
        .find_dossiers(&office.viewer(LAN), text, 50, office.now)
        .unwrap()
}

fn names(office: &Office, text: &str) -> Vec<String> {
    find(office, text)
        .dossiers
        .into_iter()
        .filter_map(|row| row.applicant_name)
        .collect()
}

#[test]
fn words_find_by_prefix_in_any_order_with_and_without_marks() {
    let office = office();
    for (text, expected) in [
        ("dang dao", &["Đặng Thị Đào"][..]),
        ("dao dang", &["Đặng Thị Đào"]),
        ("Đặng", &["Đặng Thị Đào"]),
        ("ddangj", &["Đặng Thị Đào"]),
        ("phuc ton binh", &["Tôn Nữ Thị Ninh Bình An Khang Phúc"]),
        ("h'hen", &["H’Hen Niê"]),
        ("y", &["Y"]),
        ("nguyen v a", &["Nguyễn Văn An"]),
        ("nguyeenx vawn an", &["Nguyễn Văn An"]),
        ("guyen", &[]),
        ("nguyen van khong", &[]),
        ("\"*", &[]),
        ("' OR 1=1 --", &[]),
    ] {
        assert_eq!(names(&office, text), expected, "{text}");
    }
}

#[test]
fn exactly_typed_marks_lead() {
    let office = office();
    assert_eq!(
        names(&office, "đường"),
        ["Nguyễn Văn Đường", "Nguyễn Thị Dương"]
    );
    assert_eq!(
        names(&office, "dương"),
        ["Nguyễn Thị Dương", "Nguyễn Văn Đường"]
    );
    assert_eq!(
        names(&office, "duong"),
        ["Nguyễn Văn Đường", "Nguyễn Thị Dương"],
        "newest first"
    );
}

#[test]
fn the_search_agrees_with_the_rule_of_names() {
    let office = office();
    let all = names(&office, "");
    for text in [
        "n", "ng", "ngu", "nguy", "nguye", "nguyen", "t", "th", "an", "a n", "đ", "d",
    ] {
        let mut found = names(&office, text);
        let mut expected: Vec<_> = all
            .iter()
            .filter(|name| domain::name::match_name(name, text))
            .cloned()
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn codes_numbers_and_last_digits_find() {
    let mut office = office();
    let (dossier, _) = office.receive("Lý A Páo");
    let row = office
        .reader()
        .find_row(&office.viewer(LAN), dossier)
        .unwrap()
        .unwrap();
    let spaced = format!("{} {}", &row.lookup_code[..4], &row.lookup_code[4..]);
    for text in [
        row.lookup_code.as_str(),
        spaced.as_str(),
        &format!("{}01279", row.lookup_code),
        row.dossier_code.as_str(),
        &row.dossier_code.to_lowercase(),
    ] {
        assert_eq!(names(&office, text), ["Lý A Páo"], "{text}");
    }
    assert_eq!(names(&office, "8"), ["Lý A Páo"], "the eighth of today");
    for text in [
        "0912345678",
        "+84 912 345 678",
        "004190001234",
        "1234",
        "678",
    ] {
        assert_eq!(find(&office, text).dossiers.len(), 8, "{text}");
    }
    for text in ["0912345679", "004190001235", "9999"] {
        assert!(find(&office, text).dossiers.is_empty(), "{text}");
    }
}

#[test]
fn a_limit_gives_the_newest_and_says_that_there_are_more() {
    let office = office();
    let found = office
        .reader()
        .find_dossiers(&office.viewer(LAN), "nguyen", 2, office.now)
        .unwrap();
    assert!(found.more);
    let names: Vec<_> = found
        .dossiers
        .iter()
        .filter_map(|row| row.applicant_name.as_deref())
        .collect();
    assert_eq!(names, ["Nguyễn Văn An", "Nguyễn Văn Đường"]);
    assert_eq!(found.understood, Understood::Words("nguyen".into()));
    assert_eq!(found.dossiers[0].birth_year.as_deref(), Some("1990"));
}

#[test]
fn the_same_person_and_procedure_are_warned_of_in_any_spelling() {
    let office = office();
    let (reader, viewer) = (office.reader(), office.viewer(LAN));
    let found = |name: &str, id: Option<&str>, procedure: &str| {
        reader
            .find_duplicates(&viewer, name, id, procedure)
            .unwrap()
            .len()
    };
    assert_eq!(found("Van An NGUYEN", None, "1.001193"), 1);
    assert_eq!(found("Nguyễn Văn An", None, "1.000000"), 0);
    assert_eq!(
        found("Nguyễn Văn", None, "1.001193"),
        0,
        "not all of the name"
    );
    assert_eq!(found("Ai Đó", Some("004190001234"), "1.001193"), 7);
    assert_eq!(found("", None, "1.001193"), 0);
}

#[test]
fn a_second_reception_of_today_is_refused_until_the_clerk_knows_better() {
    use domain::decide::Command;
    use domain::id::DossierId;
    use domain::refusal::Refusal;
    let mut office = Office::open(CENTRE, 2);
    let (first, _) = office.receive("Nguyễn Văn An");
    let papers = vec![office.paper(domain::paper::PaperForm::Original)];
    let mut form = crate::testing::reception("Nguyen Van An", papers);
    form.is_twin = false;
    let dossier = DossierId::from_bytes([7; 16]);
    let command = Command::ReceiveDossier {
        dossier,
        reception: Box::new(form),
    };
    let refused = office.act(LAN, command);
    assert!(
        matches!(
            refused,
            Err(crate::Failure::Refused(Refusal::DuplicateToday(twin))) if twin == first
        ),
        "{refused:?}"
    );
}
