//! Lanes: how desks that cannot ask each other share one daily serial.
//!
//! A lane belongs to one incarnation of one desk and its digits lead the serial, so lane 1 gives
//! 1001–1999, lane 2 gives 2001–2999. The plan is data: its tiers say how the serial grows when a
//! lane is full or more than nine lanes are needed, and a plan in which two lanes could ever meet
//! is refused when it is read. Nothing expires and nothing rolls over.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Highest serial of any plan: the accepting pattern takes at most seven digits.
pub const SERIAL_MAX: u32 = 9_999_999;
/// Highest lane: a desk number has two digits.
const LANE_MAX: u8 = 99;

/// Why a plan or a place in it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LaneFault {
    /// Lanes are numbered 1 to 99.
    #[error("no such lane")]
    NoSuchLane,
    /// The plan gives this lane no such serial: its day is full.
    #[error("the lane is full for the day")]
    Full,
    /// Two lanes, or two places of one, would give the same serial.
    #[error("two places of the plan give the same serial")]
    Overlap,
    /// A tier that is empty, backwards, or longer than a serial.
    #[error("a tier of the plan is not a range of serials")]
    Tier,
}

/// The number of a lane, 1 to 99; given once a year, together with a spare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Lane(u8);

impl Lane {
    /// Takes the number of a lane.
    ///
    /// # Errors
    /// [`LaneFault::NoSuchLane`] outside 1 to 99.
    pub const fn new(number: u8) -> Result<Self, LaneFault> {
        match number {
            1..=LANE_MAX => Ok(Self(number)),
            _ => Err(LaneFault::NoSuchLane),
        }
    }
}

impl TryFrom<u8> for Lane {
    type Error = LaneFault;

    fn try_from(number: u8) -> Result<Self, LaneFault> {
        Self::new(number)
    }
}

impl From<Lane> for u8 {
    fn from(lane: Lane) -> Self {
        lane.0
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One step of a plan: for these lanes and this part of the day, so many digits follow the lane's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneTier {
    /// First and last lane it serves.
    pub lanes: (u8, u8),
    /// First and last place of the day it serves; the first dossier of a day has place 1.
    pub places: (u32, u32),
    /// Digits that follow the lane's number.
    pub digits: u8,
}

impl LaneTier {
    const fn serves(&self, lane: u8, place: u32) -> bool {
        self.lanes.0 <= lane
            && lane <= self.lanes.1
            && self.places.0 <= place
            && place <= self.places.1
    }

    /// Gives the serial of a place; `None` beyond [`SERIAL_MAX`].
    fn serial(&self, lane: u8, place: u32) -> Option<u32> {
        let lead = 10_u32
            .checked_pow(self.digits.into())?
            .checked_mul(lane.into())?;
        lead.checked_add(place)
            .filter(|serial| *serial <= SERIAL_MAX)
    }

    fn is_a_range(&self) -> bool {
        let room = 10_u32.checked_pow(self.digits.into());
        1 <= self.lanes.0
            && self.lanes.0 <= self.lanes.1
            && self.lanes.1 <= LANE_MAX
            && 1 <= self.places.0
            && self.places.0 <= self.places.1
            && room.is_some_and(|room| self.places.1 < room)
            && self.serial(self.lanes.1, self.places.1).is_some()
    }
}

/// How the serials of a unit's day are divided among its lanes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<LaneTier>", into = "Vec<LaneTier>")]
pub struct LanePlan {
    tiers: Vec<LaneTier>,
}

impl LanePlan {
    /// Takes a plan whose places never meet.
    ///
    /// # Errors
    /// [`LaneFault::Tier`] or [`LaneFault::Overlap`].
    pub fn new(tiers: Vec<LaneTier>) -> Result<Self, LaneFault> {
        if !tiers.iter().all(LaneTier::is_a_range) {
            return Err(LaneFault::Tier);
        }
        let mut stretches = Vec::new();
        for tier in &tiers {
            for lane in tier.lanes.0..=tier.lanes.1 {
                let first = tier.serial(lane, tier.places.0).ok_or(LaneFault::Tier)?;
                let last = tier.serial(lane, tier.places.1).ok_or(LaneFault::Tier)?;
                stretches.push((first, last));
            }
        }
        stretches.sort_unstable();
        let meets = |pair: &[(u32, u32)]| matches!(pair, [one, other] if other.0 <= one.1);
        match stretches.windows(2).any(meets) || repeats_a_place(&tiers) {
            true => Err(LaneFault::Overlap),
            false => Ok(Self { tiers }),
        }
    }

    /// Gives the serial of a lane's `place`-th dossier of the day.
    ///
    /// # Errors
    /// [`LaneFault::Full`] where the plan ends.
    pub fn serial(&self, lane: Lane, place: u32) -> Result<u32, LaneFault> {
        self.tiers
            .iter()
            .find(|tier| tier.serves(lane.0, place))
            .and_then(|tier| tier.serial(lane.0, place))
            .ok_or(LaneFault::Full)
    }

