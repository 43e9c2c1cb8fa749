//! Forms of the demo commune, from an ordinary one to one whose every field holds the longest
//! text there is.

use chrono::{NaiveDate, NaiveDateTime};
use forms::handover::{Check, HandoverMinutes, Line, Party, Tally, Totals};
use forms::moment::Due;
use forms::receipt::{Applicant, ReceiptSlip, RegisterLine, SlipPaper};
use forms::sheet::{Letterhead, LookupCode, Paper, Printing};
use forms::{Composed, Form, Press};

/// Eight words and every kind of mark.
pub(crate) const LONG_NAME: &str = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phượng Quyên";

pub(crate) const LONG_ADDRESS: &str = "Số nhà 1234/56/78A, ngõ 910, đường Thượng tướng Hoàng Minh Thảo, \
    tổ dân phố số 27 (khu tái định cư Nà Ngườm – Khuổi Đẩy), thôn Lũng Phầy – Pác Nặm Thượng, xã Hưng Đạo, \
    huyện Bảo Lạc cũ, tỉnh Cao Bằng";

pub(crate) const LONG_OFFICE: &str =
    "Trung tâm Phục vụ hành chính công xã Nguyễn Nghiêm – Trà Bồng Thượng và các xã lân cận";

/// 300 letters, from the list of procedures.
pub(crate) const LONG_PROCEDURE: &str = "Cấp gia hạn, điều chỉnh nội dung giấy phép cho các hoạt động trong phạm vi bảo vệ \
    công trình thủy lợi: Trồng cây lâu năm; Hoạt động của phương tiện thủy nội địa, \
    phương tiện cơ giới, trừ xe mô tô, xe gắn máy, phương tiện thủy nội địa thô sơ do \
    Chủ tịch UBND cấp tỉnh phân cấp cho Chủ tịch UBND cấp xã";

/// 919 letters: the longest name in the list of procedures, 1.013962.
pub(crate) const LONGEST_PROCEDURE: &str = "Giao đất ở có thu tiền sử dụng đất không thông qua đấu giá, không đấu thầu lựa chọn \
    nhà đầu tư thực hiện dự án có sử dụng đất đối với cá nhân là cán bộ, công chức, viên \
    chức, sĩ quan tại ngũ, quân nhân chuyên nghiệp, công chức quốc phòng, công nhân và \
    viên chức quốc phòng, sĩ quan, hạ sĩ quan, công nhân công an, người làm công tác cơ \
    yếu và người làm công tác khác trong tổ chức cơ yếu hưởng lương từ ngân sách nhà \
    nước mà chưa được giao đất ở, nhà ở; giáo viên, nhân viên y tế đang công tác tại các \
    xã biên giới, hải đảo thuộc vùng có điều kiện kinh tế - xã hội khó khăn, vùng có \
    điều kiện kinh tế - xã hội đặc biệt khó khăn nhưng chưa có đất ở, nhà ở tại nơi công \
    tác hoặc chưa được hưởng chính sách hỗ trợ về nhà ở theo quy định của pháp luật về \
    nhà ở; cá nhân thường trú tại xã mà không có đất ở và chưa được Nhà nước giao đất ở \
    hoặc chưa được hưởng chính sách hỗ trợ về nhà ở theo quy định của pháp luật về nhà ở";

/// The longest name of a paper that a dossier can bear, from the list of papers.
pub(crate) fn longest_paper() -> String {
    include_str!("longest_paper.txt").trim_end().to_owned()
}

pub(crate) fn press() -> &'static Press {
    Press::built_in().unwrap()
}

pub(crate) fn compose(form: impl Into<Form>) -> Composed {
    press().compose(&form.into()).unwrap()
}

/// All upright text of all pages, one line a line, without the places where a long word may break.
pub(crate) fn text_of(composed: &Composed) -> String {
    let pages = composed.layer().pages.iter();
    let lines: Vec<String> = pages.flat_map(|page| page.lines()).collect();
    lines.join("\n").replace('\u{200b}', "")
}

/// The text in the order of the document with every space dropped, to look for texts that wrap.
pub(crate) fn running_text(composed: &Composed) -> String {
    let runs = composed.layer().pages.iter().flat_map(|page| &page.runs);
    squeeze(&runs.map(|run| run.text.as_str()).collect::<String>())
}

