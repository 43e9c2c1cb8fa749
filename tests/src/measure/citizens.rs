//! The citizens of a bench: names by frequency, numbers, papers. The citizen of a number is the
//! same in every run, so that a file made earlier can be asked for her.

use anyhow::{Context, Result};
use domain::civil_time::{moment_of_micros, wall_clock};
use domain::decide::{Numbers, ProcedureFacts, Reception};
use domain::event::{Applicant, Channel, ReturnChannel};
use domain::id::{DossierId, PaperId};
use domain::number::{CodeDate, DossierCodePattern, Lane, LanePlan, LookupCode};
use domain::paper::{Paper, PaperFate, PaperForm};

use crate::chance::Chance;
use crate::commune::MORNING;

/// Receptions of one desk on one day, so that lanes and codes go on as in earnest.
const A_DAY: u64 = 900;
/// A day, µs.
const DAY: i64 = 86_400_000_000;
/// Family names with how many of a hundred people bear them: 38 are called Nguyễn.
const FAMILIES: [(&str, u64); 20] = [
    ("Nguyễn", 38),
    ("Trần", 11),
    ("Lê", 10),
    ("Phạm", 7),
    ("Hoàng", 5),
    ("Huỳnh", 4),
    ("Phan", 4),
    ("Vũ", 4),
    ("Đặng", 2),
    ("Bùi", 2),
    ("Đỗ", 2),
    ("Nông", 2),
    ("Hồ", 1),
    ("Ngô", 1),
    ("Dương", 1),
    ("Lý", 1),
    ("Vừ", 1),
    ("Ma", 1),
    ("Lò", 1),
    ("Đinh", 2),
];
/// Middle names; the first two are those of half the country.
const MIDDLES: [(&str, u64); 16] = [
    ("Thị", 30),
    ("Văn", 24),
    ("Hữu", 4),
    ("Đức", 4),
    ("Minh", 5),
    ("Ngọc", 5),
    ("Thanh", 5),
    ("Xuân", 3),
    ("Quốc", 3),
    ("Kim", 3),
    ("Thu", 3),
    ("Bích", 2),
    ("Công", 3),
    ("Đình", 3),
    ("Hồng", 2),
    ("A", 1),
];
/// Given names, each as frequent as the other.
const GIVEN: [&str; 72] = [
    "An",
    "Anh",
    "Ánh",
    "Bảo",
    "Bình",
    "Châu",
    "Chi",
    "Chiến",
    "Cường",
    "Dũng",
    "Dung",
    "Duy",
    "Dương",
    "Đạt",
    "Đức",
    "Đường",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hiếu",
    "Hiệp",
    "Hoa",
    "Hòa",
    "Hoàng",
    "Huệ",
    "Hùng",
    "Huy",
    "Hương",
    "Khang",
    "Khánh",
    "Khoa",
    "Kiên",
    "Lan",
    "Linh",
    "Loan",
    "Long",
    "Ly",
    "Mai",
    "Mạnh",
    "Mẩy",
    "Minh",
    "My",
    "Nam",
    "Nga",
    "Ngân",
    "Nghĩa",
    "Ngọc",
    "Nhung",
    "Phong",
    "Phúc",
    "Phương",
    "Phượng",
    "Quang",
    "Quân",
    "Quỳnh",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thắng",
    "Thúy",
    "Trang",
    "Trung",
    "Tú",
    "Tuấn",
    "Tùng",
    "Tuyết",
    "Uyên",
    "Vân",
    "Yến",
];

/// One citizen with her dossier.
#[derive(Clone, Debug)]
pub(super) struct Citizen {
    number: u64,
    /// Her name.
    pub(super) name: String,
    /// Twelve digits.
    pub(super) id_number: String,
    /// Ten digits.
    pub(super) phone: String,
}

impl Citizen {
    /// The citizen of a number.
    pub(super) fn of(number: u64) -> Self {
        let mut chance = Chance::of(&[7, number]);
        let mut words = vec![draw(&FAMILIES, &mut chance), draw(&MIDDLES, &mut chance)];
        if chance.happens(30, 100) {
            words.push(given(&mut chance));
        }
        words.push(given(&mut chance));
        Self {
            number,
            name: words.join(" "),
            id_number: format!("0041{:08}", chance.below(100_000_000)),
            phone: format!("09{:08}", chance.below(100_000_000)),
        }
    }

