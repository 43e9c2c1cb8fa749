//! The whole day of a commune in one folder: founded, told with the line cut and back, its books
//! balanced, every program closed. A server and desks go on with what is left there: the desks
//! remember the line's address, and the server was founded with that same one.
//!
//! A day that was told to its end stays; one that was interrupted is told from its beginning.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::books::balance;
use super::day::Day;
use super::{COUNTER, CULTURE_HOUSE, DISTRICT, Office};

/// Hears what happened, and how long it took.
pub type Say<'a> = &'a mut dyn FnMut(&str, Duration);

/// Tells whose folder it is: the first word, and when the day was told what was counted.
const MARK: &str = "day.txt";
/// What the mark says from the first moment on.
const BEGUN: &str = "begun";
/// What a telling and those who go on with it leave in the folder, beside the mark.
const LEFT: [&str; 7] = [
    DISTRICT,
    "district-authority",
    "district.log",
    "district.port",
    COUNTER,
    CULTURE_HOUSE,
    "screens",
];

/// Tells the day in a folder unless it was told there before; then, or when it is not wanted any
/// more, what an earlier telling left makes room first.
///
/// # Errors
/// The folder holds something else, or a step came out otherwise.
pub fn tell_once(home: &Path, is_fresh: bool, say: Say<'_>) -> Result<()> {
    if make_room(home, is_fresh)? {
        fs::write(home.join(MARK), BEGUN)?;
        let counted = tell_a_day(home, say)?;
        fs::write(home.join(MARK), counted)?;
    }
    Ok(())
}

/// What was counted when the day was told in a folder.
///
/// # Errors
/// It was not told there.
pub fn told_in(home: &Path) -> Result<String> {
    let mark = home.join(MARK);
    fs::read_to_string(&mark).with_context(|| format!("reading {}", mark.display()))
}

/// Tells the whole day with real programs in an empty folder, then balances the books; says what
/// was counted.
///
/// # Errors
/// A step came out otherwise, or the books do not balance.
pub fn tell_a_day(home: &Path, say: Say<'_>) -> Result<String> {
    let begun = Instant::now();
    let mut office = Office::found(home)?;
    say(
        "before  a server, two offices with five people, two desks with their keys",
        begun.elapsed(),
    );
    let mut day = Day::open()?;
    day.tell(&mut office, say)?;
    let begun = Instant::now();
    let counted = balance(&mut office, &day)?;
    office.close()?;
    say(
        "after   the books balance at both desks and at the server",
        begun.elapsed(),
    );
    Ok(counted)
}

/// Makes an empty folder, or finds the day told there; says whether it must be told.
fn make_room(home: &Path, is_fresh: bool) -> Result<bool> {
    fs::create_dir_all(home).with_context(|| format!("making {}", home.display()))?;
    let is_there = |name: &&str| home.join(name).exists();
    let Ok(mark) = fs::read_to_string(home.join(MARK)) else {
        return match LEFT.iter().find(|name| is_there(name)) {
            None => Ok(true),
            Some(name) => bail!(
                "{} is there, but no day was told in this folder: name another one",
                home.join(name).display()
            ),
        };
    };
    if mark != BEGUN && !is_fresh {
        return Ok(false);
    }
    fs::write(home.join(MARK), BEGUN)?;
    for name in LEFT.iter().filter(|name| is_there(name)) {
        let path = home.join(name);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.with_context(|| format!("removing {}", path.display()))?;
    }
    Ok(true)
}

/// One stretch of the day in words: steps of one kind at one desk, and when they were.
pub(super) fn in_words(stretch: &[Value]) -> String {
    let Some(step) = stretch.first() else {
        return String::new();
    };
    let said = |field: &str| step[field].as_str().unwrap_or_default();
    let count = |field: &str| step[field].as_array().map_or(0, Vec::len);
    let person = said("person");
    let what = match said("do") {
        "network" if step["up"] == json!(true) => "the line is back".to_owned(),
        "network" => "the line is cut".to_owned(),
        "receive" if stretch.len() == 1 => format!("{person} receives a dossier"),
        "receive" => format!("{} dossiers are received", stretch.len()),
        "duplicate" => format!("{person} is warned of a duplicate"),
        "offer" => format!("{person} hands over {} dossiers", count("lines")),
        "accept" if count("exceptions") > 0 => format!("{person} accepts them with an exception"),
        "accept" => format!("{person} counts and accepts them"),
        "refuse" => format!("{person} refuses: {}", said("reason")),
        "withdraw" => format!("{person} takes the manifest back: {}", said("reason")),
        "correct" => format!("{person} corrects a dossier: {}", said("reason")),
        "withdraw_dossier" => format!("a dossier is taken back: {}", said("reason")),
        "issue_result" => format!("a result is issued: {}", said("name")),
        "return_result" => "it is given to the applicant".to_owned(),
        "drain" | "pull" if said("desk") == "post" => {
            "the culture house sends and hears everything".to_owned()
        }
        "drain" | "pull" => "the counter sends and hears everything".to_owned(),
        other => other.to_owned(),
    };
    format!("{:<7} {what}", said("at"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{BEGUN, LEFT, MARK, make_room};

    #[test]
    fn a_told_day_stays_and_an_interrupted_one_makes_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("demo");
        assert!(make_room(&home, false).expect("an empty folder"));
        fs::write(home.join(MARK), BEGUN).expect("marked");
        fs::create_dir(home.join(LEFT[0])).expect("a folder of the server");
        fs::write(home.join("letter.odt"), "mine").expect("what is not the demo's");
        assert!(make_room(&home, false).expect("an interrupted telling"));
        assert!(!home.join(LEFT[0]).exists() && home.join("letter.odt").exists());
        fs::write(home.join(MARK), "fifty dossiers").expect("told");
        fs::create_dir(home.join(LEFT[0])).expect("a folder of the server");
        assert!(!make_room(&home, false).expect("told before"));
        assert!(home.join(LEFT[0]).exists());
        assert!(make_room(&home, true).expect("not wanted any more"));
        assert!(!home.join(LEFT[0]).exists());
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(LEFT[4])).expect("somebody's folder");
        for is_fresh in [false, true] {
            let fault = make_room(folder.path(), is_fresh).expect_err("not the demo's");
            assert!(fault.to_string().contains(LEFT[4]), "{fault}");
        }
        assert!(folder.path().join(LEFT[4]).is_dir());
    }
}