    /// Finds which lane gave a serial, and as which place of its day.
    #[must_use]
    pub fn find_place(&self, serial: u32) -> Option<(Lane, u32)> {
        self.tiers.iter().find_map(|tier| {
            let room = 10_u32.checked_pow(tier.digits.into())?;
            let lane = u8::try_from(serial.checked_div(room)?).ok()?;
            let place = serial.checked_rem(room)?;
            let lane = tier.serves(lane, place).then_some(lane)?;
            Some((Lane(lane), place))
        })
    }
}

impl Default for LanePlan {
    /// Four digits for the first 999 of lanes 1 to 9, five digits for what follows up to 9 999, six
    /// digits for lanes 10 to 99 up to 9 999 a day.
    fn default() -> Self {
        let tier = |lanes, places, digits| LaneTier {
            lanes,
            places,
            digits,
        };
        Self {
            tiers: vec![
                tier((1, 9), (1, 999), 3),
                tier((1, 9), (1_000, 9_999), 4),
                tier((10, LANE_MAX), (1, 9_999), 4),
            ],
        }
    }
}

impl TryFrom<Vec<LaneTier>> for LanePlan {
    type Error = LaneFault;

    fn try_from(tiers: Vec<LaneTier>) -> Result<Self, LaneFault> {
        Self::new(tiers)
    }
}

impl From<LanePlan> for Vec<LaneTier> {
    fn from(plan: LanePlan) -> Self {
        plan.tiers
    }
}

/// Says whether two tiers serve the same place of the same lane.
fn repeats_a_place(tiers: &[LaneTier]) -> bool {
    tiers.iter().enumerate().any(|(index, one)| {
        tiers.iter().skip(index.saturating_add(1)).any(|other| {
            one.lanes.0 <= other.lanes.1
                && other.lanes.0 <= one.lanes.1
                && one.places.0 <= other.places.1
                && other.places.0 <= one.places.1
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Lane, LaneFault, LanePlan, LaneTier};

    #[test]
    fn the_lane_leads_the_serial_and_a_full_lane_widens_it() {
        let plan = LanePlan::default();
        for (lane, place, serial) in [
            (1, 1, 1_001),
            (1, 999, 1_999),
            (2, 1, 2_001),
            (9, 999, 9_999),
            (1, 1_000, 11_000),
            (1, 9_999, 19_999),
            (9, 9_999, 99_999),
            (10, 1, 100_001),
            (10, 9_999, 109_999),
            (99, 9_999, 999_999),
        ] {
            let lane = Lane::new(lane).unwrap();
            assert_eq!(plan.serial(lane, place), Ok(serial));
            assert_eq!(plan.find_place(serial), Some((lane, place)));
        }
    }

    #[test]
    fn over_every_lane_and_place_no_serial_is_given_twice() {
        let plan = LanePlan::default();
        let mut given = BTreeSet::new();
        for lane in 1..=99 {
            let lane = Lane::new(lane).unwrap();
            for place in 1..=9_999 {
                let serial = plan.serial(lane, place).unwrap();
                assert!(given.insert(serial), "{serial} is given twice");
                assert_eq!(plan.find_place(serial), Some((lane, place)));
            }
        }
        assert_eq!(given.len(), 99 * 9_999);
    }

    #[test]
    fn what_no_lane_gave_is_found_nowhere() {
        let plan = LanePlan::default();
        for serial in [
            0,
            1,
            999,
            1_000,
            2_000,
            10_999,
            20_000,
            100_000,
            1_000_000,
            u32::MAX,
        ] {
            assert_eq!(plan.find_place(serial), None, "{serial}");
        }
    }

    #[test]
    fn a_lane_that_is_full_or_does_not_exist_is_refused() {
        let plan = LanePlan::default();
        let lane = Lane::new(1).unwrap();
        assert_eq!(plan.serial(lane, 0), Err(LaneFault::Full));
        assert_eq!(plan.serial(lane, 10_000), Err(LaneFault::Full));
        assert_eq!(Lane::new(0), Err(LaneFault::NoSuchLane));
        assert_eq!(Lane::new(100), Err(LaneFault::NoSuchLane));
    }

    #[test]
    fn the_default_plan_is_one_that_would_be_accepted() {
        let plan = LanePlan::default();
        assert_eq!(LanePlan::new(plan.tiers.clone()), Ok(plan.clone()));
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<LanePlan>(&text).unwrap(), plan);
    }

    #[test]
    fn a_plan_in_which_two_desks_could_meet_is_refused() {
        let tier = |lanes, places, digits| LaneTier {
            lanes,
            places,
            digits,
        };
        for (tiers, fault) in [
            // Lane 11's 11001 is also lane 1's 1001st in five digits.
            (
                vec![tier((1, 9), (1, 9_999), 4), tier((10, 99), (1, 999), 3)],
                LaneFault::Overlap,
            ),
            (
                vec![tier((1, 9), (1, 999), 3), tier((5, 5), (500, 600), 5)],
                LaneFault::Overlap,
            ),
            (vec![tier((1, 9), (1, 1_000), 3)], LaneFault::Tier),
            (vec![tier((0, 9), (1, 999), 3)], LaneFault::Tier),
            (vec![tier((9, 1), (1, 999), 3)], LaneFault::Tier),
            (vec![tier((1, 100), (1, 999), 3)], LaneFault::Tier),
            (vec![tier((1, 9), (0, 999), 3)], LaneFault::Tier),
            (vec![tier((1, 9), (999, 1), 3)], LaneFault::Tier),
            (vec![tier((1, 99), (1, 9), 6)], LaneFault::Tier),
            (vec![tier((1, 9), (1, 9), 255)], LaneFault::Tier),
        ] {
            assert_eq!(LanePlan::new(tiers.clone()), Err(fault), "{tiers:?}");
        }
    }
}
