//! The desk's real window on a screen of its own, worked by the keyboard alone.
//!
//! The window is the program's own: a web driver only presses its keys, reads what stands on it and
//! takes pictures. Nothing is clicked, and nothing is waited for by the clock: each step waits for
//! what a clerk would see.

mod fit;
mod keys;
mod screen;
pub mod story;
mod webdriver;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use self::screen::Screen;
use self::webdriver::Session;
use crate::process::{PATIENCE, Running, find_program};

/// A screen that nobody sees, with a driver that waits to start a program with a web view on it.
pub struct Stage {
    port: u16,
    // Dropped in this order: the driver before its screen.
    driver: Running,
    screen: Screen,
}

/// The desk program with its window open, on a screen that nobody sees.
pub struct Window {
    session: Session,
    // Dropped in this order: the page is closed before its driver, the driver before its screen.
    driver: Running,
    _screen: Screen,
}

impl Stage {
    /// Sets the stage for the desk that lies in `home`.
    ///
    /// # Errors
    /// When a program is missing or does not start.
    pub fn set(home: &Path) -> Result<Self> {
        let screen = Screen::start(&home.join("screen.log"))?;
        let port = free_port()?;
        let mut command = Command::new("dbus-run-session");
        command
            .args(["--", "WebKitWebDriver", "--host=127.0.0.1"])
            .arg(format!("--port={port}"))
            .env("DISPLAY", screen.display())
            .env_remove("WAYLAND_DISPLAY")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TRAOTAY_HOME", home);
        let mut driver = Running::start_group(&mut command, &home.join("window.log"))?;
        driver.wait_for("its port", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        })?;
        Ok(Self {
            port,
            driver,
            screen,
        })
    }

    /// Has the driver start a program and waits until its page can be asked.
    ///
    /// # Errors
    /// When the program does not start.
    pub fn open(self, program: &Path, arguments: &[&str]) -> Result<Window> {
        Ok(Window {
            session: Session::open(self.port, program, arguments)?,
            driver: self.driver,
            _screen: self.screen,
        })
    }
}

impl Window {
    /// Opens the window of the desk that lies in `home`.
    ///
    /// # Errors
    /// When a program is missing or does not start.
    pub fn open(home: &Path) -> Result<Self> {
        Stage::set(home)?.open(&find_program("traotay")?, &[])
    }

    /// The process id of the driver, below which the window's own processes are.
    #[must_use]
    pub fn driver(&self) -> u32 {
        self.driver.id()
    }

    /// Presses keys, each named as on the controls: `F9`, `Ctrl+K`, `Enter`.
    ///
    /// # Errors
    /// When the window is gone or no key has that name.
    pub fn press(&self, chords: &[&str]) -> Result<()> {
        for chord in chords {
            self.session.press(&keys::chord(chord)?)?;
        }
        Ok(())
    }

