//! The server program on its own folder, with a One-stop centre and a postal culture house; desks
//! reach it without a line in between.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::office::{District, enter_unit};

/// A server that runs; it is killed when this is dropped.
pub(super) struct Server {
    /// The program.
    pub(super) district: District,
    /// Where it listens.
    pub(super) url: String,
    /// The One-stop centre.
    pub(super) one_stop: String,
    /// The postal culture house.
    pub(super) post: String,
}

impl Server {
    /// Founds the server, starts it, enters both offices.
    pub(super) fn found(program: &Path, home: &Path) -> Result<Self> {
        let district = District::found_with(program.to_owned(), home)?;
        Ok(Self {
            url: district.direct_url(),
            one_stop: enter_unit(&district, "one_stop", &[])?.id,
            post: enter_unit(&district, "post", &[])?.id,
            district,
        })
    }

    /// Has an administrator's wish done.
    pub(super) fn ask(&self, wish: &str, arguments: &[&str]) -> Result<Value> {
        self.district.ask(wish, arguments)
    }

    /// What it has used of a core since it was started, in hundredths of a second.
    pub(super) fn core_ticks(&self) -> Result<u64> {
        let path = format!("/proc/{}/stat", self.district.process()?);
        let text = std::fs::read_to_string(path)?;
        // The name in brackets may hold blanks; user and system time are the 14th and 15th field.
        let behind = text.rsplit_once(')').context("a name in brackets")?.1;
        let fields: Vec<&str> = behind.split_ascii_whitespace().collect();
        let number = |at: usize| -> Result<u64> { Ok(fields.get(at).context("a time")?.parse()?) };
        Ok(number(11)? + number(12)?)
    }
}
