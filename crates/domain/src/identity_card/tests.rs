//! Cards as scanners and keyboards mangle them, field by field.

use proptest::prelude::*;

use super::{CardResult, IdentityCard, birth_place, read_identity_card};

const PLAIN: &str = "004084000001|080000001|Nông Văn Mẫu|15081984|Nam|Hưng Đạo, Cao Bằng|12052021";

#[test]
fn a_plain_card_is_read_whole() {
    let card = read_identity_card(PLAIN);
    assert_eq!(
        serde_json::to_value(&card).unwrap(),
        serde_json::json!({
            "result": "ok", "number": "004084000001", "old_id": "080000001",
            "name": "Nông Văn Mẫu", "dob": "1984-08-15", "sex": "M",
            "address": "Hưng Đạo, Cao Bằng", "issued": "2021-05-12", "warnings": [],
        })
    );
}

#[test]
fn what_is_no_card_says_why_and_gives_nothing() {
    for (text, why) in [
        ("", "fields"),
        ("   \r\n", "fields"),
        ("004084000001", "fields"),
        ("004084000001||Nông Văn Mẫu|15081984|Nam", "fields"),
        ("https://dichvucong.gov.vn/", "fields"),
        ("|||||", "number"),
        ("00408400001||A|15081984|Nam|X", "number"),
        ("0040840000012||A|15081984|Nam|X", "number"),
        ("00408400000A||A|15081984|Nam|X", "number"),
        ("００４０８４０００００１||A|15081984|Nam|X", "number"),
        ("004-084-000-001||A|15081984|Nam|X", "number"),
        ("٠٠٤٠٨٤٠٠٠٠٠١||A|15081984|Nam|X", "number"),
        ("080000001|Nông Văn Mẫu|15081984|Nam|X|12052021", "number"),
    ] {
        let card = read_identity_card(text);
        assert_eq!(
            serde_json::to_value(&card).unwrap(),
            serde_json::json!({
                "result": "unreadable", "number": null, "old_id": null, "name": null, "dob": null,
                "sex": null, "address": null, "issued": null, "warnings": [why],
            }),
            "{text:?}"
        );
    }
}

#[test]
fn wrappings_of_scanners_are_taken_off() {
    for text in [
        format!("\u{feff}{PLAIN}"),
        format!("\u{feff} \t{PLAIN}\r\n"),
        format!("{PLAIN}\0"),
        format!("\u{2}{PLAIN}\u{3}\n"),
        format!("\u{a0}{PLAIN}\u{3000}"),
        format!("{PLAIN}|"),
        format!("{PLAIN}|Nông Văn A|Lý Thị B|080000001||"),
        PLAIN.replace('|', " | "),
        PLAIN.replace("Nông Văn Mẫu", "  Nông\t\u{a0}Văn   Mẫu "),
        PLAIN.replace("004084000001", "004 084 000 001"),
        PLAIN.replace("004084000001", "004.084.000.001"),
        PLAIN.replace("004084000001", "004\u{a0}084 000.001"),
        PLAIN.replace("Nam", "NAM"),
        PLAIN.replace("Nam", " nam"),
        PLAIN.replace("15081984", "15/08/1984"),
        PLAIN.replace("15081984", "15-08-1984"),
        PLAIN.replace("15081984", "15.08.1984"),
        PLAIN.replace("15081984", " 15081984 "),
        PLAIN.replace("12052021", "12-05-2021"),
        PLAIN.replace("ẫ", "a\u{302}\u{303}"),
        PLAIN.replace("ẫ", "\u{e2}\u{303}"),
    ] {
        assert_eq!(
            read_identity_card(&text),
            read_identity_card(PLAIN),
            "{text:?}"
        );
    }
}

