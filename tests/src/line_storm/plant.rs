//! Bugs planted on purpose: a campaign that cannot find them proves nothing.

use clap::ValueEnum;
use sync::session::Effect;

/// A bug in how a desk keeps what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Plant {
    /// A push whose reply never came is taken for received.
    SilenceIsSuccess,
    /// The cursor moves although the last record of a page was not kept.
    CursorOffByOne,
    /// A receipt is never kept.
    ReceiptDropped,
}

impl Plant {
    /// Every planted bug.
    pub const ALL: [Self; 3] = [
        Self::SilenceIsSuccess,
        Self::CursorOffByOne,
        Self::ReceiptDropped,
    ];

    /// Changes what is about to be stored.
    pub(super) fn spoil(self, effects: &mut Vec<Effect>) {
        match self {
            Self::SilenceIsSuccess => {}
            Self::CursorOffByOne => {
                for effect in effects {
                    if let Effect::Feed { places, .. } = effect
                        && places.len() > 1
                    {
                        places.swap_remove(0);
                    }
                }
            }
            Self::ReceiptDropped => {
                effects.retain(|effect| !matches!(effect, Effect::Receipt { .. }));
            }
        }
    }
}
