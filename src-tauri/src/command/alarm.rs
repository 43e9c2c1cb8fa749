//! What a person must hear of: a sentence, what to do, and who has seen it.

use domain::id::PersonId;
use domain::roster::Roster;
use domain::whereabouts::person_words;
use store::exchange::Alarm;

use crate::error::{Answer, CommandError, Refused};
use crate::moment::Moment;
use crate::program::Program;
use crate::surface::{AcknowledgeAlarmForm, AlarmView, Empty, ListAlarmsView};
use crate::text::{is_known, sentence};

/// The sentence over an alarm of a later program.
const UNKNOWN: &str = "unknown";

/// Lists alarms.
pub(super) fn list_alarms(program: &Program, _: Empty) -> Answer<ListAlarmsView> {
    let roster = program.roster().unwrap_or_default();
    let alarms = program.read(|reader, _| reader.list_alarms())?;
    let alarms = alarms.into_iter().map(|alarm| view(alarm, &roster));
    Ok(ListAlarmsView {
        alarms: alarms.collect(),
    })
}

fn view(alarm: Alarm, roster: &Roster) -> AlarmView {
    let known = is_known(&format!("alarm.{}", alarm.code));
    let code = if known { alarm.code.as_str() } else { UNKNOWN };
    let named: Vec<String> = named_people(&alarm.detail)
        .map(|person| person_words(person, roster).to_owned())
        .collect();
    let mut words = vec![("code", alarm.code.as_str())];
    words.extend(
        ["name", "supervisor"]
            .into_iter()
            .zip(named.iter().map(String::as_str)),
    );
    AlarmView {
        sentence: sentence(&format!("alarm.{code}"), &words),
        advice: sentence(&format!("alarm_advice.{code}"), &words),
        alarm_id: u32::try_from(alarm.number).unwrap_or_default(),
        raised_at: Moment(alarm.raised_at),
        seen_at: alarm.seen.map(|(at, _)| Moment(at)),
        seen_by: alarm
            .seen
            .map(|(_, person)| person_words(person, roster).to_owned()),
        code: alarm.code,
    }
}

/// The people whom an alarm is about; their ids stand first in its detail.
fn named_people(detail: &str) -> impl Iterator<Item = PersonId> {
    detail
        .split(' ')
        .map_while(|word| word.parse::<PersonId>().ok())
}

/// Says that an alarm was seen.
pub(super) fn acknowledge_alarm(program: &Program, form: AcknowledgeAlarmForm) -> Answer<Empty> {
    let person = program.signed_in(|own| Ok(own.unlocked.person))?;
    let is_there = program.with_desk(|desk| {
        desk.exchange(Moment::now().0, |exchange| {
            exchange.see_alarm(i64::from(form.alarm_id), person)
        })
    })?;
    if !is_there {
        return Err(CommandError::of(&Refused::AlarmUnknown));
    }
    program.changed(&["sync"]);
    Ok(Empty {})
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod tests {
    use serde_json::{Value, json};
    use store::exchange::AlarmKind;

    use crate::moment::Moment;
    use crate::program::testing::{Counter, HOA, LAN};
    use crate::text::is_known;

    fn raise(counter: &Counter, kind: AlarmKind, detail: &str) {
        counter
            .program
            .with_desk(|desk| {
                desk.exchange(Moment::now().0, |exchange| {
                    exchange.raise_alarm(kind, detail)
                })
            })
            .unwrap();
    }

    fn listed(counter: &Counter) -> Vec<Value> {
        let listed = counter.call("list_alarms", json!({})).unwrap();
        listed["alarms"].as_array().unwrap().clone()
    }

    fn unseen(counter: &Counter) -> Value {
        counter.call("get_sync_status", json!({})).unwrap()["alarms"].clone()
    }

    #[test]
    fn every_alarm_has_a_sentence_and_says_what_to_do() {
        for code in AlarmKind::CODES.iter().copied().chain([super::UNKNOWN]) {
            for key in [format!("alarm.{code}"), format!("alarm_advice.{code}")] {
                assert!(is_known(&key), "no sentence for {key}");
            }
        }
    }

    #[test]
    fn an_alarm_is_counted_until_somebody_says_that_she_saw_it() {
        let counter = Counter::at_work();
        raise(&counter, AlarmKind::PinReset, &format!("{HOA} at 5"));
        raise(&counter, AlarmKind::EpochChanged, "");
        raise(&counter, AlarmKind::EpochChanged, "");
        assert_eq!(unseen(&counter), 2, "the same is raised once");
        let before = listed(&counter);
        assert_eq!(before[0]["code"], "epoch_changed", "the latest first");
        let sentence = before[1]["sentence"].as_str().unwrap();
        assert!(sentence.contains("Hoàng Thị Hoa"), "{sentence}");
        let form = json!({ "alarm_id": before[0]["alarm_id"] });
        counter.call("acknowledge_alarm", form.clone()).unwrap();
        assert_eq!(unseen(&counter), 1);
        let after = listed(&counter);
        let codes: Vec<_> = after.iter().map(|alarm| &alarm["code"]).collect();
        assert_eq!(codes, ["pin_reset", "epoch_changed"], "the seen one last");
        assert_eq!(after[1]["seen_by"], "Vũ Thị Lan");
        raise(&counter, AlarmKind::EpochChanged, "");
        assert_eq!(unseen(&counter), 2, "what happens again is raised again");
        counter.call("lock", json!({})).unwrap();
        let refused = counter.call("acknowledge_alarm", form).unwrap_err();
        assert_eq!(refused.code, "locked");
    }

    #[test]
    fn whoever_saw_it_first_stays_and_nobody_sees_what_is_not_there() {
        let mut counter = Counter::at_work();
        raise(&counter, AlarmKind::Forked, "");
        let form = json!({ "alarm_id": listed(&counter)[0]["alarm_id"] });
        counter.call("acknowledge_alarm", form.clone()).unwrap();
        let seen_at = listed(&counter)[0]["seen_at"].clone();
        counter.activate(HOA).unwrap();
        counter.sign_in(HOA);
        counter.call("acknowledge_alarm", form).unwrap();
        let alarm = &listed(&counter)[0];
        assert_eq!(
            (&alarm["seen_by"], &alarm["seen_at"]),
            (&json!("Vũ Thị Lan"), &seen_at)
        );
        let missing = json!({ "alarm_id": 99 });
        let refused = counter.call("acknowledge_alarm", missing).unwrap_err();
        assert_eq!(refused.code, "alarm_unknown");
    }

    #[test]
    fn a_file_that_was_put_back_from_a_copy_is_told_in_the_window() {
        let mut counter = Counter::at_work();
        counter.receive(&[("Giấy chứng sinh", 1, 0)]);
        counter.program.close();
        let home = counter.home();
        let file = home.data.join("desk.db");
        let copy = std::fs::read(&file).unwrap();
        let mut counter = counter.restart();
        counter.sign_in(LAN);
        counter.receive(&[("Giấy chứng sinh", 1, 0)]);
        counter.program.close();
        std::fs::write(&file, copy).unwrap();
        let counter = counter.restart();
        counter.sign_in(LAN);
        let codes: Vec<_> = listed(&counter)
            .into_iter()
            .map(|alarm| alarm["code"].clone())
            .collect();
        assert_eq!(codes, ["restored"]);
    }
}
