//! What a dossier's states and steps are called, and who holds what, in words for a clerk.

mod contradiction;

use chrono::{Datelike, Timelike};
use domain::custody::Custody;
use domain::dossier::{NoEffect, Status};
use domain::event::{CorrectedField, DueSource, Event};
use domain::party::Holder;
use domain::roster::Roster;
use domain::whereabouts;
use store::read::{DossierRow as StoredRow, TimelineEntry, Understood};

pub(super) use self::contradiction::{claim, conflict_detail, conflict_title};
use crate::moment::Moment;
use crate::surface::UnderstoodView;
use crate::text::{self, sentence};

/// Names a state for a person.
pub(super) fn status(status: Status) -> String {
    sentence(&format!("status.{}", status.code()), &[])
}

/// Says when a result is due: «17 giờ, Thứ Sáu 20/11/2026», and how long that is from today.
pub(in crate::command) fn due_text(due: Option<Moment>, now: Moment) -> String {
    let Some(due) = due else {
        return sentence("due_text.none", &[]);
    };
    let civil = due.civil();
    let weekday = sentence(
        &format!("weekday.{}", civil.weekday().number_from_monday()),
        &[],
    );
    let minutes = match civil.minute() {
        0 => String::new(),
        minutes => format!(" {minutes:02}"),
    };
    let date = civil.format("%d/%m/%Y").to_string();
    let hour = civil.hour().to_string();
    let arguments = [
        ("hour", hour.as_str()),
        ("minutes", minutes.as_str()),
        ("weekday", weekday.as_str()),
        ("date", date.as_str()),
    ];
    let key = if due < now {
        "due_text.overdue"
    } else {
        "due_text.at"
    };
    sentence(key, &arguments)
}

/// Says who holds a dossier's papers, for one column of a list.
pub(super) fn row_holder(row: &StoredRow, roster: Option<&Roster>) -> String {
    if row.is_scattered {
        return sentence("holder.scattered", &[]);
    }
    let unit = row.holder_unit.and_then(|unit| roster?.find_unit(unit));
    match (
        unit,
        row.holder_person
            .and_then(|person| roster?.find_person(person)),
    ) {
        (Some(unit), Some(person)) => format!("{} · {}", person.name, unit.short_name),
        (Some(unit), None) => unit.short_name.clone(),
        (None, _) if row.holder_unit.is_some() => sentence("holder.unknown_unit", &[]),
        (None, _) => sentence("holder.nobody", &[]),
    }
}

/// Says who holds a paper.
pub(super) fn custody_holder(custody: &Custody, roster: &Roster) -> String {
    match custody {
        Custody::Held { holder }
        | Custody::Incident {
            last_holder: holder,
            ..
        } => whereabouts::holder_words(holder, roster),
        Custody::InTransit { giver, to, .. } => sentence(
            "holder.on_the_way",
            &[
                ("giver", &whereabouts::holder_words(giver, roster)),
                ("taker", whereabouts::unit_words(to.unit, roster)),
            ],
        ),
        Custody::Returned => sentence("holder.citizen", &[]),
        Custody::TakenBack => sentence("custody.taken_back", &[]),
        Custody::Disputed { .. } => sentence("custody.disputed", &[]),
    }
}

/// Gives the storage place of a paper that lies in one.
pub(super) fn place(custody: &Custody) -> Option<String> {
    match custody.holder() {
        Some(Holder::Place { place, .. }) => Some(place.clone()),
        _ => None,
    }
}

/// Names a step.
pub(in crate::command) fn event_title(event: &Event) -> String {
    sentence(&format!("event.{}", event.code()), &[])
}

/// Names a step by the number of its kind; one of a later program is said to be so.
pub(in crate::command) fn kind_title(kind: u16) -> String {
    let key = format!("kind.{kind}");
    if text::is_known(&key) {
        sentence(&key, &[])
    } else {
        sentence("kind.unknown", &[])
    }
}