#[test]
fn dates_of_birth_are_whole_or_a_year_or_a_warning() {
    for (dob, expected, warnings) in [
        ("29021984", Some("1984-02-29"), &[][..]),
        ("29/02/1985", None, &["dob_invalid"]),
        ("31041984", None, &["dob_invalid"]),
        ("00001984", Some("1984"), &[]),
        ("00/00/1984", Some("1984"), &[]),
        ("00-00-1984", Some("1984"), &[]),
        ("1984", Some("1984"), &[]),
        ("1985", Some("1985"), &["year_mismatch"]),
        ("00/08/1984", None, &["dob_invalid"]),
        ("15/00/1984", None, &["dob_invalid"]),
        ("08151984", None, &["dob_invalid"]),
        ("19840815", None, &["dob_invalid"]),
        ("1984-08-15", None, &["dob_invalid"]),
        ("15/8/1984", None, &["dob_invalid"]),
        ("15/08/84", None, &["dob_invalid"]),
        ("150884", None, &["dob_invalid"]),
        ("84", None, &["dob_invalid"]),
        ("0000", None, &["dob_invalid"]),
        ("00000000", None, &["dob_invalid"]),
        ("", None, &["dob_invalid"]),
        ("15 08 1984", None, &["dob_invalid"]),
        ("+5081984", None, &["dob_invalid"]),
        ("１５０８１９８４", None, &["dob_invalid"]),
        ("mười lăm", None, &["dob_invalid"]),
    ] {
        let card = read_identity_card(&PLAIN.replace("15081984", dob));
        assert_eq!(value(&card, "dob"), expected.map(str::to_owned), "{dob}");
        assert_eq!(warnings_of(&card), warnings, "{dob}");
    }
}

#[test]
fn a_date_of_issue_is_whole_or_absent() {
    for (issued, expected, warnings) in [
        ("|12052021", Some("2021-05-12"), &[][..]),
        ("|12/05/2021", Some("2021-05-12"), &[]),
        ("|", None, &[]),
        ("|  ", None, &[]),
        ("", None, &[]),
        ("|2021", None, &["issued_invalid"]),
        ("|00/00/2021", None, &["issued_invalid"]),
        ("|31022021", None, &["issued_invalid"]),
        ("|hôm nay", None, &["issued_invalid"]),
    ] {
        let card = read_identity_card(&PLAIN.replace("|12052021", issued));
        assert_eq!(
            value(&card, "issued"),
            expected.map(str::to_owned),
            "{issued}"
        );
        assert_eq!(warnings_of(&card), warnings, "{issued}");
    }
}

#[test]
fn old_numbers_are_nine_or_twelve_digits_or_dropped() {
    for (old_id, expected, warnings) in [
        ("080000001", Some("080000001"), &[][..]),
        ("004084000009", Some("004084000009"), &[]),
        (" 080000001 ", Some("080000001"), &[]),
        ("", None, &[]),
        ("  ", None, &[]),
        ("08000001", None, &["old_id_odd"]),
        ("0800000012", None, &["old_id_odd"]),
        ("08000000A", None, &["old_id_odd"]),
        ("B1234567", None, &["old_id_odd"]),
        ("080 000 001", None, &["old_id_odd"]),
    ] {
        let card = read_identity_card(&PLAIN.replace("080000001", old_id));
        assert_eq!(card.old_id.as_deref(), expected, "{old_id}");
        assert_eq!(warnings_of(&card), warnings, "{old_id}");
    }
}

#[test]
fn sexes_and_names_that_cannot_be_read_are_warned_of() {
    for (from, to, warnings) in [
        ("Nam", "Nữ", &["sex_mismatch"][..]),
        ("Nam", "NỮ", &["sex_mismatch"]),
        ("Nam", "nu\u{31b}\u{303}", &["sex_mismatch"]),
        ("Nam", "Nu", &["sex_unknown"]),
        ("Nam", "M", &["sex_unknown"]),
        ("Nam", "", &["sex_unknown"]),
        ("Nam", "N?", &["sex_unknown"]),
        ("Nông Văn Mẫu", "", &["name_missing"]),
        ("Nông Văn Mẫu", "   ", &["name_missing"]),
        ("Nông Văn Mẫu", "N?ng V?n M?u", &["name_garbled"]),
        ("Nông Văn Mẫu", "N\u{fffd}ng", &["name_garbled"]),
        ("Nông Văn Mẫu", "Nguy廙n Vn", &["name_garbled"]),
        ("Nông Văn Mẫu", "Nguyｭn", &["name_garbled"]),
        ("Nông Văn Mẫu", "Ｎｏｎｇ", &["name_garbled"]),
        ("Nông Văn Mẫu", "グエン", &["name_garbled"]),
        ("Nông Văn Mẫu", "응우옌", &["name_garbled"]),
        ("Nông Văn Mẫu", "Y", &[]),
        ("Nông Văn Mẫu", "H’Hen Niê", &[]),
        ("Nông Văn Mẫu", "Y-Blô Êban", &[]),
        ("Nông Văn Mẫu", "ĐẶNG THỊ ÐÀO", &[]),
    ] {
        let card = read_identity_card(&PLAIN.replacen(from, to, 1));
        assert_eq!(warnings_of(&card), warnings, "{to}");
        assert_ne!(card.result, CardResult::Unreadable);
    }
}

