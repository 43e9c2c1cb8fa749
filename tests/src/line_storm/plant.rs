//! Bugs planted on purpose: a campaign that cannot find them proves nothing.

use std::str::FromStr;

use clap::ValueEnum;
use ledger::Receipt;
use sync::session::{Alarm, Effect, FeedPlace};

use super::book::Order;

/// A bug in how a desk or the server keeps what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Plant {
    /// A push whose reply never came is taken for received.
    SilenceIsSuccess,
    /// The cursor moves although a record of a page was not kept.
    CursorOffByOne,
    /// The cursor is synced to the disk, the page that it points past is not.
    PageNotSynced,
    /// A receipt is never kept.
    ReceiptDropped,
    /// A receipt is believed without a look at the head it names.
    ReceiptUnchecked,
    /// A page with a missing or exchanged entry is stored all the same.
    GapAccepted,
    /// The server answers a push before it is on the disk.
    AnswerBeforeSync,
    /// An action given again is done again.
    RepeatIsNew,
    /// Events are folded in the order in which they came.
    ArrivalOrder,
    /// Events are folded in the order of the wall clocks.
    ClockOrder,
    /// A forked chain is written on.
    ForkIgnored,
    /// Nothing is sent again to a server that lost it.
    LossIgnored,
    /// The server's word that a record has no effect is not obeyed.
    WithheldIgnored,
    /// What a new incarnation should carry over is left behind.
    NothingCarried,
}

/// Which bugs are planted, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Plants(pub(super) Vec<Plant>);

impl FromStr for Plants {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Plant::ALL.to_vec()));
        }
        Plant::from_str(text, true).map(|plant| Self(vec![plant]))
    }
}

impl Plant {
    /// Every planted bug.
    pub const ALL: [Self; 14] = [
        Self::SilenceIsSuccess,
        Self::CursorOffByOne,
        Self::PageNotSynced,
        Self::ReceiptDropped,
        Self::ReceiptUnchecked,
        Self::GapAccepted,
        Self::AnswerBeforeSync,
        Self::RepeatIsNew,
        Self::ArrivalOrder,
        Self::ClockOrder,
        Self::ForkIgnored,
        Self::LossIgnored,
        Self::WithheldIgnored,
        Self::NothingCarried,
    ];

    /// Gives the order in which a desk with the bug folds.
    pub(super) fn order(plant: Option<Self>) -> Order {
        match plant {
            Some(Self::ArrivalOrder) => Order::Arrival,
            Some(Self::ClockOrder) => Order::Clock,
            _ => Order::Lamport,
        }
    }

    /// Changes what is about to be stored; `lie` is what the server just said that it should not.
    pub(super) fn spoil(self, effects: &mut Vec<Effect>, lie: &mut Believed) {
        match self {
            Self::CursorOffByOne => drop_first_place(effects),
            Self::ReceiptDropped => {
                effects.retain(|effect| !matches!(effect, Effect::Receipt { .. }));
            }
            Self::ReceiptUnchecked => {
                let is_doubted = effects.contains(&Effect::Alarm(Alarm::ReceiptContradicts));
                if let Some(receipt) = lie.receipt.take().filter(|_| is_doubted) {
                    *effects = vec![Effect::Receipt { receipt }];
                }
            }
            Self::GapAccepted => {
                let is_doubted = effects.contains(&Effect::Alarm(Alarm::FeedContradicts));
                if let Some(page) = lie.page.take().filter(|_| is_doubted) {
                    *effects = vec![page];
                }
            }
            Self::ForkIgnored => effects.retain(|effect| {
                !matches!(
                    effect,
                    Effect::OpenIncarnation { .. } | Effect::Alarm(Alarm::Forked(_))
                )
            }),
            Self::LossIgnored => effects.retain(|effect| {
                !matches!(
                    effect,
                    Effect::NewEpoch { .. } | Effect::FallBack { .. } | Effect::Rewind { .. }
                )
            }),
            Self::SilenceIsSuccess
            | Self::PageNotSynced
            | Self::AnswerBeforeSync
            | Self::RepeatIsNew
            | Self::ArrivalOrder
            | Self::ClockOrder
            | Self::WithheldIgnored
            | Self::NothingCarried => {}
        }
    }
}

/// What a gullible desk would store of a lie.
#[derive(Default)]
pub(super) struct Believed {
    pub(super) receipt: Option<Box<Receipt>>,
    pub(super) page: Option<Effect>,
}

fn drop_first_place(effects: &mut [Effect]) {
    for effect in effects {
        if let Effect::Feed { places, .. } = effect
            && places.len() > 1
        {
            let _forgotten: FeedPlace = places.swap_remove(0);
        }
    }
}
