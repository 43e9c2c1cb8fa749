//! The answer to «Giấy tờ đang ở đâu», in one sentence made once, so that screen, paper and
//! tracking page agree.
//!
//! A clause a holder, at most three, then «và n nơi khác». Papers on their way are counted
//! with the giver, who answers for them. Names of citizens never stand here.

use std::collections::BTreeMap;

use crate::custody::{Custody, HeldPaper};
use crate::dossier::Dossier;
use crate::id::{PersonId, UnitId};
use crate::paper::PaperForm;
use crate::party::{Holder, Party};
use crate::roster::Roster;

/// Clauses spelled out before the rest is only counted.
const CLAUSES_MAX: usize = 3;

/// Where some papers of a dossier are, for grouping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whereabouts {
    Held(Holder),
    OnTheWay { giver: Holder, to: Party },
    Returned,
    TakenBack,
    Incident,
    Disputed,
}

#[derive(Debug, Default)]
struct Tally {
    irreplaceable: u32,
    others: u32,
    results: u32,
    only_name: Option<String>,
}

/// Says in one Vietnamese sentence where the papers of a dossier are.
#[must_use]
pub fn sentence(dossier: &Dossier, roster: &Roster) -> String {
    let mut places: BTreeMap<Whereabouts, Tally> = BTreeMap::new();
    for held in dossier.papers.values() {
        places.entry(whereabouts(held)).or_default().add(held);
    }
    if places.is_empty() {
        return "Hồ sơ này không giữ giấy tờ nào của người dân.".to_owned();
    }
    let count = places.len();
    let mut clauses: Vec<String> = places
        .iter()
        .take(CLAUSES_MAX)
        .map(|(place, tally)| format!("{} {}", tally.words(), place.words(roster)))
        .collect();
    if count > CLAUSES_MAX {
        clauses.push(format!("và {} nơi khác", count - CLAUSES_MAX));
    }
    let mut text = clauses.join("; ");
    text.push('.');
    text
}

fn whereabouts(held: &HeldPaper) -> Whereabouts {
    match &held.custody {
        Custody::Held { holder } => Whereabouts::Held(holder.clone()),
        Custody::InTransit { giver, to, .. } => Whereabouts::OnTheWay {
            giver: giver.clone(),
            to: *to,
        },
        Custody::Returned => Whereabouts::Returned,
        Custody::TakenBack => Whereabouts::TakenBack,
        Custody::Incident { .. } => Whereabouts::Incident,
        Custody::Disputed { .. } => Whereabouts::Disputed,
    }
}

impl Tally {
    fn add(&mut self, held: &HeldPaper) {
        let paper = &held.paper;
        let count = u32::from(paper.count);
        let counter = if paper.form == PaperForm::Result {
            &mut self.results
        } else if paper.irreplaceable {
            &mut self.irreplaceable
        } else {
            &mut self.others
        };
        *counter = counter.saturating_add(count);
        if paper.irreplaceable && paper.form != PaperForm::Result {
            let is_first = self.irreplaceable == count;
            self.only_name = is_first.then(|| paper.name.clone());
        }
    }

    fn words(&self) -> String {
        let mut parts = Vec::new();
        if self.results > 0 {
            parts.push(format!("{} kết quả", self.results));
        }
        match (&self.only_name, self.irreplaceable) {
            (_, 0) => {}
            (Some(name), 1) => parts.push(format!("1 giấy tờ gốc ({name})")),
            (_, count) => parts.push(format!("{count} giấy tờ gốc")),
        }
        if self.others > 0 {
            let kind = if parts.is_empty() {
                "giấy tờ"
            } else {
                "giấy tờ khác"
            };
            parts.push(format!("{} {kind}", self.others));
        }
        parts.join(" và ")
    }
}

impl Whereabouts {
    fn words(&self, roster: &Roster) -> String {
        match self {
            Self::Held(Holder::Citizen) | Self::Returned => "đã trả người dân".to_owned(),
            Self::Held(holder) => format!("đang ở {}", holder_words(holder, roster)),
            Self::OnTheWay { giver, to } => format!(
                "đang giao từ {} tới {}, chưa ký nhận",
                holder_words(giver, roster),
                unit_words(to.unit, roster),
            ),
            Self::TakenBack => "đã thu hồi theo quy định".to_owned(),
            Self::Incident => "đang có sự cố, có biên bản".to_owned(),
            Self::Disputed => "hai nơi cùng ghi đang giữ, đang xem xét".to_owned(),
        }
    }
}

/// Names a holder: office, then person or place.
#[must_use]
pub fn holder_words(holder: &Holder, roster: &Roster) -> String {
    match holder {
        Holder::Citizen => "người dân".to_owned(),
        Holder::Staff { unit, person } => format!(
            "{}, {} giữ",
            unit_words(*unit, roster),
            person_words(*person, roster)
        ),
        Holder::Place { unit, place } => format!("{}, {place}", unit_words(*unit, roster)),
        Holder::Carrier { item_no } => format!("đơn vị vận chuyển, bưu gửi {item_no}"),
    }
}

/// Names a unit; one that the roster here does not know yet is said to be so.
#[must_use]
pub fn unit_words(unit: UnitId, roster: &Roster) -> &str {
    roster
        .find_unit(unit)
        .map_or("đơn vị chưa có trong danh bạ", |unit| {
            unit.name.as_str()
        })
}

/// Names a member of staff.
#[must_use]
pub fn person_words(person: PersonId, roster: &Roster) -> &str {
    roster
        .find_person(person)
        .map_or("người chưa có trong danh bạ", |person| {
            person.name.as_str()
        })
}
