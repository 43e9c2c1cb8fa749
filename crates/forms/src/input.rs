//! From a form to the input of its template: one JSON value.
//!
//! Codes become rectangles, moments become words, and limits and totals are checked, before
//! anything is laid out.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use crate::handover::{self, HandoverMinutes, Line, Tally};
use crate::ink::Ink;
use crate::moment::{clock_text, date_text, moment_text};
use crate::receipt::{self, ReceiptSlip};
use crate::sets::{FormTitle, TemplateSet};
use crate::sheet::{LookupCode, Printing};
use crate::text::clean;
use crate::{Form, FormError, FormKind};

impl Form {
    /// Returns which form it is.
    pub fn kind(&self) -> FormKind {
        match self {
            Self::Receipt(_) => FormKind::Receipt,
            Self::Handover(_) => FormKind::Handover,
        }
    }

    /// Returns how it is printed this time.
    pub fn printing(&self) -> &Printing {
        match self {
            Self::Receipt(slip) => &slip.printing,
            Self::Handover(minutes) => &minutes.printing,
        }
    }

    /// Returns the civil day the form bears, which decides its template set.
    pub fn issued_on(&self) -> NaiveDate {
        match self {
            Self::Receipt(slip) => slip.issued_on,
            Self::Handover(minutes) => minutes.made_at.date(),
        }
    }
}

/// Encodes a form as the JSON that its template reads.
pub(crate) fn encode(form: &Form, set: &TemplateSet) -> Result<String, FormError> {
    let mut value = match form {
        Form::Receipt(slip) => encode_slip(slip, set),
        Form::Handover(minutes) => encode_minutes(minutes, set),
    }?;
    clean(&mut value)?;
    serde_json::to_string(&value).map_err(|source| FormError::Encode { source })
}

#[derive(Serialize)]
struct Input<'a, F> {
    set: SetInput<'a>,
    sheet: SheetInput<'a>,
    code: CodeInput<'a>,
    copy_word: &'static str,
    form: F,
}

impl<'a, F: Serialize> Input<'a, F> {
    fn value(
        (set, title): (&'a TemplateSet, &'a FormTitle),
        (printing, code): (&'a Printing, &'a LookupCode),
        copy_word: &'static str,
        form: F,
    ) -> Result<Value, FormError> {
        let input = Self {
            set: SetInput {
                title,
                personal_data_notice: &set.personal_data_notice,
            },
            sheet: SheetInput {
                copies: printing
                    .copies
                    .numbers()
                    .iter()
                    .map(|number| u32::from(*number))
                    .collect(),
                printing,
            },
            code: CodeInput {
                digits: &code.digits,
                qr: Ink::qr(code)?,
                bars: Ink::bars(&code.digits)?,
            },
            copy_word,
            form,
        };
        serde_json::to_value(input).map_err(|source| FormError::Encode { source })
    }
}

#[derive(Serialize)]
struct SetInput<'a> {
    #[serde(flatten)]
    title: &'a FormTitle,
    personal_data_notice: &'a str,
}

#[derive(Serialize)]
struct SheetInput<'a> {
    #[serde(flatten)]
    printing: &'a Printing,
    #[serde(rename = "copies")]
    copies: Vec<u32>,
}

#[derive(Serialize)]
struct CodeInput<'a> {
    digits: &'a str,
    qr: Ink,
    bars: Ink,
}

#[derive(Serialize)]
struct SlipInput<'a> {
    #[serde(flatten)]
    slip: &'a ReceiptSlip,
    issued_text: String,
    received_text: String,
    received_clock: String,
    due_text: String,
    totals: SlipTotals,
}

#[derive(Serialize)]
struct SlipTotals {
    originals: u64,
    certified_copies: u64,
    copies: u64,
}

fn encode_slip(slip: &ReceiptSlip, set: &TemplateSet) -> Result<Value, FormError> {
    check_rows(
        slip.papers.len().max(slip.missing.len()),
        receipt::PAPERS_MAX,
    )?;
    let sum = |count: fn(&receipt::SlipPaper) -> u32| -> u64 {
        slip.papers
            .iter()
            .map(|paper| u64::from(count(paper)))
            .sum()
    };
    let form = SlipInput {
        slip,
        issued_text: date_text(slip.issued_on),
        received_text: moment_text(slip.received_at),
        received_clock: clock_text(slip.received_at.time()),
        due_text: slip.due.to_text(),
        totals: SlipTotals {
            originals: sum(|paper| paper.originals),
            certified_copies: sum(|paper| paper.certified_copies),
            copies: sum(|paper| paper.copies),
        },
    };
    Input::value(
        (set, &set.receipt),
        (&slip.printing, &slip.code),
        "Liên",
        form,
    )
}

