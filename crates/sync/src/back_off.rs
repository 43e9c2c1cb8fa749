//! How long to wait after a fault: doubling with full jitter, under a ceiling.
//!
//! Jitter is an argument: thousands of desks that lost the network together must not come
//! back together, and a simulated one must do the same thing twice.

use crate::limits::{BACK_OFF_CEILING_MS, BACK_OFF_FIRST_MS, BACK_OFF_FLOOR_MS};

/// Counts the faults since the last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackOff {
    failures: u32,
}

impl BackOff {
    /// Gives the number of failed tries since the last success.
    #[must_use]
    pub const fn failures(self) -> u32 {
        self.failures
    }

    /// Forgets the faults.
    pub const fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Counts one more fault and gives the pause before the next try, in milliseconds.
    pub const fn fail(&mut self, jitter: u64) -> u64 {
        let doublings = if self.failures < 16 {
            self.failures
        } else {
            16
        };
        self.failures = self.failures.saturating_add(1);
        let wanted = BACK_OFF_FIRST_MS << doublings;
        let ceiling = if wanted < BACK_OFF_CEILING_MS {
            wanted
        } else {
            BACK_OFF_CEILING_MS
        };
        let pause = jitter % (ceiling + 1);
        if pause < BACK_OFF_FLOOR_MS {
            BACK_OFF_FLOOR_MS
        } else {
            pause
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_pause_is_longer_than_the_ceiling(
            jitters in prop::collection::vec(any::<u64>(), 1..60)
        ) {
            let mut back_off = BackOff::default();
            for jitter in jitters {
                let pause = back_off.fail(jitter);
                prop_assert!((BACK_OFF_FLOOR_MS..=BACK_OFF_CEILING_MS).contains(&pause));
            }
        }
    }

    #[test]
    fn the_longest_pause_doubles_until_the_ceiling() {
        let mut back_off = BackOff::default();
        let longest: Vec<u64> = (0..12)
            .map(|failures| BACK_OFF_FIRST_MS << failures)
            .collect();
        for wanted in longest {
            let ceiling = wanted.min(BACK_OFF_CEILING_MS);
            assert_eq!(back_off.fail(ceiling), ceiling);
        }
    }

    #[test]
    fn a_success_starts_the_count_again() {
        let mut back_off = BackOff::default();
        back_off.fail(7);
        back_off.fail(7);
        back_off.succeed();
        assert_eq!(back_off, BackOff::default());
    }
}