    /// Types text into whatever has the focus.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.session.press(&keys::typed(text))
    }

    /// Everything that can be read on the window.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn text(&self) -> Result<String> {
        let text = self
            .session
            .run("return document.body.innerText", json!([]))?;
        // A blank that may not be broken looks like any other.
        Ok(text.as_str().unwrap_or_default().replace('\u{a0}', " "))
    }

    /// Waits until some words can be read.
    ///
    /// # Errors
    /// When they do not come in time; the message holds what stands there instead.
    pub fn wait_for_text(&self, words: &str) -> Result<()> {
        self.wait(words, || Ok(self.text()?.contains(words)))
    }

    /// Waits until some words are gone.
    ///
    /// # Errors
    /// When they stay.
    pub fn wait_until_gone(&self, words: &str) -> Result<()> {
        self.wait(words, || Ok(!self.text()?.contains(words)))
    }

    /// Waits until the keyboard is at an element, named by the beginning of its id.
    ///
    /// # Errors
    /// When the focus does not come there.
    pub fn wait_for_focus(&self, id: &str) -> Result<()> {
        self.wait(id, || Ok(self.focused()?.starts_with(id)))?;
        self.focus_must_show()
    }

    /// Waits until the clerk sees where she is: what has the focus lies within the window, cut
    /// off by no box that scrolls and covered by nothing.
    ///
    /// # Errors
    /// Names what hides it.
    pub fn focus_must_show(&self) -> Result<()> {
        let mut hidden = String::new();
        let shown = self.wait("the focus in view", || {
            hidden = fit::hidden_focus(&self.session)?;
            Ok(hidden.is_empty())
        });
        shown.with_context(|| hidden)
    }

    /// Waits until everything is written in one of the three sizes of text.
    ///
    /// # Errors
    /// When the page is in another size.
    pub fn text_must_be(&self, size: &str) -> Result<()> {
        let script = "return document.documentElement.dataset.textSize ?? ''";
        self.wait(&format!("text of size {size}"), || {
            Ok(self.session.run(script, json!([]))? == json!(size))
        })
    }

    /// Waits until a PIN is asked for.
    ///
    /// # Errors
    /// When the focus does not come to such a field.
    pub fn wait_for_pin(&self) -> Result<()> {
        let script = "return document.activeElement.type === 'password'";
        self.wait("a field for a PIN", || {
            Ok(self.session.run(script, json!([]))? == json!(true))
        })?;
        self.focus_must_show()
    }

    /// The id of the element that has the focus, or its kind.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn focused(&self) -> Result<String> {
        let script =
            "const at = document.activeElement; return at.id || at.tagName + ' ' + (at.type ?? '')";
        let id = self.session.run(script, json!([]))?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// The key that is drawn on the button that bears these words.
    ///
    /// # Errors
    /// When no such button bears one.
    pub fn key_of(&self, words: &str) -> Result<String> {
        let script = "const found = [...document.querySelectorAll('button')]\
            .find((button) => button.innerText.includes(arguments[0]));\
            return found?.querySelector('kbd')?.innerText ?? ''";
        let key = self.session.run(script, json!([words]))?;
        let key = key.as_str().unwrap_or_default().to_owned();
        ensure!(!key.is_empty(), "«{words}» bears no key");
        Ok(key)
    }

    /// Chooses a person by the number on her tile; where a PIN is already asked for, the tiles are
    /// one step back.
    ///
    /// # Errors
    /// When she has no tile, or no PIN is asked for then.
    pub fn choose(&self, name: &str) -> Result<()> {
        if !self.focused()?.starts_with("BUTTON") {
            self.press(&["Shift+Tab"])?;
        }
        self.press(&[&self.key_of(name)?])?;
        self.wait_for_text(&format!("Mã PIN của {name}"))?;
        self.wait_for_pin()
    }

    /// What stands in the field that has the focus.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn typed(&self) -> Result<String> {
        let script = "return document.activeElement.value ?? ''";
        let value = self.session.run(script, json!([]))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Fails when something on the window is cut off, lies outside it or covers something else.
    ///
    /// # Errors
    /// Names what does not fit.
    pub fn must_fit(&self, screen: &str) -> Result<()> {
        let misfits = fit::misfits(&self.session)?;
        ensure!(misfits.is_empty(), "{screen}: {}", misfits.join("; "));
        Ok(())
    }

    /// Writes a picture of the window.
    ///
    /// # Errors
    /// When none can be taken or written.
    pub fn picture(&self, file: &Path) -> Result<()> {
        // What was changed last is on the screen two frames later.
        let drawn = "return new Promise((done) =>\
            requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.session.run(drawn, json!([]))?;
        let picture = self.session.picture()?;
        fs::write(file, picture).with_context(|| format!("writing {}", file.display()))
    }

    /// Closes the window as its user does, and waits until the program has closed its files.
    ///
    /// # Errors
    /// When it does not end.
    pub fn close(mut self) -> Result<()> {
        self.session.close()?;
        self.driver.terminate().map(drop)
    }

    /// Kills the program behind the window at whatever it is doing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> Result<()> {
        self.driver.kill()
    }

    fn wait(&self, what: &str, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while !holds()? {
            if Instant::now() > end {
                bail!(
                    "«{what}» did not come; the focus is at {}; the window says:\n{}",
                    self.focused()?,
                    self.text()?
                );
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Ok(())
    }
}

/// A port that nobody listens at. It could be taken before the driver has it; then the driver ends
/// and the test says so.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