pub(crate) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{200b}')
        .collect()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn moment(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

pub(crate) fn head() -> Letterhead {
    Letterhead {
        superior: Some("Ủy ban nhân dân xã Hưng Đạo".to_owned()),
        body: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        place: "Hưng Đạo".to_owned(),
    }
}

pub(crate) fn lookup_code() -> LookupCode {
    LookupCode {
        digits: "26112002000412".to_owned(),
        commune: "01351".to_owned(),
    }
}

pub(crate) fn paper(name: &str, counts: [u32; 3], note: Option<&str>) -> SlipPaper {
    let [originals, certified_copies, copies] = counts;
    SlipPaper {
        name: name.to_owned(),
        originals,
        certified_copies,
        copies,
        note: note.map(str::to_owned),
    }
}

/// A birth is registered.
pub(crate) fn slip() -> ReceiptSlip {
    ReceiptSlip {
        paper: Paper::A5,
        printing: Printing::default(),
        head: head(),
        code: lookup_code(),
        number: "2041/TTPVHCC".to_owned(),
        dossier_code: Some("H04.35-261120-2041".to_owned()),
        issued_on: day("2026-11-20"),
        applicant: Applicant {
            name: "Bà Nguyễn Thị Phượng".to_owned(),
            address: "Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng".to_owned(),
            phone: Some("0912 345 678".to_owned()),
            email: None,
        },
        submitter: None,
        request: "Đăng ký khai sinh cho con".to_owned(),
        procedure: "Thủ tục đăng ký khai sinh".to_owned(),
        papers: vec![
            paper("Tờ khai đăng ký khai sinh", [1, 0, 0], None),
            paper("Giấy chứng sinh", [1, 0, 0], None),
            paper(
                "Giấy chứng nhận kết hôn",
                [1, 0, 0],
                Some("đối chiếu, trả kèm kết quả"),
            ),
            paper(
                "Căn cước của cha, mẹ",
                [0, 1, 1],
                Some("xuất trình, đã trả ngay"),
            ),
        ],
        missing: Vec::new(),
        sets: 1,
        legal_time: "ngay trong ngày; nhận sau 15 giờ thì trả ngày làm việc tiếp theo".to_owned(),
        received_at: moment("2026-11-20T09:41:00"),
        due: Due::At(moment("2026-11-20T16:30:00")),
        return_place: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        fee: Some("Không thu".to_owned()),
        register: RegisterLine {
            volume: "02".to_owned(),
            number: "1307".to_owned(),
        },
        submitter_name: Some("Nguyễn Thị Phượng".to_owned()),
        clerk_name: "Vũ Thị Lan".to_owned(),
    }
}

/// The same slip with the longest text in every field.
pub(crate) fn long_slip() -> ReceiptSlip {
    let kinds = [
        "bản đồ, sơ đồ vị trí khu đất có xác nhận",
        "giấy tờ chứng minh quan hệ nhân thân",
    ];
    ReceiptSlip {
        head: Letterhead {
            superior: Some("Ủy ban nhân dân xã Nguyễn Nghiêm – Trà Bồng Thượng".to_owned()),
            body: LONG_OFFICE.to_owned(),
            place: "Nguyễn Nghiêm – Trà Bồng Thượng".to_owned(),
        },
        number: "00012041/BPTNTKQ-TTPVHCC".to_owned(),
        dossier_code: Some("000.00.12.H10.35.0412-20261120-0092637".to_owned()),
        applicant: Applicant {
            name: format!("Bà {LONG_NAME}"),
            address: LONG_ADDRESS.to_owned(),
            phone: Some("0912 345 678, 02063 852 147 (nhà)".to_owned()),
            email: Some(
                "cong.tang.ton.nu.nguyen.thi.hoang.phuong.quyen@thudientu.example.gov.vn"
                    .to_owned(),
            ),
        },
        submitter: Some(format!(
            "Ông Nguyễn Đoàn Vương Quốc Khánh Thượng Uyển, được bà {LONG_NAME} ủy quyền theo văn bản số \
             1234/2026/UQ-CC ngày 12 tháng 11 năm 2026"
        )),
        request: LONG_PROCEDURE.to_owned(),
        procedure: LONGEST_PROCEDURE.to_owned(),
        papers: [paper(
            &longest_paper(),
            [1, 0, 0],
            Some("sửa hoặc ghi rồi trả"),
        )]
        .into_iter()
        .chain((2..=24).map(|number| {
            paper(
                &format!(
                    "Giấy tờ số {number}: {} và các văn bản điều chỉnh, bổ sung qua các thời kỳ",
                    kinds[number % 2]
                ),
                [1, 12, 104],
                (number % 3 == 0).then_some("đối chiếu, trả kèm kết quả cho người được ủy quyền"),
            )
        }))
        .chain([paper(
            "Căn cước của người nộp hồ sơ",
            [0, 0, 0],
            Some("đã xuất trình, trả lại ngay"),
        )])
        .collect(),
        missing: vec![longest_paper(), LONG_PROCEDURE.to_owned()],
        sets: 12,
        legal_time:
            "35 ngày làm việc, trong đó 20 ngày tại cơ quan giải quyết và 15 ngày lấy ý kiến"
                .to_owned(),
        due: Due::On(day("2027-02-05")),
        return_place: format!(
            "{LONG_OFFICE}; hoặc qua dịch vụ bưu chính công ích đến: {LONG_ADDRESS}"
        ),
        fee: Some(
            "Lệ phí 1.234.567.890 đồng; phí thẩm định 12.345.678 đồng (thu khi trả kết quả)"
                .to_owned(),
        ),
        register: RegisterLine {
            volume: "02/2026".to_owned(),
            number: "0123456".to_owned(),
        },
        submitter_name: Some("Nguyễn Đoàn Vương Quốc Khánh Thượng Uyển".to_owned()),
        clerk_name: LONG_NAME.to_owned(),
        ..slip()
    }
}

pub(crate) fn line(number: u32) -> Line {
    let people = [
        "Trần Văn Bình",
        "H'Hen Niê Kđăm",
        "Y",
        "Lý A Páo",
        "Hoàng Thị Thuý Kiều",
    ];
    let procedures = [
        "Thủ tục đăng ký khai sinh",
        "Chứng thực bản sao từ bản chính giấy tờ, văn bản",
        "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
    ];
    let at = number as usize;
    Line {
        consignment_no: (number % 2 == 1).then(|| format!("EE{number:08}5VN")),
        lookup_code: Some(format!("261120030{number:04}7")),
        dossier_code: number
            .is_multiple_of(3)
            .then(|| format!("H04.35-261120-3{number:03}")),
        submitter: people[at % people.len()].to_owned(),
        procedure: procedures[at % procedures.len()].to_owned(),
        originals: 1 + number % 2,
        copies: number % 4,
        seal: "Nguyên niêm phong".to_owned(),
        check: Check::Complete,
        fee_dong: number.is_multiple_of(4).then_some(8_000),
    }
}

/// Minutes over these lines, with totals that agree.
pub(crate) fn minutes_over(lines: Vec<Line>) -> HandoverMinutes {
    let sum = |count: fn(&Line) -> u64| lines.iter().map(count).sum::<u64>();
    let fees = sum(|line| line.fee_dong.unwrap_or(0));
    HandoverMinutes {
        printing: Printing::default(),
        head: head(),
        code: LookupCode {
            digits: "26112002000420".to_owned(),
            commune: "01351".to_owned(),
        },
        number: "07/BBGN".to_owned(),
        made_at: moment("2026-11-20T15:30:00"),
        place: "quầy số 2, Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
        giver: Party {
            name: Some("Hoàng Thị Hoa".to_owned()),
            position: Some("Nhân viên bưu chính".to_owned()),
            unit: "Bưu điện văn hóa xã Hưng Đạo".to_owned(),
            id_number: Some("BĐ-0417".to_owned()),
            electronic_mark: Some("Đã xác nhận thêm bằng mã PIN lúc 15:29".to_owned()),
        },
        taker: Party {
            name: Some("Vũ Thị Lan".to_owned()),
            position: None,
            unit: "Trung tâm Phục vụ hành chính công xã Hưng Đạo".to_owned(),
            id_number: None,
            electronic_mark: None,
        },
        totals: Totals {
            dossiers: Tally::of_things(lines.len() as u64),
            originals: Tally::of_things(sum(|line| u64::from(line.originals))),
            copies: Tally::of_things(sum(|line| u64::from(line.copies))),
            bundles: None,
            fees: (fees > 0).then(|| Tally::of_dong(fees)),
        },
        lines,
        filing_moment: None,
        remark: None,
    }
}

/// An ordinary afternoon: twelve dossiers, one short, one incomplete, one not taken, one not
/// looked at.
pub(crate) fn minutes() -> HandoverMinutes {
    let mut lines: Vec<Line> = (1..=12).map(line).collect();
    lines[2].check = Check::Shortage("Giấy chứng sinh (bản chính)".to_owned());
    lines[5].check = Check::Incomplete("Tờ khai mẫu 05".to_owned());
    lines[7].check = Check::NotTaken("niêm phong rách".to_owned());
    "Niêm phong rách".clone_into(&mut lines[7].seal);
    lines[10].check = Check::Unchecked;
    let base = minutes_over(lines);
    HandoverMinutes {
        totals: Totals {
            dossiers: Tally::of_things(12),
            originals: Tally::of_things(18),
            copies: Tally::of_things(18),
            bundles: Some(Tally::of_things(3)),
            fees: Some(Tally::of_dong(24_000)),
        },
        filing_moment: Some(
            "Thời điểm nộp: 15:30, 20/11 cho 11 hồ sơ đủ; 1 hồ sơ chưa đủ thành phần: tính từ khi bổ sung đủ."
                .to_owned(),
        ),
        remark: Some("Túi số 3 buộc lại trước mặt hai bên.".to_owned()),
        ..base
    }
}

/// Every field of every line as long as it can be, and everything that a taker can find.
pub(crate) fn long_minutes() -> HandoverMinutes {
    let found = "Giấy chứng nhận quyền sử dụng đất (bản chính) – Thiếu trong túi; \
        Sơ đồ vị trí khu đất (bản sao chứng thực) – Khác mô tả – tờ bản đồ số 12, không phải số 21";
    let checks = [
        Check::Shortage(found.to_owned()),
        Check::Incomplete(longest_paper()),
        Check::Noted(found.to_owned()),
        Check::NotTaken(found.to_owned()),
        Check::Complete,
        Check::Unchecked,
    ];
    let lines = checks.into_iter().zip(1..).map(|(check, number)| Line {
        check,
        procedure: if number == 2 {
            LONGEST_PROCEDURE
        } else {
            LONG_PROCEDURE
        }
        .to_owned(),
        ..long_line(number)
    });
    let codes: Vec<String> = (1..=60).filter_map(|at| line(at).lookup_code).collect();
    let codes = codes.join(", ");
    let base = minutes_over(lines.collect());
    HandoverMinutes {
        head: long_slip().head,
        number: "00012041/BBGN-TTPVHCC".to_owned(),
        place: LONG_ADDRESS.to_owned(),
        giver: long_party(),
        taker: long_party(),
        totals: Totals {
            bundles: Some(Tally::of_things(base.lines.len() as u64)),
            ..base.totals
        },
        filing_moment: Some(format!(
            "Thời điểm ký biên bản này (15:30, 20/11/2026) là thời điểm nộp hồ sơ đối với: {codes}. \
             Chưa đủ thành phần, thời hạn tính từ khi bổ sung đủ: {codes}."
        )),
        remark: Some(LONG_PROCEDURE.to_owned()),
        ..base
    }
}

fn long_line(number: u32) -> Line {
    Line {
        consignment_no: Some("HCC004-EE123456785VN-TMĐT".to_owned()),
        dossier_code: Some("000.00.12.H10.35.0412-20261120-0092637".to_owned()),
        submitter: LONG_NAME.to_owned(),
        originals: 1_000,
        copies: 10_000,
        seal: "Nguyên niêm phong số 0012399, hai bên cùng mở và đếm lại".to_owned(),
        fee_dong: Some(123_456_789),
        ..line(number)
    }
}

fn long_party() -> Party {
    Party {
        name: Some(LONG_NAME.to_owned()),
        position: Some(
            "Phó Giám đốc phụ trách tiếp nhận và trả kết quả giải quyết thủ tục hành chính"
                .to_owned(),
        ),
        unit: LONG_OFFICE.to_owned(),
        id_number: Some("001190123456 – mã nhân viên BĐVHX-CB-0000417".to_owned()),
        electronic_mark: Some(
            "Đã xác nhận thêm bằng mã PIN lúc 15:29, ngày 20/11/2026, máy quầy số 2".to_owned(),
        ),
    }
}
