//! Counting wrong PINs: five free, then pauses that double, at ten a supervisor.
//!
//! A try is written down before it is judged, so that pulling the plug saves none. A pause is
//! counted in running time of the PC, never by the wall clock: setting the clock forward does
//! not shorten it, setting it back does not lengthen it, a restart begins the rest anew.

use std::collections::BTreeMap;

use domain::id::PersonId;
use minicbor::{Decode, Encode};

/// Wrong PINs that cost nothing.
pub const FREE_TRIES: u8 = 5;
/// Wrong PINs after which only a supervisor helps (NIST SP 800-63B allows up to 100).
pub const TRIES_MAX: u8 = 10;
/// The first pause, µs.
const PAUSE_FIRST: u64 = 30 * 1_000_000;
/// The longest pause, µs.
const PAUSE_MAX: u64 = 15 * 60 * 1_000_000;

/// A moment as the PC can tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Wall clock, µs UTC; believed by nobody here.
    pub wall: i64,
    /// Running time since the PC started, µs.
    pub monotonic: u64,
    /// Names the start since which it runs; a new one each time the PC, or where that cannot
    /// be told the program, starts.
    pub boot: [u8; 16],
}

/// One person's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
struct Count {
    /// Wrong PINs in a row, the one being judged included.
    #[n(0)]
    wrong: u8,
    /// Pause still to be waited out at `monotonic`, µs.
    #[n(1)]
    pause: u64,
    /// Running time when that was true.
    #[n(2)]
    monotonic: u64,
    /// In which run.
    #[cbor(n(3), with = "minicbor::bytes")]
    boot: [u8; 16],
}

/// Why no PIN may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A pause runs for this many µs more.
    Paused {
        /// µs of running time.
        remaining: u64,
    },
    /// A supervisor must set the count back.
    SupervisorNeeded,
}

/// The counts of everybody on one PC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Tries {
    #[n(0)]
    counts: BTreeMap<PersonId, Count>,
}

impl Tries {
    /// Takes a count for lost files: nobody is let off, nobody is locked out.
    #[must_use]
    pub fn after_loss(people: impl IntoIterator<Item = PersonId>, now: Moment) -> Self {
        let count = Count {
            wrong: FREE_TRIES,
            pause: PAUSE_FIRST,
            monotonic: now.monotonic,
            boot: now.boot,
        };
        Self {
            counts: people.into_iter().map(|person| (person, count)).collect(),
        }
    }

    /// Says how many tries a person has until the next pause or stop.
    #[must_use]
    pub fn tries_left(&self, person: PersonId) -> u8 {
        let wrong = self.counts.get(&person).map_or(0, |count| count.wrong);
        if wrong < FREE_TRIES {
            FREE_TRIES.saturating_sub(wrong)
        } else {
            u8::from(wrong < TRIES_MAX)
        }
    }

    /// Says what stands against a try.
    #[must_use]
    pub fn stop(&self, person: PersonId, now: Moment) -> Option<Stop> {
        let count = self.counts.get(&person)?;
        if count.wrong >= TRIES_MAX {
            return Some(Stop::SupervisorNeeded);
        }
        let remaining = count.pause_at(now);
        (remaining > 0).then_some(Stop::Paused { remaining })
    }

    /// Counts a try that is about to be judged, as if it were wrong.
    pub fn count(&mut self, person: PersonId, now: Moment) {
        let count = self.counts.entry(person).or_default();
        count.wrong = count.wrong.saturating_add(1);
        count.pause = pause_after(count.wrong);
        count.monotonic = now.monotonic;
        count.boot = now.boot;
    }

    /// Forgets a person's wrong tries: the PIN was right, or a supervisor said so.
    pub fn clear(&mut self, person: PersonId) {
        self.counts.remove(&person);
    }
}

impl Count {
    /// Gives what is left of the pause; only running time that can be proven is taken off.
    fn pause_at(&self, now: Moment) -> u64 {
        let waited = if now.boot == self.boot {
            now.monotonic.saturating_sub(self.monotonic)
        } else {
            now.monotonic
        };
        self.pause.saturating_sub(waited)
    }
}

/// Gives the pause that follows the `wrong`-th wrong try: 30 s, doubling, at most 15 minutes.
fn pause_after(wrong: u8) -> u64 {
    let Some(doublings) = wrong.checked_sub(FREE_TRIES) else {
        return 0;
    };
    PAUSE_FIRST
        .saturating_mul(1_u64 << u32::from(doublings).min(16))
        .min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAN: PersonId = PersonId::from_bytes([1; 16]);

    fn at(monotonic: u64, boot: u8) -> Moment {
        Moment {
            wall: 0,
            monotonic,
            boot: [boot; 16],
        }
    }

    fn after(wrong: u8, now: Moment) -> Tries {
        let mut tries = Tries::default();
        (0..wrong).for_each(|_| tries.count(LAN, now));
        tries
    }

    #[test]
    fn five_tries_are_free_then_pauses_double_up_to_a_supervisor() {
        let now = at(1_000, 1);
        let pauses: Vec<Option<Stop>> = (0..=10)
            .map(|wrong| after(wrong, now).stop(LAN, now))
            .collect();
        let paused = |seconds: u64| {
            Some(Stop::Paused {
                remaining: seconds * 1_000_000,
            })
        };
        assert_eq!(pauses.get(..5), Some(&[None; 5][..]));
        assert_eq!(
            pauses.get(5..),
            Some(
                &[
                    paused(30),
                    paused(60),
                    paused(120),
                    paused(240),
                    paused(480),
                    Some(Stop::SupervisorNeeded)
                ][..]
            )
        );
    }

    #[test]
    fn a_pause_ends_by_running_time_and_by_nothing_else() {
        let start = at(5_000_000, 1);
        let tries = after(5, start);
        let jumped = Moment {
            wall: i64::MAX,
            ..start
        };
        assert_eq!(
            tries.stop(LAN, jumped),
            Some(Stop::Paused {
                remaining: 30_000_000
            })
        );
        assert_eq!(
            tries.stop(
                LAN,
                Moment {
                    wall: i64::MIN,
                    ..at(34_999_999, 1)
                }
            ),
            Some(Stop::Paused { remaining: 1 })
        );
        assert_eq!(tries.stop(LAN, at(35_000_000, 1)), None);
    }

    #[test]
    fn a_restart_begins_the_rest_of_a_pause_anew() {
        let tries = after(5, at(900_000_000, 1));
        assert_eq!(
            tries.stop(LAN, at(0, 2)),
            Some(Stop::Paused {
                remaining: 30_000_000
            })
        );
        assert_eq!(tries.stop(LAN, at(30_000_000, 2)), None);
    }

    #[test]
    fn another_person_is_never_paused_by_it() {
        let now = at(0, 1);
        let tries = after(10, now);
        assert_eq!(tries.stop(PersonId::from_bytes([2; 16]), now), None);
    }
}
