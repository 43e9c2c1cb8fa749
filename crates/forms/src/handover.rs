//! Biên bản giao nhận hồ sơ: the minutes two offices sign when papers change hands; between post
//! and one-stop desk they fix the legal filing moment.
//!
//! The totals must agree with the lines and with their own words, or nothing is printed. Two
//! copies, signed
//! on paper by pen or thumb; a PIN is named beside, never in place of it.

use chrono::NaiveDateTime;
use domain::money::{format_dong, spell_amount};
use serde::{Deserialize, Serialize};

use crate::sheet::{Letterhead, LookupCode, Printing};

/// The most dossiers of one handover: whatever two parties could sign for can be printed, the
/// fullest manifest on about 60 pages a copy.
pub const LINES_MAX: usize = domain::event::LINES_MAX;

/// The minutes of one handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverMinutes {
    /// How they are printed this time.
    pub printing: Printing,
    /// The office that draws them up.
    pub head: Letterhead,
    /// The lookup code of the handover.
    pub code: LookupCode,
    /// Số, with its suffix.
    pub number: String,
    /// The civil time of the handover.
    pub made_at: NaiveDateTime,
    /// Where it takes place.
    pub place: String,
    /// Bên giao.
    pub giver: Party,
    /// Bên nhận.
    pub taker: Party,
    /// One line a dossier.
    pub lines: Vec<Line>,
    /// The totals, in figures and words.
    pub totals: Totals,
    /// The sentence on the filing moment, when the taker is a one-stop desk.
    pub filing_moment: Option<String>,
    /// A remark of the two sides.
    pub remark: Option<String>,
}

/// One side of the handover. What is `None` leaves a line to write on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The full name.
    pub name: Option<String>,
    /// Chức vụ.
    pub position: Option<String>,
    /// The office.
    pub unit: String,
    /// The number of an identity paper or of the employee.
    pub id_number: Option<String>,
    /// The sentence that names the signature by PIN, which comes on top of the one by pen.
    pub electronic_mark: Option<String>,
}

/// One dossier of the handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Số hiệu phiếu gửi, when it comes through the post.
    pub consignment_no: Option<String>,
    /// The 14 digits of the dossier; printed with a barcode.
    pub lookup_code: Option<String>,
    /// Mã số hồ sơ, if known.
    pub dossier_code: Option<String>,
    /// Người nộp.
    pub submitter: String,
    /// The procedure's name.
    pub procedure: String,
    /// Bản chính.
    pub originals: u32,
    /// Bản sao, certified or plain.
    pub copies: u32,
    /// Tình trạng niêm phong.
    pub seal: String,
    /// What the taker found.
    pub check: Check,
    /// Phí, lệ phí that travels with the dossier, in đồng.
    pub fee_dong: Option<u64>,
}

/// What the taker found in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "snake_case")]
pub enum Check {
    /// Not yet looked at: boxes to tick by pen.
    Unchecked,
    /// Everything that is listed is there.
    Complete,
    /// A listed paper is not there; it stays with the giver.
    Shortage(String),
    /// Everything listed is there, but the procedure asks for more.
    Incomplete(String),
    /// Everything listed is there and taken, some of it noted as damaged.
    Noted(String),
    /// The taker refuses the line, with the reason.
    NotTaken(String),
}

/// The totals of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many dossiers.
    pub dossiers: Tally,
    /// How many originals.
    pub originals: Tally,
    /// How many copies.
    pub copies: Tally,
    /// How many bundles were counted by hand.
    pub bundles: Option<Tally>,
    /// The fees, in đồng; `None` when no line bears one.
    pub fees: Option<Tally>,
}

/// One total, in figures and in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The figure.
    pub figure: u64,
    /// The same in words.
    pub words: String,
}

const UNIT: &str = " đồng";

impl Tally {
    /// Writes a number of things: 12, «Mười hai».
    pub fn of_things(figure: u64) -> Self {
        let words = spell_amount(figure);
        let words = words.strip_suffix(UNIT).unwrap_or(&words).to_owned();
        Self { figure, words }
    }

    /// Writes an amount of money: 24 000, «Hai mươi tư nghìn đồng».
    pub fn of_dong(figure: u64) -> Self {
        Self {
            figure,
            words: spell_amount(figure),
        }
    }

    /// Returns whether the words say the figure.
    pub(crate) fn agrees(&self) -> bool {
        [Self::of_things(self.figure), Self::of_dong(self.figure)].contains(self)
    }
}

/// Writes an amount in figures without its unit: «24.000».
pub(crate) fn figures(dong: u64) -> String {
    let text = format_dong(dong);
    text.strip_suffix(UNIT).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_says_its_figure_in_words() {
        assert_eq!(Tally::of_things(12).words, "Mười hai");
        assert_eq!(Tally::of_dong(24_000).words, "Hai mươi tư nghìn đồng");
        assert_eq!(figures(24_000), "24.000");
    }

    #[test]
    fn words_that_say_another_figure_do_not_agree() {
        assert!(Tally::of_things(12).agrees() && Tally::of_dong(12).agrees());
        let words = "Mười ba".to_owned();
        assert!(!Tally { figure: 12, words }.agrees());
    }
}
