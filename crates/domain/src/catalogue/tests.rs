//! The shipped catalogue against the facts it must keep, and tables with bad rows.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::DateTime;
use proptest::prelude::*;

use super::{
    CORE, Catalogue, CatalogueTables, Confidence, PostalIn, Presence, ProcedureStatus, Requirement,
};
use crate::calendar::Calendar;
use crate::due::{OfficeHours, TimeUnit, preview_due};
use crate::event::Channel::{Direct, Online, Post};
use crate::paper::PaperFate;
use crate::table::RowProblem;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::starter);
static CORE_ALONE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::from_csv(CORE).0);

#[test]
fn the_starter_catalogue_has_no_bad_row() {
    let (catalogue, faults) = Catalogue::from_csv(Catalogue::starter_tables());
    assert_eq!(faults, []);
    assert_eq!(catalogue, Catalogue::starter());
    assert_eq!(Catalogue::from_csv(CORE).1, []);
    assert_eq!(CORE_ALONE.procedures().count(), 87);
    assert_eq!(catalogue.procedures().count(), 87 + 396);
    let offered = |all: &Catalogue| all.procedures().filter(|p| p.is_offered()).count();
    assert_eq!((offered(&CORE_ALONE), offered(&catalogue)), (86, 86 + 396));
    for procedure in catalogue.procedures().filter(|p| p.is_offered()) {
        let code = &procedure.code;
        let is_core = CORE_ALONE.find_by_code(code).is_some();
        assert_eq!(procedure.short_code.is_empty(), !is_core, "{code}");
        assert!(!procedure.request.is_empty(), "{code}");
        assert!(!procedure.checklist(Direct).is_empty(), "{code}");
        assert_ne!(procedure.sector, "Hải quan");
    }
}

#[test]
fn what_the_portal_lists_besides_stands_last_and_promises_nothing() {
    let catalogue = &*CATALOGUE;
    let is_core = |code: &str| CORE_ALONE.find_by_code(code).is_some();
    let ordered: Vec<bool> = catalogue.procedures().map(|p| is_core(&p.code)).collect();
    assert!(ordered.is_sorted_by(|one, next| one >= next));
    for procedure in catalogue.procedures().filter(|p| !is_core(&p.code)) {
        assert_eq!(procedure.confidence, Confidence::Low);
        assert_eq!(procedure.presence, Presence::Unknown);
        assert_eq!(procedure.source, "Cổng DVCQG 07/2026");
        for channel in [Direct, Post, Online] {
            assert_eq!(procedure.time(channel).unit, TimeUnit::Unknown);
            let text = procedure.time_text(channel).to_lowercase();
            assert!(text.contains("chưa xác nhận"), "{text}");
        }
    }
    for (code, channel, text) in [
        ("3.000442", Direct, "30 Ngày làm việc (chưa xác nhận)"),
        ("3.000442", Post, "30 Ngày (chưa xác nhận)"),
        (
            "3.000261",
            Direct,
            "1 (nguồn không ghi đơn vị, chưa xác nhận)",
        ),
        ("1.001193", Post, "Trong ngày"),
        ("1.001776", Direct, "Chưa xác nhận"),
    ] {
        let procedure = catalogue.find_by_code(code).unwrap();
        assert_eq!(procedure.time_text(channel), text, "{code}");
    }
}

#[test]
fn no_list_names_two_papers_alike_and_the_longest_fits_a_record() {
    // Less than half of what a record is made with: a line may become an original and a copy, each
    // with its name.
    const NAMES_BYTES_MAX: usize = 8 * 1024;
    for procedure in CATALOGUE.procedures() {
        for channel in [Direct, Post, Online] {
            let papers = procedure.checklist(channel);
            let names: BTreeSet<&str> = papers.iter().map(|paper| &*paper.name).collect();
            assert_eq!(names.len(), papers.len(), "{}", procedure.code);
            let bytes: usize = names.iter().map(|name| name.len()).sum();
            assert!(bytes < NAMES_BYTES_MAX, "{}: {bytes}", procedure.code);
        }
    }
}

#[test]
fn what_clerks_do_every_day_is_found_before_what_the_portal_lists_besides() {
    let catalogue = &*CATALOGUE;
    for text in ["", "dang ky", "Cấp", "thay doi", "đất", "1.00"] {
        let found = catalogue.find(text);
        let has_marks = |code: &str| {
            let name = &catalogue.find_by_code(code).unwrap().searched;
            crate::name::NameQuery::new(text)
                .rank(name)
                .map(|rank| rank.marks_differ)
        };
        let kinds: Vec<_> = found
            .iter()
            .map(|p| {
                (
                    has_marks(&p.code),
                    CORE_ALONE.find_by_code(&p.code).is_none(),
                )
            })
            .collect();
        assert!(kinds.len() > 10, "{text} finds {}", kinds.len());
        assert!(kinds.is_sorted(), "{text}: {kinds:?}");
    }
}