#[derive(Serialize)]
struct MinutesInput<'a> {
    #[serde(flatten)]
    minutes: &'a HandoverMinutes,
    #[serde(rename = "lines")]
    lines: Vec<LineInput<'a>>,
    #[serde(rename = "totals")]
    totals: TotalsInput<'a>,
    made_text: String,
    made_date_text: String,
}

#[derive(Serialize)]
struct LineInput<'a> {
    #[serde(flatten)]
    line: &'a Line,
    bars: Option<Ink>,
    fee_text: Option<String>,
    /// The letters of the longest text, by which the template decides whether the row may break.
    letters: usize,
}

#[derive(Serialize)]
struct TotalsInput<'a> {
    #[serde(flatten)]
    totals: &'a handover::Totals,
    fees_text: Option<String>,
}

fn encode_minutes(minutes: &HandoverMinutes, set: &TemplateSet) -> Result<Value, FormError> {
    check_rows(minutes.lines.len(), handover::LINES_MAX)?;
    check_totals(minutes)?;
    let form = MinutesInput {
        minutes,
        lines: minutes
            .lines
            .iter()
            .map(encode_line)
            .collect::<Result<_, _>>()?,
        totals: TotalsInput {
            totals: &minutes.totals,
            fees_text: minutes
                .totals
                .fees
                .as_ref()
                .map(|fees| handover::figures(fees.figure)),
        },
        made_text: moment_text(minutes.made_at),
        made_date_text: date_text(minutes.made_at.date()),
    };
    Input::value(
        (set, &set.handover),
        (&minutes.printing, &minutes.code),
        "Bản",
        form,
    )
}

fn encode_line(line: &Line) -> Result<LineInput<'_>, FormError> {
    let detail = match &line.check {
        handover::Check::Unchecked | handover::Check::Complete => "",
        handover::Check::Shortage(text)
        | handover::Check::Incomplete(text)
        | handover::Check::Noted(text)
        | handover::Check::NotTaken(text) => text,
    };
    let texts = [&line.submitter, &line.procedure, &line.seal].map(String::as_str);
    let longest = texts
        .into_iter()
        .chain([detail])
        .map(|text| text.chars().count())
        .max();
    Ok(LineInput {
        line,
        bars: line.lookup_code.as_deref().map(Ink::bars).transpose()?,
        fee_text: line.fee_dong.map(handover::figures),
        letters: longest.unwrap_or(0),
    })
}

fn check_rows(rows: usize, max: usize) -> Result<(), FormError> {
    if rows > max {
        Err(FormError::TooManyRows { rows, max })
    } else {
        Ok(())
    }
}

fn check_totals(minutes: &HandoverMinutes) -> Result<(), FormError> {
    let lines = &minutes.lines;
    let totals = &minutes.totals;
    let originals = lines.iter().map(|line| u64::from(line.originals)).sum();
    let copies = lines.iter().map(|line| u64::from(line.copies)).sum();
    let fees = lines
        .iter()
        .filter_map(|line| line.fee_dong)
        .fold(0, u64::saturating_add);
    check_tally("hồ sơ", Some(&totals.dossiers), lines.len() as u64)?;
    check_tally("bản chính", Some(&totals.originals), originals)?;
    check_tally("bản sao", Some(&totals.copies), copies)?;
    check_tally("phí, lệ phí", totals.fees.as_ref(), fees)?;
    let bundles = totals.bundles.as_ref();
    bundles.map_or(Ok(()), |bundles| check_words("tập giấy", bundles))
}

fn check_tally(of: &'static str, tally: Option<&Tally>, counted: u64) -> Result<(), FormError> {
    let printed = tally.map_or(0, |tally| tally.figure);
    if printed != counted {
        return Err(FormError::TotalsDisagree {
            of,
            printed,
            counted,
        });
    }
    tally.map_or(Ok(()), |tally| check_words(of, tally))
}

fn check_words(of: &'static str, tally: &Tally) -> Result<(), FormError> {
    if tally.agrees() {
        return Ok(());
    }
    Err(FormError::WordsDisagree {
        of,
        figure: tally.figure,
        words: tally.words.clone(),
    })
}
