//! Giấy tiếp nhận hồ sơ và hẹn trả kết quả: the slip a citizen carries home.
//!
//! It says what the desk took and when the result is due; copy 1 stays at the desk, copy 2 goes
//! with the person. Both sign on paper.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::moment::Due;
use crate::sheet::{Letterhead, LookupCode, Paper, Printing};

/// The most papers that one slip lists.
///
/// The longest list of a commune procedure has 55 rows over all its cases.
pub const PAPERS_MAX: usize = 100;

/// The receipt-and-appointment slip of one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSlip {
    /// The paper size.
    pub paper: Paper,
    /// How it is printed this time.
    pub printing: Printing,
    /// The office that receives.
    pub head: Letterhead,
    /// The lookup code of the dossier.
    pub code: LookupCode,
    /// Số, with its suffix: «2001/TTPVHCC».
    pub number: String,
    /// Mã số hồ sơ; `None` leaves a line to write it on.
    pub dossier_code: Option<String>,
    /// The day the slip bears.
    pub issued_on: NaiveDate,
    /// Whose dossier it is.
    pub applicant: Applicant,
    /// Who brought it, in words, when that is somebody else.
    pub submitter: Option<String>,
    /// Nội dung yêu cầu giải quyết.
    pub request: String,
    /// The procedure's name; printed when it differs from the request.
    pub procedure: String,
    /// Thành phần hồ sơ, in the order of the checklist.
    pub papers: Vec<SlipPaper>,
    /// The names of required papers that were not handed in.
    pub missing: Vec<String>,
    /// Số lượng hồ sơ (bộ).
    pub sets: u32,
    /// Thời gian giải quyết theo quy định, such as «03 ngày làm việc».
    pub legal_time: String,
    /// The civil time of reception at the desk.
    pub received_at: NaiveDateTime,
    /// The appointed return time.
    pub due: Due,
    /// Đăng ký nhận kết quả tại.
    pub return_place: String,
    /// Phí, lệ phí, in words and figures; `None` leaves a line.
    pub fee: Option<String>,
    /// The line of the Sổ theo dõi hồ sơ.
    pub register: RegisterLine,
    /// The name under the submitter's signature.
    pub submitter_name: Option<String>,
    /// The name under the clerk's signature.
    pub clerk_name: String,
}

/// The person or organisation whose dossier it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// The full name as it is to be printed, with «bà» or «ông» where wanted.
    pub name: String,
    /// The address.
    pub address: String,
    /// The telephone number; `None` leaves a line.
    pub phone: Option<String>,
    /// The e-mail address; `None` leaves a line.
    pub email: Option<String>,
}

/// One row of thành phần hồ sơ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipPaper {
    /// The paper's name.
    pub name: String,
    /// Bản chính.
    pub originals: u32,
    /// Bản sao chứng thực.
    pub certified_copies: u32,
    /// Bản chụp.
    pub copies: u32,
    /// What becomes of it, such as «đối chiếu, trả kèm kết quả»; printed in brackets.
    pub note: Option<String>,
}

/// Where the dossier stands in the year's book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterLine {
    /// Quyển số.
    pub volume: String,
    /// Số thứ tự.
    pub number: String,
}
