//! What is printed says what is recorded.

use domain::id::{DossierId, HandoffId};
use forms::handover::{Check, HandoverMinutes};
use forms::sheet::Paper;
use serde_json::{Value, json};

use super::{Wanted, minutes, slip};
use crate::program::testing::{Counter, HOA, PIN, reception};
use crate::surface::PrintReceiptForm;

fn handoff_id(handoff: &Value) -> HandoffId {
    handoff["handoff_id"].as_str().unwrap().parse().unwrap()
}

/// Minutes of a handoff of two papers, one of which was found so.
fn minutes_of(outcome: &str, note: &str) -> HandoverMinutes {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0), ("Ảnh", 0, 3)]);
    let handoff = counter.offer(&dossier);
    let found = [("Ảnh", outcome, note)];
    counter
        .accept(HOA, PIN, (&dossier, &handoff), &found)
        .unwrap();
    // Her words are hers to read and to print.
    counter.sign_in(HOA);
    minutes::compose(&counter.program, handoff_id(&handoff), 1).unwrap()
}

#[test]
fn minutes_say_of_each_finding_what_was_signed() {
    let cases = [
        ("accepted", "", Check::Complete, None),
        (
            "missing",
            "",
            Check::Shortage("Ảnh – Thiếu trong túi".to_owned()),
            Some(1),
        ),
        (
            "damaged",
            "ướt góc",
            Check::Noted("Ảnh – Hư hỏng, đã nhận và ghi tình trạng – ướt góc".to_owned()),
            Some(4),
        ),
        (
            "different",
            "ảnh người khác",
            Check::NotTaken("Ảnh – Khác mô tả – ảnh người khác".to_owned()),
            Some(1),
        ),
        (
            "refused",
            "",
            Check::NotTaken("Ảnh – Từ chối".to_owned()),
            Some(1),
        ),
    ];
    for (outcome, note, check, taken) in cases {
        let minutes = minutes_of(outcome, note);
        assert_eq!(minutes.lines[0].check, check);
        let remark = taken.map(|count| format!("Bên nhận thực nhận {count} giấy tờ"));
        let said = minutes
            .remark
            .map(|said| said.split(';').next().unwrap().to_owned());
        assert_eq!(said, remark, "{outcome}");
        assert_eq!(
            (
                minutes.totals.originals.figure,
                minutes.totals.copies.figure
            ),
            (1, 3)
        );
        assert!(minutes.giver.electronic_mark.is_some());
        assert!(minutes.taker.electronic_mark.is_some());
    }
}

#[test]
fn minutes_bear_the_mark_of_whoever_signed_and_of_nobody_else() {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let dossier = counter.receive(&[("Giấy chứng sinh", 1, 0)]);
    let handoff = counter.offer(&dossier);
    let marks = |counter: &Counter| {
        let minutes = minutes::compose(&counter.program, handoff_id(&handoff), 1).unwrap();
        let marks = [&minutes.giver, &minutes.taker].map(|side| side.electronic_mark.is_some());
        (marks, minutes.lines[0].check.clone())
    };
    assert_eq!(marks(&counter), ([true, false], Check::Unchecked));
    counter.sign_in(HOA);
    counter
        .call(
            "refuse_handoff",
            json!({
                "handoff_id": handoff["handoff_id"], "reason": "túi rách",
                "taker_person_id": HOA, "pin": PIN,
            }),
        )
        .unwrap();
    let refused = Check::NotTaken("túi rách".to_owned());
    assert_eq!(marks(&counter), ([true, false], refused));
}

#[test]
fn what_was_shown_and_what_is_owed_stand_on_the_screen_and_on_the_slip() {
    let mut counter = Counter::at_work();
    let mut form = reception(counter.act_id(), &[("Tờ khai", 1, 0), ("Căn cước", 1, 0)]);
    form["papers"][1]["fate"] = json!("present");
    form["missing"] = json!([{ "name": "Giấy chứng sinh" }]);
    form["missing_reason"] = json!("nộp bổ sung thứ Hai");
    let dossier = counter.call("receive_dossier", form).unwrap();
    let opened = counter
        .call(
            "get_dossier",
            json!({ "dossier_id": dossier["dossier_id"] }),
        )
        .unwrap();
    assert_eq!(opened["presented"], json!(["Căn cước"]));
    assert_eq!(opened["missing"], json!(["Giấy chứng sinh"]));
    let id: DossierId = dossier["dossier_id"].as_str().unwrap().parse().unwrap();
    let slip = slip::compose(&counter.program, id, Paper::A5, 1).unwrap();
    assert_eq!(slip.missing, ["Giấy chứng sinh"]);
    let rows = slip.papers.iter().map(|paper| {
        let held = paper.originals + paper.certified_copies + paper.copies;
        (paper.name.as_str(), held, paper.note.as_deref())
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            ("Tờ khai", 1, None),
            ("Căn cước", 0, Some("đã xuất trình, trả lại ngay")),
        ]
    );
}

