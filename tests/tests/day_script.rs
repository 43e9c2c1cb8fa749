//! The day that stories and demo tell has in it what a day of a commune has: all letters, odd
//! names, every trouble once, and a line that is gone from 08:10 to 16:40.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::{Catalogue, Confidence};
use serde_json::{Value, json};

/// The 29 letters of the alphabet.
const ALPHABET: &str = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
/// Each vowel with its six tones: ngang, huyền, hỏi, ngã, sắc, nặng.
const VOWELS: [&str; 12] = [
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
];
/// A person below these years is a minor.
const FULL_AGE: i32 = 18;

struct Script {
    year: i32,
    citizens: Vec<Value>,
    steps: Vec<Value>,
}

impl Script {
    fn open() -> Self {
        let script = include_str!("../data/demo_day.json");
        let script: Value = serde_json::from_str(script).expect("the day is JSON");
        let list = |name: &str| script[name].as_array().expect("a list").clone();
        Self {
            year: text(&script, "date")[..4].parse().expect("a year"),
            citizens: list("citizens"),
            steps: list("day"),
        }
    }

    fn of_kind(&self, kind: &str) -> Vec<&Value> {
        let steps = self.steps.iter();
        steps.filter(|step| step["do"] == json!(kind)).collect()
    }

    fn names(&self) -> Vec<&str> {
        let citizens = self.citizens.iter();
        citizens.map(|citizen| text(citizen, "name")).collect()
    }

    /// The step that made what another one is about, which must be an earlier one.
    fn origin(&self, step: &Value, kind: &str) -> &Value {
        let made = self.steps.iter().position(|made| made["ref"] == step["of"]);
        let told = self.steps.iter().position(|told| told == step);
        assert!(made.is_some() && made < told, "{step} is about nothing");
        let made = &self.steps[made.expect("a place")];
        assert_eq!(made["do"], json!(kind), "{step}");
        made
    }
}

#[test]
fn fifty_citizens_each_bring_a_dossier_and_the_channels_are_mixed() {
    let script = Script::open();
    assert_eq!(script.citizens.len(), 50);
    let received = script.of_kind("receive");
    let who = received.iter().map(|step| step["citizen"].as_u64());
    let who: BTreeSet<u64> = who.map(|place| place.expect("a citizen")).collect();
    assert_eq!(received.len(), 50);
    assert_eq!(who, (0..50).collect());
    let mut channels = BTreeMap::new();
    for step in received {
        let ways = (text(step, "channel_in"), text(step, "return_channel"));
        *channels.entry(ways).or_insert(0) += 1;
    }
    let taken: BTreeSet<&str> = channels.keys().map(|(way, _)| *way).collect();
    assert_eq!(taken, BTreeSet::from(["direct", "online", "post"]));
    let returned: BTreeSet<&str> = channels.keys().map(|(_, way)| *way).collect();
    assert_eq!(returned, BTreeSet::from(["counter", "post"]));
    assert!(channels.values().all(|count| *count > 1), "{channels:?}");
}

#[test]
fn five_of_fifty_ask_for_what_only_the_portals_list_has() {
    let catalogue = Catalogue::starter();
    let script = Script::open();
    let asked = script.of_kind("receive").into_iter().map(|step| {
        let code = text(step, "procedure");
        catalogue
            .find_by_code(code)
            .unwrap_or_else(|| panic!("{code} is in no catalogue"))
    });
    let of_the_portal = asked.filter(|procedure| {
        // The core has short codes, and every row of it was looked at.
        procedure.short_code.is_empty() && procedure.confidence == Confidence::Low
    });
    assert_eq!(of_the_portal.count(), 5);
}

#[test]
fn every_vietnamese_letter_with_every_tone_is_in_a_name() {
    let names = Script::open().names().join(" ").to_lowercase();
    let is_mark = |letter: char| ('\u{300}'..='\u{36f}').contains(&letter);
    assert!(!names.contains(is_mark), "letters are one character each");
    let with_tones: BTreeSet<char> = VOWELS.iter().flat_map(|vowel| vowel.chars()).collect();
    assert_eq!(with_tones.len(), 12 * 6);
    let letters: BTreeSet<char> = ALPHABET.chars().chain(with_tones).collect();
    // 29 letters, and five more of each of the twelve vowels.
    assert_eq!(letters.len(), 29 + 12 * 5);
    let missing: String = letters
        .into_iter()
        .filter(|letter| !names.contains(*letter))
        .collect();
    assert_eq!(missing, "");
}

#[test]
fn names_of_one_word_and_of_eight_are_among_them() {
    let script = Script::open();
    let names = script.names();
    for words in [1, 8] {
        let found = names
            .iter()
            .any(|name| name.split_whitespace().count() == words);
        assert!(found, "no name of {words}");
    }
}

#[test]
fn a_minor_is_known_by_a_birth_year_alone() {
    let script = Script::open();
    let of_year = |citizen: &&Value| text(citizen, "birth").len() == 4;
    let born = script.citizens.iter().filter(of_year);
    let years: Vec<i32> = born
        .map(|citizen| text(citizen, "birth").parse().expect("a year"))
        .collect();
    // Whatever the day of birth: she is a minor all that year.
    assert!(
        years.iter().any(|year| script.year - year < FULL_AGE),
        "{years:?}"
    );
}

#[test]
fn every_trouble_of_the_counter_comes_up() {
    let script = Script::open();
    let refused = script.of_kind("refuse");
    assert!(!refused.is_empty(), "nothing is refused");
    for step in refused {
        script.origin(step, "offer");
    }
    let accepted = script.of_kind("accept");
    let exceptions = accepted.iter().map(|step| step["exceptions"].as_array());
    let of_one_missing = exceptions
        .flatten()
        .filter(|list| list.len() == 1 && list[0]["outcome"] == json!("missing"));
    assert!(of_one_missing.count() > 0, "every paper is in its bag");
    for kind in ["correct", "duplicate"] {
        let steps = script.of_kind(kind);
        assert!(!steps.is_empty(), "no {kind}");
        for step in steps {
            script.origin(step, "receive");
        }
    }
}

#[test]
fn the_line_goes_at_ten_past_eight_and_comes_back_at_twenty_to_five() {
    let script = Script::open();
    let switched: Vec<(&str, &Value)> = script
        .of_kind("network")
        .into_iter()
        .map(|step| (text(step, "at"), &step["up"]))
        .collect();
    assert_eq!(
        switched,
        [("08:10", &json!(false)), ("16:40", &json!(true))]
    );
    let times: Vec<&str> = script.steps.iter().map(|step| text(step, "at")).collect();
    assert!(times.is_sorted(), "the day goes on: {times:?}");
    let is_between = |step: &&Value| ("08:10".."16:40").contains(&text(step, "at"));
    let between: Vec<&Value> = script.steps.iter().filter(is_between).collect();
    for kind in ["receive", "offer", "accept", "refuse", "correct"] {
        let is_done = between.iter().any(|step| step["do"] == json!(kind));
        assert!(is_done, "no {kind} without a line");
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
