//! What a procedure asks for, line by line, as it stands for one channel.
//!
//! The list changes with the channel: by post, what would be shown at the counter of hộ tịch is
//! sent as a certified copy, and an identity card is never sent at all. Each such difference is a
//! row of the table, not a rule in code.

use serde::Serialize;

use super::procedure::{Confidence, Procedure};
use crate::event::Channel;
use crate::paper::{PAPER_NAME_BYTES_MAX, PaperFate};
use crate::table::{Row, RowProblem};

pub(super) const COLUMNS: [&str; 12] = [
    "code",
    "line",
    "channels",
    "name",
    "originals",
    "certified_copies",
    "copies",
    "required",
    "fate",
    "irreplaceable",
    "alternatives",
    "note",
];

/// Most sheets of one form on one line.
const SHEETS_MAX: u32 = 999;

/// Whether a line must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Always.
    Yes,
    /// In the case that its name or note tells.
    Conditional,
    /// Shown and taken back at once.
    Present,
}

/// One line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistPaper {
    /// Its number on the list, from 1.
    pub line: u32,
    /// What the paper is called.
    pub name: String,
    /// How many originals are asked for.
    pub originals: u32,
    /// How many certified copies.
    pub certified_copies: u32,
    /// How many plain copies.
    pub copies: u32,
    /// Whether it must be there.
    pub required: Requirement,
    /// Whether its original is one that the person cannot simply write again.
    pub irreplaceable: bool,
    /// What is to become of it.
    pub fate: PaperFate,
    /// What a clerk says about it; empty if nothing.
    pub note: String,
    /// Papers any one of which may take its place.
    pub alternatives: Vec<String>,
}

/// For which channels a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channels {
    Any,
    Post,
    NotPost,
}

impl Channels {
    fn has(self, channel: Channel) -> bool {
        match self {
            Self::Any => true,
            Self::Post => channel == Channel::Post,
            Self::NotPost => channel != Channel::Post,
        }
    }

    fn meets(self, other: Self) -> bool {
        self == other || self == Self::Any || other == Self::Any
    }
}

/// One row of the table of papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequiredPaper {
    pub(super) line: u32,
    channels: Channels,
    paper: ChecklistPaper,
}

impl RequiredPaper {
    /// Says whether both would stand at one line of one channel's list.
    pub(super) fn clashes_with(&self, other: &Self) -> bool {
        self.line == other.line && self.channels.meets(other.channels)
    }
}

impl Procedure {
    /// Lists what is asked for by a channel, numbered from 1 without gaps. By post nothing can be
    /// shown: where nobody looked through the list, what goes in its place is the clerk's to say.
    #[must_use]
    pub fn checklist(&self, channel: Channel) -> Vec<ChecklistPaper> {
        let is_unjudged = channel == Channel::Post && self.confidence == Confidence::Low;
        let rows = self.papers.iter().filter(|row| row.channels.has(channel));
        rows.zip(1..)
            .map(|(row, line)| ChecklistPaper {
                line,
                required: if is_unjudged && row.paper.required == Requirement::Present {
                    Requirement::Conditional
                } else {
                    row.paper.required
                },
                ..row.paper.clone()
            })
            .collect()
    }
}

pub(super) fn read_paper(row: &Row<'_>) -> Result<RequiredPaper, RowProblem> {
    let line = row.count("line")?;
    let paper = ChecklistPaper {
        line,
        name: row.read("name", paper_name)?.to_owned(),
        originals: row.read("originals", sheets)?,
        certified_copies: row.read("certified_copies", sheets)?,
        copies: row.read("copies", sheets)?,
        required: row.read("required", requirement)?,
        irreplaceable: row.flag("irreplaceable")?,
        fate: row.read("fate", fate)?,
        note: row.text("note").to_owned(),
        alternatives: listed(row.text("alternatives")),
    };
    let is_nothing = (paper.originals, paper.certified_copies, paper.copies) == (0, 0, 0);
    if is_nothing && paper.required != Requirement::Present {
        return Err(RowProblem::Empty("originals"));
    }
    Ok(RequiredPaper {
        line,
        channels: row.read("channels", channels)?,
        paper,
    })
}

fn paper_name(text: &str) -> Option<&str> {
    (text.len() <= PAPER_NAME_BYTES_MAX).then_some(text)
}

fn sheets(text: &str) -> Option<u32> {
    text.parse().ok().filter(|count| *count <= SHEETS_MAX)
}

fn listed(text: &str) -> Vec<String> {
    let names = text.split(';').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn channels(text: &str) -> Option<Channels> {
    match text {
        "any" => Some(Channels::Any),
        "post" => Some(Channels::Post),
        "not_post" => Some(Channels::NotPost),
        _ => None,
    }
}

fn requirement(text: &str) -> Option<Requirement> {
    match text {
        "yes" => Some(Requirement::Yes),
        "conditional" => Some(Requirement::Conditional),
        "present" => Some(Requirement::Present),
        _ => None,
    }
}

fn fate(text: &str) -> Option<PaperFate> {
    match text {
        "submit" => Some(PaperFate::Submit),
        "present" => Some(PaperFate::Present),
        "compare" => Some(PaperFate::Compare),
        "amend" => Some(PaperFate::Amend),
        "reclaim" => Some(PaperFate::Reclaim),
        _ => None,
    }
}