#[test]
fn the_number_tells_century_sex_and_year() {
    for (number, dob, sex, warnings) in [
        ("004099000001", "15081999", "Nam", &[][..]),
        ("004199000001", "15081999", "Nữ", &[]),
        ("004200000001", "15082000", "Nam", &[]),
        ("004325000001", "15082025", "Nữ", &[]),
        ("004401000001", "15082101", "Nam", &[]),
        ("004901000001", "15082301", "Nữ", &[]),
        ("004100000001", "1900", "Nữ", &[]),
        ("004100000001", "15082000", "Nữ", &["year_mismatch"]),
        ("004300000001", "15082000", "Nam", &["sex_mismatch"]),
        ("003084000001", "15081984", "Nam", &["place_unknown"]),
        ("000000000000", "1900", "Nam", &["place_unknown"]),
        (
            "999185000008",
            "31021984",
            "?",
            &["dob_invalid", "place_unknown", "sex_unknown"],
        ),
        (
            "999185000008",
            "15081984",
            "Nam",
            &["place_unknown", "sex_mismatch", "year_mismatch"],
        ),
    ] {
        let text = format!("{number}||Nông Văn Mẫu|{dob}|{sex}|Hưng Đạo");
        let card = read_identity_card(&text);
        assert_eq!(warnings_of(&card), warnings, "{text}");
        let expected = if warnings.is_empty() {
            CardResult::Ok
        } else {
            CardResult::OkWarn
        };
        assert_eq!(card.result, expected);
        assert_eq!(card.number.as_deref(), Some(number));
    }
}

#[test]
fn warnings_are_sorted_by_code() {
    let text = "999185000008|1|N?|x|?||y";
    assert_eq!(
        warnings_of(&read_identity_card(text)),
        [
            "dob_invalid",
            "issued_invalid",
            "name_garbled",
            "old_id_odd",
            "place_unknown",
            "sex_unknown"
        ]
    );
}

#[test]
fn the_sixty_three_places_are_shipped() {
    let places: Vec<_> = (0..1_000)
        .filter_map(|code| birth_place(&format!("{code:03}084000001")))
        .collect();
    assert_eq!(places.len(), 63);
    let here = birth_place("004084000001").unwrap();
    assert_eq!((&*here.province, &*here.province_code), ("Cao Bằng", "04"));
    assert_eq!(birth_place("044"), birth_place("044084000001"));
    assert_eq!(birth_place("04"), None);
    assert_eq!(birth_place("Đào"), None);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic_and_a_number_means_it_was_read(text in "\\PC{0,80}") {
        let card = read_identity_card(&text);
        prop_assert_eq!(card.number.is_none(), card.result == CardResult::Unreadable);
        prop_assert_eq!(card.warnings.is_empty(), card.result == CardResult::Ok);
    }

    #[test]
    fn any_fields_behind_a_number_are_read_without_a_panic(
        fields in prop::collection::vec("[^|]{0,12}", 5..9),
    ) {
        let card = read_identity_card(&format!("004084000001|{}", fields.join("|")));
        prop_assert_eq!(card.number.as_deref(), Some("004084000001"));
    }
}

fn value(card: &IdentityCard, field: &str) -> Option<String> {
    let card = serde_json::to_value(card).unwrap();
    card[field].as_str().map(str::to_owned)
}

fn warnings_of(card: &IdentityCard) -> Vec<String> {
    let warning = |warning| {
        serde_json::to_value(warning)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    card.warnings.iter().map(warning).collect()
}
