//! The first whole path in the real window, by the keyboard alone: wrong input and its answers, a
//! reception, a print, a line that is pulled, both signatures at one machine, a second window that
//! counts and signs; and the same work once more in very large text. Wherever the keyboard is, the
//! clerk must see it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Window;
use crate::office::{COUNTER, Office, PIN, open_desk, unlock};

/// The longest name of the day: eight words, every tone.
const LONG_NAME: &str = "Tôn Nữ Hoàng Quỳnh Diễm Thảo Ngọc Bưởi";
const FIRST_NAME: &str = "Đặng Thị Ánh Quỳnh";
const LARGE_NAME: &str = "Lương Thị Hường Giang";

/// What the story did, for the line that is printed at its end.
#[derive(Debug, Default)]
pub struct Told {
    /// Screens that were looked at for anything cut or hidden.
    pub screens: usize,
    /// Wrong inputs that were answered in words.
    pub refused: usize,
}

/// Tells it in a folder; pictures of the screens go where they are wanted.
///
/// # Errors
/// When a step does not come to what a clerk would see.
pub fn tell_in_the_window(home: &Path, pictures: Option<&Path>) -> Result<Told> {
    let Office {
        district,
        counter,
        culture_house,
        post,
        ..
    } = Office::found(home)?;
    let counter_home = counter.home().to_owned();
    let second_home = culture_house.home().to_owned();
    counter.close()?;
    culture_house.close()?;

    if let Some(folder) = pictures {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let mut story = Story {
        pictures: pictures.map(Path::to_owned),
        told: Told::default(),
        size: "",
    };
    let window = Window::open(&counter_home)?;
    story.sign_in(&window)?;
    story.meet_wrong_input(&window)?;
    story.receive(&window, FIRST_NAME, "004195001231", "ks")?;
    story.find_print(&window, &counter_home, "Đã tạo PDF giấy hẹn", 1)?;
    district.line.pull();
    story.receive(&window, LONG_NAME, "004190004561", "ks")?;
    window.wait_for_text("việc chưa gửi lên máy chủ")?;
    story.hand_over_at_one_machine(&window, 2)?;
    story.ask_where_the_papers_are(&window, ("dang anh quynh", FIRST_NAME))?;
    story.look_at_the_queue(&window, &district.line)?;
    story.lock_and_hand_on(&window)?;
    story.drain(&window)?;
    story.work_enlarged(&window, &counter_home)?;
    window.kill()?;

    let window = Window::open(&second_home)?;
    story.take_at_the_culture_house(&window)?;
    story.drain(&window)?;
    window.close()?;

    // The counter's program was killed with its window open: nothing of the day is gone.
    let mut counter = open_desk(home, COUNTER)?;
    unlock(
        &mut counter,
        post.people.first().context("the postal worker")?,
    )?;
    let ledger = counter.must("verify_ledger", json!({}))?;
    ensure!(ledger["faults"] == json!([]), "the books: {ledger}");
    let found = counter.must("list_recent", json!({ "limit": 10 }))?;
    let rows = found["dossiers"].as_array().map_or(0, Vec::len);
    ensure!(rows == 3, "three dossiers, not {rows}");
    counter.close()?;
    Ok(story.told)
}

struct Story {
    pictures: Option<PathBuf>,
    told: Told,
    /// What the pictures' names end with.
    size: &'static str,
}

impl Story {
    /// Looks at a screen as its clerk does, and keeps a picture of it.
    fn look(&mut self, window: &Window, name: &str) -> Result<()> {
        window.must_fit(name)?;
        window.focus_must_show()?;
        self.told.screens += 1;
        if let Some(folder) = &self.pictures {
            window.picture(&folder.join(format!("{name}{}.png", self.size)))?;
        }
        Ok(())
    }

    /// Expects words after something wrong was entered.
    fn refused(&mut self, window: &Window, words: &str) -> Result<()> {
        self.told.refused += 1;
        window.wait_for_text(words)?;
        window.focus_must_show()
    }

    /// Goes from the ordinary size of text to the largest, as the person who is signed in.
    fn enlarge(&mut self, window: &Window) -> Result<()> {
        window.text_must_be("normal")?;
        window.press(&["Ctrl+=", "Ctrl+="])?;
        window.text_must_be("xlarge")?;
        self.size = "-large";
        Ok(())
    }

    /// Goes back to the ordinary size.
    fn shrink(&mut self, window: &Window) -> Result<()> {
        window.press(&["Ctrl+-", "Ctrl+-"])?;
        window.text_must_be("normal")?;
        self.size = "";
        Ok(())
    }

    fn sign_in(&mut self, window: &Window) -> Result<()> {
        window.wait_for_text("Vũ Thị Lan")?;
        window.wait_for_focus("BUTTON")?;
        self.look(window, "sign-in")?;
        window.choose("Vũ Thị Lan")?;
        window.type_text("000000")?;
        self.refused(window, "Mã PIN chưa đúng. Còn 4 lần.")?;
        window.type_text(PIN)?;
        window.wait_for_text("Tiếp nhận hồ sơ mới")?;
        window.wait_for_focus("applicant-id-number")
    }

    fn meet_wrong_input(&mut self, window: &Window) -> Result<()> {
        window.press(&["F9"])?;
        self.refused(window, "Cần xem lại")?;
        go_to(window, "applicant-id-number")?;
        window.type_text("00419500")?;
        window.press(&["Enter"])?;
        self.refused(window, "đang có 8")?;
        go_to(window, "applicant-name")?;
        window.type_text("Trần Thị Thử")?;
        go_to(window, "applicant-birth")?;
        window.type_text("31/02/1995")?;
        window.press(&["Enter"])?;
        self.refused(window, "Không có ngày 31/02/1995")?;
        go_to(window, "procedure")?;
        window.type_text("không có thủ tục này")?;
        self.refused(window, "Không có thủ tục nào như vậy")?;
        window.press(&["Ctrl+A"])?;
        window.type_text("ks")?;
        window.wait_for_text("Đăng ký khai sinh")?;
        window.press(&["Enter"])?;
        window.wait_for_focus("paper-")?;
        window.press(&["0", "F9"])?;
        window.wait_for_focus("applicant-birth")?;
        self.look(window, "wrong-input")?;
        window.press(&["Escape"])?;
        window.wait_for_text("Bỏ hồ sơ đang nhập?")?;
        self.look(window, "clear-draft")?;
        window.press(&["Shift+Tab", "Enter"])?;
        window.wait_until_gone("Không có ngày")
    }

    fn receive(&mut self, window: &Window, name: &str, number: &str, code: &str) -> Result<()> {
        window.press(&["F2"])?;
        go_to(window, "applicant-id-number")?;
        window.type_text(number)?;
        enter(window)?;
        window.wait_for_focus("applicant-name")?;
        window.type_text(name)?;
        ensure!(
            window.typed()? == name,
            "the name came otherwise than typed"
        );
        enter(window)?;
        window.type_text("2/9/95")?;
        enter(window)?;
        window.press(&["ArrowDown", "ArrowDown"])?;
        enter(window)?;
        window.type_text("Xóm Nà Ngần, xã Hưng Đạo, tỉnh Cao Bằng")?;
        for _ in 0..3 {
            enter(window)?;
        }
        window.wait_for_focus("procedure")?;
        window.type_text(code)?;
        window.wait_for_text("Đăng ký khai sinh")?;
        enter(window)?;
        window.wait_for_focus("paper-")?;
        window.press(&["0"])?;
        self.look(window, "receive")?;
        window.press(&["F9"])?;
        window.wait_for_text("Đã tiếp nhận")?;
        window.wait_for_text(name)?;
        window.wait_for_focus("applicant-id-number")
    }

    /// The slip is a file by itself, without the clerk waiting for it.
    fn find_print(
        &mut self,
        window: &Window,
        home: &Path,
        words: &str,
        slips: usize,
    ) -> Result<()> {
        window.wait_for_text(words)?;
        let prints = fs::read_dir(home.join("data").join("prints"))?;
        let prints: Vec<_> = prints.collect::<Result<_, _>>()?;
        let of_slips = prints.iter().filter(|print| {
            let name = print.file_name();
            name.to_string_lossy().starts_with("receipt")
        });
        let of_slips: Vec<_> = of_slips.collect();
        ensure!(of_slips.len() == slips, "{slips}, not {}", of_slips.len());
        for slip in of_slips {
            let pdf = fs::read(slip.path())?;
            ensure!(pdf.starts_with(b"%PDF-"), "the slip is no PDF");
        }
        Ok(())
    }

    /// The clerk gives, the postal worker beside her counts and signs: two PINs, one machine.
    fn hand_over_at_one_machine(&mut self, window: &Window, count: usize) -> Result<()> {
        window.press(&["F4"])?;
        window.wait_for_focus("waiting")?;
        window.press(&["F9"])?;
        self.refused(window, "Chọn ít nhất một hồ sơ")?;
        window.press(&["Ctrl+A"])?;
        window.wait_for_text(&format!("{count} / {count} hồ sơ"))?;
        go_to(window, "counted")?;
        window.type_text("3")?;
        window.press(&["F9"])?;
        self.refused(window, "Đếm được 3")?;
        window.press(&["Ctrl+A"])?;
        window.type_text(&count.to_string())?;
        self.look(window, "hand-over")?;
        sign(window)?;
        window.wait_for_focus("taker-here")?;
        window.press(&["Alt+P"])?;
        window.wait_for_focus("tick")?;
        window.press(&["F9"])?;
        self.refused(window, "chưa đếm")?;
        window.press(&vec!["0"; count])?;
        go_to(window, "counted")?;
        window.type_text(&count.to_string())?;
        self.look(window, "accept-here")?;
        sign(window)?;
        window.wait_for_text("Bưu điện văn hóa xã Hưng Đạo")?;
        window.wait_for_text("Đã nhận đủ")
    }

    fn ask_where_the_papers_are(
        &mut self,
        window: &Window,
        (typed, name): (&str, &str),
    ) -> Result<()> {
        window.press(&["F3"])?;
        window.wait_for_text("Gõ tên (không cần dấu)")?;
        window.type_text("khong co ai ten nay")?;
        self.refused(window, "Không thấy")?;
        window.press(&["Ctrl+A"])?;
        window.type_text(typed)?;
        window.wait_for_text(name)?;
        self.look(window, "find")?;
        window.press(&["Enter"])?;
        window.wait_for_text("Diễn biến")?;
        self.look(window, "dossier")?;
        window.press(&["Ctrl+G"])?;
        window.wait_for_text("Các lần giao nhận")?;
        window.wait_for_text("bằng PIN")?;
        self.look(window, "where-papers")?;
        window.press(&["Ctrl+K"])?;
        window.type_text("bưởi")?;
        window.wait_for_text(LONG_NAME)?;
        self.look(window, "quick-find")?;
        window.press(&["Escape"])
    }

    /// The queue holds what was done without a line; with the line back each leaves for a receipt.
    fn look_at_the_queue(&mut self, window: &Window, line: &crate::proxy::Proxy) -> Result<()> {
        window.press(&["Alt+8"])?;
        window.wait_for_focus("queue")?;
        self.look(window, "queue-offline")?;
        line.plug();
        self.drain(window)?;
        self.look(window, "queue-sent")
    }

    fn drain(&mut self, window: &Window) -> Result<()> {
        window.press(&["Alt+8", "F9"])?;
        window.wait_for_text("Đã gửi")
    }

    /// Another person of another office goes on at the same machine and hands one dossier on to her
    /// colleague in the culture house.
    fn lock_and_hand_on(&mut self, window: &Window) -> Result<()> {
        window.press(&["Ctrl+L"])?;
        window.wait_for_text("Vũ Thị Lan")?;
        window.wait_for_pin()?;
        self.look(window, "locked")?;
        window.choose("Hoàng Thị Hoa")?;
        window.type_text(PIN)?;
        window.wait_for_text("Hoàng Thị Hoa – Quầy 2")?;
        window.press(&["F4"])?;
        window.wait_for_focus("waiting")?;
        go_to(window, "to-unit")?;
        window.press(&["ArrowDown"])?;
        go_to(window, "to-person")?;
        window.press(&["ArrowDown"])?;
        go_to(window, "waiting")?;
        window.press(&["Space"])?;
        window.wait_for_text("1 / 2 hồ sơ")?;
        go_to(window, "counted")?;
        window.type_text("1")?;
        sign(window)?;
        window.wait_for_text("Chưa ai ký nhận")
    }

    /// The second desk heard of the manifest by the line; its worker finds one paper missing.
    fn take_at_the_culture_house(&mut self, window: &Window) -> Result<()> {
        window.wait_for_text("Lý A Páo")?;
        window.wait_for_focus("BUTTON")?;
        window.choose("Lý A Páo")?;
        window.type_text(PIN)?;
        window.wait_for_text("Lý A Páo – ")?;
        self.drain(window)?;
        window.press(&["F4", "Alt+H"])?;
        window.wait_for_focus("manifests")?;
        self.look(window, "incoming")?;
        self.enlarge(window)?;
        window.press(&["Enter"])?;
        window.wait_for_focus("tick")?;
        window.press(&["1", "2"])?;
        go_to(window, "counted")?;
        window.type_text("1")?;
        window.press(&["F9"])?;
        self.refused(window, "Cần xem lại")?;
        go_to(window, "note-")?;
        window.type_text("Không thấy trong túi, hai bên cùng đếm")?;
        self.look(window, "accept-exception")?;
        self.shrink(window)?;
        self.look(window, "accept-exception")?;
        self.enlarge(window)?;
        sign(window)?;
        window.wait_for_text("sai lệch")?;
        self.look(window, "accepted")
    }

    /// The day's work in the largest letters, and the screens it does not pass: all of it
    /// readable, nothing cut. The size is each person's own.
    fn work_enlarged(&mut self, window: &Window, home: &Path) -> Result<()> {
        self.enlarge(window)?;
        window.press(&["F4"])?;
        window.wait_for_focus("waiting")?;
        self.look(window, "hand-on")?;
        window.press(&["Alt+8"])?;
        window.wait_for_text("Hàng đợi")?;
        self.look(window, "queue")?;
        window.press(&["Ctrl+L"])?;
        window.wait_for_text("Vũ Thị Lan")?;
        window.text_must_be("xlarge")?;
        self.look(window, "locked")?;
        window.choose("Vũ Thị Lan")?;
        window.type_text(PIN)?;
        window.wait_for_text("Tiếp nhận hồ sơ mới")?;
        self.enlarge(window)?;
        self.receive(window, LARGE_NAME, "004185007891", "ks")?;
        self.find_print(window, home, "Đã tạo PDF", 3)?;
        self.hand_over_at_one_machine(window, 1)?;
        self.ask_where_the_papers_are(window, ("luong huong giang", LARGE_NAME))?;
        window.press(&["F2"])?;
        window.wait_for_focus("applicant-id-number")?;
        go_to(window, "procedure")?;
        window.type_text("dang ky")?;
        window.wait_for_text("Đăng ký khai sinh")?;
        self.look(window, "procedure")?;
        self.size = "";
        Ok(())
    }
}

/// Moves the keyboard to a field as a clerk does, with Tab.
fn go_to(window: &Window, id: &str) -> Result<()> {
    const FIELDS: usize = 80;
    for _ in 0..FIELDS {
        window.focus_must_show()?;
        if window.focused()?.starts_with(id) {
            return Ok(());
        }
        window.press(&["Tab"])?;
    }
    anyhow::bail!("Tab does not lead to {id}; it is at {}", window.focused()?)
}

/// Presses Enter; wherever that leads, the clerk must see it.
fn enter(window: &Window) -> Result<()> {
    window.press(&["Enter"])?;
    window.focus_must_show()
}

/// Signs what lies ready with the PIN that the dialog asks for.
fn sign(window: &Window) -> Result<()> {
    window.press(&["F9"])?;
    window.wait_for_text("Mã PIN của")?;
    window.wait_for_pin()?;
    window.type_text(PIN)?;
    window.press(&["F9"])?;
    window.wait_until_gone("Mã PIN của")
}