/// Says what of a step is worth a second line.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most events need no second line"
)]
pub(super) fn event_detail(step: &TimelineEntry, roster: &Roster) -> Option<String> {
    let facts = match &step.entry.event {
        Event::DossierReceived(event) if event.due_source == DueSource::Computed => {
            Some(due_rules(event.catalogue_version))
        }
        Event::LineOffered(event) => Some(sentence(
            "detail.to",
            &[("unit", whereabouts::unit_words(event.to.unit, roster))],
        )),
        Event::LineAccepted(event) => {
            let exceptions = event
                .papers
                .iter()
                .filter(|paper| paper.outcome.is_exception());
            let (exceptions, papers) = (exceptions.count(), event.papers.len());
            let key = if exceptions == 0 {
                "detail.all_taken"
            } else {
                "detail.exceptions"
            };
            let counts = [
                ("exceptions", exceptions.to_string()),
                ("papers", papers.to_string()),
            ];
            let counts = counts
                .each_ref()
                .map(|(name, count)| (*name, count.as_str()));
            Some(sentence(key, &counts))
        }
        Event::DossierCorrected(event) => {
            let field = field_name(event.field);
            Some(match contradiction::corrected_value(step, event) {
                Some(value) => format!("{field}: {value}"),
                None => field,
            })
        }
        _ => None,
    };
    let reason = step.case.as_ref().and_then(|case| case.reason.clone());
    let no_effect = step.no_effect.map(no_effect_words);
    let words: Vec<String> = facts.into_iter().chain(reason).chain(no_effect).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// Names the rules that the appointed time was reckoned by.
fn due_rules(version: u64) -> String {
    match version {
        0 => sentence("detail.due_by_shipped", &[]),
        version => sentence("detail.due_by", &[("version", &version.to_string())]),
    }
}

fn field_name(field: CorrectedField) -> String {
    sentence(&format!("corrected.{}", field.code()), &[])
}

fn no_effect_words(reason: NoEffect) -> String {
    sentence(&format!("no_effect.{}", reason.code()), &[])
}

/// Says how a query was read.
pub(super) fn understood(understood: &Understood) -> Vec<UnderstoodView> {
    let (kind, text) = match understood {
        Understood::Recent => return Vec::new(),
        Understood::LookupCode(code) => ("lookup_code", code),
        Understood::DossierCode(code) => ("dossier_code", code),
        Understood::Number(number) => ("number", number),
        Understood::FewDigits(digits) => ("few_digits", digits),
        Understood::Words(words) => ("name", words),
    };
    vec![UnderstoodView {
        kind: kind.to_owned(),
        text: text.clone(),
    }]
}

#[cfg(test)]
mod tests {
    use domain::event::{PaperOutcome, ReturnChannel};
    use domain::paper::PaperFate;

    use super::*;
    use crate::surface::HandoffState;

    #[test]
    fn a_due_moment_is_said_as_a_clerk_says_it() {
        let due = Moment(1_795_168_800_000_000);
        assert_eq!(due_text(Some(due), Moment(0)), "17 giờ, Thứ Sáu 20/11/2026");
        assert_eq!(
            due_text(Some(due), Moment(i64::MAX)),
            "quá hạn từ 17 giờ, Thứ Sáu 20/11/2026"
        );
    }

    #[test]
    fn every_code_of_the_domain_is_said_in_words() {
        let codes = [
            ("status.", Status::CODES),
            ("event.", Event::CODES),
            ("corrected.", CorrectedField::CODES),
            ("no_effect.", NoEffect::CODES),
            ("outcome.", PaperOutcome::CODES),
            ("fate.", PaperFate::CODES),
            ("handoff_state.", HandoffState::CODES),
            ("claim.return_", ReturnChannel::CODES),
        ];
        for (before, codes) in codes {
            for code in codes {
                let key = format!("{before}{code}");
                assert!(text::is_known(&key), "no words for {key}");
            }
        }
    }

    #[test]
    fn every_kind_of_record_has_a_name() {
        for kind in (1..=7).chain(64..=76).chain(96..=99) {
            assert!(text::is_known(&format!("kind.{kind}")), "kind {kind}");
        }
    }
}