    /// Her dossier.
    pub(super) fn dossier(&self) -> DossierId {
        DossierId::from_bytes(id(1, self.number))
    }

    /// The papers she hands in: one original and two copies.
    pub(super) fn papers(&self) -> Vec<Paper> {
        let paper = |place: u64, form, name: &str| Paper {
            id: PaperId::from_bytes(id(3, self.number * 4 + place)),
            name: name.to_owned(),
            form,
            count: 1,
            irreplaceable: form == PaperForm::Original,
            fate: PaperFate::Submit,
        };
        vec![
            paper(0, PaperForm::Original, "Giấy chứng sinh"),
            paper(1, PaperForm::Copy, "Giấy chứng nhận kết hôn"),
            paper(2, PaperForm::CertifiedCopy, "Trích lục khai sinh"),
        ]
    }

    /// The form as the clerk filled it in.
    pub(super) fn reception(&self) -> Reception {
        Reception {
            applicant: Applicant {
                name: self.name.clone(),
                id_number: Some(self.id_number.clone()),
                birth: Some("1990-02-01".to_owned()),
                address: "Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng".to_owned(),
                phone: Some(self.phone.clone()),
                ..Applicant::default()
            },
            submitter: None,
            procedure_code: "1.001193".to_owned(),
            channel_in: Channel::Direct,
            return_channel: ReturnChannel::Counter,
            request: "Đăng ký khai sinh (mẫu)".to_owned(),
            sets: 1,
            papers: self.papers(),
            presented: Vec::new(),
            missing: Vec::new(),
            missing_reason: None,
            entered_due: None,
            is_twin: true,
        }
    }

    /// When she came to the counter, µs UTC.
    pub(super) fn came_at(&self) -> i64 {
        let signed = |number: u64| i64::try_from(number).unwrap_or(0);
        MORNING + signed(self.number / A_DAY) * DAY + signed(self.number % A_DAY) * 10_000_000
    }

    /// The numbers on her receipt, had the desk of this lane written them.
    pub(super) fn numbers(&self, desk: u8) -> Result<Numbers> {
        let local = moment_of_micros(self.came_at()).and_then(wall_clock);
        let day = local.context("a moment of these years")?.date();
        let place = u32::try_from(self.number % A_DAY)? + 1;
        let pattern = DossierCodePattern {
            unit_code: "H14.21".to_owned(),
            date: CodeDate::SixDigits,
            serial_digits: 4,
        };
        let serial = LanePlan::default().serial(Lane::new(desk)?, place)?;
        Ok(Numbers {
            lookup_code: LookupCode::new(day, desk, place)?.to_string(),
            dossier_code: pattern.code(day, serial)?.to_string(),
            register_volume: desk.into(),
            register_number: u32::try_from(self.number)? + 1,
        })
    }
}

/// What is known of the one procedure of a bench.
pub(super) fn procedure() -> ProcedureFacts {
    ProcedureFacts {
        sector: "Hộ tịch".to_owned(),
        catalogue_version: 1,
        is_postal_in: true,
        due_at: Some(i64::MAX),
    }
}

/// Makes an id that sorts by its number, as those of a desk sort by time.
pub(super) fn id(kind: u8, number: u64) -> [u8; 16] {
    let mut id = [kind; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

fn draw(names: &[(&'static str, u64)], chance: &mut Chance) -> &'static str {
    let mut drawn = chance.below(names.iter().map(|(_, share)| share).sum());
    for (name, share) in names {
        if drawn < *share {
            return name;
        }
        drawn -= share;
    }
    "Nguyễn"
}

fn given(chance: &mut Chance) -> &'static str {
    let place = usize::try_from(chance.below(GIVEN.len() as u64)).unwrap_or(0);
    GIVEN.get(place).copied().unwrap_or("An")
}
