//! Rules that an administrator publishes, with real programs: both desks go by them from their
//! next contact on, and after a restart without a line as well.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use domain::calendar::{CalendarTables, shipped_tables};
use domain::catalogue::{Catalogue, CatalogueTables};
use serde_json::{Value, json};
use tests::office::{COUNTER, Office, drain, open_desk, text, unlock};
use tests::process::Desk;

/// Three working days from here end on `DUE`: the 24th is off by the calendar that ships.
const FILED_AT: &str = "2026-11-20T09:00:00+07:00";
const DUE: &str = "2026-11-26";
/// A row for the table of days, which takes the Wednesday between, and what it makes of the term.
const FURTHER_DAY: &str = "2026-11-25,OFF,Ngày nghỉ thêm (mẫu),,mẫu\n";
const DUE_WITH_FURTHER_DAY: &str = "2026-11-27";

/// A procedure with its time in the table, as it ships and as it is published.
const PROCEDURE: &str = "1.004873";
const SHIPPED_TIME: &str = "Hộ tịch,3,working_day,";
const PUBLISHED_TIME: &str = "Hộ tịch,7,working_day,";

#[test]
fn a_further_day_off_moves_what_is_due_once_a_desk_has_heard_of_it() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    office.district.line.pull();
    let CalendarTables { days, open } = shipped_tables();
    let days = format!("{}\n{FURTHER_DAY}", days.trim_end());
    let folder = tables(home.path(), "holidays", &days, open)?;
    publish(&office, "holidays", &folder)?;
    ensure!(due_on(&mut office.counter)? == DUE, "nobody has told it");

    office.district.line.plug();
    for desk in [&mut office.counter, &mut office.culture_house] {
        drain(desk)?;
        let due = due_on(desk)?;
        ensure!(
            due == DUE_WITH_FURTHER_DAY,
            "{due} at {:?}",
            desk.home().file_name()
        );
    }
    restart_without_a_line(&mut office, home.path())?;
    // The edition lies in the file, which a PIN opens: until then the answer says what it rests on.
    let shipped = json!({ "source": "shipped", "version": null });
    ensure!(
        calendar(&mut office.counter)? == shipped,
        "the file is closed"
    );
    unlock_clerk(&mut office)?;
    let published = json!({ "source": "published", "version": 1 });
    ensure!(
        calendar(&mut office.counter)? == published,
        "the file is open"
    );
    ensure!(
        due_on(&mut office.counter)? == DUE_WITH_FURTHER_DAY,
        "kept over a restart"
    );

    // A table with a day that no calendar has is not published at all.
    let broken = days + "2026-13-01,OFF,Ngày không có (mẫu),,mẫu\n";
    let folder = tables(home.path(), "broken", &broken, open)?;
    let refused = publish(&office, "holidays", &folder).err();
    let words = refused.context("a broken table was published")?.to_string();
    ensure!(words.contains("line"), "the row is not named: {words}");
    office.district.line.plug();
    drain(&mut office.counter)?;
    ensure!(
        due_on(&mut office.counter)? == DUE_WITH_FURTHER_DAY,
        "what was in force stays in force"
    );
    office.close()
}

#[test]
fn a_published_catalogue_changes_what_a_citizen_is_promised() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    unlock_clerk(&mut office)?;
    let before = time_text(&mut office.counter)?;
    office.district.line.pull();
    publish(&office, "catalogue", &catalogue(home.path())?)?;
    let unheard = time_text(&mut office.counter)?;
    ensure!(unheard == before, "nobody has told it: {unheard}");

    office.district.line.plug();
    drain(&mut office.counter)?;
    let after = time_text(&mut office.counter)?;
    ensure!(
        before.contains('3') && after == before.replace('3', "7"),
        "{before:?} became {after:?}"
    );
    restart_without_a_line(&mut office, home.path())?;
    unlock_clerk(&mut office)?;
    let kept = time_text(&mut office.counter)?;
    ensure!(kept == after, "after a restart {kept:?}");
    office.close()
}

/// Has the administrator publish a folder of tables; it is the first edition of its kind.
fn publish(office: &Office, kind: &str, folder: &Path) -> Result<()> {
    let folder = folder.to_str().context("a path of letters")?;
    let wish = ["--kind", kind, "--file", folder];
    let published = office.district.ask("publish", &wish)?;
    ensure!(published["version"] == json!(1), "not {published}");
    Ok(())
}

fn tables(home: &Path, name: &str, days: &str, open: &str) -> Result<PathBuf> {
    let folder = home.join(name);
    fs::create_dir(&folder)?;
    fs::write(folder.join("holidays.csv"), days)?;
    fs::write(folder.join("holidays_unconfirmed.csv"), open)?;
    Ok(folder)
}

/// The catalogue that ships, with another time of one procedure.
fn catalogue(home: &Path) -> Result<PathBuf> {
    let folder = home.join("catalogue");
    fs::create_dir(&folder)?;
    let CatalogueTables {
        procedures,
        times,
        papers,
    } = Catalogue::starter_tables();
    let rows = procedures.lines().map(|row| {
        if row.starts_with(PROCEDURE) {
            row.replace(SHIPPED_TIME, PUBLISHED_TIME)
        } else {
            row.to_owned()
        }
    });
    let changed = rows.collect::<Vec<_>>().join("\n") + "\n";
    ensure!(changed.contains(PUBLISHED_TIME), "the row is another");
    fs::write(folder.join("procedures.csv"), changed)?;
    fs::write(folder.join("procedure_times.csv"), times)?;
    fs::write(folder.join("procedure_papers.csv"), papers)?;
    Ok(folder)
}

/// Opens the counter's desk anew while no server can be asked.
fn restart_without_a_line(office: &mut Office, home: &Path) -> Result<()> {
    office.district.line.pull();
    office.counter.running().terminate()?;
    office.counter = open_desk(home, COUNTER)?;
    Ok(())
}

fn unlock_clerk(office: &mut Office) -> Result<()> {
    let clerk = office.person("Vũ Thị Lan")?;
    unlock(&mut office.counter, &clerk)
}

fn due_on(desk: &mut Desk) -> Result<String> {
    Ok(text(&due(desk)?, "due_on")?.to_owned())
}

/// By which calendar a desk reckons.
fn calendar(desk: &mut Desk) -> Result<Value> {
    Ok(due(desk)?["calendar"].clone())
}

fn due(desk: &mut Desk) -> Result<Value> {
    let asked = json!({
        "time_value": 3, "time_unit": "working_day", "filed_at": FILED_AT,
    });
    desk.must("preview_due", asked)
}

fn time_text(desk: &mut Desk) -> Result<String> {
    let asked = json!({ "text": PROCEDURE, "channel": "direct" });
    let found = desk.must("list_procedures", asked)?;
    let mut rows = found["procedures"].as_array().context("rows")?.iter();
    let row: Option<&Value> = rows.find(|row| row["code"] == json!(PROCEDURE));
    let row = row.with_context(|| format!("{PROCEDURE} is not listed"))?;
    Ok(text(row, "time_text")?.to_owned())
}