#[test]
fn a_slip_names_the_email_as_it_stands_and_lies_on_the_paper_that_was_asked_for() {
    let mut counter = Counter::at_work();
    let mut form = reception(counter.act_id(), &[("Tờ khai", 1, 0)]);
    form["applicant"]["email"] = json!(" uoc@vidu.vn ");
    let dossier = counter.call("receive_dossier", form).unwrap();
    let id: DossierId = dossier["dossier_id"].as_str().unwrap().parse().unwrap();
    let slip = |counter: &Counter, paper| slip::compose(&counter.program, id, paper, 1).unwrap();
    let first = slip(&counter, Paper::A4);
    assert_eq!(first.applicant.email.as_deref(), Some("uoc@vidu.vn"));
    assert_eq!(first.paper, Paper::A4);
    let correction = json!({
        "dossier_id": dossier["dossier_id"], "field": "email", "value": "uoc.nt@vidu.vn",
        "reason_kind": "typing", "reason": "",
    });
    counter.call("correct_dossier", correction).unwrap();
    let second = slip(&counter, Paper::A5);
    assert_eq!(second.applicant.email.as_deref(), Some("uoc.nt@vidu.vn"));
    let mut wrong = reception(counter.act_id(), &[("Tờ khai", 1, 0)]);
    wrong["applicant"]["email"] = json!("ước@vidu.vn");
    let told = counter.call("receive_dossier", wrong).unwrap_err();
    assert_eq!(told.code, "field_impossible");
    assert!(told.message.contains("Email"), "{}", told.message);
}

#[test]
fn a_slip_is_printed_on_either_paper_and_on_a5_unless_asked() {
    let mut counter = Counter::at_work();
    let dossier = counter.receive(&[("Tờ khai", 1, 0)]);
    let id = &dossier["dossier_id"];
    let dossier: DossierId = id.as_str().unwrap().parse().unwrap();
    for (input, paper, times) in [
        (json!({ "dossier_id": id }), Paper::A5, 1),
        (json!({ "dossier_id": id, "paper": "a4" }), Paper::A4, 2),
        (json!({ "dossier_id": id, "paper": null }), Paper::A5, 3),
    ] {
        let form: PrintReceiptForm = serde_json::from_value(input.clone()).unwrap();
        assert_eq!(Wanted::from(form), Wanted::Slip(dossier, paper));
        let printed = counter.call("print_receipt", input).unwrap();
        assert_eq!(printed["reprint"], times);
    }
    let unknown = json!({ "dossier_id": id, "paper": "letter" });
    assert!(counter.call("print_receipt", unknown).is_err());
}

#[test]
fn minutes_name_who_handed_the_dossier_in() {
    let mut counter = Counter::at_work();
    let own = counter.receive(&[("Tờ khai", 1, 0)]);
    let mut form = reception(counter.act_id(), &[("Tờ khai", 1, 0)]);
    form["submitter"] = form["applicant"].clone();
    form["submitter"]["name"] = json!("Lý A Páo");
    let brought = counter.call("receive_dossier", form).unwrap();
    for (dossier, submitter) in [(own, "Nguyễn Thị Ước"), (brought, "Lý A Páo")] {
        let handoff = counter.offer(&dossier);
        let minutes = minutes::compose(&counter.program, handoff_id(&handoff), 1).unwrap();
        assert_eq!(minutes.lines[0].submitter, submitter);
    }
}

/// Minutes of one paper taken with an outcome, of a dossier to which a paper is still owed, and
/// whether the screen says that it is.
fn minutes_of_an_owing_citizen(outcome: &str) -> (Check, Value) {
    let mut counter = Counter::at_work();
    counter.activate(HOA).unwrap();
    let mut form = reception(counter.act_id(), &[("Tờ khai", 1, 0)]);
    form["missing"] = json!([{ "name": "Giấy chứng sinh" }]);
    form["missing_reason"] = json!("nộp bổ sung thứ Hai");
    let dossier = counter.call("receive_dossier", form).unwrap();
    let handoff = counter.offer(&dossier);
    let found = [("Tờ khai", outcome, "")];
    counter
        .accept(HOA, PIN, (&dossier, &handoff), &found)
        .unwrap();
    counter.sign_in(HOA);
    let minutes = minutes::compose(&counter.program, handoff_id(&handoff), 1).unwrap();
    let named = json!({ "dossier_id": dossier["dossier_id"] });
    let opened = counter.call("get_dossier", named).unwrap();
    (minutes.lines[0].check.clone(), opened["missing"].clone())
}

#[test]
fn what_a_citizen_owes_is_said_apart_from_what_did_not_come_in_the_bag() {
    let owed = json!(["Giấy chứng sinh"]);
    let complete = Check::Incomplete("Giấy chứng sinh".to_owned());
    assert_eq!(
        minutes_of_an_owing_citizen("accepted"),
        (complete, owed.clone())
    );
    let lost = "Tờ khai – Thiếu trong túi; ngoài phiếu, người dân còn thiếu: Giấy chứng sinh";
    assert_eq!(
        minutes_of_an_owing_citizen("missing"),
        (Check::Shortage(lost.to_owned()), owed)
    );
}
