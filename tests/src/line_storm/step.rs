//! The steps of a schedule, drawn ahead from its seed.
//!
//! Each step draws from a stream of its own, so that a schedule from which steps were taken out
//! does the same with those that are left. Most schedules have only some of the disasters, so that
//! the promises of an ordinary day are judged without excuses.

use std::fmt;

use crate::chance::Chance;

/// Steps of a storm; a step is one act of one desk, of the line or of the server.
const STORM_STEPS: u32 = 150;
/// One stream of chance for the course of a schedule.
const COURSE: u64 = 0x0073_746f_726d;

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Somebody does something at the desk.
    Clerk,
    /// The same action is given again: its first answer was not seen.
    Again,
    /// The desk's program dies and starts again on its file.
    Crash,
    /// A request that was delivered before, or long held up, arrives.
    Late,
    /// The server's program dies and starts again on its database.
    RestartServer,
    /// Nothing for up to a month.
    Sleep,
    /// «Gửi ngay».
    SendNow,
    /// The session goes one step further.
    Session,
    /// The desk's wall clock jumps.
    Clock,
    /// The desk's disk is copied and the copy runs on another machine.
    Clone,
    /// The desk's disk is copied and the copy kept.
    ImageDesk,
    /// The desk comes back from its last copy.
    RestoreDesk,
    /// The server's database is copied.
    ImageServer,
    /// The server comes back from its last copy.
    RestoreServer,
    /// Somebody at the desk writes what is not hers to write.
    Forge,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Its number in the whole schedule.
    pub(super) number: u32,
    /// What happens.
    pub(super) act: Act,
    /// At which desk.
    pub(super) desk: usize,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}@{}", self.number, self.act, self.desk)
    }
}

/// What the line and the people of a schedule are like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weather {
    /// How many desks there are.
    pub(super) desks: usize,
    /// The server's replies lie now and then.
    pub(super) lies: bool,
    /// Wall clocks are up to ten years off from the beginning.
    pub(super) wrong_clocks: bool,
    clones: bool,
    desk_restores: bool,
    server_restores: bool,
    forges: bool,
}

/// The stream of one step.
pub(super) fn chance_of(seed: u64, step: u32) -> Chance {
    Chance::of(&[COURSE, seed, u64::from(step)])
}

/// Draws the weather and the steps of a seed.
pub(super) fn draw(seed: u64) -> (Weather, Vec<Step>) {
    let mut chance = Chance::of(&[COURSE, seed]);
    let weather = Weather {
        desks: 2 + usize::try_from(chance.below(3)).unwrap_or(0),
        lies: chance.happens(1, 4),
        wrong_clocks: chance.happens(1, 2),
        clones: chance.happens(1, 4),
        desk_restores: chance.happens(1, 4),
        server_restores: chance.happens(1, 4),
        forges: chance.happens(1, 4),
    };
    let desks = weather.desks as u64;
    let steps = (0..STORM_STEPS).map(|number| Step {
        number,
        act: weather.act(&mut chance),
        desk: usize::try_from(chance.below(desks)).unwrap_or(0),
    });
    let steps = steps.collect();
    (weather, steps)
}

impl Weather {
    fn act(self, chance: &mut Chance) -> Act {
        if chance.happens(1, 12)
            && let Some(disaster) = self.disaster(chance)
        {
            return disaster;
        }
        match chance.below(40) {
            0..=7 => Act::Clerk,
            8 => Act::Again,
            9 => Act::Crash,
            10 => Act::Late,
            11 => Act::RestartServer,
            12 => Act::Sleep,
            13..=15 => Act::SendNow,
            16 => Act::Clock,
            _ => Act::Session,
        }
    }

    fn disaster(self, chance: &mut Chance) -> Option<Act> {
        let (act, is_possible) = match chance.below(8) {
            0 => (Act::Clone, self.clones),
            1 | 2 => (Act::ImageDesk, self.desk_restores),
            3 => (Act::RestoreDesk, self.desk_restores),
            4 | 5 => (Act::ImageServer, self.server_restores),
            6 => (Act::RestoreServer, self.server_restores),
            _ => (Act::Forge, self.forges),
        };
        is_possible.then_some(act)
    }
}
