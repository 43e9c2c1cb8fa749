//! Counts tests from what a test runner wrote. A runner whose count cannot be found counts as
//! failed: silence is not success.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran to a good end.
    pub passed: usize,
    /// Tests that failed, hung or could not be started.
    pub failed: usize,
}

/// Who wrote the output.
#[derive(Clone, Copy, Debug)]
pub enum Runner {
    /// `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed`; what it calls skipped was filtered out.
    Nextest,
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; …`, once for each test program.
    CargoTest,
    /// `Tests  1 failed | 11 passed (12)`.
    Vitest,
    /// Our own programs: `3 passed, 0 failed` as the last line.
    Own,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// One step that ended well or not.
    pub fn of_step(passed: bool) -> Self {
        Self {
            passed: usize::from(passed),
            failed: usize::from(!passed),
        }
    }

    /// Finds the count in the output of a runner.
    pub fn read(runner: Runner, output: &str) -> Option<Self> {
        let output = without_colours(output);
        let mut lines = output.lines().map(str::trim);
        let counted = |line: &str| Self::in_line(line);
        match runner {
            Runner::Nextest => lines
                .rfind(|line| line.starts_with("Summary ["))
                .and_then(|line| line.split_once(':'))
                .map(|(_, counts)| counted(counts)),
            Runner::Vitest => lines
                .rfind(|line| line.starts_with("Tests "))
                .map(|line| counted(&line[6..])),
            Runner::Own => lines
                .rfind(|line| !line.is_empty())
                .filter(|l| is_own(l))
                .map(counted),
            Runner::CargoTest => {
                let results = lines.filter_map(|line| line.strip_prefix("test result: "));
                results.map(counted).reduce(|mut sum, next| {
                    sum += next;
                    sum
                })
            }
        }
    }

    /// Adds up `N word` pairs of a line: `passed`, and the ways to fail.
    fn in_line(line: &str) -> Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut tally = Self::default();
        for pair in words.windows(2) {
            let Ok(count) = pair[0].trim_start_matches('(').parse::<usize>() else {
                continue;
            };
            match pair[1].trim_end_matches([',', ';', ')']) {
                "passed" => tally.passed += count,
                "failed" | "timed" | "exec" => tally.failed += count,
                _ => {}
            }
        }
        tally
    }
}

fn is_own(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words[..], [_, "passed,", _, "failed"])
}

/// Removes the escape sequences with which runners colour their output.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(piece.split_once('m').map_or(piece, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_found_in_what_each_runner_writes() {
        let nextest = "x\n  Summary [ 1.2s] 7 tests run: 4 passed (1 slow), 2 failed, 1 timed out, 9 skipped\nmore";
        let cargo = "test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored";
        let vitest = "\u{1b}[2m Test Files \u{1b}[22m 1 failed (1)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m11 passed\u{1b}[39m (12)\n  Duration 1s";
        for (runner, output, passed, failed) in [
            (Runner::Nextest, nextest, 4, 3),
            (Runner::CargoTest, cargo, 4, 2),
            (Runner::Vitest, vitest, 11, 1),
            (Runner::Own, "…\n200 passed, 0 failed\n", 200, 0),
        ] {
            let tally = Tally::read(runner, output);
            assert_eq!(tally, Some(Tally { passed, failed }), "{runner:?}");
        }
    }

    #[test]
    fn output_without_a_count_counts_nothing() {
        for runner in [
            Runner::Nextest,
            Runner::CargoTest,
            Runner::Vitest,
            Runner::Own,
        ] {
            assert_eq!(
                Tally::read(runner, "error: could not compile\n"),
                None,
                "{runner:?}"
            );
        }
    }
}