#[test]
fn a_time_belongs_to_a_procedure_and_a_channel() {
    let catalogue = &*CATALOGUE;
    for (code, channel, expected) in [
        ("1.012812", Direct, "40 ngày"),
        ("1.012812", Post, "30 ngày"),
        ("1.013978", Direct, "27 ngày làm việc"),
        ("1.013978", Post, "20 ngày làm việc"),
        ("1.013978", Online, "17 ngày làm việc"),
        ("1.013225", Direct, "15 ngày"),
        ("1.013225", Post, "20 ngày"),
        ("1.001193", Direct, "Trong ngày"),
        ("1.001193", Post, "Trong ngày"),
        ("1.011606", Direct, "Theo kế hoạch"),
        ("1.011608", Direct, "Theo kế hoạch"),
        ("1.004859", Direct, "Chưa xác nhận"),
        ("1.001776", Direct, "Chưa xác nhận"),
    ] {
        let procedure = catalogue.find_by_code(code).unwrap();
        assert_eq!(procedure.time(channel).text(), expected, "{code}");
    }
}

#[test]
fn every_time_gives_a_due_moment_or_makes_the_clerk_enter_it() {
    let (catalogue, calendar) = (&*CATALOGUE, Calendar::shipped());
    let filed_at = DateTime::parse_from_rfc3339("2026-11-20T09:41:00+07:00").unwrap();
    for procedure in catalogue.procedures() {
        for channel in [Direct, Post, Online] {
            let time = procedure.time(channel);
            let request = time.due_request(filed_at, OfficeHours::default());
            let due = preview_due(&request, &calendar).unwrap();
            let unsure = matches!(time.unit, TimeUnit::Unknown | TimeUnit::BySchedule);
            assert_eq!(due.must_enter(), unsure, "{}", procedure.code);
        }
    }
}

