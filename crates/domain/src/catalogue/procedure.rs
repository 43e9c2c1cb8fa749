//! One procedure as a desk needs it: what it is called, how long it takes by which channel, whether
//! the post may bring it and whether somebody must be there in person.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::checklist::RequiredPaper;
use crate::due::{DueRequest, OfficeHours, TERM_DAYS_MAX, TimeUnit};
use crate::event::Channel;
use crate::name::fold;
use crate::paper::PAPERS_MAX;
use crate::table::{Row, RowProblem};

pub(super) const COLUMNS: [&str; 17] = [
    "code",
    "version",
    "name",
    "title",
    "short_code",
    "rank",
    "request",
    "sector",
    "time_value",
    "time_unit",
    "cutoff_15h",
    "fee_text",
    "postal_in",
    "presence",
    "confidence",
    "source",
    "status",
];
pub(super) const TIME_COLUMNS: [&str; 5] =
    ["code", "channel", "time_value", "time_unit", "cutoff_15h"];

/// Whether the post may bring the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PostalIn {
    /// It stands on the published list.
    Allowed,
    /// It does not.
    NotAllowed,
    /// Not confirmed: treated as not allowed until somebody confirms it.
    Unknown,
}

/// Whether somebody must come in person (domain page §12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Nobody must.
    NotNeeded,
    /// When the dossier is handed in.
    AtFiling,
    /// When the result is handed out.
    AtResult,
    /// The officer comes to the citizen.
    OfficerVisits,
    /// Not confirmed.
    Unknown,
}

crate::codes! {
    pub Presence {
        Self::NotNeeded => "not_needed",
        Self::AtFiling => "at_filing",
        Self::AtResult => "at_result",
        Self::OfficerVisits => "officer_visits",
        Self::Unknown => "unknown",
    }
}

/// How sure a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in a law or on the portal.
    High,
    /// Believed right.
    Medium,
    /// Not confirmed: shown as «chưa xác nhận».
    Low,
}

crate::codes! {
    pub Confidence {
        Self::High => "H",
        Self::Medium => "M",
        Self::Low => "L",
    }
}

/// Where a procedure stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureStatus {
    /// On the portal.
    Active,
    /// On notice boards or lists only.
    ActiveUnverified,
    /// Ended: kept for dossiers received before.
    Abolished,
}

/// The time of a procedure by one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProcedureTime {
    /// How many of the unit, where it is counted.
    pub value: Option<u32>,
    /// What is counted.
    pub unit: TimeUnit,
    /// Whether a receipt after 15:00:00 counts as the next working day's.
    pub cutoff_15h: bool,
}

impl ProcedureTime {
    /// Writes the time as a clerk says it: «8 ngày làm việc», «Trong ngày», «Chưa xác nhận».
    #[must_use]
    pub fn text(self) -> String {
        let count = self.value.unwrap_or(0);
        match self.unit {
            TimeUnit::WorkingDay => format!("{count} ngày làm việc"),
            TimeUnit::CalendarDay => format!("{count} ngày"),
            TimeUnit::Hour => format!("{count} giờ làm việc"),
            TimeUnit::SameDay => "Trong ngày".to_owned(),
            TimeUnit::BySchedule => "Theo kế hoạch".to_owned(),
            TimeUnit::Unknown => "Chưa xác nhận".to_owned(),
        }
    }

    /// Asks when a dossier filed at that moment is due.
    #[must_use]
    pub fn due_request(
        self,
        filed_at: DateTime<FixedOffset>,
        office_hours: OfficeHours,
    ) -> DueRequest {
        DueRequest {
            time_value: self.value.map(i64::from),
            time_unit: self.unit,
            cutoff_15h: self.cutoff_15h,
            filed_at,
            office_hours,
        }
    }
}

/// One procedure in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The national code, `1.001193`.
    pub code: String,
    /// Grows with every change of its row.
    pub version: u32,
    /// The name in law, as it is printed.
    pub name: String,
    /// The name in short, for lists.
    pub title: String,
    /// What clerks type: `ks`; empty if none.
    pub short_code: String,
    /// Place in the list before the desk has habits of its own.
    pub rank: u32,
    /// What «Nội dung yêu cầu» begins with.
    pub request: String,
    /// Lĩnh vực.
    pub sector: String,
    /// The fee in the words of its source; never a number to count with.
    pub fee_text: String,
    /// Whether the post may bring it.
    pub postal_in: PostalIn,
    /// Whether somebody must come in person.
    pub presence: Presence,
    /// How sure the row is.
    pub confidence: Confidence,
    /// Where the row comes from.
    pub source: String,
    /// Where it stands in its life.
    pub status: ProcedureStatus,
    pub(super) direct_time: ProcedureTime,
    pub(super) other_times: Vec<(Channel, ProcedureTime)>,
    /// Times in their source's own words; the counter's stand for a channel without any.
    pub(super) time_words: Vec<(Channel, String)>,
    pub(super) papers: Vec<RequiredPaper>,
    /// What people look it up by, and its matching key.
    pub(super) searched: String,
    pub(super) folded: String,
}

impl Procedure {
    /// Gives the time by a channel; the counter's where none of its own is known.
    #[must_use]
    pub fn time(&self, channel: Channel) -> ProcedureTime {
        let own = self.other_times.iter().find(|(of, _)| *of == channel);
        own.map_or(self.direct_time, |(_, time)| *time)
    }

