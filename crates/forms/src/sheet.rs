//! What every printed form carries: the office at its head, the lookup code, which copies are
//! wanted, and the marks of a reprint or of training.
//!
//! Nothing here is computed; the caller has decided every word.

use serde::{Deserialize, Serialize};

/// The paper size of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 148 × 210 mm, the size the 2018 set names for slips.
    #[default]
    A5,
    /// 210 × 297 mm, for desks whose printer holds only that.
    A4,
}

/// Which copies of a form are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copies {
    /// Copy 1, then copy 2.
    #[default]
    Both,
    /// Copy 1 only: kept by the desk, or by the giver.
    First,
    /// Copy 2 only: for the citizen, or for the taker.
    Second,
}

impl Copies {
    /// Returns the numbers of the copies in printing order.
    pub fn numbers(self) -> &'static [u8] {
        match self {
            Self::Both => &[1, 2],
            Self::First => &[1],
            Self::Second => &[2],
        }
    }
}

/// How a form is printed this time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printing {
    /// The copies wanted.
    pub copies: Copies,
    /// 1 for the first print; from 2 on the footer says «bản in lần n».
    pub print_number: u32,
    /// Prints the watermark of a training desk.
    pub training: bool,
    /// The template set of the first print, so that a reprint looks the same; `None` takes the
    /// set in force on the day of the form.
    pub template_set: Option<String>,
}

impl Default for Printing {
    fn default() -> Self {
        Self {
            copies: Copies::Both,
            print_number: 1,
            training: false,
            template_set: None,
        }
    }
}

/// The office at the head of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// Cơ quan chủ quản, such as «Ủy ban nhân dân xã Hưng Đạo».
    pub superior: Option<String>,
    /// The office itself, such as «Trung tâm Phục vụ hành chính công xã Hưng Đạo».
    pub body: String,
    /// Địa danh before the date, such as «Hưng Đạo».
    pub place: String,
}

/// The number that finds a form again: 14 digits in print and barcode, 19 in the QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupCode {
    /// The 14 digits of «Mã tra cứu», unique within one commune.
    pub digits: String,
    /// The 5 digits of the commune that issued them.
    pub commune: String,
}
