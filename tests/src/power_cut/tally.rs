//! What a sweep counted, and for each finding all that is needed to see it again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

use super::Violation;
use super::fate::Variant;
use super::volume::Metadata;
use crate::crash_vfs::{Fault, FaultKind};

/// How many findings are kept in full; the rest is only counted.
const FINDINGS_MAX: usize = 20;

/// The counts of a sweep.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tally {
    /// Images that were opened and judged; draws that decided the same of one cut count once.
    pub images: u64,
    /// Runs of the program that they were made from.
    pub runs: u64,
    /// Images that the program could not open.
    pub unopenable: u64,
    /// Images without something that was promised.
    pub lost: u64,
    /// Images with a part of a transaction, or with one twice.
    pub not_whole: u64,
    /// Images whose database or chain does not verify.
    pub damaged: u64,
    /// How long it took.
    pub seconds: f64,
    /// The first findings.
    pub findings: Vec<Finding>,
}

/// One image that violates a promise.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What is wrong with it.
    pub violation: String,
    /// The command that shows it again.
    pub replay: String,
    /// Where it was found.
    #[serde(skip)]
    pub place: Place,
}

/// Where an image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The program and its settings.
    pub configuration: String,
    /// The seed of its run.
    pub seed: u64,
    /// The model of the file system.
    pub metadata: Metadata,
    /// The cuts, each of what was recorded since the one before.
    pub cuts: Vec<Cut>,
    /// The error that the disk answered with.
    pub error: Option<ErrorCase>,
}

/// A power cut: before which operation, and what became of those that were pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// How many operations were asked for before it.
    pub operation: usize,
    /// What became of the pending ones.
    pub variant: Variant,
}

/// An error of the disk: of which kind, after how many good operations, once or for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCase {
    /// What the disk answers.
    pub kind: FaultKind,
    /// How many operations of this kind pass before.
    pub after: u64,
    /// Whether every later one fails too.
    pub forever: bool,
}

impl Tally {
    /// Counts an image and what was found in it.
    pub fn count(&mut self, judged: Result<(), Violation>, place: impl FnOnce() -> Place) {
        self.images += 1;
        let Err(violation) = judged else { return };
        match &violation {
            Violation::Unopenable(_) => self.unopenable += 1,
            Violation::Lost(_) => self.lost += 1,
            Violation::NotWhole(_) => self.not_whole += 1,
            Violation::Damaged(_) => self.damaged += 1,
        }
        if self.findings.len() < FINDINGS_MAX {
            let place = place();
            self.findings.push(Finding {
                violation: violation.to_string(),
                replay: place.to_string(),
                place,
            });
        }
    }

    /// Adds what another thread or round counted.
    pub fn add(&mut self, other: Self) {
        self.images += other.images;
        self.runs += other.runs;
        self.unopenable += other.unopenable;
        self.lost += other.lost;
        self.not_whole += other.not_whole;
        self.damaged += other.damaged;
        let room = FINDINGS_MAX.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.into_iter().take(room));
    }

    /// The images that violate a promise.
    pub fn bad(&self) -> u64 {
        self.unopenable + self.lost + self.not_whole + self.damaged
    }

    /// Images a second.
    pub fn rate(&self) -> f64 {
        self.images as f64 / self.seconds.max(0.001)
    }

    /// Notes how long it took.
    pub fn took(&mut self, time: Duration) {
        self.seconds = time.as_secs_f64();
    }
}

impl ErrorCase {
    /// The fault to set.
    pub fn fault(self) -> Fault {
        Fault::new(self.kind, self.after, self.forever)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seed, configuration) = (self.seed, &self.configuration);
        let metadata = self.metadata.name();
        write!(
            f,
            "cargo run -p tests --bin simulate -- crash --seed {seed} --replay {configuration} \
             --metadata {metadata}"
        )?;
        for cut in &self.cuts {
            write!(f, " --cut {cut}")?;
        }
        self.error
            .map_or(Ok(()), |error| write!(f, " --error {error}"))
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.operation, self.variant)
    }
}

impl FromStr for Cut {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (operation, variant) = text
            .split_once('/')
            .ok_or("a cut is <operation>/<variant>")?;
        let operation = operation
            .parse()
            .map_err(|_| format!("`{operation}` is no number"))?;
        let variant = variant.parse()?;
        Ok(Self { operation, variant })
    }
}

impl fmt::Display for ErrorCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.forever { "for_ever" } else { "once" };
        write!(f, "{}/{}/{times}", self.kind.name(), self.after)
    }
}

impl FromStr for ErrorCase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let &[kind, after, times] = parts.as_slice() else {
            return Err("an error is <kind>/<number>/<once or for_ever>".to_owned());
        };
        let known = FaultKind::ALL
            .into_iter()
            .find(|other| other.name() == kind);
        Ok(Self {
            kind: known.ok_or_else(|| format!("`{kind}` is no kind of error"))?,
            after: after
                .parse()
                .map_err(|_| format!("`{after}` is no number"))?,
            forever: times == "for_ever",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut, ErrorCase};

    #[test]
    fn a_place_reads_back_as_it_is_printed() {
        for cut in ["17/nothing", "0/subset:9"] {
            assert_eq!(
                cut.parse::<Cut>().map(|cut| cut.to_string()).as_deref(),
                Ok(cut)
            );
        }
        for error in ["sync/3/once", "full/0/for_ever"] {
            assert_eq!(
                error.parse::<ErrorCase>().map(|e| e.to_string()).as_deref(),
                Ok(error)
            );
        }
        assert!("17".parse::<Cut>().is_err() && "sync/3".parse::<ErrorCase>().is_err());
    }
}
