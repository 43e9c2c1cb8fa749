//! Errors that a disk can be told to answer with: the n-th operation fails, once or from then on.
//! A failed write may leave a part of itself behind, as a real one does.

/// What a failing disk answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Any operation answers that the device failed (EIO).
    Device,
    /// Operations that need room answer that there is none (ENOSPC).
    Full,
    /// Reads give fewer bytes than the file has.
    ShortRead,
    /// Syncs fail, and what was not on the platter stays uncertain (fsync failure).
    Sync,
}

/// What an operation is to a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Delete,
    Rename,
    Access,
    SharedMemory,
}

/// A fault that waits for its operation.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What the disk answers.
    pub kind: FaultKind,
    /// How many operations of this kind still pass before one fails.
    pub after: u64,
    /// Whether every later one fails too.
    pub forever: bool,
    struck: bool,
}

impl Fault {
    /// A fault at the operation that follows `after` good ones.
    pub fn new(kind: FaultKind, after: u64, forever: bool) -> Self {
        Self {
            kind,
            after,
            forever,
            struck: false,
        }
    }

    /// Whether it has made an operation fail.
    pub fn has_struck(&self) -> bool {
        self.struck
    }

    /// Counts an operation and says whether it fails.
    pub(crate) fn strikes(&mut self, site: Site) -> bool {
        if !self.kind.concerns(site) {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        let strikes = self.forever || !self.struck;
        self.struck = true;
        strikes
    }
}

impl FaultKind {
    /// Every kind, in the order of a sweep.
    pub const ALL: [Self; 4] = [Self::Device, Self::Full, Self::ShortRead, Self::Sync];

    /// What the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Full => "full",
            Self::ShortRead => "short_read",
            Self::Sync => "sync",
        }
    }

    fn concerns(self, site: Site) -> bool {
        match self {
            Self::Device => true,
            Self::Full => matches!(site, Site::Open | Site::Write | Site::SharedMemory),
            Self::ShortRead => site == Site::Read,
            Self::Sync => site == Site::Sync,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, Site};

    #[test]
    fn a_fault_strikes_the_operation_it_was_set_for_and_once_means_once() {
        let mut once = Fault::new(FaultKind::Full, 1, false);
        let struck = [Site::Read, Site::Write, Site::Write, Site::Write].map(|s| once.strikes(s));
        assert_eq!(struck, [false, false, true, false]);
        assert!(once.has_struck());
    }

    #[test]
    fn a_lasting_fault_does_not_stop() {
        let mut lasting = Fault::new(FaultKind::Device, 0, true);
        assert!([Site::Read, Site::Sync].map(|s| lasting.strikes(s)) == [true, true]);
    }
}
