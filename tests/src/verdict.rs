//! The outcome of a campaign as the one line that `cargo xtask` reads: `12 passed, 0 failed`.

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;

/// How many lines of a campaign said what they must.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Lines that did.
    pub passed: usize,
    /// Lines that did not.
    pub failed: usize,
}

impl Verdict {
    /// Counts lines by whether each holds.
    pub fn count(lines: impl IntoIterator<Item = bool>) -> Self {
        let mut verdict = Self::default();
        for holds in lines {
            verdict.passed += usize::from(holds);
            verdict.failed += usize::from(!holds);
        }
        verdict
    }

    /// What the program ends with; a campaign of no lines has proved nothing.
    pub fn exit(self) -> ExitCode {
        if self.failed == 0 && self.passed > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

impl AddAssign for Verdict {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}
