//! What the real desk prints, read back from the page by readers that know nothing of it: the
//! codes on paper are the numbers that the desk finds a dossier by.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tests::office::requests::{acceptance, reception};
use tests::office::{COMMUNE_CODE, Office, PIN, text, unlock};
use tests::process::Desk;

/// As fine as an office printer.
const DOTS_PER_INCH: &str = "300";
/// What `zbarimg` says of a page on which it sees no code.
const NOTHING_SEEN: i32 = 4;

/// The codes of a page, each with its kind as `zbarimg` calls it.
type Codes = BTreeSet<String>;

#[test]
fn the_codes_on_a_slip_and_on_minutes_are_the_numbers_that_are_found_by() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut office = Office::found(home.path())?;
    let (clerk, taker) = (
        office.person("Vũ Thị Lan")?,
        office.person("Hoàng Thị Hoa")?,
    );
    unlock(&mut office.counter, &clerk)?;
    let desk = &mut office.counter;
    let first = receive(desk, 1, "Nguyễn Thị Phượng")?;
    let second = receive(desk, 2, "Đặng Văn Mẫu")?;

    for (dossier, code) in [&first, &second] {
        let asked = json!({ "dossier_id": dossier });
        let pages = print(desk, "print_receipt", asked)?;
        let expected = Codes::from([barcode(code), square(code)]);
        ensure!(!pages.is_empty(), "no page");
        for page in pages {
            ensure!(page == expected, "{page:?} on a page, not {expected:?}");
        }
        for read in [code.clone(), format!("{code}{COMMUNE_CODE}")] {
            let found = desk.must("find_dossiers", json!({ "text": read, "limit": 10 }))?;
            let rows = found["dossiers"].as_array().context("rows")?;
            let ids: Vec<&Value> = rows.iter().map(|row| &row["dossier_id"]).collect();
            ensure!(ids == [&json!(dossier)], "{read} finds {ids:?}");
        }
    }

    let (handoff, number) = hand_over(desk, &office.post.id, &taker.id, [&first.0, &second.0])?;
    let pages = print(
        desk,
        "print_handover_minutes",
        json!({ "handoff_id": handoff }),
    )?;
    let read: Codes = pages.into_iter().flatten().collect();
    let expected = Codes::from([
        barcode(&number),
        square(&number),
        barcode(&first.1),
        barcode(&second.1),
    ]);
    ensure!(
        read == expected,
        "{read:?} on the minutes, not {expected:?}"
    );
    office.close()
}

/// Takes somebody's paper in; gives the dossier's id and lookup code.
fn receive(desk: &mut Desk, act: u64, name: &str) -> Result<(String, String)> {
    let received = desk.must("receive_dossier", reception(act, name, "direct"))?;
    let code = text(&received, "lookup_code")?;
    let is_number = code.len() == 14 && code.bytes().all(|digit| digit.is_ascii_digit());
    ensure!(is_number, "{code} has not 14 digits");
    Ok((text(&received, "dossier_id")?.to_owned(), code.to_owned()))
}

/// Hands all papers to the postal worker at the same counter; gives the handoff and its number.
fn hand_over(
    desk: &mut Desk,
    unit: &str,
    taker: &str,
    dossiers: [&String; 2],
) -> Result<(String, String)> {
    let lines = dossiers.map(|id| json!({ "dossier_id": id, "paper_ids": null }));
    let offer = json!({
        "act_id": format!("{:032x}", 3), "to_unit_id": unit, "to_person_id": taker,
        "lines": lines, "counted_bundles": 2, "pin": PIN,
    });
    let offered = desk.must("offer_handoff", offer)?;
    let handoff = text(&offered, "handoff_id")?.to_owned();
    let manifest = desk.must("get_handoff", json!({ "handoff_id": handoff }))?;
    let mut accepted = acceptance(&manifest);
    accepted["taker_person_id"] = json!(taker);
    desk.must("accept_handoff", accepted)?;
    Ok((handoff, text(&offered, "number")?.to_owned()))
}

/// Prints, and reads the codes of every page.
fn print(desk: &mut Desk, command: &str, asked: Value) -> Result<Vec<Codes>> {
    let printed = desk.must(command, asked)?;
    let pages = tempfile::tempdir()?;
    let mut draw = Command::new("pdftoppm");
    draw.args(["-r", DOTS_PER_INCH, "-png", text(&printed, "path")?])
        .arg(pages.path().join("page"));
    let drawn = run(&mut draw, "poppler-utils")?;
    ensure!(drawn.status.success(), "pdftoppm: {}", said(&drawn));
    let entries = fs::read_dir(pages.path())?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<Result<Vec<PathBuf>>>()?;
    files.sort();
    ensure!(
        printed["pages"] == json!(files.len()),
        "{} pages of {printed}",
        files.len()
    );
    files.iter().map(|file| read_codes(file)).collect()
}

fn read_codes(page: &Path) -> Result<Codes> {
    let mut command = Command::new("zbarimg");
    command.args([
        "--quiet",
        "-Sdisable",
        "-Sqrcode.enable",
        "-Scode128.enable",
    ]);
    let read = run(command.arg(page), "zbar-tools")?;
    let is_read = read.status.success() || read.status.code() == Some(NOTHING_SEEN);
    ensure!(is_read, "zbarimg: {}", said(&read));
    let lines = String::from_utf8(read.stdout).context("codes of digits")?;
    Ok(lines.lines().map(str::to_owned).collect())
}

fn run(command: &mut Command, package: &str) -> Result<Output> {
    match command.output() {
        Err(fault) if fault.kind() == ErrorKind::NotFound => bail!(
            "{:?} is not installed: it is in the package {package} (xtask/packages.txt)",
            command.get_program()
        ),
        output => Ok(output?),
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// The 14 digits as a reader tells them from bars.
fn barcode(number: &str) -> String {
    format!("CODE-128:{number}")
}

/// The 14 digits and the commune's five, as a reader tells them from a QR code.
fn square(number: &str) -> String {
    format!("QR-Code:{number}{COMMUNE_CODE}")
}