#[test]
fn a_birth_asks_for_the_papers_on_the_drawing_and_keeps_the_certificate_apart() {
    let catalogue = &*CATALOGUE;
    let birth = catalogue.find_by_code("1.001193").unwrap();
    assert_eq!(birth.title, "Đăng ký khai sinh");
    assert_eq!(birth.request, "Khai sinh cho");
    let papers = birth.checklist(Direct);
    let lines: Vec<_> = papers
        .iter()
        .take(3)
        .map(|p| (&*p.name, p.originals, p.required, p.fate, p.irreplaceable))
        .collect();
    assert_eq!(
        lines,
        [
            (
                "Tờ khai đăng ký khai sinh",
                1,
                Requirement::Yes,
                PaperFate::Submit,
                false
            ),
            (
                "Giấy chứng sinh",
                1,
                Requirement::Yes,
                PaperFate::Submit,
                true
            ),
            (
                "Giấy tờ tùy thân",
                1,
                Requirement::Present,
                PaperFate::Present,
                true
            ),
        ]
    );
    assert_eq!(papers[1].alternatives.len(), 2);
    assert_eq!(
        papers.iter().map(|p| p.line).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
}

#[test]
fn by_post_nothing_is_shown_and_no_identity_paper_travels() {
    let mut certified = BTreeSet::new();
    for procedure in CORE_ALONE.procedures() {
        for paper in procedure.checklist(Post) {
            if procedure.postal_in == PostalIn::Allowed && paper.name == "Giấy tờ tùy thân" {
                let sheets = paper.originals + paper.certified_copies + paper.copies;
                assert_eq!(sheets, 0, "{}", procedure.code);
                assert!(paper.note.contains("chỉ cần số định danh"));
            } else if procedure.postal_in == PostalIn::Allowed {
                assert_ne!(paper.fate, PaperFate::Present, "{}", procedure.code);
            }
            if paper
                .note
                .starts_with("Bản sao chứng thực thay cho xuất trình")
            {
                assert_eq!((paper.originals, paper.certified_copies), (0, 1));
                assert!(!paper.irreplaceable);
                certified.insert(procedure.code.clone());
            }
        }
    }
    assert_eq!(certified.len(), 19);
    assert!(certified.contains("1.001193"));
}

#[test]
fn by_post_no_list_that_nobody_looked_through_asks_for_something_to_be_shown() {
    let low = |procedure: &&super::Procedure| procedure.confidence == Confidence::Low;
    let shown_at = |channel| {
        let lists = CATALOGUE.procedures().filter(low);
        let papers = lists.flat_map(|procedure| procedure.checklist(channel));
        papers
            .filter(|paper| paper.required == Requirement::Present)
            .count()
    };
    assert!(shown_at(Direct) > 50);
    assert_eq!(shown_at(Post), 0);
}

#[test]
fn what_is_only_shown_is_not_held() {
    for procedure in CATALOGUE.procedures() {
        for paper in procedure.checklist(Direct) {
            // «Xuất trình hoặc gửi …» leaves the choice.
            let is_shown = paper.name.starts_with("Xuất trình ")
                && !paper.name.starts_with("Xuất trình hoặc gửi ");
            if is_shown {
                assert_eq!(paper.fate, PaperFate::Present, "{}", procedure.code);
            }
        }
    }
}

#[test]
fn lines_that_only_the_post_asks_for_stand_on_its_list_alone() {
    let catalogue = &*CATALOGUE;
    for (code, word) in [
        ("2.000908", "Phong bì dán tem"),
        ("1.001612", "Phiếu gửi"),
        ("1.005280", "Phiếu gửi"),
    ] {
        let procedure = catalogue.find_by_code(code).unwrap();
        let has = |channel| {
            let papers = procedure.checklist(channel);
            papers.iter().any(|paper| paper.name.contains(word))
        };
        assert!(has(Post), "{code}");
        assert!(!has(Direct) && !has(Online), "{code}");
    }
}

#[test]
fn an_original_that_is_corrected_comes_back_with_the_result() {
    let catalogue = &*CATALOGUE;
    let correction = catalogue.find_by_code("1.012796").unwrap();
    let papers = correction.checklist(Post);
    assert_eq!(papers[1].name, "Giấy chứng nhận đã cấp");
    assert!(papers[1].irreplaceable && papers[1].fate.must_return());
    assert_eq!((papers[2].originals, papers[2].certified_copies), (0, 1));
    assert_eq!(correction.time(Post).text(), "8 ngày làm việc");
}

#[test]
fn sources_and_doubts_are_kept() {
    let catalogue = &*CATALOGUE;
    let will = catalogue.find_by_code("2.001019").unwrap();
    assert_eq!(
        (will.postal_in, will.presence),
        (PostalIn::Allowed, Presence::AtFiling)
    );
    let school = catalogue.find_by_code("2.002481").unwrap();
    assert_eq!(school.status, ProcedureStatus::ActiveUnverified);
    assert_eq!(
        (school.confidence, school.postal_in),
        (Confidence::Low, PostalIn::Unknown)
    );
    assert_eq!(school.source, "Bảng niêm yết cấp xã 09/2026");
    assert!(
        catalogue
            .procedures()
            .all(|procedure| !procedure.source.is_empty())
    );
}

#[test]
fn a_procedure_is_found_by_short_code_words_and_number() {
    let catalogue = &*CATALOGUE;
    for (text, first) in [
        ("ks", "1.001193"),
        ("KS", "1.001193"),
        (" kh ", "1.000894"),
        ("kt", "1.000656"),
        ("ct1", "2.000815"),
        ("khai sinh", "1.001193"),
        ("sinh khai", "1.001193"),
        ("Khai tử", "1.000656"),
        ("ket hon", "1.000894"),
        ("tình trạng hôn nhân", "1.004873"),
        ("chung thuc chu ky", "2.000884"),
        ("đính chính", "1.012796"),
        ("ho tich", "1.001193"),
        ("1.001193", "1.001193"),
        ("1001193", "1.001193"),
        ("1193", "1.001193"),
        ("2.000815", "2.000815"),
    ] {
        let found = catalogue.find(text);
        assert_eq!(found.first().map(|p| &*p.code), Some(first), "{text}");
    }
    for text in ["khai sinh xyz", "999999"] {
        assert!(catalogue.find(text).is_empty(), "{text}");
    }
    for text in ["hải quan", "khai nhận di sản"] {
        assert!(CORE_ALONE.find(text).is_empty(), "{text}");
    }
    assert_eq!(catalogue.find("").len(), 86 + 396);
    assert_eq!(catalogue.find("").first().unwrap().short_code, "ct1");
}

#[test]
fn what_the_desk_uses_most_leads_but_a_short_code_is_obeyed() {
    let catalogue = &*CATALOGUE;
    let uses = |code: &'static str| move |p: &super::Procedure| u64::from(p.code == code);
    let found = catalogue.find_by_use("khai sinh", uses("1.004884"));
    assert_eq!(found[0].code, "1.004884");
    let found = catalogue.find_by_use("ks", uses("2.000528"));
    assert_eq!((&*found[0].code, &*found[1].code), ("1.001193", "2.000528"));
}

#[test]
fn an_abolished_procedure_is_known_but_never_offered() {
    let catalogue = &*CATALOGUE;
    let abolished = catalogue.find_by_code("2.001009").unwrap();
    assert_eq!(abolished.status, ProcedureStatus::Abolished);
    assert!(catalogue.find("2.001009").is_empty());
    assert_eq!(catalogue.find_by_code("9.999999"), None);
}

#[test]
fn bad_rows_are_named_by_table_and_line_and_the_others_are_kept() {
    let header = "code,version,name,title,short_code,rank,request,sector,time_value,time_unit,\
        cutoff_15h,fee_text,postal_in,presence,confidence,source,status";
    let good = "1.000001,1,A,A,a,1,A,S,3,working_day,false,,true,not_needed,H,x,active";
    let procedures = [
        header,
        good,
        good,
        &good.replace("1.000001", "1.000002"),
        &good.replace("1.000001", "1.1").replace(",a,", ",b,"),
        &good
            .replace("1.000001", "1.000003")
            .replace(",a,", ",c,")
            .replace(",3,", ",,"),
        &good
            .replace("1.000001", "1.000004")
            .replace(",a,", ",d,")
            .replace("not_needed", "maybe"),
        &good.replace("1.000001", "1.000005").replace(",a,", ",e,"),
    ]
    .join("\n");
    let times = "code,channel,time_value,time_unit,cutoff_15h\n\
        1.000001,post,5,working_day,false\n1.000001,post,6,working_day,false\n\
        1.000001,fax,6,working_day,false\n9.999999,post,6,working_day,false\n\
        1.000001,online,99999,working_day,false\n";
    let papers = "code,line,channels,name,originals,certified_copies,copies,required,fate,\
        irreplaceable,alternatives,note\n\
        1.000001,2,any,B,1,0,0,yes,submit,false,,\n1.000001,1,not_post,A,1,0,0,yes,submit,false,,\n\
        1.000001,1,post,A,0,1,0,yes,submit,false,,\n1.000001,1,any,A,0,1,0,yes,submit,false,,\n\
        1.000001,3,any,C,0,0,0,yes,submit,false,,\n1.000001,3,any,C,1000,0,0,yes,submit,false,,\n\
        1.000001,3,any,C,1,0,0,yes,burn,false,,\n";
    let (catalogue, faults) = Catalogue::from_csv(CatalogueTables {
        procedures: &procedures,
        times,
        papers,
    });
    let lines: Vec<_> = faults
        .iter()
        .map(|fault| (fault.table, fault.line))
        .collect();
    assert_eq!(
        lines,
        [
            ("procedures", 3),
            ("procedures", 4),
            ("procedures", 5),
            ("procedures", 6),
            ("procedures", 7),
            ("procedure_times", 3),
            ("procedure_times", 4),
            ("procedure_times", 5),
            ("procedure_times", 6),
            ("procedure_papers", 5),
            ("procedure_papers", 6),
            ("procedure_papers", 7),
            ("procedure_papers", 8),
        ]
    );
    assert_eq!(
        faults[7].problem,
        RowProblem::Unknown("9.999999".to_owned())
    );
    assert_eq!(catalogue.procedures().count(), 2);
    let procedure = catalogue.find_by_code("1.000001").unwrap();
    assert_eq!(procedure.time(Post).value, Some(5));
    assert_eq!(procedure.time(Online).value, Some(3));
    let names: Vec<_> = procedure
        .checklist(Direct)
        .into_iter()
        .map(|p| (p.line, p.name))
        .collect();
    assert_eq!(names, [(1, "A".to_owned()), (2, "B".to_owned())]);
}

#[test]
fn a_line_of_a_checklist_has_the_field_names_of_the_command_surface() {
    let catalogue = &*CATALOGUE;
    let papers = catalogue
        .find_by_code("1.001193")
        .unwrap()
        .checklist(Direct);
    assert_eq!(
        serde_json::to_value(&papers[0]).unwrap(),
        serde_json::json!({
            "line": 1, "name": "Tờ khai đăng ký khai sinh", "originals": 1,
            "certified_copies": 0, "copies": 0, "required": "yes", "irreplaceable": false,
            "fate": "submit", "note": "", "alternatives": [],
        })
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_search_panic(text in "\\PC{0,16}") {
        let _ = CATALOGUE.find(&text);
    }
}