    /// Writes the time by a channel as a clerk says it; where none was confirmed, the words of its
    /// source, and that they are no more than that.
    #[must_use]
    pub fn time_text(&self, channel: Channel) -> String {
        let time = self.time(channel);
        let words = |wanted| self.time_words.iter().find(|(of, _)| *of == wanted);
        let known = words(channel).or_else(|| words(Channel::Direct));
        match known.filter(|_| time.unit == TimeUnit::Unknown) {
            Some((_, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{count} (nguồn không ghi đơn vị, chưa xác nhận)")
            }
            Some((_, words)) => format!("{words} (chưa xác nhận)"),
            None => time.text(),
        }
    }

    /// Says whether new dossiers are received under it.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.status != ProcedureStatus::Abolished
    }

    pub(super) fn add_time(
        &mut self,
        channel: Channel,
        time: ProcedureTime,
        words: &str,
    ) -> Result<(), RowProblem> {
        if self.other_times.iter().any(|(of, _)| *of == channel) {
            return Err(RowProblem::Repeated(self.code.clone()));
        }
        self.other_times.push((channel, time));
        self.add_words(channel, words);
        Ok(())
    }

    fn add_words(&mut self, channel: Channel, words: &str) {
        if !words.is_empty() {
            self.time_words.push((channel, words.to_owned()));
        }
    }

    pub(super) fn add_paper(&mut self, paper: RequiredPaper) -> Result<(), RowProblem> {
        let is_taken = self.papers.iter().any(|known| known.clashes_with(&paper));
        if is_taken || self.papers.len() >= PAPERS_MAX {
            return Err(RowProblem::Repeated(format!(
                "{} {}",
                self.code, paper.line
            )));
        }
        let place = self
            .papers
            .partition_point(|known| known.line <= paper.line);
        self.papers.insert(place, paper);
        Ok(())
    }
}

pub(super) fn read_procedure(row: &Row<'_>) -> Result<Procedure, RowProblem> {
    let (name, title) = (row.filled("name")?, row.filled("title")?);
    let sector = row.filled("sector")?;
    let searched = format!("{title} {} {sector}", without_noise(name));
    let mut procedure = Procedure {
        code: row.read("code", national_code)?.to_owned(),
        version: row.count("version")?,
        name: name.to_owned(),
        title: title.to_owned(),
        short_code: fold(row.text("short_code")),
        rank: row.count("rank")?,
        request: row.text("request").to_owned(),
        sector: sector.to_owned(),
        fee_text: row.text("fee_text").to_owned(),
        postal_in: row.read("postal_in", postal_in)?,
        presence: row.read("presence", presence)?,
        confidence: row.read("confidence", confidence)?,
        source: row.filled("source")?.to_owned(),
        status: row.read("status", status)?,
        direct_time: read_time(row)?,
        other_times: Vec::new(),
        time_words: Vec::new(),
        papers: Vec::new(),
        folded: fold(&searched),
        searched,
    };
    procedure.add_words(Channel::Direct, row.text("time_text"));
    Ok(procedure)
}

pub(super) fn read_time(row: &Row<'_>) -> Result<ProcedureTime, RowProblem> {
    let unit = row.read("time_unit", time_unit)?;
    let value = match unit {
        TimeUnit::WorkingDay | TimeUnit::CalendarDay | TimeUnit::Hour => {
            Some(row.read("time_value", term_length)?)
        }
        TimeUnit::SameDay => row.count_if_given("time_value")?,
        TimeUnit::BySchedule | TimeUnit::Unknown => None,
    };
    Ok(ProcedureTime {
        value,
        unit,
        cutoff_15h: row.flag("cutoff_15h")?,
    })
}

/// A digit, a dot, six digits; local lists may add parts behind.
fn national_code(text: &str) -> Option<&str> {
    let (head, rest) = text.split_once('.')?;
    let number = rest.split('.').next()?;
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(head, 1) && digits(number, 6)).then_some(text)
}

/// Half the names begin so; «khai tử» would find every «thủ tục».
fn without_noise(name: &str) -> &str {
    name.strip_prefix("Thủ tục ").unwrap_or(name)
}

fn term_length(text: &str) -> Option<u32> {
    let value: u32 = text.parse().ok()?;
    (1..=TERM_DAYS_MAX).contains(&value).then_some(value)
}

fn time_unit(text: &str) -> Option<TimeUnit> {
    match text {
        "working_day" => Some(TimeUnit::WorkingDay),
        "calendar_day" => Some(TimeUnit::CalendarDay),
        "hour" => Some(TimeUnit::Hour),
        "same_day" => Some(TimeUnit::SameDay),
        "by_schedule" => Some(TimeUnit::BySchedule),
        "unknown" => Some(TimeUnit::Unknown),
        _ => None,
    }
}

fn postal_in(text: &str) -> Option<PostalIn> {
    match text {
        "true" => Some(PostalIn::Allowed),
        "false" => Some(PostalIn::NotAllowed),
        "unknown" => Some(PostalIn::Unknown),
        _ => None,
    }
}

fn presence(text: &str) -> Option<Presence> {
    match text {
        "not_needed" => Some(Presence::NotNeeded),
        "at_filing" => Some(Presence::AtFiling),
        "at_result" => Some(Presence::AtResult),
        "officer_visits" => Some(Presence::OfficerVisits),
        "unknown" => Some(Presence::Unknown),
        _ => None,
    }
}

fn confidence(text: &str) -> Option<Confidence> {
    match text {
        "H" => Some(Confidence::High),
        "M" => Some(Confidence::Medium),
        "L" => Some(Confidence::Low),
        _ => None,
    }
}

fn status(text: &str) -> Option<ProcedureStatus> {
    match text {
        "active" => Some(ProcedureStatus::Active),
        "active_unverified" => Some(ProcedureStatus::ActiveUnverified),
        "abolished" => Some(ProcedureStatus::Abolished),
        _ => None,
    }
}
